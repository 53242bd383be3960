#!/bin/bash
# SPDX-License-Identifier: ISC
# Where a command is complete, line by line at a prompt: our parser against a
# bash that reads the same lines. "c" is the primary prompt, "i" the one for
# more, "p" a command that is about to run: an interrupt in PS0 drops it, so
# that nothing of it does. `make oracle-full` tries 5,000 generated programs.

here=${top_srcdir:?}/tests/oracle
tools=${top_builddir:?}/tests/oracle
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
mkdir "$work/cases" "$work/made" "$work/cwd"

case $BASH_VERSION in
5.2.*) ;;
*)
	echo "1..0 # SKIP the oracle speaks for bash 5.2, this is $BASH_VERSION"
	exit 0
	;;
esac

programs=300
[ -z "${ORACLE_FULL-}" ] || programs=5000

# Not those that bash reads in two ways: we refuse them.
for file in "$here"/cases/*.txt; do
	name=${file##*/}
	name=${name%.txt}
	case $name in refused | reprint) continue ;; esac
	awk -v dir="$work/cases" -v file="$name" '
		/^### / {
			if (out != "")
				close(out)
			name = substr($0, 5)
			gsub(/[^A-Za-z0-9]+/, "-", name)
			out = sprintf("%s/%s-%03d-%s", dir, file, ++n, name)
			printf "" > out
			next
		}
		{ print > out }' "$file"
done
"$tools/generate" "${ORACLE_SEED:-1}" "$programs" \
	"$work/made"

# both DIR: "NAME OURS BASH" for each file in it.
both() {
	local path ours bash
	find "$1" -type f -print0 | sort -z | "$tools/prompt_ours" |
	while read -r path ours; do
		bash=$(cd "$work/cwd" && env -i PATH=/nonexistent \
			LC_ALL=C.UTF-8 PS1=$'\1' PS2=$'\2' \
			PS0='$(printf "\3" >&2; kill -INT $$)' "$BASH" --norc \
			--noprofile --noediting -O extglob +H -i <"$path" \
			2>&1 >/dev/null | tr -cd '\1\2\3' | tr '\1\2\3' cip)
		echo "${path##*/} $ours $bash"
	done
}

n=0
# verdict NAME COUNT FILE: FILE is empty, and there was something to compare.
verdict() {
	n=$((n + 1))
	if [ ! -s "$3" ] && [ "$2" -gt 100 ]; then
		echo "ok $n - $1: $2 programs"
	else
		echo "not ok $n - $1: $(wc -l <"$3") of $2"
		sed 's/^/# /' "$3" | head -n 20
	fi
}

# bash shows no prompt between lines of a heredoc that a backslash joins, and
# at the end of the input another one, or the end of a heredoc.
both "$work/cases" >"$work/seen"
awk '{
	ours = $2; bash = $3
	gsub(/i+/, "i", ours); gsub(/i+/, "i", bash)
	if (ours != bash && (ours !~ /i$/ || index(bash, ours) != 1))
		print
}' "$work/seen" >"$work/wrong"
verdict "the cases, line by line" "$(wc -l <"$work/seen")" "$work/wrong"

# Over the whole grammar: never complete for us while bash reads on.
both "$work/made" >"$work/seen"
awk '{
	for (i = 1; i <= length($2) && substr($2, i, 1) == substr($3, i, 1);)
		i++
	if (substr($2, i, 1) == "p" && substr($3, i, 1) == "i")
		print
}' "$work/seen" >"$work/wrong"
verdict "generated programs, none complete too early" \
	"$(wc -l <"$work/seen")" "$work/wrong"

ls -A "$work/cwd" >"$work/wrong"
verdict "nothing of them ran" "$(wc -l <"$work/seen")" "$work/wrong"
echo "1..$n"
