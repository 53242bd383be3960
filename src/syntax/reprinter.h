/* SPDX-License-Identifier: ISC */
#ifndef SYNTAX_REPRINTER_H
#define SYNTAX_REPRINTER_H

#include "syntax/reprint.h"

/*
 * Shared by reprint*.c: the state of bash's printer that decides where the
 * body of a heredoc lands: in a list or pipeline it waits (`due`) for the next
 * operator, which may lie in another command; behind one, a separator is left
 * out (`was`).
 */
struct press {
	struct buf *out;
	const char *s;			/* what the spans refer to */
	const struct redir *due;	/* the first of one command's */
	unsigned lists;			/* around here */
	unsigned functions;
	bool was;
};

/* --- reprint.c: lists ---------------------------------------------------- */
void press_node(struct press *pr, const struct node *n);

/* --- reprint_compound.c -------------------------------------------------- */
void press_compound(struct press *pr, const struct node *n);
void press_function(struct press *pr, const struct node *n);

/* --- reprint_redir.c: redirections, heredocs, simple commands ------------ */
void press_text(struct press *pr, const char *text);
/* An operator, then the bodies that are due; `;` itself is not printed. */
void press_flush(struct press *pr, const char *op);
void press_flush_due(struct press *pr);
void press_semicolon(struct press *pr);
/* `both`: and the 2>&1 that |& stands for. */
void press_redirs(struct press *pr, const struct redir *r, bool both);
void press_both(struct press *pr, const struct node *n);
void press_words(struct press *pr, const struct word *w, const char *sep);
void press_simple(struct press *pr, const struct node *n);

/* --- reprint_word.c ------------------------------------------------------ */
void reprint_raw(struct buf *out, const char *s, size_t n);
void reprint_assign(struct buf *out, const char *s, const struct assign *as);
void reprint_quoted(struct buf *out, const char *text, size_t len);

#endif
