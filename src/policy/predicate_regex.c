/* SPDX-License-Identifier: ISC */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#include "policy/match_cache.h"
#include "policy/match_text.h"
#include "policy/rule_data.h"

static pcre2_code *
compile(const char *pattern, int *code)
{
	PCRE2_SIZE at;

	return pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
	    PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C, code, &at,
	    NULL);
}

const char *
predicate_regex_error(struct arena *a, const char *pattern)
{
	PCRE2_UCHAR text[160];
	int code;
	pcre2_code *re = compile(pattern, &code);

	if (re != NULL) {
		pcre2_code_free(re);
		return NULL;
	}
	pcre2_get_error_message(code, text, sizeof text);
	return arena_strdup(a, (const char *)text);
}

/* PCRE2 at its limits counts as a match: it fails closed. */
static bool
found(const pcre2_code *re, pcre2_match_data *md, pcre2_match_context *mc,
    const char *s, size_t n)
{
	return pcre2_match(re, (PCRE2_SPTR)s, n, 0, 0, md, mc) !=
	    PCRE2_ERROR_NOMATCH;
}

static bool
in_words(const struct question *q, const pcre2_code *re,
    pcre2_match_data *md, pcre2_match_context *mc)
{
	for (unsigned i = 0; i < q->cmd->argc; i++) {
		const struct value *v = q->cmd->argv[i];

		for (unsigned k = 0; k < v->nalt; k++) {
			if (found(re, md, mc, v->alt[k].pre,
			    v->alt[k].prelen))
				return true;
		}
	}
	return false;
}

enum match
predicate_regex(const struct question *q, const struct predicate *p)
{
	const struct match_text *t;
	const struct match_regex *r;
	bool yes;

	if (q->cmd == NULL)
		return MATCH_NO;
	t = match_cache_text(q->cache, q->cmd, p->regex_argv);
	if (!match_text_may(t, p->regex_needs))
		return MATCH_NO;
	r = match_cache_regex(q->cache, p->regex);
	if (r->code == NULL)
		return MATCH_YES;
	if (p->regex_argv)
		yes = q->cmd->argc > 0 && found(r->code, r->data, r->context,
		    t->data, t->len);
	else
		yes = in_words(q, r->code, r->data, r->context);
	return yes ? MATCH_YES : MATCH_NO;
}
