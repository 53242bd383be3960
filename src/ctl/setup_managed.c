/* SPDX-License-Identifier: ISC */
#include "ctl/setup_managed.h"

#include <errno.h>
#include <linux/capability.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/account.h"
#include "base/exitcode.h"
#include "base/io.h"
#include "ctl/common.h"
#include "ctl/policy.h"
#include "ctl/setup_share.h"
#include "ctl/signer.h"

enum kind { STEP_GROUP, STEP_FOLDER, STEP_PROGRAM, STEP_CAPS, STEP_STATE,
    STEP_POLICY };

struct step {
	enum kind kind;
	const char *path;	/* or the group's name */
	mode_t mode;
	const char *why;
};

static const char group[] = STATE_GROUP;
static const char managed[] = PKGLIBEXECDIR "/bashplate-managed";
static const char prompt[] = PKGLIBEXECDIR "/bashplate-interactive";

/* The state after the programs that reach it, the policy last: until it is
 * there nobody is told to use them. */
static const struct step steps[] = {
	{ STEP_GROUP, group, 0, "who reaches the state" },
	{ STEP_FOLDER, PKGSYSCONFDIR, 0755, "the owner's folder" },
	{ STEP_FOLDER, PKGSYSCONFDIR "/operators", 0755,
	    "public keys that count" },
	{ STEP_FOLDER, PKGSYSCONFDIR "/rules.d", 0755,
	    "the owner's own rules" },
	{ STEP_PROGRAM, BINDIR "/platectl", 02755, "windows, log, requests" },
	{ STEP_PROGRAM, prompt, 02755, "a person's guarded shell" },
	{ STEP_PROGRAM, managed, 02755, "decides and logs before each "
	    "command" },
	{ STEP_CAPS, managed, 0, "what the gates need" },
	{ STEP_CAPS, prompt, 0, "the gates of a person's prompt" },
	{ STEP_STATE, PKGSTATEDIR, 02770, "windows, sessions and log of "
	    "every account" },
	{ STEP_POLICY, PKGSYSCONFDIR "/policy.json", 0644,
	    "the managed policy: from here on root's word counts" },
};

enum { STEPS = sizeof steps / sizeof *steps };

extern char **environ;

/* --- what is there ----------------------------------------------------------*/

static bool
group_exists(gid_t *gid)
{
	return account_group(group, gid) == 0;
}

static bool
folder_done(const struct step *s)
{
	struct stat st;

	return lstat(s->path, &st) == 0 && S_ISDIR(st.st_mode) &&
	    st.st_uid == 0 && (st.st_mode & 022) == 0;
}

/* Where Yama is on, nobody reads a process that is no child of his. */
static bool
yama(void)
{
	struct buf b = { 0 };
	bool on;

	on = io_read_file("/proc/sys/kernel/yama/ptrace_scope", 16, 0, &b,
	    NULL) == 0 && b.data != NULL && b.data[0] != '0';
	buf_free(&b);
	return on;
}

/* A person's prompt has gates only where it needs no NO_NEW_PRIVS. */
static unsigned
caps_wanted(const struct setup_layout *l, const struct step *s)
{
	if (l->helper)
		return 1u << CAP_SYS_ADMIN | 1u << CAP_SYS_PTRACE |
		    1u << CAP_KILL;
	return s->path == managed && yama() ? 1u << CAP_SYS_PTRACE : 0;
}

/* Undoing takes away any; setting up makes them what is wanted. */
static bool
caps_done(const struct setup_layout *l, const struct step *s)
{
	unsigned caps = setup_caps(s->path);

	return l->undo ? caps != 0 : caps == caps_wanted(l, s);
}

static bool
done(const struct setup_layout *l, const struct step *s)
{
	struct stat st;
	gid_t gid;
	bool known = group_exists(&gid);

	switch (s->kind) {
	case STEP_GROUP:
		return known;
	case STEP_FOLDER:
		return folder_done(s);
	case STEP_PROGRAM:
		return known && setup_program_has_group(s->path, gid);
	case STEP_CAPS:
		return caps_done(l, s);
	case STEP_STATE:
		return known && setup_state_is_shared(s->path, gid);
	case STEP_POLICY:
		return lstat(s->path, &st) == 0;
	}
	return false;
}

static void
show_caps(const struct setup_layout *l, const struct step *s)
{
	char text[80];

	setup_caps_text(caps_wanted(l, s), text, sizeof text);
	if (l->undo || text[0] == '\0')
		printf("  setcap -r %s", s->path);
	else
		printf("  setcap %s=ep %s", text, s->path);
}

static void
show(const struct setup_layout *l, const struct step *s)
{
	bool undo = l->undo;

	switch (s->kind) {
	case STEP_GROUP:
		printf("  %s %s%s", undo ? "groupdel" : "groupadd --system",
		    s->path, undo ? "" : "          ");
		break;
	case STEP_FOLDER:
		if (undo)
			printf("  rmdir %s", s->path);
		else
			printf("  install -d -o root -g root -m %04o %s",
			    (unsigned)s->mode, s->path);
		break;
	case STEP_PROGRAM:
		printf("  chown root:%s %s && chmod %04o %s", undo ? "root" :
		    group, s->path, undo ? 0755u : (unsigned)s->mode,
		    s->path);
		break;
	case STEP_CAPS:
		show_caps(l, s);
		break;
	case STEP_STATE:
		if (undo)
			printf("  %s %s", l->purge ? "rm -r" :
			    "rm what is not log or key in", s->path);
		else
			printf("  install -d -o root -g %s -m %04o %s", group,
			    (unsigned)s->mode, s->path);
		break;
	case STEP_POLICY:
		printf(undo ? "  rm %s" : "  platectl policy init %s",
		    s->path);
		break;
	}
	printf("   # %s\n", s->why);
}

/* --- doing it ---------------------------------------------------------------*/

static int
run_program(const char *const *argv, struct err *e)
{
	char path[64];
	int status, r;
	pid_t pid;

	snprintf(path, sizeof path, "/usr/sbin/%s", argv[0]);
	r = posix_spawn(&pid, path, NULL, NULL,
	    (char *const *)(uintptr_t)argv, environ);
	if (r != 0)
		return err_set(e, r, "cannot start %s: %s", path, strerror(r));
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_sys(e, "%s", path);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 :
	    err_set(e, 0, "%s failed", path);
}

static int
make_folder(const struct step *s, struct err *e)
{
	if (io_mkdirs(s->path, 0755, e) != 0)
		return -1;
	if (lchown(s->path, 0, 0) != 0 || chmod(s->path, s->mode) != 0)
		return err_sys(e, "%s", s->path);
	return 0;
}

static int
make_state(const struct step *s, gid_t gid, struct err *e)
{
	if (io_mkdirs(s->path, 0755, e) != 0)
		return -1;
	return setup_share_state(s->path, gid, e);
}

static int
make(const struct setup_layout *l, const struct step *s, struct err *e)
{
	const char *const add[] = { "groupadd", "--system", group, NULL };
	struct buf b = { 0 };
	gid_t gid = 0;
	int r = 0;

	if (s->kind != STEP_GROUP && !group_exists(&gid))
		return err_set(e, 0, "the group %s is not there", group);
	switch (s->kind) {
	case STEP_GROUP:
		return run_program(add, e);
	case STEP_FOLDER:
		return make_folder(s, e);
	case STEP_PROGRAM:
		return setup_program_group(s->path, gid, e);
	case STEP_CAPS:
		return setup_set_caps(s->path, caps_wanted(l, s), e);
	case STEP_STATE:
		return make_state(s, gid, e);
	case STEP_POLICY:
		policy_starter(&b);
		r = io_replace(s->path, b.data, b.len, s->mode, e);
		buf_free(&b);
		break;
	}
	return r;
}

/* A policy that was edited is the owner's work. */
static int
remove_policy(const struct step *s, struct err *e)
{
	struct buf now = { 0 }, b = { 0 };
	int r = 0;

	policy_starter(&b);
	if (io_read_file(s->path, 1024 * 1024, 1, &now, e) != 0)
		r = -1;
	else if (now.len != b.len || memcmp(now.data, b.data, b.len) != 0)
		r = err_set(e, 0, "%s was edited and is left alone", s->path);
	else if (unlink(s->path) != 0)
		r = err_sys(e, "%s", s->path);
	buf_free(&now);
	buf_free(&b);
	return r;
}

/* The log, recordings and sealed keys are not ours to throw away. */
static int
take_state_back(const struct setup_layout *l, const struct step *s, struct err *e)
{
	bool kept;
	int r = setup_unshare_state(s->path, l->purge, &kept, e);

	if (r == 0 && kept)
		printf("kept    %s: log, recordings and keys are root's now; "
		    "--undo --purge removes them\n", s->path);
	return r;
}

static int
take_back(const struct setup_layout *l, const struct step *s, struct err *e)
{
	const char *const del[] = { "groupdel", group, NULL };

	switch (s->kind) {
	case STEP_GROUP:
		return run_program(del, e);
	case STEP_FOLDER:
		return rmdir(s->path) == 0 ? 0 : err_sys(e, "%s stays",
		    s->path);
	case STEP_PROGRAM:
		return setup_program_plain(s->path, e);
	case STEP_CAPS:
		return setup_set_caps(s->path, 0, e);
	case STEP_STATE:
		return take_state_back(l, s, e);
	case STEP_POLICY:
		return remove_policy(s, e);
	}
	return 0;
}

/* In order, or backwards; each with what came of it. */
static int
carry_out(const struct setup_layout *l)
{
	const struct step *s;
	struct err e = { 0 };
	int i, failed = 0;

	for (i = 0; i < STEPS; i++) {
		s = &steps[l->undo ? STEPS - 1 - i : i];
		if (done(l, s) != l->undo)
			continue;
		if ((l->undo ? take_back(l, s, &e) : make(l, s, &e)) == 0)
			printf("done    %s\n", s->path);
		else {
			printf("failed  %s: %s\n", s->path, e.msg);
			failed++;
			if (!l->undo)
				break;
		}
	}
	return failed == 0 ? 0 : EXITCODE_FAULT;
}

int
setup_managed_layout(struct arena *a, const struct setup_layout *l)
{
	const char *why, *state = policy_state_dir(a);
	int i, n = 0, r;

	if (ctl_inside(state, &why)) {
		fprintf(stderr, "platectl: setup: refused inside a guarded "
		    "session: %s\n", why);
		return EXITCODE_REFUSED;
	}
	if (geteuid() != 0) {
		fputs("platectl: setup: the managed layout is root's: sudo "
		    "platectl setup managed\n", stderr);
		return EXITCODE_REFUSED;
	}
	for (i = 0; i < STEPS; i++)
		if (done(l, &steps[l->undo ? STEPS - 1 - i : i]) == l->undo) {
			show(l, &steps[l->undo ? STEPS - 1 - i : i]);
			n++;
		}
	if (n == 0) {
		puts(l->undo ? "Nothing to undo." : "Everything is set up.");
		return 0;
	}
	if (!ctl_agreed("setup", "Do this?", l->yes))
		return EXITCODE_USAGE;
	r = carry_out(l);
	if (r == 0 && !l->undo)
		puts("Next: edit " PKGSYSCONFDIR "/policy.json, let each "
		    "operator run \"platectl qualify\",\nand accept each with "
		    "\"platectl operators accept NAME\". After an upgrade run "
		    "this again.");
	return r;
}
