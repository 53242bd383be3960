/* SPDX-License-Identifier: ISC */
#include "analyse/manifest.h"

#include <string.h>

struct reader {
	struct arena *a;
	struct manifest *out;
	struct manifest_object *at;	/* the document at hand */
	size_t base;		/* indentation of the object's own keys */
	bool metadata;		/* below "metadata:" */
	size_t meta;		/* indentation of its keys, 0: not seen yet */
};

/* NULL for what is no plain or quoted word: a template, an anchor. */
static const char *
word(struct arena *a, const char *s, size_t n)
{
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\r'))
		n--;
	for (size_t i = 1; i < n; i++)
		if (s[i] == '#' && s[i - 1] == ' ')
			return word(a, s, i - 1);
	if (n > 1 && (*s == '"' || *s == '\'') && s[n - 1] == *s) {
		s++;
		n -= 2;
	}
	for (size_t i = 0; i < n; i++)
		if (strchr("{}[]&*!|>%$\\`\"'", s[i]) != NULL)
			return NULL;
	return n > 0 ? arena_strndup(a, s, n) : NULL;
}

static void
begin(struct reader *r, size_t base)
{
	struct manifest_object *o = arena_alloc(r->a, sizeof *o);

	o->next = r->out->head;
	r->out->head = r->at = o;
	r->base = base;
	r->metadata = false;
	r->meta = 0;
}

static bool
key_is(const char *s, size_t n, const char *key)
{
	size_t k = strlen(key);

	return n > k && memcmp(s, key, k) == 0 && s[k] == ':' &&
	    (n == k + 1 || s[k + 1] == ' ' || s[k + 1] == '\r');
}

static const char *
value_of(struct reader *r, const char *s, size_t n)
{
	const char *colon = memchr(s, ':', n);
	size_t i = (size_t)(colon - s) + 1;

	while (i < n && s[i] == ' ')
		i++;
	return word(r->a, s + i, n - i);
}

/* A key of the object itself. */
static void
own_key(struct reader *r, const char *s, size_t n)
{
	r->metadata = key_is(s, n, "metadata");
	r->meta = 0;
	if (key_is(s, n, "kind"))
		r->at->kind = value_of(r, s, n);
	/* metadata: {name: x} */
	if (r->metadata && memchr(s, '{', n) != NULL)
		r->out->unknown = true;
}

static void
line(struct reader *r, const char *s, size_t n)
{
	size_t in = 0;

	while (in < n && s[in] == ' ')
		in++;
	if (in == n || s[in] == '#' || s[in] == '\r')
		return;
	if (in == 0 && n >= 3 && (memcmp(s, "---", 3) == 0 ||
	    memcmp(s, "...", 3) == 0)) {
		r->at = NULL;
		return;
	}
	if (s[in] == '{' || s[in] == '\t')
		r->out->unknown = true;
	if (r->at == NULL)
		begin(r, in);
	if (in == r->base) {
		own_key(r, s + in, n - in);
		/* kind: List holds objects of its own. */
		if (key_is(s + in, n - in, "items"))
			r->out->unknown = true;
	} else if (r->metadata && in > r->base) {
		if (r->meta == 0)
			r->meta = in;
		if (in == r->meta && key_is(s + in, n - in, "name"))
			r->at->name = value_of(r, s + in, n - in);
	}
}

void
manifest_parse(struct arena *a, const char *text, size_t len,
    struct manifest *out)
{
	struct reader r = { .a = a, .out = out };
	const char *end = text + len;

	memset(out, 0, sizeof *out);
	while (text < end) {
		const char *nl = memchr(text, '\n', (size_t)(end - text));
		size_t n = nl != NULL ? (size_t)(nl - text) :
		    (size_t)(end - text);

		line(&r, text, n);
		text += n + 1;
	}
	if (out->head == NULL)
		out->unknown = true;
}
