/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_CAST_MASK_H
#define AUDIT_CAST_MASK_H

#include <stddef.h>
#include <stdint.h>

#include "audit/cast_line.h"

/*
 * Between what a terminal shows and its recording: secrets become '*', one
 * for each character, so that nothing on the screen moves; a marker "masked"
 * stands behind such a line. What counts as a secret is redact()'s word on
 * the line as a person sees it: typed, edited, coloured, wrapped.
 *
 * Not seen: a secret whose name a full-screen program wrote elsewhere on the
 * screen.
 */
struct cast_mask;

/* NULL when there is no memory. */
struct cast_mask *cast_mask_new(unsigned cols, cast_emit *emit, void *arg);
void cast_mask_free(struct cast_mask *m);

/* Valid UTF-8 that the terminal showed at `time` (ns). */
void cast_mask_shown(struct cast_mask *m, int64_t time, const char *text,
    size_t n);

/* Emit all that is held. */
void cast_mask_flush(struct cast_mask *m);

void cast_mask_resized(struct cast_mask *m, unsigned cols);

#endif
