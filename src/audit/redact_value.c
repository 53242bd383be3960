/* SPDX-License-Identifier: ISC */
/* Where a value ends, and whether it is a secret. */
#include "audit/redact_scan.h"

#include <string.h>
#include <strings.h>

void
redact_mask(struct scan *c, size_t from, size_t to)
{
	if (c->hit != NULL) {
		c->hit(c->hit_arg, from, to);
	} else {
		buf_add(c->out, c->s + c->copied, from - c->copied);
		buf_str(c->out, REDACT_MARK);
	}
	c->copied = c->at = to;
	c->masked++;
}

size_t
redact_value_end(const struct scan *c, size_t *start)
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

bool
redact_starts(const char *s, size_t n, const char *with)
{
	size_t k = strlen(with);

	return n >= k && strncasecmp(s, with, k) == 0;
}

bool
redact_harmless(const char *s, size_t n)
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
		if (redact_starts(s, n, *h))
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

bool
redact_mask_value(struct scan *c, size_t from)
{
	size_t start = from, to = redact_value_end(c, &from);

	if (from >= to || redact_harmless(c->s + from, to - from) ||
	    memchr(c->s + from, '\0', to - from) != NULL)
		return false;
	redact_mask(c, from, to);
	/* Its quotes were not seen by the scan. */
	if (from > start && to < c->n && c->s[to] == c->s[start])
		c->at = to + 1;
	return true;
}
