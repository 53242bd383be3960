/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_KUBECONFIG_H
#define ANALYSE_KUBECONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/*
 * What a kubeconfig file says about where commands go: the current context
 * and the namespace of each. Only the block style that kubectl itself writes
 * is read; anything else (flow style, anchors, tabs) sets `unknown`.
 */
struct kubecontext {
	struct kubecontext *next;
	const char *name;
	const char *namespace;	/* NULL: not set, "default" */
};

struct kubeconfig {
	const char *current;	/* NULL or "": none */
	struct kubecontext *contexts;
	bool unknown;
};

/* Pure, linear in the text. Strings live in `a`. */
void kubeconfig_parse(struct arena *a, const char *text, size_t len,
    struct kubeconfig *out);

/* The context of that name, or NULL. */
const struct kubecontext *kubeconfig_context(const struct kubeconfig *k,
    const char *name);

#endif
