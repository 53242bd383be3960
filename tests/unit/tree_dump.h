/* SPDX-License-Identifier: ISC */
#ifndef TREE_DUMP_H
#define TREE_DUMP_H

#include "base/buf.h"
#include "syntax/ast.h"

/*
 * Write every field of the tree except spans as one line of nested lists, so
 * that tests compare structure as text. Bytes that are not printable, blanks
 * and brackets in texts become %HH.
 */
void tree_dump(struct buf *out, const struct node *n);
void tree_dump_word(struct buf *out, const struct word *w);

#endif
