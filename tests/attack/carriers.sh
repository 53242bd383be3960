#!/bin/bash
# SPDX-License-Identifier: ISC
# Every way in carriers.txt by which one program runs another: the floor sees the command, its harmless twin runs.
set -u
: "${PLATECTL:=${top_builddir:-.}/platectl}"
src=$(cd "${top_srcdir:-.}" && pwd)
PLATECTL=$(cd "$(dirname "$PLATECTL")" && pwd)/platectl
work=$(mktemp -d "${TMPDIR:-/tmp}/carriers.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
# A home that is not in scratch space; no real kubectl is looked for.
export HOME=/home/person XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config PATH=/usr/bin:/bin
unset BASH_ENV ENV EDITOR PAGER x K CC CLAUDE_CONFIG_DIR
mkdir -p "$work/project/.git" && cd "$work/project" || exit 1
names=() packs=() danger=() harmless=()
fill() {	# fill LINE VERB: the line with its command
	local c="kubectl $2 pvc x" s=$1
	s=${s//%C/$c}
	s=${s//%W/\"kubectl\", \"$2\", \"pvc\", \"x\"}
	REPLY=${s//%V/$2}
}
while IFS= read -r line; do
	case $line in '#'*|'') continue ;; esac
	if [[ ! $line =~ ^([^:%]*[^:%\ ])(\ =\>\ ([a-z]+)):\ (.*)$ && ! $line =~ ^([^:%]*[^:%\ ])()():\ (.*)$ ]]; then	# goes on from the line above
		danger[-1]+=$'\n' harmless[-1]+=$'\n'
		fill "$line" delete; danger[-1]+=$REPLY
		fill "$line" get; harmless[-1]+=$REPLY
		continue
	fi
	names+=("${BASH_REMATCH[1]}") packs+=("${BASH_REMATCH[3]}")
	text=${BASH_REMATCH[4]}
	fill "$text" delete; danger+=("$REPLY")
	fill "$text" get; harmless+=("$REPLY")
done < "$src/tests/attack/carriers.txt"
ask() { printf '%s\0' "$@" | "$PLATECTL" check --stdin0 --format json; }
mapfile -t bad < <(ask "${danger[@]}")
mapfile -t good < <(ask "${harmless[@]}")
n=0
ok() {	# ok STATUS NAME LINE ANSWER
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; printf '%s\n' "$3" "$4" | sed 's/^/# /'; fi
}
for i in "${!names[@]}"; do
	[[ ${bad[i]-} == *'"layer":"floor","rule":"kubectl delete pvc"'* ]]
	ok $? "the floor sees it through ${names[i]}" "${danger[i]}" "${bad[i]-}"
	if [ -n "${packs[i]}" ]; then
		[[ ${good[i]-} == *"\"rule\":\"${packs[i]}/"* ]]
	else
		[[ ${good[i]-} == *'"verdict":"allow"'* ]]
	fi
	ok $? "harmless through ${names[i]}${packs[i]:+: only pack ${packs[i]}}" "${harmless[i]}" "${good[i]-}"
done
programs=$(printf '%s\n' "${names[@]%% *}" | sort -u | wc -l)
[ "$programs" -ge 120 ]; ok $? "at least 120 programs ($programs, ${#names[@]} ways)" '' ''
echo "1..$n"
