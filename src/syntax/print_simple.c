/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "syntax/printer.h"

/* Without its newline a body ends in a backslash at the end of the text. */
static bool
ends_line(const struct word *body)
{
	const struct part *p = body->parts;

	while (p != NULL && p->next != NULL)
		p = p->next;
	return p == NULL || (p->kind == PART_LIT && p->len > 0 &&
	    p->text[p->len - 1] == '\n');
}

static void
body_lines(struct printer *pr, const struct redir *r)
{
	size_t base = pr->base;
	bool source = pr->source;

	pr->base = pr->ndue;
	pr->hold = false;
	pr->source = true;
	if (r->quoted && r->body->parts != NULL)
		buf_add(pr->out, r->body->parts->text, r->body->parts->len);
	else
		printer_word(pr, r->body, CTX_HERE);
	pr->source = source;
	if (!r->open) {
		buf_str(pr->out, r->delim);
		buf_char(pr->out, '\n');
	} else if (!r->quoted && !ends_line(r->body)) {
		buf_char(pr->out, '\\');
	}
	pr->base = base;
}

static void
due_print(struct printer *pr)
{
	size_t i, n = pr->ndue;

	buf_char(pr->out, '\n');
	for (i = pr->base; i < n; i++)
		body_lines(pr, pr->due[i]);
	pr->ndue = pr->base;
}

void
printer_newline(struct printer *pr)
{
	if (pr->hold)
		buf_char(pr->out, ' ');
	else
		due_print(pr);
}

void
printer_end(struct printer *pr)
{
	if (pr->hold)
		buf_str(pr->out, "; ");
	else
		due_print(pr);
}

void
printer_finish(struct printer *pr)
{
	pr->hold = false;
	if (pr->ndue > 0)
		due_print(pr);
	free(pr->due);
}

static void
due_add(struct printer *pr, const struct redir *r)
{
	const struct redir **grown;

	if (pr->ndue == pr->room) {
		pr->room = pr->room * 2 + 8;
		grown = realloc(pr->due, pr->room * sizeof *grown);
		if (grown == NULL) {
			pr->room = pr->ndue;
			pr->out->failed = true;
			return;
		}
		pr->due = grown;
	}
	pr->due[pr->ndue++] = r;
	/* What follows must come before the rest of the text. */
	pr->hold |= r->open;
}

void
printer_redirs(struct printer *pr, const struct redir *r)
{
	static const char *const ops[] = { "<", ">", ">|", ">>", "<>", "<&",
	    ">&", "&>", "&>>", "<<", "<<-", "<<<" };

	for (; r != NULL; r = r->next) {
		buf_char(pr->out, ' ');
		if (r->fdvar != NULL)
			buf_printf(pr->out, "{%s}", r->fdvar);
		else if (r->fd >= 0)
			buf_printf(pr->out, "%d", r->fd);
		buf_printf(pr->out, "%s ", ops[r->op]);
		if (r->delim != NULL && !r->quoted)
			buf_str(pr->out, r->delim);
		else
			printer_word(pr, r->target, CTX_WORD);
		if (r->body != NULL)
			due_add(pr, r);
	}
}

void
printer_assign(struct printer *pr, const struct assign *as)
{
	const struct assign *e;

	if (as->name != NULL)
		buf_str(pr->out, as->name);
	if (as->subscript != NULL) {
		buf_char(pr->out, '[');
		printer_word(pr, as->subscript, CTX_ARITH);
		buf_char(pr->out, ']');
	}
	if (as->name != NULL || as->subscript != NULL)
		buf_str(pr->out, as->append ? "+=" : "=");
	if (as->value != NULL)
		printer_word(pr, as->value, CTX_WORD);
	if (!as->array)
		return;
	buf_char(pr->out, '(');
	for (e = as->elems; e != NULL; e = e->next) {
		printer_assign(pr, e);
		if (e->next != NULL)
			buf_char(pr->out, ' ');
	}
	buf_char(pr->out, ')');
}

static bool
reserved(const char *t)
{
	int kw;

	if (strcmp(t, "]]") == 0)
		return true;
	for (kw = KW_BANG; kw <= KW_WHILE; kw++)
		if (strcmp(t, lex_kw_text((enum lex_kw)kw)) == 0)
			return true;
	return false;
}

/* Would bash look for the ] of an assignment here, and behind this word? */
static bool
opens_subscript(const struct word *w)
{
	const struct part *p = w == NULL ? NULL : w->parts;
	size_t i = 0;

	if (p == NULL || p->kind != PART_LIT)
		return false;
	while (i < p->len && lex_name_char(p->text[i]))
		i++;
	if (i == 0 || i == p->len || p->text[i] != '[')
		return false;
	for (; p != NULL; p = p->next)
		if (p->kind == PART_LIT && memchr(p->text, ']', p->len) != NULL)
			return false;
	return true;
}

/*
 * A reserved word is an ordinary one behind a redirection, and so is one that
 * stands second, where the first could be a coprocess's name; an assignment
 * may stand there, too.
 */
static bool
redirs_first(const struct node *n, bool piped)
{
	const char *t, *second;

	if (n->redirs == NULL || n->assigns != NULL || n->words == NULL ||
	    (t = word_literal(n->words)) == NULL)
		return false;
	if (piped && strcmp(t, "time") == 0)
		return false;
	second = n->words->next == NULL ? NULL : word_literal(n->words->next);
	return reserved(t) || (second != NULL && reserved(second)) ||
	    opens_subscript(n->words->next);
}

void
printer_simple(struct printer *pr, const struct node *n, bool piped)
{
	const struct assign *as, *decl = n->decl;
	const struct word *w;
	const char *sep = "";
	bool first = redirs_first(n, piped);

	if (first)
		printer_redirs(pr, n->redirs);
	if (first)
		sep = " ";
	for (as = n->assigns; as != NULL; as = as->next, sep = " ") {
		buf_str(pr->out, sep);
		printer_assign(pr, as);
	}
	for (w = n->words; w != NULL; w = w->next, sep = " ") {
		buf_str(pr->out, sep);
		if (decl != NULL && w->span.off == decl->span.off &&
		    w->span.len == decl->span.len) {
			printer_assign(pr, decl);
			decl = decl->next;
		} else {
			printer_word(pr, w, CTX_WORD);
		}
	}
	if (!first)
		printer_redirs(pr, n->redirs);
}
