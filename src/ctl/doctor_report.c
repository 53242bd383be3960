/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ctl/doctor.h"

enum { TEXT_MAX = 2048, SHOWN_MAX = 4096 };

struct doctor_line {
	struct doctor_line *next;
	enum doctor_mark mark;
	const char *area, *text, *fix;
};

static const char *const mark_name[] = { "ok", "note", "finding" };

void
doctor_say(struct doctor *d, enum doctor_mark mark, const char *area,
    const char *fix, const char *fmt, ...)
{
	struct doctor_line *l = arena_alloc(d->a, sizeof *l);
	char text[TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	*l = (struct doctor_line){ .mark = mark, .area = area,
	    .text = arena_strdup(d->a, text),
	    .fix = fix != NULL ? arena_strdup(d->a, fix) : NULL };
	d->findings += mark == DOCTOR_FINDING;
	if (d->tail == NULL)
		d->tail = &d->head;
	*d->tail = l;
	d->tail = &l->next;
}

void
doctor_text(const struct doctor *d, struct buf *out)
{
	const struct doctor_line *l;

	for (l = d->head; l != NULL; l = l->next) {
		buf_printf(out, "%-7s  %s: ", mark_name[l->mark], l->area);
		buf_visible(out, l->text, strlen(l->text), SHOWN_MAX);
		if (l->fix != NULL) {
			buf_str(out, "; fix: ");
			buf_visible(out, l->fix, strlen(l->fix), SHOWN_MAX);
		}
		buf_char(out, '\n');
	}
	if (d->findings == 0)
		buf_str(out, "healthy\n");
	else
		buf_printf(out, "%u finding%s\n", d->findings,
		    d->findings == 1 ? "" : "s");
}

static void
member(struct buf *b, const char *key, const char *value)
{
	buf_printf(b, "\"%s\":", key);
	if (value != NULL)
		buf_json(b, value, strlen(value));
	else
		buf_str(b, "null");
}

void
doctor_json(const struct doctor *d, struct buf *out)
{
	const struct doctor_line *l;

	buf_printf(out, "{\"healthy\":%s,\"findings\":%u,\"client\":{",
	    d->findings == 0 ? "true" : "false", d->findings);
	member(out, "shell", d->picked);
	buf_printf(out, ",\"bashplate\":%s},", d->ours ? "true" : "false");
	member(out, "bashplate", d->program);
	buf_char(out, ',');
	member(out, "installs", BINDIR "/bashplate");
	buf_char(out, ',');
	member(out, "libexec", PKGLIBEXECDIR);
	buf_char(out, ',');
	member(out, "data", PKGDATADIR);
	buf_str(out, ",\"lines\":[");
	for (l = d->head; l != NULL; l = l->next) {
		buf_str(out, l != d->head ? ",{" : "{");
		member(out, "state", mark_name[l->mark]);
		buf_char(out, ',');
		member(out, "area", l->area);
		buf_char(out, ',');
		member(out, "text", l->text);
		buf_char(out, ',');
		member(out, "fix", l->fix);
		buf_char(out, '}');
	}
	buf_str(out, "]}\n");
}
