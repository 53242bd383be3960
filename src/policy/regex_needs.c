/* SPDX-License-Identifier: ISC */
#include "policy/regex_needs.h"

#include <stdbool.h>
#include <string.h>

enum { LITERALS_MAX = 128, LITERAL_MIN = 2, LITERAL_GOOD = 4, NEST_MAX = 50 };

/* One of `lit` is in every match; n is 0 when nothing is known. */
struct set {
	const char **lit;
	unsigned n;
	size_t shortest;
};

struct reader {
	struct arena *a;
	const char *s;
	bool odd;		/* something here is not understood */
	unsigned nest;
	char *run;		/* literal characters in a row */
	size_t nrun;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Long literals are rarer in a command line; after that few are cheaper. */
static long
worth(const struct set *s)
{
	size_t n = s->shortest < LITERAL_GOOD ? s->shortest : LITERAL_GOOD;

	return s->n == 0 ? -1 : (long)n * (LITERALS_MAX + 1) - (long)s->n;
}

static void
better(struct set *best, const struct set *s)
{
	if (worth(s) > worth(best))
		*best = *s;
}

static void
end_run(struct reader *r, struct set *best)
{
	struct set s = { .n = 1, .shortest = r->nrun };

	if (r->nrun >= LITERAL_MIN) {
		s.lit = arena_array(r->a, 1, sizeof *s.lit);
		s.lit[0] = arena_strndup(r->a, r->run, r->nrun);
		better(best, &s);
	}
	r->nrun = 0;
}

/* {2}, {2,} and {2,5} only: other braces differ between versions. */
static bool
braces(struct reader *r)
{
	bool zero = true;

	if (!is_digit(*++r->s))
		r->odd = true;
	for (; is_digit(*r->s); r->s++)
		zero = zero && *r->s == '0';
	if (*r->s == ',')
		r->s++;
	while (is_digit(*r->s))
		r->s++;
	if (*r->s == '}')
		r->s++;
	else
		r->odd = true;
	return !zero;
}

/* Steps over a quantifier. May what it stands behind be missing? *one:
 * there was none. */
static bool
may_be_missing(struct reader *r, bool *one)
{
	bool missing = false;

	*one = false;
	if (*r->s == '*' || *r->s == '?') {
		missing = true;
		r->s++;
	} else if (*r->s == '+') {
		r->s++;
	} else if (*r->s == '{') {
		missing = !braces(r);
	} else {
		*one = true;
		return false;
	}
	if (*r->s == '?' || *r->s == '+')
		r->s++;
	return missing;
}

static void
skip_class(struct reader *r)
{
	r->s++;
	if (*r->s == '^')
		r->s++;
	if (*r->s == ']')
		r->s++;
	for (; *r->s != ']'; r->s++) {
		if (*r->s == '\\' && (r->s[1] == 'Q' || r->s[1] == 'E'))
			r->odd = true;
		else if (*r->s == '\\' && r->s[1] != '\0')
			r->s++;
		else if (*r->s == '[' && strchr(":.=", r->s[1]) != NULL)
			r->odd = true;
		if (*r->s == '\0' || r->odd) {
			r->odd = true;
			return;
		}
	}
	r->s++;
}

static struct set alternatives(struct reader *r);

/* Behind "(?". Returns false when the group is flags alone: (?i). *absent:
 * it says what must not be there. */
static bool
group_head(struct reader *r, bool *absent)
{
	if (*r->s == '<')
		r->s++;
	if (*r->s == '=' || *r->s == '!') {
		*absent = *r->s++ == '!';
		return true;
	}
	if (r->s[-1] == '<') {
		r->odd = true;	/* a name */
		return true;
	}
	if (*r->s == '>') {
		r->s++;
		return true;
	}
	while (*r->s == 'i' || *r->s == 's' || *r->s == 'm')
		r->s++;
	if (*r->s != ':' && *r->s != ')')
		r->odd = true;
	return *r->s == '\0' || *r->s++ != ')';
}

static void
group(struct reader *r, struct set *best)
{
	struct set inner;
	bool absent = false, one;

	end_run(r, best);
	r->s++;
	if (*r->s == '*' || ++r->nest > NEST_MAX) {
		r->odd = true;
		return;
	}
	if (*r->s == '?') {
		r->s++;
		if (!group_head(r, &absent)) {
			r->nest--;
			return;
		}
	}
	inner = alternatives(r);
	r->nest--;
	if (r->odd || *r->s != ')') {
		r->odd = true;
		return;
	}
	r->s++;
	if (!may_be_missing(r, &one) && !absent)
		better(best, &inner);
}

static void
literal(struct reader *r, char c, struct set *best)
{
	bool missing, one;

	if ((unsigned char)c >= 0x80) {
		r->odd = true;
		return;
	}
	missing = may_be_missing(r, &one);
	if (!missing)
		r->run[r->nrun++] = c >= 'A' && c <= 'Z' ?
		    (char)(c - 'A' + 'a') : c;
	if (!one)
		end_run(r, best);
}

static void
unnamed(struct reader *r, struct set *best)
{
	bool one;

	end_run(r, best);
	(void)may_be_missing(r, &one);
}

static void
escape(struct reader *r, struct set *best)
{
	char c = *++r->s;

	if (c == '\0') {
		r->odd = true;
		return;
	}
	r->s++;
	if (!is_alnum(c))
		literal(r, c, best);
	else if (strchr("sSdDwWbBAzZhHntr", c) != NULL)
		unnamed(r, best);
	else
		r->odd = true;
}

static struct set
branch(struct reader *r)
{
	struct set best = { 0 };
	char c;

	while (!r->odd && (c = *r->s) != '\0' && c != '|' && c != ')') {
		if (c == '(') {
			group(r, &best);
		} else if (c == '[') {
			skip_class(r);
			unnamed(r, &best);
		} else if (c == '\\') {
			escape(r, &best);
		} else if (c == '.' || c == '^' || c == '$') {
			r->s++;
			unnamed(r, &best);
		} else if (strchr("*+?{", c) != NULL) {
			r->odd = true;
		} else {
			r->s++;
			literal(r, c, &best);
		}
	}
	end_run(r, &best);
	return best;
}

static struct set
alternatives(struct reader *r)
{
	struct set all = { .shortest = (size_t)-1 }, one;
	bool none = false;

	all.lit = arena_array(r->a, LITERALS_MAX, sizeof *all.lit);
	for (;;) {
		one = branch(r);
		if (one.n == 0 || all.n + one.n > LITERALS_MAX)
			none = true;
		if (!none) {
			memcpy(all.lit + all.n, one.lit,
			    one.n * sizeof *one.lit);
			all.n += one.n;
			if (one.shortest < all.shortest)
				all.shortest = one.shortest;
		}
		if (r->odd || *r->s != '|')
			break;
		r->s++;
	}
	if (none)
		all.n = 0;
	return all;
}

const char *const *
regex_needs(struct arena *a, const char *pattern)
{
	struct reader r = { .a = a, .s = pattern };
	struct set s;
	const char **out;

	r.run = arena_alloc(a, strlen(pattern) + 1);
	s = alternatives(&r);
	if (r.odd || *r.s != '\0' || s.n == 0)
		return NULL;
	out = arena_array(a, s.n + 1, sizeof *out);
	memcpy(out, s.lit, s.n * sizeof *out);
	out[s.n] = NULL;
	return out;
}
