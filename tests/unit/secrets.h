/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_SECRETS_H
#define TESTS_UNIT_SECRETS_H

/* The corpora of secrets and of what looks like one; behind cmocka.h. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static FILE *
corpus(const char *name)
{
	const char *top = getenv("top_srcdir");
	char path[4096];
	FILE *f;

	snprintf(path, sizeof path, "%s/tests/unit/%s", top != NULL ? top :
	    ".", name);
	f = fopen(path, "r");
	if (f == NULL)
		fail_msg("cannot open %s", path);
	return f;
}

/* Made up, the same in each run, without a vowel: no word by accident. */
static void
random_text(char kind, size_t n, struct buf *out)
{
	static const char plain[] = "0b1c2d3f4g5h6j7k8mB9CDFGHJKMNPQRSTVWXZ";
	static const char hex[] = "0123456789abcdef", digits[] = "0123456789";
	static unsigned state = 12345;
	const char *set = kind == 'h' ? hex : kind == 'd' ? digits : plain;

	while (n-- > 0) {
		state = state * 1103515245 + 12345;
		buf_char(out, set[state / 65536 % strlen(set)]);
	}
}

/* {36} and [[ ]] of one line; the secret into *secret. */
static void
expand(const char *s, struct buf *text, struct buf *secret)
{
	size_t start = 0;
	char *end;

	buf_reset(text);
	buf_reset(secret);
	while (*s != '\0' && *s != '\n')
		if (strncmp(s, "[[", 2) == 0) {
			start = text->len;
			s += 2;
		} else if (strncmp(s, "]]", 2) == 0) {
			buf_add(secret, text->data + start,
			    text->len - start);
			s += 2;
		} else if (*s == '{' && strchr("hd0123456789", s[1]) != NULL &&
		    s[1] != '\0' && s[2 + strspn(s + 2, "0123456789")] ==
		    '}') {
			char kind = s[1];

			s += kind == 'h' || kind == 'd' ? 2 : 1;
			random_text(kind, strtoul(s, &end, 10), text);
			s = end + 1;
		} else
			buf_char(text, *s++);
}

/* Six bytes in a row of a secret are too many. */
static bool
leaks(const struct buf *out, const struct buf *secret)
{
	size_t i, k = secret->len < 6 ? secret->len : 6;

	for (i = 0; i + k <= secret->len; i++)
		if (memmem(out->data, out->len, secret->data + i, k) != NULL)
			return true;
	return false;
}

#endif
