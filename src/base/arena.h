/* SPDX-License-Identifier: ISC */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

/*
 * Bump allocator: everything made while one command is judged is freed at
 * once. Allocation past the limit, or a failed malloc, does not return NULL:
 * it longjmps to the point set with arena_catch(), so that parser and
 * expander need no check per allocation and a hostile line meets a named
 * limit. Memory is zeroed.
 */
struct arena;

/* A new arena that hands out at most `limit` bytes; NULL if out of memory. */
struct arena *arena_new(size_t limit);

/* Free the arena and all it handed out. NULL is allowed. */
void arena_free(struct arena *a);

/* Bytes handed out so far. */
size_t arena_used(const struct arena *a);

/*
 * Where an exhausted arena jumps to. Use as
 *	if (setjmp(*arena_catch(a)) != 0) { ...limit... }
 * in a function that stays on the stack while the arena is in use. Without a
 * call to it an exhausted arena aborts the process.
 */
#include <setjmp.h>
jmp_buf *arena_catch(struct arena *a);

/*
 * A function that sets a catch of its own keeps the one of its caller: save
 * it before, put it back on every way out.
 */
struct arena_catcher {
	jmp_buf jump;
	int caught;
};
void arena_save(const struct arena *a, struct arena_catcher *out);
void arena_restore(struct arena *a, const struct arena_catcher *from);

/* Zeroed memory for `n` bytes, aligned for any object. Never NULL. */
void *arena_alloc(struct arena *a, size_t n);

/* Zeroed memory for `n` objects of `size` bytes. Overflow counts as limit. */
void *arena_array(struct arena *a, size_t n, size_t size);

/* A NUL-terminated copy of the `n` bytes at `s`. */
char *arena_strndup(struct arena *a, const char *s, size_t n);

/*
 * A NUL-terminated copy of what is in `b`, which is freed, also when the arena
 * is exhausted.
 */
struct buf;
char *arena_take(struct arena *a, struct buf *b);

/* A copy of the NUL-terminated `s`. */
char *arena_strdup(struct arena *a, const char *s);

/* sprintf into the arena. */
char *arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
