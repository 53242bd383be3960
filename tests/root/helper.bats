#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The opt-in helper: sudo works in an agent's session of an ordinary account, and what it starts is gated like all else.

setup_file() {
	. "$top_srcdir/tests/root/lib.bash"
	begin "bph$$"
	managed --helper
	export SUDOERS=/etc/sudoers.d/$USER_NAME
	if [ -d /etc/sudoers.d ]; then
		echo "$USER_NAME ALL=(ALL) NOPASSWD: ALL" >"$SUDOERS"
		chmod 440 "$SUDOERS"
	fi
	# What the line does not show, so that only the gate can judge it.
	cat >"$H/hidden.py" <<-'EOT'
	import os, subprocess, sys
	print("uid", os.getuid())
	try:
	    sys.exit(subprocess.call([sys.argv[1] + "/kube" + "ctl", sys.argv[2], "p" + "vc", "q"]))
	except PermissionError:
	    print("not started")
	EOT
	cat >"$H/root.sh" <<-EOT
	sleep 300 &
	echo \$! >$H/home/root.pid
	EOT
	chmod 755 "$H/hidden.py" "$H/root.sh"
}

setup() {
	. "$top_srcdir/tests/root/lib.bash"
	gated_here || skip "no kernel gates here"
}

teardown_file() {
	. "$top_srcdir/tests/root/lib.bash"
	rm -f "$SUDOERS"
	[ ! -s "$H/home/root.pid" ] || kill -KILL "$(cat "$H/home/root.pid")" 2>/dev/null
	end
}

needs_sudo() {
	command -v sudo >/dev/null || skip "no sudo here"
	[ "$(user sudo -n id -u)" = 0 ] || skip "sudo does not read /etc/sudoers.d here"
}

@test "no NO_NEW_PRIVS, gated, and bash has no capability" {
	run agent_session 'bashplate -c "grep -E ^NoNewPrivs\|^Seccomp:\|^Cap[EP] /proc/self/status | tr -s \"\n\t\" \" \""'
	has 'CapPrm: 0000000000000000 CapEff: 0000000000000000 NoNewPrivs: 0 Seccomp: 2'
	# Without the helper there is NO_NEW_PRIVS.
	root platectl setup managed --yes >/dev/null
	run agent_session 'bashplate -c "grep ^NoNewPrivs /proc/self/status | tr -s \"\t\" \" \""'
	has 'NoNewPrivs: 1'
	managed --helper
}

@test "sudo works, and what it starts is judged" {
	needs_sudo
	run agent_session "bashplate -c 'sudo -n id -u'"
	[ "$output" = 0 ]
	run agent_session "bashplate -c 'sudo -n python3 $H/hidden.py $H/stub get'"
	has 'uid 0'
	hasnt 'not started'
	run agent_session "bashplate -c 'sudo -n python3 $H/hidden.py $H/stub delete'"
	has 'uid 0'
	has 'not started'
	has 'refused by the floor: kubectl delete pvc'
	# Without the helper sudo has no effect, and one line names the cure.
	root platectl setup managed --yes >/dev/null
	run agent_session "bashplate -c 'sudo -n id -u'"
	has 'set-user-id programs'
	has 'helper'
	managed --helper
}

@test "the supervisor's rights are nobody's in the tree" {
	needs_sudo
	install -m 755 "$top_builddir/tests/root/attach" "$H/attach"
	# One session: the root's process that it started is a member of it.
	run agent_session "bashplate -c 'sudo -n $H/root.sh'" 'v=$(cat ~/root.pid)' \
	    'bashplate -c "kill -9 $v; '"$H"'/attach -k $v"' 'bashplate -c "kill -9 -1"' \
	    'grep State: /proc/$v/status' 'bashplate -c "sudo -n kill -9 $v"'
	has 'kill: Operation not permitted'
	has 'State:	S'
	wait_until is_dead "$(cat "$H/home/root.pid")"
}

is_dead() {
	! grep -q 'State:.[^ZX]' "/proc/$1/status" 2>/dev/null
}

@test "the supervisor kept only what it needs" {
	mkfifo -m 666 "$H/tree"
	agent_session "bashplate -c 'read x <$H/tree'" &
	wait_until a_holder
	# Once the command runs the filter is there, and the right to make one is gone.
	wait_until no_admin
	echo >"$H/tree"
	wait $!
}

no_admin() {
	local pid
	[ -n "$(holders)" ] || return 1
	for pid in $(holders); do
		# cap_sys_admin is bit 21, cap_sys_ptrace 19, cap_kill 5.
		[ "$(awk '$1 == "CapPrm:" { print $2 }' "/proc/$pid/status")" = 0000000000080020 ] || return 1
	done
}

# at_prompt < script: the account's own guarded prompt.
at_prompt() {
	install -m 755 "$top_builddir/tests/pty/ptydrive" "$H/ptydrive"
	rm -f "$H/home/ran"
	sed 's/^idle$/expect \\e[?2004h\nidle/' >"$H/typed"
	run user TERM=xterm PS1='$ ' "$H/ptydrive" "$BIN/bashplate" <"$H/typed"
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
}

@test "a person's prompt is gated, keeps its rights, and neither proxy nor shell has a capability" {
	at_prompt <<-EOT
	idle
	send cat /proc/self/status /proc/\$PPID/status >$H/home/caps\r
	idle
	send python3 $H/hidden.py $H/stub delete\r
	expect refused by the floor
	expect not started
	idle
	send python3 $H/hidden.py $H/stub get\r
	idle
	send exit 3\r
	wait-exit 3
	EOT
	[ "$(cat "$H/home/ran")" = 'kubectl get pvc q' ]
	[ "$(grep -c '^NoNewPrivs:.0$' "$H/home/caps")" -eq 2 ]
	[ "$(grep -c '^Seccomp:.2$' "$H/home/caps")" -eq 1 ]
	[ "$(grep -cE '^Cap(Prm|Eff):.0000000000000000$' "$H/home/caps")" -eq 4 ]
	grep '"user":"'"$USER_NAME"'"' "$VAR/log.jsonl" | grep '"kind":"tier"' | tail -n 1 | grep -q '"event":"full"'
}

@test "sudo at a person's prompt works, and what it starts is judged" {
	needs_sudo
	at_prompt <<-EOT
	idle
	send echo "is-\$(sudo -n id -u)"\r
	expect is-0
	idle
	send sudo -n python3 $H/hidden.py $H/stub delete\r
	expect uid 0
	expect refused by the floor
	expect not started
	idle
	send exit 3\r
	wait-exit 3
	EOT
	[ ! -e "$H/home/ran" ]
}
