# SPDX-License-Identifier: ISC
# Programs that look deep, or start many others at once, run inside as they do
# outside: each line is run by plain bash and by the guarded one, and compared.

load lib

# alike LINE: same output, same status, and nothing was refused.
alike() {
	local plain plain_status
	(cd "$T/work" && rm -rf plain guarded && mkdir plain guarded)
	run timeout 120 bash -c "cd $T/work/plain && { $1
	}"
	plain=$output plain_status=$status
	run timeout 120 "$bashplate" -c "cd $T/work/guarded && { $1
	}"
	printf 'plain %s: %s\nguarded %s: %s\n' "$plain_status" "$plain" \
	    "$status" "$output"
	[ "$status" = "$plain_status" ]
	[ "$output" = "$plain" ]
	! grep -E '"kind":"(line|exec|signal)".*"verdict":"refuse"' "$log"
}

need() {
	command -v "$1" >/dev/null || skip "$1 is not installed"
}

@test "gdb runs a program and sees its exit status" {
	need gdb
	unset DEBUGINFOD_URLS
	alike "gdb -nx -q -batch -ex run -ex 'print \$_exitcode' --args sh -c '/bin/echo traced; exit 3' 2>/dev/null | grep -E 'traced|^\\\$1'"
}

@test "strace follows what a command starts" {
	need strace
	alike "strace -f -o t -e trace=execve sh -c '/bin/true; /bin/echo x; exec /bin/echo y'; grep -c 'execve(.* = 0' t"
	has 4
}

@test "bwrap and unshare: namespaces of their own" {
	need bwrap
	alike "bwrap --ro-bind / / --dev /dev --proc /proc --unshare-pid --unshare-user sh -c 'exec 2>/dev/null; /bin/echo in; sleep 60 & kill \$!; wait \$!; echo \$?'"
	# That it may be asked for is another question.
	echo '{ "blockSet": { "off": [ "containment/namespace", "files/mount-over" ] } }' \
	    >"$T/config/bashplate/policy.json"
	alike "unshare -Ur sh -c 'id -u; /bin/echo in'"
	alike "unshare -Urpf --mount-proc sh -c 'echo \$\$; sleep 60 & kill \$!; wait \$!; echo \$?; cat /proc/1/comm'"
	alike "unshare -Urm sh -c 'mkdir m && mount -t tmpfs none m 2>/dev/null && cp /bin/echo m/own && m/own in && ls m'"
}

@test "tmux: a server that outlives the line that starts it" {
	need tmux
	export TERM=xterm
	alike "tmux -L bpi\$\$ -f /dev/null new-session -d 'sh -c \"/bin/echo \\\$((6*7)); tty >/dev/null; echo \\\$?\" >o; mv o out'; for i in \$(seq 1000); do [ -e out ] && break; sleep 0.05; done; cat out"
	has 42
}

@test "make -j8 of 120 targets" {
	need make
	alike "printf 'T := \$(shell seq 120)\nall: \$(T)\n\$(T):\n\t@/bin/echo \$@ >\$@; /bin/true\n' >Makefile && make -s -j8 && ls | wc -l && cat [0-9]* | sort -n | tail -n 1"
	has 121
}

# Cargo: one process, a jobserver, and as many compilers as it has tokens.
@test "64 compilers at once, by posix_spawn, with a jobserver" {
	cat >"$T/cargo.py" <<-'END'
	import os, sys
	r, w = os.pipe()
	os.write(w, b"+" * 64)
	for fd in (r, w):
	    os.set_inheritable(fd, True)
	env = dict(os.environ, MAKEFLAGS="-j --jobserver-auth=%d,%d" % (r, w))
	text = """t=$(dd bs=1 count=1 <&%d 2>/dev/null)
	/bin/sh -c 'exec /bin/echo crate '$1
	printf %%s "$t" >&%d""" % (r, w)
	out = {}
	for i in range(64):
	    a, b = os.pipe()
	    pid = os.posix_spawn("/bin/sh", ["sh", "-c", text, "rustc", str(i)], env,
	        file_actions=[(os.POSIX_SPAWN_DUP2, b, 1)])
	    os.close(b)
	    out[pid] = a
	for pid, a in out.items():
	    _, status = os.waitpid(pid, 0)
	    print(status, os.fdopen(a).read().strip())
	print(len(os.read(r, 100)))
	END
	alike "python3 $T/cargo.py"
	has "0 crate 63"
	has 64
	# A shell, dd, a shell, echo: each of them was judged.
	within 20 grep -qE '"kind":"exit".*"detail":"2[5-9][0-9] execs' "$log" ||
	    { grep '"kind":"exit"' "$log"; false; }
}

# Go: threads that all start programs, and signal themselves and each other.
@test "threads that start programs and signal each other" {
	cat >"$T/threads.py" <<-'END'
	import signal, subprocess, threading
	out, lock, seen = [], threading.Lock(), []
	signal.signal(signal.SIGURG, lambda *a: seen.append(1))
	signal.signal(signal.SIGUSR1, lambda *a: seen.append(1))
	def work(i):
	    for k in range(4):
	        signal.pthread_kill(threading.get_ident(), signal.SIGURG)
	        signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)
	        x = subprocess.run(["/bin/echo", str(i * 4 + k)], capture_output=True).stdout
	        with lock:
	            out.append(int(x))
	threads = [threading.Thread(target=work, args=(i,)) for i in range(16)]
	for t in threads: t.start()
	for t in threads: t.join()
	print(sorted(out) == list(range(64)), len(seen) > 0)
	END
	alike "python3 $T/threads.py"
	has "True True"
}

@test "arguments and environments of all sizes are read as they are" {
	cat >"$T/sizes.py" <<-'END'
	import os, random, subprocess
	random.seed(3)
	for n in (1, 5, 63, 64, 65, 200, 2000):
	    args = ["".join(random.choices("abc xyz'", k=random.choice((0, 1, 5, 100, 200, 5000)))) for _ in range(n)]
	    env = {"V%d" % i: "x" * random.choice((0, 3, 127, 128, 129, 4095, 4096, 9000)) for i in range(min(n, 100))}
	    env["PATH"] = os.environ["PATH"]
	    out = subprocess.run(["/usr/bin/printf", "%s\\n"] + args, env=env, capture_output=True)
	    print(n, out.returncode, out.stdout.decode() == "".join(a + "\n" for a in args))
	END
	alike "python3 $T/sizes.py"
	has "2000 0 True"
}

@test "node: worker threads that start programs" {
	need node
	cat >"$T/workers.js" <<-'END'
	const { Worker, isMainThread, workerData, parentPort } = require("worker_threads");
	const run = require("child_process").execFileSync;
	if (!isMainThread)
	    parentPort.postMessage([1, 2, 3].map(k => +run("/bin/echo", [workerData * 3 + k])));
	else {
	    const all = [];
	    for (let i = 0; i < 8; i++)
	        new Worker(__filename, { workerData: i }).on("message", m => {
	            all.push(...m);
	            if (all.length === 24)
	                console.log(all.sort((a, b) => a - b).join(" "));
	        });
	}
	END
	alike "node $T/workers.js"
	has "23 24"
}

# count of exec records
execs() {
	grep -c '"kind":"exec"' "$log" || :
}

@test "a flood of execs is one line of the log, unless all are asked for" {
	n=${EXECS:-400}
	before=$(wc -l <"$log")
	guarded "for ((i = 0; i < $n; i++)); do /bin/true; done"
	within 20 grep -q "\"kind\":\"exit\".*\"detail\":\"$n execs, .*true $n\"" "$log"
	after=$(wc -l <"$log")
	[ $((after - before)) -lt 10 ] || { tail -n +$((before + 1)) "$log"; false; }
	[ "$(execs)" = 0 ]
	echo '{ "record": { "exec": "full" } }' >"$T/config/bashplate/policy.json"
	guarded "for ((i = 0; i < 30; i++)); do /bin/true; done"
	[ "$(execs)" = 30 ]
}
