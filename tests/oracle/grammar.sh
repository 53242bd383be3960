#!/bin/sh
# SPDX-License-Identifier: ISC
# The grammars agree with what the tools say of their own options.
if ! command -v python3 >/dev/null; then
	echo "1..0 # SKIP no python3 (Debian: python3)"
	exit 0
fi
exec python3 "${srcdir:-.}/tests/oracle/grammar.py" "$@"
