/* SPDX-License-Identifier: ISC */
#include "shell/person_gates.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/capability.h"
#include "base/exitcode.h"
#include "kernel/probe.h"
#include "policy/disabled.h"
#include "shell/beside.h"
#include "shell/gating.h"
#include "term/signals.h"

struct person_told {
	bool live;
	char why[256];
};

/* Who demands more than lines gets nothing less. */
static bool
demanded(const struct person_gates *p)
{
	return p->guard->policy->tier > TIER_LINE_ONLY && !disabled_now();
}

static void
give_up(struct person_gates *p)
{
	lines_free(p->lines);
	p->lines = NULL;
}

int
person_gates_open(struct person_gates *p, struct guard *g, const char *shell,
    char **argv, struct err *e)
{
	p->guard = g;
	p->shell = shell;
	p->argv = argv;
	if (capability_wake() != 0)
		return err_sys(e, "capabilities");
	gating_probe_prompt(g, &p->reason, &p->cure);
	if (capability_rest() != 0)
		return err_sys(e, "capabilities");
	if (g->tier < g->policy->tier && !disabled_now())
		return err_set(e, 0, "the policy demands tier %s, and here "
		    "there is %s (%s); platectl doctor says more",
		    tier_name(g->policy->tier), tier_name(g->tier),
		    p->reason != NULL ? p->reason : "?");
	if (g->tier == TIER_LINE_ONLY || g->inside)
		return 0;
	p->guarded = beside(BINDIR "/bashplate", "../bin/bashplate",
	    "bashplate", X_OK, p->path, sizeof p->path);
	p->lines = lines_new();
	p->told = mmap(NULL, sizeof *p->told, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p->told == MAP_FAILED)
		p->told = NULL;
	if (p->lines == NULL || p->told == NULL)
		return err_set(e, ENOMEM, "out of memory");
	return 0;
}

void
person_gates_close(struct person_gates *p)
{
	give_up(p);
	if (p->told != NULL)
		(void)munmap(p->told, sizeof *p->told);
	buf_free(&p->text);
}

int
person_gates_begin(struct person_gates *p)
{
	struct err why = { 0 };

	if (p->lines == NULL) {
		gating_join(p->guard);
		return 0;
	}
	if (capability_wake() != 0)
		return -1;
	/* The supervisor is to have none of the proxy's handlers. */
	signals_child();
	if (gating_begin_prompt(p->guard, p->lines, p->shell, p->guarded,
	    p->argv, &why) == 0) {
		p->told->live = true;
		return 0;
	}
	snprintf(p->told->why, sizeof p->told->why, "%.250s",
	    why.code == EBUSY ? PROBE_FOREIGN : why.msg);
	if (demanded(p)) {
		errno = EPERM;
		return -1;
	}
	gating_join(p->guard);
	return 0;
}

bool
person_gates_failed(struct person_gates *p, struct err *e)
{
	if (p->lines == NULL || e->code == ENOENT)
		return false;
	p->told->live = false;
	if (p->told->why[0] == '\0')
		snprintf(p->told->why, sizeof p->told->why, "the shell did "
		    "not start under them: %s", strerror(e->code));
	give_up(p);
	if (!demanded(p))
		return true;
	err_set(e, EPERM, "the policy demands tier %s, and there are no gates "
	    "here (%s); platectl doctor says more; nothing ran",
	    tier_name(p->guard->policy->tier), p->told->why);
	return false;
}

const char *
person_gates_started(struct person_gates *p)
{
	bool failed = p->told != NULL && !p->told->live;

	/* Nothing of the proxy's own needs any. */
	if (geteuid() != 0 && capability_keep(0) != 0)
		_exit(EXITCODE_FAULT);
	if (failed) {
		give_up(p);
		p->guard->tier = TIER_LINE_ONLY;
		p->reason = p->told->why;
		p->cure = strcmp(p->told->why, PROBE_FOREIGN) == 0 ?
		    PROBE_FOREIGN_CURE : "platectl doctor";
	}
	gating_note(p->guard, p->reason, p->cure);
	if (!failed)
		return NULL;
	buf_reset(&p->text);
	buf_printf(&p->text, "bashplate: no kernel gates in this session: %s; "
	    "lines are judged before they run, what they start is not\n",
	    p->reason);
	return p->text.failed ? NULL : p->text.data;
}

void
person_gates_line(struct person_gates *p, const char *id, const char *text,
    size_t len)
{
	if (p->lines != NULL)
		lines_add(p->lines, id, text, len);
}

void
person_gates_over(struct person_gates *p)
{
	if (p->lines != NULL)
		lines_add(p->lines, "", NULL, 0);
	if (p->guard->took && p->guard->state != NULL)
		grant_taken_over(p->guard->state);
	p->guard->took = false;
}
