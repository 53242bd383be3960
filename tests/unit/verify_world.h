/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_VERIFY_WORLD_H
#define TESTS_UNIT_VERIFY_WORLD_H

/* A log of a dozen records, and hands that change it. */

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

static inline void
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
static inline void
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

static inline void
store(struct world *w)
{
	FILE *f = fopen(w->log, "w");
	size_t i;

	for (i = 0; i < w->n; i++)
		fprintf(f, "%s\n", w->line[i]);
	fclose(f);
}

static inline int
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

static inline int
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

static inline void
drop(struct world *w, size_t i)
{
	free(w->line[i]);
	memmove(w->line + i, w->line + i + 1,
	    (--w->n - i) * sizeof *w->line);
}

static inline void
insert(struct world *w, size_t i, char *line)
{
	memmove(w->line + i + 1, w->line + i, (w->n++ - i) * sizeof *w->line);
	w->line[i] = line;
}

/* As drop() and insert() of one line. */
static inline void
move(struct world *w, size_t from, size_t to)
{
	char *line = strdup(w->line[from]);

	drop(w, from);
	insert(w, to, line);
}

static inline void
edit(struct world *w, size_t i)
{
	char *at = strstr(w->line[i], "number ");

	assert_non_null(at);
	at[5] = 'R';
}

/* A record in place of line i, right in itself, that follows line `after`. */
static inline char *
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

static inline void
replace(struct world *w, size_t i, char *line)
{
	free(w->line[i]);
	w->line[i] = line;
}

static inline struct verify
verify(struct world *w)
{
	struct verify v;
	struct err e = { 0 };

	if (verify_log(w->dir, NULL, NULL, &v, &e) != 0)
		fail_msg("%s", e.msg);
	return v;
}

static inline void
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

static inline void
sound(struct world *w, uint64_t records)
{
	struct verify v = verify(w);

	assert_string_equal(verify_fault_name(v.first.fault), "sound");
	assert_int_equal(v.problems, 0);
	assert_int_equal(v.records, records);
	assert_int_equal(v.good_to, v.to);
	assert_int_equal(v.torn, 0);
}

#endif
