/* SPDX-License-Identifier: ISC */
/* What the shell asks, and what of it is approved. */
#include <stdlib.h>
#include <string.h>

#include "term/bashlink_impl.h"

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
    "bashplate: refused: the line is longer than 1 MiB, the most that the "
    "guard judges at a prompt; put it into a file\n";

static void
approve(struct bashlink *l, const char *text, size_t len, unsigned count)
{
	l->expected = l->total = count;
	l->whole = false;
	buf_reset(&l->approved);
	buf_add(&l->approved, text, len);
}

void
bashlink_refuse(struct bashlink *l, uint64_t seq, const char *why)
{
	l->expected = l->total = 0;
	l->ops->refused(l->ctx, why);
	linkio_reply(l->io, seq, '1');
}

/* An approval; the letter says what is to be told with the next prompt. */
static void
accept(struct bashlink *l, uint64_t seq, const char letter[3])
{
	enum bashlink_changed changed = BASHLINK_NOTHING;

	if (l->ops->changes != NULL)
		changed = l->ops->changes(l->ctx);
	linkio_reply(l->io, seq, letter[changed]);
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
void
bashlink_on_line(struct bashlink *l, uint64_t seq, const char *p, size_t len)
{
	unsigned count = 0;

	l->blocked = false;
	if (len == LINKIO_TOO_LONG || len == 0) {
		bashlink_refuse(l, seq, why_long);
		return;
	}
	l->mixed = p[0] == '!';
	l->behind = p[0] == '+';
	switch (l->ops->judge(l->ctx, p + 1, len - 1, &count)) {
	case BASHLINK_ACCEPT:
		approve(l, p + 1, len - 1, count);
		l->whole = p[0] == '=' && count == 1;
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
		bashlink_refuse(l, seq, NULL);
		return;
	}
	l->at_prompt = false;
	l->ran = true;
	if (!l->whole) {
		linkio_reply(l->io, seq, '0');
		return;
	}
	l->asked++;
	accept(l, seq, "586");
}

/* Split "  123  text\n" as `history 1` prints it. */
bool
bashlink_history_entry(const char *p, size_t len, long *number, const char **text,
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
	if (l->exact)
		return l->approved.len == len && len > 0 &&
		    memcmp(l->approved.data, text, len) == 0;
	/* The shell was told that it need not ask about this one. */
	if (l->whole)
		return known && l->approved.len == len &&
		    memcmp(l->approved.data, text, len) == 0;
	/* Several lines are put together in the history. */
	if (l->total == 1 && !l->mixed && (!known ||
	    memchr(l->approved.data, '\n', l->approved.len) != NULL))
		return true;
	if (!known)
		return !l->mixed;
	return memmem(l->approved.data, l->approved.len, text, len) != NULL;
}

/* A command was parsed and runs unless we say no. */
void
bashlink_on_parsed(struct bashlink *l, uint64_t seq, const char *p, size_t len)
{
	const char *text = "", *why = NULL;
	size_t textlen = 0;
	enum bashlink_answer answer;
	unsigned count;
	bool expected, first = l->history == -1, known;
	long number = -1;

	/* An entry that is not newer than the last one belongs to an older
	 * command: this one was not recorded. */
	known = len != LINKIO_TOO_LONG && (l->exact ||
	    (bashlink_history_entry(p, len, &number, &text, &textlen) &&
	    !first && number > l->history));
	if (l->exact && known) {
		text = p;
		textlen = len;
		first = false;
	}
	if (number != -1)
		l->history = number;
	l->at_prompt = l->behind = false;
	l->asked++;
	expected = l->expected > 0;
	if (expected)
		l->expected = l->exact ? 0 : l->expected - 1;
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
	bashlink_refuse(l, seq, why);
	return;
accept:
	l->ran = true;
	accept(l, seq, l->exact && !l->zsh ? "077" : "094");
}
