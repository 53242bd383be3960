# SPDX-License-Identifier: ISC
# platectl doctor: each way in which the real client would pass us over is a
# finding, and beside each stands a healthy twin; so for policy, log and files.

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

# --- which shell the client starts -------------------------------------------

# What the client finds when SHELL does not say bash: zsh comes first there.
own_choice=$(command -v zsh || echo /bin/bash)

@test "a path that says bash, in the name or only in a folder" {
	SHELL=$ours starts "$ours"
	SHELL=$x/bashdir/gsh starts "$x/bashdir/gsh"
}

@test "a path without bash or zsh: another shell, silently" {
	SHELL=$x/plain/gsh finds 'contains neither "bash" nor "zsh"'
	[[ $output == *"would start $own_choice, silently"* ]]
	CLAUDE_CODE_SHELL=$x/plain/gsh SHELL=/bin/sh finds 'silently'
	CLAUDE_CODE_SHELL=$x/bashdir/gsh SHELL=/bin/sh starts "$x/bashdir/gsh"
}

@test "a file without execute permission, and a missing one" {
	cp "$bin/bashplate" named/noexec-bash
	chmod 644 named/noexec-bash
	SHELL=$x/named/noexec-bash finds 'it is not executable'
	[[ $output == *"bash, silently"* ]]
	SHELL=$x/named/missing-bash finds 'there is no such file'
	[[ $output == *"bash, silently"* ]]
	ln -s /nowhere named/dangling-bash
	SHELL=$x/named/dangling-bash finds 'there is no such file'
	SHELL=$ours starts "$ours"
}

@test "a symlink: its own name counts" {
	SHELL=$x/named/link-bash starts "$x/named/link-bash"
	ln -s /bin/cat named/cat-bash
	SHELL=$x/named/cat-bash finds "$x/named/cat-bash (SHELL from the environment), which is not bashplate"
}

@test "a script is started, and is not us" {
	printf '#!/bin/bash\nexec /bin/bash "$@"\n' >named/scriptbash
	chmod 755 named/scriptbash
	SHELL=$x/named/scriptbash finds 'is a script and not bashplate'
	SHELL=$ours starts "$ours"
}

@test "a relative name works, until PATH changes" {
	PATH=$x/named:$PATH SHELL=guardbash finds 'no absolute path'
	SHELL=guardbash finds 'it is not on PATH'
	SHELL=./named/guardbash finds 'no absolute path'
	SHELL=$ours starts "$ours"
}

@test "a name that says zsh is taken for a zsh" {
	SHELL=$x/named/my-zsh-thing finds 'for a zsh'
	SHELL=$x/named/my-bash-thing starts "$x/named/my-bash-thing"
	# The file's name is asked before its folder's.
	SHELL=$x/zshdir/guardbash starts "$x/zshdir/guardbash"
}

@test "/bin/sh, nothing and /bin/false give another shell" {
	for value in /bin/sh '' /bin/false; do
		SHELL=$value finds "would start $own_choice, silently"
	done
	unset SHELL
	finds "would start $own_choice, silently"
	SHELL=$ours starts "$ours"
}

@test "a folder that says bash" {
	mkdir named/folder-bash
	SHELL=$x/named/folder-bash finds 'which is a folder'
}

@test "another bash than ours, and a copy of us" {
	SHELL=/bin/bash finds '/bin/bash (SHELL from the environment), which is not bashplate'
	cp "$bin/bashplate" named/copied-bash
	SHELL=$x/named/copied-bash finds 'which is not bashplate'
	ln "$bin/bashplate" named/second-bash 2>/dev/null ||
	    cp -P "$ours" named/second-bash
	SHELL=$x/named/second-bash starts "$x/named/second-bash"
}

@test "CLAUDE_CODE_SHELL comes before SHELL" {
	CLAUDE_CODE_SHELL=$ours SHELL=/bin/bash starts "$ours"
	CLAUDE_CODE_SHELL=/bin/bash SHELL=$ours finds '/bin/bash (CLAUDE_CODE_SHELL from the environment), which is not'
}

@test "a CLAUDE_CODE_SHELL that does not qualify leaves it to SHELL" {
	CLAUDE_CODE_SHELL=$x/plain/gsh SHELL=$ours starts "$ours"
	[[ $output == *"note     client: CLAUDE_CODE_SHELL is \"$x/plain/gsh\""* ]]
	CLAUDE_CODE_SHELL=$x/plain/gsh SHELL=/bin/bash finds 'contains neither'
	CLAUDE_CODE_SHELL= SHELL=$ours starts "$ours"
}

@test "what the client finds by itself: bash on PATH only when SHELL says bash" {
	mkdir path
	ln -s "$bin/bashplate" path/bash
	PATH=$x/path:$PATH SHELL=/missing/bash starts "$x/path/bash"
	PATH=$x/path:$PATH SHELL=/bin/sh finds "would start $own_choice, silently"
	# A PATH in the settings comes too late.
	env_in "$user" PATH "$x/path"
	SHELL=/missing/bash finds 'bash, silently'
}

# --- settings over the environment -------------------------------------------

@test "settings beat the environment" {
	env_in "$user" SHELL /bin/bash
	SHELL=$ours finds "/bin/bash (SHELL from user settings $HOME/.claude/settings.json)"
	env_in "$user" SHELL "$ours"
	SHELL=/bin/bash starts "$ours"
	env_in "$user" CLAUDE_CODE_SHELL /bin/bash
	CLAUDE_CODE_SHELL=$ours finds 'CLAUDE_CODE_SHELL from user settings'
	env_in "$user" CLAUDE_CODE_SHELL "$ours"
	CLAUDE_CODE_SHELL=/bin/bash starts "$ours"
	env_in "$user" CLAUDE_CODE_SHELL ""
	CLAUDE_CODE_SHELL=$ours finds 'which Claude Code passes over: it is empty'
}

@test "the project's settings beat the user's, and its local ones beat both" {
	env_in "$user" CLAUDE_CODE_SHELL "$ours"
	starts "$ours"
	env_in "$proj" CLAUDE_CODE_SHELL /bin/bash
	finds "take CLAUDE_CODE_SHELL out of \"env\" in $x/$proj"
	env_in "$loc" CLAUDE_CODE_SHELL "$ours"
	starts "$ours"
	env_in "$loc" CLAUDE_CODE_SHELL /bin/bash
	env_in "$proj" CLAUDE_CODE_SHELL "$ours"
	finds "take CLAUDE_CODE_SHELL out of \"env\" in $x/$loc"
	rm "$loc"
	starts "$ours"
	# SHELL in a project does not matter while CLAUDE_CODE_SHELL holds.
	env_in "$proj" SHELL /bin/bash
	starts "$ours"
}

@test "--settings beats the project, managed settings beat all" {
	env_in "$proj" CLAUDE_CODE_SHELL /bin/bash
	finds "out of \"env\" in $x/$proj"
	starts "$ours" --settings '{"env":{"CLAUDE_CODE_SHELL":"'"$ours"'"}}'
	[[ $output == *"pinned by --settings"* ]]
	env_in flag.json CLAUDE_CODE_SHELL "$ours"
	starts "$ours" --settings flag.json
	finds 'there is no such file' --settings missing.json
	env_in "$man" CLAUDE_CODE_SHELL "$ours"
	starts "$ours"
	[[ $output == *"pinned by managed settings"* ]]
	starts "$ours" --settings '{"env":{"CLAUDE_CODE_SHELL":"/bin/bash"}}'
	env_in "$man" CLAUDE_CODE_SHELL /bin/bash
	finds "managed settings $root/etc/claude-code/managed-settings.json), which is not" \
	    --settings '{"env":{"CLAUDE_CODE_SHELL":"'"$ours"'"}}'
	mkdir root/etc/claude-code/managed-settings.d
	env_in root/etc/claude-code/managed-settings.d/50.json CLAUDE_CODE_SHELL "$ours"
	starts "$ours"
}

@test "what is not pinned names the files an agent can write" {
	env_in "$user" CLAUDE_CODE_SHELL "$ours"
	starts "$ours"
	[[ $output == *"note     client: not pinned: an agent can write $x/$user, $x/$proj, $x/$loc "* ]]
	[[ $output == *"sudo platectl setup claude-code"* ]]
}

@test "CLAUDE_CODE_SHELL_PREFIX" {
	export SHELL=$ours
	CLAUDE_CODE_SHELL_PREFIX=/x/pfx finds 'CLAUDE_CODE_SHELL_PREFIX is "/x/pfx"'
	CLAUDE_CODE_SHELL_PREFIX= starts "$ours"
	env_in "$proj" CLAUDE_CODE_SHELL_PREFIX '/usr/bin/bash -c'
	finds "take it out of \"env\" in $x/$proj"
	rm "$proj"
	starts "$ours"
}

@test "settings that the client cannot read" {
	env_in "$user" CLAUDE_CODE_SHELL "$ours"
	starts "$ours"
	printf '{\n  "env": { },\n}\n' >"$proj"
	finds "$x/$proj:3:1: not JSON"
	printf '[]' >"$proj"
	finds "$x/$proj:1:1: the text is not an object"
	printf '{"env":7}' >"$proj"
	finds "$x/$proj:1:8: \"env\" is not an object"
	printf '{"env":{"SHELL":7}}' >"$proj"
	finds 'is not text'
	printf '{"permissions":7}' >"$proj"
	finds "$x/$proj:1:16: \"permissions\" is not an object"
	# What is not text counts all the same, as it is written.
	printf '{"env":{"CLAUDE_CODE_SHELL":null}}' >"$proj"
	SHELL=/bin/sh finds 'silently'
	: >"$proj"
	starts "$ours"
	printf '{"permissions":{}}' >"$proj"
	starts "$ours"
}

@test "after setup the client starts us" {
	finds 'fix: platectl setup claude-code'
	"$bin/platectl" setup claude-code --root "$root" --scope user --yes
	starts "$bin/bashplate"
	env_in "$proj" CLAUDE_CODE_SHELL /bin/bash
	finds "$x/$proj"
	"$bin/platectl" setup claude-code --root "$root" --scope managed --yes
	starts "$bin/bashplate"
}

# --- the rest of the guard ---------------------------------------------------

@test "the client's own sandbox needs one setting, where its records may not wait" {
	export SHELL=$ours
	echo '{ "sandbox": { "enabled": true } }' >$user
	doctor
	[ "$status" = 0 ]
	[[ $output == *"ok       sandbox: "*"platectl log import"* ]]
	echo '{ "record": { "unreachable": "refuse" } }' >"$policy"
	finds "Claude Code's sandbox is on"
	[[ $output == *"\"allowWrite\": [\"$x/$state\"]"* ]]
	for dir in "$x/$state" "~/state/" "//${x#/}/home"; do
		echo "{ \"sandbox\": { \"enabled\": true, \"filesystem\": { \"allowWrite\": [ \"/srv\", \"$dir\" ] } } }" >$user
		doctor
		[ "$status" = 0 ]
		[[ $output == *"ok       sandbox: "*line-only* ]]
	done
	echo "{ \"sandbox\": { \"enabled\": true, \"filesystem\": { \"allowWrite\": [ \"$x/${state}s\", 7 ] } } }" >$user
	finds "Claude Code's sandbox is on"
	echo '{ "sandbox": { "enabled": false } }' >$loc
	doctor
	[ "$status" = 0 ]
	[[ $output != *sandbox* ]]
}

@test "a broken policy, with line and column" {
	export SHELL=$ours
	printf '{ "permissions": {\n  "neverAllow": [ 7 ],\n  "shel": 1 } }\n' >"$policy"
	finds "policy.json:2:19: "
	finds "policy.json:3:3: "
	printf '{ "permissions": { "neverAllow": [ "DROP TABLE" ] } }\n' >"$policy"
	starts "$ours"
	[[ $output == *"policy: sound; the floor has 1 entry"* ]]
	chmod 666 "$policy"
	finds 'chmod go-w'
}

@test "the layout in so many words" {
	export SHELL=$ours
	starts "$ours"
	[[ $output == *"layout: personal"*"tamper-evident, not tamper-proof"* ]]
	[[ $output == *" for a person's own prompt: "* ]]
	[[ $output == *"for an agent's session"* ]]
}

@test "the real shell" {
	export SHELL=$ours
	printf '{ "shell": "/no/such/bash" }' >"$policy"
	finds 'the real shell /no/such/bash is not there'
	: >notexec
	printf '{ "shell": "%s" }' "$x/notexec" >"$policy"
	finds 'cannot be executed'
	printf '{ "shell": "%s" }' "$bin/bashplate" >"$policy"
	finds 'is bashplate itself'
	printf '{ "shell": "/bin/bash" }' >"$policy"
	starts "$ours"
}

@test "the state folder" {
	export SHELL=$ours
	starts "$ours"
	[ ! -e "$state" ]
	mkdir -m 700 "$state"
	starts "$ours"
	chmod 777 "$state"
	finds "chmod go-w"
	rmdir "$state"
	mkdir -m 700 elsewhere
	ln -s "$x/elsewhere" "$state"
	finds 'is a symlink'
	rm "$state"
	: >"$state"
	finds 'is not a folder'
	unset HOME XDG_STATE_HOME
	finds 'there is no place for the log'
}

@test "a state folder that cannot be written" {
	[ "$(id -u)" != 0 ] || skip "root may write everywhere"
	export SHELL=$ours
	mkdir -m 500 "$state"
	finds 'cannot be written'
	chmod 700 "$state"
	starts "$ours"
}

@test "a state folder or a log of another user" {
	[ "$(id -u)" = 0 ] || skip "only root can give files away"
	export SHELL=$ours
	mkdir -m 700 "$state"
	chown 12345 "$state"
	finds 'belongs to uid 12345'
	chown 0 "$state"
	: >"$state/log.jsonl"
	chown 12345 "$state/log.jsonl"
	finds 'belongs to uid 12345'
	chown 0 "$state/log.jsonl"
	starts "$ours"
}

@test "the log" {
	export SHELL=$ours
	"$bin/bashplate" -c true
	starts "$ours"
	[[ $output == *"log.jsonl is yours, writable, and has room"* ]]
	chmod 666 "$state/log.jsonl"
	finds 'chmod go-w'
	chmod 600 "$state/log.jsonl"
	ln "$state/log.jsonl" second
	finds 'with one name'
	rm second
	starts "$ours"
	mv "$state/log.jsonl" moved
	ln -s "$x/moved" "$state/log.jsonl"
	finds 'is a symlink'
	rm "$state/log.jsonl"
	mkdir "$state/log.jsonl"
	finds 'log.jsonl'
	rmdir "$state/log.jsonl"
	starts "$ours"
	run bash -c 'ulimit -f 1; exec "$@"' - "$bin/platectl" doctor --root "$root"
	[ "$status" = 1 ]
	[[ $output == *"raise ulimit -f"* ]]
}

@test "looking changes nothing" {
	export SHELL=$ours
	env_in "$user" CLAUDE_CODE_SHELL "$ours"
	find . -type f -o -type d -o -type l | sort >before
	: >after
	doctor
	find . -type f -o -type d -o -type l | sort >after
	grep -v -e '^./before' -e '^./after' before >before.1
	grep -v -e '^./before' -e '^./after' after >after.1
	cmp before.1 after.1
}

@test "windows that cannot be trusted" {
	export SHELL=$ours
	"$bin/bashplate" -c true
	mkdir -m 700 "$state/grants"
	starts "$ours"
	[[ $output == *"windows: none is open"* ]]
	echo garbage >"$state/grants/0123456789abcdef"
	finds 'window 0123456789abcdef does not count'
	rm "$state/grants/0123456789abcdef"
	starts "$ours"
	chmod 777 "$state/grants"
	finds 'all windows are shut'
}

@test "an installed guard: program, link and hook" {
	export SHELL=$ours
	doctor --format json
	installs=$(sed -n 's/.*"installs":"\([^"]*\)".*/\1/p' <<<"$output")
	libexec=$(sed -n 's/.*"libexec":"\([^"]*\)".*/\1/p' <<<"$output")
	data=$(sed -n 's/.*"data":"\([^"]*\)".*/\1/p' <<<"$output")
	mkdir -p "root${installs%/*}" "root$libexec" "root$data/shellrc"
	ln -s "$bin/bashplate" "root$installs"
	finds "root$libexec/bash is missing"
	ln -s /bin/bash "root$libexec/bash"
	finds 'is not bashplate: agents'
	ln -sf "$bin/bashplate" "root$libexec/bash"
	finds 'bashplate.net cannot be read'
	cp "$top_srcdir"/shellrc/bashplate.* "root$data/shellrc"
	chmod 644 "root$data/shellrc"/*
	finds 'bashplate-interactive cannot be started'
	ln -s "$bin/bashplate-interactive" "root$libexec"
	starts "$ours"
	chmod 666 "root$data/shellrc/bashplate.bash"
	finds 'is writable by group or others'
}

@test "a library that is loaded late is missing" {
	export SHELL=$ours
	mkdir lib
	: >lib/libtermkey.so.1
	: >lib/libtermkey.so
	LD_LIBRARY_PATH=$x/lib finds 'libtermkey is missing'
	starts "$ours"
}

@test "json" {
	SHELL=$ours doctor --format json
	[ "$status" = 0 ]
	[[ $output == '{"healthy":true,"findings":0,"client":{"shell":"'"$ours"'","bashplate":true}'* ]]
	SHELL=/bin/sh doctor --format json
	[ "$status" = 1 ]
	[[ $output == '{"healthy":false,"findings":2,"client":{"shell":"'"$own_choice"'","bashplate":false}'* ]]
	command -v jq >/dev/null || skip "jq is not installed"
	jq -e '.lines | map(select(.state == "finding")) | length == 2 and all(.fix)' <<<"$output"
}

@test "control characters in a value are made visible" {
	SHELL=$'/x\e]0;bash\a' doctor
	[ "$status" = 1 ]
	[[ $output != *$'\e'* ]]
}

@test "bad arguments" {
	run "$bin/platectl" doctor now
	[ "$status" = 2 ]
	run "$bin/platectl" doctor --format yaml
	[ "$status" = 2 ]
}
