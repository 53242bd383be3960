#!/bin/sh
# SPDX-License-Identifier: ISC
# usage: run.sh STARTUP BASHPLATE [RUNS]: measure with a state directory of
# its own, so that the user's log does not grow by thousands of lines.
[ -x "$2" ] || {
	echo "bench: $2 does not exist; BASHPLATE=PATH names another" >&2
	exit 1
}
state=$(mktemp -d) || exit 1
trap 'rm -rf "$state"' EXIT
# A copy, as install(1) makes one: the page cache holds what a linker wrote in
# smaller pieces, and mapping those takes a start up to 0.15 ms longer.
mkdir "$state/bin" && cp "$2" "$state/bin/bashplate" || exit 1
XDG_STATE_HOME=$state XDG_CONFIG_HOME=$state HOME=$state "$1" \
    -n "${3:-1000}" "$(command -v bash)" "$state/bin/bashplate"
