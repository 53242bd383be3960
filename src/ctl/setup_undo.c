/* SPDX-License-Identifier: ISC */
/* The settings as they were, byte for byte. MUST 3 of cmd_setup.c is here. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/exitcode.h"
#include "base/io.h"
#include "ctl/common.h"
#include "ctl/setup_backup.h"
#include "ctl/setup_claude.h"
#include "ctl/setup_commands.h"

static int
put_back(struct setup_claude *o, const struct setup_backup *b,
    const struct buf *before)
{
	struct err e = { 0 };
	int r;

	setup_claude_show(o, before, !b->existed);
	setup_commands_show(o->a, o->commands, true);
	if (!ctl_agreed("setup", "Apply this?", o->yes))
		return EXITCODE_USAGE;
	r = setup_claude_unchanged(o, &e);
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
		return setup_fault(e.msg);
	printf("Done: %s is as it was.\n", o->file);
	return 0;
}

static int
restore(struct setup_claude *o, const struct setup_backup *b,
    const struct buf *before)
{
	struct err e = { 0 };
	char now[65];

	o->file = b->file;
	if (setup_claude_read(o, &o->text, &e) != 0)
		return setup_fault(e.msg);
	setup_hash(&o->text, now);
	if (o->existed == b->existed && strcmp(now, b->before) == 0) {
		printf("Nothing to undo: %s is as it was.\n", o->file);
		return setup_backup_remove(o->state, o->name, &e) == 0 ? 0 :
		    setup_fault(e.msg);
	}
	if (!o->existed || strcmp(now, b->after) != 0) {
		fprintf(stderr, "platectl: setup: %s changed since it was set "
		    "up, so it is left alone. Take %s out of its \"env\" by "
		    "hand, or copy the old bytes back from %s/setup/%s.before"
		    "\n", o->file, SETUP_CLAUDE_VARIABLE, o->state, o->name);
		return EXITCODE_FAULT;
	}
	return put_back(o, b, before);
}

int
setup_claude_undo(struct setup_claude *o)
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
		r = setup_fault(e.msg);
	else if (r == 0)
		printf("Nothing to undo: %s/setup knows of no set-up of the "
		    "%s settings.\n", o->state, o->managed ? "managed" :
		    "user");
	else
		r = restore(o, &b, &before);
	buf_free(&before);
	return r;
}
