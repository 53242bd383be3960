/* SPDX-License-Identifier: ISC */
/*
 * Many writers at once, killed at random: no torn record is left unsealed,
 * the chain holds, and nothing that ran is missing its intent record.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "audit/logread.h"
#include "audit/record.h"
#include "audit/verify.h"

enum { WRITERS = 20, RECORDS_MAX = 10000 };

/* What ran, in memory that outlives its writer. */
struct shared {
	atomic_uint done[WRITERS];	/* records whose command "ran" */
	atomic_bool missing;
};

struct world {
	char dir[64];
	unsigned records;	/* of each writer */
	struct shared *shared;
	unsigned char *logged;	/* [writer * RECORDS_MAX + n] */
};

static int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	const char *n = getenv("BASHPLATE_TEST_RECORDS");

	strcpy(w->dir, "/tmp/bp-writers-XXXXXX");
	w->records = n != NULL ? (unsigned)atoi(n) : 500;
	w->shared = mmap(NULL, sizeof *w->shared, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	w->logged = calloc(WRITERS, RECORDS_MAX);
	*state = w;
	return mkdtemp(w->dir) == NULL || w->shared == MAP_FAILED ||
	    w->records > RECORDS_MAX;
}

static int
tear_down(void **state)
{
	struct world *w = *state;
	struct logset set;
	char path[200];
	size_t i;

	logset_list(w->dir, &set, NULL);
	for (i = 0; i < set.n; i++) {
		snprintf(path, sizeof path, "%s/%s", w->dir,
		    set.file[i].name);
		unlink(path);
	}
	logset_free(&set);
	snprintf(path, sizeof path, "%s/log.jsonl", w->dir);
	unlink(path);
	snprintf(path, sizeof path, "%s/log.head", w->dir);
	unlink(path);
	rmdir(w->dir);
	munmap(w->shared, sizeof *w->shared);
	free(w->logged);
	free(w);
	return 0;
}

/* Records of many sizes; one in a hundred is so large that its write can be
 * cut by a kill. Each goes on from where a killed writer stopped. */
static void
write_all(struct world *w, unsigned me)
{
	static char text[100 * 1024];
	struct judgement j = { .verdict = { .kind = VERDICT_ALLOW } };
	struct record r = { .kind = RECORD_LINE, .judgement = &j,
	    .cwd = "/" };
	atomic_uint *done = &w->shared->done[me];
	struct err e = { 0 };
	int n;

	memset(text, 'a' + (int)me, sizeof text);
	while (atomic_load(done) < w->records) {
		unsigned k = atomic_load(done);

		n = snprintf(text, 40, "W%uR%uE", me, k);
		text[n] = ' ';
		j.text = text;
		j.len = k % 100 == 50 ? sizeof text : 60 + k * 37 % 700;
		if (record_write(w->dir, &r, &e) != 0) {
			fprintf(stderr, "# %s\n", e.msg);
			_exit(1);
		}
		atomic_fetch_add(done, 1);	/* the command runs */
	}
	_exit(0);
}

static pid_t
start(struct world *w, unsigned i)
{
	pid_t pid = fork();

	if (pid == 0)
		write_all(w, i);
	return pid;
}

static bool
finished(const struct world *w)
{
	unsigned i;

	for (i = 0; i < WRITERS; i++)
		if (atomic_load(&w->shared->done[i]) < w->records)
			return false;
	return true;
}

/* Kill one at random and start it again, until all are through. */
static unsigned
run_and_kill(struct world *w)
{
	const struct timespec pause = { .tv_nsec = 3000000 };
	pid_t pid[WRITERS], gone;
	unsigned i, kills = 0;
	int status;

	for (i = 0; i < WRITERS; i++)
		pid[i] = start(w, i);
	srand(1);
	while (!finished(w)) {
		nanosleep(&pause, NULL);
		i = (unsigned)rand() % WRITERS;
		if (atomic_load(&w->shared->done[i]) >= w->records)
			continue;
		kill(pid[i], SIGKILL);
		gone = waitpid(pid[i], &status, 0);
		assert_int_equal(gone, pid[i]);
		if (WIFEXITED(status))
			assert_int_equal(WEXITSTATUS(status), 0);
		kills++;
		pid[i] = start(w, i);
	}
	while (waitpid(-1, &status, 0) > 0)
		if (WIFEXITED(status))
			assert_int_equal(WEXITSTATUS(status), 0);
	return kills;
}

static void
find_in(struct world *w, const char *name)
{
	char path[200];
	struct logread *r;
	const char *line, *at;
	unsigned me, k;
	size_t n;

	snprintf(path, sizeof path, "%s/%s", w->dir, name);
	r = logread_open(path, false, NULL);
	assert_non_null(r);
	while (logread_next(r, &line, &n) == LOGREAD_LINE) {
		at = memmem(line, n, "\"command\":\"W", 12);
		if (at == NULL || sscanf(at + 12, "%uR%uE", &me, &k) != 2)
			continue;
		assert_true(me < WRITERS && k < w->records);
		w->logged[me * RECORDS_MAX + k] = 1;
	}
	logread_close(r);
}

static void
find_logged(struct world *w)
{
	struct logset set;
	size_t i;

	assert_int_equal(logset_list(w->dir, &set, NULL), 0);
	for (i = 0; i < set.n; i++)
		find_in(w, set.file[i].name);
	logset_free(&set);
	find_in(w, "log.jsonl");
}

static void
killed_at_random(void **state)
{
	struct world *w = *state;
	struct verify v;
	struct err e = { 0 };
	unsigned i, k, kills;

	kills = run_and_kill(w);
	assert_int_equal(verify_log(w->dir, NULL, NULL, &v, &e), 0);
	print_message("# %u kills, %lu records, %lu torn and sealed\n", kills,
	    (unsigned long)v.records, (unsigned long)v.torn);
	if (v.problems != 0)
		fail_msg("%s at record %lu", verify_fault_name(v.first.fault),
		    (unsigned long)v.first.seq);
	assert_true(kills > 0);
	assert_true(v.records >= (uint64_t)WRITERS * w->records);
	find_logged(w);
	for (i = 0; i < WRITERS; i++)
		for (k = 0; k < w->records; k++)
			if (!w->logged[i * RECORDS_MAX + k])
				fail_msg("writer %u ran %u without a record",
				    i, k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(killed_at_random, set_up,
		    tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
