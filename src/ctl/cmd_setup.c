/* SPDX-License-Identifier: ISC */
/*
 * Make Claude Code start bashplate: shown first, applied after a yes, undone
 * byte for byte. Beside the settings FILE lie, while it is applied,
 * FILE.bashplate-backup with the old bytes (or FILE.bashplate-new, empty, when
 * there was no file).
 */
#include <errno.h>
#include <getopt.h>
#include <histedit.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/exitcode.h"
#include "base/io.h"
#include "ctl/claude.h"
#include "ctl/command.h"
#include "ctl/common.h"

enum { SETTINGS_MAX = 4 * 1024 * 1024 };

struct setup {
	bool undo, yes;
	enum claude_file scope;
	const char *path, *backup, *marker, *shell;
	struct arena *a;
};

static const struct option options[] = {
	{ "undo", no_argument, NULL, 'u' },
	{ "yes", no_argument, NULL, 'y' },
	{ "scope", required_argument, NULL, 's' },
	{ NULL, 0, NULL, 0 }
};

static int
parse_scope(const char *word, enum claude_file *out)
{
	if (strcmp(word, "user") == 0)
		*out = CLAUDE_USER;
	else if (strcmp(word, "managed") == 0)
		*out = CLAUDE_MANAGED;
	else if (strcmp(word, "project") == 0)
		*out = CLAUDE_PROJECT;
	else
		return ctl_usage(&cmd_setup, "\"%s\" is no scope; user, "
		    "managed or project", word);
	return 0;
}

static int
parse(int argc, char **argv, struct setup *o)
{
	int c, r = 0;

	o->scope = geteuid() == 0 ? CLAUDE_MANAGED : CLAUDE_USER;
	while (r == 0 && (c = getopt_long(argc, argv, "", options, NULL)) !=
	    -1)
		switch (c) {
		case 'u':
			o->undo = true;
			break;
		case 'y':
			o->yes = true;
			break;
		case 's':
			r = parse_scope(optarg, &o->scope);
			break;
		default:
			r = ctl_usage(&cmd_setup, "bad option");
		}
	if (r == 0 && (argc - optind != 1 ||
	    strcmp(argv[optind], "claude-code") != 0))
		r = ctl_usage(&cmd_setup, "\"claude-code\" was expected");
	return r;
}

static int
fault(const char *what, const char *why)
{
	fprintf(stderr, "platectl: setup: %s: %s\n", what, why);
	return EXITCODE_FAULT;
}

static const char *
prompt(EditLine *el)
{
	(void)el;
	return "Apply this? [y/N] ";
}

/* A yes typed on the terminal; without one the answer is no. */
static bool
ask(void)
{
	EditLine *el;
	const char *line;
	bool yes;
	int n;

	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
		fputs("platectl: setup: no terminal to ask on; --yes applies "
		    "it\n", stderr);
		return false;
	}
	el = el_init("platectl", stdin, stderr, stderr);
	if (el == NULL)
		return false;
	el_set(el, EL_PROMPT, prompt);
	line = el_gets(el, &n);
	yes = line != NULL && (strcmp(line, "y\n") == 0 ||
	    strcmp(line, "yes\n") == 0);
	el_end(el);
	return yes;
}

/* Returns 1 when there is a file, 0 when there is none, -1 on error. */
static int
slurp(const char *path, struct buf *out)
{
	struct err e = { 0 };

	if (io_read_file(path, SETTINGS_MAX, 0, out, &e) == 0)
		return 1;
	if (e.code == ENOENT || e.code == ENOTDIR)
		return 0;
	fault(path, e.msg);
	return -1;
}

static mode_t
mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_mode & 0777 : 0644;
}

static bool
exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* A settings file may be a link into a dotfiles folder: the target is what
 * is replaced, and the link stays. */
static const char *
resolve(struct arena *a, const char *path)
{
	char real[PATH_MAX];

	return realpath(path, real) != NULL ? arena_strdup(a, real) : path;
}

static int
undo(const struct setup *o)
{
	struct err e = { 0 };
	struct buf old = { 0 };
	int r = 0;

	if (exists(o->backup)) {
		if (slurp(o->backup, &old) != 1)
			return EXITCODE_FAULT;
		if (io_replace(o->path, old.data != NULL ? old.data : "",
		    old.len, mode_of(o->backup), &e) != 0)
			r = fault(o->path, e.msg);
		else
			unlink(o->backup);
	} else if (exists(o->marker)) {
		if (unlink(o->path) != 0 && errno != ENOENT)
			r = fault(o->path, strerror(errno));
		else
			unlink(o->marker);
	} else {
		printf("nothing to undo in %s\n", o->path);
		return 0;
	}
	if (r == 0)
		printf("%s is as it was before\n", o->path);
	buf_free(&old);
	return r;
}

static void
show(const struct setup *o)
{
	enum claude_file f;

	printf("%s (%s) gets\n  \"env\": { \"CLAUDE_CODE_SHELL\": \"%s\",\n"
	    "           \"SHELL\": \"%s\" }\n", o->path,
	    claude_title(o->scope), o->shell, o->shell);
	for (f = CLAUDE_MANAGED; f < CLAUDE_FILES; f++)
		if (claude_path(o->a, f) != NULL && claude_writable(o->a, f))
			printf("note: this user, and so an agent, can write "
			    "%s (%s)%s\n", claude_path(o->a, f),
			    claude_title(f), f == o->scope ? "" :
			    f < o->scope ? ", which overrules it" :
			    o->scope == CLAUDE_MANAGED ? "" :
			    ", which overrules the user's");
	if (o->scope != CLAUDE_MANAGED)
		puts("note: only managed settings, written by root, are out "
		    "of an agent's reach");
}

static int
apply(const struct setup *o)
{
	struct err e = { 0 };
	struct buf old = { 0 }, new = { 0 };
	const char *why = claude_rejects(o->shell);
	int have, r = 0;

	if (why != NULL)
		return fault(o->shell, why);
	if (exists(o->backup) || exists(o->marker)) {
		printf("already applied to %s; --undo takes it back\n",
		    o->path);
		return 0;
	}
	have = slurp(o->path, &old);
	if (have < 0)
		return EXITCODE_FAULT;
	if (claude_with_shell(&old, o->shell, &new) != 0)
		return fault(o->path, "is not a JSON object; mend it first");
	show(o);
	fflush(stdout);
	if (!o->yes && !ask()) {
		puts("nothing was changed");
		r = EXITCODE_USAGE;
	} else if ((!have && io_mkdirs(arena_strndup(o->a, o->path,
	    (size_t)(strrchr(o->path, '/') - o->path)), 0755, &e) != 0) ||
	    io_replace(have ? o->backup : o->marker, old.data != NULL ?
	    old.data : "", old.len, mode_of(o->path), &e) != 0 ||
	    io_replace(o->path, new.data, new.len, mode_of(o->path), &e) != 0)
		r = fault(o->path, e.msg);
	else
		puts("applied; start the client anew, then run platectl "
		    "doctor");
	buf_free(&old);
	buf_free(&new);
	return r;
}

static int
run(int argc, char **argv)
{
	struct setup o = { 0 };
	int r = parse(argc, argv, &o);

	if (r != 0)
		return r;
	o.a = arena_new(1024 * 1024);
	if (o.a == NULL)
		return fault("memory", "out of memory");
	o.shell = ctl_shell(o.a);
	o.path = claude_path(o.a, o.scope);
	if (o.path == NULL)
		r = fault("HOME", "is unset, so there are no user settings");
	else {
		o.path = resolve(o.a, o.path);
		o.backup = arena_printf(o.a, "%s.bashplate-backup", o.path);
		o.marker = arena_printf(o.a, "%s.bashplate-new", o.path);
		r = o.undo ? undo(&o) : apply(&o);
	}
	arena_free(o.a);
	return r;
}

const struct ctl_command cmd_setup = {
	.name = "setup",
	.usage = "claude-code [--undo] [--yes] [--scope user|managed|project]",
	.help = "Make Claude Code start bashplate",
	.options =
	    "Shows what it would change, asks, and keeps the old bytes beside "
	    "the file.\n\n"
	    "  --undo   put the file back as it was, byte for byte\n"
	    "  --yes    do not ask\n"
	    "  --scope  which settings file; default managed for root, else "
	    "user\n",
	.run = run
};
