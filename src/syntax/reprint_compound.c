/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "syntax/reprinter.h"

/* Behind its keyword: the body of a loop or branch. */
static void
section(struct press *pr, const struct node *n)
{
	press_node(pr, n);
	press_flush_due(pr);
	press_semicolon(pr);
}

static void
if_put(struct press *pr, const struct node *n)
{
	const struct node *orelse = n->orelse;

	press_text(pr, "if ");
	press_node(pr, n->cond);
	press_semicolon(pr);
	press_text(pr, " then\n");
	press_node(pr, n->body);
	press_flush_due(pr);
	if (orelse != NULL) {
		press_semicolon(pr);
		press_text(pr, "\nelse\n");
		press_node(pr, orelse);
		press_flush_due(pr);
	}
	press_semicolon(pr);
	press_text(pr, "\nfi");
}

static void
for_put(struct press *pr, const struct node *n)
{
	int i;

	if (n->kind == NODE_ARITH_FOR) {
		press_text(pr, "for ((");
		for (i = 0; i < 3; i++) {
			if (n->arith[i] != NULL)
				reprint_word(pr->out, pr->s, n->arith[i]);
			else
				press_text(pr, "1");
			press_text(pr, i < 2 ? "; " : "))");
		}
	} else {
		press_text(pr, n->kind == NODE_SELECT ? "select " : "for ");
		press_text(pr, n->name);
		press_text(pr, " in ");
		if (n->has_in)
			press_words(pr, n->words, " ");
		else
			press_text(pr, "\"$@\"");
		press_text(pr, ";");
	}
	press_text(pr, "\ndo\n");
	section(pr, n->body);
	press_text(pr, "\ndone");
}

static void
case_put(struct press *pr, const struct node *n)
{
	static const char *const ends[] = { ";;", ";&", ";;&" };
	const struct case_item *it;

	press_text(pr, "case ");
	reprint_word(pr->out, pr->s, n->subject);
	press_text(pr, " in ");
	for (it = n->items; it != NULL; it = it->next) {
		press_text(pr, "\n");
		press_words(pr, it->patterns, " | ");
		press_text(pr, ")\n");
		press_node(pr, it->body);
		press_flush_due(pr);
		press_text(pr, "\n");
		press_text(pr, ends[it->end]);
	}
	press_text(pr, "\nesac");
}

static void
cond_put(struct press *pr, const struct cond *c)
{
	if (c->op[0] == '(') {
		press_text(pr, "( ");
		cond_put(pr, c->left);
		press_text(pr, " )");
	} else if (strcmp(c->op, "!") == 0) {
		press_text(pr, "! ");
		cond_put(pr, c->left);
	} else if (c->left != NULL) {
		cond_put(pr, c->left);
		buf_printf(pr->out, " %s ", c->op);
		cond_put(pr, c->right);
	} else if (c->a == NULL || c->b == NULL) {
		buf_printf(pr->out, "%s ", c->a != NULL ? "-n" : c->op);
		reprint_word(pr->out, pr->s, c->a != NULL ? c->a : c->b);
	} else {
		reprint_word(pr->out, pr->s, c->a);
		buf_printf(pr->out, " %s ", c->op);
		reprint_word(pr->out, pr->s, c->b);
	}
}

static void
group_put(struct press *pr, const struct node *body)
{
	press_text(pr, "{ ");
	if (pr->functions > 0)
		press_text(pr, "\n");
	press_node(pr, body);
	press_flush_due(pr);
	if (pr->functions > 0) {
		press_text(pr, "\n");
	} else {
		press_semicolon(pr);
		press_text(pr, " ");
	}
	press_text(pr, "}");
}

void
press_function(struct press *pr, const struct node *n)
{
	bool group = n->body->kind == NODE_GROUP;

	buf_printf(pr->out, "function %s () \n{ \n", n->name);
	pr->functions++;
	press_node(pr, group ? n->body->body : n->body);
	press_flush_due(pr);
	pr->functions--;
	pr->was = false;
	press_text(pr, "\n}");
	if (group && n->body->redirs != NULL) {
		press_text(pr, " ");
		press_redirs(pr, n->body->redirs, false);
	}
	press_both(pr, n);
}

void
press_compound(struct press *pr, const struct node *n)
{
	switch (n->kind) {
	case NODE_IF:
		if_put(pr, n);
		break;
	case NODE_WHILE:
	case NODE_UNTIL:
		press_text(pr, n->kind == NODE_WHILE ? "while " : "until ");
		section(pr, n->cond);
		press_text(pr, " do\n");
		section(pr, n->body);
		press_text(pr, "\ndone");
		break;
	case NODE_FOR:
	case NODE_SELECT:
	case NODE_ARITH_FOR:
		for_put(pr, n);
		break;
	case NODE_CASE:
		case_put(pr, n);
		break;
	case NODE_SUBSHELL:
		press_text(pr, "( ");
		press_node(pr, n->body);
		press_flush_due(pr);
		press_text(pr, " )");
		break;
	case NODE_GROUP:
		group_put(pr, n->body);
		break;
	case NODE_COND:
		press_text(pr, "[[ ");
		cond_put(pr, n->test);
		press_text(pr, " ]]");
		break;
	default:
		press_text(pr, "((");
		if (n->arith[0] != NULL)
			reprint_word(pr->out, pr->s, n->arith[0]);
		press_text(pr, "))");
		break;
	}
	if (n->redirs != NULL || n->pipe_both) {
		press_text(pr, " ");
		press_redirs(pr, n->redirs, n->pipe_both);
	}
}
