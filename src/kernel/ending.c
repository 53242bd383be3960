/* SPDX-License-Identifier: ISC */
#include "kernel/ending.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "audit/record.h"
#include "base/clock.h"
#include "kernel/uapi.h"

enum {
	/* A parent that waits at all has done so long before. */
	PATIENCE_MS = 5000,
	MS = 1000 * 1000,
	UNKNOWN = -1,
	NOT_YET = -2
};

/* The status that the shell left. Linux before 6.13 knows no such question
 * and answers with an error, 6.15 and later tell after the wait. */
static int
exit_status(const struct supervisor *s)
{
	struct uapi_pidfd_info info = { .mask = UAPI_PIDFD_INFO_EXIT };
	int code;

	if (s->shell_pidfd < 0 ||
	    ioctl(s->shell_pidfd, UAPI_PIDFD_GET_INFO, &info) != 0)
		return UNKNOWN;
	if ((info.mask & UAPI_PIDFD_INFO_EXIT) == 0)
		return NOT_YET;
	code = info.exit_code;
	return (code & 0x7f) != 0 ? 128 + (code & 0x7f) : code >> 8 & 0xff;
}

void
ending_write(struct supervisor *s)
{
	int status = exit_status(s);
	struct record_exit end = { .status = status < 0 ? -1 : status,
	    .duration = (s->gone != 0 ? s->gone : clock_boot()) - s->since };
	struct record r = { .kind = RECORD_EXIT, .session = s->cfg->session,
	    .line = s->cfg->line, .exit = &end };
	char text[2048], names[1800];
	struct done sum;

	s->gone = 0;
	if (s->cfg->state == NULL)
		return;
	workers_done(&s->workers, &sum);
	tally_print(&sum.tally, names, sizeof names);
	snprintf(text, sizeof text, "%lu execs, %lu verified, %lu refused%s%s",
	    sum.tally.total, sum.verified,
	    (unsigned long)s->workers.shared->refused,
	    names[0] != '\0' ? ": " : "", names);
	r.detail = text;
	/* Its lines have had their ends, from who reads them. */
	if (s->cfg->lines != NULL) {
		r.kind = RECORD_SESSION;
		r.event = "gates";
		r.exit = NULL;
	}
	(void)record_write(s->cfg->state, &r, NULL);
}

void
ending_begin(struct supervisor *s, struct pollfd *shell)
{
	close(s->notify);
	s->notify = -1;
	s->gone = clock_boot();
	/* No event is asked for: a dead process is readable all the time, one
	 * that was waited for hangs up. */
	*shell = (struct pollfd){ .fd = s->shell_pidfd };
}

static int
left(const struct supervisor *s)
{
	int64_t spent = (clock_boot() - s->gone) / MS;

	return spent < PATIENCE_MS ? (int)(PATIENCE_MS - spent) : 0;
}

int
ending_tick(const struct supervisor *s, int others)
{
	int mine;

	if (s->gone == 0)
		return others;
	/* A whole millisecond more: rounding must not make us spin. */
	mine = left(s) + 1;
	return others < 0 || mine < others ? mine : others;
}

bool
ending_look(struct supervisor *s, struct pollfd *shell)
{
	if (s->gone == 0)
		return true;
	if (exit_status(s) == NOT_YET && left(s) > 0)
		return false;
	ending_write(s);
	shell->fd = -1;
	return true;
}
