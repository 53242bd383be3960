/* SPDX-License-Identifier: ISC */
/* What was done to a log is found and named; each case has its clean twin. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/logfile.h"
#include "audit/record.h"
#include "audit/verify.h"
#include "base/io.h"

enum { LINES_MAX = 64, RECORDS = 12 };

struct world {
	char dir[64], log[96], head[96];
	char *line[LINES_MAX];
	size_t n;
};

static void
write_records(struct world *w, int n)
{
	char detail[40];
	int i;

	for (i = 0; i < n; i++) {
		struct record r = { .kind = RECORD_LEFT_GUARD,
		    .event = "test", .detail = detail };

		snprintf(detail, sizeof detail, "number %d", i);
		assert_int_equal(record_write(w->dir, &r, NULL), 0);
	}
}

/* Record i (from 1) is w->line[i - 1]: the first is "begin". */
static void
load(struct world *w)
{
	struct buf b = { 0 };
	char *s, *save = NULL;

	assert_int_equal(io_read_file(w->log, 1 << 24, 0, &b, NULL), 0);
	for (w->n = 0, s = strtok_r(b.data, "\n", &save); s != NULL;
	    s = strtok_r(NULL, "\n", &save))
		w->line[w->n++] = strdup(s);
	buf_free(&b);
}

static void
store(struct world *w)
{
	FILE *f = fopen(w->log, "w");
	size_t i;

	for (i = 0; i < w->n; i++)
		fprintf(f, "%s\n", w->line[i]);
	fclose(f);
}

static int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	strcpy(w->dir, "/tmp/bp-verify-XXXXXX");
	if (mkdtemp(w->dir) == NULL)
		return 1;
	snprintf(w->log, sizeof w->log, "%s/log.jsonl", w->dir);
	snprintf(w->head, sizeof w->head, "%s/log.head", w->dir);
	write_records(w, RECORDS - 1);
	load(w);
	*state = w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;
	char path[128];
	size_t i;

	for (i = 0; i < w->n; i++)
		free(w->line[i]);
	for (i = 1; i < 200; i++) {
		snprintf(path, sizeof path, "%s/log-%020zu.jsonl", w->dir, i);
		unlink(path);
	}
	snprintf(path, sizeof path, "%s/log.jsonl.1", w->dir);
	unlink(path);
	unlink(w->log);
	unlink(w->head);
	rmdir(w->dir);
	free(w);
	return 0;
}

static void
drop(struct world *w, size_t i)
{
	free(w->line[i]);
	memmove(w->line + i, w->line + i + 1,
	    (--w->n - i) * sizeof *w->line);
}

static void
insert(struct world *w, size_t i, char *line)
{
	memmove(w->line + i + 1, w->line + i, (w->n++ - i) * sizeof *w->line);
	w->line[i] = line;
}

/* As drop() and insert() of one line. */
static void
move(struct world *w, size_t from, size_t to)
{
	char *line = strdup(w->line[from]);

	drop(w, from);
	insert(w, to, line);
}

static void
edit(struct world *w, size_t i)
{
	char *at = strstr(w->line[i], "number ");

	assert_non_null(at);
	at[5] = 'R';
}

/* A record in place of line i, right in itself, that follows line `after`. */
static char *
forge(struct world *w, size_t i, size_t after)
{
	struct chain_line l, a;
	struct chain c;
	struct buf b = { 0 };

	assert_true(chain_parse(w->line[after], strlen(w->line[after]), &a));
	assert_true(chain_parse(w->line[i], strlen(w->line[i]), &l));
	c.seq = l.seq - 1;
	memcpy(c.hash, a.hash, sizeof c.hash);
	chain_add(&c, l.members, l.nmembers, &b);
	b.data[b.len - 1] = '\0';
	return b.data;
}

static void
replace(struct world *w, size_t i, char *line)
{
	free(w->line[i]);
	w->line[i] = line;
}

static struct verify
verify(struct world *w)
{
	struct verify v;
	struct err e = { 0 };

	if (verify_log(w->dir, NULL, NULL, &v, &e) != 0)
		fail_msg("%s", e.msg);
	return v;
}

static void
found(struct world *w, enum verify_fault fault, uint64_t seq, uint64_t last,
    uint64_t good)
{
	struct verify v = verify(w);

	assert_string_equal(verify_fault_name(v.first.fault),
	    verify_fault_name(fault));
	assert_int_equal(v.first.seq, seq);
	assert_int_equal(v.first.last, last);
	assert_int_equal(v.good_to, good);
}

static void
sound(struct world *w, uint64_t records)
{
	struct verify v = verify(w);

	assert_string_equal(verify_fault_name(v.first.fault), "sound");
	assert_int_equal(v.problems, 0);
	assert_int_equal(v.records, records);
	assert_int_equal(v.good_to, v.to);
	assert_int_equal(v.torn, 0);
}

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

static void
garbage(void **state)
{
	struct world *w = *state;

	insert(w, 4, strdup("{\"ver\":1,\"kind\":\"line\"}"));
	store(w);
	found(w, VERIFY_GARBAGE, 4, 4, 4);
	assert_int_equal(verify(w).first.line, 5);
}

/* What a killed writer leaves is sealed by the next one, and no fault. */
static void
torn(void **state)
{
	struct world *w = *state;
	int fd = open(w->log, O_WRONLY | O_APPEND);
	struct verify v;

	assert_int_equal(write(fd, "{\"ver\":1,\"se", 12), 12);
	v = verify(w);
	assert_int_equal(v.problems, 0);
	assert_int_equal(v.torn, 1);
	write_records(w, 2);
	v = verify(w);
	assert_int_equal(v.problems, 0);
	assert_int_equal(v.torn, 1);
	assert_int_equal(v.to, RECORDS + 3);
	/* A line of its own that is none of ours. */
	assert_int_equal(write(fd, "hello\n", 6), 6);
	write_records(w, 1);
	close(fd);
	assert_int_equal(verify(w).torn, 2);
	assert_int_equal(verify(w).problems, 0);
}

static void
a_seal_for_other_bytes(void **state)
{
	struct world *w = *state;
	int fd = open(w->log, O_WRONLY | O_APPEND);

	assert_int_equal(write(fd, "half a record\n", 14), 14);
	close(fd);
	write_records(w, 1);
	while (w->n > 0)
		free(w->line[--w->n]);
	load(w);
	assert_int_equal(verify(w).problems, 0);
	w->line[RECORDS][0] = 'H';
	store(w);
	found(w, VERIFY_GARBAGE, RECORDS, RECORDS, RECORDS);
}

static void
rotated_by_hand(void **state)
{
	struct world *w = *state;
	char to[128];

	snprintf(to, sizeof to, "%s/log.jsonl.1", w->dir);
	assert_int_equal(rename(w->log, to), 0);
	sound(w, RECORDS);
	write_records(w, 3);
	sound(w, RECORDS + 4);
	assert_int_equal(verify(w).from, 1);
	/* Without the old file the rest is sound, and says where it begins. */
	unlink(to);
	sound(w, 4);
	assert_int_equal(verify(w).from, RECORDS + 1);
	assert_false(verify(w).whole_start);
}

static void
no_head(void **state)
{
	struct world *w = *state;

	unlink(w->head);
	sound(w, RECORDS);
	assert_false(verify(w).head);
	write_records(w, 1);
	sound(w, RECORDS + 2);
	assert_true(verify(w).head);
}

/* --- signatures ----------------------------------------------------------*/

struct signer {
	unsigned char public[32], secret[64];
	char hex[65];
};

static int
sign(void *arg, const char *text, size_t n, unsigned char sig[64],
    struct err *e)
{
	struct signer *s = arg;

	(void)e;
	return crypto_sign_detached(sig, NULL, (const unsigned char *)text,
	    n, s->secret);
}

static bool
known(void *arg, const char *key)
{
	struct signer *s = arg;

	return strcmp(s->hex, key) == 0;
}

static void
signed_anchor(void **state)
{
	struct world *w = *state;
	struct signer s, other;
	struct record_anchor a = { .key = s.hex, .sign = sign, .arg = &s };
	struct record r = { .kind = RECORD_WINDOW, .event = "open",
	    .anchor = &a };
	struct verify v;
	char *sig;

	assert_true(sodium_init() >= 0);
	crypto_sign_keypair(s.public, s.secret);
	sodium_bin2hex(s.hex, sizeof s.hex, s.public, sizeof s.public);
	memset(&other, 0, sizeof other);
	assert_int_equal(record_write(w->dir, &r, NULL), 0);
	write_records(w, 1);
	assert_int_equal(verify_log(w->dir, known, &s, &v, NULL), 0);
	assert_int_equal(v.problems, 0);
	assert_int_equal(v.signed_to, RECORDS);
	assert_string_equal(v.signed_key, s.hex);
	/* A key that is nobody's signs nothing. */
	assert_int_equal(verify_log(w->dir, known, &other, &v, NULL), 0);
	assert_int_equal(v.signed_to, 0);
	/* The whole log written anew, head and all, under the old signature:
	 * the text it signs names another hash. */
	while (w->n > 0)
		free(w->line[--w->n]);
	load(w);
	edit(w, 3);
	{
		size_t i;

		for (i = 3; i < w->n; i++)
			replace(w, i, forge(w, i, i - 1));
	}
	store(w);
	unlink(w->head);
	assert_int_equal(verify(w).problems, 0);
	assert_int_equal(verify_log(w->dir, known, &s, &v, NULL), 0);
	assert_string_equal(verify_fault_name(v.first.fault), "unsigned");
	assert_int_equal(v.first.seq, RECORDS + 1);
	sig = strstr(w->line[RECORDS], "\"sig\":\"");
	assert_non_null(sig);
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
		T(written_anew),
		T(garbage),
		T(torn),
		T(a_seal_for_other_bytes),
		T(rotated_by_hand),
		T(no_head),
		T(signed_anchor),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
