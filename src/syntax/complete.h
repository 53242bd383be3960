/* SPDX-License-Identifier: ISC */
#ifndef SYNTAX_COMPLETE_H
#define SYNTAX_COMPLETE_H

#include "syntax/ast.h"

/*
 * How many complete commands an interactive bash reads from `program`, the
 * tree of `text`: it reads and runs up to a newline, so items joined on one
 * line, or over lines by && and ||, are one command. NULL holds none.
 */
unsigned complete_count(const char *text, const struct node *program);

#endif
