/* SPDX-License-Identifier: ISC */
/*
 * sodium_init() is not called: it costs 40 us and picks a BLAKE2b that is a
 * quarter faster, which one record never pays back.
 */
#include "audit/chain.h"

#include <stdio.h>
#include <string.h>

#include "base/hex.h"

enum { HASH_BYTES = CHAIN_HEX / 2 };

static const char head[] = "{\"ver\":1,\"seq\":";
static const char prev[] = ",\"prev\":\"";
static const char sum[] = ",\"sum\":\"";
static const char end[] = "\"}";
/* The whole tail: ,"sum":"0123456789abcdef"} */
enum { TAIL = sizeof sum - 1 + CHAIN_SUM_HEX + sizeof end - 1 };

void
chain_digest_start(struct chain_digest *d)
{
	crypto_generichash_blake2b_init(&d->state, NULL, 0, HASH_BYTES);
}

void
chain_digest_add(struct chain_digest *d, const void *p, size_t n)
{
	crypto_generichash_blake2b_update(&d->state, p, n);
}

void
chain_digest_end(struct chain_digest *d, char hex[CHAIN_HEX + 1])
{
	unsigned char raw[HASH_BYTES];

	crypto_generichash_blake2b_final(&d->state, raw, sizeof raw);
	hex_digits(raw, sizeof raw, hex);
}

void
chain_start(struct chain *c)
{
	c->seq = 0;
	memset(c->hash, '0', CHAIN_HEX);
	c->hash[CHAIN_HEX] = '\0';
}

void
chain_add(struct chain *c, const char *members, size_t n, struct buf *out)
{
	char text[CHAIN_HEX + 1];
	struct chain_digest d, copy;
	size_t at = out->len;

	buf_str(out, head);
	buf_number(out, (int64_t)(c->seq + 1));
	buf_str(out, prev);
	buf_add(out, c->hash, CHAIN_HEX);
	buf_char(out, '"');
	buf_add(out, members, n);
	if (out->failed)
		return;
	chain_digest_start(&d);
	chain_digest_add(&d, out->data + at, out->len - at);
	copy = d;
	chain_digest_end(&copy, text);
	at = out->len;
	buf_str(out, sum);
	buf_add(out, text, CHAIN_SUM_HEX);
	buf_str(out, end);
	if (out->failed)
		return;
	chain_digest_add(&d, out->data + at, out->len - at);
	chain_digest_end(&d, c->hash);
	c->seq++;
	buf_char(out, '\n');
}

static bool
all_hex(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!((s[i] >= '0' && s[i] <= '9') ||
		    (s[i] >= 'a' && s[i] <= 'f')))
			return false;
	return true;
}

/* Digits without a leading zero, at most 19 of them. */
static const char *
read_seq(const char *s, const char *stop, uint64_t *out)
{
	const char *from = s;

	*out = 0;
	while (s < stop && *s >= '0' && *s <= '9' && s - from < 19)
		*out = *out * 10 + (uint64_t)(*s++ - '0');
	return s == from || *from == '0' ? NULL : s;
}

bool
chain_seq(const char *line, size_t n, uint64_t *out)
{
	return n > sizeof head && memcmp(line, head, sizeof head - 1) == 0 &&
	    read_seq(line + sizeof head - 1, line + n, out) != NULL;
}

bool
chain_parse(const char *line, size_t n, struct chain_line *out)
{
	const size_t nhead = sizeof head - 1, nprev = sizeof prev - 1;
	const char *s, *tail;
	struct chain_digest d, copy;
	char check[CHAIN_HEX + 1];

	if (n < nhead + 1 + nprev + CHAIN_HEX + 1 + TAIL)
		return false;
	tail = line + n - TAIL;
	if (memcmp(line, head, nhead) != 0 ||
	    memcmp(tail, sum, sizeof sum - 1) != 0 ||
	    memcmp(line + n - 2, end, 2) != 0 ||
	    !all_hex(tail + sizeof sum - 1, CHAIN_SUM_HEX))
		return false;
	s = read_seq(line + nhead, tail, &out->seq);
	if (s == NULL || (size_t)(tail - s) < nprev + CHAIN_HEX + 1 ||
	    memcmp(s, prev, nprev) != 0)
		return false;
	s += nprev;
	if (!all_hex(s, CHAIN_HEX) || s[CHAIN_HEX] != '"')
		return false;
	out->prev = s;
	out->members = s + CHAIN_HEX + 1;
	out->nmembers = (size_t)(tail - out->members);
	chain_digest_start(&d);
	chain_digest_add(&d, line, n - TAIL);
	copy = d;
	chain_digest_end(&copy, check);
	chain_digest_add(&d, tail, TAIL);
	chain_digest_end(&d, out->hash);
	out->whole = memcmp(check, tail + sizeof sum - 1, CHAIN_SUM_HEX) ==
	    0;
	return true;
}
