# SPDX-License-Identifier: ISC
# An agent's command on a terminal, gates live: what the keys do to it is what
# they do to plain bash. Each script runs under both.

load lib

drive=$top_builddir/tests/pty/ptydrive

# Nothing is started between its word and its sleep: a key in the moment before
# an exec is lost under plain bash, too.
sleeper() {
	printf 'import time\nprint("go", flush=True)\ntime.sleep(300)\n' >sleep.py
}

# under SHELL LINE < script
under() {
	(cd "$T/work" && exec env -u BASH_ENV TERM=xterm "$drive" "$1" -c "$2")
}

# both LINE < script: under plain bash, then gated.
both() {
	local moves
	moves=$(cat)
	printf '%s\n' "$moves" | under /bin/bash "$1" || {
		echo "under plain bash already"
		return 1
	}
	printf '%s\n' "$moves" | under "$bashplate" "$1"
}

@test "on a terminal the gates are live" {
	under "$bashplate" 'grep ^Seccomp: /proc/self/status; tty' <<-'S'
	expect Seccomp:	2
	expect /dev/pts/
	wait-exit 0
	S
}

@test "^C ends the command that runs, and the shell with it" {
	both "sh -c 'echo go; read x'; echo not reached" <<-'S'
	expect go\r\n
	mark
	send \cc
	wait-signal INT
	absent not reached
	S
}

@test "^C with a trap: it runs once, and its status counts" {
	both "trap 'echo got; exit 7' INT; sh -c 'echo go; read x'" <<-'S'
	expect go\r\n
	send \cc
	expect got\r\n
	wait-exit 7
	S
}

@test "^\\ and a key that the program reads itself" {
	both "sh -c 'ulimit -c 0; echo go; read x'; echo \"rc \$?\"" <<-'S'
	expect go\r\n
	send \c\
	expect rc 131
	wait-exit 0
	S
	both "sh -c 'stty -isig -icanon; echo go; dd bs=1 count=1 2>/dev/null | od -An -c; stty sane'" <<-'S'
	expect go\r\n
	send \cc
	expect 003
	wait-exit 0
	S
}

@test "jobs of a command with job control: ^Z, jobs, fg, bg, kill" {
	sleeper
	both "set -m; sh -c 'echo go; read x; echo \"got \$x\"'; echo \"rc \$?\"; jobs; fg; echo \"end \$?\"" <<-'S'
	expect go\r\n
	send \cz
	expect rc 148
	expect Stopped
	expect sh -c
	send data\r
	expect got data
	expect end 0
	wait-exit 0
	S
	both "set -m; python3 sleep.py; jobs; bg; kill %1; wait %1; echo \"end \$?\"" <<-'S'
	expect go\r\n
	send \cz
	expect Stopped
	expect [1]+ python3
	expect end 143
	wait-exit 0
	S
}

@test "the whole command as a job of a shell: ^Z, jobs, fg, bg, kill" {
	sleeper
	# Readline's own sequence tells that it waits for a line.
	printf '%s\n' "PS1='@@ '" "bind 'set enable-bracketed-paste on'" >"$T/rc"
	# None of them reads: one that is about to be stopped would take the first
	# key that is meant for the shell, under plain bash as well.
	printf 'import os, time\nprint("go", flush=True)\nwhile not os.path.exists("on"):\n    time.sleep(0.05)\nprint("went on")\n' >wait.py
	echo 'python3 wait.py' >wait
	echo 'python3 sleep.py' >sleep
	for shell in /bin/bash "$bashplate"; do
		rm -f on
		sed 's/^prompt$/expect \\e[?2004h@@ \nidle/' <<-S |
		prompt
		send $shell -c '. ./wait; exit 5'\r
		expect go\r\n
		send \cz
		expect Stopped
		prompt
		send jobs\r
		expect [1]+  Stopped
		prompt
		send fg\r
		expect -c
		create on
		expect went on
		prompt
		send echo rc \$?\r
		expect rc 5
		prompt
		send $shell -c '. ./sleep; exit 5'\r
		expect go\r\n
		send \cz
		expect Stopped
		prompt
		send bg\r
		expect [1]+ 
		prompt
		send kill %1; wait %1; echo rc \$?\r
		expect rc 143
		prompt
		send exit 0\r
		wait-exit 0
		S
		    env TERM=xterm INPUTRC=/dev/null "$drive" /bin/bash --noprofile --rcfile "$T/rc" -i
	done
}

@test "the terminal goes away: SIGHUP reaches all, and nothing stays" {
	for shell in /bin/bash "$bashplate"; do
		rm -f "$T/work/pid"
		under "$shell" "sh -c 'echo \$\$ >pid; echo go; read x'; :" <<-'S'
		expect go\r\n
		hangup
		wait-signal HUP
		S
		within 20 gone "$(cat "$T/work/pid")"
	done
}
