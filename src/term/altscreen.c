/* SPDX-License-Identifier: ISC */
#include "term/altscreen.h"

#include <string.h>

/* ESC [ ? NUMBER ; NUMBER ... h or l */
enum { TEXT, ESCAPE, BRACKET, NUMBERS };

static void
number_ends(struct altscreen *a)
{
	if (a->number == 47 || a->number == 1047 || a->number == 1049)
		a->hit = true;
	a->number = 0;
}

static void
step(struct altscreen *a, unsigned char c)
{
	if (c == '\033') {
		a->state = ESCAPE;
		return;
	}
	switch (a->state) {
	case ESCAPE:
		a->state = c == '[' ? BRACKET : TEXT;
		break;
	case BRACKET:
		a->state = c == '?' ? NUMBERS : TEXT;
		a->number = 0;
		a->hit = false;
		break;
	default:
		if (c >= '0' && c <= '9') {
			a->number = a->number < 100000 ?
			    a->number * 10 + c - '0' : a->number;
			break;
		}
		number_ends(a);
		if (c == ';')
			break;
		if (a->hit && (c == 'h' || c == 'l'))
			a->on = c == 'h';
		a->state = TEXT;
		break;
	}
}

void
altscreen_feed(struct altscreen *a, const char *p, size_t n)
{
	const char *end = p + n;

	while (p < end) {
		if (a->state == TEXT) {
			p = memchr(p, '\033', (size_t)(end - p));
			if (p == NULL)
				return;
		}
		step(a, (unsigned char)*p++);
	}
}
