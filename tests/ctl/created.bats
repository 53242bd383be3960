#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What this session made it may delete, wherever it lies; what was there before it may not. And its own processes.

load lib

setup() {
	setup_home
	# No folder is scratch, so that only the session's own files count.
	echo '{ "context": { "scratch": [] } }' >"$POLICY"
	mkdir "$T/other"
}

# A moment on the clock of process starts, which is coarse.
later() {
	local end=$(($(date +%s%N) + 60000000))
	while [ "$(date +%s%N)" -lt "$end" ]; do :; done
}

has_birth_times() {
	[ "$(stat -c %W "$T/other")" -gt 0 ] || skip 'no birth times on this file system'
}

@test "files: made in this session, deleted in this session" {
	has_birth_times
	mkdir -p "$T/other/old/sub" && touch "$T/other/old/sub/a" "$T/other/note"
	later
	run bash -c "bashplate -c 'rm -rf $T/other/old'; exit \$?"
	[ "$status" -eq 126 ]
	has files/delete-
	[ -e "$T/other/old/sub/a" ]
	run bash -c "bashplate -c 'rm $T/other/note'; exit \$?"
	[ "$status" -eq 126 ]
	later
	run bash -c "bashplate -c 'mkdir -p $T/other/new/sub && touch $T/other/new/sub/a' && bashplate -c 'rm -rf $T/other/new'; exit \$?"
	[ "$status" -eq 0 ]
	[ ! -e "$T/other/new" ]
}

@test "files: an old file in a new folder is not the session's" {
	has_birth_times
	touch "$T/other/precious"
	later
	run bash -c "bashplate -c 'mkdir $T/other/new && ln $T/other/precious $T/other/new/p' && bashplate -c 'rm -rf $T/other/new'; exit \$?"
	[ "$status" -eq 126 ]
	[ -e "$T/other/new/p" ]
}

@test "processes: its own child and job, not another's" {
	sleep 300 3>&- &
	other=$!
	# By the line, or by the kernel gate where it is live: it survives.
	run bashplate -c "kill $other"
	[ "$status" -ne 0 ]
	has process/kill-
	kill -0 "$other"
	run bashplate -c 'sleep 300 & p=$!; kill $p; wait $p; echo $?'
	[ "$status" -eq 0 ]
	[ "$output" = 143 ]
	run bashplate -c 'sleep 300 & kill %1; wait; echo done'
	[ "$status" -eq 0 ]
	has 'done'
	kill "$other"
}

@test "processes: pkill by name and a pid from a file harm nothing outside the session" {
	cp "$(command -v sleep)" "$T/bpcanary$$"
	"$T/bpcanary$$" 300 3>&- &
	other=$!
	echo "$other" >pid
	for line in "pkill -x bpcanary$$" "killall bpcanary$$" 'kill $(cat pid)' 'xargs kill <pid'; do
		run bashplate -c "$line; true"
		kill -0 "$other"
	done
	# And the same names inside the session are its own affair.
	run bashplate -c "$T/bpcanary$$ 300 & sleep 0.1; kill \$!; wait; echo done"
	[ "$status" -eq 0 ]
	has 'done'
	kill "$other"
}
