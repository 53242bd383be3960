#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# setup claude-code and doctor: the client's way of picking a shell.

load lib

settings() {
	mkdir -p "$HOME/.claude"
	cat >"$HOME/.claude/settings.json"
}

@test "setup: applies and undoes byte for byte" {
	printf '{"permissions":\t{"deny": [ ]},\n\n "env":{"A":"1"}}' | settings
	cp "$HOME/.claude/settings.json" before
	run platectl setup claude-code --yes --scope user
	[ "$status" -eq 0 ]
	run jq -r '.env.CLAUDE_CODE_SHELL, .env.SHELL, .env.A' "$HOME/.claude/settings.json"
	[ "${lines[0]}" = "$(readlink -f "$(command -v bashplate)")" ]
	[ "${lines[1]}" = "${lines[0]}" ]
	[ "${lines[2]}" = 1 ]
	run platectl setup claude-code --yes --scope user
	[ "$status" -eq 0 ]
	has 'already applied'
	run platectl setup claude-code --undo --scope user
	[ "$status" -eq 0 ]
	cmp before "$HOME/.claude/settings.json"
	[ "$(ls -A "$HOME/.claude")" = settings.json ]
}

@test "setup: where there was no file there is none again" {
	run platectl setup claude-code --yes --scope user
	[ "$status" -eq 0 ]
	[ -e "$HOME/.claude/settings.json" ]
	run platectl setup claude-code --undo --scope user
	[ "$status" -eq 0 ]
	[ -z "$(ls -A "$HOME/.claude")" ]
	run platectl setup claude-code --undo --scope user
	has 'nothing to undo'
}

@test "setup: without a yes nothing changes" {
	run platectl setup claude-code --scope user
	[ "$status" -eq 2 ]
	[ ! -e "$HOME/.claude/settings.json" ]
	run bash -c 'echo n | script -qec "platectl setup claude-code --scope user" /dev/null'
	has 'nothing was changed'
	[ ! -e "$HOME/.claude/settings.json" ]
	run bash -c 'echo y | script -qec "platectl setup claude-code --scope user" /dev/null'
	has 'applied'
	[ -e "$HOME/.claude/settings.json" ]
}

@test "setup: a link stays a link, a broken file is left alone" {
	mkdir -p "$HOME/.claude"
	echo '{}' >dotfile
	ln -s "$PWD/dotfile" "$HOME/.claude/settings.json"
	platectl setup claude-code --yes --scope user
	[ -L "$HOME/.claude/settings.json" ]
	grep -q CLAUDE_CODE_SHELL dotfile
	platectl setup claude-code --undo --scope user
	[ "$(cat dotfile)" = '{}' ]
	rm "$HOME/.claude/settings.json"
	echo '{ broken' | settings
	run platectl setup claude-code --yes --scope user
	[ "$status" -eq 125 ]
	[ "$(cat "$HOME/.claude/settings.json")" = '{ broken' ]
}

@test "doctor: the settings in force start us" {
	platectl setup claude-code --yes --scope user
	run platectl doctor
	has 'ok       Claude Code would start '
	has 'tamper-evident, not tamper-proof'
	has 'takes records'
}

@test "doctor: every way in which the client falls back to a plain shell" {
	mkdir -p "$T/plain" "$T/bash"
	touch "$T/bash/noexec-bash"
	ln -s /bin/true "$T/plain/gsh"
	for value in "$T/plain/gsh" "$T/bash/noexec-bash" "$T/bash/missing-bash" bashplate; do
		run env CLAUDE_CODE_SHELL="$value" SHELL=/bin/sh platectl doctor
		[ "$status" -eq 1 ]
		has "CLAUDE_CODE_SHELL=$value (from the environment) is passed over"
		has 'PROBLEM  Claude Code would start a plain shell'
	done
	run env SHELL="$(readlink -f "$(command -v bashplate)")" platectl doctor
	has 'ok       Claude Code would start'
}

@test "doctor: a setting beats the environment, the project beats the user" {
	plate=$(readlink -f "$(command -v bashplate)")
	echo '{"env":{"CLAUDE_CODE_SHELL":"/bin/bash"}}' | settings
	run env CLAUDE_CODE_SHELL="$plate" platectl doctor
	has 'PROBLEM  Claude Code would start /bin/bash'
	echo "{\"env\":{\"CLAUDE_CODE_SHELL\":\"$plate\"}}" | settings
	run platectl doctor
	has 'ok       Claude Code would start'
	mkdir .claude
	echo '{"env":{"CLAUDE_CODE_SHELL":"/bin/bash"}}' >.claude/settings.json
	run platectl doctor
	[ "$status" -eq 1 ]
	has 'PROBLEM  Claude Code would start /bin/bash (from .claude/settings.json)'
	has "take SHELL and CLAUDE_CODE_SHELL out of the project's settings"
}

@test "doctor: policy and log" {
	echo '{"mode":"x"}' >"$POLICY"
	mkdir -p "$XDG_STATE_HOME/bashplate"
	ln -s /dev/null "$XDG_STATE_HOME/bashplate/log.jsonl"
	run platectl doctor
	[ "$status" -eq 1 ]
	has "PROBLEM  policy $POLICY:1:9"
	has 'PROBLEM  the log cannot be written'
	rm "$POLICY" "$XDG_STATE_HOME/bashplate/log.jsonl"
	run platectl doctor
	has 'ok       the policy is sound'
	has 'takes records'
}
