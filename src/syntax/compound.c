/* SPDX-License-Identifier: ISC */
#include "syntax/lex.h"

#include <string.h>

static const char *
raw_word(struct parser *p)
{
	size_t from, len;

	lex_blanks(p);
	lex_cur(p);
	from = p->pos;
	if (word_read(p) == NULL)
		lex_unexpected(p, false);
	return word_raw(p, from, p->pos, &len);
}

static struct node *
if_read(struct parser *p)
{
	struct node *top = node_new(p, NODE_IF), *n = top;
	unsigned elifs = 0;
	size_t from;

	for (;;) {
		n->cond = list_read(p, false);
		lex_expect(p, KW_THEN);
		n->body = list_read(p, false);
		from = p->pos;
		if (!lex_accept(p, KW_ELIF))
			break;
		if (++elifs > LEX_MAX_ELIF)
			lex_fail(p, PARSE_LIMIT, from, "too many elif");
		n->orelse = node_new(p, NODE_IF);
		n = n->orelse;
		n->span = lex_span(p, from, p->pos);
	}
	if (lex_accept(p, KW_ELSE))
		n->orelse = list_read(p, false);
	lex_expect(p, KW_FI);
	return top;
}

static struct node *
do_group(struct parser *p)
{
	struct node *body;

	lex_expect(p, KW_DO);
	body = list_read(p, false);
	lex_expect(p, KW_DONE);
	return body;
}

/* The body of a for or select: do..done or, undocumented, braces. */
static struct node *
for_body(struct parser *p)
{
	struct node *body;

	p->kw_ok = true;
	if (!lex_accept(p, KW_LBRACE))
		return do_group(p);
	body = list_read(p, false);
	lex_expect(p, KW_RBRACE);
	return body;
}

static struct node *
while_read(struct parser *p, enum node_kind kind)
{
	struct node *n = node_new(p, kind);

	n->cond = list_read(p, false);
	n->body = do_group(p);
	return n;
}

static struct node *
arith_for(struct parser *p)
{
	struct node *n = node_new(p, NODE_ARITH_FOR);
	unsigned nest = 0;
	size_t start;
	int i;

	lex_skip(p, 2);
	lex_cur(p);
	start = p->pos;
	for (i = 0; i < 3; i++) {
		n->arith[i] = subst_arith(p, ')', ";", &nest);
		if (n->arith[i]->parts == NULL)
			n->arith[i] = NULL;
		if (lex_cur(p) != (i == 2 ? ')' : ';'))
			lex_fail(p, PARSE_SYNTAX, p->pos,
			    "for (( )) needs three expressions");
		if (i == 2)
			pairs_check(p, start, ')');
		lex_skip(p, 1);
	}
	if (lex_cur(p) != ')')
		lex_unexpected(p, false);
	lex_skip(p, 1);
	lex_blanks(p);
	if (lex_cur(p) == ';')
		lex_skip(p, 1);
	lex_newlines(p);
	n->body = for_body(p);
	return n;
}

static struct node *
for_read(struct parser *p, enum node_kind kind)
{
	struct node *n;
	struct word **tail;

	lex_blanks(p);
	if (kind == NODE_FOR && lex_at(p, "((") && !p->sh->opts.posix_sh)
		return arith_for(p);
	n = node_new(p, kind);
	n->name = raw_word(p);
	lex_blanks(p);
	if (lex_cur(p) == ';') {
		lex_skip(p, 1);
		lex_newlines(p);
		n->body = for_body(p);
		return n;
	}
	lex_newlines(p);
	p->kw_ok = true;
	if (lex_accept(p, KW_IN)) {
		n->has_in = true;
		tail = &n->words;
		for (lex_blanks(p); (*tail = word_read(p)) != NULL;
		    lex_blanks(p))
			tail = &(*tail)->next;
		if (lex_cur(p) == ';')
			lex_skip(p, 1);
		else if (lex_cur(p) != '\n')
			lex_unexpected(p, true);
		lex_newlines(p);
	}
	n->body = for_body(p);
	return n;
}

static struct case_item *
case_item(struct parser *p)
{
	struct case_item *it = lex_alloc(p, sizeof *it);
	struct word **tail = &it->patterns;

	if (lex_cur(p) == '(')
		lex_skip(p, 1);
	for (;;) {
		lex_blanks(p);
		*tail = word_read(p);
		if (*tail == NULL)
			lex_unexpected(p, false);
		tail = &(*tail)->next;
		lex_blanks(p);
		if (lex_cur(p) != '|')
			break;
		lex_skip(p, 1);
	}
	if (lex_cur(p) != ')')
		lex_unexpected(p, false);
	lex_skip(p, 1);
	it->body = list_read(p, true);
	return it;
}

/* ;; ;& ;;& or the esac behind the last item. */
static bool
case_end(struct parser *p, struct case_item *it)
{
	bool posix = p->sh->opts.posix_sh;

	lex_blanks(p);
	if (!posix && lex_at(p, ";;&")) {
		it->end = CASE_TEST;
		lex_skip(p, 3);
	} else if (lex_at(p, ";;")) {
		lex_skip(p, 2);
	} else if (!posix && lex_at(p, ";&")) {
		it->end = CASE_FALL;
		lex_skip(p, 2);
	} else {
		return false;
	}
	p->kw_ok = true;
	lex_newlines(p);
	return true;
}

static struct node *
case_read(struct parser *p)
{
	struct node *n = node_new(p, NODE_CASE);
	struct case_item **tail = &n->items;

	p->sh->blind++;
	lex_blanks(p);
	n->subject = word_read(p);
	if (n->subject == NULL)
		lex_unexpected(p, false);
	lex_newlines(p);
	p->kw_ok = true;
	lex_expect(p, KW_IN);
	lex_newlines(p);
	while (!lex_accept(p, KW_ESAC)) {
		if (lex_cur(p) == LEX_EOF)
			lex_unexpected(p, true);
		*tail = case_item(p);
		if (!case_end(p, *tail)) {
			lex_expect(p, KW_ESAC);
			break;
		}
		tail = &(*tail)->next;
	}
	return n;
}

/* At `((`: the arithmetic command, NULL when it is two subshells. */
static struct node *
arith_read(struct parser *p)
{
	unsigned nest = 0, parts = p->sh->parts, words = p->sh->words;
	size_t from = p->pos, start;
	struct node *n;

	if (p->sh->opts.posix_sh || lex_failed(p, from))
		return NULL;
	n = node_new(p, NODE_ARITH);
	lex_skip(p, 2);
	lex_cur(p);
	start = p->pos;
	n->arith[0] = subst_arith(p, ')', "", &nest);
	if (!pairs_dparen(p, start)) {
		lex_set_failed(p, from);
		p->sh->parts = parts;
		p->sh->words = words;
		p->pos = from;
		return NULL;
	}
	if (n->arith[0]->parts == NULL)
		n->arith[0] = NULL;
	lex_skip(p, 2);
	return n;
}

static struct node *
paren_read(struct parser *p)
{
	bool twice = lex_look(p, 1) == '(' && !p->sh->opts.posix_sh;
	struct node *n = twice ? arith_read(p) : NULL;
	size_t from = p->pos;

	if (n != NULL)
		return n;
	n = node_new(p, NODE_SUBSHELL);
	lex_skip(p, 1);
	p->sh->pushed += twice;
	n->body = list_read(p, false);
	p->sh->pushed -= twice;
	lex_blanks(p);
	if (lex_cur(p) == LEX_EOF)
		lex_fail(p, PARSE_INCOMPLETE, from, "a ( is not closed");
	if (lex_cur(p) != ')')
		lex_unexpected(p, true);
	lex_skip(p, 1);
	return n;
}

static struct node *
cond_node(struct parser *p)
{
	struct node *n = node_new(p, NODE_COND);

	n->test = cond_read(p);
	return n;
}

static struct node *
group_read(struct parser *p)
{
	struct node *n = node_new(p, NODE_GROUP);

	n->body = list_read(p, false);
	lex_expect(p, KW_RBRACE);
	return n;
}

/* Behind the name: ( ) unless `keyword` says it may be missing, the body. */
struct node *
function_read(struct parser *p, const char *name, size_t from, bool keyword)
{
	struct node *n = node_new(p, NODE_FUNCTION);
	bool lines = p->reprint.lines;
	size_t back;

	lex_blanks(p);
	back = p->pos;
	if (lex_cur(p) == '(') {
		lex_skip(p, 1);
		lex_blanks(p);
		if (lex_cur(p) == ')')
			lex_skip(p, 1);
		else if (keyword)
			p->pos = back;
		else
			lex_unexpected(p, false);
	}
	n->name = name;
	lex_newlines(p);
	p->kw_ok = true;
	p->reprint.lines = true;
	n->body = compound_body(p);
	p->reprint.lines = lines;
	p->reprint.lost = 0;
	if (n->body == NULL)
		lex_unexpected(p, true);
	n->span = lex_span(p, from, p->pos);
	return n;
}

static struct node *
function_keyword(struct parser *p, size_t from)
{
	return function_read(p, raw_word(p), from, true);
}

/* The compound command behind `kw`, which is consumed. */
static struct node *
compound_kw(struct parser *p, enum lex_kw kw, size_t from)
{
	lex_accept(p, kw);
	switch (kw) {
	case KW_IF:
		return if_read(p);
	case KW_WHILE:
		return while_read(p, NODE_WHILE);
	case KW_UNTIL:
		return while_read(p, NODE_UNTIL);
	case KW_FOR:
		return for_read(p, NODE_FOR);
	case KW_SELECT:
		return for_read(p, NODE_SELECT);
	case KW_CASE:
		return case_read(p);
	case KW_LBRACE:
		return group_read(p);
	case KW_COND:
		return cond_node(p);
	default:
		return function_keyword(p, from);
	}
}

static bool
starts_compound(enum lex_kw kw)
{
	return kw == KW_IF || kw == KW_WHILE || kw == KW_UNTIL ||
	    kw == KW_FOR || kw == KW_SELECT || kw == KW_CASE ||
	    kw == KW_LBRACE || kw == KW_COND || kw == KW_FUNCTION;
}

struct node *
compound_read(struct parser *p)
{
	enum lex_kw kw;
	struct node *n;
	size_t from;

	lex_cur(p);
	from = p->pos;
	kw = p->kw_ok ? lex_keyword(p) : KW_NONE;
	if (lex_cur(p) != '(' && !starts_compound(kw))
		return NULL;
	lex_enter(p);
	n = kw == KW_NONE ? paren_read(p) : compound_kw(p, kw, from);
	n->span = lex_span(p, from, p->pos);
	p->kw_ok = true;
	if (n->kind != NODE_FUNCTION)
		redir_all(p, &n->redirs);
	lex_leave(p);
	return n;
}

struct node *
compound_body(struct parser *p)
{
	if (p->kw_ok && lex_keyword(p) == KW_FUNCTION)
		lex_unexpected(p, false);
	return compound_read(p);
}
