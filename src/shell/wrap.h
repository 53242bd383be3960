/* SPDX-License-Identifier: ISC */
#ifndef SHELL_WRAP_H
#define SHELL_WRAP_H

#include "base/buf.h"

/*
 * Append `text` to *out with lines of more than `cols` columns broken at
 * blanks, what follows indented as the texts of a refusal ("  why:     ") are,
 * elsewhere by two columns. A word that is too long is left to the
 * terminal; so is all of it on a screen of less than 30 columns. Sequences for
 * colours take no room, every character of UTF-8 takes one column.
 */
void wrap_text(const char *text, unsigned cols, struct buf *out);

#endif
