/* SPDX-License-Identifier: ISC */
#ifndef SYNTAX_PARSE_H
#define SYNTAX_PARSE_H

#include "base/arena.h"
#include "syntax/ast.h"

/* Hard limits; beyond them the text is refused by name, never truncated. */
enum {
	PARSE_MAX_TEXT = 1024 * 1024,
	PARSE_MAX_DEPTH = 64,
	PARSE_MAX_WORDS = 65536
};

enum parse_status {
	PARSE_OK,
	PARSE_SYNTAX,		/* not bash */
	PARSE_INCOMPLETE,	/* ends inside a quote, heredoc or compound;
				   a prompt would ask for more */
	PARSE_LIMIT		/* longer, deeper or more than we judge */
};

struct parse_opts {
	bool extglob;		/* extglob patterns outside [[ ]]; bash -c and
				   scripts start without, sessions may set it */
	bool ascii;		/* the locale is C: \u above 0x7f in $'..'
				   becomes \uXXXX, not UTF-8 */
	bool posix_sh;		/* dash: no [[, arrays, <( ), $'..', {a,b} */
	bool no_comments;	/* zsh at a prompt: # begins no comment */
	bool prompt;		/* more can be asked for: a heredoc without its
				   end, or a last backslash, is INCOMPLETE.
				   Without it bash takes the rest of the text
				   as the body, the backslash as itself */
};

struct parse_result {
	enum parse_status status;
	/*
	 * The program, NULL when it holds no command. On SYNTAX and INCOMPLETE
	 * it holds the complete commands before the one that failed: bash
	 * reads and runs a text one complete command (usually one line) at a
	 * time, so those would run.
	 */
	struct node *program;
	struct span at;		/* where it failed */
	unsigned line, column;	/* of `at`, from 1; column counts bytes */
	const char *message;	/* static or in the arena; NULL when OK */
};

/*
 * Parse `len` bytes of shell text. NUL bytes are skipped, as bash drops them.
 * `text` must outlive the tree only for spans; parts hold their own bytes.
 * Never does I/O. Memory comes from `a`, whose exhaustion jumps to
 * arena_catch(): the caller reports it as a limit.
 */
void parse_text(struct arena *a, const char *text, size_t len,
    const struct parse_opts *opts, struct parse_result *out);

/*
 * Parse `text` as the inside of one word in double quotes (heredoc bodies,
 * arithmetic, prompt strings): expansions are found, nothing else.
 * Returns NULL and fills `out` when it is not well formed.
 */
struct word *parse_expansions(struct arena *a, const char *text, size_t len,
    struct parse_result *out);

#endif
