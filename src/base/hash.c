/* SPDX-License-Identifier: ISC */
#include "base/hash.h"
#include "base/hex.h"

#include <string.h>
#include <sys/random.h>

static const uint64_t iv[8] = {
	UINT64_C(0x6a09e667f3bcc908), UINT64_C(0xbb67ae8584caa73b),
	UINT64_C(0x3c6ef372fe94f82b), UINT64_C(0xa54ff53a5f1d36f1),
	UINT64_C(0x510e527fade682d1), UINT64_C(0x9b05688c2b3e6c1f),
	UINT64_C(0x1f83d9abfb41bd6b), UINT64_C(0x5be0cd19137e2179)
};

static const unsigned char sigma[10][16] = {
	{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
	{ 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3 },
	{ 11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4 },
	{ 7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8 },
	{ 9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13 },
	{ 2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9 },
	{ 12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11 },
	{ 13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10 },
	{ 6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5 },
	{ 10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0 }
};

static uint64_t
rotr(uint64_t x, unsigned n)
{
	return x >> n | x << (64 - n);
}

static void
mix(uint64_t *v, const unsigned char *at, uint64_t x, uint64_t y)
{
	uint64_t a = v[at[0]], b = v[at[1]], c = v[at[2]], d = v[at[3]];

	a += b + x;
	d = rotr(d ^ a, 32);
	c += d;
	b = rotr(b ^ c, 24);
	a += b + y;
	d = rotr(d ^ a, 16);
	c += d;
	b = rotr(b ^ c, 63);
	v[at[0]] = a;
	v[at[1]] = b;
	v[at[2]] = c;
	v[at[3]] = d;
}

static uint64_t
little(const unsigned char *p)
{
	uint64_t x = 0;
	int i;

	for (i = 7; i >= 0; i--)
		x = x << 8 | p[i];
	return x;
}

static void
compress(struct hash *h, int last)
{
	static const unsigned char at[8][4] = {
		{ 0, 4, 8, 12 }, { 1, 5, 9, 13 }, { 2, 6, 10, 14 },
		{ 3, 7, 11, 15 }, { 0, 5, 10, 15 }, { 1, 6, 11, 12 },
		{ 2, 7, 8, 13 }, { 3, 4, 9, 14 }
	};
	uint64_t v[16], m[16];
	int i, r;

	for (i = 0; i < 16; i++)
		m[i] = little(h->block + 8 * i);
	memcpy(v, h->h, sizeof h->h);
	memcpy(v + 8, iv, sizeof iv);
	v[12] ^= h->total;
	if (last)
		v[14] = ~v[14];
	for (r = 0; r < 12; r++)
		for (i = 0; i < 8; i++)
			mix(v, at[i], m[sigma[r % 10][2 * i]],
			    m[sigma[r % 10][2 * i + 1]]);
	for (i = 0; i < 8; i++)
		h->h[i] ^= v[i] ^ v[i + 8];
}

void
hash_init(struct hash *h)
{
	memset(h, 0, sizeof *h);
	memcpy(h->h, iv, sizeof iv);
	h->h[0] ^= 0x01010020;
}

void
hash_add(struct hash *h, const void *p, size_t n)
{
	const unsigned char *s = p;
	size_t k;

	while (n > 0) {
		/* The last block is compressed by hash_hex() alone. */
		if (h->used == sizeof h->block) {
			h->total += h->used;
			compress(h, 0);
			h->used = 0;
		}
		k = sizeof h->block - h->used;
		if (k > n)
			k = n;
		memcpy(h->block + h->used, s, k);
		h->used += k;
		s += k;
		n -= k;
	}
}

void
hash_hex(struct hash *h, char out[65])
{
	unsigned char raw[32];
	int i;

	memset(h->block + h->used, 0, sizeof h->block - h->used);
	h->total += h->used;
	compress(h, 1);
	for (i = 0; i < 32; i++)
		raw[i] = (unsigned char)(h->h[i / 8] >> (8 * (i % 8)));
	hex_digits(raw, sizeof raw, out);
}

int
hash_random_id(char out[17])
{
	unsigned char raw[8];

	if (getrandom(raw, sizeof raw, 0) != (ssize_t)sizeof raw)
		return -1;
	hex_digits(raw, sizeof raw, out);
	return 0;
}
