# SPDX-License-Identifier: ISC
# A window and a line that runs: the exec gate asks at each exec whether the
# window still holds, so closing stops the next one; expiry leaves the line
# its verdict for the policy's grace and no longer.

load lib

# An agent's own session could not open it.
no_agent=1
PASS='four stones under a bridge'

ctl() {
	"$top_builddir/platectl" "$@"
}

opened() {
	"$top_builddir/tests/ctl/make_operator" "$PASS" || return
	session=$(ctl sessions --format json | jq -r '.[0].id')
	ctl window open "$1" --reason test --session "$session" \
	    --passphrase-fd 9 9<<<"$PASS"
}

# Of the line's execs: when it was tried and how it ended, until `stop`.
again_and_again() {
	cat >line <<-'END'
	while ! [ -e stop ]; do
	    from=$EPOCHREALTIME
	    if kubectl delete pod x >/dev/null 2>&1; then
	        echo "$from" >>ran
	    else
	        echo "$EPOCHREALTIME" >>refused
	    fi
	    sleep 0.02
	done
	echo over >ended
	END
	guarded "$(cat line)" 3>&- &
	line=$!
}

# at_least N FILE: so many lines.
at_least() {
	[ -e "$2" ] && [ "$(wc -l <"$2")" -ge "$1" ]
}

# past MICROSECONDS of the wall clock.
past() {
	[ "${EPOCHREALTIME/./}" -gt "$1" ]
}

stopped() {
	touch stop
	wait "$line"
	[ "$(cat ended)" = over ]
}

@test "closing a window stops the next exec of a line that runs" {
	# Its twin first: nobody closes, and nothing is refused.
	opened 30m
	again_and_again
	within 20 at_least 10 ran
	stopped
	[ ! -e refused ]
	rm ran stop ended
	again_and_again
	within 20 at_least 3 ran
	ctl window close
	within 20 at_least 1 refused
	n=$(wc -l <ran)
	within 20 at_least 5 refused
	[ "$(wc -l <ran)" = "$n" ]
	stopped
	# The line itself was judged in the window; the next one is not.
	run guarded 'kubectl delete pod x'
	[ "$status" = 126 ]
	lacks "ran kubectl"
	run guarded 'kubectl get pods'
	[ "$output" = "ran kubectl get pods" ]
}

@test "closing stops what the line's text did not show" {
	cat >loop.py <<-'END'
	import os, subprocess
	k, d = "kube" + "ctl", "del" + "ete"
	while not os.path.exists("stop"):
	    try:
	        ok = subprocess.call([k, d, "pod", "x"], stdout=subprocess.DEVNULL) == 0
	    except PermissionError:
	        ok = False
	    with open("ran" if ok else "refused", "a") as f:
	        f.write("x\n")
	open("ended", "w").write("over\n")
	END
	opened 30m
	guarded 'python3 loop.py 2>/dev/null' 3>&- &
	line=$!
	within 20 at_least 10 ran
	[ ! -e refused ]
	ctl window close
	within 20 at_least 1 refused
	n=$(wc -l <ran)
	within 20 at_least 5 refused
	[ "$(wc -l <ran)" = "$n" ]
	stopped
}

@test "after expiry a line that runs keeps its verdict for the grace, no longer" {
	echo '{ "permissions": { "releaseWindow": { "grace": "2s" } } }' \
	    >"$T/config/bashplate/policy.json"
	before=${EPOCHREALTIME/./}
	opened 2s
	after=${EPOCHREALTIME/./}
	again_and_again
	# A new line in the grace has none of it.
	within 20 past $((after + 2000000))
	run guarded 'kubectl delete pod x'
	[ "$status" = 126 ]
	within 20 at_least 5 refused
	stopped
	last=$(tail -n 1 ran | tr -d .)
	first=$(head -n 1 refused | tr -d .)
	# Past the end of the window, not past the grace.
	[ "$last" -gt $((after + 2000000)) ]
	[ "$last" -lt $((after + 4000000)) ]
	[ "$first" -gt $((before + 4000000 - 20000)) ]
}

@test "no grace: expiry is the end for a line that runs as well" {
	echo '{ "permissions": { "releaseWindow": { "grace": "0s" } } }' \
	    >"$T/config/bashplate/policy.json"
	before=${EPOCHREALTIME/./}
	opened 2s
	after=${EPOCHREALTIME/./}
	again_and_again
	within 20 at_least 3 refused
	stopped
	at_least 1 ran
	[ "$(tail -n 1 ran | tr -d .)" -lt $((after + 2000000 + 20000)) ]
	[ "$(head -n 1 refused | tr -d .)" -gt $((before + 2000000 - 20000)) ]
}
