/* SPDX-License-Identifier: ISC */
#ifndef TERM_BASHLINK_H
#define TERM_BASHLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * The proxy's end of the private socket to the hook inside the shell
 * (shellrc/bashplate.bash). The hook asks and waits; this side counts what
 * was approved. It knows no policy: the caller judges text.
 *
 * Frames to us: KIND SEQ ; PAYLOAD NUL, decimal SEQ that only grows.
 *	H	hello: payload is the shell's version; "zsh ..." for a zsh,
 *		whose P comes from itself and holds the text that runs
 *	L	the line that Enter was pressed on, with the lines typed before
 *		it since the primary prompt. Payload: "=" when the shell will
 *		read just this text; "-" where history expansion has its say
 *		("+": and the cursor still stands behind the line);
 *		"!" where it changed a continuation line; then the text
 *	P	a command was parsed and is about to run: `history 1`
 *	B	the same from a line editor that runs lines itself (ble.sh): the
 *		text that is about to run
 *	Q	the primary prompt was reached: "$?;", the number of commands
 *		that were read and run so far and ";" (not zsh), and
 *		`trap -p INT`; where the proxy reads the line it is answered 0
 *	N	number of the last history entry: `history 1`
 *	E	Enter in `read -e`: the hook is there and does not ask
 *	A F V	its aliases, functions, variables, each as bash prints them
 *	T	all three: "MARK;", aliases, MARK, functions, MARK, variables
 *	X	the shell leaves
 *	W	what to show in the prompt, from anybody, with a SEQ of its own
 * L, P and B are answered SEQ SP VERDICT NUL:
 *	0	accept; each command of it asks P
 *	1	refuse
 *	2	(L) the text was for us and is to be forgotten
 *	3	wait without limit, the answer comes later
 *	4, 9	(P) accept, and send A, F and V with the next prompt; 9: V alone
 *	7	(B) as 4
 *	5 6 8	(L, of "=") accept, and the one command it holds need not ask P,
 *		whose fork costs more than all the rest; 6 as 4, 8 as 9
 * Nothing else is ever an approval. That P is left out is never more than the
 * shell's own word: bash's number of commands in Q must be what was asked.
 * B, L, H, Q, N, A, F, V, T, E, X count only from the shell itself, P only from a
 * direct child of it (it is asked from a substitution in PS0). W is answered
 * "W" SEQ SP TEXT NUL.
 */
struct bashlink;

/* What judge() answers; far apart, so that no flipped bit turns one into
 * another. */
enum bashlink_answer {
	BASHLINK_ACCEPT = 0x35a,
	BASHLINK_REFUSE = 0x0c5,
	BASHLINK_INCOMPLETE = 0x6a3,	/* a prompt would ask for more */
	BASHLINK_OWN = 0x93c		/* not for the shell, which waits until
					   bashlink_own_done() */
};

enum bashlink_changed { BASHLINK_NOTHING, BASHLINK_VARIABLES,
    BASHLINK_ANYTHING };

struct bashlink_ops {
	/*
	 * Judge one text before any part of it runs; on accept *count is how
	 * many complete commands it holds.
	 */
	enum bashlink_answer (*judge)(void *ctx, const char *text, size_t len,
	    unsigned *count);
	/* A refused text is about to be answered: show why, drop typing. */
	void (*refused)(void *ctx, const char *why);
	/* For the log: "left-guard", "hook-missing", "reduced". */
	void (*event)(void *ctx, const char *kind, const char *text);
	/* The prompt is back after something that was accepted; `status` is
	 * $? there. May be NULL. */
	void (*finished)(void *ctx, int status);
	/* An A, F or V frame. May be NULL. */
	void (*table)(void *ctx, char kind, const char *text, size_t len);
	/* What of them may that which was just accepted have changed? It is
	 * asked for. May be NULL. */
	enum bashlink_changed (*changes)(void *ctx);
	/* The primary prompt is about to be drawn. True when the hook waits
	 * for an answer to that ($__bashplate_own). May be NULL. */
	bool (*prompted)(void *ctx);
	/* One short line for the prompt, "" for none. May be NULL. */
	const char *(*status)(void *ctx);
};

/* A fresh socket pair, or NULL with *e filled. */
struct bashlink *bashlink_new(const struct bashlink_ops *ops, void *ctx,
    struct err *e);

void bashlink_free(struct bashlink *l);

/* Our end, to be polled for reading; -1 after the shell's end was closed. */
int bashlink_fd(const struct bashlink *l);

/* The shell's end. */
int bashlink_shell_fd(const struct bashlink *l);

/* The shell runs as `pid`; closes our copy of its end. */
void bashlink_attach(struct bashlink *l, pid_t pid);

/* The descriptor is readable: take frames and answer them. */
void bashlink_ready(struct bashlink *l);

/* What judge() called BASHLINK_OWN has been done: answer the shell. */
void bashlink_own_done(struct bashlink *l);

/* Something is about to be handed to the shell that was typed just now. */
void bashlink_typed(struct bashlink *l);

/*
 * An Enter is about to be handed to the shell. `editing`: the shell itself is
 * in the foreground and a line editor has its terminal.
 */
void bashlink_enter_typed(struct bashlink *l, bool editing);

/* See whether the shell has become another program; cheap, call it often. */
void bashlink_check(struct bashlink *l);

/* True between the primary prompt and the next accepted line. */
bool bashlink_at_prompt(const struct bashlink *l);

/* What is asked about stands on the screen with the cursor behind it: what is
 * said about it begins with a newline. */
bool bashlink_behind(const struct bashlink *l);

/* True once a line editor that is not the shell's own has asked (B). */
bool bashlink_other_editor(const struct bashlink *l);

#endif
