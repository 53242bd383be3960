# SPDX-License-Identifier: ISC
# What reaches into other processes, way by way: everybody outside is out of
# reach, and the same call on a member does what it does in plain bash.

load lib

tag=bps$$-$RANDOM

victim() {
	bash -c 'exec -a "$1-victim" "$2" "$3" 600' _ "$tag" \
	    "$top_builddir/tests/kernel/victim" "$T/who" 3>&- &
	victims="${victims-} $!"
	v=$!
	within 20 test -e "$T/who.up"
}

unharmed() {
	alive "$v" && [ ! -e "$T/who" ] && return
	echo "the victim $v is dead, or about to be:"
	cat "$T/who" || echo "by a signal that it could not block"
	return 1
}

# What plain bash makes of that line, and then the guarded one: the same.
alike() {
	run bash -c "$1"
	plain=$output
	echo "plain: $plain"
	run guarded "$1"
	echo "guarded: $output"
	[ "$output" = "$plain" ]
}

@test "a debugger's calls: on one's own children they work, on strangers not" {
	[ "$(uname -m)" = x86_64 ] || skip "the numbers are x86-64's"
	victim
	cat >reach.py <<-'END'
	import ctypes, os, signal, struct, sys, time
	c = ctypes.CDLL(None, use_errno=True)
	c.ptrace.restype = ctypes.c_long
	c.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
	text = ctypes.create_string_buffer(b"old words")
	def say(name, r):
	    print(name, "ok" if r >= 0 else os.strerror(ctypes.get_errno()), flush=True)
	    return r
	def try_on(pid, fd, addr):
	    if say("seize", c.ptrace(0x4206, pid, None, None)) >= 0:
	        say("interrupt", c.ptrace(0x4207, pid, None, None))
	        os.waitpid(pid, 0)
	        say("peek", c.ptrace(1, pid, addr, None))
	        say("detach", c.ptrace(17, pid, None, None))
	    if say("attach", c.ptrace(16, pid, None, None)) >= 0:
	        os.waitpid(pid, 0)
	        say("poke", c.ptrace(4, pid, addr, int.from_bytes(b"new word", "little")))
	        say("detach", c.ptrace(17, pid, None, None))
	    more = ctypes.create_string_buffer(b"NEW")
	    local = struct.pack("PN", ctypes.addressof(more), 3)
	    remote = struct.pack("PN", addr, 3)
	    say("writev", c.syscall(311, pid, local, 1, remote, 1, 0))
	    p = c.syscall(434, pid, 0)
	    got = say("getfd", c.syscall(438, p, fd, 0))
	    if got >= 0:
	        print("through it", os.read(got, 9).decode())
	if len(sys.argv) > 1:
	    try_on(int(sys.argv[1]), 0, 4096)
	else:
	    r, w = os.pipe()
	    a, b = os.pipe()
	    pid = os.fork()
	    if pid == 0:
	        os.close(w)
	        os.write(b, b"its words")
	        os.read(r, 1)
	        print("child has", text.value.decode(), flush=True)
	        os._exit(0)
	    os.close(b)
	    try_on(pid, a, ctypes.addressof(text))
	    os.write(w, b"x")
	    os.waitpid(pid, 0)
	END
	alike 'python3 reach.py'
	has "seize ok"
	has "attach ok"
	has "child has NEW words"
	has "through it its words"
	run guarded "python3 reach.py $v"
	echo "$output"
	[ "$(grep -c "Operation not permitted" <<<"$output")" = 4 ]
	lacks " ok"
	unharmed
}

@test "a debugger on a server of an earlier command" {
	command -v gdb >/dev/null || skip "gdb is not installed"
	unset DEBUGINFOD_URLS
	victim
	s=$(guarded 'sleep 300 </dev/null >/dev/null 2>&1 & echo $!' 3>&-)
	victims="$victims $s"
	within 20 grep -qs sleep "/proc/$s/comm"
	# That it may be asked for by name is another question.
	echo '{ "blockSet": { "off": [ "process/trace" ] } }' >"$T/config/bashplate/policy.json"
	run guarded "gdb -nx -q -batch -p $s -ex 'print 6 * 7' 2>/dev/null"
	has "= 42"
	alive "$s"
	rm "$T/config/bashplate/policy.json"
	run guarded "x=$v; gdb -nx -q -batch -p \$x -ex 'print 6 * 7' 2>&1"
	lacks "= 42"
	has refused
	unharmed
}

@test "queued signals arrive as they were sent: code, value, sender" {
	[ "$(uname -m)" = x86_64 ] || skip "the numbers are x86-64's"
	victim
	cat >queue.py <<-'END'
	import ctypes, os, signal, struct, sys
	c = ctypes.CDLL(None, use_errno=True)
	def info(sig):
	    return ctypes.create_string_buffer(struct.pack("iiiiIiQ", sig, 0, -1, 0, os.getpid(), os.getuid(), 4711), 128)
	def queue(pid, sig): return c.syscall(129, pid, sig, info(sig))
	def tgqueue(pid, sig): return c.syscall(297, pid, pid, sig, info(sig))
	def pidfd(pid, sig): return c.syscall(424, c.syscall(434, pid, 0), sig, info(sig), 0)
	ways = (queue, tgqueue, pidfd)
	if len(sys.argv) > 1:
	    for f in ways:
	        print(f.__name__, f(int(sys.argv[1]), 15), os.strerror(ctypes.get_errno()))
	    sys.exit()
	for f in ways:
	    for sig in (signal.SIGUSR1, signal.SIGRTMIN + 3):
	        signal.pthread_sigmask(signal.SIG_BLOCK, [sig])
	        r, w = os.pipe()
	        me = os.getpid()
	        pid = os.fork()
	        if pid == 0:
	            buf = ctypes.create_string_buffer(128)
	            mask = struct.pack("Q", 1 << (sig - 1))
	            os.write(w, b"x")
	            c.syscall(128, mask, buf, None, 8)
	            si = struct.unpack_from("iiiiIiQ", buf)
	            print(f.__name__, int(sig), "code", si[2], "from parent", si[4] == me, "value", si[6], flush=True)
	            os._exit(0)
	        os.read(r, 1)
	        f(pid, sig)
	        os.waitpid(pid, 0)
	END
	alike 'python3 queue.py'
	[ "$(grep -c 'code -1 from parent True value 4711' <<<"$output")" = 6 ]
	run guarded "python3 queue.py $v"
	echo "$output"
	[ "$(grep -c -- "-1 Operation not permitted" <<<"$output")" = 3 ]
	unharmed
}

@test "SIGIO's owner, each way to set it: a member gets it, a stranger does not" {
	[ "$(uname -m)" = x86_64 ] || skip "the numbers are x86-64's"
	cat >owner.py <<-'END'
	import ctypes, fcntl, os, signal, socket, struct, sys
	def setown(fd, pid): fcntl.fcntl(fd, fcntl.F_SETOWN, pid)
	def group(fd, pid): fcntl.fcntl(fd, fcntl.F_SETOWN, -os.getpgid(pid))
	def ex_thread(fd, pid): fcntl.fcntl(fd, 15, struct.pack("ii", 0, pid))
	def ex_process(fd, pid): fcntl.fcntl(fd, 15, struct.pack("ii", 1, pid))
	def ex_group(fd, pid): fcntl.fcntl(fd, 15, struct.pack("ii", 2, os.getpgid(pid)))
	def fiosetown(fd, pid): fcntl.ioctl(fd, 0x8901, struct.pack("i", pid))
	def siocspgrp(fd, pid): fcntl.ioctl(fd, 0x8902, struct.pack("i", pid))
	def dup_of_it(fd, pid): fcntl.fcntl(os.dup(fd), fcntl.F_SETOWN, pid)
	def raw(fd, pid):
	    c = ctypes.CDLL(None, use_errno=True)
	    if c.syscall(72, fd, 8, ctypes.c_long(pid | 0x100000000)) != 0:
	        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
	for f in (setown, group, ex_thread, ex_process, ex_group, fiosetown, siocspgrp, dup_of_it, raw):
	    a, b = socket.socketpair()
	    fd = a.fileno()
	    if len(sys.argv) > 1:
	        pid = int(sys.argv[1])
	    else:
	        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGALRM])
	        r, w = os.pipe()
	        pid = os.fork()
	        if pid == 0:
	            os.setpgid(0, 0)
	            os.write(w, b"x")
	            signal.alarm(20)
	            got = signal.sigwait([signal.SIGTERM, signal.SIGALRM])
	            print(f.__name__, "got", signal.Signals(got).name, flush=True)
	            os._exit(0)
	        os.read(r, 1)
	    try:
	        f(fd, pid)
	        # What a writer at the other end sends from then on.
	        fcntl.fcntl(fd, 10, signal.SIGTERM)
	        fcntl.fcntl(fd, fcntl.F_SETFL, os.O_ASYNC)
	        b.send(b"x")
	    except OSError as e:
	        print(f.__name__, e.strerror, flush=True)
	    if len(sys.argv) == 1:
	        os.waitpid(pid, 0)
	END
	alike 'python3 owner.py'
	[ "$(grep -c 'got SIGTERM' <<<"$output")" = 9 ]
	set -m
	victim
	set +m
	run guarded "python3 owner.py $v"
	echo "$output"
	[ "$(grep -c "Operation not permitted" <<<"$output")" = 9 ]
	unharmed
}

@test "a pidfd's whole group: members of it only" {
	[ "$(uname -m)" = x86_64 ] || skip "the numbers are x86-64's"
	cat >group.py <<-'END'
	import ctypes, os, signal, sys
	c = ctypes.CDLL(None, use_errno=True)
	signal.signal(15, signal.SIG_IGN)
	fd = c.syscall(434, os.getpgid(0), 0)
	r = c.syscall(424, fd, 15, None, 4)
	print("sent", r, os.strerror(ctypes.get_errno()), flush=True)
	END
	# A job of two: the leader is guarded, who joined it is not.
	cat >job.py <<-'END'
	import os, signal, sys
	shell = sys.argv[1]
	r, w = os.pipe()
	os.set_inheritable(r, True)
	line = "trap : TERM; read x <&%d; sleep 300 & python3 group.py; wait $!; echo member $?" % r
	leader = os.fork()
	if leader == 0:
	    os.setpgid(0, 0)
	    os.execv(shell, ["bash", "-c", line])
	try:
	    os.setpgid(leader, leader)
	except PermissionError:
	    pass    # it has done so, and is a shell by now
	up, ready = os.pipe()
	joined = os.fork()
	if joined == 0:
	    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
	    os.setpgid(0, leader)
	    os.write(ready, b"x")
	    got = signal.sigtimedwait([signal.SIGTERM], 60)
	    os._exit(0 if got is None else 15)
	os.read(up, 1)
	os.write(w, b"go\n")
	os.waitpid(leader, 0)
	os.kill(joined, signal.SIGKILL)
	print("joined", os.waitpid(joined, 0)[1])
	END
	run python3 job.py /bin/bash
	echo "plain: $output"
	[[ $output != *"sent -1 Invalid argument"* ]] || skip "pidfds know no groups here (Linux 6.9)"
	has "sent 0"
	has "member 143"
	run python3 job.py "$bashplate"
	echo "guarded: $output"
	has "sent 0"
	has "member 143"
	has "joined 9"
}
