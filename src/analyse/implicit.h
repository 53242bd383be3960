/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_IMPLICIT_H
#define ANALYSE_IMPLICIT_H

#include "analyse/walk_int.h"

/* Between walk_implicit.c and the tools whose configuration it reads. */

bool implicit_listed(const char *s, const char *const *list);

/*
 * Is the configuration still what the files say when `e` runs? No, when an
 * earlier command of the line is neither a builtin, a plain reader nor
 * `safe`, or when a wrapper may change the environment.
 */
bool implicit_settled(const struct walk *w, const struct effect *e,
    bool (*safe)(const struct norm *));

enum implicit_read { IMPLICIT_READ, IMPLICIT_ABSENT, IMPLICIT_UNKNOWN };

/* The text of a configuration file. It does not count as one of the files
 * that a line may name. */
enum implicit_read implicit_file(struct walk *w, const char *abs,
    const char **text, size_t *len);

/*
 * What was found out under `key` before, or NULL; and to keep it. A script may
 * hold thousands of commands that ask for the same configuration. Only for
 * what cannot change while the line is read.
 */
void *implicit_known(const struct walk *w, const char *key);
void implicit_keep(struct walk *w, const char *key, void *what);

/* Variable `name` as `e` will see it into *out (NULL: unset); false when it
 * cannot be told. */
bool implicit_variable(struct walk *w, const struct effect *e,
    const char *name, const char **out);

/* Replace e->norm by a copy with room for `more` options and operands. */
struct norm *implicit_edit(struct walk *w, struct effect *e, unsigned more);

/* Add what is not on the line; v NULL: all there are. */
void implicit_option(struct norm *n, const char *name,
    enum operand_kind kind, const struct value *v, unsigned argc);
void implicit_operand(struct norm *n, enum operand_kind kind,
    const struct value *v, const char *canon, unsigned argc);

/* implicit_git.c: remote and branch of a push. */
void implicit_git(struct walk *w, struct effect *e);

/* implicit_kube.c: context, namespace, and what a manifest names. */
void implicit_kube(struct walk *w, struct effect *e);

#endif
