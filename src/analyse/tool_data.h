/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_TOOL_DATA_H
#define ANALYSE_TOOL_DATA_H

#include <stdbool.h>

#include "analyse/tool.h"

/*
 * How a grammar lies in memory: filled by tool_load(), printed as const
 * tables by mkrules, read by tool_normalise(). doc/rules-format.md says what
 * each member means.
 */
enum { TOOL_DEPTH = 8, TOOL_VALUES = 3 };

enum tool_style { TOOL_GNU, TOOL_GO, TOOL_FIND, TOOL_PLAIN };

struct tool_operand {
	enum operand_kind kind;
	bool optional;
	bool repeat;
};

/* Operands in order. One may repeat; of two that repeat the second takes
 * what stands after "--". */
struct tool_shape {
	const struct tool_operand *at;
	unsigned n;
};

struct tool_turn {
	enum operand_kind from, to;
};

struct tool_optinfo {
	enum operand_kind kind[TOOL_VALUES];
	unsigned nkind;		/* 0: a flag */
	bool optional;		/* value only when attached */
	bool digits;		/* ... and only digits: perl -l0e */
	bool ends;		/* no option stands behind it: python -c */
	bool detached;		/* value never attached: bash -o */
	const char *const *sets;	/* NULL ended, or NULL */
	const struct tool_shape *shape;	/* replaces the operands, or NULL */
	int fills;		/* operand_kind this option gives, or -1 */
	int where;		/* enum where, or -1 */
	int input;		/* enum tool_stdin, or -1 */
	const struct tool_turn *turns;
	unsigned nturns;
	const char *const *dry;	/* values with which the command changes
				   nothing, "" for none; NULL: it may */
	unsigned covers;	/* kinds (bits) of operands it stands for:
				   kubectl delete --all */
	const char *is;		/* with it the command is this one as well:
				   terraform apply -destroy; or NULL */
};

/* One spelling. Tables are sorted by it with strcmp(). */
struct tool_option {
	const char *spelling;
	const char *name;	/* canonical */
	const struct tool_optinfo *info;
};

struct tool_command {
	const char *const *names;	/* canonical first; NULL ended */
	const struct tool_option *option;
	unsigned noption;
	const struct tool_command *command;
	unsigned ncommand;
	struct tool_shape shape;
	bool has_shape;		/* "operands" was given, if only [] */
	bool posix;
	enum where where;	/* inherited values are filled in */
	enum tool_stdin input;
	const char *language;	/* or NULL */
	const char *implicit;	/* or NULL */
};

/* What a program does with a text that its grammar or a variable names. */
enum text_use {
	USE_SHELL,		/* shell text */
	USE_ARGV,		/* words of a command; one alone is shell text */
	USE_EXEC,		/* the program, then its argv */
	USE_OPEN,		/* "cmd |", or a mode "-|" and a command */
	USE_CODE,		/* code of the same language */
	USE_SQL,
	USE_SQL_FILE,
	USE_CODE_FILE,
	USE_SCRIPT,		/* a shell script that is run */
	USE_DELETE,		/* path is removed */
	USE_TREE,		/* path and all below is removed */
	USE_WRITE,
	USE_READ,
	USE_SIGNAL,		/* pid */
	USE_ENCODED,		/* base64 of shell text, in UTF-16 or not */
	USE_ANY,		/* starts what only the program knows */
	USE_KINDS
};

/* A word or the head of a text, and what follows it is used for. */
struct tool_use {
	const char *name;
	enum text_use use;
};

/* METHOD URL-PATTERN is the same as this command. */
struct tool_request {
	const char *request, *command;
};

/* How a tool takes words from a variable as if they stood on its line. */
enum tool_added_how {
	ADDED_OPTIONS,		/* "options": in front of its own */
	ADDED_LETTERS,		/* "letters": the same, the first may lack - */
	ADDED_WORDS,		/* "words": in front, operands too */
	ADDED_SUB,		/* "sub": behind the sub-command */
	ADDED_VALUE,		/* "--x": it is the value of that option */
	ADDED_EACH,		/* "-x...": each of its words is one */
	ADDED_PAIRS,		/* "-x KEY=VALUE": of NAME_COUNT, _KEY_0, .. */
	ADDED_NAMED		/* "--*": its name says which option */
};

struct tool_added {
	const char *name;	/* may end in *: the sub-commands, or which
				   option */
	enum tool_added_how how;
	const char *option;	/* of VALUE, EACH and PAIRS, else NULL */
};

/* How string literals of a language look, beside '..' and "..". */
enum tool_literals {
	LITERAL_TICKS = 1 << 0,	/* `..` is a command */
	LITERAL_QUOTE = 1 << 1,	/* q(..) qq(..) qw(..) qx(..) */
	LITERAL_PERCENT = 1 << 2,	/* %x(..) */
	LITERAL_PIPES = 1 << 3,	/* | "cmd" and "cmd" | */
	LITERAL_ADJACENT = 1 << 4,	/* "a" "b" is one text */
	LITERAL_BARE = 1 << 5	/* call(cmd): what its brackets hold is the
				   text, without quotes; call:cmd to the end */
};

/* What a command's output is, where its words tell. */
enum tool_prints {
	PRINTS_OTHER, PRINTS_WORDS, PRINTS_FORMAT, PRINTS_FILES, PRINTS_INPUT,
	PRINTS_BASE64, PRINTS_HEX, PRINTS_CWD, PRINTS_TEMPORARY,
	PRINTS_DIRNAME, PRINTS_BASENAME, PRINTS_PROGRAM, PRINTS_TRANSLATED,
	PRINTS_REVERSED, PRINTS_FIRST, PRINTS_LAST, PRINTS_FIELDS,
	PRINTS_NUMBER, PRINTS_NUMBERS, PRINTS_JOBS,
	PRINTS_NOTHING, PRINTS_NETWORK
};

/* What few tools have: texts that start others. */
struct tool_texts {
	const struct tool_use *call, *line, *carry, *variable, *startup;
	unsigned ncall, nline, ncarry, nvariable, nstartup;
	const struct tool_added *added;
	unsigned nadded;
	const struct tool_request *request;
	unsigned nrequest;
	unsigned literals;	/* enum tool_literals */
	enum tool_prints prints;
	bool scripts;		/* runs scripts of package.json by name */
	bool copies;		/* what is read or moved arrives at what is
				   written */
	const char *aliases;	/* "git-config", or NULL */
	const char *inputs;	/* begins its own inputs: ":::", or NULL */
};

struct tool_resource {
	const char *name;
	const char *const *aliases;	/* NULL ended */
};

struct tool {
	const char *const *names;	/* canonical first; NULL ended */
	enum tool_style style;
	bool abbrev;
	bool bundle;		/* first word may be a cluster: tar xzf */
	bool negate;		/* --no-x takes back --x */
	struct tool_command top;
	const struct tool_resource *resource;
	unsigned nresource;
	const struct tool_texts *texts;	/* or NULL */
	const char *const *children;	/* its own work; NULL ended, or NULL */
};

/* The generated index, sorted by name with strcmp(). */
struct tool_entry {
	const char *name;
	const struct tool *tool;
};
extern const struct tool_entry tool_index[];
extern const unsigned tool_index_n;

/* Every variable that some grammar names, sorted. */
struct tool_variable {
	const char *name;
	enum text_use use;
	const struct tool *tool;	/* whose language it is in */
};
extern const struct tool_variable tool_variable_index[];
extern const unsigned tool_variable_n;

/* The requests of all grammars. */
extern const struct tool_request tool_request_index[];
extern const unsigned tool_request_n;

/* The variable of that name, or NULL. */
const struct tool_variable *tool_variable_find(const char *name);

/* The texts of a tool; never NULL. */
const struct tool_texts *tool_texts(const struct tool *t);

/* Calls, lines and literals of a language: those of the tool that is called
 * like it. NULL when nothing is said. */
const struct tool_texts *tool_language(const char *language);

/* Kind of its JSON name ("path:read"), -1 when there is none; and back. */
int operand_kind_of(const char *name);
const char *operand_kind_name(enum operand_kind k);

/* The same for "where", "stdin" and "style". */
int where_of(const char *name);
const char *where_name(enum where w);
int tool_stdin_of(const char *name);
int tool_style_of(const char *name);
int tool_prints_of(const char *name);
int tool_literal_of(const char *name);
int text_use_of(const char *name);

/* Does an operand of kind `k` take all the words from it on? */
bool operand_takes_rest(enum operand_kind k);

/* Is `s` a signal: "9", "KILL", "SIGKILL", any case? */
bool tool_is_signal(const char *s);

/*
 * The option spelled s[0..n) that is valid at `level` (the deepest command
 * last), by exact spelling, or by unambiguous prefix when `abbrev`. NULL when
 * there is none; *ambiguous (may be NULL) tells several.
 */
const struct tool_option *tool_option_find(
    const struct tool_command *const *level, unsigned nlevel, const char *s,
    size_t n, bool abbrev, bool *ambiguous);

/*
 * Canonical text of an operand: folded resource types, the branch that a
 * refspec writes to. NULL when it cannot be told from the text (HEAD).
 */
const char *tool_canon(struct arena *a, const struct tool *t,
    enum operand_kind kind, const char *text);

/*
 * tool_normalise() for a signature: an option that takes a value may stand
 * without one in front of another option ("iptables --insert --jump=DROP").
 */
struct norm *tool_normalise_signature(struct arena *a, const struct tool *t,
    struct value *const *argv, unsigned argc);

/* What every alternative of v begins with; *n is its length. */
const char *value_prefix(const struct value *v, size_t *n);

/* v without its first n bytes, which are part of value_prefix(). */
struct value *value_drop(struct arena *a, const struct value *v, size_t n);

#endif
