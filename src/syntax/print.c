/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "syntax/printer.h"

static void item_print(struct printer *pr, const struct node *n);

static void
cond_print(struct printer *pr, const struct cond *c)
{
	struct buf *out = pr->out;

	if (c->op[0] == '(') {
		buf_str(out, "( ");
		cond_print(pr, c->left);
		buf_str(out, " )");
	} else if (strcmp(c->op, "!") == 0) {
		buf_str(out, "! ");
		cond_print(pr, c->left);
	} else if (c->left != NULL) {
		cond_print(pr, c->left);
		buf_printf(out, " %s ", c->op);
		cond_print(pr, c->right);
	} else {
		if (c->a != NULL)
			printer_word(pr, c->a, CTX_WORD);
		if (c->a != NULL && c->b != NULL)
			buf_char(out, ' ');
		buf_str(out, c->op);
		if (c->b != NULL) {
			buf_char(out, ' ');
			printer_word(pr, c->b, CTX_WORD);
		}
	}
}

/* `word`, a newline and the commands behind it. */
static void
section(struct printer *pr, const char *word, const struct node *body)
{
	buf_str(pr->out, word);
	printer_newline(pr);
	printer_block(pr, body);
}

static void
if_print(struct printer *pr, const struct node *n)
{
	section(pr, "if", n->cond);
	section(pr, "then", n->body);
	for (n = n->orelse; n != NULL && n->kind == NODE_IF &&
	    n->redirs == NULL && n->after == LIST_END; n = n->orelse) {
		section(pr, "elif", n->cond);
		section(pr, "then", n->body);
	}
	if (n != NULL)
		section(pr, "else", n);
	buf_str(pr->out, "fi");
}

static void
for_print(struct printer *pr, const struct node *n)
{
	int i;

	buf_str(pr->out, n->kind == NODE_SELECT ? "select " : "for ");
	if (n->kind == NODE_ARITH_FOR) {
		buf_str(pr->out, "((");
		for (i = 0; i < 3; i++) {
			if (n->arith[i] != NULL)
				printer_word(pr, n->arith[i], CTX_ARITH);
			buf_str(pr->out, i < 2 ? ";" : "))");
		}
	} else {
		buf_str(pr->out, n->name);
		if (n->has_in)
			buf_str(pr->out, " in ");
		printer_words(pr, n->words, " ");
	}
	printer_end(pr);
	section(pr, "do", n->body);
	buf_str(pr->out, "done");
}

static void
case_print(struct printer *pr, const struct node *n)
{
	static const char *const ends[] = { ";;", ";&", ";;&" };
	const struct case_item *it;

	buf_str(pr->out, "case ");
	printer_word(pr, n->subject, CTX_WORD);
	buf_str(pr->out, " in");
	printer_newline(pr);
	for (it = n->items; it != NULL; it = it->next) {
		buf_char(pr->out, '(');
		printer_words(pr, it->patterns, " | ");
		section(pr, ")", it->body);
		buf_str(pr->out, ends[it->end]);
		printer_newline(pr);
	}
	buf_str(pr->out, "esac");
}

/* Would `time` take the first word of `n` for an option of its own? */
static bool
starts_dash(const struct node *n)
{
	const char *t;

	if (n == NULL || n->kind != NODE_SIMPLE || n->assigns != NULL ||
	    n->words == NULL || (t = word_literal(n->words)) == NULL)
		return false;
	return t[0] == '-';
}

static void
pipeline_print(struct printer *pr, const struct node *n)
{
	const struct node *c;

	if (n->body == NULL && !n->timed && !n->bang)
		buf_str(pr->out, "! ! ");
	if (n->timed)
		buf_str(pr->out, n->time_posix ? "time -p " : "time ");
	if (n->timed && starts_dash(n->body))
		buf_str(pr->out, "-- ");
	if (n->bang)
		buf_str(pr->out, "! ");
	for (c = n->body; c != NULL; c = c->next) {
		pr->piped = c != n->body;
		item_print(pr, c);
		if (c->next == NULL)
			break;
		buf_str(pr->out, c->pipe_both ? " |& " : " | ");
		/* On the next line `time` would be reserved behind |&. */
		if (pr->ndue > pr->base && !(c->pipe_both &&
		    c->next->kind == NODE_SIMPLE))
			printer_newline(pr);
	}
}

static void
nested_print(struct printer *pr, const struct node *n)
{
	switch (n->kind) {
	case NODE_SUBSHELL:
		section(pr, "(", n->body);
		buf_char(pr->out, ')');
		break;
	case NODE_GROUP:
		section(pr, "{", n->body);
		buf_char(pr->out, '}');
		break;
	case NODE_FUNCTION:
		buf_printf(pr->out, "function %s ()", n->name);
		printer_newline(pr);
		item_print(pr, n->body);
		break;
	case NODE_COPROC:
		buf_str(pr->out, "coproc ");
		if (n->name != NULL)
			buf_printf(pr->out, "%s ", n->name);
		item_print(pr, n->body);
		break;
	case NODE_COND:
		buf_str(pr->out, "[[ ");
		cond_print(pr, n->test);
		buf_str(pr->out, " ]]");
		break;
	default:
		buf_str(pr->out, "((");
		if (n->arith[0] != NULL)
			printer_word(pr, n->arith[0], CTX_ARITH);
		buf_str(pr->out, "))");
		break;
	}
}

static void
item_print(struct printer *pr, const struct node *n)
{
	bool piped = pr->piped;

	pr->piped = false;
	switch (n->kind) {
	case NODE_SIMPLE:
		printer_simple(pr, n, piped);
		return;
	case NODE_PIPELINE:
		pipeline_print(pr, n);
		return;
	case NODE_LIST:
		printer_block(pr, n);
		return;
	case NODE_IF:
		if_print(pr, n);
		break;
	case NODE_WHILE:
	case NODE_UNTIL:
		section(pr, n->kind == NODE_WHILE ? "while" : "until",
		    n->cond);
		section(pr, "do", n->body);
		buf_str(pr->out, "done");
		break;
	case NODE_FOR:
	case NODE_SELECT:
	case NODE_ARITH_FOR:
		for_print(pr, n);
		break;
	case NODE_CASE:
		case_print(pr, n);
		break;
	default:
		nested_print(pr, n);
		break;
	}
	printer_redirs(pr, n->redirs);
}

void
printer_block(struct printer *pr, const struct node *n)
{
	static const char *const after[] = { "", " &", " && ", " || " };
	const struct node *c;

	if (n == NULL)
		return;
	if (n->kind != NODE_LIST) {
		item_print(pr, n);
		printer_end(pr);
		return;
	}
	for (c = n->body; c != NULL; c = c->next) {
		item_print(pr, c);
		buf_str(pr->out, after[c->after]);
		if (c->after == LIST_END)
			printer_end(pr);
		else if (c->after == LIST_BG || pr->ndue > pr->base)
			printer_newline(pr);
	}
}

void
print_program(struct buf *out, const struct node *program)
{
	struct printer pr = { .out = out };

	printer_block(&pr, program);
	printer_finish(&pr);
}

void
print_word(struct buf *out, const struct word *w)
{
	struct printer pr = { .out = out };

	printer_word(&pr, w, CTX_WORD);
	printer_finish(&pr);
}
