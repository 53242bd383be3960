#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Whatever way a line reaches bash, it is judged whole before any part runs.

load lib

@test "38 a refused list runs nothing, stays editable, its allowed twin runs" {
	proxy <<'S'
prompt
send touch a && : FORBIDDEN && touch b\r
expect stub: refused by the floor: FORBIDDEN\r\n
expect @@ touch a && : FORBIDDEN && touch b
send \cutouch c && : ALLOWED && touch d\r
prompt
send exit 0\r
wait-exit 0
same-modes
S
	[ ! -e a ] && [ ! -e b ] && [ -e c ] && [ -e d ]
}

@test "38 a refused line is edited in place and then runs" {
	proxy <<'S'
prompt
send touch a; : FORBIDDEN
send \r
expect nothing of the line ran
expect @@ touch a; : FORBIDDEN
send \x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\r
prompt
send exit 0\r
wait-exit 0
S
	[ -e a ]
	judged 'touch a; : '
}

@test "37 up arrow brings a line back through bash's own readline, judged again" {
	proxy <<'S'
prompt
send echo x >>out\r
prompt
send \e[A\r
prompt
send exit 0\r
wait-exit 0
S
	[ "$(wc -l <out)" -eq 2 ]
	[ "$(grep -cxF 'judge: echo x >>out' log)" -eq 2 ]
}

@test "a refused line is in the history in order" {
	proxy <<'S'
prompt
send echo one\r
prompt
send echo FORBIDDEN\r
expect nothing of the line ran
expect @@ echo FORB
send \cuecho two\r
prompt
send history >out\r
prompt
send exit 0\r
wait-exit 0
S
	sed 's/^ *[0-9]* *//' out >lines
	printf '%s\n' 'echo one' 'echo FORBIDDEN' 'echo two' 'history >out' |
		diff - lines
}

@test "36 a paste of three lines with one refused runs none of them" {
	proxy <<'S'
prompt
send \e[200~touch a\rtouch FORBIDDEN\rtouch c\e[201~
send \r
expect nothing of the line ran
expect touch c
idle
send \cc
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e a ] && [ ! -e FORBIDDEN ] && [ ! -e c ]
}

@test "36 a paste of three allowed lines runs them all" {
	proxy <<'S'
prompt
send \e[200~touch a\rtouch b\rtouch c\e[201~
send \r
wait-file c
prompt
send exit 0\r
wait-exit 0
S
	[ -e a ] && [ -e b ]
	judged 'touch a\ntouch b\ntouch c'
}

@test "lines typed ahead after a refused one do not run" {
	proxy <<'S'
prompt
send touch a\rtouch FORBIDDEN\rtouch c\r
expect nothing of the line ran
expect @@ touch FORBIDDEN
idle
send \cu\cc
prompt
send exit 0\r
wait-exit 0
S
	[ -e a ] && [ ! -e FORBIDDEN ] && [ ! -e c ]
}

@test "37 a loop over several Enters is judged as one text" {
	proxy <<'S'
prompt
send for i in 1 2\r
expect ++
send do\r
expect ++
send touch FORBIDDEN$i\r
expect nothing of the line ran\r\n
expect ++
send \cutouch ok$i\r
expect ++
send done\r
prompt
send history 2 >out\r
prompt
send exit 0\r
wait-exit 0
S
	grep -q 'for i in 1 2; do touch ok$i; done' out
	[ -e ok1 ] && [ -e ok2 ] && [ ! -e FORBIDDEN1 ]
	judged 'for i in 1 2\ndo\ntouch ok$i\ndone'
}

@test "37 a here-document is judged with its body" {
	proxy <<'S'
prompt
send cat >out <<X\r
expect ++
send body\r
expect ++
send X\r
prompt
send exit 0\r
wait-exit 0
S
	[ "$(cat out)" = body ]
	judged 'cat >out <<X\nbody\nX'
}

@test "37 a continuation abandoned with ^C leaves nothing behind" {
	proxy <<'S'
prompt
send echo '\r
expect ++
idle
send \cc
prompt
send touch a\r
prompt
send exit 0\r
wait-exit 0
S
	[ -e a ]
	judged 'touch a'
}

@test "37 history expansion is judged as bash will run it" {
	proxy <<'S'
prompt
send : FORBID; echo x >>out\r
prompt
send !!\r
prompt
send ^FORBID^FORBIDDEN\r
expect nothing of the line ran\r\n
expect @@
idle
send \cu\cc
prompt
send exit 0\r
wait-exit 0
S
	[ "$(wc -l <out)" -eq 2 ]
	judged ': FORBIDDEN; echo x >>out'
}

@test "37 C-x C-e brings the edited text back to the line, judged at Enter" {
	printf '#!/bin/sh\necho "touch FORBIDDEN" >"$1"\n' >ed1
	printf '#!/bin/sh\necho "touch edited" >"$1"\n' >ed2
	chmod +x ed1 ed2
	proxy EDITOR="$T/ed1" <<'S'
prompt
send echo\cx\ce
expect @@ touch FORBIDDEN
send \r
expect nothing of the line ran\r\n
expect @@
send \cuEDITOR=./ed2\r
prompt
send echo\cx\ce
expect @@ touch edited
send \r
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e FORBIDDEN ] && [ -e edited ]
}

@test "37 vi mode: Enter in insert and command mode, v edits into the line" {
	printf '#!/bin/sh\necho "touch FORBIDDEN2" >"$1"\n' >ed
	chmod +x ed
	proxy EDITOR="$T/ed" <<'S'
prompt
send set -o vi\r
prompt
send touch FORBIDDEN1\r
expect nothing of the line ran\r\n
expect @@
send \e
send ddatouch a\e\r
prompt
send echo\ev
expect touch FORBIDDEN2
send \r
expect nothing of the line ran\r\n
expect @@
send \e
send ddaexit 0\r
wait-exit 0
S
	[ -e a ] && [ ! -e FORBIDDEN1 ] && [ ! -e FORBIDDEN2 ]
}

@test "37 reverse search then Enter is judged" {
	proxy <<'S'
prompt
send echo needle >>out\r
prompt
send \crneed\r
prompt
send exit 0\r
wait-exit 0
S
	[ "$(grep -cxF 'judge: echo needle >>out' log)" -eq 2 ]
}

@test "a key bound to accept-line around the hook meets the second check" {
	proxy <<'S'
prompt
send bind '"\\C-t": accept-line'\r
prompt
send touch FORBIDDEN\ct
expect nothing of the line ran
prompt
send touch a\ct
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e FORBIDDEN ] && [ -e a ]
}

@test "without readline each command is still judged" {
	proxy <<'S'
prompt
send set +o emacs\r
expect 2004l\r@@ 
send touch FORBIDDEN\r
expect nothing of the line ran
expect \n@@ 
send touch a\r
expect \n@@ 
send exit 0\r
wait-exit 0
S
	[ ! -e FORBIDDEN ] && [ -e a ]
}

@test "a key macro that ends in Enter, operate-and-get-next, ^D" {
	echo 'bind "\"\C-g\": \"touch FORBIDDEN\C-m\""' >>.bashrc
	proxy <<'S'
prompt
send \cg
expect nothing of the line ran
expect @@
idle
send \cuecho one >>out\r
prompt
send echo two >>out\r
prompt
send \e[A\e[A\co
prompt
send \co
prompt
send \cu\cd
wait-exit 0
S
	[ ! -e FORBIDDEN ]
	printf 'one\ntwo\none\ntwo\n' | diff - out
}

@test "a key that expands the line runs none of its substitutions" {
	echo 'alias mk=touch al="echo \$(touch FORBIDDEN-alias)"' >>.bashrc
	# The control: plain bash runs them.
	mkdir plain
	cp .bashrc .inputrc plain
	script '' <<'S' | (cd plain && env -i HOME="$PWD" PATH="$PATH" TERM=xterm \
		LC_ALL=C.UTF-8 $hang "$bin/ptydrive" bash)
expect \e[?2004h@@ 
send echo $(touch FORBIDDEN) `touch FORBIDDEN2`\e\cE
wait-file FORBIDDEN2
send \cu\cd
wait-exit 0
S
	proxy <<'S'
prompt
send echo $(touch FORBIDDEN) `touch FORBIDDEN2`\e\cE
idle
send \cual\e\cE
expect echo $(touch FORBIDDEN-alias)
idle
send \cubind '"\\C-t": shell-expand-line'\r
prompt
send echo $(touch FORBIDDEN3)\ct
idle
send \cumk a\e\cE
expect touch
send \r
wait-file a
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e FORBIDDEN ] && [ ! -e FORBIDDEN2 ] && [ ! -e FORBIDDEN3 ]
	[ ! -e FORBIDDEN-alias ]
	judged 'touch a'
}
