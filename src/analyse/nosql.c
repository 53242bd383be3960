/* SPDX-License-Identifier: ISC */
/* redis-cli commands and mongo shell text. */
#include <string.h>
#include <strings.h>

#include "analyse/sql.h"

struct list {
	struct arena *a;
	struct sql_stmt **tail;
	const char *text;
	size_t n;
};

static struct sql_stmt *
emit(struct list *l, enum sql_verb v, size_t off, size_t end)
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

static bool
name_byte(unsigned char c)
{
	return c == '_' || c == '$' || c >= 0x80 || (c >= '0' && c <= '9') ||
	    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* --- redis --------------------------------------------------------------- */

/* The Lua of EVAL: a call with a name that is not constant is unknown. */
static void
redis_script(struct list *l, const char *lua, size_t off, size_t end)
{
	static const char *const words[] = { "flushall", "flushdb" };
	bool found = false;

	for (const char *p = lua; *p != '\0'; p++)
		for (size_t i = 0; i < 2; i++)
			if (strncasecmp(p, words[i], strlen(words[i])) == 0) {
				struct sql_stmt *s = emit(l, NOSQL_FLUSH, off,
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
			emit(l, SQL_DYNAMIC, off, end)->unknown = true;
			return;
		}
	}
}

static void
redis_words(struct list *l, const char *const *w, size_t n, size_t off,
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
		s = emit(l, NOSQL_FLUSH, off, end);
		s->object = w[0][5] == 'A' || w[0][5] == 'a' ? "FLUSHALL" :
		    "FLUSHDB";
		s->bounded = false;
	} else if (strcasecmp(w[0], "SHUTDOWN") == 0) {
		emit(l, SQL_ADMIN, off, end)->object = "SHUTDOWN";
	} else if (n > 1 && (strcasecmp(w[0], "EVAL") == 0 ||
	    strcasecmp(w[0], "EVAL_RO") == 0)) {
		emit(l, SQL_OTHER, off, end)->object = "EVAL";
		redis_script(l, w[1], off, end);
	} else if (strcasecmp(w[0], "EVALSHA") == 0 ||
	    strcasecmp(w[0], "FCALL") == 0)
		emit(l, SQL_CALL, off, end)->object = "SCRIPT";
	else
		emit(l, SQL_OTHER, off, end);
}

int
redis_analyse_argv(struct arena *a, const char *const *argv, size_t argc,
    struct sql_stmt **out)
{
	struct list l = { a, out, "", 0 };

	*out = NULL;
	redis_words(&l, argv, argc, 0, 0);
	return 0;
}

enum { MAX_WORDS = 64 };

static size_t
redis_line(struct list *l, size_t i, size_t end, const char **w, bool *bad)
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
	struct list l = { a, out, text, len };
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
			emit(&l, SQL_DYNAMIC, i, end)->unknown = true;
		redis_words(&l, w, n, i, end);
	}
	return 0;
}

/* --- mongo --------------------------------------------------------------- */

/* Past blanks and comments. */
static size_t
js_space(const struct list *l, size_t i)
{
	while (i < l->n) {
		const char *p = l->text + i;

		if (*p == ' ' || (*p >= '\t' && *p <= '\r'))
			i++;
		else if (*p == '/' && i + 1 < l->n && p[1] == '/')
			while (i < l->n && l->text[i] != '\n')
				i++;
		else if (*p == '/' && i + 1 < l->n && p[1] == '*') {
			for (i += 2; i < l->n && !(l->text[i] == '*' &&
			    i + 1 < l->n && l->text[i + 1] == '/'); i++)
				continue;
			i += 2;
		} else
			break;
	}
	return i < l->n ? i : l->n;
}

static size_t
js_string(const struct list *l, size_t i)
{
	char q = l->text[i++];

	while (i < l->n && l->text[i] != q)
		i += l->text[i] == '\\' ? 2 : 1;
	return i < l->n ? i + 1 : l->n;
}

/* A byte at i behind blanks, 0 at the end. */
static char
js_at(const struct list *l, size_t *i)
{
	*i = js_space(l, *i);
	return *i < l->n ? l->text[*i] : '\0';
}

/* An argument list that selects everything: (), ({}), (null), ({}, ..). */
static bool
selects_all(const struct list *l, size_t i)
{
	char c = js_at(l, &i);

	if (c == ')' || c == '\0')
		return true;
	if (c == '{') {
		i++;
		return js_at(l, &i) == '}';
	}
	return (l->n - i >= 4 && memcmp(l->text + i, "null", 4) == 0) ||
	    (l->n - i >= 9 && memcmp(l->text + i, "undefined", 9) == 0);
}

static const struct {
	const char *name;
	enum sql_verb verb;
	const char *object;
} calls[] = {
	{ "drop", NOSQL_DROP, "COLLECTION" },
	{ "dropDatabase", NOSQL_DROP, "DATABASE" },
	{ "dropIndexes", NOSQL_DROP, "INDEX" },
	{ "deleteMany", NOSQL_DELETE, "COLLECTION" },
	{ "remove", NOSQL_DELETE, "COLLECTION" },
	{ "shutdownServer", SQL_ADMIN, "SHUTDOWN" },
	{ "eval", SQL_DYNAMIC, NULL },
	{ "load", SQL_META, "load" }
};

/* The name at [start, end) is called with what stands at i. */
static void
mongo_call(struct list *l, size_t start, size_t end, size_t i,
    const char *coll)
{
	size_t n = end - start, k, j;
	struct sql_stmt *s;

	for (k = 0; k < sizeof calls / sizeof calls[0]; k++)
		if (strlen(calls[k].name) == n && memcmp(calls[k].name,
		    l->text + start, n) == 0)
			break;
	if (k == sizeof calls / sizeof calls[0])
		return;
	s = emit(l, calls[k].verb, start, i);
	s->object = calls[k].object;
	if (strcmp(calls[k].name, "dropDatabase") != 0)
		s->name = coll;
	s->bounded = s->verb == NOSQL_DELETE && !selects_all(l, i);
	s->unknown = s->verb == SQL_DYNAMIC;
	if (s->verb != SQL_META)
		return;
	j = i;
	if (js_at(l, &j) == '"' || l->text[j < l->n ? j : 0] == '\'') {
		k = js_string(l, j);
		s->file = arena_strndup(l->a, l->text + j + 1,
		    k > j + 2 ? k - j - 2 : 0);
	} else
		s->unknown = true;
}

/* db.runCommand({drop: "x"}), ({dropDatabase: 1}), ({delete: ..}) */
static void
mongo_key(struct list *l, size_t start, size_t end)
{
	size_t n = end - start;
	const char *p = l->text + start;
	struct sql_stmt *s;

	if (n == 4 && memcmp(p, "drop", 4) == 0) {
		s = emit(l, NOSQL_DROP, start, end);
		s->object = "COLLECTION";
	} else if (n == 12 && memcmp(p, "dropDatabase", 12) == 0) {
		s = emit(l, NOSQL_DROP, start, end);
		s->object = "DATABASE";
	} else
		return;
	s->bounded = false;
}

struct mongo {
	bool command;		/* inside runCommand( or adminCommand( */
	bool unclear;		/* db[..][x](..): the method is computed */
	const char *last;	/* the name before the last dot */
};

static size_t
mongo_word(struct list *l, size_t i, struct mongo *m)
{
	size_t start = i, end, next;
	char c;

	if (l->text[i] == '"' || l->text[i] == '\'' || l->text[i] == '`') {
		end = js_string(l, i);
		start = i + 1;
		next = end;
		end = end > start ? end - 1 : start;
	} else {
		while (i < l->n && name_byte((unsigned char)l->text[i]))
			i++;
		next = end = i;
	}
	i = next;
	c = js_at(l, &i);
	/* db["x"]["drop"]() */
	if (c == ']') {
		i++;
		c = js_at(l, &i);
	}
	if (c == '(') {
		size_t n = end - start;

		if ((n == 10 && memcmp(l->text + start, "runCommand", 10) ==
		    0) || (n == 12 && memcmp(l->text + start,
		    "adminCommand", 12) == 0))
			m->command = true;
		mongo_call(l, start, end, i + 1, m->last);
	} else if (c == ':' && m->command)
		mongo_key(l, start, end);
	m->last = arena_strndup(l->a, l->text + start,
	    end - start > 128 ? 128 : end - start);
	return next > start ? next : start + 1;
}

int
mongo_analyse(struct arena *a, const char *text, size_t len,
    struct sql_stmt **out)
{
	struct list l = { a, out, text, len };
	struct mongo m = { .last = NULL };

	*out = NULL;
	if (len > SQL_MAX)
		return -1;
	for (size_t i = 0; (i = js_space(&l, i)) < len; ) {
		unsigned char c = (unsigned char)text[i];

		if (name_byte(c) || c == '"' || c == '\'' || c == '`')
			i = mongo_word(&l, i, &m);
		else {
			size_t j = i + 1;

			if (c == ';' || c == '\n')
				m.command = false;
			/* x[y](..) with y not a string */
			if (c == ']' && i > 0 && js_at(&l, &j) == '(' &&
			    strchr("'\"`", text[i - 1]) == NULL)
				m.unclear = true;
			i++;
		}
	}
	if (m.unclear)
		emit(&l, SQL_DYNAMIC, 0, len)->unknown = true;
	return 0;
}
