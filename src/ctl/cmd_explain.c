/* SPDX-License-Identifier: ISC */
/* What the guard saw in a command: effects, which rules looked, which won. */
#include <getopt.h>
#include <string.h>

#include "analyse/effect_print.h"
#include "audit/refusal.h"
#include "base/exitcode.h"
#include "ctl/command.h"
#include "ctl/common.h"

enum { LINE_MEMORY = 256 * 1024 * 1024 };

struct explain {
	struct ctl_question q;
	bool rules;
};

static const struct option options[] = {
	{ "policy", required_argument, NULL, 'p' },
	{ "tier", required_argument, NULL, 't' },
	{ "format", required_argument, NULL, 'f' },
	{ "rules", no_argument, NULL, 'r' },
	{ NULL, 0, NULL, 0 }
};

static int
parse(int argc, char **argv, struct explain *o)
{
	int c, r;

	while ((c = getopt_long(argc, argv, "+", options, NULL)) != -1)
		if (c == 'r')
			o->rules = true;
		else if ((r = ctl_question_option(&cmd_explain, c, optarg,
		    &o->q)) != 0)
			return r;
	if (argc - optind != 1)
		return ctl_usage(&cmd_explain, "one COMMAND in one word was "
		    "expected");
	return 0;
}

static const char *
match_word(enum match m)
{
	return m == MATCH_YES ? "matches" : m == MATCH_MAYBE ?
	    "could match" : "no";
}

/* Rules that looked at this effect: those that hold, or all of them. */
static void
print_rules(const struct ctl *c, struct arena *a, const struct effect *e,
    const struct context *ctx, bool all, struct buf *b)
{
	const struct floor_entry *f;
	const struct rule *r;
	struct buf lines = { 0 };
	struct rule_walk w;
	enum match m;
	size_t n = 0;

	m = policy_floor_match(c->policy, e, a, &f);
	if (f != NULL)
		buf_printf(b, "      floor: %s: %s\n", f->text,
		    match_word(m));
	rule_walk_begin(&w, e, c->policy->own);
	for (; (r = rule_walk_next(&w)) != NULL; n++) {
		m = rule_match(a, r, e, ctx);
		if (m != MATCH_NO || all)
			buf_printf(&lines, "      %s: %s%s\n", r->id,
			    match_word(m), policy_rule_off(c->policy, r) ?
			    " (off)" : "");
	}
	buf_printf(b, "      %zu rules looked%s\n", n,
	    n > 0 && !all ? "; --rules names them" : "");
	if (lines.len > 0)
		buf_add(b, lines.data, lines.len);
	buf_free(&lines);
}

static void
print_text(const struct ctl *c, struct arena *a, const struct judgement *j,
    const struct explain *o, struct buf *b)
{
	const struct effect *e;
	struct context ctx;
	unsigned n = 0;

	judge_context(a, c->policy, &c->world, NULL, &ctx);
	ctx.tier = o->q.tier;
	buf_printf(b, "envelope: %s\nproject:  %s\ntier:     %s\neffects:\n",
	    j->envelope.agent != NULL ? j->envelope.agent : "none",
	    ctx.project != NULL ? ctx.project : "none", ctl_tier_name(o->q.tier));
	for (e = j->effects->head; e != NULL; e = e->next) {
		buf_printf(b, "  %2u  ", ++n);
		effect_print_one(b, e);
		buf_char(b, '\n');
		if (e->norm != NULL)
			buf_printf(b, "      normal form: %s\n",
			    norm_print(a, e->norm));
		print_rules(c, a, e, &ctx, o->rules, b);
	}
	if (j->effects->status != EFFECTS_OK)
		buf_printf(b, "  not understood: %s (line %u, column %u)\n",
		    j->effects->message != NULL ? j->effects->message : "",
		    j->effects->line, j->effects->column);
	buf_printf(b, "verdict:  %s\n", verdict_name(j->verdict.kind));
	if (!ctl_allowed(j))
		refusal_format(j, NULL, NULL, false, b);
	else if (j->verdict.rule != NULL)
		buf_printf(b, "  by %s\n", j->verdict.rule);
}

static void
print_json(const struct judgement *j, enum tier tier, struct buf *b)
{
	buf_str(b, "{\"seen\":");
	effect_json(b, j->effects);
	while (b->len > 0 && b->data[b->len - 1] == '\n')
		b->len--;
	buf_str(b, ",\"judged\":");
	refusal_json(j, NULL, NULL, ctl_tier_name(tier), b);
	while (b->len > 0 && b->data[b->len - 1] == '\n')
		b->len--;
	buf_str(b, "}\n");
}

static int
run(int argc, char **argv)
{
	struct explain o = { .q.tier = TIER_LINE_ONLY };
	struct judgement j;
	struct buf b = { 0 };
	struct arena *a;
	struct ctl c;
	int r = parse(argc, argv, &o);

	if (r != 0 || (r = ctl_open(&c, o.q.policy)) != 0)
		return r;
	ctl_problems(c.policy, false, stderr);
	a = arena_new(LINE_MEMORY);
	if (a == NULL)
		return EXITCODE_FAULT;
	ctl_judge(&c, a, argv[optind], strlen(argv[optind]), o.q.tier, &j);
	if (o.q.json)
		print_json(&j, o.q.tier, &b);
	else
		print_text(&c, a, &j, &o, &b);
	ctl_flush(&b, stdout);
	buf_free(&b);
	r = ctl_allowed(&j) ? 0 : EXITCODE_REFUSED;
	arena_free(a);
	ctl_close(&c);
	return r;
}

const struct ctl_command cmd_explain = {
	.name = "explain",
	.usage = "[--policy FILE] [--tier T] [--format text|json] "
	    "[--rules] -- 'COMMAND'",
	.help = "Show what the guard sees in a command and which rules looked",
	.options = "  --rules  name every rule that looked, not only those that hold\n\n"
	    "Nothing is run. Exit status as of `platectl check`.\n",
	.stateless = true,
	.run = run
};
