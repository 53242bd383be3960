/* SPDX-License-Identifier: ISC */
#include "kernel/target.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/account.h"
#include "base/io.h"
#include "kernel/uapi.h"

enum { PAGE = 4096, BATCH = 64 };

int
target_read(pid_t tid, uint64_t addr, void *out, size_t n)
{
	struct iovec local = { out, n };
	struct iovec remote = { (void *)(uintptr_t)addr, n };
	ssize_t got = process_vm_readv(tid, &local, 1, &remote, 1, 0);

	if (got == (ssize_t)n)
		return 0;
	if (got >= 0)
		errno = EFAULT;
	return -1;
}

/* Bytes from `addr` to the end of its page: no further, for the next page may
 * not be there. */
static size_t
to_page_end(uint64_t addr)
{
	return PAGE - (size_t)(addr % PAGE);
}

int
target_line(pid_t tid, uint64_t addr, char *out, size_t size)
{
	size_t len, n;

	for (len = 0; len < size; len += n) {
		n = to_page_end(addr + len);
		if (n > size - len)
			n = size - len;
		if (target_read(tid, addr + len, out + len, n) != 0)
			return -1;
		if (memchr(out + len, '\0', n) != NULL)
			return 0;
	}
	errno = ENAMETOOLONG;
	return -1;
}

char *
target_string(struct arena *a, pid_t tid, uint64_t addr, size_t max)
{
	char *out = NULL, *grown, *end;
	size_t len = 0, n, cap = 0;

	for (;;) {
		n = to_page_end(addr + len);
		if (len + n > cap) {
			cap = (len + n) * 2;
			grown = arena_alloc(a, cap);
			if (len > 0)
				memcpy(grown, out, len);
			out = grown;
		}
		if (target_read(tid, addr + len, out + len, n) != 0)
			return NULL;
		end = memchr(out + len, '\0', n);
		if (end != NULL)
			break;
		len += n;
		if (len > max) {
			errno = ENAMETOOLONG;
			return NULL;
		}
	}
	if ((size_t)(end - out) > max) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	return out;
}

/* All pointers of the vector, without the last NULL. */
static int
pointers(struct arena *a, pid_t tid, uint64_t addr, bool compat,
    uint64_t **out, unsigned *count)
{
	size_t size = compat ? 4 : 8, n, i, cap = 0;
	unsigned char page[PAGE];
	uint64_t *v = NULL, *grown, p;
	uint32_t p32;

	*count = 0;
	for (; addr != 0; addr += n) {
		n = to_page_end(addr);
		if (n % size != 0 && n > size)
			n -= n % size;
		else if (n < size)
			n = size;
		if (target_read(tid, addr, page, n) != 0)
			return -1;
		if (*count + n / size > cap) {
			cap = (*count + n / size) * 2;
			grown = arena_array(a, cap, sizeof *grown);
			if (*count > 0)
				memcpy(grown, v, *count * sizeof *v);
			v = grown;
		}
		for (i = 0; i + size <= n; i += size) {
			if (compat) {
				memcpy(&p32, page + i, 4);
				p = p32;
			} else
				memcpy(&p, page + i, 8);
			if (p == 0) {
				*out = v;
				return 0;
			}
			v[(*count)++] = p;
		}
		if (*count > TARGET_ARGS_MAX) {
			errno = E2BIG;
			return -1;
		}
	}
	*out = v;
	return 0;
}

/* What one call reads of a batch of words, and where each word is then. */
struct plan {
	struct iovec local[BATCH], remote[BATCH];
	unsigned n;
	char *at[BATCH];	/* of each word */
	size_t len[BATCH];	/* bytes that are read of it */
};

static void
plan_piece(struct plan *plan, char *to, uint64_t from, size_t n)
{
	plan->local[plan->n] = (struct iovec){ to, n };
	plan->remote[plan->n++] = (struct iovec){ (void *)(uintptr_t)from, n };
}

/* A program's arguments and environment lie on a page or two: whole pages
 * cost less than many pieces. False when these words lie far apart. */
static bool
plan_pages(struct arena *a, const uint64_t *p, unsigned n, struct plan *plan)
{
	uint64_t page[BATCH];
	unsigned which[BATCH], k = 0, i, j;
	char *room;

	for (i = 0; i < n; i++) {
		uint64_t base = p[i] - p[i] % PAGE;

		for (j = 0; j < k && page[j] != base; j++)
			;
		if (j == k)
			page[k++] = base;
		which[i] = j;
	}
	if (k * 3 > n)
		return false;
	room = arena_alloc(a, (size_t)k * PAGE);
	for (j = 0; j < k; j++)
		plan_piece(plan, room + (size_t)j * PAGE, page[j], PAGE);
	for (i = 0; i < n; i++) {
		plan->at[i] = room + (size_t)which[i] * PAGE + p[i] % PAGE;
		plan->len[i] = to_page_end(p[i]);
	}
	return true;
}

/* Most words are short: the start of each. */
static void
plan_starts(struct arena *a, const uint64_t *p, unsigned n, struct plan *plan)
{
	enum { SHORT = 128 };
	char *room = arena_alloc(a, (size_t)n * SHORT);
	unsigned i;

	for (i = 0; i < n; i++) {
		size_t len = to_page_end(p[i]);

		plan->len[i] = len > SHORT ? SHORT : len;
		plan->at[i] = room + (size_t)i * SHORT;
		plan_piece(plan, plan->at[i], p[i], plan->len[i]);
	}
}

static int
batch(struct arena *a, pid_t tid, const uint64_t *p, unsigned n,
    struct target_words *out)
{
	struct plan plan = { .n = 0 };
	ssize_t want = 0;
	unsigned i;
	char *end;

	if (!plan_pages(a, p, n, &plan))
		plan_starts(a, p, n, &plan);
	for (i = 0; i < plan.n; i++)
		want += (ssize_t)plan.local[i].iov_len;
	if (process_vm_readv(tid, plan.local, plan.n, plan.remote, plan.n, 0)
	    != want) {
		if (errno == 0)
			errno = EFAULT;
		return -1;
	}
	for (i = 0; i < n; i++) {
		char *s = plan.at[i];

		end = memchr(s, '\0', plan.len[i]);
		if (end == NULL) {
			s = target_string(a, tid, p[i], TARGET_BYTES_MAX);
			if (s == NULL)
				return -1;
			end = s + strlen(s);
		}
		out->word[out->count] = s;
		out->len[out->count] = (size_t)(end - s);
		out->bytes += (size_t)(end - s) + 1;
		out->count++;
		if (out->bytes > TARGET_BYTES_MAX) {
			errno = E2BIG;
			return -1;
		}
	}
	return 0;
}

int
target_words(struct arena *a, pid_t tid, uint64_t addr, bool compat,
    struct target_words *out)
{
	uint64_t *p = NULL;
	unsigned n = 0, i, some;

	memset(out, 0, sizeof *out);
	if (pointers(a, tid, addr, compat, &p, &n) != 0)
		return -1;
	out->word = arena_array(a, (size_t)n + 1, sizeof *out->word);
	out->len = arena_array(a, (size_t)n + 1, sizeof *out->len);
	for (i = 0; i < n; i += some) {
		some = n - i < BATCH ? n - i : BATCH;
		errno = 0;
		if (batch(a, tid, p + i, some, out) != 0)
			return -1;
	}
	return 0;
}

pid_t
target_tgid(pid_t tid)
{
	char path[32], text[1024], *at;

	/* Thread `tid` of group `tid`: a leader, ours or not. */
	if (syscall(SYS_tgkill, tid, tid, 0) == 0 || errno == EPERM)
		return tid;
	snprintf(path, sizeof path, "/proc/%d/status", (int)tid);
	if (io_read_head(path, text, sizeof text) <= 0)
		return -1;
	at = strstr(text, "\nTgid:");
	return at == NULL ? -1 : (pid_t)atoi(at + 6);
}

const char *
target_cwd(struct arena *a, pid_t tid)
{
	char path[32], out[PATH_MAX];
	ssize_t n;

	snprintf(path, sizeof path, "/proc/%d/cwd", (int)tid);
	n = readlink(path, out, sizeof out - 1);
	if (n <= 0 || out[0] != '/')
		return NULL;
	out[n] = '\0';
	return arena_strdup(a, out);
}

int
target_fd(pid_t tid, int fd)
{
	pid_t tgid = target_tgid(tid);
	int pidfd, got;

	if (tgid < 0)
		return -1;
	pidfd = (int)syscall(SYS_pidfd_open, tgid, 0);
	if (pidfd < 0)
		return -1;
	got = (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);
	close(pidfd);
	return got;
}

void
target_say(pid_t tid, const char *text, size_t n)
{
	struct pollfd p = { .events = POLLOUT };
	ssize_t w;

	p.fd = target_fd(tid, STDERR_FILENO);
	if (p.fd < 0)
		return;
	/* A pipe that is ready takes PIPE_BUF bytes without waiting. */
	if (n > PIPE_BUF)
		n = PIPE_BUF;
	if (poll(&p, 1, 0) == 1 && (p.revents & POLLOUT) != 0) {
		w = write(p.fd, text, n);
		(void)w;
	}
	close(p.fd);
}

bool
target_same_pids(pid_t tid)
{
	static ino_t ours;
	char path[48];
	struct stat st;

	if (ours == 0 && stat("/proc/self/ns/pid", &st) == 0)
		ours = st.st_ino;
	snprintf(path, sizeof path, "/proc/%d/ns/pid", (int)tid);
	/* One that cannot be looked at is judged by the pids we see. */
	return ours == 0 || stat(path, &st) != 0 || st.st_ino == ours;
}

int
target_describe(pid_t pid, char *out, size_t size, char *name, size_t namesize,
    uid_t *uid)
{
	char path[32], cmd[161];
	struct account owner;
	struct stat st;
	ssize_t n, i;

	snprintf(path, sizeof path, "/proc/%d", (int)pid);
	if (stat(path, &st) != 0)
		return -1;
	snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
	n = io_read_head(path, cmd, sizeof cmd);
	if (n <= 0) {
		snprintf(path, sizeof path, "/proc/%d/comm", (int)pid);
		n = io_read_head(path, cmd, sizeof cmd);
	}
	for (i = 0; i < n; i++)
		if (cmd[i] == '\0' || cmd[i] == '\n')
			cmd[i] = ' ';
	while (n > 0 && cmd[n - 1] == ' ')
		n--;
	cmd[n > 0 ? n : 0] = '\0';
	account_find(st.st_uid, &owner);
	snprintf(out, size, "%s", cmd);
	snprintf(name, namesize, "%s", owner.name);
	*uid = st.st_uid;
	return 0;
}
