/* SPDX-License-Identifier: ISC */
/*
 * The guard is quiet: of the commands in quiet.txt none is refused, and few
 * hold something unknown that could refuse one. Both shares are printed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/walk.h"
#include "base/buf.h"
#include "base/io.h"
#include "policy/examples.h"
#include "policy/decide.h"

enum { LINES_MIN = 500, LINE_MEMORY = 64 << 20, PERMILLE_MAX = 20 };

static const char *const guard[] = { "/etc/bashplate", NULL };
static const char *const scratch[] = { "/tmp", "/var/tmp", NULL };

struct tally {
	unsigned lines, refused, unknown;
};

/* Unknown, and of a kind that a rule refuses where it matters. */
static bool
could_refuse(const struct effects *list)
{
	const struct effect *e;

	for (e = list->head; e != NULL; e = e->next)
		if (e->kind == EFFECT_NETSHELL ||
		    (e->kind == EFFECT_UNKNOWN &&
		    e->unknown != UNKNOWN_CODE && e->unknown != UNKNOWN_FILE))
			return true;
	return list->status != EFFECTS_OK;
}

static void
judge(const struct policy *p, const char *line, struct tally *t)
{
	struct walk_world w;
	const struct context ctx = { .project = "/home/user/project",
	    .home = "/home/user", .scratch = scratch, .guard = guard,
	    .production = p->production,
	    .protected_branches = p->protected_branches, .uid = 1000,
	    .tier = TIER_LINE_ONLY };
	const struct grants none = { 0 };
	struct arena *a = arena_new(LINE_MEMORY);
	struct effects *effects;
	struct verdict v;

	examples_world(&w);
	if (a == NULL)
		exit(99);
	effects = walk_text(a, line, strlen(line), NULL, &w);
	decide(a, effects, p, &none, &ctx, &v);
	t->lines++;
	if (v.kind == VERDICT_REFUSE) {
		t->refused++;
		printf("# refused by %s: %s\n", v.rule, line);
	}
	if (could_refuse(effects)) {
		t->unknown++;
		printf("# unknown: %s\n", line);
	}
	arena_free(a);
}

static void
report(const struct tally *t)
{
	printf("# %u commands: %u refused (%.2f %%), %u with an unknown that "
	    "could refuse one (%.2f %%)\n", t->lines, t->refused,
	    100.0 * t->refused / t->lines, t->unknown,
	    100.0 * t->unknown / t->lines);
	printf("%sok 1 - at least %d commands\n",
	    t->lines >= LINES_MIN ? "" : "not ", LINES_MIN);
	printf("%sok 2 - none is refused\n", t->refused == 0 ? "" : "not ");
	printf("%sok 3 - less than two percent hold such an unknown\n",
	    t->unknown * 1000 < t->lines * PERMILLE_MAX ? "" : "not ");
	printf("1..3\n");
}

int
main(void)
{
	static const char *const none[] = { NULL };
	const struct policy_sources src = { .managed = "/nonexistent/policy",
	    .personal = "/nonexistent/policy", .claude = none };
	const char *dir = getenv("top_srcdir");
	struct arena *a = arena_new((size_t)64 << 20);
	struct tally t = { 0, 0, 0 };
	struct buf b = { 0 };
	struct err e = { 0 };
	const struct policy *p;
	char path[4096], *line, *save = NULL;

	snprintf(path, sizeof path, "%s/tests/golden/quiet.txt",
	    dir == NULL ? "." : dir);
	if (a == NULL || io_read_file(path, 1 << 20, 0, &b, &e) != 0 ||
	    b.failed) {
		printf("Bail out! %s cannot be read\n", path);
		return 99;
	}
	p = policy_load(a, &src);
	for (line = strtok_r(b.data, "\n", &save); line != NULL;
	    line = strtok_r(NULL, "\n", &save))
		if (*line != '#')
			judge(p, line, &t);
	report(&t);
	policy_close(p);
	buf_free(&b);
	arena_free(a);
	return t.refused == 0 && t.unknown * 1000 < t.lines * PERMILLE_MAX &&
	    t.lines >= LINES_MIN ? 0 : 1;
}
