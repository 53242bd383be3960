#!/bin/bash
# SPDX-License-Identifier: ISC
# Our parser against bash's own: the same commands, words, redirections and
# operators in the hand-written cases and in a sample of this machine's
# scripts; printing and parsing again gives the same tree.
# ORACLE_FILES sets the size of the sample, "all" takes every script.

here=${top_srcdir:?}/tests/oracle
ours=${top_builddir:?}/tests/oracle/dump_ours
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
LC_ALL=C.UTF-8	# \u in $'..' depends on it
export LC_ALL

skip() {
	echo "1..0 # SKIP $1"
	exit 0
}

case $BASH_VERSION in
5.2.*) ;;
*) skip "the oracle speaks for bash 5.2, this is $BASH_VERSION" ;;
esac
inc=
for d in /usr/include/bash /usr/lib/bash; do
	if [ -f "$d/builtins.h" ] || [ -f "$d/include/builtins.h" ] ||
	    [ -f "$d/shell.h" ]; then
		inc=$d
		break
	fi
done
[ -n "$inc" ] || skip "no headers of bash (Debian: bash-builtins)"
${CC:-cc} -fPIC -shared -O1 -w -DHAVE_CONFIG_H -DSHELL -I"$inc" \
	-I"$inc/include" -I"$inc/builtins" "$here/bashast.c" \
	-o "$work/bashast.so" 2> "$work/cc.log" ||
	skip "the loadable does not build with $inc (Debian: bash-builtins)"
bash -c "enable -f '$work/bashast.so' bashast" 2> /dev/null ||
	skip "this bash cannot load builtins"

# The cases of FILE, one file each under DIR, in order.
split() {
	awk -v dir="$2" '
		/^### / {
			if (out != "")
				close(out)
			name = substr($0, 5)
			gsub(/[^A-Za-z0-9]+/, "-", name)
			out = sprintf("%s/%03d-%s", dir, ++n, name)
			printf "" > out
			next
		}
		{ print > out }' "$1"
}

# compare LIST: both dumps of the NUL-separated paths, then the verdict.
compare() {
	"$ours" < "$1" > "$work/ours.out" 2> "$work/ours.err" ||
		echo "# dump_ours failed: $(tail -n 3 "$work/ours.err")"
	set -- "$1" -O
	[ -z "$NO_EXTGLOB" ] || set -- "$1" +O
	bash "$2" extglob -c 'enable -f "$0" bashast; bashast 2> /dev/null' \
		"$work/bashast.so" < "$1" > "$work/bash.out"
	awk -f "$here/tree.awk" "$work/ours.out" "$work/bash.out"
}

n=0
# verdict NAME: from $work/report, whose last line is the count.
verdict() {
	n=$((n + 1))
	last=$(tail -n 1 "$work/report")
	if [[ $last =~ ^equal\ ([0-9]+)\ of\ ([0-9]+)\  ]] &&
	    [ "${BASH_REMATCH[1]}" = "${BASH_REMATCH[2]}" ] &&
	    [ "${BASH_REMATCH[2]}" -gt 0 ]; then
		echo "ok $n - $1: $last"
	else
		echo "not ok $n - $1: $last"
		head -n 40 "$work/report"
	fi
}

for file in "$here"/cases/*.txt; do
	name=${file##*/}
	name=${name%.txt}
	mkdir "$work/$name"
	split "$file" "$work/$name"
	printf '%s\0' "$work/$name"/* > "$work/list"
	compare "$work/list" > "$work/report"
	# A case is rejected by bash exactly when its title says so.
	for f in "$work/$name"/*; do
		want=0
		case $f in
		*-reject-*) want=1 ;;
		esac
		got=0
		bash -O extglob -n "$f" 2>&1 | grep -v ' warning: ' |
			grep -q . && got=1
		[ $want = $got ] || {
			echo "# $f: bash -n gives $got, the title says $want"
			cat "$work/report"
		} > "$work/report.new"
		[ ! -s "$work/report.new" ] || {
			echo "title wrong" >> "$work/report.new"
			mv "$work/report.new" "$work/report"
		}
	done
	verdict "cases/$name"
done

printf '%s\0' "$work"/*/[0-9][0-9][0-9]-* > "$work/list"
NO_EXTGLOB=1
export NO_EXTGLOB
compare "$work/list" > "$work/report"
unset NO_EXTGLOB
verdict "all cases without extglob"

# Seeded changes to the cases: where both accept, nothing may be missing.
# What may differ is how bash re-prints nested text, and when it complains.
mkdir "$work/mutants"
for seed in ${ORACLE_SEEDS:-1}; do
	rm -f "$work/mutants"/*
	"${ours%/*}/mutate" "$seed" "${ORACLE_MUTANTS:-1500}" \
		"$work/mutants" "$work"/*/[0-9][0-9][0-9]-*
	printf '%s\0' "$work/mutants"/* > "$work/list"
	compare "$work/list" > "$work/report"
	n=$((n + 1))
	last=$(tail -n 1 "$work/report")
	case $last in
	"equal "[1-9]*", 0 missing") echo "ok $n - mutants $seed: $last" ;;
	*)
		echo "not ok $n - mutants $seed: $last"
		grep -B 30 '^#   bash .* CMD' "$work/report" | head -n 60
		;;
	esac
done

find /usr /etc /opt /var/lib/dpkg/info -xdev -type f -size -900k \
	\( -name '*.sh' -o -perm -u+x -o -name '*.postinst' -o \
	-name '*.p*rm' -o -name '*.preinst' \) -print0 2> /dev/null |
	xargs -0 -r grep -lIZE -m1 '^#! ?/(usr/)?bin/(env )?(ba|da)?sh' \
	2> /dev/null | sort -z > "$work/all"
total=$(tr -cd '\0' < "$work/all" | wc -c)
want=${ORACLE_FILES:-300}
[ "$want" != all ] || want=$total
step=$(((total + want - 1) / (want > 0 ? want : 1)))
i=0
while IFS= read -r -d '' f; do
	i=$((i + 1))
	[ $((i % (step > 0 ? step : 1))) = 0 ] || continue
	[ -n "$(bash -O extglob -n "$f" 2>&1)" ] || printf '%s\0' "$f"
done < "$work/all" > "$work/list"
compare "$work/list" > "$work/report"
verdict "scripts of this machine"
echo "1..$n"
exit 0
