/* SPDX-License-Identifier: ISC */
#include "base/glob.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum element_kind { EL_CHAR, EL_ANY, EL_SET, EL_STAR, EL_DEEP };

struct element {
	enum element_kind kind;
	unsigned char c;	/* CHAR */
	bool not;		/* SET */
	const char *set;	/* between the brackets */
	size_t len;
};

static unsigned char
fold(unsigned char c, unsigned flags)
{
	return (flags & GLOB_FOLD) != 0 ? (unsigned char)tolower(c) : c;
}

/* [set] at p: fill *e and return its length, 0 when it does not end. */
static size_t
read_set(const char *p, struct element *e)
{
	const char *start = p + 1, *end;

	e->not = *start == '!' || *start == '^';
	start += e->not;
	end = strchr(*start == ']' ? start + 1 : start, ']');
	if (*start == '\0' || end == NULL)
		return 0;
	e->kind = EL_SET;
	e->set = start;
	e->len = (size_t)(end - start);
	return (size_t)(end - p) + 1;
}

/* The elements of a pattern; -1 when there are too many. */
static int
compile(const char *p, unsigned flags, struct element *e)
{
	int n = 0;
	size_t len;

	while (*p != '\0') {
		if (n == GLOB_MAX)
			return -1;
		memset(&e[n], 0, sizeof e[n]);
		if (*p == '*') {
			len = strspn(p, "*");
			e[n].kind = len > 1 || (flags & GLOB_PATHS) == 0 ?
			    EL_DEEP : EL_STAR;
			p += len;
		} else if (*p == '?') {
			e[n].kind = EL_ANY;
			p++;
		} else if (*p == '[' && (len = read_set(p, &e[n])) > 0) {
			p += len;
		} else {
			if (*p == '\\' && p[1] != '\0')
				p++;
			e[n].kind = EL_CHAR;
			e[n].c = fold((unsigned char)*p++, flags);
		}
		n++;
	}
	return n;
}

static bool
in_set(const struct element *e, unsigned char c, unsigned flags)
{
	bool found = false;

	for (size_t i = 0; i < e->len; i++) {
		unsigned char lo = fold((unsigned char)e->set[i], flags);
		unsigned char hi = lo;

		if (i + 2 < e->len && e->set[i + 1] == '-') {
			hi = fold((unsigned char)e->set[i + 2], flags);
			i += 2;
		}
		found |= c >= lo && c <= hi;
	}
	return found != e->not;
}

static bool
accepts(const struct element *e, unsigned char c, unsigned flags)
{
	bool slash = c == '/' && (flags & GLOB_PATHS) != 0;

	switch (e->kind) {
	case EL_CHAR:
		return e->c == c;
	case EL_ANY:
		return !slash;
	case EL_SET:
		return !slash && in_set(e, c, flags);
	case EL_STAR:
		return !slash;
	default:
		return true;
	}
}

static bool
is_star(const struct element *e)
{
	return e->kind == EL_STAR || e->kind == EL_DEEP;
}

/*
 * State i: elements before i are used up. A star may also be skipped, and
 * "**" with the slash behind it when it begins the pattern or a folder;
 * that only on arrival, not after it took something.
 */
static void
reach(const struct element *e, int n, bool *at, int i, unsigned flags)
{
	for (; i <= n && !at[i]; i++) {
		at[i] = true;
		if (i == n || !is_star(&e[i]))
			return;
		if (e[i].kind == EL_DEEP && (flags & GLOB_PATHS) != 0 &&
		    i + 1 < n && e[i + 1].kind == EL_CHAR &&
		    e[i + 1].c == '/' && (i == 0 || (e[i - 1].kind ==
		    EL_CHAR && e[i - 1].c == '/')))
			reach(e, n, at, i + 2, flags);
	}
}

static void
stay(const struct element *e, int n, bool *at, int i, unsigned flags)
{
	at[i] = true;
	reach(e, n, at, i + 1, flags);
}

static bool
same(const char *a, const char *b, size_t n, unsigned flags)
{
	return (flags & GLOB_FOLD) != 0 ? strncasecmp(a, b, n) == 0 :
	    memcmp(a, b, n) == 0;
}

/*
 * Most texts differ in the plain head or tail of the pattern, and that is
 * seen without looking at the rest. False: it cannot match.
 */
static bool
ends_fit(const char *pattern, const char *s, size_t n, unsigned flags)
{
	size_t head = strcspn(pattern, "*?[\\"), tail;
	const char *last;

	if (n < head || !same(pattern, s, head, flags))
		return false;
	if (pattern[head] == '\0')
		return n == head;
	if (strpbrk(pattern, "[\\") != NULL)
		return true;
	last = pattern + strlen(pattern);
	while (last[-1] != '*' && last[-1] != '?')
		last--;
	last += *last == '/';	/* "**" takes its slash along */
	tail = strlen(last);
	return n >= tail && same(last, s + n - tail, tail, flags);
}

bool
glob_match(const char *pattern, const char *s, size_t n, unsigned flags)
{
	struct element e[GLOB_MAX];
	bool now[GLOB_MAX + 1], next[GLOB_MAX + 1];
	bool alive = true;
	int m;

	if (!ends_fit(pattern, s, n, flags))
		return false;
	memset(e, 0, sizeof e[0]);
	memset(now, 0, sizeof now);
	m = compile(pattern, flags, e);
	if (m < 0)
		return strlen(pattern) == n && memcmp(pattern, s, n) == 0;
	reach(e, m, now, 0, flags);
	for (size_t k = 0; k < n && alive; k++) {
		unsigned char c = fold((unsigned char)s[k], flags);

		alive = false;
		memset(next, 0, sizeof next[0] * (size_t)(m + 1));
		for (int i = 0; i < m; i++) {
			if (!now[i] || !accepts(&e[i], c, flags))
				continue;
			if (is_star(&e[i]))
				stay(e, m, next, i, flags);
			else
				reach(e, m, next, i + 1, flags);
			alive = true;
		}
		memcpy(now, next, sizeof now[0] * (size_t)(m + 1));
	}
	return alive && now[m];
}

bool
glob_has_magic(const char *s)
{
	return strpbrk(s, "*?[") != NULL;
}
