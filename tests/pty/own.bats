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
prompt
send if kubectl delete pvc x\r
expect \e[?2004h> 
send then touch c; fi\r
expect refused by the floor
expect @@ if kubectl
send \cc
prompt
send \e[A
expect if kubectl delete pvc x\r\nthen
send \cc
prompt
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
prompt
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
send sh -c 'touch s2; exec sleep 300'\r
wait-file s2
send \cz
expect topped
prompt
send jobs >j; fg\r
expect sleep 300
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

@test "what is typed ahead goes to the program that reads; what is left is judged" {
	each <<'S'
prompt
send touch s1; read x; echo "$x" >a\r
wait-file s1
send for the program\r
prompt
send sh -c 'touch s2; while [ ! -e go ]; do sleep 0.05; done'\r
wait-file s2
send kubectl delete pvc x\r
send touch b\r
expect touch b
create go
expect refused by the floor
expect @@ kubectl delete pvc x
send \cc
prompt
send sh -c 'touch s3; while [ ! -e og ]; do sleep 0.05; done'\r
wait-file s3
send kubectl get pvc\r
expect get pvc
create og
wait-file ../canary
prompt
send exit 0\r
wait-exit 0
S
	check '[ "$(cat p/a)" = "for the program" ] && [ ! -e p/b ]'
	check '[ "$(cat canary)" = "get pvc" ]'
}

@test "a hidden prompt: what is typed there is in no log and no history" {
	each <<'S'
prompt
send stty -echo; touch s1; read x; stty echo; echo "${#x}" >a\r
wait-file s1
send four-stones-under\r
prompt
send stty -echo; touch s2; bash -c 'until read -t 0; do sleep 0.05; done'; stty echo\r
wait-file s2
send five-stones-under\r
prompt
send echo fine\r
expect fine\r\n
prompt
send exit 0\r
wait-exit 0
S
	check '[ "$(cat p/a)" = 17 ]'
	check '! grep -re stones-under $log state/bashplate/history'
}

@test "a program that shows what looks like the shell's answer fools nobody" {
	each <<'S'
prompt
send printf '\\033]7717;%032d\\a0\\033]7717;%032d\\a' 0 0; touch s1; read x; echo "$x" >a\r
wait-file s1
send secret of the program\r
prompt
send exit 0\r
wait-exit 0
S
	check '[ "$(cat p/a)" = "secret of the program" ]'
	check '! grep -r "secret of" $log state/bashplate/history'
}
