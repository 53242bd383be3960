#!/bin/bash
# SPDX-License-Identifier: ISC
# The real git decides what a push would overwrite (--dry-run --porcelain, in
# scratch repositories): a push that would overwrite or delete main on origin
# is never let through by the floor entry "git push --force origin main".
set -u
platectl=$(cd "${top_builddir:-.}" && pwd)/platectl
command -v git >/dev/null || { echo "1..0 # SKIP no git"; exit 0; }
command -v jq >/dev/null || { echo "1..0 # SKIP no jq"; exit 0; }
work=$(mktemp -d "${TMPDIR:-/tmp}/push.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
export HOME=$work/home GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b \
	GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
unset XDG_CONFIG_HOME GIT_DIR GIT_WORK_TREE
mkdir "$work/home"
cd "$work" || exit 1
git init -q --bare origin.git && git init -q --bare fork.git && git init -q -b main start || exit 1
cd start || exit 1
git commit -q --allow-empty -m one
for r in origin fork; do git remote add $r "$work/$r.git"; git push -q $r main main:topic; done
git commit -q --amend --allow-empty -m other	# main differs from both remotes
git branch -q topic
cd ..
unset GIT_CONFIG_NOSYSTEM
jq -n '{permissions: {neverAllow: ["git push --force origin main"]}, blockSet: {off: ["git"]}}' >policy.json

# The states of a repository, each a few commands in a copy of start.
states=(':'
	'git switch -q topic'
	'git switch -q topic && git config push.default matching'
	'git switch -q topic && git config push.default upstream && git config branch.topic.remote origin && git config branch.topic.merge refs/heads/main'
	'git config push.default current'
	'git config push.default nothing'
	'git config remote.pushDefault fork'
	'git switch -q topic && git config remote.origin.push +refs/heads/main'
	'git switch -q topic && git config remote.origin.push refs/heads/topic:refs/heads/main'
	'git config remote.origin.mirror true'
	'git config branch.main.pushRemote fork'
	'git switch -q --detach'
	'git switch -q topic && git remote add up "$PWD/../origin.git"'
	'git config branch.main.remote fork && git config branch.main.merge refs/heads/main'
	'git switch -q topic && git config --global push.default matching')
pushes=('' '-f' '-f origin' '-f fork' 'origin' '-f origin HEAD' '-f origin @' 'origin +HEAD' 'origin +main' '-f origin topic:main' '-f origin topic'
	'origin :main' 'origin --delete main' '--mirror origin' '-f --all origin' '-f --tags origin' '-f origin :' 'origin +:' "-f origin 'refs/heads/*:refs/heads/*'"
	'-f up main' "-f ../origin.git main" 'origin main' '-f origin HEAD:refs/heads/main' '-f origin heads/main' '-f origin main:main topic' '--force-with-lease origin main' '-uf'
	'-f origin topic:refs/heads/other' '--prune -f origin refs/heads/topic:refs/heads/topic' '-f fork main')

count=0 overwrote=0 missed=0 tight=0
for state in "${states[@]}"; do
	rm -rf repo home/.gitconfig && cp -r start repo && cd repo || exit 1
	eval "$state" || exit 1
	for push in "${pushes[@]}"; do
		case $push in *' up '*) [[ $state = *'add up'* ]] || continue ;; esac
		count=$((count + 1))
		# Which repository: the first line says "To URL".
		said=$(eval "git push --dry-run --porcelain $push" 2>/dev/null)
		hit=no
		if grep -q '^To .*origin\.git$' <<<"$said" && grep -qE $'^[+-]\t[^\t]*:refs/heads/main\t' <<<"$said"; then hit=yes; fi
		# A lease is a promise of its own.
		case $push in *lease*) hit=no ;; esac
		layer=$("$platectl" check --policy ../policy.json --format json -- "git push $push" 2>/dev/null | jq -r '.layer // "none"')
		if [ $hit = yes ]; then
			overwrote=$((overwrote + 1))
			[ "$layer" = floor ] || { missed=$((missed + 1)); echo "# let through: git push $push, after: $state"; }
		elif [ "$layer" = floor ]; then
			tight=$((tight + 1))
			[ -z "${VERBOSE:-}" ] || echo "# refused, overwrites nothing: git push $push, after: $state"
		fi
	done
	cd ..
done
echo "# $count pushes, $overwrote would overwrite main, $tight were refused that would not"
if [ "$missed" = 0 ]; then echo "ok 1 - no push that overwrites main is let through"; else echo "not ok 1 - $missed let through"; fi
if [ "$overwrote" -ge 50 ] && [ "$tight" -le $((count / 4)) ]; then echo "ok 2 - the pushes are worth the name"; else echo "not ok 2 - $overwrote overwrite, $tight refused without"; fi
echo 1..2
