/* SPDX-License-Identifier: ISC */
#include "kernel/lineage.h"

#include "policy/ancestry.h"

enum { ANCESTORS_MAX = 64 };

static unsigned
find(const struct lineage *l, pid_t pid)
{
	unsigned i;

	for (i = 0; i < LINEAGE_MAX; i++)
		if (l->program[i] == pid)
			break;
	return i;
}

void
lineage_note(struct lineage *l, pid_t pid, bool program)
{
	unsigned i = find(l, pid);

	if (!program) {
		if (i < LINEAGE_MAX)
			l->program[i] = 0;
	} else if (i == LINEAGE_MAX)
		l->program[l->next++ % LINEAGE_MAX] = pid;
}

bool
lineage_below(const struct lineage *l, pid_t pid, pid_t shell)
{
	struct process p;
	int i;

	for (i = 0; i < ANCESTORS_MAX && pid > 1; i++) {
		/* The shell's own process may have become a program. */
		if (find(l, pid) < LINEAGE_MAX)
			return true;
		if (pid == shell || process_read(pid, &p) != 0)
			return false;
		pid = p.ppid;
	}
	return false;
}
