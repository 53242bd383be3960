/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_ZSHREAD_H
#define ANALYSE_ZSHREAD_H

#include "syntax/ast.h"

/*
 * A text for zsh was read as bash's. Where zsh runs text that this reading
 * shows as inert (`${(e)x}`, the qualifiers of `*(e:'..':)`, what is put into
 * the parameter `functions`, `print -P`), returns what it is, for a message,
 * and sets *at; NULL when there is nothing of the kind. `$a[1]`, an element to
 * zsh, becomes a parameter whose value is not known.
 * From zshexpn(1), Parameter Expansion Flags and Glob Qualifiers; zsh 5.9.
 */
const char *zsh_unread(struct node *program, struct span *at);

/* Does zsh call a function of that name by itself? */
bool zsh_calls(const char *function);

#endif
