/* SPDX-License-Identifier: ISC */
/*
 * How many rules and examples there are, counted after folding (fold.h):
 * rules with equal matches are one, examples that are equal once operands are
 * replaced by their kinds are one, and an example of an allowed line counts
 * when it uses the program of a refused one and differs from it in one
 * element. And no signature is without an example. With -v every rule that is short of something is printed, with -f
 * what each example folds to.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/walk.h"
#include "fold.h"
#include "policy/examples.h"
#include "policy/match_cache.h"
#include "policy/rule_data.h"

enum { RULES_MIN = 350, EXAMPLES_MIN = 3000, EACH_MIN = 3 };

static struct arena *arena;
static unsigned number, wrong;
static bool verbose, folds;

static const char *const no_names[] = { NULL };
static const struct context nowhere = { .project = "/home/user/project",
    .home = "/home/user", .scratch = no_names, .guard = no_names,
    .production = no_names, .protected_branches = no_names };


static void
ok(bool good, const char *what)
{
	printf("%sok %u - %s\n", good ? "" : "not ", ++number, what);
	wrong += !good;
}

static const struct effects *
walk(struct arena *a, const char *text)
{
	struct walk_world w;

	examples_world(&w);
	return walk_text(a, text, strlen(text), NULL, &w);
}

static const char *
fold(const struct rule *r, const char *text)
{
	struct arena *a = arena_new((size_t)64 << 20);
	const char *out;

	out = fold_example(a, r, walk(a, text));
	out = arena_strdup(arena, out);
	arena_free(a);
	return out;
}

static int
by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* The number of different ones; sorts the list. */
static size_t
distinct(const char **s, size_t n)
{
	size_t k = 0;

	qsort(s, n, sizeof *s, by_text);
	for (size_t i = 0; i < n; i++)
		k += i == 0 || strcmp(s[i - 1], s[i]) != 0;
	return k;
}

static size_t
length(const char *const *s)
{
	size_t n = 0;

	while (s[n] != NULL)
		n++;
	return n;
}

struct tally {
	const char **text;
	size_t n, raw;
};

static void
add(struct tally *t, const char *text)
{
	t->text[t->n++] = text;
}

static bool
near_one(const struct rule *r, const char *text)
{
	for (const char *const *s = r->refuse; *s != NULL; s++)
		if (fold_near(*s, text))
			return true;
	return false;
}

/* For people who write examples: what each of them folds to. */
static void
show(const struct rule *r, const char *kind, const char *const *list)
{
	for (; *list != NULL; list++)
		printf("%s\t%s\t%s\t%s\n", r->id, kind, *list,
		    fold(r, *list));
}

/* Counts the examples of one rule and adds them to the whole. */
static bool
count(const struct rule *r, struct tally *refuse, struct tally *allow)
{
	const char *x[512], *y[512];
	size_t nx = 0, ny = 0, kx, ky;

	for (const char *const *s = r->refuse; *s != NULL && nx < 512; s++)
		add(refuse, x[nx++] = fold(r, *s));
	for (const char *const *s = r->allow; *s != NULL && ny < 512; s++)
		if (near_one(r, *s))
			add(allow, y[ny++] = fold(r, *s));
		else if (verbose)
			printf("# far: %s: %s\n", r->id, *s);
	refuse->raw += length(r->refuse);
	allow->raw += length(r->allow);
	kx = distinct(x, nx);
	ky = distinct(y, ny);
	if (kx >= EACH_MIN && ky >= EACH_MIN)
		return true;
	if (verbose)
		printf("# short: %s: %zu refused, %zu allowed\n", r->id, kx,
		    ky);
	return false;
}

/* Matches of different rules that are equal count once. */
static size_t
distinct_rules(const struct rule *const *r, size_t n)
{
	const char **s = arena_array(arena, n, sizeof *s);

	for (size_t i = 0; i < n; i++)
		s[i] = fold_rule(arena, r[i]);
	return distinct(s, n);
}

/* Does one of the refused examples match this signature? */
static bool
exercised(struct arena *a, const struct rule *r, const struct predicate *p,
    const char *sig)
{
	const char *one[] = { sig, NULL };
	struct predicate alone = *p;

	alone.sig = one;
	for (const char *const *s = r->refuse; *s != NULL; s++) {
		const struct effect *e = walk(a, *s)->head;

		for (; e != NULL; e = e->next) {
			struct question q = { a, e, e->kind == EFFECT_COMMAND ?
			    e : e->via, &nowhere, match_cache_new(a),
			    SURE_DANGER };

			if (predicate_match(&q, &alone) != MATCH_NO)
				return true;
		}
	}
	return false;
}

/* A signature by itself, without a further condition. */
static bool
is_plain(const struct predicate *p)
{
	return p->sig != NULL && p->sig[0] != NULL && p->sig[1] == NULL &&
	    p->operand == 0 && p->option == NULL && p->sub == NULL &&
	    p->argv_like == NULL && p->env == NULL && p->regex == NULL &&
	    p->where == 0 && !p->production && !p->protected_ref &&
	    p->path == NULL && p->outside == NULL && p->signals == 0;
}

static unsigned
unexercised(const struct rule *const *r, size_t n, unsigned *all)
{
	unsigned bad = 0;

	for (size_t i = 0; i < n; i++) {
		struct arena *a = arena_new((size_t)512 << 20);
		const struct predicate *const *p = r[i]->match;

		for (; *p != NULL; p++) {
			if (!is_plain(*p))
				continue;
			(*all)++;
			if (exercised(a, r[i], *p, (*p)->sig[0]))
				continue;
			printf("# no example: %s: %s\n", r[i]->id,
			    (*p)->sig[0]);
			bad++;
		}
		arena_free(a);
	}
	return bad;
}

static void
self_test(void)
{
	ok(fold_near("git push -f origin main", "git push origin main") &&
	    fold_near("kubectl delete pod x", "kubectl get pod x") &&
	    fold_near("kubectl delete pod x", "kubectl -n a delete pod x") &&
	    !fold_near("kubectl delete pod x", "kubectl get pods") &&
	    !fold_near("rm x", "ls x") && !fold_near("rm x", "rm x"),
	    "one element is a word, or an option with its value");
}

int
main(int argc, char **argv)
{
	size_t n, short_ = 0, rules, k;
	const struct rule *const *r = rule_builtin(&n);
	struct tally refuse = { 0 }, allow = { 0 };
	char line[200];
	unsigned signatures;

	verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
	folds = argc > 1 && strcmp(argv[1], "-f") == 0;
	arena = arena_new((size_t)256 << 20);
	if (arena == NULL)
		return 99;
	refuse.text = arena_array(arena, 100000, sizeof *refuse.text);
	allow.text = arena_array(arena, 100000, sizeof *allow.text);
	self_test();
	for (size_t i = 0; folds && i < n; i++) {
		show(r[i], "refuse", r[i]->refuse);
		show(r[i], "allow", r[i]->allow);
	}
	for (size_t i = 0; i < n; i++)
		short_ += !count(r[i], &refuse, &allow);
	snprintf(line, sizeof line, "every rule has %d refused and %d allowed "
	    "examples after folding (%zu have not)", EACH_MIN, EACH_MIN,
	    short_);
	ok(short_ == 0, line);
	rules = distinct_rules(r, n);
	snprintf(line, sizeof line, "%zu rules, %zu different ones, at least "
	    "%d", n, rules, RULES_MIN);
	ok(rules >= RULES_MIN, line);
	k = distinct(refuse.text, refuse.n);
	k += distinct(allow.text, allow.n);
	snprintf(line, sizeof line, "%zu examples, %zu after folding, at "
	    "least %d", refuse.raw + allow.raw, k, EXAMPLES_MIN);
	ok(k >= EXAMPLES_MIN, line);
	signatures = 0;
	k = unexercised(r, n, &signatures);
	snprintf(line, sizeof line, "each of %u plain signatures is matched by "
	    "a refused example (%zu are not)", signatures, k);
	ok(k == 0, line);
	printf("1..%u\n", number);
	arena_free(arena);
	return wrong == 0 ? 0 : 1;
}
