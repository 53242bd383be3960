# SPDX-License-Identifier: ISC
# For the tests of platectl doctor: a machine of their own, with the client's settings files and shells of many names.

setup() {
	bin=$(readlink -f "$top_builddir")
	# The client looks for "bash" and "zsh" in the whole path.
	x=$BATS_TEST_TMPDIR
	case $x in *bash* | *zsh*) x=$(mktemp -d /tmp/plate.XXXXXX) ;; esac
	cd "$x"
	root=$x/root
	for name in ${!CLAUDE*} AI_AGENT; do unset "$name"; done
	export HOME=$x/home SHELL=/bin/bash
	export XDG_STATE_HOME=$x/home/state XDG_CONFIG_HOME=$x/home/config
	mkdir -p root/etc/claude-code project/.claude home/.claude \
	    home/state home/config/bashplate
	user=home/.claude/settings.json
	proj=project/.claude/settings.json
	loc=project/.claude/settings.local.json
	man=root/etc/claude-code/managed-settings.json
	policy=home/config/bashplate/policy.json
	state=home/state/bashplate
	mkdir named bashdir plain zshdir
	ours=$x/named/guardbash
	for link in named/guardbash bashdir/gsh plain/gsh named/link-bash \
	    named/my-zsh-thing named/my-bash-thing zshdir/guardbash; do
		ln -s "$bin/bashplate" "$link"
	done
}

teardown() {
	case $x in "$BATS_TEST_TMPDIR") ;; *) rm -rf "$x" ;; esac
}

doctor() {
	run "$bin/platectl" doctor --root "$root" --project project "$@"
	echo "$output"
}

# starts PATH [ARGS]: healthy, and the client starts PATH.
starts() {
	local path=$1
	shift
	doctor "$@"
	[ "$status" = 0 ]
	[[ $output == *"ok       client: Claude Code starts $path ("* ]]
	[[ $output == *healthy ]]
}

# finds TEXT [ARGS]: exit 1, a finding with TEXT, and a fix on that line.
finds() {
	local text=$1 line
	shift
	doctor "$@"
	[ "$status" = 1 ]
	line=$(grep '^finding ' <<<"$output" | grep -F -- "$text")
	[[ $line == *"; fix: "?* ]]
	[[ $output == *finding || $output == *findings ]]
}

# env FILE NAME VALUE: a settings file with one variable.
env_in() { printf '{"env":{"%s":"%s"}}' "$2" "$3" >"$1"; }

# What the client finds when SHELL does not say bash: zsh comes first there.
own_choice=$(command -v zsh || echo /bin/bash)
