/* SPDX-License-Identifier: ISC */
/* A text made to be dear to read is answered, or refused by a named limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "analyse/walk.h"
#include "hostile.h"
#include "syntax/parse.h"

enum {
	HANG = 120	/* seconds for all; make bench has the real times */
};

static void
answer(const struct hostile *h, size_t size, struct buf *b)
{
	static char *const none[] = { NULL };
	struct walk_world world = { .environ = none, .cwd = "/w",
	    .home = "/h", .pid = 42 };
	struct arena *a = arena_new((size_t)256 << 20);
	const struct effects *list;

	assert_non_null(a);
	hostile_text(h, size, b);
	list = walk_text(a, b->data, b->len, NULL, &world);
	/* Whatever it is, it has a reason. */
	if (list->status != EFFECTS_OK) {
		if (list->message == NULL)
			print_error("%s: no message\n", h->name);
		assert_non_null(list->message);
	}
	arena_free(a);
}

static void
test_all_shapes(void **state)
{
	struct buf b = { 0 };
	int i;
	(void)state;

	alarm(HANG);
	for (i = 0; i < HOSTILE; i++) {
		answer(&hostile[i], 64, &b);
		answer(&hostile[i], 4096, &b);
		answer(&hostile[i], PARSE_MAX_TEXT, &b);
	}
	alarm(0);
	buf_free(&b);
}

static void
test_too_long(void **state)
{
	struct buf b = { 0 };
	struct parse_result res;
	struct arena *a = arena_new((size_t)64 << 20);
	(void)state;

	hostile_text(&hostile[15], PARSE_MAX_TEXT + 4096, &b);
	parse_text(a, b.data, b.len, NULL, &res);
	assert_int_equal(res.status, PARSE_LIMIT);
	assert_string_equal(res.message, "longer than 1 MiB");
	hostile_text(&hostile[15], 4096, &b);
	parse_text(a, b.data, b.len, NULL, &res);
	assert_int_equal(res.status, PARSE_OK);
	arena_free(a);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_shapes),
		cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
