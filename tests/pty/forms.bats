#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# A command that only the second check sees (PS0, no Enter) is dropped whole, whatever its form.

load lib

# Each form touches FORBIDDEN-something if any part of it runs.
forms() {
	cat <<'F'
touch FORBIDDEN
{ :; } >FORBIDDEN
( : ) >FORBIDDEN
( touch FORBIDDEN )
{ touch FORBIDDEN; } &
touch FORBIDDEN &
for i in 1; do touch FORBIDDEN; done
for i in 1; do :; done >FORBIDDEN
for i in $(touch FORBIDDEN); do :; done
while touch FORBIDDEN; do break; done
while :; do break; done >FORBIDDEN
until touch FORBIDDEN; do break; done
if touch FORBIDDEN; then :; fi
if :; then :; fi >FORBIDDEN
case $(touch FORBIDDEN) in *) ;; esac
case x in *) ;; esac >FORBIDDEN
[[ -n $(touch FORBIDDEN) ]]
[[ x ]] >FORBIDDEN
(( $(touch FORBIDDEN; echo 1) ))
time { :; } >FORBIDDEN
! { :; } >FORBIDDEN
true | touch FORBIDDEN
true && touch FORBIDDEN
false || touch FORBIDDEN
f() { touch FORBIDDEN; }; f
coproc touch FORBIDDEN
x=$(touch FORBIDDEN)
>FORBIDDEN
exec >FORBIDDEN
cat <(touch FORBIDDEN)
select i in $(touch FORBIDDEN); do break; done
: "${x:=$(touch FORBIDDEN)}"
F
}

script_of() {	# script_of SUFFIX: the forms, then one line that shows
	echo prompt
	echo 'send bind '"'"'"\\C-t": accept-line'"'"'\r'
	echo prompt
	local line
	while IFS= read -r line; do
		line=${line//\\/\\\\}
		echo "send ${line//FORBIDDEN/$1}\\ct"
		[ "$1" = FORBIDDEN ] && echo 'expect nothing of the line ran'
		echo "expect 2004h@@ "
	done < <(forms | if [ "$1" = FORBIDDEN ]; then cat; else
		grep -v -e '^exec' -e '&$' -e ^select -e ^coproc; fi)
	echo 'send exit 0\ct'
	echo 'wait-exit 0'
}

@test "none of the forms has any effect when refused" {
	script_of FORBIDDEN | proxy
	ls
	[ ! -e FORBIDDEN ]
	[ "$(grep -c '^judge:.*FORBIDDEN' log)" -eq "$(forms | wc -l)" ]
}

@test "allowed, the same forms do" {
	script_of ALLOWED | proxy
	[ -e ALLOWED ]
}
