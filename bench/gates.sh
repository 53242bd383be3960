#!/bin/bash
# SPDX-License-Identifier: ISC
# usage: gates.sh BASHPLATE DENY [RUNS]
# What the kernel gates cost, as ratios to plain bash: the shells take turns
# in one run, and each row is the median. DENY is tests/kernel/deny: without
# ptrace there is no verification.
set -u
bashplate=$1 deny=$2 runs=${3:-7}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export HOME=$work XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/full
export CLAUDECODE=1
unset BASH_ENV ENV MAKEFLAGS MFLAGS
mkdir -p "$work/line/bashplate" "$work/full" "$work/src"
echo '{ "tier": "line-only" }' >"$work/line/bashplate/policy.json"
cd "$work/src" || exit 1
for i in $(seq 60); do
	printf '#include <stdio.h>\nint f%d(int a) { printf("%%d", a); return a; }\n' $i >f$i.c
done
printf 'all: $(patsubst %%.c,%%.o,$(wildcard *.c))\n%%.o: %%.c\n\t$(CC) -O1 -c $<\nclean:\n\trm -f *.o\n' >Makefile
cat >configure-like <<'END'
i=0
while [ $i -lt 110 ]; do
	echo "int main(void) { return $i; }" >conftest.c
	grep -q main conftest.c && sed s/main/x/ conftest.c >conftest.h
	rm -f conftest.h
	i=$((i + 1))
done
END

now() { echo "${EPOCHREALTIME/./}"; }
one() {
	local start end
	start=$(now)
	case $1 in
	bash) /bin/bash -c "$2" ;;
	line) XDG_CONFIG_HOME=$work/line "$bashplate" -c "$2" ;;
	full) "$bashplate" -c "$2" ;;
	unverified) "$deny" ptrace "$bashplate" -c "$2" ;;
	esac >/dev/null 2>&1 </dev/null
	end=$(now)
	echo $((end - start)) >>"$work/t.$1"
}
median() { sort -n "$work/t.$1" | sed -n "$(((runs + 1) / 2))p"; }
row() {
	local k r
	rm -f "$work"/t.*
	for ((r = 0; r < runs; r++)); do
		for k in bash line unverified full; do
			[ -z "${3-}" ] || eval "$3" >/dev/null 2>&1
			one $k "$2"
		done
	done
	awk -v n="$1" -v b="$(median bash)" -v l="$(median line)" \
	    -v u="$(median unverified)" -v f="$(median full)" 'BEGIN {
		printf "%-26s bash %9.3f ms   line-only %.2f   unverified %.2f   full %.2f\n",
		    n, b / 1000, l / b, u / b, f / b }'
}
row "200 x /bin/true" 'for i in {1..200}; do /bin/true; done'
row "make -j2, 60 files" 'make -j2' 'make clean'
row "configure-like, 330 execs" 'sh ./configure-like'
row "python subprocess x 100" '/usr/bin/python3 -c "import subprocess
for i in range(100): subprocess.run([\"/bin/true\"])"'
row "dd bs=1 count=300k" 'dd if=/dev/zero of=/dev/null bs=1 count=300000'
row "2000 x kill -CONT" 'for ((i = 0; i < 2000; i++)); do kill -CONT $$; done'
"$bashplate" -c 'for i in {1..300}; do /bin/true; done; sleep 1' &
sleep 0.7
for p in $(pgrep -x bashplate-gates); do
	awk -v p="$p" '/^(VmHWM|RssAnon)/ { printf "%s %s KiB  ", $1, $2 }
	    END { print "supervisor" }' "/proc/$p/status" 2>/dev/null
done | sort -u | tail -n 2
wait
