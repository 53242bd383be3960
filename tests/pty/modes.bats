#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Behaviours 1 to 10: the modes of the outer terminal, whatever ends the session.

load lib

@test "01 exit 7: status and modes are those of plain bash" {
	both <<'S'
prompt
send exit 7\r
wait-exit 7
same-modes
S
}

@test "02 TERM, HUP, USR1, USR2, ALRM: the guard dies of it, modes put back" {
	local s
	for s in TERM HUP USR1 USR2 ALRM; do
		proxy <<S
prompt
raw
signal $s
wait-signal $s
same-modes
S
	done
}

@test "02 INT, QUIT and PIPE sent to the guard change nothing" {
	proxy <<'S'
prompt
signal INT
signal QUIT
signal PIPE
send echo still-$((1+1))\r
expect still-2
prompt
send exit 0\r
wait-exit 0
same-modes
S
}

@test "03 TERM in the first 20 ms never leaves the terminal raw (40 times)" {
	local i
	for i in {0..39}; do
		proxy <<S
after $((i / 2))
signal TERM
wait-signal TERM
same-modes
S
	done
}

@test "04 KILL for the guard hangs up the session and its job" {
	proxy <<'S'
prompt
send sh -c 'cat /proc/$$/stat >j; mv j job; exec sleep 300'\r
wait-file job
signal KILL
wait-signal KILL
hangup
S
	gone job
}

@test "04 KILL for the guard: the outer shell's next prompt has echo" {
	printf '#!/bin/sh\necho $$ >guard\nexec "%s"\n' "$bin/proxy_stub" >run
	chmod +x run
	outer PS1='outer$ ' <<'S'
expect outer$
send ./run\r
prompt
send kill -KILL $(cat guard)\r
expect Killed
expect outer$
send stty -a | tr ' ;' '\\n\\n' | grep -cxE 'icanon|echo|opost|isig'\r
expect \r4\r\n
send exit 0\r
wait-exit 0
S
}

@test "05 an abort puts the modes back before it" {
	local s
	for s in ABRT SEGV; do
		proxy <<S
prompt
raw
signal $s
wait-signal $s
same-modes
S
	done
}

@test "06 two guards on one terminal, left in either order" {
	printf '#!/bin/sh\nexec "%s"\n' "$bin/proxy_stub" >run
	chmod +x run
	local first second
	for first in 1 2; do
		second=$((3 - first))
		rm -f before after
		outer PS1='outer$ ' <<S
expect outer$
send stty -g >before; ./run\r
prompt
send kill -TSTP \$PPID\r
expect Stopped
expect outer$
send ./run\r
prompt
send kill -TSTP \$PPID\r
expect Stopped
expect outer$
send fg %$first\r
raw
idle
send exit 3\r
expect outer$
send fg %$second\r
raw
idle
send exit 4\r
expect outer$
send echo \$?; stty -g >after\r
expect 4
wait-file after
send exit 0\r
wait-exit 0
same-modes
S
		diff before after
	done
}

@test "07 an outer terminal that is raw already stays as it is" {
	cat >run <<R
#!/bin/sh
stty raw -echo
stty -g >before
"$bin/proxy_stub"
stty -g >after
R
	script '/2004h@@ $/a idle' <<'S' | env -i HOME="$T" PATH="$PATH" \
		TERM=xterm LC_ALL=C.UTF-8 $hang STUB_LOG="$T/log" \
		STUB_SHELLRC="$top_srcdir/shellrc" "$bin/ptydrive" sh ./run
prompt
send touch a\r
wait-file a
prompt
send exit 0\r
wait-exit 0
S
	diff before after
}

@test "08 as a background job it changes no mode, and goes on with fg" {
	printf '#!/bin/sh\nexec "%s"\n' "$bin/proxy_stub" >run
	chmod +x run
	outer PS1='outer$ ' <<'S'
expect outer$
send ./run & wait -n\r
expect Stopped
expect outer$
send stty -a | tr ' ;' '\\n\\n' | grep -cxE 'icanon|echo|opost|isig'\r
expect \r4\r\n
expect outer$
send fg\r
prompt
send exit 5\r
expect outer$
send exit $?\r
wait-exit 5
same-modes
S
}

@test "09 a child that leaves the terminal raw without echo" {
	both <<'S'
prompt
send sh -c 'stty -echo raw; kill -KILL $$'\r
expect Killed
expect @@ 
idle
send echo x-$((1+1))\r
expect x-2
expect @@ 
idle
send exit 0\r
wait-exit 0
S
	proxy <<'S'
prompt
send sh -c 'stty -echo raw; kill -KILL $$'\r
expect Killed
expect @@ 
idle
send exit 0\r
wait-exit 0
same-modes
S
}

# The guard relays bytes that already have their CR, so the outer terminal
# adds none for as long as the session lasts: see the table.
@test "10 no stair-step: what passes through the guard has CR LF" {
	both <<'S'
prompt
send sh -c '(echo one; echo two; echo three) & wait'\r
expect one\r\ntwo\r\nthree\r\n
expect @@ 
idle
send sh -c 'stty -a' | tr ' ;' '\\n\\n' | grep -cx opost\r
expect \r1\r\n
prompt
send exit 0\r
wait-exit 0
same-modes
S
}
