# Codex without a snapshot: [-lc, command]
slots=""
form() { args=(-lc "$CMD"); }
