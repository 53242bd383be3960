/* SPDX-License-Identifier: ISC */
/* SQL that runs SQL: its text is read when it is constant. */
#include <string.h>
#include <strings.h>

#include "analyse/sql_int.h"

static void
run(struct sql_ctx *c, size_t i, size_t j)
{
	struct span where = { 0, 0 };
	struct folded f;

	if (i < c->ntok) {
		size_t last = j > c->ntok ? c->ntok - 1 : j - 1;

		where.off = c->tok[i].off;
		if (last >= i)
			where.len = c->tok[last].off + c->tok[last].len -
			    where.off;
	}
	ctx_fold(c, i, j, &f);
	if (f.len > 0)
		ctx_nested(c, f.text, f.len, c->proc, where);
	if (f.partial || f.len == 0)
		ctx_emit(c, SQL_DYNAMIC, i > 0 ? i - 1 : 0, j)->unknown = true;
}

static void
run_string(struct sql_ctx *c, size_t i, bool proc)
{
	const struct tok *t = ctx_tok(c, i);
	struct span where = { t->off, t->len };

	ctx_nested(c, t->text, t->tlen, proc, where);
}

/* DO [LANGUAGE x] 'body' */
static bool
run_do(struct sql_ctx *c, size_t i)
{
	struct sql_stmt *s = ctx_emit(c, SQL_OTHER, i, c->ntok);
	bool found = false, foreign = false;

	s->object = "DO";
	for (size_t k = i + 1; k < c->ntok; k++) {
		const struct tok *t = &c->tok[k];

		if (t->kind == TOK_STRING && !found &&
		    !tok_is(&c->tok[k - 1], "LANGUAGE")) {
			run_string(c, k, true);
			found = true;
		} else if (k > 0 && tok_is(&c->tok[k - 1], "LANGUAGE") &&
		    !(t->tlen == 7 && strncasecmp(t->text, "plpgsql", 7) == 0))
			foreign = true;
	}
	if (!found || foreign) {
		s->verb = SQL_DYNAMIC;
		s->unknown = true;
	}
	return true;
}

/* Procedures of SQL Server whose string arguments are SQL, or a command. */
static bool
run_procedure(struct sql_ctx *c, size_t i)
{
	static const char *const runs[] = { "sp_executesql", "sp_sqlexec",
	    "sp_msforeachtable", "sp_msforeachdb", "sp_execute_remote",
	    "sp_prepexec", "sp_prepare", NULL };
	size_t end;

	while (tok_punct(ctx_tok(c, i + 1), '.'))
		i += tok_punct(ctx_tok(c, i + 2), '.') ? 3 : 2;
	if (tok_is(ctx_tok(c, i), "xp_cmdshell")) {
		struct sql_stmt *s = ctx_emit(c, SQL_CALL, i, i + 2);
		struct folded f;

		ctx_fold(c, i + 1, fold_end(c, i + 1), &f);
		s->object = "XP_CMDSHELL";
		s->shell = f.text;
		s->shell_len = f.len;
		s->unknown = f.partial;
		return true;
	}
	for (size_t k = 0; runs[k] != NULL; k++) {
		const struct tok *t = ctx_tok(c, i);

		if (t->tlen != strlen(runs[k]) ||
		    strncasecmp(t->text, runs[k], t->tlen) != 0)
			continue;
		i++;
		if (ctx_tok(c, i)->kind == TOK_PARAM &&
		    tok_punct(ctx_tok(c, i + 1), '='))
			i += 2;
		end = fold_end(c, i);
		run(c, i, end);
		return true;
	}
	return false;
}

static bool
run_exec_tsql(struct sql_ctx *c, size_t i)
{
	struct sql_stmt *s;

	if (tok_punct(ctx_tok(c, i), '(')) {
		bool can = ctx_afford(c, c->ntok - i);

		run(c, i + 1, can ? tok_skip_paren(c, i, c->ntok) - 1 : i + 1);
		return true;
	}
	if (tok_is(ctx_tok(c, i), "AS"))
		return false;
	if (ctx_tok(c, i)->kind == TOK_PARAM &&
	    tok_punct(ctx_tok(c, i + 1), '='))
		i += 2;
	if (run_procedure(c, i))
		return true;
	s = ctx_emit(c, SQL_CALL, i, i + 1);
	s->object = "PROCEDURE";
	ctx_name(c, i, &s->name);
	if (s->name == NULL) {
		s->verb = SQL_DYNAMIC;
		s->unknown = true;
	}
	return true;
}

/* EXECUTE of a statement prepared here was judged when it was prepared. */
static bool
run_prepared(struct sql_ctx *c, size_t i)
{
	const struct tok *t = ctx_tok(c, i);
	char name[80];
	int n = (int)(t->tlen > 64 ? 64 : t->tlen);

	memcpy(name, "prepared ", 9);
	memcpy(name + 9, t->text, (size_t)n);
	if (ctx_var(c, name, 9 + (size_t)n) == NULL)
		ctx_emit(c, SQL_DYNAMIC, i, i + 1)->unknown = true;
	return true;
}

static bool
run_execute(struct sql_ctx *c, size_t i)
{
	const struct tok *t = ctx_tok(c, i);

	if (c->dialect == SQL_TSQL)
		return run_exec_tsql(c, i);
	if (tok_is(t, "IMMEDIATE") || tok_punct(t, '(') ||
	    t->kind == TOK_STRING || (c->proc && c->dialect == SQL_POSTGRES)) {
		i += tok_is(t, "IMMEDIATE");
		run(c, i, fold_end(c, i));
		return true;
	}
	if (tok_is(t, "FUNCTION") || tok_is(t, "PROCEDURE") ||
	    tok_is(t, "ON") || t->kind == TOK_PUNCT)
		return false;
	if (c->dialect == SQL_GENERIC && t->kind == TOK_WORD &&
	    run_procedure(c, i))
		return true;
	return run_prepared(c, i);
}

static bool
run_prepare(struct sql_ctx *c, size_t i)
{
	const struct tok *t = ctx_tok(c, i);
	char *name = arena_printf(c->a, "prepared %.*s",
	    (int)(t->tlen > 64 ? 64 : t->tlen), t->text);

	ctx_set(c, name, strlen(name), "", false);
	if (!tok_is(ctx_tok(c, i + 1), "FROM"))
		return false;
	run(c, i + 2, fold_end(c, i + 2));
	return true;
}

/* Functions whose string arguments the server runs. */
static bool
run_function(struct sql_ctx *c, size_t i)
{
	static const char *const names[] = { "dblink", "dblink_exec",
	    "dblink_send_query", "query_to_xml", "query_to_xml_and_xmlschema",
	    "crosstab", "connectby", "eval", "schedule", "schedule_in_database",
	    "exec_sql", "execute_sql", "remote", NULL };
	const struct tok *t = ctx_tok(c, i);
	size_t end, k;

	if (t->kind != TOK_WORD || !tok_punct(ctx_tok(c, i + 1), '(') ||
	    !tok_in(t, names))
		return false;
	if (!ctx_afford(c, c->ntok - i)) {
		ctx_emit(c, SQL_DYNAMIC, i, i + 1)->unknown = true;
		return false;
	}
	end = tok_skip_paren(c, i + 1, c->ntok);
	for (k = i + 2; k < end; k = fold_end(c, k) + 1)
		if (ctx_tok(c, k)->kind == TOK_STRING)
			run(c, k, fold_end(c, k));
	return false;
}

bool
ctx_dynamic(struct sql_ctx *c, size_t i)
{
	const struct tok *t = &c->tok[i];

	if (run_function(c, i))
		return true;
	if (!ctx_start(c, i))
		return false;
	if (tok_is(t, "DO") && i == 0 && c->dialect != SQL_MYSQL &&
	    c->dialect != SQL_TSQL)
		return run_do(c, i);
	if (tok_is(t, "EXECUTE") || (tok_is(t, "EXEC") &&
	    (c->dialect == SQL_TSQL || c->dialect == SQL_GENERIC)))
		return c->dialect == SQL_GENERIC && tok_is(t, "EXEC") ?
		    run_exec_tsql(c, i + 1) : run_execute(c, i + 1);
	if (tok_is(t, "PREPARE") && !tok_is(ctx_tok(c, i + 1), "TRANSACTION"))
		return run_prepare(c, i + 1);
	if (i == 0 && (c->dialect == SQL_TSQL || c->dialect == SQL_GENERIC) &&
	    t->kind != TOK_STRING)
		return run_procedure(c, i);
	return false;
}
