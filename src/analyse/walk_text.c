/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/walk_int.h"
#include "analyse/zshread.h"

const struct spanmap *
walk_fixed(struct walk *w, struct span span)
{
	struct spanmap *m = arena_alloc(w->a, sizeof *m);

	m->whole = span;
	return m;
}

/* What ends the last good command is not part of the bad one. */
static size_t
after_command(const char *s, size_t n, size_t at)
{
	while (at < n && (s[at] == ' ' || s[at] == '\t'))
		at++;
	if (at < n && (s[at] == ';' || s[at] == '&'))
		at++;
	while (at < n && strchr(" \t\n", s[at]) != NULL && s[at] != '\0')
		at++;
	return at;
}

static void
unparsed(struct walk *w, const struct parse_result *r, unsigned flags)
{
	struct effects *out = w->out;

	/* A file or an alias that is no shell text has no say. */
	if (w->origin != ORIGIN_LINE || (flags & SHELL_QUIET) != 0)
		return;
	if (out->status != EFFECTS_OK) {
		/* bash can be asked about one text only. */
		out->bad_text = NULL;
		return;
	}
	out->status = r->status == PARSE_LIMIT ? EFFECTS_LIMIT :
	    EFFECTS_UNPARSED;
	out->message = r->message;
	out->at = walk_span(w, r->at);
	out->line = r->line;
	out->column = r->column;
	out->incomplete = r->status == PARSE_INCOMPLETE;
	out->in_nested = w->map != NULL;
	if ((flags & SHELL_SH) != 0 || w->zsh || w->where != WHERE_LOCAL)
		return;
	out->bad_text = w->text;
	out->bad_len = w->len;
	out->bad_from = r->program == NULL ? 0 :
	    r->program->span.off + r->program->span.len;
	if (r->program != NULL)
		out->bad_from = after_command(w->text, w->len, out->bad_from);
}

/* What zsh runs and this reading does not show is not understood. */
static void
as_zsh(struct parse_result *r)
{
	struct span at;
	const char *what = zsh_unread(r->program, &at);

	if (what == NULL || r->status != PARSE_OK)
		return;
	r->status = PARSE_SYNTAX;
	r->message = what;
	r->at = at;
	r->line = r->column = 1;
}

void
walk_text_in(struct walk *w, const char *s, size_t n,
    const struct spanmap *map, unsigned flags)
{
	struct parse_opts opts = { 0 };
	struct parse_result r;
	const struct spanmap *saved_map = w->map;
	const char *text = w->text;
	size_t len = w->len;

	if (++w->depth > WALK_MAX_DEPTH)
		walk_limit(w, "shell text inside shell text is nested too "
		    "deep");
	opts.extglob = (opts_get(w) & OPT_EXTGLOB) != 0;
	opts.posix_sh = (flags & SHELL_SH) != 0;
	opts.no_comments = (flags & SHELL_NO_COMMENTS) != 0;
	opts.ascii = memmem(s, n, "$'", 2) != NULL &&
	    expand_locale(w) == TEXT_ASCII;
	parse_text(w->a, s, n, &opts, &r);
	if (r.status == PARSE_SYNTAX && !opts.extglob && !opts.posix_sh &&
	    memmem(s, n, "extglob", 7) != NULL) {
		opts.extglob = true;
		parse_text(w->a, s, n, &opts, &r);
	}
	w->map = map;
	w->text = s;
	w->len = n;
	if (w->zsh)
		as_zsh(&r);
	if (r.status != PARSE_OK)
		unparsed(w, &r, flags);
	if (s == w->out->text)
		w->out->program = r.program;
	if (r.program != NULL)
		walk_node(w, r.program);
	w->map = saved_map;
	w->text = text;
	w->len = len;
	w->depth--;
}

/* Shell text in a value: each way it may read. */
void
walk_text_value(struct walk *w, const struct value *v, unsigned flags)
{
	const struct spanmap *map = walk_fixed(w, v->span);
	struct delta *d = NULL;
	size_t mark = state_mark(&w->st);
	bool first = true;
	const char *number;
	unsigned i;

	for (i = 0; i < v->nalt; i++) {
		/* Behind a $ they would be the name of a parameter. */
		if (v->alt[i].digits && (v->alt[i].prelen == 0 || strchr("${",
		    v->alt[i].pre[v->alt[i].prelen - 1]) == NULL)) {
			/* `trap "kill $p" EXIT`: a child, as $! is. */
			number = arena_printf(w->a, "%s%s%s", v->alt[i].pre,
			    v->alt[i].own && w->where == WHERE_LOCAL ? "$!" :
			    "1", v->alt[i].suf);
			walk_text_in(w, number, strlen(number), map, flags);
		} else if (v->alt[i].hole) {
			walk_unknown(w, UNKNOWN_SHELL, v, v->span);
			var_havoc(w);
		} else
			walk_text_in(w, v->alt[i].pre, v->alt[i].prelen, map,
			    flags);
		if (v->nalt == 1)
			return;
		walk_jump_unsure(w);
		w->truth = -1;
		if (!first)
			state_join(&w->st, mark, d);
		first = false;
		d = state_pop(&w->st, mark);
	}
	state_apply(&w->st, d);
}

/* A file of this machine whose text a shell elsewhere reads: `ssh h < f`. */
static void
remote_file(struct walk *w, const struct value *path, unsigned flags)
{
	const char *t = value_text(path), *file = w->file;
	enum where where = w->where;
	enum origin origin = w->origin;
	struct value *text = NULL, *from;
	const struct effect *via = w->via;
	char *name = NULL;

	while (via != NULL && via->cwd == NULL)
		via = via->via;
	if (t != NULL && via != NULL) {
		t = walk_join(w, via->cwd, t);
		from = value_const(w->a, t, strlen(t));
		w->where = WHERE_LOCAL;
		text = walk_file_text(w, from, &name);
		w->where = where;
	}
	if (text == NULL)
		return;
	if (name != NULL) {
		w->origin = origin == ORIGIN_LINE ? ORIGIN_FILE : origin;
		w->file = name;
	}
	text->span = path->span;
	walk_text_value(w, text, flags | SHELL_QUIET);
	w->origin = origin;
	w->file = file;
}

void
walk_stdin_shell(struct walk *w, unsigned flags)
{
	struct input *in = input_get(w), *none;
	struct value *v;

	if (in == NULL || in->kind == INPUT_INHERIT || in->kind == INPUT_NULL)
		return;
	none = arena_alloc(w->a, sizeof *none);
	none->kind = INPUT_NULL;
	state_set(&w->st, w->in, none);
	if (in->kind == INPUT_FILE && w->where != WHERE_LOCAL) {
		remote_file(w, in->text, flags);
		return;
	}
	if (in->kind == INPUT_FILE) {
		walk_script(w, in->text, NULL, 0, true);
		return;
	}
	v = arena_alloc(w->a, sizeof *v);
	*v = *in->text;
	if (v->span.len == 0 && w->via != NULL)
		v->span = w->via->span;
	walk_text_value(w, v, flags);
}
