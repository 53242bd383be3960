#!/bin/bash
# SPDX-License-Identifier: ISC
# The real client, started by a program named like the servers its agent starts, runs `pkill` for that name: the line is deferred, the
# agent's own server dies, the parent and a stranger's server live. In line-only the same line is refused. The name is one that no
# other program on the machine has.
#
#   BASHPLATE=/path/to/bashplate tests/agents/kill.sh
set -u
. "$(dirname "$0")/client.bash"
: "${BASHPLATE:?set BASHPLATE to the installed shell}"
need_client

work=$(mktemp -d "${TMPDIR:-/tmp}/claude-kill.XXXXXX") || exit 1
name=bpk$$
stranger=
trap '[ -z "$stranger" ] || kill -KILL $stranger 2>/dev/null; rm -rf "$work"' EXIT
need_gates "$work"
mkdir -p "$work/state" "$work/cwd" "$work/config/bashplate"
ln -s "$(command -v node)" "$work/$name"
"$work/$name" -e 'setInterval(() => {}, 1000)' > /dev/null 2>&1 &
stranger=$!

cat > "$work/parent.js" <<'END'
const r = require('child_process').spawnSync(process.argv[2], process.argv.slice(3), { stdio: 'inherit' });
console.error('parent alive');
process.exit(r.status === null ? 1 : r.status);
END
cat > "$work/commands.json" <<END
["$work/$name -e 'setInterval(() => {}, 1000)' </dev/null >/dev/null 2>&1 & echo \$! > server.pid; sleep 0.5; pgrep -c -x $name",
 "pkill -x $name; echo rc \$?; for i in {1..100}; do s=\$(cut -d' ' -f3 /proc/\$(cat server.pid)/stat 2>/dev/null); case \$s in ''|Z|X) s=; break ;; esac; sleep 0.2; done; [ -n \"\$s\" ] && echo server alive; echo end"]
END

# The parent carries the name, as an editor that is itself a node program does.
session() {
	"$work/$name" "$work/parent.js" "$here/run-claude.sh" -t 200 -C "$work/cwd" -k "$work/logs-$1" \
	    -e "CLAUDE_CODE_SHELL=$BASHPLATE" -e "XDG_STATE_HOME=$work/state" -e "XDG_CONFIG_HOME=$work/config" \
	    -v "$version" "$BASHPLATE" "$work/commands.json" -- > "$work/$1.jsonl" 2> "$work/$1.err"
}
result() { node -e 'for (const l of require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n")) {
    const r = JSON.parse(l); if (r.index === +process.argv[2]) console.log(r.tool_result) }' "$work/$1.jsonl" "$2"; }
# An orphan that died is a zombie until pid 1 reaps it, which may take seconds; `kill -0` succeeds on it all the while.
state() { cut -d' ' -f3 "/proc/$1/stat" 2> /dev/null; }
ended() { case $(state "$1") in '' | Z | X) return 0 ;; *) return 1 ;; esac; }
gone() { ended "$(cat "$work/cwd/server.pid")"; }
alive() { ! ended "$stranger"; }

session gated
said=$(result gated 1)
check "the line is not refused as a whole: it runs to its end" "$said" [ "${said##*$'\n'}" = end ]
check "the agent's own server is dead" "$said" gone
case $said in *"server alive"*) not_ok "and the agent sees that" "$said" ;; *) ok "and the agent sees that" ;; esac
check "a stranger's server of that name lives" "$said" alive
check "so does the program that started the client" "$(tail -n 3 "$work/gated.err")" grep -q "parent alive" "$work/gated.err"
case $said in
*"refused by the block set: process/"*"pid $stranger ("*) ok "the refusal names the stranger's pid and command" ;;
*) case $said in
	*"refused by the block set: process/"*) ok "the refusal names a target that was spared" ;;
	*) not_ok "the refusal names what was spared" "$said" ;;
	esac ;;
esac

echo '{ "tier": "line-only" }' > "$work/config/bashplate/policy.json"
session line
said=$(result line 1)
case $said in
*"refused by the block set: process/pkill"*) ok "in line-only the line is refused" ;;
*) not_ok "in line-only the line is refused" "$said" ;;
esac
check "and the stranger's server still lives" "$said" alive
kill -KILL "$(cat "$work/cwd/server.pid")" 2> /dev/null
echo "1..$n"
