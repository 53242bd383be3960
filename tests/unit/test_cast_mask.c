/* SPDX-License-Identifier: ISC */
/* Secrets on a screen, as they are typed, edited, wrapped and coloured. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "audit/cast_mask.h"
#include "secrets.h"

struct shown {
	struct buf text;
	unsigned events, marks;
	int64_t last;
};

static void
on_event(void *arg, int64_t time, char kind, const char *text, size_t n)
{
	struct shown *s = arg;

	assert_true(time >= s->last);
	s->last = time;
	s->events++;
	if (kind == 'm')
		s->marks++;
	else
		buf_add(&s->text, text, n);
}

/* `text` in chunks of `step` bytes, each at a time of its own. */
static void
show(struct shown *s, unsigned cols, size_t step, const char *text, size_t n)
{
	struct cast_mask *m = cast_mask_new(cols, on_event, s);
	size_t i;

	assert_non_null(m);
	s->last = 0;
	s->marks = s->events = 0;
	buf_reset(&s->text);
	for (i = 0; i < n; i += step)
		cast_mask_shown(m, (int64_t)i, text + i,
		    n - i < step ? n - i : step);
	cast_mask_flush(m);
	cast_mask_free(m);
}

static void
typed_secrets_are_masked(void **state)
{
	struct buf text = { 0 }, secret = { 0 }, screen = { 0 };
	struct shown s = { 0 };
	FILE *f = corpus("secrets.txt");
	unsigned n = 0, missed = 0;
	char *line = NULL;
	size_t size = 0;

	(void)state;
	while (getline(&line, &size, f) > 0) {
		if (*line == '#')
			continue;
		expand(line, &text, &secret);
		buf_reset(&screen);
		buf_str(&screen, "ada@db1:~$ ");
		buf_add(&screen, text.data, text.len);
		buf_str(&screen, "\r\n");
		show(&s, 80, 1, screen.data, screen.len);
		n++;
		if (leaks(&s.text, &secret) || s.marks == 0) {
			missed++;
			print_message("# left: %s# ->   %s\n", line,
			    s.text.data);
		}
		/* Nothing on the screen moves. */
		assert_int_equal(s.text.len, screen.len);
	}
	print_message("# %u of %u secrets left\n", missed, n);
	free(line);
	fclose(f);
	buf_free(&text);
	buf_free(&secret);
	buf_free(&screen);
	buf_free(&s.text);
	assert_true(n >= 200);
	assert_int_equal(missed, 0);
}

static void
look_alikes_stay(void **state)
{
	struct shown s = { 0 };
	FILE *f = corpus("secret_look_alikes.txt");
	char *line = NULL;
	size_t size = 0;
	ssize_t k;

	(void)state;
	while ((k = getline(&line, &size, f)) > 0) {
		show(&s, 80, 7, line, (size_t)k);
		assert_string_equal(s.text.data, line);
		assert_int_equal(s.marks, 0);
	}
	free(line);
	fclose(f);
	buf_free(&s.text);
}

struct screen_case {
	const char *name, *text;
};

static void
edited_secrets_are_masked(void **state)
{
	/* The secret is hunter2hunter or a part of it, hidden each time. */
	static const struct screen_case cases[] = {
		{ "a typing error, taken back",
		    "$ TOKEN=hunter2x\b\033[Khunter\r\n" },
		{ "taken back by blanks",
		    "$ TOKEN=hunter2x\b \bhunter\r\n" },
		{ "all of it taken back",
		    "$ TOKEN=hunter2\r\033[K$ ls\r\n" },
		{ "written over",
		    "$ TOKEN=hunter2\r$ TOKEN=other-1\r\n" },
		{ "coloured in the middle",
		    "$ TOKEN=hun\033[1;32mter2\033[0mhunter\r\n" },
		{ "its name comes last",
		    "hunter2hunter\r\033[6@TOKEN=\r\n" },
		{ "something inserted before it",
		    "$ TOKEN=hunter2\b\b\b\b\b\b\b\033[1@u\033[1@s\r\n" },
		{ "wrapped by the terminal",
		    "a long prompt stands here $ TOKEN=hunter2hunter2\r\n" },
		{ "wrapped as readline does it",
		    "a long prompt $ TOKEN=hunter2hun \rter2\r\n" },
		{ "under a title", "\033]0;x\a$ TOKEN=hunter2hunter\r\n" },
		{ "a title that ends with ST",
		    "\033]0;x\033\\$ TOKEN=hunter2hunter\r\n" },
		{ "placed by column", "\033[1GTOKEN=\033[7Ghunter2\r\n" },
		{ "placed on a screen", "\033[5;1HTOKEN=hunter2\033[6;1Hx" },
		{ "left standing", "$ TOKEN=hunter2" },
		{ "on the other screen",
		    "\033[?1049hTOKEN=hunter2\033[?1049lx" },
		{ "a file shown", "DB_PASSWORD: hunter2hunter\r\nx: 1\r\n" },
		{ "in the words of another tongue",
		    "$ \303\274=\342\202\254 TOKEN=hunter2\342\202\254\r\n" }
	};
	struct shown s = { 0 };
	size_t i, step;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++)
		for (step = 1; step < 64; step += 62) {
			if (step == 1 && strchr(cases[i].text, '\303'))
				continue;	/* characters come whole */
			show(&s, 30, step, cases[i].text,
			    strlen(cases[i].text));
			if (strstr(s.text.data, "hun") != NULL ||
			    strstr(s.text.data, "ter2") != NULL)
				fail_msg("%s: %s", cases[i].name, s.text.data);
			assert_true(s.marks > 0);
		}
	buf_free(&s.text);
}

static void
all_else_stays(void **state)
{
	static const char *const texts[] = {
		"\033[2J\033[H\033[31mred\033[m\r\n",
		"100%\r 50%\r\n", "a\tb\bc\033[K\033[3P\033[2@\033[5X\r\n",
		"\033(B\033[?25l\033[?25h\0337\0338\033M\033c\033#8",
		"\033P$q\"p\033\\\033_x\033\\\033^x\a\033]52;c;eA==\a",
		"\033[38;2;1;2;3;4;5;6;7;8;9;10;11;12;13;14mx\033[999999999Cy",
		"\342\224\200\342\224\200\360\237\230\200\n", "\033[\033[K\033",
		"\033[99999A\033[99999B\033[99999D\033[J\033[1J\033[2J\033[1K",
		"no end"
	};
	struct shown s = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		show(&s, 20, 64, texts[i], strlen(texts[i]));
		assert_string_equal(s.text.data, texts[i]);
		assert_int_equal(s.marks, 0);
	}
	buf_free(&s.text);
}

static void
private_keys_are_masked(void **state)
{
	static const char key[] = "$ cat key.pem\r\n"
	    "-----BEGIN OPENSSH PRIVATE KEY-----\r\n"
	    "b3BlbnNzaC1rZXktdjEAAAAA\r\n"
	    "QyNTUxOQAAACDx\r\n"
	    "-----END OPENSSH PRIVATE KEY-----\r\n"
	    "b3BlbnNzaC1r is no key\r\n";
	struct shown s = { 0 };

	(void)state;
	show(&s, 80, 5, key, sizeof key - 1);
	assert_null(strstr(s.text.data, "AAAAA"));
	assert_null(strstr(s.text.data, "QyNT"));
	assert_non_null(strstr(s.text.data, "END OPENSSH PRIVATE KEY-----"));
	assert_non_null(strstr(s.text.data, "b3BlbnNzaC1r is no key"));
	assert_int_equal(s.text.len, sizeof key - 1);
	buf_free(&s.text);
}

/* What is longer than a line can be judged in pieces. */
static void
long_lines(void **state)
{
	struct buf in = { 0 };
	struct shown s = { 0 };
	size_t i, at;

	(void)state;
	for (i = 0; i < 3000; i++)
		buf_str(&in, "word ");
	show(&s, 80, 100, in.data, in.len);
	assert_string_equal(s.text.data, in.data);
	/* One that begins anywhere, and is longer than what is kept. */
	for (at = 2000; at < 6000; at += 250) {
		buf_reset(&in);
		for (i = 0; i < at / 5; i++)
			buf_str(&in, "word ");
		buf_str(&in, "TOKEN=");
		for (i = 0; i < 700; i++)
			buf_str(&in, "hunter2");
		buf_str(&in, " and more");
		show(&s, 80, 100, in.data, in.len);
		assert_int_equal(s.text.len, in.len);
		assert_null(strstr(s.text.data, "hunter"));
		assert_non_null(strstr(s.text.data, " and more"));
	}
	/* A flood of sequences that show nothing. */
	buf_reset(&in);
	for (i = 0; i < 200000; i++)
		buf_str(&in, "\033[1m\033[0m");
	show(&s, 80, 4096, in.data, in.len);
	assert_int_equal(s.text.len, in.len);
	buf_free(&in);
	buf_free(&s.text);
}

/* Any bytes at all: nothing is lost but what is masked, nothing breaks. */
static void
noise(void **state)
{
	static const char set[] = "\033\033\033[[[[]?;0123459ABCDEFGHJKPX@hlmr"
	    "\r\n\b\tTOKEN=ab \a\\78Mc\177";
	struct buf in = { 0 };
	struct shown s = { 0 };
	unsigned seed = 1, round;
	size_t i;

	(void)state;
	for (round = 0; round < 300; round++) {
		buf_reset(&in);
		for (i = 0; i < 3000; i++) {
			seed = seed * 1103515245 + 12345;
			buf_char(&in, set[seed / 65536 % (sizeof set - 1)]);
		}
		show(&s, 1 + round % 90, 1 + round % 50, in.data, in.len);
		assert_int_equal(s.text.len, in.len);
	}
	buf_free(&in);
	buf_free(&s.text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typed_secrets_are_masked),
		cmocka_unit_test(look_alikes_stay),
		cmocka_unit_test(edited_secrets_are_masked),
		cmocka_unit_test(all_else_stays),
		cmocka_unit_test(private_keys_are_masked),
		cmocka_unit_test(long_lines),
		cmocka_unit_test(noise)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
