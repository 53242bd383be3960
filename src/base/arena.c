/* SPDX-License-Identifier: ISC */
#include "base/arena.h"
#include "base/buf.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A sanitizer sees one chunk, not what was handed out of it: it is told, and
 * each piece is followed by bytes that nobody may touch.
 */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_SANITIZED
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_SANITIZED
#endif
#ifdef ARENA_SANITIZED
#include <sanitizer/asan_interface.h>
enum { REDZONE = 16 };
#else
enum { REDZONE = 0 };
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

enum { CHUNK_FIRST = 16 * 1024, CHUNK_MAX = 1024 * 1024, ALIGN = 16 };

struct chunk {
	struct chunk *next;
	size_t size;
	size_t used;
	_Alignas(16) unsigned char data[];
};

struct arena {
	struct chunk *head;
	size_t limit;
	size_t used;
	size_t next_size;
	bool caught;
	jmp_buf jump;
};

struct arena *
arena_new(size_t limit)
{
	struct arena *a = calloc(1, sizeof *a);

	if (a == NULL)
		return NULL;
	a->limit = limit;
	a->next_size = CHUNK_FIRST;
	return a;
}

void
arena_free(struct arena *a)
{
	struct chunk *c, *next;

	if (a == NULL)
		return;
	for (c = a->head; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	free(a);
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}

jmp_buf *
arena_catch(struct arena *a)
{
	a->caught = true;
	return &a->jump;
}

void
arena_save(const struct arena *a, struct arena_catcher *out)
{
	memcpy(&out->jump, &a->jump, sizeof out->jump);
	out->caught = a->caught;
}

void
arena_restore(struct arena *a, const struct arena_catcher *from)
{
	memcpy(&a->jump, &from->jump, sizeof a->jump);
	a->caught = from->caught != 0;
}

static _Noreturn void
exhausted(struct arena *a)
{
	if (a->caught)
		longjmp(a->jump, 1);
	abort();
}

void *
arena_alloc(struct arena *a, size_t n)
{
	struct chunk *c = a->head;
	size_t size, asked;
	void *p;

	if (n == 0)
		n = 1;
	if (n > a->limit || a->used > a->limit - n)
		exhausted(a);
	asked = n;
	n = ((n + ALIGN - 1) & ~(size_t)(ALIGN - 1)) + REDZONE;
	if (c == NULL || c->size - c->used < n) {
		size = n > a->next_size ? n : a->next_size;
		c = malloc(sizeof *c + size);
		if (c == NULL)
			exhausted(a);
		c->size = size;
		c->used = 0;
		c->next = a->head;
		a->head = c;
		ASAN_POISON_MEMORY_REGION(c->data, size);
		if (a->next_size < CHUNK_MAX)
			a->next_size *= 2;
	}
	p = c->data + c->used;
	c->used += n;
	a->used += n;
	/* Not the whole chunk at once: each page that is touched is a fault,
	 * and most starts end in their first chunk. */
	ASAN_UNPOISON_MEMORY_REGION(p, asked);
	return memset(p, 0, asked);
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		exhausted(a);
	return arena_alloc(a, n * size);
}

char *
arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p;

	if (n == SIZE_MAX)
		exhausted(a);
	p = arena_alloc(a, n + 1);
	if (n > 0)
		memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		exhausted(a);
	p = arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}

char *
arena_take(struct arena *a, struct buf *b)
{
	struct arena_catcher outer;
	char *text;

	arena_save(a, &outer);
	if (setjmp(*arena_catch(a)) != 0) {
		buf_free(b);
		arena_restore(a, &outer);
		exhausted(a);
	}
	text = arena_strndup(a, b->data == NULL ? "" : b->data, b->len);
	arena_restore(a, &outer);
	buf_free(b);
	return text;
}
