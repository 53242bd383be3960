/* SPDX-License-Identifier: ISC */
/*
 * It MUST hold, with the lock held from 1 to 4:
 *  1. What the record follows is taken from the head when the head describes
 *     the file as it is, else from the file's last whole record; of two
 *     candidates the later one counts, so nothing that was cut off is
 *     followed silently.
 *  2. Whatever stands at the end and is no record is sealed, never continued.
 *  3. One write(2). If it ends short the file is cut back to where it was.
 *  4. The head is written last: it never runs ahead of the file.
 */
#include "audit/sink_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "audit/logfile.h"
#include "base/stategroup.h"

struct append {
	const char *state;
	const struct sink_file_job *job;
	char path[PATH_MAX];
	uid_t uid;
	int lock, fd;
	int64_t size;
	uint64_t inode;
	struct head head;
	struct chain chain;	/* the last record, then the one written */
	struct buf *out;
	size_t from;		/* what of *out is not written yet */
};

static void
note(struct append *w, struct log_note *n)
{
	struct buf members = { 0 };

	w->job->note(n, &members);
	if (members.failed || members.data == NULL)
		w->out->failed = true;
	else
		chain_add(&w->chain, members.data, members.len, w->out);
	buf_free(&members);
}

static void
say(struct append *w, const char *event, uint64_t first, uint64_t last)
{
	struct log_note n = { .event = event };

	if (first == last)
		snprintf(n.detail, sizeof n.detail, "record %" PRIu64, first);
	else if (first < last)
		snprintf(n.detail, sizeof n.detail, "records %" PRIu64 " to %"
		    PRIu64, first, last);
	note(w, &n);
}

static int
open_log(struct append *w, struct err *e)
{
	struct stat st;

	w->fd = logfile_open(w->path, O_APPEND, "the log", w->uid, &st, e);
	if (w->fd < 0)
		return -1;
	w->size = st.st_size;
	w->inode = st.st_ino;
	return 0;
}

/* MUST 2. */
static int
seal(struct append *w, const struct tail *t, struct err *e)
{
	struct log_note n = { .event = "sealed" };
	bool newline;
	char last;

	if (pread(w->fd, &last, 1, w->size - 1) != 1)
		return err_sys(e, "cannot read the log %s", w->path);
	newline = last != '\n';
	n.bytes = w->size - t->end + newline;
	snprintf(n.detail, sizeof n.detail, "%" PRId64 " bytes before this "
	    "are no record", n.bytes);
	if (tail_hash(w->fd, t->end, w->size, newline, n.hash) != 0)
		return err_sys(e, "cannot read the log %s", w->path);
	if (newline)
		buf_char(w->out, '\n');
	note(w, &n);
	return 0;
}

/* The head does not describe the file: MUST 1. */
static int
place_by_tail(struct append *w, struct err *e)
{
	const struct chain *h = &w->head.last;
	struct tail t;

	tail_find(w->fd, w->size, &t);
	w->chain = t.last;
	if (h->seq > t.last.seq || (h->seq == t.last.seq &&
	    strcmp(h->hash, t.last.hash) != 0))
		w->chain = *h;
	if (t.end < w->size && seal(w, &t, e) != 0)
		return -1;
	if (h->seq > t.last.seq)
		say(w, "cut", t.last.seq + 1, h->seq);
	else if (h->seq == t.last.seq && strcmp(h->hash, t.last.hash) != 0)
		say(w, "changed", h->seq, h->seq);
	else if (!w->head.valid && t.found)
		say(w, "headless", t.last.seq, t.last.seq);
	else if (t.last.seq > h->seq + 1)
		say(w, "behind", h->seq + 1, t.last.seq);
	return 0;
}

static int
place(struct append *w, struct err *e)
{
	const struct head *h = &w->head;

	w->chain = h->last;
	if (w->size == 0) {
		w->head.born = time(NULL);
		if (h->valid)
			say(w, "continue", h->last.seq, h->last.seq);
		else
			say(w, "begin", 1, 0);
		return 0;
	}
	if (h->valid && h->size == (uint64_t)w->size && h->inode == w->inode)
		return 0;
	if (h->born == 0)
		w->head.born = time(NULL);
	return place_by_tail(w, e);
}

/* A write past RLIMIT_FSIZE would kill the process with SIGXFSZ. */
static bool
over_limit(int64_t size, size_t n)
{
	struct rlimit r;

	return getrlimit(RLIMIT_FSIZE, &r) == 0 &&
	    r.rlim_cur != RLIM_INFINITY && ((rlim_t)size + n > r.rlim_cur ||
	    r.rlim_cur < HEAD_SIZE);
}

/* MUST 3 and 4. */
static int
put(struct append *w, struct err *e)
{
	size_t n = w->out->len - w->from;
	ssize_t k;
	int saved;

	if (w->out->failed || w->out->data == NULL)
		return err_set(e, ENOMEM, "out of memory for the log record");
	if (over_limit(w->size, n))
		return err_set(e, EFBIG, "the log %s would pass the file size "
		    "limit (ulimit -f)", w->path);
	do
		k = write(w->fd, w->out->data + w->from, n);
	while (k < 0 && errno == EINTR);
	saved = errno;
	if (k != (ssize_t)n) {
		if (k > 0 && ftruncate(w->fd, w->size) != 0)
			return err_sys(e, "the log %s has half a record at its "
			    "end that cannot be taken back", w->path);
		errno = saved;
		return k < 0 ? err_sys(e, "cannot write the log %s", w->path) :
		    err_set(e, ENOSPC, "the log %s took only %zd of %zu "
		    "bytes: the disk is full", w->path, k, n);
	}
	if (w->job->durable && fdatasync(w->fd) != 0)
		return err_sys(e, "cannot write the log %s", w->path);
	w->from = w->out->len;
	w->size += k;
	w->head.last = w->chain;
	w->head.size = (uint64_t)w->size;
	w->head.inode = w->inode;
	return head_write(w->lock, &w->head, e);
}

static bool
due(const struct append *w)
{
	const struct sink_file_job *j = w->job;

	if (w->size == 0 || !w->head.valid || w->head.last.seq == 0)
		return false;
	return (j->max_size > 0 && w->size >= j->max_size) ||
	    (j->max_age > 0 && w->head.born > 0 &&
	    time(NULL) - w->head.born >= j->max_age);
}

/*
 * The last record of a file says that it is the last; the first one of the
 * next file follows it in the chain. A file that cannot be moved away is
 * written on: rotation is no reason to refuse a command.
 */
static int
rotate(struct append *w, bool *rotated, struct err *e)
{
	char to[PATH_MAX];
	struct stat st;
	int r;

	say(w, "rotate", w->chain.seq + 1, w->chain.seq + 1);
	if (put(w, e) != 0)
		return -1;
	if (snprintf(to, sizeof to, "%s/log-%020" PRIu64 ".jsonl", w->state,
	    w->chain.seq) >= (int)sizeof to)
		return 0;
	stategroup_raise();
	/* access(2) would ask for the real group. */
	r = lstat(to, &st) == 0 ? -1 : rename(w->path, to);
	stategroup_lower();
	if (r != 0)
		return 0;
	*rotated = true;
	close(w->fd);
	if (open_log(w, e) != 0)
		return -1;
	return place(w, e);
}

static int
add_record(struct append *w, struct err *e)
{
	const struct buf *m = w->job->members;
	struct buf all = { 0 };
	int r;

	if (w->job->finish == NULL) {
		chain_add(&w->chain, m->data, m->len, w->out);
		return 0;
	}
	buf_add(&all, m->data, m->len);
	r = w->job->finish(w->job->arg, &w->chain, &all, e);
	if (all.failed)
		w->out->failed = true;
	else if (r == 0)
		chain_add(&w->chain, all.data, all.len, w->out);
	buf_free(&all);
	return r;
}

static int
append(struct append *w, bool *rotated, struct err *e)
{
	head_read(w->lock, &w->head);
	if (place(w, e) != 0)
		return -1;
	if (due(w) && rotate(w, rotated, e) != 0)
		return -1;
	if (add_record(w, e) != 0)
		return -1;
	return put(w, e);
}

int
sink_file_append(const char *state, const struct sink_file_job *job,
    struct buf *line, bool *rotated, struct err *e)
{
	struct append w = { .state = state, .job = job, .fd = -1,
	    .out = line, .from = line->len };
	int r;

	*rotated = false;
	if (job->members->failed || job->members->data == NULL)
		return err_set(e, ENOMEM, "out of memory for the log record");
	if (snprintf(w.path, sizeof w.path, "%s/log.jsonl", state) >=
	    (int)sizeof w.path)
		return err_set(e, ENAMETOOLONG, "%s: name too long", state);
	w.uid = geteuid();
	w.lock = head_open(state, w.uid, e);
	if (w.lock < 0)
		return -1;
	r = open_log(&w, e);
	if (r == 0)
		r = append(&w, rotated, e);
	/* Some file systems report a full disk only here. */
	if (w.fd >= 0 && close(w.fd) != 0 && r == 0)
		r = err_sys(e, "cannot write the log %s", w.path);
	close(w.lock);
	return r;
}
