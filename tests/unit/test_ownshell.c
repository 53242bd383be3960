/* SPDX-License-Identifier: ISC */
/* What is sent to a shell that reads its commands from us, run by the real
 * shells: a prompt that is asked for twice is still there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "shell/ownshell.h"

static const char print[] = "printf '[%s%s]' \"$PS1\" \"$PS2\"";

/* What `path` prints when it runs what was sent to `o`. */
static void
run_sent(struct ownshell *o, const char *path, char *out, size_t size)
{
	char text[4096], name[16];
	const char *base = strrchr(path, '/') + 1;
	int in[2], from[2], status;
	ssize_t n, got = 0;
	pid_t pid;

	n = read(o->theirs, text, sizeof text);
	assert_true(n > 0);
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(from), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)dup2(in[0], 0);
		(void)dup2(from[1], 1);
		(void)close(in[0]);
		(void)close(in[1]);
		(void)close(from[0]);
		(void)strcpy(name, strcmp(base, "busybox") == 0 ? "sh" : "x");
		(void)execl(path, name, "-s", (char *)NULL);
		_exit(127);
	}
	(void)close(in[0]);
	(void)close(from[1]);
	assert_int_equal(write(in[1], text, (size_t)n), n);
	(void)close(in[1]);
	while ((n = read(from[0], out + got, size - 1 - (size_t)got)) > 0)
		got += n;
	out[got] = '\0';
	(void)close(from[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
}

static void
send(struct ownshell *o, const char *text)
{
	assert_int_equal(ownshell_run(o, text, strlen(text), 0, NULL), 0);
}

static void
test_asked_twice(void **state)
{
	static const char *const shells[] = { "/bin/dash", "/bin/busybox",
	    "/bin/mksh", "/bin/yash", "/bin/ksh93" };
	static const char mark[] = "\033]7717;0\a";
	struct ownshell o;
	char out[256];
	unsigned tried = 0;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof shells / sizeof shells[0]; i++) {
		if (access(shells[i], X_OK) != 0)
			continue;
		tried++;
		assert_int_equal(ownshell_open(&o, shells[i], NULL), 0);
		/* Its standard input is not the descriptor it closes. */
		o.closed = true;
		send(&o, "PS1='one ' PS2=two");
		assert_int_equal(ownshell_ask(&o, mark), 0);
		assert_int_equal(ownshell_ask(&o, mark), 0);
		send(&o, print);
		assert_int_equal(ownshell_ask(&o, mark), 0);
		send(&o, "PS1=new");
		assert_int_equal(ownshell_ask(&o, mark), 0);
		send(&o, print);
		send(&o, "PS1= PS2=");
		assert_int_equal(ownshell_ask(&o, mark), 0);
		assert_int_equal(ownshell_ask(&o, mark), 0);
		send(&o, print);
		run_sent(&o, shells[i], out, sizeof out);
		assert_string_equal(out, "[one two][newtwo][]");
		ownshell_close(&o);
	}
	if (tried == 0)
		skip();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_asked_twice)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
