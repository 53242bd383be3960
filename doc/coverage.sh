#!/bin/sh
# SPDX-License-Identifier: ISC
# usage: coverage.sh PLATECTL COVERAGE.IN: writes coverage.md; a mistake in the mapping is told on stderr, exit 1.
set -u
# The owner's own rules are not part of the documentation.
XDG_CONFIG_HOME=/nonexistent HOME=/nonexistent "$1" rules --markdown |
    sed -n 's/^### //p' | LC_ALL=C awk -v src="$2" '
function glob(p) {	# a pattern over ids: only * is special
	gsub(/[.\/]/, "[&]", p)
	gsub(/\*/, ".*", p)
	return "^" p "$"
}
{ id[n++] = $1 }
function row(s, part) {
	split(substr(s, 5), part, "|")
	printf "| %s | %s | %s |", part[1], part[2], part[3]
}
function ids(s, part, k, i, j, hits) {
	k = split(substr(s, 5), part, " ")
	split("", here)
	for (i = 1; i <= k; i++) {
		hits = 0
		for (j = 0; j < n; j++)
			if (id[j] ~ glob(part[i])) {
				hits++
				seen[id[j]] = here[id[j]] = 1
			}
		if (hits == 0) {
			print src ": no rule is like " part[i] > "/dev/stderr"
			bad = 1
		}
	}
	for (j = 0; j < n; j++)
		if (id[j] in here) {
			a = id[j]
			gsub(/\//, "", a)
			printf " [%s](rules.md#%s)", id[j], a
		}
	print " |"
}
END {
	print "# What the block set covers\n"
	print "Generated from `doc/coverage.in` and `rules/` by `make update-doc`; do not edit. The categories are those an agent'"'"'s own"
	print "classifier knows; each row says what of it a command line can show and which rules hold it.\n"
	print "| # | category | what shows | rules |\n|---|---|---|---|"
	while ((getline line < src) > 0) {
		if (line ~ /^row /)
			row(line)
		else if (line ~ /^ids /)
			ids(line)
		else if (line ~ /^unseen /)
			unseen[u++] = substr(line, 8)
	}
	print "\n## Not visible on a command line\n"
	print "No rule can claim these:\n"
	for (i = 0; i < u; i++)
		print "- " unseen[i]
	for (j = 0; j < n; j++)
		if (!(id[j] in seen)) {
			print src ": no row has " id[j] > "/dev/stderr"
			bad = 1
		}
	exit bad
}'
