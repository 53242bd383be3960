# SPDX-License-Identifier: ISC
# For the pty tests that run the installed shell with the real rules.

setup_file() {
	ROOT=$(mktemp -d "${TMPDIR:-/tmp}/bp-root.XXXXXX")
	export ROOT
	make -s -C "$top_builddir" install DESTDIR="$ROOT" >/dev/null 2>&1
	export SHELL_UNDER_TEST
	SHELL_UNDER_TEST=$(find "$ROOT" -path '*/bin/bashplate')
	[ -x "$SHELL_UNDER_TEST" ]
}

teardown_file() {
	rm -rf "$ROOT"
}

# A project, and stand-ins that leave a canary for programs rules know.
household() {
	local tool
	mkdir -p "$T/p/.git" "$T/bin"
	for tool in kubectl docker; do
		printf '#!/bin/sh\necho "$@" >> "%s/canary"\n' "$T" \
			>"$T/bin/$tool"
		chmod 755 "$T/bin/$tool"
	done
}

# person [NAME=VALUE...] [-+ bash arguments] < script
person() {
	local -a vars=()
	while (($#)) && [[ $1 != -+ ]]; do
		vars+=("$1")
		shift
	done
	[[ ${1-} == -+ ]] && shift
	household
	script '/2004h@@ $/a idle' | (cd "$T/p" && env -i HOME="$T" \
		PATH="$T/bin:$PATH" TERM=xterm LC_ALL=C.UTF-8 $hang \
		XDG_STATE_HOME="$T/state" "${vars[@]}" "$bin/ptydrive" \
		"$SHELL_UNDER_TEST" "$@")
}

# run_outer < script: a plain bash in which ./run is the guarded shell.
run_outer() {
	household
	printf '#!/bin/sh\nexec "%s"\n' "$SHELL_UNDER_TEST" >"$T/p/run"
	chmod +x "$T/p/run"
	script '' | (cd "$T/p" && env -i HOME="$T" PS1='outer$ ' \
		PATH="$T/bin:$PATH" TERM=xterm LC_ALL=C.UTF-8 $hang \
		XDG_STATE_HOME="$T/state" "$bin/ptydrive" bash --norc)
}

# The account is an operator (the exam itself: tests/ctl/qualify.bats).
qualified() {
	HOME=$T XDG_STATE_HOME=$T/state XDG_CONFIG_HOME=$T/.config \
		"$top_builddir/tests/ctl/make_operator" four-stones-under
}
