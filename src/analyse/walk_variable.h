/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_WALK_VARIABLE_H
#define ANALYSE_WALK_VARIABLE_H

/* Shared by walk_variable.c and walk_variable_words.c, and by nothing else. */

#include "analyse/walk_int.h"

/* One reading of a command with what variables add to it. */
struct adding {
	struct walk *w;
	const struct effect *e;
	unsigned reading;	/* which alternative of each value */
	unsigned readings;	/* how many there are */
	bool quotes, bare;	/* some are met; they are letters like others */
	bool ambient;		/* nothing of it was set on the line */
	const char *names;	/* of the variables that were used */
	struct fields front, sub, end;
};

/* The value as the command will see it, noted in d->names; NULL: not there. */
struct value *variable_value(struct adding *d, const char *name);

/* The words of a value, into *f and d->end. Of one that is known in part,
 * those that end before the hole or begin behind it, and any option. */
void variable_words(struct adding *d, const struct value *v,
    enum tool_added_how how, struct fields *f);

/* An option, or a value of one, that nobody knows, and what else there may
 * be. */
void variable_anything(struct adding *d, enum tool_added_how how,
    struct fields *f);

#endif
