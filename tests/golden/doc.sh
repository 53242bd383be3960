#!/bin/bash
# SPDX-License-Identifier: ISC
# doc/rules.md and doc/coverage.md are what the rules say; `make update-doc` writes them. And a stale or wrong one is found.
set -u
src=$(cd "${top_srcdir:-.}" && pwd)
platectl=$(cd "${top_builddir:-.}" && pwd)/platectl
work=$(mktemp -d "${TMPDIR:-/tmp}/doc.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
export HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent
n=0
ok() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi; }
"$platectl" rules --markdown > "$work/rules.md"
diff -u "$src/doc/rules.md" "$work/rules.md" > "$work/diff"
ok $? "doc/rules.md is up to date (make update-doc)"
sed -n '1,20s/^/# /p' "$work/diff"
sh "$src/doc/coverage.sh" "$platectl" "$src/doc/coverage.in" > "$work/coverage.md" 2> "$work/err"
ok $? "every rule is in a row of doc/coverage.in, every pattern has a rule"
sed 's/^/# /' "$work/err"
diff -u "$src/doc/coverage.md" "$work/coverage.md" > "$work/diff"
ok $? "doc/coverage.md is up to date (make update-doc)"
sed -n '1,20s/^/# /p' "$work/diff"
{ echo 'row 1|x|y'; echo 'ids git/* no/such'; } > "$work/in"
sh "$src/doc/coverage.sh" "$platectl" "$work/in" > /dev/null 2> "$work/err"
[ $? = 1 ]; ok $? "a mapping that leaves rules out is a mistake"
grep -q 'no rule is like no/such' "$work/err"; ok $? "and so is a pattern without a rule"
grep -q 'no row has files/delete-root' "$work/err"; ok $? "both are named"
total=$("$platectl" rules | wc -l)
[ "$(grep -c '^### ' "$work/rules.md")" = "$total" ]; ok $? "each of $total rules has its section"
"$platectl" rules show git/push-force > "$work/show"
for word in 'refuse   git push -f' 'allow    git push origin feature' 'unblock  platectl window open' 'blockSet": { "off"' 'blockSet": { "floor"' why instead radius; do
	grep -qF -- "$word" "$work/show"; ok $? "rules show says: $word"
done
[ "$("$platectl" rules --pack git --radius 4 | wc -l)" = "$("$platectl" rules --pack git | grep -c '^git/[a-z-]* *4 ')" ]
ok $? "--pack and --radius choose"
# Whatever the owner may set: policy check shows what is in force, the manual page says what it is.
sed -n 's/^\t{ "\([A-Za-z]*\)", KEY_[A-Z]*, *\([A-Za-z_]*\).*/\1 \2/p' "$src/src/policy/policy_keys.c" |
    grep -vE '^(allow|deny|ask|permissions|releaseWindow|qualification|blockSet|context|record|rotate) ' | cut -d ' ' -f 1 | sort -u > "$work/keys"
"$platectl" policy check | sed -n 's/^\([A-Za-z.]*\) .*(.*/\1/p' | sed 's/.*\.//' | sort -u > "$work/shown"
[ "$(wc -l < "$work/keys")" -ge 25 ] && [ -z "$(comm -23 "$work/keys" "$work/shown")" ]
ok $? "policy check shows every key: $(comm -23 "$work/keys" "$work/shown" | tr '\n' ' ')"
missing=
sed 's/\\(dq/"/g' "$src/man/bashplate-policy.5" > "$work/man"
while read -r key; do grep -qw -- "$key" "$work/man" || missing+="$key "; done < "$work/keys"
[ -z "$missing" ]; ok $? "bashplate-policy(5) says what each is: $missing"
# A key that is read, shown, documented and used by nobody promises what does not hold.
unused=
for field in $(sed -n '/^struct policy {/,/^};/{s|/[*].*||;s/^\t[a-z].*[ *]\([a-z_]*\);.*/\1/p}' "$src/src/policy/policy.h" | grep -vx 'n*origin'); do
	grep -rlE "(->|\.)$field\>" "$src/src" --include='*.c' | grep -qvE '/(policy_[a-z]*|cmd_policy)\.c$' || unused+="$field "
done
[ -z "$unused" ]; ok $? "each value of the policy is used by something: $unused"
"$platectl" rules show git/push-forse 2>&1 | grep -q 'did you mean "git/push-force"'; ok $? "a wrong id names the nearest"
echo "1..$n"
