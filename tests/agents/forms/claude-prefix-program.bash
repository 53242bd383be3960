# Claude Code with CLAUDE_CODE_SHELL_PREFIX=/path/to/program: the program is handed the wrapper as one word
slots="BEFORE BETWEEN EARLY AFTER SNAPSHOT"
form() {
	args=(-c "$PREFIX $(quote "$(part "$BEFORE")source $SNAP 2>/dev/null || true && $claude_fix$(claude_tail)")")
}
