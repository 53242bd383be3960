/* SPDX-License-Identifier: ISC */
/*
 * prompt_ours < NUL-separated paths: for each, what a prompt would do if its
 * lines were typed one by one: "c" the primary prompt, "p" a command is about
 * to run, "i" the prompt for more. One line "PATH LETTERS" each.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "syntax/complete.h"
#include "syntax/parse.h"

enum { MEMORY = 64 * 1024 * 1024 };

/* The letters for the text since the primary prompt; true: it goes on. */
static bool
typed(const char *text, size_t len, struct buf *out)
{
	struct parse_opts opts = { .extglob = true, .prompt = true };
	struct arena *a = arena_new(MEMORY);
	struct parse_result r = { .status = PARSE_LIMIT };
	unsigned i, n = 0;

	if (a == NULL || setjmp(*arena_catch(a)) != 0)
		exit(1);
	parse_text(a, text, len, &opts, &r);
	if (r.status == PARSE_OK)
		n = complete_count(text, r.program);
	for (i = 0; i < n; i++)
		buf_char(out, 'p');
	buf_char(out, r.status == PARSE_INCOMPLETE ? 'i' : 'c');
	arena_free(a);
	return r.status == PARSE_INCOMPLETE;
}

static void
file(const char *path)
{
	struct buf text = { 0 }, out = { 0 };
	static char line[1 << 16];
	FILE *f = fopen(path, "r");

	if (f == NULL) {
		perror(path);
		exit(1);
	}
	buf_char(&out, 'c');
	while (fgets(line, sizeof line, f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		buf_str(&text, line);
		if (typed(text.data != NULL ? text.data : "", text.len, &out))
			buf_char(&text, '\n');
		else
			buf_reset(&text);
	}
	(void)fclose(f);
	(void)printf("%s %s\n", path, out.data);
	buf_free(&text);
	buf_free(&out);
}

int
main(void)
{
	char *path = NULL;
	size_t cap = 0;

	while (getdelim(&path, &cap, '\0', stdin) > 0)
		file(path);
	free(path);
	return 0;
}
