#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The one command of a line that Enter asked about runs without a second question; nothing else does.

load lib

# A key that accepts the line and is not the hook's.
other_key="bind '\"\\\\C-t\": accept-line'\\r"

@test "one command is one question; several, and expanded ones, are asked about again" {
	proxy <<'S'
prompt
send a=$__bashplate_seq\r
prompt
send b=$__bashplate_seq\r
prompt
send c=$__bashplate_seq; : !a\r
prompt
send d=$__bashplate_seq\r
prompt
send : x\cv\n: y\r
prompt
send e=$__bashplate_seq\r
prompt
send echo $((b-a)) $((c-b)) $((d-c)) $((e-d)) >out\r
prompt
send exit 0\r
wait-exit 0
S
	# Q, N and L each; P where it is asked.
	[ "$(cat out)" = "3 4 3 8" ]
	[ "$(grep -c '^judge: b=' log)" -eq 1 ]
}

@test "a line that bash reads otherwise leaves no approval: a syntax error" {
	proxy <<S
prompt
send shopt -u extglob; $other_key
prompt
send touch +(a)\\r
expect syntax error
prompt
send touch FORBIDDEN\\ct
expect nothing of the line ran
prompt
send touch a\\ct
wait-file a
prompt
send exit 0\\r
wait-exit 0
S
	judged 'touch +(a)'
	[ ! -e FORBIDDEN ]
}

@test "a line that bash reads otherwise leaves no approval: it goes on" {
	proxy <<S
prompt
send alias q="echo '"; $other_key
prompt
send q\\r
expect ++ 
idle
send '; touch FORBIDDEN\\ct
expect nothing of the line ran
prompt
send touch a\\ct
wait-file a
prompt
send exit 0\\r
wait-exit 0
S
	[ ! -e FORBIDDEN ]
}

@test "the second question taken away: what ran unasked is said, the next is asked about" {
	proxy <<S
prompt
send PS0=; ${other_key%\\r}; PROMPT_COMMAND+=(PS0=)\\r
prompt
send touch unseen\\ct
expect left-guard: a command ran that the guard was not asked about
expect @@ 
idle
send unset 'PROMPT_COMMAND[1]'\\r
prompt
send touch FORBIDDEN\\ct
expect nothing of the line ran
prompt
send exit 0\\r
wait-exit 0
S
	[ -e unseen ] && [ ! -e FORBIDDEN ]
	[ "$(grep -c '^left-guard: ' log)" -eq 1 ]
}

@test "PS0 emptied in a line is back with the prompt" {
	proxy <<S
prompt
send PS0= ; shopt -u promptvars; $other_key
prompt
send touch FORBIDDEN\\ct
expect nothing of the line ran
prompt
send touch a\\ct
wait-file a
prompt
send exit 0\\r
wait-exit 0
S
	[ ! -e FORBIDDEN ]
	! grep -q left-guard log
}

@test "an approval that the session makes up is noticed" {
	proxy <<S
prompt
send ${other_key%\\r}; up() { __bashplate_go=\$((\${__bashplate_number@P}+1)); __bashplate_lineno=\${BASH_LINENO[0]}; }; bind -x '"\\\\C-g": up'\\r
prompt
send touch unseen\\cg\\ct
expect left-guard: a command ran that the guard was not asked about
expect @@ 
idle
send exit 0\\r
wait-exit 0
S
	[ -e unseen ]
	not_judged 'touch unseen'
	grep -q '^left-guard: ' log
}

@test "nothing is put between the two halves of Enter" {
	proxy <<S
prompt
send bind '"\\C-m": "\\e[9001~; touch unseen1\\e[9002~"'\r
prompt
send : x\r
prompt
send bind '"\\e[9002~": "; touch unseen2\\C-t"'; $other_key
prompt
send : y\r
prompt
send touch a\r
wait-file a
prompt
send exit 0\r
wait-exit 0
S
	judged ': x' && judged ': y'
	! ls unseen* 2>/dev/null
}

@test "what the shell runs by itself is not counted as unasked" {
	cat >>.bashrc <<'R'
PROMPT_COMMAND='pc=$((pc+1)); eval ": a"; : b'
trap ': usr1' USR1
f() { eval 'echo x; echo y'; . ./more; }
bind -x '"\C-g": ": key; : another"'
R
	echo ': a; : b' >more
	proxy <<'S'
prompt
send f; kill -USR1 $$\r
prompt
send : \cgx\r
prompt
send \e[200~: 1\r: 2\r\r: 3\e[201~\r
prompt
send echo )\r
prompt
send !nothing-like-this\r
expect event not found
expect @@ 
idle
send fc -s f\r
prompt
send history -c; for i in 1 2; do :; done\r
prompt
send (exit 3) &\r
prompt
send \r
prompt
send # a comment\r
prompt
send : 'FORBIDDEN'\r
expect nothing of the line ran
expect @@ 
idle
send \cu: <<X\r
expect ++ 
send X\r
prompt
send exit 0\r
wait-exit 0
S
	! grep -q left-guard log
}
