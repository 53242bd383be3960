#!/bin/bash
# SPDX-License-Identifier: ISC
# The real sqlite3 decides what a text does to a scratch database: none that
# dropped or emptied a table may be called harmless.
set -u
driver=${top_builddir:-.}/tests/oracle/sql_driver
count=${SQL_ORACLE_COUNT:-600}
if ! command -v sqlite3 >/dev/null; then
	echo "1..0 # SKIP no sqlite3 (Debian: sqlite3)"
	exit 0
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/sqlite.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

# Texts are drawn from pieces; the same seed gives the same texts.
RANDOM=${SQL_ORACLE_SEED:-4711}
one() { local -n list=$1; out=${list[RANDOM % ${#list[@]}]}; }
# shellcheck disable=SC2034
pre=('' '' '' 'select 1; ' '-- x
' '/* a */ ' '/* /* */ ' "select 'a;b'; " "select 'it''s'; " 'select "x;y"; '
	'select [;]; ' 'select `;`; ' 'explain ' 'explain query plan '
	'with d as (select 1) ' 'begin; ' '-- drop
' "select '\\'; " 'select [a]]; ' '.print it'"'"'s
' '# it'"'"'s
' '/* ; */' 'select 1
go
' 'select 1
/
' 'create trigger tr after insert on u begin select 1; end; '
	'create trigger tr after insert on u begin select 1 as begin; end; '
	'create trigger tr after insert on u begin select case when 1 then 2 end; end;
' 'create trigger tr after insert on u begin ' 'select "' "select '" '/* '
	'values (1),(2); ' 'select x'"'41'"'; ' '.mode csv
' 'pragma foreign_keys=off; ' 'savepoint a; ')
# shellcheck disable=SC2034
act=('drop table t' 'DROP/**/TABLE t' 'drop
table if exists main.t' 'drop table "t"' 'drop table [t]' "drop table 't'"
	'delete from t' 'delete from main.t' 'delete from "t" as z'
	'delete from t indexed by ti' 'update t set a=0'
	'replace into t select id, 0 from t' 'alter table t drop column a'
	'alter table t rename to v' 'create view w as select 1'
	'insert into u select * from t' 'select * from t'
	"select 'drop table t'" 'select "drop table t"' '-- drop table t
select 1' '/* drop table t */ select 1' 'create table t2 as select * from t'
	'drop view if exists w' 'drop table if exists nope' 'drop index ti'
	'delete from u' 'vacuum' 'analyze' 'reindex t')
# shellcheck disable=SC2034
cond=('' '' 'where 1' 'where true' 'where 1=1' "where 'a'='a'" 'where id=id'
	'where id=1' "where a='x'" 'where id in (1,2)' 'where not 0' 'where 0'
	'where id > 0' 'where id between 1 and 2' 'where a is not null or 1'
	'where id is not null' 'where rowid notnull' 'where a = a and 1'
	'where t.id = id' 'where id in (select id from t)'
	'where exists (select 1)' 'where (((1)))' 'where "a"="a"' 'where a==a'
	'where a like '"'%'" 'where a glob '"'*'" 'where id is id'
	'where not (id <> id)' 'where id<>id or not id<>id'
	'where a < 5 or a >= 5' 'where -1 < id' '/* where id=1 */' '-- where id=1
' 'where coalesce(1,0)' 'where case when 1 then 1 end' 'where id >= 1'
	'where a=1 or not a=1' 'where 2 > 1 and (1 or id=7)' 'where ~0'
	"where length('a')" 'where id != -1' 'where +id = id' 'where 0x1'
	'where 1 is not null' 'where null is null' 'where id=2 and 1'
	'returning *' 'where 1 returning *' "where 'b' > 'a'")
# shellcheck disable=SC2034
post=('' ';' '; select 1' ';--' ' /* x' '; commit;' ';
' ' */' "'" '"' '; end;' '; end; select 1;' '
go
' ' ; .tables')

for ((i = 0; i < count; i++)); do
	one pre; text=$out
	one act; text+=$out
	case $out in delete* | update*) one cond; text+=" $out" ;; esac
	one post; text+=$out
	# Some are two texts in one.
	if ((RANDOM % 5 == 0)); then
		one pre; text+=$'\n'$out; one act; text+=$out; one post; text+=$out
	fi
	printf '%s\0' "$text"
done >texts
"$driver" sqlite -z <texts >verdicts || exit 1
mapfile -t verdict <verdicts
mapfile -d '' -t texts <texts

sqlite3 base.db "create table t (id integer primary key, a text);
	create index ti on t(a); create table u (id, a);
	insert into t values (1,'x'),(2,'y'),(3,'z');
	insert into u values (1,'x'),(2,'y');" || exit 1
# Lost: the table is gone, a column is gone, or no row of before is left.
lost() {
	local left
	left=$(sqlite3 "$1" "select (select count(*) from t where a in ('x','y','z')) > 0
	    and (select count(*) from u where a in ('x','y')) > 0" 2>/dev/null)
	[ "$left" != 1 ]
}
destroyed=0 missed=0 tight=0
for ((i = 0; i < count; i++)); do
	cp base.db run.db
	if ((i % 2)); then
		sqlite3 run.db <<<"${texts[i]}" >/dev/null 2>&1
	else
		printf %s "${texts[i]}" | sqlite3 run.db >/dev/null 2>&1
	fi
	# A positional operand stops at the first error, stdin does not.
	if ! lost run.db; then
		[ "${verdict[i]}" != DESTROYS ] || tight=$((tight + 1))
		continue
	fi
	case ${texts[i]} in *'rename to v'*) continue ;; esac
	destroyed=$((destroyed + 1))
	if [ "${verdict[i]}" = HARMLESS ]; then
		missed=$((missed + 1))
		printf '# called harmless: %q\n' "${texts[i]}"
	fi
done
echo "# $count texts, $destroyed destroyed something, $tight were called dangerous without"
if [ "$missed" = 0 ]; then echo "ok 1 - nothing that destroyed was called harmless"; else echo "not ok 1 - $missed called harmless"; fi
if [ "${#verdict[@]}" = "$count" ] && [ "$destroyed" -ge 100 ]; then echo "ok 2 - the texts are worth the name"; else echo "not ok 2 - only $destroyed texts destroyed anything"; fi

# The control leg: texts that did nothing and must not be called dangerous.
benign=0
for text in "select 'drop table t'" 'delete from t where id=9' '/* drop table t */' \
    'explain drop table t' 'update t set a=1 where id=9' '.print drop table t'; do
	cp base.db run.db
	printf '%s;' "$text" | sqlite3 run.db >/dev/null 2>&1
	word=$(printf '%s;' "$text" | "$driver" sqlite | tail -n 1)
	if lost run.db || [ "$word" != HARMLESS ]; then
		benign=$((benign + 1))
		printf '# %s: %s\n' "$word" "$text"
	fi
done
if [ "$benign" = 0 ]; then echo "ok 3 - harmless texts are called so"; else echo "not ok 3 - $benign harmless texts"; fi
echo 1..3
