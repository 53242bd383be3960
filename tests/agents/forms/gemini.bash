# Gemini CLI: the command in a subshell, its jobs written to a file
slots="BEFORE AFTER"
form() {
	args=(-c "${BEFORE:+$BEFORE
}shopt -u promptvars nullglob extglob nocaseglob dotglob; _bgpids_file=$CWDFILE
(
  trap 'jobs -p > \"\$_bgpids_file\"' EXIT
$CMD
)
__code=\$?
${AFTER:+$AFTER
}exit \$__code")
}
