/* SPDX-License-Identifier: ISC */
#ifndef POLICY_KEY_H
#define POLICY_KEY_H

/* Private to policy_*.c: one key of a policy file, and what setting it does. */
#include <stdbool.h>
#include <stddef.h>

#include "policy/load.h"

struct key;
typedef void key_set(struct load *, const struct key *, const cJSON *);

enum key_type { KEY_OBJECT, KEY_ARRAY, KEY_STRING, KEY_BOOL, KEY_NUMBER };

struct key {
	const char *name;
	enum key_type type;
	key_set *set;		/* NULL: checked, nothing to set yet */
	const struct key *sub;	/* KEY_OBJECT */
	const char *words;	/* KEY_STRING: the allowed ones, "a|b|c" */
	size_t at;		/* member of struct policy */
	bool claude;		/* also read from Claude Code's settings */
};

/* All keys of a policy; ends with a NULL name. */
extern const struct key load_top_keys[];

/* The setter of an object: its members are read. */
key_set load_read_object;

/* Setters of more than one key. A later file can only tighten. */
key_set load_set_duration, load_set_scope, load_set_adding,
    load_set_scratch, load_set_path, load_set_prefix_key;

/* Say that this file has no say about the key at hand. */
void load_ignored(struct load *l);

/* The key's member of struct policy. */
void *load_member(struct load *l, const struct key *k);

/* Position of s in "a|b|c", or -1. */
int load_word(const char *words, const char *s);

/* The strings of an array, ended by NULL; what is none is an error. */
const char *const *load_strings(struct load *l, const cJSON *array);

bool load_in_list(const char *const *list, const char *s);

/* What of `in` is in `old` too, ended by NULL; says so when that is less. */
const char *const *load_common(struct load *l, const char *const *old,
    const char *const *in);

#endif
