/* SPDX-License-Identifier: ISC */
/* Bytes that are no record, files that were rotated, anchors that are signed. */
#include "verify_world.h"

static void
garbage(void **state)
{
	struct world *w = *state;

	insert(w, 4, strdup("{\"ver\":1,\"kind\":\"line\"}"));
	store(w);
	found(w, VERIFY_GARBAGE, 4, 4, 4);
	assert_int_equal(verify(w).first.line, 5);
}

/* What a killed writer leaves is sealed by the next one, and no fault. */
static void
torn(void **state)
{
	struct world *w = *state;
	int fd = open(w->log, O_WRONLY | O_APPEND);
	struct verify v;

	assert_int_equal(write(fd, "{\"ver\":1,\"se", 12), 12);
	v = verify(w);
	assert_int_equal(v.problems, 0);
	assert_int_equal(v.torn, 1);
	write_records(w, 2);
	v = verify(w);
	assert_int_equal(v.problems, 0);
	assert_int_equal(v.torn, 1);
	assert_int_equal(v.to, RECORDS + 3);
	/* A line of its own that is none of ours. */
	assert_int_equal(write(fd, "hello\n", 6), 6);
	write_records(w, 1);
	close(fd);
	assert_int_equal(verify(w).torn, 2);
	assert_int_equal(verify(w).problems, 0);
}

static void
a_seal_for_other_bytes(void **state)
{
	struct world *w = *state;
	int fd = open(w->log, O_WRONLY | O_APPEND);

	assert_int_equal(write(fd, "half a record\n", 14), 14);
	close(fd);
	write_records(w, 1);
	while (w->n > 0)
		free(w->line[--w->n]);
	load(w);
	assert_int_equal(verify(w).problems, 0);
	w->line[RECORDS][0] = 'H';
	store(w);
	found(w, VERIFY_GARBAGE, RECORDS, RECORDS, RECORDS);
}

static void
rotated_by_hand(void **state)
{
	struct world *w = *state;
	char to[128];

	snprintf(to, sizeof to, "%s/log.jsonl.1", w->dir);
	assert_int_equal(rename(w->log, to), 0);
	sound(w, RECORDS);
	write_records(w, 3);
	sound(w, RECORDS + 4);
	assert_int_equal(verify(w).from, 1);
	/* Without the old file the rest is sound, and says where it begins. */
	unlink(to);
	sound(w, 4);
	assert_int_equal(verify(w).from, RECORDS + 1);
	assert_false(verify(w).whole_start);
}

static void
no_head(void **state)
{
	struct world *w = *state;

	unlink(w->head);
	sound(w, RECORDS);
	assert_false(verify(w).head);
	write_records(w, 1);
	sound(w, RECORDS + 2);
	assert_true(verify(w).head);
}

struct signer {
	unsigned char public[32], secret[64];
	char hex[65];
};

static int
sign(void *arg, const char *text, size_t n, unsigned char sig[64],
    struct err *e)
{
	struct signer *s = arg;

	(void)e;
	return crypto_sign_detached(sig, NULL, (const unsigned char *)text,
	    n, s->secret);
}

static bool
known(void *arg, const char *key)
{
	struct signer *s = arg;

	return strcmp(s->hex, key) == 0;
}

static void
signed_anchor(void **state)
{
	struct world *w = *state;
	struct signer s, other;
	struct record_anchor a = { .key = s.hex, .sign = sign, .arg = &s };
	struct record r = { .kind = RECORD_WINDOW, .event = "open",
	    .anchor = &a };
	struct verify v;
	char *sig;

	assert_true(sodium_init() >= 0);
	crypto_sign_keypair(s.public, s.secret);
	sodium_bin2hex(s.hex, sizeof s.hex, s.public, sizeof s.public);
	memset(&other, 0, sizeof other);
	assert_int_equal(record_write(w->dir, &r, NULL), 0);
	write_records(w, 1);
	assert_int_equal(verify_log(w->dir, known, &s, &v, NULL), 0);
	assert_int_equal(v.problems, 0);
	assert_int_equal(v.signed_to, RECORDS);
	assert_string_equal(v.signed_key, s.hex);
	/* A key that is nobody's signs nothing. */
	assert_int_equal(verify_log(w->dir, known, &other, &v, NULL), 0);
	assert_int_equal(v.signed_to, 0);
	/* The whole log written anew, head and all, under the old signature:
	 * the text it signs names another hash. */
	while (w->n > 0)
		free(w->line[--w->n]);
	load(w);
	edit(w, 3);
	{
		size_t i;

		for (i = 3; i < w->n; i++)
			replace(w, i, forge(w, i, i - 1));
	}
	store(w);
	unlink(w->head);
	assert_int_equal(verify(w).problems, 0);
	assert_int_equal(verify_log(w->dir, known, &s, &v, NULL), 0);
	assert_string_equal(verify_fault_name(v.first.fault), "unsigned");
	assert_int_equal(v.first.seq, RECORDS + 1);
	sig = strstr(w->line[RECORDS], "\"sig\":\"");
	assert_non_null(sig);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(garbage),
		T(torn),
		T(a_seal_for_other_bytes),
		T(rotated_by_hand),
		T(no_head),
		T(signed_anchor)
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
