#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The log has status and duration of each line; a recording plays in asciinema and holds no secret.

load lib
load installed

@test "each line has its status and how long it took, the last one too" {
	person <<'S'
prompt
send (sleep 0.2; exit 7)\r
prompt
send true\r
prompt
send docker kill web\r
expect refused by the block set
expect @@ d
idle
send \cuexit 3\r
wait-exit 3
S
	command -v jq >/dev/null || skip "jq is not installed"
	jq -r 'select(.kind == "exit") | .exit.status' state/bashplate/log.jsonl \
		>status
	printf '7\n0\n3\n' | diff - status
	jq -e -s '[.[] | select(.kind == "exit")][0].exit.duration >= 200000000' \
		state/bashplate/log.jsonl
	# Each belongs to a line that was allowed.
	jq -e -s '[.[] | select(.kind == "exit") | .line] -
		[.[] | select(.kind == "line" and .verdict == "allow") | .id]
		== []' state/bashplate/log.jsonl
}

recorded() {
	mkdir -p .config/bashplate
	echo '{ "record": { "io": true } }' >.config/bashplate/policy.json
	chmod 600 .config/bashplate/policy.json
	person "$@"
}

@test "without record.io nothing is recorded" {
	person <<'S'
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e state/bashplate/casts ]
}

@test "a recording is what the terminal showed, played by asciinema" {
	command -v asciinema >/dev/null || skip "asciinema is not installed"
	printf '#!/bin/sh\nprintf "\\342"; sleep 0.05; printf "\\202\\254\\n"\n' \
		>split
	recorded <<'S'
prompt
mark
send sh ~/split; printf 'bad \\377 byte\\n'; tput setaf 1\r
expect \xe2\x82\xac
prompt
resize 30 90
send read -s -p "pw? " p; echo "got ${#p}"\r
expect l\rpw? 
send hunter2\r
expect got 7
prompt
send window-status\r
expect no window is open
prompt
send exit 0\r
wait-exit 0
S
	cast=$(ls state/bashplate/casts/*.cast)
	[ "$(stat -c %a "$cast")" = 600 ]
	! grep -q hunter "$cast"
	head -1 "$cast" | grep -q '"version":2,"width":80,"height":24'
	grep -q '"r","90x30"' "$cast"
	# It wants a terminal, to put it into raw mode.
	LC_ALL=C.UTF-8 TERM=xterm "$bin/ptydrive" \
		sh -c 'asciinema cat "$0" >played' "$cast" <<'S'
wait-exit 0
S
	grep -q 'got 7' played
	grep -q "$(printf '\342\202\254')" played
	grep -q "bad $(printf '\357\277\275') byte" played
	grep -q 'pause: a command of the guard' played
	! grep -q 'no window is open' played
	LC_ALL=C.UTF-8 TERM=xterm "$bin/ptydrive" asciinema play -s 1000 "$cast" <<'S'
expect got 7
wait-exit 0
S
}

@test "secrets in a recording are masked where they stand" {
	printf 'DB_PASSWORD: hunter2hunter\nport: 5432\n' >config.yml
	recorded <<'S'
prompt
send export API_TOKEN=hunter3\x7f\x7fr3hunter && echo set\r
expect set\r\n
prompt
send cat ~/config.yml\r
expect 5432
prompt
send exit 0\r
wait-exit 0
S
	cast=$(ls state/bashplate/casts/*.cast)
	LC_ALL=C.UTF-8 TERM=xterm "$bin/ptydrive" \
		sh -c 'asciinema cat "$0" >played || cat "$0" >played' "$cast" <<'S'
wait-exit 0
S
	! grep -qE 'hunt|nter[23]' "$cast" played
	grep -qF 'DB_PASSWORD: *************' played
	grep -qF 'port: 5432' played
	grep -qF 'API_TOKEN=' played
	grep -qF '"m","masked"' "$cast"
}
