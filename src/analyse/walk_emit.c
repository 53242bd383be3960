/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "analyse/walk_int.h"

_Noreturn void
walk_limit(struct walk *w, const char *message)
{
	/* In a file it is the file that is too much, not the line. */
	if (w->file_stop != NULL)
		longjmp(*w->file_stop, 1);
	if (w->out->status == EFFECTS_OK) {
		w->out->status = EFFECTS_LIMIT;
		w->out->message = message;
	}
	longjmp(w->stop, 1);
}

void
walk_step(struct walk *w)
{
	if (w->file_stop != NULL && ++w->file_steps > WALK_FILE_STEPS)
		longjmp(*w->file_stop, 1);
	if (++w->steps > WALK_MAX_STEPS)
		walk_limit(w, "the line takes more than 262,144 steps "
		    "to follow");
}

/* One offset through the segments: where the byte before it ends up. */
static uint32_t
map_offset(const struct spanmap *m, uint32_t off)
{
	unsigned lo = 0, hi = m->nseg, mid;

	while (hi - lo > 1) {
		mid = (lo + hi) / 2;
		if (m->seg[mid].in <= off)
			lo = mid;
		else
			hi = mid;
	}
	return m->seg[lo].out + (off - m->seg[lo].in);
}

struct span
walk_span(const struct walk *w, struct span s)
{
	struct span r;
	uint32_t end;

	if (w->map == NULL)
		return s;
	if (w->map->seg == NULL || w->map->nseg == 0)
		return w->map->whole;
	r.off = map_offset(w->map, s.off);
	if (s.len == 0) {
		r.len = 0;
		return r;
	}
	end = map_offset(w->map, s.off + s.len - 1) + 1;
	r.len = end > r.off ? end - r.off : 0;
	return r;
}

struct effect *
walk_emit(struct walk *w, enum effect_kind kind, struct span span)
{
	struct effect *e;

	if (w->out->count >= WALK_MAX_EFFECTS)
		walk_limit(w, "the line has more than 65,536 effects");
	e = arena_alloc(w->a, sizeof *e);
	e->kind = kind;
	e->where = w->where;
	e->host = w->host;
	e->origin = w->origin;
	e->file = w->file;
	e->via = w->via;
	e->span = span;
	e->cwd = value_text(w->cwd->obj);
	*w->out->tail = e;
	w->out->tail = &e->next;
	w->out->count++;
	return e;
}

void
walk_unknown(struct walk *w, enum unknown_kind kind, const struct value *text,
    struct span span)
{
	struct effect *e;

	/* What a file or a start-up definition does not tell is no news:
	 * no program tells. */
	if (w->origin != ORIGIN_LINE)
		return;
	if (w->where != WHERE_LOCAL && (kind == UNKNOWN_COMMAND ||
	    kind == UNKNOWN_SHELL))
		kind = UNKNOWN_REMOTE;
	else if (kind == UNKNOWN_SHELL && text != NULL &&
	    (text->flags & VALUE_STDIN) != 0 && text->alt[0].prelen > 0)
		kind = UNKNOWN_SPLICED;
	e = walk_emit(w, kind == UNKNOWN_SHELL && text != NULL &&
	    (text->flags & VALUE_NETWORK) != 0 ? EFFECT_NETSHELL :
	    EFFECT_UNKNOWN, span);
	if (e->kind == EFFECT_UNKNOWN)
		e->unknown = kind;
	e->text = text;
}

struct effect *
walk_path(struct walk *w, enum effect_kind kind, const struct value *path,
    struct span span)
{
	struct effect *e = walk_emit(w, kind, span);

	e->path = path;
	e->abs = walk_abs(w, path, kind != EFFECT_DELETE);
	return e;
}
