#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# Line ownership: shells without hooks (dash, busybox) get their lines from the proxy, whole and judged.

load lib
load installed
load ownshell

@test "a refused list runs nothing and comes back for editing, its twin runs" {
	each <<'S'
prompt
send touch a && kubectl delete pvc x && touch b\r
expect refused by the floor: kubectl delete pvc
expect @@ touch a && kubectl delete pvc x && touch b
send \cuecho 'kubectl delete pvc x' >c\r
prompt
send \e[A\e[A
expect touch a && kubectl delete pvc x
send \cu(exit 3)\r
prompt
send echo "st=$?" >d; kubectl get pvc\r
prompt
send exit 7\r
wait-exit 7
same-modes
S
	check '[ ! -e p/a ] && [ ! -e p/b ] && [ -s p/c ]'
	check '[ "$(cat canary)" = "get pvc" ] && [ "$(cat p/d)" = st=3 ]'
	check 'grep -q "\"rule\":\"kubectl delete pvc\"" $log'
	check 'grep "\"kind\":\"exit\"" $log | grep -q "\"status\":3"'
}

@test "a text over several lines is one unit; ^C drops it" {
	each <<'S'
prompt
send for i in 1 2\r
expect \e[?2004h> 
send do echo n$i\r
expect \e[?2004h> 
send done >a\r
prompt
send cat <<E >b\r
expect \e[?2004h> 
send it's "\r
expect \e[?2004h> 
send E\r
prompt
send echo 'x\r
expect \e[?2004h> 
send y\cc
again
send if kubectl delete pvc x\r
expect \e[?2004h> 
send then touch c; fi\r
expect refused by the floor
expect @@ if kubectl
send \cc
again
send \e[A
expect if kubectl delete pvc x\r\nthen
send \cc
again
send exit 0\r
wait-exit 0
S
	check '[ "$(cat p/a)" = "n1
n2" ] && [ "$(cat p/b)" = "it'"'"'s \"" ] && [ ! -e p/c ] && [ ! -e canary ]'
}

@test "a paste of several lines is judged as one" {
	each <<'S'
prompt
send \e[200~touch a\rkubectl delete pvc x\rtouch b\e[201~
expect touch b
send \r
expect refused by the floor
expect @@ touch a
send \cc
again
send \e[200~touch c\rkubectl get pvc\rtouch d\e[201~
expect touch d
send \r
prompt
send exit 0\r
wait-exit 0
S
	check '[ ! -e p/a ] && [ ! -e p/b ] && [ -e p/c ] && [ -e p/d ]'
	check '[ "$(cat canary)" = "get pvc" ]'
}

@test "job control: ^C, ^Z, fg, a loop of the shell's own; the status is kept" {
	each <<'S'
prompt
send sh -c 'touch s1; exec sleep 300'; touch after\r
wait-file s1
send \cc
prompt
send echo c=$? >c\r
prompt
send sh -c 'while :; do : >s2; done'\r
wait-file s2
send \cz
expect topped
prompt
send jobs >j; mv s2 s4; fg\r
wait-file s4
wait-file s2
send \cc
prompt
send : >s3; while :; do :; done\r
wait-file s3
send \cc
prompt
send exit 0\r
wait-exit 0
S
	check '[ "$(cat p/c)" = c=130 ] && [ ! -e p/after ] && grep -q topped p/j'
}

@test "the history: kept for the next session, not what begins with a blank; safe" {
	each <<'S'
prompt
send echo one\r
prompt
send  echo secret\r
prompt
send printf '%s\\n' "two\r
expect \e[?2004h> 
send lines"\r
prompt
send exit 0\r
wait-exit 0
S
	check '[ "$(stat -c %a state/bashplate/history)" = 600 ]'
	check '! grep -q secret state/bashplate/history'
	each <<'S'
prompt
send \e[A\e[A
expect two\r\nlines
send \cc
again
send \cRone
expect echo one
send \r
expect one\r\n
prompt
send exit 0\r
wait-exit 0
S
	check 'cp state/bashplate/history kept && rm state/bashplate/history &&
		ln -s ../../kept state/bashplate/history'
	each <<'S'
expect history is not used
prompt
send echo through the link\r
prompt
send exit 0\r
wait-exit 0
S
	check '! grep -q through kept'
	check 'rm state/bashplate/history'
	each HISTFILE= <<'S'
prompt
send echo no file\r
prompt
send exit 0\r
wait-exit 0
S
	check '[ ! -e state/bashplate/history ]'
}

@test "completion: commands, files with blanks, a choice; nothing is run" {
	own_files() { mkdir -p p/dir p/dir2; : >"p/sp ace 'one'.txt"; }
	for name in dash busybox bash; do
		own_home "$name" "/bin/$name"
		own_files
	done
	each <<'S'
prompt
send kubec\t
expect tl 
send get s\t
expect p\\ ace\\ \\'one\\'.txt 
send \r
prompt
send cat <"sp\t
expect ace 'one'.txt" 
send \r
prompt
send ls d\t\t
expect dir/   dir2/
expect ls dir
send \cc
again
send exit 0\r
wait-exit 0
S
	check '[ "$(cat canary)" = "get sp ace '"'one'"'.txt" ]'
}

@test "vi keys through ~/.editrc; what would start a program is left out" {
	for name in dash busybox bash; do
		own_home "$name" "/bin/$name"
		printf '%s\n' 'bind -v' 'bind -a K vi-histedit' 'echotc bl' \
			'bind ^X ed-move-to-beg' 'cat:bind ^A ed-newline' >.editrc
		printf '#!/bin/sh\ntouch "%s/edited"\n' "$PWD" >bin/vi
		chmod 755 bin/vi
	done
	each <<'S'
expect ~/.editrc: 2 lines left out
prompt
send echo wrong\ebcwright >a
expect right >a
send \r
prompt
send echo b\evKi >c\r
prompt
send right\cXecho \r
expect right\r\n
prompt
send exit 0\r
wait-exit 0
S
	check '[ "$(cat p/a)" = right ] && [ ! -e edited ]'
}

@test "^D leaves; with stopped jobs only the second time" {
	OWN_ONLY="/bin/dash /bin/busybox"
	each <<'S'
prompt
send sh -c 'kill -STOP $$'\r
expect topped
prompt
send \cd
expect topped jobs
prompt
send \cd
wait-exit 0
same-modes
S
	check 'grep "\"kind\":\"line\"" $log | grep -q "\"exit\""'
}

@test "what a shell reads otherwise reaches into no other line" {
	OWN_ONLY="/bin/dash /bin/busybox"
	each <<'S'
prompt
send echo $'a\\'b\r
expect refused by the parser
expect @@ echo
send \cua=(1 2)\r
expect refused by the parser
expect are read as POSIX sh
expect @@ a=(1 2)
send \cuset -e; set -x; echo plain >a; set +x; set +e\r
prompt
send readonly q=1; q=2\r
prompt
send touch b\r
prompt
send exit 0\r
wait-exit 0
S
	check '[ "$(cat p/a)" = plain ] && [ -e p/b ]'
}

@test "left-guard: the shell becomes another program, which is said and logged" {
	OWN_ONLY="/bin/dash /bin/busybox"
	each <<'S'
prompt
send exec cat\r
expect bashplate: left-guard: the shell was replaced
send to the program\r
expect to the program\r\nto the program
send \cd
wait-exit 0
S
	check 'grep -q "\"kind\":\"left-guard\"" $log'
}

@test "aliases, functions and variables of earlier lines are known" {
	each <<'S'
prompt
send x=kubectl\r
prompt
send $x delete pvc y\r
expect refused by the floor
expect @@ $x
send \cuf() { kubectl delete pvc z; }\r
prompt
send f\r
expect refused by the floor
expect @@ f
send \cualias k='kubectl delete pvc'\r
prompt
send k q\r
expect refused by the floor
expect @@ k q
send \cukubectl get pvc\r
prompt
send exit 0\r
wait-exit 0
S
	check '[ "$(cat canary)" = "get pvc" ]'
}

@test "the guard's own commands are typed at this prompt too, the keys work" {
	operator() {
		HOME=$H XDG_STATE_HOME=$H/state XDG_CONFIG_HOME=$H/.config \
			"$top_builddir/tests/ctl/make_operator" four-stones-under
	}
	for name in dash busybox bash; do
		own_home "$name" "/bin/$name"
		operator
	done
	each <<'S'
prompt
send docker kill web\r
expect refused by the block set: process/docker-stop
expect @@ docker kill web
send \curelease-window 2h mending it\r
expect Passphrase: 
send four-stones-under\r
expect is open for session
again
send docker kill web\r
prompt
send echo ke\x1dw
expect mending it
expect @@ echo ke
send pt\r
expect kept\r\n
prompt
send /window-status\r
expect mending it
again
send close-window\r
expect 1 closed
again
send docker kill web\r
expect refused by the block set
expect @@ docker kill
send \cuexit 0\r
wait-exit 0
same-modes
S
	check '[ "$(cat canary)" = "kill web" ]'
	check '! grep -re four-stones state/bashplate/history $log'
	check '! grep -e release-window -e window-status state/bashplate/history'
	check 'grep "\"kind\":\"window\"" $log | grep -q "\"why\":\"mending it\""'
}

@test "aliases and functions of startup files are known, login and not" {
	for name in dash busybox bash; do
		own_home "$name" "/bin/$name"
		echo 'alias ku=kubectl; del() { kubectl delete pvc "$1"; }' >rc
		echo 'export ENV=$HOME/rc PS1="@@ " PATH=$HOME/bin:$PATH
alias kp="kubectl delete pvc"' >.profile
		echo 'alias echo=kubectl' >.bashrc
	done
	OWN_ONLY="/bin/dash /bin/busybox"
	each -+ -l <<'S'
prompt
send ku delete pvc x\r
expect refused by the floor
expect @@ ku
send \cudel x\r
expect refused by the floor
expect @@ del
send \cukp x\r
expect refused by the floor
expect @@ kp
send \cuecho delete pvc x >a\r
prompt
send kubectl get pvc\r
prompt
send exit 0\r
wait-exit 0
S
	check '[ "$(cat canary)" = "get pvc" ] && [ "$(cat p/a)" = "delete pvc x" ]'
}
