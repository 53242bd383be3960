#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Behaviours 43 to 56 as an interactive session has them: secrets, status, what the shell is given, little room.

load lib

@test "43 passwords at read -s, and at a program that asks, reach no judge" {
	printf '#!/bin/sh\nstty -echo\nprintf "Password: " >/dev/tty\nread p </dev/tty\nstty echo\necho "len ${#p}"\n' >asks
	chmod +x asks
	proxy <<'S'
prompt
send read -s -p "pw? " p; echo "got ${#p}"\r
expect l\rpw? 
send hunter2\r
expect got 7
prompt
send ./asks\r
expect Password: 
send hunter2\r
expect len 7
prompt
send read -e -s -p "pw2? " p; echo "got ${#p}"\r
expect \r\e[?2004hpw2? 
send hunter22\r
expect got 8
prompt
send exit 0\r
wait-exit 0
S
	not_judged hunter
}

@test "45 nested guards: three deep, each judges its own lines" {
	printf '#!/bin/sh\nexec "%s"\n' "$bin/proxy_stub" >run
	chmod +x run
	proxy <<'S'
prompt
send ./run\r
prompt
send ./run\r
prompt
send touch FORBIDDEN\r
expect nothing of the line ran
expect @@ 
idle
send \cuecho deep-$((1+1))\r
expect deep-2
prompt
send exit 3\r
prompt
send exit $?\r
prompt
send exit $?\r
wait-exit 3
same-modes
S
	[ ! -e FORBIDDEN ]
}

@test "47 every exit status of the shell is the guard's" {
	local n
	for n in 0 1 2 125 126 127 128 130 254 255; do
		both <<S
prompt
send exit $n\r
wait-exit $n
same-modes
S
		rm -rf plain
	done
}

@test "47 the shell dies of a signal: so does the guard, modes put back" {
	local s
	for s in KILL HUP; do
		proxy <<S
prompt
raw
signal-child $s
wait-signal $s
same-modes
S
	done
}

@test "53 umask, directory, limits, nice, signals, argv[0] are plain bash's" {
	cat >probe <<'P'
umask; pwd | sed s,/plain$,,; ulimit -a | grep -v locks; nice; grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status
echo "$0 $- $BASHOPTS $SHELLOPTS"; stty -a
P
	cat >moves <<'S'
prompt
send . ./probe >seen 2>&1\r
prompt
send exit 0\r
wait-exit 0
S
	both <moves
	diff plain/seen seen
}

@test "55 a start with few descriptors: RLIMIT_NOFILE 16" {
	printf '#!/bin/sh\nulimit -n 16; exec "%s"\n' "$bin/proxy_stub" >run
	chmod +x run
	outer PS1='outer$ ' 3>&- 4>&- <<'S'
expect outer$
send ./run\r
prompt
send touch FORBIDDEN\r
expect nothing of the line ran
expect @@
send \cutouch a\r
prompt
send exit 5\r
expect outer$
send exit $?\r
wait-exit 5
S
	[ ! -e FORBIDDEN ] && [ -e a ]
}

@test "55 no process can be made: said, and the terminal is as it was" {
	[ "$(id -u)" -ne 0 ] || skip "root has no limit on processes"
	printf '#!/bin/bash\nulimit -u 1; exec "%s"\n' "$bin/proxy_stub" >run
	chmod +x run
	script '' <<'S' | env -i HOME="$T" PATH="$PATH" TERM=xterm $hang \
		STUB_SHELLRC="$top_srcdir/shellrc" "$bin/ptydrive" ./run
expect cannot start a process
wait-exit 125
same-modes
S
}

@test "55 the shell is missing: said, 127, the terminal is as it was" {
	proxy STUB_SHELL=/nowhere/bash <<'S'
expect cannot run /nowhere/bash
wait-exit 127
same-modes
S
}

@test "56 TIOCSTI from a child reaches the inner terminal alone" {
	command -v python3 >/dev/null || skip "python3 is not installed"
	cat >sti <<'P'
import fcntl, termios
try:
    for c in b"touch FORBIDDEN\r":
        fcntl.ioctl(0, termios.TIOCSTI, bytes([c]))
    print("pushed")
except OSError:
    print("denied by the kernel")
P
	printf '#!/bin/sh\nexec "%s"\n' "$bin/proxy_stub" >run
	chmod +x run
	outer PS1='outer$ ' <<'S'
expect outer$
send ./run\r
prompt
send python3 sti; kill -HUP $$\r
expect outer$
send echo clean-$((1+1))\r
expect clean-2
expect outer$
send exit 0\r
wait-exit 0
S
	[ ! -e FORBIDDEN ]
	proxy <<'S'
prompt
send python3 sti\r
expect e
expect @@ 
idle
send \cu\cc
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e FORBIDDEN ]
}

@test "the prefix key: known keys act, others and its double pass through" {
	proxy STUB_BANNER='stub: welcome' <<'S'
expect stub: welcome
prompt
send echo ab\c]w
expect stub: no window is open\r\n
expect @@ echo ab
send c\r
expect abc\r\n
prompt
send stty raw -echo; touch ready; head -c 7 >got; stty sane\r
wait-file ready
send \c]z\c]\c]\c]\x1b[A
prompt
send exit 0\r
wait-exit 0
S
	[ "$(od -An -tx1 got)" = " 1d 7a 1d 1d 1b 5b 41" ]
	grep -qx 'key: w' log
}

@test "the prefix key is the policy's" {
	proxy STUB_PREFIX=^G <<'S'
prompt
send echo ab\c]w\cg?
expect stub: keys
expect @@ 
idle
send \cuexit 0\r
wait-exit 0
S
	! grep -qx 'key: w' log
}

@test "redirected standard output stays redirected" {
	printf '#!/bin/sh\nexec "%s" >out\n' "$bin/proxy_stub" >run
	chmod +x run
	outer PS1='outer$ ' <<'S'
expect outer$
send ./run\r
prompt
send echo hello\r
prompt
send exit 0\r
expect outer$
send exit 0\r
wait-exit 0
S
	[ "$(cat out)" = hello ]
}

@test "a terminal without a clear-line capability" {
	proxy TERM=dumb <<'S'
expect @@ 
send touch a; : FORBIDDEN\r
expect nothing of the line ran\r\n
expect FORBIDDEN
idle
send \cutouch b\r
wait-file b
send exit 0\r
wait-exit 0
S
	[ ! -e a ]
}
