#!/bin/bash
# SPDX-License-Identifier: ISC
# Programs that call `hit` from inside quotes inside substitutions inside
# quotes, run by the real bash: where it calls it, the walk has the command, or
# something unknown, or refuses the program by name. They do nothing else, so they really run.
# ORACLE_SEED varies them; ORACLE_FULL=1 (make oracle-full) runs 100,000.

tools=${top_builddir:?}/tests/oracle
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
seed=${ORACLE_SEED:-1} count=${LIVE_COUNT:-2500}
[ -z "${ORACLE_FULL-}" ] || count=100000
case $BASH_VERSION in
5.2.*) ;;
*)
	echo "1..0 # SKIP the oracle speaks for bash 5.2, this is $BASH_VERSION"
	exit 0
	;;
esac
LC_ALL=C.UTF-8
export LC_ALL
mkdir "$work/programs" "$work/hits" "$work/empty"
"$tools/live_generate" "$seed" "$count" "$work/programs" || exit 99

# Each in a subshell of its own. Descriptor 9 stays open until the last of
# what they have started is gone.
cat > "$work/run" <<'END'
shopt -s extglob
cd "$1/empty" || exit
hit() { : > "$hits/$name"; }
hits=$1/hits w=a FUNCNEST=50
for f in "$1"/programs/*; do
	name=${f##*/}
	( . "$f" ) < /dev/null > /dev/null 2>&1
done
END
bash "$work/run" "$work" 9>&1 2> /dev/null | cat > /dev/null
(cd "$work/hits" && ls) > "$work/hit"
printf '%s\0' "$work"/programs/* | "$tools/live_ours" > "$work/ours" || exit 99
awk -F '\t' -v hits="$work/hit" '
	BEGIN {
		while ((getline name < hits) > 0)
			hit[name] = 1
	}
	{
		file = $1
		sub(/.*\//, "", file)
		total++
		refused += $2 == "refused"
		if (!hit[file])
			next
		ran++
		held += $2 == "refused" || $2 == "open"
		if ($2 == "no") {
			missed++
			print file
		}
	}
	END {
		print total + 0, ran + 0, held + 0, refused + 0, missed + 0
	}' "$work/ours" > "$work/report"
read -r total ran held refused missed < <(tail -n 1 "$work/report")
said="$total programs of seed $seed, $ran call it ($held of them refused or open), $refused refused in all"
if [ "$missed" = 0 ] && [ "$total" = "$count" ] && [ "$ran" -gt $((count / 20)) ]; then
	echo "ok 1 - what bash runs is seen: $said"
else
	echo "not ok 1 - what bash runs is seen: $said, $missed missed"
	sed '$d' "$work/report" | head -n 10 | while read -r name; do
		echo "# $name"
		sed 's/^/#   | /' "$work/programs/$name"
	done
fi
echo 1..1
