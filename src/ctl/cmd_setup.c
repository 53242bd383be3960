/* SPDX-License-Identifier: ISC */
/*
 * Make Claude Code start bashplate: shown first, applied after a yes, undone
 * byte for byte. It MUST hold:
 *  1. Nothing is written before the change was shown and agreed to, and only
 *     if the file is still what was shown.
 *  2. A file that is not understood, or is another user's, is left alone.
 *  3. Undoing is refused when the file changed since, and to whoever is
 *     inside a guarded session: it would lift the guard.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <editline/readline.h>

#include "base/exitcode.h"
#include "base/io.h"
#include "ctl/command.h"
#include "ctl/common.h"
#include "ctl/setup_backup.h"
#include "ctl/setup_commands.h"
#include "ctl/setup_edit.h"
#include "ctl/setup_managed.h"
#include "ctl/setup_place.h"
#include "policy/policy.h"
#include "policy/session.h"

enum { SETUP_MEMORY = 32 * 1024 * 1024 };

static const char variable[] = "CLAUDE_CODE_SHELL";

struct setup {
	struct arena *a;
	bool undo, yes, layout, helper, purge;
	const char *scope;	/* "managed", "user", NULL: not said */
	const char *root;
	bool managed;
	const char *file, *name, *state, *program;
	const char *commands;	/* folder of the slash commands */
	/* The file as it is. */
	bool existed;
	mode_t mode;
	struct buf text;
};

static const struct option options[] = {
	{ "helper", no_argument, NULL, 'h' },
	{ "purge", no_argument, NULL, 'p' },
	{ "root", required_argument, NULL, 'r' },
	{ "scope", required_argument, NULL, 's' },
	{ "undo", no_argument, NULL, 'u' },
	{ "yes", no_argument, NULL, 'y' },
	{ NULL, 0, NULL, 0 }
};

static int
parse(int argc, char **argv, struct setup *o)
{
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (c) {
		case 'h':
			o->helper = true;
			break;
		case 'p':
			o->purge = true;
			break;
		case 'r':
			o->root = optarg;
			break;
		case 's':
			if (strcmp(optarg, "managed") != 0 &&
			    strcmp(optarg, "user") != 0)
				return ctl_usage(&cmd_setup, "\"%s\" is no "
				    "scope; managed or user", optarg);
			o->scope = optarg;
			break;
		case 'u':
			o->undo = true;
			break;
		case 'y':
			o->yes = true;
			break;
		default:
			return ctl_usage(&cmd_setup, "bad option");
		}
	if (argc - optind == 1 && strcmp(argv[optind], "managed") == 0)
		o->layout = true;
	else if (argc - optind != 1 ||
	    strcmp(argv[optind], "claude-code") != 0)
		return ctl_usage(&cmd_setup, "\"claude-code\" or \"managed\" "
		    "was expected");
	if ((o->helper && (!o->layout || o->undo)) ||
	    (o->purge && (!o->layout || !o->undo)))
		return ctl_usage(&cmd_setup, "--helper is for \"managed\", "
		    "--purge for \"managed --undo\"");
	return 0;
}

static int
fault(const char *message)
{
	fprintf(stderr, "platectl: setup: %s\n", message);
	return EXITCODE_FAULT;
}

/* A settings file may be a link into somebody's dotfiles: the target is what
 * is replaced, and the link stays. */
static const char *
resolve(struct arena *a, const char *path)
{
	char *real = realpath(path, NULL);
	const char *out = real != NULL ? arena_strdup(a, real) : path;

	free(real);
	return out;
}

static int
find(struct setup *o, struct err *e)
{
	const char *file;

	o->managed = o->scope != NULL ? strcmp(o->scope, "managed") == 0 :
	    geteuid() == 0;
	o->name = o->managed ? "claude-code-managed" : "claude-code-user";
	file = o->managed ? setup_managed(o->a, o->root) : setup_user(o->a);
	o->state = policy_state_dir(o->a);
	o->program = setup_program(o->a, o->root);
	o->commands = setup_commands_folder(o->a, o->managed, o->root);
	if (file == NULL || o->state == NULL || o->commands == NULL)
		return err_set(e, 0, "HOME is unset, so your settings and "
		    "the place for the backup cannot be found");
	if (o->program == NULL)
		return err_set(e, 0, "there is no " BINDIR "/bashplate to "
		    "set; make install puts it there");
	o->file = resolve(o->a, file);
	return 0;
}

/* The file as it is now. */
static int
slurp(struct setup *o, struct buf *out, struct err *e)
{
	struct setup_place p = { .path = o->file };
	struct stat st;
	int r = setup_read(&p, out, e);

	o->existed = r == 1;
	o->mode = o->managed ? 0644 : 0600;
	if (r != 1)
		return r;
	if (stat(o->file, &st) != 0)
		return err_sys(e, "cannot stat %s", o->file);
	if (st.st_uid != geteuid())
		return err_set(e, EPERM, "%s belongs to uid %lu; run this as "
		    "that user%s", o->file, (unsigned long)st.st_uid,
		    st.st_uid == 0 ? " (sudo)" : "");
	o->mode = st.st_mode & 0777;
	return 0;
}

/* What the setting is worth: who can overrule it. */
static void
tell_reach(const struct setup *o)
{
	const struct setup_place *p = setup_places(o->a, o->root,
	    resolve(o->a, "."), NULL);

	puts(o->managed ? "These are managed settings: they beat every other "
	    "settings file, and an agent\nthat is not root cannot write "
	    "them. What an agent can write, and this overrules:" :
	    "An agent can overrule this: it can write these files itself, "
	    "and of two that name\na shell the later one wins:");
	for (; p->path != NULL; p++)
		if (!p->managed)
			printf("  %s (%s)\n", p->path, p->title);
	if (!o->managed)
		puts("Only managed settings are out of its reach: sudo "
		    "platectl setup claude-code");
}

static void
show(const struct setup *o, const struct buf *new, bool removes)
{
	struct buf b = { 0 };

	printf("%s %s:\n", o->file, removes ? "will be removed" :
	    o->existed ? "will change" : "will be made");
	setup_diff(&o->text, new, &b);
	if (b.data != NULL)
		fwrite(b.data, 1, b.len, stdout);
	buf_free(&b);
}

/* 0 for a yes, else the exit status. */
static int
agreed(const struct setup *o)
{
	char *line;
	bool yes;

	fflush(stdout);
	if (o->yes)
		return 0;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		fputs("platectl: setup: nothing was changed: there is no "
		    "terminal to ask on; --yes does it without\n", stderr);
		return EXITCODE_USAGE;
	}
	line = readline("Apply this? [y/N] ");
	yes = line != NULL && (line[0] == 'y' || line[0] == 'Y');
	free(line);
	if (!yes)
		puts("Nothing was changed.");
	return yes ? 0 : EXITCODE_USAGE;
}

/* MUST 1. */
static int
still_as_shown(struct setup *o, struct err *e)
{
	struct buf now = { 0 };
	bool existed = o->existed;
	int r = slurp(o, &now, e);

	if (r == 0 && (o->existed != existed || now.len != o->text.len ||
	    (now.len > 0 && memcmp(now.data, o->text.data, now.len) != 0)))
		r = err_set(e, 0, "%s changed while you were asked; nothing "
		    "was done, run this again", o->file);
	buf_free(&now);
	return r;
}

/* --- apply -----------------------------------------------------------------*/

/* Applying twice must not make the first change the thing to go back to. */
static int
save(const struct setup *o, const struct buf *new, struct err *e)
{
	struct setup_backup b = { 0 };
	struct buf first = { 0 };
	char now[65];
	int r;

	setup_hash(&o->text, now);
	if (setup_backup_read(o->state, o->name, &b, &first, NULL) != 1 ||
	    strcmp(b.file, o->file) != 0 || strcmp(b.after, now) != 0) {
		buf_reset(&first);
		buf_add(&first, o->text.data, o->text.len);
		snprintf(b.file, sizeof b.file, "%s", o->file);
		b.existed = o->existed;
		b.mode = o->mode;
		memcpy(b.before, now, sizeof now);
	}
	setup_hash(new, b.after);
	r = setup_backup_write(o->state, o->name, &b, &first, e);
	buf_free(&first);
	return r;
}

static int
write_new(struct setup *o, const struct buf *new, struct err *e)
{
	const char *slash = strrchr(o->file, '/');
	const char *folder = arena_strndup(o->a, o->file,
	    (size_t)(slash - o->file));

	if (still_as_shown(o, e) != 0 ||
	    io_mkdirs(folder, o->managed ? 0755 : 0700, e) != 0)
		return -1;
	if (access(folder, W_OK) != 0)
		return err_set(e, errno, "you cannot write %s%s", folder,
		    o->managed ? "; managed settings are root's (sudo)" : "");
	if (save(o, new, e) != 0)
		return -1;
	return io_replace(o->file, new->data, new->len, o->mode, e);
}

static int
apply(struct setup *o, const struct buf *new)
{
	bool same = new->len == o->text.len && o->existed &&
	    memcmp(new->data, o->text.data, new->len) == 0;
	bool missing = setup_commands_missing(o->a, o->commands);
	struct err e = { 0 };
	int r;

	if (same)
		printf("%s already names %s\n", o->file, o->program);
	else {
		show(o, new, false);
		tell_reach(o);
	}
	if (missing)
		setup_commands_show(o->a, o->commands, false);
	if (same && !missing)
		return 0;
	if ((r = agreed(o)) != 0)
		return r;
	if ((!same && write_new(o, new, &e) != 0) ||
	    setup_commands_write(o->a, o->commands, o->managed, &e) != 0)
		return fault(e.msg);
	printf("Done, from the next start of Claude Code on; platectl doctor "
	    "says whether it\ntakes it. The old bytes are in %s/setup; "
	    "--undo brings them back.\n", o->state);
	return 0;
}

static int
set(struct setup *o)
{
	struct buf new = { 0 };
	struct err e = { 0 };
	int r;

	if (slurp(o, &o->text, &e) != 0 || setup_edit(o->file,
	    o->text.data != NULL ? o->text.data : "", o->text.len, variable,
	    o->program, &new, &e) != 0)
		r = fault(e.msg);
	else
		r = apply(o, &new);
	buf_free(&new);
	return r;
}

/* --- undo ------------------------------------------------------------------*/

static int
put_back(struct setup *o, const struct setup_backup *b,
    const struct buf *before)
{
	struct err e = { 0 };
	int r;

	show(o, before, !b->existed);
	setup_commands_show(o->a, o->commands, true);
	if ((r = agreed(o)) != 0)
		return r;
	r = still_as_shown(o, &e);
	if (r == 0 && !b->existed && unlink(o->file) != 0)
		r = err_sys(&e, "cannot remove %s", o->file);
	else if (r == 0 && b->existed)
		r = io_replace(o->file, before->data != NULL ? before->data :
		    "", before->len, b->mode, &e);
	if (r == 0)
		setup_commands_remove(o->a, o->commands);
	if (r == 0)
		r = setup_backup_remove(o->state, o->name, &e);
	if (r != 0)
		return fault(e.msg);
	printf("Done: %s is as it was.\n", o->file);
	return 0;
}

static int
restore(struct setup *o, const struct setup_backup *b,
    const struct buf *before)
{
	struct err e = { 0 };
	char now[65];

	o->file = b->file;
	if (slurp(o, &o->text, &e) != 0)
		return fault(e.msg);
	setup_hash(&o->text, now);
	if (o->existed == b->existed && strcmp(now, b->before) == 0) {
		printf("Nothing to undo: %s is as it was.\n", o->file);
		return setup_backup_remove(o->state, o->name, &e) == 0 ? 0 :
		    fault(e.msg);
	}
	if (!o->existed || strcmp(now, b->after) != 0) {
		fprintf(stderr, "platectl: setup: %s changed since it was set "
		    "up, so it is left alone. Take %s out of its \"env\" by "
		    "hand, or copy the old bytes back from %s/setup/%s.before"
		    "\n", o->file, variable, o->state, o->name);
		return EXITCODE_FAULT;
	}
	return put_back(o, b, before);
}

static int
undo(struct setup *o)
{
	struct setup_backup b = { 0 };
	struct buf before = { 0 };
	struct err e = { 0 };
	const char *why;
	int r;

	if (ctl_inside(o->state, &why)) {
		fprintf(stderr, "platectl: setup: --undo lifts the guard and "
		    "is refused here: %s. Run it on your own terminal\n",
		    why);
		return EXITCODE_REFUSED;
	}
	r = setup_backup_read(o->state, o->name, &b, &before, &e);
	if (r < 0)
		r = fault(e.msg);
	else if (r == 0)
		printf("Nothing to undo: %s/setup knows of no set-up of the "
		    "%s settings.\n", o->state, o->managed ? "managed" :
		    "user");
	else
		r = restore(o, &b, &before);
	buf_free(&before);
	return r;
}

static int
run(int argc, char **argv)
{
	struct setup o = { .root = "" };
	struct err e = { 0 };
	int r = parse(argc, argv, &o);

	if (r != 0)
		return r;
	o.a = arena_new(SETUP_MEMORY);
	if (o.a == NULL || setjmp(*arena_catch(o.a)) != 0)
		return fault("out of memory");
	if (o.layout)
		r = setup_managed_layout(o.a, &(struct setup_layout){ o.undo,
		    o.yes, o.helper, o.purge });
	else if (find(&o, &e) != 0)
		r = fault(e.msg);
	else
		r = o.undo ? undo(&o) : set(&o);
	buf_free(&o.text);
	arena_free(o.a);
	return r;
}

const struct ctl_command cmd_setup = {
	.name = "setup",
	.usage = "claude-code [--undo] [--yes] [--scope managed|user] "
	    "[--root DIR] | managed [--helper] [--undo [--purge]] [--yes]",
	.help = "Make Claude Code start bashplate; make the managed layout",
	.options =
	    "  managed     group, folders, programs and policy of an install "
	    "that root owns, each\n              step shown first\n\n"
	    "  --helper    with capabilities under which sudo works in a "
	    "guarded session, gated\n"
	    "  --purge     undo: the log and the operators' keys go as well\n"
	    "  --undo      put the settings back as they were, byte for byte\n"
	    "  --yes       do not ask\n"
	    "  --scope S   managed (default for root): an agent cannot change "
	    "them; user\n              (default for others): it can\n"
	    "  --root DIR  the machine's own files are below DIR\n\n"
	    "Shows the change and asks. Exit status: 0 done or nothing to do, "
	    "2 not agreed\nto, 125 the file cannot be understood or changed, "
	    "126 --undo from inside a\nguarded session.\n",
	.stateless = true,
	.run = run
};
