/* SPDX-License-Identifier: ISC */
/*
 * generate SEED COUNT DIR: writes COUNT bash programs into DIR, drawn at random
 * from a grammar of the whole language; the same seed gives the same programs.
 * Their commands mean nothing: they are parsed, never run.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum { MAX_DUE = 16, MAX_SIZE = 400 };

struct due {
	const char *delim;
	bool quoted, tabs;
};

struct gen {
	uint64_t state;
	struct buf out;
	struct due due[MAX_DUE];	/* heredocs whose body comes next */
	unsigned ndue, base;		/* those below base are an outer text's */
	unsigned depth;
};

static void command(struct gen *g);
static void list(struct gen *g, unsigned most);
static void word(struct gen *g);

static unsigned
below(struct gen *g, unsigned n)
{
	g->state ^= g->state << 13;
	g->state ^= g->state >> 7;
	g->state ^= g->state << 17;
	return (unsigned)(g->state % n);
}

static bool
rarely(struct gen *g, unsigned n)
{
	return below(g, n) == 0;
}

#define PICK(g, list) (list)[below((g), sizeof(list) / sizeof(list)[0])]

static void
put(struct gen *g, const char *s)
{
	buf_str(&g->out, s);
}

/* Deeper or longer than this, only the simplest forms are drawn. */
static bool
full(const struct gen *g)
{
	return g->depth > 5 || g->out.len > MAX_SIZE;
}

static void
name(struct gen *g)
{
	static const char *const names[] = { "a", "b", "x", "y", "foo", "PATH",
	    "_n", "arr", "i2" };

	put(g, PICK(g, names));
}

static void substitution(struct gen *g);
static void parameter(struct gen *g, bool quoted);

static void
arithmetic(struct gen *g)
{
	static const char *const ops[] = { "+", " - ", "*", "<<", ">>", "&&",
	    " || ", "<", ">", ",", "%", "==", "|", "&", " ** " };
	unsigned n = below(g, 3);

	do {
		switch (below(g, full(g) ? 3 : 7)) {
		case 0:
			put(g, "1");
			break;
		case 1:
			put(g, "x");
			break;
		case 2:
			put(g, "$y");
			break;
		case 3:
			put(g, "(");
			arithmetic(g);
			put(g, ")");
			break;
		case 4:
			put(g, "a[");
			arithmetic(g);
			put(g, "]");
			break;
		case 5:
			substitution(g);
			break;
		default:
			parameter(g, true);
			break;
		}
		if (n > 0)
			put(g, PICK(g, ops));
	} while (n-- > 0);
}

/* The bodies that are due, each behind the newline that has just been put. */
static void
bodies(struct gen *g)
{
	static const char *const lines[] = { "text\n", "$x `b` \\$c\n",
	    "it's \"q\n", "$(a b)\n", "\n", "${y:-z} $((1+2))\n", "\t tab\n",
	    "rm -rf /\n", "A B\n", "a; b | c & d\n", ")\n", "}\n", "fi\n",
	    "x \\\ny\n", "# no\n", "\\\\\n" };
	static const char *const plain[] = { "text\n", "it's \"q\n", "$(a b)\n",
	    "`\n", "${\n", ")\n", "\n", "rm -rf /\n", "\\\n", "A\n " };
	unsigned i, n;

	for (i = g->base; i < g->ndue; i++) {
		for (n = below(g, 3); n > 0; n--)
			put(g, g->due[i].quoted ? PICK(g, plain) :
			    PICK(g, lines));
		if (g->due[i].tabs && rarely(g, 2))
			put(g, "\t");
		put(g, g->due[i].delim);
		put(g, "\n");
	}
	g->ndue = g->base;
}

static void
newline(struct gen *g)
{
	if (rarely(g, 12))
		put(g, " # it's a comment");
	put(g, "\n");
	bodies(g);
}

/* A text of its own between `open` and `close`. */
static void
nested(struct gen *g, const char *open, const char *close)
{
	unsigned base = g->base;

	g->base = g->ndue;
	g->depth++;
	put(g, open);
	list(g, 3);
	if (g->ndue > g->base || rarely(g, 6))
		newline(g);
	put(g, close);
	g->depth--;
	g->base = base;
}

static void
backtick(struct gen *g)
{
	static const char *const inner[] = { "a", "a b; c", "echo \\`b\\`",
	    "a \"b c\"", "a 'b' | c", "a\\\nb", "", "x=1 y", "a # b",
	    "a \\$x \\\\y", "(a)", "if a; then b; fi" };

	put(g, "`");
	put(g, PICK(g, inner));
	put(g, "`");
}

static void
substitution(struct gen *g)
{
	switch (below(g, full(g) ? 1 : 6)) {
	case 0:
		backtick(g);
		break;
	case 1:
		put(g, "$((");
		arithmetic(g);
		put(g, "))");
		break;
	case 2:
		put(g, "$[");
		arithmetic(g);
		put(g, "]");
		break;
	default:
		nested(g, rarely(g, 5) ? "$( " : "$(", ")");
		break;
	}
}

static void
operand(struct gen *g, bool quoted)
{
	static const char *const bits[] = { "a", "*", "/", "b c", "\\}", "#",
	    "?", "[!x]", ".", "''", "\"d e\"", "\\\\", "{f,g}", "~", "(h)" };
	unsigned n = below(g, 3);

	while (n-- > 0) {
		if (rarely(g, 5) && !full(g))
			substitution(g);
		else if (rarely(g, 5) && !full(g))
			parameter(g, quoted);
		else
			put(g, PICK(g, bits));
	}
}

static void
parameter(struct gen *g, bool quoted)
{
	static const char *const plain[] = { "$x", "$1", "$@", "$*", "$#",
	    "$?", "$-", "$$", "$!", "$foo", "${x}", "${10}", "${#x}", "${#}",
	    "${!x}", "${!a*}", "${!b@}", "${x@Q}", "${a[@]}", "${a[*]}",
	    "${#a[@]}", "${!a[@]}", "${@:2}", "${*%x}" };
	static const char *const ops[] = { "-", ":-", "=", ":=", "?", ":?",
	    "+", ":+", "#", "##", "%", "%%", "/", "//", "/#", "/%", "^", "^^",
	    ",", ",,", "~~" };
	const char *op;

	g->depth++;
	if (full(g) || rarely(g, 2)) {
		put(g, PICK(g, plain));
	} else if (rarely(g, 6)) {
		put(g, "${x:");
		arithmetic(g);
		if (rarely(g, 2)) {
			put(g, ":");
			arithmetic(g);
		}
		put(g, "}");
	} else {
		op = PICK(g, ops);
		put(g, rarely(g, 8) ? "${!" : "${");
		name(g);
		if (rarely(g, 5)) {
			put(g, "[");
			arithmetic(g);
			put(g, "]");
		}
		put(g, op);
		operand(g, quoted);
		if (op[0] == '/' && rarely(g, 2)) {
			put(g, "/");
			operand(g, quoted);
		}
		put(g, "}");
	}
	g->depth--;
}

static void
double_quotes(struct gen *g)
{
	static const char *const bits[] = { "a b", "'", "\\\"", "\\$", "\\a",
	    "#", "$", "(", ")", "`a`", "\n", "\\\n", "{a,b}", "<(a)", "!",
	    "\\\\", "$'x'", ";" };
	unsigned n = below(g, 4);

	put(g, rarely(g, 10) ? "$\"" : "\"");
	while (n-- > 0) {
		if (rarely(g, 4) && !full(g))
			substitution(g);
		else if (rarely(g, 3))
			parameter(g, true);
		else
			put(g, PICK(g, bits));
	}
	put(g, "\"");
}

static void
piece(struct gen *g)
{
	static const char *const lits[] = { "a", "rm", "-rf", "/x/y", "b.c",
	    "*", "?z", "[a-c]", "~", "{a,b}", "{1..3}", "x=1", "a#b", "%", "@",
	    ":", "-", "--opt=v", "+", ",", "^", "if", "done", "]", "!", "=~" };
	static const char *const quoted[] = { "'a b'", "''", "'$(x)'", "\\$",
	    "\\ ", "\\;", "$'a\\tb'", "$'\\''", "'\n'", "\\a", "\\\n", "'\"'",
	    "\\#", "'#'", "$'\\x41\\u42'" };
	static const char *const globs[] = { "@(a|b)", "!(c)", "*(d|e f)",
	    "+([0-9])", "?(g)" };

	switch (below(g, 12)) {
	case 0:
	case 1:
		put(g, PICK(g, quoted));
		break;
	case 2:
		double_quotes(g);
		break;
	case 3:
		parameter(g, false);
		break;
	case 4:
		if (!full(g))
			substitution(g);
		else
			put(g, "a");
		break;
	case 5:
		if (!full(g) && rarely(g, 2))
			nested(g, rarely(g, 3) ? ">(" : "<(", ")");
		else
			put(g, PICK(g, globs));
		break;
	default:
		put(g, PICK(g, lits));
		break;
	}
}

static void
word(struct gen *g)
{
	unsigned n = below(g, 3);

	do
		piece(g);
	while (n-- > 1);
}

static void
blank(struct gen *g)
{
	put(g, rarely(g, 20) ? " \\\n " : rarely(g, 15) ? "\t" : " ");
}

static void
heredoc(struct gen *g)
{
	static const char *const delims[][2] = { { "A", "A" }, { "EOF", "EOF" },
	    { "'A'", "A" }, { "\"B C\"", "B C" }, { "\\D", "D" },
	    { "E'F'", "EF" }, { "-G", "-G" }, { "$x", "$x" }, { "H)", "H" } };
	unsigned k = below(g, 8);
	bool tabs = rarely(g, 4);

	if (g->ndue == MAX_DUE)
		return;
	put(g, tabs ? "<<-" : "<<");
	if (rarely(g, 4) || delims[k][0][0] == '-')
		put(g, " ");
	put(g, delims[k][0]);
	g->due[g->ndue].delim = delims[k][1];
	g->due[g->ndue].tabs = tabs;
	g->due[g->ndue++].quoted = strcmp(delims[k][0], delims[k][1]) != 0;
}

static void
redirection(struct gen *g)
{
	static const char *const ops[] = { ">", "<", ">>", "2>", ">|", "<>",
	    "&>", "&>>", "<<<", "3<", "{fd}>", "1>>" };
	static const char *const whole[] = { "2>&1", ">&2", "<&3", ">&-",
	    "2>&-", "3<&4-", "<&$fd", "{v}>&-", ">&file" };

	switch (below(g, 5)) {
	case 0:
		put(g, PICK(g, whole));
		break;
	case 1:
	case 2:
		heredoc(g);
		break;
	default:
		put(g, PICK(g, ops));
		if (rarely(g, 2))
			put(g, " ");
		word(g);
		break;
	}
}

static void
array(struct gen *g)
{
	unsigned n = below(g, 4);

	put(g, "(");
	while (n-- > 0) {
		if (rarely(g, 4)) {
			put(g, "[");
			arithmetic(g);
			put(g, "]=");
		}
		word(g);
		if (g->ndue == 0 && rarely(g, 8))
			put(g, "\n");
		else
			blank(g);
	}
	put(g, ")");
}

static void
assignment(struct gen *g)
{
	name(g);
	if (rarely(g, 5) && !full(g)) {
		put(g, "[");
		arithmetic(g);
		put(g, "]");
	}
	put(g, rarely(g, 6) ? "+=" : "=");
	if (rarely(g, 5) && !full(g))
		array(g);
	else if (!rarely(g, 6))
		word(g);
}

static void
simple(struct gen *g)
{
	static const char *const verbs[] = { "a", "echo", "rm", "cat", "x", ":",
	    "\"ls\"", "g\\it", "./run", "$cmd", "eval", "[", "test", "sudo",
	    "{a,b}", "time", "in_", "'if'", "\\time" };
	unsigned n, k;

	for (k = 0; k < 2 && rarely(g, 5); k++) {
		assignment(g);
		blank(g);
	}
	if (rarely(g, 8)) {
		redirection(g);
		blank(g);
	}
	if (rarely(g, 12)) {
		put(g, "declare -a ");
		assignment(g);
		return;
	}
	put(g, PICK(g, verbs));
	for (n = below(g, 4); n > 0; n--) {
		blank(g);
		if (rarely(g, 6))
			redirection(g);
		else
			word(g);
	}
}

static void
separator(struct gen *g)
{
	if (rarely(g, 2)) {
		newline(g);
	} else {
		put(g, rarely(g, 5) ? " & " : "; ");
	}
}

static void
section(struct gen *g, const char *word, unsigned most)
{
	put(g, word);
	if (rarely(g, 3))
		newline(g);
	else
		put(g, " ");
	list(g, most);
	separator(g);
}

static void
condition(struct gen *g)
{
	static const char *const unary[] = { "-f", "-z", "-n", "-v", "!", "-d" };
	static const char *const binary[] = { " == ", " != ", " < ", " -eq ",
	    " =~ ", " = ", " -nt ", " > " };
	static const char *const regexes[] = { "^(a|b)$", "[[:space:]]+", "a.c",
	    "(x y)", "$re", "\"(\"", "a|b" };
	const char *op;

	if (rarely(g, 4)) {
		put(g, PICK(g, unary));
		put(g, " ");
		double_quotes(g);
	} else {
		parameter(g, true);
		op = PICK(g, binary);
		put(g, op);
		if (op[1] == '=' && op[2] == '~')
			put(g, PICK(g, regexes));
		else
			double_quotes(g);
	}
	if (!full(g) && rarely(g, 3)) {
		put(g, rarely(g, 2) ? " && " : " || ");
		g->depth++;
		condition(g);
		g->depth--;
	}
}

static void
case_command(struct gen *g)
{
	static const char *const ends[] = { ";;", ";;", ";&", ";;&" };
	static const char *const pats[] = { "a", "*", "b|c", "\"d e\"", "[0-9]*",
	    "$x", "''", "@(f|g)" };
	unsigned n;

	put(g, "case ");
	word(g);
	put(g, " in");
	put(g, rarely(g, 2) ? " " : "\n");
	if (g->out.data[g->out.len - 1] == '\n')
		bodies(g);
	for (n = below(g, 3); n > 0; n--) {
		if (rarely(g, 3))
			put(g, "(");
		put(g, PICK(g, pats));
		put(g, ")");
		put(g, rarely(g, 2) ? " " : "\n");
		if (g->out.data[g->out.len - 1] == '\n')
			bodies(g);
		list(g, 2);
		put(g, " ");
		put(g, PICK(g, ends));
		newline(g);
	}
	put(g, "esac");
}

static void
loop(struct gen *g)
{
	unsigned n;

	switch (below(g, 4)) {
	case 0:
		put(g, rarely(g, 4) ? "select " : "for ");
		name(g);
		if (!rarely(g, 4)) {
			put(g, " in");
			for (n = below(g, 3); n > 0; n--) {
				put(g, " ");
				word(g);
			}
		}
		put(g, "; ");
		break;
	case 1:
		put(g, "for ((");
		arithmetic(g);
		put(g, ";");
		arithmetic(g);
		put(g, ";i++)); ");
		break;
	default:
		section(g, rarely(g, 3) ? "until" : "while", 2);
		break;
	}
	section(g, "do", 3);
	put(g, "done");
}

static void
function(struct gen *g)
{
	static const char *const heads[] = { "f() ", "function f ", "g ( ) ",
	    "function g() ", "a-b() " };

	put(g, PICK(g, heads));
	if (rarely(g, 3)) {
		nested(g, "(", ")");
		return;
	}
	section(g, "{", 3);
	put(g, "}");
}

static void
compound(struct gen *g)
{
	switch (below(g, 8)) {
	case 0:
		section(g, "if", 2);
		section(g, "then", 2);
		if (rarely(g, 3)) {
			section(g, "elif", 1);
			section(g, "then", 2);
		}
		if (rarely(g, 2))
			section(g, "else", 2);
		put(g, "fi");
		break;
	case 1:
		loop(g);
		break;
	case 2:
		case_command(g);
		break;
	case 3:
		function(g);
		return;
	case 4:
		put(g, "[[ ");
		condition(g);
		put(g, " ]]");
		break;
	case 5:
		put(g, "((");
		arithmetic(g);
		put(g, "))");
		break;
	case 6:
		section(g, "{", 3);
		put(g, "}");
		break;
	default:
		nested(g, "(", ")");
		break;
	}
	while (rarely(g, 5)) {
		put(g, " ");
		redirection(g);
	}
}

static void
command(struct gen *g)
{
	g->depth++;
	if (full(g) || !rarely(g, 4))
		simple(g);
	else
		compound(g);
	g->depth--;
}

static void
pipeline(struct gen *g)
{
	if (rarely(g, 15))
		put(g, rarely(g, 2) ? "! " : "time ");
	if (rarely(g, 40)) {
		put(g, rarely(g, 2) ? "coproc " : "coproc NAME ");
		g->depth++;
		compound(g);
		g->depth--;
	} else {
		command(g);
	}
	while (rarely(g, 5)) {
		put(g, rarely(g, 5) ? " |& " : " | ");
		if (rarely(g, 6))
			newline(g);
		command(g);
	}
}

static void
list(struct gen *g, unsigned most)
{
	unsigned n = below(g, most) + 1;

	g->depth++;
	for (;;) {
		pipeline(g);
		if (--n == 0 || g->out.len > 2 * MAX_SIZE)
			break;
		if (rarely(g, 4)) {
			put(g, rarely(g, 2) ? " && " : " || ");
			if (rarely(g, 5))
				newline(g);
		} else {
			separator(g);
		}
	}
	g->depth--;
}

int
main(int argc, char **argv)
{
	struct gen g = { 0 };
	unsigned long i, count;
	char path[4096];
	FILE *f;

	if (argc != 4)
		return 2;
	g.state = strtoull(argv[1], NULL, 10) * 2654435761u +
	    88172645463325252u;
	count = strtoul(argv[2], NULL, 10);
	for (i = 0; i < count; i++) {
		buf_reset(&g.out);
		g.ndue = g.base = g.depth = 0;
		list(&g, 1 + below(&g, 10));
		newline(&g);
		snprintf(path, sizeof path, "%s/g%06lu", argv[3], i);
		if ((f = fopen(path, "w")) == NULL)
			return 1;
		fwrite(g.out.data, 1, g.out.len, f);
		if (fclose(f) != 0)
			return 1;
	}
	buf_free(&g.out);
	return 0;
}
