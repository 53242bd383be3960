/* SPDX-License-Identifier: ISC */
#include "syntax/lex.h"
#include "syntax/print.h"
#include "syntax/reprint.h"

#include <string.h>

struct saved
nested_save(struct parser *p)
{
	struct saved s = { p->pending, p->pending_tail, p->reprint, p->dquotes,
	    p->kw_ok, p->in_sub, p->subscript, p->raw, p->extglob, p->regex, p->funsub,
	    p->pattern };

	p->pending = NULL;
	p->dquotes = (struct dquotes){ .around = s.dquotes.here ||
	    (s.dquotes.around && s.dquotes.pair), .bare = s.dquotes.group };
	memset(&p->reprint, 0, sizeof p->reprint);
	/* A count of parentheses knows no heredoc and prints its $( ), too. */
	p->reprint.on = (!p->raw || p->sh->twice + p->sh->pushed > 0) &&
	    !p->pattern;
	p->pattern = false;
	p->raw = false;
	p->subscript = false;
	p->kw_ok = true;
	p->extglob = p->sh->opts.extglob;
	p->regex = false;
	p->funsub = false;
	return s;
}

void
nested_restore(struct parser *p, struct saved s)
{
	p->pending = s.pending;
	p->pending_tail = s.pending_tail;
	p->kw_ok = s.kw_ok;
	p->in_sub = s.in_sub;
	p->subscript = s.subscript;
	p->raw = s.raw;
	p->reprint = s.reprint;
	p->dquotes = s.dquotes;
	p->extglob = s.extglob;
	p->regex = s.regex;
	p->funsub = s.funsub;
	p->pattern = s.pattern;
}

/*
 * bash then takes the lines behind this one for the body, in the middle of
 * reading the line. Nobody writes that.
 */
void
nested_heredocs(struct parser *p)
{
	if (p->pending != NULL)
		lex_fail(p, PARSE_SYNTAX, p->pos,
		    "a heredoc has its body outside its $( )");
}

/* Set `part` to what bash 5.2 prints of `n`, whose spans are in `s`. */
static void
body_reprint(struct parser *p, struct part *part, const char *s,
    const struct node *n)
{
	struct buf text = { 0 };
	bool failed;

	reprint_body(&text, s, n);
	part->len = text.len;
	failed = text.failed;
	part->text = arena_take(p->sh->a, &text);
	if (failed)
		lex_fail(p, PARSE_LIMIT, p->pos, "out of memory");
}

struct node *
nested_text(struct parser *p, const char *text, size_t len, size_t from)
{
	unsigned pushed = p->sh->pushed, twice = p->sh->twice;
	struct parser sub;
	struct node *n;

	p->sh->reprinted += len + 1;
	if (p->sh->reprinted > LEX_MAX_REPRINT)
		lex_fail(p, PARSE_LIMIT, from,
		    "too much text in $( ) to read again");
	memset(&sub, 0, sizeof sub);
	sub.sh = p->sh;
	sub.s = text;
	sub.n = sub.size = len;
	sub.outer = p;
	sub.outer_at = from;
	sub.kw_ok = true;
	sub.extglob = p->sh->opts.extglob;
	p->sh->pushed = p->sh->twice = 0;
	n = list_read(&sub, true);
	lex_blanks(&sub);
	if (lex_cur(&sub) != LEX_EOF)
		lex_unexpected(&sub, false);
	if (sub.pending != NULL)
		heredoc_read(&sub);
	p->sh->pushed = pushed;
	p->sh->twice = twice;
	return n;
}

/* Are both the same commands? */
static bool
same(struct parser *p, const struct node *a, const struct node *b)
{
	struct buf x = { 0 }, y = { 0 };
	bool failed, r;

	print_program(&x, a);
	print_program(&y, b);
	failed = x.failed || y.failed;
	r = x.len == y.len && (x.len == 0 || memcmp(x.data, y.data, x.len) == 0);
	buf_free(&x);
	buf_free(&y);
	if (failed)
		lex_fail(p, PARSE_LIMIT, p->pos, "out of memory");
	return r;
}

/*
 * Read `part` as bash 5.2 prints it, see reprint.h. What it took for
 * arithmetic at first it has printed once more, as far as it had come.
 */
static void
body_again(struct parser *p, struct part *part, size_t from)
{
	struct part was;

	if (p->sh->pushed + p->sh->twice > 0)
		lex_fail(p, PARSE_SYNTAX, from,
		    "a $( ) that bash prints otherwise, in (( that is no "
		    "arithmetic");
	part->source = part->text;
	part->sourcelen = part->len;
	part->other = part->body;
	was = *part;
	body_reprint(p, part, p->s, part->body);
	part->body = nested_text(p, part->text, part->len, from);
	if (same(p, part->body, part->other)) {
		*part = was;
		part->other = NULL;
	}
}

/* Behind `$(` or `<(`: commands and their `)`. */
void
nested_paren(struct parser *p, struct part *part, size_t from)
{
	struct saved s = nested_save(p);
	size_t start = p->pos;
	/* With (( bash counts parentheses first and prints nothing. */
	bool raw = lex_cur(p) == '(', again;
	bool on = p->reprint.on && !raw;

	lex_enter(p);
	p->reprint.on = on;
	p->sh->twice += raw && !s.raw && !s.pattern;
	p->sh->subs++;
	p->in_sub = true;
	lex_newlines(p);
	p->word_at = p->pos;
	part->body = list_read(p, true);
	lex_blanks(p);
	if (lex_cur(p) == LEX_EOF)
		lex_fail(p, PARSE_INCOMPLETE, from, "a ( is not closed");
	if (lex_cur(p) != ')')
		lex_unexpected(p, false);
	pairs_sub_check(p, start);
	if (raw && part->kind == PART_CMDSUB && p->pos - start > 1 &&
	    p->s[p->pos - 1] == ')' &&
	    pairs_paired(p->s + start + 1, p->pos - start - 2))
		lex_fail(p, PARSE_SYNTAX, from,
		    "bash takes these commands for arithmetic");
	part->text = p->s + start;
	part->len = p->pos - start;
	nested_heredocs(p);
	p->pos++;
	p->sh->twice -= raw && !s.raw && !s.pattern;
	again = p->reprint.again;
	nested_restore(p, s);
	p->reprint.again |= again;
	if (again && on)
		body_again(p, part, from);
	p->sh->subs--;
	lex_leave(p);
	part->span = lex_span(p, from, p->pos);
}
