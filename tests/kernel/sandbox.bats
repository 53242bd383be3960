# SPDX-License-Identifier: ISC
# A sandbox for one command, as Claude Code starts one: bubblewrap with a
# read-only root, no network, a pid namespace; in it the shell three times, the
# last one behind a program that nobody may look into.

load lib

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

# shape COMMAND: the three lines, one in the other.
shape() {
	inner="exec 3<&- || exit 126; source $T/snapshot 2>/dev/null || true && eval ${1@Q} < /dev/null && pwd -P >| $T/work/cwd"
	middle="{ socat TCP6-LISTEN:3128,ipv6only=0,fork UNIX-CONNECT:$T/proxy.sock || exec socat TCP4-LISTEN:3128,fork UNIX-CONNECT:$T/proxy.sock; } >/dev/null 2>&1 &
_http=\$!
trap 'rc=\$?; kill %1 2>/dev/null; exit \$rc' EXIT
ARGV0=apply-seccomp $top_builddir/tests/kernel/nest $bashplate -c ${inner@Q}"
	outer="$bashplate -c ${middle@Q}"
}

box() {
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

@test "the state is read-only: refused, with the setting that cures it" {
	box
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
