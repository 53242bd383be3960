#!/bin/bash
# SPDX-License-Identifier: ISC
# mkrules names every mistake of grammars and packs in one run, with its place, and writes nothing then.
set -u
mkrules=$(cd "${top_builddir:-.}" && pwd)/mkrules
work=$(mktemp -d "${TMPDIR:-/tmp}/mkrules.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/rules/tools"
n=0
ok() {	# ok STATUS NAME
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' "$work/err"; fi
}
says() { grep -qF -- "$1" "$work/err"; ok $? "says: $1"; }
run() { (cd "$work" && "$mkrules" packs out.c . "$@") > "$work/out" 2> "$work/err"; }

cat > "$work/rules/tools/t.json" <<'END'
[{ "tool": "frob", "options": { "-x|--execute": "value" }, "operands": ["path:read..."] }]
END
cat > "$work/rules/good.json" <<'END'
{ "pack": "good", "rules": [
  { "id": "good/one", "title": "t", "why": "w", "radius": 3, "match": ["frob --execute"],
    "examples": { "refuse": ["frob -x 1"], "allow": ["frob"] } } ] }
END
run rules/tools/t.json rules/good.json
ok $? "good files are taken"
[ -s "$work/out.c" ]; ok $? "and become C"
rm -f "$work/out.c"

cat > "$work/rules/tools/bad.json" <<'END'
[{ "tool": "frob" },
 { "tool": "x", "options": { "-a": "vlaue", "-a|-b": "" } },
 { "tool": "y", "stlye": "gnu" },
 { "tool": "z", "prints": "nonsense",
   "calls": { "shel": "run" }, "lines": { "!": 7 },
   "literals": ["ticks", "tacks"], "variables": { "V": "shell", "W": "shll" } },
 { "tool": "z2", "variables": { "V": "shell" } }]
END
cat > "$work/rules/bad.json" <<'END'
{ "pack": "bad", "rules": [
  { "id": "good/one", "title": "t", "why": "w", "radius": 3, "match": ["frob"],
    "examples": { "refuse": ["frob"], "allow": ["x"] } },
  { "id": "bad/a", "title": "t", "why": "w", "radius": 3, "match": ["frob --odd", "frob 'x", { "pth": ["/"] }],
    "examples": { "refuse": ["frob"], "allow": ["x"] } },
  { "id": "bad/b", "title": "t", "why": "w", "radius": 3, "match": ["frob"] } ] }
END
run rules/tools/t.json rules/tools/bad.json rules/good.json rules/bad.json
[ $? -ne 0 ]; ok $? "bad files are not taken"
[ ! -e "$work/out.c" ]; ok $? "and nothing is written"
says 'rules/tools/bad.json:1:1: the tool "frob" is described twice'
says 'rules/tools/bad.json:2:36: "vlaue" is no kind'
says 'the option -a stands twice'
says 'rules/tools/bad.json:3:17: unknown key "stlye"'
says 'rules/tools/bad.json:4:27: "nonsense" is no value of "prints"'
says 'rules/tools/bad.json:5:23: "shel" is no use of a text'
says 'rules/tools/bad.json:5:48: expected the head of a text'
says 'rules/tools/bad.json:6:26: "tacks" is no kind of literal'
says 'rules/tools/bad.json:6:70: "shll" is no use of a text'
says 'the variable "V" is described twice'
says 'rules/bad.json:2:3: the id "good/one" is not "bad/NAME"'
says 'rules/bad.json:4:69: "frob --odd": the grammar of frob does not know'
says "rules/bad.json:4:83: \"frob 'x\" is no signature: a quote is not closed"
says 'rules/bad.json:4:96: unknown key "pth"'
says 'rules/bad.json:6:3: expected "examples"'
echo "1..$n"
