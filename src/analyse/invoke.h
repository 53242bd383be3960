/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_INVOKE_H
#define ANALYSE_INVOKE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Which text would bash run, given these arguments? Rules from bash's manual
 * (INVOCATION, OPTIONS) and from experiment; tests/oracle/invoke.sh holds them
 * against the real bash.
 */
enum invoke_kind {
	INVOKE_COMMAND,		/* -c: `text` */
	INVOKE_FILE,		/* a script: `file` */
	INVOKE_STDIN,		/* commands come from standard input */
	INVOKE_INTERACTIVE,	/* a person types them on a terminal */
	INVOKE_INFO,		/* --version, --help: bash prints and exits */
	INVOKE_BAD		/* bash complains and exits with 2 */
};

/* Everything points into the argv given to invoke_parse(). */
struct invoke {
	enum invoke_kind kind;

	/*
	 * BAD: what would run if another build of bash knew the option that
	 * this one does not know; INVOKE_BAD when nothing could run at all.
	 * A caller that does not know its bash judges `would`. Otherwise equal
	 * to `kind`.
	 */
	enum invoke_kind would;

	const char *text;	/* COMMAND */
	const char *file;	/* FILE, as given; see invoke_script_path() */
	const char *arg0;	/* $0 as the text sees it; NULL if argc is 0 */
	char **args;		/* $1 and following */
	int nargs;
	const char *rcfile;	/* --rcfile, --init-file; NULL if not given */
	const char *bad;	/* BAD: the argument bash does not accept */

	bool login;		/* reads the login files (see noprofile) */
	bool interactive;	/* reads ~/.bashrc or rcfile, $- has i */
	bool norc;
	bool noprofile;
	bool posix;
	bool privileged;	/* no functions, BASH_ENV, ... from outside */
	bool restricted;
	bool noexec;		/* the text is read, no command of it runs */
	bool extglob;
	bool sh;		/* set by the caller alone: the shell is no
				   bash, its text is read as POSIX sh */
	bool bashisms;		/* with sh: the text is read as bash's, which
				   some of those shells know in part */
	bool zsh;		/* set by the caller alone: the text is zsh's,
				   read as bash's as far as they agree */
	bool no_comments;	/* with zsh: # is a character like any */
	bool aliases;		/* aliases are expanded: -O, -i or posix */
};

/*
 * Fill *out. `stdin_tty` and `stderr_tty` say whether descriptors 0 and 2 are
 * terminals. Environment variables (POSIXLY_CORRECT, SHELLOPTS, BASHOPTS) are
 * not looked at. Never fails, any argv is allowed.
 */
void invoke_parse(int argc, char **argv, bool stdin_tty, bool stderr_tty,
    struct invoke *out);

/*
 * Where bash finds the script `file`: as it is and, when it does not exist and
 * has no slash, as the first readable non-directory in `path` ($PATH; NULL
 * means unset). Writes the name to open to `out` (`size` bytes) and returns 0.
 * Returns -1 with errno set: ENOENT (bash exits with 127) or another reason
 * why it cannot be opened (126), ENAMETOOLONG also when `out` is too small.
 */
int invoke_script_path(const char *file, const char *path, char *out,
    size_t size);

#endif
