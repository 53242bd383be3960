/* SPDX-License-Identifier: ISC */
/* analyse/expand: what words become, and what stays unknown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analyse/effect_print.h"
#include "analyse/pattern.h"
#include "analyse/walk.h"

/* Each line ends in `: WORDS`; the words as the walk saw them. */
static const struct {
	const char *line;
	const char *words;
} cases[] = {
	{ "x=abcdef; : ${x:2} ${x:1:3} ${x: -2} ${#x}", "cdef bcd ef 6" },
	{ "x=a.b.c; : ${x%.*} ${x%%.*} ${x#*.} ${x##*.}", "a.b a b.c c" },
	{ "x=aXbX; : ${x/X/-} ${x//X/-} ${x/#a/-} ${x/%X/-}",
	    "a-bX a-b- -XbX aXb-" },
	{ "x=aB; : ${x^} ${x^^} ${x,,} ${x~~}", "AB AB ab Ab" },
	{ ": ${u-a} ${u:-b} ${u+c} ${u=d} $u", "a b d d" },
	{ "x=; : ${x-a} ${x:-b} \"${x+c}\"", "b c" },
	{ "x='a\\tb'; : \"${x@E}\" ${x@Q} ${x@U}",
	    "\"a\\tb\" \"'a\\tb'\" A\\TB" },
	{ "a=(x 'y z' w); : \"${a[@]}\" ${#a[@]} \"${a[-1]}\" \"${a[*]}\"",
	    "x \"y z\" w 3 w \"x y z w\"" },
	{ "a=(1 2 3 4); : ${a[@]:1:2} ${!a[@]}", "2 3 0 1 2 3" },
	{ "a=(p q r); unset 'a[0]'; : ${a[@]:1} - ${a[@]:2} - ${a[@]: -1}",
	    "q r - r - r" },
	{ ": ${u@Q} x; u=; : ${u@Q}", "\"''\"" },
	{ "a=([5]=x [2]=y); a+=(z); : ${a[@]} ${!a[@]}", "y x z 2 5 6" },
	{ "set -- a b c; shift; : $1 $# \"$*\" ${@:2}", "b 2 \"b c\" c" },
	{ "x='a  b'; : $x \"$x\"", "a b \"a  b\"" },
	{ "IFS=:; x=a::b:; : $x", "a \"\" b" },
	{ ": $((1+2*3)) $((7/2)) $((1<<4)) $((5>3)) $((-7%3)) $((16#ff))",
	    "7 3 16 1 -1 255" },
	{ ": $((2**3**2)) $((-2**2)) $((1?2:3,4)) $((0||0)) $((1&&2))",
	    "512 4 4 0 1" },
	{ "i=1; : $((0 && (i=5))) $i $((1 || (i=6))) $i $((0?i=7:2)) $i",
	    "0 1 1 1 2 1" },
	{ ": $((i=1,j=2)) $i $j $((i+=1,3)) $i", "2 1 2 3 2" },
	{ "i=5; : $((i++)) $i $((i+=2)) $((i?3:4))", "5 6 8 3" },
	{ ": {a,b}{c,d} {1..3} {a..e..2} {01..03} x{,y}",
	    "ac ad bc bd 1 2 3 a c e 01 02 03 x xy" },
	{ ": {a} {a,b '{a,b}' a{b,c", "{a} {a,b {a,b} a{b,c" },
	{ ": ~ ~/x ~nobody99/y x~", "/home/u /home/u/x ~nobody99/y x~" },
	{ ": *.c \"*.c\" '?' [ab]", "*.c *.c ? [ab]" },
	{ "x=$(cat f); : $x \"$x\" a$x \"a${x}b\" ${x:-y}",
	    "?.. ? a?.. a?b ?.." },
	{ "x=$(cat f); : \"${x##*/}\" \"${x%.c}\"", "? ?" },
	{ "if t; then x=a; else x=b; fi; : $x c$x", "{b|a} {cb|ca}" },
	{ "x=$(printf '%s-%03d\\n' a 5); : $x", "a-005" },
	{ "x=$(printf '%s-%s\\n' a b); : $x $(basename /a/b) $(dirname a/b)",
	    "a-b b a" },
	{ ": \"$(pwd)\" $PWD $(echo -e 'a\\x41')", "/w /w aA" },
	{ ": $(printf '%b' '\\162m') $(echo 6d72 | xxd -r -p | rev)",
	    "rm rm" },
	{ "declare -u x=ab; declare -i y=1+2; : $x $y", "AB 3" },
	{ "x=1; f() { local x=2; y=$x; }; f; : $x $y", "1 2" },
	{ "x=a; x+=b; : $x ${x}c", "ab abc" },
	{ "v=x; x=deep; : ${!v} ${!NO-}", "deep" },
};

static char *const environment[] = { (char[]){ "HOME=/home/u" }, NULL };

static const struct walk_world world = { .environ = environment, .cwd = "/w",
    .home = "/home/u", .pid = 4711 };

static void
last_words(struct buf *b, const struct effects *list)
{
	const struct effect *e, *last = NULL;
	const char *prefix = "command : ";
	struct buf line = { 0 };
	size_t n;

	for (e = list->head; e != NULL; e = e->next)
		if (e->kind == EFFECT_COMMAND)
			last = e;
	assert_non_null(last);
	effect_print_one(&line, last);
	n = strlen(prefix);
	assert_memory_equal(line.data, prefix, n);
	buf_add(b, line.data + n, line.len - n - strlen(" [builtin]"));
	buf_free(&line);
}

static void
test_words(void **state)
{
	size_t i;
	int bad = 0;
	(void)state;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct arena *a = arena_new(16 << 20);
		struct buf b = { 0 };

		last_words(&b, walk_text(a, cases[i].line,
		    strlen(cases[i].line), NULL, &world));
		if (strcmp(b.data, cases[i].words) != 0) {
			print_error("%s\n wanted %s\n got    %s\n",
			    cases[i].line, cases[i].words, b.data);
			bad++;
		}
		buf_free(&b);
		arena_free(a);
	}
	assert_int_equal(bad, 0);
}

/* What $'\u..' is depends on the locale that bash starts with. */
static void
test_locale(void **state)
{
	static const struct {
		const char *env, *line, *words;
	} in[] = {
		{ "LC_ALL=C", ": $'\\u00e9'", "\\u00E9" },
		{ "LC_ALL=", ": $'\\u00e9'", "\\u00E9" },
		{ "LC_CTYPE=C.UTF-8", ": $'\\u00e9'", "\xc3\xa9" },
		{ "LANG=no_SUCH", ": $'\\u00e9'", "?" },
		{ "LANG=no_SUCH", ": $'\\u0065'", "e" },
		{ "LC_ALL=C", "LC_ALL=C.UTF-8\n: $'\\u00e9'", "?" },
		{ "LC_ALL=C.UTF-8", "unset LC_ALL; eval \": \\$'\\\\u00e9'\"",
		    "?" },
		{ "LC_ALL=C", ": $(echo -e '\\u00e9')", "\\u00E9" },
		{ "LC_ALL=C.UTF-8", ": $(echo -e '\\u00e9')", "\xc3\xa9" },
		{ "LANG=no_SUCH", ": $(echo -e '\\u00e9')", "?" },
		{ "LANG=no_SUCH", ": $(echo -e '\\u0065')", "e" },
		{ "LC_ALL=C", ": $(printf '\\U0001f600')", "\\U0001F600" },
		{ "LANG=no_SUCH", "x='\\u00e9'; : ${x@E}", "?" },
		{ "LC_ALL=C", "LC_ALL=C.UTF-8; : $(printf %b '\\u00e9')",
		    "?" },
		{ "LC_ALL=C", "x=\xc3\xa9; : ${#x}", "?" },
		{ "LC_ALL=C.UTF-8", "x=\xc3\xa9; : ${#x}", "1" },
		{ "LC_ALL=C.UTF-8", "env -i bash -c \": \\$'\\\\u00e9'\"",
		    "?" },
	};
	char *env[2] = { NULL, NULL };
	struct walk_world w = world;
	size_t i;
	int bad = 0;
	(void)state;

	w.environ = env;
	for (i = 0; i < sizeof in / sizeof in[0]; i++) {
		struct arena *a = arena_new(16 << 20);
		struct buf b = { 0 };

		env[0] = arena_strndup(a, in[i].env, strlen(in[i].env));
		last_words(&b, walk_text(a, in[i].line, strlen(in[i].line),
		    NULL, &w));
		if (strncmp(b.data, in[i].words, strlen(in[i].words)) != 0) {
			print_error("%s %s\n wanted %s\n got    %s\n",
			    in[i].env, in[i].line, in[i].words, b.data);
			bad++;
		}
		buf_free(&b);
		arena_free(a);
	}
	assert_int_equal(bad, 0);
}

static int
match(const char *p, const char *s)
{
	return pattern_match(p, strlen(p), s, strlen(s));
}

static void
test_patterns(void **state)
{
	char deep[4096];
	(void)state;

	assert_int_equal(match("*.c", "a.c"), 1);
	assert_int_equal(match("*.c", "a.h"), 0);
	assert_int_equal(match("[a-c]?[!x]", "bzy"), 1);
	assert_int_equal(match("[a-c]?[!x]", "bzx"), 0);
	assert_int_equal(match("[]a]", "]"), 1);
	assert_int_equal(match("[[:digit:]]*", "7x"), 1);
	assert_int_equal(match("\\*", "*"), 1);
	assert_int_equal(match("\\*", "a"), 0);
	assert_int_equal(match("@(rm|ls)", "rm"), 1);
	assert_int_equal(match("@(rm|ls)", "cp"), 0);
	assert_int_equal(match("!(x)", "y"), 1);
	assert_int_equal(match("!(x)", "x"), 0);
	assert_int_equal(match("+(ab)", "abab"), 1);
	assert_int_equal(match("*(ab)c", "c"), 1);
	/* Gives up by name, not by time. */
	memset(deep, '*', sizeof deep - 1);
	deep[sizeof deep - 1] = '\0';
	assert_int_not_equal(match("*(*(*(*(*(a)))))b",
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"), 1);
	assert_int_equal(match(deep, "x"), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_locale),
		cmocka_unit_test(test_patterns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
