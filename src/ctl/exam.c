/* SPDX-License-Identifier: ISC */
#include "ctl/exam.h"

#include <stdlib.h>
#include <string.h>

#include <editline/readline.h>
#include <sodium.h>

enum { POOL_MAX = 64 };

/* One exam. */
struct exam {
	const struct ctl *c;
	struct exam_facts facts;
	unsigned asked[POOL_MAX];	/* indexes of the pool, in order */
	unsigned n;
};

/* --- this installation's own words ------------------------------------------*/

static const char *
floor_entry(const struct policy *p)
{
	size_t i;

	/* A command reads better than a pattern. */
	for (i = 0; i < p->nfloor; i++)
		if (p->floor[i].sig != NULL && strchr(p->floor[i].text,
		    ' ') != NULL && p->floor[i].text[0] >= 'a')
			return p->floor[i].text;
	for (i = 0; i < p->nfloor; i++)
		if (p->floor[i].sig != NULL)
			return p->floor[i].text;
	return "platectl policy rollback";
}

/* A rule that is in force here, with its first example. */
static const struct rule *
blocked_rule(const struct policy *p)
{
	size_t i, n, start;
	const struct rule *const *r = rule_builtin(&n);

	start = sodium_init() >= 0 ? randombytes_uniform((uint32_t)n) : 0;
	for (i = 0; i < n; i++) {
		const struct rule *one = r[(start + i) % n];

		if (one->radius >= 2 && one->refuse != NULL &&
		    one->refuse[0] != NULL && strlen(one->refuse[0]) < 60 &&
		    strpbrk(one->refuse[0], "\n{}") == NULL &&
		    strcmp(one->pack, "self") != 0 &&
		    strcmp(one->pack, "unknown") != 0 &&
		    !policy_rule_off(p, one))
			return one;
	}
	return r[0];
}

void
exam_facts(const struct ctl *c, struct exam_facts *f)
{
	const struct policy *p = c->policy;
	const struct rule *r = blocked_rule(p);

	f->floor = floor_entry(p);
	f->blocked = r->refuse[0];
	f->rule = r->id;
	f->pack = r->pack;
	f->max = ctl_duration(c->arena, p->window_max);
	f->grace = p->window_grace == 0 ? "0 seconds" :
	    ctl_duration(c->arena, p->window_grace);
	f->log = arena_printf(c->arena, "%s/log.jsonl", p->state_dir);
	f->tier = p->tier == TIER_LINE_ONLY ? "" : " and what they start";
	f->writers = p->managed ? "Root writes policy and operators; the rest "
	    "counts only with an operator's signature." : "The account itself, "
	    "so the agent's file tool as well: a change can be seen, not "
	    "prevented.";
}

static const char *
fact(const struct exam_facts *f, const char *word, size_t n)
{
	const struct {
		const char *word, *value;
	} all[] = { { "floor", f->floor }, { "blocked", f->blocked },
	    { "rule", f->rule }, { "pack", f->pack }, { "max", f->max },
	    { "grace", f->grace }, { "log", f->log },
	    { "writers", f->writers }, { "tier", f->tier } };
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++)
		if (strlen(all[i].word) == n &&
		    strncmp(all[i].word, word, n) == 0)
			return all[i].value;
	return NULL;
}

const char *
exam_fill(struct arena *a, const struct exam_facts *f, const char *text)
{
	struct buf b = { 0 };
	const char *value, *end, *out;

	while (*text != '\0') {
		end = *text == '{' ? strchr(text, '}') : NULL;
		value = end != NULL ? fact(f, text + 1,
		    (size_t)(end - text) - 1) : NULL;
		if (value == NULL) {
			buf_char(&b, *text++);
			continue;
		}
		buf_visible(&b, value, strlen(value), 300);
		text = end + 1;
	}
	out = arena_strdup(a, b.data != NULL ? b.data : "");
	buf_free(&b);
	return out;
}

/* --- asking -----------------------------------------------------------------*/

static unsigned
any_below(unsigned n)
{
	return sodium_init() < 0 ? 0 : randombytes_uniform(n);
}

static void
shuffle(unsigned *list, unsigned n)
{
	unsigned i, k, swap;

	for (i = n; i > 1; i--) {
		k = any_below(i);
		swap = list[i - 1];
		list[i - 1] = list[k];
		list[k] = swap;
	}
}

/* What every full exam asks, then others, in any order. */
static void
draw(struct exam *x, unsigned n)
{
	unsigned rest[POOL_MAX], k = 0, i;

	for (i = 0; i < exam_pool_n && i < POOL_MAX; i++)
		if (exam_pool[i].always && n >= EXAM_LONG)
			x->asked[x->n++] = i;
		else
			rest[k++] = i;
	shuffle(rest, k);
	for (i = 0; i < k && x->n < n; i++)
		x->asked[x->n++] = rest[i];
	shuffle(x->asked, x->n);
}

/* Lines of at most 76 columns behind `indent` blanks; one that begins with
 * four blanks is a command and stays whole. */
static void
print(const char *text, int indent)
{
	size_t n, cut;

	while (*text != '\0') {
		n = strcspn(text, "\n");
		cut = n;
		if (n > (size_t)(76 - indent) && strncmp(text, "    ", 4) != 0)
			for (cut = (size_t)(76 - indent); cut > 0 &&
			    text[cut] != ' '; cut--)
				;
		if (cut == 0)
			cut = n;
		printf("%.*s\n", (int)cut, text);
		text += cut;
		if (*text == '\n' || *text == ' ')
			text++;
		if (*text != '\0')
			printf("%*s", indent, "");
	}
}

/* The chosen line 1..n, 0 when given up. */
static unsigned
choose(unsigned n)
{
	char *line;
	unsigned got = 0;
	char prompt[64];

	snprintf(prompt, sizeof prompt, "Your answer (1-%u, q to give up): ",
	    n);
	for (;;) {
		fflush(stdout);
		line = readline(prompt);
		if (line == NULL || line[0] == 'q' || line[0] == 'Q')
			break;
		if (line[0] >= '1' && line[0] < (char)('1' + n) &&
		    line[1] == '\0') {
			got = (unsigned)(line[0] - '0');
			break;
		}
		printf("One number from 1 to %u, please.\n", n);
		free(line);
	}
	free(line);
	return got;
}

/* Returns 1 right, 0 wrong, -1 given up. */
static int
ask(const struct exam *x, const struct exam_question *q, unsigned number)
{
	unsigned order[EXAM_OPTIONS] = { 0, 1, 2, 3 }, i, got;

	shuffle(order, EXAM_OPTIONS);
	printf("\nQuestion %u of %u\n", number, x->n);
	print(exam_fill(x->c->arena, &x->facts, q->scene), 0);
	for (i = 0; i < EXAM_OPTIONS; i++) {
		printf("  %u  ", i + 1);
		print(exam_fill(x->c->arena, &x->facts, q->option[order[i]]),
		    5);
	}
	got = choose(EXAM_OPTIONS);
	if (got == 0)
		return -1;
	if (order[got - 1] == 0) {
		puts("Right.");
		return 1;
	}
	printf("No. The answer is: ");
	print(exam_fill(x->c->arena, &x->facts, q->option[0]), 0);
	print(exam_fill(x->c->arena, &x->facts, q->because), 0);
	return 0;
}

int
exam_run(const struct ctl *c, unsigned n, unsigned *wrong)
{
	struct exam x = { .c = c };
	unsigned queue[POOL_MAX + EXAM_WRONG_MAX + 1], head = 0, tail = 0;
	unsigned right = 0;
	int r;

	exam_facts(c, &x.facts);
	draw(&x, n);
	memcpy(queue, x.asked, x.n * sizeof *queue);
	tail = x.n;
	*wrong = 0;
	while (head < tail) {
		r = ask(&x, &exam_pool[queue[head]], right + 1);
		if (r < 0)
			return 1;
		if (r > 0)
			right++;
		else if (++*wrong > EXAM_WRONG_MAX)
			return 2;
		else
			queue[tail++] = queue[head];
		head++;
	}
	return 0;
}

bool
exam_terms(const struct ctl *c)
{
	char *line;
	bool yes;

	(void)c;
	puts("\nTerms");
	print("1. I open a window for as short a time and as narrow a scope as "
	    "the work needs, and close it when the work is done.", 0);
	print("2. I read what I approve. What runs in my window, I answer "
	    "for.", 0);
	print("3. I give my passphrase to nobody, and to no program that asks "
	    "for it inside a guarded session.", 0);
	print("4. I do not go around the floor. If it is in the way, I ask the "
	    "owner.", 0);
	fflush(stdout);
	line = readline("Do you accept? Type yes: ");
	yes = line != NULL && strcmp(line, "yes") == 0;
	free(line);
	return yes;
}
