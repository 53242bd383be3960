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
# The .trs file has the results, the .log file their names.
function show_log(file, failures, skips,    log_file, named) {
	log_file = file
	sub("\\.trs$", ".log", log_file)
	where = leg_of(file) ": " test_of(file) ": "
	while ((getline line < log_file) > 0) {
		if (line ~ /^not ok/ && line !~ /# *TODO/ && failures) {
			sub(/^not ok [0-9]* *(- )?/, "", line)
			print "FAILED: " where line
			named = 1
		} else if (line ~ /^(ok|1\.\.0).*# *[Ss][Kk][Ii][Pp]/ && skips) {
			sub(/^ok [0-9]* *(- )?/, "", line)
			sub(/^1\.\.0 */, "", line)
			print "SKIPPED: " where line
		}
	}
	close(log_file)
	if (!failures)
		return
	if (!named)
		print "FAILED: " where "it broke off"
	leg = leg_of(file)
	test = test_of(file)
	print "    again: make -C build/" leg " check TESTS=" program_of(test) \
	    "; output: build/" leg "/" test ".log"
	seen[leg] = 1
}
{
	file = $0
	failures = skips = 0
	while ((getline line < file) > 0) {
		if (line !~ /^:test-result: /)
			continue
		if (line ~ /: (PASS|XFAIL)/)
			passed++
		else if (line ~ /: SKIP/)
			skips++
		else
			failures++
	}
	close(file)
	skipped += skips
	bad += failures
	if (failures + skips > 0)
		show_log(file, failures, skips)
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
