/* SPDX-License-Identifier: ISC */
/*
 * usage: forms FORM PROGRAM ARGS...: exec PROGRAM in one of the many forms
 * that the kernel has for it. Exit status 97 and the errno when it did not.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static char *const *args;
static const char *program;

static int
in_memory(void)
{
	int in = open(program, O_RDONLY), fd = memfd_create("copy", 0);
	char chunk[65536];
	ssize_t n;

	while ((n = read(in, chunk, sizeof chunk)) > 0)
		if (write(fd, chunk, (size_t)n) != n)
			return -1;
	close(in);
	return fd;
}

static void
plain(void)
{
	execve(program, args, environ);
}

static void
relative(void)
{
	char *dir = strdup(program), *slash = strrchr(dir, '/');

	*slash = '\0';
	if (chdir(dir) == 0)
		execve(slash + 1, args, environ);
	free(dir);
}

static void
dirfd_path(void)
{
	char *dir = strdup(program), *slash = strrchr(dir, '/');
	int fd;

	*slash = '\0';
	fd = open(dir, O_PATH | O_DIRECTORY);
	syscall(SYS_execveat, fd, slash + 1, args, environ, 0);
	free(dir);
}

static void
empty_path(void)
{
	int fd = open(program, O_PATH);

	syscall(SYS_execveat, fd, "", args, environ, AT_EMPTY_PATH);
}

static void
memory(void)
{
	int fd = in_memory();

	syscall(SYS_execveat, fd, "", args, environ, AT_EMPTY_PATH);
}

static void
proc_self_fd(void)
{
	char path[40];
	int fd = open(program, O_RDONLY);

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	execve(path, args, environ);
}

static void
dev_fd(void)
{
	char path[40];
	int fd = open(program, O_RDONLY);

	snprintf(path, sizeof path, "/dev/fd/%d", fd);
	execve(path, args, environ);
}

static void
link_name(void)
{
	if (symlink(program, "link-to-it") == 0)
		execve("./link-to-it", args, environ);
}

static void
spawn(void)
{
	pid_t pid;
	int status;

	errno = posix_spawn(&pid, program, NULL, NULL, args, environ);
	if (errno == 0 && waitpid(pid, &status, 0) == pid)
		_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 98);
}

static void
vforked(void)
{
	int status;
	pid_t pid = vfork();

	if (pid == 0) {
		execve(program, args, environ);
		_exit(97);
	}
	if (waitpid(pid, &status, 0) == pid)
		_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 98);
}

static void *
in_thread(void *arg)
{
	(void)arg;
	execve(program, args, environ);
	fprintf(stderr, "exec: %s\n", strerror(errno));
	_exit(97);
}

static void
thread(void)
{
	pthread_t t;

	if (pthread_create(&t, NULL, in_thread, NULL) == 0)
		pthread_join(t, NULL);
}

static void
no_argv(void)
{
	syscall(SYS_execve, program, NULL, environ);
}

#if defined(__x86_64__)
/* int 0x80 takes 32-bit addresses: all words below 4 GiB. */
static void
old_call(void)
{
	char *low = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE |
	    MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	unsigned *v = (unsigned *)low;
	size_t at = 4096, n;
	long r;
	int i;

	for (i = 0; args[i] != NULL && i < 64; i++) {
		n = strlen(args[i]) + 1;
		memcpy(low + at, args[i], n);
		v[i] = (unsigned)(unsigned long)(low + at);
		at += n;
	}
	n = strlen(program) + 1;
	memcpy(low + at, program, n);
	__asm__ volatile("int $0x80" : "=a"(r) : "a"(11L),
	    "b"((unsigned long)(low + at)), "c"((unsigned long)low),
	    "d"(0L) : "memory");
	errno = (int)-r;
}

static void
x32(void)
{
	long r = syscall(0x40000000 + 520, program, args, environ);

	(void)r;
}
#endif

static const struct {
	const char *name;
	void (*run)(void);
} forms[] = {
	{ "plain", plain }, { "relative", relative },
	{ "dirfd", dirfd_path }, { "empty-path", empty_path },
	{ "memfd", memory }, { "proc-self-fd", proc_self_fd },
	{ "dev-fd", dev_fd }, { "symlink", link_name }, { "spawn", spawn },
	{ "vfork", vforked }, { "thread", thread }, { "no-argv", no_argv },
#if defined(__x86_64__)
	{ "int80", old_call }, { "x32", x32 },
#endif
};

int
main(int argc, char **argv)
{
	size_t i;

	if (argc < 3)
		return 2;
	program = argv[2];
	args = argv + 2;
	for (i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (strcmp(forms[i].name, argv[1]) == 0) {
			errno = 0;
			forms[i].run();
			fprintf(stderr, "exec: %s\n", strerror(errno));
			return 97;
		}
	return 2;
}
