/* SPDX-License-Identifier: ISC */
/* What a grant lifts: a window rules in its scope, an approval one digest. */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "policy/grant.h"

static bool
in_scope(const char *const *scope, const struct rule *r)
{
	for (; scope != NULL && *scope != NULL; scope++)
		if (strcmp(*scope, "*") == 0 ||
		    strcmp(*scope, r->pack) == 0 || strcmp(*scope, r->id) == 0)
			return true;
	return false;
}

static bool
in_place(const struct window *w, struct arena *a, const struct effect *e,
    const struct context *ctx)
{
	bool production;

	if (w->place == GRANT_ANYWHERE)
		return true;
	if (e == NULL || ctx == NULL)
		return false;
	production = rule_production(a, e, ctx);
	return w->place == GRANT_PRODUCTION ? production : !production;
}

const struct window *
grant_covers(const struct grants *g, struct arena *a, const struct rule *r,
    const struct effect *e, const struct context *ctx)
{
	const struct window *w;
	size_t i;

	if (g == NULL || !in_scope(g->scope, r))
		return NULL;
	for (i = 0; i < g->nwindow; i++) {
		w = &g->window[i];
		if (w->shut == NULL && r->radius <= w->radius &&
		    in_scope(w->scope, r) && in_place(w, a, e, ctx))
			return w;
	}
	return NULL;
}

const struct window *
grant_approves(const struct grants *g, const char *digest)
{
	size_t i;

	for (i = 0; g != NULL && i < g->napproval; i++)
		if (g->approval[i].shut == NULL &&
		    strcmp(g->approval[i].digest, digest) == 0)
			return &g->approval[i];
	return NULL;
}

/* With its length in front, so that no two lists of parts give one text. */
static void
add_part(struct hash *h, const char *s, size_t n)
{
	char len[24];
	int k = snprintf(len, sizeof len, "%zu:", n);

	hash_add(h, len, (size_t)k);
	hash_add(h, s, n);
}

static void
add_text(struct hash *h, const char *s)
{
	if (s == NULL)
		hash_add(h, "-", 1);
	else
		add_part(h, s, strlen(s));
}

static void
add_list(struct hash *h, const char *const *list)
{
	for (; list != NULL && *list != NULL; list++)
		add_text(h, *list);
	hash_add(h, "|", 1);
}

void
grant_digest(const struct grant_subject *s, char out[65])
{
	struct hash h;
	char user[24];

	hash_init(&h);
	snprintf(user, sizeof user, "%lu", (unsigned long)s->uid);
	add_text(&h, user);
	add_text(&h, s->cwd);
	add_part(&h, s->line, s->len);
	add_list(&h, s->file);
	add_list(&h, s->hit);
	if (s->part != NULL)
		add_text(&h, s->part);
	hash_hex(&h, out);
}

const char *
grant_file(struct arena *a, const char *path, const char *text, size_t len)
{
	struct hash h;
	char hex[65];

	hash_init(&h);
	hash_add(&h, text, len);
	hash_hex(&h, hex);
	return arena_printf(a, "%s %s", hex, path);
}
