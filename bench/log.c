/* SPDX-License-Identifier: ISC */
/*
 * What a record costs: with masking and chain, against a plain append of the
 * same bytes (open, write, close) in turn in the same run; then how fast the
 * whole is verified and searched.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "audit/logread.h"
#include "audit/record.h"
#include "audit/verify.h"

/* So few that a slice of the scheduler holds many. */
enum { BATCH = 10 };

static const char *const commands[] = {
	"git status --short",
	"npm test -- --runInBand src/pages/checkout.test.ts 2>&1 | tail -40",
	"PGPASSWORD=hunter2 psql -h db.internal -U app -c 'select 1'",
	"kubectl -n staging get pods -o wide",
	"grep -rn 'handleSubmit' src --include=*.tsx | head -20",
	"cd /home/dev/project && python3 -m pytest tests/test_api.py -x -q",
	"curl -sS -H 'Authorization: Bearer abcdefgh12345678' https://x/api",
	"for f in $(git ls-files '*.sh'); do shellcheck \"$f\"; done"
};

static double
now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
write_batch(const char *dir, const struct session *s, long from)
{
	struct judgement j = { .verdict = { .kind = VERDICT_ALLOW } };
	struct record r = { .kind = RECORD_LINE, .session = s,
	    .judgement = &j, .cwd = "/home/dev/project" };
	struct err e = { 0 };
	long i;

	for (i = from; i < from + BATCH; i++) {
		j.text = commands[i % (long)(sizeof commands /
		    sizeof *commands)];
		j.len = strlen(j.text);
		if (record_write(dir, &r, &e) != 0) {
			fprintf(stderr, "log: %s\n", e.msg);
			exit(1);
		}
	}
}

static void
append_batch(const char *path, const char *text, size_t n)
{
	int i, fd;

	for (i = 0; i < BATCH; i++) {
		fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
		    0600);
		if (fd < 0 || write(fd, text, n) != (ssize_t)n) {
			perror(path);
			exit(1);
		}
		close(fd);
	}
}

static double
log_bytes(const char *dir)
{
	struct verify v;
	double start = now_us();
	struct err e = { 0 };

	if (verify_log(dir, NULL, NULL, &v, &e) != 0 || v.problems != 0) {
		fprintf(stderr, "log: does not verify: %s\n", e.msg);
		exit(1);
	}
	printf("verify   %7.0f MB/s   %lu records   %.0f bytes a record\n",
	    (double)v.bytes / (now_us() - start), (unsigned long)v.records,
	    (double)v.bytes / (double)v.records);
	return (double)v.bytes;
}

int
main(int argc, char **argv)
{
	static char line[700];
	struct session s = { .id = "0123456789abcdef", .uid = getuid(),
	    .boot = "01234567-89ab-cdef-0123-456789abcdef",
	    .agent = "claude-code", .parent = "claude" };
	long n = argc > 2 ? atol(argv[2]) : 20000, i, k = n / BATCH;
	double *ours, *plain, start;
	char path[4096];

	if (argc < 2 || k < 1) {
		fputs("usage: log DIR [RECORDS]\n", stderr);
		return 2;
	}
	ours = calloc((size_t)k, sizeof *ours);
	plain = calloc((size_t)k, sizeof *plain);
	if (ours == NULL || plain == NULL)
		return 1;
	memset(line, 'x', sizeof line);
	snprintf(path, sizeof path, "%s/plain", argv[1]);
	for (i = 0; i < k; i++) {
		start = now_us();
		write_batch(argv[1], &s, i * BATCH);
		ours[i] = (now_us() - start) / BATCH;
		start = now_us();
		append_batch(path, line, sizeof line);
		plain[i] = (now_us() - start) / BATCH;
	}
	unlink(path);
	qsort(ours, (size_t)k, sizeof *ours, compare);
	qsort(plain, (size_t)k, sizeof *plain, compare);
	printf("record   p50 %6.2f us   plain append %6.2f us   ratio %5.2f"
	    "\n         p99 %6.2f us   plain append %6.2f us   ratio %5.2f\n",
	    ours[k / 2], plain[k / 2], ours[k / 2] / plain[k / 2],
	    ours[k * 99 / 100], plain[k * 99 / 100],
	    ours[k * 99 / 100] / plain[k * 99 / 100]);
	log_bytes(argv[1]);
	free(ours);
	free(plain);
	return 0;
}
