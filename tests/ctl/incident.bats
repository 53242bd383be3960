#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Incident #90649, the other way round: a kill that was justified and had no way to be approved. It is refused, and an operator has a way.

load lib

setup() {
	setup_home
	qualify
	server=
	mkdir "$T/bin"
	printf '#!/bin/sh\ncat "%s/pid"\n' "$T" >"$T/bin/lsof"
	chmod 755 "$T/bin/lsof"
	PATH=$T/bin:$PATH
	# The test itself becomes the session's anchor.
	bashplate -c true
}

teardown() {
	[ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
	keep_log "$XDG_STATE_HOME"
	remove_tree "$T"
}

# A stand-in for the server on port 3000, ours and outside of the guarded tree; so is lsof, which finds nothing else.
start_server() {
	sleep 300 3>&- &
	server=$!
	echo "$server" >"$T/pid"
}

serves() {
	local state=gone
	read -r _ _ state _ 2>/dev/null <"/proc/$server/stat" || return 1
	[[ $state != [ZX] ]]
}

# SIGKILL ended it: soon, since a loaded machine takes its time, and without waiting for ever when it did not.
killed() {
	local end=$((SECONDS + 20)) status=0
	while serves; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.02
	done
	wait "$server" || status=$?
	[ "$status" -eq 137 ]
}

line='kill -9 $(lsof -ti:3000)'

refused() {
	run bashplate -c "$line"
	[ "$status" -ne 0 ]
	has "refused by the block set: process/kill-$1"
	serves
}

@test "refused with a request; approved, the line ends the server, once" {
	echo '{ "tier": "line-only" }' >"$POLICY"
	start_server
	refused unknown
	[ "$status" -eq 126 ]
	id=$(tail -n 1 <<<"$output" | jq -r .request)
	[[ $id =~ ^[0-9a-z]{6}$ ]]
	has "platectl approve $id (this command, once)"
	run with_pass approve "$id"
	[ "$status" -eq 0 ]
	has "    | $line"
	serves
	run bashplate -c "$line"
	[ "$status" -eq 0 ]
	killed
	# The next server, to which the very same line would do the same.
	start_server
	refused unknown
	[ "$status" -eq 126 ]
	run platectl log --format json
	[ "$(grep -c '"event":"use"' <<<"$output")" -eq 1 ]
}

# Where the kernel gates live, the line runs and the gate refuses the signal by its real target: that is asked for.
gates_live() {
	bashplate -c 'grep -q "Seccomp:.*2" /proc/self/status' || skip 'no kernel gates here; platectl doctor says why'
}

gate_asked() {
	id=$(grep '^{"verdict":' <<<"$output" | jq -r .request)
	[[ $id =~ ^[0-9a-z]{6}$ ]]
	has "platectl approve $id (this signal to this process, once)"
}

@test "live gates: refused by its target with a request; approved, it passes once" {
	gates_live
	start_server
	refused other
	has "pid $server (sleep 300)"
	gate_asked
	first=$id
	run platectl requests
	has "$id  open     signal"
	run with_pass approve "$id"
	[ "$status" -eq 0 ]
	has "    | kill -9 $server"
	has "reaches: pid $server (sleep 300), owner $(id -un)"
	has "    : $line"
	serves
	run bashplate -c "$line"
	[ "$status" -eq 0 ]
	killed
	# Another server, under the very same line: another request.
	start_server
	refused other
	gate_asked
	[ "$id" != "$first" ]
	run platectl log --format json
	[ "$(grep -c '"event":"use"' <<<"$output")" -eq 1 ]
}

@test "live gates: a window lets it through, and its end is the end" {
	gates_live
	start_server
	refused other
	has 'platectl window open'
	run with_pass window open 5m --reason 'it is ours' --scope process
	[ "$status" -eq 0 ]
	run bashplate -c "$line"
	[ "$status" -eq 0 ]
	killed
	start_server
	run platectl window close
	[ "$status" -eq 0 ]
	refused other
}

@test "live gates, unknown: refuse: one approval holds for the line and what it does" {
	gates_live
	echo '{ "unknown": "refuse" }' >"$POLICY"
	start_server
	refused unknown
	[ "$status" -eq 126 ]
	run with_pass approve "$(tail -n 1 <<<"$output" | jq -r .request)"
	[ "$status" -eq 0 ]
	run bashplate -c "$line"
	[ "$status" -eq 0 ]
	killed
	start_server
	refused unknown
}

@test "live gates, an approved pid: what was approved passes the gate too" {
	echo '{ "unknown": "refuse" }' >"$POLICY"
	start_server
	line="kill -9 $server"
	refused other
	[ "$status" -eq 126 ]
	run with_pass approve "$(tail -n 1 <<<"$output" | jq -r .request)"
	[ "$status" -eq 0 ]
	run bashplate -c "$line"
	[ "$status" -eq 0 ]
	killed
}
