# SPDX-License-Identifier: ISC
# The three lines of Claude Code's sandbox, one in the other, as the client
# makes them. "$bashplate" is the shell, "$nest" tests/kernel/nest, "$T" a
# folder with `work` in it that the sandbox may write.

# shape COMMAND: the three lines, one in the other.
shape() {
	inner="exec 3<&- || exit 126; source $T/snapshot 2>/dev/null || true && eval ${1@Q} < /dev/null && pwd -P >| $T/work/cwd"
	middle="{ socat TCP6-LISTEN:3128,ipv6only=0,fork UNIX-CONNECT:$T/proxy.sock || exec socat TCP4-LISTEN:3128,fork UNIX-CONNECT:$T/proxy.sock; } >/dev/null 2>&1 &
_http=\$!
trap 'rc=\$?; kill %1 2>/dev/null; exit \$rc' EXIT
ARGV0=apply-seccomp $nest $bashplate -c ${inner@Q}"
	outer="$bashplate -c ${middle@Q}"
}
