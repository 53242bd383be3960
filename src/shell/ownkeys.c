/* SPDX-License-Identifier: ISC */
/* Whose the keys are: the editor's, or the inner terminal's. */
#include <string.h>

#include "base/clock.h"
#include "shell/ownline_impl.h"

#define MS ((int64_t)1000000)

enum { KEYS_MAX = 16 * 1024, ESC_MS = 20, LATE_MS = 10 };

static void
add_keys(struct ownline *l, const char *p, size_t n)
{
	size_t i;

	if (l->keys_at == l->keys.len) {
		buf_reset(&l->keys);
		l->keys_at = 0;
	}
	for (i = 0; i < n && l->keys.len < KEYS_MAX; i++)
		if (p[i] != '\0')	/* where ^D stood in a line */
			buf_char(&l->keys, p[i]);
}

/*
 * What no program has read. What was typed at a hidden prompt must not appear
 * as a line: unless all that is left was typed after it, all is dropped.
 */
static void
take_back(struct ownline *l)
{
	char b[KEYS_MAX];
	size_t n = pty_take_back(l->pty, b, sizeof b);

	if (l->hidden_keys && n > l->shown_keys)
		n = 0;
	add_keys(l, b, n);
	explicit_bzero(b, sizeof b);
}

void
ownline_take_keys(struct ownline *l)
{
	take_back(l);
	if (!l->held.failed && l->held.len > 0)
		add_keys(l, l->held.data, l->held.len);
	buf_reset(&l->held);
	/* The kernel moves bytes through a terminal in the background. */
	l->again_at = clock_boot() + LATE_MS * MS;
	pty_alarm(l->pty, LATE_MS);
}

void
ownline_give_keys(struct ownline *l)
{
	if (l->keys.len > l->keys_at)
		buf_add(&l->held, l->keys.data + l->keys_at,
		    l->keys.len - l->keys_at);
	buf_reset(&l->keys);
	l->keys_at = 0;
	l->hidden_keys = false;
	l->shown_keys = 0;
	l->again_at = 0;
}

void
ownline_drop_keys(struct ownline *l)
{
	buf_reset(&l->keys);
	buf_reset(&l->held);
	l->keys_at = 0;
	pty_drop_typed(l->pty);
}

int
ownline_key(void *ctx)
{
	struct ownline *l = ctx;

	while (l->keys_at == l->keys.len)
		if (!pty_step(l->pty))
			return -1;
	return (unsigned char)l->keys.data[l->keys_at++];
}

bool
ownline_key_waits(void *ctx)
{
	struct ownline *l = ctx;

	/* The rest of what a key sends comes at once. */
	if (l->keys_at == l->keys.len) {
		pty_alarm(l->pty, ESC_MS);
		(void)pty_step(l->pty);
	}
	return l->keys_at < l->keys.len;
}

static void
to_terminal(struct ownline *l, const char *p, size_t n)
{
	if (pty_child_hides(l->pty)) {
		l->hidden_keys = true;
		l->shown_keys = 0;
	} else {
		l->shown_keys += n;
	}
	pty_to_child(l->pty, p, n);
}

bool
ownline_wants_keys(const struct ownline *l)
{
	return (l->ready || l->prompted) && !l->left;
}

void
ownline_typed(struct ownline *l, const char *p, size_t n)
{
	if (ownline_wants_keys(l))
		add_keys(l, p, n);
	else if (l->left || !l->to_ask)
		to_terminal(l, p, n);
	else if (l->held.len + n <= KEYS_MAX)
		/* ^C in the middle of what the shell reads would leave it with
		 * the end of a text. */
		buf_add(&l->held, p, n);
}

/* Late bytes, and those held until the shell had read its command. */
void
ownline_tick_keys(struct ownline *l)
{
	if (l->ready && l->again_at != 0 && clock_boot() >= l->again_at) {
		l->again_at = 0;
		take_back(l);
	}
	if (!l->ready && l->held.len > 0 && !l->held.failed &&
	    !l->to_ask) {
		to_terminal(l, l->held.data, l->held.len);
		buf_reset(&l->held);
	}
}
