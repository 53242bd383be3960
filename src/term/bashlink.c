/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "term/bashlink.h"
#include "term/linkio.h"
#include "term/procinfo.h"

static const char why_unseen[] =
    "bashplate: refused: the text of this command could not be seen "
    "(not recorded in the history)\n";
static const char why_late[] =
    "bashplate: refused: the guard came in late and did not see this "
    "command; enter it once more\n";
static const char why_after[] =
    "bashplate: refused: what follows a refused command in the same input "
    "does not run\n";
static const char why_long[] =
    "bashplate: refused: the line is longer than the guard judges\n";
static const char why_order[] =
    "bashplate: refused: the hook in the shell is out of step\n";

struct bashlink {
	const struct bashlink_ops *ops;
	void *ctx;
	struct linkio *io;
	int theirs;
	pid_t shell;
	uint64_t image;		/* the program the shell is; 0: not known */
	uint64_t last_seq;
	bool hello;
	bool zsh;
	bool told_missing;
	bool gone;		/* end of file on the socket */
	bool told_gone;
	bool reduced;
	bool ran;		/* something was accepted since the prompt */
	bool at_prompt;
	bool blocked;		/* a P was refused: see on_parsed() */
	bool prompt_since;	/* a prompt was reached since then */
	bool mixed;		/* history expansion in a continuation line */
	unsigned expected;	/* commands approved and not yet parsed */
	unsigned total;		/* what `expected` started from */
	long history;		/* number of the last entry seen, -1: none */
	int64_t silent_at;	/* a frame is due by then, or 0 */
	uint64_t own_seq;	/* question that waits for us */
	char own_verdict;	/* its answer, or NUL */
	struct buf approved;	/* text of the last accepted line */
};

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
	l->history = -1;
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

static void
approve(struct bashlink *l, const char *text, size_t len, unsigned count)
{
	l->expected = l->total = count;
	buf_reset(&l->approved);
	buf_add(&l->approved, text, len);
}

static void
refuse(struct bashlink *l, uint64_t seq, const char *why)
{
	l->expected = l->total = 0;
	l->ops->refused(l->ctx, why);
	linkio_reply(l->io, seq, '1');
}

/* The shell waits while we do what was asked. */
static void
own(struct bashlink *l, uint64_t seq, char verdict)
{
	l->expected = l->total = 0;
	l->own_seq = seq;
	l->own_verdict = verdict;
	linkio_reply(l->io, seq, '3');
}

void
bashlink_own_done(struct bashlink *l)
{
	if (l->own_verdict != '\0')
		linkio_reply(l->io, l->own_seq, l->own_verdict);
	l->own_verdict = '\0';
}

/* Enter was pressed: decide on the whole line before bash sees it. */
static void
on_line(struct bashlink *l, uint64_t seq, const char *p, size_t len)
{
	unsigned count = 0;

	l->blocked = false;
	if (len == LINKIO_TOO_LONG || len == 0) {
		refuse(l, seq, why_long);
		return;
	}
	l->mixed = p[0] == '!';
	switch (l->ops->judge(l->ctx, p + 1, len - 1, &count)) {
	case BASHLINK_ACCEPT:
		approve(l, p + 1, len - 1, count);
		break;
	case BASHLINK_INCOMPLETE:
		/* Nothing runs before bash has read the end, which comes as
		 * another L; a P before that meets a count of 0. */
		approve(l, p + 1, len - 1, 0);
		break;
	case BASHLINK_OWN:
		own(l, seq, '2');
		return;
	default:
		refuse(l, seq, NULL);
		return;
	}
	l->at_prompt = false;
	l->ran = true;
	linkio_reply(l->io, seq, l->ops->changes != NULL &&
	    l->ops->changes(l->ctx) ? '4' : '0');
}

/* Split "  123  text\n" as `history 1` prints it. */
static bool
history_entry(const char *p, size_t len, long *number, const char **text,
    size_t *textlen)
{
	const char *end = p + len;
	char *q;

	*number = strtol(p, &q, 10);
	if (q == p || end - q < 2)
		return false;
	q += 2;		/* a space or the mark of an edited entry, a space */
	while (end > q && end[-1] == '\n')
		end--;
	*text = q;
	*textlen = (size_t)(end - q);
	return true;
}

/*
 * May this command use up one approval? Where a line held several, or its
 * text was not certain, the text that is about to run must be part of what
 * was approved; else it is judged by itself. So a count left over can never
 * cover a command that nobody saw.
 */
static bool
covered(struct bashlink *l, bool known, const char *text, size_t len)
{
	/* What zsh runs, aliases and history expanded, against what was
	 * typed: only the same needs no second look. */
	if (l->zsh)
		return l->approved.len == len && len > 0 &&
		    memcmp(l->approved.data, text, len) == 0;
	if (l->total == 1 && !l->mixed)
		return true;
	if (!known)
		return !l->mixed;
	return memmem(l->approved.data, l->approved.len, text, len) != NULL;
}

/* A command was parsed and runs unless we say no. */
static void
on_parsed(struct bashlink *l, uint64_t seq, const char *p, size_t len)
{
	const char *text = "", *why = NULL;
	size_t textlen = 0;
	enum bashlink_answer answer;
	unsigned count;
	bool expected, first = l->history == -1, known;
	long number = -1;

	/* An entry that is not newer than the last one belongs to an older
	 * command: this one was not recorded. */
	known = len != LINKIO_TOO_LONG && (l->zsh ||
	    (history_entry(p, len, &number, &text, &textlen) &&
	    !first && number > l->history));
	if (l->zsh && known) {
		text = p;
		textlen = len;
		first = false;
	}
	if (number != -1)
		l->history = number;
	l->at_prompt = false;
	expected = l->expected > 0;
	if (expected)
		l->expected = l->zsh ? 0 : l->expected - 1;
	/* The interrupt that drops a refused command does not drop the rest
	 * of a paste: refuse that until a person types again. */
	if (l->blocked)
		why = why_after;
	else if (expected && covered(l, known, text, textlen))
		goto accept;
	else if (!known)
		why = first ? why_late : why_unseen;
	else if ((answer = l->ops->judge(l->ctx, text, textlen, &count)) ==
	    BASHLINK_ACCEPT)
		goto accept;
	else if (answer == BASHLINK_OWN) {
		/* Not said to be refused, but bash must drop it. */
		own(l, seq, '1');
		return;
	}
	l->blocked = true;
	/* Without the hook no prompt is ever reported. */
	l->prompt_since = !l->hello;
	refuse(l, seq, why);
	return;
accept:
	l->ran = true;
	linkio_reply(l->io, seq, '0');
}

static void
on_prompt(struct bashlink *l, uint64_t seq, const char *p)
{
	/* In posix mode bash lists a trap that is not there, as "-". */
	static const char none[] = ";trap -- - ";
	const char *trap = strchr(p, ';');
	bool reduced = trap != NULL && trap[1] != '\0' &&
	    strncmp(trap, none, sizeof none - 1) != 0;

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
		l->ops->event(l->ctx, "reduced", trap + 1);
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
on_frame(void *ctx, pid_t from, char kind, uint64_t seq, const char *p,
    size_t len)
{
	struct bashlink *l = ctx;
	const char *text;
	size_t textlen;
	bool asks = kind == 'L' || kind == 'P';

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
			refuse(l, seq, why_order);
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
		on_line(l, seq, p, len);
		break;
	case 'P':
		missing_hook(l);
		on_parsed(l, seq, p, len);
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
	case 'N':
		(void)history_entry(p, len, &l->history, &text, &textlen);
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
	if (!l->hello)
		missing_hook(l);
	else if (!l->at_prompt && l->silent_at == 0)
		l->silent_at = clock_boot() + 1000000000;
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
		left(l, "a line was taken and the hook did not ask");
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
