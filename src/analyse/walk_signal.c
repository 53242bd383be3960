/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "analyse/walk_tool.h"

static bool
harmless_signal(const struct norm *n)
{
	const char *t;
	unsigned i;

	if (norm_has(n, "-l") || norm_has(n, "-L") ||
	    norm_has(n, "--list") || norm_has(n, "--table") ||
	    norm_has(n, "-0"))
		return true;
	for (i = 0; i < n->noption; i++)
		if (n->option[i].kind == OPERAND_SIGNAL &&
		    (t = value_text(n->option[i].value)) != NULL &&
		    (strcmp(t, "0") == 0 || strcasecmp(t, "EXIT") == 0))
			return true;
	for (i = 0; i < n->noperand; i++)
		if (n->operand[i].kind == OPERAND_SIGNAL &&
		    (t = value_text(n->operand[i].value)) != NULL &&
		    strcmp(t, "-0") == 0)
			return true;
	return false;
}

static bool
blank(const char *s)
{
	return s[strspn(s, " \t\n")] == '\0';
}

static enum signal_target
whose_alt(const struct walk *w, const struct valtext *v)
{
	const char *t = v->pre;
	char *end;
	long pid;

	if (v->hole)
		return v->own && blank(t + (*t == '-')) && blank(v->suf) ?
		    SIGNAL_OWN : SIGNAL_UNKNOWN;
	if (*t == '%' || *t == '\0' || strcmp(t, "0") == 0)
		return SIGNAL_OWN;
	pid = strtol(t, &end, 10);
	if (*end != '\0')
		return SIGNAL_UNKNOWN;
	return pid > 1 && pid == (long)w->world->pid ? SIGNAL_OWN :
	    SIGNAL_OTHER;
}

/* The worst that it may be. */
static enum signal_target
whose(const struct walk *w, const struct value *v)
{
	enum signal_target all = whose_alt(w, &v->alt[0]), one;
	unsigned i;

	for (i = 1; i < v->nalt; i++) {
		one = whose_alt(w, &v->alt[i]);
		if (one != all)
			all = one == SIGNAL_OWN ? all : all == SIGNAL_OWN ?
			    one : SIGNAL_UNKNOWN;
	}
	return all;
}

void
walk_signals(struct walk *w, struct effect *e, const struct uses *s)
{
	struct effect *p;
	const char *t;
	unsigned i;

	for (i = 0; i < s->n; i++)
		if (s->u[i].kind == OPERAND_PID ||
		    s->u[i].kind == OPERAND_PROCESS)
			break;
	if (i == s->n || harmless_signal(e->norm))
		return;
	for (; i < s->n; i++) {
		if (s->u[i].kind != OPERAND_PID &&
		    s->u[i].kind != OPERAND_PROCESS)
			continue;
		t = value_text(s->u[i].v);
		if (t != NULL && strcmp(t, "-0") == 0)
			return;
		p = walk_emit(w, EFFECT_SIGNAL, use_span(&s->u[i], e));
		p->target = s->u[i].v;
		p->whose = s->u[i].kind == OPERAND_PROCESS ?
		    value_text(s->u[i].v) != NULL ? SIGNAL_OTHER :
		    SIGNAL_UNKNOWN : whose(w, s->u[i].v);
	}
}
