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
};

/* The generated index, sorted by name with strcmp(). */
struct tool_entry {
	const char *name;
	const struct tool *tool;
};
extern const struct tool_entry tool_index[];
extern const unsigned tool_index_n;

/* Kind of its JSON name ("path:read"), -1 when there is none; and back. */
int operand_kind_of(const char *name);
const char *operand_kind_name(enum operand_kind k);

/* The same for "where", "stdin" and "style". */
int where_of(const char *name);
const char *where_name(enum where w);
int tool_stdin_of(const char *name);
int tool_style_of(const char *name);

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
