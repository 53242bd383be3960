/* SPDX-License-Identifier: ISC */
#include "ctl/doctor_env.h"

#include <stdlib.h>

#include "base/jsonpos.h"
#include "ctl/setup_json.h"

static const char area[] = "client";

static void
ignored(struct doctor *d, const struct setup_place *p, const char *what)
{
	doctor_say(d, DOCTOR_FINDING, area, arena_printf(d->a, "mend %s",
	    p->path), "%s (%s): the client cannot use what this file says",
	    what, p->title);
}

/* The settings are an object, and so are their "env" and "permissions"; of
 * what else the client may reject a file for, nothing is known here. */
static bool
has_shape(struct doctor *d, const struct setup_place *p,
    const struct buf *text)
{
	static const char *const key[] = { "env", "permissions" };
	size_t root = setup_json_root(text->data, text->len), at = root, i;
	const char *what = "the text";
	struct setup_member m;
	unsigned line, column;

	if (text->data[root] == '{') {
		for (i = 0; i < 2; i++)
			if (setup_json_member(text->data, text->len, root,
			    key[i], &m) && text->data[m.value] != '{')
				break;
		if (i == 2)
			return true;
		what = arena_printf(d->a, "\"%s\"", key[i]);
		at = m.value;
	}
	jsonpos_at(text->data, text->len, at, &line, &column);
	ignored(d, p, arena_printf(d->a, "%s:%u:%u: %s is not an object",
	    p->path, line, column, what));
	return false;
}

static void
load(struct doctor *d, const struct setup_place *p, struct doctor_file *out)
{
	struct buf text = { 0 };
	struct err e = { 0 };
	int r = setup_read(p, &text, &e);

	*out = (struct doctor_file){ .place = p };
	if (r < 0)
		ignored(d, p, e.msg);
	else if (r == 0 && p->path == d->flag)
		ignored(d, p, "there is no such file");
	else if (text.len > 0 && setup_json_root(text.data, text.len) <
	    text.len) {
		if (setup_json_check(p->path, text.data, text.len, &e) != 0)
			ignored(d, p, e.msg);
		else if (has_shape(d, p, &text)) {
			out->text = arena_strndup(d->a, text.data, text.len);
			out->len = text.len;
		}
	}
	buf_free(&text);
}

void
doctor_env_load(struct doctor *d, struct doctor_env *out)
{
	const struct setup_place *p;

	out->n = 0;
	for (p = setup_places(d->a, d->root, d->project, d->flag);
	    p->path != NULL && out->n < DOCTOR_FILES_MAX; p++)
		load(d, p, &out->file[out->n++]);
}

void
doctor_env_get(struct doctor *d, const struct doctor_env *env,
    const char *name, struct doctor_setting *out)
{
	struct buf value = { 0 };
	size_t i;
	int r;

	*out = (struct doctor_setting){ .name = name, .value = getenv(name) };
	for (i = 0; i < env->n; i++) {
		if (env->file[i].text == NULL)
			continue;
		buf_reset(&value);
		r = setup_env(env->file[i].text, env->file[i].len, name,
		    &value);
		if (r == 0)
			continue;
		out->value = arena_strndup(d->a, value.data != NULL ?
		    value.data : "", value.len);
		out->place = env->file[i].place;
		if (r < 0)
			doctor_say(d, DOCTOR_FINDING, area, arena_printf(d->a,
			    "write it in double quotes in %s",
			    out->place->path), "\"env\".%s in %s is not text",
			    name, out->place->path);
	}
	buf_free(&value);
}

const char *
doctor_setting_source(struct arena *a, const struct doctor_setting *s)
{
	if (s->place == NULL)
		return "the environment";
	return arena_printf(a, "%s %s", s->place->title, s->place->path);
}
