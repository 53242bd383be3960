# SPDX-License-Identifier: ISC
# What a gate refuses is asked for: one program with its words and its file,
# or one signal to one process. Approved, the same command passes once.

load lib

# An agent's own session could not approve it.
no_agent=1
PASS='four stones under a bridge'

ctl() {
	"$top_builddir/platectl" "$@"
}

approve() {
	ctl approve "$@" --passphrase-fd 9 9<<<"$PASS"
}

operator() {
	"$top_builddir/tests/ctl/make_operator" "$PASS"
}

# The request that the last refusal names.
asked() {
	id=$(grep '^{"verdict":' <<<"$output" | tail -n 1 | jq -r .request)
	[[ $id =~ ^[0-9a-z]{6}$ ]]
}

no_request() {
	[ "$(grep '^{"verdict":' <<<"$output" | tail -n 1 | jq -r .request)" = null ]
}

# A process of ours that is no member of the session: $victim.
stranger() {
	sleep 300 3>&- &
	victim=$!
	victims="${victims-} $victim"
}

# leads PID: it has a group of its own by now.
leads() {
	[ "$(ps -o pgid= -p "$1" | tr -d ' ')" = "$1" ]
}

# Words that the line gate cannot read.
cat_() {
	printf '%s' 'k=$(cat word); "$k" delete pod '"$1"
}

uses() {
	[ "$(ctl log --format json | grep -c '"event":"use"')" -eq "$1" ]
}

setup_words() {
	operator
	echo kubectl >word
}

@test "a program: refused with a request, approved, passes once" {
	setup_words
	run guarded "$(cat_ x)"
	has 'refused by the block set: kubernetes/'
	lacks 'ran kubectl'
	asked
	has "platectl approve $id (this command, once)"
	run ctl requests
	has "$id  open     program"
	has 'kubectl delete pod x'
	run ctl requests --format json
	[ "$(jq -r '.[0] | .what, .command, .line' <<<"$output")" = "program
kubectl delete pod x
$(cat_ x)" ]
	[[ $(jq -r '.[0].file' <<<"$output") == "$T/stub/kubectl (inode "* ]]
	run approve "$id"
	[ "$status" -eq 0 ]
	has '    | kubectl delete pod x'
	has "file:    $T/stub/kubectl (inode "
	has "folder:  $PWD"
	has "    : $(cat_ x)"
	run guarded "$(cat_ x)"
	[ "$output" = 'ran kubectl delete pod x' ]
	run guarded "$(cat_ x)"
	has 'refused by the block set'
	lacks 'ran kubectl'
	uses 1
	# Its use and the program it let start are in the log.
	run ctl log --format json
	[ "$(jq -r 'select(.kind == "exec" and .approval != null) | .exec.argv | join(" ")' <<<"$output")" = 'kubectl delete pod x' ]
	run ctl log verify
	[ "$status" -eq 0 ]
}

@test "another word, folder or file is not what was approved" {
	setup_words
	run guarded "$(cat_ x)"
	asked
	approve "$id" --times 5
	run guarded "$(cat_ y)"
	has 'refused by the block set'
	run guarded "$(cat_ 'x y')"
	has 'refused by the block set'
	mkdir other
	cp word other
	cd other
	run guarded "$(cat_ x)"
	has 'refused by the block set'
	cd ..
	printf '#!/bin/sh\necho other kubectl "$@"\n' >"$T/stub/new"
	chmod 755 "$T/stub/new"
	mv "$T/stub/kubectl" "$T/stub/old"
	mv "$T/stub/new" "$T/stub/kubectl"
	run guarded "$(cat_ x)"
	has 'refused by the block set'
	uses 0
	# The other file is another request.
	asked
	approve "$id"
	run guarded "$(cat_ x)"
	[ "$output" = 'other kubectl delete pod x' ]
	uses 1
}

@test "two that come at once share no use" {
	setup_words
	run guarded "$(cat_ x)"
	asked
	approve "$id" --times 2
	for i in 1 2 3 4 5 6; do
		guarded "$(cat_ x)" >"out.$i" 2>/dev/null &
		pids[i]=$!
	done
	for i in 1 2 3 4 5 6; do
		wait "${pids[i]}" || true
	done
	[ "$(cat out.* | grep -c 'ran kubectl delete pod x')" -eq 2 ]
	uses 2
}

@test "a signal: to that process, not to another, once" {
	operator
	stranger
	one=$victim
	echo "$one" >pid
	run guarded 'kill -TERM $(cat pid)'
	has 'refused by the block set: process/kill-other'
	has "(this signal to this process, once)"
	asked
	alive "$one"
	run ctl requests
	has "$id  open     signal"
	run approve "$id" --times 2
	[ "$status" -eq 0 ]
	has "    | kill -15 $one"
	has "reaches: pid $one (sleep 300), owner $(id -un), started "
	has '    : kill -TERM $(cat pid)'
	# Another signal, another process.
	run guarded 'kill -KILL $(cat pid)'
	has 'refused by the block set: process/kill-other'
	stranger
	echo "$victim" >pid
	run guarded 'kill -TERM $(cat pid)'
	has 'refused by the block set: process/kill-other'
	alive "$victim"
	alive "$one"
	uses 0
	echo "$one" >pid
	run guarded 'kill -TERM $(cat pid)'
	[ "$status" -eq 0 ]
	within 20 gone "$one"
	uses 1
	alive "$victim"
}

@test "a group: approved are the processes that it has, no others" {
	operator
	setsid sleep 300 3>&- &
	victim=$!
	victims=$victim
	within 20 leads "$victim"
	echo "$victim" >pid
	line='kill -TERM -- -$(cat pid)'
	run guarded "$line"
	has 'refused by the block set: process/'
	asked
	alive "$victim"
	run approve "$id"
	[ "$status" -eq 0 ]
	has "    | kill -15 -- -$victim"
	has "reaches: process group $victim: pid $victim (sleep 300), owner $(id -un), started "
	run guarded "$line"
	[ "$status" -eq 0 ]
	within 20 gone "$victim"
	uses 1
}

@test "a process that is another program by now is another process" {
	operator
	bash -c 'trap "exec sleep 301" USR1; echo up >up; while :; do read -t 1 <> <(:) || :; done' 3>&- &
	victim=$!
	victims=$victim
	within 20 test -e up
	echo "$victim" >pid
	run guarded 'kill -TERM $(cat pid)'
	asked
	approve "$id"
	kill -USR1 "$victim"
	within 20 grep -q '^sleep' "/proc/$victim/comm"
	run guarded 'kill -TERM $(cat pid)'
	has 'refused by the block set: process/kill-other'
	alive "$victim"
	uses 0
	asked
	approve "$id"
	run guarded 'kill -TERM $(cat pid)'
	[ "$status" -eq 0 ]
	within 20 gone "$victim"
}

@test "the floor has no request at a gate either" {
	operator
	echo '{ "permissions": { "neverAllow": ["kubectl delete pvc"] } }' \
	    >"$T/config/bashplate/policy.json"
	echo kubectl >word
	run guarded 'k=$(cat word); "$k" delete pvc x'
	has 'refused by the floor'
	no_request
	lacks 'ran kubectl'
	run guarded 'k=$(cat word); "$k" delete pod x'
	has 'refused by the block set'
	asked
	run guarded 'k=$(cat word); "$k" get pvc x'
	[ "$output" = 'ran kubectl get pvc x' ]
}

@test "a forged request approves what it shows, which is nothing that happens" {
	operator
	stranger
	echo "$victim" >pid
	run guarded 'kill -TERM $(cat pid)'
	asked
	# It shows another process, and keeps the digest of the real one.
	f=$(echo "$T"/state/bashplate/requests/"$id".*)
	sed -i 's/"part":"pid [0-9]*/"part":"pid 1/' "$f"
	run approve "$id"
	[ "$status" -eq 0 ]
	has 'reaches: pid 1 (sleep 300)'
	run guarded 'kill -TERM $(cat pid)'
	has 'refused by the block set: process/kill-other'
	alive "$victim"
	uses 0
	# Its twin: refused again, it is a request of what it is.
	asked
	approve "$id"
	run guarded 'kill -TERM $(cat pid)'
	[ "$status" -eq 0 ]
	within 20 gone "$victim"
	uses 1
}

@test "a loop that is refused is one request" {
	setup_words
	run guarded 'k=$(cat word); for i in 1 2 3 4 5 6 7 8; do "$k" delete pod x; done; echo over'
	has over
	[ "$(ctl requests --format json | jq length)" -eq 1 ]
}

@test "denied with a note: the next refusal carries it" {
	setup_words
	run guarded "$(cat_ x)"
	asked
	run ctl deny "$id" --note 'scale it down instead'
	[ "$status" -eq 0 ]
	run guarded "$(cat_ x)"
	has 'denied:  scale it down instead'
	lacks 'ran kubectl'
}

@test "nobody qualified: the refusal says how, and asks for nothing" {
	echo kubectl >word
	run guarded "$(cat_ x)"
	has 'refused by the block set'
	has 'platectl qualify'
	no_request
}

@test "an approval of a line holds for what its unknown words turn out to be" {
	operator
	echo '{ "unknown": "refuse" }' >"$T/config/bashplate/policy.json"
	stranger
	one=$victim
	stranger
	echo "$one" >pid
	for line in 'kill $(cat pid)' 'xargs kill <pid' 'cat pid | xargs kill' "sh -c 'kill \$(cat pid)'"; do
		alive "$one" || { stranger; one=$victim; echo "$one" >pid; }
		run guarded "$line"
		[ "$status" -eq 126 ]
		has 'refused by the block set: process/kill-'
		asked
		approve "$id"
		run guarded "$line"
		[ "$status" -eq 0 ]
		within 20 gone "$one"
	done
	uses 4
}

@test "... and for nothing else that the line starts" {
	operator
	echo '{ "unknown": "refuse" }' >"$T/config/bashplate/policy.json"
	stranger
	echo "$victim" >pid
	cat >other.py <<-'END'
	import subprocess
	try:
	    subprocess.call(["kube" + "ctl", "del" + "ete", "pod", "x"])
	except PermissionError:
	    print("not started")
	END
	line='kill $(cat pid); python3 other.py'
	run guarded "$line"
	[ "$status" -eq 126 ]
	asked
	approve "$id"
	run guarded "$line"
	within 20 gone "$victim"
	has 'not started'
	lacks 'ran kubectl'
}
