/* SPDX-License-Identifier: ISC */
#include "base/jsondoc.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/jsonpos.h"

static void
add(struct jsondoc *d, unsigned line, unsigned column, const char *message)
{
	struct jsonproblem *p;

	if (d->nproblem++ >= JSONDOC_PROBLEMS)
		return;
	p = arena_alloc(d->a, sizeof *p);
	p->file = d->file;
	p->line = line;
	p->column = column;
	p->message = message;
	*d->tail = p;
	d->tail = &p->next;
}

static void
add_duplicates(struct jsondoc *d)
{
	unsigned line, column;

	for (unsigned i = 0; i < JSONDOC_PROBLEMS; i++) {
		struct buf key = { 0 };

		if (jsonpos_duplicate(d->text, d->len, i, &key, &line,
		    &column) != 1) {
			buf_free(&key);
			return;
		}
		add(d, line, column, arena_printf(d->a,
		    "the key \"%s\" stands twice in this object",
		    key.data != NULL ? key.data : ""));
		buf_free(&key);
	}
}

/* Text after the value is a mistake too; the reader stops before it. */
static bool
ends_here(const char *p, const char *end)
{
	while (p < end && *p != '\0' && strchr(" \t\r\n", *p) != NULL)
		p++;
	return p == end;
}

void
jsondoc_open(struct jsondoc *d, struct arena *a, const char *file,
    const char *text, size_t len)
{
	const char *end = NULL;
	unsigned line, column;

	*d = (struct jsondoc){ .a = a, .file = file, .text = text,
	    .len = len };
	d->tail = &d->head;
	d->root = cJSON_ParseWithLengthOpts(text, len, &end, 0);
	if (d->root != NULL && ends_here(end, text + len)) {
		add_duplicates(d);
		return;
	}
	if (end == NULL)
		end = text;
	jsonpos_at(text, len, (size_t)(end - text), &line, &column);
	if (d->root != NULL)
		add(d, line, column, "expected the end of the file after the "
		    "JSON value");
	else
		add(d, line, column, arena_printf(a, "not valid JSON%s",
		    len == 0 ? ": the file is empty" : ", here or just "
		    "before"));
	cJSON_Delete(d->root);
	d->root = NULL;
}

void
jsondoc_close(struct jsondoc *d)
{
	cJSON_Delete(d->root);
	d->root = NULL;
}

void
jsondoc_key(struct jsondoc *d, const char *key)
{
	if (d->depth < JSONDOC_DEPTH) {
		d->path[d->depth] = key;
		d->path[d->depth + 1] = NULL;
	}
	d->depth++;
}

void
jsondoc_index(struct jsondoc *d, unsigned i)
{
	jsondoc_key(d, arena_printf(d->a, "[%u]", i));
}

void
jsondoc_back(struct jsondoc *d)
{
	d->depth--;
	if (d->depth < JSONDOC_DEPTH)
		d->path[d->depth] = NULL;
}

static void
error_at(struct jsondoc *d, bool key, const char *fmt, va_list ap)
{
	unsigned line, column;
	char text[512];

	vsnprintf(text, sizeof text, fmt, ap);
	if (key)
		(void)jsonpos_find_key(d->text, d->len, d->path, &line,
		    &column);
	else
		(void)jsonpos_find(d->text, d->len, d->path, &line, &column);
	add(d, line, column, arena_strdup(d->a, text));
}

void
jsondoc_error(struct jsondoc *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	error_at(d, false, fmt, ap);
	va_end(ap);
}

void
jsondoc_key_error(struct jsondoc *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	error_at(d, true, fmt, ap);
	va_end(ap);
}

static const char *
join(struct jsondoc *d, const char *const *names)
{
	const char *s = "";

	for (; *names != NULL; names++)
		s = arena_printf(d->a, "%s%s%s", s, *s != '\0' ? ", " : "",
		    *names);
	return s;
}

bool
jsondoc_keys(struct jsondoc *d, const cJSON *o, const char *const *allowed)
{
	if (!cJSON_IsObject(o)) {
		jsondoc_error(d, "expected an object with the keys: %s",
		    join(d, allowed));
		return false;
	}
	for (const cJSON *m = o->child; m != NULL; m = m->next) {
		const char *const *k = allowed;

		while (*k != NULL && strcmp(*k, m->string) != 0)
			k++;
		if (*k != NULL)
			continue;
		jsondoc_key(d, m->string);
		jsondoc_key_error(d, "unknown key \"%s\", expected one of: %s",
		    m->string, join(d, allowed));
		jsondoc_back(d);
	}
	return true;
}

static const cJSON *
member(const cJSON *o, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(o, key);
}

static void
wrong(struct jsondoc *d, const char *key, const char *expected)
{
	jsondoc_key(d, key);
	jsondoc_error(d, "\"%s\": expected %s", key, expected);
	jsondoc_back(d);
}

const char *
jsondoc_string(struct jsondoc *d, const cJSON *o, const char *key)
{
	const cJSON *m = member(o, key);

	if (m == NULL)
		return NULL;
	if (cJSON_IsString(m))
		return arena_strdup(d->a, m->valuestring);
	wrong(d, key, "a text");
	return NULL;
}

bool
jsondoc_bool(struct jsondoc *d, const cJSON *o, const char *key)
{
	const cJSON *m = member(o, key);

	if (m != NULL && !cJSON_IsBool(m))
		wrong(d, key, "true or false");
	return cJSON_IsTrue(m);
}

int
jsondoc_int(struct jsondoc *d, const cJSON *o, const char *key, int missing)
{
	const cJSON *m = member(o, key);

	if (m == NULL)
		return missing;
	if (cJSON_IsNumber(m) && m->valuedouble >= INT_MIN &&
	    m->valuedouble <= INT_MAX &&
	    m->valuedouble == (double)(int)m->valuedouble)
		return (int)m->valuedouble;
	wrong(d, key, "a whole number");
	return missing;
}

const char *const *
jsondoc_strings(struct jsondoc *d, const cJSON *o, const char *key,
    unsigned *n)
{
	const cJSON *m = member(o, key), *e;
	const char **out;
	unsigned k = 0;

	if (n != NULL)
		*n = 0;
	if (m == NULL)
		return NULL;
	out = arena_array(d->a, (size_t)cJSON_GetArraySize(m) + 2,
	    sizeof *out);
	if (cJSON_IsString(m)) {
		out[k++] = arena_strdup(d->a, m->valuestring);
	} else if (!cJSON_IsArray(m)) {
		wrong(d, key, "an array of texts");
		return NULL;
	}
	cJSON_ArrayForEach(e, m) {
		if (cJSON_IsString(m))
			break;
		if (cJSON_IsString(e)) {
			out[k++] = arena_strdup(d->a, e->valuestring);
			continue;
		}
		jsondoc_key(d, key);
		jsondoc_index(d, k);
		jsondoc_error(d, "expected a text");
		jsondoc_back(d);
		jsondoc_back(d);
	}
	if (n != NULL)
		*n = k;
	return (const char *const *)out;
}
