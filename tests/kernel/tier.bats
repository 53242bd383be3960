# SPDX-License-Identifier: ISC
# What a machine lacks decides the tier; each is simulated by a filter that
# denies the calls. Nothing is ever half gated.

load lib

deny() {
	run "$top_builddir/tests/kernel/deny" "$@"
	[ "$status" != 77 ] || skip "no filter can be set up here"
}

policy() {
	echo "$1" >"$T/config/bashplate/policy.json"
}

# A line that only the gates could judge.
deferred="pkill -f bpk-no-such-[p]rocess; echo after"

@test "all there: what the text leaves open is deferred" {
	run guarded "$deferred"
	has after
}

@test "no seccomp, no memory of others, no pidfd: line-only" {
	for what in seccomp process_vm_readv pidfd_open listener; do
		deny $what "$bashplate" -c 'echo runs'
		echo "$what: $output"
		has runs
		deny $what "$bashplate" -c "$deferred"
		echo "$what: $output"
		[ "$status" = 126 ]
		has "refused by the block set: process/pkill"
		lacks after
	done
}

@test "a policy that demands gates runs nothing without them" {
	policy '{ "tier": "unverified" }'
	for what in seccomp listener socketpair; do
		deny $what "$bashplate" -c 'echo runs'
		echo "$what: $output"
		[ "$status" = 125 ]
		has "the policy demands tier unverified"
		lacks runs
	done
	run guarded 'echo runs'
	has runs
}

@test "no ptrace: unverified, execs are judged all the same" {
	deny ptrace "$bashplate" -c 'python3 -c "import os; k=\"kube\"+\"ctl\"; os.system(k+\" get pods\"); os.execvp(k,[k,\"del\"+\"ete\",\"pvc\",\"x\"])"'
	has "ran kubectl get pods"
	has "refused by the floor"
	lacks "ran kubectl delete"
	within 10 grep -q ' 0 verified' "$log"
	policy '{ "tier": "full" }'
	deny ptrace "$bashplate" -c 'echo runs'
	[ "$status" = 125 ]
	lacks runs
}

@test "no Landlock, no pidfd_getfd: full" {
	policy '{ "tier": "full" }'
	deny landlock "$bashplate" -c '/bin/echo runs'
	has runs
	deny pidfd_getfd "$bashplate" -c '/bin/echo runs; python3 -c "import os; k=\"kube\"+\"ctl\"; os.execvp(k,[k,\"del\"+\"ete\",\"pvc\",\"x\"])"'
	has runs
	lacks "ran kubectl"
}

# tier_said TIER TEXT...: the session's record of its tier, in the log.
tier_said() {
	grep '"kind":"tier"' "$log" | grep "\"event\":\"$1\"" >"$T/said"
	shift
	for text; do
		grep -qF "$text" "$T/said"
	done
}

@test "the session's first records and the doctor name the reason and the cure" {
	while IFS='|' read -r what tier reason cure; do
		rm -rf "$T/state/bashplate"
		deny "$what" "$bashplate" -c 'echo runs'
		echo "$what: $output"
		has runs
		tier_said "$tier" "$reason" "cure: $cure"
		deny "$what" "$top_builddir/platectl" doctor
		echo "$what: $output"
		has "tier: $tier for an agent's session"
		has "$reason"
		has "$cure"
	done <<-'END'
	seccomp|line-only|seccomp listeners|Linux 5.5 or later
	process_vm_readv|line-only|process_vm_readv or pidfd_open|Linux 5.6 or later
	pidfd_open|line-only|process_vm_readv or pidfd_open|Linux 5.6 or later
	listener|line-only|another program's seccomp listener|start the session outside
	ptrace|unverified|ptrace(2) is forbidden here|a container profile that allows ptrace
	END
}

# yama N DROPPED COMMAND...: as where kernel.yama.ptrace_scope is N, and this
# process has lost the capabilities DROPPED (a list for setpriv, or "").
yama() {
	local own=-m
	[ "$(id -u)" = 0 ] || own=-rm
	cat /proc/sys/kernel/random/boot_id >"$T/boot"
	run unshare $own bash -c '
		n=$1 dropped=$2 boot=$3
		shift 3
		mount -t tmpfs none /proc/sys/kernel || exit 77
		cd /proc/sys/kernel && mkdir yama random && cat "$boot" >random/boot_id && echo "$n" >yama/ptrace_scope || exit 77
		cd "$OLDPWD"
		exec setpriv --bounding-set="${dropped:-+all}" "$@"
	' - "$1" "$2" "$T/boot" "${@:3}"
	[ "$status" != 77 ] || skip "nothing can be mounted over /proc/sys here: $output"
	case $output in
	*"unshare failed"*) skip "no mount namespace can be made here" ;;
	esac
}

@test "Yama: who may look at another process decides" {
	none=-sys_ptrace,-sys_admin
	for n in 0 1 2 3; do
		for dropped in "" $none; do
			rm -rf "$T/state/bashplate"
			want=line-only
			[ $n != 0 ] || want=full
			[ $n = 3 ] || [ -n "$dropped" ] || want=full
			yama $n "$dropped" "$bashplate" -c '/bin/echo runs'
			echo "$n $dropped: $output"
			has runs
			if [ $want = full ]; then
				tier_said full
			else
				tier_said line-only "Yama forbids" "cure: a managed installation"
			fi
			yama $n "$dropped" "$top_builddir/platectl" doctor
			echo "$n $dropped: $output"
			has "tier: $want for an agent's session"
		done
	done
}

@test "policy tier line-only: no gates; doctor says so" {
	policy '{ "tier": "line-only" }'
	run guarded 'grep Seccomp: /proc/self/status'
	[[ $output == *0* ]] || skip "a filter is around us already"
	run guarded "$deferred"
	[ "$status" = 126 ]
	run "$top_builddir/platectl" doctor
	has "tier: line-only for an agent's session"
}

@test "doctor: the reason and the cure" {
	deny seccomp "$top_builddir/platectl" doctor
	has "line-only for an agent's session"
	has "seccomp listeners"
	policy '{ "tier": "full" }'
	deny ptrace "$top_builddir/platectl" doctor
	has "the policy demands full"
	has "a container profile that allows ptrace"
}

@test "isolate: the kernel itself keeps a command from looking outside" {
	policy '{ "isolate": true }'
	sleep 300 3>&- &
	victims=$!
	run guarded "readlink /proc/$victims/exe; echo rc \$?"
	[[ $output != *"rc 0"* ]] || skip "no Landlock scope here (Linux 6.12)"
	rm "$T/config/bashplate/policy.json"
	run guarded "readlink /proc/$victims/exe; echo rc \$?"
	has "rc 0"
}
