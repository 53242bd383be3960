#!/bin/bash
# SPDX-License-Identifier: ISC
# Which text bash runs: invoke_parse() and the real bash must agree on it, on
# $0, the positional parameters and the modes that change what the text means.

# A session of its own: bash -i must not take the caller's terminal.
if [ -z "$INVOKE_OWN_SESSION" ]; then
	exec env INVOKE_OWN_SESSION=1 setsid -w "$BASH" "$0" "$@" </dev/null
fi

driver=${top_builddir:-.}/tests/oracle/invoke_driver
bash=$(command -v bash)
work=$(mktemp -d "${TMPDIR:-/tmp}/invoke.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT

# Runs inside the bash under test and says which text that is.
probe='case $- in *i*) K=${K}i ;; esac
if shopt -q login_shell; then K=${K}l; fi
if shopt -qo posix; then K=${K}o; fi
case $- in *p*) K=${K}p ;; esac
case $- in *r*) K=${K}r ;; esac
if shopt -q extglob; then K=${K}x; fi
printf "MAR%s:<%s>" "K:$K" "$0"; case $# in 0) ;; *) printf "<%s>" "$@" ;; esac
echo'
text1='K=text1; eval "$PROBE" # text1'
text2='K=text2; eval "$PROBE" # text2'

# An option may be misread as text or as a script: each is a program too. No
# -t, it would read no further than their first line.
words=(-c -l -lc -cl -ec -x +x -s +s -i +i -n +n -r +r -p +p -D -e -u -k -f
    -a -b -h -m -v -B -C -E -H -P -T +c +l + +e -O +O -o +o -co -cO -oc -xs
    posix extglob errexit noexec privileged bogus expand_aliases --norc
    --noprofile --login --posix --restricted --rcfile --init-file --verbose
    --noediting --debug --dump-strings --pretty-print --version --help --bad
    -norc -login -posix -rcfile - -- --- -q -cq onpath)

make_files() {
	local w
	mkdir "$work/cwd" "$work/cwd/d" "$work/bin" "$work/home" || exit 1
	for w in "${words[@]}"; do
		cat >"$work/bin/$w" <<'EOF'
#!/usr/bin/env -S VIA=exec /bin/sh
K=file; case ${VIA-} in exec) printf "MAR%s:<%s>\n" K:word "${0##*/}" ;; *) eval "$PROBE" ;; esac
EOF
		chmod 755 "$work/bin/$w"
	done
	printf '%s\n' 'K=file; eval "$PROBE"' >"$work/cwd/s.sh"
	cp "$work/cwd/s.sh" "$work/cwd/-c"
	printf '%s\n' 'K=stdin; eval "$PROBE"' >"$work/stdin"
	# /etc/profile sets PATH anew.
	echo 'PATH=$TEST_PATH' >"$work/home/.profile"
	cp "$work/home/.profile" "$work/home/.bash_profile"
}

run() {
	cd "$work/cwd" || return
	exec env -i HOME="$work/home" PATH="$path" TEST_PATH="$path" TEST_BIN="$work/bin" \
	    LC_ALL=C PROBE="$probe" BASH_COMPLETION_VERSINFO=1 TERM=dumb \
	    "$@" <"$work/stdin" 2>"$work/stderr"
}

ask_bash() {
	local out rc
	out=$(run "$bash" -c 'exec -a "$1" "$0" "${@:2}"' "$bash" "$@")
	rc=$?
	if [[ $out =~ MARK:.* ]]; then
		echo "${BASH_REMATCH[0]}"
	elif [ $rc = 0 ] && [[ $out == "GNU bash, version"* ]]; then
		echo info
	elif [ $rc = 0 ]; then
		echo nothing
	elif grep -Eq 'requires an argument|invalid( shell)? option' \
	    "$work/stderr"; then
		echo bad
	elif [ $rc = 1 ] && grep -q 'No such file' "$work/stderr"; then
		echo "missing 127" # after -e the status is 1
	elif [ $rc = 1 ] && grep -q 'Is a directory' "$work/stderr"; then
		echo "missing 126"
	else
		echo "missing $rc"
	fi
}

try() {
	local want got name
	name=${*//"$text1"/TEXT1}
	name=${name//"$text2"/TEXT2}
	want=$(ask_bash "$@")
	got=$(run "$driver" "$@")
	n=$((n + 1))
	if [ "$want" = "$got" ]; then
		echo "ok $n - $name: $want"
	else
		echo "not ok $n - $name"
		echo "# bash: $want"
		echo "# ours: $got"
	fi
}

# The forms that agents and people use, and the corners of the manual.
try_known() {
	local a
	while read -r a; do
		eval "try $a"
	done <<'EOF'
bash -c "$text1"
bash -c -l "$text1"
bash -lc "$text1"
bash -cl "$text1"
bash -ec "$text1"
bash -c +x "$text1"
bash -o posix -c "$text1"
bash -O extglob -c "$text1"
bash +O extglob -c "$text1"
bash -c -O extglob "$text1" a
bash --norc -c "$text1"
bash -c -- "$text1" zero one two
bash -c --
bash -c
bash -c ''
bash -c - "$text1" zero
bash - -c
bash -- -c
bash -- -c one
bash -c --norc "$text1"
bash -l -c "$text1" zero one 'two  words' ''
bash s.sh one two
bash ./s.sh
bash d
bash nosuch
bash ./onpath
bash onpath one
bash s.sh -c "$text1"
bash -s one -c two
bash -s
bash
bash -
bash --
bash +
-bash
-bash -c "$text1"
-bashplate -c "$text1"
sh -c "$text1"
/bin/sh -c "$text1"
rbash -c "$text1"
-rbash -c "$text1"
/bin/bash s.sh one
bash --login -c "$text1"
bash -login -c "$text1"
bash --posix -c "$text1"
bash --posix +o posix -c "$text1"
bash --rcfile s.sh -c "$text1"
bash --init-file nosuch -i -c "$text1"
bash --rcfile
bash --rcfile -c "$text1"
bash --rcfile=s.sh -c "$text1"
bash --version
bash --version -c "$text1"
bash --version --bad
bash --help
bash -c --version "$text1"
bash --bad -c "$text1"
bash -Q -c "$text1"
bash -c-x "$text1"
bash +-c "$text1"
bash -o bogus -c "$text1"
bash -O bogus -c "$text1"
bash -o '' -c "$text1"
bash -o
bash -O
bash -c -o
bash -oc posix "$text1"
bash -coO posix extglob "$text1"
bash -D -c "$text1"
bash --dump-strings s.sh
bash --dump-po-strings s.sh
bash --pretty-print s.sh
bash --pretty-print -c "$text1"
bash --debugger -c "$text1"
bash -n -c "$text1"
bash -n +n -c "$text1"
bash -i -c "$text1"
bash -i +i -c "$text1"
bash -i s.sh
bash -i
bash -p -c "$text1"
bash -r s.sh
bash -t s.sh
bash -tc "$text1"
bash -r +r -c "$text1"
bash -c "$text1" -c "$text2"
bash -c -c "$text1" "$text2"
bash -s -c "$text1" zero
bash '' one
EOF
}

# A generator of our own, for the same sequence in every bash.
random() {
	seed=$(((seed * 1103515245 + 12345) & 0x7fffffff))
	r=$(((seed >> 12) % $1))
}

try_generated() {
	local -a pool argv
	local i k left
	pool=("${words[@]}" -c -c -c -c -lc s.sh d nosuch '' "$text1" "$text1"
	    "$text1" "$text1" "$text1" "$text2" "$text2" s.sh onpath)
	for ((i = 0; i < 320; i++)); do
		argv=()
		random 6
		left=$((r + 1))
		for ((k = 0; k < left; k++)); do
			random ${#pool[@]}
			argv+=("${pool[r]}")
		done
		random 2
		[ "$r" = 1 ] && argv+=("$text1")
		try bash "${argv[@]}"
	done
}

path=$work/bin:/usr/bin:/bin
n=0 r=0 seed=20
make_files
try_known
try_generated
echo "1..$n"
