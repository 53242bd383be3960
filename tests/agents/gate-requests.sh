#!/bin/bash
# SPDX-License-Identifier: ISC
# The real Claude Code client under live gates, an operator beside it: incident #90649, the justified kill that had no way to be
# approved (refused by its target, asked for, approved, passes once); the same for a program; a window that expires in the middle
# of a long command.
#
#   BASHPLATE=/path/to/bashplate tests/agents/gate-requests.sh
#
# Prints TAP. Skips when the npm registry does not answer, and where there are no gates.
set -u
. "$(dirname "$0")/client.bash"
: "${BASHPLATE:?set BASHPLATE to the installed shell}"
platectl=${BASHPLATE%/*}/platectl
need_client
work=$(mktemp -d "${TMPDIR:-/tmp}/claude-gates.XXXXXX") || exit 1
server=
trap '[ -z "$server" ] || kill -KILL $server 2> /dev/null; rm -rf "$work"' EXIT
need_gates "$work"
mkdir -p "$work/bin" "$work/cwd" "$work/config/bashplate"
printf '#!/bin/sh\necho "kubectl $*" | tee -a "%s/ran"\n' "$work" > "$work/bin/kubectl"
# The server that hangs on port 3000, as lsof would find it.
printf '#!/bin/sh\ncat "%s/pid"\n' "$work" > "$work/bin/lsof"
chmod +x "$work"/bin/*
touch "$work/ran"
echo kubectl > "$work/word"
echo '{ "permissions": { "releaseWindow": { "grace": "2s" } } }' > "$work/config/bashplate/policy.json"
export PATH=$work/bin:$PATH XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
unset CLAUDECODE CLAUDE_CODE_SESSION_ID AI_AGENT CODEX_THREAD_ID CODEX_SANDBOX GEMINI_CLI QWEN_CODE OPENCODE CURSOR_AGENT
"${top_builddir:-.}/tests/ctl/make_operator" 'four stones under a bridge' || exit 1

# Ours, and no member of the session. Zombies are dead.
start_server() { sleep 900 & server=$!; disown; echo "$server" > "$work/pid"; }
serves() {
	local state=gone
	read -r _ _ state _ 2> /dev/null < "/proc/$1/stat" || return 1
	[[ $state != [ZX] ]]
}
wait_for() { printf 'until [ -e %s ]; do sleep 0.1; done; echo go' "$work/$1"; }
kill_it="kill -9 \$(lsof -ti:3000); echo rc \$?"
delete_it="k=\$(cat $work/word); \\\"\$k\\\" delete pod y"

cat > "$work/commands.json" <<J
["$kill_it",
 "$(wait_for approved)",
 "$kill_it",
 "touch $work/killed; $(wait_for second)",
 "$kill_it",
 "$delete_it",
 "$(wait_for program)",
 "$delete_it",
 "$delete_it",
 "touch $work/strict; $(wait_for opened)",
 "until [ -e $work/stop ]; do if kubectl delete pod x > /dev/null 2>&1; then echo ran >> $work/loop; else echo refused >> $work/loop; fi; sleep 0.1; done; echo over",
 "kubectl delete pod x"]
J

start_server
first=$server
("$here/run-claude.sh" -t 280 -C "$work/cwd" -k "$work/logs" \
    -e "CLAUDE_CODE_SHELL=$BASHPLATE" -e "XDG_STATE_HOME=$work/state" \
    -e "XDG_CONFIG_HOME=$work/config" -e "PATH=$PATH:${BASHPLATE%/*}" \
    -v "$version" "$BASHPLATE" "$work/commands.json" > "$work/results.jsonl" 2> "$work/err"; : > "$work/finished") &
client=$!

# asked WHAT: the id of the open request of that kind, as soon as there is one.
asked() {
	local id=
	while [ -z "$id" ] && [ ! -e "$work/finished" ]; do
		id=$("$platectl" requests --format json | jq -r "[.[] | select(.what == \"$1\" and .state == \"open\")][0].id // empty")
		sleep 0.1
	done
	echo "$id"
}
pass() { "$platectl" "$@" --passphrase-fd 9 9<<< 'four stones under a bridge'; }
until_file() { until [ -e "$work/$1" ] || [ -e "$work/finished" ]; do sleep 0.1; done; }

shown=$(pass approve "$(asked signal)" 2>&1)
serves "$first" && ok "refused: the server is still there" || not_ok "refused: the server is still there"
holds "the operator sees signal and process" "$shown" "reaches: pid $first (sleep 900), owner $(id -un)"
holds "... the command" "$shown" "    | kill -9 $first"
holds "... and the line of the agent" "$shown" '    : kill -9 $(lsof -ti:3000); echo rc $?'
: > "$work/approved"
until_file killed
serves "$first" && not_ok "approved: the server is gone" || ok "approved: the server is gone"
start_server
: > "$work/second"
shown=$(pass approve "$(asked program)" 2>&1)
holds "a program: its words and its file" "$shown" "file:    $work/bin/kubectl (inode "
: > "$work/program"
until_file strict
id=$(jq -r 'select(.index == 0) | .tool_result' "$work/logs/results.jsonl" | sed -n 's/.*platectl approve \([0-9a-z]*\).*/\1/p' | head -n 1)
session=$("$platectl" sessions --format json | jq -r '[.[] | select(.agent == "claude-code")][0].id')
pass window open 30s --reason 'a long one' --session "$session" > /dev/null 2> "$work/open.err" || not_ok "a window opens" "$(cat "$work/open.err")"
: > "$work/opened"
until [ "$(grep -c refused "$work/loop" 2> /dev/null)" -ge 3 ] 2> /dev/null || [ -e "$work/finished" ]; do sleep 0.1; done
: > "$work/stop"
wait "$client"

result() { jq -r "select(.index == $1) | .tool_result" "$work/results.jsonl"; }
holds "1: refused by the block set" "$(result 0)" 'refused by the block set: process/kill-other'
holds "1: by the process" "$(result 0)" "pid $first (sleep 900)"
holds "1: with a request" "$(result 0)" 'platectl approve '
holds "1: and the rest of the line ran" "$(result 0)" 'rc 1'
is "its id has six letters" "${#id}" 6
is "3: approved, the same command does it" "$(result 2)" 'rc 0'
holds "5: the next server is refused again" "$(result 4)" "pid $server (sleep 900)"
serves "$server" && ok "5: and lives" || not_ok "5: and lives"
holds "6: a program whose name did not show is refused" "$(result 5)" 'refused by the block set: kubernetes/'
is "8: approved, it runs" "$(result 7)" 'kubectl delete pod y'
holds "9: once" "$(result 8)" 'refused by the block set: kubernetes/'
is "11: a window held, until it expired in the middle of the line" "$(uniq "$work/loop" | tr '\n' ' ')" 'ran refused '
is "11: the line went on to its end" "$(result 10)" over
holds "12: the next line is strict" "$(result 11)" 'refused by the block set'
is "two uses are in the log" "$("$platectl" log --format json | jq -r 'select(.kind == "approval") | .event' | sort | tr '\n' ' ')" 'approve approve use use '
"$platectl" log verify > "$work/verify" 2>&1 && ok "which is whole" || not_ok "which is whole" "$(cat "$work/verify")"
echo "1..$n"
