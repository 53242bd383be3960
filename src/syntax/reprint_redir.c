/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "syntax/reprinter.h"

void
press_text(struct press *pr, const char *text)
{
	buf_str(pr->out, text);
}

static bool
is_heredoc(const struct redir *r)
{
	return r->op == REDIR_HEREDOC || r->op == REDIR_HEREDOC_TAB;
}

/* The body as bash keeps it: without its tabs and joined lines. */
static void
heredoc_body(struct press *pr, const struct redir *r)
{
	const char *s = pr->s + r->body_span.off;
	size_t i, n = r->body_span.len;
	bool start = true;

	for (i = 0; i < n; i++) {
		if (start && r->op == REDIR_HEREDOC_TAB && s[i] == '\t')
			continue;
		start = false;
		if (!r->quoted && s[i] == '\\' && i + 1 < n) {
			i++;
			if (s[i] == '\n')
				continue;
			buf_char(pr->out, '\\');
		}
		buf_char(pr->out, s[i]);
		start = s[i] == '\n';
	}
	press_text(pr, r->delim);
}

static void
bodies(struct press *pr, const struct redir *r)
{
	press_text(pr, "\n");
	for (; r != NULL; r = r->next) {
		if (!is_heredoc(r))
			continue;
		heredoc_body(pr, r);
		press_text(pr, "\n");
	}
	pr->was = true;
}

/* An operator, then the bodies that are due; `;` itself is not printed. */
void
press_flush(struct press *pr, const char *op)
{
	bool shown = op[0] != '\0' && strcmp(op, ";") != 0;

	if (shown)
		press_text(pr, op);
	if (pr->due == NULL)
		return;
	bodies(pr, pr->due);
	if (shown)
		press_text(pr, " ");
	pr->due = NULL;
}

void
press_flush_due(struct press *pr)
{
	if (pr->due != NULL)
		press_flush(pr, "");
}

void
press_semicolon(struct press *pr)
{
	char last = pr->out->len == 0 ? '\0' :
	    pr->out->data[pr->out->len - 1];

	if (last != '&' && last != '\n')
		press_text(pr, ";");
}

static void
redir_put(struct press *pr, const struct redir *r)
{
	static const char *const ops[] = { "< ", "> ", ">| ", ">> ", "<> ",
	    "<&", ">&", "&> ", "&>> ", "<<", "<<-", "<<< " };
	bool in = r->op == REDIR_IN || r->op == REDIR_RDWR ||
	    r->op == REDIR_DUP_IN || r->op >= REDIR_HEREDOC;

	if (r->fdvar != NULL)
		buf_printf(pr->out, "{%s}", r->fdvar);
	else if (r->op == REDIR_RDWR && r->fd != 1)
		buf_printf(pr->out, "%d", r->fd < 0 ? 0 : r->fd);
	else if (r->fd >= 0 && r->fd != (in ? 0 : 1))
		buf_printf(pr->out, "%d", r->fd);
	press_text(pr, ops[r->op]);
	if (is_heredoc(r) && r->quoted)
		reprint_quoted(pr->out, r->delim, strlen(r->delim));
	else if (is_heredoc(r))
		press_text(pr, r->delim);
	else
		reprint_word(pr->out, pr->s, r->target);
}

void
press_redirs(struct press *pr, const struct redir *r, bool both)
{
	const struct redir *first = r, *due = NULL;

	if (r == NULL && !both)
		return;
	pr->was = false;
	for (; r != NULL; r = r->next) {
		if (is_heredoc(r) && due == NULL)
			due = first;
		redir_put(pr, r);
		if (r->next != NULL || both)
			press_text(pr, " ");
	}
	if (both)
		press_text(pr, "2>&1");
	if (due != NULL && pr->lists > 0)
		pr->due = due;
	else if (due != NULL)
		bodies(pr, due);
}

/* The redirection that |& stands for. */
void
press_both(struct press *pr, const struct node *n)
{
	if (!n->pipe_both)
		return;
	press_text(pr, " ");
	press_redirs(pr, NULL, true);
}

void
press_words(struct press *pr, const struct word *w, const char *sep)
{
	for (; w != NULL; w = w->next) {
		reprint_word(pr->out, pr->s, w);
		if (w->next != NULL)
			press_text(pr, sep);
	}
}

void
press_simple(struct press *pr, const struct node *n)
{
	const struct assign *as, *decl = n->decl;
	const struct word *w;
	const char *sep = "";

	for (as = n->assigns; as != NULL; as = as->next, sep = " ") {
		press_text(pr, sep);
		reprint_assign(pr->out, pr->s, as);
	}
	for (w = n->words; w != NULL; w = w->next, sep = " ") {
		press_text(pr, sep);
		if (decl != NULL && w->span.off == decl->span.off &&
		    w->span.len == decl->span.len) {
			reprint_assign(pr->out, pr->s, decl);
			decl = decl->next;
		} else {
			reprint_word(pr->out, pr->s, w);
		}
	}
	if (n->redirs != NULL || n->pipe_both) {
		press_text(pr, sep);
		press_redirs(pr, n->redirs, n->pipe_both);
	}
}
