/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_AGENT_H
#define AUDIT_AGENT_H

/*
 * Which agent this is, by the variables that clients set for their commands.
 * They are claims of the environment: good for finding one's way in the log,
 * proof of nothing.
 */
struct agent {
	char name[64];		/* "claude-code"; "" for a person */
	char version[32];	/* "2.1.329"; "" when not said */
	char session[80];	/* the client's own id of its session */
};

/* `name` is what is known already ("" for nothing). Never fails. */
void agent_read(const char *name, struct agent *out);

#endif
