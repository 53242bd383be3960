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

struct scan {
	const char *s;
	size_t n;
	size_t at;
	size_t copied;		/* everything before this is in *out */
	struct buf *out;
	unsigned masked;
};

/* Tokens that give themselves away: prefix, then at least `least` of the
 * characters of a token. */
struct shape {
	const char *prefix;
	size_t least;
};

static const struct shape shapes[] = {
	{ "AKIA", 16 }, { "ASIA", 16 }, { "ghp_", 20 }, { "gho_", 20 },
	{ "ghu_", 20 }, { "ghs_", 20 }, { "ghr_", 20 },
	{ "github_pat_", 20 }, { "glpat-", 16 }, { "xoxb-", 10 },
	{ "xoxp-", 10 }, { "xoxa-", 10 }, { "xoxs-", 10 }, { "xapp-", 10 },
	{ "sk-", 20 }, { "sk_live_", 10 }, { "rk_live_", 10 },
	{ "npm_", 30 }, { "pypi-", 30 }, { "hf_", 20 }, { "AIza", 30 },
	{ "ya29.", 20 }, { "dop_v1_", 30 }, { "SG.", 30 }, { "eyJ", 30 },
	{ "hvs.", 20 }, { "AGE-SECRET-KEY-", 20 }, { NULL, 0 }
};

/* Parts of a name whose value is a secret; compared without case. */
static const char *const names[] = { "password", "passwd", "passphrase",
    "secret", "token", "apikey", "api_key", "api-key", "access_key",
    "access-key", "private_key", "private-key", "credential", "pgpassword",
    "mysql_pwd", "authtoken", "auth_token", NULL };

/* ... unless the name ends so: it names where the secret is, or what sort. */
static const char *const no_secret[] = { "file", "path", "name", "_id", "-id",
    "type", "ttl", "length", NULL };

static bool
name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

static bool
token_char(char c)
{
	return name_char(c) || c == '.' || c == '/' || c == '+' || c == '=';
}

static bool
is_secret_name(const char *s, size_t n)
{
	size_t i, k, len;

	if (n > 64)
		return false;
	for (i = 0; no_secret[i] != NULL; i++) {
		len = strlen(no_secret[i]);
		if (n > len && strncasecmp(s + n - len, no_secret[i], len) ==
		    0)
			return false;
	}
	for (i = 0; names[i] != NULL; i++) {
		len = strlen(names[i]);
		for (k = 0; k + len <= n; k++)
			if (strncasecmp(s + k, names[i], len) == 0)
				return true;
	}
	return false;
}

/* Mask [from, to), which is not empty. */
static void
mask(struct scan *c, size_t from, size_t to)
{
	buf_add(c->out, c->s + c->copied, from - c->copied);
	buf_str(c->out, REDACT_MARK);
	c->copied = c->at = to;
	c->masked++;
}

/*
 * End of the value at `i`: a quoted string's inside, or up to a blank or an
 * operator of the shell. *start is moved past an opening quote.
 */
static size_t
value_end(const struct scan *c, size_t *start)
{
	size_t i = *start;
	char q;

	if (i < c->n && (c->s[i] == '"' || c->s[i] == '\'')) {
		q = c->s[i++];
		*start = i;
		while (i < c->n && c->s[i] != q && c->s[i] != '\n')
			i++;
		return i;
	}
	while (i < c->n && strchr(" \t\r\n;|&<>()'\"`", c->s[i]) == NULL)
		i++;
	return i;
}

/* A value that only names another place is no secret. */
static bool
reference(const struct scan *c, size_t from, size_t to)
{
	return from == to || c->s[from] == '$' || c->s[from] == '<' ||
	    (to - from >= 2 && memcmp(c->s + from, "${", 2) == 0);
}

static bool
mask_value(struct scan *c, size_t from)
{
	size_t to = value_end(c, &from);

	if (reference(c, from, to) || memchr(c->s + from, '\0', to - from))
		return false;
	mask(c, from, to);
	return true;
}

/* Could the run before `i` be a name with a value? Asked before the names
 * are compared, since most words are none. */
static bool
names_value(const struct scan *c, size_t from, size_t i)
{
	return i < c->n && (c->s[i] == '=' || c->s[i] == ':' ||
	    c->s[i] == '"' || c->s[i] == '\'' ||
	    (c->s[i] == ' ' && c->s[from] == '-'));
}

/* The run [from, to) of name characters, at c->at == from. */
static bool
try_name(struct scan *c, size_t from, size_t to)
{
	size_t i = to;

	if (!names_value(c, from, to) ||
	    !is_secret_name(c->s + from, to - from))
		return false;
	if (i < c->n && (c->s[i] == '"' || c->s[i] == '\'') &&
	    i + 1 < c->n && c->s[i + 1] == ':')
		i++;		/* "password": "x" */
	if (i < c->n && (c->s[i] == '=' || c->s[i] == ':')) {
		for (i++; i < c->n && c->s[i] == ' ' && c->s[i - 1] != '=';)
			i++;
		return mask_value(c, i);
	}
	/* --password VALUE */
	if (c->s[from] == '-' && i + 1 < c->n && c->s[i] == ' ' &&
	    c->s[i + 1] != '-' && c->s[i + 1] != ' ')
		return mask_value(c, i + 1);
	return false;
}

static bool
try_shape(struct scan *c, size_t from)
{
	const struct shape *p;
	size_t len, i;

	for (p = shapes; p->prefix != NULL; p++) {
		if (*p->prefix != c->s[from])
			continue;
		len = strlen(p->prefix);
		if (c->n - from < len + p->least ||
		    memcmp(c->s + from, p->prefix, len) != 0)
			continue;
		for (i = from + len; i < c->n && (name_char(c->s[i]) ||
		    c->s[i] == '.'); i++)
			;
		if (i - from - len >= p->least) {
			mask(c, from + len, i);
			return true;
		}
	}
	return false;
}

/* Bearer X, Basic X */
static bool
try_scheme(struct scan *c, size_t from, size_t to)
{
	size_t i = to + 1;

	if (!(to - from == 6 && strncasecmp(c->s + from, "bearer", 6) == 0) &&
	    !(to - from == 5 && strncasecmp(c->s + from, "basic", 5) == 0))
		return false;
	if (to >= c->n || c->s[to] != ' ')
		return false;
	while (i < c->n && token_char(c->s[i]))
		i++;
	if (i - to - 1 < 8)
		return false;
	mask(c, to + 1, i);
	return true;
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
	    reference(c, colon + 1, sign))
		return false;
	mask(c, colon + 1, sign);
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
	line = memchr(s, '\n', left);
	if (line == NULL || memmem(s, (size_t)(line - s), "PRIVATE KEY", 11) ==
	    NULL)
		return false;
	stop = memmem(line, left - (size_t)(line - s), end, sizeof end - 1);
	mask(c, (size_t)(line - c->s) + 1,
	    stop != NULL ? (size_t)(stop - c->s) : c->n);
	return true;
}

unsigned
redact(const char *text, size_t n, struct buf *out)
{
	struct scan c = { .s = text, .n = n, .out = out };
	size_t to;

	while (c.at < n) {
		if (!name_char(text[c.at])) {
			if (text[c.at] != ':' || n - c.at < 4 ||
			    memcmp(text + c.at, "://", 3) != 0 ||
			    !try_url(&c, c.at))
				c.at++;
			continue;
		}
		for (to = c.at; to < n && name_char(text[to]); to++)
			;
		if (!try_pem(&c, c.at) && !try_shape(&c, c.at) &&
		    !try_scheme(&c, c.at, to) && !try_name(&c, c.at, to))
			c.at = to;
	}
	buf_add(out, text + c.copied, n - c.copied);
	return c.masked;
}

unsigned
redact_word(const char *before, const char *word, struct buf *out)
{
	size_t n = strlen(before);

	if (before[0] == '-' && strchr(before, '=') == NULL &&
	    is_secret_name(before, n) && word[0] != '-' && word[0] != '\0') {
		buf_str(out, REDACT_MARK);
		return 1;
	}
	return redact(word, strlen(word), out);
}
