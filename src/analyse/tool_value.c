/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/tool_data.h"

const char *
value_prefix(const struct value *v, size_t *n)
{
	size_t len = v->alt[0].prelen;

	for (unsigned i = 1; i < v->nalt; i++) {
		const struct valtext *t = &v->alt[i];
		size_t k = 0;

		while (k < len && k < t->prelen &&
		    t->pre[k] == v->alt[0].pre[k])
			k++;
		len = k;
	}
	*n = len;
	return v->alt[0].pre != NULL ? v->alt[0].pre : "";
}

struct value *
value_drop(struct arena *a, const struct value *v, size_t n)
{
	struct value *out = arena_alloc(a, sizeof *out);

	*out = *v;
	out->alt = arena_array(a, v->nalt, sizeof *out->alt);
	for (unsigned i = 0; i < v->nalt; i++) {
		out->alt[i] = v->alt[i];
		out->alt[i].pre += n;
		out->alt[i].prelen -= n;
	}
	return out;
}
