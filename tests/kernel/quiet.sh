#!/bin/bash
# SPDX-License-Identifier: ISC
# usage: quiet.sh [STEP...]
# Ordinary work under live gates: not one exec and not one signal is refused.
# Needs root and the network (apt, npm). Packages come and go in an overlay of
# the whole file system, so that the machine stays as it is.
set -u
if [ "$(id -u)" != 0 ]; then
	echo "1..0 # SKIP needs root"
	exit 0
fi
if [ -z "${QUIET_INSIDE-}" ]; then
	top_builddir=$(cd "${top_builddir:-.}" && pwd)
	top_srcdir=$(cd "${top_srcdir:-.}" && pwd)
	export top_builddir top_srcdir QUIET_INSIDE=1
	base=$(mktemp -d /tmp/bp-quiet.XXXXXX) || exit 1
	trap 'rmdir "$base"' EXIT
	unshare -m --propagation private bash -c '
		base=$1 self=$2
		shift 2
		mount -t tmpfs -o mode=755 none "$base" &&
		    mkdir "$base/up" "$base/work" "$base/root" &&
		    mount -t overlay none -o \
		    "lowerdir=/,upperdir=$base/up,workdir=$base/work" \
		    "$base/root" && mount -t proc proc "$base/root/proc" &&
		    mount --rbind /dev "$base/root/dev" &&
		    mount --rbind /sys "$base/root/sys" || {
			echo "1..0 # SKIP no overlay of / can be mounted here"
			exit 0
		}
		exec chroot "$base/root" bash "$self" "$@"
	' - "$base" "$top_srcdir/tests/kernel/quiet.sh" "$@"
	exit
fi

work=/opt/bp-quiet
mkdir -p $work/home $work/state $work/config/bashplate $work/w
export HOME=$work/home XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
export CLAUDECODE=1 DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 TMPDIR=/tmp
export GIT_AUTHOR_NAME=n GIT_AUTHOR_EMAIL=n@example.org
export GIT_COMMITTER_NAME=n GIT_COMMITTER_EMAIL=n@example.org
unset BASH_ENV ENV MAKEFLAGS MFLAGS
# Lines of the block set that are meant here.
echo '{ "blockSet": { "off": [ "system/packages-remove", "secrets/vault-read", "secrets/decrypt",
    "process/tmux-kill", "containment/namespace" ] } }' \
    >$XDG_CONFIG_HOME/bashplate/policy.json
bashplate=${BASHPLATE:-$top_builddir/bashplate}
log=$XDG_STATE_HOME/bashplate/log.jsonl
n=0 failed=0 judged=0
touch /tmp/.bp-quiet-seen
only=" $* "

refusals() {
	grep -hE '"kind":"(exec|signal|line)"' "$log" 2>/dev/null |
	    grep -E '"verdict":"refuse"'
}

# step NAME LINE...: lines that an agent would run, in $work/w.
step() {
	local name=$1 line rc=0 before after execs
	shift
	[ "$only" = "  " ] || [[ $only == *" ${name%% *} "* ]] || return
	n=$((n + 1))
	before=$(refusals | wc -l)
	for line; do
		(cd $work/w && timeout 900 "$bashplate" -c "$line") \
		    >$work/out 2>&1 </dev/null || {
			rc=$?
			echo "# exit status $rc: $line"
			break
		}
	done
	sleep 0.3
	after=$(refusals | wc -l)
	execs=$(grep -h '"kind":"exit"' "$log" |
	    sed -n 's/.*"detail":"\([0-9]*\) execs.*/\1/p' |
	    awk '{ s += $1 } END { print s + 0 }')
	if [ $rc = 0 ] && [ "$before" = "$after" ]; then
		echo "ok $n - $name: $((execs - judged)) execs judged"
	else
		failed=1
		{ grep -aE '^(FAIL|ERROR)' $work/out; tail -n 30 $work/out; } | sed 's/^/# /'
		refusals | tail -n +$((before + 1)) | head -20 | sed 's/^/# /'
		echo "not ok $n - $name: $((after - before)) refusals," \
		    "exit status $rc"
	fi
	judged=$execs
}

cat >$work/conf.ac <<'END'
AC_INIT([quiet], [1])
AM_INIT_AUTOMAKE([foreign])
AC_PROG_CC
AC_CHECK_HEADERS([stdio.h stdlib.h string.h unistd.h sys/stat.h])
AC_CHECK_FUNCS([memcpy strchr mmap fork])
AC_CONFIG_FILES([Makefile])
AC_OUTPUT
END

step "apt-install nginx and postgresql" \
    "apt-get update -q" \
    "apt-get install -y --no-install-recommends nginx postgresql"
step "apt-purge nginx and postgresql" \
    "apt-get purge -y nginx nginx-common" \
    "apt-get purge -y 'postgresql*'" \
    "apt-get autoremove -y"
step "npm-ci of a large tree" \
    "mkdir -p npm && cd npm && npm init -y && npm install --no-audit --no-fund eslint@8 webpack@5 jest@29" \
    "cd npm && npm ci --no-audit --no-fund && ls node_modules | wc -l" \
    "cd npm && npx --no-install eslint --version && npm ls --depth=0"
step "git-work clone, commit, rebase, fetch, gc" \
    "git init -q origin && cd origin && for i in 1 2 3; do echo \$i >f\$i && git add . && git commit -qm c\$i; done" \
    "git clone -q origin clone && cd clone && git checkout -qb topic && echo x >x && git add x && git commit -qm x" \
    "cd origin && echo 4 >f4 && git add f4 && git commit -qm c4" \
    "cd clone && git fetch -q && git rebase -q origin/HEAD && git log --oneline | head && git gc -q && git status --short" \
    "cd clone && git stash list && git merge-base HEAD origin/HEAD && git diff --stat HEAD~1"
step "autotools" \
    "mkdir -p auto && cd auto && cp ../../conf.ac configure.ac && printf 'bin_PROGRAMS = q\nq_SOURCES = q.c\n' >Makefile.am && echo 'int main(void){return 0;}' >q.c && autoreconf -fi" \
    "cd auto && mkdir -p b && cd b && ../configure -q && make -j2 && make install DESTDIR=\$PWD/d && make distcheck && make clean && make distclean"
step "cmake" \
    "mkdir -p cm && cd cm && printf 'cmake_minimum_required(VERSION 3.10)\nproject(q C)\nadd_executable(q q.c)\n' >CMakeLists.txt && echo 'int main(void){return 0;}' >q.c && cmake -S . -B b && cmake --build b -j2 && cmake --build b --target clean"
step "editors and pagers" \
    "printf 'iabc\n\033:wq\n' >keys && vim -es -u NONE -i NONE -c 'normal iabc' -c wq t.txt && cat t.txt" \
    "man ls | head -5" "echo x | less" "GIT_PAGER=cat git --version"
step "keys ssh-keygen and gpg" \
    "ssh-keygen -q -t ed25519 -N '' -f key && ssh-keygen -lf key" \
    "mkdir -p -m 700 gnupg && gpg --homedir gnupg --batch --passphrase '' --quick-gen-key n@example.org && echo x | gpg --homedir gnupg --batch -se -r n@example.org -o x.gpg && gpg --homedir gnupg --batch -d x.gpg && gpgconf --homedir gnupg --kill all"
step "tmux" \
    "tmux -L q new-session -d -s a 'sleep 5' && tmux -L q ls && tmux -L q new-window -t a 'echo hi; sleep 1' && tmux -L q kill-server"
step "python-venv" \
    "/usr/bin/python3 -m venv v && . v/bin/activate && python -c 'import subprocess; subprocess.run([\"ls\"])' && pip --version"
step "tools strace, gdb, unshare, find, xargs, tar" \
    "strace -f -o tr true && grep -c execve tr" \
    "unshare -p -f --mount-proc sh -c 'ps ax; sleep 10 & kill \$!'" \
    "find . -name '*.c' -exec grep -l main {} + | xargs -r wc -l && tar cf t.tar ../home && tar tf t.tar | head -3" \
    "sleep 50 & sleep 51 & kill %1; kill \$!; wait; timeout 0.1 sleep 5; true" \
    "setsid sleep 52 & sleep 0.1; pkill -x -f 'sleep 52'; nohup sleep 0.1 >/dev/null & wait"
step "own-tests" \
    "cd '$top_builddir' && make -k check-unit"
step "node and threads" \
    "node -e 'const c=require(\"child_process\"); c.execFileSync(\"true\"); console.log(String(c.execSync(\"echo a | cat\"))); new (require(\"worker_threads\").Worker)(\"require(\\\"child_process\\\").execFileSync(\\\"ls\\\")\",{eval:true})'" \
    "for i in \$(seq 200); do /bin/true; done; make --version | head -1"

echo "# $judged execs judged"
echo "1..$n"
exit $failed
