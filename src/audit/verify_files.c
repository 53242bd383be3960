/* SPDX-License-Identifier: ISC */
/* Which files a log has, and in what order and under which lock they are
 * read, while others write. */
#include "audit/verify_scan.h"

#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/stategroup.h"

static int
drain(struct verify_scan *s, struct logread *r, struct err *e)
{
	enum logread_result k;
	const char *p;
	size_t n;

	while ((k = logread_next(r, &p, &n)) != LOGREAD_END) {
		if (k == LOGREAD_FAILED)
			return err_set(e, 0, "%s cannot be read",
			    s->here.file);
		verify_scan_line(s, p, n, k);
	}
	return 0;
}

static struct logread *
begin_file(struct verify_scan *s, const char *name, bool compressed,
    struct err *e)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/%s", s->state, name);
	snprintf(s->here.file, sizeof s->here.file, "%s", name);
	s->here.line = 0;
	return logread_open(path, compressed, e);
}

static int
whole_file(struct verify_scan *s, const struct logset_file *f, struct err *e)
{
	struct logread *r = begin_file(s, f->name, f->compressed, e);
	enum logread_result k;
	const char *p;
	size_t n;
	int ret;

	if (r == NULL)
		return -1;
	ret = drain(s, r, e);
	while (ret == 0 && (k = logread_rest(r, &p, &n)) == LOGREAD_PART)
		verify_scan_line(s, p, n, k);
	logread_close(r);
	return ret;
}

/*
 * log.jsonl to its end, then once more with the writers' lock, so that the
 * head and the last record belong together. Returns 1 when the file was
 * rotated meanwhile, so that there is more to read.
 */
static int
live_file(struct verify_scan *s, uint64_t *inode, struct err *e)
{
	char path[PATH_MAX];
	struct logread *r;
	struct head h = { 0 };
	struct stat st;
	int lock, ret = 0;

	r = begin_file(s, "log.jsonl", false, NULL);
	if (r != NULL)
		ret = drain(s, r, e);
	snprintf(path, sizeof path, "%s/log.head", s->state);
	lock = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (lock >= 0)
		flock(lock, LOCK_SH);
	snprintf(path, sizeof path, "%s/log.jsonl", s->state);
	if (ret == 0 && r != NULL) {
		ret = drain(s, r, e);
		*inode = logread_inode(r);
		if (ret == 0 && (stat(path, &st) != 0 ||
		    st.st_ino != *inode))
			ret = 1;
	} else if (r == NULL && stat(path, &st) == 0)
		ret = err_set(e, 0, "%s cannot be read", path);
	if (ret == 0) {
		const char *p;
		size_t n;

		while (r != NULL && logread_rest(r, &p, &n) == LOGREAD_PART)
			verify_scan_line(s, p, n, LOGREAD_PART);
		if (lock >= 0)
			head_read(lock, &h);
		verify_scan_end(s, &h);
	}
	if (lock >= 0)
		close(lock);
	logread_close(r);
	return ret;
}

static bool
is_inode(const char *state, const char *name, uint64_t inode)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof path, "%s/%s", state, name);
	return inode != 0 && stat(path, &st) == 0 && st.st_ino == inode;
}

static int
verify_files(const char *state, verify_key *known, void *arg,
    struct verify *out, struct err *e)
{
	struct verify_scan s = { .v = out, .state = state, .known = known,
	    .arg = arg };
	uint64_t done = 0, inode = 0;
	struct logset set;
	size_t i;
	int r;

	memset(out, 0, sizeof *out);
	if (sodium_init() < 0)
		return err_set(e, 0, "libsodium cannot be used here");
	do {
		if (logset_list(state, &set, e) != 0)
			return -1;
		r = 0;
		for (i = 0; r == 0 && i < set.n; i++) {
			if (done != 0 && set.file[i].first <= done)
				continue;
			if (!is_inode(state, set.file[i].name, inode))
				r = whole_file(&s, &set.file[i], e);
			done = set.file[i].first;
		}
		logset_free(&set);
		if (r == 0)
			r = live_file(&s, &inode, e);
	} while (r == 1);
	return r;
}

int
verify_log(const char *state, verify_key *known, void *arg,
    struct verify *out, struct err *e)
{
	int r;

	stategroup_raise();
	r = verify_files(state, known, arg, out, e);
	stategroup_lower();
	return r;
}
