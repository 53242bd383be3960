#!/bin/bash
# SPDX-License-Identifier: ISC
# The stock policy on three lists: every spelling of danger is refused, every everyday line runs, and so do the harmless
# twins of the ways past the gate that were closed.
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
read_entries() {	# read_entries FILE: into entries, and what is said of each into got
	local entry='' line
	entries=()
	while IFS= read -r line || [ -n "$line" ]; do
		if [ "$line" = "%%" ]; then entries+=("$entry"); entry=''; else entry+=${entry:+$'\n'}$line; fi
	done < "$1"
	entries+=("$entry")
	unset 'entries[0]'	# the comment at the head
	mapfile -t got < <(printf '%s\0' "${entries[@]}" | "$PLATECTL" check --stdin0 --format json)
}
check() {	# check FILE VERDICT NAME
	local i=0 e
	read_entries "$1"
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
# What twins.txt finds in the project.
mkdir -p sub "$work/bin"
: > "$work/bin/kubectl"
ln -s "$work/bin/kubectl" linked
cat > .git/config <<'END'
[core]
	bare = false
[alias]
	st = status --short
	lg = "log --oneline"
	nuke = "!kubectl delete pvc x"
	fp = push --force
[include]
	path = more
END
printf '[alias]\n\tincluded = "!f() { kubectl delete pvc \\"$1\\"; }; f"\n' > .git/more
cat > Makefile <<'END'
K = kubectl
.PHONY: check drop nested
check: build
	$(K) get pvc x
build: ; @true
drop: build
	@-$(K) delete pvc $@
nested:
	$(K) delete pvc x
END
pairs() {	# pairs FILE: refused by the floor, then allowed
	local i=0
	read_entries "$1"
	for e in "${entries[@]}"; do
		n=$((n + 1)) i=$((i + 1))
		want='"verdict":"allow"' name=allowed
		[ $((i % 2)) = 0 ] || want='"verdict":"refuse","layer":"floor"' name='refused by the floor'
		if [[ ${got[i-1]-} == *"$want"* ]]; then
			echo "ok $n - $name: ${e//$'\n'/ | }"
		else
			echo "not ok $n - $name: ${e//$'\n'/ | }"
			echo "# ${got[i-1]-no answer}"
		fi
	done
}
check "$src/tests/attack/evasions.txt" refuse refused
check "$src/tests/attack/unfollowed.txt" refuse refused
check "$src/tests/attack/followed.txt" allow allowed
pairs "$src/tests/attack/twins.txt"
check "$src/tests/golden/everyday.txt" allow allowed
echo "1..$n"
