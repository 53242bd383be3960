/* SPDX-License-Identifier: ISC */
/*
 * usage: agent SHELL FILE
 * An agent as the guard meets it: starts SHELL -c LINE for each line of FILE
 * and says how it ended. A line `wait PATH` waits until PATH is there, `touch
 * PATH` makes it: the agent itself does that.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int
run(char *shell, char *line)
{
	char *argv[] = { shell, (char[]){ "-c" }, line, NULL };
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		(void)execv(shell, argv);
		perror(shell);
		_exit(99);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
	    128 + WTERMSIG(status);
}

int
main(int argc, char **argv)
{
	const struct timespec bit = { 0, 20 * 1000 * 1000 };
	char line[4096];
	FILE *f = argc == 3 ? fopen(argv[2], "r") : NULL;
	int fd;

	if (f == NULL)
		return 2;
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	while (fgets(line, sizeof line, f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "wait ", 5) == 0)
			while (access(line + 5, F_OK) != 0)
				(void)nanosleep(&bit, NULL);
		else if (strncmp(line, "touch ", 6) == 0) {
			fd = open(line + 6, O_WRONLY | O_CREAT, 0600);
			if (fd >= 0)
				(void)close(fd);
		} else
			printf("status %d\n", run(argv[1], line));
	}
	printf("agent %s\n", "done");
	(void)fclose(f);
	return 0;
}
