#!/bin/sh
# SPDX-License-Identifier: ISC
# usage: log.sh LOG PLATECTL [RECORDS]: what a record costs, then how long a
# million of them take to be searched and verified, in a folder of its own.
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/bashplate"
"$1" "$dir/bashplate" "${3:-20000}" || exit 1
ls -l "$dir/bashplate"/log.jsonl | awk -v n="${3:-20000}" '{
    printf "size     %7.0f bytes a command in the file", $5 / n }'
gzip -6 <"$dir/bashplate/log.jsonl" | wc -c |
    awk -v n="${3:-20000}" '{ printf "   %.0f once rotated\n", $1 / n }'
export XDG_STATE_HOME="$dir" XDG_CONFIG_HOME="$dir" HOME="$dir"
start=$(date +%s%N)
"$2" log --verdict refused --grep 'nothing like it' >/dev/null || exit 1
end=$(date +%s%N)
awk -v ns=$((end - start)) -v n="${3:-20000}" 'BEGIN {
    printf "search   %7.2f s for a million records\n", ns / 1e9 / n * 1e6 }'
