/* SPDX-License-Identifier: ISC */
#ifndef SYNTAX_REPRINT_H
#define SYNTAX_REPRINT_H

#include "base/buf.h"
#include "syntax/ast.h"

/*
 * Private to src/syntax. bash 5.2 keeps of $( ) and <( ) the tree it has read,
 * prints that and runs what it printed; the two differ where its printer
 * (print_cmd.c) places heredocs, reserved words and separators otherwise than
 * they stood. Writes that text of `n`, whose spans refer to `s`.
 */
void reprint_body(struct buf *out, const char *s, const struct node *n);

/* One word as bash keeps it, substitutions printed. For the tests, too. */
void reprint_word(struct buf *out, const char *s, const struct word *w);

#endif
