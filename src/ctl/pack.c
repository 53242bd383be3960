/* SPDX-License-Identifier: ISC */
#include "ctl/pack.h"

#include <string.h>

#include "base/io.h"
#include "base/jsonraw.h"
#include "policy/rule_load.h"

enum { PACK_MAX = 1024 * 1024 };

static bool
is_pack(const struct buf *text)
{
	struct buf copy = { 0 };
	bool yes = false;
	cJSON *j;

	/* Reading raw JSON writes into it. */
	buf_add(&copy, text->data, text->len);
	if (copy.len > 0 && !copy.failed) {
		j = jsonraw_parse(copy.data, copy.len);
		yes = j != NULL && jsonraw_string(j, "pack") != NULL;
		cJSON_Delete(j);
	}
	buf_free(&copy);
	return yes;
}

static int
tell(const char *path, const struct jsonproblem *p)
{
	struct buf b = { 0 };

	for (; p != NULL; p = p->next) {
		buf_printf(&b, "%s:%u:%u: ", path, p->line, p->column);
		buf_visible(&b, p->message, strlen(p->message), 1000);
		buf_char(&b, '\n');
	}
	ctl_flush(&b, stderr);
	buf_free(&b);
	return -1;
}

/* A new rule may not pose as a built-in one: it would shadow nothing, and a
 * refusal that names it would mislead. */
static int
check_ids(const char *path, const struct rule *const *r, size_t n)
{
	int status = 0;

	for (size_t i = 0; i < n; i++)
		if (rule_find(r[i]->id) != NULL) {
			fprintf(stderr, "%s: the id \"%s\" is a built-in "
			    "rule's\n", path, r[i]->id);
			status = -1;
		}
	return status;
}

int
pack_policy(const struct ctl *c, const char *path, struct policy *out)
{
	const struct jsonproblem *problems;
	const struct rule *const *r, **all;
	struct buf text = { 0 };
	struct err e = { 0 };
	size_t n, k = 0;

	if (io_read_file(path, PACK_MAX, 0, &text, &e) != 0 ||
	    !is_pack(&text)) {
		buf_free(&text);
		return 0;
	}
	r = rule_load_file(c->arena, path, arena_strndup(c->arena, text.data,
	    text.len), text.len, false, &n, &problems);
	buf_free(&text);
	if (problems != NULL)
		return tell(path, problems);
	if (check_ids(path, r, n) != 0)
		return -1;
	*out = *c->policy;
	all = arena_array(c->arena, out->nextra + n + 1, sizeof *all);
	for (size_t i = 0; i < out->nextra; i++)
		if (n == 0 || strcmp(out->extra[i]->pack, r[0]->pack) != 0)
			all[k++] = out->extra[i];
	memcpy(all + k, r, n * sizeof *all);
	out->extra = all;
	out->nextra = k + n;
	out->own = rule_index_new(c->arena, all, out->nextra);
	return 1;
}
