#!/bin/bash
# SPDX-License-Identifier: ISC
# Each of the 56 behaviours has a test, and each line of the table names one that exists.
set -u
cd "$top_srcdir" || exit 1
missing='' wrong=''
for n in {01..56}; do
	grep -q "^$n " tests/pty/behaviours || missing+=" $n"
done
while read -r n file pattern; do
	case $n in '#'*) continue ;; esac
	case $file in
	*.bats) sed -n 's/^@test "\(.*\)" {$/\1/p' "$file" 2>/dev/null |
		grep -qE -- "$pattern" ;;
	*.sh) [ -f "$file" ] ;;
	*) [ -f "$file.c" ] ;;
	esac || wrong+=" $n:$file:$pattern"
done <tests/pty/behaviours
echo 1..2
[ -z "$missing" ] && echo "ok 1 - all 56 are there" ||
	echo "not ok 1 - without a test:$missing"
[ -z "$wrong" ] && echo "ok 2 - all named tests exist" ||
	echo "not ok 2 - no such test:$wrong"
