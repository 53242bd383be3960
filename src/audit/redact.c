/* SPDX-License-Identifier: ISC */
/*
 * One pass over the bytes. At each start of a word-like run the tables are
 * asked what follows; a hit copies what names the secret and masks the rest.
 */
#include "audit/redact.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "audit/redact_int.h"
#include "audit/redact_scan.h"

static bool
try_shape(struct scan *c, size_t from)
{
	size_t keep = 0;
	size_t n = redact_shape(c->s + from, c->n - from, &keep);

	if (n == 0)
		return false;
	redact_mask(c, from + keep, from + n);
	return true;
}

/* Bearer X, Basic X */
static bool
try_scheme(struct scan *c, size_t from, size_t to)
{
	size_t i = to + 1;
	bool digit = false;

	if (!(to - from == 6 && strncasecmp(c->s + from, "bearer", 6) == 0) &&
	    !(to - from == 5 && strncasecmp(c->s + from, "basic", 5) == 0))
		return false;
	if (to >= c->n || c->s[to] != ' ')
		return false;
	for (; i < c->n && (name_char(c->s[i]) ||
	    strchr("./+=~", c->s[i]) != NULL); i++)
		digit = digit || isdigit((unsigned char)c->s[i]) ||
		    c->s[i] == '=';
	if (i - to - 1 < 8 || !digit)
		return false;
	redact_mask(c, to + 1, i);
	return true;
}

/* The value of a tool's option, behind `sign` where that is not 0. */
static bool
mask_behind(struct scan *c, size_t from, const char *sign)
{
	size_t start = from, to = redact_value_end(c, &from);
	const char *at;

	if (from >= to)
		return false;
	at = memmem(c->s + from, to - from, sign, strlen(sign));
	if (at == NULL)
		return false;
	from = (size_t)(at - c->s) + strlen(sign);
	if (from >= to || redact_harmless(c->s + from, to - from))
		return false;
	redact_mask(c, from, to);
	if (strchr("'\"", c->s[start]) != NULL && to < c->n &&
	    c->s[to] == c->s[start] && c->s[start] != c->quote)
		c->at = to + 1;
	return true;
}

static bool
mask_option(struct scan *c, size_t value, enum redact_how how)
{
	switch (how) {
	case REDACT_NEXT:
	case REDACT_REST:
		return redact_mask_value(c, value);
	case REDACT_NEXT_COLON:
	case REDACT_REST_COLON:
		return mask_behind(c, value, ":");
	case REDACT_NEXT_PERCENT:
		return mask_behind(c, value, "%");
	case REDACT_NEXT_COMMA:
		return mask_behind(c, value, ",");
	case REDACT_NEXT_PASS:
		return mask_behind(c, value, "pass:");
	case REDACT_NOT:
		break;
	}
	return false;
}

static bool
try_tool(struct scan *c, size_t from)
{
	const char *s = c->s;
	enum redact_how how;
	size_t n = 0, skip = 0, value, at = look_back(c, from);

	if (from > c->command && !blank(s[from - 1]))
		return false;
	while (from + n < c->n && strchr(" \t\n;|&'\"`()", s[from + n]) ==
	    NULL)
		n++;
	how = redact_tool_option(s + at, from - at, s + from, n, &skip,
	    &c->budget);
	/* -p'x y': the quote ends what was looked at. */
	if (how == REDACT_NOT && from + n < c->n &&
	    (s[from + n] == '\'' || s[from + n] == '"') && n == 2)
		how = redact_tool_option(s + at, from - at, s + from, n + 1,
		    &skip, &c->budget);
	if (how == REDACT_NOT)
		return false;
	value = from + skip;
	if (how != REDACT_REST && how != REDACT_REST_COLON)
		while (value < c->n && blank(s[value]))
			value++;
	if (value >= c->n || (value > from + skip && s[value] == '-'))
		return false;
	return mask_option(c, value, how);
}

/* scheme://user:PASS@host, with c->s[at] at "://" */
static bool
try_url(struct scan *c, size_t at)
{
	size_t i = at + 3, colon = 0, sign = 0;

	/* The last @ of the authority ends it: passwords may hold one. */
	for (; i < c->n && strchr("/?# \t\r\n'\"`<>|", c->s[i]) == NULL; i++) {
		if (c->s[i] == ':' && colon == 0 && sign == 0)
			colon = i;
		if (c->s[i] == '@')
			sign = i;
	}
	if (colon == 0 || sign <= colon + 1 ||
	    redact_harmless(c->s + colon + 1, sign - colon - 1))
		return false;
	redact_mask(c, colon + 1, sign);
	return true;
}

static bool
try_pem(struct scan *c, size_t from)
{
	static const char begin[] = "-----BEGIN ", end[] = "-----END ";
	const char *s = c->s + from, *line, *stop;
	size_t left = c->n - from;

	if (left < sizeof begin || memcmp(s, begin, sizeof begin - 1) != 0)
		return false;
	stop = memmem(s + sizeof begin, left - sizeof begin, "-----", 5);
	if (stop == NULL || memmem(s, (size_t)(stop - s), "PRIVATE KEY",
	    11) == NULL)
		return false;
	line = stop + 5;
	if ((size_t)(line - s) < left && *line == '\n')
		line++;
	stop = memmem(line, left - (size_t)(line - s), end, sizeof end - 1);
	if (line == s + left || line == stop)
		return false;
	redact_mask(c, (size_t)(line - c->s),
	    stop != NULL ? (size_t)(stop - c->s) : c->n);
	return true;
}

/* --- the pass ------------------------------------------------------------*/

static void
other(struct scan *c)
{
	char x = c->s[c->at];

	if (x == ':' && c->n - c->at >= 4 &&
	    memcmp(c->s + c->at, "://", 3) == 0 && try_url(c, c->at))
		return;
	if (x == '/' && try_tool(c, c->at))
		return;
	if (x == '\'' || x == '"')
		c->quote = c->quote == 0 ? x : c->quote == x ? 0 : c->quote;
	if (x == '\\' && c->at + 1 < c->n)
		c->at++;
	c->at++;
	if (x == ';' || x == '|' || x == '&' || x == '\n' || x == '(') {
		c->command = c->at;
		c->set = c->login = false;
	}
}

static void
run(struct scan *c)
{
	size_t from = c->at, to = from;

	while (to < c->n && name_char(c->s[to]))
		to++;
	if (c->s[from] == '-' && (try_pem(c, from) || try_tool(c, from)))
		return;
	if (to - from <= 11 && to < c->n && blank(c->s[to]) &&
	    strchr("plr", c->s[from]) != NULL && try_tool(c, from))
		return;
	if (!try_shape(c, from) && !try_scheme(c, from, to) &&
	    !redact_try_name(c, from, to))
		c->at = to;
	if (from > c->command && ((to - from == 3 &&
	    memcmp(c->s + from, "set", 3) == 0) || (to - from == 6 &&
	    memcmp(c->s + from, "config", 6) == 0)))
		c->set = true;
	if (to - from == 5 && memcmp(c->s + from, "login", 5) == 0)
		c->login = true;
}

static void
pass(struct scan *c)
{
	while (c->at < c->n)
		if (name_char(c->s[c->at]))
			run(c);
		else
			other(c);
}

unsigned
redact(const char *text, size_t n, struct buf *out)
{
	struct scan c = { .s = text, .n = n, .out = out,
	    .budget = REDACT_BUDGET };
	size_t start = out->len;

	pass(&c);
	buf_add(out, text + c.copied, n - c.copied);
	return c.masked + redact_owner(out, start);
}

unsigned
redact_places(const char *text, size_t n, redact_hit *hit, void *arg)
{
	struct scan c = { .s = text, .n = n, .hit = hit, .hit_arg = arg,
	    .budget = REDACT_BUDGET };

	pass(&c);
	return c.masked + redact_owner_places(text, n, hit, arg);
}
