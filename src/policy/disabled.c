/* SPDX-License-Identifier: ISC */
#include "policy/disabled.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "policy/grant.h"
#include "policy/statefile.h"

static const char folder_name[] = "disabled", file_name[] = "until";

static bool
holds(const char *text)
{
	long long opened_wall, until_wall, opened_boot, until_boot;
	struct grant_now now;
	size_t len = strlen(text);
	char boot[37];
	int end = 0;

	if (len == 0 || text[len - 1] != '\n' || sscanf(text, "bashplate-disabled 1 %lld %lld %lld %lld %36s\n%n",
	    &opened_wall, &until_wall, &opened_boot, &until_boot, boot,
	    &end) != 5 || text[end] != '\0')
		return false;
	grant_now(&now);
	return now.boot_id[0] != '\0' && strcmp(boot, now.boot_id) == 0 &&
	    until_wall - opened_wall <= DISABLED_MAX &&
	    until_boot - opened_boot <= DISABLED_MAX &&
	    now.wall >= opened_wall && now.wall < until_wall &&
	    now.boot >= opened_boot && now.boot < until_boot;
}

bool
disabled_in(const char *folder, uid_t owner)
{
	int dir = statefile_folder_of(folder, folder_name, owner, NULL);
	struct buf b = { 0 };
	bool r;

	if (dir < 0)
		return false;
	r = statefile_read_of(dir, file_name, owner, &b, NULL) == 0 &&
	    b.data != NULL && !b.failed && strlen(b.data) == b.len &&
	    holds(b.data);
	close(dir);
	buf_free(&b);
	return r;
}

bool
disabled_now(void)
{
	return disabled_in(PKGSYSCONFDIR, 0);
}

int
disabled_begin_in(const char *folder, int64_t ns, struct err *e)
{
	struct grant_now now;
	struct buf b = { 0 };
	int r;

	if (ns <= 0 || ns > DISABLED_MAX)
		return err_set(e, EINVAL, "at most an hour");
	grant_now(&now);
	if (now.boot_id[0] == '\0')
		return err_set(e, ENOSYS, "the kernel's boot id cannot be "
		    "read; is /proc mounted?");
	buf_printf(&b, "bashplate-disabled 1 %lld %lld %lld %lld %s\n",
	    (long long)now.wall, (long long)(now.wall + ns),
	    (long long)now.boot, (long long)(now.boot + ns), now.boot_id);
	r = statefile_write_mode(folder, folder_name, file_name, &b, 0644, e);
	buf_free(&b);
	return r;
}

int
disabled_begin(int64_t ns, struct err *e)
{
	return disabled_begin_in(PKGSYSCONFDIR, ns, e);
}

int
disabled_end(struct err *e)
{
	struct err local = { 0 };

	if (statefile_remove(PKGSYSCONFDIR, folder_name, file_name,
	    &local) == 0 || local.code == ENOENT)
		return 0;
	return err_set(e, local.code, "%s", local.msg);
}
