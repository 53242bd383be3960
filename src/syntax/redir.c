/* SPDX-License-Identifier: ISC */
#include "syntax/lex.h"

#include <limits.h>
#include <string.h>

struct op {
	const char *text;
	enum redir_op op;
	bool posix;
};

/* Longer spellings first. */
static const struct op ops[] = {
	{ "<<<", REDIR_HERESTR, false },
	{ "<<-", REDIR_HEREDOC_TAB, true },
	{ "<<", REDIR_HEREDOC, true },
	{ "<&", REDIR_DUP_IN, true },
	{ "<>", REDIR_RDWR, true },
	{ "<", REDIR_IN, true },
	{ ">>", REDIR_APPEND, true },
	{ ">&", REDIR_DUP_OUT, true },
	{ ">|", REDIR_CLOBBER, true },
	{ ">", REDIR_OUT, true },
	{ "&>>", REDIR_BOTH_APPEND, false },
	{ "&>", REDIR_BOTH, false },
	{ NULL, REDIR_IN, false }
};

static const struct op *
op_find(struct parser *p)
{
	const struct op *o;

	for (o = ops; o->text != NULL; o++)
		if ((o->posix || !p->sh->opts.posix_sh) && lex_at(p, o->text))
			return o;
	return NULL;
}

/* Is < or > next, and not the start of a process substitution? */
static bool
at_arrow(struct parser *p)
{
	int c = lex_cur(p);

	if (c != '<' && c != '>')
		return false;
	return lex_look(p, 1) != '(' || p->sh->opts.posix_sh;
}

/* Digits right before the operator; -1 and not moved when there are none. */
static int
fd_read(struct parser *p)
{
	size_t from = p->pos;
	long v = 0;
	int c;

	if ((c = lex_cur(p)) < '0' || c > '9')
		return -1;
	while ((c = lex_cur(p)) >= '0' && c <= '9') {
		if (v <= INT_MAX)
			v = v * 10 + (c - '0');
		p->pos++;
	}
	if (v <= INT_MAX && at_arrow(p))
		return (int)v;
	p->pos = from;
	return -1;
}

/* Over `[..]` inside one word; false when it is empty or no such thing. */
static bool
subscript_skip(struct parser *p)
{
	unsigned nest = 0, n = 0;
	int c;

	do {
		c = lex_cur(p);
		if (lex_meta(c))
			return false;
		nest += c == '[';
		nest -= c == ']';
		n++;
		p->pos++;
	} while (nest > 0);
	return n > 2;
}

/*
 * At {: does `name[..]}` with blanks or operators in quotes or $( ) and an
 * arrow follow? For bash that is the name of a file descriptor, and no word
 * of the command.
 */
static bool
hidden_fdvar(struct parser *p)
{
	unsigned parts = p->sh->parts, words = p->sh->words;
	size_t from = p->pos, end;
	bool kw_ok = p->kw_ok;

	if (!lex_name_start(lex_look(p, 1)))
		return false;
	word_read(p);
	end = p->pos;
	p->pos = from;
	p->sh->parts = parts;
	p->sh->words = words;
	p->kw_ok = kw_ok;
	if (end >= p->n || p->s[end - 1] != '}' || (p->s[end] != '<' &&
	    p->s[end] != '>') || memchr(p->s + from, '[', end - from) == NULL)
		return false;
	while (from < end && !lex_meta((unsigned char)p->s[from]))
		from++;
	return from < end;
}

/* {name} right before the operator; NULL and not moved when not here. */
static const char *
fdvar_read(struct parser *p)
{
	size_t from = p->pos, start, end, len;
	bool empty = false;

	if (lex_cur(p) != '{' || p->sh->opts.posix_sh)
		return NULL;
	from = p->pos++;
	lex_cur(p);
	start = p->pos;
	if (lex_name_start(lex_cur(p))) {
		while (lex_name_char(lex_cur(p)))
			p->pos++;
		if (lex_cur(p) == '[')
			empty = !subscript_skip(p);
		end = p->pos;
		if (lex_cur(p) == '}' && !empty) {
			p->pos++;
			if (at_arrow(p))
				return word_raw(p, start, end, &len);
		}
	}
	p->pos = from;
	if (!p->sh->opts.posix_sh && hidden_fdvar(p))
		lex_fail(p, PARSE_SYNTAX, from,
		    "a substitution in the name of a file descriptor");
	return NULL;
}

static struct word *
target_read(struct parser *p, enum redir_op op)
{
	bool dup = op == REDIR_DUP_IN || op == REDIR_DUP_OUT;
	struct lex_word w;
	struct word *word;
	size_t from;

	lex_blanks(p);
	from = p->pos;
	if (!dup && (fd_read(p) >= 0 || fdvar_read(p) != NULL)) {
		p->pos = from;
		lex_unexpected(p, false);
	}
	if (dup && lex_cur(p) == '-') {
		from = p->pos;
		wb_init(&w);
		wb_char(p, &w);
		return wb_done(p, &w, from);
	}
	word = word_read(p);
	if (word == NULL)
		lex_unexpected(p, false);
	return word;
}

struct redir *
redir_read(struct parser *p)
{
	size_t from, word;
	const char *fdvar;
	const struct op *o;
	struct redir *r;
	int fd;

	lex_cur(p);
	from = p->pos;
	fd = fd_read(p);
	fdvar = fd < 0 ? fdvar_read(p) : NULL;
	if (!at_arrow(p) && !(p->pos == from && lex_cur(p) == '&'))
		return NULL;
	if ((o = op_find(p)) == NULL)
		return NULL;
	lex_skip(p, (unsigned)strlen(o->text));
	r = lex_alloc(p, sizeof *r);
	r->op = o->op;
	r->fd = fd;
	r->fdvar = fdvar;
	lex_blanks(p);
	word = p->pos;
	r->target = target_read(p, o->op);
	r->span = lex_span(p, from, p->pos);
	if (o->op == REDIR_HEREDOC || o->op == REDIR_HEREDOC_TAB)
		heredoc_push(p, r, word, p->pos);
	return r;
}

struct redir **
redir_all(struct parser *p, struct redir **tail)
{
	for (;;) {
		lex_blanks(p);
		*tail = redir_read(p);
		if (*tail == NULL)
			return tail;
		p->kw_ok = false;
		tail = &(*tail)->next;
	}
}
