#!/bin/bash
# SPDX-License-Identifier: ISC
# usage: one.sh NN|pty/NN: runs the tests of one terminal behaviour (see
# `behaviours`), TIMES times each; what they print becomes one TAP stream.
set -u
number=${1##*/}
: "${number:?usage: make check TESTS=pty/07}"
run() {
	case $1 in
	*.bats) bats --tap -f "$2" "$top_srcdir/$1" ;;
	*.sh) (cd "$top_builddir" && bash "$top_srcdir/$1") ;;
	*) CMOCKA_MESSAGE_OUTPUT=TAP bash "$top_srcdir/tests/cmocka.sh" \
		"$top_builddir/$1" ;;
	esac
}
all() {
	local n file pattern i
	while read -r n file pattern; do
		[ "$n" = "$number" ] || continue
		echo "# $file: $pattern"
		for ((i = 0; i < ${TIMES:-1}; i++)); do
			run "$file" "$pattern" </dev/null ||
				echo "not ok 0 - $file ended with $?"
		done
	done <"$top_srcdir/tests/pty/behaviours"
}
all 2>&1 | awk '
/^1\.\./ || /^TAP version/ { next }
/^(not )?ok/ {
	failed += /^not/ && !/# (SKIP|TODO)/
	sub(/ok [0-9]*/, "ok " ++count)
}
{ print; fflush() }
END {
	if (count == 0)
		print "not ok " ++count " - no behaviour has this number; there are 01 to 56"
	print "1.." count
	exit failed > 0 || count == 0
}'
