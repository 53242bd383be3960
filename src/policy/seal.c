/* SPDX-License-Identifier: ISC */
#include "policy/seal.h"

#include <errno.h>
#include <string.h>

#include <sodium.h>

enum { OPS_MAX = 8 };
static const size_t memory_max = (size_t)1024 * 1024 * 1024;

_Static_assert(SEAL_PUBLIC == crypto_sign_PUBLICKEYBYTES, "public key");
_Static_assert(SEAL_SECRET == crypto_sign_SECRETKEYBYTES, "secret key");
_Static_assert(SEAL_SIGNATURE == crypto_sign_BYTES, "signature");
_Static_assert(sizeof((struct sealed *)0)->salt == crypto_pwhash_SALTBYTES,
    "salt");
_Static_assert(sizeof((struct sealed *)0)->nonce ==
    crypto_secretbox_NONCEBYTES, "nonce");
_Static_assert(sizeof((struct sealed *)0)->box == crypto_sign_SEEDBYTES +
    crypto_secretbox_MACBYTES, "box");

void *
seal_memory(size_t n)
{
	return sodium_init() < 0 ? NULL : sodium_malloc(n);
}

void
seal_wipe(void *p)
{
	if (p != NULL)
		sodium_free(p);
}

static int
no_crypto(struct err *e)
{
	return err_set(e, ENOSYS, "libsodium cannot start");
}

/* The key that opens the box, in memory of its own. */
static unsigned char *
derive(const struct sealed *s, const char *passphrase, size_t len,
    struct err *e)
{
	unsigned char *key = seal_memory(crypto_secretbox_KEYBYTES);

	if (key == NULL) {
		no_crypto(e);
		return NULL;
	}
	if (crypto_pwhash(key, crypto_secretbox_KEYBYTES, passphrase, len,
	    s->salt, s->ops, s->memory, crypto_pwhash_ALG_ARGON2ID13) == 0)
		return key;
	seal_wipe(key);
	err_set(e, ENOMEM, "Argon2id needs %zu MiB of memory",
	    s->memory >> 20);
	return NULL;
}

int
seal_make(const char *passphrase, size_t len, unsigned long long ops,
    size_t memory, struct sealed *out, unsigned char public[SEAL_PUBLIC],
    struct err *e)
{
	unsigned char *seed = seal_memory(crypto_sign_SEEDBYTES);
	unsigned char *secret = seal_memory(SEAL_SECRET);
	unsigned char *key = NULL;
	int r = -1;

	memset(out, 0, sizeof *out);
	out->ops = ops;
	out->memory = memory;
	if (seed == NULL || secret == NULL)
		no_crypto(e);
	else {
		randombytes_buf(out->salt, sizeof out->salt);
		randombytes_buf(out->nonce, sizeof out->nonce);
		randombytes_buf(seed, crypto_sign_SEEDBYTES);
		crypto_sign_seed_keypair(public, secret, seed);
		key = derive(out, passphrase, len, e);
	}
	if (key != NULL)
		r = crypto_secretbox_easy(out->box, seed,
		    crypto_sign_SEEDBYTES, out->nonce, key);
	seal_wipe(key);
	seal_wipe(secret);
	seal_wipe(seed);
	return r;
}

/* From the seed in the box to the key; it must be that of `public`. */
static int
unbox(const struct sealed *s, const unsigned char *public,
    const unsigned char *key, unsigned char *secret, struct err *e)
{
	unsigned char *seed = seal_memory(crypto_sign_SEEDBYTES);
	unsigned char made[SEAL_PUBLIC];
	int r = -1;

	if (seed == NULL)
		return no_crypto(e);
	if (crypto_secretbox_open_easy(seed, s->box, sizeof s->box, s->nonce,
	    key) != 0)
		err_set(e, EACCES, "the passphrase is wrong");
	else if (crypto_sign_seed_keypair(made, secret, seed) != 0 ||
	    sodium_memcmp(made, public, SEAL_PUBLIC) != 0)
		err_set(e, EINVAL, "the sealed key is not that of the "
		    "operator's record");
	else
		r = 0;
	seal_wipe(seed);
	return r;
}

int
seal_open(const struct sealed *s, const unsigned char *public,
    const char *passphrase, size_t len, unsigned char *secret,
    struct err *e)
{
	unsigned char *key;
	int r;

	if (s->ops > OPS_MAX || s->memory > memory_max)
		return err_set(e, EINVAL, "the operator's record asks for "
		    "more work than is allowed");
	key = derive(s, passphrase, len, e);
	if (key == NULL)
		return -1;
	r = unbox(s, public, key, secret, e);
	seal_wipe(key);
	return r;
}

int
seal_sign(const unsigned char *secret, const void *p, size_t n,
    unsigned char sig[SEAL_SIGNATURE])
{
	if (sodium_init() < 0)
		return -1;
	return crypto_sign_detached(sig, NULL, p, n, secret);
}

bool
seal_verify(const unsigned char public[SEAL_PUBLIC], const void *p, size_t n,
    const unsigned char sig[SEAL_SIGNATURE])
{
	return sodium_init() >= 0 &&
	    crypto_sign_verify_detached(sig, p, n, public) == 0;
}
