/* SPDX-License-Identifier: ISC */
/* What an approval would have to lift, and whether one does: MUST 7 of
 * decide.c. */
#include <string.h>

#include "analyse/tool_data.h"
#include "policy/decide_int.h"

enum { HITS_MAX = 32 };

bool
decide_hides_floor(const struct decision *d, const struct effect *e)
{
	/* SQL that a client is fed: the owner says, floorUnseen. */
	if (e->kind == EFFECT_UNKNOWN && e->unknown == UNKNOWN_SQL)
		return d->policy->floor_unseen_refuse;
	return e->kind == EFFECT_UNKNOWN && (e->unknown == UNKNOWN_COMMAND ||
	    e->unknown == UNKNOWN_SHELL || e->unknown == UNKNOWN_SPLICED ||
	    e->unknown == UNKNOWN_REMOTE ||
	    e->unknown == UNKNOWN_STDIN_SCRIPT);
}

static const char *
hit_text(const struct decision *d, const struct finding *f)
{
	const char *matched = decide_describe(d->a, f->effect);

	return arena_printf(d->a, "%s: %s", f->rule->id,
	    matched != NULL ? matched : f->rule->title);
}

/* Note what an approval would have to lift. */
void
decide_note_hit(struct decision *d, const struct finding *f)
{
	const char *text;
	size_t i;

	if (decide_hides_floor(d, f->effect))
		d->whole = false;
	if (!d->whole)
		return;
	text = hit_text(d, f);
	for (i = 0; i < d->nhit; i++)
		if (strcmp(d->hit[i], text) == 0)
			return;
	if (d->nhit == HITS_MAX) {
		d->whole = false;
		return;
	}
	if (d->hit == NULL)
		d->hit = arena_array(d->a, HITS_MAX + 1, sizeof *d->hit);
	d->hit[d->nhit++] = text;
}

/* The program of this effect; of a signal, who sends it. */
static const char *
actor(const struct decision *d, const struct effect *e)
{
	if (d->ctx->sender != NULL)
		return d->ctx->sender;
	if (e->kind != EFFECT_COMMAND && e->via != NULL)
		e = e->via;
	return e->norm != NULL ? e->norm->name : "";
}

static bool
is_shell(const char *name)
{
	const struct tool *t = tool_find(name);

	return t != NULL && t->top.posix;
}

/*
 * Is the finding what `hit` turned out to be? That was approved by a rule that
 * leaves to the gates what it does: then they see another rule of its pack,
 * and the same program. A shell sends the signals of `kill` itself.
 */
static bool
turned_out(const struct decision *d, const struct finding *f, const char *hit)
{
	size_t n = strcspn(hit, ":"), len;
	const char *by = actor(d, f->effect), *tool;
	const struct rule *r = rule_find(arena_strndup(d->a, hit, n));

	if (r == NULL || !r->defer || strcmp(r->pack, f->rule->pack) != 0 ||
	    strncmp(hit + n, ": ", 2) != 0)
		return false;
	tool = hit + n + 2;
	len = strcspn(tool, " ");
	if (strlen(by) == len && memcmp(tool, by, len) == 0)
		return true;
	return d->ctx->sender != NULL && len == 4 &&
	    memcmp(tool, "kill", 4) == 0 && is_shell(by);
}

/* Part of a running line that an approval let pass? */
bool
decide_approved_part(const struct decision *d, const struct finding *f)
{
	const char *const *s = d->grants != NULL ? d->grants->approved : NULL;
	const char *text;

	if (s == NULL || decide_hides_floor(d, f->effect))
		return false;
	for (text = hit_text(d, f); *s != NULL; s++)
		if (strcmp(*s, text) == 0 || turned_out(d, f, *s))
			return true;
	return false;
}

/* The files that the verdict rests on; NULL when one could not be read. */
static const char *const *
files(struct arena *a, const struct effects *effects)
{
	const struct read_file *f;
	const char **out;
	size_t n = 0;

	for (f = effects->files; f != NULL; f = f->next) {
		if (f->text == NULL)
			return NULL;
		n++;
	}
	out = arena_array(a, n + 1, sizeof *out);
	for (f = effects->files; f != NULL; f = f->next)
		out[--n] = grant_file(a, f->path, f->text, f->len);
	return out;
}

/* True when an approval lifts the refusal; else out->digest says what
 * one would be for. */
bool
decide_approved(struct decision *d, const struct effects *effects,
    struct verdict *out)
{
	const struct context *ctx = d->ctx;
	struct grant_subject s = { .uid = ctx->uid, .cwd = ctx->cwd,
	    .line = ctx->line, .len = ctx->line_len, .part = ctx->part };
	const struct window *w;

	if (!d->whole || d->nhit == 0 || effects->status != EFFECTS_OK ||
	    ctx->line == NULL || (d->worst.layer != LAYER_BLOCK &&
	    d->worst.layer != LAYER_UNKNOWN) ||
	    (out->file = files(d->a, effects)) == NULL)
		return false;
	out->hit = d->hit;
	s.file = out->file;
	s.hit = out->hit;
	grant_digest(&s, out->digest);
	w = grant_approves(d->grants, out->digest);
	if (w != NULL)
		out->approval = w->id;
	return w != NULL;
}
