# SPDX-License-Identifier: ISC
# For the tests of the kernel gates: a guarded shell with a home of its own
# that takes what the machine gives.

. "$top_srcdir/tests/keep_log.bash"

setup() {
	T=$(mktemp -d "${TMPDIR:-/tmp}/bp-gates.XXXXXX")
	export HOME=$T/home XDG_STATE_HOME=$T/state XDG_CONFIG_HOME=$T/config
	mkdir -p "$HOME" "$T/state" "$T/config/bashplate" "$T/stub" "$T/work"
	bashplate=${BASHPLATE:-$top_builddir/bashplate}
	bashplate=$(readlink -f "$bashplate")
	unset BASHPLATE BASH_ENV ENV CLAUDE_CONFIG_DIR
	# Those of the make that runs the tests.
	unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
	# An agent's session, unless the test's file says otherwise.
	export CLAUDECODE=1
	[ -z "${no_agent-}" ] || unset CLAUDECODE CLAUDE_CODE_SESSION_ID \
	    AI_AGENT CODEX_THREAD_ID CODEX_SANDBOX GEMINI_CLI QWEN_CODE \
	    OPENCODE CURSOR_AGENT CLAUDE_CODE_SHELL
	forms=$top_builddir/tests/kernel/forms
	log=$T/state/bashplate/log.jsonl
	printf '#!/bin/sh\necho ran kubectl "$@"\n' >"$T/stub/kubectl"
	chmod 755 "$T/stub/kubectl"
	PATH=$T/stub:$PATH
	cd "$T/work" || return 1
	gated || skip "no kernel gates here; platectl doctor says why"
}

teardown() {
	cd / || return
	[ -z "${victims-}" ] || kill -KILL $victims 2>/dev/null || true
	# A test that failed half way leaves its command running. Only what runs:
	# the pid of a job that ended may be somebody else's by now.
	for p in $(jobs -rp); do
		pkill -KILL -P "$p" 2>/dev/null
		kill -KILL "$p" 2>/dev/null
	done
	keep_log "$T/state"
	remove_tree "$T"
}

# Are there gates here at all? A container may forbid them.
gated() {
	# From this very process: it becomes the session's anchor.
	"$bashplate" -c 'grep -q "Seccomp:.*2" /proc/self/status && echo gated' \
	    >"$T/tier" 2>/dev/null
	[ "$(cat "$T/tier")" = gated ]
}

guarded() {
	"$bashplate" -c "$1"
}

# until SECONDS COMMAND...: wait for it, no longer.
within() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.02
	done
}

# Alive is what can still do something: a zombie that nobody has reaped yet,
# for pid 1 may take its time, is gone.
alive() {
	local stat
	read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
	stat=${stat##*) }
	[[ ${stat%% *} != [ZXx] ]]
}

gone() {
	! alive "$1"
}

# has TEXT: $output holds it.
has() {
	case $output in
	*"$1"*) ;;
	*)
		printf 'missing: %s\nin: %s\n' "$1" "$output"
		return 1
		;;
	esac
}
lacks() {
	case $output in
	*"$1"*)
		printf 'unexpected: %s\nin: %s\n' "$1" "$output"
		return 1
		;;
	esac
}
