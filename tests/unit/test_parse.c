/* SPDX-License-Identifier: ISC */
/* syntax: bash text becomes the tree that bash itself would run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/arena.h"
#include "syntax/parse.h"
#include "syntax/print.h"
#include "tree_dump.h"

static struct arena *arena;

static int
fresh_arena(void **state)
{
	(void)state;
	arena = arena_new((size_t)256 << 20);
	return arena == NULL ? -1 : 0;
}

static int
drop_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct parse_result
parse_n(const char *text, size_t len, bool extglob)
{
	struct parse_opts opts = { .extglob = extglob };
	struct parse_result res;

	parse_text(arena, text, len, &opts, &res);
	return res;
}

static struct parse_result
parse(const char *text)
{
	return parse_n(text, strlen(text), false);
}

/* The tree of `program` as text; the caller frees it. */
static char *
dump(const struct node *program)
{
	struct buf b = { 0 };

	buf_str(&b, "");
	tree_dump(&b, program);
	return b.data;
}

static void
assert_tree(const char *text, const char *want)
{
	struct parse_result res = parse(text);
	char *got = dump(res.program);

	if (res.status != PARSE_OK)
		print_error("%s\n%u:%u %s\n", text, res.line, res.column,
		    res.message);
	assert_int_equal(res.status, PARSE_OK);
	assert_string_equal(got, want);
	free(got);
}

static const struct {
	const char *text, *tree;
} trees[] = {
	{ ": x\n\\rm -rf /\n",
	    "(list (cmd w[:] w[x]) (cmd w[(q\\ r) m] w[-rf] w[/]))" },
	{ "r\\\nm -rf /\n",
	    "(cmd w[rm] w[-rf] w[/])" },
	{ "cat <<EOF; rm -rf /\n$(w)\nEOF\n",
	    "(list (cmd w[cat] redir[<< to[EOF] live body[(sub (cmd w"
	    "[w])) %0a]]) (cmd w[rm] w[-rf] w[/]))" },
	{ "echo ${x//a/`rm b`}\n",
	    "(cmd w[echo] w[($ {x // arg[a] arg2[(sub` rm%20b(cmd w[r"
	    "m] w[b]))])])" },
	{ "echo `echo \\`rm c\\``\n",
	    "(cmd w[echo] w[(sub` echo%20`rm%20c`(cmd w[echo] w[(sub`"
	    " rm%20c(cmd w[rm] w[c]))]))])" },
	{ "rm 2>/dev/null -rf /\n",
	    "(cmd w[rm] w[-rf] w[/] redir[> 2 to[/dev/null]])" },
	{ "rm &>x -rf /\n",
	    "(cmd w[rm] w[-rf] w[/] redir[&> to[x]])" },
	{ "a=1 b=2\nrm -rf /\n",
	    "(list (cmd set[a= val[1]] set[b= val[2]]) (cmd w[rm] w[-"
	    "rf] w[/]))" },
	{ "time -p rm x\n",
	    "(pipe time-p (cmd w[rm] w[x]))" },
	{ "coproc rm x\n",
	    "(coproc (cmd w[rm] w[x]))" },
	{ "coproc N { rm x; }\n",
	    "(coproc N (group (cmd w[rm] w[x])))" },
	{ "python3 - <<'E'\nE\n",
	    "(cmd w[python3] w[-] redir[<< to[(q' E)] raw body[(q' )]"
	    "])" },
	{ "cat <<A <<B | c\nx\nA\n$(y)\nB\n",
	    "(pipe (cmd w[cat] redir[<< to[A] live body[x%0a]] redir["
	    "<< to[B] live body[(sub (cmd w[y])) %0a]]) (cmd w[c]))" },
	{ "a & b && c || ! d | e |& f\n",
	    "(list (cmd & w[a]) (cmd && w[b]) (cmd || w[c]) (pipe ! ("
	    "cmd w[d]) (cmd |& w[e]) (cmd w[f])))" },
	{ "f() { a; } >b\n",
	    "(function f (group (cmd w[a]) redir[> to[b]]))" },
	{ "function g (a)\n",
	    "(function g (subshell (cmd w[a])))" },
	{ "case x in a|b) c;& (d) ;;& (esac) e; esac\n",
	    "(case subject[x] item1[ p[a] p[b] (cmd w[c])] item2[ p[d"
	    "]] item0[ p[esac] (cmd w[e])])" },
	{ "[[ a =~ ^(b c)$ && ! ( -f d || e ) ]]\n",
	    "(cond test[&& test[=~ a[a] b[^%28b%20c%29$]] test[! test"
	    "[( test[|| test[-f b[d]] test[ a[e]]]]]])" },
	{ "[[ a == @(b|c) ]]\n",
	    "(cond test[== a[a] b[@%28b|c%29]])" },
	{ "for ((i=0;;i++)); do a; done\n",
	    "(afor e0[i=0] e2[i++] (cmd w[a]))" },
	{ "x=(a [k]=b) y+=c z[1]=d e\n",
	    "(cmd set[x=( elem[= val[a]] elem[= sub[k] val[b]]] set[y"
	    "+= val[c]] set[z= sub[1] val[d]] w[e])" },
	{ "declare -a x=(1) y=2\n",
	    "(cmd w[declare] w[-a] w[x=] w[y=2] decl[x=( elem[= val[1"
	    "]]])" },
	{ "((a); b)\n",
	    "(subshell (list (subshell (cmd w[a])) (cmd w[b])))" },
	{ "((a+1))\n",
	    "(arith e0[a+1])" },
	{ "echo $((1+$(a))) $[b]\n",
	    "(cmd w[echo] w[(arith 1+$%28a%291+ (sub (cmd w[a])))] w["
	    "(arith$[ bb)])" },
	{ "echo $'a\\x41' $\"b\" 'c' \"d$e\" \\f\n",
	    "(cmd w[echo] w[(q$' aA)] w[(dq$\" b)] w[(q' c)] w[(dq d "
	    "($ e ))] w[(q\\ f)])" },
	{ "echo ${x:-a} ${#y} ${!z} ${v@Q} ${w[1]:2:3} ${!p*} ${!p["
	    "@]} ${q/a/b}\n",
	    "(cmd w[echo] w[($ {x :- arg[a])] w[($ {#y )] w[($ {!z )]"
	    " w[($ {v @Q)] w[($ {w sub[1] : arg[2] arg2[3])] w[($ {!p"
	    " prefix*)] w[($ {!p sub[@] keys)] w[($ {q / arg[a] arg2["
	    "b])])" },
	{ "diff <(a) {fd}>c >&2 <&- <<<d\n",
	    "(cmd w[diff] w[(proc< (cmd w[a]))] redir[> {fd} to[c]] r"
	    "edir[>& to[2]] redir[<& to[-]] redir[<<< to[d]])" },
	{ "if a; then b; elif c; then d; else e; fi\n",
	    "(if if(cmd w[a]) (cmd w[b]) else(if if(cmd w[c]) (cmd w["
	    "d]) else(cmd w[e])))" },
	{ "echo \"${z-'$(a)'}\" ${z-'$(b)'}\n",
	    "(cmd w[echo] w[(dq ($ {z - arg[' (sub (cmd w[a])) ']))] "
	    "w[($ {z - arg[(q' $%28b%29)])])" },
	{ "x['$(a)']=b\n",
	    "(cmd set[x= sub[(dq' (sub (cmd w[a])))] val[b]])" },
	{ "echo ${a b}\n",
	    "(cmd w[echo] w[($ { bad arg[a%20b])])" },
	{ "echo ${ a; } ${| b; }\n",
	    "(cmd w[echo] w[(sub{; (cmd w[a]))] w[(sub{| (cmd w[b]))]"
	    ")" },
	{ "for x in a b; do c; done\n",
	    "(for in x w[a] w[b] (cmd w[c]))" },
	{ "for x; { c; }\n",
	    "(for x (cmd w[c]))" },
	{ "select x in a; do b; done\n",
	    "(select in x w[a] (cmd w[b]))" },
	{ "while a; do b; done <c\n",
	    "(while if(cmd w[a]) (cmd w[b]) redir[< to[c]])" },
	{ "until a; do b; done\n",
	    "(until if(cmd w[a]) (cmd w[b]))" },
	{ "( a ) >b\n",
	    "(subshell (cmd w[a]) redir[> to[b]])" },
	{ "cat <<-A\n\tx\n\t$y\n\tA\n",
	    "(cmd w[cat] redir[<<- to[A] live body[x%0a ($ y ) %0a]])" },
	{ "a b # c",
	    "(cmd w[a] w[b])" },
};

static void
builds_the_tree(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof trees / sizeof trees[0]; i++)
		assert_tree(trees[i].text, trees[i].tree);
}

static void
prints_what_parses_to_the_same_tree(void **state)
{
	struct buf printed;
	struct parse_result res;
	size_t i;
	char *got;

	(void)state;
	for (i = 0; i < sizeof trees / sizeof trees[0]; i++) {
		memset(&printed, 0, sizeof printed);
		res = parse(trees[i].text);
		print_program(&printed, res.program);
		res = parse(printed.data);
		got = dump(res.program);
		if (res.status != PARSE_OK || strcmp(got, trees[i].tree) != 0)
			print_error("printed: %s\n", printed.data);
		assert_string_equal(got, trees[i].tree);
		free(got);
		buf_free(&printed);
	}
}

/* The first word of the program as its only constant text. */
static void
assert_first_word(const char *text, const char *want)
{
	struct parse_result res = parse(text);
	const struct part *p;

	assert_int_equal(res.status, PARSE_OK);
	p = res.program->words->parts;
	assert_int_equal(p->kind, PART_QUOTED);
	assert_int_equal(p->len, strlen(want));
	assert_memory_equal(p->text, want, p->len);
}

static void
decodes_ansi_quotes(void **state)
{
	static const struct {
		const char *text, *want;
	} t[] = {
		{ "$'\\x72m'", "rm" }, { "$'\\162m'", "rm" },
		{ "$'\\u0072m'", "rm" }, { "$'\\U00000072m'", "rm" },
		{ "$'\\u72m'", "rm" }, { "$'\\u00e9'", "\xc3\xa9" },
		{ "$'\\U1F600'", "\xf0\x9f\x98\x80" }, { "$'\\cA'", "\001" },
		{ "$'a\\x00b'", "a" }, { "$'a\\0b'", "a" },
		{ "$'\\x'", "\\x" }, { "$'\\u'", "\\u" },
		{ "$'\\x{72}m'", "rm" }, { "$'\\q'", "\\q" },
		{ "$'\\e\\E\\a\\b\\f\\n\\r\\t\\v'",
		    "\033\033\a\b\f\n\r\t\v" },
		{ "$'\\'\\\"\\?\\\\'", "'\"?\\" }, { "$'\\x414'", "A4" },
		{ "'\\x41'", "\\x41" }, { "''", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof t / sizeof t[0]; i++)
		assert_first_word(t[i].text, t[i].want);
}

static void
keeps_odd_bytes_in_words(void **state)
{
	struct parse_result res;

	(void)state;
	assert_tree("rm b\r", "(cmd w[rm] w[b%0d])");
	assert_tree("a\xc2\xa0" "b", "(cmd w[a%c2%a0b])");
	assert_tree("a\fb\vc", "(cmd w[a%0cb%0bc])");
	assert_tree("a#b; rm x", "(list (cmd w[a#b]) (cmd w[rm] w[x]))");
	assert_tree("\xff\xfe", "(cmd w[%ff%fe])");
	res = parse_n("r\0m x\0; b", 9, false);
	assert_int_equal(res.status, PARSE_OK);
	assert_string_equal(res.program->body->words->parts->text, "rm");
}

static void
assert_span(const char *text, struct span sp, const char *want)
{
	assert_int_equal(sp.len, strlen(want));
	assert_memory_equal(text + sp.off, want, sp.len);
}

static void
spans_point_into_the_text(void **state)
{
	static const char text[] =
	    "a=1 rm  \"-r $(b c)\" 2>f | x <<-E; y\n\t$(z)\n\tE\n";
	struct parse_result res = parse(text);
	const struct node *pipe, *rm;
	const struct part *dq;

	(void)state;
	assert_int_equal(res.status, PARSE_OK);
	pipe = res.program->body;
	rm = pipe->body;
	assert_span(text, pipe->span, "a=1 rm  \"-r $(b c)\" 2>f | x <<-E");
	assert_span(text, rm->span, "a=1 rm  \"-r $(b c)\" 2>f");
	assert_span(text, rm->assigns->span, "a=1");
	assert_span(text, rm->words->span, "rm");
	assert_span(text, rm->words->next->span, "\"-r $(b c)\"");
	dq = rm->words->next->parts;
	assert_span(text, dq->parts->next->span, "$(b c)");
	assert_span(text, dq->parts->next->body->words->next->span, "c");
	assert_span(text, rm->redirs->span, "2>f");
	assert_span(text, rm->next->redirs->span, "<<-E");
	assert_span(text, rm->next->redirs->body_span, "\t$(z)\n");
	assert_span(text, rm->next->redirs->body->parts->body->span, "z");
	assert_span(text, pipe->next->span, "y");
}

static void
spans_step_over_nul_bytes(void **state)
{
	static const char text[] = "r\0m b; c \0d";
	struct parse_result res = parse_n(text, sizeof text - 1, false);
	const struct node *c = res.program->body->next;

	(void)state;
	assert_int_equal(c->span.off, 7);
	assert_int_equal(c->words->next->span.off, 10);
}

static void
spans_in_backticks_refer_to_their_text(void **state)
{
	struct parse_result res = parse("x `a \\`b\\``");
	const struct part *p = res.program->words->next->parts;

	(void)state;
	assert_int_equal(p->len, 5);
	assert_memory_equal(p->text, "a `b`", 5);
	assert_span(p->text, p->body->words->next->span, "`b`");
}

/* bash -c takes the rest of the text; a prompt asks for more. */
static void
heredoc_without_its_end(void **state)
{
	struct parse_opts opts = { .prompt = true };
	struct parse_result res;

	(void)state;
	parse_text(arena, "cat <<A\nb\n", 10, &opts, &res);
	assert_int_equal(res.status, PARSE_INCOMPLETE);
	parse_text(arena, "cat <<A\nb\nA\n", 12, &opts, &res);
	assert_int_equal(res.status, PARSE_OK);
}

/* bash -c takes it as itself; a prompt asks for the rest of the line. */
static void
backslash_at_the_end(void **state)
{
	static const struct {
		const char *text;
		enum parse_status status;
	} t[] = {
		{ "a \\", PARSE_INCOMPLETE }, { "a\\", PARSE_INCOMPLETE },
		{ "a && \\", PARSE_INCOMPLETE }, { "\\", PARSE_INCOMPLETE },
		{ "a \\\\", PARSE_OK }, { "a # \\", PARSE_OK },
		{ "a `b \\`", PARSE_INCOMPLETE }, { "a '\\'", PARSE_OK },
		{ "a &\\", PARSE_INCOMPLETE }, { "f (\\", PARSE_INCOMPLETE },
		{ "[[ a &\\", PARSE_INCOMPLETE }, { "a;# b \\", PARSE_OK },
		{ "a ) b \\\\ \\", PARSE_SYNTAX }
	};
	struct parse_opts opts = { .prompt = true };
	struct parse_result res;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof t / sizeof t[0]; i++) {
		parse_text(arena, t[i].text, strlen(t[i].text), &opts, &res);
		assert_int_equal(res.status, t[i].status);
	}
	opts.prompt = false;
	parse_text(arena, "a \\", 3, &opts, &res);
	assert_int_equal(res.status, PARSE_OK);
}

static void
tells_incomplete_from_wrong(void **state)
{
	static const struct {
		const char *text;
		enum parse_status status;
	} t[] = {
		{ "a '", PARSE_INCOMPLETE }, { "a \"", PARSE_INCOMPLETE },
		{ "a `", PARSE_INCOMPLETE }, { "a $'", PARSE_INCOMPLETE },
		{ "a ${x", PARSE_INCOMPLETE }, { "a $(b", PARSE_INCOMPLETE },
		{ "a $((b", PARSE_INCOMPLETE }, { "a $(", PARSE_INCOMPLETE },
		{ "((a", PARSE_INCOMPLETE }, { "(a", PARSE_INCOMPLETE },
		{ "{ a", PARSE_INCOMPLETE }, { "{ a;", PARSE_INCOMPLETE },
		{ "if a", PARSE_INCOMPLETE }, { "if a; then", PARSE_INCOMPLETE },
		{ "while a; do b", PARSE_INCOMPLETE },
		{ "for x in a", PARSE_INCOMPLETE },
		{ "for x", PARSE_INCOMPLETE },
		{ "case x in", PARSE_INCOMPLETE },
		{ "case x in a) b", PARSE_INCOMPLETE },
		{ "case x in a) b;;", PARSE_INCOMPLETE },
		{ "f()", PARSE_INCOMPLETE }, { "a &&", PARSE_INCOMPLETE },
		{ "a |", PARSE_INCOMPLETE }, { "a ||\n", PARSE_INCOMPLETE },
		{ "x=(a", PARSE_INCOMPLETE }, { "cat <<A", PARSE_OK },
		{ "cat <<A\nb\n", PARSE_OK },
		{ "[[ a &&", PARSE_INCOMPLETE }, { "[[", PARSE_INCOMPLETE },
		{ "[[ a ==", PARSE_SYNTAX },
		{ "[[ -f a", PARSE_INCOMPLETE }, { "a[1", PARSE_INCOMPLETE },
		{ "a )", PARSE_SYNTAX }, { "; a", PARSE_SYNTAX },
		{ "a ;; b", PARSE_SYNTAX }, { "a >", PARSE_SYNTAX },
		{ "a > > b", PARSE_SYNTAX }, { "{ a; } }", PARSE_SYNTAX },
		{ "fi", PARSE_SYNTAX }, { "()", PARSE_SYNTAX },
		{ "a | ! b", PARSE_SYNTAX }, { "for", PARSE_SYNTAX },
		{ "echo x=(a)", PARSE_SYNTAX }, { "(a) b", PARSE_SYNTAX },
		{ "a `if` b", PARSE_SYNTAX }, { "a `(b` c", PARSE_SYNTAX },
		{ "cat <<A\n$(b\nA\nc)\n", PARSE_SYNTAX },
		{ "if (a) >f then b; fi", PARSE_SYNTAX },
		{ "a !(b)", PARSE_SYNTAX },
		{ "a\nin", PARSE_SYNTAX }, { "a in; >f in", PARSE_OK },
		{ "echo ${x[}\nb\n]}", PARSE_OK },
		{ "echo ${ a; }", PARSE_OK },
		{ "echo ${ f() { a; }; b; }", PARSE_OK },
		{ "echo ${ x}", PARSE_OK },
		{ "echo ${ cat <<'E'\n}\nb\nE\n}", PARSE_SYNTAX },
		{ ": $(cat <<A; b\nA\n)", PARSE_OK },
		{ ": $(cat <<A; b; c\nA\n)", PARSE_OK },
		{ ": `cat <<A; b; c\nA\n`", PARSE_OK },
		{ ": $(cat <<A | b; c\nA\n)", PARSE_OK },
		{ ": $(cat << -A\n-A\n)", PARSE_OK },
		{ "cat << -A\n-A\n", PARSE_OK },
		{ ": $(time case x in esac)", PARSE_SYNTAX },
		{ ": $(\ntime { a; })", PARSE_SYNTAX },
		{ ": $(time a[1 2]=)", PARSE_SYNTAX },
		{ ": $(time a=1 b | c; time { d; })", PARSE_OK },
		{ ": $(>f ! a)", PARSE_OK }, { ">f ! a", PARSE_OK },
		{ ": $(>f time a)", PARSE_OK },
		{ ": $(cat <<A\nA\na\nb; c)", PARSE_OK },
		{ ": $(cat <<A\nA\na; b)", PARSE_OK },
		{ ": $(cat <<A\nA\nf() { a; b; })", PARSE_OK },
		{ "((cat <<A; b\nc\nA\n) | d)", PARSE_SYNTAX },
		{ "( (cat <<A; b\nc\nA\n) | d)", PARSE_OK },
		{ "echo $(( $(case x in x) a;; esac) ))", PARSE_OK },
		{ "echo $(( ($(case x in x) a;; esac)) + 1 ))", PARSE_SYNTAX },
		{ "echo $(( $(a \")\" ')') + (1) ))", PARSE_OK },
		{ "a $((b) # it's\n) ' ); c # '", PARSE_SYNTAX },
		{ "a <((b) # it's\n) ' ); c # '", PARSE_SYNTAX },
		{ "a $( (b) # it's\n) ' ); c # '", PARSE_OK },
		{ "a $((b) | c 'd)' \"e)\" \\) `f`)", PARSE_OK },
		{ "a $(b <<A)\nA\n", PARSE_SYNTAX },
		{ "x[a<(b)]=c", PARSE_OK }, { "x[a<(])]=c", PARSE_SYNTAX },
		{ ": $(coproc a)", PARSE_OK }, { "coproc a", PARSE_OK },
		{ ": $(coproc A { a; })", PARSE_OK },
		{ ": $(cat <<A\nA)", PARSE_OK },
		{ ": $(: $(cat <<A\nA))", PARSE_OK },
		{ "", PARSE_OK }, { "\n\n", PARSE_OK }, { "# a", PARSE_OK },
		{ " \t\\\n", PARSE_OK }, { "a \\", PARSE_OK },
		{ "a;", PARSE_OK }, { "a &", PARSE_OK },
	};
	struct parse_result res;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof t / sizeof t[0]; i++) {
		res = parse(t[i].text);
		if (res.status != t[i].status)
			print_error("%s: %s\n", t[i].text, res.message);
		assert_int_equal(res.status, t[i].status);
		assert_int_equal(res.message == NULL, res.status == PARSE_OK);
	}
}

static void
keeps_the_commands_before_a_failure(void **state)
{
	struct parse_result res;
	char *got;

	(void)state;
	res = parse("a; b\nc &\nd; e )\nf\n");
	assert_int_equal(res.status, PARSE_SYNTAX);
	assert_int_equal(res.line, 3);
	assert_int_equal(res.column, 6);
	assert_int_equal(res.at.off, 14);
	got = dump(res.program);
	assert_string_equal(got, "(list (cmd w[a]) (cmd w[b]) (cmd & w[c]))");
	free(got);
	res = parse("a; b )\n");
	assert_null(res.program);
	res = parse("a\nif b\nthen c\n");
	assert_int_equal(res.status, PARSE_INCOMPLETE);
	got = dump(res.program);
	assert_string_equal(got, "(cmd w[a])");
	free(got);
}

static void
extglob_is_an_option(void **state)
{
	struct parse_result res = parse_n("rm !(a|b c)", 11, true);
	char *got = dump(res.program);

	(void)state;
	assert_int_equal(res.status, PARSE_OK);
	assert_string_equal(got, "(cmd w[rm] w[!%28a|b%20c%29])");
	free(got);
	assert_int_equal(parse("rm !(a|b c)").status, PARSE_SYNTAX);
}

static void
dash_knows_less(void **state)
{
	static const struct {
		const char *text;
		enum parse_status status;
	} t[] = {
		{ "a $'b'", PARSE_OK }, { "a <(b)", PARSE_SYNTAX },
		{ "x=(a)", PARSE_SYNTAX }, { "a | b && c", PARSE_OK },
		{ "[[ a == b ]]", PARSE_OK }, { "function f { a; }",
		    PARSE_SYNTAX }, { "cat <<E\n$(a)\nE\n", PARSE_OK },
	};
	struct parse_opts opts = { .posix_sh = true };
	struct parse_result res;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof t / sizeof t[0]; i++) {
		parse_text(arena, t[i].text, strlen(t[i].text), &opts, &res);
		if (res.status != t[i].status)
			print_error("%s\n", t[i].text);
		assert_int_equal(res.status, t[i].status);
	}
}

static void
finds_expansions_in_plain_text(void **state)
{
	static const char text[] = "a 'b $(c)' \"$d\" \\$(e) `f`; g";
	struct parse_result res;
	struct buf b = { 0 };
	struct word *w;

	(void)state;
	w = parse_expansions(arena, text, strlen(text), &res);
	assert_non_null(w);
	tree_dump_word(&b, w);
	assert_string_equal(b.data, "a%20'b%20 (sub (cmd w[c])) '%20\" "
	    "($ d ) \"%20$%28e%29%20 (sub` f(cmd w[f])) ;%20g");
	buf_free(&b);
	assert_null(parse_expansions(arena, "a $(b", 5, &res));
	assert_int_equal(res.status, PARSE_INCOMPLETE);
}

static char *
repeated(const char *unit, size_t len, size_t *n)
{
	size_t k = strlen(unit);
	char *text = malloc(len + 1);

	assert_non_null(text);
	for (*n = 0; *n + k <= len; *n += k)
		memcpy(text + *n, unit, k);
	text[*n] = '\0';
	return text;
}

/* A mebibyte of each shape is answered soon, and never by a crash. */
static void
hostile_shapes_are_linear(void **state)
{
	static const char *const units[] = {
		"(", "((", "( (", "$(", "$((", "`", "{", "{ ", "${", "${x:-",
		"${x[", "x[", "x[1]=", "x=(", "\"", "'", "\"$(", "\"${x-'",
		"\\", "\\\n", "<<a ", "<<a\n", "<<-a\n\t", "a\n", "a;", "a|",
		"a&&", "a ", "[[ ", "[[ (", "[[ ! ", "if ", "if a;then ",
		"while ", "case a in a) ", "f()", "function f ", "!(", "$[",
		"<(", "$'\\x41", "((a);", "$((a);", "${a b", "${a[1] ",
		"a[$(", "''", "\\a", "$a", "#", "! ", "time ", "coproc ",
		"${ ", "=~ (", "&", ";", ")", "}", "a=(\n", "elif ", "$x[",
		"(( a) ", "`\\`", "for ((", "select a ", "\"`", "a#",
		"${x//a/", "x['", "<<a;$(", "cat <<A $(\n",
	};
	struct parse_result res;
	struct timespec t0, t1;
	volatile size_t i;
	size_t n;
	char *volatile text;
	double ms;

	(void)state;
	for (i = 0; i < sizeof units / sizeof units[0]; i++) {
		text = repeated(units[i], PARSE_MAX_TEXT, &n);
		arena_free(arena);
		arena = arena_new((size_t)256 << 20);
		assert_non_null(arena);
		if (setjmp(*arena_catch(arena)) != 0)
			fail_msg("%s: out of memory", units[i]);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t0);
		res = parse_n(text, n, true);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t1);
		ms = (double)(t1.tv_sec - t0.tv_sec) * 1e3 +
		    (double)(t1.tv_nsec - t0.tv_nsec) / 1e6;
		if (ms > 2000)
			fail_msg("%s takes %.0f ms", units[i], ms);
		assert_true(res.status <= PARSE_LIMIT);
		free(text);
		if (getenv("PARSE_TIMES") != NULL)
			print_message("%8.1f ms %7zu KiB %d %s\n", ms,
			    arena_used(arena) / 1024, res.status, units[i]);
	}
}

static void
limits_have_names(void **state)
{
	struct buf b = { 0 };
	struct parse_result res;
	char *text;
	size_t n;
	int i;

	(void)state;
	text = repeated("a", PARSE_MAX_TEXT + 1, &n);
	res = parse_n(text, n, false);
	assert_int_equal(res.status, PARSE_LIMIT);
	assert_string_equal(res.message, "longer than 1 MiB");
	assert_int_equal(parse_n(text, n - 1, false).status, PARSE_OK);
	free(text);
	text = repeated("a ", 2 * (PARSE_MAX_WORDS + 1), &n);
	res = parse_n(text, n, false);
	assert_string_equal(res.message, "too many words");
	assert_int_equal(parse_n(text, n - 2, false).status, PARSE_OK);
	free(text);
	for (i = 0; i < 200; i++)
		buf_str(&b, "$(");
	buf_str(&b, "a");
	for (i = 0; i < 200; i++)
		buf_str(&b, ")");
	res = parse(b.data);
	assert_string_equal(res.message, "nested too deeply");
	assert_int_equal(res.status, PARSE_LIMIT);
	buf_free(&b);
}

/* Every text survives losing any byte or ending anywhere. */
static void
no_cut_text_crashes(void **state)
{
	char text[512];
	size_t i, k, n;

	(void)state;
	for (i = 0; i < sizeof trees / sizeof trees[0]; i++) {
		n = strlen(trees[i].text);
		assert_true(n < sizeof text);
		for (k = 0; k < n; k++) {
			arena_free(arena);
			arena = arena_new((size_t)64 << 20);
			parse_n(trees[i].text, k, k % 2 == 0);
			memcpy(text, trees[i].text, k);
			memcpy(text + k, trees[i].text + k + 1, n - k - 1);
			parse_n(text, n - 1, true);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(builds_the_tree),
		cmocka_unit_test(prints_what_parses_to_the_same_tree),
		cmocka_unit_test(decodes_ansi_quotes),
		cmocka_unit_test(keeps_odd_bytes_in_words),
		cmocka_unit_test(spans_point_into_the_text),
		cmocka_unit_test(spans_step_over_nul_bytes),
		cmocka_unit_test(spans_in_backticks_refer_to_their_text),
		cmocka_unit_test(heredoc_without_its_end),
		cmocka_unit_test(backslash_at_the_end),
		cmocka_unit_test(tells_incomplete_from_wrong),
		cmocka_unit_test(keeps_the_commands_before_a_failure),
		cmocka_unit_test(extglob_is_an_option),
		cmocka_unit_test(dash_knows_less),
		cmocka_unit_test(finds_expansions_in_plain_text),
		cmocka_unit_test(hostile_shapes_are_linear),
		cmocka_unit_test(limits_have_names),
		cmocka_unit_test(no_cut_text_crashes),
	};

	return cmocka_run_group_tests(tests, fresh_arena, drop_arena);
}
