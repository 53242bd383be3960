#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Windows end to end: the block set is lifted for the session, the floor is not.

load lib

setup() {
	setup_home
	qualify
}

# A blocked program that leaves a trace when it runs.
canary() {
	mkdir -p "$T/bin"
	printf '#!/bin/sh\necho "$@" >>"%s/ran"\n' "$T" >"$T/bin/kubectl"
	chmod +x "$T/bin/kubectl"
	PATH=$T/bin:$PATH
}

@test "open lifts the block set, not the floor, and close snaps back" {
	canary
	bashplate -c true
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 126 ]
	refusal=$output
	session=$(platectl sessions --format json | jq -r '.[0].id')
	[[ $refusal == *"--session $session "* ]]
	[ ! -e "$T/ran" ]
	run with_pass window open 30m --reason deploy --session "$session"
	[ "$status" -eq 0 ]
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 0 ]
	[ "$(cat "$T/ran")" = 'delete pod x' ]
	run bashplate -c 'kubectl delete pvc x'
	[ "$status" -eq 126 ]
	has 'refused by the floor'
	run platectl window list --format json
	[ "$(jq -r '.[0] | .state, .reason' <<<"$output" | tr '\n' ' ')" = 'open deploy ' ]
	id=$(jq -r '.[0].id' <<<"$output")
	[ "$(tail -n 1 "$XDG_STATE_HOME/bashplate/log.jsonl" | jq -r .verdict)" = refuse ]
	grep -q "\"window\":\"$id\"" "$XDG_STATE_HOME/bashplate/log.jsonl"
	run platectl window close
	[ "$status" -eq 0 ]
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 126 ]
	run platectl window list --format json
	[ "$(jq -r '.[0].state' <<<"$output")" = closed ]
	[ "$(wc -l <"$T/ran")" -eq 1 ]
}

@test "the scope bounds what is lifted" {
	canary
	bashplate -c true
	run with_pass window open 5m --reason x --scope git
	[ "$status" -eq 0 ]
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 126 ]
	run with_pass window open 5m --reason x --scope nosuch
	[ "$status" -eq 2 ]
	has 'no rule or pack'
	run with_pass window open 5m --reason x --scope kubernetes
	[ "$status" -eq 0 ]
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 0 ]
}

@test "no terminal, no reason, too long, no session: not opened" {
	run platectl window open 5m --reason x </dev/null
	[ "$status" -eq 126 ]
	has 'needs a person at a terminal'
	run with_pass window open 5m --reason x
	[ "$status" -eq 126 ]
	has 'no guarded session'
	bashplate -c true
	run with_pass window open 5m
	[ "$status" -eq 2 ]
	run with_pass window open 9h --reason x
	[ "$status" -eq 126 ]
	has 'releaseWindow.max'
	run with_pass window open soon --reason x
	[ "$status" -eq 2 ]
	run platectl window status
	has 'no window is open'
	run with_pass window open 8h --reason x
	[ "$status" -eq 0 ]
}

@test "not from inside a guarded session, though closing works there" {
	bashplate -c true
	CLAUDECODE=1 run with_pass window open 5m --reason x
	[ "$status" -eq 126 ]
	has 'inside a guarded session'
	# Below the shell that bashplate became.
	cat >try <<-'EOT'
	exec -a /x/bashplate bash -c 'platectl window open 5m --reason x --passphrase-fd 9; exit $?'
	EOT
	run bash try 9<<<"$PASS"
	[ "$status" -eq 126 ]
	has 'inside a guarded session'
	run bash -c 'platectl window open 5m --reason x --passphrase-fd 9; exit $?' 9<<<"$PASS"
	[ "$status" -eq 0 ]
	run bashplate -c 'platectl window close'
	[ "$status" -eq 0 ]
}

@test "a window in a folder that others can write is shut" {
	canary
	bashplate -c true
	run with_pass window open 5m --reason x
	[ "$status" -eq 0 ]
	chmod 777 "$XDG_STATE_HOME/bashplate/grants"
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 126 ]
	chmod 700 "$XDG_STATE_HOME/bashplate/grants"
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 0 ]
}

@test "a broken policy keeps windows shut" {
	bashplate -c true
	run with_pass window open 5m --reason x
	[ "$status" -eq 0 ]
	echo '{"x":1}' >"$POLICY"
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 125 ]
	run with_pass window open 5m --reason x
	[ "$status" -eq 126 ]
}

@test "log: what was run, with filters" {
	bashplate -c 'echo one'
	run bashplate -c 'kubectl delete pvc two'
	run platectl log
	[ "$status" -eq 0 ]
	has 'echo one'
	has 'kubectl delete pvc two'
	run platectl log --verdict refuse --format json
	[ "$(jq -r .command <<<"$output")" = 'kubectl delete pvc two' ]
	run platectl log --grep one --since 1h
	has 'echo one'
	run platectl log --rule 'git/*'
	[ -z "$output" ]
}
