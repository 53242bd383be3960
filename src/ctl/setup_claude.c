/* SPDX-License-Identifier: ISC */
/* CLAUDE_CODE_SHELL in a settings file: shown, agreed to, written. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/exitcode.h"
#include "base/io.h"
#include "ctl/common.h"
#include "ctl/setup_backup.h"
#include "ctl/setup_claude.h"
#include "ctl/setup_commands.h"
#include "ctl/setup_edit.h"
#include "ctl/setup_place.h"
#include "policy/policy.h"

int
setup_fault(const char *message)
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

int
setup_claude_find(struct setup_claude *o, struct err *e)
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
int
setup_claude_read(struct setup_claude *o, struct buf *out, struct err *e)
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
tell_reach(const struct setup_claude *o)
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

void
setup_claude_show(const struct setup_claude *o, const struct buf *new,
    bool removes)
{
	struct buf b = { 0 };

	printf("%s %s:\n", o->file, removes ? "will be removed" :
	    o->existed ? "will change" : "will be made");
	setup_diff(&o->text, new, &b);
	if (b.data != NULL)
		fwrite(b.data, 1, b.len, stdout);
	buf_free(&b);
}

/* MUST 1. */
int
setup_claude_unchanged(struct setup_claude *o, struct err *e)
{
	struct buf now = { 0 };
	bool existed = o->existed;
	int r = setup_claude_read(o, &now, e);

	if (r == 0 && (o->existed != existed || now.len != o->text.len ||
	    (now.len > 0 && memcmp(now.data, o->text.data, now.len) != 0)))
		r = err_set(e, 0, "%s changed while you were asked; nothing "
		    "was done, run this again", o->file);
	buf_free(&now);
	return r;
}

/* Applying twice must not make the first change the thing to go back to. */
static int
save(const struct setup_claude *o, const struct buf *new, struct err *e)
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
write_new(struct setup_claude *o, const struct buf *new, struct err *e)
{
	const char *slash = strrchr(o->file, '/');
	const char *folder = arena_strndup(o->a, o->file,
	    (size_t)(slash - o->file));

	if (setup_claude_unchanged(o, e) != 0 ||
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
apply(struct setup_claude *o, const struct buf *new)
{
	bool same = new->len == o->text.len && o->existed &&
	    memcmp(new->data, o->text.data, new->len) == 0;
	bool missing = setup_commands_missing(o->a, o->commands);
	struct err e = { 0 };

	if (same)
		printf("%s already names %s\n", o->file, o->program);
	else {
		setup_claude_show(o, new, false);
		tell_reach(o);
	}
	if (missing)
		setup_commands_show(o->a, o->commands, false);
	if (same && !missing)
		return 0;
	if (!ctl_agreed("setup", "Apply this?", o->yes))
		return EXITCODE_USAGE;
	if ((!same && write_new(o, new, &e) != 0) ||
	    setup_commands_write(o->a, o->commands, o->managed, &e) != 0)
		return setup_fault(e.msg);
	printf("Done, from the next start of Claude Code on; platectl doctor "
	    "says whether it\ntakes it. The old bytes are in %s/setup; "
	    "--undo brings them back.\n", o->state);
	return 0;
}

int
setup_claude_set(struct setup_claude *o)
{
	struct buf new = { 0 };
	struct err e = { 0 };
	int r;

	if (setup_claude_read(o, &o->text, &e) != 0 || setup_edit(o->file,
	    o->text.data != NULL ? o->text.data : "", o->text.len,
	    SETUP_CLAUDE_VARIABLE,
	    o->program, &new, &e) != 0)
		r = setup_fault(e.msg);
	else
		r = apply(o, &new);
	buf_free(&new);
	return r;
}
