#!/bin/bash
# SPDX-License-Identifier: ISC
# The fuzz targets over the oracle's cases, the attack lines, kept findings and
# seeded changes to all of them: no crash, no limit passed over, and what
# parses prints to text with the same tree.

work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
src=${top_srcdir:?}/tests
bin=${top_builddir:?}/tests
n=0
replay() {	# replay TARGET LIST NAME
	n=$((n + 1))
	if xargs -0 "$bin/fuzz/fuzz_$1" < "$2" > "$work/out" 2>&1; then
		echo "ok $n - $1: $3"
	else
		echo "not ok $n - $1: $3"
		tail -n 20 "$work/out" | sed 's/^/# /'
	fi
}

mkdir "$work/seeds" "$work/changed"
awk -v dir="$work/seeds" '
	/^### / || /^%%$/ {
		if (out != "")
			close(out)
		out = sprintf("%s/%04d", dir, ++n)
		printf "" > out
		next
	}
	out != "" { print > out }' "$src"/oracle/cases/*.txt \
	"$src/attack/evasions.txt"
{
	printf '%s\0' "$work/seeds"/*
	[ -z "$(ls "$src/fuzz/found" 2> /dev/null)" ] ||
		printf '%s\0' "$src/fuzz/found"/*
} > "$work/list"
count=$(tr -cd '\0' < "$work/list" | wc -c)
for target in lex parse expand walk; do
	replay $target "$work/list" "$count seeds"
done
xargs -0 "$bin/oracle/mutate" "${FUZZ_SEED:-9}" "${FUZZ_RUNS:-2500}" \
	"$work/changed" < "$work/list"
find "$work/changed" -type f -print0 > "$work/list"
count=$(tr -cd '\0' < "$work/list" | wc -c)
[ "$count" -gt 0 ] || echo "Bail out! no changed seeds"
for target in lex parse expand walk; do
	replay $target "$work/list" "$count changed seeds"
done
echo "1..$n"
