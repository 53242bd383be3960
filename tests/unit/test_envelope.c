/* SPDX-License-Identifier: ISC */
/* analyse/envelope: the agent's own command in what its client wraps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analyse/envelope.h"
#include "syntax/parse.h"

#define FIX "\\builtin shopt -u extglob 2>/dev/null || true && "
#define TAIL " < /dev/null && pwd -P >| /tmp/c-cwd"
#define SNAP "source /s/snap.sh 2>/dev/null || true && "

static const struct {
	const char *line;
	const char *agent;	/* NULL: none */
	const char *text;
} cases[] = {
	{ SNAP FIX "eval 'rm \"x\"; b'" TAIL, "claude-code", "rm \"x\"; b" },
	{ SNAP FIX "eval pwd" TAIL, "claude-code", "pwd" },
	{ SNAP FIX "eval 'echo '\"'\"'q'\"'\"''" TAIL, "claude-code",
	    "echo 'q'" },
	{ SNAP "export A=1\nB=2\n: && " FIX "eval 'cat <<X\ny\nX'"
	    " && pwd -P >| /tmp/c-cwd", "claude-code", "cat <<X\ny\nX" },
	{ "exec 3<&- || exit 126; " SNAP FIX "eval 'a'" TAIL, "claude-code",
	    "a" },
	{ "eval 'first' && " FIX "eval 'second'" TAIL, "claude-code",
	    "second" },
	{ "/x/pfx 'eval pwd < /dev/null && pwd -P >| /tmp/c'", "claude-code",
	    "pwd" },
	{ "/usr/bin/bash -c 'eval '\"'\"'a b'\"'\"' && pwd -P >| /tmp/c'",
	    "claude-code", "a b" },
	{ "__CODEX_SNAPSHOT_OVERRIDE_SET_0=1\nexec '/bin/bash' -c 'ls -l'",
	    "codex", "ls -l" },
	{ "shopt -u promptvars nullglob; _bgpids_file=/tmp/x\n(\n"
	    "  trap 'jobs -p > \"$_bgpids_file\"' EXIT\nls; pwd\n)\n"
	    "__code=$?\nexit $__code", "gemini", "ls; pwd" },
	{ "shopt -s expand_aliases\ncd -- \"$1\"\neval \"ls -l\"",
	    "opencode", "ls -l" },
	{ "ls -l", NULL, "ls -l" },
	{ "eval 'ls'", NULL, "eval 'ls'" },
	{ "echo 'eval x && pwd -P >| f'", NULL,
	    "echo 'eval x && pwd -P >| f'" },
};

static void
test_cases(void **state)
{
	struct parse_opts opts = { 0 };
	struct parse_result r;
	struct envelope e;
	struct arena *a;
	size_t i, n;
	(void)state;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		a = arena_new(1 << 20);
		n = strlen(cases[i].line);
		parse_text(a, cases[i].line, n, &opts, &r);
		assert_int_equal(r.status, PARSE_OK);
		envelope_find(a, cases[i].line, n, r.program, &e);
		if ((e.agent == NULL) != (cases[i].agent == NULL))
			print_error("%s\n", cases[i].line);
		if (cases[i].agent == NULL)
			assert_null(e.agent);
		else {
			assert_non_null(e.agent);
			assert_string_equal(e.agent, cases[i].agent);
		}
		assert_int_equal(e.len, strlen(cases[i].text));
		assert_memory_equal(e.text, cases[i].text, e.len);
		assert_true(e.span.off + e.span.len <= n);
		arena_free(a);
	}
}

static void
test_unparsed(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct envelope e;
	(void)state;

	envelope_find(a, "a 'b", 4, NULL, &e);
	assert_null(e.agent);
	assert_int_equal(e.span.len, 4);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_unparsed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
