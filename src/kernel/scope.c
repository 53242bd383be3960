/* SPDX-License-Identifier: ISC */
#include "kernel/scope.h"

#include <stddef.h>
#include <unistd.h>

#include "kernel/uapi.h"

bool
scope_possible(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, (size_t)0,
	    UAPI_LANDLOCK_VERSION) >= UAPI_LANDLOCK_ABI_SCOPE;
}

int
scope_enter(void)
{
	struct uapi_landlock_ruleset rules = {
		.scoped = UAPI_LANDLOCK_SCOPE_SIGNAL
	};
	long r;
	int fd;

	fd = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules,
	    0u);
	if (fd < 0)
		return -1;
	r = syscall(SYS_landlock_restrict_self, fd, 0u);
	close(fd);
	return r == 0 ? 0 : -1;
}
