/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <termkey.h>

#include "term/keys.h"

static const char paste_begin[] = "\033[200~";
static const char paste_end[] = "\033[201~";

enum state { PLAIN, PASTE, COMMAND };

struct keys {
	const struct keys_ops *ops;
	void *ctx;
	TermKey *tk;
	char prefix;
	enum state state;
	size_t matched;		/* of paste_begin or paste_end */
	char held[64];		/* after the prefix, not decoded yet */
	size_t nheld;
};

int
keys_prefix(const char *name)
{
	size_t n = strlen(name);
	unsigned char c;

	if (n == 1)
		c = (unsigned char)name[0];
	else if (n == 2 && name[0] == '^')
		c = (unsigned char)name[1] & 0x1f;
	else if (n == 3 && strncmp(name, "C-", 2) == 0)
		c = (unsigned char)name[2] & 0x1f;
	else
		return -1;
	if (c == 0 || c >= 0x20 || c == '\033' || c == '\r' || c == '\n')
		return -1;
	return c;
}

struct keys *
keys_new(int prefix, const char *term, const struct keys_ops *ops, void *ctx)
{
	const int flags = TERMKEY_FLAG_UTF8 | TERMKEY_FLAG_NOTERMIOS |
	    TERMKEY_FLAG_CTRLC;
	struct keys *k = calloc(1, sizeof *k);

	assert(prefix > 0 && prefix < 0x20);
	if (k == NULL)
		return NULL;
	k->ops = ops;
	k->ctx = ctx;
	k->prefix = (char)prefix;
	if (term != NULL && *term != '\0')
		k->tk = termkey_new_abstract(term, flags);
	if (k->tk == NULL)
		k->tk = termkey_new_abstract("xterm", flags);
	if (k->tk == NULL)
		k->tk = termkey_new_abstract("vt100", flags);
	if (k->tk == NULL) {
		free(k);
		return NULL;
	}
	return k;
}

void
keys_free(struct keys *k)
{
	if (k == NULL)
		return;
	termkey_destroy(k->tk);
	free(k);
}

/* The key meant nothing: give it away with its prefix, untouched. */
static void
give_back(struct keys *k)
{
	/* Pressed twice, one goes through. */
	if (k->nheld == 0 || k->held[0] != k->prefix)
		k->ops->pass(k->ctx, &k->prefix, 1);
	k->ops->pass(k->ctx, k->held, k->nheld);
	k->nheld = 0;
	k->state = PLAIN;
}

static bool
is_command(struct keys *k, const TermKeyKey *key)
{
	return key->type == TERMKEY_TYPE_UNICODE && key->modifiers == 0 &&
	    key->code.codepoint > ' ' && key->code.codepoint < 0x7f &&
	    k->ops->command(k->ctx, (char)key->code.codepoint);
}

/* Decode what is held. `force`: it is all that will come. */
static void
decode(struct keys *k, bool force)
{
	TermKeyKey key;
	TermKeyResult r;

	r = force ? termkey_getkey_force(k->tk, &key) :
	    termkey_getkey(k->tk, &key);
	if (r == TERMKEY_RES_AGAIN && k->nheld < sizeof k->held)
		return;
	if (r == TERMKEY_RES_KEY && is_command(k, &key)) {
		k->nheld = 0;
		k->state = PLAIN;
	} else {
		give_back(k);
	}
	/* Fed byte by byte there is nothing behind the key, except after a
	 * sequence that was cut short: those bytes were passed on. */
	while (termkey_getkey_force(k->tk, &key) == TERMKEY_RES_KEY)
		;
}

static void
command_byte(struct keys *k, char c)
{
	k->held[k->nheld++] = c;
	if (c == k->prefix) {
		give_back(k);
		return;
	}
	(void)termkey_push_bytes(k->tk, &c, 1);
	decode(k, false);
}

/* Follow the marks around a paste; its text is never a key. */
static void
follow_paste(struct keys *k, char c)
{
	const char *mark = k->state == PASTE ? paste_end : paste_begin;

	if (c != mark[k->matched])
		k->matched = c == mark[0] ? 1 : 0;
	else if (mark[++k->matched] == '\0') {
		k->matched = 0;
		k->state = k->state == PASTE ? PLAIN : PASTE;
	}
}

void
keys_feed(struct keys *k, const char *p, size_t n)
{
	size_t i, from = 0;

	for (i = 0; i < n; i++) {
		if (k->state == COMMAND) {
			command_byte(k, p[i]);
			from = i + 1;
		} else if (k->state == PLAIN && p[i] == k->prefix) {
			if (i > from)
				k->ops->pass(k->ctx, p + from, i - from);
			k->state = COMMAND;
			k->matched = 0;
			from = i + 1;
		} else {
			follow_paste(k, p[i]);
		}
	}
	if (n > from)
		k->ops->pass(k->ctx, p + from, n - from);
}

bool
keys_waiting(const struct keys *k)
{
	return k->state == COMMAND && k->nheld > 0;
}

void
keys_flush(struct keys *k)
{
	if (keys_waiting(k))
		decode(k, true);
}
