/* SPDX-License-Identifier: ISC */
#include "audit/cast.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/cast_mask.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/stategroup.h"
#include "policy/statefile.h"

#define SECOND ((int64_t)1000000000)

enum { HOLD = 16 * 1024 };	/* written at once when so much is held */

struct cast {
	int fd;
	int64_t start;
	size_t limit, written;
	struct buf out;
	char part[4];		/* of a character */
	size_t npart;
	struct cast_mask *mask;
	bool over;
};

/* Recordings older than CAST_DAYS go. */
static void
remove_old(int folder)
{
	int64_t oldest = clock_wall() - CAST_DAYS * 86400 * SECOND;
	struct dirent *d;
	struct stat st;
	size_t n;
	DIR *dir;
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL)
		return;
	while ((d = readdir(dir)) != NULL) {
		n = strlen(d->d_name);
		if (n < 5 || strcmp(d->d_name + n - 5, ".cast") != 0 ||
		    fstatat(folder, d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
		    (int64_t)st.st_mtim.tv_sec * SECOND < oldest)
			(void)unlinkat(folder, d->d_name, 0);
	}
	(void)closedir(dir);
}

/* STATE/casts, ours alone. */
static int
open_folder(const char *state, struct err *e)
{
	char path[4096];

	if ((size_t)snprintf(path, sizeof path, "%s/casts", state) >=
	    sizeof path)
		return err_set(e, ENAMETOOLONG, "the state folder's name is "
		    "too long");
	if (statefile_mkdirs(path, e) != 0)
		return -1;
	return statefile_folder(state, "casts", e);
}

static void
add_member(struct buf *b, const char *name, const char *value)
{
	if (value == NULL)
		return;
	buf_printf(b, "%s\"%s\":", b->data[b->len - 1] == '{' ? "" : ",",
	    name);
	buf_json(b, value, strlen(value));
}

static void
header(struct cast *c, const struct cast_start *s)
{
	buf_printf(&c->out, "{\"version\":2,\"width\":%u,\"height\":%u,"
	    "\"timestamp\":%lld,\"title\":\"bashplate session %s\",\"env\":{",
	    s->cols, s->rows, (long long)(clock_wall() / SECOND), s->session);
	add_member(&c->out, "SHELL", s->shell);
	add_member(&c->out, "TERM", s->term);
	buf_str(&c->out, "}}\n");
}

static void
event(void *arg, int64_t time, char kind, const char *text, size_t n)
{
	struct cast *c = arg;
	int64_t t = time - c->start;

	buf_printf(&c->out, "[%lld.%06lld,\"%c\",", (long long)(t / SECOND),
	    (long long)(t % SECOND / 1000), kind);
	buf_json(&c->out, text, n);
	buf_str(&c->out, "]\n");
}

struct cast *
cast_open(const struct cast_start *s, struct err *e)
{
	struct cast *c = calloc(1, sizeof *c);
	char name[64];
	int folder;

	if (c != NULL)
		c->mask = cast_mask_new(s->cols, event, c);
	if (c == NULL || c->mask == NULL) {
		free(c);
		err_set(e, ENOMEM, "out of memory");
		return NULL;
	}
	folder = open_folder(s->state, e);
	if (folder < 0) {
		cast_mask_free(c->mask);
		free(c);
		return NULL;
	}
	stategroup_raise();
	remove_old(folder);
	c->start = clock_boot();
	(void)snprintf(name, sizeof name, "%.16s-%lld.cast", s->session,
	    (long long)(clock_wall() / 1000));
	c->fd = openat(folder, name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	stategroup_lower();
	if (c->fd == -1)
		err_sys(e, "cannot make %s/casts/%s", s->state, name);
	(void)close(folder);
	if (c->fd == -1) {
		cast_mask_free(c->mask);
		free(c);
		return NULL;
	}
	c->limit = s->limit != 0 ? s->limit : CAST_BYTES;
	header(c, s);
	return c;
}

static void
event_now(struct cast *c, char kind, const char *text, size_t n)
{
	cast_mask_flush(c->mask);
	event(c, clock_boot(), kind, text, n);
}

static void
visible_mark(struct cast *c, const char *text)
{
	char line[256];
	int n;

	event_now(c, 'm', text, strlen(text));
	n = snprintf(line, sizeof line, "\r\n\033[7m[bashplate: %s]\033[0m\r\n",
	    text);
	event_now(c, 'o', line, (size_t)n);
}

/* Bytes of the UTF-8 character that starts at p; 0: more must come; -1: it is
 * none. */
static int
character(const unsigned char *p, size_t n)
{
	int len = p[0] < 0x80 ? 1 : p[0] >= 0xc2 && p[0] < 0xe0 ? 2 :
	    (p[0] & 0xf0) == 0xe0 ? 3 : p[0] >= 0xf0 && p[0] < 0xf5 ? 4 : -1;
	int i;

	for (i = 1; i < len && (size_t)i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return -1;
	if (len > 2 && n > 1 && ((p[0] == 0xe0 && p[1] < 0xa0) ||
	    (p[0] == 0xed && p[1] > 0x9f) || (p[0] == 0xf0 && p[1] < 0x90) ||
	    (p[0] == 0xf4 && p[1] > 0x8f)))
		return -1;
	return len > 0 && (size_t)len > n ? 0 : len;
}

void
cast_shown(struct cast *c, const char *p, size_t n)
{
	struct buf in = { 0 }, text = { 0 };
	size_t i;
	int len;

	if (c->over || n == 0)
		return;
	buf_add(&in, c->part, c->npart);
	buf_add(&in, p, n);
	c->npart = 0;
	for (i = 0; !in.failed && i < in.len; i += len > 0 ? (size_t)len : 1) {
		len = character((const unsigned char *)in.data + i,
		    in.len - i);
		if (len > 0) {
			buf_add(&text, in.data + i, (size_t)len);
		} else if (len < 0) {
			buf_str(&text, "\357\277\275");
		} else {
			c->npart = in.len - i;
			memcpy(c->part, in.data + i, c->npart);
			break;
		}
	}
	if (text.len > 0 && !text.failed)
		cast_mask_shown(c->mask, clock_boot(), text.data, text.len);
	buf_free(&in);
	buf_free(&text);
	if (c->out.len > HOLD)
		(void)cast_flush(c, NULL);
}

void
cast_resized(struct cast *c, unsigned cols, unsigned rows)
{
	char text[32];

	(void)snprintf(text, sizeof text, "%ux%u", cols, rows);
	if (c->over)
		return;
	event_now(c, 'r', text, strlen(text));
	cast_mask_resized(c->mask, cols);
}

void
cast_mark(struct cast *c, const char *text)
{
	if (!c->over)
		visible_mark(c, text);
}

int
cast_flush(struct cast *c, struct err *e)
{
	ssize_t n;

	if (c->over)
		return 0;
	if (c->written + c->out.len > c->limit) {
		buf_reset(&c->out);
		visible_mark(c, "the recording ends here: it is as long as "
		    "it may be");
		c->over = true;
	}
	n = c->out.len == 0 ? 0 : write(c->fd, c->out.data, c->out.len);
	if (n != (ssize_t)c->out.len || c->out.failed) {
		c->over = true;
		return err_set(e, n == -1 ? errno : ENOSPC,
		    "the recording ends: the file takes no more");
	}
	c->written += (size_t)n;
	buf_reset(&c->out);
	return 0;
}

void
cast_close(struct cast *c)
{
	if (c == NULL)
		return;
	cast_mask_flush(c->mask);
	(void)cast_flush(c, NULL);
	(void)close(c->fd);
	cast_mask_free(c->mask);
	buf_free(&c->out);
	free(c);
}
