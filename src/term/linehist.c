/* SPDX-License-Identifier: ISC */
#include "term/linehist.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"

static bool
has_word(const char *list, const char *word)
{
	size_t n = strlen(word), len;

	for (; *list != '\0'; list += len + (list[len] == ':')) {
		len = strcspn(list, ":");
		if (len == n && memcmp(list, word, n) == 0)
			return true;
	}
	return false;
}

int
linehist_init(struct linehist *h, const char *path, const char *control,
    const char *size)
{
	long n = 1000;
	char *end;

	memset(h, 0, sizeof *h);
	if (control == NULL)
		control = "ignoreboth";
	h->ignore_space = has_word(control, "ignorespace") ||
	    has_word(control, "ignoreboth");
	h->ignore_dups = has_word(control, "ignoredups") ||
	    has_word(control, "erasedups") || has_word(control, "ignoreboth");
	if (size != NULL && *size != '\0') {
		n = strtol(size, &end, 10);
		if (*end != '\0')
			n = 1000;
	}
	h->max = n < 0 || n > LINEHIST_MAX ? LINEHIST_MAX : (unsigned)n;
	if (path == NULL || h->max == 0)
		return 0;
	h->path = strdup(path);
	return h->path == NULL ? -1 : 0;
}

void
linehist_free(struct linehist *h)
{
	free(h->path);
	free(h->last);
	h->path = h->last = NULL;
}

/* Open the file, which is ours alone, and lock it. -1: errno. */
static int
open_own(const struct linehist *h)
{
	struct stat st;
	int fd = open(h->path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW |
	    O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);

	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode) ||
	    st.st_uid != geteuid() || (st.st_mode & 077) != 0) {
		(void)close(fd);
		errno = EPERM;
		return -1;
	}
	/* Whoever holds it does so for a moment only; a line is not worth
	 * waiting for more. */
	if (flock(fd, LOCK_EX | LOCK_NB) == -1 && errno != EWOULDBLOCK) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

static void
decode(char *s)
{
	char *out = s;

	for (; *s != '\0'; s++)
		if (*s == '\\' && s[1] != '\0') {
			s++;
			*out++ = *s == 'n' ? '\n' : *s;
		} else {
			*out++ = *s;
		}
	*out = '\0';
}

static void
encode(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++)
		if (*s == '\n')
			buf_str(b, "\\n");
		else if (*s == '\\')
			buf_str(b, "\\\\");
		else
			buf_char(b, *s);
	buf_char(b, '\n');
}

/* Where the newest `max` lines begin. */
static size_t
tail(const struct buf *b, unsigned max)
{
	size_t at = b->len;
	unsigned n = 0;

	while (at > 0 && n <= max)
		if (b->data[--at] == '\n' && n++ == max)
			return at + 1;
	return 0;
}

/* Half as much again is written back before the file is made shorter. */
static void
shorten(const struct linehist *h, int fd, const struct buf *all)
{
	size_t from = tail(all, h->max), more = tail(all, h->max + h->max / 2);

	if (more == 0 && all->len < LINEHIST_BYTES / 2)
		return;
	if (all->len - from > LINEHIST_BYTES / 2)
		from = all->len - LINEHIST_BYTES / 2;
	if (ftruncate(fd, 0) == 0)
		(void)io_write(fd, all->data + from, all->len - from);
}

int
linehist_load(struct linehist *h, void (*take)(void *ctx, const char *text),
    void *ctx, struct err *e)
{
	struct buf all = { 0 };
	char *s, *end;
	int fd, r;

	if (h->path == NULL)
		return 0;
	fd = open_own(h);
	r = fd == -1 ? -1 : io_read_fd(fd, LINEHIST_BYTES, &all, e);
	if (fd == -1)
		err_sys(e, "the history %s is not used", h->path);
	if (r == 0 && !all.failed && all.data != NULL) {
		shorten(h, fd, &all);
		s = all.data + tail(&all, h->max);
		for (; (end = strchr(s, '\n')) != NULL; s = end + 1) {
			*end = '\0';
			decode(s);
			if (*s != '\0')
				take(ctx, s);
		}
	}
	if (fd != -1)
		(void)close(fd);
	buf_free(&all);
	if (r == -1) {
		free(h->path);
		h->path = NULL;
	}
	return r;
}

bool
linehist_add(struct linehist *h, const char *text)
{
	struct buf b = { 0 };
	struct stat st;
	int fd;

	if (*text == '\0' || (h->ignore_space && (*text == ' ' ||
	    *text == '\t')))
		return false;
	if (h->ignore_dups && h->last != NULL && strcmp(h->last, text) == 0)
		return false;
	free(h->last);
	h->last = strdup(text);
	fd = h->path == NULL ? -1 : open_own(h);
	if (fd == -1)
		return true;
	encode(&b, text);
	if (!b.failed && fstat(fd, &st) == 0 &&
	    st.st_size + (off_t)b.len < LINEHIST_BYTES)
		(void)io_write(fd, b.data, b.len);
	(void)close(fd);
	buf_free(&b);
	return true;
}
