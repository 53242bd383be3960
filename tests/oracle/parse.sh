#!/bin/bash
# SPDX-License-Identifier: ISC
# Our parser against bash's own: the same commands, words, redirections and
# operators in the hand-written cases, in seeded changes to them, in generated
# programs and in scripts; printing and parsing again gives the same tree.
# A command that only bash sees is never excused; other differences must be in
# reviewed.txt. On one that is not, shfmt's opinion is printed, too.
# `make check` takes a sample; `make oracle-full` sets ORACLE_FULL=1: 20,000
# programs, as many changed ones, all scripts of the machine and those of the
# Debian packages in packages.txt. ORACLE_SEED varies both.

here=${top_srcdir:?}/tests/oracle
tools=${top_builddir:?}/tests/oracle
ours=$tools/dump_ours
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
LC_ALL=C.UTF-8	# \u in $'..' depends on it
export LC_ALL
seed=${ORACLE_SEED:-1}
if [ -n "${ORACLE_FULL-}" ]; then
	mutants=20000 programs=20000 changed=20000 files=all
else
	mutants=1500 programs=1500 changed=500 files=250
fi

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
	LC_ALL=C awk -v reviewed="$here/reviewed.txt" -f "$here/tree.awk" \
		"$work/ours.out" "$work/bash.out"
}

# What shfmt thinks of the first few programs in the report.
third_opinion() {
	command -v shfmt > /dev/null || return
	sed -n 's/^# \(\/.*\): [a-z]*: ours .*/\1/p' "$work/report" | head -n 5 |
	while IFS= read -r f; do
		if shfmt -ln bash "$f" > /dev/null 2> "$work/shfmt.err"; then
			echo "# shfmt reads $f"
		else
			echo "# shfmt rejects $f: $(head -n 1 "$work/shfmt.err")"
		fi
		sed 's/^/#   | /' "$f" | head -n 12
	done
}

n=0
# verdict NAME: from $work/report, whose last line is the count. Every file
# is equal or reviewed, and no command is missing.
verdict() {
	n=$((n + 1))
	last=$(tail -n 1 "$work/report")
	if [[ $last =~ ^equal\ ([0-9]+)\ of\ ([0-9]+)\ .*,\ 0\ missing,\ ([0-9]+)\ reviewed ]] &&
	    [ $((BASH_REMATCH[1] + BASH_REMATCH[3])) = "${BASH_REMATCH[2]}" ] &&
	    [ "${BASH_REMATCH[2]}" -gt 0 ]; then
		echo "ok $n - $1: $last"
	else
		echo "not ok $n - $1: $last"
		head -n 40 "$work/report"
		third_opinion
	fi
}

# Cases and scripts are exact: nothing about them is reviewed away.
exact() {
	if [[ $(tail -n 1 "$work/report") == *", 0 reviewed "* ]]; then
		verdict "$1"
	else
		n=$((n + 1))
		echo "not ok $n - $1: $(tail -n 1 "$work/report")"
	fi
}

# Each of those in cases/refused.txt hides a command from one way to read it:
# bash takes them, we refuse them all.
refused() {
	n=$((n + 1))
	if [[ $(tail -n 1 "$work/report") =~ ^equal\ 0\ of\ ([0-9]+)\ .*\(([0-9]+)\ refused, ]] &&
	    [ "${BASH_REMATCH[1]}" = "${BASH_REMATCH[2]}" ] &&
	    [ "${BASH_REMATCH[1]}" -gt 0 ]; then
		echo "ok $n - cases/refused: ${BASH_REMATCH[1]} files"
	else
		echo "not ok $n - cases/refused: $(tail -n 1 "$work/report")"
		cat "$work/report"
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
		# A warning has a second line where the delimiter has one.
		bash -O extglob -n "$f" 2>&1 | sed -e "/ warning: .*')\$/d" \
		    -e "/ warning: /,/')\$/d" | grep -q . && got=1
		[ $want = $got ] || {
			echo "# $f: bash -n gives $got, the title says $want"
			cat "$work/report"
		} > "$work/report.new"
		[ ! -s "$work/report.new" ] || {
			echo "title wrong" >> "$work/report.new"
			mv "$work/report.new" "$work/report"
		}
	done
	if [ "$name" = refused ]; then
		refused
	else
		exact "cases/$name"
	fi
done

printf '%s\0' "$work"/*/[0-9][0-9][0-9]-* > "$work/all-cases"
grep -zv '/refused/' "$work/all-cases" > "$work/cases"
NO_EXTGLOB=1
export NO_EXTGLOB
compare "$work/cases" > "$work/report"
unset NO_EXTGLOB
exact "all cases without extglob"

# programs DIR NAME: all files in DIR.
programs() {
	find "$1" -type f -print0 | sort -z > "$work/list"
	compare "$work/list" > "$work/report"
	verdict "$2"
}
mkdir "$work/mutants" "$work/made" "$work/changed"
xargs -0 "$tools/mutate" "$seed" $mutants "$work/mutants" < "$work/all-cases"
programs "$work/mutants" "changed cases, seed $seed"
rm -rf "$work/mutants"
"$tools/generate" "$seed" $programs "$work/made"
programs "$work/made" "generated programs, seed $seed"
printf '%s\n' "$work"/made/* | head -n 2000 |
	xargs "$tools/mutate" "$seed" $changed "$work/changed"
rm -rf "$work/made"
programs "$work/changed" "changed generated programs, seed $seed"
rm -rf "$work/changed"

# scripts NAME WANT DIR...: those that bash accepts, WANT of them or all.
scripts() {
	name=$1 want=$2
	shift 2
	find "$@" -xdev -type f -size -900k \
		\( -name '*.sh' -o -perm -u+x -o -name '*.postinst' -o \
		-name '*.p*rm' -o -name '*.preinst' \) -print0 2> /dev/null |
		xargs -0 -r grep -lIZE -m1 \
		'^#! ?/(usr/)?bin/(env )?(ba|da)?sh' \
		2> /dev/null | sort -z > "$work/all"
	total=$(tr -cd '\0' < "$work/all" | wc -c)
	[ "$want" != all ] || want=$total
	step=$(((total + want - 1) / (want > 0 ? want : 1)))
	i=0
	while IFS= read -r -d '' f; do
		i=$((i + 1))
		[ $((i % (step > 0 ? step : 1))) = 0 ] || continue
		[ -n "$(bash -O extglob -n "$f" 2>&1)" ] || printf '%s\0' "$f"
	done < "$work/all" > "$work/list"
	compare "$work/list" > "$work/report"
	exact "$name"
}
scripts "scripts of this machine" $files \
	/usr /etc /opt /var/lib/dpkg/info

# Under make oracle-full only: it needs the network.
if [ -n "${ORACLE_FULL-}" ]; then
	mkdir "$work/debs" "$work/root"
	while read -r package version; do
		[[ $package != "#"* ]] || continue
		(cd "$work/debs" && apt-get -qq download \
			"$package=$version") 2> "$work/apt.err" ||
			echo "# $package=$version: $(tail -n 1 "$work/apt.err")"
	done < "$here/packages.txt"
	for deb in "$work"/debs/*.deb; do
		[ -e "$deb" ] || continue
		dpkg-deb -x "$deb" "$work/root/$(basename "$deb" .deb)"
		dpkg-deb -e "$deb" "$work/root/$(basename "$deb" .deb)/DEBIAN"
	done
	if [ -n "$(ls "$work/root")" ]; then
		scripts "scripts of $(ls "$work/root" | wc -l) Debian packages" \
			all "$work/root"
	else
		n=$((n + 1))
		echo "ok $n # SKIP no package could be downloaded"
	fi
fi
echo "1..$n"
exit 0
