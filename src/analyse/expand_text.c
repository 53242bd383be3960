/* SPDX-License-Identifier: ISC */
#include "analyse/expand_text.h"

#include <ctype.h>
#include <string.h>

static size_t
utf8(char *out, unsigned long c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | (c >> 18 & 7));
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* Digits of `base` at s[*i], at most max; advances *i. */
static bool
digits(const char *s, size_t n, size_t *i, int base, int max,
    unsigned long *out)
{
	size_t from = *i;
	int d;

	*out = 0;
	while (*i < n && max-- > 0) {
		unsigned char c = (unsigned char)s[*i];
		d = isdigit(c) ? c - '0' : isxdigit(c) ?
		    tolower(c) - 'a' + 10 : 99;
		if (d >= base)
			break;
		*out = *out * (unsigned long)base + (unsigned long)d;
		(*i)++;
	}
	return *i > from;
}

static struct value *
unescape(struct arena *a, const char *s, size_t n, bool echo, bool *stop)
{
	static const char from[] = "abeEfnrtv\\'\"?";
	static const char to[] = "\a\b\033\033\f\n\r\t\v\\'\"?";
	char *out = arena_alloc(a, n + 8);
	size_t i = 0, k = 0;
	unsigned long c;
	const char *m;

	while (i < n) {
		if (s[i] != '\\' || i + 1 == n) {
			out[k++] = s[i++];
			continue;
		}
		i++;
		if (echo && s[i] == 'c') {
			*stop = true;
			break;
		}
		if (s[i] == 'x') {
			i++;
			if (digits(s, n, &i, 16, 2, &c))
				out[k++] = (char)c;
			else {
				out[k++] = '\\';
				out[k++] = 'x';
			}
		} else if ((s[i] == 'u' || s[i] == 'U')) {
			int max = s[i] == 'u' ? 4 : 8;
			i++;
			if (digits(s, n, &i, 16, max, &c))
				k += utf8(out + k, c);
		} else if (s[i] >= '0' && s[i] <= '7') {
			(void)digits(s, n, &i, 8,
			    echo && s[i] == '0' ? 4 : 3, &c);
			out[k++] = (char)c;
		} else if (!echo && s[i] == 'c' && i + 1 < n) {
			out[k++] = (char)(s[i + 1] & 0x1f);
			i += 2;
		} else if ((m = strchr(from, s[i])) != NULL && *m != '\0') {
			out[k++] = to[m - from];
			i++;
		} else {
			out[k++] = '\\';
			out[k++] = s[i++];
		}
	}
	return value_const(a, out, k);
}

struct value *
text_ansi(struct arena *a, const char *s, size_t n)
{
	bool stop = false;

	return unescape(a, s, n, false, &stop);
}

struct value *
text_echo(struct arena *a, const char *s, size_t n, bool *stop)
{
	return unescape(a, s, n, true, stop);
}

struct value *
text_quote(struct arena *a, const char *s, size_t n)
{
	char *out = arena_alloc(a, 4 * n + 3);
	size_t i, k = 0;

	/* Bytes that are no plain text become $'..' in bash's own way. */
	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < ' ' || (unsigned char)s[i] > '~')
			return value_unknown(a);
	out[k++] = '\'';
	for (i = 0; i < n; i++) {
		if (s[i] == '\'') {
			memcpy(out + k, "'\\''", 4);
			k += 4;
		} else
			out[k++] = s[i];
	}
	out[k++] = '\'';
	return value_const(a, out, k);
}

struct value *
text_base64(struct arena *a, const char *s, size_t n)
{
	static const char abc[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	char *out = arena_alloc(a, n + 4);
	unsigned long acc = 0;
	size_t i, k = 0;
	int bits = 0;
	const char *p;

	for (i = 0; i < n; i++) {
		if (s[i] == '\n' || s[i] == '\r' || s[i] == ' ')
			continue;
		if (s[i] == '=')
			break;
		if (s[i] == '\0' || (p = strchr(abc, s[i])) == NULL)
			return NULL;
		acc = (acc << 6 | (unsigned long)(p - abc)) & 0xffffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[k++] = (char)(acc >> bits & 0xff);
		}
	}
	return value_const(a, out, k);
}

struct value *
text_hex(struct arena *a, const char *s, size_t n)
{
	char *out = arena_alloc(a, n / 2 + 2);
	size_t i = 0, k = 0;
	unsigned long c;

	while (i < n) {
		if (isspace((unsigned char)s[i])) {
			i++;
			continue;
		}
		if (i + 1 >= n || !isxdigit((unsigned char)s[i + 1]) ||
		    !digits(s, n, &i, 16, 2, &c))
			return NULL;
		out[k++] = (char)c;
	}
	return value_const(a, out, k);
}
