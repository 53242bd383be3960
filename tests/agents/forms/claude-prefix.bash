# Claude Code with CLAUDE_CODE_SHELL_PREFIX="/usr/bin/bash -c"
slots="BEFORE BETWEEN EARLY AFTER SNAPSHOT"
form() {
	args=(-c "/bin/bash -c $(quote "$(part "$BEFORE")source $SNAP 2>/dev/null || true && { \\builtin shopt -u extglob || \\builtin setopt NO_EXTENDED_GLOB; } >/dev/null 2>&1 || true && $(claude_tail)")")
}
