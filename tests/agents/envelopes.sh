#!/bin/bash
# SPDX-License-Identifier: ISC
# Everything in an agent's argument is judged by the same rules: a forbidden command is refused wherever in the envelope it
# stands, and the same text inside an echo runs.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/forms/lib.bash"
work=$(mktemp -d "${TMPDIR:-/tmp}/envelopes.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
: "${BASHPLATE:=${top_builddir:-$here/../..}/bashplate}"
export HOME=$work/home XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
unset BASH_ENV ENV
mkdir -p "$HOME" "$XDG_STATE_HOME" "$work/bin" "$work/run"
cd "$work/run" || exit 1
# The forbidden program leaves a witness instead of reaching for a cluster.
printf '#!/bin/sh\necho "$@" >> %s/canary\n' "$work" > "$work/bin/kubectl"
printf '#!/bin/sh\nexec /bin/bash -c "$1"\n' > "$work/bin/prefix"
chmod 755 "$work/bin/kubectl" "$work/bin/prefix"
PATH=$work/bin:$PATH
SELF=$BASHPLATE PREFIX=$work/bin/prefix
SNAP=$work/snapshot.sh CWDFILE=$work/cwd
BAD='kubectl delete pvc x'
GOOD="echo 'kubectl delete pvc x'"
n=0
result() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; printf '# %s\n' "$3" "arguments: $(printf '%q ' "${args[@]}" | cut -c1-600)" "output: $(head -c 400 "$work/out" | tr '\n' '|')"; fi
}
reset() { CMD=true BEFORE='' ENVTEXT='' BETWEEN='' EARLY='' AFTER=''; cp "$here/forms/snapshot.sh" "$SNAP"; rm -f "$work/canary"; }
call() { "$BASHPLATE" "${args[@]}" < /dev/null > "$work/out" 2>&1; }

allowed() {
	form; call; local rc=$?
	grep -q 'delete pvc x' "$work/out" || [ "$2" = quiet ]; local shown=$?
	[ $rc = 0 ] && [ $shown = 0 ] && [ ! -e "$work/canary" ]
	result $? "$1" "exit $rc"
}
refused() {
	form; call; local rc=$?
	[ $rc = 126 ] && grep -q '^bashplate: refused by' "$work/out" && [ ! -e "$work/canary" ]
	result $? "$1" "exit $rc, canary $(cat "$work/canary" 2>&1 | head -n 1)"
}

for file in "$here"/forms/*.bash; do
	name=$(basename "$file" .bash)
	[ "$name" != lib ] || continue
	. "$file"
	reset; CMD=$GOOD; allowed "$name: the command in an echo runs" shown
	reset; CMD=$BAD; refused "$name: the command itself is refused"
	reset; CMD="true && $BAD && true"; refused "$name: in the middle of a list it is refused"
	for slot in $slots; do
		reset
		if [ "$slot" = SNAPSHOT ]; then
			echo "$GOOD" >> "$SNAP"; allowed "$name: an echo in the snapshot runs" quiet
			reset; echo "$BAD" >> "$SNAP"; refused "$name: in the snapshot's body it is refused"
			# A function does not survive the exec of another shell.
			[ "$name" = codex-exec ] || {
			reset; echo "greet() { $BAD; }" >> "$SNAP"; CMD='greet x'
			refused "$name: in a function of the snapshot that is called it is refused"; }
			reset; echo "ls() { echo hi; }; kubectl() { echo fake; }" >> "$SNAP"; CMD=$BAD
			refused "$name: a harmless function of that name does not hide the program"
			continue
		fi
		printf -v "$slot" '%s' "$GOOD"; allowed "$name: an echo in $slot runs" shown
		reset; printf -v "$slot" '%s' "$BAD"; refused "$name: in $slot it is refused"
	done
done
for tool in "find . -name x" "grep -rn kubectl ." "pkill -0 -f nothing-like-this; true"; do
	. "$here/forms/claude-snapshot.bash"
	reset; CMD="$tool; true"; allowed "the stock shims run: $tool" quiet
done
. "$here/forms/claude-snapshot.bash"
reset; CMD='find /etc/nothing-like-this -delete'
refused "the stock shim of find is judged as find"
echo "1..$n"
