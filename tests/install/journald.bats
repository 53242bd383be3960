#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Records in a real systemd-journald, read back with journalctl. Needs root:
# /run, /var/log and the machine id are of a mount namespace of the test's own.

load ../ctl/lib

JOURNALD=/usr/lib/systemd/systemd-journald

setup() {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	unshare -m true 2>/dev/null ||
	    skip "mount namespaces are not allowed here"
	[ -x $JOURNALD ] ||
	    skip "systemd-journald is not installed (Debian: systemd)"
	command -v journalctl >/dev/null ||
	    skip "journalctl is not installed (Debian: systemd)"
	[ -f /etc/machine-id ] || skip "there is no /etc/machine-id"
	setup_home
	printf '%s%s\n' '{"permissions":{"neverAllow":["DROP TABLE"]},' \
	    '"record":{"sinks":["journald"],"onSinkError":"refuse"}}' >"$POLICY"
	echo 0123456789abcdef0123456789abcdef >"$T/machine-id"
	# Nothing of the machine's own kernel log or audit is taken.
	cat >"$T/journald.conf" <<-'END'
		[Journal]
		Storage=volatile
		Audit=no
		ReadKMsg=no
		ForwardToSyslog=no
		ForwardToWall=no
	END
	cat >"$T/start" <<-END
		set -e
		mount -t tmpfs tmpfs /run
		mount -t tmpfs tmpfs /var/log
		mount --bind "$T/machine-id" /etc/machine-id
		mkdir -p /run/systemd/journald.conf.d /run/systemd/journal
		cp "$T/journald.conf" /run/systemd/journald.conf.d/
		exec $JOURNALD
	END
	unshare -m sh "$T/start" >"$T/out" 2>&1 3>&- &
	DAEMON=$!
	answers
}

teardown() {
	[ -n "${T:-}" ] || return 0
	[ -z "${DAEMON:-}" ] || kill "$DAEMON" 2>/dev/null || true
	wait 2>/dev/null || true
	keep_log "$XDG_STATE_HOME"
	remove_tree "$T"
}

inside() {
	nsenter -m -t "$DAEMON" --wd="$PWD" "$@"
}

answers() {
	local i
	for ((i = 0; i < 200; i++)); do
		inside test -S /run/systemd/journal/io.systemd.journal \
		    2>/dev/null && inside journalctl --sync 2>/dev/null &&
		    return
		sleep 0.05
	done
	cat "$T/out"
	return 1
}

journal() {
	inside journalctl --sync
	inside journalctl -D /run/log/journal -q -a --no-pager -o json \
	    SYSLOG_IDENTIFIER=bashplate >"$T/journal"
}

@test "journald: every record arrives, whole, with its fields" {
	run inside bashplate -c $'echo one\necho "\xc3\xa4 = two"'
	[ "$status" = 0 ]
	run inside bashplate -c 'psql -c "DROP TABLE users"'
	[ "$status" = 126 ]
	# Too large for a datagram: journald takes it as a sealed file.
	run inside bashplate -c ": $(printf 'x%.0s' {1..120000}) end"
	[ "$status" = 0 ]
	journal
	python3 - "$XDG_STATE_HOME/bashplate/log.jsonl" "$T/journal" <<-'END'
		import json, sys
		lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
		got = [json.loads(l) for l in open(sys.argv[2], encoding="utf-8")]
		assert [g["BASHPLATE_RECORD"] for g in got] == lines, "records"
		names = {"id": "ID", "kind": "KIND", "session": "SESSION",
		    "user": "USER", "cwd": "CWD", "verdict": "VERDICT",
		    "layer": "LAYER", "rule": "RULE", "event": "EVENT"}
		refused = large = 0
		for g, line in zip(got, lines):
		    r = json.loads(line)
		    assert g["BASHPLATE_SEQ"] == str(r["seq"]), g
		    for key, name in names.items():
		        assert g.get("BASHPLATE_" + name) == r.get(key), (name, g)
		    no = r.get("verdict") == "refuse"
		    assert g["PRIORITY"] == ("4" if no else "6"), g
		    refused += no
		    large += len(line) > 100000
		    # What journald itself saw of the sender.
		    assert g["_UID"] == str(r["uid"]), g
		    assert g["_TRANSPORT"] == "journal", g
		for g, n in zip(got, lines[1:]):
		    assert json.loads(n)["prev"] == g["BASHPLATE_HASH"], g
		assert refused == 1 and large == 1, (refused, large)
	END
}

@test "journald: a command runs while it is there, not without it (onSinkError refuse)" {
	run inside bashplate -c 'echo ran'
	[ "$output" = ran ]
	kill "$DAEMON"
	wait "$DAEMON" || true
	DAEMON=
	run unshare -m sh -c "mount -t tmpfs tmpfs /run; bashplate -c 'echo ran'"
	[ "$status" = 126 ]
	has "journald at /run/systemd/journal/socket does not take the record"
	has "record.onSinkError is refuse"
}
