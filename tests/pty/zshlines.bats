#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Lines that zsh reads otherwise than bash does, under the real rules in a real zsh.

load lib
load installed

setup() {
	command -v zsh >/dev/null || skip "zsh is not installed"
	setup_session
	printf '%s\n' "PROMPT='@@ '" 'unsetopt prompt_sp prompt_cr' 'bindkey -e' >.zshrc
	mkdir -p .config/bashplate
	printf '{ "shell": "%s", "tier": "line-only" }\n' "$(command -v zsh)" >.config/bashplate/policy.json
	chmod 600 .config/bashplate/policy.json
}

# Plain zsh runs each of them: LINE, a tab, what kubectl is then called with.
lines() {
	cat <<'L'
echo a #`kubectl delete pvc c1`	delete pvc c1
: # ; kubectl delete pvc c2	delete pvc c2
ls *(e:'kubectl delete pvc c3':)	delete pvc c3
ls *(Ne['kubectl delete pvc c4'])	delete pvc c4
ls *(oe:'kubectl delete pvc c5':)	delete pvc c5
- kubectl delete pvc c6	delete pvc c6
x='$(kubectl delete pvc c7)'; echo ${(e)x}	delete pvc c7
echo "${(e):-\$(kubectl delete pvc c8)}"	delete pvc c8
functions[f]='kubectl delete pvc c9'; f	delete pvc c9
typeset "functions[f]=kubectl delete pvc c10"; f	delete pvc c10
a=(kubectl delete pvc c11); $a	delete pvc c11
a=(kubectl delete pvc c12); $a[1] $a[2,-1]	delete pvc c12
hash kc=$PWD/../bin/kubectl; kc delete pvc c13	delete pvc c13
emulate sh -c 'kubectl delete pvc c14'	delete pvc c14
chpwd() { kubectl delete pvc c15 }; cd .	delete pvc c15
setopt promptsubst; print -P '$(kubectl delete pvc c16)'	delete pvc c16
noglob kubectl delete pvc c17	delete pvc c17
=kubectl delete pvc c18	delete pvc c18
L
}

# Everyday lines of zsh, which must run: LINE, a tab, what they print.
harmless() {
	cat <<'L'
echo *(.) *(om[1]) *(L-10)	some-file some-file some-file
a=(1 2 3); echo ${(j:,:)a} $a[2] "$a" $#a	1,2,3 2 1 2 3 3
x=Foo.TXT; echo ${(L)x} ${x:r} ${(U)x}	foo.txt Foo FOO.TXT
: && print -P '%%x'	%x
precmd() { : }; hash -d tmp=/tmp; echo ~tmp	/tmp
echo this # that	this # that
- echo minus	minus
print -l ${(%):-%%}	%
L
}

@test "what only zsh runs is refused; plain zsh runs it" {
	household
	: >p/some-file
	# The control: each line in a shell of its own.
	local line ran
	while IFS=$'\t' read -r line ran; do
		rm -f canary
		(cd p && printf '%s\n' "$line" | HOME=$T PATH=$T/bin:$PATH \
			zsh -f -i -s >/dev/null 2>&1) || :
		grep -qxF -- "$ran" canary || {
			echo "plain zsh does not run: $line"
			return 1
		}
	done < <(lines)
	rm -f canary
	{
		echo 'expect @@ '
		lines | cut -f1 | sed 's/\\/\\\\/g; s/.*/send &\\r\nexpect refused by\nexpect @@ \nsend \\x15/'
		printf '%s\n' 'send kubectl get pvc\r' 'wait-file ../canary' 'send exit 0\r' 'wait-exit 0'
	} | person
	[ "$(cat canary)" = 'get pvc' ]
}

@test "everyday lines of zsh run" {
	household
	: >p/some-file
	{
		echo 'expect @@ '
		harmless | sed 's/\\/\\\\/g; s/\(.*\)\t\(.*\)/send \1\\r\nexpect \\r\\n\2\nexpect @@ /'
		printf '%s\n' 'send exit 0\r' 'wait-exit 0'
	} | person
	! grep '"verdict":"refuse"' state/bashplate/log.jsonl
}
