/* SPDX-License-Identifier: ISC */
#include "kernel/door.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/io.h"
#include "base/stategroup.h"
#include "kernel/member.h"

enum { WAITING = 64, ANSWER_MS = 2000, VERSION = 2 };

struct frame {
	int version, tier, scope, nnp;
	char line[17], text[GATES_TEXT];
};

static socklen_t
name(const struct gates_config *c, struct sockaddr_un *a)
{
	struct stat st;
	int n;

	if (c->session == NULL || stat("/proc/self/exe", &st) != 0)
		return 0;
	memset(a, 0, sizeof *a);
	a->sun_family = AF_UNIX;
	n = snprintf(a->sun_path + 1, sizeof a->sun_path - 1,
	    "bashplate/%lu/%s/%.16s/%llx.%llx", (unsigned long)geteuid(),
	    c->session->id, c->policy->hash, (unsigned long long)st.st_ino,
	    (unsigned long long)st.st_ctim.tv_sec);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
	    (size_t)n);
}

/* Does /proc/PID/status say `field` is 0? Unreadable: no. */
static bool
is_zero(pid_t pid, const char *field)
{
	char path[32], text[4096], *at;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	if (io_read_head(path, text, sizeof text) <= 0)
		return false;
	at = strstr(text, field);
	return at != NULL && strncmp(at + strlen(field), "\t0\n", 3) == 0;
}

/* Does a filter hang on that process? Everything guarded has one, for good. */
static bool
filtered(pid_t pid)
{
	return !is_zero(pid, "\nSeccomp:");
}

int
door_open(const struct gates_config *c)
{
	struct sockaddr_un a;
	socklen_t n = name(c, &a);
	int fd, r;

	/* `strace -f bashplate -c …` waits for us, and we for the session's
	 * anchor: strace itself. */
	if (n == 0 || !is_zero(getpid(), "\nTracerPid:"))
		return -1;
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    0);
	if (fd < 0)
		return -1;
	stategroup_raise();
	r = bind(fd, (struct sockaddr *)&a, n) == 0 ? listen(fd, WAITING) : -1;
	stategroup_lower();
	if (r == 0)
		return fd;
	close(fd);
	return -1;
}

/*
 * In a managed install both sides show the group of the state, which no other
 * program of the account can: the kernel notes it at listen() and connect().
 */
static int
peer(int fd, struct ucred *cred)
{
	socklen_t n = sizeof *cred;
	gid_t gid;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, cred, &n) != 0)
		return -1;
	if (stategroup_shared(&gid) && geteuid() != 0 && cred->gid != gid)
		return -1;
	return cred->uid == geteuid() && cred->pid > 0 ? 0 : -1;
}

int
door_connect(const struct gates_config *c)
{
	struct sockaddr_un a;
	struct ucred cred;
	socklen_t n = name(c, &a);
	int fd, r;

	if (n == 0)
		return -1;
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	stategroup_raise();
	r = connect(fd, (struct sockaddr *)&a, n);
	stategroup_lower();
	if (r == 0 && peer(fd, &cred) == 0 && !member_gated(member_of(cred.pid)) &&
	    !filtered(cred.pid))
		return fd;
	close(fd);
	return -1;
}

int
door_order(int fd, const struct gates_config *c, int listener)
{
	struct frame f = { .version = VERSION, .tier = (int)c->tier,
	    .scope = c->scope, .nnp = c->nnp };
	char room[CMSG_SPACE(sizeof listener)] = { 0 };
	struct iovec io = { &f, sizeof f };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1,
	    .msg_control = room, .msg_controllen = sizeof room };
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);

	snprintf(f.line, sizeof f.line, "%s", c->line);
	memcpy(f.text, c->text, sizeof f.text);
	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(sizeof listener);
	memcpy(CMSG_DATA(h), &listener, sizeof listener);
	return sendmsg(fd, &m, MSG_NOSIGNAL) == (ssize_t)sizeof f ? 0 : -1;
}

/* The order follows the connection at once; who only connects waits for
 * nothing and holds nobody up longer than this. */
static void
patience(int fd)
{
	struct timeval tv = { ANSWER_MS / 1000, 0 };

	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
}

/* Until its order is served, who gives it waits in its exec. */
static bool
is_bashplate(pid_t pid)
{
	struct stat ours, theirs;
	char path[32];

	/* peer() saw its group; its exe is closed to its own account. */
	if (stategroup_shared(NULL) && geteuid() != 0)
		return true;
	snprintf(path, sizeof path, "/proc/%d/exe", (int)pid);
	return stat("/proc/self/exe", &ours) == 0 &&
	    stat(path, &theirs) == 0 && ours.st_dev == theirs.st_dev &&
	    ours.st_ino == theirs.st_ino;
}

static int
take(int fd, struct door_order *out)
{
	struct frame f;
	char room[CMSG_SPACE(sizeof out->listener)];
	struct iovec io = { &f, sizeof f };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1,
	    .msg_control = room, .msg_controllen = sizeof room };
	struct cmsghdr *h;
	struct ucred cred;
	ssize_t n;

	patience(fd);
	do
		n = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	h = n > 0 ? CMSG_FIRSTHDR(&m) : NULL;
	if (h == NULL || h->cmsg_type != SCM_RIGHTS)
		return -1;
	memcpy(&out->listener, CMSG_DATA(h), sizeof out->listener);
	if (n != (ssize_t)sizeof f || f.version != VERSION ||
	    peer(fd, &cred) != 0 || !is_bashplate(cred.pid) ||
	    (f.tier != TIER_FULL && f.tier != TIER_UNVERIFIED)) {
		close(out->listener);
		return -1;
	}
	out->shell = cred.pid;
	out->tier = (enum tier)f.tier;
	out->scope = f.scope != 0;
	out->nnp = f.nnp != 0;
	f.line[sizeof f.line - 1] = '\0';
	memcpy(out->line, f.line, sizeof out->line);
	f.text[sizeof f.text - 1] = '\0';
	memcpy(out->text, f.text, sizeof out->text);
	return 0;
}

int
door_take(int door, struct door_order *out)
{
	int fd = accept4(door, NULL, NULL, SOCK_CLOEXEC), r;

	if (fd < 0)
		return -1;
	r = take(fd, out);
	close(fd);
	return r;
}
