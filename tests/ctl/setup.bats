# SPDX-License-Identifier: ISC
# platectl setup claude-code: shows, asks, puts in one member and nothing else,
# and takes it back byte for byte.

setup() {
	cd "$BATS_TEST_TMPDIR"
	bin=$(readlink -f "$top_builddir")
	root=$PWD/root
	export HOME=$PWD/home XDG_STATE_HOME=$PWD/home/state
	for name in ${!CLAUDE*} AI_AGENT; do unset "$name"; done
	mkdir -p root home/.claude
	file=$HOME/.claude/settings.json
	before=$PWD/before
	state=$XDG_STATE_HOME/bashplate/setup
}

ctl() { "$bin/platectl" setup claude-code --root "$root" --scope user "$@"; }

# undoing: --undo is refused to whoever is inside an agent's session, and the
# tests themselves may be.
can_undo() {
	run ctl --undo
	[ "$status" != 126 ] || skip "these tests run inside an agent's session"
}

# now: CLAUDE_CODE_SHELL as a JSON reader sees it.
now() {
	sed -n 's/.*"CLAUDE_CODE_SHELL"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p' "${1:-$file}"
}

# round: set up, look, undo; only the one member came and went.
round() {
	cp "$file" "$before"
	run ctl --yes
	echo "$output"
	[ "$status" = 0 ]
	[ "$(now)" = "$bin/bashplate" ]
	cp "$file" after
	# Taking the new bytes out again leaves the old ones: nothing else moved.
	diff "$before" after | grep '^<' | grep -v '"env": *{}' >lost || :
	[ ! -s lost ] || [ "${1-}" = oneline ]
	run ctl --yes
	[ "$status" = 0 ]
	[[ $output == *"already names"* ]]
	cmp "$file" after
	run ctl --undo --yes
	echo "$output"
	[ "$status" = 0 ]
	cmp "$file" "$before"
	[ ! -e "$state/claude-code-user.json" ]
	[ ! -e "$state/claude-code-user.before" ]
}

@test "no settings: the file is made, and removed again" {
	can_undo
	rmdir "$HOME/.claude"
	run ctl --yes
	echo "$output"
	[ "$status" = 0 ]
	[ "$(now)" = "$bin/bashplate" ]
	[ "$(stat -c %a "$file")" = 600 ]
	[ "$(cat "$file")" = '{
  "env": {
    "CLAUDE_CODE_SHELL": "'"$bin/bashplate"'"
  }
}' ]
	run ctl --undo --yes
	[ "$status" = 0 ]
	[ ! -e "$file" ]
}

@test "an empty file, an empty object" {
	can_undo
	: >"$file"
	round
	printf '{}' >"$file"
	round oneline
	printf '{\n}\n' >"$file"
	round
	printf '\n\n{ }\n\n' >"$file"
	round oneline
}

@test "nested settings without env" {
	can_undo
	cat >"$file" <<-'EOF'
	{
	  "permissions": {
	    "neverAllow": ["DROP TABLE"],
	    "env": { "CLAUDE_CODE_SHELL": 7 }
	  },
	  "model": "x"
	}
	EOF
	cp "$file" before
	ctl --yes
	[ "$(cat "$file")" = '{
  "env": {
    "CLAUDE_CODE_SHELL": "'"$bin/bashplate"'"
  },
'"$(tail -n +2 before)" ]
	ctl --undo --yes
	cmp before "$file"
}

@test "tabs" {
	can_undo
	printf '{\n\t"env": {\n\t\t"A": "1",\n\t\t"B": "2"\n\t},\n\t"m": 1\n}\n' >"$file"
	round
	grep -q "^		\"CLAUDE_CODE_SHELL\": \"$bin" after
	printf '{\n\t"m": 1\n}\n' >"$file"
	round
	grep -q "^		\"CLAUDE_CODE_SHELL\": \"$bin" after
	printf '{\n\t"env": {\n\t},\n\t"m": 1\n}\n' >"$file"
	round
	grep -q "^		\"CLAUDE_CODE_SHELL\": \"$bin" after
}

@test "no final newline, all on one line, CRLF, a byte order mark" {
	can_undo
	printf '{\n  "m": 1\n}' >"$file"
	round
	printf '{"m":1,"env":{"A":"b"}}' >"$file"
	round oneline
	[ "$(cat after)" = '{"m":1,"env":{"CLAUDE_CODE_SHELL":"'"$bin/bashplate"'","A":"b"}}' ]
	printf '{"m":1}' >"$file"
	round oneline
	printf '{ "env": {} }' >"$file"
	round oneline
	printf '{\r\n  "m": 1\r\n}\r\n' >"$file"
	round
	[ "$(grep -c $'\r$' after)" = "$(wc -l <after)" ]
	printf '\xef\xbb\xbf{\n  "m": 1\n}\n' >"$file"
	round
}

@test "env present, with and without a shell of another name" {
	can_undo
	printf '{\n  "env": {\n    "FOO": "bar"\n  }\n}\n' >"$file"
	round
	printf '{\n  "env": {\n    "CLAUDE_CODE_SHELL" : "/bin/zsh",\n    "FOO": "bar"\n  }\n}\n' >"$file"
	cp "$file" before
	ctl --yes
	sed "s|/bin/zsh|$bin/bashplate|" before | cmp - "$file"
	ctl --undo --yes
	cmp before "$file"
}

@test "a key written with escapes is the same key" {
	can_undo
	printf '{"\\u0065nv":{"CLAUDE_CODE\\u005fSHELL":"/x"}}' >"$file"
	cp "$file" before
	ctl --yes
	[ "$(cat "$file")" = '{"\u0065nv":{"CLAUDE_CODE\u005fSHELL":"'"$bin/bashplate"'"}}' ]
	ctl --undo --yes
	cmp before "$file"
}

# left_alone TEXT WHERE: refused with line and column, not a byte changed.
left_alone() {
	printf "$1" >"$file"
	cp "$file" before
	run ctl --yes
	echo "$output"
	[ "$status" = 125 ]
	[[ $output == *"settings.json:$2:"* ]]
	cmp before "$file"
	[ ! -e "$state" ]
}

@test "what is not understood is refused with line and column" {
	left_alone '{\n  "a": 1,\n}\n' 3:1
	left_alone '{\n  "a": 1\n' 3:1
	left_alone '{\n  // comment\n  "a": 1\n}\n' 2:3
	left_alone '{ "a": 01 }' 1:9
	left_alone '{ "a": tru }' 1:8
	left_alone '{} {}' 1:4
	left_alone '[]' 1:1
	left_alone '{ "env": [] }' 1:10
	left_alone '{\n"env": {},\n"env": {}\n}' 3:1
	left_alone '{ "env": { "CLAUDE_CODE_SHELL": "a",\n "CLAUDE_CODE_SHELL": "b" } }' 2:2
	left_alone '{ "a": "\tx" }' 1:9
	left_alone "$(printf '[%.0s' $(seq 300))" 1:201
	printf '{ "a": "\\t" }' >"$file"
	ctl --yes
}

@test "without a terminal and without --yes it only shows" {
	printf '{\n  "m": 1\n}\n' >"$file"
	cp "$file" before
	run ctl </dev/null
	echo "$output"
	[ "$status" = 2 ]
	[[ $output == *"+    \"CLAUDE_CODE_SHELL\": \"$bin/bashplate\""* ]]
	[[ $output == *".claude/settings.local.json"* ]]
	cmp before "$file"
	[ ! -e "$state" ]
}

@test "on a terminal it asks" {
	command -v script >/dev/null || skip "script(1) is not installed"
	printf '{}\n' >"$file"
	cp "$file" before
	cmd="'$bin/platectl' setup claude-code --root '$root' --scope user"
	echo n | script -qec "$cmd" /dev/null >out || :
	grep -q 'Apply this' out
	cmp before "$file"
	echo y | script -qec "$cmd" /dev/null >out
	[ "$(now)" = "$bin/bashplate" ]
}

@test "a secret beside the change is not shown" {
	printf '{\n  "env": {\n    "API_TOKEN": "hunter2hunter2"\n  }\n}\n' >"$file"
	run ctl --yes
	[ "$status" = 0 ]
	[[ $output != *hunter2* ]]
	grep -q hunter2hunter2 "$file"
}

@test "undo is refused when the file changed since" {
	can_undo
	printf '{\n  "m": 1\n}\n' >"$file"
	cp "$file" before
	ctl --yes
	sed -i 's/"m": 1/"m": 2/' "$file"
	cp "$file" changed
	run ctl --undo --yes
	echo "$output"
	[ "$status" = 125 ]
	[[ $output == *changed*claude-code-user.before* ]]
	cmp changed "$file"
	cmp before "$state/claude-code-user.before"
	sed -i 's/"m": 2/"m": 1/' "$file"
	ctl --undo --yes
	cmp before "$file"
}

@test "undo twice, and undo of nothing" {
	can_undo
	run ctl --undo --yes
	[ "$status" = 0 ]
	[[ $output == *"Nothing to undo"* ]]
	printf '{}' >"$file"
	ctl --yes
	ctl --undo --yes
	run ctl --undo --yes
	[ "$status" = 0 ]
	[ "$(cat "$file")" = '{}' ]
}

@test "undo is refused inside an agent's session" {
	printf '{}' >"$file"
	ctl --yes
	cp "$file" after
	CLAUDECODE=1 run ctl --undo --yes
	echo "$output"
	[ "$status" = 126 ]
	cmp after "$file"
}

@test "a forged backup is not believed" {
	can_undo
	printf '{}' >"$file"
	ctl --yes
	cp "$file" after
	echo '{"evil":1}' >"$state/claude-code-user.before"
	run ctl --undo --yes
	[ "$status" = 125 ]
	cmp after "$file"
	rm "$state/claude-code-user.before"
	ln -s /etc/passwd "$state/claude-code-user.before"
	run ctl --undo --yes
	[ "$status" = 125 ]
	cmp after "$file"
}

@test "after a second set-up undo goes back to the first state" {
	can_undo
	printf '{"m":1}' >"$file"
	cp "$file" before
	ctl --yes
	mkdir -p "root$(dirname "$(program)")"
	cp "$bin/bashplate" "root$(program)"
	ctl --yes
	[ "$(now)" = "$root$(program)" ]
	ctl --undo --yes
	cmp before "$file"
}

# Where this build installs bashplate.
program() {
	"$bin/platectl" doctor --format json --root "$root" |
	    sed -n 's/.*"installs":"\([^"]*\)".*/\1/p'
}

@test "mode and symlink of the file stay" {
	can_undo
	mkdir dotfiles
	printf '{}' >dotfiles/claude.json
	chmod 640 dotfiles/claude.json
	ln -s "$PWD/dotfiles/claude.json" "$file"
	ctl --yes
	[ -L "$file" ]
	[ "$(stat -Lc %a "$file")" = 640 ]
	[ "$(now dotfiles/claude.json)" = "$bin/bashplate" ]
	ctl --undo --yes
	[ -L "$file" ]
	[ "$(cat dotfiles/claude.json)" = '{}' ]
	[ "$(stat -Lc %a "$file")" = 640 ]
}

@test "managed settings, and CLAUDE_CONFIG_DIR" {
	can_undo
	run "$bin/platectl" setup claude-code --root "$root" --scope managed --yes
	echo "$output"
	[ "$status" = 0 ]
	[ "$(now root/etc/claude-code/managed-settings.json)" = "$bin/bashplate" ]
	[ "$(stat -c %a root/etc/claude-code/managed-settings.json)" = 644 ]
	[[ $output == *"managed settings"* ]]
	"$bin/platectl" setup claude-code --root "$root" --scope managed --undo --yes
	[ ! -e root/etc/claude-code/managed-settings.json ]
	CLAUDE_CONFIG_DIR=$PWD/elsewhere ctl --yes
	[ "$(now elsewhere/settings.json)" = "$bin/bashplate" ]
	[ ! -e "$file" ]
}

@test "bad arguments" {
	run "$bin/platectl" setup
	[ "$status" = 2 ]
	run "$bin/platectl" setup codex
	[ "$status" = 2 ]
	run ctl --scope everyone
	[ "$status" = 2 ]
	run ctl --nonsense
	[ "$status" = 2 ]
}
