/* SPDX-License-Identifier: ISC */
/*
 * The small parts under the proxy: whom it may signal, the bounded queue.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "term/altscreen.h"
#include "term/queue.h"
#include "term/signals.h"

/* Behaviour 23. With signal 0 nothing is sent, whatever is answered. */
static void
test_never_everybody(void **state)
{
	static const pid_t wrong[] = { 0, 1, -1 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		errno = 0;
		assert_int_equal(signals_send(wrong[i], 0), -1);
		assert_int_equal(errno, EINVAL);
	}
	assert_int_equal(signals_send(getpid(), 0), 0);
}

static void
test_group_of_a_child(void **state)
{
	pid_t pid = fork();
	int status;

	(void)state;
	if (pid == 0) {
		(void)pause();
		_exit(1);
	}
	assert_int_equal(setpgid(pid, pid), 0);
	assert_int_equal(signals_send(-pid, SIGTERM), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

/* Whatever the kernel takes at a time, bytes leave in the order they came. */
static void
test_queue_keeps_order(void **state)
{
	struct queue q = { 0 };
	char in[5000], out[sizeof in];
	size_t from = 0, to = 0, n;
	int fds[2];
	ssize_t r;

	(void)state;
	for (n = 0; n < sizeof in; n++)
		in[n] = (char)(n * 7);
	assert_int_equal(pipe(fds), 0);
	(void)fcntl(fds[1], F_SETFL, O_NONBLOCK);
	(void)fcntl(fds[0], F_SETFL, O_NONBLOCK);
	assert_int_equal(queue_init(&q, 1000), 0);
	while (to < sizeof out) {
		n = queue_room(&q) < sizeof in - from ? queue_room(&q) :
		    sizeof in - from;
		n = n > 700 ? 700 : n;
		assert_int_equal(queue_add(&q, in + from, n), 0);
		from += n;
		assert_true(q.len <= 1000);
		if (q.len > 0)
			(void)queue_flush(&q, fds[1]);
		r = read(fds[0], out + to, 333);
		to += r > 0 ? (size_t)r : 0;
	}
	assert_memory_equal(in, out, sizeof in);
	queue_free(&q);
	(void)close(fds[0]);
	(void)close(fds[1]);
}

static bool
on_after(const char *text)
{
	struct altscreen whole = { 0 }, bytes = { 0 };
	size_t i;

	altscreen_feed(&whole, text, strlen(text));
	for (i = 0; text[i] != '\0'; i++)
		altscreen_feed(&bytes, text + i, 1);
	assert_int_equal(whole.on, bytes.on);
	return whole.on;
}

static void
test_other_screen(void **state)
{
	(void)state;
	assert_true(on_after("a\033[?1049hb"));
	assert_true(on_after("\033[?1h\033[?25;47h"));
	assert_true(on_after("\033[?1047h\033[?25l"));
	assert_false(on_after("\033[?1049h\033[?1049l"));
	assert_false(on_after("\033[?10490h\033[1049h[?1049h"));
	assert_false(on_after("\033[?1049\033[2J h"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_never_everybody),
		cmocka_unit_test(test_group_of_a_child),
		cmocka_unit_test(test_queue_keeps_order),
		cmocka_unit_test(test_other_screen)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
