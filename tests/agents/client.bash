# SPDX-License-Identifier: ISC
# For the tests with the real client: where things are, TAP, and what is skipped. Sourced; `here` is this folder.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Where the client is installed, once (default: a folder in the build tree).
: "${CLIENT_CACHE:=${top_builddir:-$PWD}/client-cache}"
export CLIENT_CACHE
version=2.1.329
n=0
ok() { n=$((n + 1)); echo "ok $n - $1"; }
not_ok() { n=$((n + 1)); echo "not ok $n - $1"; shift; printf '# %s\n' "$@"; }
is() { if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "expected: $3" "got: $2"; fi; }
holds() { case $2 in *"$3"*) ok "$1" ;; *) not_ok "$1" "expected: $3" "got: $2" ;; esac; }
check() {	# check WHAT DETAIL COMMAND...
	local what=$1 detail=$2
	shift 2
	if "$@"; then ok "$what"; else not_ok "$what" "$detail"; fi
}
skip_all() { echo "1..0 # SKIP $1"; exit 0; }
need_client() {
	command -v npm > /dev/null && command -v node > /dev/null ||
	    skip_all "npm and node are needed for the real client (Debian: npm)"
	ls "$CLIENT_CACHE/$version"/node_modules/@anthropic-ai/claude-code-linux-*/claude > /dev/null 2>&1 ||
	    npm view "@anthropic-ai/claude-code@$version" version > /dev/null 2>&1 ||
	    skip_all "the npm registry does not answer"
}
need_gates() {	# need_gates FOLDER: for what the probe writes
	CLAUDECODE=1 HOME=/nonexistent XDG_STATE_HOME=$1/probe "$BASHPLATE" -c 'grep -q "Seccomp:.*2" /proc/self/status' ||
	    skip_all "no kernel gates here; platectl doctor says why"
}
