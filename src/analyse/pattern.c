/* SPDX-License-Identifier: ISC */
#include "analyse/pattern.h"

#include <ctype.h>
#include <string.h>

enum { STEPS = 200000, DEPTH = 200 };

struct match {
	unsigned steps;
	unsigned depth;
	unsigned limit;		/* of the steps */
};

static int glob(struct match *m, const char *p, const char *pe, const char *s,
    const char *se);

static bool
class_has(const char *name, size_t n, int c)
{
	static const struct {
		const char *name;
		int (*fn)(int);
	} classes[] = { { "alpha", isalpha }, { "digit", isdigit },
	    { "alnum", isalnum }, { "upper", isupper }, { "lower", islower },
	    { "space", isspace }, { "blank", isblank }, { "punct", ispunct },
	    { "print", isprint }, { "graph", isgraph }, { "cntrl", iscntrl },
	    { "xdigit", isxdigit } };
	size_t i;

	for (i = 0; i < sizeof classes / sizeof classes[0]; i++)
		if (strlen(classes[i].name) == n &&
		    memcmp(classes[i].name, name, n) == 0)
			return classes[i].fn(c) != 0;
	return false;
}

/* The end of the bracket expression that starts at p, or NULL. */
static const char *
bracket_end(const char *p, const char *pe)
{
	const char *q = p + 1;

	if (q < pe && (*q == '!' || *q == '^'))
		q++;
	if (q < pe && *q == ']')
		q++;
	for (; q < pe; q++) {
		if (*q == ']')
			return q;
		if (*q == '\\' && q + 1 < pe)
			q++;
		else if (*q == '[' && q + 1 < pe && q[1] == ':') {
			const char *e = memmem(q, (size_t)(pe - q), ":]", 2);
			if (e != NULL)
				q = e + 1;
		}
	}
	return NULL;
}

static bool
bracket_match(const char *p, const char *end, unsigned char c)
{
	bool not = false, hit = false;
	const char *q = p + 1;
	unsigned char lo, hi;

	if (q < end && (*q == '!' || *q == '^')) {
		not = true;
		q++;
	}
	while (q < end) {
		if (*q == '[' && q + 1 < end && q[1] == ':') {
			const char *e = memmem(q, (size_t)(end - q), ":]", 2);
			if (e != NULL) {
				if (class_has(q + 2, (size_t)(e - q - 2), c))
					hit = true;
				q = e + 2;
				continue;
			}
		}
		if (*q == '\\' && q + 1 < end)
			q++;
		lo = hi = (unsigned char)*q++;
		if (q + 1 < end && *q == '-') {
			q++;
			if (*q == '\\' && q + 1 < end)
				q++;
			hi = (unsigned char)*q++;
		}
		if (c >= lo && c <= hi)
			hit = true;
	}
	return hit != not;
}

/* The `)` that closes the group whose inside starts at p, or NULL. */
static const char *
group_end(const char *p, const char *pe)
{
	int depth = 1;

	for (; p < pe; p++) {
		if (*p == '\\' && p + 1 < pe)
			p++;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
			return p;
	}
	return NULL;
}

static int
group_one(struct match *m, const char *in, const char *end, const char *s,
    const char *se)
{
	const char *q, *from = in;
	int depth = 0, r;

	for (q = in; q <= end; q++) {
		if (q < end && *q == '\\' && q + 1 < end) {
			q++;
			continue;
		}
		if (q < end && *q == '(')
			depth++;
		else if (q < end && *q == ')')
			depth--;
		if (q == end || (*q == '|' && depth == 0)) {
			r = glob(m, from, q, s, se);
			if (r != 0)
				return r;
			from = q + 1;
		}
	}
	return 0;
}

static int
group_match(struct match *m, char kind, const char *in, const char *end,
    const char *pe, const char *s, const char *se)
{
	const char *t;
	int r, rest;

	if (++m->depth > DEPTH)
		return -1;
	if ((kind == '?' || kind == '*') &&
	    (r = glob(m, end + 1, pe, s, se)) != 0)
		return r;
	for (t = se; t >= s; t--) {
		if (++m->steps > m->limit)
			return -1;
		r = group_one(m, in, end, s, t);
		if (r < 0)
			return r;
		if (kind == '!' ? r != 0 : r == 0)
			continue;
		rest = glob(m, end + 1, pe, t, se);
		if (rest != 0)
			return rest;
		if ((kind == '*' || kind == '+') && t > s) {
			rest = group_match(m, '*', in, end, pe, t, se);
			if (rest != 0)
				return rest;
		}
	}
	m->depth--;
	return 0;
}

static int
glob_here(struct match *m, const char *p, const char *pe, const char *s,
    const char *se)
{
	const char *star = NULL, *star_s = NULL, *e;

	for (;;) {
		if (++m->steps > m->limit)
			return -1;
		/* The scans for a closing ] or ) count as steps too. */
		if (p < pe && (*p == '[' || *p == '('))
			m->steps += (unsigned)(pe - p) / 8;
		if (p + 1 < pe && *p != '\0' &&
		    strchr("?*+@!", *p) != NULL && p[1] == '(' &&
		    (e = group_end(p + 2, pe)) != NULL) {
			int r = group_match(m, *p, p + 2, e, pe, s, se);
			if (r != 0)
				return r;
		} else if (p < pe && *p == '*') {
			star = ++p;
			star_s = s;
			continue;
		} else if (p == pe) {
			if (s == se)
				return 1;
		} else if (s < se) {
			bool ok;
			const char *next = p + 1;
			if (*p == '?')
				ok = true;
			else if (*p == '[' &&
			    (e = bracket_end(p, pe)) != NULL) {
				ok = bracket_match(p, e, (unsigned char)*s);
				next = e + 1;
			} else {
				if (*p == '\\' && p + 1 < pe)
					next = ++p + 1;
				ok = *p == *s;
			}
			if (ok) {
				p = next;
				s++;
				continue;
			}
		}
		if (star == NULL || star_s >= se)
			return 0;
		p = star;
		s = ++star_s;
	}
}

static int
glob(struct match *m, const char *p, const char *pe, const char *s,
    const char *se)
{
	int r;

	if (++m->depth > DEPTH)
		return -1;
	r = glob_here(m, p, pe, s, se);
	m->depth--;
	return r;
}

int
pattern_match(const char *pat, size_t pn, const char *s, size_t sn)
{
	unsigned left = STEPS;

	return pattern_match_within(pat, pn, s, sn, &left);
}

int
pattern_match_within(const char *pat, size_t pn, const char *s, size_t sn,
    unsigned *left)
{
	struct match m = { .limit = *left < STEPS ? *left : STEPS };
	int r = glob(&m, pat, pat + pn, s, s + sn);

	*left -= m.steps < *left ? m.steps : *left;
	return r;
}

size_t
pattern_head(const char *pat, size_t n)
{
	const char *p, *pe = pat + n;
	bool brackets = true, groups = true;

	/* Where one has no end, none after it has. */
	for (p = pat; p < pe; p++) {
		if (*p == '\\' && p + 1 < pe)
			p++;
		else if (*p == '*' || *p == '?')
			break;
		else if (*p == '[' && brackets) {
			if (bracket_end(p, pe) != NULL)
				break;
			brackets = false;
		} else if ((*p == '+' || *p == '@' || *p == '!') &&
		    p + 1 < pe && p[1] == '(' && groups) {
			if (group_end(p + 2, pe) != NULL)
				break;
			groups = false;
		}
	}
	return (size_t)(p - pat);
}

bool
pattern_has(const char *pat, size_t n)
{
	return pattern_head(pat, n) < n;
}

char *
pattern_decode(struct arena *a, const char *pat, size_t n, size_t *len)
{
	char *out = arena_alloc(a, n + 1);
	size_t i, k = 0;

	for (i = 0; i < n; i++) {
		if (pat[i] == '\\' && i + 1 < n)
			i++;
		out[k++] = pat[i];
	}
	*len = k;
	return out;
}

char *
pattern_encode(struct arena *a, const char *s, size_t n, size_t *len)
{
	char *out = arena_alloc(a, 2 * n + 1);
	size_t i, k = 0;

	for (i = 0; i < n; i++) {
		if (strchr("*?[]\\()|!+@", s[i]) != NULL && s[i] != '\0')
			out[k++] = '\\';
		out[k++] = s[i];
	}
	*len = k;
	return out;
}
