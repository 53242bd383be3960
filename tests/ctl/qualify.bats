#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The exam as a person takes it, and what it changes.

load lib

examinee() {
	"$top_builddir/tests/ctl/examinee" "$@"
}

record() {
	echo "$XDG_STATE_HOME"/bashplate/operators/*.json
}

nobody_is_qualified() {
	[ "$(platectl operators --format json)" = '[]' ]
}

@test "before: the granting verbs are not shown and say how to qualify" {
	run platectl --help
	[ "$status" -eq 0 ]
	for c in window approve deny requests; do
		[[ $output != *"  $c "* ]]
	done
	has '  qualify '
	run platectl window open 5m --reason x
	[ "$status" -eq 126 ]
	has 'nobody here is qualified yet'
	has 'platectl qualify'
	qualify
	run platectl --help
	for c in window approve deny requests; do
		has "  $c "
	done
}

@test "nine right answers, terms, a passphrase: windows open with it" {
	run examinee "$PASS" platectl qualify
	[ "$status" -eq 0 ]
	has 'Question 9 of 9'
	has 'Right.'
	has 'is qualified for 180 days'
	[[ $output != *"$PASS"* ]]
	[ "$(stat -c %a "$(record)")" = 600 ]
	! grep -q "$PASS" -r "$XDG_STATE_HOME"
	run platectl operators
	has ' valid '
	bashplate -c true
	run with_pass window open 5m --reason x
	[ "$status" -eq 0 ]
	run platectl log --format json
	has '"event":"qualify"'
}

@test "a wrong answer explains itself and comes again; five end it" {
	run examinee --wrong 2 "$PASS" platectl qualify
	[ "$status" -eq 0 ]
	has 'No. The answer is:'
	[ "$(grep -c 'No. The answer' <<<"$output")" -eq 2 ]
	rm "$(record)"
	run examinee --wrong 5 "$PASS" platectl qualify
	[ "$status" -eq 126 ]
	has 'too many wrong answers'
	nobody_is_qualified
	run platectl log --format json
	has 'exam-failed'
}

@test "^C anywhere leaves no half record, and the terminal as it was" {
	for where in question terms new again; do
		run examinee --stop $where "$PASS" sh -c 'stty -a >a; platectl qualify; r=$?; stty -a >b; exit $r'
		[ "$status" -ne 0 ]
		nobody_is_qualified
		[ ! -e "$(record)" ]
	done
	# The last one was asked for without echo, and platectl lived to put it back.
	cmp a b
	run examinee "$PASS" platectl qualify
	[ "$status" -eq 0 ]
}

@test "weak passphrases are refused, different ones asked again" {
	for weak in short aaaaaaaaaaaaaaa 123456789012345 'my password 1'; do
		run platectl_weak "$weak"
		[ "$status" -ne 0 ]
		has 'Too weak'
		nobody_is_qualified
	done
	run timeout 20 "$top_builddir/tests/ctl/examinee" --second 'another text' "$PASS" sh -c 'platectl qualify & sleep 0; wait'
	nobody_is_qualified
}

platectl_weak() {
	printf '%s\n' "$1" >pass
	examinee x sh -c 'platectl qualify --passphrase-fd 9 9<pass'
}

@test "the second time needs the passphrase so far, and keeps the key" {
	run examinee "$PASS" platectl qualify
	[ "$status" -eq 0 ]
	key=$(jq -r .key "$(record)")
	before=$(cat "$(record)")
	run examinee 'quite another one' platectl qualify
	[ "$status" -eq 126 ]
	has 'Question 4 of 4'
	has 'the passphrase is wrong'
	[ "$(cat "$(record)")" = "$before" ]
	run examinee "$PASS" platectl qualify
	[ "$status" -eq 0 ]
	[ "$(jq -r .key "$(record)")" = "$key" ]
	[ "$(cat "$(record)")" != "$before" ]
}

@test "an expired record and one of another checklist open nothing, until renewed" {
	bashplate -c true
	qualify -1
	run with_pass window open 5m --reason x
	[ "$status" -eq 126 ]
	has 'expired'
	run examinee "$PASS" platectl qualify
	[ "$status" -eq 0 ]
	run with_pass window open 5m --reason x
	[ "$status" -eq 0 ]
	qualify 3600 0
	run with_pass window open 5m --reason x
	[ "$status" -eq 126 ]
	has 'another version of the checklist'
}

@test "not inside a guarded session, not without a terminal, not for whom the policy leaves out" {
	run platectl qualify </dev/null
	[ "$status" -eq 126 ]
	has 'a person at a terminal'
	CLAUDECODE=1 run examinee "$PASS" platectl qualify
	[ "$status" -eq 126 ]
	has 'inside a guarded session'
	echo '{"operators":["somebody-else","%nogroup-at-all"]}' >"$POLICY"
	run examinee "$PASS" platectl qualify
	[ "$status" -eq 126 ]
	has '"operators" do not hold'
	echo "{\"operators\":[\"$(id -un)\"],\"qualification\":{\"valid\":\"7d\"}}" >"$POLICY"
	run examinee "$PASS" platectl qualify
	[ "$status" -eq 0 ]
	has 'for 7 days'
}

# The exam on a terminal that has grown older, by a clock that runs ahead.
older_terminal() {
	LATER=$1 LD_PRELOAD=$T/later.so examinee "$PASS" platectl qualify
}

@test "a terminal older than 30 minutes is not a fresh one" {
	case ${CFLAGS-} in
	*-fsanitize*) skip 'a sanitizer and a preloaded library do not go together' ;;
	esac
	${CC:-cc} -fPIC -shared -o "$T/later.so" "$top_srcdir/tests/ctl/later.c" -ldl 2>cc.log || skip 'no library can be built here'
	[ -z "$(LD_PRELOAD=$T/later.so platectl --help 2>&1 >/dev/null)" ] || skip 'a library cannot be preloaded here'
	run older_terminal 1805
	[ "$status" -eq 126 ]
	has "this terminal's session is older than 30 minutes; open a new terminal"
	[[ $output != *'Question 1'* ]]
	nobody_is_qualified
	# Its twin; the rest of the half hour is for slow machines.
	run older_terminal 900
	[ "$status" -eq 0 ]
	has 'is qualified for 180 days'
}

@test "a terminal that can do nothing, and what a screen reader reads" {
	for term in dumb unknown-terminal ''; do
		rm -f "$XDG_STATE_HOME"/bashplate/operators/*
		TERM=$term run examinee "$PASS" platectl qualify
		[ "$status" -eq 0 ]
		has 'is qualified for 180 days'
		# Nothing moves the cursor or overwrites what was read out.
		! grep -q $'[\001-\011\013\014\016-\037]' <<<"$output"
		! grep -q $'\r.' <<<"$output"
		# Each question stands alone: number, four options, what may be typed.
		[ "$(grep -c '^Question [1-9] of 9' <<<"$output")" -eq 9 ]
		[ "$(grep -c '^  [1-4]  [^ ]' <<<"$output")" -eq 36 ]
		[ "$(grep -c 'Your answer (1-4, q to give up): ' <<<"$output")" -eq 9 ]
	done
}

@test "wrong passphrases are logged and slow the next try down" {
	bashplate -c true
	qualify
	for i in 1 2 3; do
		run platectl window open 5m --reason x --passphrase-fd 9 9<<<wrong
		[ "$status" -eq 126 ]
		has 'the passphrase is wrong'
	done
	run with_pass window open 5m --reason x
	[ "$status" -eq 126 ]
	has 'too many wrong passphrases'
	[ "$(platectl log --format json | grep -c '"event":"fail"')" -eq 3 ]
	rm "$XDG_STATE_HOME"/bashplate/operators/*.tries
	run with_pass window open 5m --reason x
	[ "$status" -eq 0 ]
}

@test "operators: expire and revoke shut the windows that were signed" {
	bashplate -c true
	qualify
	run with_pass window open 5m --reason x
	[ "$status" -eq 0 ]
	me=$(id -un)
	CLAUDECODE=1 run platectl operators revoke "$me"
	[ "$status" -eq 126 ]
	run platectl operators expire "$me"
	[ "$status" -eq 0 ]
	run platectl window list
	has 'expired'
	qualify
	run with_pass window open 5m --reason x
	[ "$status" -eq 0 ]
	run platectl operators revoke "$me"
	[ "$status" -eq 0 ]
	run platectl window list
	has 'revoked'
	run examinee "$PASS" platectl qualify
	[ "$status" -eq 126 ]
	has "only the owner"
	run platectl operators reset "$me"
	if [ "$(id -u)" = 0 ]; then
		[ "$status" -eq 0 ]
		run examinee "$PASS" platectl qualify
		[ "$status" -eq 0 ]
	else
		[ "$status" -eq 126 ]
		has "root's"
	fi
}
