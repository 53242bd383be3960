#!/bin/sh
# SPDX-License-Identifier: ISC
# usage: summary.sh SOURCE BROKEN-LEGS FAILED-LEGS BUILD...
# Reads what `make check` left in each BUILD directory: names every failed and
# skipped test, how to run a failed one again, and ends with the count.

source=$1 broken=$2 failed=$3
shift 3

for leg in $broken; do
	echo "FAILED: build of $leg; see $source/build/$leg-make.log"
done
find "$@" -name '*.trs' -print | LC_ALL=C sort | awk -v source="$source" \
    -v broken="$broken" -v failed="$failed" '
function leg_of(file) {
	sub(source "/build/", "", file)
	sub("/.*", "", file)
	return file
}
function test_of(file) {
	sub(source "/build/[^/]*/", "", file)
	sub("\\.trs$", "", file)
	return file
}
function program_of(test) {
	if ((getline line < (source "/" test ".sh")) >= 0)
		return test ".sh"
	if ((getline line < (source "/" test ".bats")) >= 0)
		return test ".bats"
	return test
}
function show_failure(file, name,    leg, test) {
	leg = leg_of(file)
	test = test_of(file)
	seen[leg] = 1
	print "FAILED: " leg ": " test ": " name
	if (!(file in told))
		print "    make -C build/" leg " check TESTS=" program_of(test) \
		    "    # its output: build/" leg "/" test ".log"
	told[file] = 1
}
{
	file = $0
	while ((getline line < file) > 0) {
		if (line !~ /^:test-result: /)
			continue
		sub(/^:test-result: /, "", line)
		result = line
		sub(/ .*/, "", result)
		name = line
		sub(/^[A-Z]* */, "", name)
		if (result == "PASS" || result == "XFAIL")
			passed++
		else if (result == "SKIP") {
			skipped++
			print "SKIPPED: " leg_of(file) ": " test_of(file) ": " name
		} else {
			bad++
			show_failure(file, name)
		}
	}
	close(file)
}
END {
	n = split(broken, legs, " ")
	bad += n
	# A leg can fail without a failed test: a test that does not build.
	n = split(failed, legs, " ")
	for (i = 1; i <= n; i++)
		if (!(legs[i] in seen)) {
			bad++
			print "FAILED: " legs[i] ": make; see build/" legs[i] \
			    "-check.log"
		}
	if (passed == 0)
		bad++
	printf "%d passed, %d failed", passed, bad
	if (skipped > 0)
		printf ", %d skipped", skipped
	print ""
	exit bad > 0
}'
