/* SPDX-License-Identifier: ISC */
/* Recordings: valid text whatever is shown, an end that is seen, old ones go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "audit/cast.h"

static char folder[256];

static int
set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	(void)snprintf(folder, sizeof folder, "%s/bp-cast.XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	return mkdtemp(folder) == NULL;
}

/* The path of the only recording, or of the n-th file; calls fn for each. */
static size_t
each(void (*fn)(const char *path))
{
	char path[1024];
	struct dirent *d;
	size_t n = 0;
	DIR *dir;

	(void)snprintf(path, sizeof path, "%s/casts", folder);
	dir = opendir(path);
	while (dir != NULL && (d = readdir(dir)) != NULL) {
		if (d->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof path, "%s/casts/%s", folder,
		    d->d_name);
		fn(path);
		n++;
	}
	if (dir != NULL)
		(void)closedir(dir);
	return n;
}

static char text[1 << 20];

static void
slurp(const char *path)
{
	FILE *f = fopen(path, "r");
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, sizeof text - 1, f);
	text[n] = '\0';
	(void)fclose(f);
}

static void
gone(const char *path)
{
	(void)unlink(path);
}

static int
tear_down(void **state)
{
	char path[1024];

	(void)state;
	(void)each(gone);
	(void)snprintf(path, sizeof path, "%s/casts", folder);
	(void)rmdir(path);
	return rmdir(folder);
}

static struct cast *
begin(size_t limit)
{
	const struct cast_start s = { .state = folder,
	    .session = "0123456789abcdef", .cols = 80, .rows = 24,
	    .term = "xterm", .limit = limit };
	struct err e = { 0 };
	struct cast *c = cast_open(&s, &e);

	assert_non_null(c);
	return c;
}

static void
test_bytes_become_text(void **state)
{
	struct cast *c = begin(0);

	(void)state;
	cast_shown(c, "a\342\202", 3);
	cast_shown(c, "\254\377\"\\\n", 5);
	cast_shown(c, "\355\240\200", 3);	/* a surrogate is none */
	cast_close(c);
	assert_int_equal(each(slurp), 1);
	assert_non_null(strstr(text, "\"o\",\"a\"]\n"));
	assert_non_null(strstr(text,
	    "\"o\",\"\342\202\254\357\277\275\\\"\\\\\\n\"]\n"));
	assert_non_null(strstr(text, "\357\277\275\357\277\275\357\277\275"));
}

static void
test_the_limit_is_seen(void **state)
{
	struct cast *c = begin(50000);
	char block[1000];
	int i;

	(void)state;
	memset(block, 'x', sizeof block);
	for (i = 0; i < 200; i++)
		cast_shown(c, block, sizeof block);
	cast_close(c);
	assert_int_equal(each(slurp), 1);
	assert_true(strlen(text) < 51000);
	assert_non_null(strstr(text, "the recording ends here"));
	assert_int_equal(text[strlen(text) - 1], '\n');
}

static void
age(const char *path)
{
	const struct timespec old[2] = { { .tv_sec = 1000000 },
	    { .tv_sec = 1000000 } };

	assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
}

static void
nothing(const char *path)
{
	(void)path;
}

static void
test_old_ones_go(void **state)
{
	(void)state;
	cast_close(begin(0));
	assert_int_equal(each(age), 1);
	cast_close(begin(0));
	assert_int_equal(each(nothing), 1);
	cast_close(begin(0));
	assert_int_equal(each(nothing), 2);
}

static void
test_a_foreign_folder(void **state)
{
	const struct cast_start s = { .state = folder, .session = "0",
	    .cols = 1, .rows = 1 };
	char path[1024];
	struct err e = { 0 };

	(void)state;
	(void)snprintf(path, sizeof path, "%s/casts", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(chmod(path, 0777), 0);
	assert_null(cast_open(&s, &e));
	assert_non_null(strstr(e.msg, "writable by group or others"));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(test_bytes_become_text),
		T(test_the_limit_is_seen),
		T(test_old_ones_go),
		T(test_a_foreign_folder)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
