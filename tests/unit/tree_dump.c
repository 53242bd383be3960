/* SPDX-License-Identifier: ISC */
#include "tree_dump.h"

#include <string.h>

static const char *const node_names[] = { "cmd", "pipe", "list", "subshell",
    "group", "if", "while", "until", "for", "select", "afor", "case",
    "function", "cond", "arith", "coproc" };
static const char *const param_names[] = { "", "-", "=", "?", "+", ":", "#",
    "##", "%", "%%", "/", "//", "/#", "/%", "^", "^^", ",", ",,", "~", "~~",
    "@", "prefix", "keys", "bad" };
static const char *const redir_names[] = { "<", ">", ">|", ">>", "<>", "<&",
    ">&", "&>", "&>>", "<<", "<<-", "<<<" };

static void
text(struct buf *out, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if ((unsigned char)s[i] > ' ' && (unsigned char)s[i] < 127 &&
		    strchr("()[]%", s[i]) == NULL)
			buf_char(out, s[i]);
		else
			buf_printf(out, "%%%02x", (unsigned char)s[i]);
	}
}

static void parts(struct buf *out, const struct part *p);

static void
words(struct buf *out, const char *tag, const struct word *w)
{
	for (; w != NULL; w = w->next) {
		buf_printf(out, " %s[", tag);
		parts(out, w->parts);
		buf_char(out, ']');
	}
}

static void
one_word(struct buf *out, const char *tag, const struct word *w)
{
	if (w == NULL)
		return;
	buf_printf(out, " %s[", tag);
	parts(out, w->parts);
	buf_char(out, ']');
}

static void
param(struct buf *out, const struct param *p)
{
	buf_printf(out, "%s%s%s", p->braced ? "{" : "", p->length ? "#" : "",
	    p->indirect ? "!" : "");
	text(out, p->name, p->namelen);
	one_word(out, "sub", p->subscript);
	buf_printf(out, " %s%s", p->colon ? ":" : "", param_names[p->op]);
	if (p->transform != 0)
		buf_char(out, p->transform);
	one_word(out, "arg", p->arg);
	one_word(out, "arg2", p->arg2);
}

static void
part(struct buf *out, const struct part *p)
{
	static const char *const kinds[] = { "", "q", "dq", "$", "sub",
	    "arith", "proc" };
	static const char *const styles[] = { "", "'", "$'", "\\", "$\"",
	    "`", "{;", "{|", "<", ">", "$[" };

	if (p->kind == PART_LIT) {
		text(out, p->text, p->len);
		return;
	}
	buf_printf(out, "(%s%s ", kinds[p->kind], styles[p->style]);
	if (p->kind == PART_QUOTED || p->kind == PART_ARITH ||
	    p->style == STYLE_BACKTICK)
		text(out, p->text, p->len);
	parts(out, p->parts);
	if (p->param != NULL)
		param(out, p->param);
	if (p->body != NULL)
		tree_dump(out, p->other != NULL ? p->other : p->body);
	buf_char(out, ')');
}

static void
parts(struct buf *out, const struct part *p)
{
	for (; p != NULL; p = p->next) {
		part(out, p);
		if (p->next != NULL)
			buf_char(out, ' ');
	}
}

static void
assigns(struct buf *out, const char *tag, const struct assign *a)
{
	for (; a != NULL; a = a->next) {
		buf_printf(out, " %s[%s%s%s", tag, a->name ? a->name : "",
		    a->append ? "+=" : "=", a->array ? "(" : "");
		one_word(out, "sub", a->subscript);
		one_word(out, "val", a->value);
		assigns(out, "elem", a->elems);
		buf_char(out, ']');
	}
}

static void
redirs(struct buf *out, const struct redir *r)
{
	for (; r != NULL; r = r->next) {
		buf_printf(out, " redir[%s", redir_names[r->op]);
		if (r->fd >= 0)
			buf_printf(out, " %d", r->fd);
		if (r->fdvar != NULL)
			buf_printf(out, " {%s}", r->fdvar);
		one_word(out, "to", r->target);
		if (r->body != NULL)
			buf_printf(out, " %s", r->quoted ? "raw" : "live");
		one_word(out, "body", r->body);
		buf_char(out, ']');
	}
}

static void
cond(struct buf *out, const struct cond *c)
{
	if (c == NULL)
		return;
	buf_printf(out, " test[%s", c->op);
	cond(out, c->left);
	cond(out, c->right);
	one_word(out, "a", c->a);
	one_word(out, "b", c->b);
	buf_char(out, ']');
}

static void
flags(struct buf *out, const struct node *n)
{
	static const char *const after[] = { "", " &", " &&", " ||" };

	buf_str(out, node_names[n->kind]);
	buf_str(out, after[n->after]);
	if (n->pipe_both)
		buf_str(out, " |&");
	if (n->bang)
		buf_str(out, " !");
	if (n->timed)
		buf_str(out, n->time_posix ? " time-p" : " time");
	if (n->has_in)
		buf_str(out, " in");
	if (n->name != NULL)
		buf_printf(out, " %s", n->name);
}

static void
child(struct buf *out, const char *tag, const struct node *n)
{
	if (n == NULL)
		return;
	buf_printf(out, " %s", tag);
	tree_dump(out, n);
}

void
tree_dump(struct buf *out, const struct node *n)
{
	const struct case_item *it;
	const struct node *c;
	int i;

	if (n == NULL)
		return;
	buf_char(out, '(');
	flags(out, n);
	assigns(out, "set", n->assigns);
	words(out, "w", n->words);
	assigns(out, "decl", n->decl);
	for (i = 0; i < 3; i++)
		one_word(out, i == 0 ? "e0" : i == 1 ? "e1" : "e2",
		    n->arith[i]);
	one_word(out, "subject", n->subject);
	child(out, "if", n->cond);
	for (c = n->body; c != NULL; c = c->next) {
		buf_char(out, ' ');
		tree_dump(out, c);
	}
	child(out, "else", n->orelse);
	for (it = n->items; it != NULL; it = it->next) {
		buf_printf(out, " item%d[", it->end);
		words(out, "p", it->patterns);
		child(out, "", it->body);
		buf_char(out, ']');
	}
	cond(out, n->test);
	redirs(out, n->redirs);
	buf_char(out, ')');
}

void
tree_dump_word(struct buf *out, const struct word *w)
{
	parts(out, w->parts);
}
