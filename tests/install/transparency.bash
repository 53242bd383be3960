# SPDX-License-Identifier: ISC
# For the tests of transparency: the same in bash and in bashplate, and what came out side by side.

. "$top_srcdir/tests/keep_log.bash"

setup() {
	cd "$BATS_TEST_TMPDIR"
	export HOME=$BATS_TEST_TMPDIR/home
	export XDG_STATE_HOME=$HOME/state XDG_CONFIG_HOME=$HOME/config
	mkdir -p home/state home/config stub canary
	bash=/bin/bash
	bashplate=${BASHPLATE:-$top_builddir/bashplate}
	bashplate=$(readlink -f "$bashplate")
	unset BASHPLATE BASH_ENV ENV CLAUDE_CONFIG_DIR
	export LAUNCH=$top_builddir/tests/install/launch
	export REPORT=$top_builddir/tests/install/report
	printf '#!/bin/sh\ntouch "%s/kubectl"\n' "$PWD/canary" >stub/kubectl
	chmod 755 stub/kubectl
	export PATH=$PWD/stub:$PATH
}

teardown() {
	keep_log "$XDG_STATE_HOME"
}

# both FUNCTION ARGS...: FUNCTION SHELL ARGS... with each shell, each time in
# an empty folder of the same name; what it prints and leaves must be equal.
both() {
	rm -rf bash bashplate
	run_in_work "$bash" "$@"
	mv work bash
	run_in_work "$bashplate" "$@"
	mv work bashplate
	LC_ALL=C find bashplate -type f -exec sed -i "s,$bashplate,$bash,g" {} +
	diff -ra bash bashplate
}

run_in_work() {
	mkdir work
	(
		set +eET
		trap - DEBUG ERR
		cd work
		"$2" "$1" "${@:3}"
	) >out 2>err 3>&- </dev/null || true
	cp out work/out
	cp err work/err
	rm -f work/*.pid
}

# absent GREP-ARGUMENTS: a plain `! grep` does not fail a test.
absent() {
	if grep "$@"; then
		return 1
	fi
}

# report SHELL FORM LAUNCH-OPTIONS...: the report, and whether the pid was ours.
report() {
	local shell=$1 form=$2
	local text='exec "$REPORT" report'
	shift 2
	case $form in
	command) set -- "$@" result "$shell" -c "$text" ;;
	login) set -- "$@" result "$shell" -c -l "$text" ;;
	script)
		echo "$text" >script
		set -- "$@" result "$shell" script one two
		;;
	stdin)
		echo "$text" >../script
		exec <../script
		set -- "$@" result "$shell" -s
		;;
	esac
	"$LAUNCH" -0 bash "$@" || echo "launch failed: $?"
	if [ "$(sed -n 's/^pid //p' result)" = "$(cat report.pid)" ]; then
		echo yes >pid.same
	else
		echo no >pid.same
	fi
	sed -i /^pid/d result
}
