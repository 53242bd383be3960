/* SPDX-License-Identifier: ISC */
/*
 * The whole semantics of a verdict. It MUST hold:
 *  1. Text that was not understood is refused, whatever else is known.
 *  2. The guard's own protection and the floor come first and nothing lifts
 *     them: no window, no mode, no blockSet.off.
 *  3. What could be a floor command and cannot be told is refused too.
 *  4. A block-set rule refuses unless it is off or a window covers it.
 *  5. An unknown command name or unknown shell text is not lifted by a
 *     window: the floor could hide in it. SQL neither, if the owner says so.
 *  6. A tool's own work is let through by the block set alone.
 *  7. An approval lifts a refusal only as a whole: everything that refuses
 *     must be what was approved, and none of it may hide the floor.
 *  8. Observe mode turns block-set refusals into allows that say so.
 *  9. No path through this file ends without a verdict.
 */
#include "policy/decide.h"

#include <string.h>

#include "policy/decide_int.h"
#include "policy/match_cache.h"

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

static bool
raised(const struct policy *p, const struct rule *r)
{
	size_t i;

	for (i = 0; i < p->nraised; i++)
		if (p->raised[i] == r)
			return true;
	return false;
}

/* The command that this is, or is caused by, with words of variables. */
static const struct effect *
with_variables(const struct effect *e)
{
	while (e != NULL && e->added == NULL)
		e = e->via;
	return e;
}

/*
 * Do words of a variable say so that nobody set on this line? What a session
 * starts with is how the place is set up (PIP_INDEX_URL), and at the start of
 * a program what its tool was told (git -c, make -k): the line that said so
 * was judged. The floor looks at them all.
 */
static bool
ambient(const struct decision *d, const struct effect *e)
{
	e = with_variables(e);
	return e != NULL && (e->ambient || d->ctx->at_exec);
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
	if (ambient(d, f->effect))
		return;
	if (is_pack(r, "unknown"))
		f->layer = LAYER_UNKNOWN;
	if (r->defer && gates_see(d, f->effect)) {
		keep(&d->deferred, f);
		return;
	}
	f->window = grant_covers(d->grants, d->a, r, f->effect, d->ctx);
	if (f->window != NULL && decide_hides_floor(d, f->effect)) {
		f->layer = LAYER_FLOOR;
		f->match = MATCH_MAYBE;
		keep(&d->worst, f);
	} else if (f->window != NULL)
		keep(&d->lifted, f);
	else if (decide_approved_part(d, f))
		keep(&d->lifted, f);
	else if (d->policy->mode == MODE_OBSERVE)
		keep(&d->observed, f);
	else if (d->ctx->own_work != NULL &&
	    d->ctx->own_work(d->ctx->own_work_arg, f->effect))
		keep(&d->own, f);
	else {
		decide_note_hit(d, f);
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

const char *
decide_describe(struct arena *a, const struct effect *e)
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
	if (cmd->norm == NULL)
		return NULL;
	text = norm_print(a, cmd->norm);
	cmd = with_variables(cmd);
	return cmd == NULL ? text :
	    arena_printf(a, "%s (with %s)", text, cmd->added);
}

static void
fill(const struct decision *d, struct verdict *out, const struct finding *f)
{
	const struct rule *r = f->rule;
	struct arena *a = d->a;

	out->layer = f->layer;
	out->span = f->effect->span;
	out->matched = decide_describe(a, f->effect);
	out->lifted_by_window = f->layer == LAYER_BLOCK ||
	    (f->layer == LAYER_UNKNOWN && !decide_hides_floor(d, f->effect));
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
		fill(&d, out, &d.worst);
		if (decide_approved(&d, effects, out))
			out->kind = VERDICT_ALLOW;
		return;
	}
	if (not_understood(effects, a, out))
		return;
	out->kind = VERDICT_ALLOW;
	if (d.deferred.layer != LAYER_NONE) {
		fill(&d, out, &d.deferred);
		out->kind = VERDICT_DEFER;
	} else if (d.observed.layer != LAYER_NONE) {
		fill(&d, out, &d.observed);
		out->observed = true;
	} else if (d.own.layer != LAYER_NONE) {
		fill(&d, out, &d.own);
		out->own_work = true;
	} else if (d.lifted.layer != LAYER_NONE)
		fill(&d, out, &d.lifted);
	if (d.lifted.window != NULL)
		out->window = d.lifted.window->id;
}
