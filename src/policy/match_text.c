/* SPDX-License-Identifier: ISC */
#include "policy/match_text.h"

#include <string.h>

#include "analyse/value.h"

enum { PAIRS = 1024 };

static unsigned
pair_of(char a, char b)
{
	return ((unsigned char)a * 37U ^ (unsigned char)b) % PAIRS;
}

static void
room_for(struct arena *a, struct match_text *t, size_t n)
{
	if (n <= t->room)
		return;
	t->room = n > 2 * t->room ? n : 2 * t->room;
	t->data = arena_alloc(a, t->room);
	t->low = arena_alloc(a, t->room);
}

static size_t
size_of(const struct effect *cmd, bool argv)
{
	size_t n = 0;

	for (unsigned i = 0; i < cmd->argc; i++) {
		const struct value *v = cmd->argv[i];

		for (unsigned k = 0; k < (argv ? 1 : v->nalt); k++)
			n += v->alt[k].prelen + v->alt[k].suflen + 1;
	}
	return n;
}

static void
add(struct match_text *t, const char *s, size_t n, bool argv)
{
	memcpy(t->data + t->len, s, n);
	for (size_t i = 0; argv && i < n; i++) {
		char *c = &t->data[t->len + i];

		if (*c == ' ' || *c == '\t' || *c == '\r' || *c == '\n')
			*c = '\x1f';
	}
	t->len += n;
}

static void
look(struct match_text *t)
{
	unsigned char all = 0;
	char before = '\0';

	memset(t->pair, 0, sizeof t->pair);
	for (size_t i = 0; i < t->len; i++) {
		char c = t->data[i];
		unsigned p;

		all |= (unsigned char)c;
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		t->low[i] = c;
		p = pair_of(before, c);
		t->pair[p / 64] |= UINT64_C(1) << p % 64;
		before = c;
	}
	t->ascii = all < 0x80;
}

void
match_text_fill(struct arena *a, struct match_text *t,
    const struct effect *cmd, bool argv)
{
	room_for(a, t, size_of(cmd, argv) + 1);
	t->len = 0;
	t->hole = false;
	for (unsigned i = 0; i < cmd->argc; i++) {
		const struct value *v = cmd->argv[i];

		for (unsigned k = 0; k < (argv ? 1 : v->nalt); k++) {
			const struct valtext *x = &v->alt[k];

			t->hole = t->hole || x->hole;
			if (t->len > 0)
				t->data[t->len++] = argv ? ' ' : '\n';
			add(t, x->pre, x->prelen, argv);
			if (argv && x->hole)
				add(t, x->suf, x->suflen, argv);
		}
	}
	look(t);
	t->cmd = cmd;
}

static bool
has_pairs(const struct match_text *t, const char *s)
{
	for (; s[0] != '\0' && s[1] != '\0'; s++) {
		unsigned p = pair_of(s[0], s[1]);

		if ((t->pair[p / 64] >> p % 64 & 1) == 0)
			return false;
	}
	return true;
}

bool
match_text_may(const struct match_text *t, const char *const *needs)
{
	/* Letters outside ASCII may be equal to an ASCII one but for case. */
	if (needs == NULL || !t->ascii)
		return true;
	for (; *needs != NULL; needs++) {
		if (has_pairs(t, *needs) &&
		    memmem(t->low, t->len, *needs, strlen(*needs)) != NULL)
			return true;
	}
	return false;
}

bool
match_text_has(const struct match_text *t, const char *low)
{
	return t->hole || (has_pairs(t, low) &&
	    memmem(t->low, t->len, low, strlen(low)) != NULL);
}
