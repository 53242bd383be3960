/* SPDX-License-Identifier: ISC */
#include "shell/beside.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/stategroup.h"

static int
is_there(const char *dir, const char *name, int mode, char *out, size_t size)
{
	return (size_t)snprintf(out, size, "%s/%s", dir, name) < size &&
	    access(out, mode) == 0;
}

const char *
beside(const char *installed, const char *relative, const char *built,
    int mode, char *out, size_t size)
{
	char dir[PATH_MAX];
	char *slash;
	ssize_t n;

	/* A second name of it may lie in anybody's folder. */
	if (stategroup_shared(NULL))
		return installed;
	n = readlink("/proc/self/exe", dir, sizeof dir - 1);
	if (n <= 0)
		return installed;
	dir[n] = '\0';
	if ((slash = strrchr(dir, '/')) == NULL)
		return installed;
	*slash = '\0';
	if (built != NULL && is_there(dir, built, mode, out, size))
		return out;
	if ((slash = strrchr(dir, '/')) == NULL)
		return installed;
	*slash = '\0';
	return is_there(dir, relative, mode, out, size) ? out : installed;
}
