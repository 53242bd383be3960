/* SPDX-License-Identifier: ISC */
#include "audit/provenance.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "audit/record.h"
#include "base/account.h"
#include "base/clock.h"

static void
find_parent(pid_t ppid, char *out, size_t size)
{
	char path[32];
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/comm", (int)ppid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	n = read(fd, out, size - 1);
	close(fd);
	if (n > 0 && out[n - 1] == '\n')
		n--;
	out[n > 0 ? n : 0] = '\0';
}

/* ttyname() searches /dev; the link in /proc names it at once. */
static void
look_for_tty(char *out, size_t size)
{
	char path[32];
	ssize_t n;
	int fd;

	for (fd = 0; fd <= 2; fd++) {
		if (!isatty(fd))
			continue;
		snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
		n = readlink(path, out, size - 1);
		out[n > 0 ? n : 0] = '\0';
		return;
	}
}

/* A process keeps its terminal from the first record to the last. */
static void
find_tty(pid_t self, char *out, size_t size)
{
	static struct provenance known;

	if (known.pid != self) {
		memset(&known, 0, sizeof known);
		look_for_tty(known.tty, sizeof known.tty);
		known.pid = self;
	}
	memcpy(out, known.tty, size);
}

void
provenance_find(const struct session *session, const struct record_actor *actor,
    struct provenance *out)
{
	struct account account;
	pid_t self = getpid();

	memset(out, 0, sizeof *out);
	out->uid = actor != NULL ? actor->uid : geteuid();
	out->pid = actor != NULL ? actor->pid : self;
	out->ppid = actor != NULL ? actor->ppid : getppid();
	account_find(out->uid, &account);
	memcpy(out->user, account.name, sizeof out->user);
	if (actor == NULL && session != NULL && session->parent[0] != '\0')
		memcpy(out->parent, session->parent, sizeof out->parent);
	else if (out->ppid > 0)
		find_parent(out->ppid, out->parent, sizeof out->parent);
	find_tty(self, out->tty, sizeof out->tty);
	if (session != NULL)
		memcpy(out->boot, session->boot, sizeof out->boot);
	if (out->boot[0] == '\0')
		clock_boot_id(out->boot, sizeof out->boot);
}
