/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <unistd.h>

#include "analyse/walk_int.h"
#include "base/io.h"

enum { TRACKED_MAX = 64 * 1024 };

/* NULL text: it is there, and could not be read. */
static void
note_read(struct walk *w, const char *abs, const char *text, size_t len)
{
	struct read_file *f = arena_alloc(w->a, sizeof *f);

	f->path = arena_strdup(w->a, abs);
	f->text = text;
	f->len = len;
	f->next = w->out->files;
	w->out->files = f;
}

/* One file read for the whole line is enough. */
static struct value *
read_real(struct walk *w, const char *abs)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	struct value *v;

	if (!w->world->read_files)
		return NULL;
	if (access(abs, F_OK) != 0)
		return NULL;
	if (w->file_stop != NULL && w->files >= w->world->file_count)
		return NULL;
	if (++w->files > w->world->file_count)
		walk_limit(w, "the line reads more files than the guard "
		    "looks at");
	if (io_read_file(abs, w->world->file_limit, 0, &b, &e) != 0 ||
	    b.failed) {
		buf_free(&b);
		note_read(w, abs, NULL, 0);
		return value_unknown(w->a);
	}
	v = value_const(w->a, b.data == NULL ? "" : b.data, b.len);
	note_read(w, abs, v->alt[0].pre, b.len);
	buf_free(&b);
	return v;
}

/* Where a file may lie in several places: the one place where there is one.
 * The result begins with NULL when there is none, and is NULL when there are
 * several. */
static const char *const *
only_one(struct walk *w, const char *const *abs)
{
	const char **one = arena_array(w->a, 2, sizeof *one);
	const struct slot *s;
	unsigned i;

	for (i = 0; abs[i] != NULL; i++) {
		s = state_slot(&w->st, SLOT_FILE, abs[i], strlen(abs[i]),
		    false);
		if ((s == NULL || s->obj == NULL) && walk_copy_of(w,
		    abs[i]) == NULL && (!w->world->read_files ||
		    access(abs[i], F_OK) != 0))
			continue;
		if (one[0] != NULL)
			return NULL;
		one[0] = abs[i];
	}
	return one;
}

/* /dev/fd/3, /proc/self/fd/3, /proc/4711/fd/3; standard input is not meant. */
static bool
is_descriptor(const char *t)
{
	if (strncmp(t, "/dev/fd/", 8) == 0)
		t += 8;
	else if (strncmp(t, "/proc/self/fd/", 14) == 0)
		t += 14;
	else if (strncmp(t, "/proc/", 6) == 0) {
		t += 6;
		t += strspn(t, "0123456789");
		if (strncmp(t, "/fd/", 4) != 0)
			return false;
		t += 4;
	} else
		return false;
	return *t != '\0' && t[strspn(t, "0123456789")] == '\0' &&
	    strcmp(t, "0") != 0;
}

struct value *
walk_file_text(struct walk *w, const struct value *path, char **name)
{
	const char *const *abs;
	const char *t = value_text(path);
	const struct value *copy;
	struct slot *s;

	*name = NULL;
	if (t != NULL && strncmp(t, "/dev/fd/", 8) == 0) {
		s = state_slot(&w->st, SLOT_FILE, t, strlen(t), false);
		if (s != NULL && s->obj != NULL)
			return s->obj;
	}
	/* What the shell has opened under a number is not followed. */
	if (t != NULL && is_descriptor(t))
		return value_unknown(w->a);
	if (w->where != WHERE_LOCAL)
		return NULL;
	abs = walk_abs(w, path, true);
	if (abs == NULL || abs[0] == NULL)
		return t == NULL ? value_unknown(w->a) : NULL;
	if (abs[1] != NULL && (abs = only_one(w, abs)) == NULL)
		return value_unknown(w->a);
	if (abs[0] == NULL)
		return NULL;
	s = state_slot(&w->st, SLOT_FILE, abs[0], strlen(abs[0]), false);
	if (s != NULL && s->obj != NULL)
		return s->obj;
	if ((copy = walk_copy_of(w, abs[0])) != NULL && (abs = walk_abs(w,
	    copy, true)) == NULL)
		return value_unknown(w->a);
	*name = arena_strdup(w->a, abs[0]);
	return read_real(w, abs[0]);
}

void
walk_file_wrote(struct walk *w, const char *abs, struct value *content,
    bool append)
{
	struct slot *s;
	struct value *old = NULL, path = { 0 };
	struct valtext t = { 0 };
	char *name;

	if (content == NULL || strncmp(abs, "/dev/null", 9) == 0)
		return;
	if (strcmp(abs, "/dev/stderr") == 0 || is_descriptor(abs))
		walk_leak(w);
	if (content->copy != NULL && !append) {
		walk_file_copied(w, content->copy, abs);
		return;
	}
	s = state_slot(&w->st, SLOT_COPY, abs, strlen(abs), false);
	if (s != NULL && s->obj != NULL && !append)
		state_set(&w->st, s, NULL);
	if (append) {
		t.pre = abs;
		t.prelen = strlen(abs);
		path.alt = &t;
		path.nalt = 1;
		old = walk_file_text(w, &path, &name);
		if (old != NULL)
			content = value_join(w->a, old, content);
	}
	/* A text that is built up over a long script is not worth its bytes. */
	if (value_text(content) != NULL &&
	    content->alt[0].prelen > TRACKED_MAX) {
		old = value_unknown(w->a);
		old->flags |= content->flags;
		content = old;
	}
	s = state_slot(&w->st, SLOT_FILE, abs, strlen(abs), true);
	state_set(&w->st, s, content);
	walk_late(w, abs);
}

/*
 * A file may be long: what is beyond its share of steps is as unseen as the
 * inside of any program, and the line goes on.
 */
bool
walk_in_file(struct walk *w, void (*fn)(struct walk *, void *), void *ctx)
{
	struct walk *saved;
	size_t mark = state_mark(&w->st);
	unsigned steps;
	jmp_buf here;

	if (w->file_stop != NULL) {
		fn(w, ctx);
		return true;
	}
	saved = arena_alloc(w->a, sizeof *saved);
	*saved = *w;
	if (setjmp(here) != 0) {
		(void)state_pop(&w->st, mark);
		saved->st = w->st;
		steps = w->steps;
		saved->files = w->files;
		saved->file_steps = w->file_steps;
		*w = *saved;
		w->steps = steps;
		return false;
	}
	w->file_stop = &here;
	fn(w, ctx);
	w->file_stop = NULL;
	return true;
}
