#!/bin/bash
# SPDX-License-Identifier: ISC
# A PostgreSQL server started here and the real psql decide what a text does
# to a scratch database: none that dropped or emptied a table may be called
# harmless.
set -u
driver=${top_builddir:-.}/tests/oracle/sql_driver
count=${SQL_ORACLE_COUNT:-160}
skip() { echo "1..0 # SKIP $1"; exit 0; }
bin=
for dir in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin "$(dirname "$(command -v initdb || echo /none/x)")"; do
	if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then bin=$dir; fi
done
[ -n "$bin" ] || skip "no PostgreSQL server (Debian: postgresql)"
command -v psql >/dev/null || skip "no psql (Debian: postgresql-client)"

# The server refuses to run as root.
as=()
if [ "$(id -u)" = 0 ]; then
	command -v setpriv >/dev/null || skip "root without setpriv (Debian: util-linux)"
	as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
fi
work=$(mktemp -d /tmp/pgoracle.XXXXXX) || exit 1
chmod 755 "$work"
mkdir "$work/home"
[ "$(id -u)" != 0 ] || chown 65534:65534 "$work/home"
server=
finish() {
	[ -z "$server" ] || { kill -INT "$server"; wait "$server"; } 2>/dev/null
	rm -rf "$work"
}
trap finish EXIT
cd "$work/home" || exit 1
export HOME=$work/home PSQLRC=/dev/null PGHOST=$work/home PGUSER=plate PGDATABASE=postgres
unset PGPORT PGSERVICE PGPASSWORD PGOPTIONS PSQL_EDITOR
"${as[@]}" "$bin/initdb" -D data -U plate -A trust -E UTF8 --no-locale -N >../initdb.log 2>&1 ||
	skip "initdb did not work here"
"${as[@]}" "$bin/postgres" -D data -k "$work/home" -c listen_addresses= -c fsync=off \
	-c shared_buffers=1MB -c max_connections=5 >../server.log 2>&1 &
server=$!
for ((i = 0; i < 600; i++)); do
	psql -Xqc 'select 1' >/dev/null 2>&1 && break
	sleep 0.1
done
psql -Xqc 'select 1' >/dev/null 2>&1 || skip "the server did not start here"

RANDOM=${SQL_ORACLE_SEED:-4711}
one() { local -n list=$1; out=${list[RANDOM % ${#list[@]}]}; }
# shellcheck disable=SC2034
pre=('' '' '' 'select 1; ' '-- x
' '/* a */ ' '/* /* */ */ ' '/* /* '"'"' */ */ ' "select 'a;b'; " "select 'it''s'; "
	'select 1 as "x;y"; ' "select '\\'; " "select E'\\';'; " "select E'a'
'\\'; '; " 'select $$;$$; ' 'select $a$;$b$;$a$; ' 'select 1 as a$b$; ' 'explain '
	'explain analyze ' 'explain (analyze, costs off) ' 'explain (analyze off) '
	'with d as (select 1) ' 'prepare p as ' '\set q '"'"'select 1'"'"'
:q; ' '\echo '"it's"'
' '\echo a \\ ' 'select 1 \g
' 'select 1\; ' "select U&'\\0041;'; " '-- x'$'\r'
	'create function f1() returns int language sql begin atomic select 1; end; '
	'create function f1() returns int language sql begin atomic select 1 as end; '
	'create function f1() returns int language sql begin atomic select 1 as begin; end; '
	'create function f1() returns int language sql as $$ select 1 $$; '
	'create function f1() returns int language sql as $$ '
	'create rule r as on insert to u do also nothing; '
	'copy u from stdin;
1	a
\.
' 'copy nope from stdin;
' "select '" '/* ' 'begin; ' 'select $$' 'values (1); ')
# shellcheck disable=SC2034
act=('drop table t' 'DROP/**/TABLE t cascade' 'drop
table if exists public.t' 'drop table "t"' 'drop owned by plate2, plate3' 'drop schema s cascade'
	'truncate t' 'truncate table only t' 'delete from t' 'delete from only t'
	'delete from "t" as z' 'update t set a=0' 'update only public.t as z set a=0'
	'alter table t drop column a' 'alter table t drop a' 'alter table t alter a drop default'
	'with d as (delete from t returning *) select * from d'
	'copy (delete from t returning *) to stdout' 'do $$ begin drop table t; end $$'
	'do $$ begin if true then delete from t; end if; end $$'
	"do \$\$ begin execute 'drop ' || 'table t'; end \$\$"
	"do \$\$ begin execute format('drop table %I', 't'); end \$\$"
	"do \$\$ declare q text := 'truncate t'; begin execute q; end \$\$"
	"do \$x\$ begin execute \$y\$ delete from t \$y\$; end \$x\$"
	"do \$\$ begin execute E'\\x64rop table t'; end \$\$"
	"do 'begin perform 1; end'" "select 'drop table t' \\gexec
" '\set z '"'"'drop table t'"'"'
:z' '\set z drop
\set z :z '"'"' table t'"'"'
:z' 'merge into t using u on true when matched then delete'
	'merge into t using u on t.id=u.id when matched then delete'
	'select * from t' "select 'drop table t'" 'select 1 as "drop table t"'
	'select $$drop table t$$' 'create table t2 as select * from t' 'drop view if exists w'
	'drop table if exists nope' 'insert into u select * from t' 'analyze t' 'vacuum t'
	'create view w as select 1' 'lock table t' 'select * from t for update')
# shellcheck disable=SC2034
cond=('' '' 'where true' 'where 1=1' "where 'a'='a'" 'where id=id' 'where id=1'
	"where a='x'" 'where id in (1,2)' 'where not false' 'where false' 'where id > 0'
	'where id between 1 and 2' 'where a is not null or true' 'where id is not null'
	'where t.id = id' 'where id in (select id from t)' 'where exists (select 1)'
	'where (((true)))' "where a like '%'" 'where not (id <> id)' 'where a < '"'b'"' or a >= '"'b'"
	'where -1 < id' '/* where id=1 */' '-- where id=1
' 'where coalesce(true,false)' 'where case when true then true end' 'where id >= 1'
	"where a='x' or not a='x'" 'where 2 > 1 and (true or id=7)' "where 't'"
	"where length('a') = 1" 'where id != -1' 'where now() > '"'2001-01-01'" 'where id is not distinct from id'
	'using u' 'using u where t.id=u.id' 'using u where true' 'returning *' 'where true returning *')
# shellcheck disable=SC2034
post=(';' ';' '; select 1;' ';--' ' /* x' '; commit;' ';
' ' */;' "';" '"' '; end;' ' $$;' ' \g
' '; select 1;
\.
' '; execute p;')

for ((i = 0; i < count; i++)); do
	one pre; text=$out
	one act; text+=$out
	case $out in
	delete*) one cond; text+=" $out" ;;
	update*) one cond; case $out in *using*) ;; *) text+=" $out" ;; esac ;;
	esac
	one post; text+=$out
	if ((RANDOM % 5 == 0)); then
		one pre; text+=$'\n'$out; one act; text+=$out; one post; text+=$out
	fi
	printf '%s\0' "$text"
done >../texts
"$driver" postgres -z <../texts >../verdicts || exit 1
mapfile -t verdict <../verdicts
mapfile -d '' -t texts <../texts

# Schemas are the scratch databases: to make one costs no file copy.
fresh="\\set QUIET on
set client_min_messages=error; drop schema if exists public, s cascade; create schema public; create schema s;
create table t (id int primary key, a text default 'x'); create table u (id int, a text); create table s.t (id int);
insert into t values (1,'x'),(2,'y'),(3,'z'); insert into u values (1,'x'),(2,'y'); insert into s.t values (1);"
left="select (select count(*) from public.t where a in ('x','y','z')) > 0
	and (select count(*) from public.u where a in ('x','y','z')) > 0 and (select count(*) from s.t) > 0"
destroyed=0 missed=0 tight=0
for ((i = 0; i < count; i++)); do
	psql -Xq <<<"$fresh" >/dev/null 2>../fresh.log
	psql -Xq <<<"${texts[i]}" >/dev/null 2>&1
	if [ "$(psql -XAtqc "$left" 2>/dev/null)" = t ]; then
		[ "${verdict[i]}" != DESTROYS ] || tight=$((tight + 1))
		continue
	fi
	destroyed=$((destroyed + 1))
	if [ "${verdict[i]}" = HARMLESS ]; then
		missed=$((missed + 1))
		printf '# called harmless: %q\n' "${texts[i]}"
	fi
done
echo "# $count texts, $destroyed destroyed something, $tight were called dangerous without"
if [ "$missed" = 0 ]; then echo "ok 1 - nothing that destroyed was called harmless"; else echo "not ok 1 - $missed called harmless"; fi
if [ "${#verdict[@]}" = "$count" ] && [ "$destroyed" -ge $((count / 6)) ] && [ "$destroyed" -le $((count * 3 / 4)) ]; then
	echo "ok 2 - the texts are worth the name"
else
	echo "not ok 2 - $destroyed of $count texts destroyed anything"
fi
benign=0
for text in "select 'drop table t'" 'delete from t where id=9' '/* drop table t */' 'explain delete from t' \
    'update t set a=1 where id=9' '\echo drop table t' 'create function g() returns void as $$ drop table t $$ language sql'; do
	psql -Xq <<<"$fresh" >/dev/null 2>&1
	psql -Xq <<<"$text;" >/dev/null 2>&1
	word=$("$driver" postgres <<<"$text;" | tail -n 1)
	if [ "$(psql -XAtqc "$left" 2>/dev/null)" != t ] || [ "$word" != HARMLESS ]; then
		benign=$((benign + 1))
		printf '# %s: %s\n' "$word" "$text"
	fi
done
if [ "$benign" = 0 ]; then echo "ok 3 - harmless texts are called so"; else echo "not ok 3 - $benign harmless texts"; fi
echo 1..3
