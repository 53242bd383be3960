#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The installed shell with zsh at the prompt: what the live zsh tells of itself is known to the judge.

load lib
load installed

setup() {
	command -v zsh >/dev/null || skip "zsh is not installed"
	setup_session
	cat >.zshrc <<'R'
PROMPT='@@ '
PROMPT2='++ '
unsetopt prompt_sp prompt_cr
bindkey -e
R
	mkdir -p .config/bashplate
	echo "{ \"shell\": \"$(command -v zsh)\", \"tier\": \"line-only\" }" \
		>.config/bashplate/policy.json
	chmod 600 .config/bashplate/policy.json
}

# A script whose `prompt` is zsh's, and whose `refused` is one by the floor.
zsh_person() {
	household
	script 's/^refused$/expect refused by the floor\nsend \\cu/' |
		sed 's/^expect \\e\[?2004h@@ $/expect \\e[?2004h/' |
		(cd "$T/p" && env -i HOME="$T" PATH="$T/bin:$PATH" TERM=xterm \
			LC_ALL=C.UTF-8 $hang XDG_STATE_HOME="$T/state" \
			"$bin/ptydrive" "$SHELL_UNDER_TEST" "$@")
}

@test "functions, aliases and variables of startup files, and those made out of sight" {
	cat >>.zshrc <<'R'
alias ku=kubectl local=false functions=false builtin=false
alias -g DP='delete pvc'
del() { kubectl delete pvc $1 }
zish() { [[ -n ${(f)1} ]] && { kubectl delete pvc $1 } }
tool=kubectl list=(kubectl delete pvc)
. <(sh ~/gen)
R
	echo 'echo "alias kk=kubectl; hidden() { kubectl delete pvc \$1 }; other=kubectl"' >gen
	zsh_person <<'S'
prompt
send ku delete pvc x\r
refused
send kk delete pvc x\r
refused
send del x\r
refused
send "hid"den x\r
refused
send $tool delete pvc x\r
refused
send ${other} delete pvc x\r
refused
send $list x\r
expect refused by
send \cu$list[1] delete pvc x\r
expect refused by
send \cuku DP x\r
expect refused by the floor
prompt
send kk get pvc; $tool get x\r
prompt
send unalias ku kk; unfunction del hidden; tool=echo\r
prompt
send ku delete pvc x || del y || hidden z || $tool delete pvc gone >gone\r
prompt
send exit 0\r
wait-exit 0
S
	printf 'get pvc\nget x\n' | diff - canary
	[ -s p/gone ]
}

@test "what a line leaves is known to the next: autoload, nested and redefined functions" {
	mkdir fns
	echo 'kubectl delete pvc $1' >fns/lazy
	echo 'fpath=(~/fns $fpath)' >>.zshrc
	zsh_person <<'S'
prompt
send mk() { made() { kubectl delete pvc $1 } }; mk\r
prompt
send made x\r
refused
send made() { kubectl get $1 }\r
prompt
send made ok\r
prompt
send autoload -Uz lazy; autoload +X lazy\r
prompt
send lazy x\r
refused
send functions[sly]='kubectl delete pvc $1'\r
expect refused by the parser: unparsed
send \cuexit 0\r
wait-exit 0
S
	printf 'get ok\n' | diff - canary
}

@test "zsh -f: no file of one's own is read, and lines are judged" {
	echo 'echo read-zshrc' >>.zshrc
	echo 'echo read-zshenv' >.zshenv
	zsh_person -f <<'S'
prompt
send kubectl delete pvc x\r
refused
send print -r -- "$- $ZDOTDIR ${(k)parameters[(I)__bashplate_norcs]}." >seen; kubectl get x\r
prompt
send del() { kubectl delete pvc $1 }\r
prompt
send del x\r
refused
send exit 3\r
wait-exit 3
S
	printf 'get x\n' | diff - canary
	(cd p && printf '%s\n' 'print -r -- "$- $ZDOTDIR ." >plain' | env -i HOME="$T" \
		PATH="$PATH" TERM=xterm "$bin/ptydrive" zsh -f < <(printf '%s\n' \
		'expect \e[?2004h' 'send print -r -- "$- $ZDOTDIR ." >plain\r' \
		'expect \e[?2004h' 'send exit\r' 'wait-exit 0'))
	diff p/plain p/seen
	! grep -q '"event":"hook-missing"' state/bashplate/log.jsonl
}
