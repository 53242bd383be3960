/* SPDX-License-Identifier: ISC */
/*
 * One policy file: may it be trusted, is it JSON, and where does a mistake
 * in it stand. It MUST hold:
 *  1. The file is opened once and that descriptor is looked at; nothing is
 *     decided by name.
 *  2. Managed: owned by root, not writable by group or others, no symlink,
 *     in a folder of which the same is true. The same path owned by the user
 *     himself, in his own folder, is a personal install's and not managed.
 *  3. Personal: owned by the user, not writable by group or others. A symlink
 *     is followed and the target is what is looked at.
 *  4. What fails 2 or 3, cannot be read or is not JSON makes the policy
 *     broken. It never counts as absent.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/confined.h"
#include "base/io.h"
#include "base/jsonpos.h"
#include "policy/load.h"

static void
add_problem(struct load *l, bool warning, unsigned line, unsigned column,
    const char *fmt, va_list ap)
{
	struct policy_problem *list;
	char message[1024];

	if (l->kind == LOAD_CLAUDE)
		warning = true;
	if (!warning)
		l->p->broken = true;
	if (l->nproblem == LOAD_PROBLEMS_MAX)
		return;
	if (l->nproblem == l->problem_cap) {
		l->problem_cap = l->problem_cap * 2 + 8;
		list = arena_array(l->a, l->problem_cap, sizeof *list);
		if (l->nproblem > 0)
			memcpy(list, l->problem, l->nproblem * sizeof *list);
		l->problem = list;
	}
	vsnprintf(message, sizeof message, fmt, ap);
	l->problem[l->nproblem] = (struct policy_problem){ .file = l->file,
	    .line = line, .column = column, .warning = warning,
	    .message = arena_strdup(l->a, message) };
	if (++l->nproblem == LOAD_PROBLEMS_MAX)
		l->problem[l->nproblem - 1].message =
		    "more mistakes follow; mend these first";
}

static void
problem_here(struct load *l, bool warning, bool key, const char *fmt,
    va_list ap)
{
	unsigned line = 0, column = 0;

	l->path[l->depth] = NULL;
	if (l->text != NULL && key)
		jsonpos_find_key(l->text, l->len, l->path, &line, &column);
	else if (l->text != NULL)
		jsonpos_find(l->text, l->len, l->path, &line, &column);
	add_problem(l, warning, line, column, fmt, ap);
}

void
load_error(struct load *l, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	problem_here(l, false, false, fmt, ap);
	va_end(ap);
}

void
load_warn(struct load *l, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	problem_here(l, true, false, fmt, ap);
	va_end(ap);
}

void
load_error_key(struct load *l, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	problem_here(l, false, true, fmt, ap);
	va_end(ap);
}

void
load_error_at(struct load *l, unsigned line, unsigned column,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_problem(l, false, line, column, fmt, ap);
	va_end(ap);
}

void
load_push(struct load *l, const char *key)
{
	if (l->depth < LOAD_PATH_MAX)
		l->path[l->depth] = key;
	l->depth++;
}

void
load_push_index(struct load *l, unsigned index)
{
	load_push(l, arena_printf(l->a, "[%u]", index));
}

void
load_pop(struct load *l)
{
	l->depth--;
}

static bool
folder_is(const char *file, uid_t uid, mode_t bad)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(file, '/');
	struct stat st;

	if (slash == NULL || slash == file ||
	    (size_t)(slash - file) >= sizeof dir)
		return false;
	memcpy(dir, file, (size_t)(slash - file));
	dir[slash - file] = '\0';
	return lstat(dir, &st) == 0 && S_ISDIR(st.st_mode) &&
	    st.st_uid == uid && (st.st_mode & bad) == 0;
}

static void
note_managed(struct load *l)
{
	const char *slash = strrchr(l->file, '/');

	l->p->managed = true;
	l->p->config_dir = slash == NULL ? "." : arena_strndup(l->a, l->file,
	    (size_t)(slash - l->file));
}

/* MUST 2. */
static bool
managed_ok(struct load *l, const struct stat *st)
{
	bool by_root = confined_root(st->st_uid);
	uid_t me = geteuid();

	if (!by_root && (st->st_uid != me || !folder_is(l->file, me, 002))) {
		load_error_at(l, 0, 0, "owned by uid %lu; the managed policy "
		    "must be root's: chown root %s", (unsigned long)st->st_uid,
		    l->file);
		return false;
	}
	if (st->st_mode & 022) {
		load_error_at(l, 0, 0, "writable by group or others (mode "
		    "%04o): chmod go-w %s", (unsigned)st->st_mode & 07777,
		    l->file);
		return false;
	}
	if (!folder_is(l->file, st->st_uid, by_root ? 022 : 002)) {
		load_error_at(l, 0, 0, "its folder is a symlink, belongs to "
		    "someone else or is writable by group or others: chown "
		    "and chmod go-w the folder of %s", l->file);
		return false;
	}
	if (by_root)
		note_managed(l);
	return true;
}

/* MUST 3. */
static bool
own_ok(struct load *l, const struct stat *st)
{
	if (st->st_uid != geteuid()) {
		load_error_at(l, 0, 0, "owned by uid %lu; your personal "
		    "policy must be your own (uid %lu)",
		    (unsigned long)st->st_uid, (unsigned long)geteuid());
		return false;
	}
	if (st->st_mode & 022) {
		load_error_at(l, 0, 0, "writable by group or others (mode "
		    "%04o): chmod go-w %s", (unsigned)st->st_mode & 07777,
		    l->file);
		return false;
	}
	return true;
}

static bool
trusted(struct load *l, int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0) {
		load_error_at(l, 0, 0, "cannot stat it: %s", strerror(errno));
		return false;
	}
	if (!S_ISREG(st.st_mode)) {
		load_error_at(l, 0, 0, "%s; a regular file was expected",
		    S_ISDIR(st.st_mode) ? "is a folder" :
		    "is not a regular file");
		return false;
	}
	if (l->kind == LOAD_MANAGED)
		return managed_ok(l, &st);
	return l->kind != LOAD_OWN || own_ok(l, &st);
}

/*
 * A personal folder that we may not even search (HOME still names another
 * user's after setpriv) holds no policy of this user's.
 */
static bool
out_of_reach(const struct load *l, int error)
{
	struct stat st;

	return error == EACCES && l->kind != LOAD_MANAGED &&
	    l->kind != LOAD_ONLY && lstat(l->file, &st) != 0;
}

/* Returns an open descriptor, or -1 when there is no file or it was noted. */
static int
open_file(struct load *l)
{
	int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, fd;

	if (l->kind == LOAD_MANAGED)
		flags |= O_NOFOLLOW;
	fd = open(l->file, flags);
	if (fd >= 0)
		return fd;
	if (l->kind != LOAD_ONLY && (errno == ENOENT || errno == ENOTDIR)) {
		struct stat st;

		/* A link to nowhere is not "no policy". */
		if (lstat(l->file, &st) != 0)
			return -1;
		errno = ENOENT;
	}
	if (out_of_reach(l, errno))
		return -1;
	if (errno == ELOOP && l->kind == LOAD_MANAGED)
		load_error_at(l, 0, 0, "is a symlink; the managed policy must "
		    "be a regular file");
	else
		load_error_at(l, 0, 0, "cannot be read: %s", strerror(errno));
	return -1;
}

static void
parse(struct load *l)
{
	const char *end = NULL;
	unsigned line, column;
	cJSON *root;

	root = cJSON_ParseWithLengthOpts(l->text, l->len, &end, 0);
	while (root != NULL && end < l->text + l->len &&
	    strchr(" \t\r\n", *end) != NULL && *end != '\0')
		end++;
	if (root == NULL || end != l->text + l->len) {
		if (end == NULL)
			end = l->text;
		jsonpos_at(l->text, l->len, (size_t)(end - l->text), &line,
		    &column);
		load_error_at(l, line, column, "not valid JSON here; %s",
		    root != NULL ? "the end of the file was expected" :
		    "a value, a comma or a closing bracket was expected");
	} else
		load_tree(l, root);
	cJSON_Delete(root);
}

bool
load_file(struct load *l, const char *file, enum load_kind kind)
{
	struct buf text = { 0 };
	struct err e = { 0 };
	int fd;

	l->file = file;
	l->kind = kind;
	l->tighten = l->have_policy || kind == LOAD_CLAUDE;
	l->text = NULL;
	l->depth = 0;
	fd = open_file(l);
	if (fd < 0)
		return false;
	if (!trusted(l, fd))
		;
	else if (io_read_fd(fd, LOAD_FILE_MAX, &text, &e) != 0)
		load_error_at(l, 0, 0, "cannot be read: %s", e.msg);
	else {
		/* Kept: floor entries and problems point into it. */
		l->text = arena_strndup(l->a, text.data != NULL ? text.data :
		    "", text.len);
		l->len = text.len;
		hash_add(&l->hash, file, strlen(file) + 1);
		hash_add(&l->hash, l->text, l->len + 1);
		if (l->rules)
			load_rules(l);
		else
			parse(l);
	}
	if (kind != LOAD_CLAUDE)
		l->have_policy = true;
	buf_free(&text);
	close(fd);
	return true;
}
