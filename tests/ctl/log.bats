# SPDX-License-Identifier: ISC
# Reading the log: filters, following, rotated files, what tampering shows, and
# the report of a window.

load lib

setup() {
	setup_home
	LOG=$XDG_STATE_HOME/bashplate/log.jsonl
	# The kernel gates log how a line ended after it has ended, which is too
	# late for a test that counts bytes or lines.
	policy
}

policy() {	# policy [MEMBERS]
	echo "{ \"tier\": \"line-only\"${1:+, $1} }" >"$POLICY"
}

teardown() {
	[ -z "$FOLLOWER" ] || kill "$FOLLOWER"
	wait
	keep_log "$XDG_STATE_HOME"
	remove_tree "$T"
}

kubectl_canary() {
	mkdir -p "$T/bin"
	printf '#!/bin/sh\necho "$@" >>"%s/ran"\n' "$T" >"$T/bin/kubectl"
	chmod +x "$T/bin/kubectl"
	PATH=$T/bin:$PATH
}

eventually() {
	local i
	for ((i = 0; i < 200; i++)); do
		"$@" && return
		sleep 0.05
	done
	echo "did not come true: $*"
	return 1
}

@test "filters agree with jq" {
	bashplate -c 'echo one'
	CLAUDECODE=1 AI_AGENT=claude-code_2-1-329_agent bashplate -c 'echo two; echo "a b"'
	run bashplate -c 'kubectl delete pvc three'
	run bashplate -c 'git push --force origin main'
	all=$(platectl log --format json)
	same() {	# same JQ OPTION...
		local q=$1
		shift
		run platectl log --format json "$@"
		[ "$status" = 0 ]
		[ -n "$output" ]
		[ "$(jq -r .id <<<"$output")" = "$(jq -r "select($q) | .id" <<<"$all")" ]
	}
	same '.verdict == "refuse"' --verdict refused
	same '.verdict == "allow"' --verdict allowed
	same '.kind == "line"' --kind line
	same '.agent == "claude-code"' --agent claude-code
	same ".user == \"$(id -un)\"" --user "$(id -un)"
	same '(.rule // "") | startswith("kubectl ")' --rule 'kubectl *'
	same '(.command // "") | contains("\"a b\"")' --grep '"a b"'
	id=$(jq -r 'select(.agent) | .session' <<<"$all" | head -n 1)
	same ".session == \"$id\"" --session "${id:0:6}"
	same 'true' --since 1h
	run platectl log --since 2031-01-01
	[ -z "$output" ]
	run platectl log --until 2001
	[ -z "$output" ]
	run platectl log --last 1 --format json
	[ "$output" = "$(tail -n 1 <<<"$all")" ]
	[ "$(jq -r 'select(.agentVersion) | .agentVersion' <<<"$all" | sort -u)" = 2.1.329 ]
	for bad in '--since never' '--verdict maybe' '--last 0' 'word' '--follow --last 3'; do
		run platectl log $bad
		[ "$status" = 2 ]
	done
}

@test "grep looks at what was said, not at the frame" {
	bashplate -c 'echo one'
	run platectl log --grep ppid
	[ -z "$output" ]
	run platectl log --grep 'echo o'
	has 'echo one'
}

@test "nothing in the log moves the cursor of who reads it" {
	bashplate -c $': "\e[2J\e]0;x\a \x9b1;1H \u202e \r overwritten"'
	bashplate -c $': "two\nlines {\\"ver\\":1}"'
	for format in text json; do
		run platectl log --format $format
		[ "$status" = 0 ]
		! grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae' <<<"$output"
	done
	# One line a record: the newline in the command made none.
	[ "$(platectl log | wc -l)" = "$(wc -l <"$LOG")" ]
	! LC_ALL=C grep -qP '[\x00-\x09\x0b-\x1f\x7f]' "$LOG"
	[ "$(jq -s 'map(.command) | map(select(. == ": \"two\nlines {\\\"ver\\\":1}\"")) | length' "$LOG")" = 1 ]
}

@test "a session's start and end are records" {
	printf '#!/bin/sh\nbashplate -c true\n:\n' >"$T/agent"
	chmod +x "$T/agent"
	cp "$(command -v dash || command -v sh)" "$T/goose"
	"$T/goose" "$T/agent"
	bashplate -c 'echo one'
	bashplate -c 'echo two'
	run platectl log --kind session --format json
	[ "$(jq -r '[.event, .agent // "-"] | join(" ")' <<<"$output" | tr '\n' ';')" = 'start goose;end goose;start -;' ]
	[ "$(jq -r 'select(.event == "start") | .policy | length' <<<"$output" | sort -u)" = 64 ]
}

@test "secrets are masked alike in log, refusal and report" {
	qualify
	run bashplate -c 'PGPASSWORD=hunter2 psql -c "drop table t"'
	[ "$status" = 126 ]
	! grep -rF hunter2 "$XDG_STATE_HOME" <<<"$output"
	[[ $output != *hunter2* ]]
	run platectl report --since 1h
	[[ $output != *hunter2* ]]
	has '[masked]'
}

@test "the owner's own patterns are masked too" {
	policy '"record":{"mask":["ACME-[0-9]{4}","badge=(\\w+)"]}'
	bashplate -c ': ACME-1234 badge=blue ACME-1'
	[ "$(jq -r 'select(.command) | .command' "$LOG")" = ': [masked] badge=[masked] ACME-1' ]
	policy '"record":{"mask":["("]}'
	run platectl policy check
	[ "$status" = 125 ]
	has 'bad regular expression'
}

@test "--follow goes across a rotation" {
	bashplate -c 'echo before'
	platectl log --follow --grep echo >"$T/out" 3>&- &
	FOLLOWER=$!
	eventually grep -q before "$T/out"
	mv "$LOG" "$LOG.1"
	bashplate -c 'echo after'
	eventually grep -q after "$T/out"
	[ "$(wc -l <"$T/out")" = 2 ]
}

@test "rotation by size: nothing is lost, old files are compressed, all is read" {
	policy '"record":{"rotate":{"size":"8K"}}'
	for i in {1..60}; do
		bashplate -c "echo number-$i" >/dev/null
	done
	compressed() { ls "$XDG_STATE_HOME"/bashplate/log-*.jsonl.gz >/dev/null 2>&1; }
	eventually compressed
	[ "$(platectl log --grep number- | wc -l)" = 60 ]
	run platectl log verify
	[ "$status" = 0 ]
	has 'sound: '
	has 'from record 1 '
}

@test "rotation keeps as many files as the policy says" {
	policy '"record":{"rotate":{"size":"4K","keep":2}}'
	for i in {1..60}; do
		bashplate -c "echo number-$i" >/dev/null
	done
	few() { [ "$(ls "$XDG_STATE_HOME"/bashplate/log-* | wc -l)" -le 3 ]; }
	eventually few
	run platectl log verify
	[ "$status" = 0 ]
	has 'older files are not here'
}

@test "rotation by age" {
	policy '"record":{"rotate":{"age":"1s"}}'
	bashplate -c 'echo one'
	rotated() {
		bashplate -c 'echo more' >/dev/null
		ls "$XDG_STATE_HOME"/bashplate/log-* >/dev/null 2>&1
	}
	eventually rotated
	run platectl log verify
	[ "$status" = 0 ]
}

@test "logrotate takes the file away" {
	command -v logrotate >/dev/null || PATH=$PATH:/usr/sbin:/sbin
	command -v logrotate >/dev/null || skip "logrotate is not installed (Debian: logrotate)"
	bashplate -c 'echo one'
	printf '%s {\n\trotate 5\n\tcompress\n\tnocreate\n\tmissingok\n}\n' "$LOG" >"$T/lr"
	chmod 600 "$T/lr"
	for i in 1 2 3; do
		logrotate -f -s "$T/lr.state" "$T/lr"
		bashplate -c "echo after-$i"
	done
	run platectl log verify
	[ "$status" = 0 ]
	has 'from record 1 '
	[ "$(platectl log --grep echo | wc -l)" = 4 ]
}

@test "verify names what was done, and the clean twin is sound" {
	# No command: its end would be logged while we look.
	"$top_builddir/tests/ctl/every_record" "$XDG_STATE_HOME/bashplate"
	cp "$LOG" "$T/clean"
	DAMAGED=1
	broken() {	# broken SED-SCRIPT TEXT
		sed "$1" "$T/clean" >"$LOG"
		run platectl log verify
		[ "$status" = 126 ]
		has "BROKEN: $2"
		cat "$T/clean" >"$LOG"
		run platectl log verify
		[ "$status" = 0 ]
		has 'sound: 33 records'
	}
	broken 5d 'record 5 was deleted'
	broken 5,7d 'records 5 to 7 were deleted'
	broken '5s/"pid"/"PID"/' 'record 5 was edited'
	broken '5{h;d};6G' 'record 5 was moved'
	broken '5p' 'record 5 is forged'
	broken '$d' 'record 33 at the end: cut off'
	broken '5s/.*/hello/' 'behind record 4 stands something'
	run platectl log verify --format json
	[ "$(jq -r '.result, .records, .goodTo' <<<"$output" | tr '\n' ' ')" = 'sound 33 33 ' ]
}

@test "an import is bounded and follows no link" {
	spill=$T/box/bashplate-spill-7
	mkdir -p "$spill" -m 700
	: >"$spill/log.head"
	yes x | head -n 20100 >"$spill/log.jsonl"
	run platectl log import "$T/box"
	echo "$output"
	[ "$status" = 0 ]
	has '20000 records of 1 sandbox folder moved'
	has '20000 of them do not follow'
	has '200 bytes were more'
	[ ! -e "$spill" ]
	[ "$(grep -c '"kind":"spill".*"event":"unreadable".*"sound":false' "$LOG")" = 20000 ]
	# A link in place of a file, or of the folder.
	mkdir -m 700 "$spill"
	: >"$spill/log.head"
	echo secret >"$T/elsewhere"
	ln -s "$T/elsewhere" "$spill/log.jsonl"
	run platectl log import "$T/box"
	has '0 records'
	rm -r "$spill"
	mkdir "$T/other"
	: >"$T/other/log.head"
	echo secret >"$T/other/log.jsonl"
	ln -s "$T/other" "$spill"
	run platectl log import "$T/box"
	has '0 records of 0 sandbox folders'
	[ -e "$T/other/log.jsonl" ]
	run grep -c secret "$LOG"
	[ "$output" = 0 ]
	run platectl log verify
	[ "$status" = 0 ]
}

@test "the hash is one that coreutils can check" {
	bashplate -c 'echo one'
	bashplate -c 'echo two'
	[ "$(tail -n 1 "$LOG" | jq -r .prev)" = "$(tail -n 2 "$LOG" | head -n 1 | tr -d '\n' | b2sum -l 256 | cut -d' ' -f1)" ]
}

@test "the log folder goes away and comes back" {
	bashplate -c 'echo one'
	rm -r "$XDG_STATE_HOME/bashplate"
	run bashplate -c 'echo two'
	[ "$output" = two ]
	[ "$(jq -r 'select(.command) | .command' "$LOG")" = 'echo two' ]
	run platectl log verify
	[ "$status" = 0 ]
}

@test "each line's end is logged once" {
	rm "$POLICY"
	ends() { jq -r 'select(.kind == "exit") | .line' "$LOG"; }
	ended() { [ "$(ends | sort -u | wc -l)" = "$1" ]; }

	# While the first line waits for its parent, ended, its supervisor forks
	# the one of the next line.
	perl -e 'my $pid = fork // die; exec "bashplate", "-c", ":" if !$pid;
		sub state { open my $f, "<", "/proc/$pid/stat" or die;
			<$f> =~ /\) (.)/ ? $1 : "" }
		select undef, undef, undef, 0.02 until state eq "Z";
		system "bashplate", "-c", ":"; waitpid $pid, 0'
	grep -q '"kind":"tier".*"event":"full"' "$LOG" ||
		skip "no kernel gates here"
	eventually ended 2
	bashplate -c :
	eventually ended 3
	[ "$(ends | wc -l)" = 3 ]
}

@test "a full disk refuses by name and leaves no half record" {
	bashplate -c 'echo one'
	size=$(stat -c %s "$LOG")
	# The file size limit stands for the disk.
	run bash -c "ulimit -f $((size / 1024)); exec bashplate -c 'echo two'"
	[ "$status" = 126 ]
	has 'refused by the log'
	[ "$(stat -c %s "$LOG")" = "$size" ]
	run bashplate -c 'echo three'
	[ "$output" = three ]
	run platectl log verify
	[ "$status" = 0 ]
}

@test "somebody holds the lock: refused by name, and it ends" {
	bashplate -c 'echo one'
	exec 8<"$XDG_STATE_HOME/bashplate/log.head"
	flock 8
	run bashplate -c 'echo two'
	[ "$status" = 126 ]
	has 'has held the lock of the log'
	exec 8<&-
	run bashplate -c 'echo three'
	[ "$output" = three ]
}

@test "report: who, why, what ran because of it, what did not" {
	qualify
	kubectl_canary
	bashplate -c 'echo before'
	run with_pass window open 30m --reason 'restore the cache' --ticket OPS-7 --scope kubernetes
	[ "$status" = 0 ]
	id=$(platectl window list --format json | jq -r '.[0].id')
	bashplate -c 'kubectl delete pod lifted'
	bashplate -c 'echo harmless'
	run bashplate -c 'kubectl delete pvc floor'
	[ "$status" = 126 ]
	run platectl report last
	[ "$status" = 0 ]
	has "Window $id: open"
	platectl window close "$id"
	run bashplate -c 'kubectl delete pod after'
	run platectl report last
	[ "$status" = 0 ]
	has "Window $id: closed"
	has "by $(id -un), until "
	has 'restore the cache (ticket OPS-7)'
	has 'scope    kubernetes'
	has 'Ran because of it: 1 (each would have been refused)'
	has 'kubectl delete pod lifted'
	has 'Refused all the same: 1'
	has 'kubectl delete pvc floor'
	[[ $output != *'delete pod after'* ]]
	[[ $output != *harmless* ]]
	has 'Command lines in that time and session: 3, of which 2 ran'
	has 'Gaps: none'
	has "The log's chain holds"
	[ "$(wc -l <<<"$output")" -lt 40 ]
	run platectl report "$id" --format json
	[ "$(jq -r '.windows[0].who, .windows[0].ticket, .ranBecauseOfWindow.total, .refused.total, .log.result' <<<"$output" | tr '\n' ' ')" = "$(id -un) OPS-7 1 1 sound " ]
	run platectl log --window last
	has 'kubectl delete pod lifted'
	[[ $output != *harmless* ]]
	run platectl report --since 1h
	has '1 window'
	has 'Refused in that time: 2'
	run platectl report 0123456789abcdef
	[ "$status" = 125 ]
	has 'knows no window'
	DAMAGED=1
	# An edited log is no evidence, and the report says so.
	sed -i 's/harmless/HARMLESS/' "$LOG"
	run platectl report last
	[ "$status" = 126 ]
	has 'THE LOG IS BROKEN (edited'
}

@test "report: a clock that was stepped, a guard that was left, a restart" {
	for i in {1..5}; do
		bashplate -c "echo $i" >/dev/null
	done
	run platectl report --since 2001
	has 'Gaps: none'
	DAMAGED=1
	# An hour ahead in one record; another boot in the last.
	sed -i -E '5s/"ts":"([0-9-]+)T([0-9]{2})/"ts":"\1T00/; $s/"boot":"........"?/"boot":"00000000/' "$LOG"
	[ "$(date -u +%H)" != 00 ] || sed -i -E '5s/"ts":"([0-9-]+)T00/"ts":"\1T05/' "$LOG"
	run platectl report --since 2001
	[ "$status" = 126 ]
	has 'the clock was stepped by '
	has 'the machine was restarted'
	has 'Gaps: 3'
}

@test "a clock that goes back stops neither log nor rotation by size" {
	policy '"record":{"rotate":{"size":"4K","age":"1d"}}'
	bashplate -c 'echo one'
	# The head's file began in the future, as after a step back.
	sed -i -E 's/ [0-9]+( *)$/ 9999999999\1/' "$XDG_STATE_HOME/bashplate/log.head"
	truncate -s 192 "$XDG_STATE_HOME/bashplate/log.head"
	for i in {1..12}; do
		run bashplate -c "echo number-$i"
		[ "$output" = "number-$i" ]
	done
	rotated() { ls "$XDG_STATE_HOME"/bashplate/log-* >/dev/null 2>&1; }
	eventually rotated
	run platectl log verify
	[ "$status" = 0 ]
}

@test "opening a window signs all that is logged so far" {
	qualify
	bashplate -c 'echo one'
	run platectl log verify --format json
	[ "$(jq .signedTo <<<"$output")" = 0 ]
	run with_pass window open 5m --reason x
	[ "$status" = 0 ]
	run platectl log verify
	has 'Signed by operator key'
	# Written anew from the start, head and all, the signature does not fit.
	run platectl log verify --format json
	[ "$(jq .signedTo <<<"$output")" -gt 1 ]
}
