#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The kernel gates of a person's session: root's own, or an account's that has
# nothing to lose by them. What no line tells is judged when it starts.

load gated

@test "the session is gated, keeps set-user-id programs, and says so first" {
	person <<'S'
prompt
send grep -E '^(Seccomp|NoNewPrivs):' /proc/self/status >s\r
prompt
send exit 0\r
wait-exit 0
same-modes
S
	grep -qE '^Seccomp:[[:space:]]2$' p/s
	grep -qE '^NoNewPrivs:[[:space:]]0$' p/s
	[ "$(records tier | wc -l)" -eq 1 ]
	# Before the first line.
	[ "$(records tier | jq .seq)" -lt "$(records line | head -n 1 | jq .seq)" ]
}

@test "no NO_NEW_PRIVS, and the tier on record before the first line: for every account" {
	local before
	before=$(grep NoNewPrivs: /proc/self/status)
	person <<'S'
prompt
send grep NoNewPrivs: /proc/self/status >s\r
prompt
send exit 0\r
wait-exit 0
S
	[ "$(cat p/s)" = "$before" ]
	[ "$(records tier | wc -l)" -eq 1 ]
	[ "$(records tier | jq .seq)" -lt "$(records line | head -n 1 | jq .seq)" ]
	if records tier | grep -q '"event":"line-only"'; then
		# And why.
		records tier | jq -e '.detail | length > 20'
	else
		records tier | grep -qE '"event":"(full|unverified)"'
	fi
}

@test "what a line hides is refused when it starts, as a person reads it; its twin runs" {
	person <<'S'
prompt
send ./hidden floor\r
expect refused by the floor: kubectl delete pvc
expect This program was not started
expect ended 12
prompt
send ./hidden good\r
expect ended 0
prompt
send ./hidden block\r
expect refused by the block set: process/docker-stop
expect ended 12
mark
prompt
absent "verdict"
send exit 0\r
wait-exit 0
same-modes
S
	[ "$(cat canary)" = "get pvc x" ]
	# Each record of the gate names the line it belongs to.
	[ "$(records exec | grep '"layer":"floor"' | jq -r .line)" = \
	    "$(line_id './hidden floor')" ]
	[ "$(records exec | grep '"layer":"block"' | jq -r .line)" = \
	    "$(line_id './hidden block')" ]
	! grep -q '{"verdict"' "$T/state/bashplate/log.jsonl"
}

@test "startup files and prompt commands: what cannot be told runs, the floor holds" {
	cat >>.bashrc <<-'E'
	eval "$(cat some.sh)"
	for f in *.inc; do . ./$f; done
	eval "$(awk 'BEGIN{print "ku" "bectl get rc y"}')"
	eval "$(awk 'BEGIN{print "ku" "bectl delete pvc y"}')"
	PROMPT_COMMAND='eval "$(cat ../each)"'
	_done() { COMPREPLY=($(cat ../words)); }
	complete -F _done finish
	E
	echo 'kubectl get some y' >p/some.sh
	echo 'kubectl get inc y' >p/one.inc
	echo 'kubectl get each y' >each
	echo completed >words
	person <<'S'
expect refused by the floor: kubectl delete pvc
prompt
send echo finish \t
expect finish
send \cufinish \t
expect completed
send \cu
send exit 0\r
wait-exit 0
S
	grep -qx 'get some y' canary
	grep -qx 'get inc y' canary
	grep -qx 'get rc y' canary
	grep -qx 'get each y' canary
	! grep -q delete canary
	# Not a part of any line.
	[ "$(records exec | grep delete | jq -r .line)" = null ]
}

@test "jobs: background, stop, continue, interrupt and kill are as without gates" {
	person <<'S'
prompt
send sleep 300 & p=$!\r
prompt
send kill -0 %1 && echo there-$((1+1))\r
expect there-2
prompt
send kill %1; wait %1; echo "gone-$?"\r
expect gone-143
prompt
send sh -c 'echo up-$((1+1)); exec sleep 301'\r
expect up-2
send \cz
expect Stopped
prompt
send bg; jobs\r
expect Running
prompt
send fg\r
expect exec sleep
foreground
send \cc
prompt
send sleep 302 | sleep 303 & kill -STOP %%; kill -KILL %%; wait; echo "none-$((2+3))"\r
expect none-5
prompt
send trap 'echo usr1' USR1; kill -USR1 $$\r
expect usr1
prompt
send exit 7\r
wait-exit 7
same-modes
S
	! records signal
}

@test "the kill gate: somebody else's process is not reached, nor by a program" {
	sleep 304 3>&- &
	other=$!
	echo "kill $other" >p/killer
	cat >p/own <<-'E'
	sleep 305 & p=$!; kill $p; wait $p; test $? -eq 143
	E
	person <<S
prompt
send ./hidden killer\r
expect refused by the block set: process/kill-other
expect The signal was not sent
expect ended 1
prompt
send ./hidden own\r
expect ended 0
prompt
send exit 0\r
wait-exit 0
S
	kill -0 "$other"
	[[ $(sed 's/.*) //' "/proc/$other/stat") != Z* ]]
	kill "$other"
}

@test "a window opened from inside reaches what runs, and closing snaps shut" {
	qualified
	cat >p/slow <<-E
	#!/usr/bin/awk -f
	BEGIN { while (system("test -e $T/go")) system("sleep 0.05")
		print "ended " system("docker kill late") }
	E
	chmod 755 p/slow
	person <<'S'
prompt
send ./hidden block\r
expect refused by the block set: process/docker-stop
prompt
send release-window 2h mending it\r
expect Passphrase: 
send four-stones-under\r
expect is open for session
prompt
send ./hidden block\r
expect ended 0
prompt
send ./hidden floor\r
expect refused by the floor
prompt
send ./slow & touch ../begun\r
prompt
wait-file ../begun
send close-window\r
expect 1 closed
prompt
send touch ../go; wait\r
expect refused by the block set: process/docker-stop
expect ended 12
prompt
send ./hidden block\r
expect refused by the block set
prompt
send exit 0\r
wait-exit 0
S
	[ "$(cat canary)" = "kill web" ]
	records exec | grep '"verdict":"allow"' | grep -q '"window":"'
}

@test "an approved line keeps its approval for what it starts, and no longer" {
	qualified
	cat >p/asks <<-'E'
	#!/bin/sh
	docker kill web
	E
	chmod 755 p/asks
	# approve: the request of the last refusal, on another terminal.
	cat >approve <<-E
	#!/bin/sh
	unset CLAUDECODE
	exec <&- >>"$T/approved" 2>&1
	id=\$(grep '"kind":"request"' $T/state/bashplate/log.jsonl | tail -n 1 |
	    jq -r .grant.id)
	HOME=$T XDG_STATE_HOME=$T/state "${SHELL_UNDER_TEST%/*}/platectl" \\
	    approve "\$id" --passphrase-fd 9 9<$T/pass && touch "$T/yes"
	E
	chmod 755 approve
	echo four-stones-under >pass
	{ within 60 test -e "$T/now" && ./approve; } 3>&- &
	person <<'S'
prompt
send ./asks\r
expect refused by the block set: process/docker-stop
expect @@ ./asks
create ../now
wait-file ../yes
send \r
prompt
send ./asks\r
expect refused by the block set
expect @@ ./asks
send \cuexit 0\r
wait-exit 0
S
	wait
	[ "$(cat canary)" = "kill web" ]
	[ "$(records approval | grep -c '"event":"use"')" -eq 1 ]
}

@test "no gates to be had: the session works, says so once, and is line-only" {
	printf '#!/bin/sh\nexec "%s" listener "%s"\n' \
	    "$top_builddir/tests/kernel/deny" "$SHELL_UNDER_TEST" >foreign
	chmod 755 foreign
	SHELL_UNDER_TEST=$T/foreign person <<'S'
expect no kernel gates in this session: another program's seccomp listener
prompt
send kubectl delete pvc x\r
expect refused by the floor
expect @@ kubectl
send \cukubectl get pvc x\r
prompt
send exit 0\r
wait-exit 0
same-modes
S
	[ "$(cat canary)" = "get pvc x" ]
	records tier | grep -q '"event":"line-only","detail":"another program'
	mkdir -p .config/bashplate
	echo '{ "tier": "full" }' >.config/bashplate/policy.json
	chmod 600 .config/bashplate/policy.json
	SHELL_UNDER_TEST=$T/foreign person <<'S'
expect the policy demands tier full
wait-exit 125
same-modes
S
	# The same policy where there are gates.
	person <<'S'
prompt
send exit 3\r
wait-exit 3
S
}
