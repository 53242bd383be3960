/* SPDX-License-Identifier: ISC */
/*
 * The whole semantics of a verdict. It MUST hold:
 *  1. Text that was not understood is refused, whatever else is known.
 *  2. The guard's own protection and the floor come first and nothing lifts
 *     them: no window, no mode, no blockSet.off.
 *  3. What could be a floor command and cannot be told is refused too.
 *  4. A block-set rule refuses unless it is off or a window covers it.
 *  5. An unknown command name or unknown shell text is not lifted by a
 *     window: the floor could hide in it.
 *  6. A tool's own work is let through by the block set alone.
 *  7. An approval lifts a refusal only as a whole: everything that refuses
 *     must be what was approved, and none of it may hide the floor.
 *  8. Observe mode turns block-set refusals into allows that say so.
 *  9. No path through this file ends without a verdict.
 */
#include "policy/decide.h"

#include <string.h>

#include "analyse/tool_data.h"
#include "policy/match_cache.h"

enum { CANDIDATES_MAX = 1024, HITS_MAX = 32 };

/* What a rule said about an effect, kept until all effects were seen. */
struct finding {
	enum layer layer;
	const struct rule *rule;	/* or NULL: floor entry */
	const struct floor_entry *entry;
	const struct effect *effect;
	enum match match;
	const struct window *window;	/* that covers it */
};

struct decision {
	struct arena *a;
	const struct policy *policy;
	const struct grants *grants;
	const struct context *ctx;
	struct finding worst;		/* the refusal, if any */
	struct finding lifted;		/* first that a window let pass */
	struct finding observed;	/* first that observe mode let pass */
	struct finding own;		/* first of a tool's own work */
	struct finding deferred;
	const char **hit;		/* what the block set refused */
	size_t nhit;
	bool whole;			/* nothing else refused */
};

static bool
is_pack(const struct rule *r, const char *pack)
{
	return strcmp(r->pack, pack) == 0;
}

/* Lower is worse: the order in which refusals are reported. */
static int
rank(const struct finding *f)
{
	switch (f->layer) {
	case LAYER_SELF:
		return 0;
	case LAYER_FLOOR:
		return f->match == MATCH_YES ? 1 : 2;
	case LAYER_BLOCK:
		return 3;
	case LAYER_UNKNOWN:
		return 4;
	default:
		return 5;
	}
}

static void
keep(struct finding *slot, const struct finding *f)
{
	if (slot->layer == LAYER_NONE || rank(f) < rank(slot))
		*slot = *f;
}

/* The builtin whose effect a gate sees although nothing is exec'd. */
static bool
signals(const struct effect *e)
{
	return e->kind == EFFECT_SIGNAL || (e->kind == EFFECT_COMMAND &&
	    e->norm != NULL && strcmp(e->norm->name, "kill") == 0);
}

/* Are the kernel gates able to judge this effect when it happens? */
static bool
gates_see(const struct decision *d, const struct effect *e)
{
	return d->ctx->tier != TIER_LINE_ONLY &&
	    d->policy->unknown == UNKNOWN_DEFER && e->where == WHERE_LOCAL &&
	    (!e->builtin || signals(e));
}

/* MUST 5: could the floor hide in this unknown? */
static bool
hides_floor(const struct effect *e)
{
	return e->kind == EFFECT_UNKNOWN && (e->unknown == UNKNOWN_COMMAND ||
	    e->unknown == UNKNOWN_SHELL || e->unknown == UNKNOWN_SPLICED ||
	    e->unknown == UNKNOWN_REMOTE ||
	    e->unknown == UNKNOWN_STDIN_SCRIPT);
}

static const char *describe(struct arena *a, const struct effect *e);

static const char *
hit_text(const struct decision *d, const struct finding *f)
{
	const char *matched = describe(d->a, f->effect);

	return arena_printf(d->a, "%s: %s", f->rule->id,
	    matched != NULL ? matched : f->rule->title);
}

/* Note what an approval would have to lift. */
static void
note_hit(struct decision *d, const struct finding *f)
{
	const char *text;
	size_t i;

	if (hides_floor(f->effect))
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
static bool
approved_part(const struct decision *d, const struct finding *f)
{
	const char *const *s = d->grants != NULL ? d->grants->approved : NULL;
	const char *text;

	if (s == NULL || hides_floor(f->effect))
		return false;
	for (text = hit_text(d, f); *s != NULL; s++)
		if (strcmp(*s, text) == 0 || turned_out(d, f, *s))
			return true;
	return false;
}

static bool
raised(const struct policy *p, const struct rule *r)
{
	size_t i;

	for (i = 0; i < p->nraised; i++)
		if (p->raised[i] == r)
			return true;
	return false;
}

static void
apply_block(struct decision *d, struct finding *f)
{
	const struct rule *r = f->rule;

	if (f->match != MATCH_YES || policy_rule_off(d->policy, r))
		return;
	/* What is not known before a program runs is known when it does. */
	if (d->ctx->at_exec && (f->effect->file != NULL ||
	    is_pack(r, "unknown")))
		return;
	if (is_pack(r, "unknown"))
		f->layer = LAYER_UNKNOWN;
	if (r->defer && gates_see(d, f->effect)) {
		keep(&d->deferred, f);
		return;
	}
	f->window = grant_covers(d->grants, d->a, r, f->effect, d->ctx);
	if (f->window != NULL && hides_floor(f->effect)) {
		f->layer = LAYER_FLOOR;
		f->match = MATCH_MAYBE;
		keep(&d->worst, f);
	} else if (f->window != NULL)
		keep(&d->lifted, f);
	else if (approved_part(d, f))
		keep(&d->lifted, f);
	else if (d->policy->mode == MODE_OBSERVE)
		keep(&d->observed, f);
	else if (d->ctx->own_work != NULL &&
	    d->ctx->own_work(d->ctx->own_work_arg, f->effect))
		keep(&d->own, f);
	else {
		note_hit(d, f);
		keep(&d->worst, f);
	}
}

static void
apply_rule(struct decision *d, const struct rule *r, const struct effect *e)
{
	struct finding f = { .layer = LAYER_BLOCK, .rule = r, .effect = e };

	f.match = rule_match(d->a, r, e, d->ctx);
	if (f.match == MATCH_NO)
		return;
	if (is_pack(r, "self")) {
		f.layer = LAYER_SELF;
		if (f.match == MATCH_YES)
			keep(&d->worst, &f);
	} else if (raised(d->policy, r)) {
		f.layer = LAYER_FLOOR;
		keep(&d->worst, &f);
	} else
		apply_block(d, &f);
}

static void
apply_effect(struct decision *d, const struct effect *e)
{
	struct finding f = { .layer = LAYER_FLOOR, .effect = e };
	const struct rule *r;
	struct rule_walk w;

	f.match = policy_floor_match(d->policy, e, d->a, &f.entry);
	/* The unknown inside a file is left to the kernel gates, as the
	 * unknown inside any other program is. */
	if (f.match == MATCH_YES ||
	    (f.match == MATCH_MAYBE && e->origin == ORIGIN_LINE &&
	    !gates_see(d, e)))
		keep(&d->worst, &f);
	rule_walk_begin(&w, e, d->policy->own);
	while ((r = rule_walk_next(&w)) != NULL)
		apply_rule(d, r, e);
}

static const char *
describe(struct arena *a, const struct effect *e)
{
	const struct effect *cmd = e;
	const char *text;

	switch (e->kind) {
	case EFFECT_READ:
	case EFFECT_WRITE:
	case EFFECT_DELETE:
	case EFFECT_META:
		if (e->abs != NULL && e->abs[0] != NULL)
			return e->abs[0];
		break;
	case EFFECT_ASSIGN:
		text = e->value != NULL ? value_text(e->value) : NULL;
		return arena_printf(a, "%s=%s", e->name,
		    text != NULL ? text : "?");
	default:
		break;
	}
	if (e->kind != EFFECT_COMMAND && e->via != NULL)
		cmd = e->via;
	return cmd->norm != NULL ? norm_print(a, cmd->norm) : NULL;
}

static void
fill(struct verdict *out, const struct finding *f, struct arena *a)
{
	const struct rule *r = f->rule;

	out->layer = f->layer;
	out->span = f->effect->span;
	out->matched = describe(a, f->effect);
	out->lifted_by_window = f->layer == LAYER_BLOCK ||
	    (f->layer == LAYER_UNKNOWN && !hides_floor(f->effect));
	if (f->layer == LAYER_FLOOR && f->match == MATCH_MAYBE) {
		out->rule = "floor/unseen";
		out->title = "This could be a command on the floor, and its "
		    "text does not show";
		out->why = f->entry != NULL ?
		    arena_printf(a, "the floor entry \"%s\" could match once "
		    "the unknown part is known", f->entry->text) :
		    "a command of the floor could hide in the unknown part";
		out->instead = "write the command out with literal words";
		return;
	}
	if (r == NULL) {
		out->rule = f->entry->text;
		out->title = "On the owner's neverAllow floor";
		out->why = f->entry->why != NULL ? f->entry->why :
		    arena_printf(a, "%s line %u says so",
		    f->entry->file != NULL ? f->entry->file :
		    "the starter policy", f->entry->line);
		return;
	}
	out->rule = r->id;
	out->title = r->title;
	out->why = r->why;
	out->instead = r->instead;
}

/* MUST 1. Returns true when the text itself settles the verdict. */
static bool
not_understood(const struct effects *effects, struct arena *a,
    struct verdict *out)
{
	if (effects->status == EFFECTS_OK)
		return false;
	out->layer = effects->status == EFFECTS_LIMIT ? LAYER_LIMIT :
	    LAYER_UNPARSED;
	out->rule = effects->status == EFFECTS_LIMIT ? "limit" : "unparsed";
	out->title = effects->status == EFFECTS_LIMIT ?
	    "Larger or deeper than the guard judges" :
	    "The guard cannot read this as bash";
	out->why = arena_printf(a, "%s (line %u, column %u)",
	    effects->message != NULL ? effects->message : "not understood",
	    effects->line, effects->column);
	out->span = effects->at;
	out->instead = effects->status == EFFECTS_LIMIT ?
	    "split it into smaller commands" : "check the quoting";
	return true;
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

/* MUST 6. True when an approval lifts the refusal; else out->digest says what
 * one would be for. */
static bool
approved(struct decision *d, const struct effects *effects,
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

void
decide(struct arena *a, const struct effects *effects,
    const struct policy *policy, const struct grants *grants,
    const struct context *ctx, struct verdict *out)
{
	struct decision d = { .a = a, .policy = policy, .grants = grants,
	    .ctx = ctx, .whole = true };
	const struct effect *e;

	memset(out, 0, sizeof *out);
	out->kind = VERDICT_REFUSE;
	if (ctx->cache != NULL)
		match_cache_begin(ctx->cache);
	for (e = effects->head; e != NULL; e = e->next)
		apply_effect(&d, e);
	if (d.worst.layer != LAYER_NONE) {
		fill(out, &d.worst, a);
		if (approved(&d, effects, out))
			out->kind = VERDICT_ALLOW;
		return;
	}
	if (not_understood(effects, a, out))
		return;
	out->kind = VERDICT_ALLOW;
	if (d.deferred.layer != LAYER_NONE) {
		fill(out, &d.deferred, a);
		out->kind = VERDICT_DEFER;
	} else if (d.observed.layer != LAYER_NONE) {
		fill(out, &d.observed, a);
		out->observed = true;
	} else if (d.own.layer != LAYER_NONE) {
		fill(out, &d.own, a);
		out->own_work = true;
	} else if (d.lifted.layer != LAYER_NONE)
		fill(out, &d.lifted, a);
	if (d.lifted.window != NULL)
		out->window = d.lifted.window->id;
}
