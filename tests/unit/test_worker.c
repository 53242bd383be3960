/* SPDX-License-Identifier: ISC */
/* When a decision has taken too long: one that hangs, and one that only lacks
 * a processor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "kernel/worker.h"

static void
test_who_hangs_has_ten_seconds(void **state)
{
	static const char hangs[] = { 'S', 'D', 'T', 't', 'Z', 'I', 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof hangs; i++) {
		assert_false(worker_overdue(hangs[i], 0));
		assert_false(worker_overdue(hangs[i], 9999));
		assert_true(worker_overdue(hangs[i], 10000));
		assert_true(worker_overdue(hangs[i], 60000));
	}
}

static void
test_who_is_starved_has_a_minute(void **state)
{
	(void)state;
	assert_false(worker_overdue('R', 10000));
	assert_false(worker_overdue('R', 59999));
	assert_true(worker_overdue('R', 60000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_hangs_has_ten_seconds),
		cmocka_unit_test(test_who_is_starved_has_a_minute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
