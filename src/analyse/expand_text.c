/* SPDX-License-Identifier: ISC */
#include "analyse/expand_text.h"

#include <ctype.h>
#include <stdio.h>
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

/* \uHHHH as bash writes it; false when that hangs on an unknown locale. */
static bool
put_unicode(char *out, size_t *k, unsigned long c, enum text_locale locale)
{
	if (c < 0x80) {
		out[(*k)++] = (char)c;
		return true;
	}
	if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ||
	    locale == TEXT_OTHER)
		return false;
	if (locale == TEXT_UTF8)
		*k += utf8(out + *k, c);
	else
		*k += (size_t)sprintf(out + *k, c < 0x10000 ? "\\u%04lX" :
		    "\\U%08lX", c);
	return true;
}

/* How many octal digits follow the backslash; 0 when it is no number. */
static int
octal(const char *s, enum text_escapes mode)
{
	if (*s < '0' || *s > '7')
		return 0;
	if (mode == TEXT_ECHO)
		return *s == '0' ? 4 : 0;
	return mode == TEXT_PERCENT_B && *s == '0' ? 4 : 3;
}

struct value *
text_unescape(struct arena *a, const char *s, size_t n,
    enum text_escapes mode, enum text_locale locale, bool *stop)
{
	static const char from[] = "abeEfnrtv\\'\"?";
	static const char to[] = "\a\b\033\033\f\n\r\t\v\\'\"?";
	bool echo = mode == TEXT_ECHO || mode == TEXT_PERCENT_B;
	/* What grows most is \u80 in ASCII: four bytes become six. */
	char *out = arena_alloc(a, 3 * n + 16);
	size_t i = 0, k = 0;
	unsigned long c;
	const char *m;
	int max;

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
		if (s[i] == 'x' || s[i] == 'u' || s[i] == 'U') {
			char kind = s[i++];
			max = kind == 'x' ? 2 : kind == 'u' ? 4 : 8;
			if (!digits(s, n, &i, 16, max, &c)) {
				out[k++] = '\\';
				out[k++] = kind;
			} else if (kind == 'x')
				out[k++] = (char)c;
			else if (!put_unicode(out, &k, c, locale))
				return value_unknown(a);
		} else if ((max = octal(s + i, mode)) > 0) {
			(void)digits(s, n, &i, 8, max, &c);
			out[k++] = (char)c;
		} else if (mode == TEXT_ANSI && s[i] == 'c' && i + 1 < n) {
			out[k++] = (char)(s[i + 1] & 0x1f);
			i += 2;
		} else if ((m = strchr(from, s[i])) != NULL && *m != '\0' &&
		    (!echo || strchr("'\"?", s[i]) == NULL)) {
			out[k++] = to[m - from];
			i++;
		} else {
			out[k++] = '\\';
			out[k++] = s[i++];
		}
	}
	/* A variable ends at a NUL. */
	if (mode == TEXT_ANSI)
		k = strnlen(out, k);
	return value_const(a, out, k);
}

bool
text_is_ascii(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	return true;
}

/* $'..' as bash writes it; what a locale decides is left open. */
static struct value *
ansi_quote(struct arena *a, const char *s, size_t n)
{
	static const char from[] = "\033\a\b\f\n\r\t\v\\'";
	static const char to[] = "Eabfnrtv\\'";
	char *out = arena_alloc(a, 4 * n + 4);
	const char *m;
	size_t i, k = 0;

	if (!text_is_ascii(s, n))
		return value_unknown(a);
	out[k++] = '$';
	out[k++] = '\'';
	for (i = 0; i < n; i++) {
		if (s[i] != '\0' && (m = strchr(from, s[i])) != NULL) {
			out[k++] = '\\';
			out[k++] = to[m - from];
		} else if ((unsigned char)s[i] < ' ' || s[i] == 0x7f) {
			out[k++] = '\\';
			out[k++] = (char)('0' + (s[i] >> 6 & 7));
			out[k++] = (char)('0' + (s[i] >> 3 & 7));
			out[k++] = (char)('0' + (s[i] & 7));
		} else
			out[k++] = s[i];
	}
	out[k++] = '\'';
	return value_const(a, out, k);
}

struct value *
text_backslash(struct arena *a, const char *s, size_t n)
{
	static const char special[] = " !\"$&'()*,;<>?[\\]^`{|}";
	char *out = arena_alloc(a, 2 * n + 3);
	size_t i, k = 0;

	if (n == 0)
		return value_const(a, "''", 2);
	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < ' ' || (unsigned char)s[i] > '~')
			return ansi_quote(a, s, n);
	for (i = 0; i < n; i++) {
		if (strchr(special, s[i]) != NULL || (i == 0 && s[i] == '#') ||
		    (s[i] == '~' && (i == 0 || s[i - 1] == ':' ||
		    s[i - 1] == '=')))
			out[k++] = '\\';
		out[k++] = s[i];
	}
	return value_const(a, out, k);
}

struct value *
text_quote(struct arena *a, const char *s, size_t n)
{
	char *out = arena_alloc(a, 4 * n + 3);
	size_t i, k = 0;

	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < ' ' || (unsigned char)s[i] > '~')
			return ansi_quote(a, s, n);
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
