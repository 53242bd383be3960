/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a line: the walk answers with effects, within its limits. No
 * file is read. Twice the same line gives the same effects. What zsh makes of
 * it is looked at as well.
 */
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/effect_print.h"
#include "analyse/walk.h"
#include "analyse/zshread.h"
#include "base/arena.h"
#include "syntax/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
walk_once(const uint8_t *data, size_t size, const char *past, struct buf *out)
{
	static char path[] = "PATH=/usr/bin:/bin", home[] = "HOME=/home/nobody";
	static char *const environment[] = { path, home, NULL };
	struct walk_world world = { .environ = environment, .cwd = "/w",
	    .home = "/home/nobody", .uid = 1000, .pid = 42, .past = past,
	    .past_len = past == NULL ? 0 : strlen(past) + 1 };
	struct arena *a = arena_new((size_t)64 << 20);
	const struct effects *list;
	const struct effect *e;

	if (a == NULL)
		return;
	if (setjmp(*arena_catch(a)) == 0) {
		list = walk_text(a, (const char *)data, size, NULL, &world);
		for (e = list->head; e != NULL; e = e->next) {
			effect_print_one(out, e);
			buf_char(out, '\n');
		}
	}
	arena_free(a);
}

static void
read_as_zsh(const uint8_t *data, size_t size)
{
	struct parse_opts opts = { .no_comments = size % 2 == 0 };
	struct arena *a = arena_new((size_t)64 << 20);
	struct parse_result res;
	struct span at;

	if (a == NULL)
		return;
	if (setjmp(*arena_catch(a)) == 0) {
		parse_text(a, (const char *)data, size, &opts, &res);
		(void)zsh_unread(res.program, &at);
	}
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf first = { 0 }, second = { 0 };

	walk_once(data, size, NULL, &first);
	walk_once(data, size, NULL, &second);
	if (first.len != second.len || (first.len > 0 &&
	    memcmp(first.data, second.data, first.len) != 0)) {
		fprintf(stderr, "%s\n--\n%s\n", first.data, second.data);
		abort();
	}
	walk_once(data, size, "f() { \"$@\"; }; x=$1", &first);
	read_as_zsh(data, size);
	buf_free(&first);
	buf_free(&second);
	return 0;
}
