#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Completion of platectl names what platectl itself names.

load lib

# complete_bash WORD...: what bash offers for the last word.
complete_bash() {
	run bash -c '
	. "$1"
	shift
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
	compopt() { :; }
	_platectl
	printf "%s\n" "${COMPREPLY[@]}"' - \
	    "$top_srcdir/shellrc/platectl.bash-completion" "$@"
	[ "$status" -eq 0 ]
}

@test "completion: the commands that --help lists" {
	complete_bash platectl ''
	[ "$(sort <<<"$output")" = "$(platectl --help |
	    sed -n 's/^  \([a-z-]*\) .*/\1/p' | sort)" ]
	complete_bash platectl ex
	[ "$output" = explain ]
	complete_bash platectl nothing-like-it
	[ -z "$output" ]
}

@test "completion: options and the first words of a command" {
	complete_bash platectl check --f
	[ "$output" = --format ]
	complete_bash platectl check --format ''
	[ "$output" = $'text\njson' ]
	complete_bash platectl policy i
	[ "$output" = init ]
	complete_bash platectl rules sh
	[ "$output" = show ]
}

@test "completion: ids of rules" {
	complete_bash platectl rules show git/push-f
	[[ $output == *git/push-force* ]]
	[[ $output != *kubernetes/* ]]
}

@test "completion: every command has a line in the manual and a --help" {
	for command in $(platectl --help | sed -n 's/^  \([a-z-]*\) .*/\1/p'); do
		[ "$(platectl "$command" --help | head -n 1 | cut -c 1-16)" = \
		    'usage: platectl ' ]
		grep -qE "^\.BR? \"?$command|^\.BR? platectl-$command" \
		    "$top_srcdir/man/platectl.1" ||
		    { echo "not in the manual: $command"; false; }
	done
}

@test "completion: zsh loads its own" {
	command -v zsh >/dev/null || skip "zsh is not installed"
	run zsh -fc 'fpath=($1 $fpath); autoload -Uz compinit &&
	    compinit -u -D -d $2/dump && print $_comps[platectl]' - \
	    "$top_srcdir/shellrc" "$T"
	[ "$output" = _platectl ]
	run zsh -n "$top_srcdir/shellrc/_platectl"
	[ "$status" -eq 0 ]
}
