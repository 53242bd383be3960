/* SPDX-License-Identifier: ISC */
#include "ctl/log_print.h"

#include <string.h>

#include "base/jsonraw.h"
#include "ctl/log_filter.h"

enum { SUBJECT_MAX = 400 };

static void
visible(struct buf *out, const char *s, size_t max)
{
	buf_visible(out, s, strlen(s), max);
}

/* The words of an argv with blanks between. */
static void
add_argv(const cJSON *argv, struct buf *out)
{
	const cJSON *v;

	cJSON_ArrayForEach(v, argv)
		if (cJSON_IsString(v)) {
			if (out->len > 0)
				buf_char(out, ' ');
			buf_str(out, v->valuestring);
		}
}

static void
add_signal(const cJSON *signal, struct buf *out)
{
	const cJSON *number = cJSON_GetObjectItemCaseSensitive(signal,
	    "number");
	const cJSON *target = cJSON_GetObjectItemCaseSensitive(signal,
	    "target");
	const char *command = jsonraw_string(signal, "command");

	buf_printf(out, "signal %d to %d", cJSON_IsNumber(number) ?
	    number->valueint : 0, cJSON_IsNumber(target) ?
	    target->valueint : 0);
	if (command != NULL)
		buf_printf(out, " (%s)", command);
}

static void
add_exit(const cJSON *x, struct buf *out)
{
	const cJSON *status = cJSON_GetObjectItemCaseSensitive(x, "status");
	const cJSON *ns = cJSON_GetObjectItemCaseSensitive(x, "duration");

	if (cJSON_IsNumber(status))
		buf_printf(out, "status %d", status->valueint);
	else
		buf_str(out, "status unknown");
	if (cJSON_IsNumber(ns))
		buf_printf(out, " after %.3f s", ns->valuedouble / 1e9);
}

static void
add_grant(const cJSON *g, struct buf *out)
{
	static const char *const keys[] = { "who", "why", "ticket",
	    "command", NULL };
	const char *const *k, *s;

	for (k = keys; *k != NULL; k++)
		if ((s = jsonraw_string(g, *k)) != NULL)
			buf_printf(out, "%s%s", out->len > 0 ? ", " : "", s);
}

static void
subject_of(const cJSON *j, struct buf *out)
{
	static const char *const keys[] = { "command", "sql", "detail",
	    NULL };
	const char *const *k, *s;
	const cJSON *part;

	for (k = keys; *k != NULL; k++)
		if ((s = jsonraw_string(j, *k)) != NULL) {
			buf_str(out, s);
			return;
		}
	if ((part = cJSON_GetObjectItemCaseSensitive(j, "exec")) != NULL)
		add_argv(cJSON_GetObjectItemCaseSensitive(part, "argv"),
		    out);
	else if ((part = cJSON_GetObjectItemCaseSensitive(j, "signal")) !=
	    NULL)
		add_signal(part, out);
	else if ((part = cJSON_GetObjectItemCaseSensitive(j, "exit")) !=
	    NULL)
		add_exit(part, out);
	else if ((part = cJSON_GetObjectItemCaseSensitive(j, "grant")) !=
	    NULL)
		add_grant(part, out);
}

void
log_print_subject(const char *line, size_t n, size_t max, struct buf *out)
{
	struct buf subject = { 0 };
	cJSON *j = jsonraw_parse_copy(line, n);

	if (j != NULL)
		subject_of(j, &subject);
	if (subject.data != NULL)
		buf_visible(out, subject.data, subject.len, max);
	buf_free(&subject);
	cJSON_Delete(j);
}

static const char *
either(const cJSON *j, const char *a, const char *b)
{
	const char *s = jsonraw_string(j, a);

	if (s == NULL)
		s = jsonraw_string(j, b);
	return s != NULL ? s : "";
}

void
log_print(const char *line, size_t n, struct buf *out)
{
	struct buf subject = { 0 };
	cJSON *j = jsonraw_parse_copy(line, n);
	const char *kind, *where;

	if (j == NULL)
		return;
	kind = either(j, "kind", "kind");
	where = either(j, "rule", "window");
	if (*where == '\0')
		where = either(cJSON_GetObjectItemCaseSensitive(j, "grant"),
		    "id", "id");
	visible(out, either(j, "ts", "ts"), 19);
	if (out->len >= 3 && memcmp(out->data + out->len - 3, "...", 3) == 0)
		out->len -= 3;
	buf_printf(out, "  %-8.8s  ", either(j, "session", "session"));
	if (strcmp(kind, "line") != 0) {
		visible(out, kind, 20);
		buf_char(out, ' ');
	}
	visible(out, either(j, "verdict", "event"), 40);
	buf_str(out, *where != '\0' ? " [" : "");
	visible(out, where, 80);
	buf_str(out, *where != '\0' ? "]  " : "  ");
	subject_of(j, &subject);
	if (subject.data != NULL)
		buf_visible(out, subject.data, subject.len, SUBJECT_MAX);
	buf_char(out, '\n');
	buf_free(&subject);
	cJSON_Delete(j);
}
