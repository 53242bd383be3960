/* SPDX-License-Identifier: ISC */
#ifndef SHELL_TABLES_H
#define SHELL_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * The aliases, functions and variables of the live shell as its hook printed
 * them (`alias -p`, `declare -f`, `declare -p`), or that of zsh (`alias -L`,
 * `functions`). For each line only those it
 * may use are handed to the judge, as texts that define them: reading all of
 * a bash with completion loaded costs more than the line.
 */
enum tables_kind { TABLES_ALIAS, TABLES_FUNCTION, TABLES_VARIABLE,
    TABLES_KINDS };

struct tables;

/* NULL when out of memory. */
struct tables *tables_new(void);
void tables_free(struct tables *t);

/* Put what was printed in the place of what was there. Nothing is owned. */
void tables_take(struct tables *t, enum tables_kind kind, const char *text,
    size_t len);

/* False until all kinds were taken once: then nothing is known. */
bool tables_known(const struct tables *t);

/* Does the text name an alias or a function? */
bool tables_named(const struct tables *t, const char *text, size_t len);

/*
 * Append to *out each definition that `text` names, and those they name in
 * turn, each ended by a NUL; all of them where the text may make up names.
 */
void tables_select(struct tables *t, const char *text, size_t len,
    struct buf *out);

#endif
