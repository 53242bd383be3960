#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# As somebody's login shell: su, sudo, ssh with and without a command, scp, rsync, git, tmux, cron's way. Needs root:
# the passwd entry lives in a mount namespace of the test's own, and so does its sshd.

bats_require_minimum_version 1.5.0

setup_file() {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	unshare -m true 2>/dev/null || skip "mount namespaces are not allowed here"
	D=$(mktemp -d /var/tmp/bp-login.XXXXXX)
	chmod 755 "$D"
	make -s -C "$top_builddir" install DESTDIR="$D/root" >/dev/null 2>&1
	SH=$(find "$D/root" -path '*/bin/bashplate')
	H=$D/home
	mkdir -p "$H/p/.git" "$H/bin" "$H/.ssh" "$D/etc"
	printf "PS1='@@ '\nPATH=%s/bin:\$PATH\n" "$H" >"$H/.bash_profile"
	cp "$H/.bash_profile" "$H/.bashrc"
	printf '#!/bin/sh\necho "$@" >>"%s/canary"\n' "$H" >"$H/bin/kubectl"
	chmod 755 "$H/bin/kubectl"
	cp /etc/passwd "$D/etc/passwd"
	cp /etc/shadow "$D/etc/shadow"
	chmod 640 "$D/etc/shadow"
	echo "bpuser:x:60123:60123::$H:$SH" >>"$D/etc/passwd"
	echo 'bpuser:*:19000:0:99999:7:::' >>"$D/etc/shadow"
	# A second name of root.
	export R=$D/roothome
	echo "bproot:x:0:0::$R:$SH" >>"$D/etc/passwd"
	echo 'bproot:*:19000:0:99999:7:::' >>"$D/etc/shadow"
	export D SH H
	in_world true || skip "bind mounts are not allowed here"
	if command -v sshd >/dev/null || [ -x /usr/sbin/sshd ]; then
		start_sshd
	fi
	chown -R 60123:60123 "$H"
	# What runs as root has a place of its own for the state.
	mkdir -p "$R"
	cp "$H/.bash_profile" "$H/.bashrc" "$R"
}

start_sshd() {
	export PORT=$((20000 + RANDOM % 20000))
	ssh-keygen -q -t ed25519 -N '' -f "$D/etc/host"
	ssh-keygen -q -t ed25519 -N '' -f "$D/etc/user"
	cp "$D/etc/user.pub" "$H/.ssh/authorized_keys"
	chmod 700 "$H/.ssh"
	cat >"$D/etc/sshd_config" <<C
Port $PORT
ListenAddress 127.0.0.1
HostKey $D/etc/host
PidFile $D/etc/sshd.pid
UsePAM no
StrictModes no
PasswordAuthentication no
AuthorizedKeysFile $H/.ssh/authorized_keys
Subsystem sftp internal-sftp
C
	mkdir -p /run/sshd
	in_world /usr/sbin/sshd -f "$D/etc/sshd_config" 3>&-
	for ((i = 0; i < 100; i++)); do
		[ -s "$D/etc/sshd.pid" ] && return
		sleep 0.05
	done
}

teardown_file() {
	[ ! -s "$D/etc/sshd.pid" ] || kill "$(cat "$D/etc/sshd.pid")"
	[ -z "$D" ] || rm -rf "$D"
}

setup() {
	rm -f "$H/canary"
}

# With the passwd entry in place, for this command alone.
in_world() {
	unshare -m --propagation private sh -c 'mount --bind "$0/passwd" /etc/passwd &&
		mount --bind "$0/shadow" /etc/shadow && exec "$@"' "$D/etc" "$@"
}

as_ssh() {
	[ -n "${PORT-}" ] || skip "openssh-server is not installed"
	ssh -q -F none -i "$D/etc/user" -p "$PORT" -o StrictHostKeyChecking=no \
		-o UserKnownHostsFile=/dev/null -o BatchMode=yes "$@"
}

# A shell on a terminal: a refused line, its twin, exit.
moves() {
	cat <<'S'
expect @@ 
idle
send kubectl delete pvc x\r
expect refused by the floor
expect @@ 
idle
send \cukubectl get pvc\r
expect 2004h@@ 
idle
send exit 5\r
wait-exit 5
S
}

on_terminal() {
	moves | TERM=xterm "$top_builddir/tests/pty/ptydrive" "$@"
	[ "$(cat "$H/canary")" = "get pvc" ]
}

@test "su -, and su - -c" {
	on_terminal unshare -m --propagation private sh -c \
		'mount --bind "$0/passwd" /etc/passwd; mount --bind "$0/shadow" /etc/shadow; exec su - bpuser' "$D/etc"
	run in_world su - bpuser -c 'echo out; exit 3'
	[ "$status" -eq 3 ] && [ "$output" = out ]
	run in_world su - bpuser -c 'kubectl delete pvc x'
	[ "$status" -eq 126 ]
}

# Root's own session: a shell without the hook is watched by the kernel gates.
root_moves() {
	cat <<'S'
expect 2004h@@ 
send grep ^Seccomp: /proc/self/status\r
expect Seccomp:\t2
expect @@ 
send exec bash --norc\r
expect bash-
send kubectl delete pvc x\r
expect refused by the floor
expect This program was not started
send kubectl get pvc; exit 5\r
wait-exit 5
S
}

gated_root() {
	(cd / && env -i HOME="$R" PATH="$PATH" CLAUDECODE=1 "$SH" -c \
		'grep -q "^Seccomp:.2" /proc/self/status') ||
		skip "no kernel gates here"
}

as_root_on_terminal() {
	rm -f "$H/canary"
	root_moves | TERM=xterm "$top_builddir/tests/pty/ptydrive" "$@"
	[ "$(cat "$H/canary")" = "get pvc" ]
}

@test "root's login is gated: su -, sudo -i, ssh, and their commands run" {
	gated_root
	as_root_on_terminal unshare -m --propagation private sh -c \
		'mount --bind "$0/passwd" /etc/passwd; mount --bind "$0/shadow" /etc/shadow; exec su - bproot' "$D/etc"
	run in_world su - bproot -c 'echo out; exit 3'
	[ "$status" -eq 3 ] && [ "$output" = out ]
	if command -v sudo >/dev/null; then
		as_root_on_terminal unshare -m --propagation private sh -c \
			'mount --bind "$0/passwd" /etc/passwd; mount --bind "$0/shadow" /etc/shadow; exec sudo -u bproot -i' "$D/etc"
	fi
	[ -n "${PORT-}" ] || return 0
	as_root_on_terminal ssh -q -F none -tt -i "$D/etc/user" -p "$PORT" -o StrictHostKeyChecking=no \
		-o UserKnownHostsFile=/dev/null -o BatchMode=yes bproot@127.0.0.1
	run as_ssh bproot@127.0.0.1 'echo out; exit 4'
	[ "$status" -eq 4 ] && [ "$output" = out ]
}

@test "sudo -i, and sudo -i with a command" {
	command -v sudo >/dev/null || skip "sudo is not installed"
	on_terminal unshare -m --propagation private sh -c \
		'mount --bind "$0/passwd" /etc/passwd; mount --bind "$0/shadow" /etc/shadow; exec sudo -u bpuser -i' "$D/etc"
	run in_world sudo -u bpuser -i kubectl delete pvc x
	[ "$status" -eq 126 ]
	run in_world sudo -u bpuser -i echo out
	[ "$status" -eq 0 ] && [ "$output" = out ]
}

@test "ssh on a terminal, with a command, and with standard input" {
	as_ssh bpuser@127.0.0.1 true
	moves | sed '/^idle$/c after 300' | TERM=xterm "$top_builddir/tests/pty/ptydrive" \
		ssh -q -F none -tt -i "$D/etc/user" -p "$PORT" -o StrictHostKeyChecking=no \
		-o UserKnownHostsFile=/dev/null -o BatchMode=yes bpuser@127.0.0.1
	[ "$(cat "$H/canary")" = "get pvc" ]
	run as_ssh bpuser@127.0.0.1 'echo out; exit 4'
	[ "$status" -eq 4 ] && [ "$output" = out ]
	run as_ssh bpuser@127.0.0.1 'kubectl delete pvc x'
	[ "$status" -eq 126 ]
	[ "$(echo through | as_ssh bpuser@127.0.0.1 cat)" = through ]
}

@test "scp, sftp, rsync and git over ssh" {
	as_ssh bpuser@127.0.0.1 true
	local opts="-F none -i $D/etc/user -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o BatchMode=yes"
	head -c 100000 /dev/urandom >"$D/data"
	scp -q $opts -P "$PORT" "$D/data" bpuser@127.0.0.1:copy
	cmp "$D/data" "$H/copy"
	scp -q -O $opts -P "$PORT" "$D/data" bpuser@127.0.0.1:copy2
	cmp "$D/data" "$H/copy2"
	if command -v rsync >/dev/null; then
		rsync -q -e "ssh -q $opts -p $PORT" "$D/data" bpuser@127.0.0.1:copy3
		cmp "$D/data" "$H/copy3"
	fi
	as_ssh bpuser@127.0.0.1 'git init -q --bare repo'
	git init -q "$D/work"
	git -C "$D/work" -c user.name=t -c user.email=t@example.org commit -q --allow-empty -m one
	GIT_SSH_COMMAND="ssh -q $opts -p $PORT" git -C "$D/work" push -q bpuser@127.0.0.1:repo HEAD:refs/heads/x
	[ -n "$(git -C "$H/repo" -c safe.directory='*' rev-parse x)" ]
}

@test "tmux with it as default-shell" {
	command -v tmux >/dev/null || skip "tmux is not installed"
	unset TMUX
	env -i HOME="$R" PATH="$H/bin:$PATH" TERM=xterm tmux -S "$D/s" -f /dev/null \
		set -g default-shell "$SH" \; new-session -d -x 90 -y 30 3>&- ||
		env -i HOME="$R" PATH="$H/bin:$PATH" TERM=xterm SHELL="$SH" tmux -S "$D/s" -f /dev/null \
			new-session -d -x 90 -y 30 3>&-
	for ((i = 0; i < 400; i++)); do
		tmux -S "$D/s" capture-pane -p | grep -q '@@' && break
		sleep 0.05
	done
	tmux -S "$D/s" send-keys 'kubectl delete pvc x' Enter
	for ((i = 0; i < 400; i++)); do
		tmux -S "$D/s" capture-pane -p | grep -q 'refused by the floor' && break
		sleep 0.05
	done
	tmux -S "$D/s" capture-pane -p | grep -q 'refused by the floor'
	tmux -S "$D/s" kill-server
	[ ! -e "$H/canary" ]
}

@test "an editor's -l -i -c, and cron's bare environment" {
	# As an editor reads the environment of a login shell.
	run env -i HOME="$R" PATH="$PATH" TERM=xterm "$SH" -l -i -c 'echo "<$HOME>"; exit 6' </dev/null
	[ "$status" -eq 6 ]
	[[ $output == *"<$R>"* ]]
	run env -i HOME="$R" PATH="$PATH" "$SH" -l -i -c 'kubectl delete pvc x' </dev/null
	[ "$status" -eq 126 ]
	run env -i HOME="$R" LOGNAME=bpuser SHELL="$SH" PATH=/usr/bin:/bin "$SH" -c 'echo "<$PATH>"'
	[ "$output" = "</usr/bin:/bin>" ]
	run env -i HOME="$R" LOGNAME=bpuser SHELL="$SH" PATH="$H/bin:/usr/bin:/bin" "$SH" -c 'kubectl delete pvc x'
	[ "$status" -eq 126 ]
	[ ! -e "$H/canary" ]
}

@test "a broken policy: a prompt all the same, strict, and it is said" {
	mkdir -p "$H/.config/bashplate"
	echo '{ broken' >"$H/.config/bashplate/policy.json"
	chown -R 60123:60123 "$H/.config"
	{
		echo 'expect the policy is broken'
		moves
	} | TERM=xterm "$top_builddir/tests/pty/ptydrive" unshare -m --propagation private sh -c \
		'mount --bind "$0/passwd" /etc/passwd; mount --bind "$0/shadow" /etc/shadow; exec su - bpuser' "$D/etc"
	rm -rf "$H/.config"
	[ "$(cat "$H/canary")" = "get pvc" ]
}
