/* SPDX-License-Identifier: ISC */
/*
 * What an owner's rules cost per verdict: the same lines are judged with none,
 * with 400 and with 10,000 of them, in turns, so that a busy machine slows all
 * alike. usage: rules LINES-FILE [RUNS]; entries of the file end in "%%".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "policy/judge.h"
#include "policy/rule_load.h"

enum { LINES_MAX = 2000, SETS = 3 };

static const size_t many[SETS] = { 0, 400, 10000 };

struct set {
	struct policy policy;
	double best, load;	/* seconds */
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Programs of a company's own, a few well-known ones, files, statements. */
static void
one_rule(struct buf *b, size_t i)
{
	static const char *const known[] = { "git", "kubectl", "docker",
	    "aws", "terraform", "npm", "systemctl", "psql" };

	buf_printf(b, "%s{\"id\":\"own/r%zu\",\"title\":\"t\",\"why\":\"w\","
	    "\"radius\":3,\"match\":[", i > 0 ? "," : "", i);
	if (i % 10 < 8)
		buf_printf(b, "\"tool%zu delete x%zu\"", i / 10, i);
	else if (i % 10 == 8)
		buf_printf(b, "\"tool%zu wipe\", \"tool%zu drop *\"", i, i);
	else
		buf_printf(b, "\"%s verb%zu\"", known[i / 10 % 400 % 8], i);
	buf_str(b, "]}");
}

static void
make(struct arena *a, struct set *s, const struct policy *base, size_t n)
{
	const struct jsonproblem *bad;
	struct buf b = { 0 };
	double t;

	buf_str(&b, "{\"pack\":\"own\",\"rules\":[");
	for (size_t i = 0; i < n; i++)
		one_rule(&b, i);
	buf_str(&b, "]}");
	s->policy = *base;
	t = now();
	s->policy.extra = rule_load_file(a, "own.json", b.data, b.len, false,
	    &s->policy.nextra, &bad);
	s->policy.own = rule_index_new(a, s->policy.extra, s->policy.nextra);
	s->load = now() - t;
	if (bad != NULL || s->policy.nextra != n) {
		fprintf(stderr, "rules: %s\n", bad ? bad->message : "?");
		exit(1);
	}
	buf_free(&b);
}

static size_t
read_lines(const char *file, char **line)
{
	FILE *f = fopen(file, "re");
	struct buf b = { 0 };
	char text[4096];
	size_t n = 0;

	if (f == NULL) {
		perror(file);
		exit(1);
	}
	while (fgets(text, sizeof text, f) != NULL && n < LINES_MAX) {
		if (strcmp(text, "%%\n") != 0) {
			buf_str(&b, text);
			continue;
		}
		if (b.len > 0)
			line[n++] = strdup(b.data);
		buf_reset(&b);
	}
	fclose(f);
	buf_free(&b);
	return n;
}

static double
judge_all(const struct policy *p, char **line, size_t n)
{
	static const struct grants none;
	struct walk_world w;
	struct judgement j;
	struct context ctx;
	double t = now();

	walk_world_init(&w);
	for (size_t i = 0; i < n; i++) {
		struct arena *a = arena_new((size_t)64 << 20);

		judge_context(a, p, &w, NULL, &ctx);
		judge_text(a, line[i], strlen(line[i]), NULL, &w, p, &none,
		    &ctx, &j);
		arena_free(a);
	}
	return now() - t;
}

int
main(int argc, char **argv)
{
	static const char *const no_files[] = { NULL };
	const struct policy_sources src = { .managed = "/nonexistent/policy",
	    .personal = "/nonexistent/policy", .claude = no_files };
	static char *line[LINES_MAX];
	struct arena *a = arena_new((size_t)512 << 20);
	struct set set[SETS] = { { .best = 1e9 }, { .best = 1e9 },
	    { .best = 1e9 } };
	int runs = argc > 2 ? atoi(argv[2]) : 20;
	const struct policy *base;
	size_t n;

	if (argc < 2 || a == NULL)
		return 2;
	base = policy_load(a, &src);
	n = read_lines(argv[1], line);
	for (int s = 0; s < SETS; s++)
		make(a, &set[s], base, many[s]);
	for (int r = 0; r < runs; r++)
		for (int s = 0; s < SETS; s++) {
			double t = judge_all(&set[s].policy, line, n);

			set[s].best = t < set[s].best ? t : set[s].best;
		}
	printf("one verdict (%zu everyday lines, best of %d)\n", n, runs);
	for (int s = 0; s < SETS; s++)
		printf("  %5zu own rules  %7.1f us   ratio to 400: %.2f   read "
		    "in %6.1f ms\n", many[s], set[s].best / (double)n * 1e6,
		    set[s].best / set[1].best, set[s].load * 1e3);
	policy_close(base);
	return 0;
}
