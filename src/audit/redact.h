/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_REDACT_H
#define AUDIT_REDACT_H

#include <stddef.h>

#include "base/buf.h"

#define REDACT_MARK "[masked]"

/*
 * Append `text` to *out with what looks like a secret replaced by
 * REDACT_MARK: values of variables and options named like secrets, keys and
 * tokens of known shape, passwords in the options of known tools (mysql -pX),
 * Authorization and Cookie headers, passwords in URLs and in SQL, PEM private
 * keys, and what the owner's own patterns match. References such as $PASSWORD
 * are names, not secrets, and stay. Linear in n but for the owner's patterns,
 * which have limits. Returns how many were masked.
 */
unsigned redact(const char *text, size_t n, struct buf *out);

/* The same for word i of an argv, whose words need no quoting. */
unsigned redact_argv(const char *const *argv, size_t i, struct buf *out);

/*
 * The same, told as places: `hit` gets each [from, to) of `text` that is to be
 * masked. The owner's patterns see the text as it is, so a place may be told
 * twice; a pattern that needs more than its limits gives [0, n).
 */
typedef void redact_hit(void *arg, size_t from, size_t to);
unsigned redact_places(const char *text, size_t n, redact_hit *hit, void *arg);

/*
 * The owner's patterns from now on (policy record.mask): compiled PCRE2 codes
 * that must outlive every call. Group 1 is masked where there is one, else
 * the whole match. NULL and 0: none.
 */
void redact_use(void *const *code, size_t n);

#endif
