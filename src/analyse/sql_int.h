/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_SQL_INT_H
#define ANALYSE_SQL_INT_H

/* Shared by the sql_*.c files and by nothing else. */

#include "analyse/sql.h"
#include "analyse/sql_lex.h"

struct sql_stored;

/* The state of one analysis. */
struct sql_ctx {
	struct arena *a;
	struct sql_stmt **tail;
	struct sql_stmt *head;
	enum sql_dialect dialect;
	struct sql_var *vars;
	unsigned nvars;
	bool any_var;		/* \gset: any variable may be assigned */
	bool any_if;		/* \if: an assignment may not happen */
	bool proc;		/* reading the body of a block */
	bool fixed_span;	/* inside a literal: spans are `span` */
	struct span span;
	unsigned depth;
	size_t budget;		/* bytes that may still be read */

	struct sql_stored *stored;	/* programs created so far */
	size_t body_from;	/* token where the body of one begins, or 0 */
	unsigned nstored;

	size_t steps;		/* bound on looking ahead */
	unsigned versions;	/* executable comments met */
	bool copied;		/* rows after COPY FROM STDIN were skipped */
	bool odd_mode;		/* strings may end elsewhere: SET sql_mode */

	/* the statement at hand */
	struct tok *tok;
	size_t ntok;
	size_t captok;
	bool broken;
	bool batch_start;	/* T-SQL: first of its batch */
	bool skip_batch;	/* T-SQL: in a CREATE PROCEDURE */
	struct {
		bool routine;	/* CREATE of something with a body */
		bool rule;	/* CREATE RULE: (a; b) */
		bool delim;	/* mysql: ; does not end what is sent */
		bool ended;	/* an END that may close a block */
		unsigned server;	/* blocks open to the server */
		unsigned client;	/* blocks open to psql */
		unsigned paren;
	} body;
};

/* In folded text: a piece that is not known. */
#define SQL_UNSEEN '\xff'

bool tok_is(const struct tok *t, const char *word);
bool tok_punct(const struct tok *t, char c);
bool tok_in(const struct tok *t, const char *const *words);

/* Token `i`, or a TOK_EOF past the end. */
const struct tok *ctx_tok(const struct sql_ctx *c, size_t i);

/* A new statement over tokens [i, j) at the end of the list. */
struct sql_stmt *ctx_emit(struct sql_ctx *c, enum sql_verb v, size_t i,
    size_t j);

/* sql_stmt.c: read `n` bytes at `s` and append what they do. */
void ctx_read(struct sql_ctx *c, const char *s, size_t n, unsigned flags,
    enum exec_mode exec);

/* Read a text found in a constant of this statement. */
void ctx_nested(struct sql_ctx *c, const char *s, size_t n, bool proc,
    struct span where);

/* sql_body.c: note a token; is a ; that follows inside a body? */
void body_note(struct sql_ctx *c, const struct tok *t);
bool body_open(struct sql_ctx *c);

/* sql_scan.c: what the statement in c->tok does. */
void ctx_scan(struct sql_ctx *c);

/* The verb at token i, if one is; true when it stands for the statement. */
bool ctx_verb(struct sql_ctx *c, size_t i, bool *stop);

/* sql_stored.c: keep what the program `name`, whose body begins at or behind
 * token i, does; add what the programs do that this statement runs. */
void ctx_store(struct sql_ctx *c, const char *object, const char *name,
    size_t i);
void ctx_run_stored(struct sql_ctx *c);

/* sql_ddl.c: DROP, TRUNCATE, ALTER, CREATE at token i. */
void ctx_drop(struct sql_ctx *c, size_t i);
void ctx_truncate(struct sql_ctx *c, size_t i);
void ctx_alter(struct sql_ctx *c, size_t i);
bool ctx_create(struct sql_ctx *c, size_t i);
bool sql_drop_object(const struct tok *t);

/* sql_dml.c: DELETE, UPDATE, MERGE at token i. */
void ctx_delete(struct sql_ctx *c, size_t i);
void ctx_update(struct sql_ctx *c, size_t i);
void ctx_merge(struct sql_ctx *c, size_t i);

/*
 * A name at token i into *name (NULL when it is a parameter); the index after
 * it. The list form fills s->name and s->names.
 */
size_t ctx_name(struct sql_ctx *c, size_t i, const char **name);
size_t ctx_names(struct sql_ctx *c, size_t i, struct sql_stmt *s);

/* sql_where.c: can the condition [i, j) exclude rows of `table`? */
bool where_bounds(const struct sql_ctx *c, size_t i, size_t j,
    const char *table);

/* Past the parenthesis that opens at i, at most `end`. */
size_t tok_skip_paren(const struct sql_ctx *c, size_t i, size_t end);

/* sql_dynamic.c: text that is run as SQL. True when token i was one. */
bool ctx_dynamic(struct sql_ctx *c, size_t i);

/* sql_fold.c: variables, and constants put together from pieces. */
struct folded {
	char *text;
	size_t len;
	bool partial;	/* some pieces are not known */
};
void ctx_fold(struct sql_ctx *c, size_t i, size_t j, struct folded *out);

/* Where an expression at i ends: at a comma, a ; or what closes it. */
size_t fold_end(struct sql_ctx *c, size_t i);

/* Looking `n` tokens ahead; false when that was done too often. */
bool ctx_afford(struct sql_ctx *c, size_t n);

/* Note what the token at i assigns to a variable. */
void ctx_assign(struct sql_ctx *c, size_t i);

/* The value of a variable; NULL when it was never assigned. */
const struct sql_var *ctx_var(const struct sql_ctx *c, const char *s,
    size_t n);

/* Assign; `add` keeps the older values as further statements. */
void ctx_set(struct sql_ctx *c, const char *name, size_t n,
    const char *value, bool add);

/* Can a statement start at token i? */
bool ctx_start(const struct sql_ctx *c, size_t i);

/* sql_meta.c: what a client command does. */
void ctx_meta(struct sql_ctx *c, const struct tok *t);

#endif
