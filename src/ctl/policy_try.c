/* SPDX-License-Identifier: ISC */
/*
 * What would a policy have cost? The lines of the log are judged again, with
 * no window open, and compared with what they met: an owner sees a rule's
 * price before it bites. Files that a line names are read as they are today.
 */
#include <stdlib.h>
#include <string.h>

#include "base/account.h"
#include "base/exitcode.h"
#include "ctl/log_filter.h"
#include "ctl/log_scan.h"
#include "ctl/pack.h"
#include "ctl/policy.h"

enum { LINE_MEMORY = 256 * 1024 * 1024, TALLIES_MAX = 4096, SHOWN = 20 };

/* Lines that one rule would refuse (or no longer does). */
struct tally {
	const char *rule, *sample;
	unsigned long n;
};

struct trial {
	const struct ctl *c;
	const struct policy *p;
	struct log_filter filter;
	unsigned long lines, same, newly, freed, failed;
	struct tally refused[TALLIES_MAX], allowed[TALLIES_MAX];
	size_t nrefused, nallowed;
};

static void
count(struct trial *t, struct tally *list, size_t *n, const char *rule,
    const char *text)
{
	size_t i = 0;

	while (i < *n && strcmp(list[i].rule, rule) != 0)
		i++;
	if (i == *n) {
		/* Whoever has more rules than this sees the first ones. */
		if (*n == TALLIES_MAX)
			return;
		list[(*n)++] = (struct tally){ arena_strdup(t->c->arena,
		    rule), arena_strdup(t->c->arena, text), 0 };
	}
	list[i].n++;
}

static void
judge(struct trial *t, const char *text, size_t len, const char *cwd,
    bool ran, const char *old_rule)
{
	static const struct grants none;
	struct arena *a = arena_new(LINE_MEMORY);
	struct walk_world w = t->c->world;
	struct judgement j;
	struct context ctx;

	if (a == NULL) {
		t->failed++;
		return;
	}
	w.cwd = cwd;
	judge_context(a, t->p, &w, NULL, &ctx);
	judge_text(a, text, len, NULL, &w, t->p, &none, &ctx, &j);
	if (ctl_allowed(&j) == ran)
		t->same++;
	else if (ran) {
		t->newly++;
		count(t, t->refused, &t->nrefused, j.verdict.rule, text);
	} else {
		t->freed++;
		count(t, t->allowed, &t->nallowed, old_rule, text);
	}
	arena_free(a);
}

static void
one(void *arg, const char *line, size_t n)
{
	struct trial *t = arg;
	struct buf text = { 0 }, cwd = { 0 }, rule = { 0 };
	const char *verdict;
	size_t len;

	if (!log_filter_wants(&t->filter, line, n))
		return;
	t->lines++;
	verdict = log_member(line, n, "verdict", &len);
	if (verdict != NULL && log_string(line, n, "command", &text) &&
	    text.data != NULL) {
		if (!log_string(line, n, "cwd", &cwd) || cwd.data == NULL)
			buf_str(&cwd, "/");
		if (!log_string(line, n, "rule", &rule) || rule.data == NULL)
			buf_str(&rule, "?");
		judge(t, text.data, text.len, cwd.data,
		    strncmp(verdict, "refuse", 6) != 0, rule.data);
	} else
		t->failed++;
	buf_free(&text);
	buf_free(&cwd);
	buf_free(&rule);
}

static int
by_count(const void *x, const void *y)
{
	const struct tally *a = x, *b = y;

	return (a->n < b->n) - (a->n > b->n);
}

static void
print_list(const char *head, struct tally *list, size_t n, struct buf *b)
{
	if (n == 0)
		return;
	qsort(list, n, sizeof *list, by_count);
	buf_printf(b, "%s\n", head);
	for (size_t i = 0; i < n && i < SHOWN; i++) {
		buf_printf(b, "  %6lu  %-32s ", list[i].n, list[i].rule);
		buf_visible(b, list[i].sample, strlen(list[i].sample), 100);
		buf_char(b, '\n');
	}
	if (n > SHOWN)
		buf_printf(b, "  and %zu more rules\n", n - SHOWN);
}

static void
json_list(const char *key, struct tally *list, size_t n, struct buf *b)
{
	qsort(list, n, sizeof *list, by_count);
	buf_printf(b, ",\"%s\":[", key);
	for (size_t i = 0; i < n; i++) {
		buf_printf(b, "%s{\"rule\":", i > 0 ? "," : "");
		buf_json(b, list[i].rule, strlen(list[i].rule));
		buf_printf(b, ",\"lines\":%lu,\"sample\":", list[i].n);
		buf_json(b, list[i].sample, strlen(list[i].sample));
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

static void
print(struct trial *t, bool json, struct buf *b)
{
	if (json) {
		buf_printf(b, "{\"lines\":%lu,\"same\":%lu,\"refused\":%lu,"
		    "\"allowed\":%lu,\"unreadable\":%lu", t->lines, t->same,
		    t->newly, t->freed, t->failed);
		json_list("newlyRefused", t->refused, t->nrefused, b);
		json_list("newlyAllowed", t->allowed, t->nallowed, b);
		buf_str(b, "}\n");
		return;
	}
	buf_printf(b, "%lu lines: %lu as before, %lu that ran would be "
	    "refused, %lu that were refused would run\n", t->lines, t->same,
	    t->newly, t->freed);
	if (t->failed > 0)
		buf_printf(b, "%lu records could not be judged\n",
		    t->failed);
	print_list("would be refused, by rule:", t->refused, t->nrefused, b);
	print_list("would run, by the rule that refused them:", t->allowed,
	    t->nallowed, b);
}

static int
scan(struct trial *t, const char *since, bool json)
{
	struct log_scan s = { .each = one, .arg = t, .since = "" };
	struct err e = { 0 };
	struct buf b = { 0 };
	uid_t uid = ctl_sees(t->c);
	struct account who;

	log_filter_member(&t->filter, "kind", "line", false);
	if (uid != (uid_t)-1) {
		account_find(uid, &who);
		log_filter_member(&t->filter, "user", who.name, false);
	}
	if (since != NULL && log_filter_since(&t->filter, since) != 0) {
		fprintf(stderr, "platectl: policy: \"%s\" is no time; one "
		    "like 7d or 2026-01-31 was expected\n", since);
		return EXITCODE_USAGE;
	}
	s.since = t->filter.since;
	if (log_scan(t->c->policy->state_dir, &s, &e) != 0)
		return policy_fault("log", e.msg);
	print(t, json, &b);
	ctl_flush(&b, stdout);
	buf_free(&b);
	return 0;
}

int
policy_try(const struct ctl *c, const char *file, const char *since,
    bool json)
{
	static struct trial t;
	const struct policy_sources src = { .only = file };
	const struct policy *p = NULL;
	struct policy with_pack;
	int r = pack_policy(c, file, &with_pack);

	if (r < 0)
		return EXITCODE_FAULT;
	if (ctl_state(c) == NULL)
		return EXITCODE_FAULT;
	t.c = c;
	t.p = &with_pack;
	if (r == 0) {
		t.p = p = policy_load(c->arena, &src);
		ctl_problems(p, true, stderr);
	}
	r = p != NULL && p->broken ? EXITCODE_FAULT : scan(&t, since, json);
	log_filter_free(&t.filter);
	if (p != NULL)
		policy_close(p);
	return r;
}
