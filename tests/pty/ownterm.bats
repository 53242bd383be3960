#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Line ownership: whose the keys and the terminal are, and what it looks like.

load lib
load installed
load ownshell
load screen

teardown() {
	local who
	for who in bash own; do
		tm kill-server 2>/dev/null || :
	done
	remove_tree "$T"
}

@test "what is typed ahead goes to the program that reads; what is left is judged" {
	OWN_ONLY="/bin/dash /bin/busybox"
	each <<'S'
prompt
send touch s1; read x; echo "$x" >a\r
wait-file s1
send for the program\r
prompt
send sh -c 'touch s2; while [ ! -e go ]; do sleep 0.05; done'\r
wait-file s2
send kubectl delete pvc x\r
send touch b\r
expect touch b
create go
expect refused by the floor
expect @@ kubectl delete pvc x
send \cc
again
send sh -c 'touch s3; while [ ! -e og ]; do sleep 0.05; done'\r
wait-file s3
send kubectl get pvc\r
expect get pvc
create og
wait-file ../canary
prompt
send exit 0\r
wait-exit 0
S
	check '[ "$(cat p/a)" = "for the program" ] && [ ! -e p/b ]'
	check '[ "$(cat canary)" = "get pvc" ]'
}

@test "a hidden prompt: what is typed there is in no log and no history" {
	each <<'S'
prompt
send stty -echo; touch s1; read x; stty echo; echo "${#x}" >a\r
wait-file s1
send four-stones-under\r
prompt
send stty -echo; touch s2; bash -c 'until read -t 0; do sleep 0.05; done'; stty echo\r
wait-file s2
send five-stones-under\r
prompt
send echo fine\r
expect fine\r\n
prompt
send exit 0\r
wait-exit 0
S
	check '[ "$(cat p/a)" = 17 ]'
	check '! grep -re stones-under $log state/bashplate/history'
}

@test "a program that shows what looks like the shell's answer fools nobody" {
	OWN_ONLY="/bin/dash /bin/busybox"
	each <<'S'
prompt
send printf '\\033]7717;%032d\\a0\\033]7717;%032d\\a' 0 0; touch s1; read x; echo "$x" >a\r
wait-file s1
send secret of the program\r
prompt
send exit 0\r
wait-exit 0
S
	check '[ "$(cat p/a)" = "secret of the program" ]'
	check '! grep -r "secret of" $log state/bashplate/history'
}

@test "wide characters, a resize while a line is edited, bytes that are no text" {
	each <<'S'
prompt
send echo "\xc3\xa9\xe4\xb8\xad\xff\xe4\xb8Z" >a; printf '%s|' "\xe4\xb8\xad\x7fx" >b
resize 30 50
expect @@ echo
send \r
prompt
send stty size >c\r
prompt
send exit 0\r
wait-exit 0
S
	check '[ "$(cat p/a)" = "é中Z" ] && [ "$(cat p/b)" = "x|" ]'
	check '[ "$(cat p/c)" = "30 50" ]'
}

@test "mksh, ksh93, yash: refused and run, job control, several lines, the prompt" {
	OWN_SHELLS="/bin/mksh /bin/ksh93 /bin/yash"
	local name
	for name in mksh ksh93 yash; do
		own_home "$name" "/bin/$name"
		# For root they take no PS1 from the environment.
		echo "PS1='@@ '" | tee .mkshrc .kshrc >.yashrc
	done
	each <<'S'
expect \r\e[?2004h
send touch a && kubectl delete pvc x && touch b\r
expect refused by the floor: kubectl delete pvc
expect touch a && kubectl
send \cu(exit 3)\r
expect \r\e[?2004h
send echo "st=$?" >d\r
expect \r\e[?2004h
send sh -c 'touch s1; exec sleep 300'\r
wait-file s1
send \cc
expect \r\e[?2004h
send echo "c=$?" >>d\r
expect \r\e[?2004h
send for i in 1 2\r
expect \e[?2004h> 
send do echo n$i >>d; done\r
expect \r\e[?2004h
send alias k='kubectl delete pvc'\r
expect \r\e[?2004h
send k x\r
expect refused by the floor
send \cukubectl get pvc\r
expect \r\e[?2004h
send exit 7\r
wait-exit 7
same-modes
S
	check '[ ! -e p/a ] && [ ! -e p/b ] && [ "$(cat canary)" = "get pvc" ]'
	check 'sed s/c=.*/c=/ p/d | tr "\n" " " | grep -qx "st=3 c= n1 n2 "'
}

@test "what a program asks the terminal is answered to the program" {
	for name in dash busybox bash; do
		own_home "$name" "/bin/$name"
		# Cursor position, attributes, background; the second is read late.
		printf '%s\n' '#!/bin/sh' 'stty raw -echo min 1' 'printf "\033[6n"; head -c 6 >cpr' \
			'printf "\033[c\033]11;?\033\\"; touch asked; until [ -e go ]; do sleep 0.05; done' \
			'head -c 34 >late; stty sane' >bin/asks
		chmod 755 bin/asks
	done
	each <<'S'
prompt
send asks\r
expect \e[6n
send \e[5;9R
wait-file asked
send \e[?62;22c\e]11;rgb:0000/0000/0000\e\\
create go
prompt
send echo left >a\r
prompt
send exit 0\r
wait-exit 0
S
	check '[ "$(od -An -c p/cpr | tr -d " ")" = "033[5;9R" ]'
	check '[ "$(tr -d "\033" <p/late)" = "[?62;22c]11;rgb:0000/0000/0000\\" ]'
	check '[ "$(cat p/a)" = left ]'
}

# play NAME COMMAND...: the same keys in full-screen programs, screens in cap.*
play() {
	local who=$1
	shift
	tm -f /dev/null new-session -d -x 70 -y 22 "cd $T && exec env HOME=$T PS1='@@ ' $*" 3>&-
	await '@@'
	tm send-keys 'vim -u NONE -N text' Enter
	await '20 line'
	tm send-keys 20j dd iHELLO Escape
	await 'HELLO22 line'
	tm resize-window -x 50 -y 15
	shot vim
	tm send-keys ':q!' Enter
	await '@@'
	tm send-keys 'clear; less text' Enter
	await '13 line'
	tm send-keys Space
	await '26 line'
	shot less
	tm send-keys q
	await '@@'
	tm resize-window -x 80 -y 22
	tm send-keys 'clear; echo and-$((1+1))' Enter
	await 'and-2'
	shot end
	tm kill-server
}

@test "34 vim, less and what is left look as in the plain shell" {
	for tool in tmux vim less dash; do
		command -v "$tool" >/dev/null || skip "$tool is not installed"
	done
	unset TMUX
	seq 1 200 | sed 's/$/ line of text with some words/' >text
	mkdir -p .config/bashplate
	printf '{ "shell": "/bin/dash", "lineEditor": "own" }\n' >.config/bashplate/policy.json
	chmod 600 .config/bashplate/policy.json
	play bash /bin/dash
	play own "XDG_STATE_HOME=$T/state" "$SHELL_UNDER_TEST"
}
