/* SPDX-License-Identifier: ISC */
/* Show what a floor entry means: make commands, judge them, keep a few. */
#include "policy/floor_example.h"

#include <string.h>

#include "analyse/walk.h"
#include "policy/signature_data.h"

enum { LINE_MEMORY = 64 * 1024 * 1024 };

void
candidate(struct candidates *c, const char *line)
{
	if (line == NULL || c->n == sizeof c->line / sizeof c->line[0])
		return;
	for (unsigned i = 0; i < c->n; i++)
		if (strcmp(c->line[i], line) == 0)
			return;
	c->line[c->n++] = line;
}

const char *
candidate_quote(struct arena *a, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=@%+,-^";
	const char *out = "'";
	size_t n;

	if (*text != '\0' && strspn(text, plain) == strlen(text))
		return text;
	if (strchr(text, '\'') != NULL && strpbrk(text, "\"$`\\!") == NULL)
		return arena_printf(a, "\"%s\"", text);
	while ((n = strcspn(text, "'")) < strlen(text)) {
		out = arena_printf(a, "%s%.*s'\\''", out, (int)n, text);
		text += n + 1;
	}
	return arena_printf(a, "%s%s'", out, text);
}

const char *
candidate_fill(struct arena *a, const char *glob)
{
	char *out = arena_alloc(a, strlen(glob) + 1), *to = out;

	for (; *glob != '\0'; glob++) {
		const char *end = *glob == '[' ? strchr(glob, ']') : NULL;

		if (end != NULL) {
			*to++ = glob[1];
			glob = end;
		} else if (*glob == '*' || *glob == '?')
			*to++ = '1';
		else if (*glob != '\\' || glob[1] == '\0')
			*to++ = *glob;
	}
	*to = '\0';
	return out;
}

/* The highest answer of the entry to anything that the line does. */
static enum match
ask(const struct floor_entry *f, const char *line)
{
	static char *const no_environ[] = { NULL };
	struct walk_world world = { .environ = no_environ, .cwd = "/srv",
	    .home = "/home/user", .uid = 1000, .pid = 2, .ppid = 1 };
	const struct policy only = { .floor = f, .nfloor = 1 };
	struct arena *a = arena_new(LINE_MEMORY);
	volatile enum match best = MATCH_MAYBE;
	const struct floor_entry *which;
	const struct effect *e;
	struct effects *fx;

	if (a == NULL)
		return best;
	if (setjmp(*arena_catch(a)) == 0) {
		fx = walk_text(a, line, strlen(line), NULL, &world);
		if (fx->status == EFFECTS_OK)
			best = MATCH_NO;
		for (e = fx->head; e != NULL; e = e->next) {
			enum match m = policy_floor_match(&only, e, a,
			    &which);

			if (m > best)
				best = m;
		}
	}
	arena_free(a);
	return best;
}

static unsigned
keep(const struct floor_entry *f, const struct candidates *c,
    enum match wanted, const char **out)
{
	unsigned n = 0;

	for (unsigned i = 0; i < c->n && n < FLOOR_EXAMPLES; i++)
		if (ask(f, c->line[i]) == wanted)
			out[n++] = c->line[i];
	return n;
}

/* The words as they stand, in this order and adjacent. */
static void
words(const struct signature *s, struct candidates *yes,
    struct candidates *no)
{
	struct arena *a = yes->a;
	const char *line = "", *part = "", *back = "";

	for (unsigned i = 0; i < s->nword; i++) {
		const char *w = candidate_quote(a, candidate_fill(a,
		    value_text(s->word[i])));

		part = line;
		line = *line == '\0' ? w : arena_printf(a, "%s %s", line, w);
		back = *back == '\0' ? w : arena_printf(a, "%s %s", w, back);
	}
	candidate(yes, line);
	candidate(yes, arena_printf(a, "/usr/local/bin/%s --now", line));
	candidate(yes, arena_printf(a, "sudo %s", line));
	candidate(yes, arena_printf(a, "sh -c %s", candidate_quote(a, line)));
	candidate(yes, arena_printf(a, "run %s", line));
	candidate(no, part);
	if (s->nword > 1)
		candidate(no, back);
}

/* Words that are only spoken about. */
static void
spoken(const char *text, struct candidates *no)
{
	const char *q = candidate_quote(no->a, arena_printf(no->a, "never %s",
	    text));

	candidate(no, arena_printf(no->a, "grep -r %s doc", q));
	candidate(no, arena_printf(no->a, "git commit -m %s", q));
	candidate(no, arena_printf(no->a, "echo %s", q));
	candidate(no, arena_printf(no->a, "cat <<'END'\n%s\nEND", text));
	candidate(no, "true");
}

/* A text that a simple pattern finds: its letters, one of each choice. */
static const char *
sample(struct arena *a, const char *regex)
{
	char *out = arena_alloc(a, 2 * strlen(regex) + 1), *to = out;

	for (; *regex != '\0'; regex++) {
		if (*regex == '\\' && regex[1] != '\0') {
			regex++;
			if (strchr("bBAzZ", *regex) == NULL)
				*to++ = *regex == 's' ? ' ' :
				    *regex == 'd' ? '7' :
				    *regex == 'w' || *regex == 'S' ? 'x' :
				    *regex;
		} else if (*regex == '[' && strchr(regex, ']') != NULL) {
			*to++ = regex[1] == '^' ? 'x' : regex[1];
			regex = strchr(regex, ']');
		} else if (*regex == '|') {
			while (regex[1] != '\0' && regex[1] != ')')
				regex++;
		} else if (*regex == '.')
			*to++ = 'x';
		else if (strchr("^$()?*+", *regex) == NULL)
			*to++ = *regex;
	}
	*to = '\0';
	return out;
}

static void
pattern(const struct floor_entry *f, struct candidates *yes,
    struct candidates *no)
{
	const char *text = sample(yes->a, f->text);
	const char *q = candidate_quote(yes->a, text);

	candidate(yes, arena_printf(yes->a, "ls %s", q));
	candidate(yes, arena_printf(yes->a, "sudo cat -- %s", q));
	candidate(yes, arena_printf(yes->a, "sh -c %s", candidate_quote(
	    yes->a, arena_printf(yes->a, "echo %s", q))));
	candidate(yes, text);
	candidate(yes, arena_printf(yes->a, "sudo %s", text));
	candidate(yes, arena_printf(yes->a, "env A=1 %s --now", text));
	candidate(no, "ls x");
	candidate(no, "git status");
	candidate(no, "true");
}

/* An entry with two readings shows some of both. */
static void
merge(struct candidates *to, const struct candidates *one,
    const struct candidates *two)
{
	for (unsigned i = 0; i < one->n || i < two->n; i++) {
		if (i < one->n)
			candidate(to, one->line[i]);
		if (i < two->n)
			candidate(to, two->line[i]);
	}
}

static void
of_signature(const struct floor_entry *f, struct candidates *yes,
    struct candidates *no)
{
	struct candidates tool[2] = { { .a = yes->a }, { .a = yes->a } };
	struct candidates sql[2] = { { .a = yes->a }, { .a = yes->a } };

	if (f->sig->norm != NULL)
		candidates_tool(f->sig, &tool[0], &tool[1]);
	if (f->sig->is_sql)
		candidates_sql(f->sig, &sql[0], &sql[1]);
	merge(yes, &tool[0], &sql[0]);
	merge(no, &tool[1], &sql[1]);
	if (f->sig->norm == NULL && !f->sig->is_sql)
		words(f->sig, yes, no);
	spoken(f->text, no);
}

void
floor_examples(struct arena *a, const struct floor_entry *f,
    struct floor_examples *out)
{
	struct candidates yes = { .a = a }, no = { .a = a };

	memset(out, 0, sizeof *out);
	if (f->sig == NULL)
		pattern(f, &yes, &no);
	else
		of_signature(f, &yes, &no);
	out->nrefused = keep(f, &yes, MATCH_YES, out->refused);
	out->npassed = keep(f, &no, MATCH_NO, out->passed);
}
