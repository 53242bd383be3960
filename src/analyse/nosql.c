/* SPDX-License-Identifier: ISC */
/* redis-cli commands. */
#include <string.h>
#include <strings.h>

#include "analyse/nosql_int.h"

struct sql_stmt *
nosql_emit(struct nosql_list *l, enum sql_verb v, size_t off, size_t end)
{
	struct sql_stmt *s = arena_alloc(l->a, sizeof *s);

	s->verb = v;
	s->dialect = SQL_GENERIC;
	s->bounded = true;
	s->span.off = (uint32_t)off;
	s->span.len = (uint32_t)(end - off);
	*l->tail = s;
	l->tail = &s->next;
	return s;
}

/* The Lua of EVAL: a call with a name that is not constant is unknown. */
static void
redis_script(struct nosql_list *l, const char *lua, size_t off, size_t end)
{
	static const char *const words[] = { "flushall", "flushdb" };
	bool found = false;

	for (const char *p = lua; *p != '\0'; p++)
		for (size_t i = 0; i < 2; i++)
			if (strncasecmp(p, words[i], strlen(words[i])) == 0) {
				struct sql_stmt *s = nosql_emit(l, NOSQL_FLUSH, off,
				    end);

				s->object = i == 0 ? "FLUSHALL" : "FLUSHDB";
				s->bounded = false;
				found = true;
			}
	if (found)
		return;
	for (const char *p = lua; (p = strstr(p, "call")) != NULL; p += 4) {
		const char *q = p + 4 + strspn(p + 4, " \t(");

		if (*q != '\'' && *q != '"') {
			nosql_emit(l, SQL_DYNAMIC, off, end)->unknown = true;
			return;
		}
	}
}

static void
redis_words(struct nosql_list *l, const char *const *w, size_t n, size_t off,
    size_t end)
{
	struct sql_stmt *s;

	if (n == 0)
		return;
	/* A number in front of a command repeats it. */
	if (n > 1 && w[0][strspn(w[0], "0123456789")] == '\0') {
		w++;
		n--;
	}
	if (strcasecmp(w[0], "FLUSHALL") == 0 ||
	    strcasecmp(w[0], "FLUSHDB") == 0) {
		s = nosql_emit(l, NOSQL_FLUSH, off, end);
		s->object = w[0][5] == 'A' || w[0][5] == 'a' ? "FLUSHALL" :
		    "FLUSHDB";
		s->bounded = false;
	} else if (n > 2 && (strcasecmp(w[0], "REPLICAOF") == 0 ||
	    strcasecmp(w[0], "SLAVEOF") == 0) &&
	    strcasecmp(w[1], "NO") != 0) {
		/* The master's data take the place of all there is. */
		s = nosql_emit(l, NOSQL_FLUSH, off, end);
		s->object = "FLUSHALL";
		s->bounded = false;
	} else if (n > 1 && strcasecmp(w[0], "MODULE") == 0 &&
	    strncasecmp(w[1], "LOAD", 4) == 0) {
		nosql_emit(l, SQL_DYNAMIC, off, end)->unknown = true;
	} else if (strcasecmp(w[0], "SHUTDOWN") == 0) {
		nosql_emit(l, SQL_ADMIN, off, end)->object = "SHUTDOWN";
	} else if (n > 1 && (strcasecmp(w[0], "EVAL") == 0 ||
	    strcasecmp(w[0], "EVAL_RO") == 0)) {
		nosql_emit(l, SQL_OTHER, off, end)->object = "EVAL";
		redis_script(l, w[1], off, end);
	} else if (strcasecmp(w[0], "EVALSHA") == 0 ||
	    strcasecmp(w[0], "FCALL") == 0)
		nosql_emit(l, SQL_CALL, off, end)->object = "SCRIPT";
	else
		nosql_emit(l, SQL_OTHER, off, end);
}

int
redis_analyse_argv(struct arena *a, const char *const *argv, size_t argc,
    struct sql_stmt **out)
{
	struct nosql_list l = { a, out, "", 0 };

	*out = NULL;
	redis_words(&l, argv, argc, 0, 0);
	return 0;
}

enum { MAX_WORDS = 64 };

static size_t
redis_line(struct nosql_list *l, size_t i, size_t end, const char **w, bool *bad)
{
	size_t n = 0;
	char *buf = arena_alloc(l->a, end - i + MAX_WORDS + 1);
	const char *s = l->text;

	while (n < MAX_WORDS) {
		while (i < end && strchr(" \t\r", s[i]) != NULL && s[i] != 0)
			i++;
		if (i >= end)
			break;
		w[n++] = buf;
		while (i < end && (s[i] == 0 || strchr(" \t\r", s[i]) ==
		    NULL)) {
			char q = s[i];

			if (q != '"' && q != '\'') {
				*buf++ = s[i++];
				continue;
			}
			for (i++; i < end && s[i] != q; i++) {
				if (s[i] == '\\' && i + 1 < end) {
					i++;
					/* \x41 spells a letter. */
					*bad = *bad || (n == 1 &&
					    s[i] == 'x');
				}
				*buf++ = s[i];
			}
			*bad = *bad || i >= end;
			i++;
		}
		*buf++ = '\0';
	}
	return n;
}

int
redis_analyse(struct arena *a, const char *text, size_t len,
    struct sql_stmt **out)
{
	struct nosql_list l = { a, out, text, len };
	const char *w[MAX_WORDS];

	*out = NULL;
	if (len > SQL_MAX)
		return -1;
	for (size_t i = 0, end; i < len; i = end + 1) {
		const char *nl = memchr(text + i, '\n', len - i);
		bool bad = false;
		size_t n;

		end = nl == NULL ? len : (size_t)(nl - text);
		n = redis_line(&l, i, end, w, &bad);
		if (bad)
			nosql_emit(&l, SQL_DYNAMIC, i, end)->unknown = true;
		redis_words(&l, w, n, i, end);
	}
	return 0;
}
