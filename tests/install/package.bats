# SPDX-License-Identifier: ISC
# What a packager does: install into a folder of its own, look at what is there, take it away again.

setup() {
	T=$(mktemp -d "${TMPDIR:-/tmp}/bp-package.XXXXXX")
	unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
}

teardown() {
	rm -rf "$T"
}

build() {
	make -s -C "$top_builddir" "$@" DESTDIR="$T/root" >"$T/said" 2>&1 || { cat "$T/said"; return 1; }
}

@test "what is installed is named in README and runs from its place; nothing lies where state or policy go" {
	build install
	cd "$T/root"
	for name in bin/bashplate bin/platectl libexec/bashplate/bash libexec/bashplate/bashplate-interactive share/bashplate/shellrc/bashplate.bash; do
		file=$(find . -path "*/$name")
		[ -n "$file" ] || { echo "no $name"; return 1; }
	done
	platectl=$(find . -path '*/bin/platectl')
	"$platectl" rules show git/push-force >/dev/null
	# Each document that README or a manual page sends the reader to.
	for doc in $(grep -hoE 'doc/[a-z.-]+\.(md|json)|SECURITY\.md' "$top_srcdir/README" "$top_srcdir"/man/* | sort -u); do
		[ -n "$(find . -path "*/doc/bashplate/${doc#doc/}")" ] || { echo "no $doc"; return 1; }
	done
	prefix=$(dirname "$(dirname "$platectl")")
	[ ! -e "$prefix/etc" ] && [ ! -e "$prefix/var" ]
	# Nobody but the one who installs writes there, no set-id bit is put on.
	[ -z "$(find . -type f -perm /6022)" ]
	# The folder of the packager is in no file.
	run grep -rlF "$T/root" .
	[ -z "$output" ]
}

@test "uninstall takes away every file, and the folders that are the guard's alone" {
	build install
	build uninstall
	left=$(find "$T/root" \( ! -type d -o -name bashplate \))
	echo "$left"
	[ -z "$left" ]
	# What somebody else put there stays, with its folder.
	build install
	mine=$(dirname "$(find "$T/root" -name bashplate.rc)")/mine
	: >"$mine"
	build uninstall
	[ -e "$mine" ]
}
