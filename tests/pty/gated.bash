# SPDX-License-Identifier: ISC
# For the pty tests of a gated session: the installed shell with its own rules,
# and programs that start what no line tells.

load lib
load installed

# gates_here: has a person's session gates of its own here? root's has, or an
# account's that could lose nothing by them; a container may forbid them.
gates_here() {
	person <<'S' >/dev/null 2>&1
prompt
send exit 0\r
wait-exit 0
S
	grep '"kind":"tier"' state/bashplate/log.jsonl |
		grep -qE '"event":"(full|unverified)"' || {
		rm -rf "$T/state"
		skip "no gates for this account's prompt; platectl doctor says why"
	}
	rm -rf "$T/state"
}

# What ./hidden runs stands in a file, in a language the line gate does not
# read: `./hidden FILE` runs each line of it and says how it ended.
hidden() {
	cat >p/hidden <<-'E'
	#!/usr/bin/awk -f
	BEGIN { while ((getline line <ARGV[1]) > 0)
		print "ended " system(line) }
	E
	chmod 755 p/hidden
	echo 'kubectl delete pvc x' >p/floor
	echo 'kubectl get pvc x' >p/good
	echo 'docker kill web' >p/block
}

setup() {
	setup_session
	household
	hidden
	[[ $BATS_TEST_DESCRIPTION == *"for every account" ]] || gates_here
}

# Everything of the kind, one compact object a line.
records() {
	grep "\"kind\":\"$1\"" state/bashplate/log.jsonl
}

# The id of the line whose text holds $1.
line_id() {
	records line | grep -F -- "$1" | tail -n 1 | jq -r .id
}

# within SECONDS COMMAND...: wait for it, no longer.
within() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.02
	done
}
