# SPDX-License-Identifier: ISC
# Under an outer shell with job control an allowed command meets ^C, ^Z, fg,
# bg and the terminal as under bash: the same script drives both.

. "$top_srcdir/tests/keep_log.bash"

setup() {
	cd "$BATS_TEST_TMPDIR"
	export HOME=$BATS_TEST_TMPDIR/home TERM=xterm LC_ALL=C
	export XDG_STATE_HOME=$HOME/state XDG_CONFIG_HOME=$HOME/config
	mkdir -p home/state home/config
	bashplate=${BASHPLATE:-$top_builddir/bashplate}
	bashplate=$(readlink -f "$bashplate")
	unset BASHPLATE BASH_ENV ENV CLAUDE_CONFIG_DIR
	drive=$top_builddir/tests/pty/ptydrive
	[ -x "$drive" ]
	echo 'PS1="@@ "' >rc
	mkfifo never
}

teardown() {
	keep_log "$XDG_STATE_HOME"
}

# alike < script: SH in the script is the shell under test. For ^C the file
# `ready` is made by a program that has no handler for it: a shell that is
# about to exec has one, catches the signal and forgets it with the exec, bash
# and dash alike. Nor does it read the terminal: stopped, it would eat what is
# typed next if that came before it was scheduled.
alike() {
	local shell
	{ echo 'expect @@ '; cat; } >script
	for shell in /bin/bash "$bashplate"; do
		echo "shell: $shell"
		rm -f ready go
		SH=$shell "$drive" /bin/bash --noprofile --rcfile rc -i <script
	done
}

@test "^C ends a running command with 130" {
	alike <<'S'
send $SH -c 'tee ready <>never; echo not reached'\r
wait-file ready
send \cc
expect @@ 
send echo "code=$?"\r
expect code=130
send exit 0\r
wait-exit 0
S
}

@test "^C is caught by a trap" {
	alike <<'S'
send $SH -c 'trap "echo cau""ght; exit 9" INT; tee ready <>never; :'\r
wait-file ready
send \cc
expect caught
expect @@ 
send echo "code=$?"\r
expect code=9
send exit 0\r
wait-exit 0
S
}

@test "^Z stops it, fg goes on, its exit code arrives" {
	alike <<'S'
send $SH -c ': >ready; read -r x; echo "got $x"; exit 5'\r
wait-file ready
send \cz
expect Stopped
expect @@ 
send echo "code=$?"\r
expect code=148
expect @@ 
send fg\r
expect $SH -c
send data\r
expect got data
expect @@ 
send echo "code=$?"\r
expect code=5
send exit 0\r
wait-exit 0
S
}

@test "^Z stops a script file, bg lets it go on" {
	echo ': >ready; until [ -e go ]; do sleep 0.05; done; exit 6' >job
	alike <<'S'
send $SH ./job\r
wait-file ready
send \cz
expect Stopped
expect @@ 
send bg; touch go; wait\r
expect Exit 6
send exit 0\r
wait-exit 0
S
}

@test "a background command that reads the terminal is stopped" {
	alike <<'S'
send $SH -c 'read -r x; echo "got $x"' &\r
expect @@ 
send until jobs -s | grep -q Stop; do sleep 0.05; done; echo st""opped\r
expect stopped
expect @@ 
send fg\r
expect read -r x
send data\r
expect got data
expect @@ 
send exit 0\r
wait-exit 0
S
}

@test "kill %1 ends it by SIGTERM" {
	alike <<'S'
send $SH -c ': >ready; sleep 60; :' & until [ -e ready ]; do :; done\r
expect @@ 
send kill %1; wait $!; echo "code=$?"\r
expect code=143
send exit 0\r
wait-exit 0
S
}

@test "no terminal mode is changed" {
	alike <<'S'
send stty -a >before; $SH -c 'stty -a >within; exit 3'; stty -a >after\r
expect @@ 
send cmp before within && cmp within after && echo eq""ual\r
expect equal
send exit 0\r
wait-exit 0
S
}
