# Claude Code in sandbox mode: three nested shells (the socat relays and the seccomp helper replaced by harmless stand-ins)
slots="BEFORE BETWEEN EARLY AFTER SNAPSHOT"
form() {
	local inner middle
	inner="exec 3<&- || exit 126; $(part "$BEFORE")source $SNAP 2>/dev/null || true && export TMPDIR=/tmp && $claude_fix$(claude_tail)"
	middle="{ true; } >/dev/null 2>&1 &
_srt_http=\$!
trap 'rc=\$?; kill %1 2>/dev/null; exit \$rc' EXIT
ARGV0=apply-seccomp env $SELF -c $(quote "$inner")"
	args=(-c "$SELF -c $(quote "$middle")")
}
