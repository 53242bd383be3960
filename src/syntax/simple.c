/* SPDX-License-Identifier: ISC */
#include "syntax/lex.h"

#include <string.h>

struct node *
node_new(struct parser *p, enum node_kind kind)
{
	struct node *n = lex_alloc(p, sizeof *n);

	n->kind = kind;
	return n;
}

/* Builtins whose arguments may be name=( .. ) (parse.y, PST_ASSIGNOK). */
static bool
takes_arrays(const struct word *name)
{
	static const char *const names[] = { "alias", "declare", "eval",
	    "export", "let", "local", "readonly", "typeset", NULL };
	const char *t = word_literal(name);
	int i;

	for (i = 0; t != NULL && names[i] != NULL; i++)
		if (strcmp(t, names[i]) == 0)
			return true;
	return false;
}

struct simple {
	struct node *node;
	struct word **words;
	struct assign **assigns, **decl;
	struct redir **redirs;
	bool arrays;
	bool coproc;		/* behind `coproc': the second word may have
				   blanks in [ ], as the first one may, and
				   the next while they are assignments */
	bool plain;		/* no word has them */
};

/* The word `x=` that stands for an array argument. */
static struct word *
array_word(struct parser *p, const struct assign *as)
{
	struct lex_word w;
	struct word *word;

	wb_init(&w);
	wb_lit(p, &w, as->name, strlen(as->name), p->pos, p->pos);
	wb_lit(p, &w, as->append ? "+=" : "=", as->append ? 2 : 1, p->pos,
	    p->pos);
	word = wb_done(p, &w, p->pos);
	word->span = as->span;
	word->parts->span = as->span;
	return word;
}

/*
 * bash 5.2 prints the text of $( ) and <( ) again, redirections last, and runs
 * that: there a reserved word behind a redirection becomes what it says.
 */
static void
reprinted_check(struct parser *p, const struct simple *s)
{
	enum lex_kw kw;

	if (!p->reprint.on || s->node->redirs == NULL || s->node->words != NULL ||
	    s->node->assigns != NULL)
		return;
	kw = lex_keyword(p);
	if (kw != KW_NONE)
		lex_again(p, p->pos,
		    "a reserved word behind a redirection in $( )");
}

/*
 * `x=1 >f a[..` and `$(time a[..`: behind a redirection that follows an
 * assignment, and behind this `time', bash does not look for the `]`, a blank
 * or an operator ends the word. The end of the word that it reads here.
 */
static size_t
plain_end(struct parser *p)
{
	unsigned parts = p->sh->parts, words = p->sh->words;
	bool kw_ok = p->kw_ok;
	size_t from, end;

	lex_cur(p);
	from = p->pos;
	word_read(p);
	end = p->pos;
	p->sh->parts = parts;
	p->sh->words = words;
	p->kw_ok = kw_ok;
	p->pos = from;
	return end;
}

/* Is this word of `coproc' an assignment to bash? */
static bool
assigns(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && (i == 0 ? lex_name_start(s[i]) : lex_name_char(s[i])))
		i++;
	return i > 0 && i < n && (s[i] == '[' || s[i] == '+' || s[i] == '=') &&
	    memchr(s + i, '=', n - i) != NULL;
}

static bool
add_word(struct parser *p, struct simple *s)
{
	size_t from = p->pos;
	struct word *word;

	reprinted_check(p, s);
	if (s->node->words == NULL &&
	    (*s->assigns = assign_read(p)) != NULL) {
		s->assigns = &(*s->assigns)->next;
		p->kw_ok = false;
		return true;
	}
	if (s->arrays && (*s->decl = assign_array_arg(p)) != NULL) {
		word = array_word(p, *s->decl);
		if ((*s->decl)->array) {
			s->decl = &(*s->decl)->next;
		} else {
			word->parts->next = (*s->decl)->value->parts;
			*s->decl = NULL;
		}
	} else if (s->node->words == NULL) {
		word = word_bracket(p, false);
	} else if (s->coproc && s->node->redirs == NULL &&
	    s->node->assigns == NULL) {
		word = word_bracket(p, false);
		s->coproc = assigns(p->s + from, p->pos - from);
	} else {
		word = word_read(p);
	}
	if (word == NULL)
		return false;
	if (s->node->words == NULL)
		s->arrays = takes_arrays(word) && !p->sh->opts.posix_sh;
	*s->words = word;
	s->words = &word->next;
	return true;
}

/* Behind the first word: is this `name ( )`? */
static bool
at_function(struct parser *p, const struct simple *s)
{
	const struct node *n = s->node;

	return lex_cur(p) == '(' && n->words != NULL &&
	    n->words->next == NULL && n->assigns == NULL && n->redirs == NULL;
}

/* No word and no redirection starts with this byte. */
static bool
at_nothing(struct parser *p)
{
	int c = lex_cur(p);

	if (c == ']' && p->kw_ok && lex_word_is(p, "]]"))
		return true;	/* reserved, though no command starts so */
	return lex_meta(c) && c != '<' && c != '>' && c != '&';
}

struct node *
simple_read(struct parser *p)
{
	struct node *n;
	struct simple s;
	size_t from, end, len, plain;
	bool redir = false;

	lex_blanks(p);
	if (at_nothing(p))
		return NULL;
	n = node_new(p, NODE_SIMPLE);
	s = (struct simple){ n, &n->words, &n->assigns, &n->decl, &n->redirs,
	    false, p->coproc, p->plain_words };
	p->coproc = p->plain_words = false;
	from = end = p->pos;
	for (;;) {
		lex_blanks(p);
		if (s.plain && lex_cur(p) == '(')
			lex_unexpected(p, false);
		if (at_function(p, &s) && !s.coproc)
			return function_read(p,
			    word_raw(p, from, end, &len), from, false);
		if ((*s.redirs = redir_read(p)) != NULL) {
			s.redirs = &(*s.redirs)->next;
			s.arrays = false;
			redir = true;
		} else {
			redir = redir && n->assigns != NULL;
			plain = n->words == NULL && (s.plain || redir) ?
			    plain_end(p) : 0;
			if (!add_word(p, &s))
				break;
			s.arrays = s.arrays && !redir && !s.plain;
			if (plain != 0 && plain != p->pos)
				lex_fail(p, PARSE_SYNTAX, plain, s.plain ?
				    "$(time with a subscript" :
				    "a subscript behind an assignment and a "
				    "redirection");
		}
		end = p->pos;
		p->kw_ok = false;
	}
	if (n->words == NULL && n->assigns == NULL && n->redirs == NULL)
		return NULL;
	n->span = lex_span(p, from, end);
	return n;
}
