/* SPDX-License-Identifier: ISC */
/*
 * Programs that a text stores on the server and then runs itself: a function
 * that is created and selected, a trigger and the INSERT that fires it. To
 * create one does nothing yet; a later mention does what its body does.
 */
#include <string.h>
#include <strings.h>

#include "analyse/sql_int.h"

enum { STORED_MAX = 256, BODY_MAX = 64 };

struct sql_stored {
	struct sql_stored *next;
	const char *name;	/* last part, unquoted */
	bool fires;		/* a trigger or a rule: no mention needed */
	struct sql_stmt *does;
};

static const char *const called[] = { "FUNCTION", "PROCEDURE", "PROC",
    "PACKAGE", "AGGREGATE", NULL };
static const char *const fired[] = { "TRIGGER", "RULE", "EVENT", NULL };

static bool
listed(const char *s, const char *const *list)
{
	for (; s != NULL && *list != NULL; list++)
		if (strcmp(s, *list) == 0)
			return true;
	return false;
}

static const char *
last_part(const char *name)
{
	const char *dot = name != NULL ? strrchr(name, '.') : NULL;

	return dot != NULL ? dot + 1 : name;
}

static bool
mentions(const struct sql_ctx *c, const char *name)
{
	size_t n = name != NULL ? strlen(name) : 0;

	/* T-SQL runs a procedure whose name begins a batch. */
	for (size_t i = c->dialect != SQL_TSQL; n > 0 && i < c->ntok; i++) {
		const struct tok *t = &c->tok[i];

		if ((t->kind == TOK_WORD || t->kind == TOK_IDENT) &&
		    t->tlen == n && strncasecmp(t->text, name, n) == 0)
			return true;
	}
	return false;
}

static void
append(struct sql_ctx *c, const struct sql_stmt *does)
{
	for (unsigned n = 0; does != NULL && n < BODY_MAX; n++) {
		struct sql_stmt *s = ctx_emit(c, does->verb, 0, c->ntok);
		struct span span = s->span;
		struct sql_stmt *next = s->next;

		*s = *does;
		s->span = span;
		s->next = next;
		does = does->next;
	}
	if (does != NULL)
		ctx_emit(c, SQL_DYNAMIC, 0, c->ntok)->unknown = true;
}

/* What tokens [i, ..) do when they run at last, as a list of its own. */
static struct sql_stmt *
body(struct sql_ctx *c, size_t i, bool fires)
{
	struct sql_stmt **tail = c->tail, *head = NULL;
	bool proc = c->proc, stop = false;

	c->tail = &head;
	c->proc = true;
	if (tok_punct(ctx_tok(c, i), '('))
		i = tok_skip_paren(c, i, c->ntok);
	for (size_t k = i; c->dialect == SQL_TSQL && k < c->ntok; k++)
		if (tok_is(&c->tok[k], "AS") && !tok_is(ctx_tok(c, k + 1),
		    "BEGIN")) {
			i = k + 1;
			break;
		}
	c->body_from = i;
	for (; i < c->ntok; i++) {
		const struct tok *t = &c->tok[i];
		struct span where = { t->off, t->len };

		if (t->kind == TOK_STRING && i > 0 &&
		    tok_is(&c->tok[i - 1], "AS"))
			ctx_nested(c, t->text, t->tlen, true, where);
		else
			ctx_verb(c, i, &stop);
	}
	/* EXECUTE FUNCTION f(): f was stored before. */
	for (const struct sql_stored *s = c->stored; fires && s != NULL;
	    s = s->next)
		if (!s->fires && mentions(c, s->name))
			append(c, s->does);
	c->proc = proc;
	c->tail = tail;
	c->body_from = 0;
	return head;
}

/* There is more in the body than was looked at. */
static struct sql_stmt *
unseen(struct sql_ctx *c, struct sql_stmt *does)
{
	struct sql_stmt *s = arena_alloc(c->a, sizeof *s);

	s->verb = SQL_DYNAMIC;
	s->dialect = c->dialect;
	s->bounded = s->unknown = true;
	s->next = does;
	return s;
}

void
ctx_store(struct sql_ctx *c, const char *object, const char *name, size_t i)
{
	bool fires = listed(object, fired);
	struct sql_stored *s;

	if ((!fires && !listed(object, called)) || c->nstored >= STORED_MAX ||
	    !ctx_afford(c, c->ntok - i))
		return;
	c->nstored++;
	s = arena_alloc(c->a, sizeof *s);
	s->name = last_part(name);
	s->fires = fires;
	/* Its own name in its body is no call of it. */
	s->does = body(c, i, fires);
	if (c->dialect == SQL_TSQL)	/* it goes on to the end of the batch */
		s->does = unseen(c, s->does);
	s->next = c->stored;
	c->stored = s;
}

void
ctx_run_stored(struct sql_ctx *c)
{
	static const char *const only_names[] = { "DROP", "ALTER", "COMMENT",
	    "GRANT", "REVOKE", "SHOW", "EXPLAIN", NULL };
	static const char *const changes[] = { "INSERT", "UPDATE", "DELETE",
	    "REPLACE", "MERGE", "COPY", "LOAD", "TRUNCATE", "WITH", NULL };
	const struct tok *head = &c->tok[0];

	if (c->stored == NULL || c->ntok == 0 || tok_in(head, only_names) ||
	    !ctx_afford(c, c->ntok))
		return;
	/* What a trigger calls runs when it fires. */
	for (size_t i = 1; tok_is(head, "CREATE") && i < 8; i++)
		if (tok_in(ctx_tok(c, i), fired))
			return;
	for (const struct sql_stored *s = c->stored; s != NULL; s = s->next) {
		if (s->fires ? tok_in(head, changes) : mentions(c, s->name))
			append(c, s->does);
	}
}
