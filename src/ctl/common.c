/* SPDX-License-Identifier: ISC */
#include "ctl/common.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <editline/readline.h>

#include "base/account.h"
#include "base/clock.h"
#include "base/exitcode.h"
#include "kernel/member.h"
#include "policy/operator.h"

enum { CTL_MEMORY = 256 * 1024 * 1024 };

int
ctl_open(struct ctl *c, const char *only)
{
	struct policy_sources src = { .only = only };

	memset(c, 0, sizeof *c);
	c->arena = arena_new(CTL_MEMORY);
	if (c->arena == NULL) {
		fputs("platectl: out of memory\n", stderr);
		return EXITCODE_FAULT;
	}
	c->policy = policy_load(c->arena, only != NULL ? &src : NULL);
	record_use(c->policy);
	walk_world_init(&c->world);
	return 0;
}

void
ctl_close(struct ctl *c)
{
	record_use(NULL);
	if (c->policy != NULL)
		policy_close(c->policy);
	arena_free(c->arena);
}

void
ctl_problems(const struct policy *p, bool warnings, FILE *out)
{
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < p->nproblem; i++) {
		if (p->problem[i].warning && !warnings)
			continue;
		if (p->problem[i].file != NULL)
			buf_str(&b, p->problem[i].file);
		if (p->problem[i].line > 0)
			buf_printf(&b, ":%u:%u", p->problem[i].line,
			    p->problem[i].column);
		buf_printf(&b, ": %s", p->problem[i].warning ? "warning: " :
		    "");
		buf_visible(&b, p->problem[i].message,
		    strlen(p->problem[i].message), 1000);
		buf_char(&b, '\n');
	}
	ctl_flush(&b, out);
	buf_free(&b);
}

void
ctl_judge(const struct ctl *c, struct arena *a, const char *text, size_t len,
    enum tier tier, struct judgement *out)
{
	static const struct grants none;
	struct context ctx;

	judge_context(a, c->policy, &c->world, NULL, &ctx);
	ctx.tier = tier;
	judge_text(a, text, len, NULL, &c->world, c->policy, &none, &ctx,
	    out);
}

bool
ctl_allowed(const struct judgement *j)
{
	return j->verdict.kind == VERDICT_ALLOW ||
	    j->verdict.kind == VERDICT_DEFER;
}

static const char *const tier_name[] = {
	[TIER_LINE_ONLY] = "line-only",
	[TIER_UNVERIFIED] = "unverified",
	[TIER_FULL] = "full"
};

const char *
ctl_tier_name(enum tier t)
{
	return tier_name[t];
}

int
ctl_tier(const char *name, enum tier *out)
{
	size_t i;

	for (i = 0; i < sizeof tier_name / sizeof *tier_name; i++)
		if (strcmp(tier_name[i], name) == 0) {
			*out = (enum tier)i;
			return 0;
		}
	return -1;
}

int
ctl_format(const char *name, bool *json)
{
	*json = strcmp(name, "json") == 0;
	return *json || strcmp(name, "text") == 0 ? 0 : -1;
}

int
ctl_question_option(const struct ctl_command *cmd, int c, const char *v,
    struct ctl_question *q)
{
	switch (c) {
	case 'p':
		q->policy = v;
		return 0;
	case 't':
		return ctl_tier(v, &q->tier) == 0 ? 0 : ctl_usage(cmd,
		    "\"%s\" is no tier; line-only, unverified or full", v);
	case 'f':
		return ctl_format(v, &q->json) == 0 ? 0 : ctl_usage(cmd,
		    "\"%s\" is no format; text or json", v);
	default:
		return ctl_usage(cmd, "bad option");
	}
}

const char *
ctl_state(const struct ctl *c)
{
	if (c->policy->state_dir == NULL)
		fputs("platectl: there is no place for state: set HOME or "
		    "XDG_STATE_HOME\n", stderr);
	if (c->policy->out_of_reach) {
		fprintf(stderr, "platectl: the managed state %s is out of "
		    "reach: below a guarded shell or in a sandbox "
		    "(NO_NEW_PRIVS) platectl has not got its group; outside "
		    "of them root mends that with: platectl setup managed\n",
		    c->policy->state_dir);
		return NULL;
	}
	return c->policy->state_dir;
}

void
ctl_flush(struct buf *b, FILE *out)
{
	if (b->data != NULL)
		fwrite(b->data, 1, b->len, out);
	buf_reset(b);
}

const char *
ctl_duration(struct arena *a, int64_t ns)
{
	long long s = (ns + 999999999) / 1000000000;

	if (s < 120)
		return arena_printf(a, "%llds", s);
	if (s < 2 * 3600)
		return arena_printf(a, "%lldm", s / 60);
	if (s >= 48 * 3600 && s % (24 * 3600) == 0)
		return arena_printf(a, "%lldd", s / (24 * 3600));
	if (s % 3600 == 0)
		return arena_printf(a, "%lldh", s / 3600);
	return arena_printf(a, "%lldh%02lldm", s / 3600, s / 60 % 60);
}

int
ctl_record(const struct ctl *c, enum record_kind kind,
    const struct session *s, const char *event, const char *window,
    const char *detail)
{
	struct record r = { .kind = kind, .session = s, .cwd = c->world.cwd,
	    .event = event, .window = window, .detail = detail };
	struct err e = { 0 };

	if (record_write(c->policy->state_dir, &r, &e) == 0)
		return 0;
	fprintf(stderr, "platectl: cannot log this: %s\n", e.msg);
	return -1;
}

int
ctl_record_grant(const struct ctl *c, enum record_kind kind,
    const struct session *s, const char *event,
    const struct record_grant *grant)
{
	struct record r = { .kind = kind, .session = s, .cwd = c->world.cwd,
	    .event = event, .grant = grant, .policy = c->policy->hash };
	struct err e = { 0 };

	if (record_write(c->policy->state_dir, &r, &e) == 0)
		return 0;
	fprintf(stderr, "platectl: cannot log this: %s\n", e.msg);
	return -1;
}

void
ctl_record_window(const struct window *w, struct record_grant *out)
{
	memset(out, 0, sizeof *out);
	out->id = w->id;
	out->who = w->operator_name;
	out->why = w->reason;
	out->ticket = w->ticket != NULL && w->ticket[0] != '\0' ? w->ticket :
	    NULL;
	out->scope = w->scope;
	out->until = w->until_wall;
	out->uses = w->kind == GRANT_APPROVAL ? (unsigned)w->times : 0;
}

bool
ctl_inside(const char *state, const char **why)
{
	*why = "it carries the mark of one";
	return member_of(0) != 0 || session_inside(state, why);
}

uid_t
ctl_sees(const struct ctl *c)
{
	struct account who;
	struct operator op;

	if (!c->policy->shared || geteuid() == 0)
		return (uid_t)-1;
	account_find(getuid(), &who);
	if (operator_find(c->policy, who.name, &op, NULL) == 0 &&
	    op.uid == getuid() &&
	    operator_invalid(c->policy, &op, clock_wall()) == NULL)
		return (uid_t)-1;
	return getuid();
}

bool
ctl_sees_window(const struct ctl *c, const struct window *w)
{
	uid_t uid = ctl_sees(c);
	struct session s;

	return uid == (uid_t)-1 || w->uid == uid || w->user == uid ||
	    (session_find(c->policy->state_dir, w->session, &s) == 0 &&
	    s.uid == uid);
}

bool
ctl_anyone(void)
{
	struct ctl c;
	bool any;

	if (ctl_open(&c, NULL) != 0)
		return false;
	any = c.policy->state_dir != NULL &&
	    operator_anyone(c.policy, clock_wall());
	ctl_close(&c);
	return any;
}

bool
ctl_agreed(const char *command, const char *question, bool yes)
{
	char prompt[64], *line;

	fflush(stdout);
	if (yes)
		return true;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		fprintf(stderr, "platectl: %s: nothing was changed: there is "
		    "no terminal to ask on; --yes does it without\n",
		    command);
		return false;
	}
	snprintf(prompt, sizeof prompt, "%s [y/N] ", question);
	line = readline(prompt);
	yes = line != NULL && (line[0] == 'y' || line[0] == 'Y');
	free(line);
	if (!yes)
		puts("Nothing was changed.");
	return yes;
}
