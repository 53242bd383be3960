#!/bin/bash
# SPDX-License-Identifier: ISC
# What bash would execute, signal and write against what the walk saw. The real
# bash runs each line with sem_hook.c preloaded, which records instead of
# doing. Each record is said exactly by an effect, or left open by one; never
# is there a definite, different answer. The shares of exact ones may only
# rise: they are in semantic.shares. ORACLE_FULL=1 (make oracle-full) runs
# 10,000 generated lines; ORACLE_SEED varies them; SEM_OPEN=1 prints what is
# left open.

here=${top_srcdir:?}/tests/oracle
tools=${top_builddir:?}/tests/oracle
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

skip() {
	echo "1..0 # SKIP $1"
	exit 0
}

[ "$(uname -s)" = Linux ] || skip "the recorder is for Linux"
case ${CFLAGS-} in
*-fsanitize*) skip "a sanitizer and a preloaded library do not go together" ;;
esac
case $BASH_VERSION in
5.*) ;;
*) skip "the oracle speaks for bash 5, this is $BASH_VERSION" ;;
esac
${CC:-cc} -fPIC -shared -O1 -w "$here/sem_hook.c" -o "$work/hook.so" -ldl \
	2> "$work/cc.log" || skip "the recorder does not build"
chmod 755 "$work/hook.so"
[ -z "$(LD_PRELOAD=$work/hook.so bash -c : 2>&1 210> /dev/null)" ] ||
	skip "bash does not take the recorder"
mkdir "$work/bin" "$work/dir"
for tool in bash base64 basename cat cut dirname head rev seq tail tr; do
	path=$(type -P "$tool") || skip "no $tool"
	ln -s "$path" "$work/bin/$tool"
done
touch "$work/dir/a.txt" "$work/dir/b.c"
chmod -R a+rX "$work"

n=0
# share NAME KEY: from $work/out, of which the last line counts.
share() {
	n=$((n + 1))
	read -r _ lines _ refused _ argvs _ exact _ open _ wrong \
		< <(tail -n 1 "$work/out")
	least=$(awk -v key="$2" '$1 == key { print $2 }' \
		"$here/semantic.shares")
	part=$(awk -v e="${exact:-0}" -v a="${argvs:-0}" \
		'BEGIN { printf "%.2f", (a > 0 ? 100 * e / a : 0) }')
	say="$1: $lines lines, $argvs recorded, $part % exact"
	say="$say (at least $least), $open open, $wrong wrong,"
	say="$say $refused lines refused"
	if [ "${wrong:-1}" = 0 ] &&
	    awk -v p="$part" -v l="$least" 'BEGIN { exit !(p >= l) }'; then
		echo "ok $n - $say"
		grep '^# open' -A 1 "$work/out"
	else
		echo "not ok $n - $say"
		grep '^# WRONG' -A 1 "$work/out" | head -n 60
	fi
}

# entries FILE: its entries, each ended by a NUL. Left out is what starts a
# program of this machine, or stands under another name on purpose.
entries() {
	awk 'BEGIN { RS = "%%\n" }
		NR > 1 && !/bash -lc|bash -l |hash -p|git-push|~root/ {
			sub(/\n$/, "")
			printf "%s%c", $0, 0
		}' "$1"
}

run() {
	"$tools/semantic_driver" "$work/hook.so" "$work/bin" "$work/dir" \
		"$(type -P bash)" > "$work/out" 2> "$work/err" ||
		[ "$(tail -n 1 "$work/out" | cut -c1-6)" = "lines " ] ||
		echo "# driver: $(tail -n 2 "$work/err")"
}

# Each construct of expansion by itself: nothing wrong, and no more left open
# than its heading says.
mkdir "$work/constructs"
awk -v dir="$work/constructs" '
	/^### / {
		out = sprintf("%s/%02d", dir, ++n)
		print substr($0, 5) > (out ".name")
		new = 1
		next
	}
	out == "" { next }
	/^%%$/ { printf "%c", 0 > out; new = 1; next }
	{ printf "%s%s", new ? "" : "\n", $0 > out; new = 0 }
	' "$here/lines/constructs.txt"
for name in "$work"/constructs/*.name; do
	n=$((n + 1))
	read -r title < "$name"
	allowed=0
	case $title in
	*" open "*) allowed=${title##* open } title=${title% open *} ;;
	esac
	run < "${name%.name}"
	read -r _ lines _ refused _ argvs _ _ _ open _ wrong \
		< <(tail -n 1 "$work/out")
	say="$title: $lines lines, $argvs recorded, $open open"
	say="$say (at most $allowed), $wrong wrong, $refused refused"
	if [ "${wrong:-1}" = 0 ] && [ "$refused" = 0 ] &&
	    [ "$argvs" -gt 0 ] && [ "$open" -le "$allowed" ]; then
		echo "ok $n - $say"
	else
		echo "not ok $n - $say"
		grep -E '^# (WRONG|open|refused)' -A 1 "$work/out"
	fi
done
entries "$here/lines/decidable.txt" | run
share "decidable families" decidable
entries "${top_srcdir:?}/tests/attack/evasions.txt" > "$work/all"
if [ -z "${ORACLE_FULL-}" ]; then
	# Every fourth of them, and a few of the generated ones.
	awk 'BEGIN { RS = ORS = "\0" } NR % 4 == 1' "$work/all" > "$work/some"
	mv "$work/some" "$work/all"
fi
run < "$work/all"
share "attack lines" attack
"$tools/sem_generate" "${ORACLE_SEED:-1}" \
	"$([ -n "${ORACLE_FULL-}" ] && echo 10000 || echo 400)" | run
share "generated lines with constant inputs" constant
echo "1..$n"
exit 0
