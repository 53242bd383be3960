/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_EFFECT_H
#define ANALYSE_EFFECT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "analyse/sql.h"
#include "analyse/tool.h"
#include "analyse/value.h"
#include "base/arena.h"

/*
 * The currency between understanding and deciding: everything a line would
 * do, as far as its text shows, in one list.
 */
enum effect_kind {
	EFFECT_COMMAND,		/* argv runs (program, builtin or function) */
	EFFECT_READ,		/* path is read */
	EFFECT_WRITE,		/* path is created, truncated or appended to */
	EFFECT_DELETE,		/* path is removed or moved away */
	EFFECT_META,		/* mode, owner or attributes of path change */
	EFFECT_SQL,		/* statement `sql` runs in a database */
	EFFECT_SIGNAL,		/* `target` is signalled */
	EFFECT_ASSIGN,		/* variable `name` is set and exported, or is
				   one that changes how bash itself behaves */
	EFFECT_NETSHELL,	/* text from the network is run by a shell */
	EFFECT_UNKNOWN		/* see `unknown` */
};

enum unknown_kind {
	UNKNOWN_NONE,
	UNKNOWN_COMMAND,	/* the command's name */
	UNKNOWN_SHELL,		/* shell text: eval "$x", bash -c "$x", | sh */
	UNKNOWN_SQL,		/* SQL text or stream into a client */
	UNKNOWN_TARGET,		/* target of an output redirection */
	UNKNOWN_STDIN_SCRIPT,	/* the shell's own script comes from a pipe */
	UNKNOWN_REMOTE,		/* text for a host, container, at or tmux */
	UNKNOWN_CODE,		/* inline code for an interpreter */
	UNKNOWN_FILE,		/* a script file that cannot be read */
	UNKNOWN_SPLICED,	/* shell text with an input of xargs or find
				   in it */
	UNKNOWN_ENDLESS,	/* processes that start themselves for ever */
	UNKNOWN_KINDS
};

/* Where the text that has this effect stands. */
enum origin {
	ORIGIN_LINE,		/* on the line */
	ORIGIN_STARTUP,		/* BASH_ENV, rc file, imported function */
	ORIGIN_FILE		/* in a script or SQL file that the line runs */
};

enum signal_target {
	SIGNAL_OWN,		/* own child, job, or shell of this line */
	SIGNAL_OTHER,		/* some other process, by pid or by name */
	SIGNAL_UNKNOWN		/* cannot be told from the text */
};

enum effects_status { EFFECTS_OK, EFFECTS_UNPARSED, EFFECTS_LIMIT };

struct effect {
	struct effect *next;
	enum effect_kind kind;
	enum where where;
	const struct value *host;	/* host or container, NULL when local */
	enum origin origin;
	const char *file;	/* ORIGIN_FILE, ORIGIN_STARTUP: which */
	struct span span;	/* in the judged text; for text inside a file
				   or a nested shell the span of the word on
				   the line that brought it in */
	const char *cwd;	/* absolute, or NULL when not known */
	const struct effect *via;	/* the command that causes this one:
					   sudo, xargs, rm; NULL at the top */

	/* COMMAND */
	struct value **argv;
	unsigned argc;
	const struct norm *norm;	/* NULL: no grammar for it */
	bool builtin;		/* runs inside bash: no exec will show it */
	const char *added;	/* variables whose words are among argv, or
				   NULL: see walk_variable.c */
	bool ambient;		/* all of them the shell started with */
	bool more_args;		/* xargs, find: more operands come at run
				   time */
	struct value **env;	/* NAME=VALUE prefixes, NULL terminated, or
				   NULL */

	/* READ WRITE DELETE META */
	const struct value *path;	/* as written */
	const char *const *abs;	/* absolute, lexically normal, one for each
				   exact alternative; symlinks of the longest
				   existing prefix are resolved; NULL ended */
	bool recursive;
	const char *named;	/* of what lies below, only files of this name,
				   a pattern (find -name); NULL: all of it */
	bool append;

	/* SQL */
	const struct sql_stmt *sql;

	/* SIGNAL */
	const struct value *target;
	enum signal_target whose;

	/* ASSIGN */
	const char *name;
	const struct value *value;

	/* UNKNOWN, NETSHELL */
	enum unknown_kind unknown;
	const struct value *text;	/* the unknown value, may be NULL */
};

/* A file whose content was looked at: scripts, SQL files, what is sourced. */
struct read_file {
	struct read_file *next;
	const char *path;	/* absolute */
	const char *text;	/* NULL: it could not be read */
	size_t len;
};

struct effects {
	struct read_file *files;	/* the last one first */
	struct effect *head;
	struct effect **tail;
	unsigned count;
	/* Other than OK: refuse, whatever else is in the list. */
	enum effects_status status;
	const char *message;	/* for UNPARSED and LIMIT */
	struct span at;
	unsigned line, column;
	bool incomplete;	/* UNPARSED only because the text ends early */
	bool in_nested;		/* UNPARSED inside eval, bash -c, a file */
	/*
	 * UNPARSED: the text that failed (the line itself, or the text of an
	 * eval) and where in it the first command that failed begins. The
	 * commands before it are in the list. NULL when it cannot be told.
	 */
	const char *bad_text;
	size_t bad_len, bad_from;
	/* What walk_text() was given and its tree, NULL when it has none: who
	 * needs the tree afterwards need not parse again. */
	const char *text;
	const struct node *program;
};

#endif
