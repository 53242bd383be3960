#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What begins within a gated session of a person: agents, multiplexers, shells
# without a hook. The gates around them know whose they are.

load gated

# An agent: runs each line of a file with the guarded shell.
agent() {
	ln -s "$bin/agent" p/agent
	ln -s "$SHELL_UNDER_TEST" p/shell
}

# The agent's session and the person's.
sessions() {
	person=$(records tier | head -n 1 | jq -r .session)
	agent=$(records session | jq -r 'select(.agent != null) | .session')
	[ "$person" != "$agent" ] && [ -n "$agent" ]
}

@test "an agent has a session of its own: its log, its refusals, its gates" {
	agent
	cat >p/lines <<-'E'
	echo seen-$((1+1))
	docker kill web
	kubectl get pvc x
	./hidden block
	./hidden good
	E
	person <<'S'
prompt
send env CLAUDECODE=1 ./agent ./shell lines\r
expect seen-2
expect status 0
expect refused by the block set: process/docker-stop
expect Nothing on this line was run
expect {"verdict":"refuse"
expect status 126
expect status 0
expect refused by the block set: process/docker-stop
expect This program was not started
expect {"verdict":"refuse"
expect ended 12
expect ended 0
expect agent done
prompt
send exit 0\r
wait-exit 0
S
	sessions
	[ "$(cat canary)" = "$(printf 'get pvc x\nget pvc x')" ]
	[ "$(records line | grep -c "\"session\":\"$agent\"")" -eq 5 ]
	[ "$(records exec | grep '"verdict":"refuse"' | jq -r .session)" = "$agent" ]
}

@test "a person's window is not the agent's, nor the agent's the person's" {
	qualified
	agent
	# On another terminal: a window for the agent's session alone.
	cat >opens <<-E
	#!/bin/sh
	exec <&- >>"$T/opened" 2>&1
	id=\$(grep '"kind":"session"' $T/state/bashplate/log.jsonl |
	    jq -r 'select(.agent != null) | .session' | tail -n 1)
	HOME=$T XDG_STATE_HOME=$T/state "${SHELL_UNDER_TEST%/*}/platectl" \\
	    window open 1h --reason test --session "\$id" --passphrase-fd 9 \\
	    9<$T/pass && touch "$T/yes"
	E
	chmod 755 opens
	echo four-stones-under >pass
	cat >p/lines <<-E
	./hidden block
	touch $T/now
	wait $T/yes
	./hidden block
	E
	{ until [ -e "$T/now" ]; do sleep 0.05; done; ./opens; } 3>&- &
	person <<'S'
prompt
send release-window 2h --scope process mending\r
expect Passphrase: 
send four-stones-under\r
expect is open for session
prompt
send ./hidden block\r
expect ended 0
prompt
send env CLAUDECODE=1 ./agent ./shell lines\r
expect refused by the block set
expect ended 12
expect status 0
expect ended 0
expect status 0
prompt
send close-window\r
expect 1 closed
prompt
send ./hidden block\r
expect refused by the block set
prompt
send exit 0\r
wait-exit 0
S
	wait
	[ "$(cat canary)" = "$(printf 'kill web\nkill web')" ]
}

@test "an agent's approval is for its line, and for what that starts" {
	qualified
	agent
	printf '#!/bin/sh\ndocker kill web\n' >p/asks
	cat >approves <<-E
	#!/bin/sh
	exec <&- >>"$T/approved" 2>&1
	id=\$(grep '"kind":"request"' $T/state/bashplate/log.jsonl | tail -n 1 |
	    jq -r .grant.id)
	HOME=$T XDG_STATE_HOME=$T/state "${SHELL_UNDER_TEST%/*}/platectl" \\
	    approve "\$id" --passphrase-fd 9 9<$T/pass && touch "$T/yes"
	E
	chmod 755 approves p/asks
	echo four-stones-under >pass
	cat >p/lines <<-E
	./asks
	touch $T/now
	wait $T/yes
	./asks
	./asks
	E
	{ until [ -e "$T/now" ]; do sleep 0.05; done; ./approves; } 3>&- &
	person <<'S'
prompt
send env CLAUDECODE=1 ./agent ./shell lines\r
expect refused by the block set
expect status 126
expect status 0
expect refused by the block set
expect status 126
prompt
send exit 0\r
wait-exit 0
S
	wait
	[ "$(cat canary)" = "kill web" ]
}

@test "an agent ends its own processes, and not those of the person" {
	agent
	cat >p/lines <<-'E'
	sleep 3071 & echo $! >mine
	pkill -f "^sleep 307[12]"; echo tried
	E
	person <<'S'
prompt
send sleep 3072 & echo $! >yours\r
prompt
send env CLAUDECODE=1 ./agent ./shell lines\r
expect refused by the block set: process/kill-other
expect tried
expect agent done
prompt
send kill -0 %1 && echo there-$((1+1))\r
expect there-2
prompt
send kill %1; wait; echo gone-$((1+1))\r
expect gone-2
prompt
send exit 0\r
wait-exit 0
S
	[[ "$(cat "/proc/$(cat p/mine)/cmdline" 2>/dev/null | tr '\0' ' ')" != "sleep 3071 " ]]
	[ "$(records signal | wc -l)" -eq 1 ]
	[ "$(records signal | jq -r .signal.target)" = "$(cat p/yours)" ]
}

@test "hook loss: the gates hold in a shell that replaced the guarded one" {
	person <<'S'
prompt
send exec bash --norc\r
expect bash-
send kubectl delete pvc x\r
expect refused by the floor: kubectl delete pvc
expect This program was not started
expect left-guard
send kubectl get pvc x\r
wait-file ../canary
send exit\r
wait-exit 0
S
	[ "$(cat canary)" = "get pvc x" ]
	records left-guard | grep -q '"event":"left-guard"'
}

@test "hook loss: and in one that was started inside, bash or another" {
	person <<'S'
prompt
send bash --norc\r
expect bash-
send kubectl delete pvc x\r
expect refused by the floor: kubectl delete pvc
expect This program was not started
send kubectl get pvc x\r
wait-file ../canary
send exit\r
prompt
send sh\r
expect leave it to be guarded again
send kubectl delete pvc x\r
expect This program was not started
send exit\r
prompt
send exit 0\r
wait-exit 0
S
	[ "$(cat canary)" = "get pvc x" ]
}

@test "hook loss: keys bound anew, no line editor, functions and traps taken away" {
	local line
	for line in "bind '\"\\\\C-m\": accept-line'" 'set +o emacs' \
	    'trap - DEBUG; PS0= PROMPT_COMMAND=' \
	    'unset -f __bashplate_prompt; PS0= PROMPT_COMMAND='; do
		echo "with: $line"
		rm -rf state canary
		person <<S
prompt
send $line; echo after-\$((1+1))\r
expect after-2
expect @@ 
send kubectl delete pvc x\r
expect refused by the floor
expect @@ 
send \cukubectl get pvc x\r
wait-file ../canary
hangup
S
		[ "$(cat canary)" = "get pvc x" ]
	done
}
