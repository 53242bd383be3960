/* SPDX-License-Identifier: ISC */
#include "audit/logread.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "audit/chain.h"
#include "base/stategroup.h"

enum { CHUNK = 256 * 1024, FIRST_LINES = 1000 };

struct logread {
	int fd;
	gzFile gz;		/* NULL: plain */
	char *data;
	size_t start, len, cap;	/* unread bytes are [start, len) */
	size_t seen;		/* up to here no newline was found */
	uint64_t inode;
};

/* log-SEQ.jsonl is ours, log.jsonl.1 and log.jsonl-20260131 logrotate's; each
 * with .gz when it is compressed. */
static bool
is_rotated(const char *name, struct logset_file *f)
{
	size_t n = strlen(name);

	if (n >= sizeof f->name || strncmp(name, "log", 3) != 0)
		return false;
	f->compressed = n > 3 && strcmp(name + n - 3, ".gz") == 0;
	if (f->compressed)
		n -= 3;
	memcpy(f->name, name, strlen(name) + 1);
	if (strncmp(name, "log-", 4) == 0)
		return n > 10 && memcmp(name + n - 6, ".jsonl", 6) == 0;
	return strncmp(name, "log.jsonl", 9) == 0 && n > 10 &&
	    (name[9] == '.' || name[9] == '-') &&
	    strspn(name + 10, "0123456789-") == n - 10;
}

/* Which record a file begins with: that of its first line that is one. */
static void
find_first(const char *state, struct logset_file *f)
{
	char path[PATH_MAX];
	struct logread *r;
	const char *line;
	size_t n;
	int i;

	f->first = 0;
	snprintf(path, sizeof path, "%s/%s", state, f->name);
	r = logread_open(path, f->compressed, NULL);
	if (r == NULL)
		return;
	for (i = 0; i < FIRST_LINES; i++)
		if (logread_next(r, &line, &n) != LOGREAD_LINE ||
		    chain_seq(line, n, &f->first))
			break;
	logread_close(r);
}

static int
by_seq(const void *a, const void *b)
{
	const struct logset_file *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (int)x->compressed - (int)y->compressed;
}

static void
sort(struct logset *s)
{
	size_t i, k = 0;

	if (s->n == 0)
		return;
	qsort(s->file, s->n, sizeof *s->file, by_seq);
	for (i = 1; i < s->n; i++)
		if (s->file[i].first != s->file[k].first)
			s->file[++k] = s->file[i];
	s->n = k + 1;
}

int
logset_list(const char *state, struct logset *out, struct err *e)
{
	struct logset_file f, *p;
	struct dirent *d;
	size_t cap = 0;
	DIR *dir;

	memset(out, 0, sizeof *out);
	stategroup_raise();
	dir = opendir(state);
	stategroup_lower();
	if (dir == NULL)
		return errno == ENOENT ? 0 :
		    err_sys(e, "cannot list %s", state);
	while ((d = readdir(dir)) != NULL) {
		if (!is_rotated(d->d_name, &f))
			continue;
		find_first(state, &f);
		if (out->n == cap) {
			cap = cap == 0 ? 16 : 2 * cap;
			p = realloc(out->file, cap * sizeof *p);
			if (p == NULL) {
				closedir(dir);
				logset_free(out);
				return err_set(e, ENOMEM, "out of memory");
			}
			out->file = p;
		}
		out->file[out->n++] = f;
	}
	closedir(dir);
	sort(out);
	return 0;
}

void
logset_free(struct logset *s)
{
	free(s->file);
	memset(s, 0, sizeof *s);
}

static struct logread *
begin(int fd, const char *path, bool compressed, struct err *e)
{
	struct logread *r = calloc(1, sizeof *r);
	struct stat st;

	if (r == NULL) {
		err_set(e, ENOMEM, "out of memory");
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	r->fd = fd;
	if (r->fd < 0 || fstat(r->fd, &st) != 0)
		err_sys(e, "cannot open %s", path);
	else if (!S_ISREG(st.st_mode))
		err_set(e, EINVAL, "%s is not a regular file", path);
	else if (compressed && (r->gz = gzdopen(r->fd, "rb")) == NULL)
		err_set(e, ENOMEM, "out of memory");
	else {
		r->inode = st.st_ino;
		return r;
	}
	logread_close(r);
	return NULL;
}

struct logread *
logread_open(const char *path, bool compressed, struct err *e)
{
	int fd;

	stategroup_raise();
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
	    O_CLOEXEC);
	stategroup_lower();
	return begin(fd, path, compressed, e);
}

struct logread *
logread_take(int fd, struct err *e)
{
	return begin(fd, "the log", false, e);
}

void
logread_close(struct logread *r)
{
	if (r == NULL)
		return;
	if (r->gz != NULL)
		gzclose(r->gz);
	else if (r->fd >= 0)
		close(r->fd);
	free(r->data);
	free(r);
}

uint64_t
logread_inode(const struct logread *r)
{
	return r->inode;
}

/* Make room and read more. Returns the bytes read, 0 at the end, -1. */
static ssize_t
fill(struct logread *r)
{
	ssize_t n;
	char *p;

	if (r->start > 0) {
		memmove(r->data, r->data + r->start, r->len - r->start);
		r->len -= r->start;
		r->seen -= r->start;
		r->start = 0;
	}
	if (r->cap - r->len < CHUNK) {
		p = realloc(r->data, r->cap == 0 ? 2 * CHUNK : 2 * r->cap);
		if (p == NULL)
			return -1;
		r->data = p;
		r->cap = r->cap == 0 ? 2 * CHUNK : 2 * r->cap;
	}
	do
		n = r->gz != NULL ? gzread(r->gz, r->data + r->len, CHUNK) :
		    read(r->fd, r->data + r->len, CHUNK);
	while (n < 0 && errno == EINTR && r->gz == NULL);
	if (n > 0)
		r->len += (size_t)n;
	return n;
}

static enum logread_result
take(struct logread *r, size_t to, size_t skip, const char **line, size_t *n)
{
	*line = r->data + r->start;
	*n = to - r->start;
	r->start = r->seen = to + skip;
	return skip > 0 ? LOGREAD_LINE : LOGREAD_PART;
}

enum logread_result
logread_next(struct logread *r, const char **line, size_t *n)
{
	const char *nl;
	ssize_t k;

	for (;;) {
		nl = r->seen < r->len ? memchr(r->data + r->seen, '\n',
		    r->len - r->seen) : NULL;
		if (nl != NULL)
			return take(r, (size_t)(nl - r->data), 1, line, n);
		r->seen = r->len;
		if (r->len - r->start >= LOGREAD_LINE_MAX)
			return take(r, r->len, 0, line, n);
		k = fill(r);
		if (k < 0)
			return LOGREAD_FAILED;
		if (k == 0)
			return LOGREAD_END;
	}
}

enum logread_result
logread_rest(struct logread *r, const char **line, size_t *n)
{
	if (r->start == r->len)
		return LOGREAD_END;
	return take(r, r->len, 0, line, n);
}

int
logread_seek(struct logread *r, int64_t offset)
{
	r->start = r->len = r->seen = 0;
	return lseek(r->fd, offset, SEEK_SET) < 0 ? -1 : 0;
}
