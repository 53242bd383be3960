/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/expand_text.h"
#include "analyse/walk_int.h"

/* What printf prints. */
static struct value *
constant(struct walk *w, const char *s)
{
	return value_const(w->a, s, strlen(s));
}

/* %-10.3s by hand: a format must be a literal. */
static struct value *
convert_string(struct walk *w, const char *spec, const char *t)
{
	bool left = false;
	size_t width = 0, len = strlen(t), prec = len, pad;
	const char *p = spec + 1;
	char *out;

	for (; *p != '\0' && strchr("-+ #0", *p) != NULL; p++)
		left = left || *p == '-';
	for (; *p >= '0' && *p <= '9' && width < 4096; p++)
		width = width * 10 + (size_t)(*p - '0');
	if (*p == '.') {
		prec = 0;
		for (p++; *p >= '0' && *p <= '9' && prec < 4096; p++)
			prec = prec * 10 + (size_t)(*p - '0');
	}
	if (*p != 's' || p[1] != '\0')
		return value_unknown(w->a);
	if (prec < len)
		len = prec;
	pad = width > len ? width - len : 0;
	out = arena_alloc(w->a, len + pad + 1);
	memset(out, ' ', len + pad);
	memcpy(out + (left ? 0 : pad), t, len);
	return value_const(w->a, out, len + pad);
}

/* %-05d and the like; a precision is left open. */
static struct value *
number(struct walk *w, const char *spec, char letter, long long num)
{
	const char *p = spec + 1 + strspn(spec + 1, "-+ 0"), *sign, *flags;
	size_t width = 0, len, pad;
	char digits[32], *out;
	bool zero;

	for (; *p >= '0' && *p <= '9' && width < 4096; p++)
		width = width * 10 + (size_t)(*p - '0');
	if (p[1] != '\0')
		return value_unknown(w->a);
	flags = arena_strndup(w->a, spec + 1, strspn(spec + 1, "-+ 0"));
	sign = strchr("di", letter) == NULL ? "" : num < 0 ? "-" :
	    strchr(flags, '+') != NULL ? "+" : strchr(flags, ' ') != NULL ?
	    " " : "";
	if (num < 0 && *sign == '-')
		num = (long long)(0ULL - (unsigned long long)num);
	snprintf(digits, sizeof digits, letter == 'x' ? "%llx" :
	    letter == 'X' ? "%llX" : letter == 'o' ? "%llo" : "%llu",
	    (unsigned long long)num);
	len = strlen(sign) + strlen(digits);
	pad = width > len ? width - len : 0;
	zero = strchr(flags, '0') != NULL && strchr(flags, '-') == NULL;
	out = arena_alloc(w->a, len + pad + 1);
	memset(out, zero ? '0' : ' ', len + pad);
	if (zero) {
		memcpy(out, sign, strlen(sign));
		memcpy(out + strlen(sign) + pad, digits, strlen(digits));
	} else {
		p = strchr(flags, '-') != NULL ? out : out + pad;
		memcpy(out + (p - out), sign, strlen(sign));
		memcpy(out + (p - out) + strlen(sign), digits,
		    strlen(digits));
	}
	return value_const(w->a, out, len + pad);
}

/* One conversion; `spec` is its text up to and with its letter. */
static struct value *
convert(struct walk *w, const char *spec, const struct value *arg,
    bool *stop)
{
	const char *t = arg == NULL ? "" : value_text(arg);
	size_t n = strlen(spec);
	char letter = spec[n - 1];
	long long num;

	if (strcmp(spec, "%s") == 0 && arg != NULL)
		return (struct value *)(uintptr_t)arg;
	if (t == NULL)
		return value_unknown(w->a);
	if (letter == 's')
		return convert_string(w, spec, t);
	if ((*t == '\'' || *t == '"') && strchr("diuxXo", letter) != NULL) {
		if (!text_is_ascii(t, strlen(t)))
			return value_unknown(w->a);
		num = (unsigned char)t[1];
	} else
		num = strtoll(t, NULL, 0);
	if (n != 2)
		return strchr("diuxXo", letter) == NULL ?
		    value_unknown(w->a) : number(w, spec, letter, num);
	switch (letter) {
	case 'b':
		return text_unescape(w->a, t, strlen(t), TEXT_PERCENT_B,
		    expand_locale_of(w, t, strlen(t)), stop);
	case 'q':
		return text_backslash(w->a, t, strlen(t));
	case 'c':
		return value_const(w->a, t, *t != '\0');
	case 'd':
	case 'i':
		return constant(w, arena_printf(w->a, "%lld", num));
	case 'u':
		return constant(w, arena_printf(w->a, "%llu", num));
	case 'x':
		return constant(w, arena_printf(w->a, "%llx", num));
	case 'X':
		return constant(w, arena_printf(w->a, "%llX", num));
	case 'o':
		return constant(w, arena_printf(w->a, "%llo", num));
	default:
		return value_unknown(w->a);
	}
}

/*
 * One conversion [p, e) with its widths: each * is the number that is the
 * next word. NULL when that is not known.
 */
static const char *
with_widths(struct walk *w, const char *p, const char *e, struct value **v,
    unsigned n, unsigned *at)
{
	char *spec = arena_alloc(w->a, (size_t)(e - p) * 4 + 1);
	const char *t;
	size_t len = 0;
	bool known = true;

	for (; p < e; p++) {
		if (*p != '*') {
			spec[len++] = *p;
			continue;
		}
		t = *at < n ? value_text(v[*at]) : "0";
		(*at)++;
		if (t == NULL || t[strspn(t, "-0123456789")] != '\0' ||
		    strlen(t) > 4) {
			known = false;
			continue;
		}
		memcpy(spec + len, t, strlen(t));
		len += strlen(t);
	}
	spec[len] = '\0';
	return known ? spec : NULL;
}

static struct value *
format_once(struct walk *w, const char *f, struct value **v, unsigned n,
    unsigned *at, bool *stop)
{
	struct value *r = constant(w, "");
	const char *p = f, *e, *spec;

	while (*p != '\0' && !*stop) {
		e = p;
		while (*e != '\0' && *e != '%')
			e += *e == '\\' && e[1] != '\0' ? 2 : 1;
		if (e > p)
			r = value_join(w->a, r, text_unescape(w->a, p,
			    (size_t)(e - p), TEXT_FORMAT,
			    expand_locale_of(w, p, (size_t)(e - p)), stop));
		p = e;
		if (*p == '\0')
			break;
		if (p[1] == '%') {
			r = value_join(w->a, r, constant(w, "%"));
			p += 2;
			continue;
		}
		e = p + 1 + strspn(p + 1, "-+ #0123456789.*hlLjzt");
		if (*e == '(')
			return value_unknown(w->a);
		if (*e == '\0')
			break;
		spec = with_widths(w, p, e + 1, v, n, at);
		r = value_join(w->a, r, spec == NULL ? value_unknown(w->a) :
		    convert(w, spec, *at < n ? v[*at] : NULL, stop));
		(*at)++;
		p = e + 1;
	}
	return r;
}

/* What printf prints for v[1..n): the format and its words. */
struct value *
walk_format(struct walk *w, struct value **v, unsigned n)
{
	struct value *r = constant(w, "");
	unsigned i = 1, at, before, rounds = 0;
	bool stop = false;
	const char *t;

	if (i < n && (t = value_text(v[i])) != NULL && strcmp(t, "--") == 0)
		i++;
	if (i >= n)
		return r;
	if ((t = value_text(v[i])) == NULL) {
		r = value_unknown(w->a);
		r->flags |= v[i]->flags;
		return r;
	}
	at = i + 1;
	do {
		before = at;
		r = value_join(w->a, r, format_once(w, t, v, n, &at, &stop));
		if (++rounds > 256)
			return value_unknown(w->a);
	} while (at < n && at > before && !stop);
	return r;
}
