#!/bin/bash
# SPDX-License-Identifier: ISC
# usage: one.sh NN; runs the tests of one terminal behaviour (see `behaviours`)
set -u
number=${1:?usage: make check-pty N=07}
failed=0 found=0
while read -r n file pattern; do
	[ "$n" = "$number" ] || continue
	found=1
	echo "# $file: $pattern"
	case $file in
	*.bats)
		for ((i = 0; i < ${TIMES:-1}; i++)); do
			bats --tap -f "$pattern" "$top_srcdir/$file" || failed=1
		done
		;;
	*.sh) (cd "$top_builddir" && bash "$top_srcdir/$file") || failed=1 ;;
	*) CMOCKA_MESSAGE_OUTPUT=TAP "$top_builddir/$file" || failed=1 ;;
	esac
done <"$top_srcdir/tests/pty/behaviours"
[ "$found" = 1 ] || {
	echo "no behaviour has the number $number; there are 01 to 56" >&2
	exit 2
}
exit "$failed"
