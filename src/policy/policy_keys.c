/* SPDX-License-Identifier: ISC */
/*
 * The keys of a policy file as one table: name, type, and what setting it
 * does. A later file can only tighten; what it may not do is a warning.
 */
#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "policy/hours.h"
#include "policy/policy_key.h"

static void
set_mode(struct load *l, const struct key *k, const cJSON *v)
{
	bool enforce = load_word(k->words, v->valuestring) == 1;

	if (l->tighten && !enforce && l->p->mode == MODE_ENFORCE)
		load_ignored(l);
	else
		l->p->mode = enforce ? MODE_ENFORCE : MODE_OBSERVE;
}

static void
set_unknown(struct load *l, const struct key *k, const cJSON *v)
{
	bool refuse = load_word(k->words, v->valuestring) == 1;

	if (l->tighten && !refuse && l->p->unknown == UNKNOWN_REFUSE)
		load_ignored(l);
	else
		l->p->unknown = refuse ? UNKNOWN_REFUSE : UNKNOWN_DEFER;
}

static void
set_floor_unseen(struct load *l, const struct key *k, const cJSON *v)
{
	bool refuse = load_word(k->words, v->valuestring) == 1;

	if (l->tighten && !refuse && l->p->floor_unseen_refuse)
		load_ignored(l);
	else
		l->p->floor_unseen_refuse = refuse;
}

static void
set_tier(struct load *l, const struct key *k, const cJSON *v)
{
	static const enum tier tiers[] = { TIER_LINE_ONLY, TIER_LINE_ONLY,
	    TIER_UNVERIFIED, TIER_FULL };
	enum tier t = tiers[load_word(k->words, v->valuestring)];

	bool off = load_word(k->words, v->valuestring) == 1;

	if (l->tighten && (t < l->p->tier || (off && !l->p->gates_off)))
		load_ignored(l);
	else {
		l->p->tier = t;
		l->p->gates_off = off;
	}
}

/* True is the stricter value: a later file may say it, not take it back. */
static void
set_stricter(struct load *l, bool *slot, bool value)
{
	if (l->tighten && !value && *slot)
		load_ignored(l);
	else
		*slot = value;
}

static void
set_isolate(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	set_stricter(l, &l->p->isolate, cJSON_IsTrue(v));
}

static void
set_unreachable(struct load *l, const struct key *k, const cJSON *v)
{
	bool refuse = load_word(k->words, v->valuestring) == 0;

	if (refuse)
		l->p->unreachable = UNREACHABLE_REFUSE;
	else if (l->tighten && !policy_spills(l->p))
		load_ignored(l);
	else
		l->p->unreachable = UNREACHABLE_SPILL;
}

static void
set_record_exec(struct load *l, const struct key *k, const cJSON *v)
{
	bool full = load_word(k->words, v->valuestring) == 2;

	if (l->tighten && !full && l->p->record_exec)
		load_ignored(l);
	else
		l->p->record_exec = full;
}

static void
set_floor(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	load_floor(l, v);
}

static void
set_off(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	if (l->tighten && cJSON_GetArraySize(v) > 0)
		load_ignored(l);
	else
		load_block_off(l, v);
}

/* Rules below this radius are off: a smaller number is tighter. */
static void
set_radius(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	if (v->valuedouble != v->valueint || v->valueint < 1 ||
	    v->valueint > 5)
		load_error(l, "expected 1 (all rules) to 5 (none)");
	else if (l->tighten && v->valueint > l->p->threshold)
		load_ignored(l);
	else
		l->p->threshold = v->valueint;
}

static void
set_raised(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	load_block_floor(l, v);
}

static void
set_mask(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	load_mask(l, v);
}

static void
set_sinks(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	load_sinks(l, v);
}

static void
set_rotate_size(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	load_rotate_size(l, v);
}

static void
set_rotate_keep(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	if (v->valuedouble != v->valueint || v->valueint < 0)
		load_error(l, "expected how many rotated files are kept, 0 "
		    "for all");
	else if (l->tighten)
		load_ignored(l);
	else
		l->p->rotate_keep = (unsigned)v->valueint;
}

static void
set_sink_error(struct load *l, const struct key *k, const cJSON *v)
{
	bool refuse = load_word(k->words, v->valuestring) == 1;

	set_stricter(l, &l->p->sink_refuse, refuse);
}

/* A later file may add a recording, not take one away. */
static void
set_io(struct load *l, const struct key *k, const cJSON *v)
{
	(void)k;
	set_stricter(l, &l->p->record_io, cJSON_IsTrue(v));
}

static void
set_line_editor(struct load *l, const struct key *k, const cJSON *v)
{
	bool own = load_word(k->words, v->valuestring) > 0;

	if (l->tighten && !own && l->p->own_line)
		load_ignored(l);
	else
		l->p->own_line = own;
}

/* Who may qualify: a later file keeps only whom both name. */
static void
set_operators(struct load *l, const struct key *k, const cJSON *v)
{
	const char *const *in = load_strings(l, v);
	const char *const *old = l->p->operators;

	(void)k;
	l->p->operators = !l->tighten || old == NULL ? in :
	    load_common(l, old, in);
}

static void
set_hours(struct load *l, const struct key *k, const cJSON *v)
{
	const char *const *in = load_strings(l, v);
	const char *why;
	struct hours h;
	unsigned i;

	(void)k;
	for (i = 0; in[i] != NULL; i++) {
		load_push_index(l, i);
		if (hours_parse(in[i], &h, &why) != 0)
			load_error(l, "\"%.60s\": %s; expected times like "
			    "\"Mon-Fri 09:00-18:00 Europe/Berlin\"", in[i],
			    why);
		load_pop(l);
	}
	if (in[0] == NULL)
		return;
	if (l->tighten && l->p->window_hours != NULL)
		load_ignored(l);
	else
		l->p->window_hours = in;
}

static void
set_claude_only(struct load *l, const struct key *k, const cJSON *v)
{
	(void)v;
	load_warn(l, "\"%s\" belongs to Claude Code and is not read here",
	    k->name);
}

#define AT(m) .at = offsetof(struct policy, m)
#define END { .name = NULL }

static const struct key window_keys[] = {
	{ "duration", KEY_STRING, load_set_duration, AT(window_default),
	    .claude = true },
	{ "max", KEY_STRING, load_set_duration, AT(window_max), .claude = true },
	{ "grace", KEY_STRING, load_set_duration, AT(window_grace),
	    .claude = true },
	{ "scope", KEY_ARRAY, load_set_scope, AT(window_scope), .claude = true },
	{ "hours", KEY_ARRAY, .set = set_hours },
	END
};

static const struct key permission_keys[] = {
	{ "releaseWindow", KEY_OBJECT, load_read_object, window_keys,
	    .claude = true },
	{ "neverAllow", KEY_ARRAY, set_floor, .claude = true },
	{ "allow", KEY_ARRAY, .set = set_claude_only },
	{ "deny", KEY_ARRAY, .set = set_claude_only },
	{ "ask", KEY_ARRAY, .set = set_claude_only },
	END
};

static const struct key qualification_keys[] = {
	{ "valid", KEY_STRING, load_set_duration, AT(qualification_valid) },
	END
};

static const struct key block_keys[] = {
	{ "off", KEY_ARRAY, .set = set_off },
	{ "floor", KEY_ARRAY, .set = set_raised },
	{ "radius", KEY_NUMBER, .set = set_radius },
	END
};

static const struct key context_keys[] = {
	{ "project", KEY_STRING, load_set_path, AT(project) },
	{ "production", KEY_ARRAY, load_set_adding, AT(production) },
	{ "protectedBranches", KEY_ARRAY, load_set_adding,
	    AT(protected_branches) },
	{ "scratch", KEY_ARRAY, load_set_scratch, AT(scratch) },
	END
};

static const struct key rotate_keys[] = {
	{ "age", KEY_STRING, load_set_duration, AT(rotate_age) },
	{ "keep", KEY_NUMBER, .set = set_rotate_keep },
	{ "size", KEY_STRING, .set = set_rotate_size },
	END
};

static const struct key record_keys[] = {
	{ "io", KEY_BOOL, .set = set_io },
	{ "mask", KEY_ARRAY, .set = set_mask },
	{ "onSinkError", KEY_STRING, set_sink_error, .words = "warn|refuse" },
	{ "rotate", KEY_OBJECT, load_read_object, .sub = rotate_keys },
	{ "sinks", KEY_ARRAY, .set = set_sinks },
	{ "exec", KEY_STRING, set_record_exec,
	    .words = "none|summary|full" },
	{ "unreachable", KEY_STRING, set_unreachable,
	    .words = "refuse|spill" },
	END
};

const struct key load_top_keys[] = {
	{ "permissions", KEY_OBJECT, load_read_object, permission_keys,
	    .claude = true },
	{ "operators", KEY_ARRAY, .set = set_operators },
	{ "qualification", KEY_OBJECT, load_read_object, .sub = qualification_keys },
	{ "blockSet", KEY_OBJECT, load_read_object, .sub = block_keys },
	{ "context", KEY_OBJECT, load_read_object, .sub = context_keys },
	{ "mode", KEY_STRING, set_mode, .words = "observe|enforce" },
	{ "unknown", KEY_STRING, set_unknown, .words = "defer|refuse" },
	{ "floorUnseen", KEY_STRING, set_floor_unseen,
	    .words = "log|refuse" },
	{ "tier", KEY_STRING, set_tier,
	    .words = "any|line-only|unverified|full" },
	{ "isolate", KEY_BOOL, .set = set_isolate },
	{ "shell", KEY_STRING, load_set_path, AT(shell) },
	{ "lineEditor", KEY_STRING, set_line_editor,
	    .words = "shell|own|libedit" },
	{ "prefixKey", KEY_STRING, load_set_prefix_key, AT(prefix_key) },
	{ "record", KEY_OBJECT, load_read_object, .sub = record_keys },
	END
};
