#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The terminal behaves as it does without the guard and is given back whole.

load lib

@test "exit status and modes after exit 7" {
	proxy <<'S'
prompt
send exit 7\r
wait-exit 7
same-modes
S
}

@test "^C ends a running command with 130 and the guard goes on" {
	proxy <<'S'
prompt
send sh -c 'echo go; exec sleep 60'\r
expect go\r\n
send \cc
prompt
send echo "st=$?"\r
expect st=130
prompt
send exit 0\r
wait-exit 0
S
}

@test "^Z stops the job, fg continues it" {
	proxy <<'S'
prompt
send sh -c 'echo go; read x; echo "got $x"'\r
expect go\r\n
send \cz
expect Stopped
prompt
send fg\r
expect sh -c
send data\r
expect got data
prompt
send exit 0\r
wait-exit 0
S
}

@test "the inner terminal has the outer size, and follows it" {
	proxy -- -s 33x101 <<'S'
prompt
send stty size\r
expect 33 101
prompt
send sh -c 'trap "stty size" WINCH; echo go; while :; do sleep 0.05; done'\r
expect go\r\n
resize 40 120
expect 40 120
send \cc
prompt
send exit 0\r
wait-exit 0
S
}

@test "a terminal of size 0x0 counts as 24x80" {
	proxy -- -s 0x0 <<'S'
prompt
send stty size\r
expect 24 80
prompt
send exit 0\r
wait-exit 0
S
}

@test "TERM, HUP, USR1, ALRM: the guard dies of it, modes put back" {
	local s
	for s in TERM HUP USR1 ALRM; do
		proxy <<S
prompt
raw
signal $s
wait-signal $s
same-modes
S
	done
}

@test "TERM in the moments of the start never leaves the terminal raw" {
	local i
	for i in 1 2 3 4 5 6 7 8 9 10; do
		proxy <<'S'
signal TERM
wait-signal TERM
same-modes
S
		proxy <<'S'
raw
signal TERM
wait-signal TERM
same-modes
S
	done
}

@test "KILL for the guard hangs up the session inside" {
	proxy <<'S'
prompt
send echo $$ >pid\r
prompt
signal KILL
wait-signal KILL
hangup
S
	local i
	for ((i = 0; i < 1200; i++)); do
		kill -0 "$(cat pid)" 2>/dev/null || return 0
		sleep 0.05
	done
	echo "the shell is still there"
	return 1
}

@test "INT, QUIT and PIPE sent to the guard change nothing" {
	proxy <<'S'
prompt
signal INT
signal QUIT
signal PIPE
send echo still\r
expect still
prompt
send exit 0\r
wait-exit 0
same-modes
S
}

@test "an abort puts the modes back before it" {
	proxy <<'S'
prompt
raw
signal ABRT
wait-signal ABRT
same-modes
S
}

@test "bash killed by KILL: so are we, modes put back" {
	proxy <<'S'
prompt
raw
signal-child KILL
wait-signal KILL
same-modes
S
}

@test "stopped as a job: modes put back, prompt of the outer shell; fg resumes" {
	printf '#!/bin/sh\nexec "%s"\n' "$bin/proxy_stub" >run
	chmod +x run
	outer PS1='outer$ ' <<'S'
expect outer$
send ./run\r
prompt
send kill -TSTP $PPID\r
expect Stopped
expect outer$
send stty -a | tr ' ' '\\n' | grep -x -e icanon -e echo -e opost\r
expect \necho\r\n
expect outer$
send fg\r
expect ./run
raw
send echo back-$((1+1))\r
expect back-2
prompt
send exit 3\r
expect outer$
send exit $?\r
wait-exit 3
S
}

@test "a hung up terminal ends the session" {
	proxy <<'S'
prompt
send trap 'echo bye >hup' HUP\r
prompt
hangup
wait-signal HUP
S
}

@test "one megabyte written just before exit is all shown" {
	proxy <<'S'
prompt
send head -c 1000000 /dev/zero | tr '\\0' x; exit 4\r
wait-exit 4
shown 1000000
same-modes
S
}

@test "a reader that stalls stops the writer and loses nothing" {
	proxy <<'S'
prompt
send seq 1 200000 | tail -c 1200000 && echo END-$((1+1))\r
stall
signal USR2
resume
wait-signal USR2
S
	proxy <<'S'
prompt
stall
send seq 1 100000; echo END-$((1+1))\r
resume
expect 99999\r\n100000\r\nEND-2
prompt
send exit 0\r
wait-exit 0
S
}

@test "what is typed ahead of the first prompt runs once, in order" {
	echo 'read -t 0.2 x </dev/null' >>.bashrc
	proxy <<'S'
send echo one >>out\recho two >>out\rexit 0\r
wait-exit 0
S
	printf 'one\ntwo\n' | diff - out
}

@test "a background job does not hold the session open" {
	proxy <<'S'
prompt
send sleep 30 & disown\r
prompt
send echo "pid $!" >pid\r
prompt
send exit 0\r
wait-exit 0
S
	kill "$(sed 's/pid //' pid)"
}

@test "every byte from 1 to 255 passes to the program and back" {
	proxy <<'S'
prompt
send stty raw -echo; touch ready; head -c 3 >got; stty sane\r
wait-file ready
send \x03\xff\x80
prompt
send exit 0\r
wait-exit 0
S
	[ "$(od -An -tx1 got)" = " 03 ff 80" ]
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

@test "a start with few descriptors: RLIMIT_NOFILE 16" {
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

@test "the inner terminal starts with the modes of the outer one" {
	cat >moves <<'S'
prompt
send stty -a >st\r
prompt
send exit 0\r
wait-exit 0
S
	proxy <moves
	mv st guarded
	script '' <moves | env -i HOME="$T" PATH="$PATH" TERM=xterm \
		"$bin/ptydrive" bash
	diff st guarded
}

@test "100 KB typed into a program arrive whole" {
	{
		echo prompt
		printf '%s' 'send stty raw -echo; touch ready; '
		echo 'head -c 100000 >got; stty sane\r'
		echo wait-file ready
		for i in 1 2 3 4; do
			echo "send $(head -c 25000 /dev/zero | tr '\0' y)"
		done
		echo prompt
		echo 'send exit 0\r'
		echo wait-exit 0
	} >moves
	proxy <moves
	head -c 100000 /dev/zero | tr '\0' y | cmp - got
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
