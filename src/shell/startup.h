/* SPDX-License-Identifier: ISC */
#ifndef SHELL_STARTUP_H
#define SHELL_STARTUP_H

#include <stdbool.h>

#include "base/arena.h"

/* How an interactive bash is started so that the hook gets in. */
struct startup {
	char **argv;
	char **envp;
	/* Given: the hook waits at each prompt until the proxy, which reads
	 * the line, has taken the keys. */
	bool waits;
};

/*
 * From bash's own `argv` and the environment `envp`, arguments and
 * environment with the hook of directory `shellrc`, which talks on
 * descriptor `fd`. A start that reads ~/.bashrc gets --rcfile; one that does
 * not (login, --norc, --posix, a --rcfile of its own) gets the hook through
 * PROMPT_COMMAND, which runs after all startup files. Both get the net in
 * PS0. All memory is from `a`.
 */
void startup_make(struct arena *a, char *const *argv, char *const *envp,
    const char *shellrc, int fd, struct startup *out);

/* The same for a zsh: its startup files are found through ZDOTDIR, which is
 * ours until the person's own were read. */
void startup_make_zsh(struct arena *a, char *const *argv, char *const *envp,
    const char *shellrc, int fd, struct startup *out);

#endif
