/* SPDX-License-Identifier: ISC */
#include "policy/signature.h"

#include <string.h>

#include "analyse/tool_data.h"
#include "policy/signature_data.h"

/* One word at *p, quotes taken away. Returns 0, or -1 when a quote is
 * open. */
static int
next_word(const char **p, char *out)
{
	char quote = '\0';
	const char *s = *p;

	for (; *s != '\0'; s++) {
		if (quote != '\0') {
			if (*s == quote)
				quote = '\0';
			else
				*out++ = *s;
		} else if (*s == '\'' || *s == '"') {
			quote = *s;
		} else if (strchr(" \t\r\n", *s) != NULL) {
			break;
		} else {
			*out++ = *s;
		}
	}
	*out = '\0';
	*p = s;
	return quote == '\0' ? 0 : -1;
}

static int
split(struct arena *a, const char *text, struct signature *s,
    const char **why)
{
	size_t n = strlen(text);
	char *word = arena_alloc(a, n + 1);

	s->word = arena_array(a, n / 2 + 2, sizeof *s->word);
	for (;;) {
		text += strspn(text, " \t\r\n");
		if (*text == '\0')
			break;
		if (next_word(&text, word) != 0) {
			*why = "a quote is not closed";
			return -1;
		}
		s->word[s->nword++] = value_const(a, word, strlen(word));
	}
	if (s->nword == 0)
		*why = "it holds no word";
	return s->nword > 0 ? 0 : -1;
}

/* Case counts: truncate is a program and a statement, TRUNCATE only the
 * statement. */
static const struct tool *
tool_of(const char *word)
{
	const char *base = strrchr(word, '/');

	return tool_find(base != NULL ? base + 1 : word);
}

/* A "--" in front of what a wrapper runs. */
static bool
has_dashes(const struct signature *s)
{
	unsigned end = s->norm->rest >= 0 ? (unsigned)s->norm->rest :
	    s->nword;

	for (unsigned i = 1; i < end; i++) {
		if (strcmp(value_text(s->word[i]), "--") == 0)
			return true;
	}
	return false;
}

const struct signature *
signature_parse(struct arena *a, const char *text, const char **why)
{
	struct signature *s = arena_alloc(a, sizeof *s);
	const struct tool *t;

	*why = NULL;
	s->text = arena_strdup(a, text);
	if (split(a, text, s, why) != 0)
		return NULL;
	t = tool_of(value_text(s->word[0]));
	if (t != NULL) {
		s->norm = tool_normalise_signature(a, t, s->word, s->nword);
		s->dashes = has_dashes(s);
	}
	s->is_sql = sql_sig_parse(text, &s->sql) == 0;
	return s;
}

const char *
signature_tool(const struct signature *s)
{
	return s->norm != NULL ? s->norm->name : NULL;
}

static const char *
print_sql(struct arena *a, const struct sql_sig *q)
{
	return arena_printf(a, "SQL: %s%s%s%s%s%s", sql_verb_str(q->verb),
	    q->object[0] != '\0' ? " " : "", q->object,
	    q->name[0] != '\0' ? " " : "", q->name,
	    q->unbounded ? " (unbounded)" : "");
}

static const char *
print_words(struct arena *a, const struct signature *s)
{
	const char *out = "words:";

	for (unsigned i = 0; i < s->nword; i++)
		out = arena_printf(a, "%s %s", out, value_text(s->word[i]));
	return out;
}

/* The words behind a wrapper: norm_print() shows only that there are some. */
static const char *
print_norm(struct arena *a, const struct signature *s)
{
	const char *out = norm_print(a, s->norm);
	size_t n = strlen(out);

	if (s->norm->rest < 0)
		return out;
	if (n > 4 && strcmp(out + n - 4, " ...") == 0)
		out = arena_strndup(a, out, n - 4);
	for (int i = s->norm->rest; i < s->norm->rest_end; i++)
		out = arena_printf(a, "%s %s", out, value_text(s->word[i]));
	return out;
}

const char *
signature_print(struct arena *a, const struct signature *s)
{
	if (s->norm != NULL && s->is_sql)
		return arena_printf(a, "%s; %s", print_norm(a, s),
		    print_sql(a, &s->sql));
	if (s->norm != NULL)
		return print_norm(a, s);
	if (s->is_sql)
		return print_sql(a, &s->sql);
	return print_words(a, s);
}
