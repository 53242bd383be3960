# SPDX-License-Identifier: ISC
# keep_log STATE: what a test wrote to the log is looked at once more by
# tests/ctl/schema.bats. A test that damages its log sets DAMAGED.

keep_log() {
	[ -z "$DAMAGED" ] && [ -e "$1/bashplate/log.jsonl" ] || return 0
	mkdir -p "$top_builddir/tests/written"
	grep -a '^{"ver":1,"seq".*}$' "$1/bashplate/log.jsonl" >"$top_builddir/tests/written/${BATS_TEST_FILENAME##*/}-$BATS_TEST_NUMBER.jsonl" || true
}
