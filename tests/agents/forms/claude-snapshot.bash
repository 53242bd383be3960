# Claude Code with a snapshot: [-c, wrapper]
slots="BEFORE BETWEEN EARLY AFTER SNAPSHOT"
form() { args=(-c "$(part "$BEFORE")source $SNAP 2>/dev/null || true && $claude_fix$(claude_tail)"); }
