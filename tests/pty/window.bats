#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Windows at the guarded prompt: typed commands the proxy takes itself, keys, the prompt, the last minute.

load lib
load installed

setup() {
	setup_session
	qualified
}

@test "release-window typed at the prompt opens one, close-window shuts it" {
	person <<'S'
prompt
send docker kill web\r
expect refused by the block set: process/docker-stop
expect @@ docker kill web
send \curelease-window 2h mending it\r
expect bashplate: release-window 2h mending it\r\n
expect Passphrase: 
send four-stones-under\r
expect is open for session
prompt
send docker kill web\r
wait-file ../canary
prompt
send kubectl delete pvc x\r
expect refused by the floor
expect @@
send \cu/window-status\r
expect mending it
prompt
send close-window\r
expect 1 closed
prompt
send docker kill web\r
expect refused by the block set
expect @@ docker kill
send \cuhistory >h\r
prompt
send exit 0\r
wait-exit 0
same-modes
S
	[ "$(cat canary)" = "kill web" ]
	! grep -e release-window -e close-window -e window-status p/h
	grep '"kind":"window"' state/bashplate/log.jsonl | grep '"event":"open"' |
		grep -q '"why":"mending it"'
}

@test "what is more than the one command goes to the shell and its judge" {
	person <<'S'
prompt
send release-window 2h; touch a\r
expect release-window: command not found
prompt
send release-window $(touch b)\r
expect command not found
prompt
send echo release-window 2h >c\r
prompt
send exit 0\r
wait-exit 0
S
	[ -e p/a ] && [ -s p/c ]
	[ ! -e state/bashplate/grants ] ||
		[ -z "$(ls state/bashplate/grants)" ]
}

@test "a person without a hook, too: the command is taken from bash" {
	person PS1='@@ ' -+ <<'S'
prompt
send bind '"\\C-t": accept-line'\r
prompt
send release-window 1h by another key\ct
expect Passphrase: 
send four-stones-under\r
expect is open for session
prompt
send exit 0\r
wait-exit 0
S
}

@test "without a reason it asks for one, with the slash as well" {
	person <<'S'
prompt
send docker kill web\r
expect refused by the block set: process/docker-stop
expect type here: release-window 30m --scope process
expect @@ docker kill web
send \cu/release-window 2h --scope process\r
expect Reason, for the log: 
send \r
expect Reason, for the log: 
send a hung build\r
expect Reason: a hung build
expect Passphrase: 
send four-stones-under\r
expect is open for session
prompt
send docker kill web\r
wait-file ../canary
prompt
send close-window\r
expect 1 closed
prompt
send release-window 1h --scope=process\r
expect Reason, for the log: 
send \cl
expect Reason, for the log: 
send \cd
expect --reason TEXT is missing
prompt
send docker kill db\r
expect refused by the block set
expect @@ docker kill db
send \cuexit 0\r
wait-exit 0
same-modes
S
	[ "$(cat canary)" = "kill web" ]
	grep '"kind":"window"' state/bashplate/log.jsonl | grep '"event":"open"' |
		grep -q '"why":"a hung build"'
}

# A stand-in for platectl that asks for a secret on its terminal.
ask_secret() {
	cp -r "$ROOT" "$T/root"
	ctl=$(find "$T/root" -name platectl -type f -perm -u+x)
	SHELL_UNDER_TEST=$(find "$T/root" -path '*/bin/bashplate')
	cat >"$ctl" <<P
#!/bin/bash
{ tty; stty -g; echo "\$@"; } >"$T/asked"
read -r -s -p 'Passphrase: ' secret
printf '%s\n' "\$secret" >"$T/secret"
echo
echo done-\$((1+1))
P
}

@test "its questions are asked on the outer terminal: a secret never gets in" {
	ask_secret
	person <<'S'
prompt
send tty >inner\r
prompt
send release-window 2h\r
expect Passphrase: 
cooked
send hunter2\r
expect done-2
raw
prompt
send history >h; set >s\r
prompt
send /qualify-senior\r
expect Passphrase: 
send hunter3\r
expect done-2
prompt
send exit 0\r
wait-exit 0
same-modes
S
	[ "$(cat secret)" = hunter3 ]
	grep -qx qualify asked
	[ "$(head -1 asked)" != "$(cat p/inner)" ]
	! grep -r hunter state p
	! grep -q hunter .bash_history
}

@test "what is typed becomes the options of platectl window open" {
	ask_secret
	person <<'S'
prompt
send release-window until 18:00 roll back --ticket OPS-7 the "bad one" --scope=git\r
expect Passphrase: 
send x\r
expect done-2
prompt
send exit 0\r
wait-exit 0
S
	session=$(sed -n 's/.*--session \([0-9a-f]*\).*/\1/p' asked)
	[ ${#session} -eq 16 ]
	[ "$(tail -n 1 asked)" = "window open until 18:00 --session $session --ticket OPS-7 --scope=git --reason roll back the bad one" ]
}

@test "a secret typed ahead of the question is dropped, not run" {
	ask_secret
	person <<'S'
prompt
send release-window 2h\rhunter2\r
expect Passphrase: 
send right\r
expect done-2
prompt
send exit 0\r
wait-exit 0
S
	[ "$(cat secret)" = right ]
	! grep -r hunter state p
}

@test "^C at the question ends it, ^Z stops both, the session goes on" {
	ask_secret
	run_outer <<'S'
expect outer$
send ./run\r
prompt
send release-window 2h\r
expect Passphrase: 
send \cc
raw
prompt
send release-window 2h\r
expect Passphrase: 
send \cz
expect Stopped
expect outer$
send fg\r
expect ./run
send x\r
expect done-2
prompt
send exit 3\r
expect outer$
send exit $?\r
wait-exit 3
same-modes
S
}

@test "keys: w says time left, c closes now, r shows the refusal in full" {
	person <<'S'
prompt
send release-window 30m for keys\r
expect Passphrase: 
send four-stones-under\r
expect is open for
prompt
send \x1dw
expect 29m left: for keys
expect @@
send \x1dc
expect 1 window closed: strict
expect @@
send docker kill web\r
expect Nothing on this line was run
expect @@
send \cu\x1dr
expect refused by the block set: process/docker-stop
expect Nothing on this line was run
expect @@
send \x1d?
expect release-window
send exit 0\r
wait-exit 0
S
	grep '"kind":"window"' state/bashplate/log.jsonl |
		grep -q '"event":"close"'
}

@test "the prompt shows the window, its last minute is announced once" {
	echo "PS1='\$(__bashplate_window)@@ '" >>.bashrc
	person <<'S'
expect 2004h@@ 
send release-window 30m a\r
expect Passphrase: 
send four-stones-under\r
expect window 29m @@ 
send close-window\r
expect 2004h@@ 
idle
send release-window 1m b\r
expect Passphrase: 
send four-stones-under\r
expect ends in 5
mark
send echo x$((1+1))\r
expect x2
expect @@ 
absent ends in
send exit 0\r
wait-exit 0
S
}

@test "a refusal is red on a terminal with colours, plain with NO_COLOR" {
	person <<'S'
prompt
send docker kill web\r
expect \e[1;31mbashplate: refused by the block set: process/docker-stop\e[0m\r\n
absent {"
send \cuexit 0\r
wait-exit 0
S
	person NO_COLOR=1 <<'S'
prompt
send docker kill web\r
expect \rbashplate: refused by the block set: process/docker-stop\r\n
send \cuexit 0\r
wait-exit 0
S
}

@test "platectl on the inner terminal is inside, exec'ed or not" {
	mkdir -p "$T/bin"
	cp "${SHELL_UNDER_TEST%/*}/platectl" "$T/bin/by-another-name"
	person <<'S'
prompt
send by-another-name window open 1h --reason x\r
expect refused inside a guarded session
prompt
send exec by-another-name window open 1h --reason x\r
expect refused inside a guarded session
wait-exit 126
S
	[ ! -e state/bashplate/grants ] ||
		[ -z "$(ls state/bashplate/grants)" ]
}
