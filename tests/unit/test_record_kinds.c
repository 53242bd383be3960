/* SPDX-License-Identifier: ISC */
/* Every kind of record has its own members, masked and escaped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/agent.h"
#include "audit/record.h"
#include "base/jsonraw.h"

/* The record as JSON. Free with cJSON_Delete(). */
static cJSON *
json(struct record *r)
{
	struct buf b = { 0 };
	cJSON *j;

	buf_str(&b, "{\"ver\":1");
	record_format(r, &b);
	buf_str(&b, "}");
	assert_false(b.failed);
	assert_null(memchr(b.data, '\n', b.len));
	j = jsonraw_parse(b.data, b.len);
	assert_non_null(j);
	assert_string_equal(jsonraw_string(j, "kind"),
	    record_kind_name(r->kind));
	buf_free(&b);
	return j;
}

static const cJSON *
part(const cJSON *j, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(j, key);

	assert_non_null(v);
	return v;
}

static void
exec_has_argv_and_file(void **state)
{
	static const char *const argv[] = { "mysql", "--password", "hunter2",
	    "-e", "drop\x1b[2J", NULL };
	struct record_exec x = { .argv = argv, .argc = 5, .normal =
	    "mysql -e drop", .file = "/usr/bin/mysql", .count = 7 };
	struct verdict v = { .kind = VERDICT_REFUSE, .layer = LAYER_FLOOR,
	    .rule = "floor/1" };
	struct record_actor actor = { .uid = 12, .pid = 34, .ppid = 1 };
	struct record r = { .kind = RECORD_EXEC, .exec = &x, .verdict = &v,
	    .actor = &actor, .line = "0123456789abcdef" };
	const cJSON *e;
	cJSON *j = json(&r);

	(void)state;
	e = part(j, "exec");
	assert_int_equal(cJSON_GetArraySize(part(e, "argv")), 5);
	assert_string_equal(cJSON_GetArrayItem(part(e, "argv"), 2)->valuestring,
	    "[masked]");
	assert_string_equal(cJSON_GetArrayItem(part(e, "argv"), 4)->valuestring,
	    "drop\x1b[2J");
	assert_string_equal(jsonraw_string(e, "file"), "/usr/bin/mysql");
	assert_string_equal(jsonraw_string(e, "normal"), "mysql -e drop");
	assert_int_equal(part(e, "count")->valueint, 7);
	assert_int_equal(part(j, "uid")->valueint, 12);
	assert_int_equal(part(j, "pid")->valueint, 34);
	assert_int_equal(part(j, "masked")->valueint, 1);
	assert_string_equal(jsonraw_string(j, "line"), "0123456789abcdef");
	assert_string_equal(jsonraw_string(j, "verdict"), "refuse");
	assert_string_equal(jsonraw_string(j, "rule"), "floor/1");
	cJSON_Delete(j);
}

static void
signal_names_its_target(void **state)
{
	struct record_signal s = { .number = 9, .target = 77,
	    .command = "postgres", .owner = 105,
	    .since = INT64_C(951782400) * 1000000000 };
	struct verdict v = { .kind = VERDICT_ALLOW };
	struct record r = { .kind = RECORD_SIGNAL, .signal = &s,
	    .verdict = &v };
	cJSON *j = json(&r);
	const cJSON *p = part(j, "signal");

	(void)state;
	assert_int_equal(part(p, "number")->valueint, 9);
	assert_int_equal(part(p, "target")->valueint, 77);
	assert_int_equal(part(p, "owner")->valueint, 105);
	assert_string_equal(jsonraw_string(p, "command"), "postgres");
	assert_string_equal(jsonraw_string(p, "since"),
	    "2000-02-29T00:00:00.000000Z");
	cJSON_Delete(j);
}

static void
exit_may_be_unknown(void **state)
{
	struct record_exit x = { .status = 0, .duration = 1500 };
	struct record r = { .kind = RECORD_EXIT, .exit = &x };
	cJSON *j = json(&r);

	(void)state;
	assert_int_equal(part(part(j, "exit"), "status")->valueint, 0);
	assert_int_equal(part(part(j, "exit"), "duration")->valueint, 1500);
	cJSON_Delete(j);
	x.status = -1;
	x.duration = -1;
	j = json(&r);
	assert_true(cJSON_IsNull(part(part(j, "exit"), "status")));
	assert_true(cJSON_IsNull(part(part(j, "exit"), "duration")));
	cJSON_Delete(j);
}

static void
grant_says_who_and_why(void **state)
{
	static const char *const scope[] = { "git", "kubernetes", NULL };
	struct record_grant g = { .id = "abcd", .who = "alice", .why =
	    "restore; PGPASSWORD=hunter2", .ticket = "OPS-1", .scope = scope,
	    .uses = 1, .command = "git push -f" };
	enum record_kind kinds[] = { RECORD_WINDOW, RECORD_APPROVAL,
	    RECORD_REQUEST, RECORD_OPERATOR };
	struct record r = { .event = "open", .grant = &g, .window = "abcd" };
	const cJSON *p;
	cJSON *j;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		r.kind = kinds[i];
		j = json(&r);
		p = part(j, "grant");
		assert_string_equal(jsonraw_string(j, "event"), "open");
		assert_string_equal(jsonraw_string(j, "window"), "abcd");
		assert_string_equal(jsonraw_string(p, "who"), "alice");
		assert_string_equal(jsonraw_string(p, "why"),
		    "restore; PGPASSWORD=[masked]");
		assert_string_equal(jsonraw_string(p, "ticket"), "OPS-1");
		assert_string_equal(jsonraw_string(p, "command"),
		    "git push -f");
		assert_int_equal(cJSON_GetArraySize(part(p, "scope")), 2);
		cJSON_Delete(j);
	}
}

static void
the_rest_have_event_and_detail(void **state)
{
	enum record_kind kinds[] = { RECORD_POLICY, RECORD_SESSION,
	    RECORD_LEFT_GUARD, RECORD_TIER, RECORD_LOG };
	struct record r = { .event = "line-only", .detail = "a\nb",
	    .policy = "00ff" };
	cJSON *j;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		r.kind = kinds[i];
		j = json(&r);
		assert_string_equal(jsonraw_string(j, "event"), "line-only");
		assert_string_equal(jsonraw_string(j, "detail"), "a\nb");
		assert_string_equal(jsonraw_string(j, "policy"), "00ff");
		cJSON_Delete(j);
	}
	r.kind = RECORD_SQL;
	r.text = "drop table users";
	j = json(&r);
	assert_string_equal(jsonraw_string(j, "sql"), "drop table users");
	cJSON_Delete(j);
}

static void
agent_speaks_for_itself(void **state)
{
	static const char *const forms[][3] = {
		{ "claude-code_2-1-329_agent", "claude-code", "2.1.329" },
		{ "amp/0.9.1 x", "amp", "0.9.1" },
		{ "goose", "goose", "" },
		{ "a_b", "a", "" },
		{ "_", "", "" },
		{ "", "", "" }
	};
	struct agent a;
	size_t i;

	(void)state;
	unsetenv("CODEX_THREAD_ID");
	for (i = 0; i < sizeof forms / sizeof *forms; i++) {
		setenv("AI_AGENT", forms[i][0], 1);
		unsetenv("CLAUDE_CODE_SESSION_ID");
		agent_read("", &a);
		assert_string_equal(a.name, forms[i][1]);
		assert_string_equal(a.version, forms[i][2]);
		assert_string_equal(a.session, "");
	}
	setenv("AI_AGENT", "other_1-0_agent", 1);
	setenv("CLAUDE_CODE_SESSION_ID", "5f3c-77", 1);
	agent_read("claude-code", &a);
	assert_string_equal(a.name, "claude-code");
	assert_string_equal(a.session, "5f3c-77");
	unsetenv("AI_AGENT");
	unsetenv("CLAUDE_CODE_SESSION_ID");
	agent_read("", &a);
	assert_string_equal(a.name, "");
}

static void
origin_of_this_process(void **state)
{
	struct record r = { .kind = RECORD_SESSION, .event = "start" };
	cJSON *j = json(&r);

	(void)state;
	assert_int_equal(part(j, "pid")->valueint, getpid());
	assert_int_equal(part(j, "ppid")->valueint, getppid());
	assert_non_null(jsonraw_string(j, "parent"));
	assert_int_equal(strlen(jsonraw_string(j, "boot")), 36);
	assert_true(part(j, "mono")->valuedouble > 0);
	cJSON_Delete(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exec_has_argv_and_file),
		cmocka_unit_test(signal_names_its_target),
		cmocka_unit_test(exit_may_be_unknown),
		cmocka_unit_test(grant_says_who_and_why),
		cmocka_unit_test(the_rest_have_event_and_detail),
		cmocka_unit_test(agent_speaks_for_itself),
		cmocka_unit_test(origin_of_this_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
