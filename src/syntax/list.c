/* SPDX-License-Identifier: ISC */
#include "syntax/lex.h"

static void
span_to(struct parser *p, struct node *n, size_t from)
{
	n->span = lex_span(p, from, p->pos);
}

/*
 * A compound command of a coprocess, NULL when none is here. Every other
 * reserved word is wrong here, also behind what could be a name.
 */
static struct node *
coproc_body(struct parser *p, bool named)
{
	struct node *n;
	enum lex_kw kw;

	p->kw_ok = true;
	lex_blanks(p);
	n = compound_body(p);
	if (n != NULL)
		return n;
	kw = lex_keyword(p);
	if ((kw != KW_NONE && kw != KW_TIME) ||
	    (named && lex_word_is(p, "]]")))
		lex_unexpected(p, false);
	return NULL;
}

/* coproc [NAME] compound, or coproc simple-command. */
static struct node *
coproc_read(struct parser *p)
{
	struct node *n = node_new(p, NODE_COPROC);
	size_t from = p->pos, name, len, back;
	struct word *word;

	lex_accept(p, KW_COPROC);
	n->body = coproc_body(p, false);
	if (n->body != NULL) {
		span_to(p, n, from);
		return n;
	}
	lex_cur(p);
	name = p->pos;
	word = NULL;
	if (assign_read(p) == NULL)
		word = word_bracket(p, false);
	if (word != NULL) {
		back = p->pos;
		n->body = coproc_body(p, true);
		if (n->body != NULL)
			n->name = word_raw(p, name, back, &len);
	}
	if (n->body == NULL) {
		p->pos = name;
		/* There bash 5.2 makes a command named COPROC of it. */
		lex_again(p, from, "coproc with a simple command in $( )");
		p->coproc = true;
		n->body = simple_read(p);
	}
	if (n->body == NULL)
		lex_unexpected(p, false);
	span_to(p, n, from);
	return n;
}

/* NULL when no command starts here. */
struct node *
command_read(struct parser *p)
{
	enum lex_kw kw;
	struct node *n;

	p->kw_ok = true;
	lex_blanks(p);
	n = compound_read(p);
	if (n != NULL)
		return n;
	kw = lex_keyword(p);
	if (kw == KW_COPROC)
		return coproc_read(p);
	if (kw != KW_NONE && kw != KW_TIME)
		return NULL;
	return simple_read(p);
}

/*
 * Right behind $( bash reads `time' as a word, and reserved words behind it as
 * words, too: `$(time case x in a)' ends there. A newline between them is gone
 * when it has printed that and reads it once more.
 */
static void
time_word(struct parser *p)
{
	enum lex_kw kw;

	lex_blanks(p);
	kw = lex_keyword(p);
	if ((kw != KW_NONE && kw != KW_COND) || lex_cur(p) == '(')
		lex_fail(p, PARSE_SYNTAX, p->pos,
		    "$(time with more than a simple command");
	p->plain_words = kw == KW_NONE;
}

/*
 * `time`, `time -p`, `!` in any number: a pipeline, NULL when none is here.
 * *word: the first of them is a `time' that bash reads as a word.
 */
static struct node *
prefixes(struct parser *p, bool *word)
{
	struct node *n = NULL;
	enum lex_kw kw;

	*word = false;
	p->kw_ok = true;
	for (;;) {
		lex_blanks(p);
		kw = lex_keyword(p);
		if (kw != KW_BANG && kw != KW_TIME) {
			if (*word)
				time_word(p);
			return n;
		}
		*word |= kw == KW_TIME && p->word_at == p->pos && p->pos > 0;
		p->word_at = 0;
		lex_accept(p, kw);
		if (n == NULL)
			n = node_new(p, NODE_PIPELINE);
		if (kw == KW_BANG) {
			n->bang = !n->bang;
		} else {
			n->timed = true;
			lex_blanks(p);
			if (lex_word_is(p, "-p")) {
				lex_skip(p, 2);
				n->time_posix = true;
			}
			lex_blanks(p);
			if (lex_word_is(p, "--"))
				lex_skip(p, 2);
		}
	}
}

/* At | or |&, not ||. */
static bool
pipe_accept(struct parser *p, bool *both)
{
	if (lex_cur(p) != '|' || lex_look(p, 1) == '|')
		return false;
	*both = lex_look(p, 1) == '&' && !p->sh->opts.posix_sh;
	lex_skip(p, *both ? 2 : 1);
	return true;
}

/*
 * bash 5.2 prints the text of $( ) from its tree and runs what it printed. Of
 * the separators there, the next but one behind a heredoc gets lost when it is
 * a semicolon, and the commands around it become one. Called for each
 * separator in turn; true when the text runs otherwise than it reads.
 */
static bool
separator_lost(struct reprint *r, enum list_op op, bool semicolon)
{
	if (r->due) {
		r->due = false;
		r->lost = 1;
		return false;
	}
	if (op != LIST_END || r->lost == 0)
		return false;
	r->lost--;
	return semicolon && r->on && !r->lines;
}

/* What may stand behind a `time` or `!` without a command. */
static bool
ends_nothing(struct parser *p)
{
	int c = lex_cur(p), d = lex_look(p, 1);

	return (c == ';' && d != ';' && d != '&') || c == '\n' || c == LEX_EOF;
}

static struct node *
pipeline_read(struct parser *p)
{
	struct node *n, *first, **tail = &first;
	bool word, both;
	size_t from, end;

	lex_blanks(p);
	lex_cur(p);
	from = p->pos;
	n = prefixes(p, &word);
	first = command_read(p);
	if (first == NULL) {
		if (n == NULL)
			return NULL;
		if (!ends_nothing(p) && !(word && lex_cur(p) == ')'))
			lex_unexpected(p, false);
		n->span = lex_span(p, from, p->pos);
		return n;
	}
	end = p->pos;
	for (lex_blanks(p); pipe_accept(p, &(*tail)->pipe_both);
	    lex_blanks(p)) {
		(void)separator_lost(&p->reprint, LIST_AND, false);
		lex_blanks(p);
		both = (*tail)->pipe_both && lex_cur(p) == '\n';
		lex_newlines(p);
		/* Behind | it is a word, wherever it stands. */
		if (both && lex_keyword(p) == KW_TIME)
			lex_unexpected(p, true);
		tail = &(*tail)->next;
		*tail = command_read(p);
		if (*tail == NULL)
			lex_unexpected(p, true);
		end = p->pos;
	}
	if (first->next == NULL && (n == NULL || (!n->bang && !n->timed)))
		return first;
	if (n == NULL)
		n = node_new(p, NODE_PIPELINE);
	n->body = first;
	n->span = lex_span(p, from, end);
	return n;
}

/*
 * The operator behind an item. Returns false when none is there. A newline
 * ends a unit but only separates inside a list.
 */
static bool
operator_read(struct parser *p, struct node *item, bool unit)
{
	int c = lex_cur(p), d = lex_look(p, 1);

	if (c == '&' && d == '&')
		item->after = LIST_AND;
	else if (c == '|' && d == '|')
		item->after = LIST_OR;
	else if (c == '&' && (d != '>' || p->sh->opts.posix_sh))
		item->after = LIST_BG;
	else if (c == ';' && d != ';' && (d != '&' || p->sh->opts.posix_sh))
		item->after = LIST_END;
	else if (c == '\n' && !unit)
		item->after = LIST_END;
	else
		return false;
	if (c != '\n')
		lex_skip(p, item->after == LIST_AND ||
		    item->after == LIST_OR ? 2 : 1);
	item->newline = c == '\n';
	p->kw_ok = true;
	if (unit && item->after != LIST_AND && item->after != LIST_OR)
		lex_blanks(p);
	else
		lex_newlines(p);
	return true;
}

/* Items onto *tail; returns where the next one goes. */
static struct node **
items_read(struct parser *p, struct node **tail, bool unit)
{
	struct node *item = NULL, *last = NULL;
	struct reprint before = p->reprint;
	bool lost = false;
	bool semicolon;
	size_t from;

	for (;;) {
		from = p->pos;
		item = pipeline_read(p);
		if (item == NULL) {
			p->reprint = before;
			if (last != NULL && (last->after == LIST_AND ||
			    last->after == LIST_OR))
				lex_unexpected(p, true);
			break;
		}
		if (lost)
			lex_again(p, from,
			    "behind a heredoc in $( ) bash loses this ;");
		*tail = last = item;
		tail = &item->next;
		lex_blanks(p);
		semicolon = lex_cur(p) == ';';
		if (!operator_read(p, item, unit))
			break;
		before = p->reprint;
		lost = separator_lost(&p->reprint, item->after, semicolon);
	}
	return tail;
}

struct node *
list_read(struct parser *p, bool empty_ok)
{
	struct node *n, *first = NULL;
	size_t from;

	lex_enter(p);
	p->kw_ok = true;
	p->reprint.lists++;
	lex_newlines(p);
	from = p->pos;
	items_read(p, &first, false);
	if (--p->reprint.lists > 0 && p->reprint.due)
		lex_again(p, from, "a heredoc in a compound command in $( )");
	if (p->reprint.due) {
		/* Where in a compound command it prints the body varies. */
		p->reprint.due = false;
		p->reprint.lost = 2;
	}
	lex_leave(p);
	if (first == NULL && !empty_ok)
		lex_unexpected(p, true);
	if (first == NULL ||
	    (first->next == NULL && first->after == LIST_END))
		return first;
	n = node_new(p, NODE_LIST);
	n->body = first;
	n->span = lex_span(p, from, p->pos);
	return n;
}

void
list_unit(struct parser *p)
{
	struct node *first = NULL, **tail;

	lex_newlines(p);
	if (lex_cur(p) == LEX_EOF)
		return;
	tail = items_read(p, &first, true);
	lex_blanks(p);
	if (first == NULL)
		lex_unexpected(p, false);
	if (lex_cur(p) == '\n') {
		p->pos++;
		heredoc_read(p);
	} else if (lex_cur(p) != LEX_EOF) {
		lex_unexpected(p, false);
	} else if (p->pending != NULL) {
		heredoc_read(p);
	}
	*p->sh->tail = first;
	p->sh->tail = tail;
}
