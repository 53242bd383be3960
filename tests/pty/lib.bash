# SPDX-License-Identifier: ISC
# For the pty tests: a home of its own, the stub proxy and the driver.

. "$top_srcdir/tests/keep_log.bash"

bin=$top_builddir/tests/pty
# How long a script waits for what never comes.
hang=${PTYDRIVE_GUARD_MS:+PTYDRIVE_GUARD_MS=$PTYDRIVE_GUARD_MS}

setup() {
	setup_session
}

setup_session() {
	T=$(mktemp -d "${TMPDIR:-/tmp}/bp-pty.XXXXXX")
	cd "$T" || return 1
	printf '%s\n' "PS1='@@ '" 'PS2="++ "' 'set +o noclobber' >.bashrc
	cp .bashrc .bash_profile
	printf 'set enable-bracketed-paste on\n' >.inputrc
}

teardown() {
	keep_log "$T/state"
	remove_tree "$T"
}

# `prompt` in a script: readline is ready for a new line. Its own sequence
# tells a new prompt from the old one drawn again.
script() {
	sed -e 's/^prompt$/expect \\e[?2004h@@ /' -e "$@"
}

# proxy [NAME=VALUE...] [-- [ptydrive options]] [-+ bash arguments] < script
# Runs the stub proxy on a terminal of its own under the script.
proxy() {
	local -a vars=() opts=()
	while (($#)) && [[ $1 != -- && $1 != -+ ]]; do
		vars+=("$1")
		shift
	done
	if [[ ${1-} == -- ]]; then
		shift
		while (($#)) && [[ $1 != -+ ]]; do
			opts+=("$1")
			shift
		done
	fi
	[[ ${1-} == -+ ]] && shift
	script '/2004h@@ $/a idle' | env -i HOME="$T" PATH="$PATH" TERM=xterm LC_ALL=C.UTF-8 $hang \
		STUB_LOG="$T/log" STUB_SHELLRC="$top_srcdir/shellrc" \
		"${vars[@]}" "$bin/ptydrive" "${opts[@]}" \
		"$bin/proxy_stub" "$@"
}

# both [NAME=VALUE...] [-- [ptydrive options]] [-+ bash arguments] < script
# The control run: plain bash under the script, in a home of its own; then the
# stub proxy under the same script.
both() {
	local moves
	local -a vars=() opts=() all=("$@")
	moves=$(cat)
	while (($#)) && [[ $1 != -- && $1 != -+ ]]; do
		vars+=("$1")
		shift
	done
	if [[ ${1-} == -- ]]; then
		shift
		while (($#)) && [[ $1 != -+ ]]; do
			opts+=("$1")
			shift
		done
	fi
	[[ ${1-} == -+ ]] && shift
	mkdir "$T/plain"
	find "$T" -maxdepth 1 -type f -exec cp {} "$T/plain" \;
	printf '%s\n' "$moves" | script '/2004h@@ $/a idle' |
		(cd "$T/plain" && env -i HOME="$T/plain" PATH="$PATH" \
			TERM=xterm LC_ALL=C.UTF-8 $hang "${vars[@]}" \
			"$bin/ptydrive" "${opts[@]}" bash "$@") || {
		echo "under plain bash already"
		return 1
	}
	printf '%s\n' "$moves" | proxy "${all[@]}"
}

# outer [NAME=VALUE...] < script
# A plain interactive bash on a terminal of its own.
outer() {
	script '' | env -i HOME="$T" PATH="$PATH" TERM=xterm LC_ALL=C.UTF-8 $hang \
		STUB_LOG="$T/log" STUB_SHELLRC="$top_srcdir/shellrc" \
		"$@" "$bin/ptydrive" bash --norc
}

judged() {
	grep -qxF "judge: $1" log || {
		echo "not judged: $1"
		cat log
		return 1
	}
}

not_judged() {
	! grep -qF "$1" log || {
		cat log
		return 1
	}
}

# gone FILE: wait until the process whose /proc/PID/stat is in FILE has ended.
# Who adopts an orphan may reap it late, and its number may be given anew.
gone() {
	local i now was
	was=$(<"$1")
	for ((i = 0; i < 1200; i++)); do
		{ now=$(<"/proc/${was%% *}/stat"); } 2>/dev/null || return 0
		[[ ${now##*) } != [ZX]* && $(born "$now") == $(born "$was") ]] ||
			return 0
		sleep 0.05
	done
	echo "still there: $now"
	return 1
}

# When a process began: field 22, counted from behind its name.
born() {
	set -- ${1##*) }
	echo "${20}"
}
