/* SPDX-License-Identifier: ISC */
#include "policy/match_cache.h"

#include "policy/context.h"
#include "policy/match_text.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdint.h>
#include <string.h>

enum { BUCKETS = 128 };

/* A pattern that needs more than this on one word is hostile or a mistake. */
enum { REGEX_MATCHES = 100000, REGEX_DEPTH = 1000, REGEX_HEAP_KIB = 4096 };

struct entry {
	struct entry *next;
	const char *text;
	const struct signature *sig;
	struct match_regex *regex;
	const char *home, *path;
};

struct match_cache {
	struct arena *a;
	pcre2_general_context *memory;
	struct entry *sig[BUCKETS];
	struct entry *regex[BUCKETS];
	struct entry *place[BUCKETS];
	struct match_text text[2];
	const char *const *guard;	/* of guard_of */
	const char *const *guard_of;
};

static void *
from_arena(size_t n, void *a)
{
	return arena_alloc(a, n);
}

static void
to_arena(void *p, void *a)
{
	(void)p;
	(void)a;
}

struct match_cache *
match_cache_new(struct arena *a)
{
	struct match_cache *c = arena_alloc(a, sizeof *c);

	c->a = a;
	return c;
}

static struct entry *
entry_for(struct match_cache *c, struct entry **table, const char *text,
    bool *is_new)
{
	size_t i = ((uintptr_t)text >> 3) % BUCKETS;
	struct entry *e;

	*is_new = false;
	for (e = table[i]; e != NULL; e = e->next)
		if (e->text == text)
			return e;
	e = arena_alloc(c->a, sizeof *e);
	e->text = text;
	e->next = table[i];
	table[i] = e;
	*is_new = true;
	return e;
}

const struct signature *
match_cache_signature(struct match_cache *c, const char *text)
{
	const char *why;
	bool is_new;
	struct entry *e = entry_for(c, c->sig, text, &is_new);

	if (is_new)
		e->sig = signature_parse(c->a, text, &why);
	return e->sig;
}

static struct match_regex *
compile(struct match_cache *c, const char *pattern)
{
	struct match_regex *r = arena_alloc(c->a, sizeof *r);
	pcre2_compile_context *cc;
	PCRE2_SIZE at;
	int code;

	if (c->memory == NULL)
		c->memory = pcre2_general_context_create(from_arena, to_arena,
		    c->a);
	cc = pcre2_compile_context_create(c->memory);
	r->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
	    PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C, &code, &at,
	    cc);
	if (r->code == NULL)
		return r;
	r->data = pcre2_match_data_create_from_pattern(r->code, c->memory);
	r->context = pcre2_match_context_create(c->memory);
	pcre2_set_match_limit(r->context, REGEX_MATCHES);
	pcre2_set_depth_limit(r->context, REGEX_DEPTH);
	pcre2_set_heap_limit(r->context, REGEX_HEAP_KIB);
	return r;
}

const struct match_regex *
match_cache_regex(struct match_cache *c, const char *pattern)
{
	bool is_new;
	struct entry *e = entry_for(c, c->regex, pattern, &is_new);

	if (is_new)
		e->regex = compile(c, pattern);
	return e->regex;
}

const char *
match_cache_home(struct match_cache *c, const char *home, const char *place)
{
	bool is_new;
	struct entry *e = entry_for(c, c->place, place, &is_new);

	if (is_new || e->home != home) {
		e->home = home;
		e->path = arena_printf(c->a, "%s%s", strcmp(home, "/") == 0 ?
		    "" : home, place + 1);
	}
	return e->path;
}

const char *const *
match_cache_guard(struct match_cache *c, const struct context *ctx)
{
	if (ctx->guard_real == NULL || ctx->guard == NULL)
		return ctx->guard;
	if (c->guard == NULL || c->guard_of != ctx->guard) {
		c->guard_of = ctx->guard;
		c->guard = ctx->guard_real(c->a, ctx->guard);
	}
	return c->guard;
}

void
match_cache_begin(struct match_cache *c)
{
	c->text[0].cmd = c->text[1].cmd = NULL;
}

const struct match_text *
match_cache_text(struct match_cache *c, const struct effect *cmd, bool argv)
{
	struct match_text *t = &c->text[argv ? 1 : 0];

	if (t->cmd != cmd)
		match_text_fill(c->a, t, cmd, argv);
	return t;
}
