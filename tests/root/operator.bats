#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# An operator's account and a guarded one share the managed state: windows and approvals across accounts, and nothing else of each other.

setup_file() {
	. "$top_srcdir/tests/root/lib.bash"
	begin "bpg$$" "bpo$$"
	export OPERATOR=bpo$$
	managed
	as "$OPERATOR" "$H/make_operator" "$PASS"
	root platectl operators accept "$OPERATOR" >/dev/null
}

setup() {
	. "$top_srcdir/tests/root/lib.bash"
	rm -f "$H/home/ran" "$H"/go.*
}

teardown_file() {
	. "$top_srcdir/tests/root/lib.bash"
	end
}

# waiting LINE...: a session that runs the lines, and waits for the file N at each `wait N`.
waiting() {
	cat >"$H/waiting" <<-EOT
	wait() {
		touch $H/home/at.\$1
		for ((i = 0; i < 1200; i++)); do
			[ ! -e $H/go.\$1 ] || return
			sleep 0.05
		done
	}
	EOT
	printf '%s\n' "$@" >>"$H/waiting"
	rm -f "$H"/home/at.*
	user bash "$H/waiting" >"$H/out" 2>&1 &
	session_job=$!
}

@test "a window that an operator's account opens for another account's session" {
	waiting 'bashplate -c true' 'wait 1' 'bashplate -c "kubectl delete pod x"' 'wait 2' 'bashplate -c "kubectl delete pod y"'
	wait_until test -e "$H/home/at.1"
	run as "$OPERATOR" platectl sessions --format json
	id=$(echo "$output" | grep -o '"id":"[0-9a-f]*"' | head -n 1 | cut -d'"' -f4)
	[ -n "$id" ]
	run as "$OPERATOR" platectl window open 5m --session "$id" --reason 'for another' --passphrase-fd 9
	[ "$status" -eq 0 ]
	touch "$H/go.1"
	wait_until test -e "$H/home/at.2"
	[ "$(cat "$H/home/ran")" = 'kubectl delete pod x' ]
	run as "$OPERATOR" platectl window close
	has '1 closed'
	touch "$H/go.2"
	wait $session_job || true
	output=$(cat "$H/out")
	has 'refused by the block set'
	[ "$(wc -l <"$H/home/ran")" -eq 1 ]
}

@test "--user NAME: every session of an account, and no other account" {
	run as "$OPERATOR" platectl window open 5m --user "$USER_NAME" --reason 'all of it' --passphrase-fd 9
	[ "$status" -eq 0 ]
	run session 'bashplate -c "kubectl delete pod a"' 'bashplate -c "kubectl delete pvc a"'
	has 'refused by the floor'
	run user bash -c 'exec bashplate -c "kubectl delete pod b"'
	run as "$OPERATOR" bashplate -c 'kubectl delete pod c'
	[ "$status" -eq 126 ]
	run as "$OPERATOR" platectl window close
	run session 'bashplate -c "kubectl delete pod d"'
	[ "$(tr '\n' ' ' <"$H/home/ran")" = 'kubectl delete pod a kubectl delete pod b ' ]
	[ ! -e "$H/$OPERATOR/ran" ]
}

@test "a request of one account, approved once by another" {
	waiting 'bashplate -c "kubectl delete pod x"' 'wait 1' 'bashplate -c "kubectl delete pod x"' 'bashplate -c "kubectl delete pod x"'
	wait_until test -e "$H/home/at.1"
	run as "$OPERATOR" platectl requests --format json
	id=$(echo "$output" | grep -o '"id":"[0-9a-z]*"' | head -n 1 | cut -d'"' -f4)
	[ -n "$id" ]
	run user platectl deny "$id" --note 'my own'
	run as "$OPERATOR" platectl approve "$id" --passphrase-fd 9
	[ "$status" -eq 0 ]
	touch "$H/go.1"
	wait $session_job || true
	[ "$(cat "$H/home/ran")" = 'kubectl delete pod x' ]
	[ -n "$(ls "$VAR/used")" ]
}

@test "an account sees and closes its own, an operator all" {
	as "$OPERATOR" bashplate -c 'echo operator-line'
	session 'bashplate -c "echo guarded-line"'
	run user platectl log
	has guarded-line
	hasnt operator-line
	run user platectl log --user "$OPERATOR"
	hasnt operator-line
	run as "$OPERATOR" platectl log
	has guarded-line
	has operator-line
	run user platectl report --since 1h
	[ "$status" -eq 126 ]
	run as "$OPERATOR" platectl report --since 1h
	[ "$status" -eq 0 ]
	run as "$OPERATOR" platectl window open 5m --user "$OPERATOR" --reason 'mine' --passphrase-fd 9
	[ "$status" -eq 0 ]
	run user platectl window list --format json
	hasnt '"mine"'
	run user platectl window close
	has '0 closed'
	run as "$OPERATOR" platectl window close
	has '1 closed'
	run user platectl log verify
	[ "$status" -eq 0 ]
}

@test "an account never joins the session of another one" {
	cat >"$H/two" <<-EOT
	env -i HOME=$H/home PATH=$BIN:/usr/bin:/bin setpriv --reuid=$USER_NAME --regid=$USER_NAME --clear-groups bashplate -c true
	env -i HOME=$H/$OPERATOR PATH=$BIN:/usr/bin:/bin setpriv --reuid=$OPERATOR --regid=$OPERATOR --clear-groups bashplate -c true
	EOT
	(cd / && bash "$H/two")
	for name in "$USER_NAME" "$OPERATOR"; do
		grep '"kind":"line"' "$VAR/log.jsonl" | grep "\"user\":\"$name\"" | tail -n 1 | grep -o '"session":"[0-9a-f]*"'
	done >"$H/sessions"
	[ "$(sort -u "$H/sessions" | wc -l)" -eq 2 ]
}

@test "a person's guarded shell: judged, logged, and release-window typed at its prompt" {
	install -m 755 "$top_builddir/tests/pty/ptydrive" "$H/ptydrive"
	cat >"$H/typed" <<-EOT
	idle
	send kubectl delete pod p\r
	expect refused by the block set
	idle
	send \\cUrelease-window 5m because\r
	expect assphrase
	send $PASS\r
	expect is open
	idle
	send kubectl delete pod q\r
	wait-file $H/$OPERATOR/ran
	idle
	send close-window\r
	expect 1 closed
	idle
	send id -G; grep Gid: /proc/self/status\r
	idle
	send exit\r
	wait-exit 0
	EOT
	rm -f "$H/$OPERATOR/ran"
	run as "$OPERATOR" TERM=xterm PS1='$ ' "$H/ptydrive" "$BIN/bashplate" <"$H/typed"
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	[ "$(cat "$H/$OPERATOR/ran")" = 'kubectl delete pod q' ]
	grep '"user":"'"$OPERATOR"'"' "$VAR/log.jsonl" | grep -q '"command":"kubectl delete pod q"'
	[ -z "$(find "$H/$OPERATOR" -name log.jsonl)" ]
	root platectl doctor || true
	run as "$OPERATOR" platectl doctor
	has "policy, state and log are out of an agent's reach"
}
