/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_int.h"

/* What reads a script: bash or another shell, by which name, or not to run. */

bool
walk_by_bash(struct walk *w, const struct value *text)
{
	const char *t = value_text(text);
	enum script_reader by = w->reader;

	w->reader = READER_FIRST_LINE;
	return by == READER_BASH || (by == READER_FIRST_LINE && t != NULL &&
	    strncmp(t, "#!", 2) == 0 && memmem(t, strcspn(t, "\n"), "bash",
	    4) != NULL);
}

void
walk_source_name(struct walk *w, struct value *path)
{
	struct slot *s = state_slot(&w->st, SLOT_VAR, "BASH_SOURCE", 11, true);
	struct var *x = arena_alloc(w->a, sizeof *x);

	x->array = x->open = true;
	x->elem = arena_array(w->a, 1, sizeof *x->elem);
	x->elem[0].key = "0";
	x->elem[0].v = path == NULL ? value_unknown(w->a) : path;
	x->nelem = 1;
	x->v = x->elem[0].v;
	state_set(&w->st, s, x);
}

bool
walk_sourced_by_bash(const struct slot *s, const struct value *path)
{
	const struct var *x = s->obj;

	return x != NULL && x->v != NULL && value_text(x->v) != NULL &&
	    value_text(path) != NULL && strchr(value_text(path), '/') != NULL;
}

/* Does what runs this hand it one word at a time: xargs -n1, -I? */
static bool
one_word_each(const struct effect *by)
{
	const struct norm *n = by == NULL ? NULL : by->norm;
	unsigned i;

	if (n == NULL)
		return false;
	for (i = 0; i < n->noption; i++) {
		const struct norm_option *o = &n->option[i];

		if (o->value != NULL && (o->kind == OPERAND_PLACEHOLDER ||
		    (strcmp(o->name, "--max-args") == 0 &&
		    value_may_be(o->value, "1") && value_exact(o->value))))
			return true;
	}
	return false;
}

bool
walk_reads_only(const struct invoke *inv, enum invoke_kind kind,
    const struct call *c, unsigned file, const struct effect *by)
{
	unsigned i;
	const char *t;

	if (!inv->noexec || inv->interactive || inv->bad != NULL ||
	    (kind != INVOKE_FILE && kind != INVOKE_STDIN))
		return false;
	/* -D and --pretty-print are bash's alone. */
	for (i = 1; i < file && i < c->argc; i++)
		if ((t = value_text(c->argv[i])) == NULL ||
		    strncmp(t, "--", 2) == 0 ||
		    (*t == '-' && strchr(t, 'D') != NULL))
			return false;
	return file >= c->argc || value_text(c->argv[file]) != NULL ||
	    (file == c->argc - 1u && ((c->argv[file]->flags &
	    VALUE_MANY) == 0 || one_word_each(by)));
}
