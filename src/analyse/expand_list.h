/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_EXPAND_LIST_H
#define ANALYSE_EXPAND_LIST_H

#include "analyse/expand.h"

/* Lists, for expand_param.c. */

/* Is there a pattern among $1 .. $n? It may be several of them. */
bool list_globbed(const struct args *g, size_t n);

/* Is the subscript @ or *? Then *star says which. */
bool list_whole(const struct word *sub, bool *star);

/* All elements of x, which may be NULL. */
void list_of_var(struct walk *w, const struct var *x, struct param_result *r);

/* ${name[sub]}; NULL when it is unset. */
struct value *list_element(struct walk *w, const char *name, size_t n,
    const struct word *sub);

/* Is there a backslash in it? bash takes it away, or not, by rules of its own
 * for the keys of a hash. */
bool list_escaped(const struct word *sub);

/* The key of index num, which counts from the end when it is negative; NULL
 * when that is not known. */
const char *list_key(struct walk *w, const struct var *x, long long num);

/* Does a word that may be several stand before the element, or is it one? */
bool list_shifted(const struct var *x, const char *key);

/* The element of x with that key, or any of them for NULL; NULL when it is
 * unset. */
struct value *list_at(struct walk *w, const struct var *x, const char *key);

/* ${!x@} and ${!x[@]}. */
void list_names(struct walk *w, const struct param *p,
    struct param_result *r);

/* ${@:2}, ${a[@]:1:3}: part of the list in r. */
void list_slice(struct walk *w, const struct param *p,
    struct param_result *r);

#endif
