#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# A line of a megabyte at a prompt: it works, or the limit is named. PTY_LINE is its size; the full one takes
# readline itself 10 s and more, so `make check` tries a smaller one.

load lib

size=${PTY_LINE:-65536}

# long N: a paste of N bytes that makes the file a.
long() {
	printf '%s\n' 'send \e[200~: ' "fill $(($1 - 11))" 'send ; touch a\e[201~' all-typed 'send \r'
}

@test "a pasted line runs whole, and is judged whole" {
	echo 'set horizontal-scroll-mode on' >>.inputrc
	{
		echo prompt
		long "$size"
		printf '%s\n' 'wait-file a' prompt 'send \e[200~: ' "fill $((size - 20))" \
			'send ; touch FORBIDDEN\e[201~' all-typed 'send \r' \
			'expect nothing of the line ran' 'expect FORBIDDEN' idle 'send \cu' 'send exit 0\r' 'wait-exit 0'
	} | proxy
	[ -e a ] && [ ! -e FORBIDDEN ]
}

@test "over 1 MiB: refused, the limit is named, and the next line runs" {
	[ "$size" -ge 1000000 ] || skip "make check-pty-full does"
	echo 'set horizontal-scroll-mode on' >>.inputrc
	{
		echo prompt
		long $((1024 * 1024 + 5000))
		printf '%s\n' 'expect longer than 1 MiB' 'expect touch a' idle 'send \cutouch b\r' 'wait-file b' \
			'expect @@ ' idle 'send exit 0\r' 'wait-exit 0'
	} | proxy
	[ ! -e a ] && [ -e b ]
}
