# SPDX-License-Identifier: ISC
# For the tests of platectl: a home and state of its own, no agent's variables.

setup() {
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
	cd / && chmod -R u+w "$T" && rm -rf "$T"
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
