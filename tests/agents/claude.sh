#!/bin/bash
# SPDX-License-Identifier: ISC
# The real Claude Code client runs scripted commands through the installed bashplate; what the model reads back equals
# plain bash for every allowed one, and nothing of a refused one ran.
#
#   BASHPLATE=/path/to/bashplate tests/agents/claude.sh
#
# CLIENT_CACHE   where the client is installed, once (default: a folder in the build tree)
# Prints TAP. Skips only when the npm registry does not answer.
set -u
. "$(dirname "$0")/client.bash"
: "${BASHPLATE:?set BASHPLATE to the installed shell}"
need_client

work=$(mktemp -d "${TMPDIR:-/tmp}/claude-test.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/canary" "$work/state" "$work/config-refused/bashplate"
# The refused ones are about the line gate: where the kernel gates live, some of them are deferred to those (tests/agents/kill.sh).
echo '{ "tier": "line-only" }' > "$work/config-refused/bashplate/policy.json"

# run NAME SHELL COMMANDS [CLIENT ARGUMENTS]: one client session in a fresh folder of one name, so that paths compare equal
run() {
	local name=$1 shell=$2 commands=$3
	shift 3
	rm -rf "$work/cwd"; mkdir -p "$work/cwd"
	"$here/run-claude.sh" -t 280 -C "$work/cwd" -k "$work/logs-$name" \
	    -e "CLAUDE_CODE_SHELL=$shell" -e "XDG_STATE_HOME=$work/state" -e "XDG_CONFIG_HOME=$work/config-$name" \
	    -e "DATABASE_URL=postgres://localhost/dev" \
	    -v "$version" "$shell" "$commands" -- "$@" > "$work/$name.jsonl" 2> "$work/$name.err"
}

node "$here/claude-commands.mjs" allowed "$work/canary" > "$work/allowed.json"
node "$here/claude-commands.mjs" refused "$work/canary" > "$work/refused.json"
run plain /bin/bash "$work/allowed.json"
run guarded "$BASHPLATE" "$work/allowed.json"
run refused "$BASHPLATE" "$work/refused.json"

node "$here/claude-compare.mjs" "$work" > "$work/verdicts"
while IFS=$'\t' read -r verdict what detail; do
	if [ "$verdict" = ok ]; then ok "$what"; else not_ok "$what" "$detail"; fi
done < "$work/verdicts"

if grep -q "Using shell override: $BASHPLATE" "$work/logs-guarded/debug.txt"; then
	ok "the client picked bashplate"
else
	not_ok "the client picked bashplate" "$(grep -i shell "$work/logs-guarded/debug.txt" | head -n 3)"
fi
if [ -z "$(ls -A "$work/canary")" ]; then
	ok "no canary exists: nothing of a refused line ran"
else
	not_ok "no canary exists: nothing of a refused line ran" "$(ls "$work/canary")"
fi
log=$work/state/bashplate/log.jsonl
want=$(($(wc -l < "$work/guarded.jsonl") + $(wc -l < "$work/refused.jsonl")))
if [ -s "$log" ] && [ "$(wc -l < "$log")" -ge "$want" ] &&
    node -e 'for (const l of require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n")) JSON.parse(l)' "$log"; then
	ok "every command is a line of JSON in the log"
else
	not_ok "every command is a line of JSON in the log" "$(wc -l < "$log") lines, $want commands"
fi

# The client's file tools ask `platectl hook`: beside the shell that is tested.
platectl=${BASHPLATE%/*}/platectl
[ -x "$platectl" ] || platectl=$(command -v platectl)
"$platectl" hook --settings |
    node -e 'const s = JSON.parse(require("fs").readFileSync(0)); s.hooks.PreToolUse[0].hooks[0].command =
	`XDG_STATE_HOME=${process.argv[2]} ${process.argv[1]} hook`; console.log(JSON.stringify(s))' \
	"$platectl" "$work/state" > "$work/hook.settings.json"
cat > "$work/hook.json" <<EOF
[{"tool": "Write", "input": {"file_path": "$work/cwd/notes.md", "content": "harmless\\n"}},
 {"tool": "Write", "input": {"file_path": "$work/state/bashplate/log.jsonl.2", "content": "forged\\n"}},
 {"tool": "Read", "input": {"file_path": "$work/cwd/notes.md"}}]
EOF
run hook "$BASHPLATE" "$work/hook.json" --settings "$work/hook.settings.json"
result() { node -e 'for (const l of require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n")) {
    const r = JSON.parse(l); if (r.index === +process.argv[2]) console.log(r.is_error, r.tool_result) }' "$work/hook.jsonl" "$1"; }
if [ "$(cat "$work/cwd/notes.md")" = harmless ] && [[ $(result 2) == false*harmless* ]]; then
	ok "with the hook, the file tools write and read a file of the project"
else
	not_ok "with the hook, the file tools write and read a file of the project" "$(result 0)" "$(result 2)"
fi
if [ ! -e "$work/state/bashplate/log.jsonl.2" ] && [[ $(result 1) == true*"refused by"*self/files* ]]; then
	ok "with the hook, Write does not touch the guard's own files"
else
	not_ok "with the hook, Write does not touch the guard's own files" "$(result 1)"
fi
echo "1..$n"
