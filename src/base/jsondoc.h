/* SPDX-License-Identifier: ISC */
#ifndef BASE_JSONDOC_H
#define BASE_JSONDOC_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "base/arena.h"

/*
 * A JSON file that is read with all its mistakes: the reader keeps the path
 * to the value at hand, and each mistake becomes a problem with line and
 * column, so that one run shows them all.
 */
enum { JSONDOC_DEPTH = 32, JSONDOC_PROBLEMS = 100 };

struct jsonproblem {
	struct jsonproblem *next;
	const char *file;
	unsigned line, column;	/* from 1 */
	const char *message;
};

struct jsondoc {
	struct arena *a;
	const char *file;
	const char *text;
	size_t len;
	cJSON *root;		/* NULL when the text is not JSON */
	const char *path[JSONDOC_DEPTH + 1];
	unsigned depth;
	struct jsonproblem *head, **tail;
	unsigned nproblem;
};

/*
 * Parse text[0..len), which must outlive *d. Syntax errors and keys that
 * stand twice are problems already; d->root is NULL after a syntax error.
 * Problems live in `a`. jsondoc_close() frees the tree.
 */
void jsondoc_open(struct jsondoc *d, struct arena *a, const char *file,
    const char *text, size_t len);
void jsondoc_close(struct jsondoc *d);

/* Step to a member or an element, and back. `key` must stay valid. */
void jsondoc_key(struct jsondoc *d, const char *key);
void jsondoc_index(struct jsondoc *d, unsigned i);
void jsondoc_back(struct jsondoc *d);

/* A mistake of the value at hand, or of its key. */
void jsondoc_error(struct jsondoc *d, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void jsondoc_key_error(struct jsondoc *d, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Every key of object `o` must be one of `allowed` (NULL ended); others are
 * problems that name what is allowed. False when `o` is no object, which is
 * a problem too. */
bool jsondoc_keys(struct jsondoc *d, const cJSON *o,
    const char *const *allowed);

/*
 * Member `key` of `o` as text (copied to the arena), truth value, whole
 * number or list of texts (a single text counts as a list of one; NULL ended;
 * *n may be NULL). A wrong type is a problem. When the member is missing or
 * wrong the result is NULL, false, or `missing`.
 */
const char *jsondoc_string(struct jsondoc *d, const cJSON *o,
    const char *key);
bool jsondoc_bool(struct jsondoc *d, const cJSON *o, const char *key);
int jsondoc_int(struct jsondoc *d, const cJSON *o, const char *key,
    int missing);
const char *const *jsondoc_strings(struct jsondoc *d, const cJSON *o,
    const char *key, unsigned *n);

#endif
