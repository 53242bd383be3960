#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Behaviours of the list that belong to `-c`, where no other test has them.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR"
	export HOME=$BATS_TEST_TMPDIR/home TERM=xterm LC_ALL=C
	export XDG_STATE_HOME=$HOME/state XDG_CONFIG_HOME=$HOME/config
	mkdir -p home/state home/config bin
	bashplate=$(readlink -f "$top_builddir/bashplate")
	unset BASH_ENV ENV CLAUDE_CONFIG_DIR
	printf '#!/bin/sh\necho "$@" >>"%s/canary"\n' "$PWD" >bin/kubectl
	chmod 755 bin/kubectl
	PATH=$PWD/bin:$PATH
}

@test "14 15 ten times ^Z and fg, then ^C: 130, nothing left behind" {
	local shell
	{
		echo 'expect @@ '
		echo "send \$SH -c 'tee ready <>never; echo not reached'\\r"
		echo 'wait-file ready'
		for i in {1..10}; do
			printf '%s\n' 'send \cz' 'expect Stopped' 'expect @@ ' \
				'send fg\r' 'expect tee ready' foreground
		done
		printf '%s\n' 'send \cc' 'expect @@ ' 'send echo "code=$?"\r' 'expect code=130' \
			'expect @@ ' 'send jobs; echo jobs-$((1+1))\r' mark 'expect jobs-2' 'absent Stopped' \
			'send exit 0\r' 'wait-exit 0' same-modes
	} >script
	echo 'PS1="@@ "' >rc
	mkfifo never
	for shell in /bin/bash "$bashplate"; do
		rm -f ready
		echo "shell: $shell"
		SH=$shell "$top_builddir/tests/pty/ptydrive" /bin/bash \
			--noprofile --rcfile rc -i <script
	done
}

@test "44 a refusal: no byte on standard output, nothing executed" {
	command -v strace >/dev/null || skip "strace is not installed"
	strace -o probe true 2>/dev/null || skip "strace may not trace here"
	run -126 strace -f -o trace -e trace=execve "$bashplate" \
		-c 'echo a; kubectl delete pvc x' 2>err >out
	[ ! -s out ] && [ -s err ] && [ ! -e canary ]
	[ "$(grep -c execve trace)" -eq 1 ]
	strace -f -o trace -e trace=execve "$bashplate" \
		-c 'echo a; kubectl get pvc x' >out
	[ -s out ] && [ -s canary ]
	[ "$(grep -c execve trace)" -gt 1 ]
}

@test "45 nested: \$SHELL -c, make, a git hook, vim :!: guarded as the table says" {
	export SHELL=$bashplate
	run -126 "$bashplate" -c 'bash -c "$SHELL -c \"kubectl delete pvc x\""'
	[ ! -e canary ]
	printf 'SHELL = %s\nx:\n\t@kubectl delete pvc x\ny:\n\t@kubectl get pvc\n' \
		"$bashplate" >Makefile
	if command -v make >/dev/null; then
		run "$bashplate" -c 'make y'
		[ "$status" -eq 0 ] && [ "$(cat canary)" = "get pvc" ]
		run "$bashplate" -c 'make x'
		[ "$status" -ne 0 ]
		[ "$(cat canary)" = "get pvc" ]
	fi
	rm -f canary
	printf '#!/bin/sh\nexec "$SHELL" -c "kubectl $HOOK pvc x"\n' >hook
	chmod 755 hook
	if command -v git >/dev/null; then
		git init -q repo
		cp hook repo/.git/hooks/pre-commit
		run "$bashplate" -c 'cd repo && HOOK=get git -c user.name=a -c user.email=b commit -q --allow-empty -m x'
		[ "$status" -eq 0 ] && [ "$(cat canary)" = "get pvc x" ]
		run "$bashplate" -c 'cd repo && HOOK=delete git -c user.name=a -c user.email=b commit -q --allow-empty -m x'
		[ "$status" -ne 0 ] && [ "$(cat canary)" = "get pvc x" ]
	fi
	rm -f canary
	if command -v vim >/dev/null; then
		vim -u NONE -es -c '!kubectl get pvc' -c 'qa!' </dev/null
		[ "$(cat canary)" = "get pvc" ]
		run vim -u NONE -es -c '!kubectl delete pvc x' -c 'qa!' </dev/null
		[ "$(cat canary)" = "get pvc" ]
	fi
}

@test "45 shells in shells: four deep reach the bottom, fifty do or are refused whole" {
	local i
	echo 'echo bottom' >r0
	for i in {1..50}; do
		echo "\"\$SH\" ./r$((i - 1))" >"r$i"
	done
	export SH=$bashplate
	[ "$("$bashplate" ./r4)" = bottom ]
	run "$bashplate" ./r50
	if [ "$status" -eq 126 ]; then
		[[ $output == *"refused by a limit"* ]]
	else
		[ "$output" = bottom ]
	fi
}

@test "54 10 MB through standard input and output, apart from standard error" {
	head -c 10000000 /dev/urandom >data
	"$bashplate" -c 'cat; echo complaint >&2' <data >out 2>err
	cmp data out
	[ "$(cat err)" = complaint ]
}
