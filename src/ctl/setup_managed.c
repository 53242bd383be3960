/* SPDX-License-Identifier: ISC */
#include "ctl/setup_managed.h"

#include <errno.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <editline/readline.h>

#include "base/account.h"
#include "base/exitcode.h"
#include "base/io.h"
#include "ctl/common.h"
#include "ctl/policy.h"
#include "ctl/signer.h"

enum kind { STEP_GROUP, STEP_FOLDER, STEP_POLICY };

struct step {
	enum kind kind;
	const char *path;	/* or the group's name */
	mode_t mode;
	bool group;		/* the folder belongs to the group */
	const char *why;
};

static const char group[] = "bashplate";

static const struct step steps[] = {
	{ STEP_GROUP, group, 0, false, "the group of the state folder" },
	{ STEP_FOLDER, PKGSYSCONFDIR, 0755, false, "the owner's folder" },
	{ STEP_FOLDER, PKGSYSCONFDIR "/operators", 0755, false,
	    "public keys that count" },
	{ STEP_FOLDER, PKGSYSCONFDIR "/rules.d", 0755, false,
	    "the owner's own rules" },
	{ STEP_FOLDER, PKGSTATEDIR, 02750, true, "state and log of root's "
	    "own sessions" },
	{ STEP_POLICY, PKGSYSCONFDIR "/policy.json", 0644, false,
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
	gid_t gid = 0;

	if (lstat(s->path, &st) != 0 || !S_ISDIR(st.st_mode) ||
	    st.st_uid != 0 || (st.st_mode & 022) != 0)
		return false;
	return !s->group || (group_exists(&gid) && st.st_gid == gid &&
	    (st.st_mode & 07777) == s->mode);
}

static bool
done(const struct step *s)
{
	struct stat st;
	gid_t gid;

	switch (s->kind) {
	case STEP_GROUP:
		return group_exists(&gid);
	case STEP_FOLDER:
		return folder_done(s);
	case STEP_POLICY:
		return lstat(s->path, &st) == 0;
	}
	return false;
}

static void
show(const struct step *s, bool undo)
{
	switch (s->kind) {
	case STEP_GROUP:
		printf("  %s %s%s", undo ? "groupdel" : "groupadd --system",
		    s->path, undo ? "" : "          ");
		break;
	case STEP_FOLDER:
		if (undo)
			printf("  rmdir %s", s->path);
		else
			printf("  install -d -o root -g %s -m %04o %s",
			    s->group ? group : "root", (unsigned)s->mode,
			    s->path);
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
	gid_t gid = 0;

	if (s->group && !group_exists(&gid))
		return err_set(e, 0, "the group %s is not there", group);
	if (io_mkdirs(s->path, 0755, e) != 0)
		return -1;
	if (lchown(s->path, 0, gid) != 0 || chmod(s->path, s->mode) != 0)
		return err_sys(e, "%s", s->path);
	return 0;
}

static int
make(const struct step *s, struct err *e)
{
	const char *const add[] = { "groupadd", "--system", group, NULL };
	struct buf b = { 0 };
	int r = 0;

	switch (s->kind) {
	case STEP_GROUP:
		return run_program(add, e);
	case STEP_FOLDER:
		return make_folder(s, e);
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

static int
take_back(const struct step *s, struct err *e)
{
	const char *const del[] = { "groupdel", group, NULL };

	switch (s->kind) {
	case STEP_GROUP:
		return run_program(del, e);
	case STEP_FOLDER:
		return rmdir(s->path) == 0 ? 0 : err_sys(e, "%s stays",
		    s->path);
	case STEP_POLICY:
		return remove_policy(s, e);
	}
	return 0;
}

static bool
agreed(bool yes)
{
	char *line;
	bool ok;

	fflush(stdout);
	if (yes)
		return true;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		fputs("platectl: setup: nothing was changed: there is no "
		    "terminal to ask on; --yes does it without\n", stderr);
		return false;
	}
	line = readline("Do this? [y/N] ");
	ok = line != NULL && (line[0] == 'y' || line[0] == 'Y');
	free(line);
	if (!ok)
		puts("Nothing was changed.");
	return ok;
}

/* In order, or backwards; each with what came of it. */
static int
carry_out(bool undo)
{
	const struct step *s;
	struct err e = { 0 };
	int i, failed = 0;

	for (i = 0; i < STEPS; i++) {
		s = &steps[undo ? STEPS - 1 - i : i];
		if (done(s) != undo)
			continue;
		if ((undo ? take_back(s, &e) : make(s, &e)) == 0)
			printf("done    %s\n", s->path);
		else {
			printf("failed  %s: %s\n", s->path, e.msg);
			failed++;
			if (!undo)
				break;
		}
	}
	return failed == 0 ? 0 : EXITCODE_FAULT;
}

int
setup_managed_layout(struct arena *a, bool undo, bool yes)
{
	const char *why, *state = policy_state_dir(a, false);
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
		if (done(&steps[undo ? STEPS - 1 - i : i]) == undo) {
			show(&steps[undo ? STEPS - 1 - i : i], undo);
			n++;
		}
	if (n == 0) {
		puts(undo ? "Nothing to undo." : "Everything is set up.");
		return 0;
	}
	if (!agreed(yes))
		return EXITCODE_USAGE;
	r = carry_out(undo);
	if (r == 0 && !undo)
		puts("Next: edit " PKGSYSCONFDIR "/policy.json, let each "
		    "operator run \"platectl qualify\",\nand accept each with "
		    "\"platectl operators accept NAME\".");
	return r;
}
