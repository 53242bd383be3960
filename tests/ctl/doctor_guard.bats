# SPDX-License-Identifier: ISC
# platectl doctor on the guard itself: policy, layout, state, log, windows and
# files, each with its healthy twin.

load doctor

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
