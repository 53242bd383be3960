/* SPDX-License-Identifier: ISC */
#include "ctl/setup_commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "ctl/setup_place.h"

struct command_file {
	const char *name, *text;
};

static const struct command_file files[] = {
	{ "release-window.md",
	    "---\n"
	    "description: Ask for a release window; a person opens it outside "
	    "this session\n"
	    "argument-hint: \"[30m | 2h | until 18:00] [--reason TEXT] "
	    "[--scope PACK,...]\"\n"
	    "allowed-tools: Bash(release-window:*)\n"
	    "---\n"
	    "!`release-window $ARGUMENTS`\n" },
	{ "qualify-senior.md",
	    "---\n"
	    "description: How a person becomes somebody who may open release "
	    "windows\n"
	    "allowed-tools: Bash(qualify-senior:*)\n"
	    "---\n"
	    "!`qualify-senior`\n" },
	{ NULL, NULL }
};

enum { LARGEST = 65536 };

const char *
setup_commands_folder(struct arena *a, bool managed, const char *root)
{
	const char *settings = setup_user(a), *slash;

	if (managed)
		return arena_printf(a, "%s/etc/claude-code/.claude/commands",
		    root);
	if (settings == NULL || (slash = strrchr(settings, '/')) == NULL)
		return NULL;
	return arena_printf(a, "%.*s/commands", (int)(slash - settings),
	    settings);
}

static const char *
path_of(struct arena *a, const char *folder, const struct command_file *f)
{
	return arena_printf(a, "%s/%s", folder, f->name);
}

static bool
ours(const char *path, const struct command_file *f)
{
	struct buf b = { 0 };
	bool same;

	same = io_read_file(path, LARGEST, 1, &b, NULL) == 0 &&
	    b.data != NULL && strcmp(b.data, f->text) == 0;
	buf_free(&b);
	return same;
}

bool
setup_commands_missing(struct arena *a, const char *folder)
{
	const struct command_file *f;

	for (f = files; f->name != NULL; f++)
		if (access(path_of(a, folder, f), F_OK) != 0)
			return true;
	return false;
}

void
setup_commands_show(struct arena *a, const char *folder, bool remove)
{
	const struct command_file *f;
	const char *path;

	for (f = files; f->name != NULL; f++) {
		path = path_of(a, folder, f);
		if (remove ? ours(path, f) : access(path, F_OK) != 0)
			printf("%s will be %s: the slash command /%.*s\n",
			    path, remove ? "removed" : "made",
			    (int)strcspn(f->name, "."), f->name);
	}
}

int
setup_commands_write(struct arena *a, const char *folder, bool managed,
    struct err *e)
{
	const struct command_file *f;
	const char *path;

	if (io_mkdirs(folder, managed ? 0755 : 0700, e) != 0)
		return -1;
	for (f = files; f->name != NULL; f++) {
		path = path_of(a, folder, f);
		if (access(path, F_OK) != 0 && io_replace(path, f->text,
		    strlen(f->text), managed ? 0644 : 0600, e) != 0)
			return -1;
	}
	return 0;
}

void
setup_commands_remove(struct arena *a, const char *folder)
{
	const struct command_file *f;
	const char *path;

	for (f = files; f->name != NULL; f++) {
		path = path_of(a, folder, f);
		if (ours(path, f))
			(void)unlink(path);
	}
	(void)rmdir(folder);
}
