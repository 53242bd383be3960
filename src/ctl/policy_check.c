/* SPDX-License-Identifier: ISC */
/* The policy in force, key by key, and which file each value is from. */
#include <string.h>

#include "base/exitcode.h"
#include "ctl/policy.h"

struct view {
	const struct ctl *c;
	const struct policy *p;
	struct buf *b;
	bool json, first;
};

/* The files that gave the key its value, or the built-in default. */
static void
origins(const struct view *v, const char *key)
{
	size_t n = 0;

	buf_str(v->b, v->json ? ",\"origin\":[" : "  (");
	for (size_t i = 0; i < v->p->norigin; i++) {
		const struct policy_origin *o = &v->p->origin[i];

		if (strcmp(o->key, key) != 0)
			continue;
		if (v->json) {
			buf_printf(v->b, "%s{\"file\":", n > 0 ? "," : "");
			buf_json(v->b, o->file, strlen(o->file));
			buf_printf(v->b, ",\"line\":%u}", o->line);
		} else
			buf_printf(v->b, "%s%s:%u", n > 0 ? ", " : "",
			    o->file, o->line);
		n++;
	}
	if (!v->json && n == 0)
		buf_str(v->b, "built-in");
	buf_str(v->b, v->json ? "]}" : ")\n");
}

static void
begin(struct view *v, const char *key)
{
	if (!v->json) {
		buf_printf(v->b, "%-35s", key);
		return;
	}
	buf_printf(v->b, "%s\n{\"key\":\"%s\",\"value\":",
	    v->first ? "" : ",", key);
	v->first = false;
}

static void
text(struct view *v, const char *key, const char *value)
{
	begin(v, key);
	if (v->json)
		buf_json(v->b, value, strlen(value));
	else
		buf_visible(v->b, value, strlen(value), 200);
	origins(v, key);
}

static void
list(struct view *v, const char *key, const char *const *s,
    const char *empty)
{
	begin(v, key);
	if (v->json)
		buf_char(v->b, '[');
	else if (s == NULL || *s == NULL)
		buf_str(v->b, empty);
	for (size_t i = 0; s != NULL && s[i] != NULL; i++) {
		buf_str(v->b, i == 0 ? "" : v->json ? "," : " ");
		if (v->json)
			buf_json(v->b, s[i], strlen(s[i]));
		else
			buf_visible(v->b, s[i], strlen(s[i]), 200);
	}
	buf_str(v->b, v->json ? "]" : "");
	origins(v, key);
}

static void
raised(struct view *v)
{
	const char **id = arena_array(v->c->arena, v->p->nraised + 1,
	    sizeof *id);

	for (size_t i = 0; i < v->p->nraised; i++)
		id[i] = v->p->raised[i]->id;
	list(v, "blockSet.floor", id, "none");
}

static void
floor_entries(struct view *v)
{
	const char **entry = arena_array(v->c->arena, v->p->nfloor + 1,
	    sizeof *entry);

	for (size_t i = 0; i < v->p->nfloor; i++)
		entry[i] = v->p->floor[i].text;
	if (v->json)
		list(v, "permissions.neverAllow", entry, "");
	else {
		begin(v, "permissions.neverAllow");
		buf_printf(v->b, "%zu entries", v->p->nfloor);
		origins(v, "permissions.neverAllow");
	}
}

static void
gates_and_shell(struct view *v)
{
	static const char *const tiers[] = { [TIER_LINE_ONLY] = "any",
	    [TIER_UNVERIFIED] = "unverified", [TIER_FULL] = "full" };
	const struct policy *p = v->p;

	text(v, "tier", p->gates_off ? "line-only" : tiers[p->tier]);
	text(v, "isolate", p->isolate ? "true" : "false");
	text(v, "shell", p->shell);
	text(v, "lineEditor", p->own_line ? "own" : "shell");
	text(v, "prefixKey", p->prefix_key);
}

static void
records(struct view *v)
{
	const struct policy *p = v->p;
	struct arena *a = v->c->arena;

	text(v, "record.exec", p->record_exec ? "full" : "summary");
	text(v, "record.io", p->record_io ? "true" : "false");
	text(v, "record.mask", arena_printf(a, "%zu patterns", p->nmask));
	text(v, "record.rotate.size", p->rotate_size == 0 ? "never" :
	    arena_printf(a, "%lld bytes", (long long)p->rotate_size));
	text(v, "record.rotate.age", p->rotate_age == 0 ? "any" :
	    ctl_duration(a, p->rotate_age));
	text(v, "record.rotate.keep", p->rotate_keep == 0 ? "all" :
	    arena_printf(a, "%u", p->rotate_keep));
	list(v, "record.sinks", p->sinks, "none");
	text(v, "record.onSinkError", p->sink_refuse ? "refuse" : "warn");
	text(v, "record.unreachable", policy_spills(p) ? "spill" :
	    "refuse");
}

static void
values(struct view *v)
{
	const struct policy *p = v->p;
	struct arena *a = v->c->arena;

	floor_entries(v);
	text(v, "permissions.releaseWindow.duration",
	    ctl_duration(a, p->window_default));
	text(v, "permissions.releaseWindow.max",
	    ctl_duration(a, p->window_max));
	text(v, "permissions.releaseWindow.grace",
	    ctl_duration(a, p->window_grace));
	list(v, "permissions.releaseWindow.scope", p->window_scope, "none");
	list(v, "permissions.releaseWindow.hours", p->window_hours,
	    "any time");
	list(v, "operators", p->operators, "every account");
	text(v, "qualification.valid", ctl_duration(a,
	    p->qualification_valid));
	list(v, "blockSet.off", p->off, "none");
	raised(v);
	text(v, "blockSet.radius", arena_printf(a, "%d", p->threshold));
	text(v, "context.project", p->project != NULL ? p->project :
	    "the git top level, else the folder");
	list(v, "context.production", p->production, "none");
	list(v, "context.protectedBranches", p->protected_branches, "none");
	list(v, "context.scratch", p->scratch, "none");
	text(v, "mode", p->mode == MODE_OBSERVE ? "observe" : "enforce");
	text(v, "unknown", p->unknown == UNKNOWN_REFUSE ? "refuse" :
	    "defer");
	text(v, "floorUnseen", p->floor_unseen_refuse ? "refuse" : "log");
	gates_and_shell(v);
	records(v);
}

static void
json_problems(const struct policy *p, struct buf *b)
{
	buf_str(b, "\"problems\":[");
	for (size_t i = 0; i < p->nproblem; i++) {
		const struct policy_problem *q = &p->problem[i];
		const char *file = q->file != NULL ? q->file : "";

		buf_printf(b, "%s\n{\"file\":", i > 0 ? "," : "");
		buf_json(b, file, strlen(file));
		buf_printf(b, ",\"line\":%u,\"column\":%u,\"warning\":%s,"
		    "\"message\":", q->line, q->column,
		    q->warning ? "true" : "false");
		buf_json(b, q->message, strlen(q->message));
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

int
policy_check(const struct ctl *c, bool json)
{
	const struct policy *p = c->policy;
	struct buf b = { 0 };
	struct view v = { c, p, &b, json, true };
	size_t errors = 0;

	for (size_t i = 0; i < p->nproblem; i++)
		errors += !p->problem[i].warning;
	if (json) {
		buf_printf(&b, "{\"sound\":%s,\"hash\":\"%s\",\"rules\":%zu,",
		    p->broken ? "false" : "true", p->hash, p->nextra);
		json_problems(p, &b);
		buf_str(&b, ",\n\"values\":[");
		values(&v);
		buf_str(&b, "]}\n");
	} else if (p->broken) {
		ctl_problems(p, true, stderr);
		fprintf(stderr, "%zu mistake%s: nothing runs by this "
		    "policy\n", errors, errors == 1 ? "" : "s");
	} else {
		ctl_problems(p, true, stderr);
		buf_printf(&b, "the policy is sound: %zu floor entries, %zu "
		    "own rule%s, hash %.16s\n", p->nfloor, p->nextra,
		    p->nextra == 1 ? "" : "s", p->hash);
		values(&v);
	}
	ctl_flush(&b, stdout);
	buf_free(&b);
	return p->broken ? EXITCODE_FAULT : 0;
}
