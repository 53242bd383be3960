#!/bin/bash
# SPDX-License-Identifier: ISC
# The parser's fuzz target over the oracle's cases and seeded changes to them:
# no crash, and what parses prints to text with the same tree.

work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
bin=${top_builddir:?}/tests
replay() {
	if xargs -0 "$bin/fuzz/fuzz_parse" < "$1" > "$work/out" 2>&1; then
		echo "ok $2"
	else
		echo "not ok $2"
		tail -n 20 "$work/out" | sed 's/^/# /'
	fi
}

echo "1..2"
mkdir "$work/cases"
awk -v dir="$work/cases" '
	/^### / {
		if (out != "")
			close(out)
		out = sprintf("%s/%04d", dir, ++n)
		printf "" > out
		next
	}
	{ print > out }' "${top_srcdir:?}"/tests/oracle/cases/*.txt
printf '%s\0' "$work/cases"/* > "$work/list"
replay "$work/list" "1 - the oracle's cases"
mkdir "$work/mutants"
xargs -0 "$bin/oracle/mutate" "${FUZZ_SEED:-9}" "${FUZZ_RUNS:-3000}" \
	"$work/mutants" < "$work/list"
find "$work/mutants" -type f -print0 > "$work/list"
n=$(tr -cd '\0' < "$work/list" | wc -c)
[ "$n" -gt 0 ] || echo "Bail out! no mutants"
replay "$work/list" "2 - $n mutants"
