/* SPDX-License-Identifier: ISC */
/* What an approval of an exec is for, and its use. */
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "kernel/execask.h"

const char *
request_print(const struct request *q)
{
	const struct target_words *w = &q->argv;
	struct buf b = { 0 };
	const char *text;
	unsigned i;
	size_t k;

	for (i = 0; i < w->count && b.len < 65536; i++) {
		const char *s = w->word[i];

		if (i > 0)
			buf_char(&b, ' ');
		if (*s != '\0' && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		    "abcdefghijklmnopqrstuvwxyz0123456789_./:=@+,-") ==
		    w->len[i]) {
			buf_add(&b, s, w->len[i]);
			continue;
		}
		buf_char(&b, '\'');
		for (k = 0; k < w->len[i]; k++)
			if (s[k] == '\'')
				buf_str(&b, "'\\''");
			else
				buf_char(&b, s[k]);
		buf_char(&b, '\'');
	}
	text = arena_strndup(q->a, b.data != NULL ? b.data : "", b.len);
	buf_free(&b);
	return text;
}

void
request_bind(void *arg, struct context *ctx)
{
	struct request *q = arg;
	const struct stat *st = &q->file.st;
	char changed[32];

	clock_format((int64_t)st->st_ctim.tv_sec * INT64_C(1000000000) +
	    st->st_ctim.tv_nsec, changed, sizeof changed);
	ctx->line = request_print(q);
	ctx->line_len = strlen(ctx->line);
	ctx->cwd = q->world.cwd;
	ctx->part = arena_printf(q->a, "%s (inode %llu, changed %s)",
	    q->file.path, (unsigned long long)st->st_ino, changed);
}

bool
request_approved(struct request *q)
{
	unsigned i;

	if (q->j.use == NULL)
		return true;
	for (i = 0; i < q->napproved; i++)
		if (strcmp(q->approved[i]->use->id, q->j.use->id) == 0)
			return true;
	if (q->napproved == REQUEST_NAMES)
		return false;
	q->approved[q->napproved] = arena_alloc(q->a, sizeof q->j);
	*q->approved[q->napproved++] = q->j;
	return true;
}

bool
request_take(struct request *q)
{
	unsigned i;

	for (i = 0; i < q->napproved; i++)
		if (!supervisor_take(q->s, q->a, q->tid,
		    q->approved[i])) {
			q->j = *q->approved[i];
			return false;
		}
	return true;
}
