#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# zsh as the shell: lines judged before they run, by whatever key, alias or history they come.

load lib

setup() {
	command -v zsh >/dev/null || skip "zsh is not installed"
	T=$(mktemp -d "${TMPDIR:-/tmp}/bp-pty.XXXXXX")
	cd "$T" || return 1
	cat >.zshrc <<'R'
PROMPT='@@ '
PROMPT2='++ '
unsetopt prompt_sp prompt_cr
bindkey -e
HISTSIZE=100
alias mk='touch'
alias bad='touch FORBIDDEN-alias;'
R
}

zsh_proxy() {
	local -a vars=()
	while (($#)) && [[ $1 != -+ ]]; do
		vars+=("$1")
		shift
	done
	[[ ${1-} == -+ ]] && shift
	sed -e 's/^prompt$/expect \\e[?2004h/' | env -i HOME="$T" \
		PATH="$PATH" TERM=xterm LC_ALL=C.UTF-8 $hang \
		STUB_LOG="$T/log" STUB_SHELLRC="$top_srcdir/shellrc" \
		STUB_SHELL="$(command -v zsh)" STUB_ARGV0=zsh "${vars[@]}" \
		"$bin/ptydrive" "$bin/proxy_stub" "$@"
}

@test "a refused list runs nothing, stays editable, its allowed twin runs" {
	zsh_proxy <<'S'
prompt
send touch a && touch FORBIDDEN && touch b\r
expect nothing of the line ran
send \cutouch c && touch d\r
prompt
send exit 4\r
wait-exit 4
same-modes
S
	[ ! -e a ] && [ ! -e FORBIDDEN ] && [ ! -e b ]
	[ -e c ] && [ -e d ]
	judged 'touch c && touch d'
}

@test "an alias is judged as what it runs" {
	zsh_proxy <<'S'
prompt
send bad x\r
expect nothing of the line ran
prompt
send mk y\r
wait-file y
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e FORBIDDEN-alias ] && [ ! -e x ]
}

@test "history: !!, up arrow, incremental search" {
	zsh_proxy <<'S'
prompt
send : FORBID\r
prompt
send !!DEN; touch FORBIDDEN\r
expect nothing of the line ran
send \cu: touch FORBID\r
prompt
send !!DEN\r
expect nothing of the line ran
prompt
send touch one\r
wait-file one
prompt
send \crtouch on\r
prompt
send \e[A\e[A\r
prompt
send exit 0\r
wait-exit 0
S
	judged ': touch FORBIDDEN'
	[ -e one ]
}

@test "keys that go around the hook meet the second check" {
	cat >>.zshrc <<'R'
bindkey '^T' .accept-line
round() { zle .accept-line }
zle -N round
bindkey '^G' round
R
	zsh_proxy <<'S'
prompt
send touch FORBIDDEN1\ct
expect nothing of the line ran
prompt
send touch FORBIDDEN2\cg
expect nothing of the line ran
prompt
send touch a\ct
wait-file a
prompt
send unsetopt zle\r
expect @@ 
send touch FORBIDDEN3\r
expect nothing of the line ran
expect @@ 
send exit 0\r
wait-exit 0
S
	[ -e a ] && ! ls FORBIDDEN* 2>/dev/null
}

@test "several lines: a paste, a loop, a here-document are one decision" {
	zsh_proxy <<'S'
prompt
send \e[200~touch p1\ntouch FORBIDDEN\ntouch p2\e[201~
send \r
expect nothing of the line ran
send \cg
prompt
send for i in 1 2\r
expect ++ 
send do touch FORBIDDEN$i\r
expect ++ 
send done\r
expect nothing of the line ran
send \cg
prompt
send cat >out <<X\r
expect ++ 
send body\r
expect ++ 
send X\r
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e p1 ] && [ ! -e p2 ] && ! ls FORBIDDEN* 2>/dev/null
	[ "$(cat out)" = body ]
}

@test "INT trapped or ignored: a refused command is dropped all the same" {
	zsh_proxy <<'S'
prompt
send TRAPINT() { : }\r
prompt
send bad\r
expect nothing of the line ran
prompt
send unfunction TRAPINT; trap '' INT\r
prompt
send bad\r
expect nothing of the line ran
prompt
send exit 0\r
wait-exit 0
S
	! ls FORBIDDEN* 2>/dev/null
}

@test "hooks of one's own, vared, read: they work, secrets stay out" {
	cat >>.zshrc <<'R'
preexec() { echo "mine-$((1+1))" }
precmd_functions+=(pc)
pc() { n=$((n+1)) }
R
	zsh_proxy <<'S'
prompt
send echo x-$((1+1)) n$n\r
expect mine-2
expect x-2 n
prompt
send v=a; vared v; echo "v=$v"\r
expect a
send b\r
expect v=ab
prompt
send read -s 'p?pw '; echo len ${#p}\r
expect pw 
send hunter2\r
expect len 7
prompt
send exit 0\r
wait-exit 0
S
	not_judged hunter
}

@test "what the session sees is what plain zsh would see; ZDOTDIR is heard" {
	mkdir dot
	mv .zshrc dot/.zshrc
	echo 'SEEN=env' >dot/.zshenv
	cat >moves <<'S'
prompt
send print -r -- "$SEEN $ZDOTDIR $0 $HISTFILE $-" >seen; env | grep -v -e ^STUB -e ^_= -e ^PTYDRIVE | sort >>seen\r
prompt
send exit 0\r
wait-exit 0
S
	zsh_proxy ZDOTDIR="$T/dot" <moves
	mv seen guarded
	sed -e 's/^prompt$/expect \\e[?2004h/' <moves | env -i HOME="$T" \
		PATH="$PATH" TERM=xterm LC_ALL=C.UTF-8 ZDOTDIR="$T/dot" \
		"$bin/ptydrive" zsh
	diff seen guarded
}

@test "exec of a zsh without the hook is reported as left-guard" {
	zsh_proxy <<'S'
prompt
send exec zsh -f\r
expect left-guard
send exit 3\r
wait-exit 3
S
	grep -q '^left-guard: ' log
}

@test "the installed shell with policy shell zsh: floor, zsh's own forms, no bash" {
	load installed
	setup_file
	mkdir -p .config/bashplate
	echo "{ \"shell\": \"$(command -v zsh)\" }" >.config/bashplate/policy.json
	chmod 600 .config/bashplate/policy.json
	script '' <<'S' | sed 's/^expect \\e\[?2004h@@ $/expect \\e[?2004h/' >moves
prompt
send kubectl get pvc\r
prompt
send kubectl delete pvc x\r
expect refused by the floor
send \cu=kubectl delete pvc x\r
expect refused by the floor
send \curepeat 2 kubectl delete pvc x\r
expect refused by the floor
send \cunoglob kubectl delete pvc x\r
expect refused by the floor
send \cufor x (a b) kubectl delete pvc $x\r
expect refused by the parser: unparsed
expect @@ for x
send \cuif [[ 1 ]] { kubectl delete pvc x }\r
expect refused by the parser: unparsed
send \cuprint -r -- $ZSH_VERSION >v\r
prompt
send exit 0\r
wait-exit 0
S
	household
	(cd p && env -i HOME="$T" PATH="$T/bin:$PATH" TERM=xterm \
		LC_ALL=C.UTF-8 $hang XDG_STATE_HOME="$T/state" \
		"$bin/ptydrive" "$SHELL_UNDER_TEST" <../moves)
	rm -rf "$ROOT"
	[ "$(cat canary)" = "get pvc" ] && [ -s p/v ]
}

@test "a key that completes a word runs nothing that stands in it" {
	: >some-file
	# The control: plain zsh runs it.
	mkdir plain
	cp .zshrc plain
	{
		printf '%s\n' 'expect @@ ' 'send ls $(touch FORBIDDEN)\t' \
			'wait-file FORBIDDEN' 'send \cuexit\r' 'wait-exit 0'
	} | (cd plain && env -i HOME="$PWD" PATH="$PATH" TERM=xterm \
		LC_ALL=C.UTF-8 $hang "$bin/ptydrive" zsh)
	local compsys
	for compsys in : 'autoload -U compinit && compinit -D'; do
		echo "$compsys" >>.zshrc
		zsh_proxy <<'S'
prompt
send ls $(touch FORBIDDEN)\t
expect not completed
send \culs "`touch FORBIDDEN`/\cx*
expect not completed
send \culs *(e:'touch FORBIDDEN':)\t
expect not completed
send \cuecho $(touch FORBIDDEN)\x02\t
send \cuecho $(ls some-f\t
expect some-file
send \cuecho $(ls a) some-f\t
expect some-file
send \cuexit 0\r
wait-exit 0
S
		[ ! -e FORBIDDEN ]
	done
}
