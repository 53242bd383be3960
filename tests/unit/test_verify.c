/* SPDX-License-Identifier: ISC */
/* What was done to a log is found and named; each case has its clean twin. */
#include "verify_world.h"

static void
untouched(void **state)
{
	struct world *w = *state;
	struct verify v;

	sound(w, RECORDS);
	store(w);
	sound(w, RECORDS);
	v = verify(w);
	assert_true(v.whole_start && v.head && !v.ahead);
	assert_int_equal(v.from, 1);
	assert_int_equal(v.to, RECORDS);
}

static void
deleted(void **state)
{
	struct world *w = *state;

	drop(w, 5);
	store(w);
	found(w, VERIFY_DELETED, 6, 6, 5);
	drop(w, 5);
	drop(w, 5);
	store(w);
	found(w, VERIFY_DELETED, 6, 8, 5);
	assert_int_equal(verify(w).problems, 1);
}

static void
deleted_at_the_start(void **state)
{
	struct world *w = *state;

	drop(w, 0);
	store(w);
	found(w, VERIFY_DELETED, 1, 1, 0);
}

static void
edited(void **state)
{
	struct world *w = *state;

	edit(w, 5);
	store(w);
	found(w, VERIFY_EDITED, 6, 6, 5);
	assert_int_equal(verify(w).problems, 1);
}

/* The check sum was mended: the next record tells. */
static void
edited_with_care(void **state)
{
	struct world *w = *state;

	edit(w, 5);
	replace(w, 5, forge(w, 5, 4));
	store(w);
	found(w, VERIFY_EDITED, 6, 6, 5);
	assert_int_equal(verify(w).problems, 1);
}

static void
edited_at_the_end(void **state)
{
	struct world *w = *state;

	edit(w, RECORDS - 1);
	store(w);
	found(w, VERIFY_EDITED, RECORDS, RECORDS, RECORDS - 1);
	replace(w, RECORDS - 1, forge(w, RECORDS - 1, RECORDS - 2));
	store(w);
	found(w, VERIFY_REPLACED, RECORDS, RECORDS, 0);
}

static void
reordered(void **state)
{
	struct world *w = *state;

	move(w, 5, 6);
	store(w);
	found(w, VERIFY_MOVED, 6, 6, 5);
	move(w, 6, 5);
	store(w);
	sound(w, RECORDS);
	move(w, 3, 9);
	store(w);
	found(w, VERIFY_MOVED, 4, 4, 3);
}

static void
truncated(void **state)
{
	struct world *w = *state;

	drop(w, w->n - 1);
	store(w);
	found(w, VERIFY_CUT, RECORDS, RECORDS, RECORDS - 1);
	drop(w, w->n - 1);
	drop(w, w->n - 1);
	store(w);
	found(w, VERIFY_CUT, RECORDS - 2, RECORDS, RECORDS - 3);
	/* The next writer sees it and does not hide it. */
	write_records(w, 1);
	found(w, VERIFY_DELETED, RECORDS - 2, RECORDS, RECORDS - 3);
}

static void
emptied(void **state)
{
	struct world *w = *state;

	assert_int_equal(truncate(w->log, 0), 0);
	found(w, VERIFY_CUT, 1, RECORDS, 0);
	unlink(w->log);
	found(w, VERIFY_CUT, 1, RECORDS, 0);
}

static void
cut_in_a_record(void **state)
{
	struct world *w = *state;
	struct stat st;

	assert_int_equal(stat(w->log, &st), 0);
	assert_int_equal(truncate(w->log, st.st_size - 30), 0);
	found(w, VERIFY_CUT, RECORDS, RECORDS, RECORDS - 1);
	write_records(w, 1);
	found(w, VERIFY_DELETED, RECORDS, RECORDS, RECORDS - 1);
}

static void
forged(void **state)
{
	struct world *w = *state;
	char *line = strdup(w->line[6]);

	/* A second record 7, right in itself, before the true one. */
	line[strstr(line, "number ") - line] = 'N';
	insert(w, 6, line);
	replace(w, 6, forge(w, 6, 5));
	store(w);
	found(w, VERIFY_FORGED, 7, 7, 6);
	assert_int_equal(verify(w).first.line, 7);
	/* ... and behind it. */
	move(w, 6, 7);
	store(w);
	found(w, VERIFY_FORGED, 7, 7, 7);
	assert_int_equal(verify(w).first.line, 8);
	drop(w, 7);
	/* One that follows nothing. */
	replace(w, 7, forge(w, 7, 2));
	store(w);
	found(w, VERIFY_FORGED, 8, 8, 7);
}

static void
repeated(void **state)
{
	struct world *w = *state;

	insert(w, 8, strdup(w->line[3]));
	store(w);
	found(w, VERIFY_FORGED, 4, 4, 8);
}

static void
added_at_the_end(void **state)
{
	struct world *w = *state;
	struct chain_line l;
	struct chain c;
	struct buf b = { 0 };
	int i;

	assert_true(chain_parse(w->line[w->n - 1],
	    strlen(w->line[w->n - 1]), &l));
	c.seq = l.seq;
	memcpy(c.hash, l.hash, sizeof c.hash);
	for (i = 0; i < 2; i++) {
		buf_reset(&b);
		chain_add(&c, l.members, l.nmembers, &b);
		b.data[b.len - 1] = '\0';
		insert(w, w->n, strdup(b.data));
	}
	buf_free(&b);
	store(w);
	found(w, VERIFY_FORGED, RECORDS + 1, RECORDS + 2, RECORDS + 2);
	/* One more may be of a writer that was killed: said, no fault. */
	drop(w, w->n - 1);
	store(w);
	assert_true(verify(w).ahead);
	sound(w, RECORDS + 1);
}

static void
written_anew(void **state)
{
	struct world *w = *state;
	size_t i;

	edit(w, 5);
	for (i = 5; i < w->n; i++)
		replace(w, i, forge(w, i, i - 1));
	store(w);
	found(w, VERIFY_REPLACED, RECORDS, RECORDS, 0);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(untouched),
		T(deleted),
		T(deleted_at_the_start),
		T(edited),
		T(edited_with_care),
		T(edited_at_the_end),
		T(reordered),
		T(truncated),
		T(emptied),
		T(cut_in_a_record),
		T(forged),
		T(repeated),
		T(added_at_the_end),
		T(written_anew)
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
