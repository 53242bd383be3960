/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/walk_literal.h"

/*
 * Inline code of other languages: the string literals that are given to
 * calls known to start something are followed ("calls", "lines" of the
 * grammar). Where such a call is named without a literal of its own, or the
 * code builds its calls itself, every literal may be what it starts. What a
 * program does inside itself is not for the line gate to say.
 */

/* Literals of one call, in order, until it ends. */
static void
arguments(struct scan *s, enum text_use how)
{
	struct fields f = { NULL, 0, 0 };
	struct value *v;
	const char *from;
	int depth = 0;
	bool list = false;

	while (s->p < s->e && f.n < 256) {
		from = s->p;
		if ((v = scan_literal(s)) != NULL) {
			fields_add(s->w, &f, v);
			continue;
		}
		s->p = from;
		if ((from == s->text || !scan_word_char(s, from[-1])) &&
		    scan_quoted(s, &f))
			continue;
		if (*s->p == '[' || *s->p == ',')
			list = list || f.n <= 1;
		if (*s->p == '(' || *s->p == '[')
			depth++;
		else if ((*s->p == ')' || *s->p == ']') && --depth <= 0)
			break;
		else if (*s->p == ';' || (*s->p == '\n' && depth == 0))
			break;
		else if (list && isalpha((unsigned char)*s->p) &&
		    depth > 0 && *from != ',') {
			while (s->p < s->e && scan_word_char(s, *s->p))
				s->p++;
			from = s->p;
			/* A keyword argument ends the words. */
			scan_space(s);
			if (s->p < s->e && *s->p == '=')
				break;
			s->p = from;
			if (depth > 1)
				fields_add(s->w, &f,
				    value_unknown(s->w->a));
			continue;
		}
		s->p++;
	}
	scan_started(s, how, &f);
}

/* The last part of a name: of os.system, system. */
static size_t
last_part(const char *name, size_t n, const char **from)
{
	const char *dot = memrchr(name, '.', n);

	*from = dot == NULL ? name : dot + 1;
	return n - (size_t)(*from - name);
}

/* Objects have any name (`s.run`), so the last part of a name decides; a
 * name alone may have been imported. */
static const struct tool_use *
find_call(const struct scan *s, const char *from, size_t n)
{
	const char *name, *base;
	const struct tool_use *u;
	size_t len = last_part(from, n, &base), k;
	bool dotted = base != from;
	unsigned i;

	for (i = 0; i < s->of->ncall; i++) {
		u = &s->of->call[i];
		k = last_part(u->name, strlen(u->name), &name);
		/* `run` alone is too common a name to be subprocess.run. */
		if (k == len && memcmp(name, base, k) == 0 &&
		    (dotted || name == u->name || k > 4))
			return u;
	}
	return NULL;
}

/* execute(cmd), syscmd(`cmd'), reload:cmd: the text as it stands. */
static bool
bare(struct scan *s, enum text_use how)
{
	const char *from = s->p + 1, *p = from, *to;
	char open = s->p < s->e ? *s->p : '\0', close;
	struct value *v;
	int depth = 1;

	if ((s->of->literals & LITERAL_BARE) == 0 || open == '\0' ||
	    strchr("([{<:", open) == NULL || from >= s->e || *from == '"')
		return false;
	close = open == '(' ? ')' : open == '[' ? ']' : open == '{' ? '}' :
	    '>';
	for (; p < s->e; p++) {
		if (*p == open && open != ':')
			depth++;
		else if (*p == close && open != ':' && --depth == 0)
			break;
	}
	s->p = p;
	to = p;
	/* m4 quotes with `..', Lua in TeX may not. */
	from += *from == '`';
	to -= to > from && to[-1] == '\'' && from[-1] == '`';
	v = value_const(s->w->a, from, (size_t)(to - from));
	v->span = s->span;
	walk_use(s->w, how, v, s->language, s->span);
	return true;
}

static void
identifier(struct scan *s)
{
	const char *from = s->p;
	const struct tool_use *u;
	struct value *v;
	size_t n;

	while (s->p < s->e && scan_word_char(s, *s->p))
		s->p++;
	n = (size_t)(s->p - from);
	u = find_call(s, from, n);
	if (u == NULL && (s->of->literals & LITERAL_PIPES) != 0) {
		/* awk: cmd | getline */
		scan_space(s);
		s->any = s->any || (s->p + 1 < s->e && *s->p == '|' &&
		    s->p[1] != '|');
	}
	if (u == NULL)
		return;
	if (u->use == USE_ANY) {
		s->any = true;
		return;
	}
	scan_space(s);
	if (n == 2 && (s->of->literals & LITERAL_QUOTE) != 0 &&
	    memcmp(from, "qx", 2) == 0) {
		if ((v = scan_bracketed(s)) != NULL)
			walk_text_value(s->w, v, SHELL_QUIET);
		return;
	}
	if (bare(s, u->use))
		return;
	/* {execSync: e}, x = os.system, map(system, a): under any name. */
	if (s->p < s->e && strchr(":=,})]", *s->p) != NULL) {
		s->any = true;
		return;
	}
	/* exec as r */
	s->any = s->any || (s->p < s->e && isalpha((unsigned char)*s->p));
	arguments(s, u->use);
}

/* awk: `print | "cmd"`, `"cmd" | getline`. */
static void
piped(struct scan *s, const char *from, struct value *v)
{
	const char *p = from;

	while (p > s->text && isspace((unsigned char)p[-1]))
		p--;
	if (p > s->text && p[-1] == '&' && p - 1 > s->text)
		p--;
	if (p <= s->text || p[-1] != '|' ||
	    (p - 1 > s->text && p[-2] == '|')) {
		for (p = s->p; p < s->e && (isspace((unsigned char)*p) ||
		    *p == '|' || *p == '&'); p++)
			;
		if (s->e - p < 7 || memcmp(p, "getline", 7) != 0)
			return;
	}
	walk_text_value(s->w, v, SHELL_QUIET);
}

/* A statement that is a command as it stands: `!cmd`, `exec cmd`. */
static bool
statement(struct scan *s)
{
	const char *p = s->p, *from;
	const struct tool_use *u = NULL;
	struct value *v;
	int depth = 0;
	unsigned i;

	/* Blanks and an editor's addresses may stand before it. */
	while (p < s->e && *p != '\0' &&
	    strchr(" \t:%$.,0123456789+-@'&*/", *p) != NULL)
		p++;
	for (i = 0; i < s->of->nline; i++) {
		const char *h = s->of->line[i].name;
		if ((size_t)(s->e - p) > strlen(h) &&
		    strncmp(p, h, strlen(h)) == 0) {
			u = &s->of->line[i];
			p += strlen(h);
			break;
		}
	}
	if (u == NULL)
		return false;
	/* spawn -noecho cmd, exec -- cmd */
	while (p + 1 < s->e && *p == '-' && p[1] != ' ' && *p != '\n') {
		while (p < s->e && !isspace((unsigned char)*p))
			p++;
		while (p < s->e && (*p == ' ' || *p == '\t'))
			p++;
	}
	for (from = p; p < s->e && *p != '\n'; p++) {
		if (strchr("([{", *p) != NULL)
			depth++;
		else if (strchr(")]}", *p) != NULL && --depth < 0)
			break;
	}
	/* `run "cmd"`: the text may be one literal. */
	s->p = from;
	if ((v = scan_literal(s)) == NULL || s->p < p)
		v = value_const(s->w->a, from, (size_t)(p - from));
	v->span = s->span;
	walk_use(s->w, u->use, v, s->language, s->span);
	s->p = p;
	return true;
}

static bool
starts_statement(const struct scan *s)
{
	return s->p == s->text || strchr("\n;[{(|", s->p[-1]) != NULL;
}

static void
quotes(struct scan *s)
{
	const char *from = s->p;
	/* `cmd`, and $`cmd` of node's libraries. */
	bool command = *from == '`' && ((s->of->literals & LITERAL_TICKS) !=
	    0 || (from > s->text && from[-1] == '$'));
	struct value *v = scan_literal(s);
	const char *t = v == NULL ? NULL : value_text(v);

	/* A call under its name as a text: x["system"], $f = "system". */
	if (t != NULL && find_call(s, t, strlen(t)) != NULL)
		s->any = true;
	if (v == NULL)
		s->p = from + 1;
	else if (command) {
		s->any = s->any || (t != NULL && strpbrk(t, "$#@") != NULL);
		walk_text_value(s->w, v, SHELL_QUIET);
	}
	else if ((s->of->literals & LITERAL_PIPES) != 0)
		piped(s, from, v);
}

static void
scan(struct scan *s)
{
	const char *from;
	struct value *v;

	while (s->p < s->e) {
		from = s->p;
		if (s->of->nline > 0 && starts_statement(s) && statement(s))
			;
		else if (isalpha((unsigned char)*s->p) || *s->p == '_')
			identifier(s);
		else if (*s->p == '%' && s->e - s->p > 3 &&
		    s->p[1] == 'x' &&
		    (s->of->literals & LITERAL_PERCENT) != 0) {
			s->p += 2;
			if ((v = scan_bracketed(s)) != NULL)
				walk_text_value(s->w, v, SHELL_QUIET);
		} else if (strchr("'\"`", *s->p) != NULL && *s->p != '\0')
			quotes(s);
		if (s->p <= from)
			s->p = from + 1;
	}
}

/* Lisp's names have dashes, Erlang's a colon: what the calls are made of. */
static const char *
extra_chars(struct arena *a, const struct tool_texts *of)
{
	char *out = arena_alloc(a, 8);
	const char *c;
	unsigned i, n = 0;

	for (c = "-*:!?"; *c != '\0'; c++)
		for (i = 0; i < of->ncall; i++)
			if (strchr(of->call[i].name, *c) != NULL) {
				out[n++] = *c;
				break;
			}
	out[n] = '\0';
	return out;
}

void
walk_code(struct walk *w, const struct value *v, const char *lang)
{
	struct scan s = { .w = w, .language = lang, .span = v->span };
	size_t mark = state_mark(&w->st);
	unsigned i;

	if ((s.of = tool_language(lang)) == NULL)
		return;
	s.extra = extra_chars(w->a, s.of);
	if (++w->depth > WALK_MAX_DEPTH)
		walk_limit(w, "code inside code is nested too deep");
	for (i = 0; i < v->nalt; i++) {
		if (v->alt[i].hole && v->alt[i].prelen +
		    v->alt[i].suflen == 0) {
			walk_unknown(w, UNKNOWN_CODE, v, v->span);
			continue;
		}
		s.text = s.p = v->alt[i].pre;
		s.e = s.p + v->alt[i].prelen;
		s.any = false;
		memset(s.open, 0, sizeof s.open);
		scan(&s);
		if (s.any)
			scan_any(&s);
	}
	w->depth--;
	walk_leave(w, mark);
}
