/* SPDX-License-Identifier: ISC */
#ifndef POLICY_SEAL_H
#define POLICY_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * An operator's key: Ed25519; the seed of its private half is sealed
 * (XSalsa20-Poly1305) under a key that Argon2id makes of the passphrase.
 * Everything is libsodium's. Nothing here is called before a command runs
 * unless a record that could lift something is there.
 */
enum { SEAL_PUBLIC = 32, SEAL_SECRET = 64, SEAL_SIGNATURE = 64 };

struct sealed {
	unsigned long long ops;	/* Argon2id's costs */
	size_t memory;		/* bytes */
	unsigned char salt[16], nonce[24], box[48];
};

/* What a person's key costs to try a passphrase on: libsodium's MODERATE. */
enum { SEAL_OPS = 3, SEAL_MEMORY = 256 * 1024 * 1024 };

/* Memory that is locked, never dumped and wiped when freed; NULL if there is
 * none. */
void *seal_memory(size_t n);
void seal_wipe(void *p);	/* from seal_memory(); NULL is allowed */

/* Make a key pair and seal it. Returns 0 or -1. */
int seal_make(const char *passphrase, size_t len, unsigned long long ops,
    size_t memory, struct sealed *out, unsigned char public[SEAL_PUBLIC],
    struct err *e);

/*
 * The private key into `secret`, SEAL_SECRET bytes of seal_memory().
 * Returns 0, or -1: e->code EACCES tells a wrong passphrase from a fault.
 * Costs above 8 passes or 1 GiB are refused: a planted record shall not eat
 * the machine.
 */
int seal_open(const struct sealed *s, const unsigned char *public,
    const char *passphrase, size_t len, unsigned char *secret,
    struct err *e);

/* Sign and check a detached signature over the bytes. */
int seal_sign(const unsigned char *secret, const void *p, size_t n,
    unsigned char sig[SEAL_SIGNATURE]);
bool seal_verify(const unsigned char public[SEAL_PUBLIC], const void *p,
    size_t n, const unsigned char sig[SEAL_SIGNATURE]);

#endif
