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

@test "the guarded shell, started by the person's own programs: judged once, by the gates" {
	agent
	printf 'kubectl delete pvc x\nkubectl get pvc x\n' >p/lines
	person <<'S'
prompt
mark
send ./agent ./shell lines\r
expect refused by the floor: kubectl delete pvc
expect status 126
expect status 0
expect agent done
absent cannot start
prompt
send exit 0\r
wait-exit 0
S
	[ "$(cat canary)" = "get pvc x" ]
	[ "$(records session | grep -c '"event":"start"')" -eq 1 ]
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
	{ within 60 test -e "$T/now" && ./opens; } 3>&- &
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
	{ within 60 test -e "$T/now" && ./approves; } 3>&- &
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
	# It may be said before that shell's prompt, or after a line of it.
	{ within 60 grep -qs '"kind":"left-guard"' state/bashplate/log.jsonl &&
		touch noticed; } 3>&- &
	person <<'S'
prompt
send exec bash --norc\r
expect bash-
send kubectl delete pvc x\r
expect refused by the floor: kubectl delete pvc
expect This program was not started
wait-file ../noticed
send kubectl get pvc x\r
wait-file ../canary
send exit\r
wait-exit 0
S
	wait
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
send sh -c 'echo up-$((1+1)); exec sh'\r
expect up-2
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
send \cukubectl get pvc x; echo twin-\$((1+1))\r
expect twin-2
hangup
S
		[ "$(cat canary)" = "get pvc x" ]
	done
}

# ctl ARGS...: platectl on a terminal outside.
ctl() {
	env -u CLAUDECODE HOME="$T" XDG_STATE_HOME="$T/state" \
		XDG_CONFIG_HOME="$T/.config" "${SHELL_UNDER_TEST%/*}/platectl" "$@"
}

# A person at a multiplexer: keys into its pane, and what that shows.
pane() {
	tmux -S "$T/sock" send-keys -t w "$@"
}
# shows TEXT: until the pane does, and then has its prompt.
shows() {
	local end=$((SECONDS + 60))
	until tmux -S "$T/sock" capture-pane -p -S - -t w | tr -d '\n' |
		grep -qF -- "$1"; do
		[ $SECONDS -lt $end ] || {
			tmux -S "$T/sock" capture-pane -p -S - -t w
			return 1
		}
		sleep 0.05
	done
}
fresh() {
	tmux -S "$T/sock" send-keys -t w C-u
	pane "clear; echo fresh-\$((1+$1))" Enter
	shows "fresh-$((1 + $1))"
	tmux -S "$T/sock" clear-history -t w
}

@test "a multiplexer that outlives the session stays gated, and a window in a pane counts" {
	command -v tmux >/dev/null || skip "tmux is not installed"
	qualified
	# A login shell sets PATH anew.
	echo "PATH='$T/bin':\$PATH" >>.bash_profile
	printf 'set -g default-shell "%s"\nset -g default-size 100x50\n' \
	    "$SHELL_UNDER_TEST" >tmux.conf
	person <<'S'
prompt
send tmux -S ../sock -f ../tmux.conf new-session -d -s w; echo made-$((1+1))\r
expect made-2
prompt
send exit 0\r
wait-exit 0
S
	shows '@@'
	pane './hidden floor' Enter
	shows 'refused by the floor: kubectl delete pvc'
	shows 'ended 12'
	fresh 1
	pane './hidden block; ./hidden good' Enter
	shows 'refused by the block set: process/docker-stop'
	shows 'ended 0'
	fresh 2
	# It began in a guarded session, so its windows are opened outside.
	id=$(records session | grep '"event":"start"' | tail -n 1 | jq -r .session)
	ctl window open 1h --reason mending --session "$id" --passphrase-fd 9 \
		9<<<four-stones-under
	fresh 3
	pane './hidden block' Enter
	shows 'ended 0'
	fresh 4
	ctl window close --all
	fresh 5
	pane './hidden block' Enter
	shows 'refused by the block set'
	tmux -S "$T/sock" kill-server
	[ "$(cat canary)" = "$(printf 'get pvc x\nkill web')" ]
}

@test "another account's process in root's session is watched, too" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	: >canary
	chmod 666 canary
	chmod 755 "$T" "$T/p" "$T/bin"
	chmod 644 p/floor p/good
	su nobody -s /bin/sh -c "PATH='$T/bin':/bin:/usr/bin; cd '$T/p' &&
	    [ \"\$(command -v kubectl)\" = '$T/bin/kubectl' ]" </dev/null ||
		skip "that account cannot come here"
	person <<S
prompt
send su nobody -s /bin/sh -c 'id -u; PATH=$T/bin:\$PATH ./hidden floor'\r
expect 65534
expect refused by the floor: kubectl delete pvc
expect ended 12
prompt
send su nobody -s /bin/sh -c 'PATH=$T/bin:\$PATH ./hidden good'\r
expect ended 0
prompt
send exit 0\r
wait-exit 0
S
	[ "$(cat canary)" = "get pvc x" ]
}

@test "an upgrade under the session: program, rules and policy are replaced, it goes on" {
	local px="$T/px${SHELL_UNDER_TEST#"$ROOT"}" new
	mkdir -p "$T/.config/bashplate"
	cp -a "$ROOT" "$T/px"
	cp -a "$ROOT" "$T/new"
	for new in one two; do
		echo '{ "permissions": { "neverAllow": [ "kubectl '$new'" ] } }' \
			>"$T/$new.json"
		chmod 600 "$T/$new.json"
	done
	cp "$T/one.json" "$T/.config/bashplate/policy.json"
	echo 'kubectl one' >p/floor
	echo 'kubectl two' >p/good
	# As a package manager does it: another file takes the name.
	cat >p/upgrade <<-E
	#!/bin/sh
	(cd "$T/new" && find . -type f) | while read -r f; do
		mv "$T/new/\$f" "$T/px/\$f" || exit 1
	done
	mv "$T/two.json" "$T/.config/bashplate/policy.json"
	E
	chmod 755 p/upgrade
	{ within 60 test -e go && p/upgrade && touch gone; } 3>&- &
	SHELL_UNDER_TEST=$px person <<S
prompt
send ./hidden floor\r
expect refused by the floor: kubectl one
prompt
create ../go
wait-file ../gone
send ./hidden floor\r
expect refused by the floor: kubectl one
expect ended 12
prompt
send kubectl one\r
expect refused by the floor: kubectl one
expect @@ kubectl
send \cu./hidden good\r
expect ended 0
prompt
send exit 4\r
wait-exit 4
same-modes
S
	[ "$(cat canary)" = two ]
	# The next session takes the new ones.
	SHELL_UNDER_TEST=$px person <<'S'
prompt
send ./hidden good\r
expect refused by the floor: kubectl two
prompt
send ./hidden floor\r
expect ended 0
prompt
send exit 0\r
wait-exit 0
S
	[ "$(cat canary)" = "$(printf 'two\none')" ]
}
