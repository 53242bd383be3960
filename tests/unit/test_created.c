/* policy/created: what this session made, told by real files' birth times. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "policy/created.h"

static char dir[200];

static const char *
at(const char *name)
{
	static char path[4][400];
	static unsigned i;

	i = (i + 1) % 4;
	snprintf(path[i], sizeof path[i], "%s/%s", dir, name);
	return path[i];
}

/* Birth time in ns, 0 when the file system has none. */
static int64_t
born(const char *path)
{
	struct statx sx;

	if (statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_BTIME, &sx) !=
	    0 || (sx.stx_mask & STATX_BTIME) == 0)
		return 0;
	return (int64_t)sx.stx_btime.tv_sec * 1000000000 +
	    sx.stx_btime.tv_nsec;
}

static void
touch(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	close(fd);
}

/* A file that is younger than `than`: the clock of a file system is coarse. */
static int64_t
younger(const char *path, int64_t than)
{
	do {
		unlink(path);
		touch(path);
	} while (born(path) <= than);
	return born(path);
}

static int
set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(dir, sizeof dir, "%.150s/bp-created-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	return mkdtemp(dir) != NULL ? 0 : -1;
}

static void
remove_all(const char *path)
{
	char line[600];

	/* The names are this test's own. */
	snprintf(line, sizeof line, "%s/many", path);
	for (int i = 0; i < 5000; i++) {
		char name[700];

		snprintf(name, sizeof name, "%s/%d", line, i);
		if (unlink(name) != 0)
			break;
	}
	rmdir(line);
}

static int
tear_down(void **state)
{
	static const char *const names[] = { "tree/sub/b", "tree/sub/old",
	    "tree/a", "tree/link", "old", "mark", "new", NULL };

	(void)state;
	remove_all(dir);
	for (const char *const *n = names; *n != NULL; n++)
		unlink(at(*n));
	rmdir(at("tree/sub"));
	rmdir(at("tree"));
	rmdir(dir);
	return 0;
}

/* A session that began after "old" was made and before all else. */
static struct created
session(void)
{
	struct created c = { .uid = geteuid() };
	int64_t old;

	touch(at("old"));
	old = born(at("old"));
	if (old == 0) {
		printf("# skip: no birth times on this file system\n");
		skip();
	}
	c.since = younger(at("mark"), old);
	return c;
}

static void
what_it_made(void **state)
{
	struct created c = session();

	(void)state;
	assert_true(created_here(&c, at("mark")));
	assert_false(created_here(&c, at("old")));
	assert_false(created_here(&c, at("nothing")));
	assert_false(created_here(&c, "/etc/passwd"));
	assert_false(created_here(&c, "mark"));
	assert_false(created_here(&c, NULL));
	mkdir(at("tree"), 0755);
	mkdir(at("tree/sub"), 0755);
	touch(at("tree/a"));
	touch(at("tree/sub/b"));
	assert_true(created_here(&c, at("tree")));
	/* A link to something old is new itself and is not followed. */
	assert_int_equal(symlink("/etc", at("tree/link")), 0);
	assert_true(created_here(&c, at("tree")));
	/* An old file moved or linked in makes the tree not all ours. */
	assert_int_equal(link(at("old"), at("tree/sub/old")), 0);
	assert_false(created_here(&c, at("tree")));
	assert_true(created_here(&c, at("tree/a")));
}

static void
whose_it_is(void **state)
{
	struct created c = session();

	(void)state;
	c.uid = geteuid() + 1;
	assert_false(created_here(&c, at("mark")));
	c.uid = geteuid();
	assert_true(created_here(&c, at("mark")));
	/* No start of the anchor, no claim. */
	c.since = 0;
	assert_false(created_here(&c, at("mark")));
}

static void
how_much(void **state)
{
	struct created c = session();
	char name[300];

	(void)state;
	mkdir(at("many"), 0755);
	assert_true(created_here(&c, at("many")));
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof name, "%s/many/%d", dir, i);
		touch(name);
	}
	assert_false(created_here(&c, at("many")));
}

static void
from_the_start_of_the_anchor(void **state)
{
	uint64_t tick = (uint64_t)sysconf(_SC_CLK_TCK);
	uint64_t now = (uint64_t)clock_boot() / (1000000000 / tick);
	struct created c;

	(void)state;
	(void)session();
	created_init(&c, now - 2 * tick, geteuid());
	assert_true(created_here(&c, at("mark")));
	/* An anchor that starts later did not make it. */
	created_init(&c, now + 2 * tick, geteuid());
	assert_false(created_here(&c, at("mark")));
	created_init(&c, 0, geteuid());
	assert_false(created_here(&c, at("mark")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_it_made, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(whose_it_is, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(how_much, set_up, tear_down),
		cmocka_unit_test_setup_teardown(from_the_start_of_the_anchor,
		    set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
