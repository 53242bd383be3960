#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The hook survives what a session does to it, and its loss is never silent.

load lib

@test "46 PS0 emptied, PROMPT_COMMAND emptied: the next line is still judged" {
	proxy <<'S'
prompt
send PS0=\r
prompt
send PROMPT_COMMAND=\r
prompt
send PS0= PROMPT_COMMAND=\r
prompt
send touch FORBIDDEN\r
expect nothing of the line ran\r\n
expect @@
send \cutouch a\r
prompt
send bind '"\\C-t": accept-line'\r
prompt
send touch FORBIDDEN2\ct
expect nothing of the line ran
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e FORBIDDEN ] && [ ! -e FORBIDDEN2 ] && [ -e a ]
}

@test "46 the hook's functions cannot be unset" {
	proxy <<'S'
prompt
send unset -f __bashplate_enter __bashplate_parsed\r
expect readonly
prompt
send touch FORBIDDEN\r
expect nothing of the line ran\r\n
expect @@
send \cuexit 0\r
wait-exit 0
S
	[ ! -e FORBIDDEN ]
}

@test "46 exec of another shell is reported as left-guard" {
	proxy <<'S'
prompt
send exec bash --norc\r
expect left-guard
send exit 3\r
wait-exit 3
S
	grep -q '^left-guard: ' log
}

@test "46 both halves of the hook removed in one line: left-guard, not silence" {
	proxy <<'S'
prompt
send bind -r '\\C-m'; PS0=; PROMPT_COMMAND=; bind '"\\C-m": accept-line'\r
prompt
send echo unseen\r
expect left-guard
send exit 0\r
wait-exit 0
S
	grep -q '^left-guard: ' log
}

@test "a login start gets the hook after all startup files" {
	echo 'PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND;}echo mine"' \
		>>.bash_profile
	proxy STUB_ARGV0=-bash <<'S'
expect mine
prompt
send touch a && touch FORBIDDEN\r
expect nothing of the line ran\r\n
expect @@
send \cushopt -q login_shell && echo is-login\r
expect is-login\r\nmine
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e a ]
	not_judged hook-missing
}

@test "a profile that throws the hook out: each command is judged, and said" {
	echo 'PROMPT_COMMAND=true' >>.bash_profile
	proxy STUB_ARGV0=-bash <<'S'
prompt
send echo first\r
prompt
send touch FORBIDDEN\r
expect nothing of the line ran
prompt
send touch a\r
wait-file a
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e FORBIDDEN ]
	grep -q '^hook-missing: ' log
}

@test "--norc and --posix starts are judged" {
	local how
	for how in --norc --posix; do
		rm -f a FORBIDDEN
		proxy PS1='@@ ' -+ "$how" <<'S'
prompt
send touch FORBIDDEN\r
expect nothing of the line ran\r\n
expect @@
send \cutouch a\r
prompt
send exit 0\r
wait-exit 0
S
		[ ! -e FORBIDDEN ] && [ -e a ]
	done
}

@test "a syntax error leaves no approval behind" {
	proxy <<'S'
prompt
send bind '"\\C-t": accept-line'\r
prompt
send echo ) x\r
expect syntax error
prompt
send touch FORBIDDEN\ct
expect nothing of the line ran
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e FORBIDDEN ]
}

@test "53 the session sees what it would see in plain bash" {
	cat >probe <<'P'
false | true | false; a=("${PIPESTATUS[@]}")
P
	cat >moves <<'S'
prompt
send . ./probe\r
prompt
send (exit 5)\r
prompt
send echo "st=$?"\r
prompt
send echo last arg\r
prompt
send echo "us=$_"\r
prompt
send false | true\r
prompt
send echo "ps=${PIPESTATUS[*]}"\r
prompt
send echo "opt=$- $BASHOPTS $SHELLOPTS $HISTFILE ${a[*]} $0 $LINENO" >opts\r
prompt
send env | grep -v -e ^STUB_ -e ^PTYDRIVE_ -e ^_= | sort >env\r
prompt
send { echo "$?"; ls /proc/self/fd | wc -l; } >fds\r
prompt
send exit 0\r
wait-exit 0
dump
S
	local how
	for how in bash -bash; do
		rm -rf guarded .bash_history
		proxy STUB_ARGV0="$how" <moves 2>shown
		mkdir guarded && mv opts env fds guarded/
		rm -f .bash_history
		script '' <moves | env -i HOME="$T" PATH="$PATH" TERM=xterm \
			LC_ALL=C.UTF-8 "$bin/ptydrive" \
			bash -c 'exec -a "$0" bash' "$how" 2>plain
		diff opts guarded/opts
		diff env guarded/env
		grep -q 'st=5' shown && grep -q 'us=arg' shown
		grep -q 'ps=1 0' shown
		if [ -r /usr/lib/bash/fdflags ]; then
			diff fds guarded/fds
		fi
	done
}

@test "53 a user's PROMPT_COMMAND, PS0, DEBUG trap and aliases keep working" {
	cat >>.bashrc <<'R'
alias local=false printf=false history=false
PROMPT_COMMAND='pc=$((${pc-0}+1))'
PS0='<ps0>'
trap 'dbg=1' DEBUG
set -u
R
	proxy <<'S'
prompt
send echo "pc=$pc"\r
expect <ps0>pc=1
prompt
send touch FORBIDDEN\r
expect nothing of the line ran\r\n
expect @@
send \cuecho "pc=$pc dbg=$dbg"\r
expect pc=2 dbg=1
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e FORBIDDEN ]
}

@test "a private sequence typed by hand does not get a line past the guard" {
	proxy <<'S'
prompt
send true\r
prompt
send touch FORBIDDEN\e[9002~
expect nothing of the line ran
prompt
send touch a\e[9002~
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e FORBIDDEN ] && [ -e a ]
}

@test "a late answer approves neither its own line nor the next" {
	proxy <<'S'
prompt
send touch a; : HANG\r
expect no answer from the guard
expect @@ touch a
idle
send \cutouch FORBIDDEN\r
expect nothing of the line ran
expect @@
idle
send \cutouch b\r
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e a ] && [ ! -e FORBIDDEN ] && [ -e b ]
}

@test "the link closed by the session: nothing runs any more, and it is said" {
	proxy <<'S'
prompt
send eval "exec $__bashplate_fd>&-"\r
expect left-guard
send touch a\r
expect no answer from the guard
expect @@
idle
send \cu\cd
wait-exit 0
S
	[ ! -e a ]
	grep -q '^left-guard: ' log
}

@test "46 frames forged by a child approve nothing" {
	cat >forge <<'F'
for n in {1..200}; do
	printf 'L%d;-true\0' $((1000 + n)) >&"$1"
	printf 'Q%d;0;\0' $((2000 + n)) >&"$1"
done 2>/dev/null
F
	proxy <<'S'
prompt
send bash ./forge $__bashplate_fd\r
prompt
send touch FORBIDDEN\r
expect nothing of the line ran
expect @@
idle
send \cutouch a\r
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e FORBIDDEN ] && [ -e a ]
	! grep -qx 'judge: true' log
}

@test "an INT trap weakens the second check: said, and lines still held" {
	proxy <<'S'
prompt
send trap : INT\r
expect reduced
expect @@
send touch FORBIDDEN\r
expect nothing of the line ran
expect @@
idle
send \cuexit 0\r
wait-exit 0
S
	[ ! -e FORBIDDEN ]
	grep -q '^reduced: ' log
}

@test "a shell that a startup file starts is not locked out" {
	cat >>.bashrc <<'R'
[[ -n ${INNER-} ]] || INNER=1 bash --norc
R
	proxy PS1='@@ ' <<'S'
expect left-guard
send touch a\r
wait-file a
expect \e[?2004h@@ 
send exit\r
expect exit\r\n
prompt
send touch FORBIDDEN\r
expect nothing of the line ran
expect @@
idle
send \cuexit 0\r
wait-exit 0
S
	[ -e a ] && [ ! -e FORBIDDEN ]
}
