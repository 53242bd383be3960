# SPDX-License-Identifier: ISC
# For tests of the managed layout on a real install: accounts of their own, what is set up is taken back. Root only.
# "$H" is a folder of this test, "$H/NAME" an account's home; the first account of `begin` is "$USER_NAME".

begin() {	# begin NAME...: accounts; the install in $prefix is as `make install` left it
	export BIN=$prefix/bin LIBEXEC=$prefix/libexec/bashplate ETC=$sysconfdir/bashplate VAR=$localstatedir/lib/bashplate
	export PASS='four stones under a bridge'
	local name tool
	H=$(mktemp -d /tmp/bp-root.XXXXXX)
	export H ACCOUNTS="$*" USER_NAME=$1
	chmod 755 "$H"
	mkdir "$H/stub"
	for tool in kubectl docker; do
		printf '#!/bin/sh\necho "%s $*" >>"$HOME/ran"\n' "$tool" >"$H/stub/$tool"
		chmod 755 "$H/stub/$tool"
	done
	for name; do
		useradd --no-create-home --home-dir "$H/$name" --shell /bin/bash "$name"
		install -d -o "$name" -m 755 "$H/$name" "$H/$name/work"
	done
	ln -s "$USER_NAME" "$H/home"
	install -m 755 "$top_builddir/tests/ctl/make_operator" "$H/make_operator_plain"
}

# Everything that an account could do alone.
end() {
	local name
	rm -rf "$ETC/operators" "$ETC/disabled"
	rm -f "$ETC/policy.json" "$ETC/policy.aside"
	"$BIN/platectl" setup managed --undo --purge --yes >/dev/null 2>&1
	for name in $ACCOUNTS; do
		pkill -KILL -u "$name"
		wait_until no_process_of "$name"
		userdel "$name" >/dev/null 2>&1
	done
	rm -rf "$H"
}

# A zombie whose parent takes its time is none.
no_process_of() {
	local state
	for state in $(ps -o stat= -u "$1"); do
		[[ $state == Z* ]] || return 1
	done
}

managed() {
	root platectl setup managed --yes "$@" >/dev/null
	install -g "$state_group" -m 2755 "$top_builddir/tests/ctl/make_operator" "$H/make_operator"
}

# as NAME COMMAND...: with nothing of root's environment; descriptor 9 has the passphrase.
as() {
	local name=$1
	shift
	(cd "$H/$name/work" && exec setpriv --reuid="$name" --regid="$name" --clear-groups \
		env -i HOME="$H/$name" PATH="$H/stub:$BIN:/usr/bin:/bin" "$@" 9<<<"$PASS")
}

user() {
	as "$USER_NAME" "$@"
}

root() {
	env -i HOME=/root PATH="$BIN:/usr/bin:/bin:/usr/sbin:/sbin" "$@"
}

has() {
	case $output in
	*"$1"*) ;;
	*) printf 'missing: %s\nin: %s\n' "$1" "$output"; return 1 ;;
	esac
}

hasnt() {
	case $output in
	*"$1"*) printf 'not to be there: %s\nin: %s\n' "$1" "$output"; return 1 ;;
	esac
}

# wait_until COMMAND...: polls for at most 60 s, a machine may be slow.
wait_until() {
	local i
	for ((i = 0; i < 1200; i++)); do
		"$@" && return
		sleep 0.05
	done
	echo "waited in vain: $*"
	return 1
}

# One session for the user: its anchor is this shell, which reads commands from a file.
session() {
	printf '%s\n' "$@" >"$H/script"
	user bash "$H/script"
}

# An agent's session, so that it gets what gates there are.
agent_session() {
	printf '%s\n' "$@" >"$H/script"
	user CLAUDECODE=1 bash "$H/script"
}

# COMMAND...: in the personal layout, an unprotected twin: the same programs, the same account, no policy of root's.
personal() {
	mv "$ETC/policy.json" "$ETC/policy.aside"
	"$@"
	local r=$?
	mv "$ETC/policy.aside" "$ETC/policy.json"
	return $r
}

# The pids of the user's processes that hold the group of the state.
holders() {
	local gid status
	gid=$(getent group "$state_group" | cut -d: -f3)
	for status in /proc/[0-9]*/status; do
		awk -v uid="$(id -u "$USER_NAME")" -v gid="$gid" '$1 == "State:" { zombie = $2 == "Z" } $1 == "Pid:" { pid = $2 }
		    $1 == "Uid:" { mine = $2 == uid } $1 == "Gid:" { held = $4 == gid } END { if (mine && held && !zombie) print pid }' \
		    "$status" 2>/dev/null
	done
}

a_holder() {
	[ -n "$(holders)" ]
}

gated_here() {
	[ "$(agent_session 'bashplate -c "grep -c ^Seccomp:.2 /proc/self/status"')" = 1 ]
}
