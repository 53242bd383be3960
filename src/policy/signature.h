/* SPDX-License-Identifier: ISC */
#ifndef POLICY_SIGNATURE_H
#define POLICY_SIGNATURE_H

#include <stdbool.h>

#include "analyse/effect.h"
#include "base/arena.h"

/*
 * A signature is the neverAllow language (doc/rules-format.md): a command, a
 * kind of SQL statement, or a sequence of words.
 */
struct signature;

/* NO, YES, or MAYBE: an unknown word of the command could make it match. */
enum match { MATCH_NO, MATCH_MAYBE, MATCH_YES };

/* Parse `text`. NULL with *why set (static text) when it holds no word or an
 * unbalanced quote. */
const struct signature *signature_parse(struct arena *a, const char *text,
    const char **why);

/* Does effect `e` do what the signature says? Pure. */
enum match signature_match(const struct signature *s, const struct effect *e);

/* The normal form for people: "git push --force origin main", "SQL: DROP
 * TABLE". For `policy explain`. */
const char *signature_print(struct arena *a, const struct signature *s);

/* Canonical tool name it begins with, or NULL (SQL, words): the index key. */
const char *signature_tool(const struct signature *s);

#endif
