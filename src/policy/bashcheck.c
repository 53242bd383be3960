/* SPDX-License-Identifier: ISC */
#include "policy/bashcheck.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"

enum { LINES_MAX = 64 };

static _Noreturn void
child(const char *shell, int fd, bool extglob)
{
	char *env[] = { NULL };
	const char *argv[] = { "bash", "--norc", "--noprofile", "-n",
	    extglob ? "-O" : "+O", "extglob", "-s", NULL };
	int null = open("/dev/null", O_WRONLY);

	if (null < 0 || dup2(fd, 0) < 0 || dup2(null, 1) < 0 ||
	    dup2(null, 2) < 0)
		_exit(0);
	execve(shell, (char *const *)argv, env);
	_exit(0);
}

/* 1 rejected, 0 accepted, -1 cannot tell. */
static int
rejects_one(const char *shell, const char *text, size_t len, bool extglob)
{
	int fd = memfd_create("bashplate-check", MFD_CLOEXEC);
	int status = 0;
	pid_t pid, got;

	if (fd < 0)
		return -1;
	if (io_write(fd, text, len) != 0 || lseek(fd, 0, SEEK_SET) != 0) {
		close(fd);
		return -1;
	}
	pid = fork();
	if (pid == 0)
		child(shell, fd, extglob);
	close(fd);
	if (pid < 0)
		return -1;
	do
		got = waitpid(pid, &status, 0);
	while (got < 0 && errno == EINTR);
	/* ECHILD: the caller ignores SIGCHLD; the answer is lost. */
	if (got != pid || !WIFEXITED(status))
		return -1;
	/* A syntax error is exit status 2. */
	return WEXITSTATUS(status) == 2;
}

bool
bashcheck_rejects(const char *shell, const char *text, size_t len,
    size_t from, bool extglob)
{
	size_t end = from;
	const char *nl;
	int lines;

	if (from > len)
		return false;
	for (lines = 0; lines < LINES_MAX; lines++) {
		nl = memchr(text + end, '\n', len - end);
		end = nl != NULL ? (size_t)(nl - text) + 1 : len;
		if (rejects_one(shell, text + from, end - from, extglob) != 1)
			return false;
		if (end == len)
			return true;
	}
	return false;
}
