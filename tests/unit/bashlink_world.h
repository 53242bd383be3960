/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_BASHLINK_WORLD_H
#define TESTS_UNIT_BASHLINK_WORLD_H

/*
 * For the tests of the link to the shell: the test process plays the shell; a
 * forked child plays the substitution in PS0.
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

static inline void
refused(void *ctx, const char *why)
{
	struct world *w = ctx;

	(void)why;
	w->refusals++;
}

static inline void
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
static inline void
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

static inline int
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

static inline int
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

static inline void
put(struct world *w, char kind, unsigned long seq, const char *payload)
{
	struct buf b = { 0 };

	buf_printf(&b, "%c%lu;%s", kind, seq, payload);
	assert_int_equal(send(w->shell, b.data, b.len + 1, 0), b.len + 1);
	buf_free(&b);
}

/* The verdict for `seq`: '0', '1', or '-' when nothing came. */
static inline char
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
static inline char
frame(struct world *w, char kind, const char *payload)
{
	put(w, kind, ++w->seq, payload);
	bashlink_ready(w->link);
	return verdict(w, w->seq);
}

static inline char
line(struct world *w, const char *text)
{
	char b[256];

	(void)snprintf(b, sizeof b, "-%s", text);
	return frame(w, 'L', b);
}

/* P as its direct child sends it. The child is there until it is judged. */
static inline char
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

static inline void
begin(struct world *w)
{
	(void)frame(w, 'H', "5.2");
	(void)frame(w, 'Q', "0;");
	(void)frame(w, 'N', "    7  older\n");
}

#endif
