#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The installed shell at a prompt: the real rules, floor, window keys and log.

load lib
load installed

@test "a floor command in a list runs nothing, its quoted twin runs" {
	person <<'S'
prompt
send touch a && kubectl delete pvc x && touch b\r
expect refused by the floor: kubectl delete pvc
send \cuecho 'kubectl delete pvc x' > c\r
prompt
send exit 7\r
wait-exit 7
same-modes
S
	[ ! -e p/a ] && [ ! -e p/b ] && [ ! -e canary ] && [ -s p/c ]
	grep -q '"rule":"kubectl delete pvc"' state/bashplate/log.jsonl
}

@test "variables, functions and aliases of earlier lines are known" {
	person <<'S'
prompt
send x=kubectl\r
prompt
send $x delete pvc y\r
expect refused by the floor
send \cuf() { kubectl delete pvc z; }\r
prompt
send f\r
expect refused by the floor
send \cualias k='kubectl delete pvc'\r
prompt
send k q\r
expect refused by the floor
send \cux=echo; $x fine > d\r
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e canary ] && [ -s p/d ]
}

@test "a line with a syntax error hides nothing of the session's past" {
	person <<'S'
prompt
send x=)\r
prompt
send f() { kubectl delete pvc z; }\r
prompt
send f\r
expect refused by the floor
send \cu!(kubectl delete pvc z)\r
expect refused by
send \cuecho fine > d\r
prompt
send exit 0\r
wait-exit 0
S
	[ ! -e canary ] && [ -s p/d ]
}

@test "aliases and functions of startup files, and those made out of sight" {
	cat >>.bashrc <<'R'
alias ku=kubectl
del() { kubectl delete pvc "$1"; }
. <(sh ~/gen)
R
	echo 'echo "alias kk=kubectl; hidden() { kubectl delete pvc \"$1\"; }"' >gen
	person <<'S'
prompt
send ku delete pvc x\r
expect refused by the floor
expect @@ k
idle
send \cudel x\r
expect refused by the floor
expect @@ d
idle
send \cukk delete pvc y\r
expect refused by the floor
expect @@ k
idle
send \cu"hid"den x\r
expect refused by the floor
expect @@ "
idle
send \cukk get pvc\r
prompt
send unalias ku kk; unset -f hidden del\r
prompt
send ku delete pvc x || hidden y || echo gone >gone\r
prompt
send exit 0\r
wait-exit 0
S
	[ "$(cat canary)" = "get pvc" ] && [ -s p/gone ]
}

@test "what the later lines of a paste define is known after it" {
	person <<'S'
prompt
send \e[200~true\ralias kz='kubectl delete pvc'\rlater() { kubectl delete pvc z; }\e[201~\r
prompt
send kz x\r
expect refused by the floor
expect @@ k
idle
send \culater\r
expect refused by the floor
expect @@ l
idle
send \cualias kz='kubectl get'; later() { kubectl get y; }\r
prompt
send kz pvc; later\r
prompt
send exit 0\r
wait-exit 0
S
	[ "$(cat canary)" = "get pvc
get y" ]
}

@test "eval, a sourced file, fc: what they run is judged, what the history holds is refused" {
	person <<'S'
prompt
send echo 'kubectl delete pvc x' >bad; echo 'kubectl get pvc' >good\r
prompt
send eval 'kubectl delete' pvc x\r
expect refused by the floor
send \cu. ./bad\r
expect refused by the floor
send \cusource bad\r
expect refused by the floor
send \cukubectl delete pvc x\r
expect refused by the floor
send \cufc -s kubectl\r
expect refused by the unknown rules
send \cufc -ls kubectl\r
expect refused by the unknown rules
send \cuFCEDIT=true fc\r
expect refused by the unknown rules
send \cueval '. ./good'\r
prompt
send fc -l -1 >listed\r
prompt
send exit 0\r
wait-exit 0
S
	[ "$(cat canary)" = "get pvc" ] && grep -q "good'" p/listed
}

@test "a window does not lift what the history may hold of the floor" {
	qualified
	person <<'S'
prompt
send kubectl delete pvc x\r
expect refused by the floor
send \curelease-window 2h mending it\r
expect Passphrase: 
send four-stones-under\r
expect is open for session
prompt
send docker kill web\r
prompt
send fc -s kubectl\r
expect refused by
send \cuclose-window\r
prompt
send exit 0\r
wait-exit 0
S
	[ "$(cat canary)" = "kill web" ]
}

@test "a policy shell whose lines cannot be judged: bash takes its place, and it is said" {
	mkdir -p .config/bashplate
	echo '{ "shell": "/bin/true" }' \
		>.config/bashplate/policy.json
	chmod 600 .config/bashplate/policy.json
	person <<'S'
expect /bin/true is no shell whose lines can be judged
prompt
send kubectl delete pvc x\r
expect refused by the floor
expect @@ k
idle
send \cuexit 0\r
wait-exit 0
S
	[ ! -e canary ]
}
