# SPDX-License-Identifier: ISC
# A sandbox for one command, as Claude Code starts one: bubblewrap with a
# read-only root, no network, a pid namespace; in it the shell three times, the
# last one behind a program that nobody may look into.

load lib
. "$top_srcdir/tests/kernel/shape.bash"

# boxed STATE COMMAND...: run it in the sandbox; STATE is "ro" or "rw".
boxed() {
	local state=(--bind "$T/state" "$T/state")
	[ "$1" = rw ] || state=()
	shift
	run bwrap --new-session --die-with-parent --unshare-net \
	    --setenv SANDBOX_RUNTIME 1 --ro-bind / / --bind "$T/work" "$T/work" \
	    "${state[@]}" --dev /dev --unshare-pid --unshare-user \
	    --proc /proc -- "$@"
}

box() {
	nest=$top_builddir/tests/kernel/nest
	command -v bwrap >/dev/null || skip "bubblewrap is not installed"
	boxed rw true
	[ "$status" = 0 ] || skip "no bubblewrap sandbox can be made here: $output"
	boxed rw "$top_builddir/tests/kernel/nest" true
	[ "$status" = 0 ] || skip "no namespace inside a namespace here"
	printf '#!/bin/sh\nexec sleep 60\n' >"$T/stub/socat"
	chmod 755 "$T/stub/socat"
	: >"$T/snapshot"
}

@test "three times nested: runs, judged, and says in which tier" {
	box
	shape 'echo hello; /bin/echo "$SANDBOX_RUNTIME" $$; cat <(echo sub); kubectl get pods; exit 3'
	boxed rw "$bashplate" -c "$outer"
	echo "$output"
	[ "$status" = 3 ]
	has hello
	has "1 2"
	has sub
	has "ran kubectl get pods"
	shape 'kubectl delete pvc x; echo after'
	boxed rw "$bashplate" -c "$outer"
	[ "$status" = 126 ]
	has "refused by the floor: kubectl delete pvc"
	lacks "ran kubectl"
	lacks after
	grep '"kind":"tier"' "$log" | grep '"event":"line-only"' |
	    grep -q 'starts a sandbox'
	grep '"kind":"tier"' "$log" | grep '"event":"line-only"' |
	    grep -q 'another pid namespace'
	grep -q '"kind":"line".*kubectl get pods' "$log"
}

# spilled PATTERN: how many records in the sandbox's own folder match.
spilled() {
	cat "$T"/work/tmp/bashplate-spill-*/log.jsonl | grep -c "$1"
}

@test "the state is read-only: what runs is recorded beside it, and imported" {
	box
	guarded 'echo outside'
	before=$(grep -c . "$log")
	mkdir "$T/work/tmp"
	export TMPDIR=$T/work/tmp
	shape 'echo hello; kubectl get pods; exit 3'
	boxed ro "$bashplate" -c "$outer"
	echo "$output"
	[ "$status" = 3 ]
	has hello
	has "ran kubectl get pods"
	# The floor, and what no sandbox lifts.
	shape 'kubectl delete pvc x; echo after'
	boxed ro "$bashplate" -c "$outer"
	[ "$status" = 126 ]
	has "refused by the floor: kubectl delete pvc"
	lacks "ran kubectl"
	[ "$(stat -c %a "$T"/work/tmp/bashplate-spill-*)" = 700 ]
	[ "$(spilled '"kind":"tier".*"event":"line-only".*platectl log import')" -ge 1 ]
	[ "$(spilled '"kind":"line".*kubectl get pods')" -ge 1 ]
	# Whoever may write there makes something up.
	echo '{"ver":1,"seq":9,"kind":"window","event":"open","id":"0123456789abcdef"}' >>"$(echo "$T"/work/tmp/bashplate-spill-*/log.jsonl)"
	echo 'half a rec' >>"$(echo "$T"/work/tmp/bashplate-spill-*/log.jsonl)"
	n=$(spilled .)
	run "$top_builddir/platectl" log import "$TMPDIR"
	echo "$output"
	[ "$status" = 0 ]
	has "$n records of 1 sandbox folder"
	has "2 of them do not follow"
	[ ! -e "$(echo "$T"/work/tmp/bashplate-spill-*)" ]
	[ "$(grep -c '"kind":"spill"' "$log")" = "$n" ]
	[ "$(grep -c '"kind":"spill".*"sound":false' "$log")" = 2 ]
	grep '"kind":"spill"' "$log" | grep '"event":"line"' | grep '"sound":true' | grep -q 'detail":"allow: .*kubectl get pods'
	grep '"kind":"spill"' "$log" | grep -q '"detail":"refuse by kubectl delete pvc'
	run grep -c '"kind":"window"' "$log"
	[ "$output" = 0 ]
	run "$top_builddir/platectl" log verify
	[ "$status" = 0 ]
	# Once moved there is nothing to move.
	run "$top_builddir/platectl" log import "$TMPDIR"
	has "0 records of 0 sandbox folders"
}

@test "a log in the sandbox is bounded, and nobody else's folder is used" {
	box
	export TMPDIR=$T/work/tmp
	d=$TMPDIR/bashplate-spill-$(id -u)
	mkdir -p "$d"
	shape 'echo hello'
	for bad in "chmod 755 $d" "rmdir $d; ln -s $T/work $d" "rm $d; mkdir -m 700 $d; truncate -s 9M $d/log.jsonl"; do
		eval "$bad"
		boxed ro "$bashplate" -c "$outer"
		echo "$bad: $output"
		[ "$status" = 126 ]
		has "refused by the log"
		lacks hello
	done
	rm -r "$d"
	boxed ro "$bashplate" -c "$outer"
	[ "$status" = 0 ]
	has hello
}

@test "a policy that demands gates runs nothing in such a sandbox" {
	box
	export TMPDIR=$T/work/tmp
	mkdir -p "$TMPDIR"
	echo '{ "tier": "unverified" }' >"$T/config/bashplate/policy.json"
	boxed ro "$bashplate" -c 'echo hello'
	[ "$status" = 125 ]
	has "the policy demands tier unverified"
	lacks hello
}

@test "the state is read-only, and the policy says refuse" {
	box
	echo '{ "record": { "unreachable": "refuse" } }' >"$T/config/bashplate/policy.json"
	export TMPDIR=$T/work/tmp
	mkdir -p "$TMPDIR"
	shape 'echo hello'
	boxed ro "$bashplate" -c "$outer"
	[ "$status" = 126 ]
	has "refused by the log"
	has "\"allowWrite\": [\"$T/state/bashplate\"]"
	lacks hello
	boxed rw "$bashplate" -c "$outer"
	[ "$status" = 0 ]
	has hello
}

@test "a sandbox does not end the sessions of the machine" {
	box
	guarded 'echo outside'
	before=$(ls "$T/state/bashplate/sessions")
	[ -n "$before" ]
	shape 'echo hello'
	boxed rw "$bashplate" -c "$outer"
	has hello
	[ "$(ls "$T/state/bashplate/sessions")" = "$before" ]
	run grep -c '"kind":"session","event":"end"' "$log"
	[ "$output" = 0 ]
}

@test "the variable alone changes nothing: gates stay" {
	box
	shape 'grep Seccomp: /proc/self/status; echo end'
	export SANDBOX_RUNTIME=1
	run guarded "$bashplate -c ${inner@Q}"
	has "Seccomp:	2"
	has end
	grep '"kind":"tier"' "$log" | tail -n 1 | grep -qv line-only
	# Nor does it let a listener pass where there is a network.
	[ "$(echo /sys/class/net/*)" != /sys/class/net/lo ] || skip "no network here"
	run guarded "$middle"
	[ "$status" = 126 ]
	has "exfil/listener"
}
