/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_WALK_WRAP_H
#define ANALYSE_WALK_WRAP_H

#include "analyse/walk_int.h"

/* Between walk_wrap.c, walk_inputs.c, walk_found.c and walk_wraptext.c. */

/* A file of inputs, in the place of standard input; NULL when none. */
const struct value *wrap_input_file(const struct norm *n);

/* Words that come in on standard input, or a stand-in for them. */
void wrap_stdin_words(struct walk *w, const struct norm *n, struct fields *f,
    bool lines);

/* The word in a command that stands for each item; NULL when none. */
const char *wrap_placeholder(const struct norm *n);

/* Where the tool's own inputs (:::) begin in argv[from..to), or `to`; they
 * are added to `items`. */
unsigned wrap_inputs(struct walk *w, const struct norm *n,
    const struct call *c, unsigned from, unsigned to, struct fields *items);
bool wrap_has_inputs(const struct norm *n, const struct call *c,
    unsigned from, unsigned to);

/* v with each `mark` in it replaced by item; one of f's values. */
struct value *wrap_substitute(struct walk *w, struct value *v,
    const char *mark, struct value *item);
struct value *wrap_any_of(struct walk *w, const struct fields *f);

/* argv[from..to) with blanks between, as one text. */
struct value *wrap_joined(struct walk *w, const struct call *c, unsigned from,
    unsigned to);

/* That text where inputs take the place of {}. */
void wrap_text_with_inputs(struct walk *w, const struct norm *n,
    const struct call *c, unsigned from, unsigned to);

/* v, the word at `at`, read by a shell; keys typed into a terminal. */
void wrap_shell_text(struct walk *w, const struct call *c,
    const struct value *v, unsigned at);
/* One word alone that holds a whole command of a known tool is shell text. */
void wrap_sole_word(struct walk *w, const struct value *v);
void wrap_typed_keys(struct walk *w, struct effect *e, const struct call *c);

/* What {} of find and fd may be where their action stands at `action`. */
struct value *wrap_found(struct walk *w, const struct norm *n,
    const struct call *c, unsigned action);

#endif
