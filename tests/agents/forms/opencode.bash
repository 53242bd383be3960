# opencode, Qwen Code: the raw command
slots=""
form() { args=(-c "$CMD"); }
