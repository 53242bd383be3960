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

enum { MKRULES_TOOLS_MAX = 4096, MKRULES_FILE_MAX = 4 << 20 };

/* This program has no compiled-in index yet: it looks names up in what it
 * has just read. */
static const struct tool *tools[MKRULES_TOOLS_MAX];
static unsigned ntools;
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
report(const struct jsondoc *d)
{
	for (const struct jsonproblem *p = d->head; p != NULL; p = p->next)
		fprintf(stderr, "%s:%u:%u: %s\n", p->file, p->line,
		    p->column, p->message);
	problems += d->nproblem;
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
	if (ntools < MKRULES_TOOLS_MAX)
		tools[ntools++] = t;
}

static void
read_file(struct arena *a, const char *srcdir, const char *name)
{
	const char *path = arena_printf(a, "%s/%s", srcdir, name);
	struct buf b = { 0 };
	struct err e = { 0 };
	struct jsondoc d;
	unsigned n;

	if (io_read_file(path, MKRULES_FILE_MAX, 0, &b, &e) != 0) {
		fprintf(stderr, "%s\n", e.msg);
		problems++;
		return;
	}
	jsondoc_open(&d, a, name, b.data != NULL ? b.data : "", b.len);
	if (strstr(name, "rules/tools/") != NULL) {
		const struct tool *const *t = tool_load(&d, &n);

		for (unsigned i = 0; i < n; i++)
			add_tool(name, t[i]);
	}
	report(&d);
	jsondoc_close(&d);
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
	for (int i = 4; i < argc; i++)
		read_file(a, argv[3], argv[i]);
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
	if (fclose(g.out) != 0) {
		fprintf(stderr, "mkrules: %s: %s\n", argv[2],
		    strerror(errno));
		remove(argv[2]);
		return 1;
	}
	arena_free(a);
	return 0;
}
