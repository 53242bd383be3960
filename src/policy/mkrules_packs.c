/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "policy/mkrules.h"
#include "policy/rule_data.h"

static const char *
gen_predicate(struct gen *g, const struct predicate *p)
{
	return gen_table(g, "struct predicate", arena_printf(g->a,
	    "\t{ .kinds = %u, .sig = %s, .tools = %s,\n"
	    "\t  .tool_bits = %lluULL,\n"
	    "\t  .path = %s, .outside = %s, .unknown_path = %d,\n"
	    "\t  .recursive = %d, .operand = %lluULL, .operand_like = %s,\n"
	    "\t  .operand_unknown = %d, .operand_none = %d, "
	    ".operand_min = %d,\n"
	    "\t  .option = %s, .sub = %s, .argv_like = %s, .sql = %s,\n"
	    "\t  .env = %s, .signals = %u, .unknown = %u, .where = %u,\n"
	    "\t  .production = %d, .protected_ref = %d, .isolated = %d,\n"
	    "\t  .regex = %s,\n"
	    "\t  .idiom = %s, .regex_argv = %d, .regex_needs = %s }\n",
	    p->kinds, gen_strings(g, p->sig), gen_strings(g, p->tools),
	    (unsigned long long)p->tool_bits,
	    gen_strings(g, p->path), gen_strings(g, p->outside),
	    p->unknown_path, p->recursive, p->operand,
	    gen_strings(g, p->operand_like), p->operand_unknown,
	    p->operand_none, p->operand_min, gen_strings(g, p->option),
	    gen_strings(g, p->sub), gen_strings(g, p->argv_like),
	    gen_strings(g, p->sql), gen_strings(g, p->env), p->signals,
	    p->unknown, p->where, p->production, p->protected_ref,
	    p->isolated,
	    gen_string(g, p->regex), gen_strings(g, p->idiom),
	    p->regex_argv, gen_strings(g, p->regex_needs)));
}

static const char *
gen_predicates(struct gen *g, const struct predicate *const *p)
{
	const char *body = "";

	for (; *p != NULL; p++)
		body = arena_printf(g->a, "%s\t%s,\n", body,
		    gen_predicate(g, *p));
	return gen_table(g, "struct predicate *const",
	    arena_printf(g->a, "%s\tNULL\n", body));
}

static const char *
gen_rule(struct gen *g, const struct rule *r)
{
	return gen_table(g, "struct rule", arena_printf(g->a,
	    "\t{ %s, %s,\n\t  %s,\n\t  %s,\n\t  %s,\n\t  %d, %d, %s, %s, "
	    "%s, %s }\n", gen_string(g, r->id), gen_string(g, r->pack),
	    gen_string(g, r->title), gen_string(g, r->why),
	    gen_string(g, r->instead), r->radius, r->defer,
	    gen_predicates(g, r->match), gen_predicates(g, r->unless),
	    gen_strings(g, r->refuse), gen_strings(g, r->allow)));
}

static bool
about_tool(const struct rule *r, const char *tool)
{
	for (const struct predicate *const *p = r->match; *p != NULL; p++) {
		const char *const *t = (*p)->tools;

		if (((*p)->kinds & 1U << EFFECT_COMMAND) == 0)
			continue;
		for (; t != NULL && *t != NULL; t++) {
			if (strcmp(*t, tool) == 0)
				return true;
		}
	}
	return false;
}

static void
gen_kinds(struct gen *g, const struct rule *const *rule, unsigned n)
{
	const char *name[EFFECT_KINDS];

	for (unsigned k = 0; k < EFFECT_KINDS; k++) {
		const char *body = "";

		for (unsigned i = 0; i < n; i++) {
			if (rule_about(rule[i], k, k == EFFECT_COMMAND))
				body = arena_printf(g->a, "%s\t%u,\n", body,
				    i);
		}
		name[k] = gen_table(g, "short",
		    arena_printf(g->a, "%s\t-1\n", body));
	}
	fprintf(g->out, "const short *const rule_by_kind[] = {\n");
	for (unsigned k = 0; k < EFFECT_KINDS; k++)
		fprintf(g->out, "\t%s,\n", name[k]);
	fprintf(g->out, "};\n");
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The tools of all rules into `out`, which may be NULL: their number. */
static unsigned
collect_tools(const struct rule *const *rule, unsigned n, const char **out)
{
	unsigned k = 0;

	for (unsigned i = 0; i < n; i++) {
		const struct predicate *const *p = rule[i]->match;

		for (; *p != NULL; p++) {
			const char *const *t = (*p)->tools;

			for (; t != NULL && *t != NULL; t++, k++) {
				if (out != NULL)
					out[k] = *t;
			}
		}
	}
	return k;
}

/* The same sorted, once each. */
static const char **
tools_of(struct gen *g, const struct rule *const *rule, unsigned n,
    unsigned *count)
{
	unsigned k = collect_tools(rule, n, NULL), u = 0;
	const char **out = arena_array(g->a, k + 1, sizeof *out);

	(void)collect_tools(rule, n, out);
	qsort(out, k, sizeof *out, by_text);
	for (unsigned i = 0; i < k; i++) {
		if (u == 0 || strcmp(out[u - 1], out[i]) != 0)
			out[u++] = out[i];
	}
	*count = u;
	return out;
}

static void
gen_buckets(struct gen *g, const struct rule *const *rule, unsigned n)
{
	unsigned nt;
	const char **tool = tools_of(g, rule, n, &nt);
	const char **name = arena_array(g->a, nt + 1, sizeof *name);

	for (unsigned t = 0; t < nt; t++) {
		const char *body = "";

		for (unsigned i = 0; i < n; i++) {
			if (about_tool(rule[i], tool[t]) &&
			    !rule_about(rule[i], EFFECT_COMMAND, true))
				body = arena_printf(g->a, "%s\t%u,\n", body,
				    i);
		}
		name[t] = gen_table(g, "short",
		    arena_printf(g->a, "%s\t-1\n", body));
	}
	fprintf(g->out, "const struct rule_bucket rule_bucket[] = {\n");
	for (unsigned t = 0; t < nt; t++)
		fprintf(g->out, "\t{ %s, %s },\n", gen_string(g, tool[t]),
		    name[t]);
	fprintf(g->out, "\t{ NULL, NULL }\n};\n"
	    "const unsigned rule_bucket_n = %u;\n", nt);
}

void
gen_packs(struct gen *g, const struct rule *const *rule, unsigned n)
{
	const char **name = arena_array(g->a, n + 1, sizeof *name);

	fprintf(g->out, "/* Made by mkrules from rules. */\n"
	    "#include \"policy/rule_data.h\"\n\n");
	/* Those that every command is held against lie side by side: each page
	 * of the file that a start touches costs it a microsecond or three. */
	for (unsigned i = 0; i < n; i++)
		if (rule_about(rule[i], EFFECT_COMMAND, true))
			name[i] = gen_rule(g, rule[i]);
	for (unsigned i = 0; i < n; i++)
		if (name[i] == NULL)
			name[i] = gen_rule(g, rule[i]);
	fprintf(g->out, "const struct rule *const rule_table[] = {\n");
	for (unsigned i = 0; i < n; i++)
		fprintf(g->out, "\t%s,\n", name[i]);
	fprintf(g->out, "\tNULL\n};\nconst unsigned rule_table_n = %u;\n", n);
	gen_kinds(g, rule, n);
	gen_buckets(g, rule, n);
}
