/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/walk_literal.h"

enum { WORDS = 256, PIECES = 16 };

/* open(F, "cmd |"), open(F, "-|", "cmd", ...). */
static void
run_opened(struct scan *s, const struct fields *f)
{
	struct call c = { .span = s->span };
	struct value *v;
	const char *t;
	size_t n;

	for (unsigned i = 0; i < f->n; i++) {
		if ((t = value_text(f->v[i])) == NULL)
			continue;
		t += strspn(t, " ");
		for (n = strlen(t); n > 0 && t[n - 1] == ' '; n--)
			;
		if (n == 2 && (memcmp(t, "-|", 2) == 0 ||
		    memcmp(t, "|-", 2) == 0)) {
			c.argv = f->v + i + 1;
			c.argc = f->n - i - 1;
			if (c.argc == 1)
				walk_text_value(s->w, c.argv[0], SHELL_QUIET);
			else if (c.argc > 1)
				walk_run(s->w, &c);
			return;
		}
		if (n < 2 || (*t != '|' && t[n - 1] != '|'))
			continue;
		v = *t == '|' ? value_const(s->w->a, t + 1, n - 1) :
		    value_const(s->w->a, t, n - 1);
		v->span = s->span;
		walk_text_value(s->w, v, SHELL_QUIET);
	}
}

/* The words of a command; when `named` the program stands before them. */
static void
run_words(struct scan *s, const struct fields *f, bool named)
{
	struct call c = { .span = s->span };
	unsigned i;

	c.argv = arena_array(s->w->a, f->n + 1u, sizeof *c.argv);
	for (i = 0; i < f->n; i++)
		if (i != 1 || !named)
			c.argv[c.argc++] = f->v[i];
	walk_run(s->w, &c);
}

static bool
has_blank(const struct value *v)
{
	const char *t = value_text(v);

	return t != NULL && strchr(t, ' ') != NULL;
}

/* A literal that may be hidden by base64. */
static void
run_literal(struct scan *s, enum text_use how, const struct value *v)
{
	struct value *plain = scan_decoded(s, v), *command;
	const char *t = value_text(v);

	/* exe "!cmd": an editor's command in a text. */
	if (how == USE_SHELL && t != NULL && *t == '!' && t[1] != '\0') {
		command = value_const(s->w->a, t + 1, strlen(t + 1));
		command->span = s->span;
		v = command;
	}
	walk_use(s->w, how, v, s->language, s->span);
	if (plain == NULL)
		return;
	walk_use(s->w, USE_SHELL, plain, s->language, s->span);
	if (s->language != NULL)
		walk_code(s->w, plain, s->language);
}

void
scan_started(struct scan *s, enum text_use how, const struct fields *f)
{
	unsigned i;

	if (f->n == 0) {
		/* What it is given was made elsewhere in the code. */
		s->any = s->any || how <= USE_CODE;
		return;
	}
	switch (how) {
	case USE_OPEN:
		run_opened(s, f);
		break;
	case USE_SHELL:
	case USE_ARGV:
	case USE_EXEC:
		if (how == USE_SHELL || f->n == 1 || has_blank(f->v[0]))
			run_literal(s, USE_SHELL, f->v[0]);
		if (f->n == 1)
			break;
		run_words(s, f, how == USE_EXEC);
		break;
	case USE_CODE:
		for (i = 0; i < f->n; i++)
			run_literal(s, USE_CODE, f->v[i]);
		break;
	default:
		walk_use(s->w, how, f->v[0], s->language, s->span);
	}
}

static void
run_any(struct scan *s, struct fields *f)
{
	if (f->n > 1)
		run_words(s, f, false);
	f->n = 0;
}

/* A list may be built in pieces: from each program's name on. */
static void
run_from_names(struct scan *s, const struct fields *all)
{
	struct fields f = { NULL, 0, 0 };
	const char *t;
	unsigned i, k;

	for (i = 0; i < all->n; i++) {
		t = value_text(all->v[i]);
		if (t == NULL || has_blank(all->v[i]) ||
		    tool_find(walk_base(t)) == NULL)
			continue;
		f.n = 0;
		for (k = i; k < all->n && k < i + PIECES; k++)
			fields_add(s->w, &f, all->v[k]);
		run_any(s, &f);
	}
}

void
scan_any(struct scan *s)
{
	struct fields f = { NULL, 0, 0 }, all = { NULL, 0, 0 };
	const char *from;
	struct value *v;
	unsigned n;

	memset(s->open, 0, sizeof s->open);
	for (s->p = s->text; s->p < s->e;) {
		from = s->p;
		n = f.n;
		if (strchr("'\"`", *s->p) != NULL && *s->p != '\0' &&
		    (v = scan_literal(s)) != NULL) {
			run_literal(s, USE_SHELL, v);
			if (f.n < WORDS)
				fields_add(s->w, &f, v);
			if (all.n < WORDS)
				fields_add(s->w, &all, v);
			continue;
		}
		s->p = from;
		if (from == s->text || !scan_word_char(s, from[-1]))
			(void)scan_quoted(s, &f);
		for (; n < f.n; n++) {
			walk_text_value(s->w, f.v[n], SHELL_QUIET);
			if (all.n < WORDS)
				fields_add(s->w, &all, f.v[n]);
		}
		if (s->p > from)
			continue;
		s->p = from + 1;
		if (strchr(" \t\n,[]()+", *from) == NULL)
			run_any(s, &f);
	}
	run_any(s, &f);
	run_from_names(s, &all);
}

void
walk_literals(struct walk *w, const struct value *v)
{
	static const struct tool_texts none;
	struct scan s = { .w = w, .of = &none, .extra = "", .span = v->span };
	size_t mark = state_mark(&w->st);
	unsigned i;

	for (i = 0; i < v->nalt; i++) {
		s.text = v->alt[i].pre;
		s.e = s.text + v->alt[i].prelen;
		scan_any(&s);
	}
	walk_leave(w, mark);
}
