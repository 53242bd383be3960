/* SPDX-License-Identifier: ISC */
/* The JSON reader against the library whose interface it has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <cjson/cJSON.h>
#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static __typeof__(cJSON_ParseWithLengthOpts) *library_parse;
static __typeof__(cJSON_Delete) *library_delete;

/* DEEPBIND: the library must not meet our functions of the same names. */
static int
open_library(void **state)
{
	int how = RTLD_NOW | RTLD_LOCAL;
	void *handle;

	(void)state;
#if defined RTLD_DEEPBIND && !defined __SANITIZE_ADDRESS__
	how |= RTLD_DEEPBIND;
#endif
	handle = dlopen("libcjson.so.1", how);
	if (handle == NULL)
		handle = dlopen("libcjson.so", how);
	if (handle == NULL)
		return 1;
	*(void **)&library_parse = dlsym(handle, "cJSON_ParseWithLengthOpts");
	*(void **)&library_delete = dlsym(handle, "cJSON_Delete");
	return library_parse == NULL || library_delete == NULL ||
	    library_parse == cJSON_ParseWithLengthOpts;
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
same(const cJSON *a, const cJSON *b)
{
	for (; a != NULL && b != NULL; a = a->next, b = b->next)
		if (a->type != b->type || a->valueint != b->valueint ||
		    a->valuedouble < b->valuedouble ||
		    a->valuedouble > b->valuedouble ||
		    !same_text(a->string, b->string) ||
		    !same_text(a->valuestring, b->valuestring) ||
		    !same(a->child, b->child) ||
		    (a->next != NULL && a->next->prev != a))
			return false;
	return a == NULL && b == NULL;
}

enum outcome { BOTH_READ, BOTH_REFUSE, ONLY_LIBRARY };

/* What we read, the library reads too, and as the same tree. */
static enum outcome
compare(const char *text, size_t n)
{
	const char *our_end = NULL, *their_end = NULL;
	cJSON *ours = cJSON_ParseWithLengthOpts(text, n, &our_end, 0);
	cJSON *theirs = library_parse(text, n, &their_end, 0);
	enum outcome r = ours != NULL ? BOTH_READ :
	    theirs != NULL ? ONLY_LIBRARY : BOTH_REFUSE;

	if (our_end < text || our_end > text + n)
		fail_msg("end outside of: %.*s", (int)n, text);
	if (ours != NULL && (theirs == NULL || !same(ours, theirs) ||
	    our_end != their_end))
		fail_msg("read otherwise: %.*s", (int)n, text);
	cJSON_Delete(ours);
	library_delete(theirs);
	return r;
}

static void
reads(void **state)
{
	static const char *const text[] = { "{}", "[]", " [ ] ", "null",
	    "true", "false", "0", "-0", "12", "-1.5e3", "1E+2", "\"\"",
	    "\"a\\n\\t\\\"\\\\\\/\\b\\f\\r\"", "\"\\u00e9\\u20ac\"",
	    "\"\\ud83d\\ude00\"", "[1,2,[3,{\"a\":null}]]",
	    "{\"a\":{\"b\":[true,false]},\"a\":1}", "\xef\xbb\xbf{\"x\":1}",
	    "\"\xff\xfe\"", "2147483648", "-2147483649", "1e300",
	    "{\"k\\u0041\":\"v\"}\n\t\r ", "[1] x", "\"\x7f\"" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof text / sizeof *text; i++)
		assert_int_equal(compare(text[i], strlen(text[i])),
		    BOTH_READ);
}

static void
refuses(void **state)
{
	static const char *const text[] = { "", " ", "{", "[", "[1", "[1,",
	    "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "tru",
	    "nulL", "-", "\"", "\"a", "\"\\", "\"\\x\"", "\"\\u12\"",
	    "\"\\udc00\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "]", ",",
	    "\"a\\\"", "{\"a\":1 \"b\":2}" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof text / sizeof *text; i++)
		assert_int_equal(compare(text[i], strlen(text[i])),
		    BOTH_REFUSE);
}

/* Where the library is lenient another reader could see another policy. */
static void
stricter(void **state)
{
	static const char *const text[] = { "01", "1.", "1.e3", "1e", "-01",
	    "\"a\nb\"", "\"a\tb\"", "\"a\\u0000b\"" };
	char deep[900];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof text / sizeof *text; i++) {
		cJSON *root = cJSON_ParseWithLengthOpts(text[i],
		    strlen(text[i]), NULL, 1);

		if (root != NULL)
			fail_msg("read: %s", text[i]);
		(void)compare(text[i], strlen(text[i]));
	}
	memset(deep, '[', 450);
	memset(deep + 450, ']', 450);
	assert_int_equal(compare(deep, 900), ONLY_LIBRARY);
	assert_int_equal(compare(deep + 250, 400), BOTH_READ);
	assert_int_equal(compare(deep, 450), BOTH_REFUSE);
}

static uint32_t seed = 20;

static unsigned
roll(unsigned n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

static void
make_text(struct buf *b)
{
	static const char *const piece[] = { "a", "\\n", "\\u20ac",
	    "\\ud83d\\ude00", " ", "\\\\", "\xc3\xa9", "\\\"", "//" };
	unsigned n = roll(5);

	buf_char(b, '"');
	while (n-- > 0)
		buf_str(b, piece[roll(sizeof piece / sizeof *piece)]);
	buf_char(b, '"');
}

static void
make_value(struct buf *b, unsigned depth)
{
	static const char *const plain[] = { "true", "false", "null", "0",
	    "-7", "3.25", "1e3", "4294967296", " 5 " };
	unsigned n = roll(4), kind = depth > 4 ? roll(2) : roll(4), i;

	if (kind == 0)
		buf_str(b, plain[roll(sizeof plain / sizeof *plain)]);
	else if (kind == 1)
		make_text(b);
	else {
		buf_char(b, kind == 2 ? '[' : '{');
		for (i = 0; i < n; i++) {
			if (i > 0)
				buf_str(b, roll(2) ? "," : " , ");
			if (kind == 3) {
				make_text(b);
				buf_char(b, ':');
			}
			make_value(b, depth + 1);
		}
		buf_char(b, kind == 2 ? ']' : '}');
	}
}

static void
damage(struct buf *b)
{
	static const char bytes[] = "{}[]\",:\\u0eE.-+tfn \n1\x01\xff";
	size_t at = roll((unsigned)b->len);

	switch (roll(3)) {
	case 0:
		b->data[at] = bytes[roll(sizeof bytes - 1)];
		break;
	case 1:
		b->len = at;
		break;
	default:
		memmove(b->data + at, b->data + at + 1, b->len - at - 1);
		b->len--;
	}
}

static void
generated(void **state)
{
	unsigned count[3] = { 0 }, i, k;

	(void)state;
	for (i = 0; i < 20000; i++) {
		struct buf b = { 0 };

		make_value(&b, 0);
		assert_int_equal(compare(b.data, b.len), BOTH_READ);
		for (k = 0; k < 4 && b.len > 0; k++) {
			damage(&b);
			count[compare(b.data, b.len)]++;
		}
		buf_free(&b);
	}
	/* The damage was neither nothing nor everything. */
	assert_in_range(count[BOTH_READ], 5000, 70000);
	assert_in_range(count[BOTH_REFUSE], 5000, 70000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(refuses),
		cmocka_unit_test(stricter),
		cmocka_unit_test(generated),
	};

	return cmocka_run_group_tests(tests, open_library, NULL);
}
