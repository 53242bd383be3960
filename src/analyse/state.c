/* SPDX-License-Identifier: ISC */
#include "analyse/state.h"

#include <stdint.h>
#include <string.h>

static unsigned
hash(enum slot_kind kind, const char *s, size_t n)
{
	uint32_t h = 2166136261u ^ (uint32_t)kind;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619u;
	return (h ^ (h >> 16)) % STATE_BUCKETS;
}

struct slot *
state_slot(struct state *st, enum slot_kind kind, const char *name, size_t n,
    bool make)
{
	struct slot **b = &st->bucket[hash(kind, name, n)];
	struct slot *s;

	for (s = *b; s != NULL; s = s->next)
		if (s->kind == kind && strncmp(s->name, name, n) == 0 &&
		    s->name[n] == '\0')
			return s;
	if (!make)
		return NULL;
	s = arena_alloc(st->a, sizeof *s);
	s->kind = kind;
	s->name = arena_strndup(st->a, name, n);
	s->next = *b;
	*b = s;
	s->same = st->all[kind];
	st->all[kind] = s;
	return s;
}

void
state_set(struct state *st, struct slot *s, void *obj)
{
	struct undo *t;

	if (st->ntrail == st->cap) {
		st->cap = st->cap == 0 ? 64 : st->cap * 2;
		t = arena_array(st->a, st->cap, sizeof *t);
		if (st->ntrail > 0)
			memcpy(t, st->trail, st->ntrail * sizeof *t);
		st->trail = t;
	}
	st->trail[st->ntrail].slot = s;
	st->trail[st->ntrail].old = s->obj;
	st->ntrail++;
	s->obj = obj;
}

size_t
state_mark(const struct state *st)
{
	return st->ntrail;
}

struct delta *
state_pop(struct state *st, size_t mark)
{
	struct delta *d, *list = NULL;
	struct undo *u;
	unsigned stamp = ++st->stamp;

	while (st->ntrail > mark) {
		u = &st->trail[--st->ntrail];
		if (u->slot->stamp != stamp) {
			u->slot->stamp = stamp;
			d = arena_alloc(st->a, sizeof *d);
			d->slot = u->slot;
			d->obj = u->slot->obj;
			d->next = list;
			list = d;
		}
		u->slot->obj = u->old;
	}
	return list;
}

struct delta *
state_since(struct state *st, size_t mark)
{
	struct delta *d, *list = NULL;
	unsigned stamp = ++st->stamp;
	size_t i;

	for (i = st->ntrail; i > mark; i--) {
		if (st->trail[i - 1].slot->stamp == stamp)
			continue;
		st->trail[i - 1].slot->stamp = stamp;
		d = arena_alloc(st->a, sizeof *d);
		d->slot = st->trail[i - 1].slot;
		d->obj = d->slot->obj;
		d->next = list;
		list = d;
	}
	return list;
}

void
state_apply(struct state *st, const struct delta *d)
{
	for (; d != NULL; d = d->next)
		if (d->slot->obj != d->obj)
			state_set(st, d->slot, d->obj);
}

static void
set_merged(struct state *st, struct slot *s, void *other)
{
	void *m;

	if (s->obj == other)
		return;
	m = st->merge(st->ctx, s->kind, s->obj, other);
	if (m != s->obj)
		state_set(st, s, m);
}

void
state_join(struct state *st, size_t mark, const struct delta *d)
{
	size_t i, end = st->ntrail;
	unsigned stamp = ++st->stamp;
	struct slot *s;

	for (; d != NULL; d = d->next) {
		d->slot->stamp = stamp;
		set_merged(st, d->slot, d->obj);
	}
	for (i = mark; i < end; i++) {
		s = st->trail[i].slot;
		if (s->stamp == stamp)
			continue;
		s->stamp = stamp;
		set_merged(st, s, st->trail[i].old);
	}
}

void
state_each(struct state *st, enum slot_kind kind,
    void *(*fn)(void *ctx, struct slot *s))
{
	struct slot *s;
	void *obj;

	for (s = st->all[kind]; s != NULL; s = s->same) {
		obj = fn(st->ctx, s);
		if (obj != s->obj)
			state_set(st, s, obj);
	}
}
