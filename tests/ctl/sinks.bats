# SPDX-License-Identifier: ISC
# Records beyond the file: a real rsyslog over unix socket, UDP and TCP, the
# journal's own protocol, and what a sink that stalls does to a command.

load lib

policy() {
	printf '{"permissions":{"neverAllow":["DROP TABLE"]},"record":%s}\n' \
	    "$1" >"$POLICY"
}

# Something that must become true within ten seconds.
eventually() {
	local i
	for ((i = 0; i < 200; i++)); do
		"$@" && return
		sleep 0.05
	done
	echo "did not come true: $*"
	return 1
}

holds() {	# holds FILE TEXT [COUNT]
	[ "$(grep -cF -- "$2" "$1" 2>/dev/null)" -ge "${3:-1}" ]
}

free_port() {
	python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start_rsyslog() {
	command -v rsyslogd >/dev/null || skip "rsyslog is not installed (Debian: rsyslog)"
	PORT=$(free_port)
	cat >"$T/rsyslog.conf" <<-END
		global(workDirectory="$T" maxMessageSize="256k")
		module(load="imuxsock" SysSock.Use="off")
		module(load="imudp")
		module(load="imtcp")
		input(type="imuxsock" Socket="$T/devlog" UseSpecialParser="off" ParseHostname="on")
		input(type="imudp" address="127.0.0.1" port="$PORT")
		input(type="imtcp" address="127.0.0.1" port="$PORT")
		action(type="omfile" file="$T/got" template="RSYSLOG_SyslogProtocol23Format")
	END
	rsyslogd -n -f "$T/rsyslog.conf" -i "$T/rsyslog.pid" 3>&- &
	RSYSLOG=$!
	eventually test -S "$T/devlog"
}

teardown() {
	[ -z "$RSYSLOG" ] || kill "$RSYSLOG"
	[ -z "$RECEIVER" ] || kill "$RECEIVER"
	wait
	keep_log "$XDG_STATE_HOME"
	remove_tree "$T"
}

arrives() {
	policy "{\"sinks\":[\"$1\"],\"onSinkError\":\"refuse\"}"
	run bashplate -c 'echo over-'"$2"
	[ "$output" = "over-$2" ]
	run bashplate -c 'echo; DROP=1 sqlite3 x "drop table over_'"$2"'"'
	[ "$status" = 126 ]
	eventually holds "$T/got" "drop table over_$2"
	grep -F "echo over-$2" "$T/got" >"$T/allowed"
	grep -F "drop table over_$2" "$T/got" >"$T/refused"
	# <86> is authpriv.info, <84> authpriv.warning.
	grep -qE '^<86>1 [0-9TZ:.+-]+ [^ ]+ bashplate [0-9]+ line \[bashplate@32473 seq="[0-9]+" hash="[0-9a-f]{64}" .*verdict="allow"\] \{"ver":1,' "$T/allowed"
	grep -qE '^<84>1 .* line \[.*verdict="refuse" rule="[^"]+"\] \{"ver":1,' "$T/refused"
	# The message is the record, byte for byte.
	sed 's/^[^{]*//' "$T/refused" | grep -qxF -f - "$XDG_STATE_HOME/bashplate/log.jsonl"
}

@test "syslog: unix socket" {
	start_rsyslog
	arrives "syslog:$T/devlog" unix
}

@test "syslog: UDP" {
	start_rsyslog
	arrives "syslog+udp:127.0.0.1:$PORT" udp
}

@test "syslog: TCP, and what came while nobody listened" {
	start_rsyslog
	arrives "syslog+tcp:127.0.0.1:$PORT" tcp
	kill "$RSYSLOG" && wait "$RSYSLOG" || true
	RSYSLOG=
	policy "{\"sinks\":[\"syslog+tcp:127.0.0.1:$PORT\"]}"
	run bashplate -c 'echo while-away'
	[ "$output" = while-away ]
	eventually holds "$XDG_STATE_HOME/bashplate/log.jsonl" while-away
	rsyslogd -n -f "$T/rsyslog.conf" -i "$T/rsyslog.pid" 3>&- &
	RSYSLOG=$!
	# Each command starts another try once the pause after a failure is over.
	again() {
		bashplate -c 'true' && holds "$T/got" while-away
	}
	eventually again
}

@test "a long record arrives whole over TCP, cut over UDP" {
	start_rsyslog
	long=$(printf 'x%.0s' {1..70000})
	policy "{\"sinks\":[\"syslog+tcp:127.0.0.1:$PORT\",\"syslog+udp:127.0.0.1:$PORT\"],\"onSinkError\":\"refuse\"}"
	run bashplate -c ": $long"
	[ "$status" = 0 ]
	arrived() { awk 'length > 70000 { found = 1 } END { exit !found }' "$T/got"; }
	eventually arrived
	eventually holds "$T/got" "cut; the whole is in log.jsonl"
}

@test "a stalled receiver delays no command" {
	PORT=$(free_port)
	python3 - "$PORT" >"$T/ready" 3>&- <<-'END' &
		import socket, sys, time
		s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
		s.bind(("127.0.0.1", int(sys.argv[1]))); s.listen(1)
		print("ready", flush=True)
		c, _ = s.accept()
		time.sleep(60)
	END
	RECEIVER=$!
	eventually holds "$T/ready" ready
	policy "{\"sinks\":[\"syslog+tcp:127.0.0.1:$PORT\"],\"onSinkError\":\"refuse\"}"
	long=$(printf 'x%.0s' {1..100000})
	start=$(date +%s%N)
	for i in {1..40}; do
		bashplate -c ": $long"
	done
	took=$((($(date +%s%N) - start) / 1000000))
	echo "40 commands of 100 kB: $took ms"
	# A send that waits would wait ten seconds for each.
	[ "$took" -lt 10000 ]
}

@test "a unix socket that nobody reads: warn runs, refuse refuses" {
	python3 - "$T/stalled" 3>&- <<-'END' &
		import socket, sys, time
		s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
		s.bind(sys.argv[1])
		time.sleep(60)
	END
	RECEIVER=$!
	eventually test -S "$T/stalled"
	policy "{\"sinks\":[\"syslog:$T/stalled\"]}"
	for i in {1..30}; do
		run bashplate -c 'echo ran'
		[ "$output" = ran ]
	done
	run platectl doctor
	has "syslog $T/stalled does not take the record"
	policy "{\"sinks\":[\"syslog:$T/stalled\"],\"onSinkError\":\"refuse\"}"
	run bashplate -c 'echo ran'
	[ "$status" = 126 ]
	has "refused by the log"
	has "record.onSinkError is refuse"
	policy '{"sinks":[]}'
	run bashplate -c 'echo ran'
	[ "$output" = ran ]
}

@test "journald: native fields, large records as a file" {
	python3 - "$T/journal" "$T/got" 3>&- <<-'END' &
		import array, os, socket, sys
		s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
		s.bind(sys.argv[1])
		while True:
		    data, fds, flags, _ = socket.recv_fds(s, 1 << 20, 1)
		    how = b"datagram\n"
		    if fds:
		        how = b"memfd\n"
		        data = os.pread(fds[0], 1 << 24, 0)
		        os.close(fds[0])
		    with open(sys.argv[2], "ab") as f:
		        f.write(how + data)
	END
	RECEIVER=$!
	eventually test -S "$T/journal"
	policy "{\"sinks\":[\"journald:$T/journal\"],\"onSinkError\":\"refuse\"}"
	run bashplate -c $'echo one\necho two'
	[ "$status" = 0 ]
	eventually holds "$T/got" BASHPLATE_RECORD 2
	grep -qxF 'BASHPLATE_COMMAND=echo one\necho two' "$T/got"
	grep -qxF 'BASHPLATE_VERDICT=allow' "$T/got"
	grep -qxF 'SYSLOG_IDENTIFIER=bashplate' "$T/got"
	grep -qxE 'BASHPLATE_HASH=[0-9a-f]{64}' "$T/got"
	grep -qxE 'PRIORITY=6' "$T/got"
	# Each line is FIELD=value: nothing of the command begins one.
	! grep -vE '^([A-Z_]+=|datagram$|memfd$)' "$T/got"
	run bashplate -c ": $(printf 'x%.0s' {1..120000}) $(printf '\\%.0s' {1..2})"
	[ "$status" = 0 ]
	eventually holds "$T/got" memfd
}

@test "policy: a sink must be one, an address no host name" {
	for bad in syslog+tcp:log.example.com:514 syslog+udp:127.0.0.1 \
		syslog+udp:127.0.0.1:0 ftp journald:x syslog+tcp:1.2.3.4:99999; do
		policy "{\"sinks\":[\"$bad\"]}"
		run platectl policy check
		[ "$status" = 125 ]
		has 'expected "journald"'
	done
	for good in syslog+tcp:192.0.2.1:514 "syslog+udp:[2001:db8::1]:514" \
		syslog journald syslog:/dev/log; do
		policy "{\"sinks\":[\"$good\"]}"
		run platectl policy check
		[ "$status" = 0 ]
	done
}
