/* SPDX-License-Identifier: ISC */
/* The answer of a shell between two marks, in all pieces it may come in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "term/marker.h"

struct seen {
	struct buf passed;
	struct buf found;
	unsigned answers;
};

static void
pass(void *ctx, const char *p, size_t n)
{
	struct seen *s = ctx;

	buf_add(&s->passed, p, n);
}

static void
found(void *ctx, const char *p, size_t n)
{
	struct seen *s = ctx;

	s->answers++;
	buf_add(&s->found, p, n);
}

static const char *
text(const struct buf *b)
{
	return b->data != NULL ? b->data : "";
}

static void
feed(struct marker *m, const char *p, size_t n, size_t piece, struct seen *s)
{
	size_t i, k;

	for (i = 0; i < n; i += k) {
		k = n - i < piece ? n - i : piece;
		marker_feed(m, p + i, k, pass, found, s);
	}
}

static void
done(struct marker *m, struct seen *s)
{
	marker_free(m);
	buf_free(&s->passed);
	buf_free(&s->found);
}

static void
test_every_piece(void **state)
{
	struct marker m;
	struct seen s;
	struct buf in;
	size_t piece;

	(void)state;
	for (piece = 1; piece < 130; piece++) {
		memset(&m, 0, sizeof m);
		memset(&s, 0, sizeof s);
		memset(&in, 0, sizeof in);
		assert_int_equal(marker_renew(&m), 0);
		buf_printf(&in, "\033]77\033out\033]7717;%s17;%s\033after\n",
		    m.mark, m.mark);
		feed(&m, in.data, in.len, piece, &s);
		assert_string_equal(text(&s.passed),
		    "\033]77\033out\033]7717;\033after\n");
		assert_string_equal(text(&s.found), "17;");
		assert_int_equal(s.answers, 1);
		buf_free(&in);
		done(&m, &s);
	}
}

static void
test_an_old_mark_is_text(void **state)
{
	struct marker m = { 0 };
	struct seen s = { 0 };
	struct buf in = { 0 };

	(void)state;
	assert_int_equal(marker_renew(&m), 0);
	buf_printf(&in, "%s0%s", m.mark, m.mark);
	feed(&m, in.data, in.len, 7, &s);
	assert_int_equal(s.answers, 1);
	assert_int_equal(marker_renew(&m), 0);
	feed(&m, in.data, in.len, 7, &s);
	assert_int_equal(s.answers, 1);
	assert_string_equal(text(&s.passed), in.data);
	buf_free(&in);
	done(&m, &s);
}

static void
test_no_mark_yet(void **state)
{
	struct marker m = { 0 };
	struct seen s = { 0 };

	(void)state;
	feed(&m, "\033]7717;a\0b", 10, 3, &s);
	assert_int_equal(s.passed.len, 10);
	done(&m, &s);
}

static void
test_an_endless_answer_is_bounded(void **state)
{
	struct marker m = { 0 };
	struct seen s = { 0 };
	char b[1000];
	int i;

	(void)state;
	memset(b, 'x', sizeof b);
	assert_int_equal(marker_renew(&m), 0);
	feed(&m, m.mark, m.len, 100, &s);
	for (i = 0; i < 1000; i++)
		feed(&m, b, sizeof b, sizeof b, &s);
	assert_true(m.found.cap <= 2 * MARKER_MAX);
	assert_int_equal(s.passed.len, 0);
	done(&m, &s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_piece),
		cmocka_unit_test(test_an_old_mark_is_text),
		cmocka_unit_test(test_no_mark_yet),
		cmocka_unit_test(test_an_endless_answer_is_bounded),
	};

	return cmocka_run_group_tests_name("marker", tests, NULL, NULL);
}
