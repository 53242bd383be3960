# SPDX-License-Identifier: ISC
# The gates are live and nobody notices: pids, signals, statuses, descriptors
# and lifetimes are those of plain bash.

load lib

@test "the caller holds bash's own pid, and is its parent" {
	"$bashplate" -c 'echo $$ $PPID; exec 2>&-' >out &
	pid=$!
	wait $pid
	read -r self parent <out
	[ "$self" = $pid ]
	[ "$parent" = $$ ] || [ "$parent" = $BASHPID ]
}

@test "exit statuses and death by a signal are the kernel's own" {
	run guarded 'exit 7'
	[ "$status" = 7 ]
	run guarded 'kill -SEGV $$'
	[ "$status" = 139 ]
	run guarded 'true; (exit 3)'
	[ "$status" = 3 ]
}

@test "SIGTERM to the pid alone: the trap runs, its status counts" {
	"$bashplate" -c 'trap "exit 9" TERM; : >ready; while :; do sleep 0.05; done' 3>&- &
	within 10 test -e ready
	kill -TERM $!
	wait $! || rc=$?
	[ "$rc" = 9 ]
}

@test "SIGTERM to the group arrives once" {
	setsid "$bashplate" -c 'trap "echo term >>terms" TERM; echo $$ >pid
	    while ! [ -e stop ]; do sleep 0.05; done' 3>&- &
	within 10 test -s pid
	kill -TERM -- "-$(cat pid)"
	within 10 test -s terms
	touch stop
	wait
	[ "$(wc -l <terms)" = 1 ]
}

@test "SIGKILL to the pid kills bash; what it started still may exec" {
	"$bashplate" -c '(until [ -e go ]; do sleep 0.05; done; /bin/echo alive >after) &
	    : >ready; while :; do sleep 0.05; done' 3>&- &
	within 10 test -e ready
	kill -KILL $!
	wait $! || rc=$?
	[ "$rc" = 137 ]
	touch go
	within 10 test -s after
}

@test "a survivor in a session of its own execs after its group was killed" {
	setsid "$bashplate" -c 'setsid bash -c ": >in; until [ -e go ]; do sleep 0.05; done; /bin/echo alive >after" </dev/null >/dev/null 2>&1 &
	    echo $$ >pid; sleep 60' 3>&- &
	within 10 test -s pid
	within 10 test -e in
	kill -KILL -- "-$(cat pid)"
	wait $! || :
	touch go
	within 10 test -s after
}

@test "a caller that reads to the end of a pipe does not wait for a server" {
	SECONDS=0
	out=$(guarded 'nohup sleep 30 </dev/null >/dev/null 2>&1 & echo $!' 3>&-)
	[ $SECONDS -lt 10 ]
	guarded "kill $out"
	within 10 gone "$out"
}

@test "two commands at once, and many execs at once" {
	guarded 'for i in {1..40}; do /bin/echo a; done >a' 3>&- &
	guarded 'for i in {1..40}; do /bin/echo b; done >b' 3>&- &
	wait
	[ "$(wc -l <a)" = 40 ]
	[ "$(wc -l <b)" = 40 ]
	run guarded 'for i in {1..60}; do /bin/echo x & done; wait'
	[ "$(grep -c x <<<"$output")" = 60 ]
}

@test "a nested shell is judged by the same supervisor, and by its line" {
	run guarded "SHELL='$bashplate'; \$SHELL -c 'echo inner; /bin/echo \$PPID; kubectl get pods'"
	[ "$status" = 0 ]
	has inner
	has "ran kubectl get pods"
	printf 'import os\nos.execv("%s", ["bashplate", "-c", "kubectl delete " + "p" + "vc x"])\n' "$bashplate" >n.py
	run guarded 'python3 n.py'
	[ "$status" != 0 ]
	has "refused by the floor: kubectl delete pvc"
	lacks "ran kubectl"
}

@test "the supervisor is killed: closed, and said so" {
	"$bashplate" -c ': >ready; until [ -e go ]; do sleep 0.05; done
	    /bin/echo escaped; echo "rc $?"; kill -TERM $$; echo "kill $?"; exit 5' >out 2>&1 3>&- &
	within 10 test -e ready
	# The first command's supervisor forks those of later ones; its pid is
	# that of the record it wrote about the first one's end.
	within 10 grep -q '"kind":"exit"' "$log"
	first=$(grep -m 1 '"kind":"exit"' "$log" | sed 's/.*"pid":\([0-9]*\).*/\1/')
	mine=$(pgrep -P "$first")
	[ "$(cat "/proc/$mine/comm")" = bashplate-gates ]
	kill -KILL "$mine"
	touch go
	wait $! || rc=$?
	grep -q "Function not implemented" out
	grep -q "^rc 126" out
	[ "$rc" = 5 ]
	run grep -c escaped out
	[ "$output" = 0 ]
}

@test "descriptors: the command inherits none of the guard's" {
	run guarded 'ls /proc/self/fd | wc -l'
	plain=$(bash -c 'ls /proc/self/fd | wc -l')
	[ "$output" = "$plain" ]
}

# The last exit record holds TEXT.
ended_with() {
	grep '"kind":"exit"' "$log" | tail -n 1 | grep -qE "$1"
}

@test "the log has what ran, and the exit status where the kernel tells" {
	"$top_builddir/tests/kernel/tells" || told=null
	guarded '/bin/echo a; /bin/echo b; exit 7' || :
	within 10 ended_with "\"status\":${told:-7}[,}]"
	ended_with '2 execs'
	# A later command of the session, by the supervisor's child.
	guarded 'kill -KILL $$' || :
	within 10 ended_with "\"status\":${told:-137}[,}]"
	# Its children outlive it.
	guarded '(until [ -e go ]; do sleep 0.05; done) >o 2>&1 & exit 5' 3>&- || :
	touch go
	within 10 ended_with "\"status\":${told:-5}[,}]"
	[ -z "${told-}" ] || skip "this kernel does not tell exit statuses"
}

@test "each command has one exit record, its own, also beside another one" {
	guarded 'until [ -e go ]; do sleep 0.05; done; exit 3' 3>&- &
	for i in 1 2 3 4; do
		guarded "/bin/echo x; exit $i" || :
	done
	touch go
	wait $! || :
	lines() { grep '"kind":"exit"' "$log" | grep -o '"line":"[^"]*"'; }
	all() { [ "$(lines | wc -l)" -ge 6 ]; }
	within 20 all
	# One more would come with the end of the supervisor that writes it.
	guarded true
	seventh() { [ "$(lines | wc -l)" -ge 7 ]; }
	within 20 seventh
	echo "$(grep '"kind":"exit"' "$log")"
	[ "$(lines | sort | uniq -d)" = "" ]
}

@test "a parent that waits late, or never, still has its record" {
	"$top_builddir/tests/kernel/tells" || skip "this kernel does not tell exit statuses"
	cat >late.py <<-END
	import os, sys, time
	pid = os.spawnv(os.P_NOWAIT, "$bashplate", ["bashplate", "-c", "exit 4"])
	until = lambda f: any(f() or time.sleep(0.02) for _ in range(500))
	assert until(lambda: " Z " in open("/proc/%d/stat" % pid).read())
	if sys.argv[1] == "late":
	    time.sleep(0.2)
	    os.waitpid(pid, 0)
	log = lambda: [x for x in open("$log") if '"kind":"exit"' in x]
	assert until(lambda: len(log()) == int(sys.argv[2]) and '"status":' + sys.argv[3] in log()[-1])
	END
	# The first is that of setup.
	within 10 grep -q '"kind":"exit"' "$log"
	python3 late.py late 2 4
	python3 late.py never 3 null
}

@test "a pid 1 that never reaps is left with one zombie, not one for each" {
	[ "$(id -u)" = 0 ] || skip "needs a pid name space of its own"
	cat >init.py <<-END
	import os, subprocess
	for i in range(${COMMANDS:-100}):
	    subprocess.run(["$bashplate", "-c", "/bin/true"], check=True)
	n = 0
	for p in os.listdir("/proc"):
	    try:
	        n += p.isdigit() and open("/proc/%s/stat" % p).read().rsplit(")", 1)[1].split()[0] == "Z"
	    except OSError:
	        pass
	print("zombies", n)
	END
	run unshare -p -f --mount-proc python3 init.py
	[ "$status" = 0 ] || skip "no pid name space here"
	n=${output##*zombies }
	echo "$output"
	[ "$n" -le 2 ]
}
