/* SPDX-License-Identifier: ISC */
#include "ctl/setup_edit.h"

#include <stdbool.h>
#include <string.h>

#include "audit/redact.h"
#include "base/jsonpos.h"
#include "ctl/setup_json.h"

enum { CONTEXT = 2, LINE_SHOWN = 300 };

struct edit {
	const char *file, *text;
	size_t len;
	const char *name, *value;
	struct buf *out;
	struct err *e;
};

static int
wrong(const struct edit *x, size_t at, const char *what)
{
	unsigned line, column;

	jsonpos_at(x->text, x->len, at, &line, &column);
	return err_set(x->e, 0, "%s:%u:%u: %s", x->file, line, column, what);
}

static void
put(struct buf *b, const char *s)
{
	buf_json(b, s, strlen(s));
}

/* Everything, with the bytes [from, to) replaced by `with`. */
static int
splice(const struct edit *x, size_t from, size_t to, const struct buf *with)
{
	buf_add(x->out, x->text, from);
	buf_add(x->out, with->data, with->len);
	buf_add(x->out, x->text + to, x->len - to);
	return x->out->failed || with->failed ? err_set(x->e, 0,
	    "out of memory") : 0;
}

static size_t
skip_blank(const struct edit *x, size_t at)
{
	while (at < x->len && strchr(" \t\r\n", x->text[at]) != NULL &&
	    x->text[at] != '\0')
		at++;
	return at;
}

/* The last line end in [from, to) and the indent after it; to when none. */
static size_t
line_start(const struct edit *x, size_t from, size_t to)
{
	size_t i;

	for (i = to; i > from; i--)
		if (x->text[i - 1] == '\n')
			return i - 1 > from && x->text[i - 2] == '\r' ?
			    i - 2 : i - 1;
	return to;
}

/* "NAME": "VALUE" in the style of the member *like. */
static void
pair(const struct edit *x, const struct setup_member *like, struct buf *b)
{
	put(b, x->name);
	if (like != NULL)
		buf_add(b, x->text + like->key_end,
		    like->value - like->key_end);
	else
		buf_str(b, ": ");
	put(b, x->value);
}

/* In front of the first member of "env", on a line of its own when that one
 * has its own. */
static int
before_member(const struct edit *x, size_t object,
    const struct setup_member *first)
{
	size_t open = object + 1;
	struct buf b = { 0 };
	int r;

	pair(x, first, &b);
	buf_char(&b, ',');
	buf_add(&b, x->text + open, first->key - open);
	r = splice(x, first->key, first->key, &b);
	buf_free(&b);
	return r;
}

/* The first member of an "env" that is there and empty. */
static int
into_empty(const struct edit *x, size_t object)
{
	size_t open = object + 1, close = skip_blank(x, open);
	size_t line = line_start(x, open, close);
	struct buf b = { 0 };
	int r;

	if (line < close) {
		buf_add(&b, x->text + line, close - line);
		buf_str(&b, x->text[close - 1] == '\t' ? "\t" : "  ");
		pair(x, NULL, &b);
		r = splice(x, line, line, &b);
	} else {
		pair(x, NULL, &b);
		r = splice(x, open, close, &b);
	}
	buf_free(&b);
	return r;
}

/* A whole "env" in front of the first member of the root. */
static int
new_env(const struct edit *x, size_t root, const struct setup_member *first)
{
	size_t open = root + 1, line = line_start(x, open, first->key);
	size_t n = first->key - line;
	size_t indent = line;
	struct buf b = { 0 };
	int r;

	while (indent < first->key && strchr("\r\n", x->text[indent]) != NULL)
		indent++;
	put(&b, "env");
	buf_add(&b, x->text + first->key_end, first->value - first->key_end);
	buf_char(&b, '{');
	buf_add(&b, x->text + line, n);
	buf_add(&b, x->text + indent, first->key - indent);
	pair(x, first, &b);
	buf_add(&b, x->text + line, n);
	buf_str(&b, "},");
	buf_add(&b, x->text + open, first->key - open);
	r = splice(x, first->key, first->key, &b);
	buf_free(&b);
	return r;
}

/* Settings that say nothing yet: no file, no text, or {}. */
static int
only_env(const struct edit *x, size_t from, size_t to, bool whole)
{
	struct buf b = { 0 };
	int r;

	buf_str(&b, whole ? "{\n  \"env\": {\n    " : "\n  \"env\": {\n    ");
	pair(x, NULL, &b);
	buf_str(&b, whole ? "\n  }\n}\n" : "\n  }\n");
	r = splice(x, from, to, &b);
	buf_free(&b);
	return r;
}

static int
in_env(const struct edit *x, const struct setup_member *env)
{
	struct setup_member m;
	struct buf b = { 0 };
	int r;

	if (env->times > 1)
		return wrong(x, env->key, "\"env\" stands here a second "
		    "time; leave one");
	if (x->text[env->value] != '{')
		return wrong(x, env->value, "\"env\" is not an object");
	if (setup_json_member(x->text, x->len, env->value, x->name, &m)) {
		if (m.times > 1)
			return wrong(x, m.key, "the key stands here a second "
			    "time; leave one");
		put(&b, x->value);
		r = splice(x, m.value, m.end, &b);
		buf_free(&b);
		return r;
	}
	if (setup_json_member(x->text, x->len, env->value, NULL, &m))
		return before_member(x, env->value, &m);
	return into_empty(x, env->value);
}

int
setup_edit(const char *file, const char *text, size_t len, const char *name,
    const char *value, struct buf *out, struct err *e)
{
	struct edit x = { file, text, len, name, value, out, e };
	size_t root = setup_json_root(text, len);
	struct setup_member m;

	if (root == len)
		return only_env(&x, root, len, true);
	if (setup_json_check(file, text, len, e) != 0)
		return -1;
	if (text[root] != '{')
		return wrong(&x, root, "settings must be an object");
	if (setup_json_member(text, len, root, "env", &m))
		return in_env(&x, &m);
	if (setup_json_member(text, len, root, NULL, &m))
		return new_env(&x, root, &m);
	return only_env(&x, root + 1, skip_blank(&x, root + 1), false);
}

/* --- the diff --------------------------------------------------------------*/

static size_t
line_end(const struct buf *b, size_t at)
{
	const char *nl = b->len > at ? memchr(b->data + at, '\n', b->len - at) :
	    NULL;

	return nl != NULL ? (size_t)(nl - b->data) + 1 : b->len;
}

static void
print(struct buf *out, char mark, const struct buf *b, size_t from, size_t to)
{
	struct buf line = { 0 };
	size_t end, n;

	for (; from < to; from = end) {
		end = line_end(b, from);
		n = end - from;
		while (n > 0 && strchr("\r\n", b->data[from + n - 1]) != NULL)
			n--;
		buf_reset(&line);
		redact(b->data + from, n, &line);
		buf_char(out, mark);
		if (line.len > 0)
			buf_visible(out, line.data, line.len, LINE_SHOWN);
		buf_char(out, '\n');
	}
	buf_free(&line);
}

/* The start of the line `n` lines above the one that starts at `at`. */
static size_t
lines_up(const struct buf *b, size_t at, int n)
{
	for (; at > 0 && n > 0; n--)
		for (at--; at > 0 && b->data[at - 1] != '\n'; at--)
			;
	return at;
}

void
setup_diff(const struct buf *old, const struct buf *new, struct buf *out)
{
	size_t head = 0, end, a = old->len, b = new->len, k, i;

	/* Whole lines that both begin with, then whole lines both end with. */
	while (head < old->len && head < new->len) {
		end = line_end(old, head);
		if (end != line_end(new, head) || memcmp(old->data + head,
		    new->data + head, end - head) != 0)
			break;
		head = end;
	}
	while ((k = lines_up(old, a, 1)) >= head && a > head) {
		i = lines_up(new, b, 1);
		if (i < head || b <= head || a - k != b - i ||
		    memcmp(old->data + k, new->data + i, a - k) != 0)
			break;
		a = k;
		b = i;
	}
	print(out, ' ', old, lines_up(old, head, CONTEXT), head);
	print(out, '-', old, head, a);
	print(out, '+', new, head, b);
	for (end = b, i = 0; i < CONTEXT && end < new->len; i++)
		end = line_end(new, end);
	print(out, ' ', new, b, end);
}
