/* SPDX-License-Identifier: ISC */
/* A text cut into statements, read once for each way it could be read. */
#include "analyse/sql.h"

#include <string.h>
#include <strings.h>

#include "analyse/sql_int.h"

enum { MAX_NEST = 16, MAX_VARS = 1024 };

bool
tok_is(const struct tok *t, const char *word)
{
	size_t n;

	if (t->kind != TOK_WORD)
		return false;
	n = strlen(word);
	return t->tlen == n && strncasecmp(t->text, word, n) == 0;
}

bool
tok_in(const struct tok *t, const char *const *words)
{
	for (; *words != NULL; words++)
		if (tok_is(t, *words))
			return true;
	return false;
}

bool
tok_punct(const struct tok *t, char ch)
{
	return t->kind == TOK_PUNCT && t->text[0] == ch;
}

const struct tok *
ctx_tok(const struct sql_ctx *c, size_t i)
{
	static const struct tok end = { .kind = TOK_EOF, .text = "" };

	return i < c->ntok ? &c->tok[i] : &end;
}

struct sql_stmt *
ctx_emit(struct sql_ctx *c, enum sql_verb v, size_t i, size_t j)
{
	struct sql_stmt *s = arena_alloc(c->a, sizeof *s);

	s->verb = v;
	s->dialect = c->dialect;
	s->bounded = true;
	s->unknown = c->broken;
	s->span = c->span;
	if (!c->fixed_span && i < c->ntok && j > i) {
		if (j > c->ntok)
			j = c->ntok;
		s->span.off = c->tok[i].off;
		s->span.len = c->tok[j - 1].off + c->tok[j - 1].len -
		    s->span.off;
	}
	*c->tail = s;
	c->tail = &s->next;
	return s;
}

static void
push(struct sql_ctx *c, const struct tok *t)
{
	struct tok *bigger;

	body_note(c, t);
	if (c->ntok == c->captok) {
		c->captok = c->captok == 0 ? 64 : c->captok * 2;
		bigger = arena_array(c->a, c->captok, sizeof *bigger);
		if (c->ntok > 0)
			memcpy(bigger, c->tok, c->ntok * sizeof *bigger);
		c->tok = bigger;
	}
	c->tok[c->ntok++] = *t;
}

/* True when rows for the server follow. */
static bool
finish(struct sql_ctx *c)
{
	bool copy = false;

	if (c->ntok > 0 && !c->skip_batch) {
		(void)body_open(c);	/* an END may be the last word */
		ctx_scan(c);
		for (size_t i = 2; tok_is(&c->tok[0], "COPY") && i < c->ntok;
		    i++)
			copy = copy || (tok_is(&c->tok[i], "STDIN") &&
			    tok_is(&c->tok[i - 1], "FROM"));
	} else if (c->broken)
		ctx_emit(c, SQL_OTHER, 0, 0);
	c->ntok = 0;
	c->broken = false;
	c->batch_start = false;
	return copy;
}

static bool
psql_sends(const struct tok *t)
{
	static const char *const names[] = { "g", "gx", "gexec", "gset",
	    "gdesc", "watch", "crosstabview", NULL };

	for (size_t i = 0; names[i] != NULL; i++) {
		size_t n = strlen(names[i]);

		if (t->tlen >= n && memcmp(t->text, names[i], n) == 0 &&
		    (t->tlen == n || strchr(" \t\r\n(", t->text[n]) != NULL))
			return true;
	}
	return false;
}

static void feed(struct sql_ctx *c, struct lexer *lx);

/* psql puts the value of :x in place as text. */
static bool
splice(struct sql_ctx *c, struct lexer *lx, const struct tok *t)
{
	const struct sql_var *v;
	struct lexer sub;
	bool fixed = c->fixed_span;
	size_t first = c->ntok;

	if (t->kind != TOK_PARAM || t->text[0] != ':' ||
	    c->dialect != SQL_POSTGRES || t->tlen < 2 ||
	    strchr("'\"", t->text[1]) != NULL)
		return false;
	v = ctx_var(c, t->text + 1, t->tlen - 1);
	if (v == NULL) {
		if (c->any_var || c->ntok == 0)
			c->broken = true;
		return false;
	}
	if (v->value == NULL || c->depth >= MAX_NEST ||
	    strlen(v->value) > c->budget) {
		c->broken = true;
		return false;
	}
	c->budget -= strlen(v->value);
	lex_init(&sub, c->a, v->value, strlen(v->value), c->dialect);
	sub.flags = lx->flags;
	sub.client = false;
	c->depth++;
	if (!fixed) {
		c->span.off = t->off;
		c->span.len = t->len;
		c->fixed_span = true;
	}
	feed(c, &sub);
	for (first = first < c->ntok ? first : 0; first < c->ntok; first++) {
		c->tok[first].off = t->off;
		c->tok[first].len = t->len;
	}
	c->fixed_span = fixed;
	c->depth--;
	return true;
}

static void
feed(struct sql_ctx *c, struct lexer *lx)
{
	struct tok t;

	for (;;) {
		lx->pending = c->ntok > 0;
		lex_next(lx, &t);
		c->broken = c->broken || lx->broken;
		lx->broken = false;
		c->body.delim = lx->delim[0] != '\0';
		if (t.kind == TOK_EOF)
			return;
		if (t.kind == TOK_META) {
			ctx_meta(c, &t);
			if (c->dialect == SQL_POSTGRES && psql_sends(&t))
				finish(c);
		} else if (t.kind == TOK_BATCH) {
			finish(c);
			c->skip_batch = false;
			c->batch_start = true;
		} else if (t.kind == TOK_SEMI) {
			if (body_open(c))
				push(c, &t);
			else if (finish(c) && c->dialect == SQL_POSTGRES &&
			    (lx->flags & LEX_COPY_CODE) == 0) {
				c->copied = true;
				lex_skip_copy(lx);
			}
		} else if (!splice(c, lx, &t))
			push(c, &t);
	}
}

void
ctx_read(struct sql_ctx *c, const char *s, size_t n, unsigned flags,
    enum exec_mode exec)
{
	struct lexer lx;

	lex_init(&lx, c->a, s, n, c->dialect);
	if (flags != 0)
		lx.flags = flags;
	lx.exec = exec;
	lx.client = c->depth == 0;
	c->batch_start = true;
	feed(c, &lx);
	finish(c);
	c->versions += lx.versions;
}

void
ctx_nested(struct sql_ctx *c, const char *s, size_t n, bool proc,
    struct span where)
{
	struct sql_ctx in = *c;

	if (c->depth >= MAX_NEST || n > c->budget) {
		ctx_emit(c, SQL_DYNAMIC, 0, c->ntok)->unknown = true;
		return;
	}
	in.tok = NULL;
	in.ntok = in.captok = 0;
	in.broken = in.skip_batch = false;
	memset(&in.body, 0, sizeof in.body);
	in.proc = proc;
	in.depth++;
	in.budget -= n;
	if (!c->fixed_span)
		in.span = where;
	in.fixed_span = true;
	ctx_read(&in, s, n, 0, EXEC_ALL);
	c->tail = in.tail;
	c->budget = in.budget;
	c->steps = in.steps;
	c->vars = in.vars;
	c->nvars = in.nvars;
	c->any_var = in.any_var;
	c->stored = in.stored;
	c->nstored = in.nstored;
	c->odd_mode = c->odd_mode || in.odd_mode;
}

/* One reading of the whole text into a list of its own. */
static struct sql_stmt *
reading(struct sql_ctx *c, const char *s, size_t n, unsigned flags,
    enum exec_mode exec, const struct sql_var *vars)
{
	const struct sql_var *v;
	struct sql_stmt *head = NULL;
	struct sql_ctx in = { .a = c->a, .dialect = c->dialect,
	    .tail = &head };
	size_t count = 0;

	in.budget = 4 * n + 65536;
	in.steps = 64 * n + 65536;
	for (v = vars; v != NULL && count++ < MAX_VARS; v = v->next)
		ctx_set(&in, v->name, strlen(v->name), v->value, false);
	ctx_read(&in, s, n, flags, exec);
	c->versions = in.versions;
	c->copied = in.copied;
	c->odd_mode = c->odd_mode || in.odd_mode;
	return head;
}

/*
 * Of a second reading only what destroys counts, and only what the first did
 * not see: both lists are in the order of the text.
 */
static void
merge(struct sql_stmt **list, struct sql_stmt *more)
{
	struct sql_stmt **at = list, *next;

	for (; more != NULL; more = next) {
		bool seen = false;

		next = more->next;
		if (!sql_destroys(more) && more->shell == NULL)
			continue;
		while (*at != NULL && (*at)->span.off < more->span.off)
			at = &(*at)->next;
		for (struct sql_stmt **p = at; *p != NULL && !seen &&
		    (*p)->span.off == more->span.off; p = &(*p)->next)
			seen = (*p)->verb == more->verb &&
			    (*p)->bounded == more->bounded;
		if (seen)
			continue;
		more->next = *at;
		*at = more;
		at = &more->next;
	}
}

static bool
lone_cr(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] == '\r' && (i + 1 == n || s[i + 1] != '\n'))
			return true;
	return false;
}

/* After SET sql_mode or standard_conforming_strings. */
static const unsigned mode_flags[] = {
	LEX_HASH | LEX_DASH_SPACE | LEX_DQ_STRING | LEX_BACKTICK | LEX_EXEC,
	LEX_HASH | LEX_DASH_SPACE | LEX_BACKSLASH | LEX_BACKTICK | LEX_EXEC,
	LEX_HASH | LEX_DASH_SPACE | LEX_BACKTICK | LEX_EXEC,
	LEX_NESTED | LEX_DOLLAR | LEX_CR | LEX_ESTRING | LEX_BACKSLASH
};

/* A generic client may speak any of these. */
static const unsigned generic_flags[] = {
	LEX_HASH | LEX_BACKSLASH | LEX_DQ_STRING | LEX_BACKTICK | LEX_EXEC,
	LEX_NESTED | LEX_DOLLAR | LEX_CR | LEX_ESTRING,
	LEX_BRACKET | LEX_BACKTICK,
	LEX_NESTED | LEX_BRACKET
};

int
sql_analyse_vars(struct arena *a, const char *text, size_t len,
    enum sql_dialect d, const struct sql_var *vars, struct sql_stmt **out)
{
	struct sql_ctx c = { .a = a, .dialect = d };

	*out = NULL;
	if (len > SQL_MAX)
		return -1;
	*out = reading(&c, text, len, 0, EXEC_ALL, vars);
	if (c.versions > 0)
		for (int e = EXEC_NONE; e <= EXEC_MARIADB; e++)
			merge(out, reading(&c, text, len, 0,
			    (enum exec_mode)e, vars));
	else if (c.copied)
		merge(out, reading(&c, text, len, LEX_NESTED | LEX_DOLLAR |
		    LEX_CR | LEX_ESTRING | LEX_COPY_CODE, EXEC_ALL, vars));
	for (size_t i = 0; c.odd_mode && i < 3; i++)
		merge(out, reading(&c, text, len, mode_flags[d == SQL_MYSQL ||
		    d == SQL_GENERIC ? i : 3], EXEC_ALL, vars));
	if (d == SQL_TSQL && lone_cr(text, len))
		merge(out, reading(&c, text, len, LEX_NESTED | LEX_BRACKET |
		    LEX_CR, EXEC_ALL, vars));
	for (size_t i = 0; d == SQL_GENERIC && i < sizeof generic_flags /
	    sizeof generic_flags[0]; i++)
		merge(out, reading(&c, text, len, generic_flags[i], EXEC_ALL,
		    vars));
	return 0;
}

int
sql_analyse(struct arena *a, const char *text, size_t len,
    enum sql_dialect d, struct sql_stmt **out)
{
	return sql_analyse_vars(a, text, len, d, NULL, out);
}
