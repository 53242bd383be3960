/* SPDX-License-Identifier: ISC */
/*
 * Build-time generator: mkrules tools|packs OUT SRCDIR FILE... reads grammars
 * (rules/tools/) and packs (rules/), reports every mistake in one run as
 * FILE:LINE:COLUMN: TEXT, and writes const C tables to OUT.
 */
#include "policy/mkrules.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/tool_load.h"
#include "base/buf.h"
#include "base/io.h"
#include "base/jsondoc.h"
#include "policy/rule_load.h"

enum {
	MKRULES_TOOLS_MAX = 4096,
	MKRULES_RULES_MAX = 4096,
	MKRULES_FILE_MAX = 4 << 20
};

/* This program has no compiled-in index yet: it looks names up in what it
 * has just read. */
static const struct tool *tools[MKRULES_TOOLS_MAX];
static unsigned ntools;
static const struct rule *rules[MKRULES_RULES_MAX];
static unsigned nrules;
static unsigned problems;

const struct tool *
tool_find(const char *name)
{
	for (unsigned i = 0; i < ntools; i++) {
		for (const char *const *s = tools[i]->names; *s != NULL; s++) {
			if (strcmp(*s, name) == 0)
				return tools[i];
		}
	}
	return NULL;
}

static void
report(const struct jsonproblem *p)
{
	for (; p != NULL; p = p->next) {
		fprintf(stderr, "%s:%u:%u: %s\n", p->file, p->line,
		    p->column, p->message);
		problems++;
	}
}

static bool
variable_known(const char *name)
{
	for (unsigned i = 0; i < ntools; i++)
		for (unsigned k = 0; tools[i]->texts != NULL &&
		    k < tools[i]->texts->nvariable; k++)
			if (strcmp(tools[i]->texts->variable[k].name,
			    name) == 0)
				return true;
	return false;
}

static void
add_tool(const char *file, const struct tool *t)
{
	for (const char *const *s = t->names; *s != NULL; s++) {
		if (tool_find(*s) == NULL)
			continue;
		fprintf(stderr, "%s:1:1: the tool \"%s\" is described "
		    "twice\n", file, *s);
		problems++;
		return;
	}
	for (unsigned i = 0; t->texts != NULL && i < t->texts->nvariable; i++)
		if (variable_known(t->texts->variable[i].name)) {
			fprintf(stderr, "%s:1:1: the variable \"%s\" is "
			    "described twice\n", file,
			    t->texts->variable[i].name);
			problems++;
		}
	if (ntools < MKRULES_TOOLS_MAX)
		tools[ntools++] = t;
}

static void
add_rule(const char *file, const struct rule *r)
{
	for (unsigned i = 0; i < nrules; i++) {
		if (strcmp(rules[i]->id, r->id) != 0)
			continue;
		fprintf(stderr, "%s:1:1: the id \"%s\" stands in another "
		    "pack too\n", file, r->id);
		problems++;
		return;
	}
	if (nrules < MKRULES_RULES_MAX)
		rules[nrules++] = r;
}

static void
read_tools(struct arena *a, const char *name, const struct buf *b)
{
	const struct tool *const *t;
	struct jsondoc d;
	unsigned n;

	jsondoc_open(&d, a, name, b->data != NULL ? b->data : "", b->len);
	t = tool_load(&d, &n);
	for (unsigned i = 0; i < n; i++)
		add_tool(name, t[i]);
	report(d.head);
	jsondoc_close(&d);
}

static void
read_rules(struct arena *a, const char *name, const struct buf *b)
{
	const struct jsonproblem *p;
	const struct rule *const *r;
	size_t n;

	r = rule_load_file(a, name, b->data != NULL ? b->data : "", b->len,
	    true, &n, &p);
	for (size_t i = 0; i < n; i++)
		add_rule(name, r[i]);
	report(p);
}

static bool
is_tool_file(const char *name)
{
	return strstr(name, "rules/tools/") != NULL;
}

static void
read_file(struct arena *a, const char *srcdir, const char *name)
{
	struct buf b = { 0 };
	struct err e = { 0 };

	if (io_read_file(arena_printf(a, "%s/%s", srcdir, name),
	    MKRULES_FILE_MAX, 0, &b, &e) != 0) {
		fprintf(stderr, "%s\n", e.msg);
		problems++;
	} else if (is_tool_file(name)) {
		read_tools(a, name, &b);
	} else {
		read_rules(a, name, &b);
	}
	buf_free(&b);
}

static int
usage(void)
{
	fprintf(stderr, "usage: mkrules tools|packs OUT SRCDIR FILE...\n");
	return 2;
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new((size_t)1 << 30);
	struct gen g = { .a = a };

	if (a == NULL || argc < 4)
		return usage();
	/* Signatures are read by the grammars: those come first. */
	for (int pass = 0; pass < 2; pass++) {
		for (int i = 4; i < argc; i++) {
			if (is_tool_file(argv[i]) == (pass == 0))
				read_file(a, argv[3], argv[i]);
		}
	}
	if (problems > 0) {
		fprintf(stderr, "mkrules: %u mistakes\n", problems);
		return 1;
	}
	if ((g.out = fopen(argv[2], "w")) == NULL) {
		fprintf(stderr, "mkrules: %s: %s\n", argv[2],
		    strerror(errno));
		return 1;
	}
	if (strcmp(argv[1], "tools") == 0)
		gen_tools(&g, tools, ntools);
	else
		gen_packs(&g, rules, nrules);
	if (fclose(g.out) != 0) {
		fprintf(stderr, "mkrules: %s: %s\n", argv[2],
		    strerror(errno));
		remove(argv[2]);
		return 1;
	}
	arena_free(a);
	return 0;
}
