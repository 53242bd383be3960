/* SPDX-License-Identifier: ISC */
#ifndef SYNTAX_PRINTER_H
#define SYNTAX_PRINTER_H

#include "syntax/lex.h"
#include "syntax/print.h"

/* Private to the printer: the text and the heredocs due at its next newline. */
struct printer {
	struct buf *out;
	const struct redir **due;
	size_t ndue, room;
	bool piped;		/* behind a |, where `time` is a word */
	bool hold;		/* all on one line: a heredoc due takes what
				   is behind it to the end of the text */
	bool source;		/* in the body of a heredoc, where a line of a
				   command may end it: as it was written */
	size_t base;		/* those below belong to an outer text */
};

void printer_parts(struct printer *pr, const struct part *part,
    enum lex_ctx ctx);
void printer_word(struct printer *pr, const struct word *w, enum lex_ctx ctx);
void printer_words(struct printer *pr, const struct word *w, const char *sep);

/* The commands of a body, each on its line. NULL prints nothing. */
void printer_block(struct printer *pr, const struct node *n);

/* A newline and the bodies that are due there. */
void printer_newline(struct printer *pr);

/* The same at the end of a command. */
void printer_end(struct printer *pr);

/* At the end of the text: what is still due. Frees what `pr` owns. */
void printer_finish(struct printer *pr);

void printer_simple(struct printer *pr, const struct node *n, bool piped);

void printer_assign(struct printer *pr, const struct assign *as);
void printer_redirs(struct printer *pr, const struct redir *r);

#endif
