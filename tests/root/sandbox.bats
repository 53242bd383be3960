#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# An agent's own sandbox in the managed layout: the set-group-id bit is void there and the log out of reach. What the owner's policy
# says about that, and that it is no way around the log anywhere else.

setup_file() {
	. "$top_srcdir/tests/root/lib.bash"
	begin "bps$$"
	managed
	install -m 755 "$top_builddir/tests/kernel/nest" "$H/nest"
	printf '#!/bin/sh\nexec sleep 60\n' >"$H/stub/socat"
	chmod 755 "$H/stub/socat"
	# As the client has it: a folder of the account's own, which the sandbox may write.
	export BOX=/tmp/bpbox-$USER_NAME
	install -d -o "$USER_NAME" -m 700 "$BOX"
}

setup() {
	. "$top_srcdir/tests/root/lib.bash"
	. "$top_srcdir/tests/kernel/shape.bash"
	bashplate=$BIN/bashplate nest=$H/nest T=$H/$USER_NAME
	command -v bwrap >/dev/null || skip "bubblewrap is not installed"
	boxed true
	[ "$status" = 0 ] || skip "no bubblewrap sandbox for an ordinary account here: $output"
	boxed "$nest" true
	[ "$status" = 0 ] || skip "no namespace inside a namespace here"
}

teardown_file() {
	. "$top_srcdir/tests/root/lib.bash"
	rm -rf "$BOX"
	end
}

# boxed COMMAND...: as the account, in the sandbox.
boxed() {
	run user CLAUDECODE=1 TMPDIR="$BOX" bwrap --new-session --die-with-parent --unshare-net --setenv SANDBOX_RUNTIME 1 \
	    --ro-bind / / --bind "$H/$USER_NAME/work" "$H/$USER_NAME/work" --bind "$BOX" "$BOX" --dev /dev --unshare-pid \
	    --unshare-user --proc /proc -- "$@"
}

policy() {
	echo "$1" >"$ETC/policy.json"
}

@test "unless the owner says otherwise nothing runs, and it is said what would" {
	policy '{}'
	shape 'echo hello'
	boxed "$bashplate" -c "$outer"
	[ "$status" = 125 ]
	has "the managed state $VAR is out of reach"
	has "record.unreachable"
	hasnt hello
	[ ! -e "$BOX/bashplate-spill-$(id -u "$USER_NAME")" ]
	# Nor does the account's own policy say so.
	install -d -o "$USER_NAME" "$H/$USER_NAME/.config" "$H/$USER_NAME/.config/bashplate"
	echo '{ "record": { "unreachable": "spill" } }' >"$H/$USER_NAME/.config/bashplate/policy.json"
	boxed "$bashplate" -c "$outer"
	[ "$status" = 125 ]
	rm "$H/$USER_NAME/.config/bashplate/policy.json"
	# The twin: outside.
	run user CLAUDECODE=1 "$bashplate" -c 'echo hello'
	has hello
}

@test "spill: it runs, judged, in a stated tier, and its records come to the log" {
	policy '{ "record": { "unreachable": "spill" } }'
	before=$(root platectl log --format json | wc -l)
	shape 'echo hello; kubectl get pods; exit 3'
	boxed "$bashplate" -c "$outer"
	echo "$output"
	[ "$status" = 3 ]
	has hello
	for line in 'kubectl delete pvc x' 'kubectl delete pod x' 'x=$(cat words); $x'; do
		shape "$line; echo after"
		boxed "$bashplate" -c "$outer"
		echo "$line: $status $output"
		[ "$status" = 126 ]
		hasnt after
	done
	spill=$BOX/bashplate-spill-$(id -u "$USER_NAME")
	[ "$(stat -c '%U %a' "$spill")" = "$USER_NAME 700" ]
	# The log itself is untouched, and still nobody's.
	[ "$(root platectl log --format json | wc -l)" = "$before" ]
	echo '{"ver":1,"seq":99,"kind":"window","event":"open"}' >>"$spill/log.jsonl"
	n=$(wc -l <"$spill/log.jsonl")
	run user platectl log import "$BOX"
	echo "$output"
	[ "$status" = 0 ]
	has "$n records of 1 sandbox folder"
	[ ! -e "$spill" ]
	root platectl log --kind spill --format json >"$H/spilled"
	[ "$(wc -l <"$H/spilled")" = "$n" ]
	[ "$(grep -c "\"user\":\"$USER_NAME\"" "$H/spilled")" = "$n" ]
	grep '"event":"tier"' "$H/spilled" | grep 'line-only' | grep -q 'platectl log import'
	grep -q '"event":"line".*allow: .*kubectl get pods' "$H/spilled"
	grep -q 'refuse by kubectl delete pvc' "$H/spilled"
	grep -q 'refuse by kubernetes/delete' "$H/spilled"
	[ "$(grep -c '"sound":false' "$H/spilled")" = 1 ]
	[ -z "$(root platectl log --kind window --format json)" ]
	run root platectl log verify
	[ "$status" = 0 ]
}

@test "only in a sandbox: NO_NEW_PRIVS, a tracer or a lost bit alone run nothing" {
	policy '{ "record": { "unreachable": "spill" } }'
	run user TMPDIR="$BOX" setpriv --no-new-privs "$bashplate" -c 'echo hello'
	[ "$status" = 125 ]
	hasnt hello
	chmod g-s "$LIBEXEC/bashplate-managed"
	run user TMPDIR="$BOX" "$bashplate" -c 'echo hello'
	[ "$status" = 125 ]
	hasnt hello
	root platectl setup managed --yes >/dev/null
	run user TMPDIR="$BOX" "$bashplate" -c 'echo hello'
	[ "$status" = 0 ]
	[ ! -e "$BOX/bashplate-spill-$(id -u "$USER_NAME")" ]
}

@test "a folder that others can open, or that is another account's, is not used" {
	policy '{ "record": { "unreachable": "spill" } }'
	shape 'echo hello'
	d=$BOX/bashplate-spill-$(id -u "$USER_NAME")
	mkdir -m 755 "$d"
	boxed "$bashplate" -c "$outer"
	[ "$status" = 125 ]
	hasnt hello
	chown "$USER_NAME" "$d"
	boxed "$bashplate" -c "$outer"
	[ "$status" = 125 ]
	chmod 700 "$d"
	boxed "$bashplate" -c "$outer"
	[ "$status" = 0 ]
	has hello
	run user platectl log import "$BOX"
	[ "$status" = 0 ]
	# What root imports is the account's, whoever calls.
	boxed "$bashplate" -c "$outer"
	root platectl log import "$BOX"
	[ "$(root platectl log --kind spill --format json | grep -vc "\"user\":\"$USER_NAME\"")" = 0 ]
}
