#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# kernel.yama.ptrace_scope=1 in the managed layout: the supervisor has cap_sys_ptrace, and is as good as without Yama. The setting is
# shown by a file system mounted over /proc/sys/kernel; whether this kernel has Yama does not matter then.

setup_file() {
	. "$top_srcdir/tests/root/lib.bash"
	begin "bpy$$"
	cat /proc/sys/kernel/random/boot_id >"$H/boot"
	cat >"$H/hidden.py" <<-'EOT'
	import subprocess, sys
	try:
	    sys.exit(subprocess.call([sys.argv[1] + "/kube" + "ctl", sys.argv[2], "p" + "vc", "q"]))
	except PermissionError:
	    print("not started")
	EOT
}

setup() {
	. "$top_srcdir/tests/root/lib.bash"
	run under_yama true
	[ "$status" = 0 ] || skip "nothing can be mounted over /proc/sys here: $output"
}

teardown_file() {
	. "$top_srcdir/tests/root/lib.bash"
	end
}

# under_yama COMMAND...: where ptrace_scope is 1.
under_yama() {
	unshare -m bash -c 'boot=$1; shift
	    cd / && mount -t tmpfs none /proc/sys/kernel && cd /proc/sys/kernel && mkdir yama random &&
	    cat "$boot" >random/boot_id && echo 1 >yama/ptrace_scope && chmod -R a+rX . && cd / && exec "$@"' - "$H/boot" "$@"
}

# An agent's line of the account, under Yama.
agent_line() {
	printf 'bashplate -c %q\n' "$1" >"$H/script"
	under_yama setpriv --reuid="$USER_NAME" --regid="$USER_NAME" --clear-groups env -i -C "$H/$USER_NAME/work" \
	    HOME="$H/$USER_NAME" PATH="$H/stub:$BIN:/usr/bin:/bin" CLAUDECODE=1 bash "$H/script"
}

@test "setup gives the supervisor cap_sys_ptrace, and with it the gates are live" {
	managed
	[ "$(gated_here && echo yes)" = yes ] || skip "no kernel gates here"
	# The control: without it Yama would have the last word.
	run agent_line 'grep ^Seccomp: /proc/self/status'
	has 'Seccomp:	0'
	root platectl log --kind tier --format json | tail -n 1 | grep 'line-only' | grep -q 'Yama forbids'
	under_yama env -i HOME=/root PATH="$BIN:/usr/bin:/bin:/usr/sbin:/sbin" platectl setup managed --yes >/dev/null
	run agent_line 'grep -E "^(Seccomp|CapEff|CapPrm):" /proc/self/status'
	has 'Seccomp:	2'
	has 'CapPrm:	0000000000000000'
	has 'CapEff:	0000000000000000'
	root platectl log --kind tier --format json | tail -n 1 | grep -q '"event":"full"'
}

@test "and they judge and compare as they do without Yama" {
	[ "$(gated_here && echo yes)" = yes ] || skip "no kernel gates here"
	run agent_line "python3 $H/hidden.py $H/stub get"
	hasnt 'not started'
	grep -q 'kubectl get pvc q' "$H/$USER_NAME/ran"
	run agent_line "python3 $H/hidden.py $H/stub delete"
	has 'not started'
	has 'refused by the floor: kubectl delete pvc'
	! grep -q delete "$H/$USER_NAME/ran"
	sleep 300 3>&- &
	run agent_line "x=\$(echo $!); kill \$x; echo rc \$?"
	kill "$!"
	has 'rc 1'
	wait_until eval "root platectl log --kind exit --format json | grep -q ' [1-9][0-9]* verified'"
}
