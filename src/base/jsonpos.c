/* SPDX-License-Identifier: ISC */
#include "base/jsonpos.h"

#include <stdlib.h>
#include <string.h>

#include "base/jsonscan.h"

static bool
key_is(const struct jsonscan *s, size_t start, size_t n, const char *key)
{
	struct buf b = { 0 };
	bool same;

	if (memchr(s->text + start, '\\', n) == NULL)
		return strlen(key) == n && memcmp(s->text + start, key, n) == 0;
	jsonscan_decode(&b, s->text + start, n);
	same = b.data != NULL && !b.failed && strcmp(b.data, key) == 0;
	buf_free(&b);
	return same;
}

/* Move from the start of an object to the value of `key`. */
static bool
enter_object(struct jsonscan *s, const char *key, size_t *key_at)
{
	size_t start, n;

	if (!jsonscan_take(s, '{'))
		return false;
	for (;;) {
		jsonscan_blank(s);
		*key_at = s->off;
		if (!jsonscan_string(s, &start, &n) || !jsonscan_take(s, ':'))
			return false;
		jsonscan_blank(s);
		if (key_is(s, start, n, key))
			return true;
		if (!jsonscan_skip(s) || !jsonscan_take(s, ','))
			return false;
	}
}

static bool
enter_array(struct jsonscan *s, const char *index, size_t *at)
{
	char *end;
	unsigned long want;

	if (*index != '[')
		return false;
	want = strtoul(index + 1, &end, 10);
	if (*end != ']' || !jsonscan_take(s, '['))
		return false;
	for (unsigned long i = 0; i < want; i++) {
		if (!jsonscan_skip(s) || !jsonscan_take(s, ','))
			return false;
	}
	jsonscan_blank(s);
	*at = s->off;
	return s->off < s->len && s->text[s->off] != ']';
}

void
jsonpos_at(const char *text, size_t len, size_t off, unsigned *line,
    unsigned *column)
{
	*line = *column = 1;
	if (off > len)
		off = len;
	for (size_t i = 0; i < off; i++) {
		if (text[i] == '\n') {
			++*line;
			*column = 1;
		} else if (((unsigned char)text[i] & 0xc0) != 0x80) {
			++*column;
		}
	}
}

static int
find(const char *text, size_t len, const char *const *path, bool want_key,
    unsigned *line, unsigned *column)
{
	struct jsonscan s = { text, len, 0 };
	size_t at = 0, key_at = 0;
	int rc = 0;

	jsonscan_blank(&s);
	at = key_at = s.off;
	for (; *path != NULL; path++) {
		size_t here = 0;
		bool ok = false;

		if (s.off < len && text[s.off] == '{')
			ok = enter_object(&s, *path, &here);
		else if (s.off < len && text[s.off] == '[')
			ok = enter_array(&s, *path, &here);
		if (!ok) {
			rc = -1;
			want_key = false;
			break;
		}
		key_at = here;
		at = s.off;
	}
	jsonpos_at(text, len, want_key ? key_at : at, line, column);
	return rc;
}

int
jsonpos_find(const char *text, size_t len, const char *const *path,
    unsigned *line, unsigned *column)
{
	return find(text, len, path, false, line, column);
}

int
jsonpos_find_key(const char *text, size_t len, const char *const *path,
    unsigned *line, unsigned *column)
{
	return find(text, len, path, true, line, column);
}

size_t
jsonpos_lines(const char *text, size_t len, const char *const *path,
    unsigned *line, size_t max)
{
	struct jsonscan s = { text, len, 0 };
	size_t n = 0, from = 0, here;
	unsigned at = 1;

	jsonscan_blank(&s);
	for (; *path != NULL; path++)
		if (s.off >= len || text[s.off] != '{' ||
		    !enter_object(&s, *path, &here))
			return 0;
	if (!jsonscan_take(&s, '['))
		return 0;
	while (n < max) {
		jsonscan_blank(&s);
		if (s.off >= len || text[s.off] == ']')
			break;
		for (; from < s.off; from++)
			at += text[from] == '\n';
		line[n++] = at;
		if (!jsonscan_skip(&s) || !jsonscan_take(&s, ','))
			break;
	}
	return n;
}

/* One key that was met: where it stands and in which object. */
struct seen {
	size_t off;
	size_t object;
	char *name;
	bool later;		/* the same key stood before it */
};

struct seen_list {
	struct seen *at;
	size_t n, cap;
	bool failed;
};

static void
seen_add(struct seen_list *l, const struct jsonscan *s, size_t off,
    size_t start, size_t n, size_t object)
{
	struct buf b = { 0 };

	if (l->failed)
		return;
	if (l->n == l->cap) {
		size_t cap = l->cap != 0 ? l->cap * 2 : 64;
		struct seen *p = reallocarray(l->at, cap, sizeof *p);

		if (p == NULL) {
			l->failed = true;
			return;
		}
		l->at = p;
		l->cap = cap;
	}
	jsonscan_decode(&b, s->text + start, n);
	buf_str(&b, "");
	if (b.failed || b.data == NULL) {
		buf_free(&b);
		b.data = strdup("");
	}
	if (b.data == NULL)
		l->failed = true;
	else
		l->at[l->n++] = (struct seen){ off, object, b.data, false };
}

/* Every key of the text with the offset of the object that holds it. */
static void
collect(struct jsonscan *s, struct seen_list *l)
{
	size_t object[JSONPOS_DEPTH];
	unsigned depth = 0;
	size_t start, n, off;

	for (;;) {
		jsonscan_blank(s);
		if (s->off >= s->len)
			return;
		off = s->off;
		switch (s->text[off]) {
		case '{': case '[':
			if (depth == JSONPOS_DEPTH)
				return;
			object[depth++] = off;
			s->off++;
			break;
		case '}': case ']':
			if (depth-- == 0)
				return;
			s->off++;
			break;
		case '"':
			if (!jsonscan_string(s, &start, &n))
				return;
			jsonscan_blank(s);
			if (depth > 0 && s->off < s->len &&
			    s->text[s->off] == ':' &&
			    s->text[object[depth - 1]] == '{')
				seen_add(l, s, off, start, n,
				    object[depth - 1]);
			break;
		default:
			s->off++;
		}
	}
}

static int
seen_compare(const void *pa, const void *pb)
{
	const struct seen *a = pa, *b = pb;
	int c;

	if (a->object != b->object)
		return a->object < b->object ? -1 : 1;
	if ((c = strcmp(a->name, b->name)) != 0)
		return c;
	return a->off < b->off ? -1 : a->off > b->off;
}

static int
later_first(const void *pa, const void *pb)
{
	const struct seen *a = pa, *b = pb;

	if (a->later != b->later)
		return a->later ? -1 : 1;
	return a->off < b->off ? -1 : a->off > b->off;
}

/* Bring the later ones of equal keys to the front, in text order. Returns
 * how many there are. */
static size_t
find_repeats(struct seen_list *l)
{
	struct seen *a = l->at;
	size_t repeats = 0;

	if (l->n == 0)
		return 0;
	qsort(a, l->n, sizeof *a, seen_compare);
	for (size_t i = 1; i < l->n; i++) {
		a[i].later = a[i].object == a[i - 1].object &&
		    strcmp(a[i].name, a[i - 1].name) == 0;
		repeats += a[i].later;
	}
	qsort(a, l->n, sizeof *a, later_first);
	return repeats;
}

int
jsonpos_duplicate(const char *text, size_t len, unsigned nth,
    struct buf *key, unsigned *line, unsigned *column)
{
	struct jsonscan s = { text, len, 0 };
	struct seen_list l = { 0 };
	size_t repeats;
	int rc = 0;

	collect(&s, &l);
	repeats = find_repeats(&l);
	if (l.failed) {
		rc = -1;
	} else if (nth < repeats) {
		buf_str(key, l.at[nth].name);
		jsonpos_at(text, len, l.at[nth].off, line, column);
		rc = 1;
	}
	for (size_t i = 0; i < l.n; i++)
		free(l.at[i].name);
	free(l.at);
	return rc;
}
