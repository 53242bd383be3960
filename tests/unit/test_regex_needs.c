/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "analyse/value.h"
#include "policy/match_text.h"
#include "policy/regex_needs.h"

static const struct {
	const char *pattern, *needs;	/* joined by a comma; "" for NULL */
} table[] = {
	{ "abc", "abc" },
	{ "AbC", "abc" },
	{ "abc?", "ab" },
	{ "abc*d", "ab" },
	{ "a?b?", "" },
	{ "abc{0,3}", "ab" },
	{ "abc{2}", "abc" },
	{ "ab|cd", "ab,cd" },
	{ "ab|", "" },
	{ "ab|.", "" },
	{ "(abcd|xy)?ef", "ef" },
	{ "(abcd|xyzv)+ef", "abcd,xyzv" },
	{ "(abcd|xyzv){0}", "" },
	{ "(?!abcd)xy", "xy" },
	{ "(?<!abcd)xy", "xy" },
	{ "(?=abcd)xy", "abcd" },
	{ "(?i)kill", "kill" },
	{ "(?i:kill)", "kill" },
	{ "(?x)a b c", "" },
	{ "(?-i)kill", "" },
	{ "(?<n>abc)", "" },
	{ "(*UTF)abc", "" },
	{ "\\Qab\\E", "" },
	{ "\\x41bc", "" },
	{ "(abc)\\1", "" },
	{ "a\\.b", "a.b" },
	{ "ab\\scd", "ab" },
	{ "[abc]de", "de" },
	{ "[]abc]de", "de" },
	{ "[^\\]abc]de", "de" },
	{ "[[:alpha:]]de", "" },
	{ "ab{,3}", "" },
	{ "\303\251ab", "" },
	{ "(ab", "" },
	{ "ab)", "" },
	{ "[ab", "" },
	{ "ab\\", "" },
	{ "", "" },
};

static void
needs(void **state)
{
	struct arena *a = arena_new(1 << 20);

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		const char *const *n = regex_needs(a, table[i].pattern);
		char got[200] = "";

		for (; n != NULL && *n != NULL; n++) {
			strcat(got, got[0] != '\0' ? "," : "");
			strcat(got, *n);
		}
		if (strcmp(got, table[i].needs) != 0)
			print_error("%s\n", table[i].pattern);
		assert_string_equal(got, table[i].needs);
	}
	arena_free(a);
}

static bool
may(struct arena *a, const char *const *word, unsigned n, bool argv,
    const char *need)
{
	const char *const list[] = { need, NULL };
	struct value *v[8];
	struct effect e = { .kind = EFFECT_COMMAND, .argv = v, .argc = n };
	struct match_text t = { 0 };

	for (unsigned i = 0; i < n; i++)
		v[i] = value_const(a, word[i], strlen(word[i]));
	match_text_fill(a, &t, &e, argv);
	return match_text_may(&t, list);
}

static void
texts(void **state)
{
	static const char *const plain[] = { "Kubectl", "delete pvc" };
	static const char *const other[] = { "\305\277et", "x" };
	struct arena *a = arena_new(1 << 20);

	(void)state;
	assert_true(may(a, plain, 2, true, "kubectl del"));
	assert_false(may(a, plain, 2, false, "kubectl del"));
	assert_false(may(a, plain, 2, true, "delete pvc"));
	assert_true(may(a, plain, 2, true, "delete\x1fpvc"));
	assert_true(may(a, plain, 2, false, "delete pvc"));
	assert_false(may(a, plain, 2, true, "drop"));
	/* U+017F is an "s" to a pattern that ignores case. */
	assert_true(may(a, other, 2, false, "set"));
	assert_false(may(a, plain, 0, true, "set"));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(needs),
		cmocka_unit_test(texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
