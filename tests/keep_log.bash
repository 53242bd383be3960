# SPDX-License-Identifier: ISC
# keep_log STATE: what a test wrote to the log is looked at once more by
# tests/ctl/schema.bats. A test that damages its log sets DAMAGED.

keep_log() {
	[ -z "$DAMAGED" ] && [ -e "$1/bashplate/log.jsonl" ] || return 0
	mkdir -p "$top_builddir/tests/written"
	grep -a '^{"ver":1,"seq".*}$' "$1/bashplate/log.jsonl" >"$top_builddir/tests/written/${BATS_TEST_FILENAME##*/}-$BATS_TEST_NUMBER.jsonl" || true
}

# remove_tree FOLDER: a supervisor may still write how its line ended, which
# makes the folder anew behind rm's back.
remove_tree() {
	local i
	cd /
	for ((i = 0; i < 100; i++)); do
		chmod -R u+w "$1" 2>/dev/null
		rm -rf "$1" 2>/dev/null
		[ -e "$1" ] || return 0
		sleep 0.05
	done
	echo "$1 does not go away"
	return 1
}
