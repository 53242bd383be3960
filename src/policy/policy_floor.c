/* SPDX-License-Identifier: ISC */
/*
 * The floor: reading neverAllow, and asking it about an effect.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/jsonpos.h"
#include "policy/load.h"
#include "policy/signature_doubt.h"

enum {
	FLOOR_MAX = 4096,		/* entries in all */
	/*
	 * PCRE2 counts its steps for each start of a match anew, so the limit
	 * is what is left for one start when all of them share REGEX_STEPS.
	 * Steps through a repeat are not counted at all: after each
	 * REGEX_STARTS starts the processor time is looked at. A pattern that
	 * meets one of these is hostile or broken, and counts as a match.
	 */
	REGEX_STEPS = 50 * 1000 * 1000,
	REGEX_STEPS_LEAST = 2000,
	REGEX_STEPS_MOST = 1000000,
	REGEX_STARTS = 1024,
	REGEX_MILLISECONDS = 300,
	REGEX_HEAP = 4096,		/* KiB */
	ARGV_COMBINATIONS = 64
};

static struct floor_entry *
new_entry(struct load *l)
{
	struct floor_entry *list;

	if (l->nfloor == l->floor_cap) {
		l->floor_cap = l->floor_cap * 2 + 16;
		list = arena_array(l->a, l->floor_cap, sizeof *list);
		if (l->nfloor > 0)
			memcpy(list, l->floor, l->nfloor * sizeof *list);
		l->floor = list;
	}
	return &l->floor[l->nfloor];
}

static void
add_signature(struct load *l, const char *text, const char *why,
    unsigned line)
{
	struct floor_entry *f = new_entry(l);
	const char *bad = NULL;

	memset(f, 0, sizeof *f);
	f->sig = signature_parse(l->a, text, &bad);
	if (f->sig == NULL) {
		load_error(l, "\"%.60s\" cannot be read as a signature: %s",
		    text, bad != NULL ? bad : "not understood");
		return;
	}
	f->text = arena_strdup(l->a, text);
	f->why = why != NULL ? arena_strdup(l->a, why) : NULL;
	f->file = l->file;
	f->line = line;
	l->nfloor++;
	if (l->advice && (bad = signature_doubt(l->a, f->sig)) != NULL)
		load_warn(l, "\"%.60s\" may never match: %s", text, bad);
}

static void
add_regex(struct load *l, const char *pattern, const char *why, bool in_argv,
    unsigned line)
{
	struct floor_entry *f = new_entry(l);
	PCRE2_SIZE at = 0;
	PCRE2_UCHAR text[120] = "";
	pcre2_code *code;
	int error = 0;

	code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
	    PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C |
	    PCRE2_USE_OFFSET_LIMIT, &error, &at, NULL);
	if (code == NULL) {
		pcre2_get_error_message(error, text, sizeof text);
		load_push(l, "regex");
		load_error(l, "bad regular expression: %s at character %zu; "
		    "expected PCRE2 syntax", (const char *)text, at + 1);
		load_pop(l);
		return;
	}
	memset(f, 0, sizeof *f);
	f->text = arena_strdup(l->a, pattern);
	f->why = why != NULL ? arena_strdup(l->a, why) : NULL;
	f->regex = code;
	f->in = in_argv ? FLOOR_IN_ARGV : FLOOR_IN_WORD;
	f->file = l->file;
	f->line = line;
	l->nfloor++;
}

struct entry_keys {
	const char *pattern, *regex, *why, *in;
	bool bad;
};

static void
read_entry_key(struct load *l, const cJSON *v, struct entry_keys *k)
{
	const char **slot = NULL;

	load_push(l, v->string);
	if (strcmp(v->string, "pattern") == 0)
		slot = &k->pattern;
	else if (strcmp(v->string, "regex") == 0)
		slot = &k->regex;
	else if (strcmp(v->string, "why") == 0)
		slot = &k->why;
	else if (strcmp(v->string, "in") == 0)
		slot = &k->in;
	if (slot == NULL && strncmp(v->string, "//", 2) != 0) {
		load_error_key(l, "unknown key \"%.60s\"; expected pattern, "
		    "regex, in or why", v->string);
		k->bad = true;
	} else if (slot != NULL && !cJSON_IsString(v)) {
		load_error(l, "wrong type for \"%s\"; expected a string",
		    v->string);
		k->bad = true;
	} else if (slot != NULL)
		*slot = v->valuestring;
	load_pop(l);
}

static void
read_entry_object(struct load *l, const cJSON *object, unsigned line)
{
	struct entry_keys k = { 0 };
	const cJSON *v;

	cJSON_ArrayForEach(v, object)
		read_entry_key(l, v, &k);
	if (k.in != NULL && strcmp(k.in, "argv") != 0 &&
	    strcmp(k.in, "word") != 0) {
		load_push(l, "in");
		load_error(l, "\"%.40s\" is not a value of \"in\"; expected "
		    "\"word\" or \"argv\"", k.in);
		load_pop(l);
	} else if ((k.pattern == NULL) == (k.regex == NULL)) {
		if (!k.bad)
			load_error(l, "expected exactly one of \"pattern\" "
			    "and \"regex\"");
	} else if (k.pattern != NULL)
		add_signature(l, k.pattern, k.why, line);
	else
		add_regex(l, k.regex, k.why, k.in != NULL &&
		    strcmp(k.in, "argv") == 0, line);
}

void
load_floor(struct load *l, const cJSON *array)
{
	size_t n = (size_t)cJSON_GetArraySize(array);
	unsigned *line, i = 0;
	const cJSON *v;

	if (l->kind != LOAD_CLAUDE)
		l->floor_stated = true;
	if (n > FLOOR_MAX - l->nfloor) {
		load_error(l, "%zu entries; the floor holds at most %d", n,
		    FLOOR_MAX);
		return;
	}
	line = arena_array(l->a, n + 1, sizeof *line);
	l->path[l->depth] = NULL;
	jsonpos_lines(l->text, l->len, l->path, line, n);
	cJSON_ArrayForEach(v, array) {
		load_push_index(l, i);
		if (cJSON_IsString(v))
			add_signature(l, v->valuestring, NULL, line[i]);
		else if (cJSON_IsObject(v))
			read_entry_object(l, v, line[i]);
		else
			load_error(l, "wrong type in neverAllow; expected a "
			    "string or an object with \"pattern\" or "
			    "\"regex\"");
		load_pop(l);
		i++;
	}
}

void
starter_floor(struct load *l)
{
	const char *const *s;

	l->file = NULL;
	l->text = NULL;
	l->depth = 0;
	for (s = starter_entry; *s != NULL; s++)
		add_signature(l, *s, NULL, (unsigned)(s - starter_entry) + 1);
}

void
policy_close(const struct policy *p)
{
	size_t i;

	for (i = 0; i < p->nfloor; i++)
		pcre2_code_free(p->floor[i].regex);
	for (i = 0; i < p->nmask; i++)
		pcre2_code_free(p->mask[i]);
}

struct search {
	const pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *limits;
	int64_t deadline;	/* processor time, ns */
	bool gave_up;		/* met a limit: counts as found */
};

static int64_t
processor_time(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts) != 0)
		return INT64_MAX;
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void
set_steps(struct search *s, size_t len)
{
	size_t steps = REGEX_STEPS / (len + 1);

	if (steps < REGEX_STEPS_LEAST)
		steps = REGEX_STEPS_LEAST;
	if (steps > REGEX_STEPS_MOST)
		steps = REGEX_STEPS_MOST;
	pcre2_set_match_limit(s->limits, (uint32_t)steps);
}

/* Anything but a clean "no" counts: it fails closed. */
static bool
found(struct search *s, const char *text, size_t len)
{
	size_t start;
	int r;

	set_steps(s, len);
	for (start = 0; start <= len; start += REGEX_STARTS) {
		pcre2_set_offset_limit(s->limits, start + REGEX_STARTS - 1);
		r = pcre2_match(s->code, (PCRE2_SPTR)text, len, start, 0,
		    s->data, s->limits);
		if (r >= 0)
			return true;
		s->gave_up = r != PCRE2_ERROR_NOMATCH ||
		    (len > REGEX_STARTS && processor_time() > s->deadline);
		if (s->gave_up)
			return true;
	}
	return false;
}

/* The known parts of one alternative; what is not known is not searched. */
static bool
found_alt(struct search *s, const struct valtext *t)
{
	return found(s, t->pre, t->prelen) ||
	    (t->hole && t->suflen > 0 && found(s, t->suf, t->suflen));
}

static bool
search_words(struct search *s, const struct effect *e)
{
	unsigned i, k;

	for (i = 0; i < e->argc; i++)
		for (k = 0; k < e->argv[i]->nalt; k++)
			if (found_alt(s, &e->argv[i]->alt[k]))
				return true;
	return false;
}

/* The argv with the alternatives that `pick` selects, joined by spaces. */
static void
join_argv(struct buf *b, const struct effect *e, size_t pick)
{
	const struct valtext *t;
	unsigned i;

	buf_reset(b);
	for (i = 0; i < e->argc; i++) {
		t = &e->argv[i]->alt[pick % e->argv[i]->nalt];
		pick /= e->argv[i]->nalt;
		if (i > 0)
			buf_char(b, ' ');
		buf_add(b, t->pre, t->prelen);
		if (t->hole)
			buf_add(b, t->suf, t->suflen);
	}
}

static enum match
search_argv(struct search *s, const struct effect *e)
{
	struct buf b = { 0 };
	enum match m = MATCH_NO;
	size_t all = 1, i;

	for (i = 0; i < e->argc && all <= ARGV_COMBINATIONS; i++)
		all *= e->argv[i]->nalt;
	for (i = 0; i < all && i < ARGV_COMBINATIONS && m == MATCH_NO; i++) {
		join_argv(&b, e, i);
		if (b.failed || (b.data != NULL && found(s, b.data, b.len)))
			m = MATCH_YES;
	}
	if (m == MATCH_NO && all > ARGV_COMBINATIONS)
		m = MATCH_MAYBE;
	buf_free(&b);
	return m;
}

static enum match
match_regex(const struct floor_entry *f, const struct effect *e,
    bool *gave_up)
{
	struct search s = { .code = f->regex };
	enum match m = MATCH_YES;

	if (e->kind != EFFECT_COMMAND || e->argc == 0)
		return MATCH_NO;
	s.data = pcre2_match_data_create(1, NULL);
	s.limits = pcre2_match_context_create(NULL);
	if (s.data != NULL && s.limits != NULL) {
		s.deadline = processor_time() +
		    (int64_t)REGEX_MILLISECONDS * 1000000;
		pcre2_set_heap_limit(s.limits, REGEX_HEAP);
		if (f->in == FLOOR_IN_ARGV)
			m = search_argv(&s, e);
		else
			m = search_words(&s, e) ? MATCH_YES : MATCH_NO;
	}
	pcre2_match_data_free(s.data);
	pcre2_match_context_free(s.limits);
	*gave_up = s.gave_up;
	return m;
}

/* The entry as a refusal should explain it when its pattern was too slow. */
static const struct floor_entry *
too_slow(struct arena *a, const struct floor_entry *f)
{
	struct floor_entry *copy = arena_alloc(a, sizeof *copy);

	*copy = *f;
	copy->why = "its regular expression met the match limit on this "
	    "command, which counts as a match";
	return copy;
}

enum match
policy_floor_match(const struct policy *p, const struct effect *e,
    struct arena *a, const struct floor_entry **which)
{
	enum match best = MATCH_NO, m;
	const struct floor_entry *f;
	bool gave_up;
	size_t i;

	*which = NULL;
	for (i = 0; i < p->nfloor && best != MATCH_YES; i++) {
		f = &p->floor[i];
		gave_up = false;
		m = f->regex != NULL ? match_regex(f, e, &gave_up) :
		    signature_match(f->sig, e);
		if (m > best) {
			best = m;
			*which = gave_up ? too_slow(a, f) : f;
		}
	}
	return best;
}
