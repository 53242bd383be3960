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
	# How the command before ended may be written after it.
	[ "$(jq -r 'select(.kind == "line") | .verdict' "$XDG_STATE_HOME/bashplate/log.jsonl" | tail -n 1)" = refuse ]
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

@test "durations as people write them, and what is none" {
	bashplate -c true
	for d in 90m 2h 1h30m 45s; do
		run with_pass window open "$d" --reason x --ticket OPS-7
		[ "$status" -eq 0 ]
		has 'is open for session'
	done
	run platectl window list --format json
	[ "$(jq -r '[.[].ticket] | unique[0]' <<<"$output")" = OPS-7 ]
	[ "$(jq '[.[] | (.until[11:13] + .until[14:16])] | length' <<<"$output")" -eq 4 ]
	for d in 2 h 0m 2x -1h 1h30 '2 h'; do
		run with_pass window open "$d" --reason x
		[ "$status" -ne 0 ]
	done
	run with_pass window open until 25:00 --reason x
	[ "$status" -eq 2 ]
	# In an hour, by the machine's clock.
	run with_pass window open until "$(date -d '+61 minutes' +%H:%M)" --reason x
	[ "$status" -eq 0 ]
	has ', 1h0' || has ', 60m' || has ', 61m'
}

@test "extend: within the max from the opening on, signed anew" {
	bashplate -c true
	run with_pass window open 1h --reason x
	[ "$status" -eq 0 ]
	run with_pass window extend 30m --reason 'still busy'
	[ "$status" -eq 0 ]
	run platectl window list --format json
	[ "$(jq -r '.[0].reason' <<<"$output")" = 'x; still busy' ]
	run with_pass window extend 8h
	[ "$status" -eq 126 ]
	has 'releaseWindow.max'
	CLAUDECODE=1 run with_pass window extend 30m
	[ "$status" -eq 126 ]
	run platectl window extend 30m --passphrase-fd 9 9<<<wrong
	[ "$status" -eq 126 ]
	run platectl window close
	run with_pass window extend 30m
	[ "$status" -eq 2 ]
	has 'no window is open'
	[ "$(platectl log --format json | grep -c '"event":"extend"')" -eq 1 ]
}

@test "the policy's hours: refused outside, cut at their end, zone named" {
	bashplate -c true
	hour=$(date -u +%H)
	next=$(date -u -d '+2 hours' +%H)
	echo "{\"permissions\":{\"releaseWindow\":{\"hours\":[\"$next:00-$next:30 UTC\"]}}}" >"$POLICY"
	run with_pass window open 5m --reason x
	[ "$status" -eq 126 ]
	has "allow windows only at: $next:00-$next:30 UTC"
	echo "{\"permissions\":{\"releaseWindow\":{\"hours\":[\"$hour:00-$next:00 UTC\"]}}}" >"$POLICY"
	run with_pass window open 8h --reason x
	[ "$status" -eq 0 ]
	has "when the policy's hours end"
	until=$(platectl window list --format json | jq -r '.[0].until')
	[[ $until == *T$next:00:* || $until == *T*:59:5* ]]
	echo '{"permissions":{"releaseWindow":{"hours":["always"]}}}' >"$POLICY"
	run platectl policy check
	[ "$status" -ne 0 ]
	has 'Mon-Fri 09:00-18:00 Europe/Berlin'
}

@test "an expired window is strict for the next line, and is logged once" {
	echo '{"permissions":{"releaseWindow":{"grace":"0s"}}}' >"$POLICY"
	canary
	bashplate -c true
	run with_pass window open 1s --reason short
	[ "$status" -eq 0 ]
	until [ -z "$(platectl window status --format json | jq -r '.[].id')" ]; do :; done
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 126 ]
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 126 ]
	[ ! -e "$T/ran" ]
	run platectl window list
	has expired
	has short
	[ "$(platectl log --format json | grep -c '"event":"expire"')" -eq 1 ]
}

@test "a window dies with its session's anchor, crash or not" {
	canary
	cat >agent <<-'EOT'
	bashplate -c true
	touch up
	while [ ! -e go ]; do :; done
	exec bashplate -c 'kubectl delete pod x'
	EOT
	bash agent &
	pid=$!
	until [ -e up ]; do :; done
	run with_pass window open 1h --reason x
	[ "$status" -eq 0 ]
	kill -9 $pid
	wait $pid || :
	run platectl window status
	has 'no window is open'
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 126 ]
}

@test "--radius and --production narrow what is lifted" {
	canary
	bashplate -c true
	run with_pass window open 1h --reason x --radius 0
	[ "$status" -eq 0 ]
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 126 ]
	run with_pass window open 1h --reason x --production only
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 126 ]
	run bashplate -c 'kubectl --context prod delete pod x'
	[ "$status" -eq 0 ]
	run with_pass window open 1h --reason x --radius 5
	[ "$status" -eq 2 ]
	run with_pass window open 1h --reason x --production maybe
	[ "$status" -eq 2 ]
	run with_pass window open 1h --reason x --user nobody
	[ "$status" -eq 126 ]
	has 'managed installs'
}

# A pinentry program that shows what it was told and answers.
@test "a desktop without a terminal: a pinentry asks" {
	bashplate -c true
	cat >pin <<-EOT
	#!/bin/bash
	echo 'OK Pleased to meet you'
	while read -r line; do
		echo "\$line" >>"$T/said"
		case \$line in
		GETPIN) echo "D \$(cat "$T/pin" | sed 's/%/%25/g')"; echo OK ;;
		BYE) exit ;;
		SETTITLE*) echo 'ERR 536871187 Unknown IPC command' ;;
		*) echo OK ;;
		esac
	done
	EOT
	chmod +x pin
	echo "$PASS" >"$T/pin"
	run platectl window open 5m --reason 'a 100% plan' --pinentry "$PWD/pin" </dev/null
	[ "$status" -eq 0 ]
	grep -q '^SETDESC Window of 5m for session .*Reason: a 100%25 plan' "$T/said"
	! grep -q "$PASS" "$T/said"
	echo wrong >"$T/pin"
	run platectl window open 5m --reason x --pinentry "$PWD/pin" </dev/null
	[ "$status" -eq 126 ]
	has 'the passphrase is wrong'
	for program in /bin/true /nonexistent/pin; do
		run timeout 20 platectl window open 5m --reason x --pinentry $program </dev/null
		[ "$status" -eq 126 ]
	done
	printf '#!/bin/sh\necho OK\nwhile read l; do case $l in GETPIN) echo "ERR 83886179 cancelled";; *) echo OK;; esac; done\n' >pin
	run platectl window open 5m --reason x --pinentry "$PWD/pin" </dev/null
	[ "$status" -eq 126 ]
	has 'given up'
	[ "$(platectl window list --format json | jq length)" -eq 1 ]
}

# Zombies are dead.
gone() {
	local state
	read -r _ _ state _ 2>/dev/null <"/proc/$1/stat" || return 0
	[[ $state == [ZX] ]]
}

@test "a pinentry that hangs: an end, a clear message, and nothing left of it" {
	bashplate -c true
	printf '#!/bin/sh\necho $$ >"%s/pid"\nexec sleep 900\n' "$T" >pin
	chmod +x pin
	# The product waits 20 s; a machine that takes ten times that is broken.
	run timeout 200 platectl window open 5m --reason x --pinentry "$PWD/pin" </dev/null
	[ "$status" -eq 126 ]
	has "$PWD/pin does not answer; is it a pinentry program"
	gone "$(cat "$T/pid")"
	# It answers, and does not go when it should.
	cat >pin <<-EOT
	#!/bin/bash
	echo \$\$ >"$T/pid"
	trap '' HUP PIPE
	echo 'OK hello'
	while read -r line; do
		case \$line in GETPIN) echo "D $PASS"; echo OK ;; *) echo OK ;; esac
	done
	exec sleep 900 >/dev/null
	EOT
	run timeout 200 platectl window open 5m --reason x --pinentry "$PWD/pin" </dev/null
	[ "$status" -eq 0 ]
	gone "$(cat "$T/pid")"
	[ "$(platectl window list --format json | jq length)" -eq 1 ]
}

@test "the emergency exit is root's, outside, and for an hour at most" {
	CLAUDECODE=1 run platectl disable --for 1h --reason x
	[ "$status" -eq 126 ]
	has 'inside a guarded session'
	run platectl disable --for 2h --reason x
	[ "$status" -eq 126 ]
	if [ "$(id -u)" != 0 ]; then
		has "root's"
	else
		has 'at most an hour'
	fi
	run platectl disable --for 1h
	[ "$status" -ne 0 ]
}
