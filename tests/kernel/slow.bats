# SPDX-License-Identifier: ISC
# A decision that takes long holds up nobody but who asked for it, and ends
# with a refusal. What takes long here is opening a script on which another
# process has a lease: open(2) waits for it, up to 45 seconds.

load lib

lease() {
	cat >lease.py <<-'END'
	import fcntl, os, signal, sys, time
	signal.signal(signal.SIGIO, signal.SIG_IGN)
	fd = os.open(sys.argv[1], os.O_RDWR)
	for i in range(400):
	    try:
	        fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_WRLCK)
	        break
	    except BlockingIOError:     # somebody has it open for a moment
	        time.sleep(0.05)
	else:
	    raise SystemExit("in use")
	open("leased", "w")
	while not os.path.exists("over"):
	    time.sleep(0.05)
	END
	rm -f leased over
	python3 lease.py "$1" 3>&- 2>lease.err &
	victims="${victims-} $!"
	within 20 test -e leased -o -s lease.err
	[ -e leased ] || skip "no leases on this file system"
}

over() {
	touch over
	wait $!
}

# Several children ask for a program that does not get decided; meanwhile
# others run. Names are put together, so that the line gate reads nothing.
programs() {
	printf '#!/bin/sh\necho slow ran\n' >slow.sh
	chmod 755 slow.sh
	cat >both.py <<-'END'
	import os, subprocess, sys, time
	slow = []
	for i in range(int(sys.argv[1])):
	    p = os.fork()
	    if p == 0:
	        try:
	            os.execv("./sl" + "ow.sh", ["./slow.sh"])
	        except PermissionError:
	            os._exit(13)
	        os._exit(14)
	    slow.append(p)
	from_ = time.monotonic()
	for i in range(5):
	    subprocess.check_call(["/bin/echo", "quick"])
	os.kill(os.getpid(), 18)
	ended = {p: os.waitpid(p, os.WNOHANG) for p in slow}
	if len(slow) > 1 and time.monotonic() - from_ > 8:
	    print("too slow a machine", flush=True)
	print("waiting", sum(e == (0, 0) for e in ended.values()), flush=True)
	codes = [os.waitstatus_to_exitcode(ended[p][1] if ended[p][0] else os.waitpid(p, 0)[1]) for p in slow]
	open("codes", "w").write(" ".join(map(str, codes)) + "\n")
	subprocess.check_call(["/bin/echo", "after"])
	END
}

@test "slow decisions are refused at their deadline, and hold up nobody else" {
	programs
	lease slow.sh
	run guarded 'python3 both.py 4'
	grep -v '^{' <<<"$output"
	[ "$(grep -c '^quick' <<<"$output")" = 5 ]
	if [[ $output == *"too slow a machine"* ]]; then
		over
		skip "five programs took longer than the deadline, nearly"
	fi
	has "waiting 4"
	[ "$(cat codes)" = "13 13 13 13" ]
	has "refused by a limit"
	has "took more than 10 seconds"
	has after
	lacks "slow ran"
	within 20 grep -q '"event":"deadline"' "$log"
	over
	# Its twin: nothing holds the file any more.
	run guarded 'python3 both.py 2'
	[ "$(cat codes)" = "0 0" ]
	has "slow ran"
	lacks refused
}

@test "the decider is killed: its request is refused, the next one is decided" {
	programs
	lease slow.sh
	guarded 'python3 both.py 1; /bin/echo end' >out 2>&1 3>&- &
	line=$!
	within 60 grep -q "^waiting" out
	if grep -q "waiting 0" out; then
		over
		wait "$line"
		skip "the deadline came before the kill"
	fi
	# Ours: below the supervisor that an earlier command of this session
	# left, which is known by the record it wrote.
	within 20 grep -q '"kind":"exit"' "$log"
	first=$(grep -m 1 '"kind":"exit"' "$log" | sed 's/.*"pid":\([0-9]*\).*/\1/')
	for w in $(pgrep -P "$(pgrep -P "$first" -x bashplate-gates)" -x bashplate-judge); do
		kill -KILL "$w"
	done
	wait "$line"
	cat out
	[ "$(cat codes)" = 13 ]
	if grep -q "took more than 10 seconds" out; then
		over
		skip "the deadline came before the kill"
	fi
	grep -q "had to decide died" out
	grep -q "^after" out
	grep -q "^end" out
	over
}

# The supervisor of the command that runs: a child of that of the session's
# first one, which is known by the record it wrote.
supervisor() {
	within 20 grep -q '"kind":"exit"' "$log" || return
	pgrep -P "$(grep -m 1 '"kind":"exit"' "$log" | sed 's/.*"pid":\([0-9]*\).*/\1/')" -x bashplate-gates
}

@test "a crowd of decisions that hang, and others go on" {
	programs
	lease slow.sh
	run guarded 'python3 both.py 31'
	grep -v '^{' <<<"$output" | sort | uniq -c | sort -rn | head -n 20
	[ "$(grep -c '^quick' <<<"$output")" = 5 ]
	[ "$(tr ' ' '\n' <codes | sort | uniq -c | tr -s ' ')" = " 31 13" ]
	has after
	lacks "slow ran"
	if [[ $output == *"too slow a machine"* ]]; then
		over
		skip "five programs took longer than the deadline, nearly"
	fi
	has "waiting 31"
	over
}

@test "more that hang than can be waited for: all refused, and then others go on" {
	[ -n "${CROWD-}" ] || skip "takes half a minute: make check-kernel-full"
	programs
	lease slow.sh
	run guarded 'python3 both.py 40'
	[ "$(grep -c '^quick' <<<"$output")" = 5 ]
	[ "$(tr ' ' '\n' <codes | sort | uniq -c | tr -s ' ')" = " 40 13" ]
	has after
	lacks "slow ran"
	over
}

# A program that waits for a word before it starts another one.
big() {
	cat >big.py <<-'END'
	import os, subprocess, sys, time
	subprocess.check_call(["/bin/echo", "first"])
	open("ready", "w").close()
	while not os.path.exists("go"):
	    time.sleep(0.02)
	for size in sys.argv[1:]:
	    try:
	        p = subprocess.run(["/bin/echo"] + ["x" * 100000] * int(size), stdout=subprocess.DEVNULL)
	        print("size", size, "rc", p.returncode, flush=True)
	    except OSError as e:
	        print("size", size, e.strerror, flush=True)
	END
}

@test "what does not fit into a decider's memory is refused, and the next is decided" {
	big
	guarded 'python3 big.py 15 0 15; /bin/echo end' >out 2>&1 3>&- &
	line=$!
	within 20 test -e ready
	s=$(supervisor)
	w=$(pgrep -P "$s" -x bashplate-judge)
	[ "$(awk '/^Max address space/ { print $4 }' "/proc/$w/limits")" = $((400 * 1024 * 1024)) ] ||
	    grep -q asan "/proc/$w/maps" || skip "the decider cannot be looked at here"
	prlimit --pid "$w" --as=$(($(awk '/^VmSize/ { print $2 }' "/proc/$w/status") * 1024 + 1024 * 1024)) ||
	    skip "its limits cannot be set here"
	touch go
	wait "$line"
	grep -v '^{' out
	grep -qE '^size 15 (Permission denied|Cannot allocate memory|Argument list too long)' out
	grep -q '^size 0 rc 0' out
	grep -q '^end' out
	# Its twin has the memory.
	run guarded 'python3 big.py 15 0'
	has "size 15 rc 0"
	lacks refused
}

@test "the supervisor is stopped for a while: what is asked waits, nothing is refused" {
	big
	guarded 'python3 big.py 0 1; /bin/echo end' >out 2>&1 3>&- &
	line=$!
	within 20 test -e ready
	s=$(supervisor)
	kill -STOP "$s"
	touch go
	! within 1 grep -q '^size' out
	kill -CONT "$s"
	wait "$line"
	cat out
	grep -q '^size 1 rc 0' out
	grep -q '^end' out
	run grep -c refused out
	[ "$output" = 0 ]
}

# The file is known to be no script, so nobody but the kernel opens it any more:
# the exec itself waits for the lease, after it was decided and seized.
@test "an exec that the kernel holds up holds up nobody else, and runs in the end" {
	cp "$(readlink -f /bin/true)" held
	cat >held.py <<-'END'
	import os, subprocess, time
	while time.time() - os.stat("held").st_ctime < 5:
	    time.sleep(0.1)
	subprocess.check_call(["./held"])
	open("known", "w")
	while not os.path.exists("leased"):
	    time.sleep(0.02)
	p = os.fork()
	if p == 0:
	    try:
	        os.execv("./held", ["./held"])
	    except PermissionError:
	        os._exit(13)
	from_ = time.monotonic()
	for i in range(5):
	    subprocess.check_call(["/bin/echo", "quick"])
	print("waiting", os.waitpid(p, os.WNOHANG) == (0, 0), flush=True)
	if time.monotonic() - from_ > 8:
	    print("too slow a machine", flush=True)
	open("over", "w")
	print("ended", os.waitpid(p, 0)[1], flush=True)
	END
	guarded 'python3 held.py' >out 2>&1 3>&- &
	line=$!
	within 30 test -e known
	lease held
	wait "$line"
	cat out
	[ "$(grep -c '^quick' out)" = 5 ]
	! grep -q "too slow a machine" out || skip "the deadline came first, nearly"
	grep -q "^waiting True" out
	grep -q "^ended 0" out
	wait
}
