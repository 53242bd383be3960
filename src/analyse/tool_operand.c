/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/tool_parse.h"

int
tool_rest_begins(const struct tool_parse *p)
{
	unsigned before = 0, words = p->nword - p->nassign;
	bool repeats = false;

	for (unsigned k = 0; k < p->nshape; k++) {
		if (p->shape[k].kind == OPERAND_ASSIGN)
			continue;
		/* Behind one that repeats, "--" says where the rest begins. */
		if (operand_takes_rest(p->shape[k].kind))
			return (repeats ? p->dashes >= 0 &&
			    (unsigned)p->dashes == words : before == words) ?
			    (int)k : -1;
		repeats = repeats || p->shape[k].repeat;
		before++;
	}
	return -1;
}

static const char *
fold_case(struct arena *a, const char *s, size_t n)
{
	char *out = arena_strndup(a, s, n);

	for (char *c = out; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return out;
}

static const char *
resource_named(const struct tool *t, const char *s)
{
	for (unsigned i = 0; i < t->nresource; i++) {
		const struct tool_resource *r = &t->resource[i];

		if (strcmp(r->name, s) == 0)
			return r->name;
		for (const char *const *al = r->aliases; *al != NULL; al++) {
			if (strcmp(*al, s) == 0)
				return r->name;
		}
	}
	return NULL;
}

/* deploy.v1.apps and deploy.apps are deployments when deploy is. */
static const char *
canon_resource(struct arena *a, const struct tool *t, const char *s)
{
	const char *low = fold_case(a, s, strlen(s));
	const char *name = resource_named(t, low), *dot = strchr(low, '.');

	if (name == NULL && dot != NULL)
		name = resource_named(t, arena_strndup(a, low,
		    (size_t)(dot - low)));
	return name != NULL ? name : low;
}

/* The branch that is written, without its folder; NULL when only the
 * repository knows which it is. */
static const char *
canon_refspec(const char *s)
{
	const char *colon;

	if (*s == '+')
		s++;
	if ((colon = strrchr(s, ':')) != NULL)
		s = colon + 1;
	if (strncmp(s, "refs/heads/", 11) == 0)
		s += 11;
	else if (strncmp(s, "heads/", 6) == 0)
		s += 6;
	if (colon == NULL && (strcmp(s, "HEAD") == 0 || strcmp(s, "@") == 0))
		return NULL;
	/* ":" alone is every branch that both sides have. */
	return *s != '\0' ? s : colon != NULL ? "*" : NULL;
}

const char *
tool_canon(struct arena *a, const struct tool *t, enum operand_kind kind,
    const char *text)
{
	if (kind == OPERAND_RESOURCE && t != NULL)
		return canon_resource(a, t, text);
	if (kind == OPERAND_REFSPEC)
		return canon_refspec(text);
	return text;
}

static enum operand_kind
turned(const struct tool_parse *p, enum operand_kind kind)
{
	/* In the order of use: tar -c --remove-files reads, then deletes. */
	for (unsigned i = 0; i < p->nturns; i++) {
		const struct tool_optinfo *o = p->turns[i];

		for (unsigned k = 0; k < o->nturns; k++) {
			if (o->turns[k].from == kind) {
				kind = o->turns[k].to;
				break;
			}
		}
	}
	return kind;
}

static void
add_refspec(struct tool_parse *p, const struct value *v, unsigned at)
{
	size_t n;
	const char *s = value_prefix(v, &n), *text = value_text(v);

	if (n > 0 && s[0] == '+') {
		tool_add_option(p, "--force", OPERAND_FLAG, NULL, at);
		s++;
		n--;
	}
	/* To delete a branch is to lose what is on it. */
	if (n > 0 && s[0] == ':' && n + (text == NULL) > 1) {
		tool_add_option(p, "--delete", OPERAND_FLAG, NULL, at);
		tool_add_option(p, "--force", OPERAND_FLAG, NULL, at);
	}
	tool_add_operand(p, OPERAND_REFSPEC, v,
	    text != NULL ? canon_refspec(text) : NULL, at);
}

static struct value *
piece(struct arena *a, const struct value *v, const char *s, size_t n)
{
	struct value *out = arena_alloc(a, sizeof *out);

	out->alt = arena_alloc(a, sizeof *out->alt);
	out->nalt = 1;
	out->alt->pre = arena_strndup(a, s, n);
	out->alt->prelen = n;
	out->alt->suf = "";
	out->span = v->span;
	out->flags = v->flags;
	return out;
}

/* type, type/name, type,type: one operand for each part. */
static void
add_resource(struct tool_parse *p, const struct value *v, unsigned at)
{
	size_t n, len;
	const char *s = value_prefix(v, &n), *end = s + n;
	const char *slash = memchr(s, '/', n);
	const struct value *name;

	if (slash == NULL && value_text(v) == NULL) {
		tool_add_operand(p, OPERAND_RESOURCE, v, NULL, at);
		return;
	}
	for (end = slash != NULL ? slash : end; s <= end; s += len + 1) {
		const char *comma = memchr(s, ',', (size_t)(end - s));
		const struct value *one;

		len = (size_t)((comma != NULL ? comma : end) - s);
		one = piece(p->a, v, s, len);
		tool_add_operand(p, OPERAND_RESOURCE, one,
		    canon_resource(p->a, p->t, one->alt->pre), at);
	}
	if (slash != NULL) {
		s = value_prefix(v, &n);
		name = value_drop(p->a, v, (size_t)(slash - s) + 1);
		tool_add_operand(p, OPERAND_NAME, name, value_text(name), at);
	}
}

static void
add_word(struct tool_parse *p, enum operand_kind kind, unsigned at,
    bool slashes)
{
	const struct value *v = p->argv[at];
	size_t n;
	const char *s = value_prefix(v, &n);

	kind = turned(p, kind);
	if (kind == OPERAND_REFSPEC)
		add_refspec(p, v, at);
	else if (kind == OPERAND_RESOURCE || (slashes &&
	    kind == OPERAND_NAME && memchr(s, '/', n) != NULL))
		add_resource(p, v, at);
	else
		tool_add_operand(p, kind, v, value_text(v), at);
}

/* The shape without ASSIGN and rest kinds, at most `max` of it. */
static unsigned
plain_shape(const struct tool_parse *p, struct tool_operand *s, unsigned max)
{
	unsigned n = 0;

	for (unsigned i = 0; i < p->nshape && n < max; i++) {
		if (p->shape[i].kind != OPERAND_ASSIGN &&
		    !operand_takes_rest(p->shape[i].kind))
			s[n++] = p->shape[i];
	}
	return n;
}

/*
 * Kinds for `n` words: what stands before the repeating operand from the
 * left, what stands behind it from the right, an optional one only when there
 * are words to spare.
 */
static void
fit_words(const struct tool_operand *s, unsigned ns, enum operand_kind *kind,
    unsigned n)
{
	unsigned need = 0, k = 0;

	for (unsigned i = 0; i < ns; i++)
		need += !s[i].optional && !s[i].repeat;
	for (unsigned i = 0; i < n; i++)
		kind[i] = OPERAND_VALUE;
	for (unsigned i = 0; i < ns && k < n; i++) {
		unsigned left = n - k, take = 1;

		if (!s[i].repeat && s[i].optional && left <= need)
			continue;
		if (s[i].repeat)
			take = left > need ? left - need : 0;
		else
			need -= !s[i].optional;
		while (take-- > 0)
			kind[k++] = s[i].kind;
	}
}

/* A second repeating operand takes what stands after "--". */
static void
fit(const struct tool_parse *p, enum operand_kind *kind, unsigned n)
{
	enum { MAX = 64 };
	struct tool_operand s[MAX];
	unsigned ns = plain_shape(p, s, MAX), repeats = 0, second = 0;
	unsigned before = p->dashes >= 0 ? (unsigned)p->dashes : n;

	for (unsigned i = 0; i < ns; i++) {
		if (s[i].repeat && ++repeats == 2)
			second = i;
	}
	if (repeats < 2) {
		fit_words(s, ns, kind, n);
		return;
	}
	fit_words(s, second, kind, before);
	for (unsigned i = before; i < n; i++)
		kind[i] = s[second].kind;
}

static bool
has_option(const struct norm *n, const char *name)
{
	for (unsigned i = 0; i < n->noption; i++) {
		if (strcmp(n->option[i].name, name) == 0)
			return true;
	}
	return false;
}

/* git push without a remote or a refspec goes where the repository says;
 * --all and --mirror reach every branch. */
static void
add_implicit(struct tool_parse *p)
{
	const char *what = p->n->command->implicit;
	bool remote = false, refspec = false;

	if (what == NULL || strcmp(what, "git-upstream") != 0)
		return;
	for (unsigned i = 0; i < p->n->noperand; i++) {
		remote |= p->n->operand[i].kind == OPERAND_REMOTE;
		refspec |= p->n->operand[i].kind == OPERAND_REFSPEC;
	}
	if (!remote)
		tool_add_operand(p, OPERAND_REMOTE, NULL, NULL, p->argc);
	if (!refspec && (has_option(p->n, "--all") ||
	    has_option(p->n, "--mirror") || has_option(p->n, "--branches")))
		tool_add_operand(p, OPERAND_REFSPEC, NULL, "*", p->argc);
	else if (!refspec)
		tool_add_operand(p, OPERAND_REFSPEC, NULL,
		    has_option(p->n, "--tags") ? "refs/tags/*" : NULL,
		    p->argc);
}

void
tool_operands(struct tool_parse *p)
{
	unsigned n = p->nword - p->nassign, k = 0;
	enum operand_kind *kind = arena_array(p->a, n + 1, sizeof *kind);
	bool slashes = false;

	fit(p, kind, n);
	for (unsigned i = 0; i < p->nshape; i++)
		slashes |= p->shape[i].kind == OPERAND_RESOURCE;
	for (unsigned i = 0; i < p->nword; i++) {
		/* NAME=VALUE words come first, wherever their place is. */
		if (i < p->nassign)
			add_word(p, OPERAND_ASSIGN, p->word[i], false);
		else
			add_word(p, kind[k++], p->word[i], slashes);
	}
	for (unsigned i = 0; i < p->n->noption; i++)
		p->n->option[i].kind = turned(p, p->n->option[i].kind);
	add_implicit(p);
}
