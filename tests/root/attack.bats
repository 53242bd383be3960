#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The managed layout attacked as the guarded account itself, outside the guard; each attack works on an unprotected twin.

setup_file() {
	. "$top_srcdir/tests/root/lib.bash"
	begin "bpa$$"
	managed
	install -m 755 "$top_builddir/tests/root/attach" "$H/attach"
	install -m 755 "$top_builddir/tests/pty/ptydrive" "$H/ptydrive"
	user "$H/make_operator" "$PASS"
	root platectl operators accept "$USER_NAME" >/dev/null
	session 'bashplate -c true'
}

setup() {
	. "$top_srcdir/tests/root/lib.bash"
	rm -f "$H/home/ran"
}

teardown_file() {
	. "$top_srcdir/tests/root/lib.bash"
	end
}

tree() {
	(cd "$1" && find . -printf '%p %m %U %G %s %y %l\n' | sort; find . -type f -exec cat {} +) | sha256sum
}

@test "write, read, rename, link over: the state" {
	twin=$H/home/twin
	cp -r "$VAR" "$twin"
	touch "$twin/closed/0123456789abcdef" "$VAR/closed/0123456789abcdef"
	chown -R "$USER_NAME" "$twin"
	user touch "$H/home/mine"
	before=$(tree "$VAR")
	while read -r attack; do
		run user D="$VAR" H="$H/home" bash -c "$attack"
		[ "$status" -ne 0 ] || { echo "worked: $attack"; return 1; }
		run user D="$twin" H="$H/home" bash -c "$attack"
		[ "$status" -eq 0 ] || { echo "no attack: $attack: $output"; return 1; }
	done <<-'EOT'
	cat $D/log.jsonl
	ls $D
	echo x >>$D/log.jsonl
	: >$D/log.head
	touch $D/grants/0123456789abcdef
	rm $D/closed/0123456789abcdef
	ln $H/mine $D/closed/a
	ln -s $H $D/requests/link
	mv $H/mine $D/used/b && cp $D/used/b $H/mine
	cp $H/mine $D/n && mv $D/n $D/log.jsonl
	chmod 777 $D
	mv $D/sessions $D/x && mkdir $D/sessions
	mv $D $D.away && ln -s $D.away $D
	EOT
	[ "$(tree "$VAR")" = "$before" ]
	rm "$VAR/closed/0123456789abcdef"
}

@test "a window that was closed stays closed" {
	# Its record is saved, the window closed, the mark removed, the record put back.
	cat >"$H/reopen" <<-'EOT'
	bashplate -c true
	platectl window open 5m --reason x --passphrase-fd 9 >/dev/null
	cp -r $D/grants $HOME/saved
	platectl window close
	rm $D/closed/*
	cp -p $HOME/saved/* $D/grants/
	bashplate -c 'kubectl delete pod x'
	EOT
	run user D="$VAR" bash "$H/reopen"
	has '1 closed'
	has 'refused by the block set'
	[ ! -e "$H/home/ran" ]
	personal user "$H/make_operator_plain" "$PASS"
	run personal user D="$H/home/.local/state/bashplate" bash "$H/reopen"
	has '1 closed'
	[ "$(cat "$H/home/ran")" = 'kubectl delete pod x' ]
}

@test "LD_PRELOAD: no library comes into a program with the group" {
	read -r -a compiler <<<"${CC:-cc}"
	command -v "${compiler[0]}" >/dev/null || skip "no C compiler"
	"${compiler[@]}" -fPIC -shared -o "$H/preload.so" "$top_srcdir/tests/root/preload.c"
	gid=$(getent group "$state_group" | cut -d: -f3)
	cp "$BIN/platectl" "$H/platectl"
	chmod 755 "$H/platectl"
	for program in "$BIN/platectl" "$LIBEXEC/bashplate-interactive" "$LIBEXEC/bashplate-managed" "$BIN/bashplate"; do
		run user LD_PRELOAD="$H/preload.so" LD_AUDIT="$H/preload.so" PRELOAD_MARK="$H/home/mark" "$program" -c true
	done
	if [ -e "$H/home/mark" ]; then
		! grep -qx "$gid" "$H/home/mark"
	fi
	rm -f "$H/home/mark"
	run user LD_PRELOAD="$H/preload.so" PRELOAD_MARK="$H/home/mark" "$BIN/platectl" --version
	[ ! -e "$H/home/mark" ]
	run user LD_PRELOAD="$H/preload.so" PRELOAD_MARK="$H/home/mark" "$H/platectl" --version
	[ -e "$H/home/mark" ]
}

# not_at PID: none of the ways into it is open to its own account; all are into another process of it.
not_at() {
	local output other
	output=$(user "$H/attach" "$1")
	hasnt worked || return 1
	has 'mem: ' && has 'seize: '
}

@test "ptrace, /proc/PID/mem, descriptors: closed for what has the group" {
	[ "$(cat /proc/sys/kernel/yama/ptrace_scope 2>/dev/null || echo 0)" = 0 ] || skip "Yama forbids the control leg"
	mkfifo -m 666 "$H/hold"
	user sleep 300 &
	for way in interactive platectl; do
		case $way in
		platectl) user bash -c "bashplate -c true; exec platectl window open 5m --reason x --passphrase-fd 8 8<>$H/hold" ;;
		interactive) user "$H/ptydrive" "$BIN/bashplate" <<<"expect $
wait-file $H/enough" ;;
		esac >"$H/out" 2>&1 &
		wait_until a_holder
		for pid in $(holders); do
			wait_until not_at "$pid"
		done
		touch "$H/enough"
		pkill -KILL -u "$USER_NAME" platectl || true
		wait $! || true
		rm -f "$H/enough"
	done
	other=$(pgrep -u "$USER_NAME" -x sleep | head -n 1)
	run user "$H/attach" "$other"
	for way in mem readv writev environ getfd fd seize; do
		has "$way: worked"
	done
	kill "$other"
}

@test "... and for the supervisor of an agent's command" {
	gated_here || skip "no kernel gates here"
	mkfifo -m 666 "$H/tree"
	agent_session "bashplate -c 'read x <$H/tree'" &
	wait_until a_holder
	for pid in $(holders); do
		wait_until not_at "$pid"
	done
	# Even root's own reading is refused nobody: it is a process like others for root.
	[ -n "$(holders)" ]
	echo >"$H/tree"
	wait $!
}

@test "with a tracer or NO_NEW_PRIVS from the start there is no group, and nothing runs" {
	for program in "$BIN/bashplate" "$LIBEXEC/bashplate-managed"; do
		run user "$H/attach" -t "$program" -c 'touch traced'
		[ "$status" -eq 125 ]
		has 'out of reach'
		run user setpriv --no-new-privs "$program" -c 'touch traced'
		[ "$status" -eq 125 ]
		has 'NO_NEW_PRIVS'
	done
	[ ! -e "$H/home/work/traced" ]
	run user setpriv --no-new-privs platectl window status
	[ "$status" -eq 125 ]
	has 'out of reach'
	run user platectl window status
	[ "$status" -eq 0 ]
	user "$H/attach" -t /bin/bash -c 'touch traced'
	user setpriv --no-new-privs /bin/bash -c 'touch traced-2'
	[ -e "$H/home/work/traced" ]
	[ -e "$H/home/work/traced-2" ]
	run user "$BIN/bashplate" -c 'touch ran-it'
	[ -e "$H/home/work/ran-it" ]
}

@test "a forged environment moves nothing" {
	user mkdir -p "$H/home/forged"
	forged="XDG_STATE_HOME=$H/home/forged XDG_CONFIG_HOME=$H/home/forged HOME=$H/home/forged CLAUDE_CONFIG_DIR=$H/home/forged
	    TMPDIR=$H/home/forged LOCPATH=$H/home/forged GCONV_PATH=$H/home/forged TERMINFO=$H/home/forged TZ=:$H/home/forged/z"
	before=$(wc -l <"$VAR/log.jsonl")
	# shellcheck disable=SC2086
	run user env $forged "$BIN/bashplate" -c 'kubectl delete pod x'
	[ "$status" -eq 126 ]
	[ "$(wc -l <"$VAR/log.jsonl")" -gt "$before" ]
	[ -z "$(find "$H/home/forged" -type f)" ]
	# shellcheck disable=SC2086
	run personal user env $forged "$BIN/bashplate" -c 'kubectl delete pod x'
	[ -n "$(find "$H/home/forged" -name log.jsonl)" ]
}

@test "bash gets the environment, descriptors and umask of its caller" {
	env="A=1 TMPDIR=/t LOCPATH=/l TZDIR=/z MALLOC_ARENA_MAX=2 NLSPATH=/n RES_OPTIONS=debug EMPTY= B=x=y"
	show='env | sort | grep -v "^_="; ls -l /proc/self/fd | sed "s/.* \([0-9]* -> [^[]*\).*/\1/" | grep -v /proc/; umask; id; grep -E "^(Cap|Gid|Uid)" /proc/self/status'
	# shellcheck disable=SC2086
	want=$(umask 031; user env $env CLAUDECODE=1 /bin/bash -c "$show" 7</dev/null)
	# shellcheck disable=SC2086
	got=$(umask 031; user env $env CLAUDECODE=1 "$BIN/bashplate" -c "$show" 7</dev/null)
	diff <(echo "$want") <(echo "$got")
}

@test "limits and closed descriptors make it refuse, never let through" {
	for limit in '-n 3' '-f 0' '-v 9000' '-s 64'; do
		rm -f "$H/home/work/limited"
		before=$(grep -c '"command":"touch limited' "$VAR/log.jsonl" || true)
		run user bash -c "ulimit $limit; exec $BIN/bashplate -c 'touch limited'"
		after=$(grep -c '"command":"touch limited' "$VAR/log.jsonl" || true)
		# It ran and is in the log, or it did not run and says so by its status.
		if [ -e "$H/home/work/limited" ]; then
			[ "$after" -gt "$before" ]
		else
			[ "$status" -ne 0 ]
		fi
	done
	run user bash -c "ulimit -f 0; exec $BIN/bashplate -c 'touch limited'"
	[ "$status" -eq 126 ]
	run user "$BIN/bashplate" -c 'touch limited'
	[ "$status" -eq 0 ]
	run user bash -c "exec $BIN/bashplate -c 'kubectl delete pod x' 0<&- 1>&- 2>&-"
	[ "$status" -eq 126 ]
	[ ! -e "$H/home/ran" ]
	run user bash -c "umask 777; exec $BIN/bashplate -c true"
	[ "$status" -eq 0 ]
	[ "$(stat -c %a "$VAR/log.jsonl" "$VAR/log.head" | tr '\n' ' ')" = '660 660 ' ]
	[ -z "$(find "$VAR" -perm /007)" ]
	run root platectl log verify
	[ "$status" -eq 0 ]
}

@test "a passphrase that is replayed at the prompt opens nothing from inside" {
	cat >"$H/replay" <<-EOT
	expect assphrase
	send $PASS\r
	wait-exit 0
	EOT
	ask="$H/ptydrive $BIN/platectl window open 5m --reason x"
	run session 'bashplate -c true' "bashplate -c '$ask <$H/replay'" 'bashplate -c "kubectl delete pod x"'
	hasnt 'is open for'
	[ ! -e "$H/home/ran" ]
	run session 'bashplate -c true' "$ask <$H/replay" 'bashplate -c "kubectl delete pod x"'
	[ "$(cat "$H/home/ran")" = 'kubectl delete pod x' ]
	session 'bashplate -c true' 'platectl window close' || true
}

@test "typing into the operator's terminal (TIOCSTI) from an agent's command" {
	gated_here || skip "no kernel gates here"
	echo 'wait-exit 0' >"$H/typed"
	user "$H/ptydrive" /bin/bash -c "$H/attach -i x >plain" <"$H/typed"
	grep -q 'type: worked' "$H/home/work/plain" || skip "the kernel has no TIOCSTI (dev.tty.legacy_tiocsti)"
	user CLAUDECODE=1 "$H/ptydrive" "$BIN/bashplate" -c "$H/attach -i x >guarded" <"$H/typed"
	[ "$(cat "$H/home/work/guarded")" = 'type: Input/output error' ]
}

@test "posing as the session's supervisor" {
	gated_here || skip "no kernel gates here"
	cat >"$H/pose" <<-EOT
	bashplate -c true
	uid=\$(id -u)
	for ((i = 0; i < 1200; i++)); do
		name=\$(grep -ao "bashplate/\$uid/[0-9a-f/.]*" /proc/net/unix | head -n 1)
		[ -z "\$name" ] || break
		sleep 0.05
	done
	echo "name \$name"
	kill -KILL \$(pgrep -u \$uid -x bashplate-gates) 2>/dev/null
	for ((i = 0; i < 1200; i++)); do
		grep -aq "\$name" /proc/net/unix || break
		sleep 0.05
	done
	$H/attach -d "\$name" 60 >$H/home/posed &
	for ((i = 0; i < 1200; i++)); do
		grep -q posing $H/home/posed && break
		sleep 0.05
	done
	bashplate -c 'echo went'
	kill %1
	cat $H/home/posed
	EOT
	run user CLAUDECODE=1 bash "$H/pose"
	has 'name bashplate/'
	has posing
	has went
	hasnt 'handed over'
	rm -f "$H/home/posed"
	run personal user CLAUDECODE=1 bash "$H/pose"
	has 'name bashplate/'
	has 'handed over'
	hasnt went
}
