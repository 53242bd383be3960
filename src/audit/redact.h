/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_REDACT_H
#define AUDIT_REDACT_H

#include "base/buf.h"

#define REDACT_MARK "[masked]"

/*
 * Append `text` to *out with what looks like a secret replaced by
 * REDACT_MARK: values of variables and options named like secrets, keys and
 * tokens of known shape, Authorization headers, passwords in URLs, PEM
 * private keys. References such as $PASSWORD are names, not secrets, and
 * stay. Linear in n. Returns how many were masked.
 */
unsigned redact(const char *text, size_t n, struct buf *out);

/* The same for one word of an argv, where the word before it may be the
 * option that names a secret (--password VALUE). */
unsigned redact_word(const char *before, const char *word, struct buf *out);

#endif
