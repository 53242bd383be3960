/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_TOOL_PARSE_H
#define ANALYSE_TOOL_PARSE_H

#include "analyse/tool_data.h"

/*
 * The state of tool_normalise(): options are taken as they come, operand
 * words are only collected, because a later option may change what they are
 * (sed -i, grep -e); tool_operands() gives them their kinds at the end.
 */
struct tool_parse {
	struct arena *a;
	const struct tool *t;
	struct value *const *argv;
	unsigned argc;
	struct norm *n;
	const struct tool_command *level[TOOL_DEPTH];
	unsigned nlevel;
	struct tool_operand *shape;	/* own copy */
	unsigned nshape;
	unsigned *word;		/* argv indexes of operand words */
	unsigned nword, capword;
	unsigned nassign;	/* of them NAME=VALUE */
	int dashes;		/* operand words before "--", -1: no "--" */
	unsigned capoption, capoperand, capsub;
	const struct tool_optinfo *turns[8];	/* options that turn kinds */
	unsigned nturns;
	int where, input;	/* by an option, or -1 */
	unsigned i;		/* the word at hand */
	bool ended;		/* no more options */
	bool signature;		/* values may be left out */
};

/* Append; the arrays grow in the arena. */
struct norm_option *tool_add_option(struct tool_parse *p, const char *name,
    enum operand_kind kind, const struct value *v, unsigned at);
struct norm_operand *tool_add_operand(struct tool_parse *p,
    enum operand_kind kind, const struct value *v, const char *canon,
    unsigned at);
void *tool_grow(struct arena *a, void *old, unsigned n, unsigned *cap,
    size_t size);

/* The template of operands changes to this one. */
void tool_set_shape(struct tool_parse *p, const struct tool_shape *s);

/* The word at p->i is an option: take it and its values, move p->i past
 * them. False when it is an operand after all. */
bool tool_option_word(struct tool_parse *p);

/* A first word like "xzf" of a tool with "bundle". */
void tool_bundle_word(struct tool_parse *p);

/* tool_take.c: record option `o`. `attached` is the value in the same word or
 * NULL; p->i is left on the last word that was used. */
void tool_option_take(struct tool_parse *p, const struct tool_option *o,
    const struct value *attached);

/* All that an option changes besides being there. */
void tool_option_effects(struct tool_parse *p,
    const struct tool_optinfo *info);

/* Was it used? Take back what --no-x and --x=false undo. */
bool tool_option_used(const struct tool_parse *p, const char *name);
void tool_option_forget(struct tool_parse *p, const char *name);

/* Could argv[i] be a NAME=VALUE word? */
bool tool_is_assign(const struct value *v);

/* Index in the shape of the operand whose kind takes the rest, if word p->i
 * is where that begins; else -1. */
int tool_rest_begins(const struct tool_parse *p);

/* Give all collected words their kinds. */
void tool_operands(struct tool_parse *p);

#endif
