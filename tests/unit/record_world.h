/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_RECORD_WORLD_H
#define TESTS_UNIT_RECORD_WORLD_H

/* A state folder, and the last record of its log. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "audit/record.h"
#include "audit/redact.h"
#include "audit/sink_file.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/io.h"
#include "base/jsonraw.h"

struct world {
	char dir[64], log[96], head[96];
	struct session session;
	struct judgement j;
	struct record r;
};

static inline int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	strcpy(w->dir, "/tmp/bp-record-XXXXXX");
	if (mkdtemp(w->dir) == NULL)
		return 1;
	snprintf(w->log, sizeof w->log, "%s/log.jsonl", w->dir);
	snprintf(w->head, sizeof w->head, "%s/log.head", w->dir);
	strcpy(w->session.id, "0123456789abcdef");
	w->j.verdict.kind = VERDICT_REFUSE;
	w->j.verdict.layer = LAYER_BLOCK;
	w->j.verdict.rule = "git/push-force";
	w->r.kind = RECORD_LINE;
	w->r.session = &w->session;
	w->r.cwd = "/tmp";
	w->r.judgement = &w->j;
	*state = w;
	return 0;
}

static inline int
tear_down(void **state)
{
	struct world *w = *state;

	chmod(w->dir, 0700);
	unlink(w->log);
	unlink(w->head);
	rmdir(w->log);
	rmdir(w->dir);
	free(w);
	return 0;
}

static inline void
command(struct world *w, const char *text, size_t len)
{
	w->j.text = w->j.envelope.text = text;
	w->j.len = w->j.envelope.len = len;
}

/* The last line of the log, parsed. Free with cJSON_Delete(). */
static inline cJSON *
last(struct world *w)
{
	struct buf b = { 0 };
	char *line;
	cJSON *j;

	assert_int_equal(io_read_file(w->log, 64 * 1024 * 1024, 0, &b, NULL),
	    0);
	assert_int_equal(b.data[b.len - 1], '\n');
	b.data[--b.len] = '\0';
	line = strrchr(b.data, '\n');
	line = line != NULL ? line + 1 : b.data;
	j = jsonraw_parse(line, strlen(line));
	buf_free(&b);
	return j;
}

#endif
