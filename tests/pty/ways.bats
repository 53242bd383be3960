#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Each way a line can reach bash, tried against the word FORBIDDEN, beside a twin that runs.

load lib

# After a refusal: an empty line again.
clear='expect @@\nidle\nsend \\cu'

leave() {
	printf '%s\n' 'send exit 0\r' 'wait-exit 0'
}

nothing() {
	! ls | grep FORBIDDEN
}

@test "C-j, a numeric argument before Enter, C-r then C-o" {
	{
		printf '%s\n' prompt 'send touch FORBIDDEN1\n' 'expect nothing of the line ran'
		printf "$clear\n"
		printf '%s\n' 'send touch a\n' prompt
		printf '%s\n' 'send touch FORBIDDEN2\e3\r' 'expect nothing of the line ran'
		printf "$clear\n"
		printf '%s\n' 'send touch b\e3\r' 'wait-file b'
		printf '%s\n' 'expect @@ ' idle 'send \cu\crRBIDDEN1\co' 'expect nothing of the line ran'
		printf "$clear\n"
		printf '%s\n' 'send \cu\crtouch a\co' prompt 'send \cu'
		leave
	} | proxy
	nothing
	[ -e a ] && [ -e b ]
	[ "$(grep -cx 'judge: touch a' log)" -eq 2 ]
}

@test "a newline put into the line with C-v C-j, a line continued with a backslash" {
	{
		printf '%s\n' prompt 'send touch a\cv\ntouch FORBIDDEN1\r' 'expect nothing of the line ran' \
			'expect FORBIDDEN1' idle 'send \cc' prompt
		printf '%s\n' 'send touch b\cv\ntouch c\r' prompt
		printf '%s\n' 'send touch aa; \\\r' 'expect ++ ' 'send touch FORBIDDEN2\r' \
			'expect nothing of the line ran' 'expect ++ ' idle 'send \cc' prompt
		printf '%s\n' 'send touch ab\\\r' 'expect ++ ' 'send cd\r' prompt
		leave
	} | proxy
	nothing
	[ ! -e a ] && [ -e b ] && [ -e c ] && [ -e abcd ]
	[ ! -e aa ]
	judged 'touch aa; \\ntouch FORBIDDEN2'
}

@test "history expansion on a continuation line" {
	{
		printf '%s\n' prompt 'send : x FORBIDDEN\r' 'expect nothing of the line ran'
		printf "$clear\n"
		printf '%s\n' 'send echo y >>out\r' prompt
		printf '%s\n' 'send touch a; \\\r' 'expect ++ ' 'send !?FORB?\r' \
			'expect nothing of the line ran' 'expect ++ ' idle 'send \cc' prompt
		printf '%s\n' 'send touch b; \\\r' 'expect ++ ' 'send !echo\r' prompt
		leave
	} | proxy
	nothing
	[ ! -e a ] && [ -e b ] && [ "$(wc -l <out)" -eq 2 ]
}

@test "vi: a line found with a search, then Enter" {
	{
		printf '%s\n' prompt 'send : FORBIDDEN; touch a\r' 'expect nothing of the line ran'
		printf "$clear\n"
		printf '%s\n' 'send echo y >>out\r' prompt 'send set -o vi\r' prompt
		printf '%s\n' 'send \e' idle 'send /RBIDD\r' 'expect FORBIDDEN' idle 'send \r' \
			'expect nothing of the line ran' 'expect @@' idle 'send \e' idle 'send dd/y >>\r' \
			'expect y >>out' idle 'send \r' prompt
		leave
	} | proxy
	nothing
	[ ! -e a ] && [ "$(wc -l <out)" -eq 2 ]
}

@test "an inputrc that binds Enter, read again with C-x C-r" {
	printf '"\\C-m": accept-line\n"\\C-j": accept-line\n' >>.inputrc
	{
		printf '%s\n' prompt 'send touch FORBIDDEN1\r' 'expect nothing of the line ran'
		printf "$clear\n"
		printf '%s\n' 'send \cx\cr' idle 'send touch FORBIDDEN2\r' 'expect nothing of the line ran' prompt
		printf '%s\n' 'send touch FORBIDDEN3\r' 'expect nothing of the line ran'
		printf "$clear\n"
		printf '%s\n' 'send \cx\cr' idle 'send touch a\r' prompt
		leave
	} | proxy
	nothing
	[ -e a ]
}

@test "no line editor at all (--noediting), a line that ^D ends" {
	proxy PS1='@@ ' INSIDE_EMACS=29,comint TERM=dumb -+ --noediting <<'S'
expect @@ 
send touch FORBIDDEN1\r
expect nothing of the line ran
expect @@ 
send touch a\r
wait-file a
expect @@ 
send touch FORBIDDEN2\cd\cd
expect nothing of the line ran
expect @@ 
send touch b\cd\cd
wait-file b
expect @@ 
send exit 0\r
wait-exit 0
S
	nothing
	[ -e a ] && [ -e b ]
}

@test "INT ignored: said, and lines still held" {
	{
		printf '%s\n' prompt "send trap '' INT\\r" 'expect reduced' 'expect @@'
		printf '%s\n' 'send touch FORBIDDEN\r' 'expect nothing of the line ran'
		printf "$clear\n"
		printf '%s\n' 'send touch a\r' prompt
		leave
	} | proxy
	nothing
	[ -e a ]
	grep -q '^reduced: ' log
}

@test "a bare shell started inside is said, once, and the way back is guarded" {
	local how
	for how in '(bash --norc)' 'bash --norc -o vi' dash '/bin/sh -i'; do
		rm -f log
		proxy PS1='@@ ' ENV= <<S
prompt
send $how\\r
expect left-guard: a shell inside this one takes the line
send echo in-\$((1+1))\\r
expect in-2
expect @@ 
send exit\\r
prompt
send touch FORBIDDEN\\r
expect nothing of the line ran
expect @@
idle
send \\cuexit 0\\r
wait-exit 0
S
		[ "$(grep -c '^left-guard: ' log)" -eq 1 ]
	done
	nothing
}

@test "a script that reads the terminal is no bare shell" {
	echo 'echo read-$((1+1)); read -e x; echo "got $x"' >asks
	proxy <<'S'
prompt
send bash ./asks; bash -c 'read x; echo "and $x"'\r
expect read-2
send one\r
expect got one
send two\r
expect and two
prompt
send exit 0\r
wait-exit 0
S
	! grep -q left-guard log
}

@test "expansion leaves the history whole; unset histchars" {
	{
		printf '%s\n' prompt 'send echo one\r' prompt 'send echo two\r' prompt \
			'send !!\r' prompt "send echo 'no!'\\r" prompt 'send unset histchars\r' prompt \
			'send echo five\r' prompt 'send history >out\r' prompt
		leave
	} | both
	diff plain/out out
}

@test "history after refusals and edits is the lines in order" {
	{
		echo prompt
		for n in 1 2 3; do
			printf '%s\n' "send echo FORBIDDEN$n\\r" 'expect nothing of the line ran' 'expect @@' idle \
				'send \x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f'"ok$n\\r" prompt
		done
		printf '%s\n' 'send history >out\r' prompt
		leave
	} | proxy
	sed 's/^ *[0-9]* *//' out | diff - <(printf '%s\n' 'echo FORBIDDEN1' 'echo ok1' \
		'echo FORBIDDEN2' 'echo ok2' 'echo FORBIDDEN3' 'echo ok3' 'history >out')
}

@test "a very long line, and bytes that are no text" {
	{
		printf '%s\n' prompt "send : $(printf 'x%.0s' {1..20000}) \\xff\\xfe; touch FORBIDDEN\\r" \
			'expect nothing of the line ran' 'expect FORBIDDEN' idle 'send \cu'
		printf '%s\n' "send : $(printf 'x%.0s' {1..20000}) \\xff\\xfe; touch a\\r" 'wait-file a' 'expect @@ ' idle
		leave
	} | proxy
	nothing
}
