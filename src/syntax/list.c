/* SPDX-License-Identifier: ISC */
#include "syntax/lex.h"

static void
span_to(struct parser *p, struct node *n, size_t from)
{
	n->span = lex_span(p, from, p->pos);
}

/* coproc [NAME] compound, or coproc simple-command. */
static struct node *
coproc_read(struct parser *p)
{
	struct node *n = node_new(p, NODE_COPROC);
	size_t from = p->pos, name, len, back;
	struct word *word;

	lex_accept(p, KW_COPROC);
	lex_blanks(p);
	n->body = compound_read(p);
	if (n->body != NULL) {
		span_to(p, n, from);
		return n;
	}
	lex_cur(p);
	name = p->pos;
	word = word_read(p);
	if (word != NULL) {
		back = p->pos;
		p->kw_ok = true;
		lex_blanks(p);
		n->body = compound_read(p);
		if (n->body != NULL)
			n->name = word_raw(p, name, back, &len);
	}
	if (n->body == NULL) {
		p->pos = name;
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

/* `time`, `time -p`, `!` in any number: a pipeline, NULL when none is here. */
static struct node *
prefixes(struct parser *p)
{
	struct node *n = NULL;
	enum lex_kw kw;

	p->kw_ok = true;
	for (;;) {
		lex_blanks(p);
		kw = lex_keyword(p);
		if (kw != KW_BANG && kw != KW_TIME)
			return n;
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

static struct node *
pipeline_read(struct parser *p)
{
	struct node *n, *first, **tail = &first;
	size_t from, end;
	int c;

	lex_blanks(p);
	lex_cur(p);
	from = p->pos;
	n = prefixes(p);
	first = command_read(p);
	if (first == NULL) {
		c = lex_cur(p);
		if (n == NULL)
			return NULL;
		if (c != ';' && c != '\n' && c != LEX_EOF)
			lex_unexpected(p, false);
		n->span = lex_span(p, from, p->pos);
		return n;
	}
	end = p->pos;
	for (lex_blanks(p); pipe_accept(p, &(*tail)->pipe_both);
	    lex_blanks(p)) {
		lex_newlines(p);
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
 * Behind `item` and its ; with a heredoc due. When bash 5.2 prints the text of
 * $( ) again to run it, it loses all ; on such a line but the one right behind
 * the command with the heredoc, and joins the commands around each.
 */
static void
reprinted_check(struct parser *p, const struct node *item)
{
	const struct redir *r;
	bool own = false;
	int c = lex_cur(p);

	if (p->pending == NULL || !p->reprint || c == ')' || c == LEX_EOF)
		return;
	for (r = item->redirs; r != NULL; r = r->next)
		own = own || r == p->pending->redir;
	if (p->late++ > 0 || !own || item->kind != NODE_SIMPLE ||
	    p->pending->next != NULL)
		lex_fail(p, PARSE_SYNTAX, p->pos,
		    "a ; on the line of a heredoc in $( )");
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
	p->kw_ok = true;
	if (unit && item->after != LIST_AND && item->after != LIST_OR)
		lex_blanks(p);
	else
		lex_newlines(p);
	if (c == ';')
		reprinted_check(p, item);
	return true;
}

/* Items onto *tail; returns where the next one goes. */
static struct node **
items_read(struct parser *p, struct node **tail, bool unit)
{
	struct node *item = NULL, *last = NULL;

	do {
		item = pipeline_read(p);
		if (item == NULL) {
			if (last != NULL && (last->after == LIST_AND ||
			    last->after == LIST_OR))
				lex_unexpected(p, true);
			break;
		}
		*tail = last = item;
		tail = &item->next;
		lex_blanks(p);
	} while (operator_read(p, item, unit));
	return tail;
}

struct node *
list_read(struct parser *p, bool empty_ok)
{
	struct node *n, *first = NULL;
	size_t from;

	lex_enter(p);
	p->kw_ok = true;
	lex_newlines(p);
	from = p->pos;
	items_read(p, &first, false);
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
