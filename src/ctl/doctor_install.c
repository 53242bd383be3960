/* SPDX-License-Identifier: ISC */
/* The guard's own files, the shell behind it, and what it loads late. */
#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/doctor.h"
#include "ctl/setup_place.h"
#include "ctl/setup_share.h"

static const char area[] = "install";
static const char again[] = "make install";

/* A file of ours that somebody else could change guards nobody. */
static bool
safe(struct doctor *d, const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return true;
	if ((st.st_mode & 022) != 0) {
		doctor_say(d, DOCTOR_FINDING, area, arena_printf(d->a,
		    "chmod go-w %s", path), "%s is writable by group or "
		    "others (mode %04o)", path, (unsigned)st.st_mode & 07777);
		return false;
	}
	if (st.st_uid != 0 && st.st_uid != geteuid()) {
		doctor_say(d, DOCTOR_FINDING, area, arena_printf(d->a,
		    "chown root %s", path), "%s belongs to uid %lu, neither "
		    "root nor you", path, (unsigned long)st.st_uid);
		return false;
	}
	return true;
}

static void
check_program(struct doctor *d)
{
	if (d->program == NULL)
		doctor_say(d, DOCTOR_FINDING, area, again, "there is no "
		    "program " BINDIR "/bashplate");
	else if (safe(d, d->program))
		doctor_say(d, d->installed ? DOCTOR_OK : DOCTOR_NOTE, area,
		    NULL, d->installed ? "%s is there and yours or root's" :
		    "%s is used; it is not installed as " BINDIR "/bashplate",
		    d->program);
}

static void
check_link(struct doctor *d)
{
	const char *path = arena_printf(d->a, "%s%s", d->root,
	    PKGLIBEXECDIR "/bash");

	if (setup_is_ours(d->a, d->root, path))
		doctor_say(d, DOCTOR_OK, area, NULL, "%s leads to bashplate",
		    path);
	else
		doctor_say(d, DOCTOR_FINDING, area, again, "%s %s: agents "
		    "that accept only a shell named bash cannot start us",
		    path, access(path, F_OK) == 0 ? "is not bashplate" :
		    "is missing");
}

/* Without the bit nothing runs for an ordinary account. */
static void
check_group(struct doctor *d)
{
	static const char *const program[] = { BINDIR "/platectl",
	    PKGLIBEXECDIR "/bashplate-interactive",
	    PKGLIBEXECDIR "/bashplate-managed" };
	struct stat state;
	size_t i;

	if (!d->policy->shared || stat(d->policy->state_dir, &state) != 0)
		return;
	for (i = 0; i < sizeof program / sizeof *program; i++)
		if (!setup_program_has_group(program[i], state.st_gid))
			doctor_say(d, DOCTOR_FINDING, area, "sudo platectl "
			    "setup managed", "%s has not got the group of the "
			    "state: an upgrade takes the bit away, and nothing "
			    "runs for an ordinary account then", program[i]);
}

static void
check_shellrc(struct doctor *d)
{
	static const char *const name[] = { "bashplate.bash", "bashplate.ble",
	    "bashplate.net", "bashplate.rc" };
	unsigned good = 0;
	size_t i;

	for (i = 0; i < sizeof name / sizeof *name; i++) {
		const char *path = arena_printf(d->a, "%s%s/shellrc/%s",
		    d->root, PKGDATADIR, name[i]);

		if (access(path, R_OK) == 0)
			good += safe(d, path);
		else
			doctor_say(d, DOCTOR_FINDING, area, again, "%s cannot "
			    "be read (%s): a guarded prompt cannot be opened",
			    path, strerror(errno));
	}
	if (good == i)
		doctor_say(d, DOCTOR_OK, area, NULL, "the hook for guarded "
		    "prompts is in %s%s/shellrc", d->root, PKGDATADIR);
}

/* bashplate execs it when bash would be interactive. */
static void
check_interactive(struct doctor *d)
{
	const char *path = arena_printf(d->a, "%s%s", d->root,
	    PKGLIBEXECDIR "/bashplate-interactive");

	if (access(path, X_OK) != 0)
		doctor_say(d, DOCTOR_FINDING, area, again, "%s cannot be "
		    "started (%s): a guarded prompt cannot be opened, and a "
		    "login with bashplate as shell fails", path,
		    strerror(errno));
	else
		(void)safe(d, path);
}

static void
check_shell(struct doctor *d)
{
	const char *shell = d->policy->shell;
	const char *fix = "install bash, or set \"shell\" in the policy";
	struct stat st;

	if (stat(shell, &st) != 0)
		doctor_say(d, DOCTOR_FINDING, area, fix, "the real shell %s "
		    "is not there (%s): no command can run", shell,
		    strerror(errno));
	else if (!S_ISREG(st.st_mode) || access(shell, X_OK) != 0)
		doctor_say(d, DOCTOR_FINDING, area, fix, "the real shell %s "
		    "cannot be executed: no command can run", shell);
	else if (setup_is_ours(d->a, d->root, shell))
		doctor_say(d, DOCTOR_FINDING, area, "set \"shell\" in the "
		    "policy to the real bash", "the real shell %s is "
		    "bashplate itself: no command can run", shell);
	else
		doctor_say(d, DOCTOR_OK, area, NULL, "the real shell is %s",
		    shell);
}

static bool
loads(const char *a, const char *b)
{
	void *handle = dlopen(a, RTLD_LAZY | RTLD_LOCAL);

	if (handle == NULL)
		handle = dlopen(b, RTLD_LAZY | RTLD_LOCAL);
	if (handle != NULL)
		dlclose(handle);
	return handle != NULL;
}

static void
check_libraries(struct doctor *d)
{
	bool termkey = loads("libtermkey.so.1", "libtermkey.so");

	if (!termkey)
		doctor_say(d, DOCTOR_FINDING, area, "install libtermkey "
		    "(Debian: libtermkey1)", "libtermkey is missing: the "
		    "prefix key of a guarded prompt does nothing");
	else
		doctor_say(d, DOCTOR_OK, area, NULL, "libtermkey, loaded when "
		    "it is needed, is there");
}

void
doctor_install(struct doctor *d)
{
	check_program(d);
	if (d->installed) {
		check_link(d);
		check_group(d);
		check_shellrc(d);
		check_interactive(d);
	}
	check_shell(d);
	check_libraries(d);
}
