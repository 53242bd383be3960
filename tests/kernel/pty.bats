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
	echo 'sh -c "echo go; read x; echo got \$x"' >read
	echo 'python3 sleep.py' >sleep
	for shell in /bin/bash "$bashplate"; do
		env TERM=dumb "$drive" /bin/bash --norc --noprofile -i <<-S
		send PS1='@''@ '\r
		expect \n@@ 
		idle
		send $shell -c '. ./read; exit 5'\r
		expect go\r\n
		send \cz
		expect Stopped
		expect @@ 
		idle
		send jobs\r
		expect [1]+  Stopped
		expect @@ 
		idle
		send fg\r
		expect -c
		send data\r
		expect got data
		expect @@ 
		idle
		send echo rc \$?\r
		expect rc 5
		expect @@ 
		idle
		send $shell -c '. ./sleep; exit 5'\r
		expect go\r\n
		send \cz
		expect Stopped
		expect @@ 
		idle
		send bg\r
		expect [1]+ 
		expect @@ 
		idle
		send kill %1; wait %1; echo rc \$?\r
		expect rc 143
		expect @@ 
		idle
		send exit 0\r
		wait-exit 0
		S
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
