#!/bin/bash
# SPDX-License-Identifier: ISC
# usage: gates.sh BASHPLATE DENY [RUNS [CONFIGURE]]
# What the kernel gates cost, as ratios to plain bash: the shells take turns
# in one run; each row is the median of RUNS, and what the fastest runs of each
# say, which is the steadier figure on a busy machine. DENY is
# tests/kernel/deny: without ptrace there is no verification. CONFIGURE is a
# configure script that is run for real, three times.
set -u
bashplate=$(readlink -f "$1") deny=$(readlink -f "$2") runs=${3:-7}
configure=${4:+$(readlink -f "$4")}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# As in run.sh.
cp "$bashplate" "$work/bashplate" && bashplate=$work/bashplate
export HOME=$work XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/full
export CLAUDECODE=1 B=$bashplate
unset BASH_ENV ENV MAKEFLAGS MFLAGS
mkdir -p "$work/line/bashplate" "$work/full" "$work/src" "$work/conf"
echo '{ "tier": "line-only" }' >"$work/line/bashplate/policy.json"
cd "$work/src" || exit 1
for i in $(seq 60); do
	printf '#include <stdio.h>\nint f%d(int a) { printf("%%d", a); return a; }\n' "$i" >"f$i.c"
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

# one KIND TEXT: run it, note how long it took.
one() {
	local start end rc
	start=$(now)
	case $1 in
	bash) /bin/bash -c "$2" ;;
	line) XDG_CONFIG_HOME=$work/line "$bashplate" -c "$2" ;;
	full) "$bashplate" -c "$2" ;;
	unverified) "$deny" ptrace "$bashplate" -c "$2" ;;
	esac >"$work/out" 2>&1 </dev/null
	rc=$?
	end=$(now)
	[ $rc = 0 ] || echo "$1: exit status $rc: $(tail -n 1 "$work/out")" >&2
	echo $((end - start)) >>"$work/t.$1"
}

# The start alone: many of them, so that the clock's own start counts little.
# All four are started by a plain bash, as a client does it.
starts() {
	local i start end
	start=$(now)
	for ((i = 0; i < 50; i++)); do
		case $1 in
		bash) /bin/bash -c true ;;
		line) XDG_CONFIG_HOME=$work/line "$bashplate" -c true ;;
		full) "$bashplate" -c true ;;
		unverified) break ;;
		esac </dev/null
	done
	# Under one `deny` for all, whose own start is none of ours.
	[ "$1" != unverified ] || "$deny" ptrace /bin/bash -c \
	    'for ((i = 0; i < 50; i++)); do "$B" -c true </dev/null; done'
	end=$(now)
	echo $(((end - start) / 50)) >>"$work/t.$1"
}

# at PERCENT KIND: that much of its runs were faster.
at() { sort -n "$work/t.$2" | sed -n "$(((n - 1) * $1 / 100 + 1))p"; }

# row NAME HOW TEXT [BEFORE-EACH [RUNS]]
row() {
	local k r n=${5:-$runs}
	rm -f "$work"/t.*
	for ((r = 0; r < n; r++)); do
		for k in bash line unverified full; do
			[ -z "${4-}" ] || eval "$4" >/dev/null 2>&1
			"$2" $k "$3"
		done
	done
	awk -v n="$1" -v b="$(at 50 bash)" -v l="$(at 50 line)" \
	    -v u="$(at 50 unverified)" -v f="$(at 50 full)" \
	    -v b0="$(at 0 bash)" -v l0="$(at 0 line)" \
	    -v u0="$(at 0 unverified)" -v f0="$(at 0 full)" 'BEGIN {
		printf "%-26s bash %9.3f ms   line-only %.2f   unverified %.2f   full %.2f   (fastest runs %.2f %.2f %.2f)\n",
		    n, b / 1000, l / b, u / b, f / b, l0 / b0, u0 / b0, f0 / b0 }'
}

row "-c true" starts ''
row "200 x /bin/true" one 'for i in {1..200}; do /bin/true; done'
row "make -j2, 60 files" one 'make -j2' 'make clean'
row "configure-like, 330 execs" one 'sh ./configure-like'
[ -z "$configure" ] || [ ! -x "$configure" ] ||
    row "configure, a real one" one "cd '$work/conf' && sh '$configure' -q --prefix=/nonexistent" \
    'rm -rf "$work/conf"; mkdir "$work/conf"' 3
row "python subprocess x 100" one '/usr/bin/python3 -c "import subprocess
for i in range(100): subprocess.run([\"/bin/true\"])"'
row "dd bs=1 count=300k" one 'dd if=/dev/zero of=/dev/null bs=1 count=300000'
row "2000 x kill -CONT" one 'for ((i = 0; i < 2000; i++)); do kill -CONT $$; done'

# The supervisors of this session, while one of them has judged 300 execs.
"$bashplate" -c 'for i in {1..300}; do /bin/true; done; : >judged
    until [ -e seen ]; do sleep 0.05; done' &
until [ -e judged ]; do sleep 0.05; done
for p in $(pgrep -x 'bashplate-gates|bashplate-judge'); do
	[ "$(readlink "/proc/$p/exe")" = "$bashplate" ] || continue
	awk -v ppid="$(awk '/^PPid/ { print $2 }' "/proc/$p/status")" '
	    /^VmHWM/ { peak = $2 } /^RssAnon/ { own = $2 }
	    END { printf "supervisor: peak %d KiB, of its own %d KiB\n", peak, own }' \
	    "/proc/$p/status"
done | sort -u
touch seen
wait
