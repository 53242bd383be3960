# Claude Code without a snapshot: [-c, -l, wrapper]
slots="BEFORE BETWEEN EARLY AFTER"
form() { args=(-c -l "$(part "$BEFORE")$claude_fix$(claude_tail)"); }
