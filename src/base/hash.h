/* SPDX-License-Identifier: ISC */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/*
 * BLAKE2b with a 32 byte result (RFC 7693), unkeyed. For names and
 * fingerprints; signing is not built on this.
 */
struct hash {
	uint64_t h[8];
	uint64_t total;
	size_t used;
	unsigned char block[128];
};

void hash_init(struct hash *h);
void hash_add(struct hash *h, const void *p, size_t n);

/* Finish: 64 hex digits and a NUL. */
void hash_hex(struct hash *h, char out[65]);

/* 16 hex digits and a NUL from the kernel's random source. Returns 0 or -1. */
int hash_random_id(char out[17]);

#endif
