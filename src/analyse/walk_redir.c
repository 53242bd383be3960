/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "analyse/walk_int.h"

static bool
is_fd(const char *t)
{
	size_t n = strspn(t, "0123456789");

	return (n > 0 && (t[n] == '\0' || (t[n] == '-' && t[n + 1] == '\0'))) ||
	    strcmp(t, "-") == 0;
}

static void
set_input(struct walk *w, struct redirected *s, enum input_kind kind,
    struct value *v)
{
	struct input *in = arena_alloc(w->a, sizeof *in);

	in->kind = kind;
	in->text = v;
	if (!s->in_set) {
		s->in = w->in->obj;
		s->in_set = true;
	}
	state_set(&w->st, w->in, in);
}

/* Standard output goes away from what is being captured. */
static void
set_output(struct walk *w, struct redirected *s, char *file, bool append)
{
	if (!s->cap_set) {
		s->cap = w->cap->obj;
		s->cap_set = true;
		walk_leak_begin(w, &s->leak);
	}
	s->file = file;
	s->append = append;
	state_set(&w->st, w->cap, value_const(w->a, "", 0));
}

/*
 * An output target that is not known but cannot be far: below a folder of
 * mktemp, or a name that starts with something else than / and ~ and holds
 * no parent folder.
 */
static bool
near(const struct value *v)
{
	unsigned i;

	if ((v->flags & VALUE_NUMBER) != 0 || value_in_scratch(v))
		return true;
	for (i = 0; i < v->nalt; i++) {
		if (!v->alt[i].hole)
			continue;
		if (v->alt[i].prelen == 0)
			return false;
		if (v->alt[i].pre[0] == '/' &&
		    strncmp(v->alt[i].pre, "/tmp/", 5) != 0 &&
		    strncmp(v->alt[i].pre, "/var/tmp/", 9) != 0)
			return false;
	}
	return true;
}

/* The number of /dev/stdout, /dev/fd/3 and their kin; -1 for any other. */
static int
descriptor(const char *t)
{
	if (t == NULL)
		return -1;
	if (strcmp(t, "/dev/stdout") == 0)
		return 1;
	if (strcmp(t, "/dev/stderr") == 0)
		return 2;
	if (strncmp(t, "/dev/fd/", 8) == 0)
		t += 8;
	else if (strncmp(t, "/proc/self/fd/", 14) == 0)
		t += 14;
	else
		return -1;
	return t[0] >= '0' && t[0] <= '9' && t[1] == '\0' ? t[0] - '0' : -1;
}

/* N>&to: 1 is what is captured, the others perhaps too. */
static void
point_to(struct walk *w, const struct redir *r, int to, struct redirected *s)
{
	if (r->fd > 1 || r->fdvar != NULL) {
		if (walk_captured(w) && to == 1)
			w->alias_out = true;
	} else if (to != 1) {
		walk_leak(w);
		set_output(w, s, NULL, false);
		w->leaked = false;
	}
}

static void
written(struct walk *w, const struct effect *e)
{
	unsigned i;

	for (i = 0; e->abs != NULL && e->abs[i] != NULL; i++)
		walk_file_wrote(w, e->abs[i], value_unknown(w->a), false);
}

static void
output(struct walk *w, const struct redir *r, struct value *v, bool append,
    struct redirected *s)
{
	struct span span = walk_span(w, r->span);
	struct effect *e = walk_path(w, EFFECT_WRITE, v, span);
	bool both = r->op == REDIR_BOTH || r->op == REDIR_BOTH_APPEND ||
	    r->op == REDIR_DUP_OUT;
	char *file = NULL;
	int to = descriptor(value_text(v));

	e->append = append;
	if (!value_exact(v) && !near(v))
		walk_unknown(w, UNKNOWN_TARGET, v, span);
	if (to >= 0) {
		point_to(w, r, to, s);
		return;
	}
	if ((r->fd > 1 || r->fdvar != NULL) && !both) {
		/* What is printed there is not followed. */
		written(w, e);
		return;
	}
	if (e->abs != NULL && e->abs[0] != NULL && e->abs[1] == NULL)
		file = (char *)(uintptr_t)e->abs[0];
	set_output(w, s, file, append);
	w->alias_out = w->alias_out || both;
}

static struct value *
heredoc(struct walk *w, const struct redir *r)
{
	const struct part *p = r->body == NULL ? NULL : r->body->parts;
	struct value *v;

	if (p == NULL)
		return value_const(w->a, "", 0);
	v = expand_parts(w, p);
	v->span = walk_span(w, r->body_span);
	return v;
}

static void
duplicate(struct walk *w, const struct redir *r, struct redirected *s)
{
	struct value *v = expand_value(w, r->target);
	const char *t = value_text(v);

	if (r->op == REDIR_DUP_OUT) {
		if (t != NULL && !is_fd(t)) {
			output(w, r, v, false, s);
			return;
		}
		if (t == NULL && r->fd < 0 &&
		    (v->flags & VALUE_NUMBER) == 0)
			walk_unknown(w, UNKNOWN_TARGET, v,
			    walk_span(w, r->span));
		/* >&2 takes it away from the pipe; 2>&1 adds to it. */
		point_to(w, r, t != NULL && strcmp(t, "1") == 0 ? 1 :
		    t != NULL && *t == '-' ? 0 : 2, s);
		return;
	}
	if (r->fdvar != NULL)
		return;
	if (r->fd <= 0 && (t == NULL || strcmp(t, "0") != 0)) {
		struct value *u = value_unknown(w->a);
		set_input(w, s, t != NULL && strcmp(t, "-") == 0 ? INPUT_NULL :
		    INPUT_TEXT, u);
	}
}

static void
input_file(struct walk *w, const struct redir *r, struct redirected *s)
{
	struct value *v = expand_value(w, r->target);
	const char *t = value_text(v);

	(void)walk_path(w, EFFECT_READ, v, walk_span(w, r->span));
	if (r->op == REDIR_RDWR)
		written(w, walk_path(w, EFFECT_WRITE, v, walk_span(w,
		    r->span)));
	if (r->fd > 0 || r->fdvar != NULL)
		return;
	if (t != NULL && strcmp(t, "/dev/null") == 0)
		set_input(w, s, INPUT_NULL, NULL);
	else if (t != NULL && (strcmp(t, "/dev/stdin") == 0 ||
	    strcmp(t, "/dev/tty") == 0))
		return;
	else
		set_input(w, s, INPUT_FILE, v);
}

void
walk_redirs(struct walk *w, const struct redir *r, struct redirected *s)
{
	struct value *v;

	memset(s, 0, sizeof *s);
	for (; r != NULL; r = r->next) {
		switch (r->op) {
		case REDIR_IN:
		case REDIR_RDWR:
			input_file(w, r, s);
			break;
		case REDIR_OUT:
		case REDIR_CLOBBER:
		case REDIR_BOTH:
			output(w, r, expand_value(w, r->target), false, s);
			break;
		case REDIR_APPEND:
		case REDIR_BOTH_APPEND:
			output(w, r, expand_value(w, r->target), true, s);
			break;
		case REDIR_DUP_IN:
		case REDIR_DUP_OUT:
			duplicate(w, r, s);
			break;
		case REDIR_HEREDOC:
		case REDIR_HEREDOC_TAB:
			v = heredoc(w, r);
			if (r->fd <= 0 && r->fdvar == NULL)
				set_input(w, s, INPUT_TEXT, v);
			break;
		case REDIR_HERESTR:
			v = expand_value(w, r->target);
			v = value_join(w->a, v, value_const(w->a, "\n", 1));
			if (r->fd <= 0 && r->fdvar == NULL)
				set_input(w, s, INPUT_TEXT, v);
			break;
		}
		if (r->fdvar != NULL) {
			v = value_unknown(w->a);
			v->flags |= VALUE_NUMBER;
			var_assign(w, r->fdvar, strlen(r->fdvar), v);
		}
	}
}

void
walk_unredir(struct walk *w, struct redirected *s)
{
	if (s->cap_set) {
		if (walk_leak_end(w, &s->leak))
			state_set(&w->st, w->cap, value_unknown(w->a));
		if (s->file != NULL)
			walk_file_wrote(w, s->file, w->cap->obj, s->append);
		state_set(&w->st, w->cap, s->cap);
	}
	if (s->in_set)
		state_set(&w->st, w->in, s->in);
}

/* A file that can be opened now: it is there, or may be made. */
static bool
can_open(struct walk *w, const struct redir *r, const char *name)
{
	const char *cwd = value_text(w->cwd->obj), *path, *slash;
	bool in = r->op == REDIR_IN;

	if (strcmp(name, "/dev/null") == 0)
		return true;
	if (!w->world->read_files || *name == '\0' ||
	    name[strcspn(name, "~*?[{")] != '\0' ||
	    (*name != '/' && cwd == NULL))
		return false;
	path = walk_join(w, cwd == NULL ? "/" : cwd, name);
	if (access(path, in ? R_OK : W_OK) == 0)
		return true;
	slash = strrchr(path, '/');
	return !in && r->op != REDIR_DUP_IN && errno == ENOENT &&
	    access(slash == path ? "/" : arena_strndup(w->a, path,
	    (size_t)(slash - path)), W_OK) == 0;
}

bool
walk_opens(struct walk *w, const struct redir *r)
{
	const struct part *p;

	for (; r != NULL; r = r->next) {
		p = r->target == NULL ? NULL : r->target->parts;
		if (r->op == REDIR_HEREDOC || r->op == REDIR_HEREDOC_TAB ||
		    r->op == REDIR_HERESTR)
			continue;
		/* <(..) is a pipe that bash has just made. */
		if (r->op == REDIR_IN && p != NULL && p->next == NULL &&
		    p->kind == PART_PROCSUB)
			continue;
		if (p == NULL || p->next != NULL || p->kind != PART_LIT)
			return false;
		if (r->op == REDIR_DUP_OUT && (strcmp(p->text, "1") == 0 ||
		    strcmp(p->text, "2") == 0))
			continue;
		if (r->op == REDIR_DUP_IN || !can_open(w, r, p->text))
			return false;
	}
	return true;
}
