# SPDX-License-Identifier: ISC
# Every record that is written fits doc/log-schema.json: one of each kind with
# all members and with few, a day's work, and what the tests before this wrote.

load lib

setup() {
	setup_home
	python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null ||
		skip "python3-jsonschema is not installed (Debian: python3-jsonschema)"
	LOG=$XDG_STATE_HOME/bashplate/log.jsonl
}

fits() {
	run python3 "$top_srcdir/tests/ctl/validate.py" "$top_srcdir/doc/log-schema.json" "$@"
	echo "$output"
	[ "$status" = 0 ]
}

@test "every kind of record" {
	"$top_builddir/tests/ctl/every_record" "$XDG_STATE_HOME/bashplate"
	fits "$LOG"
	has '0 wrong'
	has 'kinds: anchor approval exec exit left-guard line log operator policy request session signal spill sql tier window'
	run platectl log verify
	[ "$status" = 0 ]
}

@test "what commands write" {
	qualify
	bashplate -c 'echo one'
	run bashplate -c 'kubectl delete pvc x'
	run bashplate -c 'kubectl delete pod x'
	run bashplate -c 'echo $('
	run bashplate -c $'echo \xff\x01 "PASSWORD=hunter2"'
	echo 'half a rec' >>"$LOG"
	run with_pass window open 5m --reason x --ticket y
	[ "$status" = 0 ]
	platectl window close
	CLAUDECODE=1 AI_AGENT=claude-code_2-1-329_agent CLAUDE_CODE_SESSION_ID=5f3c bashplate -c "eval 'ls -l' < /dev/null && pwd -P >| $T/cwd"
	grep -v '^half' "$LOG" >"$T/log"
	fits "$T/log"
	has '0 wrong'
}

@test "a record that does not fit is found" {
	DAMAGED=1
	bashplate -c 'echo one'
	sed -i 's/"verdict":"allow"/"verdict":"maybe"/' "$LOG"
	run python3 "$top_srcdir/tests/ctl/validate.py" "$top_srcdir/doc/log-schema.json" "$LOG"
	[ "$status" = 1 ]
	has "'maybe' is not one of"
}

@test "what the tests before this one wrote" {
	ls "$top_builddir"/tests/written/*.jsonl >/dev/null 2>&1 || skip "nothing was written yet"
	fits "$top_builddir"/tests/written/*.jsonl
	has '0 wrong'
}
