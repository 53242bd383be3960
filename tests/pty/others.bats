#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# With the things people load into bash: each keeps working, and nothing gets past.

load lib

# The same moves in each: a refused line, its twin, up arrow.
moves() {
	cat <<'S'
send touch a && touch FORBIDDEN\r
expect nothing of the line ran
expect @@ touch a
idle
send \cutouch b\r
wait-file b
expect @@ 
idle
S
}

leave() {
	printf '%s\n' 'send exit 0\r' 'wait-exit 0' same-modes
}

held() {
	[ ! -e a ] && [ ! -e FORBIDDEN ] && [ -e b ]
}

@test "bash-completion: it completes, its functions are no trouble" {
	[ -r /usr/share/bash-completion/bash_completion ] ||
		skip "bash-completion is not installed"
	echo '. /usr/share/bash-completion/bash_completion' >>.bashrc
	mkdir 'some-folder'
	{
		echo prompt
		moves
		printf '%s\n' 'send cd some-f\t' 'expect older/' 'send \r' 'expect @@ ' idle
		leave
	} | proxy
	held
}

@test "fzf: ^R and ^T put text into the line, Enter judges it" {
	[ -r /usr/share/doc/fzf/examples/key-bindings.bash ] ||
		skip "fzf is not installed"
	echo '. /usr/share/doc/fzf/examples/key-bindings.bash' >>.bashrc
	printf '#!/bin/sh\ncat >/dev/null\nprintf "%%s\\n" "1	touch FORBIDDEN"\n' >fzf
	chmod +x fzf
	{
		echo prompt
		moves
		# ^R: what the finder gives replaces the line.
		printf '%s\n' 'send \cr' 'expect touch FORBIDDEN' idle 'send \r' \
			'expect nothing of the line ran' 'expect @@ ' idle 'send \cu'
		leave
	} | proxy PATH="$T:$PATH"
	held
}

# What bash-preexec does, in its published shape: a DEBUG trap that runs
# preexec functions once for each line, armed by the last of PROMPT_COMMAND.
preexec() {
	cat <<'R'
mine=0 armed=
my_preexec() { mine=$((mine + 1)); echo "pre:$1"; }
my_debug() {
	# Not for what a key of `bind -x` or a completion runs.
	[[ -n $armed && -z ${COMP_POINT-}${READLINE_POINT-} ]] || return 0
	[[ $BASH_COMMAND != arm ]] || return 0
	armed=
	my_preexec "$(HISTTIMEFORMAT= history 1 | sed 's/^ *[0-9]* *//')"
}
arm() { armed=1; }
R
}

@test "a bash-preexec of the published mechanism, loaded before the hook" {
	{
		preexec
		echo 'PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND;}arm"'
		echo "trap 'my_debug' DEBUG"
	} >>.bashrc
	{
		echo prompt
		moves
		printf '%s\n' 'send echo "n=$((mine > 0))"\r' 'expect pre:echo' 'expect n=1' 'expect @@ ' idle
		leave
	} | proxy
	held
}

@test "the same, loaded after the hook, at the prompt" {
	preexec >pre
	echo 'PROMPT_COMMAND+=(arm)' >>pre
	echo "trap 'my_debug' DEBUG" >>pre
	{
		echo prompt
		printf '%s\n' 'send . ./pre\r' 'expect \e[?2004h@@ ' idle
		moves
		printf '%s\n' 'send echo "n=$((mine > 0))"\r' 'expect pre:echo' 'expect n=1' 'expect @@ ' idle
		leave
	} | proxy
	held
}

@test "a starship-style prompt: PROMPT_COMMAND sets PS1, status and time in it" {
	cat >>.bashrc <<'R'
sp_pre() { sp_start=$SECONDS; }
sp_prompt() { local st=$?; PS1="[$st]\n@@ "; }
PS0='${sp_x[$((sp_n++, 0))]}'
PROMPT_COMMAND=sp_prompt
R
	{
		echo 'expect [0]'
		echo 'expect @@ '
		echo idle
		moves
		printf '%s\n' 'send (exit 4)\r' 'expect [4]' 'expect @@ ' idle 'send echo n=$sp_n\r' 'expect n=' 'expect @@ ' idle
		leave
	} | proxy
	held
}

@test "an atuin-like key that sets the line and accepts it" {
	cat >>.bashrc <<'R'
hist() { READLINE_LINE='touch FORBIDDEN'; READLINE_POINT=15; }
bind -x '"\C-xh": hist'
bind '"\C-xa": accept-line'
bind '"\C-g": "\C-xh\C-xa"'
R
	{
		echo prompt
		moves
		printf '%s\n' 'send \cg' 'expect nothing of the line ran' 'expect @@ ' idle
		leave
	} | proxy
	held
}

@test "a line editor of its own (ble.sh): said and logged, never silent" {
	echo 'BLE_VERSION=0.4.0' >>.bashrc
	{
		echo 'expect reduced: ble.sh 0.4.0 is none the guard knows'
		echo 'expect @@ '
		echo idle
		moves
		leave
	} | proxy
	held
	grep -q '^reduced: ble.sh' log
}

@test "bind -f, re-read inputrc: the keys are ours again at the next prompt" {
	printf '"\\C-m": accept-line\n"\\C-j": accept-line\n' >rc
	{
		echo prompt
		echo 'send bind -f rc\r'
		echo prompt
		printf '%s\n' 'send touch FORBIDDEN2\r' 'expect nothing of the line ran' 'expect @@ ' idle
		echo 'send \cu'
		moves
		leave
	} | proxy
	held && [ ! -e FORBIDDEN2 ]
}

@test "ignorespace, history off, promptvars off: still judged" {
	{
		printf '%s\n' prompt 'send HISTCONTROL=ignoreboth; set +o history; shopt -u promptvars\r' prompt
		printf '%s\n' 'send  touch FORBIDDEN2\r' 'expect nothing of the line ran' 'expect @@ ' idle 'send \cu'
		moves
		leave
	} | proxy
	held && [ ! -e FORBIDDEN2 ]
}

# screen_of WHO LEAST: wait until WHO's screen shows LEAST prompts.
screen_of() {
	local i
	for ((i = 0; i < 1200; i++)); do
		tmux -S "$T/s.$1" capture-pane -p >"cap.$1"
		(($(grep -c '@@' "cap.$1") < $2)) || return 0
		sleep 0.05
	done
	echo "$1: no $2 prompts:"
	cat "cap.$1"
	return 1
}

@test "a narrow screen with a two-line prompt shows what plain bash shows" {
	command -v tmux >/dev/null || skip "tmux is not installed"
	unset TMUX
	echo 'PS1="one\n@@ "' >>.bashrc
	local who run
	for who in bash proxy; do
		run=bash
		[ "$who" = bash ] || run=$bin/proxy_stub
		tmux -S "$T/s.$who" -f /dev/null new-session -d -x 20 -y 12 \
			"cd $T && exec env HOME=$T STUB_SHELLRC=$top_srcdir/shellrc $run" 3>&-
		screen_of "$who" 1
		tmux -S "$T/s.$who" send-keys 'echo a-long-line-that-wraps-twice-around' Enter
		screen_of "$who" 2
		tmux -S "$T/s.$who" kill-server
	done
	diff cap.bash cap.proxy
}
