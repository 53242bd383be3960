/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_EFFECT_PRINT_H
#define ANALYSE_EFFECT_PRINT_H

#include "analyse/effect.h"
#include "base/buf.h"

/*
 * The list for people, one effect a line: what happens, then in brackets
 * where and why. An unknown part of a value prints as "?", alternatives as
 * {a|b}. Nothing is appended for an empty list.
 */
void effect_print(struct buf *b, const struct effects *list);

/* One effect, without a newline. */
void effect_print_one(struct buf *b, const struct effect *e);

/* The list as one JSON object: {"status": .., "effects": [ .. ]}. */
void effect_json(struct buf *b, const struct effects *list);

/* Names of the enumerators, as rules spell them. */
const char *effect_kind_str(enum effect_kind k);
const char *unknown_str(enum unknown_kind k);
const char *where_str(enum where w);

#endif
