#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The managed layout on a real install, attacked as an ordinary user. Root only; `make check-root` says what it needs.

load lib

setup_file() {
	export BIN=$prefix/bin LIBEXEC=$prefix/libexec/bashplate ETC=$sysconfdir/bashplate VAR=$localstatedir/lib/bashplate
	export USER_NAME=bptest$$ PASS='four stones under a bridge'
	H=$(mktemp -d /tmp/bp-root.XXXXXX)
	export H
	chmod 755 "$H"
	useradd --no-create-home --home-dir "$H/home" --shell /bin/bash "$USER_NAME"
	install -d -o "$USER_NAME" -m 755 "$H/home" "$H/home/work" "$H/home/bin"
	for tool in kubectl docker; do
		printf '#!/bin/sh\necho "%s $*" >>"%s/home/ran"\n' "$tool" "$H" >"$H/home/bin/$tool"
		chmod 755 "$H/home/bin/$tool"
	done
}

teardown_file() {
	"$BIN/platectl" operators revoke "$USER_NAME" >/dev/null 2>&1
	rm -rf "$ETC/operators" "$ETC/disabled"
	rm -f "$ETC/policy.json"
	"$BIN/platectl" setup managed --undo --purge --yes >/dev/null 2>&1
	userdel "$USER_NAME" >/dev/null 2>&1
	rm -rf "$H"
}

# COMMAND... as the ordinary user, with nothing of root's environment.
user() {
	(cd "$H/home/work" && setpriv --reuid="$USER_NAME" --regid="$USER_NAME" --clear-groups \
		env -i HOME="$H/home" PATH="$H/home/bin:$BIN:/usr/bin:/bin" "$@" 9<<<"$PASS")
}

root() {
	env -i HOME=/root PATH="$BIN:/usr/bin:/bin:/usr/sbin:/sbin" "$@"
}

is_platectl() {
	[ -s "$H/home/pid" ] && grep -q platectl "/proc/$(cat "$H/home/pid")/cmdline" 2>/dev/null
}

is_closed() {
	! user head -c 1 "/proc/$1/environ" >/dev/null 2>&1
}

# One session for the user: its anchor is this shell, which reads commands from a file.
session() {
	printf '%s\n' "$@" >"$H/home/script"
	user bash "$H/home/script"
}

@test "make install made no group, no set-id bit and no policy" {
	! getent group "$state_group"
	[ ! -e "$ETC/policy.json" ]
	[ -z "$(find "$prefix" -perm /6000)" ]
}

@test "make install into a DESTDIR makes no group, no set-id bit, no policy, no state, even as root" {
	make -s -C "$top_builddir" install DESTDIR="$H/dest" >/dev/null 2>&1
	[ -x "$H/dest$LIBEXEC/bashplate-managed" ]
	[ -z "$(find "$H/dest" -perm /6000)" ]
	[ -z "$(find "$H/dest" -path '*/etc/*' -o -path '*/var/*')" ]
	! getent group "$state_group"
	if command -v getcap; then
		[ -z "$(getcap -r "$H/dest")" ]
	fi
	rm -rf "$H/dest"
}

@test "setup managed shows each step, does it once, and undo takes it back" {
	run root platectl setup managed </dev/null
	[ "$status" -eq 2 ]
	has "groupadd --system $state_group"
	has "install -d -o root -g $state_group -m 2770 $VAR"
	has "chmod 2755 $LIBEXEC/bashplate-managed"
	[ -z "$(find "$prefix" -perm /6000)" ]
	[ ! -e "$ETC/policy.json" ]
	run root platectl setup managed --yes
	[ "$status" -eq 0 ]
	[ "$(stat -c '%U %G %a' "$VAR")" = "root $state_group 2770" ]
	for program in "$BIN/platectl" "$LIBEXEC/bashplate-managed" "$LIBEXEC/bashplate-interactive"; do
		[ "$(stat -c '%U %G %a' "$program")" = "root $state_group 2755" ]
	done
	[ "$(stat -c %a "$BIN/bashplate")" = 755 ]
	[ "$(stat -c '%U %a' "$ETC/policy.json" "$ETC/operators" | tr '\n' ' ')" = 'root 644 root 755 ' ]
	run root platectl setup managed --yes
	has 'Everything is set up'
	run root platectl setup managed --undo --yes
	[ "$status" -eq 0 ]
	! getent group "$state_group"
	[ -z "$(find "$prefix" -perm /6000)" ]
	[ ! -e "$ETC" ]
	[ ! -e "$VAR" ]
	run user platectl setup managed --yes
	[ "$status" -eq 126 ]
	run root platectl setup managed --yes
	[ "$status" -eq 0 ]
	run root bashplate -c true
	[ "$status" -eq 0 ]
	install -g "$state_group" -m 2755 "$top_builddir/tests/ctl/make_operator" "$H/make_operator"
	install -m 755 "$top_builddir/tests/ctl/make_operator" "$H/make_operator_plain"
}

@test "an operator counts once root has accepted the key" {
	run user "$H/make_operator_plain" "$PASS"
	[ "$status" -ne 0 ]
	user "$H/make_operator" "$PASS"
	run session 'bashplate -c true' 'platectl window open 5m --reason x --passphrase-fd 9' 'bashplate -c "kubectl delete pod x"'
	has 'nobody here is qualified'
	has 'platectl qualify'
	[ ! -e "$H/home/ran" ]
	run user platectl operators accept "$USER_NAME"
	[ "$status" -eq 126 ]
	run root platectl operators accept "$USER_NAME"
	[ "$status" -eq 0 ]
	[ "$(stat -c '%U %a' "$ETC/operators/$USER_NAME.json")" = 'root 644' ]
	! grep -q sealed "$ETC/operators/$USER_NAME.json"
	run session 'bashplate -c true' 'platectl window open 5m --reason x --passphrase-fd 9' 'bashplate -c "kubectl delete pod x"' 'bashplate -c "kubectl delete pvc x"'
	has 'is open for session'
	has 'refused by the floor'
	[ "$(cat "$H/home/ran")" = 'kubectl delete pod x' ]
}

@test "write, rename, link over what is root's" {
	for attack in "echo x >$ETC/policy.json" "mv $H/home/script $ETC/policy.json" "ln -sf $H/home/script $ETC/policy.json" \
	    "rm $ETC/operators/$USER_NAME.json" "ln -f $ETC/policy.json $ETC/operators/x.json" "touch $ETC/operators/x.json" \
	    "mv $ETC/operators $H/home/o" "mkdir $ETC/disabled" "touch $VAR/x" "echo x >>$BIN/platectl"; do
		run user bash -c "$attack"
		[ "$status" -ne 0 ]
	done
	# The same by root's hand works: the attack was no typing mistake.
	touch "$ETC/operators/x.json"
	rm "$ETC/operators/x.json"
}

@test "a key of one's own, another state, a forged environment: no window" {
	rm -f "$H/home/ran"
	# A new key under the same name, which root has not seen.
	run user env XDG_STATE_HOME="$H/home/other" "$H/make_operator_plain" "$PASS"
	[ "$status" -ne 0 ]
	cp -p "$VAR/operators/$USER_NAME.json" "$H/key"
	user "$H/make_operator" "$PASS"
	run session "export XDG_STATE_HOME=$H/home/other" 'bashplate -c true' \
	    'platectl window open 5m --reason x --passphrase-fd 9' 'bashplate -c "kubectl delete pod x"' 'platectl window list'
	[[ $output != *'is open for session'* ]]
	[ ! -e "$H/home/ran" ]
	cp -p "$H/key" "$VAR/operators/$USER_NAME.json"
	# A policy of one's own can only tighten.
	user mkdir -p "$H/home/.config/bashplate"
	echo '{"blockSet":{"off":["kubernetes"]},"permissions":{"neverAllow":[]},"mode":"observe"}' >"$H/p"
	user cp "$H/p" "$H/home/.config/bashplate/policy.json"
	user chmod 600 "$H/home/.config/bashplate/policy.json"
	run session 'bashplate -c "kubectl delete pod x"' 'bashplate -c "kubectl delete pvc x"'
	has 'refused by the block set'
	has 'refused by the floor'
	[ ! -e "$H/home/ran" ]
	user rm -r "$H/home/.config/bashplate"
	# Control leg: with nothing forged it opens.
	run session 'bashplate -c true' 'platectl window open 5m --reason x --passphrase-fd 9' 'bashplate -c "kubectl delete pod x"'
	[ -e "$H/home/ran" ]
}

@test "nobody approves himself, whatever the environment says" {
	rm -f "$H/home/ran"
	# From inside: below a guarded shell, its variables removed, its name hidden.
	cat >"$H/home/inside" <<-EOT
	exec 9<$H/home/pass
	env -i HOME=$H/home PATH=$BIN:/usr/bin:/bin platectl window open 5m --reason x --passphrase-fd 9; echo rc \$?
	exec 9<$H/home/pass
	env -i HOME=$H/home PATH=/usr/bin:/bin setsid -w bash -c 'exec -a sh $BIN/platectl window open 5m --reason x --passphrase-fd 9'; echo rc \$?
	EOT
	echo "$PASS" >"$H/home/pass"
	chmod 644 "$H/home/inside" "$H/home/pass"
	run session 'bashplate -c true' "bashplate -c 'bash $H/home/inside'" 'bashplate -c "kubectl delete pod x"'
	[[ $output != *'rc 0'* && $output != *'is open for'* ]]
	[ ! -e "$H/home/ran" ]
	# The same lines outside.
	run session 'bashplate -c true' "bash $H/home/inside"
	has 'is open for session'
}

@test "platectl with a passphrase in it shows its memory to nobody" {
	mkfifo -m 666 "$H/home/fifo"
	user bash -c "bashplate -c true; platectl window open 5m --reason x --passphrase-fd 8 8<>$H/home/fifo & echo \$! >$H/home/pid; wait" >/dev/null 2>&1 &
	job=$!
	wait_until is_platectl
	pid=$(cat "$H/home/pid")
	# It takes a moment until it asks; from then on it is closed to its own account.
	wait_until is_closed "$pid"
	run user cat "/proc/$pid/environ"
	[ "$status" -ne 0 ]
	run user cat "/proc/$pid/maps"
	[ "$status" -ne 0 ]
	# Control: another program of the account can be looked into.
	run user bash -c 'sleep 5 & cat /proc/$!/environ >/dev/null && kill $!'
	[ "$status" -eq 0 ]
	kill "$pid" || :
	wait $job || :
}

@test "revoked by root: every window of that operator is shut" {
	rm -f "$H/home/ran"
	cat >"$H/home/wait" <<-EOT
	bashplate -c true
	platectl window open 5m --reason x --passphrase-fd 9
	touch $H/home/opened
	for ((i = 0; i < 1200; i++)); do [ ! -e $H/home/revoked ] || break; sleep 0.05; done
	bashplate -c 'kubectl delete pod x'
	platectl window list
	EOT
	user bash "$H/home/wait" >"$H/out" 2>&1 &
	job=$!
	wait_until test -e "$H/home/opened"
	run root platectl operators revoke "$USER_NAME"
	[ "$status" -eq 0 ]
	touch "$H/home/revoked"
	wait $job
	output=$(cat "$H/out")
	has 'is open for session'
	has 'refused by the block set'
	has 'the owner revoked it'
	[ ! -e "$H/home/ran" ]
	run root platectl operators reset "$USER_NAME"
	[ "$status" -eq 0 ]
	[ ! -e "$ETC/operators/$USER_NAME.json" ]
}

@test "the emergency exit: the floor too, for root to open and to end" {
	rm -f "$H/home/ran"
	run user platectl disable --for 1m --reason x
	[ "$status" -eq 126 ]
	run root platectl disable --for 1m --reason 'everything burns'
	[ "$status" -eq 0 ]
	run session 'bashplate -c "kubectl delete pvc x"'
	[ "$status" -eq 0 ]
	[ "$(cat "$H/home/ran")" = 'kubectl delete pvc x' ]
	grep -q '"event":"disabled"' "$VAR/log.jsonl"
	[ ! -e "$H/home/.local/state/bashplate" ]
	run root platectl disable --end
	[ "$status" -eq 0 ]
	run session 'bashplate -c "kubectl delete pvc x"'
	[ "$status" -eq 126 ]
	[ "$(wc -l <"$H/home/ran")" -eq 1 ]
}
