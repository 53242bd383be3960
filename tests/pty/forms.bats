#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# A command that only the second check sees (PS0, no Enter) is dropped whole, whatever its form.

load lib

# Each form makes the file FORBIDDEN if any part of it runs.
forms() {
	cat <<'F'
touch FORBIDDEN
{ :; } >FORBIDDEN
( : ) >FORBIDDEN
( touch FORBIDDEN )
{ touch FORBIDDEN; } & wait
touch FORBIDDEN & wait
for i in 1; do touch FORBIDDEN; done
for i in 1; do :; done >FORBIDDEN
for i in $(touch FORBIDDEN); do :; done
for ((i = $(touch FORBIDDEN; echo 0); i < 1; i++)); do :; done
while touch FORBIDDEN; do break; done
while :; do break; done >FORBIDDEN
while :; do break; done < <(touch FORBIDDEN)
until touch FORBIDDEN; do break; done
if touch FORBIDDEN; then :; fi
if :; then :; fi >FORBIDDEN
if false; then :; elif touch FORBIDDEN; then :; fi
if false; then :; else touch FORBIDDEN; fi
case $(touch FORBIDDEN) in *) ;; esac
case x in x) touch FORBIDDEN ;; esac
case x in *) ;; esac >FORBIDDEN
[[ -n $(touch FORBIDDEN) ]]
[[ x ]] >FORBIDDEN
(( $(touch FORBIDDEN; echo 1) ))
let "x=$(touch FORBIDDEN; echo 1)"
time { :; } >FORBIDDEN
time touch FORBIDDEN
! { :; } >FORBIDDEN
! touch FORBIDDEN
true | touch FORBIDDEN
touch FORBIDDEN | cat
{ touch FORBIDDEN; } |& cat
true && touch FORBIDDEN
false || touch FORBIDDEN
:; touch FORBIDDEN
f() { touch FORBIDDEN; }; f
g() { :; } >FORBIDDEN; g
coproc touch FORBIDDEN
x=$(touch FORBIDDEN)
a[$(touch FORBIDDEN; echo 0)]=1
declare y=$(touch FORBIDDEN)
>FORBIDDEN
: {fd}>FORBIDDEN
exec {fd}>FORBIDDEN
cat <(touch FORBIDDEN)
cat <<<"$(touch FORBIDDEN)"
read -r z < <(touch FORBIDDEN)
select i in $(touch FORBIDDEN); do break; done
: "${n:=$(touch FORBIDDEN)}"
echo $((x = $(touch FORBIDDEN; echo 1)))
eval 'touch FORBIDDEN'
. <(echo touch FORBIDDEN)
command touch FORBIDDEN
F
}

# Typed with a key that is not the hook's, each in turn; $? after it.
typed() {	# typed NAME: in the place of FORBIDDEN
	local line n=0
	printf '%s\n' prompt 'send bind '"'"'"\\C-t": accept-line'"'"'\r' prompt
	while IFS= read -r line; do
		line=${line//\\/\\\\}
		if [ "$1" = FORBIDDEN ]; then
			printf '%s\n' "send $line\\ct" 'expect nothing of the line ran' \
				prompt 'send echo "st=$?"\r' 'expect st=130' prompt
		else
			n=$((n + 1))
			printf '%s\n' "send ${line//FORBIDDEN/$1$n}\\ct" "wait-file $1$n" \
				prompt 'send x= n=\r' prompt
		fi
	done < <(forms)
	printf '%s\n' 'send exit 0\r' 'wait-exit 0'
}

@test "none of the 53 forms has any effect when refused; \$? is 130" {
	typed FORBIDDEN | proxy
	ls
	[ ! -e FORBIDDEN ]
	[ "$(forms | wc -l)" -eq 53 ]
	[ "$(grep -c '^judge:.*FORBIDDEN' log)" -eq 53 ]
	! grep -q reduced log
}

@test "allowed, each of the same forms does" {
	typed ALLOWED | proxy
	[ "$(ls ALLOWED* | wc -l)" -eq 53 ]
}

@test "the rest of a paste after a refused command does not run either" {
	proxy <<'S'
prompt
send bind '"\\C-t": accept-line'\r
prompt
send \e[200~touch a; : FORBIDDEN\r: two\rtouch c\e[201~\ct
expect nothing of the line ran
prompt
send \cu
send touch b\r
wait-file b
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e a ] && [ ! -e c ]
}
