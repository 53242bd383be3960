#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Behaviours 24 to 35: every byte arrives, in both directions, whatever the pace.

load lib

all_bytes() {
	local i
	for i in {0..255}; do
		printf '\\x%02x' "$i"
	done
}

@test "24 bytes 0x00 to 0xff pass unchanged in both directions" {
	{
		printf '%s\n' prompt 'send stty raw -echo; touch ready; tee got | head -c 256; stty sane\r' \
			'wait-file ready'
		echo "send $(all_bytes)"
		echo "expect $(all_bytes)"
		printf '%s\n' 'expect @@ ' idle 'send exit 0\r' 'wait-exit 0'
	} >moves
	# tee ends when head is gone: bounded by head -c on both sides.
	sed -i 's/tee got | head -c 256/head -c 256 | tee got/' moves
	both <moves
	printf "$(all_bytes)" | cmp - got
}

# 10 MB, or $PTY_MB.
@test "25 megabytes to a reader that pauses: whole, and bounded memory" {
	local bytes=${PTY_MB:-10}000000
	head -c "$bytes" /dev/urandom >data
	cat >moves <<S
prompt
send stty raw -echo; cat data; touch done; read -n 1\\r
expect \\e[?2004l\\r
mark
rss-mark
shown 500000
stall
after 150
resume
shown 4000000
stall
after 150
resume
shown $bytes
wait-file done
rss-grew 1024
save out
send x
expect @@ 
idle
send exit 0\r
wait-exit 0
S
	proxy <moves
	head -c "$bytes" out | cmp - data
}

@test "26 both directions full at once: no deadlock" {
	cat >moves <<'S'
prompt
send stty raw -echo; head -c 1000000 /dev/zero | tr '\\0' o; head -c 300000 >got; stty sane; touch done\r
expect oooooooo
stall
fill-later 300000
after 200
resume
all-typed
wait-file done
expect @@ 
idle
send exit 0\r
wait-exit 0
S
	both <moves
	head -c 300000 /dev/zero | tr '\0' x | cmp - got
}

@test "27 a terminal that takes a byte at a time: order kept, no busy loop" {
	seq 1 2000 >data
	proxy <<'S'
prompt
send echo begin; cat data; cat /proc/$PPID/stat >st; touch done\r
expect begin\r\n
mark
trickle 8000
wait-file done
expect 1999\r\n2000\r\n
save out
prompt
send exit 0\r
wait-exit 0
S
	head -c "$(sed 's/$/\r/' data | wc -c)" out | tr -d '\r' | cmp - data
	# utime and stime in clock ticks: far below what a spin would burn.
	set -- $(sed 's/.*) //' st)
	[ $((${12} + ${13})) -lt 100 ]
}

@test "28 1 MB written just before exit is all shown (ten times)" {
	local i
	for i in {1..10}; do
		proxy <<'S'
prompt
send head -c 1000000 /dev/zero | tr '\\0' x; exit 4\r
expect \e[?2004l\r
mark
wait-exit 4
shown 1000000
same-modes
S
	done
}

@test "29 the end of the inner terminal is no error, the status arrives" {
	proxy <<'S'
prompt
send exec 0<&- 1>&- 2>&-; exit 9\r
wait-exit 9
absent bashplate:
same-modes
S
}

@test "30 ^D: on an empty line it ends, mid-line twice, ignoreeof is heard" {
	both <<'S'
prompt
send sh -c 'echo go; exec cat >got'\r
expect go\r\n
send half\cd
after 100
send \cd
prompt
send set -o ignoreeof\r
prompt
send \cd
expect Use "exit" to leave the shell.
expect @@ 
idle
send echo a\cd\r
expect \ra\r\n
prompt
send set +o ignoreeof\r
prompt
send \cd
wait-exit 0
same-modes
S
	[ "$(cat got)" = half ]
}

@test "31 a hung up terminal: the job gets HUP, the guard ends, no orphan" {
	proxy <<'S'
prompt
send sh -c 'trap "echo bye >hup; exit" HUP; cat /proc/$$/stat >j; mv j job; while :; do sleep 0.05; done'\r
wait-file job
hangup
wait-signal HUP
wait-file hup
S
	gone job
}

@test "32 a background job holds the inner terminal: exit does not wait" {
	both <<'S'
prompt
send sleep 50 & disown\r
prompt
send echo "pid $!" >pid\r
prompt
send exit 0\r
wait-exit 0
S
	kill "$(sed 's/pid //' pid)" "$(sed 's/pid //' plain/pid)"
}

@test "33 UTF-8 split across writes and invalid bytes pass untouched" {
	printf '#!/bin/sh\nprintf "\\342"; sleep 0.05; printf "\\202"; sleep 0.05; printf "\\254<\\377\\200>\\n"\n' >split
	both <<'S'
prompt
send sh ./split; : grün \xe2\x82\xac\r
expect \xe2\x82\xac<\xff\x80>\r\n
prompt
send exit 0\r
wait-exit 0
S
	judged 'sh ./split; : grün €'
}

@test "35 what is typed ahead of the first prompt runs once, in order" {
	echo 'read -t 0.2 x </dev/null' >>.bashrc
	both <<'S'
send echo one >>out\recho two >>out\rexit 0\r
wait-exit 0
S
	printf 'one\ntwo\n' | diff - out
}

@test "24 100 KB typed into a program arrive whole" {
	cat >moves <<'S'
prompt
send stty raw -echo; touch ready; head -c 100000 >got; stty sane\r
wait-file ready
fill 100000
expect @@ 
idle
send exit 0\r
wait-exit 0
S
	both <moves
	head -c 100000 /dev/zero | tr '\0' x | cmp - got
}

@test "25 a reader that stalls stops the writer" {
	proxy <<'S'
prompt
send seq 1 200000 >seq; cat seq; touch done\r
wait-file seq
stall
after 100
rss-mark
rss-grew 1024
resume
wait-file done
expect 200000\r\n
prompt
send exit 0\r
wait-exit 0
S
}
