/* SPDX-License-Identifier: ISC */
/*
 * Syslog over TCP (RFC 6587, octet counting). A connection takes a round trip
 * and may stall, so commands do not make one: the log file is the queue, and
 * one process per sink sends what stands behind the last sequence number that
 * was sent. It ends when nothing came for a while; the next record starts
 * another. Its lock is on the file with that number.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "audit/chain.h"
#include "audit/detach.h"
#include "audit/logfile.h"
#include "audit/logread.h"
#include "audit/sinks.h"
#include "policy/statefile.h"

enum {
	KEPT_FD = 3,		/* where detach() puts the descriptor */
	SEND_SECONDS = 10,	/* a receiver that takes nothing has failed */
	RETRY_SECONDS = 5,	/* no new try so soon after a failure */
	LINGER_MS = 2000, STEP_MS = 50
};

struct forward {
	const char *state, *sink, *address;
	int position;		/* descriptor, locked */
	uint64_t sent;
	int sock;
	struct logread *log;	/* log.jsonl, kept open while waiting */
};

static uint64_t
read_position(int fd)
{
	char text[32] = "";
	uint64_t seq = 0;

	if (pread(fd, text, sizeof text - 1, 0) > 0)
		sscanf(text, "%" SCNu64, &seq);
	return seq;
}

static void
write_position(const struct forward *f)
{
	char text[32];
	int n = snprintf(text, sizeof text, "%020" PRIu64 "\n", f->sent);

	if (pwrite(f->position, text, (size_t)n, 0) != n)
		return;		/* it is sent twice then, not never */
}

static uint64_t
last_written(const char *state)
{
	char path[PATH_MAX];
	struct head h = { 0 };
	int fd;

	snprintf(path, sizeof path, "%s/log.head", state);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return 0;
	head_read(fd, &h);
	close(fd);
	return h.last.seq;
}

static void
fail(const struct forward *f, const char *what)
{
	char text[512];

	snprintf(text, sizeof text, "syslog at %s: %s: %s", f->address, what,
	    strerror(errno));
	sink_status_write(f->state, f->sink, text);
}

static void
works(const struct forward *f)
{
	sink_status_write(f->state, f->sink, NULL);
}

static int
connected(struct forward *f)
{
	const struct timeval t = { .tv_sec = SEND_SECONDS };
	char byte;

	/* The other side may have closed while we waited. */
	if (f->sock >= 0 && recv(f->sock, &byte, 1, MSG_DONTWAIT) == 0) {
		close(f->sock);
		f->sock = -1;
	}
	if (f->sock >= 0)
		return 0;
	f->sock = sink_connect(f->address, SOCK_STREAM | SOCK_NONBLOCK);
	if (f->sock >= 0) {
		struct pollfd p = { .fd = f->sock, .events = POLLOUT };
		socklen_t n = sizeof errno;
		int error = ETIMEDOUT;

		if (poll(&p, 1, SEND_SECONDS * 1000) == 1)
			getsockopt(f->sock, SOL_SOCKET, SO_ERROR, &error, &n);
		fcntl(f->sock, F_SETFL, 0);
		setsockopt(f->sock, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t);
		errno = error;
		if (error == 0)
			return 0;
		close(f->sock);
		f->sock = -1;
	}
	fail(f, "cannot connect");
	return -1;
}

static int
transmit(struct forward *f, const struct sink_line *l)
{
	struct buf message = { 0 }, frame = { 0 };
	size_t done = 0;
	ssize_t n;

	sink_syslog_format(l, 0, &message);
	buf_printf(&frame, "%zu ", message.len);
	buf_add(&frame, message.data, message.len);
	if (connected(f) != 0)
		done = SIZE_MAX;
	while (done < frame.len) {
		n = send(f->sock, frame.data + done, frame.len - done,
		    MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			fail(f, "does not take records");
			done = SIZE_MAX;
			break;
		}
		done += (size_t)n;
	}
	buf_free(&message);
	buf_free(&frame);
	if (done == SIZE_MAX)
		return -1;
	f->sent = l->seq;
	write_position(f);
	works(f);
	return 0;
}

static int
drain(struct forward *f, struct logread *r)
{
	struct sink_line l;
	const char *line;
	size_t n;

	while (logread_next(r, &line, &n) == LOGREAD_LINE)
		if (sink_line_of(line, n, &l) && l.seq > f->sent &&
		    transmit(f, &l) != 0)
			return -1;
	return 0;
}

/* Rotated files that hold something new. */
static int
older(struct forward *f)
{
	struct logset set;
	struct logread *r;
	char path[PATH_MAX];
	size_t i;
	int ret = 0;

	if (logset_list(f->state, &set, NULL) != 0)
		return -1;
	for (i = 0; ret == 0 && i < set.n; i++) {
		if (i + 1 < set.n && set.file[i + 1].first <= f->sent + 1)
			continue;
		snprintf(path, sizeof path, "%s/%s", f->state,
		    set.file[i].name);
		r = logread_open(path, set.file[i].compressed, NULL);
		if (r == NULL)
			continue;
		ret = drain(f, r);
		logread_close(r);
	}
	logset_free(&set);
	return ret;
}

/* Returns 0 when all was sent for now, -1 when the sink failed. */
static int
live(struct forward *f)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof path, "%s/log.jsonl", f->state);
	if (f->log != NULL) {
		if (drain(f, f->log) != 0)
			return -1;
		if (stat(path, &st) == 0 &&
		    st.st_ino == logread_inode(f->log))
			return 0;
		logread_close(f->log);
	}
	if (older(f) != 0) {
		f->log = NULL;
		return -1;
	}
	f->log = logread_open(path, false, NULL);
	return f->log == NULL ? 0 : drain(f, f->log);
}

static void
work(void *arg)
{
	const struct timespec step = { .tv_nsec = STEP_MS * 1000000L };
	struct forward *f = arg;
	uint64_t before;
	int idle;

	f->position = KEPT_FD;
	f->sent = read_position(f->position);
	for (;;) {
		for (idle = 0; idle < LINGER_MS; idle += STEP_MS) {
			before = f->sent;
			if (live(f) != 0)
				return;
			if (f->sent != before)
				idle = 0;
			nanosleep(&step, NULL);
		}
		/* A record may have come between the last look and this. */
		flock(f->position, LOCK_UN);
		if (last_written(f->state) <= f->sent ||
		    flock(f->position, LOCK_EX | LOCK_NB) != 0)
			return;
	}
}

/* The sink's own last failure, if it has not worked since. */
static bool
failing(const char *path, bool *recent, struct err *e)
{
	char text[300] = "";
	struct stat st;
	ssize_t n;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	*recent = false;
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof text - 1);
	text[n > 0 ? n - 1 : 0] = '\0';
	if (fstat(fd, &st) == 0)
		*recent = time(NULL) - st.st_mtime < RETRY_SECONDS;
	close(fd);
	err_set(e, EIO, "%s", text);
	return true;
}

int
forward_tcp(const char *state, const char *sink, const char *address,
    struct err *e)
{
	struct forward f = { .state = state, .sink = sink,
	    .address = address, .sock = -1 };
	char path[PATH_MAX], sent[PATH_MAX + 8];
	bool bad, recent;

	sink_status_path(state, sink, path, sizeof path);
	snprintf(sent, sizeof sent, "%s.sent", path);
	bad = failing(path, &recent, e);
	f.position = open(sent, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
	    statefile_mode(0600));
	if (f.position < 0)
		return err_sys(e, "cannot open %s", sent);
	if (!(bad && recent) &&
	    flock(f.position, LOCK_EX | LOCK_NB) == 0) {
		if (read_position(f.position) == 0) {
			f.sent = last_written(state);
			f.sent = f.sent > 0 ? f.sent - 1 : 0;
			write_position(&f);
		}
		if (detach(work, &f, f.position) != 0)
			bad = err_sys(e, "cannot start the process for %s",
			    sink) != 0;
	}
	close(f.position);
	return bad ? -1 : 0;
}
