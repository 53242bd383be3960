# SPDX-License-Identifier: ISC
# For the pty tests in which the proxy reads the line.

OWN_SHELLS="/bin/dash /bin/busybox /bin/bash"

# each [NAME=VALUE...] [-+ arguments] < script
# Runs the script with each of the shells as the policy's; one that is not
# installed is left out, unless there is none.
each() {
	local shell moves name
	moves=$(cat)
	own_tried=
	for shell in ${OWN_ONLY-$OWN_SHELLS}; do
		[ -x "$shell" ] || continue
		name=${shell##*/}
		own_tried="$own_tried $name"
		own_home "$name" "$shell"
		printf '%s\n' "$moves" | own_session "$@" || {
			echo "with $shell"
			return 1
		}
	done
	[ -n "$own_tried" ] || skip "needs dash or busybox (Debian: dash, busybox)"
}

# A home of its own for one shell, made once; it becomes the current folder.
own_home() {
	H=$T/$1
	if [ ! -d "$H" ]; then
		mkdir -p "$H/p/.git" "$H/bin" "$H/.config/bashplate"
		printf '#!/bin/sh\necho "$@" >>"%s/canary"\n' "$H" \
			>"$H/bin/kubectl"
		cp "$H/bin/kubectl" "$H/bin/docker"
		chmod 755 "$H/bin/kubectl" "$H/bin/docker"
		printf '{ "shell": "%s", "lineEditor": "own" }\n' "$2" \
			>"$H/.config/bashplate/policy.json"
		chmod 600 "$H/.config/bashplate/policy.json"
		echo "PS1='@@ '" >"$H/.bashrc"
	fi
	cd "$H"
}

# `prompt`: a command came to its end and the line is ours; `again`: only we draw
# the prompt. bash draws its own before.
own_script() {
	local ours='expect \\r\\e[?2004h@@ ' first=
	[[ $PWD != */bash ]] || first='expect \\e[?2004h@@ \n'
	sed -e "s/^prompt\$/$first$ours/" -e "s/^again\$/$ours/"
}

own_session() {
	local -a vars=()
	while (($#)) && [[ $1 != -+ ]]; do
		vars+=("$1")
		shift
	done
	[[ ${1-} == -+ ]] && shift
	own_script | (cd "$H/p" && env -i HOME="$H" PATH="$H/bin:$PATH" \
		TERM=xterm LC_ALL=C.UTF-8 PS1='@@ ' $hang \
		XDG_STATE_HOME="$H/state" "${vars[@]}" "$bin/ptydrive" \
		"$SHELL_UNDER_TEST" "$@")
}

# check 'CONDITION': in the home of each shell that was tried.
check() {
	local name log=state/bashplate/log.jsonl
	for name in $own_tried; do
		cd "$T/$name" || return 1
		eval "$1" || {
			echo "with $name: $1"
			ls -la . p
			cat canary $log 2>/dev/null
			return 1
		}
	done
}
