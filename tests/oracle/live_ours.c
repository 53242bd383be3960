/* SPDX-License-Identifier: ISC */
/*
 * For each program named on standard input, NUL-ended: its path, and whether
 * the walk sees that it runs `hit`: seen, open (something is unknown), refused
 * (by name), or no.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/walk.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/io.h"

/* What the driver's bash has done before. */
static const char before[] = "shopt -s extglob\nw=a\n";

static const char *
answer(const struct effects *list)
{
	const struct effect *e;
	const char *say = "no";

	for (e = list->head; e != NULL; e = e->next) {
		if (e->kind == EFFECT_COMMAND && e->argc > 0 &&
		    value_may_be(e->argv[0], "hit"))
			return "seen";
		if (e->kind == EFFECT_UNKNOWN)
			say = "open";
	}
	return list->status == EFFECTS_OK ? say : "refused";
}

static int
judge(const char *path)
{
	static char locale[] = "LC_ALL=C.UTF-8";
	static char *const environment[] = { locale, NULL };
	struct walk_world world = { .environ = environment, .cwd = "/w",
	    .home = "/home/nobody", .uid = 1000, .pid = 42 };
	struct arena *a = arena_new((size_t)64 << 20);
	struct buf text = { 0 };
	struct err e;
	const char *say;

	if (a == NULL)
		return -1;
	buf_str(&text, before);
	if (io_read_file(path, (size_t)1 << 20, 0, &text, &e) != 0) {
		fprintf(stderr, "%s: cannot be read\n", path);
		return -1;
	}
	say = setjmp(*arena_catch(a)) != 0 ? "refused" :
	    answer(walk_text(a, text.data, text.len, NULL, &world));
	printf("%s\t%s\n", path, say);
	buf_free(&text);
	arena_free(a);
	return 0;
}

int
main(void)
{
	char *path = NULL;
	size_t room = 0;
	int status = 0;

	while (getdelim(&path, &room, '\0', stdin) > 0)
		status |= judge(path) != 0;
	free(path);
	return status;
}
