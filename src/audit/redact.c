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

/* How far back an option looks for its tool: bounds the work per option. */
enum { ARGV_BEFORE = 12, LOOK_BACK = 512 };

struct scan {
	const char *s;
	size_t n;
	size_t at;
	size_t copied;		/* everything before this is in *out */
	size_t command;		/* where the simple command began */
	char quote;		/* the open one, or 0 */
	bool set, login;	/* the word stood in this command */
	size_t budget;		/* see redact_tool_option() */
	struct buf *out;
	unsigned masked;
};

static bool
name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t';
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

	if (i < c->n && (c->s[i] == '"' || c->s[i] == '\'') &&
	    c->s[i] != c->quote) {
		q = c->s[i++];
		*start = i;
		while (i < c->n && c->s[i] != q && c->s[i] != '\n')
			i += c->s[i] == '\\' && i + 1 < c->n ? 2 : 1;
		return i < c->n ? i : c->n;
	}
	while (i < c->n && strchr(" \t\r\n;|&<>()'\"`", c->s[i]) == NULL)
		i++;
	return i;
}

static bool
starts_with(const char *s, size_t n, const char *with)
{
	size_t k = strlen(with);

	return n >= k && strncasecmp(s, with, k) == 0;
}

/* Values that are no secret: references, placeholders, words of a language. */
static bool
harmless(const char *s, size_t n)
{
	static const char *const heads[] = { "$", "<", "{{", "%(", "process.",
	    "os.", "env.", "env[", "getenv", "args.", "self.", "this.",
	    "config.", "settings.", "secrets.", "vars.", "var.", "local.",
	    "data.", "module.", "request.", "req.", "options.", "opts.",
	    "params.", "getpass", "input(", "prompt(", "op://", "vault:",
	    "ref+", "arn:", REDACT_MARK, NULL };
	static const char words[] = " true false null none nil yes no on off "
	    "required optional string str int undefined bool number auto "
	    "disabled enabled default ";
	const char *const *h;
	char word[20];
	size_t i;

	for (h = heads; *h != NULL; h++)
		if (starts_with(s, n, *h))
			return true;
	for (i = 0; i < n && strchr("*.xX?-_#", s[i]) != NULL; i++)
		;
	if (i == n)
		return true;
	if (n >= sizeof word - 2)
		return false;
	word[0] = ' ';
	for (i = 0; i < n; i++)
		word[i + 1] = (char)tolower((unsigned char)s[i]);
	word[n + 1] = ' ';
	word[n + 2] = '\0';
	return strstr(words, word) != NULL;
}

static bool
mask_value(struct scan *c, size_t from)
{
	size_t start = from, to = value_end(c, &from);

	if (from >= to || harmless(c->s + from, to - from) ||
	    memchr(c->s + from, '\0', to - from) != NULL)
		return false;
	mask(c, from, to);
	/* Its quotes were not seen by the scan. */
	if (from > start && to < c->n && c->s[to] == c->s[start])
		c->at = to + 1;
	return true;
}

static bool
all_digits(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!isdigit((unsigned char)s[i]))
			return false;
	return n > 0;
}

/* --- NAME=VALUE and its relatives ----------------------------------------*/

/* max_tokens=4096 counts, and PWD is where one is. */
static bool
countable(const struct scan *c, size_t from, size_t to, size_t value)
{
	size_t v = value, end = value_end(c, &v), n = to - from;
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
	size_t i = from, v = value, end = value_end(c, &v);

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
		if (starts_with(c->s + i, c->n - i, *p))
			i += strlen(*p);
	for (to = i; to < c->n && c->s[to] != '\n' &&
	    (c->quote != 0 ? c->s[to] != c->quote : !blank(c->s[to])); to++)
		;
	if (to <= i || harmless(c->s + i, to - i))
		return false;
	mask(c, i, to);
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
		return mask_value(c, i + 1);	/* <password>x< */
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
	return mask_value(c, i);
}

/* What the tool's name is looked for in. */
static size_t
look_back(const struct scan *c, size_t from)
{
	return from - c->command > LOOK_BACK ? from - LOOK_BACK : c->command;
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
		return mask_value(c, i);
	return !redact_asks(s + at, from - at) &&
	    !(to - from == 8 && memcmp(s + from, "--secret", 8) == 0) &&
	    !countable(c, from, to, i) && mask_value(c, i);
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
	return mask_value(c, i);
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

/* The run [from, to) of name characters, at c->at == from. */
static bool
try_name(struct scan *c, size_t from, size_t to)
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

/* --- shapes, options, URLs, keys -----------------------------------------*/

static bool
try_shape(struct scan *c, size_t from)
{
	size_t keep = 0;
	size_t n = redact_shape(c->s + from, c->n - from, &keep);

	if (n == 0)
		return false;
	mask(c, from + keep, from + n);
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
	mask(c, to + 1, i);
	return true;
}

/* The value of a tool's option, behind `sign` where that is not 0. */
static bool
mask_behind(struct scan *c, size_t from, const char *sign)
{
	size_t start = from, to = value_end(c, &from);
	const char *at;

	if (from >= to)
		return false;
	at = memmem(c->s + from, to - from, sign, strlen(sign));
	if (at == NULL)
		return false;
	from = (size_t)(at - c->s) + strlen(sign);
	if (from >= to || harmless(c->s + from, to - from))
		return false;
	mask(c, from, to);
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
		return mask_value(c, value);
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
	    harmless(c->s + colon + 1, sign - colon - 1))
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
	mask(c, (size_t)(line - c->s),
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
	    !try_name(c, from, to))
		c->at = to;
	if (from > c->command && ((to - from == 3 &&
	    memcmp(c->s + from, "set", 3) == 0) || (to - from == 6 &&
	    memcmp(c->s + from, "config", 6) == 0)))
		c->set = true;
	if (to - from == 5 && memcmp(c->s + from, "login", 5) == 0)
		c->login = true;
}

unsigned
redact(const char *text, size_t n, struct buf *out)
{
	struct scan c = { .s = text, .n = n, .out = out,
	    .budget = REDACT_BUDGET };
	size_t start = out->len;

	while (c.at < n)
		if (name_char(text[c.at]))
			run(&c);
		else
			other(&c);
	buf_add(out, text + c.copied, n - c.copied);
	return c.masked + redact_owner(out, start);
}

/* One word whose secret begins behind `sign`, or is all of it from `at`. */
static bool
word_behind(const char *word, size_t at, enum redact_how how,
    struct buf *out)
{
	static const char *const signs[] = { [REDACT_NEXT_COLON] = ":",
	    [REDACT_REST_COLON] = ":", [REDACT_NEXT_PERCENT] = "%",
	    [REDACT_NEXT_COMMA] = ",", [REDACT_NEXT_PASS] = "pass:" };
	const char *found = word + at;

	if (how != REDACT_NEXT && how != REDACT_REST) {
		found = strstr(found, signs[how]);
		if (found == NULL)
			return false;
		found += strlen(signs[how]);
	}
	if (*found == '\0' || harmless(found, strlen(found)))
		return false;
	buf_add(out, word, (size_t)(found - word));
	buf_str(out, REDACT_MARK);
	return true;
}

static bool
try_word(const char *before, size_t nbefore, const char *last,
    const char *word, struct buf *out)
{
	enum redact_how how;
	size_t n = strlen(last), skip = 0, budget = REDACT_BUDGET;

	how = redact_tool_option(before, nbefore, word, strlen(word), &skip,
	    &budget);
	if (how == REDACT_REST || how == REDACT_REST_COLON)
		return word_behind(word, skip, how, out);
	if (word[0] == '-')
		return false;
	how = redact_tool_option(before, nbefore, last, n, &skip, &budget);
	if (how != REDACT_NOT && skip == n)
		return word_behind(word, 0, how, out);
	if (last[0] == '-' && strchr(last, '=') == NULL &&
	    redact_secret_name(last, n) && !redact_asks(before, nbefore))
		return word_behind(word, 0, REDACT_NEXT, out);
	return false;
}

unsigned
redact_argv(const char *const *argv, size_t i, struct buf *out)
{
	struct buf before = { 0 };
	size_t k;
	bool hit = false;

	/* The program and its sub-command stand early. */
	for (k = 0; k < i && k < ARGV_BEFORE; k++) {
		buf_str(&before, argv[k]);
		buf_char(&before, ' ');
	}
	if (i > 0 && before.data != NULL)
		hit = try_word(before.data, before.len, argv[i - 1],
		    argv[i], out);
	buf_free(&before);
	return hit ? 1 : redact(argv[i], strlen(argv[i]), out);
}
