#!/bin/bash
# SPDX-License-Identifier: ISC
# The public incidents of incidents.txt against the stock policy. Where live kernel gates judge the target, the line may run there (deferred).
set -u
src=$(cd "${top_srcdir:-.}" && pwd)
platectl=$(cd "${top_builddir:-.}" && pwd)/platectl
work=$(mktemp -d "${TMPDIR:-/tmp}/incidents.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
export HOME=/home/person XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
unset BASH_ENV ENV PRODUCTION_URL
mkdir -p "$work/project/.git" && cd "$work/project" || exit 1
printf 'echo starting\nkubectl delete pvc data-0\n' > t.sh
printf 'echo starting\nkubectl get pvc data-0\n' > ok.sh
n=0
ok() {	# ok STATUS NAME ANSWER
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"; else printf 'not ok %d - %s\n# %s\n' "$n" "$2" "$3"; fi
}
while read -r what issue rest; do
	case $what in
	refuse)
		read -r layer rule line <<< "$rest"
		got=$("$platectl" check --format json -- "$line")
		[[ $got == *'"verdict":"refuse","layer":"'"$layer"'"'* && ( $rule = - || $got == *'"rule":"'"$rule"'"'* ) ]]
		ok $? "#$issue: refused ($layer): $line" "$got"
		# An operator has a way: only the floor has none.
		if [ "$layer" = block ]; then
			[[ $got == *'"unblock":"an operator'* ]]; ok $? "#$issue: and says who may lift it" "$got"
		fi
		;;
	allow)
		got=$("$platectl" check --format json -- "$rest")
		[[ $got == *'"verdict":"allow"'* ]]; ok $? "#$issue: allowed: $rest" "$got"
		;;
	esac
done < <(grep -v '^#' "$src/tests/golden/incidents.txt")
# Signals are judged by their real target where the kernel shows it; the rest is refused in every tier.
for line in 'pkill -f node' 'killall node' 'kill -9 $(lsof -ti:3000)'; do
	got=$("$platectl" check --tier full --format json -- "$line")
	[[ $got == *'"deferred":true'* ]]; ok $? "live gates judge the target: $line" "$got"
done
for line in 'npx drizzle-kit push --force' 'php artisan migrate:fresh' 'terraform destroy' 'ssh host docker rmi app' 'bash t.sh'; do
	got=$("$platectl" check --tier full --format json -- "$line")
	[[ $got == *'"verdict":"refuse"'* ]]; ok $? "refused in every tier: $line" "$got"
done
echo "1..$n"
