/* SPDX-License-Identifier: ISC */
/* Variables, and the constant text that an expression amounts to. */
#include <string.h>
#include <strings.h>

#include "analyse/sql_int.h"

enum { MAX_VARS = 256 };

/* Stands for a piece that is not known; a word byte, so that it joins. */
static const char unseen[] = { SQL_UNSEEN, '\0' };

const struct sql_var *
ctx_var(const struct sql_ctx *c, const char *s, size_t n)
{
	const struct sql_var *v;

	for (v = c->vars; v != NULL; v = v->next)
		if (strlen(v->name) == n && (c->dialect == SQL_POSTGRES ?
		    memcmp(v->name, s, n) : strncasecmp(v->name, s, n)) == 0)
			return v;
	return NULL;
}

void
ctx_set(struct sql_ctx *c, const char *name, size_t n, const char *value,
    bool add)
{
	struct sql_var *v = (struct sql_var *)ctx_var(c, name, n);
	size_t cost;

	if (v == NULL) {
		if (c->nvars++ >= MAX_VARS) {
			c->any_var = true;
			return;
		}
		v = arena_alloc(c->a, sizeof *v);
		v->name = arena_strndup(c->a, name, n);
		v->value = value;
		v->next = c->vars;
		c->vars = v;
		return;
	}
	if (!add || v->value == NULL || value == NULL) {
		v->value = value;
		return;
	}
	cost = strlen(v->value) + strlen(value) + 2;
	if (cost > c->budget) {
		v->value = NULL;
		return;
	}
	c->budget -= cost;
	v->value = arena_printf(c->a, "%s;\n%s", v->value, value);
}

bool
ctx_afford(struct sql_ctx *c, size_t n)
{
	if (c->steps < n) {
		c->steps = 0;
		return false;
	}
	c->steps -= n;
	return true;
}

size_t
fold_end(struct sql_ctx *c, size_t i)
{
	static const char *const stops[] = { "INTO", "USING", "LOOP", "EXEC",
	    "EXECUTE", "SELECT", "DECLARE", "SET", "PRINT", "IF", "BEGIN",
	    "END", "GO", "FROM", "WHERE", "AT", "DROP", "DELETE", "UPDATE",
	    NULL };
	size_t depth = 0, start = i;

	for (; i < c->ntok; i++) {
		const struct tok *t = &c->tok[i];

		/* An empty expression is one that is not known. */
		if (!ctx_afford(c, 1))
			return start;
		if (tok_punct(t, '('))
			depth++;
		else if (tok_punct(t, ')') && depth-- == 0)
			break;
		else if (depth == 0 && (t->kind == TOK_SEMI ||
		    tok_punct(t, ',') || (i > start && tok_in(t, stops))))
			break;
	}
	return i;
}

static void
add(struct folded *f, const char *s, size_t n)
{
	memcpy(f->text + f->len, s, n);
	f->len += n;
	f->text[f->len] = '\0';
}

static const struct sql_var *
value_of(struct sql_ctx *c, const struct tok *t, bool *partial)
{
	const struct sql_var *v = ctx_var(c, t->text, t->tlen), *p;
	char mark[128];

	if (v == NULL || v->value == NULL)
		return NULL;
	if (t->tlen + 2 < sizeof mark) {
		mark[0] = '?';
		memcpy(mark + 1, t->text, t->tlen);
		p = ctx_var(c, mark, t->tlen + 1);
		*partial = *partial || p != NULL;
	} else
		*partial = true;
	return v;
}

/* format('.. %I ..', a): the pattern, with what is known in its places. */
static void
fold_format(struct sql_ctx *c, size_t i, size_t j, struct folded *f)
{
	const struct tok *t = ctx_tok(c, i), *arg;
	size_t next = i + 1;

	for (size_t k = 0; k < t->tlen; k++) {
		if (t->text[k] != '%' || k + 1 >= t->tlen) {
			add(f, t->text + k, 1);
			continue;
		}
		while (++k + 1 < t->tlen && strchr("0123456789$-",
		    t->text[k]) != NULL)
			f->partial = true;
		if (t->text[k] == '%') {
			add(f, "%", 1);
			continue;
		}
		arg = ctx_tok(c, next + 1);
		if (tok_punct(ctx_tok(c, next), ',') && next + 1 < j &&
		    arg->kind == TOK_STRING && f->len < 4096)
			add(f, arg->text, arg->tlen);
		else {
			add(f, unseen, strlen(unseen));
			f->partial = true;
		}
		if (next < j)
			next = fold_end(c, next + 1);
	}
}

static size_t
fold_size(struct sql_ctx *c, size_t i, size_t j)
{
	size_t n = 64;
	bool ignored = false;

	for (; i < j && i < c->ntok; i++) {
		const struct tok *t = &c->tok[i];
		const struct sql_var *v = NULL;

		if (t->kind == TOK_PARAM || t->kind == TOK_WORD)
			v = value_of(c, t, &ignored);
		n += 4 * (size_t)t->tlen + 16;
		if (v != NULL)
			n += strlen(v->value);
	}
	return n;
}

void
ctx_fold(struct sql_ctx *c, size_t i, size_t j, struct folded *f)
{
	static const char *const joins[] = { "CONCAT", "N", "E", "CAST",
	    "CONVERT", "AS", "TEXT", "VARCHAR", "NVARCHAR", "MAX", "TRIM",
	    "LTRIM", "RTRIM", "COALESCE", "ISNULL", NULL };
	size_t size = fold_size(c, i, j);

	memset(f, 0, sizeof *f);
	if (size > c->budget) {
		f->text = arena_strdup(c->a, "");
		f->partial = true;
		return;
	}
	c->budget -= size;
	f->text = arena_alloc(c->a, size + 1);
	for (; i < j && i < c->ntok; i++) {
		const struct tok *t = &c->tok[i];
		const struct sql_var *v;

		if (t->kind == TOK_STRING)
			add(f, t->text, t->tlen);
		else if (t->kind == TOK_PUNCT && strchr("|+,():",
		    t->text[0]) != NULL)
			continue;
		else if (tok_in(t, joins))
			continue;
		else if (tok_is(t, "FORMAT") && ctx_tok(c, i + 2)->kind ==
		    TOK_STRING) {
			size_t end = tok_skip_paren(c, i + 1, j);

			fold_format(c, i + 2, end, f);
			i = end - 1;
		} else if ((v = value_of(c, t, &f->partial)) != NULL)
			add(f, v->value, strlen(v->value));
		else if (t->kind == TOK_NUMBER)
			add(f, t->text, t->tlen);
		else {
			f->partial = true;
			add(f, unseen, strlen(unseen));
			if (tok_punct(ctx_tok(c, i + 1), '('))
				i = tok_skip_paren(c, i + 1, j) - 1;
		}
	}
}

/* In a PL/pgSQL block: `q text :=`, `q varchar(9) :=` or `q :=`. */
static const struct tok *
assigned_local(const struct sql_ctx *c, size_t i)
{
	static const char *const starts[] = { "DECLARE", "BEGIN", "THEN",
	    "ELSE", "LOOP", "CONSTANT", NULL };
	size_t j = i - 1;

	if (tok_punct(&c->tok[j], ')'))
		while (j > 0 && i - j < 8 && !tok_punct(&c->tok[j], '('))
			j--;
	if (tok_punct(&c->tok[j], '(') && j > 0)
		j--;
	if (j > 0 && tok_is(&c->tok[j - 1], "CONSTANT"))
		j--;
	if (j > 0 && c->tok[j - 1].kind == TOK_WORD &&
	    !tok_in(&c->tok[j - 1], starts))
		j--;
	return c->tok[j].kind == TOK_WORD ? &c->tok[j] : NULL;
}

/* The variable left of the = at i, past a type if it is a DECLARE. */
static const struct tok *
assigned(const struct sql_ctx *c, size_t i)
{
	for (size_t back = 1; back <= i && back < 8; back++) {
		const struct tok *t = &c->tok[i - back];

		if (t->kind == TOK_PARAM && t->text[0] == '@')
			return t;
		if (t->kind == TOK_SEMI || tok_punct(t, ',') ||
		    tok_is(t, "WHERE"))
			break;
	}
	return c->proc && c->dialect != SQL_TSQL && c->dialect != SQL_MYSQL ?
	    assigned_local(c, i) : NULL;
}

/* A text that is appended to in a loop is not worth its bytes. */
enum { APPENDED_MAX = 65536 };

void
ctx_assign(struct sql_ctx *c, size_t i)
{
	const struct tok *t = &c->tok[i], *name;
	const struct sql_var *old = NULL;
	bool appends = false;
	struct folded f;
	char *mark;

	if (tok_is(t, "INTO") || tok_is(ctx_tok(c, i + 1), "OUTPUT")) {
		name = tok_is(t, "INTO") ? ctx_tok(c, i + 1) : t;
		if (name->kind == TOK_PARAM || c->proc)
			ctx_set(c, name->text, name->tlen, NULL, false);
		return;
	}
	if (!tok_punct(t, '=') && !(tok_is(t, "DEFAULT") && c->proc))
		return;
	if (i > 0 && (tok_punct(&c->tok[i - 1], ':') ||
	    tok_punct(&c->tok[i - 1], '+'))) {
		appends = tok_punct(&c->tok[i - 1], '+');
		i--;
	}
	if (i == 0 || (name = assigned(c, i)) == NULL)
		return;
	for (i++; tok_punct(ctx_tok(c, i), '='); )
		i++;
	ctx_fold(c, i, fold_end(c, i), &f);
	/* SET @s += 'more' of T-SQL. */
	if (appends)
		old = ctx_var(c, name->text, name->tlen);
	if (old != NULL && old->value != NULL && f.text != NULL &&
	    strlen(old->value) + f.len <= APPENDED_MAX)
		ctx_set(c, name->text, name->tlen, arena_printf(c->a, "%s%s",
		    old->value, f.text), false);
	else
		ctx_set(c, name->text, name->tlen, f.text, true);
	if (f.partial) {
		mark = arena_printf(c->a, "?%.*s", (int)name->tlen,
		    name->text);
		ctx_set(c, mark, strlen(mark), "", false);
	}
}
