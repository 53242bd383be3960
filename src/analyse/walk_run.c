/* SPDX-License-Identifier: ISC */
#include <glob.h>
#include <string.h>

#include "analyse/walk_int.h"

const char *
walk_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	/* zsh runs `=name` as the name's path; elsewhere there is none. */
	if (slash == NULL && path[0] == '=' && path[1] != '\0')
		return path + 1;
	return slash == NULL ? path : slash + 1;
}

static struct value *
with_span(struct walk *w, const char *s, size_t n, const struct value *from)
{
	struct value *v = value_const(w->a, s, n);

	v->flags = from->flags & ~(unsigned)(VALUE_MANY | VALUE_GLOB);
	v->span = from->span;
	return v;
}

static void
last_argument(struct walk *w, const struct call *c)
{
	struct var *x = var_edit(w, "_", 1);

	x->v = c->argv[c->argc - 1];
	x->exported = false;
}

struct effect *
walk_command(struct walk *w, const struct call *c)
{
	struct effect *e = walk_emit(w, EFFECT_COMMAND, c->span);
	const char *name = value_text(c->argv[0]);
	const struct tool *t;

	e->argv = c->argv;
	e->argc = c->argc;
	e->env = c->env;
	e->more_args = c->more;
	t = name == NULL ? NULL : tool_find(walk_base(name));
	if (t != NULL)
		e->norm = tool_normalise(w->a, t, c->argv, c->argc);
	return e;
}

/* The words of a #! line: env and its options are not one of them. */
static unsigned
interpreter(struct walk *w, const char *line, struct fields *f)
{
	const char *p = line + 2, *t;
	size_t n = strcspn(p, "\n"), len;
	const char *end = p + n;

	while (p < end) {
		p += strspn(p, " \t");
		len = strcspn(p, " \t\r\n");
		if (p >= end || len == 0)
			break;
		t = arena_strndup(w->a, p, len);
		p += len;
		if (f->n == 0 && (strcmp(walk_base(t), "env") == 0 ||
		    *t == '-' || strchr(t, '=') != NULL))
			continue;
		fields_add(w, f, value_const(w->a, t, len));
	}
	return f->n;
}

/* A script with a path as its name: #! says whose it is, none means bash. A
 * file's own code in another language is left to the gates. */
static void
script_file(struct walk *w, const struct call *c)
{
	const char *t = value_text(c->argv[0]), *line, *lang = NULL;
	struct fields f = { NULL, 0, 0 };
	struct call in = { .span = c->span };
	const struct tool *tool;
	struct value *text;
	char *name = NULL;
	unsigned i;

	if (strchr(t, '/') == NULL || w->where != WHERE_LOCAL)
		return;
	if (strncmp(t, "/bin/", 5) == 0 || strncmp(t, "/usr/", 5) == 0 ||
	    strncmp(t, "/sbin/", 6) == 0)
		return;
	text = walk_file_text(w, c->argv[0], &name);
	if (text == NULL)
		return;
	if ((line = value_text(text)) == NULL) {
		if ((text->flags & VALUE_NETWORK) != 0)
			walk_unknown(w, UNKNOWN_SHELL, text, c->span);
		return;
	}
	/* A program: its bytes say nothing to us. */
	if (strlen(line) != text->alt[0].prelen)
		return;
	if (strncmp(line, "#!", 2) != 0 || interpreter(w, line, &f) == 0)
		lang = "bash";
	else if ((tool = tool_find(walk_base(value_text(f.v[0])))) != NULL)
		lang = tool->top.language == NULL ? "" : tool->top.language;
	if (lang == NULL)
		return;
	if (strcmp(lang, "bash") == 0 || strcmp(lang, "sh") == 0) {
		walk_script(w, c->argv[0], c->argv + 1, c->argc - 1, false);
		return;
	}
	for (i = 0; i < c->argc; i++)
		fields_add(w, &f, c->argv[i]);
	in.argv = f.v;
	in.argc = f.n;
	if (++w->depth > WALK_MAX_DEPTH)
		walk_limit(w, "interpreters run each other too deep");
	walk_run(w, &in);
	w->depth--;
}

/* `git-push` is `git push`: a tool's own sub-command as a program. */
static void
dashed(struct walk *w, struct call *c)
{
	const char *t = value_text(c->argv[0]), *dash;
	struct value **argv;
	const struct norm *n;
	const struct tool *tool;
	size_t len;

	t = walk_base(t);
	if (tool_find(t) != NULL || (dash = strchr(t, '-')) == NULL)
		return;
	tool = tool_find(arena_strndup(w->a, t, (size_t)(dash - t)));
	if (tool == NULL || dash[1] == '\0')
		return;
	len = strlen(dash + 1);
	argv = arena_array(w->a, c->argc + 2u, sizeof *argv);
	argv[0] = with_span(w, t, (size_t)(dash - t), c->argv[0]);
	argv[1] = with_span(w, dash + 1, len, c->argv[0]);
	memcpy(argv + 2, c->argv + 1, (c->argc - 1u) * sizeof *argv);
	n = tool_normalise(w->a, tool, argv, c->argc + 1);
	if (n->nsub == 0 || n->unknown_sub)
		return;
	c->argv = argv;
	c->argc++;
	c->words = NULL;
}

/* Under another name: what the program really is runs as well. */
static void
renamed_program(struct walk *w, const struct call *c)
{
	const struct value *real = walk_real_program(w, c->argv[0]);
	const char *base = real == NULL ? NULL : walk_known_base(real);
	struct call r = *c;

	if (base == NULL || strcmp(base, walk_base(value_text(c->argv[0]))) ==
	    0 || tool_find(base) == NULL)
		return;
	r.argv = arena_array(w->a, c->argc + 1u, sizeof *r.argv);
	memcpy(r.argv, c->argv, c->argc * sizeof *r.argv);
	r.argv[0] = with_span(w, base, strlen(base), c->argv[0]);
	walk_tool(w, walk_command(w, &r), &r);
}

/* What comes out of it is what anybody writes into it. */
static void
fifo(struct walk *w, const struct call *c)
{
	const char *t = walk_base(value_text(c->argv[0]));
	const char *const *abs;
	unsigned i;

	if (strcmp(t, "mkfifo") != 0 && strcmp(t, "mknod") != 0)
		return;
	for (i = 1; i < c->argc; i++)
		if ((abs = walk_abs(w, c->argv[i], true)) != NULL &&
		    abs[0] != NULL)
			walk_file_wrote(w, abs[0], value_unknown(w->a),
			    false);
}

static void
walk_program(struct walk *w, struct call *c)
{
	struct call sub = *c;
	struct effect *e;

	dashed(w, &sub);
	e = walk_command(w, &sub);
	walk_tool(w, e, &sub);
	walk_variables(w, e, &sub);
	fifo(w, c);
	renamed_program(w, c);
	script_file(w, c);
	if (walk_captured(w))
		walk_print(w, walk_output(w, e));
	w->truth = -1;
	if (w->origin == ORIGIN_LINE)
		w->ran = true;
}

static void
walk_named(struct walk *w, const char *name, struct call *c)
{
	struct slot *s = state_slot(&w->st, SLOT_FUNCTION, name,
	    strlen(name), false);
	bool also = s != NULL && s->obj != NULL;
	const char *t;

	if (c->shell && !c->nofunc && walk_functions(w, name, c)) {
		last_argument(w, c);
		return;
	}
	if (c->shell && walk_builtin(w, name, c)) {
		/* Or a function of that name ran. */
		if (also) {
			w->truth = -1;
			walk_jump_unsure(w);
		}
		if (strcmp(name, "eval") != 0 && strcmp(name, ".") != 0)
			last_argument(w, c);
		return;
	}
	/* `hash -p FILE NAME` */
	if (c->shell && (s = state_slot(&w->st, SLOT_ALIAS,
	    t = arena_printf(w->a, "hash %s", name), strlen(name) + 5,
	    false)) != NULL && s->obj != NULL) {
		struct call h = *c;
		h.argv = arena_array(w->a, c->argc + 1u, sizeof *h.argv);
		memcpy(h.argv, c->argv, c->argc * sizeof *h.argv);
		h.argv[0] = s->obj;
		h.shell = false;
		walk_run(w, &h);
		return;
	}
	walk_program(w, c);
	if (c->shell)
		last_argument(w, c);
}

static struct call *
renamed(struct walk *w, const struct call *c, struct value *name)
{
	struct call *r = arena_alloc(w->a, sizeof *r);

	*r = *c;
	r->argv = arena_array(w->a, c->argc + 1u, sizeof *r->argv);
	memcpy(r->argv, c->argv, c->argc * sizeof *r->argv);
	r->argv[0] = name;
	return r;
}

/* A pattern as the command's name: what it is on this machine. */
static bool
walk_globbed(struct walk *w, struct call *c)
{
	const char *t = value_text(c->argv[0]), *cwd, *p;
	struct call *r;
	glob_t g;
	size_t i, n, skip = 0;
	char *pat;
	int stars = 0;

	if (t == NULL || !w->world->read_files)
		return false;
	cwd = value_text(w->cwd->obj);
	for (p = t; *p != '\0'; p++)
		stars += *p == '/' && strpbrk(p, "*?[") != NULL;
	if (stars > 4 || (*t != '/' && cwd == NULL))
		return false;
	pat = walk_join(w, cwd == NULL ? "/" : cwd, t);
	if (*t != '/')
		skip = strlen(cwd) + 1;
	if (glob(pat, GLOB_NOSORT, NULL, &g) != 0) {
		c->argv[0]->flags &= ~(unsigned)VALUE_GLOB;
		walk_named(w, t, c);
		return true;
	}
	n = g.gl_pathc < 256 ? g.gl_pathc : 256;
	/* The first match runs; which one that is hangs on the locale. */
	for (i = 0; i < n && i < 16; i++) {
		const char *m = g.gl_pathv[i] + skip;
		struct value *v = with_span(w, m, strlen(m), c->argv[0]);
		r = renamed(w, c, v);
		walk_named(w, value_text(v), r);
	}
	globfree(&g);
	return true;
}

void
walk_run(struct walk *w, struct call *c)
{
	struct value *v;
	const char *t;
	unsigned i;
	size_t mark;
	struct delta *d = NULL;

	walk_step(w);
	w->truth = -1;
	if (c->argc == 0)
		return;
	v = c->argv[0];
	if ((v->flags & VALUE_GLOB) != 0 && walk_globbed(w, c)) {
		walk_jump_unsure(w);
		w->truth = -1;
		return;
	}
	if ((t = value_text(v)) != NULL) {
		if (*t != '\0')
			walk_named(w, t, c);
		return;
	}
	mark = state_mark(&w->st);
	for (i = 0; i < v->nalt; i++) {
		struct value one = *v, *name;
		one.alt = &v->alt[i];
		one.nalt = 1;
		t = !v->alt[i].hole ? v->alt[i].pre :
		    (v->flags & VALUE_MANY) != 0 ? NULL :
		    walk_known_base(&one);
		if (t == NULL)
			walk_unknown(w, UNKNOWN_COMMAND, v, c->span);
		else if (*t != '\0') {
			name = with_span(w, t, strlen(t), v);
			walk_named(w, t, renamed(w, c, name));
		}
		walk_jump_unsure(w);
		w->truth = -1;
		if (i > 0)
			state_join(&w->st, mark, d);
		d = state_pop(&w->st, mark);
	}
	state_apply(&w->st, d);
}
