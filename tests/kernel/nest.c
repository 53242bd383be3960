/* SPDX-License-Identifier: ISC */
/*
 * usage: nest COMMAND ARGS...
 * What Claude Code's sandbox puts around the shell with the agent's line: a
 * user namespace, a pid namespace without a /proc of its own, and a caller
 * that nobody may look into and that has no AF_UNIX sockets.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sock_filter no_unix[] = {
	{ BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr) },
	{ BPF_JMP | BPF_JEQ | BPF_K, 0, 3, SYS_socket },
	{ BPF_LD | BPF_W | BPF_ABS, 0, 0,
	    offsetof(struct seccomp_data, args) },
	{ BPF_JMP | BPF_JEQ | BPF_K, 0, 1, AF_UNIX },
	{ BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EPERM },
	{ BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW }
};

static int
put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY), r;

	if (fd < 0)
		return -1;
	r = write(fd, text, strlen(text)) == (ssize_t)strlen(text) ? 0 : -1;
	close(fd);
	return r;
}

static int
status_of(pid_t pid)
{
	int status = 0;

	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 77;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
	    128 + WTERMSIG(status);
}

int
main(int argc, char **argv)
{
	struct sock_fprog prog = { sizeof no_unix / sizeof no_unix[0],
	    no_unix };
	char uid[40], gid[40];
	pid_t pid;

	if (argc < 2)
		return 2;
	snprintf(uid, sizeof uid, "%d %d 1\n", (int)getuid(), (int)getuid());
	snprintf(gid, sizeof gid, "%d %d 1\n", (int)getgid(), (int)getgid());
	if (unshare(CLONE_NEWUSER) != 0 ||
	    put("/proc/self/setgroups", "deny") != 0 ||
	    put("/proc/self/uid_map", uid) != 0 ||
	    put("/proc/self/gid_map", gid) != 0 ||
	    unshare(CLONE_NEWPID) != 0) {
		perror("nest");
		return 77;
	}
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	pid = fork();
	if (pid != 0)
		return status_of(pid);
	pid = fork();
	if (pid != 0)
		return status_of(pid);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0) != 0)
		return 77;
	execvp(argv[1], argv + 1);
	perror(argv[1]);
	return 127;
}
