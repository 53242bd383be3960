/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/tool_data.h"
#include "base/glob.h"
#include "policy/signature_data.h"

enum match
match_both(enum match a, enum match b)
{
	return a < b ? a : b;
}

enum match
match_either(enum match a, enum match b)
{
	return a > b ? a : b;
}

static bool
like(const char *glob, const char *text)
{
	return glob_match(glob, text, strlen(text), GLOB_PLAIN);
}

/* Could something that begins with `pre` and ends with `suf` be like it? */
static bool
hole_fits(const char *glob, const struct valtext *t)
{
	size_t lit = strcspn(glob, "*?[\\"), n = strlen(glob);
	size_t min = t->prelen < lit ? t->prelen : lit;

	if (memcmp(glob, t->pre, min) != 0)
		return false;
	if (glob[lit] != '\0')
		return true;
	return n >= t->prelen + t->suflen &&
	    memcmp(glob + n - t->suflen, t->suf, t->suflen) == 0;
}

static enum match
match_alternative(struct arena *a, const struct tool *t,
    enum operand_kind kind, const char *glob, const struct valtext *alt)
{
	const char *text;

	if (alt->hole) {
		/* Prefixes are folded away from these: +HEAD:x is x. */
		if (kind == OPERAND_REFSPEC || kind == OPERAND_RESOURCE)
			return MATCH_MAYBE;
		return strcmp(glob, "*") == 0 ? MATCH_YES :
		    hole_fits(glob, alt) ? MATCH_MAYBE : MATCH_NO;
	}
	text = t != NULL ? tool_canon(a, t, kind, alt->pre) : alt->pre;
	if (text == NULL)
		return MATCH_MAYBE;
	if (like(glob, text))
		return MATCH_YES;
	/* A refspec may itself be a pattern that takes every branch. */
	if (kind == OPERAND_REFSPEC && glob_has_magic(text) &&
	    like(text, glob))
		return MATCH_YES;
	return MATCH_NO;
}

enum match
match_value(struct arena *a, const struct tool *t, enum operand_kind kind,
    const char *glob, const struct value *v, enum sureness sure)
{
	enum match any = MATCH_NO, all = MATCH_YES;

	if (v == NULL)
		return MATCH_MAYBE;
	for (unsigned i = 0; i < v->nalt; i++) {
		enum match m = match_alternative(a, t, kind, glob,
		    &v->alt[i]);

		any = match_either(any, m);
		all = match_both(all, m);
	}
	if (sure == SURE_EXEMPT)
		return all == MATCH_NO && any != MATCH_NO ? MATCH_MAYBE : all;
	return any;
}

/* A word that is not known as a whole and may be this option. */
static enum match
hidden_option(const struct effect *cmd, const char *name)
{
	const struct tool_command *level[2] = { &cmd->norm->tool->top,
	    cmd->norm->command };
	enum match best = MATCH_NO;

	for (unsigned i = 1; i < cmd->argc; i++) {
		const struct value *v = cmd->argv[i];

		if (value_text(v) != NULL)
			continue;
		for (unsigned k = 0; k < v->nalt; k++) {
			const struct tool_option *o;
			const struct valtext *t = &v->alt[k];

			if (t->prelen == 0 || t->pre[0] != '-')
				continue;
			if (t->hole) {
				/* A letter and a number are that option. */
				if (!t->digits || t->prelen < 2)
					best = match_either(best, MATCH_MAYBE);
				continue;
			}
			o = tool_option_find(level, 2, t->pre, t->prelen,
			    false, NULL);
			if (o != NULL && strcmp(o->name, name) == 0)
				best = MATCH_YES;
		}
	}
	return best;
}

/* One use of an option with the value that is asked for. */
static enum match
option_value(struct arena *a, const struct norm_option *o, const char *glob,
    enum sureness sure)
{
	if (glob == NULL) {
		if (o->kind == OPERAND_FLAG && o->value != NULL &&
		    value_text(o->value) == NULL)
			return MATCH_MAYBE;	/* --force=$x */
		return MATCH_YES;
	}
	if (o->value == NULL && o->implicit)	/* all there are */
		return MATCH_YES;
	if (o->value == NULL)
		return glob[0] == '\0' ? MATCH_YES : MATCH_NO;
	return match_value(a, NULL, o->kind, glob, o->value, sure);
}

enum match
match_option(struct arena *a, const struct effect *cmd, const char *want,
    enum sureness sure)
{
	const struct norm *n = cmd->norm;
	const char *eq = strchr(want, '=');
	size_t len = eq != NULL ? (size_t)(eq - want) : strlen(want);
	const char *name = arena_strndup(a, want, len);
	enum match any = MATCH_NO, all = MATCH_YES;
	bool used = false;

	for (unsigned i = 0; i < n->noption; i++) {
		enum match m;

		if (strcmp(n->option[i].name, name) != 0)
			continue;
		used = true;
		m = option_value(a, &n->option[i],
		    eq != NULL ? eq + 1 : NULL, sure);
		any = match_either(any, m);
		all = match_both(all, m);
	}
	if (sure == SURE_EXEMPT)
		return used ? all : MATCH_NO;
	return any == MATCH_YES ? any :
	    match_either(any, hidden_option(cmd, name));
}
