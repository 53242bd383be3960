#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# platectl policy init, check, edit, diff, rollback, try; platectl test with a pack of the owner's own.

load lib

setup() {
	setup_home
	# As root the file that is meant without FILE is the machine's own.
	P=$T/policy.json
}

# An editor that replaces the text by sed.
editor() {
	printf "#!/bin/sh\nsed -i '%s' \"\$1\"\n" "$1" >"$T/ed"
	chmod +x "$T/ed"
	export VISUAL=$T/ed
}

@test "init: the starter policy with its comments is sound and equal to the built-in one" {
	run platectl policy init "$P"
	[ "$status" -eq 0 ]
	jq -e '."//" and .permissions."//" and ."//blockSet" and ."//mode"' "$P" >/dev/null
	run platectl policy check "$P"
	[ "$status" -eq 0 ]
	has 'the policy is sound: 8 floor entries'
	# Every effective value is what holds without any file.
	platectl policy check --format json "$P" | jq -S '.values | map(del(.origin))' >a.json
	platectl policy check --format json | jq -S '.values | map(del(.origin))' >b.json
	diff a.json b.json
	run platectl policy init "$P"
	[ "$status" -eq 125 ]
	has 'is there already and was left alone'
}

@test "check: each value with the file and line it is from" {
	printf '{ "mode": "observe",\n  "context": {\n    "production": ["live"] },\n  "blockSet": { "off": ["git/tag-delete"], "floor": ["process"] } }\n' >"$P"
	run platectl policy check "$P"
	[ "$status" -eq 0 ]
	has "observe  ($P:1)"
	has "live  ($P:3)"
	has "git/tag-delete  ($P:4)"
	[[ $output =~ blockSet.floor\ +process/.*process/ ]]
	[[ $output =~ shell\ +/bin/bash\ +\(built-in\) ]]
	run platectl policy check --format json "$P"
	[ "$(jq -r '.values[] | select(.key == "mode") | .value, .origin[0].line' <<<"$output" | tr '\n' ' ')" = 'observe 1 ' ]
	echo '{ "mode": "observ" }' >"$P"
	run platectl policy check "$P"
	[ "$status" -eq 125 ]
	has "$P:1:11: "
	run platectl policy check --format json "$P"
	[ "$status" -eq 125 ]
	[ "$(jq -r '.sound, .problems[0].line' <<<"$output" | tr '\n' ' ')" = 'false 1 ' ]
}

@test "edit: a sound text takes its place, the one before stays, rollback and diff" {
	platectl policy init "$P"
	cp "$P" first
	editor 's/"max": "8h"/"max": "3h"/'
	run platectl policy edit "$P"
	[ "$status" -eq 0 ]
	has 'floor entries: 8 before, 8 now'
	grep -q '"max": "3h"' "$P"
	cmp first "$P.last"
	[ ! -e "$P.draft" ]
	run platectl policy diff "$P"
	[ "$status" -eq 0 ]
	has '"max": "3h"'
	run platectl policy rollback "$P"
	[ "$status" -eq 0 ]
	cmp first "$P"
	grep -q '"max": "3h"' "$P.last"
	run platectl policy rollback "$P"
	grep -q '"max": "3h"' "$P"
	[ "$(grep -c '"kind":"policy"' "$XDG_STATE_HOME/bashplate/log.jsonl")" -eq 3 ]
}

@test "edit: a mistake never takes effect; the text is kept" {
	platectl policy init "$P"
	cp "$P" first
	editor 's/"enforce"/"enfroce"/'
	run platectl policy edit "$P" </dev/null
	[ "$status" -eq 125 ]
	has 'is as it was'
	has "$P.draft:"
	cmp first "$P"
	[ ! -e "$P.last" ]
	grep -q enfroce "$P.draft"
	rm "$P.draft"
	# Nor does an editor that fails, or that changes nothing.
	VISUAL=false run platectl policy edit "$P" </dev/null
	[ "$status" -eq 125 ]
	cmp first "$P"
	VISUAL=true run platectl policy edit "$P" </dev/null
	[ "$status" -eq 0 ]
	[ "$output" = 'not changed' ]
	[ ! -e "$P.draft" ]
}

@test "edit: a lost floor entry is told; rollback refuses a broken version" {
	platectl policy init "$P"
	editor '/TRUNCATE/d'
	run platectl policy edit "$P"
	[ "$status" -eq 0 ]
	has 'floor entries: 8 before, 7 now'
	cp "$P" now
	echo '{' >"$P.last"
	run platectl policy rollback "$P"
	[ "$status" -eq 125 ]
	has 'the policy is as it was'
	cmp now "$P"
	rm "$P.last"
	run platectl policy rollback "$P"
	[ "$status" -eq 125 ]
	has 'there is no earlier version'
	run platectl policy diff "$P"
	has 'no earlier version'
}

@test "edit and rollback: refused inside a guarded session, by the line and by platectl" {
	platectl policy init "$P"
	run bashplate -c "platectl policy rollback '$P'"
	[ "$status" -eq 126 ]
	has 'self/grant'
	# From a program, where no line shows it.
	printf '#!/usr/bin/env python3\nimport subprocess, sys\nsys.exit(subprocess.call(["platectl", "policy", "edit", "%s"]))\n' "$P" >t.py
	chmod +x t.py
	# The exec gate stops it where it is live, platectl itself elsewhere.
	editor 's/"max": "8h"/"max": "3h"/'
	cp "$P" first
	run bashplate -c ./t.py
	[ "$status" -ne 0 ]
	cmp first "$P"
	run ./t.py
	[ "$status" -eq 0 ]
	grep -q '"max": "3h"' "$P"
}

# A log of three lines: two ran, one was refused.
three_lines() {
	bashplate -c 'echo one'
	bashplate -c 'git status || true' || true
	run bashplate -c 'git stash clear'
	[ "$status" -eq 126 ]
}

@test "try: what the log's lines would have met under another policy" {
	three_lines
	echo '{ "permissions": { "neverAllow": ["git status"] }, "blockSet": { "off": ["git/stash-drop"] } }' >new.json
	run platectl policy try new.json
	[ "$status" -eq 0 ]
	has '3 lines: 1 as before, 1 that ran would be refused, 1 that were refused would run'
	has 'git status'
	has 'git/stash-drop'
	run platectl policy try --format json new.json --since 7d
	[ "$(jq -r '.lines, .refused, .allowed, .newlyRefused[0].lines' <<<"$output" | tr '\n' ' ')" = '3 1 1 1 ' ]
	run platectl policy try new.json --since 2099-01-01
	has '0 lines'
	echo '{' >new.json
	run platectl policy try new.json
	[ "$status" -eq 125 ]
}

pack() {
	cat >own.json <<END
{ "pack": "own", "rules": [
  { "id": "own/status", "title": "Look at the tree", "why": "It is slow here.", "radius": 2,
    "match": ["git status", "frobctl $1"],
    "examples": { "refuse": ["git status -s", "frobctl $1 all"], "allow": ["git log", "frobctl show all"] } } ] }
END
}

@test "try and test: a pack of rules before it goes live" {
	three_lines
	pack wipe
	run platectl policy try own.json
	[ "$status" -eq 0 ]
	has '1 that ran would be refused'
	has 'own/status'
	run platectl test own.json
	[ "$status" -eq 0 ]
	has '4 as expected, 0 not'
	sed -i 's/"git log"/"git status -b"/; s/frobctl wipe all/frobctl wpie all/' own.json
	run platectl test own.json
	[ "$status" -eq 1 ]
	has 'own/status: should be allowed: git status -b'
	has 'own/status: should be refused: frobctl wpie all'
	echo '{ "pack": "own", "rules": [ { "id": "own/x", "title": "t" } ] }' >own.json
	run platectl test own.json
	[ "$status" -eq 1 ]
	has 'own.json:1:'
	sed -i 's#own/x#git/x#' own.json
	run platectl test own.json
	[ "$status" -eq 1 ]
}

@test "rules.d: in force it refuses, off and raised by blockSet; a mistake in it lets nothing run" {
	pack wipe
	mkdir "$XDG_CONFIG_HOME/bashplate/rules.d"
	cp own.json "$XDG_CONFIG_HOME/bashplate/rules.d/own.json"
	run platectl check -- 'frobctl wipe all'
	[ "$status" -eq 126 ]
	has 'own/status'
	run platectl check -- 'frobctl show all'
	[ "$status" -eq 0 ]
	run platectl rules show own/status
	has 'turn off'
	echo '{ "blockSet": { "off": ["own"] } }' >"$POLICY"
	run platectl check -- 'frobctl wipe all'
	[ "$status" -eq 0 ]
	run platectl rules --pack own
	has '(off)'
	echo '{ "blockSet": { "floor": ["own/status"] } }' >"$POLICY"
	run platectl check --format json -- 'frobctl wipe all'
	[ "$(jq -r .layer <<<"$output")" = floor ]
	# Built-in rules are not the worse for it, and nothing runs by a broken pack.
	run platectl check -- 'git stash clear'
	[ "$status" -eq 126 ]
	echo '{ "pack": "own", "rules": [ { "id": "git/stash-drop", "title": "t", "why": "w", "radius": 0, "match": ["x y"] } ] }' \
		>"$XDG_CONFIG_HOME/bashplate/rules.d/own.json"
	run bashplate -c 'echo ran'
	[ "$status" -eq 125 ]
	! grep -qx ran <<<"$output"
}

@test "observe: refusals of the block set are logged and run, the floor holds" {
	echo '{ "mode": "observe" }' >"$POLICY"
	mkdir repo && cd repo
	git init -q .
	run bashplate -c 'git stash clear && echo ran'
	[ "$status" -eq 0 ]
	has ran
	tail -n 5 "$XDG_STATE_HOME/bashplate/log.jsonl" | grep -q '"rule":"git/stash-drop"'
	run bashplate -c 'kubectl delete pvc x; echo ran'
	[ "$status" -eq 126 ]
}
