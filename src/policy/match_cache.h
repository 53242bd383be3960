/* SPDX-License-Identifier: ISC */
#ifndef POLICY_MATCH_CACHE_H
#define POLICY_MATCH_CACHE_H

#include "analyse/effect.h"
#include "base/arena.h"
#include "policy/signature.h"

/*
 * Signatures and patterns of rules stay text until a command is a candidate
 * for them. A line may hold thousands of commands: each text is read once per
 * line. Keys are the addresses of the texts, which are const tables or live
 * as long as the policy. All memory, PCRE2's too, comes from the arena.
 */
struct match_cache;

struct match_cache *match_cache_new(struct arena *a);

/* The signature of `text`, NULL when it is not one. */
const struct signature *match_cache_signature(struct match_cache *c,
    const char *text);

/* A pattern ready to match: code, match data and limits of PCRE2. */
struct match_regex {
	void *code;		/* pcre2_code *; NULL: it does not compile */
	void *data;		/* pcre2_match_data * */
	void *context;		/* pcre2_match_context * */
};

const struct match_regex *match_cache_regex(struct match_cache *c,
    const char *pattern);

/* `place`, which begins with "~/", below `home`: one for all of a line. */
const char *match_cache_home(struct match_cache *c, const char *home,
    const char *place);

/* The real paths of the guard's own files. */
struct context;
const char *const *match_cache_guard(struct match_cache *c,
    const struct context *ctx);

/* The words of a command as one text; see match_text_new(). */
struct match_text;

/* Forget the commands of the line before: another may lie at the address. */
void match_cache_begin(struct match_cache *c);

/* The text of `cmd`, joined as a command line when `argv`. */
const struct match_text *match_cache_text(struct match_cache *c,
    const struct effect *cmd, bool argv);

#endif
