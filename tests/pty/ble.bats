#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# ble.sh reads the keys itself and runs lines from its own key handler: the real one where it is installed, and
# one that takes readline over in the same places.

load lib

# BLE_SH=PATH names one that is installed elsewhere.
real() {
	local f
	for f in "${BLE_SH-}" /usr/share/blesh/ble.sh /usr/local/share/blesh/ble.sh; do
		[ -r "$f" ] || continue
		printf '%s\n' "source '$f' --attach=none --norc --inputrc=none -o history_share=" \
			"PS1='@\\#@ '" 'bleopt prompt_eol_mark= exec_errexit_mark= exec_elapsed_mark= complete_auto_complete= highlight_syntax=' \
			ble-attach >>.bashrc
		return 0
	done
	skip "ble.sh is not installed (BLE_SH=PATH)"
}

# What is drawn more than once is numbered: @1@ is the first prompt, each line that ran adds one.
ble() {
	env -i HOME="$T" USER=me PATH="$PATH" TERM=xterm LC_ALL=C.UTF-8 $hang \
		STUB_LOG="$T/log" STUB_SHELLRC="$top_srcdir/shellrc" \
		"$bin/ptydrive" "$bin/proxy_stub"
}

@test "ble.sh, the real one: a refused line runs nothing, stays editable, its twin runs" {
	real
	ble <<'S'
expect @1@ 
send touch a && touch FORBIDDEN\r
expect nothing of the line ran
expect touch a
send \x05\x15touch b\r
wait-file b
expect @2@ 
send false\r
expect @3@ 
send echo "st=$?" >st\r
expect @4@ 
send !!; touch FORBIDDEN\r
expect nothing of the line ran
send \x05\x15for i in 1 2; do\r
send touch c$i\r
send done\n
wait-file c2
send exit 0\r
wait-exit 0
S
	[ ! -e a ] && [ ! -e FORBIDDEN ] && [ -e b ] && [ "$(cat st)" = st=1 ]
	[ "$(grep -c 'judge: touch b' log)" = 1 ]
	not_judged reduced
	not_judged left-guard
}

@test "ble.sh, the real one: edited text, vi's filter, loaded anew, taken away" {
	real
	sed -i '1i set -o vi' .bashrc
	printf '#!/bin/sh\necho "touch FORBIDDEN" >"$1"\n' >ed
	chmod +x ed
	ble <<'S'
expect @1@ 
send bleopt editor=./ed keymap_vi_mode_show=\r
expect @2@ 
send x\cx\cE
expect nothing of the line ran
expect @2@ 
send text
expect text
send \e
after 500
send !!touch FORBIDDEN2\r
expect nothing of the line ran
send Sfalse\r
expect @3@ 
send touch a\r
wait-file a
expect @4@ 
send ble-reload\r
expect @5@ 
send touch FORBIDDEN3\r
expect nothing of the line ran
send \cuble-detach\r
expect detached
send touch FORBIDDEN4\r
expect nothing of the line ran
hangup
S
	! ls | grep FORBIDDEN
	not_judged left-guard
}

# In the shape of ble.sh, as far as lines go: its key for Enter queues the line,
# and runs what is queued in the key's own handler.
stand_in() {
	cat >>.bashrc <<'R'
BLE_VERSION=0.4.0-like _ble_attached=1 _ble_canvas_x=0
ble/util/buffer() { printf '%s' "$@"; }
ble/util/buffer.flush() { :; }
ble-edit/content/reset() { _ble_edit_str=$1; }
ble/history/add() { history -s -- "$1"; }
ble/widget/default/accept-line() {
	local command=$_ble_edit_str
	_ble_edit_str=
	ble-edit/exec/register "$command"
	ble/history/add "$command"
}
queue=()
ble-edit/exec/register() { queue+=("$1"); }
ble-edit/exec:gexec/.prologue() { _ble_edit_exec_BASH_COMMAND_eval=$1; }
handler() {
	local line entry
	_ble_edit_str=$READLINE_LINE _ble_edit_ind=$READLINE_POINT
	ble/widget/default/accept-line
	for line in "${queue[@]}"; do
		ble-edit/exec:gexec/.prologue "$line" 1
		eval -- "$_ble_edit_exec_BASH_COMMAND_eval"
	done
	queue=()
	for entry in "${PROMPT_COMMAND[@]}"; do eval -- "$entry"; done
	READLINE_LINE=$_ble_edit_str READLINE_POINT=${#_ble_edit_str}
}
bind -x '"\C-m": handler'
# And one key queues a line by itself.
bind -x '"\C-g": queue=("touch FORBIDDEN2"); READLINE_LINE=:; handler'
R
}

@test "an editor that runs lines from its own key: asked once, refused, edited, run" {
	stand_in
	proxy <<'S'
expect @@ 
idle
send touch a && touch FORBIDDEN\r
expect nothing of the line ran
expect @@ touch a && touch FORBIDDEN
send \cutouch b\r
wait-file b
idle
send \cg
expect nothing of the line ran
idle
send touch c\r
wait-file c
idle
send exit 0\r
wait-exit 0
S
	[ ! -e a ] && [ ! -e FORBIDDEN ] && [ ! -e FORBIDDEN2 ]
	[ "$(grep -c 'judge: touch b' log)" = 1 ]
	not_judged reduced
	not_judged left-guard
	not_judged hook-missing
}

@test "such an editor, defined anew at the prompt: its next line is asked about" {
	stand_in
	cat >again <<'R'
ble-edit/exec/register() { queue+=("$1"); }
ble-edit/exec:gexec/.prologue() { _ble_edit_exec_BASH_COMMAND_eval=$1; }
R
	proxy <<'S'
expect @@ 
idle
send . ./again; touch a\r
wait-file a
idle
send touch FORBIDDEN\r
expect nothing of the line ran
idle
send \cuexit 0\r
wait-exit 0
S
	[ ! -e FORBIDDEN ]
}

@test "one without the second place is said to be asked about once" {
	stand_in
	sed -i 's/_ble_edit_exec_BASH_COMMAND_eval/text/' .bashrc
	proxy <<'S'
expect reduced: ble.sh 0.4.0-like: a line is asked about once
idle
send touch FORBIDDEN\r
expect nothing of the line ran
expect touch FORBIDDEN
idle
send \cutouch b\r
wait-file b
idle
send exit 0\r
wait-exit 0
S
	[ ! -e FORBIDDEN ]
	grep -q '^reduced: ble.sh' log
}
