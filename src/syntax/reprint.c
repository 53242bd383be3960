/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "syntax/reprinter.h"

/* a | b | c: to the right. */
static void
pipe_put(struct press *pr, const struct node *c)
{
	unsigned n = 0;

	for (; c->next != NULL; c = c->next, n++) {
		pr->lists++;
		press_node(pr, c);
		press_flush(pr, " |");
		press_text(pr, " ");
	}
	press_node(pr, c);
	if (n > 0)
		press_flush_due(pr);
	pr->lists -= n;
}

static bool
chains(const struct node *c)
{
	return c != NULL && (c->after == LIST_AND || c->after == LIST_OR);
}

/* a && b || c: to the left. Returns the last of them. */
static const struct node *
chain_put(struct press *pr, const struct node *c)
{
	const struct node *last = c;
	unsigned n = 0;

	for (; chains(last) && last->next != NULL; last = last->next)
		n++;
	pr->lists += n;
	press_node(pr, c);
	while (c != last) {
		press_flush(pr, c->after == LIST_AND ? " && " : " || ");
		c = c->next;
		press_node(pr, c);
		press_flush_due(pr);
		pr->lists--;
	}
	return last;
}

static const struct node *
chain_last(const struct node *c)
{
	while (chains(c) && c->next != NULL)
		c = c->next;
	return c;
}

/*
 * What stands behind a `;` goes on over each & (connect_async_list() in bash's
 * make_cmd.c): the last command of that operand.
 */
static const struct node *
operand_last(const struct node *c, bool joined)
{
	const struct node *last = chain_last(c);

	while (joined && last->after == LIST_BG && last->next != NULL)
		last = chain_last(last->next);
	return last;
}

static void
background(struct press *pr, const struct node *last)
{
	press_flush(pr, " &");
	if (last->next != NULL)
		press_text(pr, " ");
}

static void
operand_put(struct press *pr, const struct node *c, bool joined)
{
	const struct node *last;
	unsigned n = 0;

	for (last = chain_last(c); joined && last->after == LIST_BG &&
	    last->next != NULL; last = chain_last(last->next))
		n++;
	pr->lists += n + (joined && last->after == LIST_BG);
	for (last = chain_put(pr, c); joined && last->after == LIST_BG;
	    last = chain_put(pr, last->next)) {
		background(pr, last);
		if (last->next == NULL)
			break;
	}
	for (; n > 0; n--)
		pr->lists--;
	if (joined && last->after == LIST_BG)
		pr->lists--;
	press_flush_due(pr);
}

static void
separator(struct press *pr, const struct node *last)
{
	bool flushed = pr->due != NULL;

	if (last->after == LIST_BG) {
		background(pr, last);
		return;
	}
	if (pr->due != NULL)
		press_flush(pr, pr->functions > 0 ? "" : ";");
	else if (last->newline || !pr->was)
		press_text(pr, last->newline ? "\n" : ";");
	if (!flushed)
		pr->was = false;
	if (pr->functions > 0)
		press_text(pr, "\n");
	else if (!last->newline)
		press_text(pr, " ");
}

static void
list_put(struct press *pr, const struct node *c)
{
	const struct node *last, *at;
	unsigned n = 0;
	bool joined = false;

	for (at = c; at != NULL; at = last->next) {
		last = operand_last(at, joined);
		if (last->next != NULL || (last->after == LIST_BG && !joined))
			n++;
		joined = last->after == LIST_END && !last->newline;
	}
	pr->lists += n;
	joined = false;
	for (at = c; at != NULL; at = last->next) {
		last = operand_last(at, joined);
		if (at == c) {
			chain_put(pr, at);
		} else {
			operand_put(pr, at, joined);
			press_flush_due(pr);
			pr->lists--;
		}
		if (last->next == NULL && (joined || last->after != LIST_BG))
			break;
		separator(pr, last);
		joined = last->after == LIST_END && !last->newline;
		if (last->next == NULL)
			pr->lists--;
	}
}

static void
pipeline_put(struct press *pr, const struct node *n)
{
	if (n->timed)
		press_text(pr, n->time_posix ? "time -p " : "time ");
	if (n->bang)
		press_text(pr, "! ");
	if (n->body != NULL)
		pipe_put(pr, n->body);
}

void
press_node(struct press *pr, const struct node *n)
{
	if (n == NULL)
		return;
	switch (n->kind) {
	case NODE_SIMPLE:
		press_simple(pr, n);
		break;
	case NODE_PIPELINE:
		pipeline_put(pr, n);
		break;
	case NODE_LIST:
		list_put(pr, n->body);
		break;
	case NODE_FUNCTION:
		press_function(pr, n);
		break;
	case NODE_COPROC:
		buf_printf(pr->out, "coproc %s ", n->name != NULL ? n->name :
		    "COPROC");
		press_node(pr, n->body);
		press_both(pr, n);
		break;
	default:
		press_compound(pr, n);
		break;
	}
}

void
reprint_body(struct buf *out, const char *s, const struct node *n)
{
	struct press pr = { .out = out, .s = s };

	press_node(&pr, n);
}
