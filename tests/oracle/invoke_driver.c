/* SPDX-License-Identifier: ISC */
/* Prints what invoke_parse() says in the words of tests/oracle/invoke.sh. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyse/invoke.h"

static void
print_text(const struct invoke *inv, const char *kind)
{
	int i;

	printf("MARK:%s%s%s%s%s%s%s:<%s>", kind,
	    inv->interactive ? "i" : "", inv->login ? "l" : "",
	    inv->posix ? "o" : "", inv->privileged ? "p" : "",
	    inv->restricted ? "r" : "", inv->extglob ? "x" : "", inv->arg0);
	for (i = 0; i < inv->nargs; i++)
		printf("<%s>", inv->args[i]);
	putchar('\n');
}

static void
print_file(const struct invoke *inv)
{
	char path[4096];

	if (invoke_script_path(inv->file, getenv("PATH"), path,
	    sizeof(path)) == -1)
		printf("missing %d\n", errno == ENOENT ? 127 : 126);
	else if (inv->noexec)
		puts("nothing");
	else
		print_text(inv, "file");
}

static bool
is_program(const char *name)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", getenv("TEST_BIN"), name);
	return access(path, X_OK) == 0;
}

static void
print_command(const struct invoke *inv)
{
	const char *id = strstr(inv->text, "# text");

	if (inv->noexec || *inv->text == '\0')
		puts("nothing");
	else if (id != NULL)
		print_text(inv, id + 2);
	else if (is_program(inv->text))
		printf("MARK:word:<%s>\n", inv->text);
	else
		puts("missing 127");
}

int
main(int argc, char **argv)
{
	struct invoke inv;

	invoke_parse(argc - 1, argv + 1, isatty(0), isatty(2), &inv);
	switch (inv.kind) {
	case INVOKE_COMMAND:
		print_command(&inv);
		break;
	case INVOKE_FILE:
		print_file(&inv);
		break;
	case INVOKE_STDIN:
	case INVOKE_INTERACTIVE:
		if (inv.noexec)
			puts("nothing");
		else
			print_text(&inv, "stdin");
		break;
	case INVOKE_INFO:
		puts("info");
		break;
	case INVOKE_BAD:
		puts("bad");
		break;
	}
	return 0;
}
