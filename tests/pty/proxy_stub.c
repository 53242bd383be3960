/* SPDX-License-Identifier: ISC */
/*
 * The interactive personality with a judge that knows two words: a text that
 * holds FORBIDDEN is refused; one that holds HANG is answered after six
 * seconds. Everything judged and every event is appended
 * to $STUB_LOG, one line each. Arguments are bash's.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "shell/interactive.h"
#include "syntax/complete.h"
#include "syntax/parse.h"

static void
note(const char *kind, const char *text, size_t len)
{
	const char *path = getenv("STUB_LOG");
	struct buf b = { 0 };
	FILE *f;

	if (path == NULL)
		return;
	buf_visible(&b, text, len, 65536);
	f = fopen(path, "a");
	if (f != NULL) {
		(void)fprintf(f, "%s: %s\n", kind, b.data ? b.data : "");
		(void)fclose(f);
	}
	buf_free(&b);
}

/* 0 with the number of complete commands, or 2: more lines are to come. */
static int
count_commands(const char *text, size_t len, unsigned *n)
{
	struct parse_opts opts = { .extglob = true, .prompt = true };
	struct parse_result r;
	struct arena *a = arena_new(64 * 1024 * 1024);

	*n = 0;
	if (a == NULL || setjmp(*arena_catch(a)) != 0)
		return 1;
	parse_text(a, text, len, &opts, &r);
	if (r.status == PARSE_OK)
		*n = complete_count(text, r.program);
	arena_free(a);
	return r.status == PARSE_INCOMPLETE ? 2 : 0;
}

/* What it accepted last may have bound keys. */
static bool may_bind;

static enum bashlink_changed
changes(void *ctx)
{
	(void)ctx;
	return may_bind ? BASHLINK_ANYTHING : BASHLINK_NOTHING;
}

static int
judge(void *ctx, const char *text, size_t len, const char *cwd,
    unsigned *ncommands, const char **refusal)
{
	(void)ctx;
	(void)cwd;
	note("judge", text, len);
	may_bind = memmem(text, len, "bind", 4) != NULL;
	if (memmem(text, len, "HANG", 4) != NULL)
		(void)sleep(6);
	if (memmem(text, len, "FORBIDDEN", 9) != NULL) {
		*refusal = "stub: refused by the floor: FORBIDDEN\n"
		    "stub: nothing of the line ran\n";
		return 1;
	}
	return count_commands(text, len, ncommands);
}

static void
event(void *ctx, const char *kind, const char *text)
{
	(void)ctx;
	note(kind, text, strlen(text));
}

static const char *
status(void *ctx, char key)
{
	(void)ctx;
	note("key", &key, 1);
	switch (key) {
	case 'w':
		return "stub: no window is open";
	case 'l':
		return "stub: last refusal";
	case '?':
		return "stub: keys: w l ?";
	default:
		return NULL;
	}
}

int
main(int argc, char **argv)
{
	static const struct interactive_ops ops = { .judge = judge,
	    .event = event, .status = status, .changes = changes };
	static char name[] = "bash";
	struct interactive_config cfg = {
		.shell = "/bin/bash",
		.shellrc = getenv("STUB_SHELLRC"),
		.prefix_key = "^]",
		.banner = getenv("STUB_BANNER"),
		.ops = &ops
	};

	if (argc < 1 || cfg.shellrc == NULL)
		return 2;
	if (getenv("STUB_SHELL") != NULL)
		cfg.shell = getenv("STUB_SHELL");
	if (getenv("STUB_PREFIX") != NULL)
		cfg.prefix_key = getenv("STUB_PREFIX");
	argv[0] = getenv("STUB_ARGV0");
	if (argv[0] == NULL)
		argv[0] = name;
	cfg.argv = argv;
	cfg.envp = environ;
	return interactive_main(&cfg);
}
