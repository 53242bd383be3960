/* SPDX-License-Identifier: ISC */
/* NAME=VALUE and its relatives: name: value, --name value, headers, SQL. */
#include <string.h>
#include <strings.h>

#include "audit/redact_int.h"
#include "audit/redact_scan.h"

static bool
all_digits(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!isdigit((unsigned char)s[i]))
			return false;
	return n > 0;
}

/* max_tokens=4096 counts, and PWD is where one is. */
static bool
countable(const struct scan *c, size_t from, size_t to, size_t value)
{
	size_t v = value, end = redact_value_end(c, &v), n = to - from;
	const char *name = c->s + from;

	if (n >= 6 && strncasecmp(name + n - 6, "tokens", 6) == 0 &&
	    all_digits(c->s + v, end - v))
		return true;
	if (n == 3 && strncasecmp(name, "pwd", 3) == 0 &&
	    (v >= c->n || strchr("/.~", c->s[v]) != NULL))
		return true;
	return end - v == n && strncasecmp(name, c->s + v, n) == 0;
}

/* In "name: value" the value is one in YAML, JSON and headers; in a sentence
 * it is a word like others. */
static bool
speaks(const struct scan *c, size_t from, size_t to, size_t value)
{
	size_t i = from, v = value, end = redact_value_end(c, &v);

	if (v > value || memchr(c->s + from, '-', to - from) != NULL)
		return false;
	while (i > 0 && strchr(" \t-{,", c->s[i - 1]) != NULL)
		i--;
	if (i == 0 || c->s[i - 1] == '\n')
		return false;
	for (; v < end; v++)
		if (!isalpha((unsigned char)c->s[v]))
			return false;
	return true;
}

/* The value of a header ends with its quotes or its line. */
static bool
mask_header(struct scan *c, size_t i)
{
	static const char *const schemes[] = { "bearer ", "basic ", "token ",
	    "apikey ", "digest ", "ssws ", "negotiate ", NULL };
	const char *const *p;
	size_t to;

	while (i < c->n && (blank(c->s[i]) || c->s[i] == '`'))
		i++;
	for (p = schemes; *p != NULL; p++)
		if (redact_starts(c->s + i, c->n - i, *p))
			i += strlen(*p);
	for (to = i; to < c->n && c->s[to] != '\n' &&
	    (c->quote != 0 ? c->s[to] != c->quote : !blank(c->s[to])); to++)
		;
	if (to <= i || redact_harmless(c->s + i, to - i))
		return false;
	redact_mask(c, i, to);
	return true;
}

/* ${TOKEN:-x} asks for a variable, --from-file=password=F names a file. */
static bool
only_names(const struct scan *c, size_t from)
{
	static const char option[] = "from-file=";
	size_t k = sizeof option - 1;

	return (from >= 2 && memcmp(c->s + from - 2, "${", 2) == 0) ||
	    (from >= k && memcmp(c->s + from - k, option, k) == 0);
}

/* Behind "NAME", 'NAME', NAME], and blanks before = or :=. */
static size_t
sign_behind(struct scan *c, size_t from, size_t to)
{
	const char *s = c->s;
	size_t i = to;

	if (i + 1 < c->n && (s[i] == '"' || s[i] == '\'') &&
	    (s[i + 1] == ':' || s[i + 1] == ']')) {
		if (s[i] == c->quote)
			c->quote = 0;
		i++;
	}
	if (i < c->n && s[i] == ']')
		i++;
	if (s[from] != '-' && i + 2 < c->n && s[i] == ' ' &&
	    (s[i + 1] == '=' || (s[i + 1] == ':' && s[i + 2] == '=')))
		i++;
	return i;
}

/* [from, to) names a secret; does a value follow? */
static bool
named_value(struct scan *c, size_t from, size_t to)
{
	const char *s = c->s;
	size_t sign = sign_behind(c, from, to), i = sign;
	bool colon;

	if (i < c->n && s[i] == '>' && from > 0 && s[from - 1] == '<')
		return redact_mask_value(c, i + 1);	/* <password>x< */
	if (i >= c->n || (s[i] != '=' && s[i] != ':') || only_names(c, from))
		return false;
	if (s[i] == ':' && i + 1 < c->n && s[i + 1] == ':')
		return false;	/* token::tests is a module */
	colon = s[i] == ':' && i + 1 < c->n && blank(s[i + 1]);
	if (s[i] == ':' && i + 1 < c->n && s[i + 1] == '=')
		i++;
	for (i++; i < c->n && blank(s[i]) && (colon || sign > to); i++)
		;
	if (i >= c->n || s[i] == '=' || countable(c, from, to, i) ||
	    (colon && speaks(c, from, to, i)))
		return false;
	return redact_mask_value(c, i);
}

/* --password VALUE, `config set NAME VALUE`, netrc's `password VALUE` */
static bool
next_word(struct scan *c, size_t from, size_t to)
{
	const char *s = c->s;
	size_t at = look_back(c, from), i = to;

	while (i < c->n && blank(s[i]))
		i++;
	if (i == to || i >= c->n || s[i] == '-')
		return false;
	if (s[from] != '-')
		return redact_mask_value(c, i);
	return !redact_asks(s + at, from - at) &&
	    !(to - from == 8 && memcmp(s + from, "--secret", 8) == 0) &&
	    !countable(c, from, to, i) && redact_mask_value(c, i);
}

/* IDENTIFIED BY 'x', PASSWORD 'x' */
static bool
try_sql(struct scan *c, size_t from, size_t to)
{
	const char *s = c->s;
	size_t i = to;

	if (!(to - from == 2 && strncasecmp(s + from, "by", 2) == 0 &&
	    from >= 11 && strncasecmp(s + from - 11, "identified", 10) ==
	    0) &&
	    !(to - from == 8 && strncasecmp(s + from, "password", 8) == 0))
		return false;
	while (i < c->n && blank(s[i]))
		i++;
	if (i == to || i >= c->n || (s[i] != '\'' && s[i] != '"') ||
	    s[i] == c->quote)
		return false;
	return redact_mask_value(c, i);
}

/* Could the run be a name with a value? Asked before the names are compared,
 * since most words are none. */
static bool
names_value(const struct scan *c, size_t from, size_t to)
{
	const char *s = c->s + to;
	size_t left = c->n - to;

	if (left == 0 || strchr("=:\"'> \t]", *s) == NULL)
		return false;
	return !blank(*s) || c->s[from] == '-' || c->set || c->login ||
	    (left > 2 && (s[1] == '=' || (s[1] == ':' && s[2] == '=')));
}

bool
redact_try_name(struct scan *c, size_t from, size_t to)
{
	const char *s = c->s;

	if (to < c->n && blank(s[to]) && try_sql(c, from, to))
		return true;
	if (!names_value(c, from, to))
		return false;
	if (s[to] == ':' && redact_secret_header(s + from, to - from))
		return mask_header(c, to + 1);
	if (!redact_secret_name(s + from, to - from))
		return false;
	if (named_value(c, from, to))
		return true;
	return blank(s[to]) && (s[from] == '-' || c->set ||
	    (c->login && to - from == 8 &&
	    strncasecmp(s + from, "password", 8) == 0)) &&
	    next_word(c, from, to);
}
