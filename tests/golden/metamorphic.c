/* SPDX-License-Identifier: ISC */
/*
 * Every refused example of every rule stays refused when it is written
 * differently, and every example, refused or not, is allowed when it is only
 * mentioned. Exceptions are in metamorphic.txt, each with its reason.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "policy/examples.h"
#include "rewrite.h"

enum { WORKERS = 2, KINDS = 64, EXCEPTIONS_MAX = 400 };

static const char *exception[EXCEPTIONS_MAX];
static unsigned nexception;

/* Shared by the workers: applied and failed, by rewrite. */
static struct count {
	unsigned long applied, failed, excused;
} *count;

static void
read_exceptions(void)
{
	const char *dir = getenv("top_srcdir");
	char file[4096], line[4096];
	FILE *f;

	snprintf(file, sizeof file, "%s/tests/golden/metamorphic.txt",
	    dir != NULL ? dir : ".");
	f = fopen(file, "re");

	if (f == NULL) {
		perror(file);
		exit(99);
	}
	while (fgets(line, sizeof line, f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || line[0] == '\0')
			continue;
		if (nexception == EXCEPTIONS_MAX ||
		    strstr(line, " -- ") == NULL) {
			fprintf(stderr, "%s: no reason: %s\n", file, line);
			exit(99);
		}
		exception[nexception++] = strdup(line);
	}
	fclose(f);
}

/* "RULE | REWRITE -- reason", or with the example: "RULE | REWRITE | TEXT
 * -- reason". */
static bool
excused(const char *rule, const char *rewrite, const char *text)
{
	struct buf b = { 0 };
	bool yes = false;

	buf_printf(&b, "%s | %s -- ", rule, rewrite);
	for (unsigned i = 0; i < nexception && !yes; i++)
		yes = strncmp(exception[i], b.data, b.len) == 0;
	buf_reset(&b);
	buf_printf(&b, "%s | %s | %s -- ", rule, rewrite, text);
	for (unsigned i = 0; i < nexception && !yes; i++)
		yes = strncmp(exception[i], b.data, b.len) == 0;
	buf_free(&b);
	return yes;
}

struct want {
	const struct rule *rule;
	const char *rewrite, *text;
	struct count *count;
};

static void
answer(void *arg, const struct example *x)
{
	const struct want *w = arg;
	struct buf b = { 0 };

	__sync_fetch_and_add(&w->count->applied, 1);
	if (x->ok)
		return;
	if (excused(w->rule->id, w->rewrite, w->text)) {
		__sync_fetch_and_add(&w->count->excused, 1);
		return;
	}
	__sync_fetch_and_add(&w->count->failed, 1);
	buf_printf(&b, "# %s: %s | %s | ", x->kind == EXAMPLE_REFUSE ?
	    "allowed" : x->by != NULL ? x->by : "refused", w->rule->id,
	    w->rewrite);
	buf_visible(&b, w->text, strlen(w->text), 300);
	buf_char(&b, '\n');
	if (write(STDOUT_FILENO, b.data, b.len) < 0)
		_exit(99);
	buf_free(&b);
}

static void
try_all(const struct policy *p, const struct rule *r, const char *text,
    const struct rewrite *list, enum example_kind kind, struct count *c)
{
	static const char *const none[] = { NULL };

	for (; list->name != NULL; list++, c++) {
		struct arena *a = arena_new(1 << 20);
		const char *one[] = { list->make(a, text), NULL };
		struct rule fake = *r;
		struct want w = { r, list->name, text, c };

		fake.refuse = kind == EXAMPLE_REFUSE ? one : none;
		fake.allow = kind == EXAMPLE_ALLOW ? one : none;
		if (one[0] != NULL)
			examples_run(&fake, p, answer, &w);
		arena_free(a);
	}
}

static unsigned
length(const struct rewrite *r)
{
	unsigned n = 0;

	while (r[n].name != NULL)
		n++;
	return n;
}

static void
work(const struct policy *p, unsigned worker)
{
	struct count *said = count + length(same_meaning);
	size_t n;
	const struct rule *const *r = rule_builtin(&n);

	for (size_t i = worker; i < n; i += WORKERS) {
		const char *const *s;

		for (s = r[i]->refuse; *s != NULL; s++)
			try_all(p, r[i], *s, same_meaning, EXAMPLE_REFUSE,
			    count);
		for (s = r[i]->refuse; *s != NULL; s++)
			try_all(p, r[i], *s, mention, EXAMPLE_ALLOW, said);
		for (s = r[i]->allow; *s != NULL; s++)
			try_all(p, r[i], *s, mention, EXAMPLE_ALLOW, said);
	}
}

static unsigned
report(const struct rewrite *list, const struct count *c, unsigned number)
{
	for (; list->name != NULL; list++, c++)
		printf("%sok %u - %s: %lu tried, %lu excused, %lu wrong\n",
		    c->failed == 0 && c->applied > 20 ? "" : "not ",
		    ++number, list->name, c->applied, c->excused, c->failed);
	return number;
}

int
main(void)
{
	static const char *const none[] = { NULL };
	const struct policy_sources src = { .managed = "/nonexistent/policy",
	    .personal = "/nonexistent/policy", .claude = none };
	struct arena *a = arena_new((size_t)64 << 20);
	const struct policy *p;
	unsigned number;
	int status, bad = 0;

	if (a == NULL)
		return 99;
	read_exceptions();
	p = policy_load(a, &src);
	count = mmap(NULL, KINDS * sizeof *count, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (count == MAP_FAILED)
		return 99;
	for (unsigned i = 0; i < WORKERS; i++) {
		if (fork() == 0) {
			work(p, i);
			_exit(0);
		}
	}
	while (wait(&status) > 0)
		bad |= status;
	number = report(same_meaning, count, 0);
	number = report(mention, count + length(same_meaning), number);
	printf("%sok %u - every worker came to its end\n", bad ? "not " : "",
	    number + 1);
	printf("1..%u\n", number + 1);
	policy_close(p);
	arena_free(a);
	return bad != 0;
}
