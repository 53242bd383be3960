/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as the inside of double quotes and as one word: the reader below
 * the grammar, which knows quotes, escapes and expansions alone. What it
 * accepts prints to text that reads the same.
 */
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "syntax/parse.h"
#include "syntax/print.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Printing is a fixed point: what was printed prints as itself. */
static void
stable(struct arena *a, const struct node *n, const struct parse_opts *opts)
{
	struct buf first = { 0 }, second = { 0 };
	struct parse_result res;

	print_program(&first, n);
	buf_str(&first, "");
	parse_text(a, first.data, first.len, opts, &res);
	if (res.status == PARSE_OK && res.program != NULL) {
		print_program(&second, res.program);
		if (first.len != second.len ||
		    memcmp(first.data, second.data, first.len) != 0) {
			fprintf(stderr, "%s\n--\n%s\n", first.data, second.data);
			abort();
		}
	}
	buf_free(&first);
	buf_free(&second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct parse_opts opts[] = { { .extglob = true },
	    { .ascii = true }, { .posix_sh = true } };
	struct arena *a = arena_new((size_t)64 << 20);
	struct parse_result res;
	char *word;
	size_t i;

	if (a == NULL)
		return 0;
	if (setjmp(*arena_catch(a)) != 0) {
		arena_free(a);
		return 0;
	}
	parse_expansions(a, (const char *)data, size, &res);
	/* The bytes as words of one command. */
	word = arena_alloc(a, size + 4);
	memcpy(word, ": ", 2);
	if (size > 0)
		memcpy(word + 2, data, size);
	for (i = 2; i < size + 2; i++)
		if (strchr("\n;&|#<>()", word[i]) != NULL)
			word[i] = '$';
	for (i = 0; i < sizeof opts / sizeof opts[0]; i++) {
		parse_text(a, word, size + 2, &opts[i], &res);
		/*
		 * Single quotes in a subscript print as what bash makes of
		 * them, which may read differently.
		 */
		if (res.status == PARSE_OK && res.program != NULL &&
		    memchr(word, '\'', size + 2) == NULL)
			stable(a, res.program, &opts[i]);
	}
	arena_free(a);
	return 0;
}
