/* SPDX-License-Identifier: ISC */
#include "analyse/envelope.h"

#include <string.h>

#include "syntax/parse.h"

enum { NESTED_MAX = 3 };

/* The last simple commands of a program in the order they stand. */
struct seen {
	const struct node *eval;	/* last `eval` */
	const struct node *after_eval;	/* the command behind it */
	const struct node *last;
	const struct node *first;
	const struct node *subshell;
};

static void look(const struct node *n, struct seen *s, int depth);

static size_t
parts_text(const struct part *p, char *out, size_t k, bool *ok)
{
	for (; p != NULL; p = p->next) {
		switch (p->kind) {
		case PART_LIT:
		case PART_QUOTED:
			if (out != NULL)
				memcpy(out + k, p->text, p->len);
			k += p->len;
			break;
		case PART_DQ:
			k = parts_text(p->parts, out, k, ok);
			break;
		default:
			*ok = false;
		}
	}
	return k;
}

/* The constant text of a word, or NULL. */
static char *
word_text(struct arena *a, const struct word *word, size_t *len)
{
	bool ok = true;
	size_t n;
	char *s;

	if (word == NULL)
		return NULL;
	n = parts_text(word->parts, NULL, 0, &ok);
	if (!ok)
		return NULL;
	s = arena_alloc(a, n + 1);
	(void)parts_text(word->parts, s, 0, &ok);
	*len = n;
	return s;
}

static bool
word_is(const struct word *word, const char *s)
{
	size_t n, want = strlen(s);
	char buf[64];
	bool ok = true;

	if (word == NULL)
		return false;
	n = parts_text(word->parts, NULL, 0, &ok);
	if (!ok || n != want || n >= sizeof buf)
		return false;
	(void)parts_text(word->parts, buf, 0, &ok);
	return memcmp(buf, s, n) == 0;
}

static void
look_simple(const struct node *n, struct seen *s)
{
	if (s->first == NULL)
		s->first = n;
	if (s->eval != NULL && s->after_eval == NULL)
		s->after_eval = n;
	s->last = n;
	if (word_is(n->words, "eval") && n->words->next != NULL &&
	    n->words->next->next == NULL) {
		s->eval = n;
		s->after_eval = NULL;
	}
}

static void
look(const struct node *n, struct seen *s, int depth)
{
	if (depth > PARSE_MAX_DEPTH)
		return;
	for (; n != NULL; n = n->next) {
		switch (n->kind) {
		case NODE_LIST:
		case NODE_PIPELINE:
			look(n->body, s, depth + 1);
			break;
		case NODE_SUBSHELL:
			s->subshell = n;
			s->last = n;
			break;
		case NODE_SIMPLE:
			look_simple(n, s);
			break;
		default:
			s->last = n;
		}
		if (depth == 0)
			return;
	}
}

static bool
is_cwd_record(const struct node *n)
{
	return n != NULL && word_is(n->words, "pwd") && n->redirs != NULL &&
	    n->redirs->op == REDIR_CLOBBER;
}

static const struct word *
last_word(const struct node *n)
{
	const struct word *word = n == NULL ? NULL : n->words;

	while (word != NULL && word->next != NULL)
		word = word->next;
	return word;
}

static void
found(struct arena *a, const char *agent, const struct word *word,
    struct envelope *out)
{
	size_t len = 0;
	char *s = word_text(a, word, &len);

	if (s == NULL)
		return;
	out->agent = agent;
	out->text = s;
	out->len = len;
	out->span = word->span;
}

/* Gemini: ( trap '..' EXIT <newline> COMMAND <newline> ) */
static void
found_subshell(struct arena *a, const char *text, const struct node *sub,
    struct envelope *out)
{
	const struct node *n = sub->body, *last;
	struct seen s = { 0 };
	uint32_t from, to;

	while (n != NULL && (n->kind == NODE_LIST ||
	    n->kind == NODE_PIPELINE) && n->body != NULL) {
		if (n->kind == NODE_LIST && n->body->next != NULL)
			break;
		n = n->body;
	}
	if (n == NULL || n->kind != NODE_LIST)
		return;
	look(n, &s, 0);
	if (s.first == NULL || !word_is(s.first->words, "trap"))
		return;
	for (last = n->body->next; last->next != NULL; last = last->next)
		;
	from = n->body->next->span.off;
	to = last->span.off + last->span.len;
	out->agent = "gemini";
	out->text = arena_strndup(a, text + from, to - from);
	out->len = to - from;
	out->span = (struct span){ from, to - from };
}

static bool
codex(const struct node *program, const struct seen *s, const char *text,
    size_t len)
{
	(void)program;
	return s->last != NULL && s->last->kind == NODE_SIMPLE &&
	    word_is(s->last->words, "exec") &&
	    memmem(text, len, "__CODEX_SNAPSHOT", 16) != NULL;
}

/* SHELL of the words `... SHELL -c LAST`. */
static const char *
called_shell(struct arena *a, const struct word *words,
    const struct word *last)
{
	size_t n;

	for (; words != NULL && words->next != NULL; words = words->next)
		if (words->next->next == last && word_is(words->next, "-c"))
			return word_text(a, words, &n);
	return NULL;
}

static void
find(struct arena *a, const char *text, size_t len,
    const struct node *program, struct envelope *out, int depth)
{
	struct parse_opts opts = { 0 };
	struct parse_result r;
	struct seen s = { 0 };
	const struct word *word;
	size_t n = 0;
	char *inner;

	look(program, &s, 0);
	if (s.eval != NULL && is_cwd_record(s.after_eval)) {
		found(a, "claude-code", s.eval->words->next, out);
		return;
	}
	if (codex(program, &s, text, len)) {
		found(a, "codex", last_word(s.last), out);
		return;
	}
	if (s.eval != NULL && s.eval == s.last && s.first != NULL &&
	    memmem(text, len, "shopt -s expand_aliases", 23) != NULL &&
	    memmem(text, len, "cd -- \"$1\"", 10) != NULL) {
		found(a, "opencode", s.eval->words->next, out);
		return;
	}
	if (s.subshell != NULL && s.first != NULL &&
	    word_is(s.first->words, "shopt") &&
	    memmem(text, len, "_bgpids_file", 12) != NULL) {
		found_subshell(a, text, s.subshell, out);
		return;
	}
	/* A prefix program, or a sandbox, around the whole of it. */
	word = last_word(s.last != NULL && s.last->kind == NODE_SIMPLE ?
	    s.last : NULL);
	if (depth >= NESTED_MAX || word == NULL || word == s.last->words ||
	    (inner = word_text(a, s.last->words, &n)) == NULL ||
	    memchr(inner, '/', n) == NULL ||
	    (inner = word_text(a, word, &n)) == NULL ||
	    memmem(inner, n, "eval ", 5) == NULL)
		return;
	parse_text(a, inner, n, &opts, &r);
	if (r.status != PARSE_OK || r.program == NULL)
		return;
	find(a, inner, n, r.program, out, depth + 1);
	if (out->agent != NULL) {
		out->span = word->span;
		out->inner = called_shell(a, s.last->words, word);
	}
}

void
envelope_find(struct arena *a, const char *text, size_t len,
    const struct node *program, struct envelope *out)
{
	out->agent = NULL;
	out->inner = NULL;
	out->text = text;
	out->len = len;
	out->span = (struct span){ 0, (uint32_t)len };
	if (program != NULL)
		find(a, text, len, program, out, 0);
}
