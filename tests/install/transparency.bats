# SPDX-License-Identifier: ISC
# An allowed command gets from bashplate exactly what it gets from bash: each
# test runs the real bash and bashplate alike and compares what came out.

load transparency

@test "command: pid, descriptors, ids, limits, signals, environment" {
	both report command
	grep -q yes bashplate/pid.same
	grep -q 'exit 0' bashplate/result
}

@test "login: pid, descriptors, ids, limits, signals, environment" {
	echo 'FROM_PROFILE=1; export FROM_PROFILE' >home/.bash_profile
	both report login
	grep -q yes bashplate/pid.same
	grep -q FROM_PROFILE=1 bashplate/report
}

@test "script: pid, descriptors, ids, limits, signals, environment" {
	both report script
	grep -q yes bashplate/pid.same
}

@test "script on stdin: pid, descriptors, ids, limits, signals, environment" {
	both report stdin
	grep -q yes bashplate/pid.same
}

@test "descriptors 0, 1 and 2 closed in all 8 combinations" {
	local options
	for options in '' '-c 0' '-c 1' '-c 2' '-c 0 -c 1' '-c 0 -c 2' \
	    '-c 1 -c 2' '-c 0 -c 1 -c 2'; do
		both report command $options
		grep -q 'exit 0' bashplate/result
		grep -q yes bashplate/pid.same
	done
	absent -q '^fd [012] ' bashplate/report
}

with_open_fds() {
	cp /etc/passwd ../data
	exec 5<../data 9<>../data 63>>../data 200</dev/null
	read -r -N 7 -u 5 _
	report "$1" command
}

@test "other descriptors are inherited as they are" {
	both with_open_fds
	grep -q '^fd 5 .* at 7$' bashplate/report
	grep -q '^fd 200 ' bashplate/report
}

with_changed_process() {
	umask 031
	ulimit -S -n 77
	ulimit -H -n 333
	ulimit -c 0
	ulimit -S -s 4096
	ulimit -t 500
	mkdir deep
	cd deep || return
	echo 500 >/proc/self/oom_score_adj 2>/dev/null || true
	report "$1" command -b 10 -b 17 -i 2 -i 3 -i 13 -i 1 -n 5 -s -t
	cat /proc/self/oom_score_adj >oom
	rm report.pid
}

@test "umask, limits, nice, blocked and ignored signals, session, timer" {
	both with_changed_process
	grep -q '^signal 10 blocked' bashplate/deep/report
	grep -q '^signal 13 ignored' bashplate/deep/report
	grep -q '^umask 031' bashplate/deep/report
	grep -q '^timer 0 set' bashplate/deep/report
}

in_removed_folder() {
	local result=$PWD/result
	mkdir gone
	cd gone
	rmdir ../gone
	"$LAUNCH" -0 bash "$result" "$1" -c 'echo "$PWD"; pwd -P; exit 4'
	sed -i /^pid/d "$result"
}

@test "a working directory that no longer exists" {
	both in_removed_folder
}

with_odd_environment() {
	env 'not a name=1' 'UNSET_LATER=' $'LINES_IN=a\nb' $'BAD_UTF8=\xff\xfe' \
	    'BASH_FUNC_hello%%=() { echo hello; }' SHLVL=41 "BIG=$(head -c 50000 \
	    /dev/zero | tr '\0' x)" _=x OLDPWD=/nowhere PWD=/wrong \
	    "$LAUNCH" -0 bash result "$1" -c 'hello; exec "$REPORT" report'
	sed -i /^pid/d result
}

@test "an odd environment arrives unchanged" {
	both with_odd_environment
	grep -q '^env not a name=1' bashplate/report
	grep -q '^env SHLVL=4' bashplate/report
}

without_environment() {
	env -i REPORT="$REPORT" XDG_STATE_HOME="$XDG_STATE_HOME" \
	    "$LAUNCH" -0 bash result "$1" -c 'exec "$REPORT" report'
	sed -i /^pid/d result
}

@test "an almost empty environment stays almost empty" {
	both without_environment
	absent -q '^env HOME' bashplate/report
}

show_argv() {
	local text='cat /proc/$$/cmdline; exit 0' big
	big=": $(head -c 130000 /dev/zero | tr '\0' x); $text"
	exec_as() { (exec -a "$@"); }
	exec_as bash "$1" -c "$text"
	exec_as bash "$1" -c "$text" '' 'two  words' '*' $'\xff\x80' '-c' '--'
	exec_as bash "$1" -c +x "$text"
	exec_as bash "$1" -c -O extglob -o posix -- "$text" zero
	exec_as /some/where/bash "$1" -ec "$text"
	exec_as bash "$1" -c "$big" >big
	echo "$text" >script
	exec_as bash "$1" ./script a b
	exec_as bash "$1" -s a b <script
	exec_as -bash "$1" -c "$text"
	exec_as '' "$1" -c "$text"
}

@test "the bytes of argv" {
	both show_argv
	[ "$(wc -c <bashplate/big)" -gt 130000 ]
}

exit_codes() {
	local i
	for i in {0..255}; do
		"$1" -c "exit $i"
		[ $? = "$i" ] || echo "exit $i became $?"
	done
	echo 'exit 42' >script
	"$1" script
	echo $?
	"$1" <script
	echo $?
	"$1" -c false
	echo $?
	"$1" -c 'no-such-program-at-all'
	echo $?
	"$1" no-such-script
	echo $?
	"$1" /etc
	echo $?
	"$1" /dev/null
	echo $?
	"$1" -c 'exec /etc/hostname'
	echo $?
	"$1" -c 'set -u; : "$nothing_here"; echo no'
	echo $?
}

@test "exit codes 0 to 255 and bash's own errors" {
	both exit_codes
	absent -q became bashplate/out
	[ "$(head -n 1 bashplate/out)" = 42 ]
}

deaths() {
	local s
	for s in HUP INT QUIT ILL ABRT KILL USR1 SEGV PIPE ALRM TERM XCPU XFSZ; do
		"$LAUNCH" -0 bash result "$1" -c "ulimit -c 0; kill -$s \$\$"
		sed "/^pid/d; s/^/$s: /" result
		rm result
	done
}

@test "death by signal" {
	both deaths
	grep -q 'KILL: signal 9' bashplate/out
	grep -q 'TERM: signal 15' bashplate/out
}

killed_from_outside() {
	local s
	for s in 15 1 2; do
		rm -f ready
		"$LAUNCH" -0 bash -k "$s:ready" result "$1" -c \
		    ': >ready; exec sleep 20'
		sed /^pid/d result
		rm -f ready
		"$LAUNCH" -0 bash -k "$s:ready" result "$1" -c \
		    "trap 'echo caught; exit 7' $s; : >ready
		    while :; do sleep 0.02; done"
		sed /^pid/d result
	done
	rm -f ready result
}

@test "kill -TERM, -HUP and -INT to the pid" {
	both killed_from_outside
	grep -q 'signal 15' bashplate/out
	grep -q 'exit 7' bashplate/out
}

leaves_stdin() {
	printf 'one\ntwo\nthree\n' >data
	echo 'echo script' >script
	{ "$1" -c 'echo command'; cat; } <data
	{ "$1" script; cat; } <data
	{ "$1" -c 'read -r a; echo "got $a"'; cat; } <data
	{ read -r _; "$1" -c :; cat; } <data
	printf 'a\nb\n' | { "$1" -c 'echo command'; cat; }
	printf 'a\nb\n' | { "$1" script; cat; }
	printf 'a\nb\n' | "$1" -c cat
}

@test "stdin is neither read nor moved" {
	both leaves_stdin
	[ "$(grep -c three bashplate/out)" = 4 ]
}

script_on_stdin() {
	printf 'read -r line\necho "$line"\nword one\necho two; exit 9\n' >script
	sed -i 's/^word/echo/' script
	"$1" <script
	echo $?
	{ read -r _; read -r _; "$1" -s x y; } <script
	echo $?
	printf '' >empty
	"$1" <empty
	echo $?
	"$1" </dev/null
	echo $?
	"$1" - <script
	echo $?
}

@test "a regular file as script on stdin, also from its middle" {
	both script_on_stdin
	grep -q two bashplate/out
}

@test "a forbidden line in a file on stdin is refused before anything ran" {
	printf 'touch canary/first\nkubectl delete pvc x\n' >script
	"$bash" <script
	[ -e canary/first ]
	[ -e canary/kubectl ]
	rm canary/*
	run "$bashplate" <script
	[ "$status" = 126 ]
	[ -z "$(ls canary)" ]
	# From behind that line it is another script.
	printf 'kubectl delete pvc x\ntouch canary/second\n' >script
	{ read -r _; "$bashplate"; } <script
	[ "$(ls canary)" = second ]
}

@test "a script from a pipe is refused, with the way around it" {
	[ "$(echo 'echo ran' | "$bash")" = ran ]
	run bash -c 'echo "touch canary/x" | "$0"' "$bashplate"
	[ "$status" = 126 ]
	[ -z "$(ls canary)" ]
	[[ $output == *unknown/stdin-script* ]]
	[[ $output == *-c* ]]
	[[ $output == *file* ]]
	# The same pipe is only input when the text is in the arguments.
	[ "$(echo data | "$bashplate" -c cat)" = data ]
}

@test "a forbidden command and script are refused, with 126 and nothing run" {
	echo 'touch canary/a; kubectl delete pvc x' >script
	for form in "-c" "-c -l" "-lc" "-ec" "-c -O extglob" "-c --"; do
		run "$bashplate" $form 'touch canary/a; kubectl delete pvc x'
		[ "$status" = 126 ]
		[ -z "$(ls canary)" ]
	done
	run "$bashplate" script
	[ "$status" = 126 ]
	[ -z "$(ls canary)" ]
	"$bashplate" -c 'touch canary/a; kubectl get pvc x'
	[ "$(echo canary/*)" = 'canary/a canary/kubectl' ]
}

login_shell() {
	(exec -a -bashplate "$1" -c 'shopt login_shell; echo "$0 $FROM_PROFILE"')
	"$1" -lc 'shopt login_shell; echo "$FROM_PROFILE"'
	"$1" --noprofile -lc 'shopt login_shell; echo "$FROM_PROFILE"'
}

@test "a login shell reads the login files" {
	echo 'FROM_PROFILE=yes' >home/.bash_profile
	both login_shell
	grep -q -- '-bashplate yes' bashplate/out
}

information() {
	"$1" --version
	echo $?
	(exec -a bash "$1" --help)
	echo $?
	(exec -a bash "$1" --no-such-option)
	echo $?
	(exec -a bash "$1" -c)
	echo $?
	(exec -a bash "$1" -o no-such-option -c 'echo ran')
	echo $?
	(exec -a bash "$1" -o </dev/null)
	echo $?
}

@test "--version, --help and bash's own complaints" {
	both information
	grep -q 'GNU bash' bashplate/out
}

@test "no byte of ours reaches any descriptor, stdin is never read" {
	command -v strace >/dev/null || skip "strace is not installed"
	strace -o probe true 2>/dev/null || skip "strace may not trace here"
	exec 7>seven
	strace -o trace -s 200 -e trace=execve,read,write,writev,pwrite64,sendto,sendmsg,readv,pread64,recvfrom,recvmsg,dup,dup2,dup3,lseek \
	    "$bashplate" -c true </dev/null >one 2>two
	# Everything up to the moment that the real bash begins.
	awk '/^execve/ { if (++n == 2) exit } { print }' trace >ours
	[ "$(grep -c '^execve' ours)" = 1 ]
	[ "$(grep -c '^execve' trace)" = 2 ]
	absent -E '^(read|write|writev|pwrite64|sendto|sendmsg|readv|pread64|recvfrom|recvmsg|lseek)\((0|1|2|7),' ours
	absent -E '^dup' ours
	[ "$(cat one two seven | wc -c)" = 0 ]
}
