#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The installed shell at a prompt: the real rules, floor, window keys and log.

load lib

setup_file() {
	ROOT=$(mktemp -d "${TMPDIR:-/tmp}/bp-root.XXXXXX")
	export ROOT
	make -s -C "$top_builddir" install DESTDIR="$ROOT" >/dev/null 2>&1
	export SHELL_UNDER_TEST
	SHELL_UNDER_TEST=$(find "$ROOT" -path '*/bin/bashplate')
	[ -x "$SHELL_UNDER_TEST" ]
}

teardown_file() {
	rm -rf "$ROOT"
}

person() {
	mkdir -p "$T/p/.git" "$T/bin"
	printf '#!/bin/sh\necho "$@" >> "%s/canary"\n' "$T" >"$T/bin/kubectl"
	chmod 755 "$T/bin/kubectl"
	script '/2004h@@ $/a idle' | (cd "$T/p" && env -i HOME="$T" \
		PATH="$T/bin:$PATH" TERM=xterm LC_ALL=C.UTF-8 \
		XDG_STATE_HOME="$T/state" "$bin/ptydrive" \
		"$SHELL_UNDER_TEST")
}

@test "a floor command in a list runs nothing, its quoted twin runs" {
	person <<'S'
prompt
send touch a && kubectl delete pvc x && touch b\r
expect refused by the floor: kubectl delete pvc
send \cuecho 'kubectl delete pvc x' > c\r
prompt
send exit 7\r
wait-exit 7
same-modes
S
	[ ! -e p/a ] && [ ! -e p/b ] && [ ! -e canary ] && [ -s p/c ]
	grep -q '"rule":"kubectl delete pvc"' state/bashplate/log.jsonl
}

@test "variables, functions and aliases of earlier lines are known" {
	person <<'S'
prompt
send x=kubectl\r
prompt
send $x delete pvc y\r
expect refused by the floor
send \cuf() { kubectl delete pvc z; }\r
prompt
send f\r
expect refused by the floor
send \cualias k='kubectl delete pvc'\r
prompt
send k q\r
expect refused by the floor
send \cux=echo; $x fine > d\r
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e canary ] && [ -s p/d ]
}

@test "a line with a syntax error hides nothing of the session's past" {
	person <<'S'
prompt
send x=)\r
prompt
send f() { kubectl delete pvc z; }\r
prompt
send f\r
expect refused by the floor
send \cu!(kubectl delete pvc z)\r
expect refused by
send \cuecho fine > d\r
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e canary ] && [ -s p/d ]
}

@test "the prefix key shows the window and the last refusal" {
	person <<'S'
prompt
send \x1dw
expect no window: strict
send docker kill web\r
expect refused by the block set: process/docker-stop
send \x1dl
expect process/docker-stop
send \cuexit 0\r
wait-exit 0
S
}
