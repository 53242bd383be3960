# SPDX-License-Identifier: ISC
# platectl doctor: each way in which the real client would pass us over is a
# finding, and beside each stands a healthy twin.

load doctor

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
