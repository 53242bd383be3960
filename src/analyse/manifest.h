/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_MANIFEST_H
#define ANALYSE_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* The objects that a Kubernetes manifest names, in block style YAML. A list
 * of objects, JSON and what else is not read set `unknown`. */
struct manifest_object {
	struct manifest_object *next;
	const char *kind;	/* "PersistentVolumeClaim"; NULL: not known */
	const char *name;	/* NULL: not known, or generated */
};

struct manifest {
	struct manifest_object *head;
	bool unknown;		/* there may be more than is listed */
};

/* Pure, linear in the text. Strings live in `a`. */
void manifest_parse(struct arena *a, const char *text, size_t len,
    struct manifest *out);

#endif
