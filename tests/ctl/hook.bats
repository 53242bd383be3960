#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# platectl hook: an agent's file tools are judged like lines of shell.

load lib

# ask TOOL KEY VALUE: one PreToolUse event.
ask() {
	run bash -c 'jq -cn --arg t "$1" --arg k "$2" --arg v "$3" --arg d "$PWD" \
	    "{hook_event_name: \"PreToolUse\", cwd: \$d, tool_name: \$t, tool_input: {(\$k): \$v}}" |
	    platectl hook' - "$@"
}

setup_file() {
	command -v jq >/dev/null || skip "jq is not installed"
}

@test "hook: a file of the project may be written and read, and nothing is said" {
	for tool in Write Edit MultiEdit Read; do
		ask $tool file_path "$PWD/notes.md"
		[ "$status" -eq 0 ]
		[ -z "$output" ]
	done
	ask NotebookEdit notebook_path "$PWD/a.ipynb"
	[ "$status" -eq 0 ]
	ask Write file_path "$PWD/it's \$(touch ran) \`touch ran\`.md"
	[ "$status" -eq 0 ]
	[ ! -e ran ]
}

@test "hook: the guard's own files may not be written" {
	for tool in Write Edit MultiEdit; do
		ask $tool file_path "$POLICY"
		[ "$status" -eq 2 ]
		[[ ${lines[0]} == 'bashplate: refused by '*': self/files' ]]
		has 'Nothing on this line was run.'
	done
	ask NotebookEdit notebook_path "$XDG_STATE_HOME/bashplate/log.jsonl"
	[ "$status" -eq 2 ]
	ln -s "$XDG_CONFIG_HOME" innocent
	ask Write file_path "$PWD/innocent/bashplate/policy.json"
	[ "$status" -eq 2 ]
	ask Read file_path "$POLICY"
	[ "$status" -eq 0 ]
}

@test "hook: a relative path is of the event's folder" {
	mkdir sub
	ask Write file_path ../config/bashplate/policy.json
	[ "$status" -eq 2 ]
	ask Write file_path sub/config.json
	[ "$status" -eq 0 ]
}

@test "hook: Bash is the command it is, other tools pass" {
	ask Bash command 'touch ran && kubectl delete pvc x'
	[ "$status" -eq 2 ]
	has 'bashplate: refused by the floor: kubectl delete pvc'
	[ ! -e ran ]
	ask Bash command 'echo kubectl delete pvc x'
	[ "$status" -eq 0 ]
	ask WebFetch url 'https://example.org/'
	[ "$status" -eq 0 ]
}

@test "hook: every fault is a refusal, since the client goes on after others" {
	for text in '' '{' '[]' '{}' '{"tool_name":"Write"}' 'null' \
	    '{"tool_name":"Write","tool_input":{}}' \
	    '{"tool_name":"Bash","tool_input":{"command":7}}' \
	    '{"tool_name":"Read","tool_input":{"file_path":"a"},"cwd":"/nonexistent"}'; do
		run bash -c 'printf %s "$1" | platectl hook' - "$text"
		[ "$status" -eq 2 ]
		has 'is refused'
	done
	echo '{' >"$POLICY"
	ask Write file_path "$PWD/notes.md"
	[ "$status" -eq 2 ]
	has "$POLICY:"
	run bash -c 'platectl hook now </dev/null'
	[ "$status" -eq 2 ]
}

@test "hook: each answer is in the log" {
	ask Write file_path "$PWD/notes.md"
	ask Write file_path "$POLICY"
	run jq -r .verdict "$XDG_STATE_HOME/bashplate/log.jsonl"
	has allow
	has refuse
}

@test "hook: --settings prints what the client takes" {
	run platectl hook --settings
	[ "$status" -eq 0 ]
	[[ $(jq -r '.hooks.PreToolUse[0].hooks[0].command' <<<"$output") == *"/platectl hook" ]]
}
