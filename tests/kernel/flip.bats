# SPDX-License-Identifier: ISC
# What was judged is what runs: argv and path that change under the kernel's
# hands. FLIPS says how often each attack is tried; make check-kernel-full
# tries each 500 times.

load lib

# program FILE [MICROSECONDS]: says when the forbidden word reached it, after a
# while.
program() {
	printf '#include <string.h>\n#include <fcntl.h>\n#include <unistd.h>\nint main(int c, char **v) { if (c > 1 && !strcmp(v[1], "destroy")) { usleep(%s); int f = open("%s/escaped", O_WRONLY|O_CREAT|O_APPEND, 0600); if (write(f, "x", 1)) {} } return 0; }\n' \
	    "${2:-0}" "$T" >p.c
	${CC:-cc} -o "$1" p.c 2>/dev/null || skip "no compiler here"
}

escapes() {
	if [ -e "$T/escaped" ]; then
		stat -c %s "$T/escaped"
	else
		echo 0
	fi
}

full() {
	grep '"kind":"tier"' "$log" | grep -q '"event":"full"' ||
	    skip "this machine cannot verify"
}

flips=${FLIPS:-60}

@test "the attacks work against a plain shell, or prove nothing" {
	program "$T/stub/terraform"
	"$top_builddir/tests/kernel/flip" shared 200 version destroy "$T/stub/terraform"
	[ "$(escapes)" -gt 0 ]
}

@test "a thread changes argv: no escape" {
	program "$T/stub/terraform"
	echo '{ "permissions": { "neverAllow": [ "terraform destroy" ] } }' \
	    >"$T/config/bashplate/policy.json"
	run guarded "D=\$(printf %s des; printf troy); '$top_builddir/tests/kernel/flip' thread $flips version \$D '$T/stub/terraform'"
	echo "$output" | tail -n 1
	[[ ${lines[-1]} == "ran "* ]]
	[ "$(escapes)" = 0 ]
}

@test "an accomplice changes argv through shared memory: no escape" {
	program "$T/stub/terraform"
	echo '{ "permissions": { "neverAllow": [ "terraform destroy" ] } }' \
	    >"$T/config/bashplate/policy.json"
	run guarded "D=\$(printf %s des; printf troy); '$top_builddir/tests/kernel/flip' shared $flips version \$D '$T/stub/terraform'"
	echo "$output" | tail -n 1
	[[ ${lines[-1]} == "ran "* ]]
	[[ ${lines[-1]} != "ran 0 "* ]]
	[ "$(escapes)" = 0 ]
}

@test "an accomplice changes the path: no escape" {
	mkdir "$T/other"
	program "$T/stub/terraform"
	printf '#!/bin/sh\nexit 0\n' >"$T/stub/terrafirm"
	chmod 755 "$T/stub/terrafirm"
	echo '{ "permissions": { "neverAllow": [ "terraform destroy" ] } }' \
	    >"$T/config/bashplate/policy.json"
	run guarded "D=\$(printf %s des; printf troy); '$top_builddir/tests/kernel/flip' path $flips \$D x '$T/stub/terrafirm' '$T/stub/terraform'"
	echo "$output" | tail -n 1
	[[ ${lines[-1]} == "ran "* ]]
	[ "$(escapes)" = 0 ]
}

# Who is traced by a program of its own cannot be stopped at its exec by ours.
@test "under a tracer: policy tier full starts nothing" {
	program "$T/stub/terraform"
	full
	echo '{ "tier": "full", "permissions": { "neverAllow": [ "terraform destroy" ] } }' \
	    >"$T/config/bashplate/policy.json"
	run guarded "D=\$(printf %s des; printf troy); '$top_builddir/tests/kernel/flip' traced $flips version \$D '$T/stub/terraform'"
	echo "$output" | tail -n 1
	[[ ${lines[-1]} == "ran 0 "* ]]
	[ "$(escapes)" = 0 ]
	run guarded "'$top_builddir/tests/kernel/flip' shared 3 version version '$T/stub/terraform'"
	echo "$output" | tail -n 4
	[[ ${lines[-1]} == "ran 3 "* ]]
}

@test "under a tracer: else what takes a moment to do harm is killed before" {
	program "$T/stub/terraform" 900000
	full
	echo '{ "permissions": { "neverAllow": [ "terraform destroy" ] } }' \
	    >"$T/config/bashplate/policy.json"
	run guarded "D=\$(printf %s des; printf troy); '$top_builddir/tests/kernel/flip' traced $flips version \$D '$T/stub/terraform'"
	echo "$output" | tail -n 1
	[[ ${lines[-1]} == "ran "* ]]
	[[ ${lines[-1]} != "ran 0 "* ]]
	[ "$(escapes)" = 0 ]
}

@test "what was killed is in the log" {
	program "$T/stub/terraform"
	echo '{ "permissions": { "neverAllow": [ "terraform destroy" ] } }' \
	    >"$T/config/bashplate/policy.json"
	for i in 1 2 3 4 5 6; do
		run guarded "D=\$(printf %s des; printf troy); '$top_builddir/tests/kernel/flip' shared 60 version \$D '$T/stub/terraform'"
		if [[ ${lines[-1]} != *"killed 0 "* ]]; then
			within 10 grep -q '"event":"killed"' "$log"
			return
		fi
	done
	skip "no exec happened to be caught in the middle"
}
