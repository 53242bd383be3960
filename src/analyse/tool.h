/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_TOOL_H
#define ANALYSE_TOOL_H

#include <stdbool.h>
#include <stddef.h>

#include "analyse/value.h"
#include "base/arena.h"

/*
 * Tool grammars: what the options and operands of a program mean. They are
 * data (rules/tools/NAME.json, doc/rules-format.md), compiled into const
 * tables at build time; nothing here knows a tool by name.
 */
enum operand_kind {
	OPERAND_FLAG,		/* option without a value */
	OPERAND_VALUE,		/* any text */
	OPERAND_PATH_READ,
	OPERAND_PATH_WRITE,	/* created or overwritten */
	OPERAND_PATH_DELETE,
	OPERAND_PATH_META,	/* mode, owner, attributes change */
	OPERAND_PATH,		/* a path, only named */
	OPERAND_DIR,		/* becomes the working directory of this run */
	OPERAND_HOST,		/* [user@]host[:path] */
	OPERAND_PID,
	OPERAND_SIGNAL,
	OPERAND_PROCESS,	/* name or pattern of processes */
	OPERAND_SQL,		/* SQL text of the tool's dialect */
	OPERAND_SQL_FILE,
	OPERAND_SHELL,		/* shell text */
	OPERAND_SHELL_JOIN,	/* this and all later words, joined by spaces,
				   are shell text (ssh, eval, watch) */
	OPERAND_SCRIPT,		/* a shell script file that is run or sourced */
	OPERAND_ARGV,		/* this and all later words are a command */
	OPERAND_ARGV_UNTIL,	/* ... up to a word ; or + (find -exec) */
	OPERAND_ASSIGN,		/* NAME=VALUE words before a command */
	OPERAND_CODE,		/* inline code of the tool's language */
	OPERAND_CODE_FILE,
	OPERAND_REMOTE,		/* git remote */
	OPERAND_REF,		/* branch, tag or commit */
	OPERAND_REFSPEC,	/* git: [+][src]:dst */
	OPERAND_RESOURCE,	/* kubernetes: type[,type] or type/name */
	OPERAND_NAME,		/* an object's name */
	OPERAND_CONTAINER,
	OPERAND_URL,
	OPERAND_CONTEXT,	/* names where it acts: cluster, namespace,
				   profile, project, environment */
	OPERAND_DATABASE,
	OPERAND_COMMAND_LINE,	/* text that is handed to another shell as
				   typed keys (tmux send-keys) */
	OPERAND_CARRIER,	/* a text that may hold a command, as the
				   grammar's "carries" says (git -c) */
	OPERAND_PLACEHOLDER,	/* stands for an input in the command */
	OPERAND_IMAGE,		/* container image: its program may be the
				   command */
	OPERAND_ENTRY,		/* program of a container, before its words */
	OPERAND_METHOD		/* of an HTTP request */
};

/* Where a command that another one starts takes effect. */
enum where {
	WHERE_LOCAL,
	WHERE_HOST,		/* another machine */
	WHERE_CONTAINER,
	WHERE_DEFERRED,		/* at, cron, systemd-run: later, elsewhere */
	WHERE_SERVER		/* inside a running server (tmux, database) */
};

/* What a tool does with its standard input. */
enum tool_stdin {
	STDIN_DATA,		/* nothing the guard judges */
	STDIN_SHELL,
	STDIN_SQL,
	STDIN_ARGV,		/* words are appended to the command (xargs) */
	STDIN_CODE
};

struct tool;
struct tool_command;
struct tool_optinfo;

/* One option as it was used. */
struct norm_option {
	const char *name;	/* canonical spelling: "--force" */
	enum operand_kind kind;
	const struct value *value;	/* NULL for a flag */
	unsigned at;		/* index of its word in argv */
	unsigned end;		/* one past the last word it takes; for
				   ARGV_UNTIL and ARGV the command is
				   argv[at + 1 .. end) */
	const struct tool_optinfo *info;	/* NULL: not in the grammar, or
				   it came with another option */
	bool implicit;		/* not on the line: from a configuration */
};

/* One operand as it was used. */
struct norm_operand {
	enum operand_kind kind;
	const struct value *value;	/* as written */
	const char *canon;	/* canonical text where the kind has one (the
				   plural resource type, the branch a refspec
				   writes to), else value_text(), else NULL */
	bool implicit;		/* not on the line: from an upstream, a default
				   namespace */
	unsigned at;		/* index in argv; argc when implicit */
};

/* A command in normal form. */
struct norm {
	const struct tool *tool;
	const struct tool_command *command;	/* deepest, or the tool's own */
	const char *name;	/* canonical tool name: "kubectl" */
	const char **sub;	/* canonical sub-commands, NULL terminated */
	unsigned nsub;
	struct norm_option *option;
	unsigned noption;
	struct norm_operand *operand;
	unsigned noperand;
	int rest;		/* argv index where ARGV, SHELL_JOIN or
				   ARGV_UNTIL begins, -1 when none */
	enum operand_kind rest_kind;
	int rest_end;		/* one past its last word */
	bool unknown_option;	/* an option that the grammar does not know:
				   operands may be shifted */
	bool unknown_sub;	/* the sub-command is not known */
	int sub_at;		/* argv index of the last of them, 0 if none */
	enum where where;	/* see norm_where() */
	enum tool_stdin input;	/* before the text kinds are looked at */
};

/* The grammar for a program called `name` (a base name), or NULL. */
const struct tool *tool_find(const char *name);

/* Programs that the tool starts as its own work: "*", or commands such as
 * "git reflog"; NULL ended, or NULL when there are none. */
const char *const *tool_children(const struct tool *t);

/* Canonical name; what stdin is for; where what it runs takes effect. A
 * client whose text is on the line (psql -c, bash FILE, sudo CMD) reads data
 * from stdin; with the file name "-" it reads its text there after all. */
const char *tool_name(const struct tool *t);
enum tool_stdin norm_stdin(const struct norm *n);
enum where norm_where(const struct norm *n);
/* SQL dialect name ("postgres") or language ("python") of it, or NULL. */
const char *norm_language(const struct norm *n);

/*
 * Put argv[0..argc) in normal form under grammar `t`. Never fails: what the
 * grammar does not know is marked in the result. Pure.
 */
struct norm *tool_normalise(struct arena *a, const struct tool *t,
    struct value *const *argv, unsigned argc);

/*
 * Does the command change nothing, whatever its unknown words turn out to be:
 * --dry-run=client, --help? Only an option that the grammar marks as such
 * counts, in every one of its uses, and no word behind it may take it back.
 */
bool norm_is_dry(const struct norm *n, struct value *const *argv,
    unsigned argc);

/* The normal form as one line of text, for people: "git push --force origin
 * main". Unknown words print as "?". */
const char *norm_print(struct arena *a, const struct norm *n);

#endif
