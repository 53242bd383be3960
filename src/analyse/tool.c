/* SPDX-License-Identifier: ISC */
#include "analyse/tool.h"

#include <string.h>

#include "analyse/tool_data.h"
#include "base/buf.h"

const char *
tool_name(const struct tool *t)
{
	return t->names[0];
}

static bool
is_stdin(const struct value *v)
{
	static const char *const names[] = { "-", "/dev/stdin", "/dev/fd/0",
	    "/proc/self/fd/0" };
	const char *s = v != NULL ? value_text(v) : NULL;

	for (size_t i = 0; s != NULL && i < sizeof names / sizeof names[0];
	    i++) {
		if (strcmp(s, names[i]) == 0)
			return true;
	}
	return false;
}

/* Does an option or operand of this kind bring the program text? */
static bool
is_text(enum tool_stdin input, enum operand_kind kind)
{
	switch (kind) {
	case OPERAND_SHELL:
	case OPERAND_SHELL_JOIN:
	case OPERAND_SCRIPT:
		return input == STDIN_SHELL;
	case OPERAND_SQL:
	case OPERAND_SQL_FILE:
		return input == STDIN_SQL;
	case OPERAND_CODE:
	case OPERAND_CODE_FILE:
		return input == STDIN_CODE;
	default:
		return false;
	}
}

enum tool_stdin
norm_stdin(const struct norm *n)
{
	enum tool_stdin in = n->input;
	bool text = false;

	if (in == STDIN_DATA || in == STDIN_ARGV)
		return in;
	for (unsigned i = 0; i < n->noption; i++) {
		if (!is_text(in, n->option[i].kind))
			continue;
		if (is_stdin(n->option[i].value))
			return in;
		text = true;
	}
	for (unsigned i = 0; i < n->noperand; i++) {
		if (!is_text(in, n->operand[i].kind))
			continue;
		if (is_stdin(n->operand[i].value))
			return in;
		text = true;
	}
	return text || n->rest >= 0 ? STDIN_DATA : in;
}

enum where
norm_where(const struct norm *n)
{
	return n->where;
}

const char *
norm_language(const struct norm *n)
{
	return n->command->language;
}

static void
print_word(struct buf *b, const char *s)
{
	bool quote = s == NULL ? false :
	    *s == '\0' || strpbrk(s, " \t\n'\"\\") != NULL;

	if (b->len > 0 && b->data[b->len - 1] != '=')
		buf_char(b, ' ');
	if (s == NULL) {
		buf_char(b, '?');
		return;
	}
	if (quote)
		buf_char(b, '"');
	for (; *s != '\0'; s++) {
		if (quote && (*s == '"' || *s == '\\'))
			buf_char(b, '\\');
		buf_char(b, *s);
	}
	if (quote)
		buf_char(b, '"');
}

static void
print_option(struct buf *b, const struct norm_option *o,
    const struct norm_option *before)
{
	/* The second value of one option: -fprintf FILE FORMAT. */
	if (before != NULL && before->at == o->at && o->value != NULL &&
	    strcmp(before->name, o->name) == 0) {
		print_word(b, value_text(o->value));
		return;
	}
	print_word(b, o->name);
	if (o->kind == OPERAND_ARGV_UNTIL || o->kind == OPERAND_ARGV ||
	    o->value == NULL)
		return;
	buf_char(b, '=');
	print_word(b, value_text(o->value));
}

const char *
norm_print(struct arena *a, const struct norm *n)
{
	struct buf b = { 0 };
	const char *out;

	print_word(&b, n->name);
	for (unsigned i = 0; i < n->nsub; i++)
		print_word(&b, n->sub[i]);
	for (unsigned i = 0; i < n->noption; i++) {
		/* Where it goes anyway is not what was said. */
		if (n->option[i].implicit &&
		    n->option[i].kind == OPERAND_CONTEXT)
			continue;
		print_option(&b, &n->option[i],
		    i > 0 ? &n->option[i - 1] : NULL);
	}
	for (unsigned i = 0; i < n->noperand; i++)
		print_word(&b, n->operand[i].canon);
	if (n->rest >= 0)
		print_word(&b, "...");
	out = arena_strdup(a, b.failed || b.data == NULL ? "" : b.data);
	buf_free(&b);
	return out;
}
