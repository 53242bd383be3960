/* SPDX-License-Identifier: ISC */
/*
 * Masking, measured: lines with secrets (none may be left to read) and lines
 * that look like it (each must stay as it is).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/redact.h"
#include "secrets.h"

static void
secrets_are_masked(void **state)
{
	struct buf text = { 0 }, secret = { 0 }, out = { 0 };
	FILE *f = corpus("secrets.txt");
	unsigned n = 0, missed = 0, masked;
	char *line = NULL;
	size_t size = 0;

	(void)state;
	while (getline(&line, &size, f) > 0) {
		if (*line == '#')
			continue;
		expand(line, &text, &secret);
		assert_true(secret.len > 0);
		buf_reset(&out);
		masked = redact(text.data, text.len, &out);
		n++;
		if (masked == 0 || leaks(&out, &secret)) {
			missed++;
			print_message("# left: %s# ->   %s\n", line, out.data);
		}
	}
	print_message("# %u of %u secrets left\n", missed, n);
	free(line);
	fclose(f);
	buf_free(&text);
	buf_free(&secret);
	buf_free(&out);
	assert_true(n >= 200);
	assert_int_equal(missed, 0);
}

static void
look_alikes_stay(void **state)
{
	struct buf out = { 0 };
	FILE *f = corpus("secret_look_alikes.txt");
	unsigned n = 0, wrong = 0;
	char *line = NULL;
	size_t size = 0;
	ssize_t k;

	(void)state;
	while ((k = getline(&line, &size, f)) > 0) {
		if (*line == '#')
			continue;
		buf_reset(&out);
		n++;
		if (redact(line, (size_t)k, &out) != 0 ||
		    strcmp(out.data, line) != 0) {
			wrong++;
			print_message("# masked: %s# ->     %s", line,
			    out.data);
		}
	}
	print_message("# %u of %u look-alikes masked\n", wrong, n);
	free(line);
	fclose(f);
	buf_free(&out);
	assert_true(n >= 200);
	assert_int_equal(wrong, 0);
}

static void
twice_is_once(void **state)
{
	struct buf text = { 0 }, secret = { 0 }, out = { 0 }, again = { 0 };
	FILE *f = corpus("secrets.txt");
	char *line = NULL;
	size_t size = 0;

	(void)state;
	while (getline(&line, &size, f) > 0) {
		expand(line, &text, &secret);
		buf_reset(&out);
		buf_reset(&again);
		redact(text.data, text.len, &out);
		redact(out.data, out.len, &again);
		assert_string_equal(again.data, out.data);
	}
	free(line);
	fclose(f);
	buf_free(&text);
	buf_free(&secret);
	buf_free(&out);
	buf_free(&again);
}

static void
words_of_an_argv(void **state)
{
	static const char *const argv[][8] = {
		{ "mysql", "-uroot", "-phunter 2", NULL },
		{ "curl", "-u", "alice:hunter 2", NULL },
		{ "tool", "--password", "hunter 2", NULL },
		{ "docker", "login", "-p", "hunter 2", NULL },
		{ "/usr/bin/openssl", "rsa", "-passin", "pass:hunter 2", NULL },
		{ "curl", "-H", "Authorization: Bearer hunter 2", NULL },
		{ "psql", "host=db password=hunter", NULL },
		{ NULL }
	};
	static const char *const harmless[][8] = {
		{ "docker", "run", "-p", "8080:80", NULL },
		{ "psql", "--password", "shop", NULL },
		{ "tool", "--password", "$PW", NULL },
		{ "tool", "--password", "--verbose", NULL },
		{ "curl", "-u", "alice", NULL },
		{ "mysql", "-p", "shop", NULL },
		{ NULL }
	};
	struct buf out = { 0 };
	size_t i, k;

	(void)state;
	for (i = 0; argv[i][0] != NULL; i++) {
		buf_reset(&out);
		for (k = 0; argv[i][k] != NULL; k++)
			redact_argv(argv[i], k, &out);
		assert_null(strstr(out.data, "hunter"));
		assert_non_null(strstr(out.data, REDACT_MARK));
	}
	for (i = 0; harmless[i][0] != NULL; i++)
		for (k = 0; harmless[i][k] != NULL; k++) {
			buf_reset(&out);
			assert_int_equal(redact_argv(harmless[i], k, &out),
			    0);
			assert_string_equal(out.data, harmless[i][k]);
		}
	buf_free(&out);
}

static void
owner_has_patterns(void **state)
{
	static const char *const patterns[] = { "ACME-[0-9]{4}",
	    "badge (\\w+)", "(a+)+$" };
	static const char hostile[] =
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!";
	struct buf out = { 0 };
	void *code[3];
	PCRE2_SIZE at;
	size_t i;
	int error;

	(void)state;
	for (i = 0; i < 3; i++)
		code[i] = pcre2_compile((PCRE2_SPTR)patterns[i],
		    PCRE2_ZERO_TERMINATED, 0, &error, &at, NULL);
	redact_use(code, 2);
	assert_int_equal(redact("x ACME-1234 ACME-12 badge blue", 30, &out),
	    2);
	assert_string_equal(out.data, "x [masked] ACME-12 badge [masked]");
	/* A pattern that never ends hides the text rather than show it. */
	redact_use(code, 3);
	buf_reset(&out);
	buf_str(&out, "kept ");
	assert_int_equal(redact(hostile, sizeof hostile - 1, &out), 1);
	assert_string_equal(out.data, "kept [masked]");
	redact_use(NULL, 0);
	buf_reset(&out);
	assert_int_equal(redact("ACME-1234", 9, &out), 0);
	for (i = 0; i < 3; i++)
		pcre2_code_free(code[i]);
	buf_free(&out);
}

/* Looking back for an option's tool has a budget in each text; past it, such
 * an option is taken for one with a secret. */
static void
the_budget_ends_in_a_mask(void **state)
{
	size_t n = 512 * 1024, k;
	char *text = malloc(n);
	struct buf out = { 0 };

	(void)state;
	redact("x -p hunter2", 12, &out);
	assert_string_equal(out.data, "x -p hunter2");
	for (k = 0; k < n; k++)
		text[k] = "-p "[k % 3];
	memcpy(text + n - 12, " -p hunter2 ", 12);
	buf_reset(&out);
	redact(text, n, &out);
	assert_null(strstr(out.data, "hunter2"));
	free(text);
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secrets_are_masked),
		cmocka_unit_test(look_alikes_stay),
		cmocka_unit_test(twice_is_once),
		cmocka_unit_test(words_of_an_argv),
		cmocka_unit_test(owner_has_patterns),
		cmocka_unit_test(the_budget_ends_in_a_mask),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
