/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "term/bashlink_impl.h"
#include "term/procinfo.h"

#define SECOND ((int64_t)1000000000)

static const char why_order[] =
    "bashplate: refused: the hook in the shell is out of step\n";

static linkio_frame_fn on_frame;

struct bashlink *
bashlink_new(const struct bashlink_ops *ops, void *ctx, struct err *e)
{
	struct bashlink *l = calloc(1, sizeof *l);

	if (l == NULL) {
		err_set(e, 0, "out of memory");
		return NULL;
	}
	l->ops = ops;
	l->ctx = ctx;
	l->history = l->ran_before = -1;
	l->theirs = -1;
	l->io = linkio_new(on_frame, l, &l->theirs, e);
	if (l->io == NULL) {
		free(l);
		return NULL;
	}
	return l;
}

void
bashlink_free(struct bashlink *l)
{
	if (l == NULL)
		return;
	linkio_free(l->io);
	if (l->theirs != -1)
		(void)close(l->theirs);
	buf_free(&l->approved);
	free(l);
}

int
bashlink_fd(const struct bashlink *l)
{
	return l->gone ? -1 : linkio_fd(l->io);
}

int
bashlink_shell_fd(const struct bashlink *l)
{
	return l->theirs;
}

void
bashlink_attach(struct bashlink *l, pid_t pid)
{
	assert(l->shell == 0 && pid > 1);
	l->shell = pid;
	linkio_main_writer(l->io, pid);
	(void)close(l->theirs);
	l->theirs = -1;
}

/*
 * bash counts the commands it read and ran. What the second check does not
 * see any more, because a line took it away, is noticed here at the latest.
 */
static void
count_commands(struct bashlink *l, long ran)
{
	long more = ran - l->ran_before;

	if (l->ran_before != -1 && more > 0 &&
	    (unsigned long)more > l->asked + l->expected)
		l->ops->event(l->ctx, "left-guard", "a command ran that the "
		    "guard was not asked about");
	l->ran_before = ran;
	l->asked = 0;
}

static void
on_prompt(struct bashlink *l, uint64_t seq, const char *p)
{
	/* In posix mode bash lists a trap that is not there, as "-". */
	static const char none[] = "trap -- - ";
	char *rest;
	long ran;
	bool reduced;

	(void)strtol(p, &rest, 10);
	rest += *rest == ';';
	if (*rest >= '0' && *rest <= '9') {
		ran = strtol(rest, &rest, 10);
		rest += *rest == ';';
		count_commands(l, ran);
	}
	reduced = *rest != '\0' &&
	    strncmp(rest, none, sizeof none - 1) != 0;

	l->at_prompt = true;
	l->prompt_since = true;
	/* Nothing of the line was parsed: a syntax error. */
	if (l->expected == l->total)
		l->expected = l->total = 0;
	if (l->ran && l->ops->finished != NULL)
		l->ops->finished(l->ctx, atoi(p));
	l->ran = false;
	if (l->ops->prompted != NULL && l->ops->prompted(l->ctx))
		linkio_reply(l->io, seq, '0');
	if (reduced && !l->reduced)
		l->ops->event(l->ctx, "reduced", rest);
	l->reduced = reduced;
}

static bool
from_shell_child(const struct bashlink *l, pid_t from)
{
	pid_t parent;

	if (from == -1)
		return true;	/* the system cannot tell */
	parent = procinfo_parent(from);
	/* Whoever asks waits for the answer; one that is gone did not ask,
	 * unless nobody can be looked up here. */
	if (parent == -1)
		return procinfo_parent(getpid()) == -1;
	return parent == l->shell;
}

static void
missing_hook(struct bashlink *l)
{
	if (l->hello || l->told_missing)
		return;
	l->told_missing = true;
	l->ops->event(l->ctx, "hook-missing",
	    "the line hook is not installed in the shell; "
	    "each command is judged by itself");
}

static void
tell_status(struct bashlink *l, uint64_t seq)
{
	const char *text = "";

	if (l->ops->status != NULL)
		text = l->ops->status(l->ctx);
	linkio_tell(l->io, seq, text);
}

static void
take_tables(struct bashlink *l, const char *p, size_t len)
{
	const char *end = p + len, *a, *f, *v;
	size_t n;

	a = memchr(p, ';', len);
	if (a == NULL || a == p || l->ops->table == NULL)
		return;
	n = (size_t)(a++ - p);
	f = memmem(a, (size_t)(end - a), p, n);
	v = f == NULL ? NULL : memmem(f + n, (size_t)(end - f) - n, p, n);
	if (v == NULL)
		return;
	l->ops->table(l->ctx, 'A', a, (size_t)(f - a));
	l->ops->table(l->ctx, 'F', f + n, (size_t)(v - f) - n);
	l->ops->table(l->ctx, 'V', v + n, (size_t)(end - v) - n);
}

static void
on_frame(void *ctx, pid_t from, char kind, uint64_t seq, const char *p,
    size_t len)
{
	struct bashlink *l = ctx;
	const char *text;
	size_t textlen;
	bool asks = kind == 'L' || kind == 'P' || kind == 'B';

	if (kind == 'W') {
		tell_status(l, seq);
		return;
	}
	if (kind == 'P' && !l->zsh ? !from_shell_child(l, from) :
	    from != -1 && from != l->shell)
		return;
	l->silent_at = 0;
	if (seq <= l->last_seq) {
		if (asks)
			bashlink_refuse(l, seq, why_order);
		return;
	}
	l->last_seq = seq;
	/* Not at the start: an exec still under way shows half a picture. */
	if (l->image == 0)
		l->image = procinfo_image(l->shell);
	if (len == LINKIO_TOO_LONG && !asks)
		return;
	switch (kind) {
	case 'H':
		l->hello = true;
		l->zsh = strncmp(p, "zsh ", 4) == 0;
		break;
	case 'L':
		bashlink_on_line(l, seq, p, len);
		break;
	case 'P':
	case 'B':
		missing_hook(l);
		l->editor |= kind == 'B';
		l->exact = l->zsh || kind == 'B';
		bashlink_on_parsed(l, seq, p, len);
		break;
	case 'Q':
		on_prompt(l, seq, p);
		break;
	case 'A':
	case 'F':
	case 'V':
		if (l->ops->table != NULL)
			l->ops->table(l->ctx, kind, p, len);
		break;
	case 'T':
		take_tables(l, p, len);
		break;
	case 'N':
		(void)bashlink_history_entry(p, len, &l->history, &text,
		    &textlen);
		break;
	default:
		break;
	}
}

void
bashlink_ready(struct bashlink *l)
{
	if (l->gone || linkio_read(l->io) == 0)
		return;
	/* The shell ended, which is seen elsewhere, or it did not:
	 * bashlink_check() looks when an exec under way is over. */
	l->gone = true;
}

void
bashlink_typed(struct bashlink *l)
{
	if (l->blocked && l->prompt_since)
		l->blocked = false;
}

void
bashlink_enter_typed(struct bashlink *l, bool editing)
{
	/* A line editor of the shell runs although no prompt was reported:
	 * `read -e` says so, a shell without its hook says nothing. */
	if (!editing)
		return;
	if (!l->at_prompt && l->silent_at == 0)
		l->silent_at = clock_boot() +
		    (l->editor || !l->hello ? 10 : 1) * SECOND;
}

static void
left(struct bashlink *l, const char *how)
{
	l->hello = false;
	l->told_missing = true;
	l->at_prompt = false;
	l->ops->event(l->ctx, "left-guard", how);
}

void
bashlink_check(struct bashlink *l)
{
	uint64_t image;

	if (l->silent_at != 0 && clock_boot() > l->silent_at) {
		l->silent_at = 0;
		if (l->hello)
			left(l, "a line was taken and the hook did not ask");
		else
			missing_hook(l);
	}
	image = procinfo_image(l->shell);
	if (image == 0)
		return;		/* it has ended */
	if (l->image != 0 && image != l->image)
		left(l, "the shell was replaced by another program");
	else if (l->gone && !l->told_gone)
		left(l, "the shell closed its link to the guard");
	l->told_gone = l->gone;
	if (l->image != 0)
		l->image = image;
}

bool
bashlink_at_prompt(const struct bashlink *l)
{
	return l->at_prompt && !l->gone;
}

bool
bashlink_other_editor(const struct bashlink *l)
{
	return l->editor;
}

bool
bashlink_behind(const struct bashlink *l)
{
	return l->behind;
}
