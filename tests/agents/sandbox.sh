#!/bin/bash
# SPDX-License-Identifier: ISC
# The real client with its own sandbox on (bubblewrap): its commands run through bashplate inside it, what is refused is refused, and
# the records are in the log of the machine, or wait beside it. Where the policy does not have that, each command is refused and names
# the setting that cures it.
#
#   BASHPLATE=/path/to/bashplate tests/agents/sandbox.sh
set -u
. "$(dirname "$0")/client.bash"
: "${BASHPLATE:?set BASHPLATE to the installed shell}"
need_client
command -v bwrap > /dev/null || skip_all "the client's sandbox needs bubblewrap"
command -v socat > /dev/null || skip_all "the client's sandbox needs socat"
bwrap --ro-bind / / --dev /dev --unshare-pid --unshare-user --unshare-net --proc /proc true 2> /dev/null ||
    skip_all "no bubblewrap sandbox can be made here"

work=$(mktemp -d "${TMPDIR:-/tmp}/claude-sandbox.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/state/bashplate" "$work/config/bashplate" "$work/stub" "$work/tmp"
chmod 700 "$work/state/bashplate"
printf '#!/bin/sh\necho ran kubectl "$@"\n' > "$work/stub/kubectl"
chmod 755 "$work/stub/kubectl"
cat > "$work/commands.json" <<'END'
["echo hello; /bin/echo \"runtime $SANDBOX_RUNTIME\"", "touch made && ls made; cat <(echo sub); (exit 4)", "kubectl get pods", "kubectl delete pvc x; echo after"]
END

# session NAME SHELL SETTINGS
session() {
	rm -rf "$work/cwd"; mkdir -p "$work/cwd"
	PATH=$work/stub:$PATH "$here/run-claude.sh" -t 200 -C "$work/cwd" -k "$work/logs-$1" -e "CLAUDE_CODE_SHELL=$2" \
	    -e "TMPDIR=$work/tmp" -e "CLAUDE_CODE_TMPDIR=$work/tmp" -e "XDG_STATE_HOME=$work/state" -e "XDG_CONFIG_HOME=$work/config" \
	    -v "$version" "$2" "$work/commands.json" -- --settings "$3" > "$work/$1.jsonl" 2> "$work/$1.err"
}
result() { node -e 'for (const l of require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n")) {
    const r = JSON.parse(l); if (r.index === +process.argv[2]) console.log(r.is_error, r.tool_result) }' "$work/$1.jsonl" "$2"; }
open="{\"sandbox\":{\"enabled\":true,\"filesystem\":{\"allowWrite\":[\"$work/state/bashplate\"]}}}"
closed='{"sandbox":{"enabled":true}}'

session plain /bin/bash "$open"
case $(result plain 0) in
*"runtime 1"*) ;;
*) skip_all "the client does not start its sandbox here: $(result plain 0 | head -n 1)" ;;
esac
session guarded "$BASHPLATE" "$open"
for i in 0 1 2; do
	check "command $i: the model reads what it reads with plain bash" "$(result guarded $i)" [ "$(result guarded $i)" = "$(result plain $i)" ]
done
said=$(result guarded 3)
case $said in
*"refused by the floor: kubectl delete pvc"*) ok "the floor holds in the sandbox" ;;
*) not_ok "the floor holds in the sandbox" "$said" ;;
esac
case $said in *"ran kubectl"*) not_ok "and nothing of that line ran" "$said" ;; *) ok "and nothing of that line ran" ;; esac
log=$work/state/bashplate/log.jsonl
check "the machine's log has the commands" "$(tail -n 3 "$log")" grep -q '"kind":"line".*touch made' "$log"
check "and the tier, with its reason" "$(grep '"kind":"tier"' "$log")" grep -q '"kind":"tier".*"event":"line-only".*pid namespace' "$log"

# Without that setting: recorded beside the log, where the client lets them write.
before=$(grep -c 'touch made' "$log")
session beside "$BASHPLATE" "$closed"
for i in 0 1 2; do
	check "log out of reach, command $i: the model reads what it reads with plain bash" "$(result beside $i)" [ "$(result beside $i)" = "$(result plain $i)" ]
done
said=$(result beside 3)
case $said in
*"refused by the floor: kubectl delete pvc"*) ok "log out of reach: the floor holds" ;;
*) not_ok "log out of reach: the floor holds" "$said" ;;
esac

check "and nothing of it is in the log" "$(tail -n 3 "$log")" [ "$(grep -c 'touch made' "$log")" = "$before" ]
said=$(XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config HOME=$work "$(dirname "$BASHPLATE")/platectl" log import "$work/tmp" 2>&1)
check "until it is imported" "$said" grep -q '"kind":"spill".*touch made' "$log"
check "the refused one, too" "$said" grep -q '"kind":"spill".*refuse by kubectl delete pvc' "$log"

echo '{ "record": { "unreachable": "refuse" } }' > "$work/config/bashplate/policy.json"
session closed "$BASHPLATE" "$closed"
said=$(result closed 0)
case $said in
*"refused by the log"*allowWrite*"$work/state/bashplate"*) ok "where the policy says so a state that is read-only refuses, and names the setting" ;;
*) not_ok "where the policy says so a state that is read-only refuses, and names the setting" "$said" ;;
esac
echo "1..$n"
