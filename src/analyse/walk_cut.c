/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "analyse/walk_int.h"

/* What cut leaves of a text that is known. */
struct cutting {
	const char *list;	/* 2, 1-3, 2-, -2, with commas between */
	char delim;
	bool fields, only;	/* -f; -s */
};

static bool
cut_words(struct value **v, unsigned n, struct cutting *x)
{
	const char *t;
	char letter;
	unsigned i;

	for (i = 1; i < n; i++) {
		if ((t = value_text(v[i])) == NULL || *t != '-')
			return false;
		letter = t[1];
		if (letter == 's' && t[2] == '\0') {
			x->only = true;
			continue;
		}
		if (letter == '\0' || strchr("bcdf", letter) == NULL)
			return false;
		t += 2;
		if (*t == '\0' && (++i >= n || (t = value_text(v[i])) == NULL))
			return false;
		if (letter == 'd') {
			if (t[0] == '\0' || t[1] != '\0')
				return false;
			x->delim = *t;
			continue;
		}
		if (x->list != NULL || t[strspn(t, "0123456789,-")] != '\0')
			return false;
		x->list = t;
		x->fields = letter == 'f';
	}
	return x->list != NULL;
}

/* Is field or byte number k in the list? */
static bool
listed(const char *list, unsigned long k)
{
	unsigned long a, b;
	char *e;

	while (*list != '\0') {
		a = *list == '-' ? 1 : strtoul(list, &e, 10);
		if (*list != '-')
			list = e;
		b = a;
		if (*list == '-') {
			list++;
			b = (unsigned long)-1;
			if (*list >= '0' && *list <= '9') {
				b = strtoul(list, &e, 10);
				list = e;
			}
		}
		if (k >= a && k <= b)
			return true;
		if (*list != ',')
			break;
		list++;
	}
	return false;
}

/* The listed fields of one line; returns how many bytes went to out. */
static size_t
cut_fields(const struct cutting *x, const char *s, size_t n, char *out)
{
	const char *e = s + n, *p;
	unsigned long k = 1;
	size_t len = 0;
	bool any = false;

	if (memchr(s, x->delim, n) == NULL) {
		if (x->only)
			return 0;
		memcpy(out, s, n);
		out[n] = '\n';
		return n + 1;
	}
	for (;; k++, s = p + 1) {
		p = memchr(s, x->delim, (size_t)(e - s));
		n = (size_t)((p == NULL ? e : p) - s);
		if (listed(x->list, k)) {
			if (any)
				out[len++] = x->delim;
			any = true;
			memcpy(out + len, s, n);
			len += n;
		}
		if (p == NULL)
			break;
	}
	out[len++] = '\n';
	return len;
}

struct value *
walk_print_cut(struct walk *w, struct value **v, unsigned n)
{
	struct cutting x = { .delim = '\t' };
	const char *t = walk_plain_input(walk_stdin_text(w));
	size_t len, i, k = 0;
	char *out;

	if (t == NULL || !cut_words(v, n, &x))
		return NULL;
	/* Each line is as long at most, but the last gets its newline. */
	out = arena_alloc(w->a, strlen(t) + 2);
	for (; *t != '\0'; t += len + (t[len] == '\n')) {
		len = strcspn(t, "\n");
		if (x.fields) {
			k += cut_fields(&x, t, len, out + k);
			continue;
		}
		for (i = 0; i < len; i++)
			if (listed(x.list, i + 1))
				out[k++] = t[i];
		out[k++] = '\n';
	}
	return value_const(w->a, out, k);
}
