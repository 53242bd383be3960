#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# platectl check, explain, test, rules, policy: judging without running.

load lib

@test "check: 0 for allow, 126 for refuse, and nothing is run" {
	run platectl check -- 'touch ran'
	[ "$status" -eq 0 ]
	[ "$output" = allow ]
	run platectl check -- 'touch ran && kubectl delete pvc x'
	[ "$status" -eq 126 ]
	[ "${lines[0]}" = 'bashplate: refused by the floor: kubectl delete pvc' ]
	[ ! -e ran ]
	[ ! -e "$XDG_STATE_HOME/bashplate/log.jsonl" ]
}

@test "check: one JSON line with every member" {
	run platectl check --format json -- 'kubectl delete pvc x'
	[ "$status" -eq 126 ]
	[ "${#lines[@]}" -eq 1 ]
	[ "$(jq -r 'keys_unsorted | join(" ")' <<<"$output")" = \
		'verdict layer rule title matched span why unblock instead window session id tier deferred exit' ]
	[ "$(jq -r '.verdict, .layer, .tier, .deferred, .exit' <<<"$output" | tr '\n' ' ')" = \
		'refuse floor line-only false 126 ' ]
	run platectl check --format json -- 'ls'
	[ "$status" -eq 0 ]
	[ "$(jq -r '.verdict, .exit' <<<"$output" | tr '\n' ' ')" = 'allow 0 ' ]
}

@test "check: --stdin0 gives one line for each command" {
	run bash -c "printf 'ls\\0kubectl delete pvc x\\0echo a\nb' | platectl check --stdin0"
	[ "$status" -eq 126 ]
	[ "$(jq -r .verdict <<<"$output" | tr '\n' ' ')" = 'allow refuse allow ' ]
	run bash -c "printf 'ls\\0' | platectl check --stdin0"
	[ "$status" -eq 0 ]
	run bash -c "platectl check --stdin0 </dev/null"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "check: --policy judges by that file and the built-ins alone" {
	echo '{"permissions":{"neverAllow":["frobnicate hard"]}}' >p.json
	run platectl check --policy p.json -- 'frobnicate hard'
	[ "$status" -eq 126 ]
	run platectl check -- 'frobnicate hard'
	[ "$status" -eq 0 ]
	echo '{"permissions":{"neverAllow":[]}}' >p.json
	run platectl check --policy p.json --format json -- 'kubectl delete pvc x'
	[ "$(jq -r .layer <<<"$output")" = block ]
}

@test "check: find -delete of litter spares a guard that lives below" {
	mkdir -p proj/sub
	git -C proj init -q
	XDG_STATE_HOME=$PWD/proj/sub/state
	export XDG_STATE_HOME
	cd proj
	for name in '*.pyc' '*~' 'test_*.o' .DS_Store; do
		run platectl check -- "find . -name '$name' -delete"
		[ "$status" -eq 0 ]
	done
	for what in '-name "*.json"' '-name "*"' '' '! -name "*.pyc"' \
		'-name "*.pyc" -o -name "*"' '-name "*.pyc" -delete -o -true' \
		'-delete -name "*.pyc"' '-name "$x"' '-name "*.pyc*"'; do
		run platectl check -- "find sub $what -delete"
		[ "$status" -eq 126 ]
		has 'self/files'
	done
	run platectl check -- "find sub/state/bashplate -name '*.pyc' -delete"
	[ "$status" -eq 126 ]
}

@test "check: a name that a pattern stands for may be an option" {
	mkdir names
	cd names
	touch a.c b.c
	run platectl check -- 'tar cf ../x.tar *'
	[ "$status" -eq 0 ]
	: >'--checkpoint-action=exec=kubectl delete pvc x'
	: >--checkpoint=1
	run platectl check -- 'tar cf ../x.tar *'
	[ "$status" -eq 126 ]
	has 'refused by the floor: kubectl delete pvc'
	run platectl check -- 'tar cf ../x.tar ./*'
	[ "$status" -eq 0 ]
	run platectl check -- 'tar cf ../x.tar *.c'
	[ "$status" -eq 0 ]
}

@test "check: a broken policy is 125 and every mistake is named" {
	printf '{ "mode": "x",\n  "tier": 1 }\n' >"$POLICY"
	run platectl check -- ls
	[ "$status" -eq 125 ]
	has "$POLICY:1:11: "
	has "$POLICY:2:11: "
	run platectl check --policy /nonexistent -- ls
	[ "$status" -eq 125 ]
	run platectl check --policy "$T" -- ls
	[ "$status" -eq 125 ]
	has 'is a folder'
}

@test "check: bad arguments are 2" {
	for args in '' 'a b' '--tier x -- a' '--format x -- a' '--bogus -- a' '--stdin0 a'; do
		# shellcheck disable=SC2086
		run platectl check $args
		[ "$status" -eq 2 ]
	done
}

@test "explain: effects, normal form, who looked, who won" {
	run platectl explain -- 'git -C d push -f origin HEAD:main'
	[ "$status" -eq 126 ]
	has 'normal form: git '
	has 'git/push-force: matches'
	has 'rules looked'
	has 'refused by the floor'
	run platectl explain --format json -- 'ls'
	[ "$status" -eq 0 ]
	[ "$(jq -r .judged.verdict <<<"$output")" = allow ]
	[ "$(jq -r .seen.status <<<"$output")" = ok ]
}

@test "test: an owner's list of examples" {
	printf '# mine\nrefuse: kubectl delete pvc x\nallow: ls\n' >mine
	run platectl test mine
	[ "$status" -eq 0 ]
	has '2 as expected, 0 not'
	printf 'allow: kubectl delete pvc x\nwhat\n' >mine
	run platectl test mine
	[ "$status" -eq 1 ]
	has 'mine:1: refused, but should be allowed'
	has 'mine:2: expected "refuse: COMMAND"'
}

@test "rules: every listing, and a near miss is named" {
	run platectl rules --format json
	[ "$status" -eq 0 ]
	[ "$(jq 'length >= 60 and all(.[]; has("id") and has("radius") and (.refuse | length) > 0)' <<<"$output")" = true ]
	run platectl rules --pack git --format json
	[ "$(jq -r 'map(.pack) | unique | join(" ")' <<<"$output")" = git ]
	run platectl rules --radius 4 --format json
	[ "$(jq -r 'map(.radius) | unique | join(" ")' <<<"$output")" = 4 ]
	run platectl rules --markdown
	[ "${lines[0]}" = '# The block set' ]
	run platectl rules show git/push-force
	[ "$status" -eq 0 ]
	has 'refuse   git push --force origin main'
	run platectl rules show git/push-forc
	[ "$status" -eq 2 ]
	has 'did you mean "git/push-force"?'
}

@test "policy: init writes a sound one and never over another" {
	run platectl policy init p.json
	[ "$status" -eq 0 ]
	run platectl policy check p.json
	[ "$status" -eq 0 ]
	has 'sound: 8 floor entries'
	run platectl policy init p.json
	[ "$status" -eq 125 ]
	has 'is there already'
	run platectl policy explain p.json
	[ "$status" -eq 0 ]
	has 'from p.json line'
	has 'git push --force origin main'
}

@test "policy: blockSet.off switches a rule off, an unknown id is a warning" {
	echo '{"blockSet":{"off":["git/reset-hard","git/reset-hrad"]}}' >"$POLICY"
	run platectl check -- 'git reset --hard HEAD~3'
	[ "$status" -eq 0 ]
	run platectl policy check
	[ "$status" -eq 0 ]
	has 'warning: no rule or pack is called "git/reset-hrad"; did you mean "git/reset-hard"?'
	rm "$POLICY"
	run platectl check -- 'git reset --hard HEAD~3'
	[ "$status" -eq 126 ]
}

@test "help for every command, and a wrong one" {
	qualify
	run platectl --help
	[ "$status" -eq 0 ]
	for c in check doctor explain log operators policy qualify rules sessions setup test window; do
		has "  $c "
	done
	for c in check doctor explain log operators policy qualify rules sessions setup test window; do
		run platectl "$c" --help
		[ "$status" -eq 0 ]
		has "usage: platectl $c"
	done
	run platectl frob
	[ "$status" -eq 2 ]
	run platectl
	[ "$status" -eq 2 ]
}

@test "test: a grammar's mistakes by line and column, and none in ours" {
	cat >tool.json <<'END'
[{ "tool": "frob", "options": { "-x|--execute": "vlaue", "--dry": { "kind": "", "dry": [""] } },
   "implicit": "elsewhere", "operands": ["path:read..."] },
 { "tool": "frab", "optoins": {} }]
END
	run platectl test tool.json
	[ "$status" -eq 1 ]
	[[ $output == *'tool.json:1:'*': "vlaue" is no kind'* ]]
	[[ $output == *'tool.json:2:'*'"elsewhere" is no value of "implicit"'* ]]
	[[ $output == *'tool.json:3:'*': unknown key "optoins"'* ]]
	run platectl test "$BATS_TEST_DIRNAME"/../../rules/tools/*.json
	[ "$status" -eq 0 ]
	[[ $output == *' as expected, 0 not' ]]
}

@test "policy explain: what each entry refuses and lets through; a slip is a warning" {
	mkdir -p "$XDG_CONFIG_HOME/bashplate"
	cat >"$XDG_CONFIG_HOME/bashplate/policy.json" <<'END'
{ "permissions": { "neverAllow": [
  "kubectl delete pvc",
  "kubectl delte pods",
  { "pattern": "DORP TABLE" } ] } }
END
	run platectl policy explain
	[[ $output == *'refuses      kubectl delete pvc x'* ]]
	[[ $output == *'lets through kubectl delete pvc --dry-run=client'* ]]
	run platectl policy check
	[ "$status" -eq 0 ]
	[[ $output == *'policy.json:3:3: warning: "kubectl delte pods" may never match'*'did you mean "delete"?'* ]]
	[[ $output == *'policy.json:4:'*'did you mean "DROP"?'* ]]
	run platectl doctor
	[[ $output == *'did you mean "delete"?'* ]]
}
