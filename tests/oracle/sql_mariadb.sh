#!/bin/bash
# SPDX-License-Identifier: ISC
# A MariaDB server started here, with a folder and a socket of its own and no
# network, and the real client decide what a text does to a scratch database:
# none that dropped or emptied a table may be called harmless.
set -u
driver=$(cd "${top_builddir:-.}" && pwd)/tests/oracle/sql_driver
count=${SQL_ORACLE_COUNT:-240}
skip() { echo "1..0 # SKIP $1"; exit 0; }
PATH=$PATH:/usr/sbin:/usr/local/sbin
for program in mariadbd mariadb mariadb-install-db; do
	command -v $program >/dev/null || skip "no $program (Debian: mariadb-server)"
done

# The server refuses to run as root.
as=()
if [ "$(id -u)" = 0 ]; then
	command -v setpriv >/dev/null || skip "root without setpriv (Debian: util-linux)"
	as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
fi
work=$(mktemp -d /tmp/mariaoracle.XXXXXX) || exit 1
chmod 755 "$work"
mkdir "$work/home"
[ "$(id -u)" != 0 ] || chown 65534:65534 "$work/home"
server=
finish() {
	[ -z "$server" ] || { kill "$server"; wait "$server"; } 2>/dev/null
	rm -rf "$work"
}
trap finish EXIT
cd "$work/home" || exit 1
export HOME=$work/home TMPDIR=$work/home
unset MYSQL_HOST MYSQL_PWD MYSQL_TCP_PORT MYSQL_UNIX_PORT MARIADB_HOST
common=(--no-defaults "--datadir=$work/home/data" --innodb=OFF --default-storage-engine=MyISAM)
"${as[@]}" mariadb-install-db "${common[@]}" --auth-root-authentication-method=normal \
	--skip-test-db --skip-name-resolve --force >../install.log 2>&1 ||
	skip "mariadb-install-db did not work here"
"${as[@]}" mariadbd "${common[@]}" "--socket=$work/home/s" "--pid-file=$work/home/pid" "--tmpdir=$work/home" \
	--skip-networking --skip-grant-tables --skip-log-bin --key-buffer-size=64K --event-scheduler=OFF \
	>../server.log 2>&1 &
server=$!
client() { mariadb --no-defaults -S "$work/home/s" --batch "$@"; }
for ((i = 0; i < 600; i++)); do
	client -e 'select 1' >/dev/null 2>&1 && break
	sleep 0.1
done
client -e 'select 1' >/dev/null 2>&1 || skip "the server did not start here"
echo 'drop table t;' >plan.sql
chmod 644 plan.sql

RANDOM=${SQL_ORACLE_SEED:-4711}
one() { local -n list=$1; out=${list[RANDOM % ${#list[@]}]}; }
# shellcheck disable=SC2034
pre=('' '' '' '' 'select 1; ' '-- x
' '--x
' '# it'"'"'s
' '/* a */ ' '/* /* */ ' '/*! select 1 */; ' '/*!99999 ' '/*!50000 ' '/*M! ' '/*M!100100 ' '/*M!999999 '
	"select 'a;b'; " "select 'it''s'; " "select 'it\\'s'; " "select '\\\\'; " 'select "x;y"; ' 'select "a\";b"; '
	'select `;` from (select 1 as `;`) q; ' 'select 1 as `a``;`; ' 'explain ' 'explain extended ' 'analyze ' 'desc '
	'with d as (select 1) ' 'delimiter //
' 'delimiter $$
' 'DELIMITER ;;
' 'delimiter drop
' "set sql_mode='ansi_quotes'; " "set sql_mode='no_backslash_escapes'; select '\\'; " "set session sql_mode=''; "
	'prepare p from '"'" "prepare p from 'select 1'; " 'set @q = '"'" 'begin; ' 'begin not atomic ' 'start transaction; '
	'create procedure p1() select 1; ' 'create procedure p1() begin select 1; end; ' 'create procedure p1() '
	'create trigger tr before insert on u for each row ' 'create event e1 on schedule every 1 day do '
	'create function f1() returns int return 1; ' "select '" 'select "' 'select `' '/* ' '\s
' '\w
' 'select 1\g ' 'select 1\G ' 'select 1\c ' '\! true
' 'system true
' 'pager cat
' 'tee /dev/null
' 'use scratch
' 'use scratch; ' 'values (1),(2); ' "select x'41'; " "select _utf8'a'; " "select n'a'; " 'nowarning
' 'lock tables t write; ' 'select 1 -- ; ' 'select 1 --; ' 'select 1--1; ' 'do 1; ' 'flush tables; ')
# shellcheck disable=SC2034
act=('drop table t' 'DROP/**/TABLE t cascade' 'drop
table if exists scratch.t' 'drop table `t`' 'drop tables u, t' 'drop/*!*/table t' '/*!drop*/ table t' '/*!50000drop*/ table t'
	'/*M!drop table t*/' '/*M!100100 drop table t */' '/*!999999 drop table t */' 'drop database scratch' 'drop schema if exists scratch'
	'drop temporary table if exists t' 'truncate t' 'truncate table scratch.t' 'truncate/**/`t`'
	'delete from t' 'delete from scratch.t' 'delete low_priority quick ignore from t' 'delete t from t' 'delete from t using t'
	'delete t, u from t join u' 'delete t.* from t' 'delete x from t as x' 'delete from t order by id limit 100'
	'update t set a=0' 'update low_priority ignore scratch.t set a=0' 'update t, u set t.a=0' 'update t as z set z.a=0 order by id'
	'replace into t select id, 0 from t' "replace into t values (9, 'q')" "insert into t values (1,'x') on duplicate key update a='x'"
	'alter table t drop column a' 'alter table t drop a' 'alter table t drop primary key' 'alter ignore table t drop column if exists a'
	'create or replace table t (id int)' 'create table if not exists t (id int)' 'create table t2 like t'
	"execute immediate 'drop table t'" "execute immediate concat('drop ', 'table t')" "set @q='drop table t'; prepare s from @q; execute s"
	"prepare s from 'truncate t'; execute s" "prepare s from concat('dr', 'op table t'); execute s"
	'begin not atomic drop table t; end' 'begin not atomic if 1 then delete from t; end if; end'
	"begin not atomic execute immediate 'delete from t'; end" 'for i in 1..1 do delete from t; end for'
	'create procedure p2() drop table t; call p2()' 'create procedure p3() begin delete from t; end; call p3()'
	'source plan.sql' '\. plan.sql' 'source plan.sql;' 'select 1; source plan.sql'
	'select * from t' "select 'drop table t'" 'select "drop table t"' 'select 1 as `drop table t`' "select 'drop table t' into @q"
	'create table t3 as select * from t' 'drop view if exists w' 'drop table if exists nope' 'drop index ti on t'
	'insert into u select * from t' 'analyze table t' 'optimize table t' 'create view w as select 1' 'select truncate(1.5,1)'
	'handler t open' 'show create table t' 'rename table nope to nope2' 'kill query 999999' "select sleep(0)")
# shellcheck disable=SC2034
cond=('' '' 'where true' 'where 1' 'where 1=1' "where 'a'='a'" 'where t.id=t.id' 'where id=1' "where a='x'" 'where id in (1,2)'
	'where not false' 'where false' 'where 0' 'where id > 0' 'where id between 1 and 2' 'where a is not null or true'
	'where id is not null' 'where id in (select 1)' 'where exists (select 1)' 'where (((true)))' "where a like '%'" 'where a rlike '"'.'"
	'where not (id <> id)' "where a < 'b' or a >= 'b'" 'where -1 < id' '/* where id=1 */' '-- where id=1
' '# where id=1
' '/*! where id=1 */' '/*!999999 where id=1 */' '--where id=1
' 'where coalesce(true,false)' 'where case when true then true end' 'where id >= 1' "where a='x' or not a='x'"
	'where 2 > 1 and (true or id=7)' "where length('a') = 1" 'where id != -1' 'where 1 && 1' 'where 1 || id=7' 'where !0' 'where ~0'
	'where id <=> id' 'where 0x1' "where b'1'" 'where null is null' 'where 1 xor 0' 'limit 100' 'where id=1 limit 1' 'where "a"="a"'
	"where 'b' > 'a'" 'where id div 1' 'where id mod 1 = 0' 'where now() > "2001-01-01"' 'where @@version is not null' 'where rand() < 2')
# shellcheck disable=SC2034
post=(';' ';' ';' '' '; select 1;' ';-- ' ' /* x' '; commit;' ';
' ' */;' "';" "'; execute p;" "'; prepare p from @q; execute p;" '"' '`;' '; end;' ' //
' ' $$
' ';;
' '\g
' '\G' ' //
delimiter ;
select 1;' '; end //
call p1() //
' ' drop
' '; call p1();')

for ((i = 0; i < count; i++)); do
	one pre; text=$out
	one act; text+=$out
	case $out in
	delete*order* | delete*t,* | update*order*) ;;
	delete* | update*) one cond; text+=" $out" ;;
	esac
	one post; text+=$out
	if ((RANDOM % 5 == 0)); then
		one pre; text+=$'\n'$out; one act; text+=$out; one post; text+=$out
	fi
	printf '%s\0' "$text"
done >../texts
"$driver" mysql -z <../texts >../verdicts || exit 1
mapfile -t verdict <../verdicts
mapfile -d '' -t texts <../texts

fresh="drop database if exists scratch; create database scratch; use scratch;
create table t (id int primary key, a varchar(9) default 'x', key ti (a)); create table u (id int, a varchar(9));
insert into t values (1,'x'),(2,'y'),(3,'z'); insert into u values (1,'x'),(2,'y');"
left="select (select count(*) from scratch.t where a in ('x','y','z')) > 0
	and (select count(*) from scratch.u where a in ('x','y','z')) > 0"
destroyed=0 missed=0 tight=0
client -e "$fresh"
for ((i = 0; i < count; i++)); do
	client scratch <<<"${texts[i]}" >/dev/null 2>&1
	# What a text left locked or redefined ends with its connection.
	state=$(client -N -e "$left; $fresh" 2>/dev/null)
	if [ "$state" = 1 ]; then
		[ "${verdict[i]}" != DESTROYS ] || tight=$((tight + 1))
		continue
	fi
	client -e "$fresh" 2>/dev/null
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
    'update t set a=1 where id=9' '# drop table t' '/*!999999 drop table t */' 'select `id` as `drop table t` from t' \
    'create procedure g() drop table t' 'select truncate(1.5, 1)' "select 'it\\'s'; -- drop table t" 'delete from t where id=9 limit 1'; do
	client scratch <<<"$text;" >/dev/null 2>&1
	word=$("$driver" mysql <<<"$text;" | tail -n 1)
	if [ "$(client -N -e "$left; $fresh" 2>/dev/null)" != 1 ] || [ "$word" != HARMLESS ]; then
		benign=$((benign + 1))
		printf '# %s: %s\n' "$word" "$text"
	fi
done
if [ "$benign" = 0 ]; then echo "ok 3 - harmless texts are called so"; else echo "not ok 3 - $benign harmless texts"; fi
echo 1..3
