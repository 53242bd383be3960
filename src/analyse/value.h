/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_VALUE_H
#define ANALYSE_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "syntax/ast.h"

/*
 * What is known of one word of a command before it runs: a list of
 * alternatives, each either an exact text or a text with a hole in it whose
 * head and tail may be known ("/tmp/" + ? + ".log"). One exact alternative is
 * a constant; several are "one of a few"; a hole is "unknown".
 */
enum { VALUE_MAX_ALTS = 32 };

enum value_flags {
	VALUE_MANY = 1 << 0,	/* may stand for none or several words */
	VALUE_GLOB = 1 << 1,	/* an unexpanded pattern; the text is it */
	VALUE_SCRATCH = 1 << 2,	/* comes from mktemp */
	VALUE_OWNPID = 1 << 3,	/* holds a pid of this shell or a child */
	VALUE_NETWORK = 1 << 4,	/* holds what a network client printed */
	VALUE_DECODED = 1 << 5,	/* holds what a decoder printed */
	VALUE_QUOTED = 1 << 6,	/* some part was quoted */
	VALUE_ENVIRON = 1 << 7,	/* holds a value read from the environment */
	VALUE_STDIN = 1 << 8,	/* a word that xargs and friends read */
	VALUE_NUMBER = 1 << 9	/* the hole is a decimal number */
};

struct valtext {
	const char *pre;	/* NUL terminated, prelen bytes; when !hole the
				   whole text */
	size_t prelen;
	const char *suf;	/* known tail after the hole, "" when none */
	size_t suflen;
	bool hole;
	bool digits;		/* the hole is one of digits and blanks */
	bool own;		/* they are pids of this shell and its children
				   and nothing else */
};

struct value;

/* One of a few lists of words: what a word may be split into. */
struct value_choice {
	struct value_way {
		struct value **v;
		unsigned n;		/* may be 0: no word at all */
	} *way;
	unsigned n;
};

struct value {
	struct valtext *alt;
	unsigned nalt;		/* at least 1 */
	unsigned flags;
	struct span span;	/* in the text that is being judged */
	const char *idiom;	/* for unknown shell text: the program whose
				   output it is ("ssh-agent"), else NULL */
	struct value **idiom_argv;	/* its words, NULL terminated */
	const struct value *copy;	/* it is the content of this file */
	const struct value_choice *choice;	/* with VALUE_MANY: exactly these;
					   NULL when they are not known */
};

/* A constant. `s` is copied. */
struct value *value_const(struct arena *a, const char *s, size_t n);

/* Nothing known. */
struct value *value_unknown(struct arena *a);

/* Does it lie below a folder of mktemp, whatever mktemp printed? */
bool value_in_scratch(const struct value *v);

/* A number that is not known. */
struct value *value_number(struct arena *a);

/* The pid of a child of this shell that is not known. */
struct value *value_own_pid(struct arena *a);

/* A text with a hole: `pre`, something, `suf`. Both are copied. */
struct value *value_hole(struct arena *a, const char *pre, size_t prelen,
    const char *suf, size_t suflen);

/* The text when v is one exact alternative, else NULL. */
const char *value_text(const struct value *v);

/* True when every alternative is exact. */
bool value_exact(const struct value *v);

/* Is text `s` possible for v? Exact alternatives compare equal; a hole
 * matches when head and tail do. */
bool value_may_be(const struct value *v, const char *s);

/* v followed by w: the product of the alternatives, or a hole past
 * VALUE_MAX_ALTS. Flags are joined. */
struct value *value_join(struct arena *a, const struct value *v,
    const struct value *w);

/* v or w: the union. Flags are joined. */
struct value *value_either(struct arena *a, const struct value *v,
    const struct value *w);

#endif
