/* SPDX-License-Identifier: ISC */
#include "analyse/walk_literal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/expand_text.h"

bool
scan_word_char(const struct scan *s, char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' ||
	    (c != '\0' && strchr(s->extra, c) != NULL);
}

void
scan_space(struct scan *s)
{
	while (s->p < s->e && isspace((unsigned char)*s->p))
		s->p++;
}

/* Where the literal whose inside starts at s->p ends, or NULL. */
static const char *
closing(const struct scan *s, char q, size_t n)
{
	const char *p;

	for (p = s->p; p < s->e; p++) {
		if (*p == '\\')
			p++;
		else if (*p == q && (n == 1 || (s->e - p >= 3 &&
		    p[1] == q && p[2] == q)))
			return p;
	}
	return NULL;
}

/* The escape behind a backslash at s->p; its bytes go to out. */
static size_t
escape(struct scan *s, char *out)
{
	char digits[9], c = *s->p++, *end;
	size_t n = 0, max = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 3;
	bool brace = c == 'u' && s->p < s->e && *s->p == '{';
	unsigned long v;

	if (c == 'n' || c == 't' || strchr("xuU01234567", c) == NULL) {
		*out = c == 'n' ? '\n' : c == 't' ? '\t' : c;
		return 1;
	}
	if (isdigit((unsigned char)c))
		s->p--;
	s->p += brace;
	while (n < max && s->p < s->e && (isdigit((unsigned char)c) ?
	    *s->p >= '0' && *s->p <= '7' : isxdigit((unsigned char)*s->p)))
		digits[n++] = *s->p++;
	s->p += brace && s->p < s->e && *s->p == '}';
	digits[n] = '\0';
	v = strtoul(digits, &end, isdigit((unsigned char)c) ? 8 : 16);
	/* What is no ASCII letter changes no name we know. */
	*out = n == 0 ? c : v < 0x80 && v > 0 ? (char)v : '?';
	return 1;
}

static struct value *
one_literal(struct scan *s)
{
	const char *end;
	char q, *out;
	size_t k = 0, n = 1;

	while (s->p < s->e && strchr("rbfuRBFU", *s->p) != NULL &&
	    s->p + 1 < s->e && (s->p[1] == '"' || s->p[1] == '\''))
		s->p++;
	if (s->p >= s->e || strchr("'\"`", *s->p) == NULL)
		return NULL;
	q = *s->p;
	if (s->open[(unsigned char)q & 127])
		return NULL;
	if (s->e - s->p > 5 && s->p[1] == q && s->p[2] == q)
		n = 3;
	s->p += n;
	if ((end = closing(s, q, n)) == NULL) {
		s->open[(unsigned char)q & 127] = true;
		return NULL;
	}
	out = arena_alloc(s->w->a, (size_t)(end - s->p) + 1);
	while (s->p < end) {
		if (*s->p == '\\' && s->p + 1 < end) {
			s->p++;
			k += escape(s, out + k);
		} else
			out[k++] = *s->p++;
	}
	s->p = end + n;
	return value_const(s->w->a, out, k);
}

/* Is the next literal joined to this one? Moves to it. */
static bool
joined(struct scan *s)
{
	const char *p = s->p;

	while (p < s->e && isspace((unsigned char)*p))
		p++;
	if (p < s->e && (*p == '+' || *p == '.'))
		p += *p == '.' && p + 1 < s->e && p[1] == '.' ? 2 : 1;
	else if ((s->of->literals & LITERAL_ADJACENT) == 0)
		return false;
	while (p < s->e && isspace((unsigned char)*p))
		p++;
	if (p >= s->e || (*p != '"' && *p != '\''))
		return false;
	s->p = p;
	return true;
}

struct value *
scan_literal(struct scan *s)
{
	struct value *v = one_literal(s), *next;
	const char *at;

	while (v != NULL && joined(s)) {
		at = s->p;
		if ((next = one_literal(s)) == NULL) {
			s->p = at;
			break;
		}
		v = value_join(s->w->a, v, next);
	}
	if (v != NULL)
		v->span = s->span;
	return v;
}

struct value *
scan_decoded(struct scan *s, const struct value *v)
{
	const char *t = value_text(v), *d;
	struct value *r;
	size_t i;

	if (t == NULL || v->alt[0].prelen < 8 || strlen(t) !=
	    v->alt[0].prelen || strchr(t, ' ') != NULL)
		return NULL;
	r = text_base64(s->w->a, t, strlen(t));
	if (r == NULL || (d = value_text(r)) == NULL)
		return NULL;
	for (i = 0; i < r->alt[0].prelen; i++)
		if ((d[i] < ' ' || d[i] > '~') && strchr("\n\t", d[i]) ==
		    NULL)
			return NULL;
	r->span = s->span;
	return r;
}

static char
closer(char open)
{
	return open == '(' ? ')' : open == '{' ? '}' : open == '[' ? ']' :
	    open == '<' ? '>' : open;
}

struct value *
scan_bracketed(struct scan *s)
{
	const char *end;
	struct value *v;
	char close;

	if (s->p >= s->e || *s->p == '\0' || strchr("({[</|!", *s->p) == NULL)
		return NULL;
	close = closer(*s->p);
	if (s->open[(unsigned char)close & 127])
		return NULL;
	end = memchr(s->p + 1, close, (size_t)(s->e - s->p - 1));
	if (end == NULL) {
		s->open[(unsigned char)close & 127] = true;
		return NULL;
	}
	v = value_const(s->w->a, s->p + 1, (size_t)(end - s->p - 1));
	v->span = s->span;
	s->p = end + 1;
	return v;
}

bool
scan_quoted(struct scan *s, struct fields *f)
{
	const char *from = s->p, *t;
	struct value *v;
	bool words;
	size_t n;

	if (s->p >= s->e || s->e - s->p < 3 || ((*s->p != 'q' ||
	    (s->of->literals & LITERAL_QUOTE) == 0) && (*s->p != '%' ||
	    (s->of->literals & LITERAL_PERCENT) == 0)))
		return false;
	words = strchr("wWiI", s->p[1]) != NULL;
	s->p += strchr("qQwWiI", s->p[1]) != NULL ? 2 : 1;
	if ((v = scan_bracketed(s)) == NULL) {
		s->p = from;
		return false;
	}
	if (!words) {
		fields_add(s->w, f, v);
		return true;
	}
	for (t = v->alt[0].pre; f->n < 256; t += n) {
		t += strspn(t, " \t\n");
		if ((n = strcspn(t, " \t\n")) == 0)
			break;
		v = value_const(s->w->a, t, n);
		v->span = s->span;
		fields_add(s->w, f, v);
	}
	return true;
}
