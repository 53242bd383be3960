/* SPDX-License-Identifier: ISC */
/* The log: whole records from many writers, no secrets, honest failures. */
#include "record_world.h"

static void
hash_is_blake2b(void **state)
{
	struct hash h;
	char hex[65];

	(void)state;
	hash_init(&h);
	hash_add(&h, "abc", 3);
	hash_hex(&h, hex);
	assert_string_equal(hex, "bddd813c634239723171ef3fee98579b"
	    "94964e3bb1cb3e427262c8c068d52319");
	hash_init(&h);
	hash_hex(&h, hex);
	assert_string_equal(hex, "0e5751c026e543b2e8ab2eb06099daa1"
	    "d1e5df47778f7787faab45cdf12fe3a8");
}

static void
times_are_utc(void **state)
{
	char out[32];

	(void)state;
	clock_format(INT64_C(951782400) * 1000000000, out, sizeof out);
	assert_string_equal(out, "2000-02-29T00:00:00.000000Z");
	clock_format(INT64_C(1767225599) * 1000000000 + 999999999, out,
	    sizeof out);
	assert_string_equal(out, "2025-12-31T23:59:59.999999Z");
	clock_format(0, out, sizeof out);
	assert_string_equal(out, "1970-01-01T00:00:00.000000Z");
}

static void
a_record_has_its_members(void **state)
{
	struct world *w = *state;
	struct err e;
	struct stat st;
	cJSON *j;

	command(w, "git push -f\n\x1b[2J\xff\"", 18);
	assert_int_equal(record_write(w->dir, &w->r, &e), 0);
	assert_int_equal(stat(w->log, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	j = last(w);
	assert_non_null(j);
	assert_string_equal(jsonraw_string(j, "id"), w->r.id);
	assert_string_equal(jsonraw_string(j, "kind"), "line");
	assert_string_equal(jsonraw_string(j, "session"), w->session.id);
	assert_string_equal(jsonraw_string(j, "cwd"), "/tmp");
	assert_string_equal(jsonraw_string(j, "verdict"), "refuse");
	assert_string_equal(jsonraw_string(j, "layer"), "block");
	assert_string_equal(jsonraw_string(j, "rule"), "git/push-force");
	/* Byte for byte, yet no control byte is in the file. */
	assert_string_equal(jsonraw_string(j, "command"),
	    "git push -f\n\x1b[2J\xff\"");
	cJSON_Delete(j);
}

static void
largest_command_fits(void **state)
{
	struct world *w = *state;
	size_t n = 128 * 1024;
	char *big = malloc(n);
	cJSON *j;

	memset(big, '\x01', n);
	command(w, big, n);
	assert_int_equal(record_write(w->dir, &w->r, NULL), 0);
	j = last(w);
	assert_int_equal(strlen(jsonraw_string(j, "command")), n);
	cJSON_Delete(j);
	free(big);
}

static void
envelope_is_split(void **state)
{
	struct world *w = *state;
	cJSON *j;

	w->j.text = "source x && eval 'ls -l' && pwd";
	w->j.len = strlen(w->j.text);
	w->j.envelope.agent = "claude-code";
	w->j.envelope.text = "ls -l";
	w->j.envelope.len = 5;
	w->j.envelope.span.off = 17;
	w->j.envelope.span.len = 7;
	assert_int_equal(record_write(w->dir, &w->r, NULL), 0);
	j = last(w);
	assert_string_equal(jsonraw_string(j, "command"), "ls -l");
	assert_string_equal(jsonraw_string(j, "before"), "source x && eval ");
	assert_string_equal(jsonraw_string(j, "after"), " && pwd");
	cJSON_Delete(j);
	/* A span that lies outside the text is not followed. */
	w->j.envelope.span.len = 70;
	assert_int_equal(record_write(w->dir, &w->r, NULL), 0);
}

enum { WRITERS = 20, RECORDS = 1000 };

static void
many_writers(void **state)
{
	struct world *w = *state;
	char text[600], *line = NULL;
	size_t size = 0, n = 0;
	FILE *in;
	cJSON *j;
	int i, k, status;

	for (i = 0; i < WRITERS; i++) {
		if (fork() != 0)
			continue;
		for (k = 0; k < RECORDS; k++) {
			memset(text, 'a' + i, sizeof text);
			command(w, text, (size_t)(50 + (k * 37) % 500));
			if (record_write(w->dir, &w->r, NULL) != 0)
				_exit(1);
		}
		_exit(0);
	}
	for (i = 0; i < WRITERS; i++) {
		wait(&status);
		assert_int_equal(status, 0);
	}
	in = fopen(w->log, "r");
	while (getline(&line, &size, in) > 0) {
		j = jsonraw_parse(line, strlen(line));
		assert_non_null(j);
		cJSON_Delete(j);
		n++;
	}
	free(line);
	fclose(in);
	assert_int_equal(n, WRITERS * RECORDS + 1);
}

static void
torn_tail_is_left_alone(void **state)
{
	struct world *w = *state;
	int fd = open(w->log, O_WRONLY | O_CREAT, 0600);
	cJSON *j;

	assert_int_equal(write(fd, "{\"ver\":1,\"torn", 14), 14);
	close(fd);
	command(w, "true", 4);
	assert_int_equal(record_write(w->dir, &w->r, NULL), 0);
	j = last(w);
	assert_string_equal(jsonraw_string(j, "command"), "true");
	cJSON_Delete(j);
}

static void
full_disk(void **state)
{
	struct world *w = *state;
	struct rlimit r;
	struct err e = { 0 };
	int status;

	command(w, "true", 4);
	assert_int_equal(record_write(w->dir, &w->r, &e), 0);
	if (fork() == 0) {
		getrlimit(RLIMIT_FSIZE, &r);
		r.rlim_cur = 400;
		setrlimit(RLIMIT_FSIZE, &r);
		/* SIGXFSZ would kill this process. */
		if (record_write(w->dir, &w->r, &e) != -1)
			_exit(1);
		_exit(strstr(e.msg, "ulimit -f") != NULL ? 0 : 2);
	}
	wait(&status);
	assert_int_equal(status, 0);
	assert_int_equal(record_write(w->dir, &w->r, &e), 0);
}

static void
what_is_no_log(void **state)
{
	struct world *w = *state;
	char other[128];
	struct err e = { 0 };

	command(w, "true", 4);
	snprintf(other, sizeof other, "%s/other", w->dir);
	close(open(other, O_WRONLY | O_CREAT, 0600));
	assert_int_equal(symlink(other, w->log), 0);
	assert_int_equal(record_write(w->dir, &w->r, &e), -1);
	assert_non_null(strstr(e.msg, "symlink"));
	unlink(w->log);
	assert_int_equal(link(other, w->log), 0);
	assert_int_equal(record_write(w->dir, &w->r, &e), -1);
	assert_non_null(strstr(e.msg, "hard link"));
	unlink(other);
	assert_int_equal(record_write(w->dir, &w->r, &e), 0);
	chmod(w->log, 0622);
	assert_int_equal(record_write(w->dir, &w->r, &e), -1);
	assert_non_null(strstr(e.msg, "writable"));
	unlink(w->log);
	mkdir(w->log, 0700);
	assert_int_equal(record_write(w->dir, &w->r, &e), -1);
	rmdir(w->log);
	mkfifo(w->log, 0600);
	assert_int_equal(record_write(w->dir, &w->r, &e), -1);
	unlink(w->log);
}

static void
read_only_folder(void **state)
{
	struct world *w = *state;
	struct err e = { 0 };
	int status;

	command(w, "true", 4);
	chmod(w->dir, 0500);
	if (fork() == 0) {
		if (geteuid() == 0 && (chown(w->dir, 12345, 12345) != 0 ||
		    setuid(12345) != 0))
			_exit(3);
		_exit(record_write(w->dir, &w->r, &e) == -1 &&
		    strstr(e.msg, "Permission denied") != NULL ? 0 : 1);
	}
	wait(&status);
	assert_int_equal(status, 0);
}

static void
foreign_owner(void **state)
{
	struct world *w = *state;
	struct err e = { 0 };

	if (geteuid() != 0) {
		print_message("# skip: only root can give files away\n");
		skip();
	}
	command(w, "true", 4);
	assert_int_equal(record_write(w->dir, &w->r, &e), 0);
	assert_int_equal(chown(w->log, 12345, 12345), 0);
	assert_int_equal(record_write(w->dir, &w->r, &e), -1);
	assert_non_null(strstr(e.msg, "belongs to uid 12345"));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hash_is_blake2b),
		cmocka_unit_test(times_are_utc),
		T(a_record_has_its_members),
		T(largest_command_fits),
		T(envelope_is_split),
		T(many_writers),
		T(torn_tail_is_left_alone),
		T(full_disk),
		T(what_is_no_log),
		T(read_only_folder),
		T(foreign_owner)
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
