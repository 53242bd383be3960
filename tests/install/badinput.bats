# SPDX-License-Identifier: ISC
# Input nobody means: the guard neither crashes nor lets anything slip by, and
# where bash has an answer of its own that answer is what comes out.

setup() {
	cd "$BATS_TEST_TMPDIR"
	export HOME=$BATS_TEST_TMPDIR/home
	export XDG_STATE_HOME=$HOME/state XDG_CONFIG_HOME=$HOME/config
	mkdir -p home/state home/config/bashplate stub canary
	bash=/bin/bash
	bashplate=${BASHPLATE:-$top_builddir/bashplate}
	bashplate=$(readlink -f "$bashplate")
	unset BASHPLATE BASH_ENV ENV CLAUDE_CONFIG_DIR
	printf '#!/bin/sh\ntouch "%s/kubectl"\n' "$PWD/canary" >stub/kubectl
	chmod 755 stub/kubectl
	export PATH=$PWD/stub:$PATH
	policy=home/config/bashplate/policy.json
}

outcome() {
	local rc=0
	(exec -a bash "$@" 2>&1 </dev/null) || rc=$?
	echo "exit $rc"
}

# same ARGS...: bash and bashplate agree on output and exit code.
same() {
	local want got
	want=$(outcome "$bash" "$@")
	got=$(outcome "$bashplate" "$@")
	[ "$got" = "$want" ] || {
		printf 'bash: %s\nbashplate: %s\n' "$want" "$got"
		return 1
	}
}

# refused ARGS...: 126 or 125, a reason on stderr, and nothing ran.
refused() {
	run "$bashplate" "$@"
	echo "exit $status: ${output:0:1000}"
	[ "$status" = 126 ] || [ "$status" = 125 ]
	[[ $output == bashplate:* ]]
	[ -z "$(ls canary)" ]
}

# not_past ARGS...: whatever happens, the forbidden command does not run and
# the guard does not die of a signal.
not_past() {
	run "$bashplate" "$@"
	echo "exit $status: ${output:0:1000}"
	[ "$status" -lt 128 ]
	[ ! -e canary/kubectl ]
}

@test "an empty command, blanks, only a comment" {
	same -c ''
	same -c '   '
	same -c $'\n\n\t\n'
	same -c '# only a comment'
	same -c $'# kubectl delete pvc x\necho after'
	same -c ';'
}

@test "unterminated quotes and blocks are bash's to report" {
	same -c "echo 'never closed"
	same -c 'echo "never closed'
	same -c 'if true; then echo'
	same -c 'echo $(echo'
	same -c 'echo )'
	not_past -c $'kubectl delete pvc x\ncat <<EOF\nno end'
}

@test "what precedes a syntax error is judged all the same" {
	run "$bash" -c $'kubectl delete pvc x\necho "never closed'
	[ -e canary/kubectl ]
	rm canary/kubectl
	refused -c $'kubectl delete pvc x\necho "never closed'
	refused -c $'kubectl delete pvc x\n)'
}

@test "NUL bytes in a script do not hide a command" {
	printf 'echo first\nkubectl del\0ete pvc x\n' >script
	not_past script
	run "$bashplate" <script
	[ ! -e canary/kubectl ]
	printf 'kubectl delete\0 pvc x\n' >script
	run "$bashplate" <script
	[ ! -e canary/kubectl ]
	printf '\0kubectl delete pvc x\n' >script
	run "$bashplate" <script
	[ ! -e canary/kubectl ]
}

@test "invalid UTF-8 is passed on and does not hide a command" {
	same -c $'echo \xff\xfe\x80'
	same -c $'echo "\xc3"'
	refused -c $'echo \xff; kubectl delete pvc x'
	refused -c $'kubectl delete pvc \xff\xfe'
}

@test "1 MiB of opening parentheses" {
	head -c 1048576 /dev/zero | tr '\0' '(' >script
	not_past script
	run "$bashplate" <script
	[ "$status" -lt 128 ]
	(printf 'kubectl delete pvc x\n'; cat script) >after
	not_past after
}

@test "100,000 words" {
	{ printf 'echo'; yes ' w' | head -n 100000 | tr -d '\n'; echo; } >script
	not_past script
	{ printf 'kubectl delete pvc'; yes ' w' | head -n 100000 | tr -d '\n'; } \
	    >script
	refused script
	words=$(yes w | head -n 60000 | tr '\n' ' ')
	not_past -c "echo $words"
	refused -c "kubectl delete pvc $words"
}

@test "more than 1 MiB of script" {
	{ yes : | head -n 600000; echo 'kubectl delete pvc x'; } >script
	refused script
	run "$bashplate" <script
	[ "$status" = 126 ]
	[ -z "$(ls canary)" ]
}

@test "an argument as long as the kernel takes" {
	same -c ": $(head -c 131000 /dev/zero | tr '\0' x); echo ran"
	refused -c "$(head -c 131000 /dev/zero | tr '\0' ' ')kubectl delete pvc x"
}

@test "a directory as policy fails closed" {
	mkdir "$policy"
	run "$bashplate" -c 'touch canary/x'
	[ "$status" = 125 ]
	[ -z "$(ls canary)" ]
	[[ $output == *policy.json* ]]
	rmdir "$policy"
	"$bashplate" -c 'touch canary/x'
	[ -e canary/x ]
}

@test "a policy that is not JSON fails closed and names the place" {
	printf '{ "permissions": {\n "neverAllow": [ oops ] } }\n' >"$policy"
	run "$bashplate" -c 'touch canary/x'
	[ "$status" = 125 ]
	[ -z "$(ls canary)" ]
	[[ $output == *policy.json:2:* ]]
	echo '{}' >"$policy"
	"$bashplate" -c 'touch canary/x'
	[ -e canary/x ]
}

@test "HOME unset" {
	unset HOME XDG_STATE_HOME XDG_CONFIG_HOME
	run "$bashplate" -c 'touch canary/x'
	# Where the log has no other place than HOME that is the reason given.
	if [ "$status" = 0 ]; then
		[ -e canary/x ]
	else
		[ "$status" = 126 ]
		[[ $output == *HOME* ]]
		[ -z "$(ls canary)" ]
	fi
	run "$bashplate" -c 'kubectl delete pvc x'
	[ "$status" = 126 ]
	[ -z "$(ls canary)" ]
}

@test "no permission to write anywhere: nothing unlogged runs" {
	rm -rf home/state
	: >home/state
	run "$bashplate" -c 'touch canary/x'
	[ "$status" = 126 ]
	[[ $output == "bashplate: refused"* ]]
	[ -z "$(ls canary)" ]
	rm home/state
	mkdir home/state
	"$bashplate" -c 'touch canary/x'
	[ -e canary/x ]
}

@test "a full disk: nothing unlogged runs" {
	run bash -c 'trap "" XFSZ; ulimit -f 0; exec "$0" -c "mkdir canary/x"' \
	    "$bashplate"
	[ "$status" = 126 ]
	[ -z "$(ls canary)" ]
	# The default action of SIGXFSZ must not kill the guard either.
	run bash -c 'ulimit -f 0; exec "$0" -c "mkdir canary/x"' "$bashplate"
	[ "$status" = 126 ]
	[ -z "$(ls canary)" ]
	run bash -c 'ulimit -f 1000; exec "$0" -c "mkdir canary/x"' "$bashplate"
	[ "$status" = 0 ]
	[ -d canary/x ]
}

@test "few descriptors: the guard works or says so" {
	for n in 3 4 5 6 8 12; do
		run bash -c 'ulimit -n '$n'
		    exec "$0" -c "kubectl delete pvc x" 3>&-' "$bashplate"
		[ "$status" != 0 ]
		[ "$status" -lt 128 ]
		[ -z "$(ls canary)" ]
	done
}

@test "little memory: the guard works or says so" {
	for kib in 2000 8000 20000 60000; do
		run bash -c 'ulimit -v '$kib'
		    exec "$0" -c "kubectl delete pvc x"' "$bashplate"
		[ "$status" != 0 ]
		[ ! -e canary/kubectl ]
	done
}

@test "the real bash is missing" {
	echo '{ "shell": "/no/such/bash" }' >"$policy"
	run "$bashplate" -c 'touch canary/x'
	[ "$status" = 127 ] || [ "$status" = 125 ]
	[[ $output == *"/no/such/bash"* ]]
	[ -z "$(ls canary)" ]
}

@test "the real bash is not executable" {
	cp /bin/bash plainfile
	chmod 644 plainfile
	printf '{ "shell": "%s" }' "$PWD/plainfile" >"$policy"
	run "$bashplate" -c 'touch canary/x'
	[ "$status" = 125 ]
	[[ $output == *plainfile* ]]
	[ -z "$(ls canary)" ]
	chmod 755 plainfile
	"$bashplate" -c 'touch canary/x'
	[ -e canary/x ]
}

@test "bashplate as its own real shell does not loop" {
	printf '{ "shell": "%s" }' "$bashplate" >"$policy"
	run timeout 60 "$bashplate" -c 'touch canary/x'
	[ "$status" = 125 ]
	[[ $output == *shell* ]]
	[ -z "$(ls canary)" ]
}

@test "no library but the C library is needed at login" {
	command -v readelf >/dev/null || skip "readelf is not installed"
	readelf -d "$bashplate" >needed
	if grep NEEDED needed | grep -v -e 'libc\.' -e libasan -e libubsan \
	    -e ld-linux; then
		return 1
	fi
}
