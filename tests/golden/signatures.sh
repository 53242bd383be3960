#!/bin/bash
# SPDX-License-Identifier: ISC
# Every row of the table in doc/signatures.md says what the floor does.
set -u
platectl=$(cd "${top_builddir:-.}" && pwd)/platectl
table=${srcdir:-.}/doc/signatures.md
work=$(mktemp -d "${TMPDIR:-/tmp}/signatures.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd_dir=$work/empty; mkdir "$cd_dir"
table=$(cd "$(dirname "$table")" && pwd)/signatures.md
cd "$cd_dir" || exit 1
n=0

# floor ENTRY COMMAND: does the floor refuse it?
floor() {
	jq -n --arg e "$1" '{permissions: {neverAllow: [$e]}}' >"$work/p.json"
	"$platectl" check --policy "$work/p.json" --format json -- "$2" >"$work/out" 2>&1
	[ "$(jq -r .layer "$work/out")" = floor ]
}
cell() { local s=$1; s=${s# }; s=${s% }; s=${s#\`}; s=${s%\`}; printf %s "${s//\\|/|}"; }

while IFS= read -r row; do
	row=${row//\\|/$'\x1f'}
	IFS='|' read -r _ entry bad good _ <<<"$row"
	entry=$(cell "$entry") bad=$(cell "${bad//$'\x1f'/|}") good=$(cell "${good//$'\x1f'/|}")
	n=$((n + 1))
	if floor "$entry" "$bad"; then echo "ok $n - $entry: refused: ${bad//#/%}"; else echo "not ok $n - $entry should refuse: ${bad//#/%}"; fi
	n=$((n + 1))
	if floor "$entry" "$good"; then echo "not ok $n - $entry should let through: ${good//#/%}"; else echo "ok $n - $entry: let through: ${good//#/%}"; fi
done < <(grep '^| `' "$table")
[ "$n" -ge 80 ] || echo "not ok $((n += 1)) - the table has rows"
echo "1..$n"
