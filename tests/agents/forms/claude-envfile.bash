# Claude Code with CLAUDE_ENV_FILE text, several lines, followed by a line with a colon
slots="BEFORE ENVTEXT BETWEEN EARLY AFTER SNAPSHOT"
form() {
	args=(-c "$(part "$BEFORE")source $SNAP 2>/dev/null || true && export FROM_ENVFILE=1
$ENVTEXT
: && $claude_fix$(claude_tail)")
}
