#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Full-screen programs draw the same with and without the guard; tmux holds the real screen.

load lib
load screen

teardown() {
	local who
	for who in bash proxy; do
		tm kill-server 2>/dev/null || :
	done
	tmux -S "$T/in" kill-server 2>/dev/null || :
	[ -z "${still-}" ] || kill "$still" || :
	remove_tree "$T"
}

# Its numbers change all the time: look at the frame alone. It shows one
# process that stays as it is, for threads are listed by what they used.
steady() {
	sed -E 's/\[[^]]*\]//g; s/[0-9.,:%|]+//g; s/ +/ /g' "$1"
}

play() {	# play bash|proxy: the same keys, the screens in cap.*
	local who=$1 run=bash
	[ "$who" = bash ] || run=$bin/proxy_stub
	printf '%s\n' 'set -g status off' \
		'new "seq 50 55 | sed s/^/one-/; sleep 900"' \
		'split-window "seq 30 33 | sed s/^/two-/; sleep 900"' >in.conf
	tm -f /dev/null new-session -d -x 70 -y 22 \
		"cd $T && exec env HOME=$T STUB_SHELLRC=$top_srcdir/shellrc $run" 3>&-
	await '1@@'
	tm send-keys 'vim -u NONE -N text' Enter
	await '20 line'
	tm send-keys 20j dd iHELLO Escape
	await 'HELLO22 line'
	shot vim
	tm resize-window -x 50 -y 15
	tm send-keys ':q!' Enter
	await '2@@'
	tm send-keys 'less text' Enter
	await '13 line'
	tm send-keys Space
	await '26 line'
	shot less
	tm send-keys q
	await '3@@'
	tm resize-window -x 80 -y 22
	tm send-keys "htop -p $still -C" Enter
	await 'F10'
	shot htop steady
	tm send-keys q
	await '4@@'
	tm send-keys "TMUX= tmux -S in -f in.conf attach" Enter
	await 'two-33'
	await 'one-55'
	shot tmux
	tm send-keys C-b d
	await 'detached'
	await '5@@'
	tmux -S in kill-server
	tm send-keys 'echo and-$((1+1))' Enter
	await 'and-2'
	await '6@@'
	shot end
	tm kill-server
}

@test "34 vim, less, htop, tmux inside and what is left look identical" {
	for tool in tmux vim less htop; do
		command -v "$tool" >/dev/null || skip "$tool is not installed"
	done
	unset TMUX
	seq 1 200 | sed 's/$/ line of text with some words/' >text
	sleep 900 3>&- &
	still=$!
	echo "PS1='\#@@ '" >>.bashrc
	play bash
	play proxy
}

# over NAME COMMAND SHOWN LEAVE-KEYS: ^] w while it has the screen.
over() {
	tm send-keys "$2" Enter
	await "$3"
	# Until it draws no more.
	until tm capture-pane -p -e >"cap.$1" && sleep 0.2 &&
		tm capture-pane -p -e | cmp -s "cap.$1" -; do :; done
	tm send-keys C-] w
	for ((i = 0; i < 1200; i++)); do
		[ "$(tm display-message -p '#{pane_title}')" != "stub: no window is open" ] || break
		sleep 0.05
	done
	[ "$(tm display-message -p '#{pane_title}')" = "stub: no window is open" ]
	tm capture-pane -p -e | diff "cap.$1" -
	tm send-keys "$4"
	await 'stub: no window is open'
	tm send-keys C-l
	await '@@'
}

@test "over a full-screen program the guard's keys leave the screen as it is" {
	for tool in tmux vim less htop; do
		command -v "$tool" >/dev/null || skip "$tool is not installed"
	done
	unset TMUX
	who=proxy
	seq 1 200 | sed 's/$/ line of text with some words/' >text
	tm -f /dev/null new-session -d -x 80 -y 22 \
		"cd $T && exec env HOME=$T STUB_SHELLRC=$top_srcdir/shellrc $bin/proxy_stub" 3>&-
	await '@@'
	over vim 'vim -u NONE -N text' '20 line' $':q!\n'
	over less 'less text' '20 line' q
	over htop 'htop -p 1 -C -d 100' F10 q
	tm send-keys 'exit 0' Enter
	while tm list-sessions 2>/dev/null; do sleep 0.05; done
}
