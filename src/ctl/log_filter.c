/* SPDX-License-Identifier: ISC */
#include "ctl/log_filter.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/jsonraw.h"

/* Where a time stands: behind seq, prev and id, near the start. */
enum { TIME_WITHIN = 220 };

/* "2h" ago, or a time like 2026-01-31T08:05 of which less may be given. */
static int
read_time(const char *text, char out[32])
{
	int64_t ns;

	if (clock_duration(text, &ns) == 0) {
		clock_format(clock_wall() - ns, out, 32);
		return 0;
	}
	if (strlen(text) < 4 || strlen(text) > 27 ||
	    strspn(text, "0123456789-T:.Z") != strlen(text) ||
	    strspn(text, "0123456789") != 4)
		return -1;
	snprintf(out, 32, "%s", text);
	return 0;
}

int
log_filter_since(struct log_filter *f, const char *text)
{
	return read_time(text, f->since);
}

int
log_filter_until(struct log_filter *f, const char *text)
{
	return read_time(text, f->until);
}

void
log_filter_member(struct log_filter *f, const char *key, const char *value,
    bool prefix)
{
	struct buf *b = &f->member[f->nmember];

	if (f->nmember == LOG_FILTER_MEMBERS)
		return;
	buf_printf(b, "\"%s\":", key);
	buf_json(b, value, strlen(value));
	if (prefix && !b->failed)
		b->data[--b->len] = '\0';
	f->nmember++;
}

void
log_filter_grep(struct log_filter *f, const char *text)
{
	struct buf b = { 0 };

	buf_json(&b, text, strlen(text));
	buf_reset(&f->grep);
	if (!b.failed)
		buf_add(&f->grep, b.data + 1, b.len - 2);
	buf_free(&b);
}

bool
log_has(const char *line, size_t n, const char *text)
{
	return memmem(line, n, text, strlen(text)) != NULL;
}

const char *
log_member(const char *line, size_t n, const char *key, size_t *len)
{
	const char *at, *end = line + n, *p;
	char text[40];
	int k;

	k = snprintf(text, sizeof text, "\"%s\":", key);
	at = memmem(line, n, text, (size_t)k);
	if (at == NULL || (at += k) >= end)
		return NULL;
	if (*at != '"') {
		p = at;
		if (*p == '[')
			while (p < end && *p != ']')
				p++;
		while (p < end && *p != ',' && *p != '}')
			p++;
		*len = (size_t)(p - at);
		return at;
	}
	for (p = ++at; p < end && *p != '"'; p++)
		if (*p == '\\')
			p++;
	*len = p < end ? (size_t)(p - at) : (size_t)(end - at);
	return at;
}

bool
log_string(const char *line, size_t n, const char *key, struct buf *out)
{
	struct buf quoted = { 0 };
	size_t len;
	const char *raw = log_member(line, n, key, &len), *s;
	cJSON *v;

	if (raw == NULL)
		return false;
	buf_char(&quoted, '"');
	buf_add(&quoted, raw, len);
	buf_char(&quoted, '"');
	v = quoted.failed ? NULL : jsonraw_parse(quoted.data, quoted.len);
	s = cJSON_GetStringValue(v);
	if (s != NULL)
		buf_str(out, s);
	cJSON_Delete(v);
	buf_free(&quoted);
	return s != NULL;
}

static bool
in_time(const struct log_filter *f, const char *line, size_t n)
{
	size_t len;
	const char *ts;

	if (f->since[0] == '\0' && f->until[0] == '\0')
		return true;
	ts = log_member(line, n < TIME_WITHIN ? n : TIME_WITHIN, "ts", &len);
	if (ts == NULL || len < 20)
		return false;
	return strncmp(ts, f->since, strlen(f->since)) >= 0 &&
	    (f->until[0] == '\0' ||
	    strncmp(ts, f->until, strlen(f->until)) <= 0);
}

static bool
rule_fits(const struct log_filter *f, const char *line, size_t n)
{
	struct buf rule = { 0 };
	bool fits;

	if (f->rule == NULL)
		return true;
	fits = log_string(line, n, "rule", &rule) && rule.data != NULL &&
	    fnmatch(f->rule, rule.data, 0) == 0;
	buf_free(&rule);
	return fits;
}

static bool
holds(const struct log_filter *f, const char *line, size_t n)
{
	static const char *const keys[] = { "command", "argv", "normal",
	    "sql", "detail", "why", "matched", "cwd", NULL };
	const char *const *k, *at;
	size_t len;

	if (f->grep.len == 0)
		return true;
	if (memmem(line, n, f->grep.data, f->grep.len) == NULL)
		return false;
	for (k = keys; *k != NULL; k++)
		if ((at = log_member(line, n, *k, &len)) != NULL &&
		    memmem(at, len, f->grep.data, f->grep.len) != NULL)
			return true;
	return false;
}

bool
log_filter_wants(const struct log_filter *f, const char *line, size_t n)
{
	size_t i;

	for (i = 0; i < f->nmember; i++)
		if (memmem(line, n, f->member[i].data, f->member[i].len) ==
		    NULL)
			return false;
	return holds(f, line, n) && in_time(f, line, n) &&
	    rule_fits(f, line, n);
}

void
log_filter_free(struct log_filter *f)
{
	size_t i;

	for (i = 0; i < f->nmember; i++)
		buf_free(&f->member[i]);
	buf_free(&f->grep);
}
