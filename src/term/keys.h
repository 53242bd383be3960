/* SPDX-License-Identifier: ISC */
#ifndef TERM_KEYS_H
#define TERM_KEYS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The keys of the proxy itself: a prefix key, then one key that is decoded
 * by libtermkey. Everything else passes through byte for byte: other keys,
 * keys the caller does not know, bracketed pastes, and the prefix when it is
 * pressed twice.
 */
struct keys;

struct keys_ops {
	/* These bytes are for the child. */
	void (*pass)(void *ctx, const char *p, size_t n);
	/* A plain printable key after the prefix. Return false when it means
	 * nothing: prefix and key then pass through. */
	bool (*command)(void *ctx, char key);
};

/*
 * The byte of a prefix key written as "^]", "C-]" or one control character.
 * Returns it, or -1 for anything else.
 */
int keys_prefix(const char *name);

/*
 * `prefix` is a control character; `term` is $TERM or NULL. Returns NULL when
 * out of memory.
 */
struct keys *keys_new(int prefix, const char *term,
    const struct keys_ops *ops, void *ctx);

void keys_free(struct keys *k);

/* Bytes as they were typed. */
void keys_feed(struct keys *k, const char *p, size_t n);

/*
 * True while bytes are held that keys_flush() would pass on: an escape
 * sequence may still be under way. A prefix without a key waits for ever.
 */
bool keys_waiting(const struct keys *k);

/* No more bytes came for a moment: what is held is what was meant. */
void keys_flush(struct keys *k);

#endif
