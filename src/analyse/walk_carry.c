/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_int.h"

/*
 * Variables and option values whose text is a command in itself. The words
 * of a grammar end at the value; what a value means inside is said here.
 */
bool
walk_carrier(const char *name)
{
	static const char *const names[] = { "BROWSER", "EDITOR",
	    "GIT_ASKPASS", "GIT_EDITOR", "GIT_EXTERNAL_DIFF", "GIT_PAGER",
	    "GIT_PROXY_COMMAND", "GIT_SEQUENCE_EDITOR", "GIT_SSH",
	    "GIT_SSH_COMMAND", "LESSOPEN", "MANPAGER", "PAGER", "RSYNC_RSH",
	    "SSH_ASKPASS", "SUDO_EDITOR", "VISUAL", NULL };
	int i;

	for (i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static const struct {
	const char *tool;	/* canonical name */
	const char *head;	/* the value begins with it; * is any name */
} carriers[] = {
	{ "git", "alias.*=!" }, { "git", "core.pager=" },
	{ "git", "core.editor=" }, { "git", "core.sshCommand=" },
	{ "git", "core.fsmonitor=" }, { "git", "core.askPass=" },
	{ "git", "sequence.editor=" }, { "git", "diff.external=" },
	{ "git", "credential.helper=!" }, { "git", "gpg.program=" },
	{ "git", "filter.*=" }, { "git", "pager.*=" },
	{ "ssh", "ProxyCommand=" }, { "ssh", "LocalCommand=" },
	{ "scp", "ProxyCommand=" }, { "sftp", "ProxyCommand=" },
	{ "tar", "exec=" }, { "socat", "EXEC:" }, { "socat", "SYSTEM:" },
	{ "vim", "!" }, { "expect", "spawn " },
};

/* How much of t the head covers, 0 when it does not. */
static size_t
covers(const char *head, const char *t)
{
	const char *from = t, *star = strchr(head, '*'), *eq;

	if (star == NULL)
		return strncmp(head, t, strlen(head)) == 0 ? strlen(head) : 0;
	if (strncmp(head, t, (size_t)(star - head)) != 0 ||
	    (eq = strchr(t, '=')) == NULL ||
	    strncmp(eq, star + 1, strlen(star + 1)) != 0)
		return 0;
	return (size_t)(eq - from) + strlen(star + 1);
}

static void
carried(struct walk *w, const struct effect *e, const struct value *v)
{
	const char *t = value_text(v);
	struct value *text;
	size_t i, n;

	if (t == NULL)
		return;
	for (i = 0; i < sizeof carriers / sizeof carriers[0]; i++) {
		if (strcmp(carriers[i].tool, e->norm->name) != 0 ||
		    (n = covers(carriers[i].head, t)) == 0 || t[n] == '\0')
			continue;
		text = value_const(w->a, t + n, strlen(t + n));
		text->span = v->span.len != 0 ? v->span : e->span;
		walk_text_value(w, text, SHELL_QUIET);
		return;
	}
}

void
walk_carried(struct walk *w, const struct effect *e)
{
	const struct norm *n = e->norm;
	size_t mark = state_mark(&w->st);
	unsigned i;

	for (i = 0; i < n->noption; i++)
		if (n->option[i].value != NULL)
			carried(w, e, n->option[i].value);
	for (i = 0; i < n->noperand; i++)
		if (n->operand[i].value != NULL &&
		    (strcmp(n->name, "socat") == 0))
			carried(w, e, n->operand[i].value);
	(void)state_pop(&w->st, mark);
}
