#!/bin/bash
# SPDX-License-Identifier: ISC
# The real tools take options from the variables that their grammars name under "optionVariables".
set -u
work=$(mktemp -d "${TMPDIR:-/tmp}/variables.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export HOME=$work
for name in $(compgen -e); do	# what the tester's own environment says is not asked
	case $name in
	GIT_* | MAKEFLAGS | GNUMAKEFLAGS | MFLAGS | MAKELEVEL | TAR_OPTIONS | XZ_* | ZIP* | PERL5* | NODE_* | npm_* | NPM_* | PIP_* | PG* | DOCKER_* | TF_* | AWS_* | CLOUDSDK_*) unset "$name" ;;
	esac
done
n=0
# try TOOL NAME WITH WITHOUT: the first succeeds because the variable is taken, the second fails because it is not there.
try() {
	n=$((n + 1))
	command -v "$1" > /dev/null || { echo "ok $n - $2 # SKIP no $1 here"; return; }
	if (eval "$3") > out 2>&1; then
		if ! (eval "$4") > out 2>&1; then echo "ok $n - $2"; return; fi
		echo "not ok $n - $2: $1 does that without it"
	else
		echo "not ok $n - $2: $1 does not take it"
	fi
	sed 's/^/# /' out
}
file() { echo text > "$1"; }
try tar "TAR_OPTIONS, in front" \
	'file a; TAR_OPTIONS=--remove-files tar cf x.tar a; [ ! -e a ]' 'file a; tar cf x.tar a; [ ! -e a ]'
try tar "TAR_OPTIONS, quotes" \
	'file a; TAR_OPTIONS="--transform=\"s/a/b c/\"" tar cf x.tar a; tar tf x.tar | grep -qx "b c"' \
	'file a; tar cf x.tar a; tar tf x.tar | grep -qx "b c"'
printf 'all:\n\t@echo ran > made\nwipe:\n\t@echo > wiped\n' > Makefile
try make "MAKEFLAGS, letters" 'rm -f made; MAKEFLAGS=n make; [ ! -e made ]' 'rm -f made; make; [ ! -e made ]'
try make "GNUMAKEFLAGS" 'rm -f made; GNUMAKEFLAGS=-n make; [ ! -e made ]' 'rm -f made; make; [ ! -e made ]'
try make "MAKEFLAGS gives no goal" 'MAKEFLAGS=" -- wipe" make; [ ! -e wiped ]' 'make wipe; [ ! -e wiped ]'
try git "GIT_CONFIG_COUNT" \
	'[ "$(GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=user.name GIT_CONFIG_VALUE_0="a b" git config user.name)" = "a b" ]' \
	'[ "$(git config user.name)" = "a b" ]'
try git "GIT_CONFIG_PARAMETERS, one text" \
	"[ \"\$(GIT_CONFIG_PARAMETERS=\"'user.name=a b'\" git config user.name)\" = 'a b' ]" \
	'[ "$(git config user.name)" = "a b" ]'
try git "GIT_CONFIG_PARAMETERS, key and value" \
	"[ \"\$(GIT_CONFIG_PARAMETERS=\"'user.name'='a b'\" git config user.name)\" = 'a b' ]" \
	'[ "$(git config user.name)" = "a b" ]'
try git "an alias from there" \
	"GIT_CONFIG_PARAMETERS=\"'alias.say'='!echo said'\" git say | grep -qx said" 'git say | grep -qx said'
try xz "XZ_OPT" 'file a; XZ_OPT=--keep xz -f a; [ -e a ]' 'file a; xz -f a; [ -e a ]'
try xz "XZ_DEFAULTS" 'file a; XZ_DEFAULTS=--keep xz -f a; [ -e a ]' 'file a; xz -f a; [ -e a ]'
try zip "ZIPOPT" 'file a; ZIPOPT=-m zip -q x.zip a; [ ! -e a ]' 'file a; zip -q x.zip a; [ ! -e a ]'
echo 'print exists $INC{"POSIX.pm"} ? "yes" : "no";' > p.pl
try perl "PERL5OPT" '[ "$(PERL5OPT=-MPOSIX perl p.pl)" = yes ]' '[ "$(perl p.pl)" = yes ]'
try perl "PERL5OPT without a dash" '[ "$(PERL5OPT=MPOSIX perl p.pl)" = yes ]' '[ "$(perl p.pl)" = yes ]'
echo 'global.seen = "yes"' > first.js
try node "NODE_OPTIONS" '[ "$(NODE_OPTIONS="--require ./first.js" node -p "global.seen")" = yes ]' \
	'[ "$(node -p "global.seen")" = yes ]'
try npm "npm_config_*" '[ "$(npm_config_tag=next npm config get tag)" = next ]' '[ "$(npm config get tag)" = next ]'
try npm "NPM_CONFIG_*" '[ "$(NPM_CONFIG_TAG=next npm config get tag)" = next ]' '[ "$(npm config get tag)" = next ]'
try pip "PIP_*" 'PIP_FORMAT=json pip list | grep -q "^\["' 'pip list | grep -q "^\["'
try terraform "TF_CLI_ARGS" 'TF_CLI_ARGS=-json terraform validate | grep -q "^{"' 'terraform validate | grep -q "^{"'
try terraform "TF_CLI_ARGS_*" 'TF_CLI_ARGS_validate=-json terraform validate | grep -q "^{"' \
	'TF_CLI_ARGS_plan=-json terraform validate | grep -q "^{"'
try docker "DOCKER_HOST" 'DOCKER_HOST=unix:///no/such/place docker ps 2>&1 | grep -q /no/such/place' \
	'docker ps 2>&1 | grep -q /no/such/place'
try docker "DOCKER_CONTEXT" 'DOCKER_CONTEXT=nobody docker ps 2>&1 | grep -q nobody' 'docker ps 2>&1 | grep -q nobody'
try aws "AWS_PROFILE" 'AWS_PROFILE=nobody aws configure list 2>&1 | grep -q nobody' 'aws configure list 2>&1 | grep -q nobody'
try gcloud "CLOUDSDK_CORE_PROJECT" '[ "$(CLOUDSDK_CORE_PROJECT=nobody gcloud config get-value project)" = nobody ]' \
	'[ "$(gcloud config get-value project)" = nobody ]'
try psql "PGHOST" 'PGHOST=/no/such/place psql -c "select 1" 2>&1 | grep -q /no/such/place' \
	'psql -c "select 1" 2>&1 | grep -q /no/such/place'
echo "1..$n"
