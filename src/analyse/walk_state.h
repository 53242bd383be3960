/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_WALK_STATE_H
#define ANALYSE_WALK_STATE_H

#include <setjmp.h>

#include "analyse/state.h"
#include "analyse/walk.h"
#include "syntax/parse.h"

/* Inside the symbolic shell: what walk_*.c, expand*.c and environ.c share. */
enum {
	WALK_MAX_EFFECTS = 65536,
	WALK_MAX_STEPS = 262144,	/* commands looked at, loops included */
	WALK_FILE_STEPS = 4096,	/* in script files; the rest of them
					   is left to the gates */
	WALK_MAX_DEPTH = 48,		/* functions, eval, bash -c, files */
	WALK_MATCH_STEPS = 8000000,	/* of patterns matched against texts */
	WALK_MAX_PRODUCTS = 4096,	/* words out of one word's braces */
	WALK_MAX_FIELDS = 65536,
	WALK_DEEP_LOOP = 2		/* deeper loops start with all unknown */
};

enum input_kind { INPUT_INHERIT, INPUT_NULL, INPUT_TEXT, INPUT_FILE };

/* What standard input of the next command is. */
struct input {
	enum input_kind kind;
	struct value *text;	/* TEXT: what comes; FILE: the path */
};

struct elem {
	const char *key;
	struct value *v;
};

struct var {
	struct value *v;	/* scalar, or element 0; NULL when unset */
	struct elem *elem;
	unsigned nelem;
	bool array, assoc;
	bool open;		/* array with elements that are not known */
	bool exported, integer, nameref, upper, lower;
	struct value *hidden;	/* what a child process sees when it is not
				   exported: that of a variable that this
				   local one hides; NULL for none */
	bool readonly;		/* perhaps: setting it may have failed */
	bool maybe_unset;
};

struct func {
	struct func *next;	/* another body it may have */
	const struct node *body;
	const struct redir *redirs;
	const char *text;	/* that body's spans point into */
	size_t len;
	const struct spanmap *map;
	bool maybe;		/* or not defined at all */
	bool exported;
	enum origin origin;
	const char *file;
};

struct args {
	struct value **v;	/* $1 .. */
	unsigned n;
	bool open;		/* more, or others, that are not known */
};

struct trap {
	struct trap *next;
	struct value *text;
	enum origin origin;
	const char *file;
	size_t mark;		/* of the state, when it was set */
	bool early;		/* it may run before the shell ends */
};

enum option_flags {
	OPT_ERREXIT = 1 << 0,
	OPT_ALLEXPORT = 1 << 1,
	OPT_EXTGLOB = 1 << 2,
	OPT_ALIASES = 1 << 3,
	OPT_NOGLOB = 1 << 4,
	OPT_LASTPIPE = 1 << 5,
	OPT_POSIX_SH = 1 << 6,	/* the text is for dash */
	OPT_MAYBE = 1 << 7,	/* makes the object differ from NULL */
	OPT_NOBRACE = 1 << 8,	/* perhaps: no {a,b} */
	OPT_POSIX = 1 << 9,	/* perhaps: set -o posix */
	OPT_CDABLE = 1 << 11,	/* perhaps: cdable_vars */
	OPT_XPG_ECHO = 1 << 10	/* perhaps: echo knows backslashes */
};

/* Where spans of the text being read lie in the judged text. */
struct spanseg {
	uint32_t in, out;
};
struct spanmap {
	const struct spanseg *seg;	/* NULL: all of it is `whole` */
	unsigned nseg;
	struct span whole;
};

struct local {
	struct local *next;
	struct slot *slot;
	void *old;
	bool maybe;		/* declared on one of several ways */
};

/* A function that is being walked. */
struct active {
	struct active *prev;
	const void *body;
	struct local *locals;
	unsigned branches, processes;
};

/* Has break or continue ended this round of a loop, or return more? */
enum jump { JUMP_NONE, JUMP_MAYBE, JUMP_CONTINUE, JUMP_BREAK, JUMP_RETURN };

/* A state, since a loop or a function began, in which it may be left. */
struct leave {
	struct leave *next;
	struct delta *d;
	bool breaks;		/* not by continue */
};

/* A function or a sourced file, which return leaves. */
struct frame {
	struct frame *prev;
	struct leave *leaves;
	size_t mark;
	unsigned subs;
	enum jump jump;		/* outside of it */
};

/* What reads a script file. */
enum script_reader {
	READER_FIRST_LINE,	/* its first line says so */
	READER_BASH,
	READER_OTHER
};

struct walk {
	struct arena *a;
	const struct walk_world *world;
	struct effects *out;
	struct state st;
	struct slot *cwd, *oldpwd, *dirs, *args, *in, *cap, *traps, *opts;
	const char *text;		/* being read */
	size_t len;
	const struct spanmap *map;	/* NULL: it is the judged text */
	enum where where;
	const struct value *host;
	const struct effect *via;
	enum origin origin;
	const char *file;
	struct value *arg0;
	const char *fname;		/* of the function being walked */
	unsigned branches;		/* ifs and loops we are inside of */
	unsigned processes;		/* pipelines and & we are inside of */
	unsigned aliases;		/* of tools, inside of each other */
	unsigned depth, loops, files, steps, funcs;
	unsigned match_left;		/* steps of patterns in ${x#p}, ${x/p} */
	struct active *active;		/* functions being walked */
	struct implicit_memo *memo;	/* configurations read so far */
	bool zsh;			/* the text is zsh's */
	bool endless;			/* such a function was reported */
	bool bad_arith;		/* an expression was no arithmetic */
	enum script_reader reader;	/* of the script that is to run */
	int truth;		/* of the last command: 1 it succeeds, 0 it
				   fails, -1 that is not known */
	enum jump jump;		/* in this round of a loop */
	bool jump_out;		/* perhaps out of the loop around it too */
	unsigned level;		/* loops that a break can leave */
	struct leave *leaves;	/* of the innermost loop */
	size_t loop_mark;	/* where that one began, or its round */
	struct frame *frame;
	unsigned subs;		/* subshells we are inside of */
	unsigned shells;	/* other shells that this text runs in */
	unsigned rounds;	/* of loops that were walked one by one */
	bool stopped;			/* exit was reached */
	bool alias_out;	/* another descriptor may be the output
					   that is being captured, */
	bool leaked;			/* and something was printed on one */
	struct late *late;	/* scripts that run beside what follows */
	bool leaving;			/* its traps are being walked */
	bool any_set;			/* a name nobody knows was set */
	bool any_alias;			/* a word nobody knows is one */
	bool own_text;			/* past what the shell did before */
	bool ran;			/* a program ran before this point */
	struct value *cd_failed;	/* the cwd if the last cd failed */
	const struct value *said;	/* what the last cd put into OLDPWD */
	unsigned file_steps;
	unsigned looked_at;		/* names in folders, for patterns */
	jmp_buf *file_stop;		/* inside a script file: out of it */
	jmp_buf stop;
};

/* Give up: the line goes over a limit. */
_Noreturn void walk_limit(struct walk *w, const char *message);

/* One more command looked at. */
void walk_step(struct walk *w);

/* Into the judged text. */
struct span walk_span(const struct walk *w, struct span s);

/* State of the shell; environ.c. */
struct var *var_get(struct walk *w, const char *name, size_t n);
struct var *var_edit(struct walk *w, const char *name, size_t n);
/* Is it a nameref to an element of an array, or to nobody knows what? */
bool var_is_element(struct walk *w, const char *name, size_t n);
void var_assign(struct walk *w, const char *name, size_t n, struct value *v);
/* What x makes of a text that it is given: a number, other letters. */
struct value *var_cast(struct walk *w, const struct var *x, struct value *v);
/* The name of the variable itself, where it is a nameref. */
const char *var_name(struct walk *w, const char *name, size_t n);
void var_append(struct walk *w, const char *name, size_t n, struct value *v);
/* key NULL: one of its elements, or another one. */
void var_elem(struct walk *w, const char *name, size_t n, const char *key,
    struct value *v);
/* The variable as an array: what it holds is element 0. */
struct var *var_array(struct walk *w, const char *name, size_t n);
/* What += makes of the number `old`, NULL for none. */
struct value *var_sum(struct walk *w, const struct value *old,
    struct value *v);
void var_unset(struct walk *w, const char *name, size_t n);
void var_havoc(struct walk *w);
/* The same for those that this text names for the first time later on. */
void var_any(struct walk *w);
struct value *var_value(struct walk *w, const char *name, size_t n);
struct value *var_ifs(struct walk *w);
struct args *args_get(struct walk *w);
void args_set(struct walk *w, struct value **v, unsigned n, bool open);
unsigned opts_get(const struct walk *w);
void opts_set(struct walk *w, unsigned set, unsigned clear);
/* Those of `set` as they were in `old`; perhaps only, if `maybe`. */
void opts_back(struct walk *w, void *old, bool maybe);
void *opts_merge(struct walk *w, void *x, void *y);
void *environ_merge(void *ctx, enum slot_kind kind, void *x, void *y);
struct input *input_get(const struct walk *w);

#endif
