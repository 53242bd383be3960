#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Requests: from a refusal to an approval that is used once, and windows asked for from inside.

load lib

setup() {
	setup_home
	qualify
	mkdir -p "$T/bin"
	for tool in kubectl docker psql; do
		printf '#!/bin/sh\necho "$(basename "$0") $*" >>"%s/ran"\n' "$T" >"$T/bin/$tool"
	done
	chmod +x "$T/bin"/*
	PATH=$T/bin:$PATH
	# The test itself becomes the session's anchor.
	bashplate -c true
}

runs() {
	[ "$(cat "$T/ran" 2>/dev/null | wc -l)" -eq "$1" ]
}

# The request that the last refusal names.
asked() {
	id=$(tail -n 1 <<<"$output" | jq -r .request)
	[[ $id =~ ^[0-9a-z]{6}$ ]]
}

@test "refused, approved, passes once, refused again" {
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 126 ]
	asked
	has "platectl approve $id (this command, once)"
	run platectl requests
	has "$id"
	has 'kubectl delete pod x'
	run with_pass approve "$id"
	[ "$status" -eq 0 ]
	has '    | kubectl delete pod x'
	has "folder:  $PWD"
	has 'kubernetes/'
	[[ $output != *"$PASS"* ]]
	runs 0
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 0 ]
	runs 1
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 126 ]
	runs 1
	run platectl log --format json
	has '"event":"approve"'
	has '"event":"use"'
	[ "$(grep -c '"approval":' <<<"$output")" -eq 1 ]
}

@test "--times, never more than five, also when all come at once" {
	run bashplate -c 'kubectl delete pod x'
	asked
	run with_pass approve "$id" --times 6
	[ "$status" -eq 2 ]
	run with_pass approve "$id" --times 3
	[ "$status" -eq 0 ]
	for i in 1 2 3 4 5 6 7 8; do
		bashplate -c 'kubectl delete pod x' 2>/dev/null &
	done
	wait
	runs 3
}

@test "another text, folder or session: not approved" {
	run bashplate -c 'kubectl delete pod x'
	asked
	run with_pass approve "$id" --times 5
	[ "$status" -eq 0 ]
	run bashplate -c 'kubectl delete pod  x'
	[ "$status" -eq 126 ]
	run bashplate -c 'kubectl delete pod x; kubectl delete pod y'
	[ "$status" -eq 126 ]
	mkdir other
	cd other
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 126 ]
	cd ..
	run timeout 20 bash -c 'bashplate -c "kubectl delete pod x"; exit $?'
	[ "$status" -eq 0 ]	# the same session: its anchor is above both
	runs 1
	# What an agent puts around its command adds nothing to what was approved.
	run bashplate -c "docker kill web && eval 'kubectl delete pod x'"
	[ "$status" -eq 126 ]
	runs 1
}

@test "a script or SQL file that the line names is part of it" {
	echo 'kubectl delete pod x' >deploy.sh
	run bashplate -c 'bash deploy.sh'
	[ "$status" -eq 126 ]
	asked
	echo '# changed' >>deploy.sh
	run with_pass approve "$id"
	[ "$status" -eq 126 ]
	has 'changed since'
	run bashplate -c 'bash deploy.sh'
	asked
	run with_pass approve "$id"
	[ "$status" -eq 0 ]
	has "reads:   $PWD/deploy.sh"
	echo 'kubectl delete pod y' >>deploy.sh
	run bashplate -c 'bash deploy.sh'
	[ "$status" -eq 126 ]
	runs 0
	sed -i '$d' deploy.sh
	run bashplate -c 'bash deploy.sh'
	[ "$status" -eq 0 ]
	runs 1
	echo 'update users set admin = true;' >m.sql
	run bashplate -c 'psql -f m.sql'
	[ "$status" -eq 126 ]
	asked
	run with_pass approve "$id"
	[ "$status" -eq 0 ]
	echo 'update users set admin = true where 1 = 1 or 2;' >m.sql
	run bashplate -c 'psql -f m.sql'
	[ "$status" -eq 126 ]
	runs 1
}

@test "a forged request approves what it shows, not what it means" {
	run bashplate -c 'kubectl delete pod x'
	asked
	good=$id
	run bashplate -c 'docker kill web'
	asked
	cd "$XDG_STATE_HOME/bashplate/requests"
	# The digest of the one with the text of the other.
	digest=$(jq -r .digest "$id".*)
	jq -c --arg d "$digest" '.digest = $d' "$good".* >x && mv x "$(echo "$good".*)"
	chmod 600 "$good".*
	cd "$OLDPWD"
	run with_pass approve "$good"
	[ "$status" -eq 0 ]
	run bashplate -c 'docker kill web'
	[ "$status" -eq 126 ]
	runs 0
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 0 ]
	runs 1
}

@test "the floor, what is unknown and the guard itself have no request" {
	for line in 'kubectl delete pvc x' 'eval "$(cat f)"' 'rm -rf ~/.config/bashplate' 'kubectl delete pod x; kubectl delete pvc x' 'if'; do
		run bashplate -c "$line"
		[ "$(tail -n 1 <<<"$output" | jq -r '.request // "none"' 2>/dev/null || echo none)" = none ]
		[[ $output != *'platectl approve'* ]]
	done
	run platectl requests
	has 'nothing is asked for'
}

@test "what is not text is shown, in requests and in approve" {
	line=$'kubectl delete pod x # \e[2K\e[1A ls \u202e\u200b'
	run bashplate -c "$line"
	asked
	run platectl requests
	[[ $output != *$'\e'* && $output != *$'\u202e'* && $output != *$'\u200b'* ]]
	has '\x1b[2K'
	run with_pass approve "$id"
	[ "$status" -eq 0 ]
	[[ $output != *$'\e'* && $output != *$'\u202e'* ]]
	has '\x1b[2K'
	has '202'
	run bashplate -c "$line"
	[ "$status" -eq 0 ]
	runs 1
}

@test "deny: the note is in the next refusal of that command" {
	run bashplate -c 'kubectl delete pod x'
	asked
	run platectl deny "$id" --note 'use rollout restart'
	[ "$status" -eq 0 ]
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 126 ]
	has 'denied:  use rollout restart'
	[ "$(tail -n 1 <<<"$output" | jq -r .denied)" = 'use rollout restart' ]
	run bashplate -c 'kubectl delete pod y'
	[[ $output != *'rollout restart'* ]]
	CLAUDECODE=1 run platectl deny "$id"
	[ "$status" -eq 126 ]
	CLAUDECODE=1 run with_pass approve "$id"
	[ "$status" -eq 126 ]
	has 'inside a guarded session'
}

@test "repeats are one request; a session has at most 32" {
	for i in 1 2 3; do
		run bashplate -c 'kubectl delete pod x'
	done
	run platectl requests --format json
	[ "$(jq length <<<"$output")" -eq 1 ]
	[ "$(jq '.[0].count' <<<"$output")" -eq 3 ]
	for ((i = 1; i <= 31; i++)); do
		bashplate -c "kubectl delete pod x$i" 2>/dev/null || :
	done
	run bashplate -c 'kubectl delete pod late'
	[ "$status" -eq 126 ]
	has 'asked for 32 things already'
	[ "$(platectl requests --format json | jq length)" -eq 32 ]
}

@test "a window asked for from inside: one passphrase opens it" {
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 126 ]
	for line in 'release-window 2h --reason "deploy 42" --scope kubernetes' '/release-window 2h' '!release-window until 23:59'; do
		run bashplate -c "$line"
		[ "$status" -eq 126 ]
		has 'not run: release-window is request'
		asked
		has "platectl approve $id"
	done
	[ "$(platectl requests --format json | jq '[.[] | select(.kind == "window")] | length')" -eq 3 ]
	run bashplate -c 'release-window 2h --reason "deploy 42" --scope kubernetes'
	asked
	run with_pass approve "$id"
	[ "$status" -eq 0 ]
	has 'lifting kubernetes'
	has 'Reason: deploy 42'
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 0 ]
	runs 1
	run bashplate -c 'docker kill web'
	[ "$status" -eq 126 ]
	run platectl window list --format json
	[ "$(jq -r '.[0] | .state, .reason, .scope[0]' <<<"$output" | tr '\n' ' ')" = 'open deploy 42 kubernetes ' ]
}

@test "what is more than asking is judged as a line; the policy bounds what is asked for" {
	run bashplate -c 'release-window 2h; kubectl delete pod x'
	[ "$status" -eq 126 ]
	has 'refused by the block set'
	run bashplate -c 'release-window 2h; echo ran'
	has 'ran'
	run bashplate -c 'release-window $(kubectl delete pvc x)'
	has 'refused by the floor'
	run bashplate -c 'release-window 9h'
	asked
	run with_pass approve "$id"
	[ "$status" -eq 126 ]
	has 'releaseWindow.max'
	run bashplate -c 'qualify-senior'
	[ "$status" -eq 126 ]
	has 'platectl qualify'
	run bashplate -c '/qualify-senior'
	has 'platectl qualify'
	runs 0
}

@test "nobody qualified: refusals and requests say only how to qualify" {
	rm -r "$XDG_STATE_HOME/bashplate/operators"
	for line in 'kubectl delete pod x' 'release-window 2h'; do
		run bashplate -c "$line"
		[ "$status" -eq 126 ]
		has 'platectl qualify'
		[[ $output != *'window open'* && $output != *'approve'* ]]
		[ "$(tail -n 1 <<<"$output" | jq -r .request)" = null ]
	done
	[ ! -e "$XDG_STATE_HOME/bashplate/requests" ]
	run with_pass approve abcdef
	has 'nobody here is qualified'
}

@test "an approval ends with its time, its boot, its session and its operator" {
	run bashplate -c 'kubectl delete pod x'
	asked
	run with_pass approve "$id" --for 2h
	[ "$status" -eq 126 ]
	run with_pass approve "$id" --for 1s
	[ "$status" -eq 0 ]
	until [ "$(date +%s)" -ge $(($(stat -c %Y "$XDG_STATE_HOME"/bashplate/grants/*) + 2)) ]; do :; done
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 126 ]
	run with_pass approve "$id"
	[ "$status" -eq 0 ]
	run platectl window close
	has '1 closed'
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 126 ]
	runs 0
}

@test "watch: on a desktop a pinentry opens the windows, commands wait" {
	run bashplate -c 'kubectl delete pod x'
	asked
	run bashplate -c 'release-window 5m --reason "from the desktop"'
	asked
	cat >pin <<-EOT
	#!/bin/bash
	echo OK
	while read -r line; do
		echo "\$line" >>"$T/said"
		[ "\$line" != GETPIN ] || echo "D $PASS"
		echo OK
	done
	EOT
	chmod +x pin
	run platectl watch --once --pinentry "$PWD/pin" </dev/null
	[ "$status" -eq 0 ]
	has 'is open for session'
	grep -q 'SETDESC Window of 5m.*from the desktop' "$T/said"
	[ "$(grep -c GETPIN "$T/said")" -eq 1 ]
	run bashplate -c 'kubectl delete pod x'
	[ "$status" -eq 0 ]
	runs 1
	CLAUDECODE=1 run platectl watch --once --pinentry "$PWD/pin" </dev/null
	[ "$status" -eq 126 ]
}
