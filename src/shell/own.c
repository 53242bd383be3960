/* SPDX-License-Identifier: ISC */
#include "shell/own.h"

#include <stdbool.h>
#include <string.h>

#include "base/clock.h"

enum { WORDS_MAX = 64, TEXT_MAX = 4096 };

struct words {
	char *word[WORDS_MAX];
	size_t n;
};

/* Blanks outside quotes part words. False for what a shell would read as more
 * than words. */
static bool
split(char *s, struct words *w)
{
	char quote, *out;

	for (;;) {
		s += strspn(s, " \t");
		if (*s == '\0')
			return w->n > 0;
		if (w->n == WORDS_MAX)
			return false;
		w->word[w->n++] = out = s;
		for (quote = '\0'; *s != '\0'; s++) {
			if (*s == quote)
				quote = '\0';
			else if (quote == '\0' && (*s == '"' || *s == '\''))
				quote = *s;
			else if (quote == '\0' && (*s == ' ' || *s == '\t'))
				break;
			else if (strchr(quote == '\'' ? "\n" : "\n`$\\",
			    *s) != NULL)
				return false;
			else if (quote == '\0' &&
			    strchr(";&|<>(){}", *s) != NULL)
				return false;
			else
				*out++ = *s;
		}
		if (quote != '\0')
			return false;
		if (*s != '\0')
			s++;
		*out = '\0';
	}
}

/*
 * The duration or "until HH:MM", options with their values (all of them take
 * one), and what is left as the reason. Without one platectl asks.
 */
static void
open_arguments(struct arena *a, const struct words *w, const char *session,
    char **v, size_t *n)
{
	char *reason = NULL;
	size_t i = 1;
	int64_t ns;

	v[(*n)++] = arena_strdup(a, "window");
	v[(*n)++] = arena_strdup(a, "open");
	if (i + 1 < w->n && strcmp(w->word[i], "until") == 0) {
		v[(*n)++] = w->word[i++];
		v[(*n)++] = w->word[i++];
	} else if (i < w->n && clock_duration(w->word[i], &ns) == 0)
		v[(*n)++] = w->word[i++];
	v[(*n)++] = arena_strdup(a, "--session");
	v[(*n)++] = arena_strdup(a, session);
	for (; i < w->n; i++) {
		if (strncmp(w->word[i], "--", 2) != 0) {
			reason = reason == NULL ? w->word[i] :
			    arena_printf(a, "%s %s", reason, w->word[i]);
			continue;
		}
		v[(*n)++] = w->word[i];
		if (strchr(w->word[i], '=') == NULL && i + 1 < w->n)
			v[(*n)++] = w->word[++i];
	}
	if (reason != NULL) {
		v[(*n)++] = arena_strdup(a, "--reason");
		v[(*n)++] = reason;
	}
}

static const char *const verbs[] = {
	"release-window", "close-window", "window-status", "qualify-senior"
};

enum verb { OPEN, CLOSE, STATUS, QUALIFY, NVERBS };

static enum verb
verb_of(const char *s)
{
	int i;

	if (*s == '/' || *s == '!')
		s++;
	for (i = 0; i < NVERBS; i++)
		if (strcmp(s, verbs[i]) == 0)
			break;
	return (enum verb)i;
}

char *const *
own_command(struct arena *a, const char *text, size_t len,
    const char *platectl, const char *session)
{
	struct words w = { .n = 0 };
	char **v;
	size_t i, n = 0;
	enum verb verb;

	while (len > 0 && text[len - 1] == '\n')
		len--;
	if (len > TEXT_MAX || memchr(text, '\0', len) != NULL ||
	    !split(arena_strndup(a, text, len), &w))
		return NULL;
	verb = verb_of(w.word[0]);
	if (verb == NVERBS)
		return NULL;
	v = arena_array(a, w.n + 10, sizeof *v);
	v[n++] = arena_strdup(a, platectl);
	switch (verb) {
	case OPEN:
		open_arguments(a, &w, session, v, &n);
		break;
	case CLOSE:
		v[n++] = arena_strdup(a, "window");
		v[n++] = arena_strdup(a, "close");
		if (w.n == 1) {
			v[n++] = arena_strdup(a, "--session");
			v[n++] = arena_strdup(a, session);
		}
		break;
	case STATUS:
		v[n++] = arena_strdup(a, "window");
		v[n++] = arena_strdup(a, "status");
		break;
	default:
		v[n++] = arena_strdup(a, "qualify");
		break;
	}
	for (i = 1; verb != OPEN && i < w.n; i++)
		v[n++] = w.word[i];
	v[n] = NULL;
	return v;
}
