/* SPDX-License-Identifier: ISC */
/*
 * What a use of an approval is for: STATE/used/ID.N says who took it and what
 * it lifted. Gates that were there before the line was judged learn of it from
 * here: those of a person's session, about its next lines and about an agent
 * that runs in it. It MUST hold:
 *  1. A mark counts only as statefile.h reads it, in the boot that it names,
 *     for a process that who took it started, and that process's own.
 *  2. Taken at a prompt it is for what was started from then on until the
 *     prompt is back, and for what that starts.
 *  3. Whatever fails: nothing is lifted.
 */
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/io.h"
#include "base/stategroup.h"
#include "policy/ancestry.h"
#include "policy/grant.h"
#include "policy/statefile.h"

enum { ANCESTORS_MAX = 64, MARKS_MAX = 4096, TEXT_MAX = 60000 };

/* One mark: this line, then what was lifted, each with a NUL. */
#define MARK	"bashplate-use 1 %36s %d %" SCNu64 " %d %" SCNd64 " %" SCNd64
#define MARK_OUT	"bashplate-use 1 %s %d %" PRIu64 " %d %020" PRId64 \
	" %020" PRId64

struct mark {
	char boot[37];
	int pid, prompt;
	uint64_t start;
	int64_t from, until;	/* ns since boot; until 0: not over */
};

static void
put(struct buf *b, const struct mark *m, const char *hits, size_t n)
{
	buf_printf(b, MARK_OUT, m->boot, m->pid, m->start, m->prompt, m->from,
	    m->until);
	buf_char(b, '\0');
	buf_add(b, hits, n);
}

/* Fills *m; returns where the hits begin, or NULL. */
static const char *
get(const struct buf *b, struct mark *m)
{
	const char *end = b->data != NULL && !b->failed ?
	    memchr(b->data, '\0', b->len) : NULL;

	if (end == NULL || sscanf(b->data, MARK, m->boot, &m->pid, &m->start,
	    &m->prompt, &m->from, &m->until) != 6)
		return NULL;
	return end + 1;
}

int
grant_note_taken(int fd, const struct grant_use *use)
{
	struct mark m = { .prompt = use != NULL && use->prompt,
	    .from = clock_boot() };
	const char *const *hit = use != NULL ? use->hit : NULL;
	struct buf b = { 0 }, hits = { 0 };
	struct process self;
	int r = -1;

	if (hit == NULL)
		return 0;
	for (; *hit != NULL; hit++)
		buf_add(&hits, *hit, strlen(*hit) + 1);
	/* Too long to be read again: the gates then ask anew. */
	if (hits.len > TEXT_MAX)
		buf_reset(&hits);
	if (process_self(&self) == 0 &&
	    clock_boot_id(m.boot, sizeof m.boot) == 0) {
		m.pid = self.pid;
		m.start = self.start;
		put(&b, &m, hits.data, hits.len);
		if (!b.failed && !hits.failed)
			r = io_write(fd, b.data, b.len);
	}
	buf_free(&hits);
	buf_free(&b);
	return r;
}

/* --- looking through them --------------------------------------------------*/

typedef bool (*look_fn)(void *arg, int folder, const char *name,
    struct mark *m, const char *hits, size_t n);

/* Each mark of this boot, until `fn` returns false. */
static void
each(const char *state, look_fn fn, void *arg)
{
	int folder = statefile_folder(state, "used", NULL), seen = 0;
	struct dirent *d;
	struct mark m;
	struct buf b = { 0 };
	char boot[37];
	const char *hits;
	bool on = clock_boot_id(boot, sizeof boot) == 0;
	DIR *dir;

	dir = folder >= 0 ? fdopendir(folder) : NULL;
	if (dir == NULL) {
		if (folder >= 0)
			close(folder);
		return;
	}
	while (on && seen < MARKS_MAX && (d = readdir(dir)) != NULL) {
		if (d->d_name[0] == '.')
			continue;
		seen++;
		buf_reset(&b);
		if (statefile_read(folder, d->d_name, &b, NULL) != 0 ||
		    (hits = get(&b, &m)) == NULL || strcmp(m.boot, boot) != 0)
			continue;
		on = fn(arg, folder, d->d_name, &m, hits,
		    b.len - (size_t)(hits - b.data));
	}
	buf_free(&b);
	closedir(dir);
}

static bool
end_own(void *arg, int folder, const char *name, struct mark *m,
    const char *hits, size_t n)
{
	const struct process *self = arg;
	struct buf b = { 0 };
	int fd;

	if (m->pid != self->pid || m->start != self->start || m->until != 0)
		return true;
	m->until = clock_boot();
	put(&b, m, hits, n);
	stategroup_raise();
	fd = openat(folder, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	stategroup_lower();
	/* As long as it was: the times have their width. */
	if (fd >= 0 && !b.failed)
		(void)io_write(fd, b.data, b.len);
	if (fd >= 0)
		close(fd);
	buf_free(&b);
	return true;
}

void
grant_taken_over(const char *state)
{
	struct process self;

	if (process_self(&self) == 0)
		each(state, end_own, &self);
}

struct asking {
	struct arena *a;
	struct process chain[ANCESTORS_MAX];
	int n;
	int64_t tick;		/* ns of one */
	const char *const *hit;
};

/* MUST 1 and 2. */
static bool
is_for(const struct asking *q, const struct mark *m)
{
	int i, root;
	int64_t start;

	for (i = 0; i < q->n; i++)
		if (q->chain[i].pid == m->pid &&
		    q->chain[i].start == m->start)
			break;
	if (i == q->n)
		return false;
	/* At a prompt the shell lies between, and lives longer. */
	root = i - 1 - (m->prompt != 0);
	if (root < 0)
		return m->until == 0;
	start = (int64_t)q->chain[root].start * q->tick;
	return start + q->tick > m->from &&
	    (m->until == 0 || start <= m->until);
}

static bool
lift(void *arg, int folder, const char *name, struct mark *m,
    const char *hits, size_t n)
{
	struct asking *q = arg;
	const char **list;
	size_t i, words = 0, old = 0;

	(void)folder;
	(void)name;
	if (n == 0 || hits[n - 1] != '\0' || !is_for(q, m))
		return true;
	for (i = 0; i < n; i++)
		words += hits[i] == '\0';
	while (q->hit != NULL && q->hit[old] != NULL)
		old++;
	list = arena_array(q->a, old + words + 1, sizeof *list);
	if (old > 0)
		memcpy(list, q->hit, old * sizeof *list);
	for (; words-- > 0; hits += strlen(hits) + 1)
		list[old++] = arena_strdup(q->a, hits);
	q->hit = list;
	return true;
}

const char *const *
grant_taken(struct arena *a, const char *state, pid_t pid)
{
	struct asking *q = arena_alloc(a, sizeof *q);
	long hz = sysconf(_SC_CLK_TCK);

	q->a = a;
	q->tick = INT64_C(1000000000) / (hz > 0 ? hz : 100);
	for (; q->n < ANCESTORS_MAX && pid > 1; pid = q->chain[q->n++].ppid)
		if (process_read(pid, &q->chain[q->n]) != 0)
			break;
	each(state, lift, q);
	return q->hit;
}
