/* SPDX-License-Identifier: ISC */
/* The text of a mongo shell script: what its calls do to collections. */
#include <string.h>

#include "analyse/nosql_int.h"

static bool
name_byte(unsigned char c)
{
	return c == '_' || c == '$' || c >= 0x80 || (c >= '0' && c <= '9') ||
	    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Past blanks and comments. */
static size_t
js_space(const struct nosql_list *l, size_t i)
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
js_string(const struct nosql_list *l, size_t i)
{
	char q = l->text[i++];

	while (i < l->n && l->text[i] != q)
		i += l->text[i] == '\\' ? 2 : 1;
	return i < l->n ? i + 1 : l->n;
}

/* A byte at i behind blanks, 0 at the end. */
static char
js_at(const struct nosql_list *l, size_t *i)
{
	*i = js_space(l, *i);
	return *i < l->n ? l->text[*i] : '\0';
}

/* The text at i, blanks and quotes left out, into out[0..max). */
static void
squeeze(const struct nosql_list *l, size_t i, char *out, size_t max)
{
	size_t n = 0;

	for (; i < l->n && n + 1 < max; i++)
		if (strchr(" \t\r\n\"'`", l->text[i]) == NULL)
			out[n++] = l->text[i];
	out[n] = '\0';
}

/* Filters that no document escapes, behind their brace. */
static bool
every_document(const struct nosql_list *l, size_t i)
{
	static const char *const all[] = { "_id:{$exists:true}}",
	    "_id:{$exists:1}}", "_id:{$ne:null}}", "_id:{$nin:[]}}",
	    "_id:{$not:{$eq:null}}}", "_id:{$gt:MinKey", "_id:{$gte:MinKey",
	    "$expr:true}", "$expr:1}", "$where:true}", "$where:1}",
	    "$or:[{}", "$and:[{}]}", "$nor:[]}", "$comment:" };
	char text[64];

	squeeze(l, i, text, sizeof text);
	for (size_t k = 0; k < sizeof all / sizeof all[0]; k++)
		if (strncmp(text, all[k], strlen(all[k])) == 0)
			return true;
	return false;
}

/* An argument list that selects everything: (), ({}), (null), ({}, ..). */
static bool
selects_all(const struct nosql_list *l, size_t i)
{
	char c = js_at(l, &i);

	if (c == ')' || c == '\0')
		return true;
	if (c == '{') {
		i++;
		return js_at(l, &i) == '}' || every_document(l, i);
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
	{ "updateMany", SQL_UPDATE, "COLLECTION" },
	{ "shutdownServer", SQL_ADMIN, "SHUTDOWN" },
	{ "eval", SQL_DYNAMIC, NULL },
	{ "load", SQL_META, "load" }
};

/* The name at [start, end) is called with what stands at i. */
static void
mongo_call(struct nosql_list *l, size_t start, size_t end, size_t i,
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
	s = nosql_emit(l, calls[k].verb, start, i);
	s->object = calls[k].object;
	if (strcmp(calls[k].name, "dropDatabase") != 0)
		s->name = coll;
	s->bounded = (s->verb == NOSQL_DELETE || s->verb == SQL_UPDATE) &&
	    !selects_all(l, i);
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

/* Keys that say it wherever they stand: bulkWrite([{deleteMany: {filter:
 * {}}}]), aggregate([{$out: "c"}]), {delete: "c", deletes: [{q: {}}]}. */
static void
mongo_anywhere(struct nosql_list *l, size_t start, size_t end, size_t i)
{
	const char *p = l->text + start;
	size_t n = end - start;
	struct sql_stmt *s = NULL;
	char text[64];

	if (n == 4 && memcmp(p, "$out", 4) == 0) {
		s = nosql_emit(l, SQL_OVERWRITE, start, end);
	} else if (n == 10 && memcmp(p, "deleteMany", 10) == 0) {
		squeeze(l, i + 1, text, sizeof text);
		if (strncmp(text, "{filter:{}", 10) == 0)
			s = nosql_emit(l, NOSQL_DELETE, start, end);
	} else if (n == 7 && memcmp(p, "deletes", 7) == 0) {
		squeeze(l, i + 1, text, sizeof text);
		if (strncmp(text, "[{q:{}", 6) == 0)
			s = nosql_emit(l, NOSQL_DELETE, start, end);
	}
	if (s != NULL) {
		s->object = "COLLECTION";
		s->bounded = false;
	}
}

/* db.runCommand({drop: "x"}), ({dropDatabase: 1}) */
static void
mongo_key(struct nosql_list *l, size_t start, size_t end)
{
	size_t n = end - start;
	const char *p = l->text + start;
	struct sql_stmt *s;

	if (n == 4 && memcmp(p, "drop", 4) == 0) {
		s = nosql_emit(l, NOSQL_DROP, start, end);
		s->object = "COLLECTION";
	} else if (n == 12 && memcmp(p, "dropDatabase", 12) == 0) {
		s = nosql_emit(l, NOSQL_DROP, start, end);
		s->object = "DATABASE";
	} else
		return;
	s->bounded = false;
}

struct mongo {
	bool command;		/* inside runCommand( or adminCommand( */
	bool unclear;		/* db[..][x](..): the method is computed */
	bool joined;		/* a + since the last [ */
	const char *last;	/* the name before the last dot */
};

static size_t
mongo_word(struct nosql_list *l, size_t i, struct mongo *m)
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
	} else if (c == ':') {
		mongo_anywhere(l, start, end, i);
		if (m->command)
			mongo_key(l, start, end);
	}
	m->last = arena_strndup(l->a, l->text + start,
	    end - start > 128 ? 128 : end - start);
	return next > start ? next : start + 1;
}

int
mongo_analyse(struct arena *a, const char *text, size_t len,
    struct sql_stmt **out)
{
	struct nosql_list l = { a, out, text, len };
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
			/* x[y](..) with y not one string */
			if (c == ']' && i > 0 && js_at(&l, &j) == '(' &&
			    (strchr("'\"`", text[i - 1]) == NULL || m.joined))
				m.unclear = true;
			m.joined = c == '+' || (m.joined && c != '[');
			i++;
		}
	}
	if (m.unclear)
		nosql_emit(&l, SQL_DYNAMIC, 0, len)->unknown = true;
	return 0;
}
