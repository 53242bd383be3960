#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What is typed where a program hides it is in no log, no history of the guard and no recording, in whatever shell.

load lib
load installed
load ownshell

# Each asks for a secret in its own way, says how long it was in SHOWN, and is
# left out where it is not installed.
prompts() {
	printf '#!/bin/sh\nstty -echo </dev/tty\nprintf "Password: " >/dev/tty\nread p </dev/tty\nstty echo </dev/tty\necho "took ${#p}"\n' >bin/asks
	printf '#!/bin/sh\nstty raw -echo </dev/tty\nprintf "Password: " >/dev/tty\nhead -c 17 </dev/tty | wc -c | sed "s/^ */took /"\nstty -raw echo </dev/tty\n' >bin/rawasks
	chmod +x bin/asks bin/rawasks
	echo 'import getpass; print("took", len(getpass.getpass("Password: ")))' >pass.py
	! command -v ssh-keygen >/dev/null ||
		ssh-keygen -q -t ed25519 -N five-stones-under -f key </dev/null
}

# The moves of one session; PROMPT is what the script waits for.
moves() {
	printf '%s\n' 'send asks\r' 'expect Password: ' 'send five-stonesX\x7f-under\r' 'expect took ' "$1"
	printf '%s\n' 'send asks; asks\r' 'expect Password: ' 'send five-stones-under\rfive-stones-under\r' \
		'expect took 17' 'expect took 17' "$1"
	printf '%s\n' 'send rawasks\r' 'expect Password: ' 'send five-stones-under' 'expect took 17' "$1"
	printf '%s\n' 'send asks\r' 'expect Password: ' 'send five-stones-u\cc' "${2-$1}"
	if command -v python3 >/dev/null; then
		printf '%s\n' 'send python3 ~/pass.py\r' 'expect Password: ' 'send five-stones-under\r' \
			'expect took 17' "$1"
	fi
	if command -v ssh-keygen >/dev/null; then
		printf '%s\n' 'send ssh-keygen -y -f ~/key\r' 'expect passphrase' 'send five-stones-under\r' \
			'expect ssh-ed25519' "$1"
	fi
	if command -v mysql >/dev/null; then
		printf '%s\n' 'send mysql -h 127.0.0.1 -P 1 -u nobody -p\r' 'expect password: ' 'send five-stones-under\r' \
			'expect ERROR' "${3-$1}"
	fi
	printf '%s\n' 'send exit 0\r' 'wait-exit 0'
}

hidden() {
	local f
	# It was recorded, and the lines are there.
	grep -q '"command":"asks; asks"' state/bashplate/log.jsonl
	grep -q 'Password: ' state/bashplate/casts/*
	! grep -re stones state/bashplate || return 1
}

policy() {
	mkdir -p .config/bashplate
	echo "{ \"record\": { \"io\": true }, $1 }" >.config/bashplate/policy.json
	chmod 600 .config/bashplate/policy.json
	household
	prompts
}

@test "43 in bash" {
	policy '"shell": "/bin/bash"'
	{
		echo prompt
		printf '%s\n' 'send read -s -p "pw: " p; echo "took ${#p}"\r' 'expect l\rpw: ' \
			'send five-stones-under\r' 'expect took 17' prompt
		printf '%s\n' 'send read -e -s -p "pw: " p; echo "took ${#p}"\r' 'expect \r\e[?2004hpw: ' \
			'send five-stones-under\r' 'expect took 17' prompt
		moves prompt
	} | person
	hidden
}

@test "43 in zsh" {
	command -v zsh >/dev/null || skip "zsh is not installed"
	policy "\"shell\": \"$(command -v zsh)\""
	printf '%s\n' "PROMPT='@@ '" 'unsetopt prompt_sp prompt_cr' >.zshrc
	{
		echo 'expect @@ '
		printf '%s\n' 'send read -s "p?pw: "; echo "took ${#p}"\r' 'expect \npw: ' 'send five-stones-under\r' \
			'expect took 17' 'expect @@ '
		moves 'expect @@ '
	} | person
	hidden
}

@test "43 where the proxy reads the line" {
	local shell name
	for shell in $OWN_SHELLS; do
		[ -x "$shell" ] || continue
		own_home "${shell##*/}" "$shell"
		printf '{ "record": { "io": true }, "shell": "%s", "lineEditor": "own" }\n' \
			"$shell" >.config/bashplate/policy.json
		prompts
		{
			echo prompt
			# It leaves a colour before the prompt.
			moves prompt again $'expect \\r\\e[?2004h\nexpect @@ '
		} | own_session
		hidden
	done
}
