/* SPDX-License-Identifier: ISC */
/* Which sessions there are, and those that are over: MUST 2 and 4 of
 * session.c. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/stategroup.h"
#include "policy/session_int.h"
#include "policy/statefile.h"

enum { ELSEWHERE_S = 24 * 60 * 60 };

static bool
is_id(const char *name)
{
	return strlen(name) == 16 &&
	    strspn(name, "0123456789abcdef") == 16;
}

/* One record of the folder. Returns true when it is to be listed. */
static bool
consider(int folder, const char *name, uid_t uid, struct session *s)
{
	return is_id(name) && session_read(folder, name, s) == 0 &&
	    session_alive(s) && (uid == (uid_t)-1 || s->uid == uid);
}

int
session_list(const char *state, uid_t uid, struct session *out, size_t max,
    struct err *e)
{
	struct err local = { 0 };
	struct dirent *d;
	size_t n = 0;
	int folder;
	DIR *dir;

	folder = statefile_folder(state, "sessions", &local);
	if (folder < 0 && local.code == ENOENT)
		return 0;
	if (folder < 0)
		return err_set(e, local.code, "%s", local.msg);
	dir = fdopendir(folder);
	if (dir == NULL) {
		close(folder);
		return err_sys(e, "cannot list %s/sessions", state);
	}
	while (n < max && (d = readdir(dir)) != NULL)
		if (consider(folder, d->d_name, uid, &out[n]))
			n++;
	closedir(dir);
	return (int)n;
}

/* MUST 4. What is a day old and elsewhere goes all the same, untold. */
static bool
elsewhere(int folder, const char *name, const struct session *s)
{
	struct stat st;
	char boot[37];
	int r;

	if (s->ns == session_namespace() ||
	    clock_boot_id(boot, sizeof boot) != 0 ||
	    strcmp(boot, s->boot) != 0)
		return false;
	stategroup_raise();
	r = fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW);
	stategroup_lower();
	if (s->ns != 0 && r == 0 && time(NULL) - st.st_mtime > ELSEWHERE_S)
		(void)statefile_unlink(folder, name);
	return true;
}

void
session_sweep(const char *state,
    void (*ended)(void *arg, const struct session *s), void *arg)
{
	int folder = statefile_folder(state, "sessions", NULL);
	struct session s;
	struct dirent *d;
	DIR *dir;

	if (folder < 0)
		return;
	dir = fdopendir(folder);
	if (dir == NULL) {
		close(folder);
		return;
	}
	while ((d = readdir(dir)) != NULL)
		if (is_id(d->d_name) &&
		    session_read(folder, d->d_name, &s) == 0 &&
		    !elsewhere(folder, d->d_name, &s) && !session_alive(&s) &&
		    statefile_unlink(folder, d->d_name) == 0)
			ended(arg, &s);
	closedir(dir);
}
