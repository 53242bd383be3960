/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_NOSQL_INT_H
#define ANALYSE_NOSQL_INT_H

/* Shared by nosql.c (redis) and mongo.c and by nothing else. */

#include "analyse/sql.h"

/* A text and the list of what was found in it. */
struct nosql_list {
	struct arena *a;
	struct sql_stmt **tail;
	const char *text;
	size_t n;
};

/* A new statement about bytes [off, end) at the end of the list. */
struct sql_stmt *nosql_emit(struct nosql_list *l, enum sql_verb v, size_t off,
    size_t end);

#endif
