# SPDX-License-Identifier: ISC
# For the tests of platectl: a home and state of its own, no agent's variables.

. "$top_srcdir/tests/keep_log.bash"

setup() {
	setup_home
}

setup_home() {
	T=$(mktemp -d "${TMPDIR:-/tmp}/bp-ctl.XXXXXX")
	export HOME=$T/home XDG_STATE_HOME=$T/state XDG_CONFIG_HOME=$T/config
	mkdir -p "$HOME" "$T/work" "$XDG_CONFIG_HOME/bashplate"
	cd "$T/work" || return 1
	unset CLAUDECODE CLAUDE_CODE_SESSION_ID CLAUDE_CONFIG_DIR AI_AGENT \
		CODEX_THREAD_ID CODEX_SANDBOX GEMINI_CLI QWEN_CODE OPENCODE \
		CURSOR_AGENT CLAUDE_CODE_SHELL
	PATH=$top_builddir:$PATH
	POLICY=$XDG_CONFIG_HOME/bashplate/policy.json
}

teardown() {
	keep_log "$XDG_STATE_HOME"
	remove_tree "$T"
}

# On a terminal of its own; the status is that of the command.
on_terminal() {
	script -qec "$*" /dev/null </dev/null
}

# A line of the output is exactly this, or holds this text.
has() {
	case $output in
	*"$1"*) ;;
	*)
		printf 'missing: %s\nin: %s\n' "$1" "$output"
		return 1
		;;
	esac
}

# This account as an operator, without the exam (tests/ctl/qualify.bats has that).
PASS='four stones under a bridge'
qualify() {
	"$top_builddir/tests/ctl/make_operator" "$PASS" "$@"
}

# platectl COMMAND ... with the passphrase.
with_pass() {
	local cmd=$1
	shift
	platectl "$cmd" "$@" --passphrase-fd 9 9<<<"$PASS"
}
