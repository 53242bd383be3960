#!/bin/sh
# SPDX-License-Identifier: ISC
# Runs one bats file for `make check`, or skips it where bats is missing.
command -v bats >/dev/null || {
	echo "1..0 # SKIP bats is not installed (Debian: bats)"
	exit 0
}
exec bats --tap "$@"
