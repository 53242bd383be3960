#!/bin/bash
# SPDX-License-Identifier: ISC
# Each layer includes only the layers above it; signals and terminal modes are touched by one file each.
set -u
cd "${top_srcdir:-.}" || exit 1
declare -A may=(
	[base]="base"
	[syntax]="base syntax"
	[analyse]="base syntax analyse"
	[policy]="base syntax analyse policy"
	[audit]="base syntax analyse policy audit"
	[kernel]="base syntax analyse policy audit kernel"
	[term]="base term"
	[shell]="base syntax analyse policy audit kernel term shell"
	[ctl]="base syntax analyse policy audit kernel term ctl"
)
n=0
for layer in base syntax analyse policy audit kernel term shell ctl; do
	wrong=
	for f in src/"$layer"/*.[ch]; do
		[ -e "$f" ] || continue
		while IFS= read -r inc; do
			case " ${may[$layer]} " in
			*" ${inc%%/*} "*) ;;
			*) wrong+=" $f includes $inc;" ;;
			esac
		done < <(sed -n 's|^#include "\([a-z]*/[^"]*\)".*|\1|p' "$f")
	done
	n=$((n + 1))
	if [ -z "$wrong" ]; then echo "ok $n - $layer includes only: ${may[$layer]}"; else echo "not ok $n - $layer:$wrong"; fi
done
only() {	# only FILE WHAT PATTERN
	n=$((n + 1))
	wrong=$(grep -lE "$3" src/*/*.[ch] | grep -v "^$1\$")
	if [ -z "$wrong" ]; then echo "ok $n - only $1 touches $2"; else echo "not ok $n - $2 also in: $wrong"; fi
}
only src/term/signals.c "signal dispositions" '\b(sigaction|signal|sigprocmask|signalfd) ?\('
only src/term/termios.c "terminal modes" '\btcsetattr ?\('
n=$((n + 1))
wrong=$(grep -nE '\b(system|popen) ?\(' src/*/*.c | grep -v '\*')
if [ -z "$wrong" ]; then echo "ok $n - nothing calls system() or popen()"; else echo "not ok $n - $wrong"; fi
n=$((n + 1))
wrong=$(grep -LE 'SPDX-License-Identifier: ISC' src/*/*.[ch])
if [ -z "$wrong" ]; then echo "ok $n - every source file names its licence"; else echo "not ok $n - no licence line: $wrong"; fi
echo "1..$n"
