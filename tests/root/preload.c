/* SPDX-License-Identifier: ISC */
/* A library for LD_PRELOAD: leaves a file that says which group it had. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void __attribute__((constructor))
loaded(void)
{
	gid_t real, effective, saved;
	const char *path = getenv("PRELOAD_MARK");
	FILE *f = path != NULL ? fopen(path, "ae") : NULL;

	if (f == NULL || getresgid(&real, &effective, &saved) != 0)
		return;
	fprintf(f, "%lu\n", (unsigned long)saved);
	fclose(f);
}
