# SPDX-License-Identifier: ISC
# Signals: free within the session, whoever's command started the process;
# judged outside of it. Victims are ours, and live until the test ends.

load lib

# No other run of these tests has that name.
tag=bpk$$-$RANDOM

victim() {
	bash -c 'exec -a "$1-victim" "$2" "$3" 600' _ "$tag" \
	    "$top_builddir/tests/kernel/victim" "$T/who" 3>&- &
	victims="${victims-} $!"
	v=$!
	within 20 test -e "$T/who.up"
}

# The victim lives; or who was it?
unharmed() {
	alive "$v" && [ ! -e "$T/who" ] && return
	echo "the victim $v is dead, or about to be:"
	cat "$T/who" || echo "by a signal that it could not block"
	return 1
}

@test "a stranger's process is refused with its name, owner and age" {
	victim
	run guarded "x=\$(echo $v); kill \$x; echo rc \$?"
	has "refused by the block set: process/kill"
	has "pid $v ($tag-victim "
	has "owner $(id -un)"
	has "since 2"
	has "rc 1"
	unharmed
	run guarded "x=\$(echo $v); /bin/kill -9 \$x; echo rc \$?"
	has "rc 1"
	unharmed
	run guarded "python3 -c 'import os; os.kill($v, 0); os.kill($v, 15)'"
	has PermissionError
	unharmed
}

@test "a server of an earlier command is free, by pid and by name" {
	victim
	s1=$(guarded 'bash -c "exec -a '$tag'-server sleep 300" </dev/null >/dev/null 2>&1 & echo $!' 3>&-)
	s2=$(guarded 'setsid env -i bash -c "exec -a '$tag'-server sleep 301" </dev/null >/dev/null 2>&1 & echo $!' 3>&-)
	within 20 grep -qs "$tag-server" "/proc/$s1/cmdline"
	within 20 grep -qs "$tag-server" "/proc/$s2/cmdline"
	run guarded "x=\$(echo $s1); kill \$x; echo rc \$?"
	has "rc 0"
	within 20 gone "$s1"
	run guarded "pkill -f '$tag-(server|victim)[ ]'; echo rc \$?"
	has "$tag-victim"
	has "rc 0"
	within 20 gone "$s2"
	unharmed
}

@test "kill 0, a group and everybody: members only, and it succeeds" {
	victim
	run setsid -w "$bashplate" -c 'trap "echo got" TERM; sleep 300 & kill -TERM 0; echo rc $?; wait; echo end'
	has got
	has "rc 0"
	has end
	set -m
	# Who called it is in the group, and so is another child of the caller.
	bash -c 'sleep 300 & echo $! >outer; "$0" -c "trap : TERM; sleep 301 & x=\$(echo 0); kill -TERM \$x; echo rc \$? >rc; wait \$!; echo \$? >member"; echo $? >caller' "$bashplate" 3>&- &
	set +m
	within 20 test -s outer
	victims="$victims $(cat outer)"
	within 20 test -s caller
	grep -q "rc 0" rc
	grep -q 143 member
	alive "$(cat outer)"
	run guarded '(sleep 300; echo no) & x=$(echo -1); kill -TERM -- $x; echo rc $?; wait; echo end'
	has "rc 0"
	has end
	lacks no
	unharmed
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
	unharmed
	# The twin: the same towards a child of one's own.
	run guarded 'trap "" TERM; sleep 300 & python3 ways.py $!; kill -9 $!'
	echo "$output"
	has "pidfd_send_signal ok"
	has "prlimit ok"
	has "setown ok"
}

@test "the memory of a stranger's process, by each way to open it to write" {
	victim
	cat >mem.py <<-'END'
	import ctypes, os, struct, sys
	c = ctypes.CDLL(None, use_errno=True)
	def raw(*a):
	    r = c.syscall(*a)
	    if r < 0:
	        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
	    return r
	def ways(v):
	    m = "/proc/%d/mem" % v
	    yield "rdwr", lambda: os.open(m, os.O_RDWR)
	    yield "trunc", lambda: os.open(m, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
	    yield "openat2", lambda: raw(437, -100, m.encode(), struct.pack("QQQ", os.O_RDWR, 0, 0), 24)
	    if os.uname().machine == "x86_64":
	        yield "open", lambda: raw(2, m.encode(), os.O_WRONLY)
	        yield "creat", lambda: raw(85, m.encode(), 0)
	    yield "task", lambda: os.open("/proc/%d/task/%d/mem" % (v, v), os.O_RDWR)
	    d = os.open("/proc/%d" % v, os.O_RDONLY)
	    yield "dirfd", lambda: os.open("mem", os.O_RDWR, dir_fd=d)
	    os.symlink(m, "link%d" % v)
	    yield "symlink", lambda: os.open("link%d" % v, os.O_RDWR)
	    os.symlink("link%d" % v, "again%d" % v)
	    yield "symlinks", lambda: os.open("./../work/again%d" % v, os.O_RDWR)
	    r = os.open(m, os.O_RDONLY)
	    yield "reopen", lambda: os.open("/proc/self/fd/%d" % r, os.O_RDWR)
	    yield "reopen-fd", lambda: os.open("/dev/fd/%d" % r, os.O_RDWR)
	    os.symlink("/proc/self/fd/%d" % r, "self%d" % v)
	    yield "self", lambda: os.open("self%d" % v, os.O_RDWR)
	    os.symlink("/proc/thread-self/fd", "thread%d" % v)
	    yield "thread-self", lambda: os.open("thread%d/%d" % (v, r), os.O_RDWR)
	    os.symlink("../" * 20 + "proc", "proc%d" % v)
	    yield "relative", lambda: os.open("proc%d/self/root/proc/self/../%d/mem" % (v, v), os.O_RDWR)
	    yield "chosen", lambda: os.open("/proc/%d/oom_score_adj" % v, os.O_WRONLY)
	    os.chdir("/proc/%d" % v)
	    yield "cwd", lambda: os.open("mem", os.O_RDWR)
	def every(v):
	    for name, way in ways(v):
	        try:
	            os.close(way())
	            print(name, "opened", flush=True)
	        except OSError as e:
	            print(name, e.strerror, flush=True)
	if len(sys.argv) > 1:
	    every(int(sys.argv[1]))
	else:
	    text = ctypes.create_string_buffer(b"old words")
	    r, w = os.pipe()
	    pid = os.fork()
	    if pid == 0:
	        os.read(r, 1)
	        print(text.value.decode(), flush=True)
	        os._exit(0)
	    fd = os.open("/proc/%d/mem" % pid, os.O_RDWR)
	    os.pwrite(fd, b"new words", ctypes.addressof(text))
	    every(pid)
	    os.write(w, b"x")
	    os.waitpid(pid, 0)
	END
	n=14
	[ "$(uname -m)" != x86_64 ] || n=16
	run guarded "python3 mem.py $v"
	echo "$output"
	[ "$(grep -c "Operation not permitted" <<<"$output")" = $n ]
	lacks opened
	has "refused by the block set: process/trace"
	has "pid $v ($tag-victim "
	unharmed
	# The twin: one's own child, whose memory really changes.
	run guarded "python3 mem.py"
	echo "$output"
	has "new words"
	[ "$(grep -c opened <<<"$output")" = $n ]
	lacks refused
}

@test "the agent's own way of ending a command leaves nothing behind" {
	setsid "$bashplate" -c 'trap "" TERM; sleep 300 & setsid bash -c "trap \"\" TERM; echo \$\$ >inner; sleep 301; sleep 302" & echo $$ >pid; wait; wait' 3>&- &
	within 20 test -s inner
	p=$(cat pid) i=$(cat inner)
	kill -TERM -- -"$p"
	kill -TERM "$i"
	kill -KILL -- -"$p"
	kill -KILL "$i" $(pgrep -P "$i") 2>/dev/null
	within 20 gone "$p"
	within 20 gone "$i"
}
