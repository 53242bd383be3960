/* SPDX-License-Identifier: ISC */
/* analyse/walk: every command that a line would run, wherever it hides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyse/effect_print.h"
#include "analyse/walk.h"

struct line {
	const char *text;
	const char *effects;
};

#include "walk_lines.h"

static char *const environment[] = { (char[]){ "HOME=/home/u" },
    (char[]){ "PATH=/usr/bin:/bin" }, (char[]){ "USER=u" },
    (char[]){ "K=kubectl" }, NULL };

static const struct walk_world world = { .environ = environment, .cwd = "/w",
    .home = "/home/u", .uid = 1000, .pid = 4711, .ppid = 4000,
    .read_files = false, .file_limit = 256 * 1024, .file_count = 64 };

static void
print(struct buf *b, const struct effects *list)
{
	const struct effect *e;

	for (e = list->head; e != NULL; e = e->next) {
		if (e->kind == EFFECT_READ)
			continue;
		effect_print_one(b, e);
		buf_char(b, '\n');
	}
	if (list->status != EFFECTS_OK)
		buf_printf(b, "status %d%s\n", list->status,
		    list->in_nested ? " nested" : "");
}

static void
test_lines(void **state)
{
	size_t i;
	int bad = 0;
	(void)state;

	for (i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		struct arena *a = arena_new(64 << 20);
		struct buf b = { 0 };

		print(&b, walk_text(a, lines[i].text, strlen(lines[i].text),
		    NULL, &world));
		if (strcmp(b.data == NULL ? "" : b.data,
		    lines[i].effects) != 0) {
			print_error("%s\n--- wanted\n%s--- got\n%s\n",
			    lines[i].text, lines[i].effects,
			    b.data == NULL ? "" : b.data);
			bad++;
		}
		buf_free(&b);
		arena_free(a);
	}
	assert_int_equal(bad, 0);
}

/* The text under the span of the first effect that prints as `want`. */
static void
span_is(const char *line, const char *want, const char *under)
{
	struct arena *a = arena_new(64 << 20);
	struct effects *list = walk_text(a, line, strlen(line), NULL, &world);
	const struct effect *e;
	struct buf b = { 0 };

	for (e = list->head; e != NULL; e = e->next) {
		buf_reset(&b);
		effect_print_one(&b, e);
		if (strcmp(b.data, want) == 0)
			break;
	}
	assert_non_null(e);
	assert_int_equal(e->span.len, strlen(under));
	assert_memory_equal(line + e->span.off, under, strlen(under));
	buf_free(&b);
	arena_free(a);
}

static void
test_spans(void **state)
{
	(void)state;
	span_is("a; rm b; c", "command rm b", "rm b");
	span_is("eval 'a; rm b'", "command rm b", "rm b");
	span_is("eval 'a '\"'\"'q'\"'\"'; rm b'", "command rm b", "rm b");
	span_is("bash -c 'x; rm b'", "command rm b [via bash]", "rm b");
	span_is("bash -c \"x; eval 'rm b'\"", "command rm b [via bash]",
	    "rm b");
	span_is("c=rm; eval \"$c b\"", "command rm b", "\"$c b\"");
	span_is("echo \"$(a; rm b)\"", "command rm b", "rm b");
	span_is("f() { rm b; }; f", "command rm b", "rm b");
}

static struct effects *
limited(struct arena *a, const char *piece, size_t n)
{
	size_t len = strlen(piece), i;
	char *text = malloc(len * n + 1);
	struct effects *list;

	assert_non_null(text);
	for (i = 0; i < n; i++)
		memcpy(text + i * len, piece, len);
	text[len * n] = '\0';
	list = walk_text(a, text, len * n, NULL, &world);
	free(text);
	return list;
}

static void
limit_case(const char *piece, size_t n, bool limit)
{
	struct arena *a = arena_new(256 << 20);
	struct effects *list = limited(a, piece, n);

	assert_int_equal(list->status, limit ? EFFECTS_LIMIT : EFFECTS_OK);
	if (limit)
		assert_non_null(list->message);
	arena_free(a);
}

static void
test_limits(void **state)
{
	(void)state;
	limit_case("a;", 60000, false);
	limit_case("a;", 70000, true);
	limit_case("echo {1..5000};", 1, true);
	limit_case("echo {1..4000};", 1, false);
	limit_case("x=$x$x$x$xaaaaaaaaaaaaaaaa;", 400, false);
	limit_case("f() { g; g; }; g() { f; f; }; f;", 1, false);
}

static void
test_world(void **state)
{
	char *const env[] = {
	    (char[]){ "BASH_FUNC_ls%%=() { rm \"$1\"; }" },
	    (char[]){ "PS4=$(rm p)" }, NULL };
	struct walk_world w = world;
	struct arena *a = arena_new(64 << 20);
	struct buf b = { 0 };
	(void)state;

	w.environ = env;
	print(&b, walk_text(a, "ls x", 4, NULL, &w));
	/* The imported function adds to the program, it does not replace. */
	assert_string_equal(b.data,
	    "command rm p [startup]\n"
	    "delete /w/p [startup]\n"
	    "command rm x [startup]\n"
	    "delete /w/x [startup]\n"
	    "command ls x\n");
	buf_free(&b);
	arena_free(a);
}

static void
test_argv(void **state)
{
	struct arena *a = arena_new(64 << 20);
	struct value *argv[3] = { value_const(a, "bash", 4),
	    value_const(a, "-c", 2), value_const(a, "rm b", 4) };
	struct buf b = { 0 };
	(void)state;

	print(&b, walk_argv(a, argv, 3, &world));
	assert_string_equal(b.data, "command bash -c \"rm b\" [file]\n"
	    "command rm b [file] [via bash]\ndelete /w/b [file]\n");
	buf_free(&b);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_spans),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_world),
		cmocka_unit_test(test_argv),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
