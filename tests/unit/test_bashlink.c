/* SPDX-License-Identifier: ISC */
/*
 * The count of approvals: what L approves, P may use up, and nothing else. The
 * test process plays the shell; a forked child plays the substitution in PS0.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "term/bashlink.h"

struct world {
	struct bashlink *link;
	int shell;		/* the shell's end */
	unsigned long seq;
	struct buf judged;	/* each text and a '|' */
	struct buf events;
	struct buf tables;	/* each with its kind before and a '|' */
	unsigned refusals;
};

/* BAD is refused, MORE is incomplete, else one command per line. */
static enum bashlink_answer
judge(void *ctx, const char *text, size_t len, unsigned *count)
{
	struct world *w = ctx;
	size_t i;

	buf_add(&w->judged, text, len);
	buf_char(&w->judged, '|');
	if (memmem(text, len, "BAD", 3) != NULL)
		return BASHLINK_REFUSE;
	if (memmem(text, len, "MORE", 4) != NULL)
		return BASHLINK_INCOMPLETE;
	if (memmem(text, len, "OWN", 3) != NULL)
		return BASHLINK_OWN;
	*count = memmem(text, len, "SYNTAX", 6) != NULL ? 0 : 1;
	for (i = 0; i < len; i++)
		*count += text[i] == '\n';
	return BASHLINK_ACCEPT;
}

static void
refused(void *ctx, const char *why)
{
	struct world *w = ctx;

	(void)why;
	w->refusals++;
}

static void
event(void *ctx, const char *kind, const char *text)
{
	struct world *w = ctx;

	(void)text;
	buf_str(&w->events, kind);
	buf_char(&w->events, ' ');
}

static const char *
status(void *ctx)
{
	(void)ctx;
	return "9m left";
}

/* A text with a '(' leaves a function, one with a '$' a variable. */
static enum bashlink_changed
changes(void *ctx)
{
	struct world *w = ctx;

	return strchr(w->judged.data, '(') != NULL ? BASHLINK_ANYTHING :
	    strchr(w->judged.data, '$') != NULL ? BASHLINK_VARIABLES :
	    BASHLINK_NOTHING;
}

/* An A, F or V frame, or its part of a T. */
static void
table(void *ctx, char kind, const char *text, size_t len)
{
	struct world *w = ctx;

	buf_char(&w->tables, kind);
	buf_add(&w->tables, text, len);
	buf_char(&w->tables, '|');
}

static const struct bashlink_ops ops = { .judge = judge,
    .refused = refused, .event = event, .status = status,
    .changes = changes, .table = table };

static int
setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	w->link = bashlink_new(&ops, w, NULL);
	assert_non_null(w->link);
	w->shell = dup(bashlink_shell_fd(w->link));
	bashlink_attach(w->link, getpid());
	buf_str(&w->judged, "");
	buf_str(&w->events, "");
	*state = w;
	return 0;
}

static int
teardown(void **state)
{
	struct world *w = *state;

	bashlink_free(w->link);
	(void)close(w->shell);
	buf_free(&w->judged);
	buf_free(&w->events);
	buf_free(&w->tables);
	free(w);
	return 0;
}

static void
put(struct world *w, char kind, unsigned long seq, const char *payload)
{
	struct buf b = { 0 };

	buf_printf(&b, "%c%lu;%s", kind, seq, payload);
	assert_int_equal(send(w->shell, b.data, b.len + 1, 0), b.len + 1);
	buf_free(&b);
}

/* The verdict for `seq`: '0', '1', or '-' when nothing came. */
static char
verdict(struct world *w, unsigned long seq)
{
	char b[64], want[32];
	ssize_t n;

	n = recv(w->shell, b, sizeof b - 1, MSG_DONTWAIT);
	if (n <= 0)
		return '-';
	b[n] = '\0';
	(void)snprintf(want, sizeof want, "%lu ", seq);
	assert_memory_equal(b, want, strlen(want));
	assert_int_equal(strlen(want) + 2, n);
	return b[strlen(want)];
}

/* A frame of the shell itself, with its answer if it has one. */
static char
frame(struct world *w, char kind, const char *payload)
{
	put(w, kind, ++w->seq, payload);
	bashlink_ready(w->link);
	return verdict(w, w->seq);
}

static char
line(struct world *w, const char *text)
{
	char b[256];

	(void)snprintf(b, sizeof b, "-%s", text);
	return frame(w, 'L', b);
}

/* P as its direct child sends it. The child is there until it is judged. */
static char
parsed(struct world *w, int number, const char *text)
{
	char b[256];
	int go[2], done[2];
	pid_t pid;

	(void)snprintf(b, sizeof b, "%5d  %s\n", number, text);
	w->seq++;
	assert_int_equal(pipe(go), 0);
	assert_int_equal(pipe(done), 0);
	pid = fork();
	if (pid == 0) {
		put(w, 'P', w->seq, b);
		(void)!write(done[1], "x", 1);
		(void)close(go[1]);
		(void)!read(go[0], b, 1);
		_exit(0);
	}
	assert_int_equal(read(done[0], b, 1), 1);
	bashlink_ready(w->link);
	(void)close(go[0]);
	(void)close(go[1]);
	(void)close(done[0]);
	(void)close(done[1]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return verdict(w, w->seq);
}

static void
begin(struct world *w)
{
	(void)frame(w, 'H', "5.2");
	(void)frame(w, 'Q', "0;");
	(void)frame(w, 'N', "    7  older\n");
}

static void
test_one_line_one_command(void **state)
{
	struct world *w = *state;

	begin(w);
	assert_int_equal(line(w, "ls"), '0');
	assert_int_equal(parsed(w, 8, "ls"), '0');
	assert_string_equal(w->judged.data, "ls|");
	/* The approval is used up: the next one is judged by itself. */
	assert_int_equal(parsed(w, 9, "BAD"), '1');
	assert_int_equal(w->refusals, 1);
}

/* Certain of its text, one command needs no P; if it comes, it is that text. */
static void
test_one_certain_command_need_not_ask_again(void **state)
{
	struct world *w = *state;

	begin(w);
	assert_int_equal(frame(w, 'L', "=ls"), '5');
	(void)frame(w, 'Q', "0;1;");
	assert_int_equal(parsed(w, 8, "BAD"), '1');
	assert_int_equal(frame(w, 'L', "=ls"), '5');
	assert_int_equal(parsed(w, 9, "ls"), '0');
	assert_int_equal(frame(w, 'L', "=ls"), '5');
	assert_int_equal(parsed(w, 10, "ls; BAD"), '1');
	assert_string_equal(w->judged.data, "ls|BAD|ls|ls|ls; BAD|");
	/* Two commands, or none yet, do ask. */
	assert_int_equal(frame(w, 'L', "=one\ntwo"), '0');
	assert_int_equal(frame(w, 'L', "=MORE"), '0');
	assert_int_equal(frame(w, 'L', "=SYNTAX"), '0');
	assert_int_equal(parsed(w, 11, "BAD"), '1');
}

static void
test_changes_are_asked_for_with_the_last_answer(void **state)
{
	struct world *w = *state;

	begin(w);
	assert_int_equal(frame(w, 'L', "=$"), '8');
	(void)frame(w, 'Q', "0;0;");
	assert_int_equal(line(w, "$"), '0');
	assert_int_equal(parsed(w, 8, "$"), '9');
	assert_int_equal(frame(w, 'L', "=f()"), '6');
	(void)frame(w, 'Q', "0;1;");
	assert_int_equal(line(w, "f()"), '0');
	assert_int_equal(parsed(w, 9, "f()"), '4');
	assert_int_equal(line(w, "f()\nls"), '0');
	assert_int_equal(parsed(w, 10, "f()"), '4');
	(void)frame(w, 'Q', "0;4;");
	assert_int_equal(parsed(w, 11, "ls"), '4');
}

static void
test_tables_in_one_piece(void **state)
{
	static const char *const broken[] = { "", "mark", "mark;", "mark;a",
	    "mark;amarkf", ";a", "m" };
	struct world *w = *state;
	size_t i;

	begin(w);
	(void)frame(w, 'T', "mark;alias a\nmarkf ()\nmarkdeclare mark");
	assert_string_equal(w->tables.data,
	    "Aalias a\n|Ff ()\n|Vdeclare mark|");
	buf_reset(&w->tables);
	buf_str(&w->tables, "");
	for (i = 0; i < sizeof broken / sizeof broken[0]; i++)
		(void)frame(w, 'T', broken[i]);
	assert_string_equal(w->tables.data, "");
	(void)frame(w, 'V', "x");
	assert_string_equal(w->tables.data, "Vx|");
}

/* bash says how many commands ran: no more than were asked about. */
static void
test_a_command_that_did_not_ask_is_noticed(void **state)
{
	struct world *w = *state;

	begin(w);
	(void)frame(w, 'Q', "0;12;");	/* startup: nothing to compare with */
	assert_int_equal(frame(w, 'L', "=ls"), '5');
	(void)frame(w, 'Q', "0;13;");
	assert_int_equal(line(w, "one\ntwo"), '0');
	assert_int_equal(parsed(w, 8, "one"), '0');
	(void)frame(w, 'Q', "0;14;");
	assert_int_equal(parsed(w, 9, "two"), '0');
	(void)frame(w, 'Q', "0;15;");
	(void)frame(w, 'Q', "0;15;");
	assert_string_equal(w->events.data, "");
	(void)frame(w, 'Q', "0;16;");
	assert_string_equal(w->events.data, "left-guard ");
	(void)frame(w, 'Q', "0;16;trap -- '' SIGINT\n");
	assert_string_equal(w->events.data, "left-guard reduced ");
}

/* The text is that of the line, where it cannot be another's. */
static void
test_one_line_covers_only_itself(void **state)
{
	struct world *w = *state;

	begin(w);
	assert_int_equal(line(w, "q"), '0');
	assert_int_equal(parsed(w, 8, "q\n BAD"), '1');
}

static void
test_a_refused_line_approves_nothing(void **state)
{
	struct world *w = *state;

	begin(w);
	assert_int_equal(line(w, "BAD"), '1');
	assert_int_equal(parsed(w, 8, "BAD"), '1');
	assert_int_equal(parsed(w, 9, "ls"), '1');
	assert_int_equal(line(w, "ls"), '0');
	assert_int_equal(parsed(w, 10, "ls"), '0');
}

static void
test_after_a_refused_command_typing_is_needed(void **state)
{
	struct world *w = *state;

	begin(w);
	assert_int_equal(parsed(w, 8, "BAD"), '1');
	assert_int_equal(parsed(w, 9, "ls"), '1');
	(void)frame(w, 'Q', "130;");
	assert_int_equal(parsed(w, 10, "ls"), '1');
	bashlink_typed(w->link);	/* no prompt since: still its tail */
	assert_int_equal(parsed(w, 11, "ls"), '1');
	(void)frame(w, 'Q', "130;");
	bashlink_typed(w->link);
	assert_int_equal(parsed(w, 12, "ls"), '0');
}

static void
test_an_unrecorded_command_is_not_guessed(void **state)
{
	struct world *w = *state;

	begin(w);
	/* Same number: `history 1` shows an older line. */
	assert_int_equal(parsed(w, 7, "older"), '1');
	/* Expected, it is covered by the line it came from. */
	assert_int_equal(line(w, " ls"), '0');
	assert_int_equal(parsed(w, 7, "older"), '0');
}

static void
test_a_count_left_over_covers_only_its_own_text(void **state)
{
	struct world *w = *state;

	begin(w);
	assert_int_equal(line(w, "one\ntwo\nthree"), '0');
	assert_int_equal(parsed(w, 8, "one"), '0');
	(void)frame(w, 'Q', "0;");
	assert_int_equal(parsed(w, 9, "BAD"), '1');

	assert_int_equal(line(w, "one\ntwo"), '0');
	assert_int_equal(parsed(w, 10, "one"), '0');
	assert_int_equal(parsed(w, 11, "two"), '0');
	assert_int_equal(parsed(w, 12, "two"), '0');	/* judged anew */
	assert_string_equal(w->judged.data, "one\ntwo\nthree|BAD|one\ntwo|two|");
}

static void
test_a_syntax_error_leaves_nothing(void **state)
{
	struct world *w = *state;

	begin(w);
	assert_int_equal(line(w, "ls"), '0');
	(void)frame(w, 'Q', "2;");
	assert_int_equal(parsed(w, 8, "BAD"), '1');
}

static void
test_incomplete_waits_for_the_end(void **state)
{
	struct world *w = *state;

	begin(w);
	assert_int_equal(line(w, "MORE"), '0');
	/* Our parser and bash disagree: judged as what bash is to run. */
	assert_int_equal(parsed(w, 8, "BAD"), '1');
	assert_int_equal(line(w, "MORE"), '0');
	assert_int_equal(parsed(w, 9, "MORE"), '1');
}

static void
test_numbers_only_grow(void **state)
{
	struct world *w = *state;

	begin(w);
	put(w, 'L', 1, "-ls");
	bashlink_ready(w->link);
	assert_int_equal(verdict(w, 1), '1');
	assert_string_equal(w->judged.data, "");
}

static void
test_a_stranger_is_not_heard(void **state)
{
	struct world *w = *state;
	pid_t pid;

	begin(w);
	pid = fork();
	if (pid == 0) {
		put(w, 'L', 100, "-ls");
		/* A grandchild is no substitution of the shell's. */
		pid = fork();
		if (pid == 0)
			put(w, 'P', 101, "    8  ls\n");
		else
			(void)waitpid(pid, NULL, 0);
		_exit(0);
	}
	bashlink_ready(w->link);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	bashlink_ready(w->link);
	assert_int_equal(verdict(w, 0), '-');
	assert_int_equal(parsed(w, 8, "BAD"), '1');
}

static void
test_half_a_frame_of_a_child_does_not_mix(void **state)
{
	struct world *w = *state;
	pid_t pid;

	begin(w);
	assert_int_equal(send(w->shell, "L50;-B", 6, 0), 6);
	pid = fork();
	if (pid == 0) {
		(void)!send(w->shell, "L60;-ls", 8, 0);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(send(w->shell, "AD", 3, 0), 3);
	bashlink_ready(w->link);
	assert_int_equal(verdict(w, 50), '1');
	assert_string_equal(w->judged.data, "BAD|");
}

static void
test_too_long_is_refused(void **state)
{
	struct world *w = *state;
	size_t i, n = 3 * 1024 * 1024;
	char *p = malloc(n), c;

	begin(w);
	memset(p, 'x', n);
	memcpy(p, "L40;-", 5);
	for (i = 0; i < n; i += 4096) {
		assert_int_equal(send(w->shell, p + i, 4096, 0), 4096);
		bashlink_ready(w->link);
	}
	c = '\0';
	assert_int_equal(send(w->shell, &c, 1, 0), 1);
	bashlink_ready(w->link);
	assert_int_equal(verdict(w, 40), '1');
	assert_string_equal(w->judged.data, "");
	w->seq = 40;
	assert_int_equal(line(w, "ls"), '0');
	free(p);
}

/* A text of 1 MiB is judged. */
static void
test_a_mebibyte_is_not_too_long(void **state)
{
	struct world *w = *state;
	size_t i, n = 5 + 1024 * 1024 + 1, part;
	char *p = malloc(n);

	begin(w);
	memset(p, 'x', n);
	memcpy(p, "L40;=", 5);
	p[n - 1] = '\0';
	for (i = 0; i < n; i += part) {
		part = n - i < 4096 ? n - i : 4096;
		assert_int_equal(send(w->shell, p + i, part, 0), part);
		bashlink_ready(w->link);
	}
	assert_int_equal(verdict(w, 40), '5');
	assert_int_equal(w->judged.len, 1024 * 1024 + 1);
	free(p);
}

static void
test_garbage_is_ignored(void **state)
{
	static const char junk[] = "\0\0x\0L\0L;\0L;-ls\0Lx;-ls\0P-1;\0;;\0"
	    "\377\376\0L99999999999999999999999\0";
	struct world *w = *state;

	begin(w);
	assert_int_equal(send(w->shell, junk, sizeof junk, 0), sizeof junk);
	bashlink_ready(w->link);
	assert_int_equal(verdict(w, 0), '-');
	assert_int_equal(line(w, "ls"), '0');
}

static void
test_events(void **state)
{
	struct world *w = *state;

	/* A command before any hello: the net under the hook asked. */
	assert_int_equal(parsed(w, 3, "ls"), '1');
	assert_int_equal(parsed(w, 4, "ls"), '1');
	assert_string_equal(w->events.data, "hook-missing ");
	begin(w);
	(void)frame(w, 'Q', "0;trap -- '' SIGINT\n");
	(void)frame(w, 'Q', "0;trap -- '' SIGINT\n");
	assert_string_equal(w->events.data, "hook-missing reduced ");
}

/* The shell waits until it is done, then forgets the text. */
static void
test_own_commands(void **state)
{
	struct world *w = *state;

	begin(w);
	assert_int_equal(line(w, "OWN"), '3');
	bashlink_own_done(w->link);
	assert_int_equal(verdict(w, w->seq), '2');
	bashlink_own_done(w->link);
	assert_int_equal(verdict(w, w->seq), '-');
	assert_int_equal(parsed(w, 8, "OWN"), '3');
	bashlink_own_done(w->link);
	assert_int_equal(verdict(w, w->seq), '1');
	assert_int_equal(w->refusals, 0);
	assert_int_equal(line(w, "ls"), '0');
}

static void
test_status_for_the_prompt(void **state)
{
	struct world *w = *state;
	char b[64];
	ssize_t n;

	begin(w);
	put(w, 'W', 77, "");
	bashlink_ready(w->link);
	n = recv(w->shell, b, sizeof b, MSG_DONTWAIT);
	assert_int_equal(n, sizeof "W77 9m left");
	assert_string_equal(b, "W77 9m left");
	/* A number of its own: those of the lines go on. */
	assert_int_equal(line(w, "ls"), '0');
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_one_line_one_command),
		T(test_one_certain_command_need_not_ask_again),
		T(test_changes_are_asked_for_with_the_last_answer),
		T(test_tables_in_one_piece),
		T(test_a_command_that_did_not_ask_is_noticed),
		T(test_one_line_covers_only_itself),
		T(test_a_refused_line_approves_nothing),
		T(test_after_a_refused_command_typing_is_needed),
		T(test_an_unrecorded_command_is_not_guessed),
		T(test_a_count_left_over_covers_only_its_own_text),
		T(test_a_syntax_error_leaves_nothing),
		T(test_incomplete_waits_for_the_end),
		T(test_numbers_only_grow),
		T(test_a_stranger_is_not_heard),
		T(test_half_a_frame_of_a_child_does_not_mix),
		T(test_too_long_is_refused),
		T(test_a_mebibyte_is_not_too_long),
		T(test_garbage_is_ignored),
		T(test_events),
		T(test_own_commands),
		T(test_status_for_the_prompt)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
