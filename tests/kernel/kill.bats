# SPDX-License-Identifier: ISC
# Signals: free within the session, whoever's command started the process;
# judged outside of it. Victims are ours, and live until the test ends.

load lib

victim() {
	bash -c 'exec -a bpk-victim sleep 300' 3>&- &
	victims="${victims-} $!"
	v=$!
	within 10 grep -qs bpk-victim "/proc/$v/cmdline"
}

@test "a stranger's process is refused with its name, owner and age" {
	victim
	run guarded "x=\$(echo $v); kill \$x; echo rc \$?"
	has "refused by the block set: process/kill"
	has "pid $v (bpk-victim 300)"
	has "owner $(id -un)"
	has "since 2"
	has "rc 1"
	kill -0 "$v"
	run guarded "x=\$(echo $v); /bin/kill -9 \$x; echo rc \$?"
	has "rc 1"
	kill -0 "$v"
	run guarded "python3 -c 'import os; os.kill($v, 0); os.kill($v, 15)'"
	has PermissionError
	kill -0 "$v"
}

@test "a server of an earlier command is free, by pid and by name" {
	victim
	s1=$(guarded 'bash -c "exec -a bpk-server sleep 300" </dev/null >/dev/null 2>&1 & echo $!' 3>&-)
	s2=$(guarded 'setsid env -i bash -c "exec -a bpk-server sleep 301" </dev/null >/dev/null 2>&1 & echo $!' 3>&-)
	run guarded "x=\$(echo $s1); kill \$x; echo rc \$?"
	has "rc 0"
	within 10 gone "$s1"
	run guarded 'pkill -f "bpk-(server|victim)[ ]30"; echo rc $?'
	has "bpk-victim"
	has "rc 0"
	within 10 gone "$s2"
	kill -0 "$v"
}

@test "kill 0, a group and everybody: members only, and it succeeds" {
	victim
	run setsid -w "$bashplate" -c 'trap "echo got" TERM; sleep 300 & kill -TERM 0; echo rc $?; wait; echo end'
	has got
	has "rc 0"
	has end
	set -m
	bash -c 'sleep 300 & exec "$0" -c "trap : TERM; sleep 301 & x=\$(echo 0); kill -TERM \$x; echo rc \$? >rc; wait"' "$bashplate" 3>&- &
	set +m
	within 10 test -s rc
	grep -q "rc 0" rc
	run guarded '(sleep 300; echo no) & x=$(echo -1); kill -TERM -- $x; echo rc $?; wait; echo end'
	has "rc 0"
	has end
	lacks no
	kill -0 "$v"
}

@test "own children, jobs, timeout, and itself" {
	run guarded 'sleep 300 & kill %1; wait %1; echo a $?; sleep 300 & kill $!; wait; timeout 0.1 sleep 5; echo b $?; kill -CONT $$; echo c'
	has "a 143"
	has "b 124"
	has c
	run guarded 'kill -9 $$'
	[ "$status" = 137 ]
}

@test "other ways to a stranger: pidfd, prlimit, ptrace, its memory, SIGIO" {
	victim
	cat >ways.py <<-'END'
	import ctypes, fcntl, os, signal, struct, sys
	v = int(sys.argv[1])
	c = ctypes.CDLL(None, use_errno=True)
	def say(name, r):
	    print(name, "ok" if r >= 0 else os.strerror(ctypes.get_errno()), flush=True)
	fd = c.syscall(434, v, 0)
	say("pidfd_send_signal", c.syscall(424, fd, 15, None, 0))
	say("pidfd_getfd", c.syscall(438, fd, 0, 0))
	say("prlimit", c.syscall(302, v, 0, struct.pack("QQ", 1, 1), None))
	say("ptrace", c.ptrace(16, v, None, None))
	say("seize", c.ptrace(0x4206, v, None, None))
	buf = ctypes.create_string_buffer(8)
	iov = struct.pack("PN", ctypes.addressof(buf), 8)
	say("writev", c.syscall(311, v, iov, 1, iov, 1, 0))
	say("tkill", c.syscall(200, v, 15))
	say("queue", c.syscall(129, v, 15, ctypes.create_string_buffer(struct.pack("iii", 15, 0, -1), 128)))
	r, w = os.pipe()
	try:
	    fcntl.fcntl(r, fcntl.F_SETOWN, v)
	    print("setown ok")
	except OSError as e:
	    print("setown", e.strerror)
	END
	[ "$(uname -m)" = x86_64 ] || skip "the numbers are x86-64's"
	run guarded "python3 ways.py $v"
	echo "$output"
	[ "$(grep -c "Operation not permitted" <<<"$output")" -ge 9 ]
	lacks " ok"
	kill -0 "$v"
	# The twin: the same towards a child of one's own.
	run guarded 'trap "" TERM; sleep 300 & python3 ways.py $!; kill -9 $!'
	echo "$output"
	has "pidfd_send_signal ok"
	has "prlimit ok"
	has "setown ok"
}

@test "the agent's own way of ending a command leaves nothing behind" {
	setsid "$bashplate" -c 'trap "" TERM; sleep 300 & setsid bash -c "trap \"\" TERM; echo \$\$ >inner; sleep 301; sleep 302" & echo $$ >pid; wait; wait' 3>&- &
	within 10 test -s inner
	p=$(cat pid) i=$(cat inner)
	kill -TERM -- -"$p"
	kill -TERM "$i"
	kill -KILL -- -"$p"
	kill -KILL "$i" $(pgrep -P "$i") 2>/dev/null
	within 10 gone "$p"
	within 10 gone "$i"
}
