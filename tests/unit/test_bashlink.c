/* SPDX-License-Identifier: ISC */
/* The count of approvals: what L approves, P may use up, and nothing else. */
#include "bashlink_world.h"

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

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_one_line_one_command),
		T(test_one_certain_command_need_not_ask_again),
		T(test_changes_are_asked_for_with_the_last_answer),
		T(test_a_command_that_did_not_ask_is_noticed),
		T(test_one_line_covers_only_itself),
		T(test_a_refused_line_approves_nothing),
		T(test_after_a_refused_command_typing_is_needed),
		T(test_an_unrecorded_command_is_not_guessed),
		T(test_a_count_left_over_covers_only_its_own_text),
		T(test_a_syntax_error_leaves_nothing),
		T(test_incomplete_waits_for_the_end),
		T(test_events)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
