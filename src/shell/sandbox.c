/* SPDX-License-Identifier: ISC */
#include "shell/sandbox.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analyse/envelope.h"
#include "base/confined.h"
#include "syntax/parse.h"

enum { MEMORY = 16 * 1024 * 1024 };

/*
 * The variable alone would be a switch that turns gates off: but where these
 * hold, its line was started within the sandbox already.
 */
static bool
clients_own(void)
{
	const char *runtime = getenv("SANDBOX_RUNTIME");

	return runtime != NULL && *runtime != '\0' && confined();
}

static bool
is_this_program(const char *path)
{
	struct stat self, other;

	return path != NULL && path[0] == '/' &&
	    stat("/proc/self/exe", &self) == 0 && stat(path, &other) == 0 &&
	    self.st_dev == other.st_dev && self.st_ino == other.st_ino;
}

bool
sandbox_start(const struct invoke *inv)
{
	struct parse_opts opts = { 0 };
	struct parse_result r;
	struct envelope e = { .inner = NULL };
	struct arena *a;
	volatile bool found = false;

	if (inv->would != INVOKE_COMMAND || !clients_own())
		return false;
	a = arena_new(MEMORY);
	if (a == NULL)
		return false;
	if (setjmp(*arena_catch(a)) == 0) {
		parse_text(a, inv->text, strlen(inv->text), &opts, &r);
		if (r.status == PARSE_OK)
			envelope_find(a, inv->text, strlen(inv->text),
			    r.program, &e);
		found = is_this_program(e.inner);
	}
	arena_free(a);
	return found;
}
