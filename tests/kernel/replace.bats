# SPDX-License-Identifier: ISC
# An upgrade in the middle of a line: program, policy and rules are replaced.
# What runs is judged to its end by what was there at its start; the next
# command takes the new ones.

load lib

# rules FLOOR RULE: what the owner forbids `frobctl` from now on. Each file is
# replaced by a rename, as editors and package managers do it.
rules() {
	local dir=$T/config/bashplate
	mkdir -p "$dir/rules.d"
	echo "{ \"permissions\": { \"neverAllow\": [ \"frobctl $1\" ] } }" >policy
	cat >pack <<-END
	{ "pack": "own", "rules": [ { "id": "own/frob", "title": "Frob",
	  "why": "It is slow here.", "radius": 2, "match": ["frobctl $2"],
	  "examples": { "refuse": ["frobctl $2"], "allow": ["frobctl safe"] } } ] }
	END
	mv policy "$dir/policy.json"
	mv pack "$dir/rules.d/own.json"
}

program() {
	mkdir -p "$T/px/bin"
	cp "$original" "$T/px/bin/new"
	mv "$T/px/bin/new" "$T/px/bin/bashplate"
}

# The line's text does not hold the words, so the exec gate judges them.
words() {
	cat >all.py <<-'END'
	import subprocess
	for word in ["burn", "wipe", "show", "list", "safe"]:
	    try:
	        subprocess.call(["frob" + "ctl", word])
	    except PermissionError:
	        pass
	END
}

# ran FILE: the words that ran there.
ran() {
	sed -n 's/^ran //p' "$1" | tr '\n' ' '
}

@test "program, policy and rules are replaced under a line that runs" {
	original=$bashplate
	printf '#!/bin/sh\necho ran "$@"\n' >"$T/stub/frobctl"
	chmod 755 "$T/stub/frobctl"
	words
	program
	bashplate=$T/px/bin/bashplate
	rules burn wipe
	guarded "python3 all.py >before 2>&1; : >ready; until [ -e go ]; do sleep 0.02; done
	    python3 all.py >after 2>&1; bash -c 'echo still here' >end" 3>&- &
	line=$!
	within 10 test -e ready
	[ "$(ran before)" = "show list safe " ]
	program
	rules show list
	# The next command, while the old line waits.
	guarded "python3 all.py >next 2>&1" || :
	[ "$(ran next)" = "burn wipe safe " ]
	touch go
	wait "$line"
	[ "$(ran after)" = "show list safe " ]
	[ "$(cat end)" = "still here" ]
	grep -q "refused by the floor: frobctl burn" after
	# The program alone, under the same policy and session.
	program
	guarded "python3 all.py >third 2>&1" || :
	[ "$(ran third)" = "burn wipe safe " ]
	# The pack of rules alone.
	rules show wipe
	guarded "python3 all.py >fourth 2>&1" || :
	[ "$(ran fourth)" = "burn list safe " ]
	rules show list
	# It is gone in mid-line, and the policy with it.
	rm -f ready go
	guarded ": >ready; until [ -e go ]; do sleep 0.02; done
	    python3 all.py >orphan 2>&1" 3>&- &
	line=$!
	within 10 test -e ready
	rm -r "$T/px" "$T/config/bashplate"
	touch go
	wait "$line" || :
	[ "$(ran orphan)" = "burn wipe safe " ]
}

# make install over what runs, as an upgrade from source does it; the policy is
# written in place.
@test "make install over a line that runs, and over a supervisor" {
	unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES DESTDIR
	printf '#!/bin/sh\necho ran "$@"\n' >"$T/stub/frobctl"
	chmod 755 "$T/stub/frobctl"
	words
	upgrade() {
		make -s -C "$top_builddir" DESTDIR="$T/root" install \
		    >"$T/install.log" 2>&1 ||
		    { cat "$T/install.log"; return 1; }
	}
	upgrade
	bashplate=$(find "$T/root" -path '*/bin/bashplate')
	[ -x "$bashplate" ]
	before=$(stat -c %i "$bashplate")
	rules burn wipe
	guarded "python3 all.py >before 2>&1; : >ready; until [ -e go ]; do sleep 0.02; done
	    python3 all.py >after 2>&1; bash -c 'echo still here' >end" 3>&- &
	line=$!
	within 20 test -e ready
	upgrade
	[ "$(stat -c %i "$bashplate")" != "$before" ]
	cp "$T/config/bashplate/policy.json" keep
	sed 's/burn/show/' keep >"$T/config/bashplate/policy.json"
	sed 's/wipe/list/g' "$T/config/bashplate/rules.d/own.json" >keep
	cat keep >"$T/config/bashplate/rules.d/own.json"
	guarded "python3 all.py >next 2>&1" || :
	[ "$(ran next)" = "burn wipe safe " ]
	touch go
	wait "$line"
	[ "$(ran before)" = "show list safe " ]
	[ "$(ran after)" = "show list safe " ]
	[ "$(cat end)" = "still here" ]
}
