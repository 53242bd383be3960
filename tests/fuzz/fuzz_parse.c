/* SPDX-License-Identifier: ISC */
/*
 * Any bytes: the parser answers without a crash, within its limits, and what
 * it accepts prints to text with the same tree.
 */
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "syntax/parse.h"
#include "syntax/print.h"
#include "tree_dump.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Whether ${ a} b; } is a command, or bad as in bash 5.2, hangs on how the
 * lines behind it lie, which the printer does not keep.
 */
static bool
bad_in_52(const char *tree)
{
	return strstr(tree, "bad arg[%20") != NULL ||
	    strstr(tree, "bad arg[%09") != NULL ||
	    strstr(tree, "bad arg[%0a") != NULL ||
	    strstr(tree, "bad arg[|") != NULL;
}

static void
same_tree(struct arena *a, const struct parse_opts *opts,
    const struct node *program)
{
	struct buf printed = { 0 }, want = { 0 }, got = { 0 };
	struct parse_result res;

	print_program(&printed, program);
	buf_str(&printed, "");
	tree_dump(&want, program);
	parse_text(a, printed.data, printed.len, opts, &res);
	tree_dump(&got, res.program);
	if (res.status != PARSE_LIMIT && !bad_in_52(want.data) &&
	    (want.len != got.len || (want.len > 0 &&
	    memcmp(want.data, got.data, want.len) != 0))) {
		fprintf(stderr, "%s\n%s\n%s\n", printed.data, want.data,
		    got.data == NULL ? "" : got.data);
		abort();
	}
	buf_free(&printed);
	buf_free(&want);
	buf_free(&got);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct parse_opts opts = { .extglob = size % 2 == 0,
	    .prompt = size % 4 < 2 };
	struct arena *a = arena_new((size_t)128 << 20);
	struct parse_result res;

	if (a == NULL)
		return 0;
	if (setjmp(*arena_catch(a)) != 0) {
		arena_free(a);
		return 0;
	}
	parse_text(a, (const char *)data, size, &opts, &res);
	if (res.status == PARSE_OK && res.program != NULL)
		same_tree(a, &opts, res.program);
	parse_expansions(a, (const char *)data, size, &res);
	opts.prompt = false;
	parse_text(a, (const char *)data, size, &opts, &res);
	opts.posix_sh = true;
	parse_text(a, (const char *)data, size, &opts, &res);
	arena_free(a);
	return 0;
}
