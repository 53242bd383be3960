# Codex: a preamble of overrides, then exec of the shell with the command
slots="BEFORE ENVTEXT SNAPSHOT"
form() {
	args=(-c "$(part "$BEFORE")__CODEX_SNAPSHOT_OVERRIDE_SET_0=\"\${PATH+x}\"
__CODEX_SNAPSHOT_OVERRIDE_0=\"\${PATH-}\"
$ENVTEXT
if . '$SNAP' >/dev/null 2>&1; then :; fi
if [ -n \"\${__CODEX_SNAPSHOT_OVERRIDE_SET_0}\" ]; then export PATH=\"\${__CODEX_SNAPSHOT_OVERRIDE_0}\"; else unset PATH; fi
exec '$SELF' -c $(quote "$CMD")")
}
