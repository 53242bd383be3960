/* SPDX-License-Identifier: ISC */
/*
 * Any bytes: the parser answers without a crash, within its limits, and what
 * it accepts prints to text with the same tree. Built with libFuzzer by
 *	clang -g -fsanitize=fuzzer,address,undefined -DFUZZING -Isrc ...
 * and without it as a program that replays the files it is given.
 */
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/io.h"
#include "syntax/parse.h"
#include "syntax/print.h"
#include "tree_dump.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* More than one heredoc: one may end another when printed, see print.h. */
static bool
heredocs(const char *tree)
{
	const char *first = strstr(tree, "redir[<<");

	return first != NULL && strstr(first + 1, "redir[<<") != NULL;
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
	if (res.status != PARSE_LIMIT && !heredocs(want.data) && (want.len != got.len ||
	    (want.len > 0 && memcmp(want.data, got.data, want.len) != 0))) {
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
	/* A heredoc without its end has no text that prints it. */
	struct parse_opts opts = { .extglob = size % 2 == 0, .prompt = true };
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

#ifndef FUZZING
int
main(int argc, char **argv)
{
	struct buf text = { 0 };
	struct err e;
	int i;

	for (i = 1; i < argc; i++) {
		buf_reset(&text);
		if (io_read_file(argv[i], 1 << 20, 0, &text, &e) < 0) {
			fprintf(stderr, "%s\n", e.msg);
			return 1;
		}
		LLVMFuzzerTestOneInput((const uint8_t *)text.data, text.len);
	}
	buf_free(&text);
	printf("1..1\nok 1 - %d seeds replayed\n", argc - 1);
	return 0;
}
#endif
