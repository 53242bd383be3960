/* SPDX-License-Identifier: ISC */
#include "ctl/setup_json.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <string.h>

#include "base/jsonpos.h"

struct scan {
	const char *text;
	size_t len, off;
	const char *expected;	/* set where the text went wrong */
};

static bool value(struct scan *s, unsigned depth);

static bool
fail(struct scan *s, const char *expected)
{
	if (s->expected == NULL)
		s->expected = expected;
	return false;
}

static int
peek(const struct scan *s)
{
	return s->off < s->len ? (unsigned char)s->text[s->off] : -1;
}

static void
blank(struct scan *s)
{
	int c;

	while ((c = peek(s)) == ' ' || c == '\t' || c == '\n' || c == '\r')
		s->off++;
}

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool
digits(struct scan *s)
{
	if (!is_digit(peek(s)))
		return fail(s, "a digit");
	while (is_digit(peek(s)))
		s->off++;
	return true;
}

static bool
number(struct scan *s)
{
	if (peek(s) == '-')
		s->off++;
	if (peek(s) == '0')
		s->off++;
	else if (!digits(s))
		return false;
	if (peek(s) == '.') {
		s->off++;
		if (!digits(s))
			return false;
	}
	if (peek(s) == 'e' || peek(s) == 'E') {
		s->off++;
		if (peek(s) == '+' || peek(s) == '-')
			s->off++;
		return digits(s);
	}
	return true;
}

static bool
escape(struct scan *s)
{
	int c = peek(s), i;

	if (c == -1 || strchr("\"\\/bfnrtu", c) == NULL || c == '\0')
		return fail(s, "one of \"\\/bfnrtu after the backslash");
	s->off++;
	for (i = 0; c == 'u' && i < 4; i++, s->off++)
		if (peek(s) == -1 || peek(s) == '\0' ||
		    strchr("0123456789abcdefABCDEF", peek(s)) == NULL)
			return fail(s, "four hex digits after \\u");
	return true;
}

static bool
string(struct scan *s)
{
	int c;

	if (peek(s) != '"')
		return fail(s, "a key in double quotes");
	s->off++;
	while ((c = peek(s)) != '"') {
		if (c == -1)
			return fail(s, "the closing quote of a string");
		if (c < 0x20)
			return fail(s, "no control character in a string");
		s->off++;
		if (c == '\\' && !escape(s))
			return false;
	}
	s->off++;
	return true;
}

static bool
word(struct scan *s, const char *w)
{
	size_t n = strlen(w);

	if (s->len - s->off < n || memcmp(s->text + s->off, w, n) != 0)
		return fail(s, "a value");
	s->off += n;
	return true;
}

/* Past "KEY" : VALUE; *m (may be NULL) says where it stood. */
static bool
member(struct scan *s, unsigned depth, struct setup_member *m)
{
	struct setup_member here = { .key = s->off };

	if (!string(s))
		return false;
	here.key_end = s->off;
	blank(s);
	if (peek(s) != ':')
		return fail(s, "a colon");
	s->off++;
	blank(s);
	here.value = s->off;
	if (!value(s, depth))
		return false;
	here.end = s->off;
	if (m != NULL)
		*m = here;
	return true;
}

static bool
container(struct scan *s, unsigned depth, char close)
{
	if (depth >= SETUP_JSON_DEPTH)
		return fail(s, "less nesting");
	s->off++;
	blank(s);
	if (peek(s) == close) {
		s->off++;
		return true;
	}
	for (;;) {
		blank(s);
		if (close == '}' ? !member(s, depth + 1, NULL) :
		    !value(s, depth + 1))
			return false;
		blank(s);
		if (peek(s) == close) {
			s->off++;
			return true;
		}
		if (peek(s) != ',')
			return fail(s, close == '}' ? "a comma or }" :
			    "a comma or ]");
		s->off++;
	}
}

static bool
value(struct scan *s, unsigned depth)
{
	switch (peek(s)) {
	case '{':
		return container(s, depth, '}');
	case '[':
		return container(s, depth, ']');
	case '"':
		return string(s);
	case 't':
		return word(s, "true");
	case 'f':
		return word(s, "false");
	case 'n':
		return word(s, "null");
	default:
		if (peek(s) == '-' || is_digit(peek(s)))
			return number(s);
		return fail(s, "a value");
	}
}

size_t
setup_json_root(const char *text, size_t len)
{
	struct scan s = { .text = text, .len = len };

	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		s.off = 3;
	blank(&s);
	return s.off;
}

int
setup_json_check(const char *file, const char *text, size_t len,
    struct err *e)
{
	struct scan s = { .text = text, .len = len,
	    .off = setup_json_root(text, len) };
	unsigned line, column;

	if (value(&s, 0)) {
		blank(&s);
		if (s.off == s.len)
			return 0;
		fail(&s, "the end of the file");
	}
	jsonpos_at(text, len, s.off, &line, &column);
	return err_set(e, 0, "%s:%u:%u: not JSON: %s was expected", file,
	    line, column, s.expected);
}

int
setup_json_string(const char *text, size_t from, size_t end, struct buf *out)
{
	cJSON *j;
	const char *v;
	int r = -1;

	if (end <= from || text[from] != '"')
		return -1;
	j = cJSON_ParseWithLengthOpts(text + from, end - from, NULL, 0);
	v = cJSON_GetStringValue(j);
	if (v != NULL) {
		buf_str(out, v);
		r = 0;
	}
	cJSON_Delete(j);
	return r;
}

static bool
key_is(const char *text, const struct setup_member *m, const char *key)
{
	size_t n = m->key_end - m->key - 2;
	struct buf b = { 0 };
	bool same;

	if (memchr(text + m->key, '\\', n + 2) == NULL)
		return strlen(key) == n &&
		    memcmp(text + m->key + 1, key, n) == 0;
	same = setup_json_string(text, m->key, m->key_end, &b) == 0 &&
	    b.data != NULL && strcmp(b.data, key) == 0;
	buf_free(&b);
	return same;
}

int
setup_json_member(const char *text, size_t len, size_t object,
    const char *key, struct setup_member *out)
{
	struct scan s = { .text = text, .len = len, .off = object };
	struct setup_member m;
	unsigned times = 0;

	if (peek(&s) != '{')
		return 0;
	do {
		s.off++;
		blank(&s);
		if (peek(&s) == '}' || !member(&s, 0, &m))
			break;
		if (key == NULL || key_is(text, &m, key)) {
			*out = m;
			out->times = ++times;
			if (key == NULL)
				break;
		}
		blank(&s);
	} while (peek(&s) == ',');
	return times > 0;
}
