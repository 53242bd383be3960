/* SPDX-License-Identifier: ISC */
/*
 * usage: deny CALL[,CALL...] COMMAND ARGS...
 * Run COMMAND as on a kernel, or in a container, where some system calls
 * fail. `listener` among them: somebody else's seccomp listener is there, as
 * under WSL or another sandbox.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
	const char *name;
	unsigned nr;
	unsigned error;
} calls[] = {
	{ "seccomp", SYS_seccomp, ENOSYS },
	{ "ptrace", SYS_ptrace, EPERM },
	{ "process_vm_readv", SYS_process_vm_readv, EPERM },
	{ "pidfd_open", SYS_pidfd_open, ENOSYS },
	{ "pidfd_getfd", SYS_pidfd_getfd, EPERM },
	{ "landlock", SYS_landlock_create_ruleset, ENOSYS },
	{ "socketpair", SYS_socketpair, EPERM },
	{ "close_range", SYS_close_range, ENOSYS }
};

static struct sock_filter code[64];
static unsigned short n;

static void
add(unsigned short op, unsigned k, unsigned char t, unsigned char f)
{
	code[n++] = (struct sock_filter){ op, t, f, k };
}

static int
watched(char **argv)
{
	struct sock_filter all = { BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW };
	struct sock_fprog prog = { 1, &all };
	int status = 1;
	pid_t pid;

	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
	    SECCOMP_FILTER_FLAG_NEW_LISTENER, &prog) < 0)
		return 77;
	pid = fork();
	if (pid == 0) {
		execvp(argv[0], argv);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int
main(int argc, char **argv)
{
	struct sock_fprog prog = { 0, code };
	int listener = 0;
	char *name;
	size_t i;

	if (argc < 3)
		return 2;
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	add(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0, 0);
	for (name = strtok(argv[1], ","); name; name = strtok(NULL, ",")) {
		listener |= strcmp(name, "listener") == 0;
		for (i = 0; i < sizeof calls / sizeof calls[0]; i++)
			if (strcmp(calls[i].name, name) == 0) {
				add(BPF_JMP | BPF_JEQ | BPF_K, calls[i].nr, 0,
				    1);
				add(BPF_RET | BPF_K, SECCOMP_RET_ERRNO |
				    calls[i].error, 0, 0);
			}
	}
	add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
	prog.len = n;
	if (listener)
		return watched(argv + 2);
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0) != 0) {
		perror("deny");
		return 77;
	}
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 127;
}
