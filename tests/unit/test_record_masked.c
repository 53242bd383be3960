/* SPDX-License-Identifier: ISC */
/* What a record does not say: secrets, and that some were left out. */
#include "record_world.h"

struct secret {
	const char *in, *out;
};

static const struct secret secrets[] = {
	{ "PGPASSWORD=hunter2 psql", "PGPASSWORD=[masked] psql" },
	{ "x --password=hunter2 y", "x --password=[masked] y" },
	{ "x --password hunter2 y", "x --password [masked] y" },
	{ "export API_TOKEN='a b c'", "export API_TOKEN='[masked]'" },
	{ "aws AKIAIOSFODNN7EXAMPLE", "aws AKIA[masked]" },
	{ "AWS_SECRET_ACCESS_KEY=wJalr/K7", "AWS_SECRET_ACCESS_KEY=[masked]" },
	{ "git clone https://ghp_0123456789abcdefghijABCDEFGHIJ012345@x/y",
	    "git clone https://ghp_[masked]@x/y" },
	{ "curl -H 'Authorization: Bearer abcdefgh12345678' x",
	    "curl -H 'Authorization: Bearer [masked]' x" },
	{ "psql postgres://u:p@ss@h/db", "psql postgres://u:[masked]@h/db" },
	{ "{\"password\": \"x y\"}", "{\"password\": \"[masked]\"}" },
	{ "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA",
	    "-----BEGIN RSA PRIVATE KEY-----\n[masked]-----END RSA" },
	{ NULL, NULL }
};

static const char *const look_alikes[] = { "echo $PASSWORD",
    "PGPASSWORD=$PGPASSWORD psql", "PASSWORD=", "git log --author=token",
    "grep -r password src", "curl https://host:8080/x@y", "ls sk-",
    "cat tokens.txt", "--password-file /x", "the bearer of news",
    "export TOKEN=${TOKEN}", "ssh user@host", "-----BEGIN CERTIFICATE-----\nx",
    NULL };

static void
secrets_are_masked(void **state)
{
	struct buf b = { 0 };
	const struct secret *s;
	const char *const *l;

	(void)state;
	for (s = secrets; s->in != NULL; s++) {
		buf_reset(&b);
		assert_int_equal(redact(s->in, strlen(s->in), &b), 1);
		assert_string_equal(b.data, s->out);
	}
	for (l = look_alikes; *l != NULL; l++) {
		buf_reset(&b);
		redact(*l, strlen(*l), &b);
		assert_string_equal(b.data, *l);
	}
	buf_free(&b);
}

static void
a_masked_record_says_so(void **state)
{
	struct world *w = *state;
	static const char text[] = "PGPASSWORD=hunter2 psql";
	struct buf b = { 0 };
	cJSON *j;

	command(w, text, sizeof text - 1);
	assert_int_equal(record_write(w->dir, &w->r, NULL), 0);
	j = last(w);
	assert_true(cJSON_GetObjectItem(j, "masked")->valueint == 1);
	cJSON_Delete(j);
	assert_int_equal(io_read_file(w->log, 65536, 0, &b, NULL), 0);
	assert_null(strstr(b.data, "hunter2"));
	buf_free(&b);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secrets_are_masked),
		T(a_masked_record_says_so)
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
