/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_CAST_LINE_H
#define AUDIT_CAST_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * The line that a terminal is showing, with the events that made it. They are
 * held until the line is over, since a secret is known by what stands around
 * it: `export TOKEN=` and then one event for each key. A character that
 * belongs to a secret is a '*' in every event that wrote it.
 */
enum {
	CAST_CELLS = 4096,	/* characters of a line that are judged at once */
	CAST_KEPT = 1024,	/* of them, when a line is longer */
	CAST_HELD = 256 * 1024	/* bytes of events that are held at most */
};

/* One event of the recording: its time in ns, its asciicast kind. */
typedef void cast_emit(void *arg, int64_t time, char kind, const char *text,
    size_t n);

struct cast_cell {
	uint32_t at;		/* its bytes among those held */
	char text[4];
	uint8_t n;		/* 0: a blank that nobody wrote */
	bool masked;
};

struct cast_held {
	int64_t time;
	size_t to;		/* end of its bytes */
	char kind;
};

struct cast_line {
	cast_emit *emit;
	void *arg;
	struct buf bytes, events;
	struct cast_cell cell[CAST_CELLS];
	size_t cells, pos, cols;
	bool wrap;		/* the last column was written, not left */
	bool changed;		/* since the last look */
	bool masked;		/* something of what is held */
	bool run_on;		/* a secret is longer than what was kept */
	unsigned pem;		/* lines that a private key may still have */
};

void cast_line_start(struct cast_line *l, unsigned cols, cast_emit *emit,
    void *arg);
void cast_line_free(struct cast_line *l);

/* Hold an event's bytes: before it is told what they do. Returns where they
 * begin among those held. */
size_t cast_line_event(struct cast_line *l, int64_t time, char kind,
    const char *text, size_t n);

/* The character of n <= 4 bytes, held at `at`, is shown at the cursor. */
void cast_line_put(struct cast_line *l, const char *text, size_t n, size_t at);

/* The cursor goes to `pos`, counted from the line's first character; what is
 * outside the line ends it. */
void cast_line_move(struct cast_line *l, long pos);
long cast_line_pos(const struct cast_line *l);
/* The first place of the screen row that the cursor is in. */
long cast_line_row(const struct cast_line *l);

/* n characters from the cursor on: made blank, taken out, blanks put in. */
void cast_line_erase(struct cast_line *l, size_t n);
void cast_line_delete(struct cast_line *l, size_t n);
void cast_line_insert(struct cast_line *l, size_t n);

/* The line is over with the events so far: judge and emit them. */
void cast_line_over(struct cast_line *l);

#endif
