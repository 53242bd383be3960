/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/clock.h"
#include "policy/request.h"

enum { WORDS_MAX = 64, LINE_MAX_BYTES = 4096 };

struct words {
	char *word[WORDS_MAX];
	size_t n;
};

/* Would a shell read more than a word in this byte? */
static bool
special(char c, char quote)
{
	if (quote == '\'')
		return c == '\n';
	if (strchr("\n`$\\", c) != NULL)
		return true;
	return quote == '\0' && strchr(";&|<>(){}#*?[~", c) != NULL;
}

/* One word at *s, unquoted in place. False for what is more than that. */
static bool
one_word(char **s)
{
	char *in = *s, *out = *s, quote = '\0';

	for (; *in != '\0'; in++) {
		if (quote != '\0' && *in == quote)
			quote = '\0';
		else if (quote == '\0' && (*in == '"' || *in == '\''))
			quote = *in;
		else if (quote == '\0' && (*in == ' ' || *in == '\t'))
			break;
		else if (special(*in, quote))
			return false;
		else
			*out++ = *in;
	}
	if (quote != '\0')
		return false;
	*s = *in != '\0' ? in + 1 : in;
	*out = '\0';
	return true;
}

static bool
split(char *s, struct words *w)
{
	for (;;) {
		s += strspn(s, " \t");
		if (*s == '\0')
			return w->n > 0;
		if (w->n == WORDS_MAX)
			return false;
		w->word[w->n++] = s;
		if (!one_word(&s))
			return false;
	}
}

/* The value of an option: "--reason TEXT" or "--reason=TEXT". */
static const char *
value(const struct words *w, size_t *i, const char *name)
{
	const char *s = w->word[*i];
	size_t n = strlen(name);

	if (strncmp(s, name, n) != 0)
		return NULL;
	if (s[n] == '=')
		return s + n + 1;
	if (s[n] != '\0' || *i + 1 >= w->n)
		return NULL;
	return w->word[++*i];
}

static void
add_reason(struct arena *a, struct request *r, const char *word)
{
	r->reason = r->reason == NULL ? word :
	    arena_printf(a, "%s %s", r->reason, word);
}

static void
release(struct arena *a, const struct words *w, struct request *r)
{
	const char *v;
	int64_t ns;
	size_t i = 1;

	if (i < w->n && clock_duration(w->word[i], &ns) == 0)
		r->length = w->word[i++];
	else if (i + 1 < w->n && strcmp(w->word[i], "until") == 0) {
		r->until = w->word[i + 1];
		i += 2;
	}
	for (; i < w->n; i++)
		if ((v = value(w, &i, "--reason")) != NULL)
			add_reason(a, r, v);
		else if ((v = value(w, &i, "--scope")) != NULL)
			r->scope = v;
		else
			add_reason(a, r, w->word[i]);
}

enum request_verb
request_line(struct arena *a, const char *text, size_t len,
    struct request *r)
{
	struct words w = { .n = 0 };
	struct request unused;
	const char *verb;

	/* Nearly every line ends here, before anything is copied. */
	while (len > 0 && strchr(" \t\n", *text) != NULL) {
		text++;
		len--;
	}
	if (len > 0 && (*text == '/' || *text == '!')) {
		text++;
		len--;
	}
	if (len < 14 || len > LINE_MAX_BYTES ||
	    (memcmp(text, "release-window", 14) != 0 &&
	    memcmp(text, "qualify-senior", 14) != 0))
		return REQUEST_NONE;
	while (text[len - 1] == '\n')
		len--;
	if (memchr(text, '\0', len) != NULL ||
	    !split(arena_strndup(a, text, len), &w))
		return REQUEST_NONE;
	verb = w.word[0];
	if (strcmp(verb, "qualify-senior") == 0)
		return w.n == 1 ? REQUEST_QUALIFY : REQUEST_NONE;
	if (strcmp(verb, "release-window") != 0)
		return REQUEST_NONE;
	memset(&unused, 0, sizeof unused);
	release(a, &w, r != NULL ? r : &unused);
	return REQUEST_RELEASE;
}
