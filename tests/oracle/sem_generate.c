/* SPDX-License-Identifier: ISC */
/*
 * sem_generate SEED COUNT: COUNT lines, each ended by a NUL, whose inputs are
 * all constants: values made and changed in every way bash has, control flow,
 * functions and text read again, around commands that show what came of it.
 * The same seed gives the same lines. semantic_driver.c runs them.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

struct gen {
	uint64_t state;
	struct buf out;
	unsigned depth;
};

static void statement(struct gen *g);

static unsigned
below(struct gen *g, unsigned n)
{
	g->state ^= g->state << 13;
	g->state ^= g->state >> 7;
	g->state ^= g->state << 17;
	return (unsigned)(g->state % n);
}

#define PICK(g, list) (list)[below((g), sizeof(list) / sizeof(list)[0])]

static void
put(struct gen *g, const char *s)
{
	buf_str(&g->out, s);
}

/* Each % in `form` is one of the variables. */
static void
form(struct gen *g, const char *text)
{
	static const char *const names[] = { "a", "b", "c" };

	for (; *text != '\0'; text++)
		if (*text == '%')
			put(g, PICK(g, names));
		else
			buf_char(&g->out, *text);
}

static void
use(struct gen *g)
{
	static const char *const words[] = { "$%", "\"$%\"", "${%}x", "x\"$%\"y",
	    "${%:-d}", "\"${%:+e}\"", "${%#?}", "${%%o*}", "${%##*o}",
	    "${%/o/0}", "${%//[a-f]}", "${%^^}", "${%,,}", "${%^}", "${#%}",
	    "${%:1}", "\"${%:0:2}\"", "${%: -1}", "\"${arr[@]}\"", "${arr[0]}",
	    "\"${arr[*]}\"", "${#arr[@]}", "${arr[1]:-n}", "\"${!arr[@]}\"",
	    "${arr[@]:1}", "\"${arr[@]/o/0}\"", "$1", "\"$@\"", "$*", "$#",
	    "${2:-two}", "\"${@:2}\"", "$((n))", "$((n+1))", "$((n++))",
	    "$((n*2%5))", "$((n>1?3:4))", "$((n<<1|1))", "{p,q}", "{1..3}",
	    "x{$%,z}", "'lit'", "\"a b\"", "\\$%", "$'t\\tx'", "--opt=$%",
	    "$(echo $%)", "\"$(printf '%s-' $%)\"", "`echo \"$%\"`",
	    "$(f_out $%)", "${!ref}", "\"${map[k]}\"", "${map[z]-none}",
	    "$(cat <<< \"$%\")", "$(echo $% | tr o u)", "$(rev <<< $%)",
	    "~", "a~", "${%@Q}", "${%@U}", "$n$n", "\"$%$%\"", "$%\"$%\"",
	    "${unset_one}", "\"${unset_one}\"", "$[n+2]", "${%:$n:1}",
	    "${%/#f/F}", "${%/%o/O}", "$(( n && 0 ))", "$((n=n+1,n))",
	    "$((num[0]+n))", "$((num[n]++))", "\"${!ar@}\"", "${!ma*}",
	    "\"${%/o/<&>}\"", "\"${#num[@]}\"",
	    "$(seq $n)", "$(seq 2 $n)", "$(cut -d\\  -f1 <<< $%)",
	    "$(echo $% | cut -c2-)", "$(head -n 1 <<< \"$%\")",
	    "$(tail -1 <<< $'p\\n'\"$%\")", "$(echo \"$%\" | tr a-y b-z)",
	    "$(echo $% | tr -d o)", "\"$FUNCNAME\"", "${num[-1]}" };
	static const char *const verbs[] = { "rm", "run", "kubectl", "$cmd",
	    "\"$cmd\"", "cmd$n", "r\\m" };
	unsigned k;

	put(g, PICK(g, verbs));
	for (k = below(g, 4); k > 0; k--) {
		put(g, " ");
		form(g, PICK(g, words));
	}
}

static void
assignment(struct gen *g)
{
	static const char *const forms[] = { "%=foo", "%='foo bar'",
	    "%=\"two words here\"", "%=$%", "%=$%$%", "%+=x", "%=", "%=a:b:c",
	    "%='*'", "%=$(echo foo bar)", "%=$(printf '%s\\n' x y)",
	    "%=`echo boo`", "n=2", "n=$((n+1))", "((n+=2))", "((n++))",
	    "let n=n*2", "arr=(foo 'b c' oops)", "arr+=($%)", "arr[1]=$%",
	    "arr=($%)", "unset 'arr[0]'", "set -- $%", "set -- \"$@\" new",
	    "shift", "read % <<< 'one two'", "read % b <<< 'one two three'",
	    "printf -v % '%s-%d' foo 7", "%=${%:-dflt}", ": ${%:=given}",
	    "unset %", "export %=out", "declare %=decl", "declare -i n=3+4",
	    "ref=%", "map[k]=$%", "cmd=rm", "cmd=run", "%=${%//o/0}",
	    "%=${%#f}", "%=$((n*3))", "IFS=:", "IFS=$' \\t\\n'", "unset IFS",
	    "mapfile -t arr <<< \"$%\"", "%=$'e\\x41'", "%=~", "%={x,y}",
	    "local_f", "change %", "%=$(rev <<< oof)", "read -r -a arr <<< $%",
	    "printf -v % %s \"$%\"", "declare -u u=$%; %=$u", "%=\\$a",
	    "%=${arr[*]}", "%=\"${arr[@]}\"", "declare -n r=%; r=byref; unset -n r",
	    "IFS=, read % b <<< 'k,l'", "%=x %=y", "cd /", "cd \"$OLDPWD\"",
	    "read -n 2 % <<< \"$%\"", "read -d o -r % <<< \"$%\"",
	    "IFS= read -r -d '' % < <(echo \"$%\")", "((num[1]+=n))",
	    "num=($n 4 $((n+2)))", "shift 2" };

	form(g, PICK(g, forms));
}

static void
block(struct gen *g)
{
	unsigned n = below(g, 2) + 1;

	g->depth++;
	while (n-- > 0) {
		statement(g);
		put(g, "; ");
	}
	g->depth--;
}

static void condition(struct gen *g);

/* The body of a loop, which it may leave at once. */
static void
round_of(struct gen *g)
{
	static const char *const forms[] = { " && break; ",
	    " || continue; ", " && continue; ", " && { b=left; break; }; " };

	block(g);
	if (below(g, 3) == 0) {
		condition(g);
		put(g, PICK(g, forms));
		block(g);
	}
}

static void
condition(struct gen *g)
{
	static const char *const forms[] = { "[ -n \"$%\" ]", "[ \"$%\" = foo ]",
	    "true", "false", "[[ $% == f* ]]", "[[ -z $% ]]", "((n > 2))",
	    "! true", "test $n -lt 3", "[[ $% =~ o+ ]]", "run check",
	    "[ -v % ]", "[ $# -gt 0 ]", "[ \"$%\" != \"$%\" ]",
	    "[ -z \"$%\" ]", "! [ -n \"$%\" ]", "[ ! \"$%\" = foo ]",
	    "[[ $% != foo && -n $% ]]", "[[ ! ( $% == *o ) || $n -ge 2 ]]",
	    "[ $n -ne 1 -a x ]", "read % <<< \"$%\"", "shift",
	    "[ \"$1\" = foo ] && [ $n = 1 ]", "(( num[0] == n ))",
	    "command test foo = \"$%\"" };

	form(g, PICK(g, forms));
}

static void
compound(struct gen *g)
{
	switch (below(g, 14)) {
	case 0:
		put(g, "if ");
		condition(g);
		put(g, "; then ");
		block(g);
		if (below(g, 2) == 0) {
			put(g, "else ");
			block(g);
		}
		put(g, "fi");
		break;
	case 1:
		form(g, "for % in ");
		put(g, below(g, 2) == 0 ? "x 'y z'" : "\"${arr[@]}\"");
		put(g, "; do ");
		round_of(g);
		put(g, "done");
		break;
	case 2:
		form(g, "case $% in foo) ");
		block(g);
		put(g, ";; f*|*o) ");
		block(g);
		put(g, ";; *) ");
		block(g);
		put(g, ";; esac");
		break;
	case 3:
		put(g, "( ");
		block(g);
		put(g, ")");
		break;
	case 4:
		put(g, "{ ");
		block(g);
		put(g, "}");
		break;
	case 5:
		condition(g);
		put(g, below(g, 2) == 0 ? " && " : " || ");
		put(g, "{ ");
		block(g);
		put(g, "}");
		break;
	case 6:
		form(g, "show $% \"$%\"");
		break;
	case 7:
		form(g, "IFS=: show $%");
		break;
	case 8:
		put(g, "i=0; while ((i++ < 2)); do ");
		round_of(g);
		put(g, "done");
		break;
	case 9:
		put(g, "for ((i=0;i<2;i++)); do ");
		round_of(g);
		put(g, "done");
		break;
	case 10:
		put(g, "m=0; while [ $# -gt 0 ] && [ $((m++)) -lt 3 ]; do ");
		round_of(g);
		put(g, "shift; done");
		break;
	case 11:
		put(g, "while read -r a b; do ");
		round_of(g);
		form(g, "done <<< $'one 1\\ntwo 2'\"$%\"");
		break;
	case 12:
		put(g, "m=0; until [ $m -ge 2 ]; do m=$((m+1)); ");
		round_of(g);
		put(g, "done");
		break;
	default:
		form(g, "echo $% | while read % b; do ");
		round_of(g);
		put(g, "done");
		break;
	}
}

/* eval '..': what is drawn inside must not hold a quote of its own. */
static void
quoted(struct gen *g)
{
	size_t from, i;

	put(g, "eval ");
	from = g->out.len + 1;
	put(g, "'");
	use(g);
	for (i = from; i < g->out.len; i++)
		if (g->out.data[i] == '\'')
			g->out.data[i] = '_';
	put(g, "'");
}

static void
statement(struct gen *g)
{
	unsigned k = below(g, 20);

	if (k < 8)
		assignment(g);
	else if (k < 9)
		quoted(g);
	else if (k < 12 && g->depth < 3)
		compound(g);
	else
		use(g);
}

int
main(int argc, char **argv)
{
	struct gen g = { 0 };
	unsigned long count;
	unsigned n;

	if (argc != 3)
		return 2;
	g.state = strtoull(argv[1], NULL, 10) * 2654435761u +
	    88172645463325252u;
	for (count = strtoul(argv[2], NULL, 10); count > 0; count--) {
		buf_reset(&g.out);
		put(&g, "a=foo b='bar baz' c=; n=1 cmd=rm ref=a; arr=(one 'two "
		    "three'); num=(3 1 2); set -- foo two; declare -A map=([k]=v); show() { run \"$@\" in; "
		    "}; f_out() { echo \"$1$1\"; }; change() { printf -v $1 "
		    "changed; }; local_f() { local a=inner; rm $a; b=set; }; ");
		for (n = below(&g, 5) + 1; n > 0; n--) {
			statement(&g);
			put(&g, n > 1 ? "; " : "");
		}
		fwrite(g.out.data, 1, g.out.len + 1, stdout);
	}
	buf_free(&g.out);
	return fflush(stdout) != 0;
}
