#!/bin/bash
# SPDX-License-Identifier: ISC
# The real Claude Code client and an operator beside it: refused, asked, approved, passes once, refused again; a window
# asked for from inside, opened, closed in the middle of a long command; the slash command.
#
#   BASHPLATE=/path/to/bashplate tests/agents/windows.sh
#
# Prints TAP. Skips only when the npm registry does not answer.
set -u
. "$(dirname "$0")/client.bash"
: "${BASHPLATE:?set BASHPLATE to the installed shell}"
platectl=${BASHPLATE%/*}/platectl
need_client

work=$(mktemp -d "${TMPDIR:-/tmp}/claude-windows.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/bin" "$work/cwd" "$work/home"
for tool in kubectl docker; do
	printf '#!/bin/sh\necho "%s $*" | tee -a "%s/ran"\n' "$tool" "$work" > "$work/bin/$tool"
done
chmod +x "$work"/bin/*
touch "$work/ran"
export PATH=$work/bin:$PATH XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
unset CLAUDECODE CLAUDE_CODE_SESSION_ID AI_AGENT CODEX_THREAD_ID CODEX_SANDBOX GEMINI_CLI QWEN_CODE OPENCODE CURSOR_AGENT
"${top_builddir:-.}/tests/ctl/make_operator" 'four stones under a bridge' || exit 1

# wait_for FILE: a command of the client that ends when the operator is done.
wait_for() { printf 'until [ -e %s ]; do sleep 0.1; done; echo go' "$work/$1"; }

cat > "$work/commands.json" <<J
["kubectl delete pod x",
 "$(wait_for approved)",
 "kubectl delete pod x",
 "kubectl delete pod x",
 "release-window 30m --reason 'deploy 42'",
 "$(wait_for opened)",
 "docker kill web",
 "kubectl delete pvc x",
 "platectl window open 30m --reason more",
 {"command": "$(wait_for closed); echo long >> $work/long", "run_in_background": true},
 "touch $work/started; $(wait_for closed)",
 "docker kill web"]
J

(XDG_CONFIG_HOME=$work/config "$here/run-claude.sh" -t 280 -C "$work/cwd" -k "$work/logs" \
    -e "CLAUDE_CODE_SHELL=$BASHPLATE" -e "XDG_STATE_HOME=$work/state" \
    -e "XDG_CONFIG_HOME=$work/config" -e "PATH=$PATH:${BASHPLATE%/*}" \
    -v "$version" "$BASHPLATE" "$work/commands.json" > "$work/results.jsonl" 2> "$work/err"; : > "$work/finished") &
client=$!

# asked KIND: the id of the open request of that kind, as soon as there is one.
asked() {
	local id=
	while [ -z "$id" ] && [ ! -e "$work/finished" ]; do
		id=$("$platectl" requests --format json | jq -r "[.[] | select(.kind == \"$1\" and .state == \"open\")][0].id // empty")
	done
	echo "$id"
}
pass() { "$platectl" "$@" --passphrase-fd 9 9<<< 'four stones under a bridge'; }

id=$(asked command)
shown=$(pass approve "$id" 2>&1)
: > "$work/approved"
holds "the operator saw the command" "$shown" '| kubectl delete pod x'
holds "and which agent asks" "$shown" 'agent:   claude-code'
id=$(asked window)
shown=$(pass approve "$id" 2>&1)
: > "$work/opened"
holds "one passphrase opens the window" "$shown" 'is open for session'
until [ -e "$work/started" ] || [ -e "$work/finished" ]; do sleep 0.1; done
is "the window is open while a long command runs" \
    "$("$platectl" window status --format json | jq -r '.[0].state')" open
"$platectl" window close > /dev/null
: > "$work/closed"
wait "$client"

result() { sed -n "$(($1 + 1))p" "$work/sorted" | jq -r .tool_result; }
jq -c -s 'sort_by(.index)[]' "$work/results.jsonl" > "$work/sorted"
holds "1: refused, with the id that was approved" "$(result 0)" 'platectl approve'
is "3: the same command passes" "$(result 2)" 'kubectl delete pod x'
holds "4: once" "$(result 3)" 'refused by the block set'
holds "5: release-window is filed, not run" "$(result 4)" 'not run: release-window is request'
is "7: in the window the next command runs" "$(result 6)" 'docker kill web'
holds "8: the floor stands" "$(result 7)" 'refused by the floor'
holds "9: no window from inside" "$(result 8)" 'Exit code 126'
holds "12: closed in the middle of a long command, the next line is strict" "$(result 11)" 'refused by the block set'
is "the long command went on to its end" "$(cat "$work/long" 2> /dev/null)" long
is "what ran" "$(tr '\n' ';' < "$work/ran")" 'kubectl delete pod x;docker kill web;'
is "it is all in the log" "$("$platectl" log --format json | jq -r 'select(.kind == "approval" or .kind == "window") | .event' | tr '\n' ' ')" \
    'approve use open close '

# The slash command that setup installs, read by the client from where setup puts it: in the person's own folder, and in the managed one.
printf '["echo hello"]' > "$work/one.json"
slash() {	# slash NAME LENGTH [-e NAME=VALUE]...
	local name=$1 length=$2
	shift 2
	"$here/run-claude.sh" -t 60 -p "/release-window $length --reason slash" -C "$work/cwd" -k "$work/logs-$name" \
	    -e "CLAUDE_CODE_SHELL=$BASHPLATE" -e "XDG_STATE_HOME=$work/state" -e "XDG_CONFIG_HOME=$work/config" "$@" \
	    -v "$version" "$BASHPLATE" "$work/one.json" > /dev/null 2> "$work/err-$name"
	is "$name: a slash command files a request" \
	    "$(grep -c "\"kind\":\"request\".*$length" "$work/state/bashplate/log.jsonl")" 1
	holds "$name: and the person reads its id" \
	    "$(cat "$work/logs-$name/client.out" "$work/logs-$name/requests.jsonl" 2> /dev/null)" 'platectl approve'
}

mkdir -p "$work/cfg"
CLAUDE_CONFIG_DIR=$work/cfg HOME=$work/home "$platectl" setup claude-code --scope user --yes > /dev/null 2>&1
is "setup installs the slash commands" "$(cd "$work/cfg/commands" 2> /dev/null && echo *)" 'qualify-senior.md release-window.md'
# Its settings name the installed shell, which DESTDIR hides here.
rm -f "$work/cfg/settings.json"
slash user 45m -e "CLAUDE_CONFIG_DIR=$work/cfg"

# The managed folder is below /etc: another /etc, for the client alone.
lower=$work/managed/etc
mkdir -p "$lower"
if [ "$(id -u)" -ne 0 ] || ! unshare -m sh -c "mount -t overlay overlay -o 'lowerdir=$lower:/etc' /etc" 2> /dev/null; then
	echo "ok $((n += 1)) - managed: the slash command # SKIP needs root and an overlay mount"
else
	HOME=$work/home "$platectl" setup claude-code --scope managed --root "$work/managed" --yes > "$work/setup" 2>&1
	is "managed: setup installs them" "$(cd "$lower/claude-code/.claude/commands" 2> /dev/null && echo *)" 'qualify-senior.md release-window.md'
	# As above; and the control before its twin.
	rm -f "$lower/claude-code/managed-settings.json"
	(slash none 41m -e "CLAUDE_CONFIG_DIR=$work/cfg2") > "$work/control"
	is "control: without the folder the client knows no such command" "$(grep -c '^not ok' "$work/control")" 2
	export -f slash is holds ok not_ok
	export work here version BASHPLATE n
	unshare -m bash -c "mount -t overlay overlay -o 'lowerdir=$lower:/etc' /etc && slash managed 40m -e 'CLAUDE_CONFIG_DIR=$work/cfg2'"
	n=$((n + 2))
fi
echo "1..$n"
