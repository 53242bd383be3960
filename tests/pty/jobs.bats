#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Behaviours 11 to 23: size, signals, job control.

load lib

@test "11 the inner terminal has the outer size" {
	both -- -s 33x101 <<'S'
prompt
send stty size\r
expect 33 101
prompt
send exit 0\r
wait-exit 0
S
}

@test "11 a terminal of size 0x0 or 1x1 counts as 24x80" {
	local size
	for size in 0x0 1x1; do
		proxy -- -s "$size" <<'S'
prompt
send stty size\r
expect 24 80
prompt
send exit 0\r
wait-exit 0
S
	done
}

@test "12 it follows the outer size, pixels too; fifty changes end in the last" {
	{
		cat <<'S'
prompt
send sh -c 'trap "stty size" WINCH; echo go; while :; do sleep 0.05; done'\r
expect go\r\n
resize 40 120 800 640
expect 40 120
S
		for i in {1..50}; do
			echo "resize $((20 + i)) 90 7 $i"
		done
		cat <<'S'
expect 70 90
send \cc
prompt
send python3 -c 'import fcntl,struct,termios; print(*struct.unpack("4H", fcntl.ioctl(0, termios.TIOCGWINSZ, b"12345678")))'\r
expect 70 90 7 50
prompt
send exit 0\r
wait-exit 0
S
	} >moves
	command -v python3 >/dev/null || skip "python3 is not installed"
	both <moves
}

@test "13 ^Z stops the job; jobs, bg and fg work" {
	both <<'S'
prompt
send sh -c 'echo go; read x; echo "got $x"'\r
expect go\r\n
send \cz
expect Stopped
prompt
send jobs\r
expect [1]+  Stopped
prompt
send bg\r
expect [1]+ sh -c
expect @@ 
idle
send fg\r
expect sh -c
send data\r
expect got data
prompt
send exit 0\r
wait-exit 0
S
}

@test "16 stopped as a job: modes put back, prompt of the outer shell; fg resumes" {
	printf '#!/bin/sh\nexec "%s"\n' "$bin/proxy_stub" >run
	chmod +x run
	outer PS1='outer$ ' <<'S'
expect outer$
send ./run\r
prompt
send kill -TSTP $PPID\r
expect Stopped
expect outer$
send stty -a | tr ' ;' '\\n\\n' | grep -cxE 'icanon|echo|opost|isig'\r
expect \r4\r\n
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

@test "16 continued, whoever draws is asked to draw again" {
	printf '#!/bin/sh\necho $$ >guard\nexec "%s"\n' "$bin/proxy_stub" >run
	chmod +x run
	cat >app <<'A'
trap 'echo drawn-$((1+1)); exit' WINCH
kill -TSTP "$(cat guard)"
while :; do sleep 0.05; done
A
	outer PS1='outer$ ' <<'S'
expect outer$
send ./run\r
prompt
send sh ./app\r
expect Stopped
expect outer$
send fg\r
expect ./run
expect drawn-2
prompt
send exit 0\r
expect outer$
send exit 0\r
wait-exit 0
S
}

@test "17 STOP, then CONT: raw again, and the size of now" {
	proxy <<'S'
prompt
raw
signal STOP
wait-stopped
set-modes
resize 31 77
cooked
signal CONT
raw
expect @@ 
idle
send stty size\r
expect 31 77
prompt
send exit 0\r
wait-exit 0
same-modes
S
}

@test "18 ^C ends a running command with 130 and the guard goes on" {
	both <<'S'
prompt
send tee ready\r
wait-file ready
send \cc
prompt
send echo "st=$?"\r
expect st=130
prompt
send exit 0\r
wait-exit 0
S
}

@test "19 ^\\ ends it with 131, without a core of the guard" {
	both <<'S'
prompt
send ulimit -c 0; tee ready\r
wait-file ready
send \c\\
expect Quit
prompt
send echo "st=$?"\r
expect st=131
prompt
send exit 0\r
wait-exit 0
S
	! ls core* 2>/dev/null
}

@test "20 ^S halts, ^Q goes on, nothing is lost and typing waits" {
	both <<'S'
prompt
send stty ixon; sh -c 'echo go; read x; seq 1 20000; echo end-$x'\r
expect go\r\n
send hello\r
expect 50\r\n
send \cs
after 50
send echo queued-$((1+1))\r
send \cq
expect 19999\r\n20000\r\nend-hello
expect queued-2
expect @@ 
idle
send exit 0\r
wait-exit 0
S
}

@test "21 ^C during a flood: the prompt comes, after 256 KiB at most" {
	both <<'S'
prompt
send yes\r
shown 500000
send \cc
flood-mark
prompt
at-most 262144
send exit\r
wait-exit 130
S
}

@test "22 a command that signals its whole group does not reach the guard" {
	both <<'S'
prompt
send sh -c 'kill -TERM 0'\r
expect Terminated
prompt
send sh -c 'trap "" HUP; kill -HUP 0; kill -USR1 0'\r
expect @@ 
idle
send echo here-$((1+1))\r
expect here-2
prompt
send exit 0\r
wait-exit 0
same-modes
S
}
