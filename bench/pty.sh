#!/bin/sh
# SPDX-License-Identifier: ISC
# usage: pty.sh BENCH-PROGRAM BASHPLATE
# What a session at a terminal costs, next to plain bash, script(1) and a bare
# pty loop in the same run. BENCH_MB and BENCH_KEYS make it longer or shorter.
set -eu

bench=$1 shell=$2
work=$(mktemp -d)
# A supervisor may still write its last record.
trap 'rm -rf "$work" 2>/dev/null || { sleep 1; rm -rf "$work"; }' EXIT
printf "PS1='@@ '\n" >"$work/.bashrc"
bench=$(readlink -f "$bench")
cd "$work"
mkdir -p "$work/own/.config/bashplate"
printf '{ "shell": "/bin/dash", "lineEditor": "own" }\n' \
    >"$work/own/.config/bashplate/policy.json"
chmod 600 "$work/own/.config/bashplate/policy.json"
home=$work
row() {
	env -i HOME="$home" PS1='@@ ' PATH="$PATH" TERM=xterm LC_ALL=C.UTF-8 SHELL=/bin/bash \
	    BENCH_MB="${BENCH_MB:-100}" BENCH_KEYS="${BENCH_KEYS:-500}" \
	    XDG_STATE_HOME="$work/state" ${config:+XDG_CONFIG_HOME="$config"} \
	    "$bench" "$@"
}
config=
mkdir -p "$work/line/bashplate"
echo '{ "tier": "line-only" }' >"$work/line/bashplate/policy.json"

echo
echo "terminal   key echo, us      Enter, us         MB/s      ^C, ms    stall, KiB"
echo "              p50     p99       p50     p99"
row bash bash
command -v script >/dev/null && row script script -q -c bash /dev/null
row loop "$bench" --loop bash
row bashplate "$shell"
# The guard reads the line for a shell without hooks.
home=$work/own
[ ! -x /bin/dash ] || row own-dash "$shell"
home=$work
# Where the account's prompt has kernel gates: without them.
config=$work/line
row line-only "$shell"
config=
row --enter bash "$shell"
config=$work/line
echo "without kernel gates:"
row --enter bash "$shell"
