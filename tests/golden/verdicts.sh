#!/bin/bash
# SPDX-License-Identifier: ISC
# The stock policy on two lists: every spelling of danger is refused, every everyday line runs.
set -u
: "${PLATECTL:=${top_builddir:-.}/platectl}"
src=$(cd "${top_srcdir:-.}" && pwd)
PLATECTL=$(cd "$(dirname "$PLATECTL")" && pwd)/platectl
work=$(mktemp -d "${TMPDIR:-/tmp}/verdicts.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
# A home that is not in scratch space, wherever the tests run; it need not exist.
export HOME=/home/person XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
unset BASH_ENV ENV x DATABASE_URL EDITOR CC CLAUDE_CONFIG_DIR
mkdir -p "$work/project/.git" && cd "$work/project" || exit 1
n=0
check() {	# check FILE WANTED-EXIT NAME
	local entry='' line
	entries=()
	while IFS= read -r line || [ -n "$line" ]; do
		if [ "$line" = "%%" ]; then entries+=("$entry"); entry=''; else entry+=${entry:+$'\n'}$line; fi
	done < "$1"
	entries+=("$entry")
	unset 'entries[0]'	# the comment at the head
	mapfile -t got < <(printf '%s\0' "${entries[@]}" | "$PLATECTL" check --stdin0 --format json)
	local i=0 e
	for e in "${entries[@]}"; do
		n=$((n + 1))
		if [[ ${got[i]-} == *"\"verdict\":\"$2\""* ]]; then
			echo "ok $n - $3: ${e//$'\n'/ | }"
		else
			echo "not ok $n - $3: ${e//$'\n'/ | }"
			echo "# ${got[i]-no answer}"
		fi
		i=$((i + 1))
	done
}
check "$src/tests/attack/evasions.txt" refuse refused
check "$src/tests/golden/everyday.txt" allow allowed
echo "1..$n"
