/* SPDX-License-Identifier: ISC */
#include "shell/owncomplete.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOUND_MAX = 2000, WORD_MAX = 4096 };

/* Words a POSIX shell knows by itself where a command stands. */
static const char *const words[] = { ".", ":", "alias", "bg", "break", "case",
    "cd", "command", "continue", "do", "done", "echo", "elif", "else", "esac",
    "eval", "exec", "exit", "export", "false", "fg", "fi", "for", "getopts",
    "hash", "if", "jobs", "kill", "local", "printf", "pwd", "read", "readonly",
    "return", "set", "shift", "test", "then", "times", "trap", "true", "type",
    "ulimit", "umask", "unalias", "unset", "until", "wait", "while" };

/* A command stands behind these. */
static const char *const openers[] = { "!", "{", "do", "else", "elif", "exec",
    "command", "if", "then", "time", "until", "while" };

struct word {
	char text[WORD_MAX];	/* without its quotes */
	size_t len;
	char quote;		/* open where it ends: ' or ", or NUL */
	bool quoted;		/* some of it was */
	bool expands;		/* holds a $ or ` that is not quoted */
	bool command;		/* it stands where a command does */
	bool escaped;		/* ends behind a backslash */
};

struct found {
	char *name[FOUND_MAX];
	size_t n;
	size_t looked;		/* names looked at in all folders */
};

/* --- the word ----------------------------------------------------------- */

static void
put(struct word *w, char c)
{
	if (w->len < sizeof w->text - 1)
		w->text[w->len++] = c;
	w->text[w->len] = '\0';
}

static void
begin(struct word *w, bool command)
{
	memset(w, 0, offsetof(struct word, len) + sizeof w->len);
	w->text[0] = '\0';
	w->quoted = w->expands = w->escaped = false;
	w->quote = '\0';
	w->command = command;
}

/* Does a command follow this whole word, which stood where one does? */
static bool
opens(const struct word *w)
{
	size_t i;
	const char *eq = strchr(w->text, '=');

	if (w->len == 0)
		return true;
	if (eq != NULL && eq != w->text && !isdigit((unsigned char)*w->text)) {
		for (i = 0; w->text + i < eq; i++)
			if (!isalnum((unsigned char)w->text[i]) &&
			    w->text[i] != '_')
				return false;
		return true;
	}
	for (i = 0; !w->quoted && i < sizeof openers / sizeof openers[0]; i++)
		if (strcmp(w->text, openers[i]) == 0)
			return true;
	return false;
}

static void
plain(struct word *w, char c)
{
	switch (c) {
	case ' ':
	case '\t':
		begin(w, w->command && opens(w));
		break;
	case '<':
	case '>':
		begin(w, false);
		break;
	case '\n':
	case ';':
	case '|':
	case '&':
	case '(':
	case ')':
	case '`':
		begin(w, true);
		break;
	case '\'':
	case '"':
		w->quote = c;
		w->quoted = true;
		break;
	case '\\':
		w->escaped = true;
		break;
	default:
		w->expands |= c == '$';
		put(w, c);
		break;
	}
}

static void
find_word(const char *line, size_t cursor, struct word *w)
{
	size_t i;

	begin(w, true);
	for (i = 0; i < cursor && line[i] != '\0'; i++) {
		if (w->escaped) {
			w->escaped = false;
			/* In double quotes only these lose their backslash. */
			if (w->quote == '"' &&
			    strchr("\"\\$`", line[i]) == NULL)
				put(w, '\\');
			w->quoted = true;
			put(w, line[i]);
		} else if (w->quote == '\0') {
			plain(w, line[i]);
		} else if (line[i] == w->quote) {
			w->quote = '\0';
		} else if (line[i] == '\\' && w->quote == '"') {
			w->escaped = true;
		} else {
			w->expands |= line[i] == '$' && w->quote == '"';
			put(w, line[i]);
		}
	}
}

/* --- what there is ------------------------------------------------------ */

/* Can it stand on a line and be shown as it is? */
static bool
is_usable(const char *name)
{
	for (; *name != '\0'; name++)
		if ((unsigned char)*name < ' ' || *name == 0x7f)
			return false;
	return true;
}

static void
add(struct found *f, const char *name, const char *end)
{
	size_t n = strlen(name), k = strlen(end);
	char *s;

	if (f->n == FOUND_MAX || !is_usable(name) ||
	    (s = malloc(n + k + 1)) == NULL)
		return;
	memcpy(s, name, n);
	memcpy(s + n, end, k + 1);
	f->name[f->n++] = s;
}

static void
add_file(struct found *f, int dir, const struct dirent *d, bool programs)
{
	struct stat st;

	if (fstatat(dir, d->d_name, &st, 0) != 0)
		memset(&st, 0, sizeof st);
	if (programs && (!S_ISREG(st.st_mode) || (st.st_mode & 0111) == 0))
		return;
	add(f, d->d_name, S_ISDIR(st.st_mode) ? "/" : "");
}

static void
look(struct found *f, int fd, const char *base, bool programs)
{
	size_t n = strlen(base);
	const struct dirent *d;
	DIR *dir = fdopendir(fd);

	if (dir == NULL) {
		(void)close(fd);
		return;
	}
	while ((d = readdir(dir)) != NULL && f->looked++ < OWNCOMPLETE_NAMES) {
		if (strncmp(d->d_name, base, n) != 0)
			continue;
		if (d->d_name[0] == '.' && (base[0] != '.' ||
		    strcmp(d->d_name, ".") == 0 ||
		    strcmp(d->d_name, "..") == 0))
			continue;
		add_file(f, dirfd(dir), d, programs);
	}
	(void)closedir(dir);
}

static int
open_folder(const char *cwd, const char *path)
{
	int at, fd;

	at = open(cwd, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (at == -1)
		return -1;
	fd = openat(at, *path != '\0' ? path : ".",
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	(void)close(at);
	return fd;
}

static void
commands(struct found *f, const char *base, const char *cwd,
    const char *path)
{
	char dir[WORD_MAX];
	size_t i, n;
	int fd;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strncmp(words[i], base, strlen(base)) == 0)
			add(f, words[i], "");
	for (; path != NULL && *path != '\0'; path += n + (path[n] == ':')) {
		n = strcspn(path, ":");
		if (n >= sizeof dir)
			continue;
		memcpy(dir, path, n);
		dir[n] = '\0';
		fd = open_folder(cwd, dir);
		if (fd != -1)
			look(f, fd, base, true);
	}
}

/* Returns where the last part of the word begins. */
static size_t
files(struct found *f, const struct word *w, const char *cwd)
{
	const char *slash = strrchr(w->text, '/'), *home = getenv("HOME");
	size_t n = slash != NULL ? (size_t)(slash - w->text) + 1 : 0;
	struct buf dir = { 0 };
	int fd;

	if (w->text[0] == '~' && w->text[1] == '/' && home != NULL &&
	    !w->quoted) {
		buf_str(&dir, home);
		buf_add(&dir, w->text + 1, n - 1);
	} else {
		buf_add(&dir, w->text, n);
	}
	fd = dir.failed ? -1 : open_folder(cwd,
	    dir.data != NULL ? dir.data : "");
	if (fd != -1)
		look(f, fd, w->text + n, false);
	buf_free(&dir);
	return n;
}

/* --- what is put in ----------------------------------------------------- */

static void
add_quoted(struct buf *b, const struct word *w, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (w->quote == '\'' && s[i] == '\'')
			buf_str(b, "'\\'");
		else if (w->quote == '"' && strchr("\"\\$`", s[i]) != NULL)
			buf_char(b, '\\');
		else if (w->quote == '\0' &&
		    strchr(" \t|&;<>()$`\\\"'*?[#~=%{}!", s[i]) != NULL)
			buf_char(b, '\\');
		buf_char(b, s[i]);
	}
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t
common(const struct found *f)
{
	size_t i, k, n = strlen(f->name[0]);

	for (i = 1; i < f->n; i++) {
		for (k = 0; k < n && f->name[i][k] == f->name[0][k]; k++)
			;
		n = k;
	}
	/* Not in the middle of a character. */
	while (n > 0 && ((unsigned char)f->name[0][n] & 0xc0) == 0x80)
		n--;
	return n;
}

static void
answer(struct found *f, const struct word *w, size_t have,
    struct buf *insert, struct buf *choice)
{
	size_t n, i, k;

	qsort(f->name, f->n, sizeof f->name[0], by_name);
	for (i = k = 1; i < f->n; i++)
		if (strcmp(f->name[i], f->name[k - 1]) != 0)
			f->name[k++] = f->name[i];
		else
			free(f->name[i]);
	f->n = k;
	n = common(f);
	if (n > have)
		add_quoted(insert, w, f->name[0] + have, n - have);
	if (f->n == 1 && f->name[0][n - 1] != '/') {
		if (w->quote != '\0')
			buf_char(insert, w->quote);
		buf_char(insert, ' ');
	}
	for (i = 0; f->n > 1 && n <= have && i < f->n; i++) {
		buf_str(choice, f->name[i]);
		buf_char(choice, '\n');
	}
}

void
owncomplete(const char *line, size_t cursor, const char *cwd,
    const char *path, struct buf *insert, struct buf *choice)
{
	struct word *w = malloc(sizeof *w);
	struct found *f = calloc(1, sizeof *f);
	size_t from = 0, i;

	if (w == NULL || f == NULL)
		goto out;
	find_word(line, cursor, w);
	/* What it expands to is known when it runs. */
	if (w->expands || w->escaped || w->len == sizeof w->text - 1)
		goto out;
	if (w->command && strchr(w->text, '/') == NULL) {
		if (w->len > 0)
			commands(f, w->text, cwd, path);
	} else {
		from = files(f, w, cwd);
	}
	if (f->n > 0)
		answer(f, w, w->len - from, insert, choice);
out:
	for (i = 0; f != NULL && i < f->n; i++)
		free(f->name[i]);
	free(f);
	free(w);
}
