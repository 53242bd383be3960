/* SPDX-License-Identifier: ISC */
#ifndef SYNTAX_PRINT_H
#define SYNTAX_PRINT_H

#include "base/buf.h"
#include "syntax/ast.h"

/*
 * Write `program` as shell text that parses to the same tree (spans aside):
 * one command per line, quotes normalised. For tests and `platectl explain`.
 * What stands in a heredoc or in ${ a; } is printed as it was written.
 * Not for a `${ a}` that only bash 5.2 can read, as a bad parameter: its reading
 * hangs on how the lines behind it lie.
 */
void print_program(struct buf *out, const struct node *program);

/* Write one word, requoted. */
void print_word(struct buf *out, const struct word *w);

#endif
