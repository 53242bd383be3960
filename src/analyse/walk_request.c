/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/walk_int.h"

/*
 * HTTP requests that are the same as a command: DELETE of a cluster's object
 * is `kubectl delete`. "requests" of the grammars name them.
 */
enum { CAPTURES = 8 };

struct capture {
	const char *name, *text;
	size_t nname, ntext;
};

struct matching {
	struct capture at[CAPTURES];
	unsigned n;
};

/* s like p: * is any text, {name} a part of a path. */
static bool
like(const char *p, const char *s, struct matching *m)
{
	const char *end;
	unsigned n = m->n;
	size_t len;

	for (; *p != '\0' && *p != '*' && *p != '{'; p++, s++)
		if (*p != *s)
			return false;
	if (*p == '\0')
		return *s == '\0' || *s == '?' || strcmp(s, "/") == 0;
	if (*p == '*') {
		for (;; s++) {
			m->n = n;
			if (like(p + 1, s, m))
				return true;
			if (*s == '\0')
				return false;
		}
	}
	if ((end = strchr(p, '}')) == NULL || n == CAPTURES)
		return false;
	if ((len = strcspn(s, "/?&#")) == 0)
		return false;
	m->at[m->n++] = (struct capture){ p + 1, s, (size_t)(end - p) - 1,
	    len };
	return like(end + 1, s + len, m);
}

/* One word of the command with its {name} replaced. */
static struct value *
filled(struct walk *w, const char *t, size_t n, const struct matching *m)
{
	const char *open = memchr(t, '{', n), *close;
	struct value *head, *tail;
	unsigned i;

	close = open == NULL ? NULL : memchr(open, '}', n - (size_t)(open -
	    t));
	if (close == NULL)
		return value_const(w->a, t, n);
	for (i = 0; i < m->n; i++)
		if (m->at[i].nname == (size_t)(close - open) - 1 &&
		    memcmp(m->at[i].name, open + 1, m->at[i].nname) == 0)
			break;
	head = value_const(w->a, t, (size_t)(open - t));
	tail = filled(w, close + 1, n - (size_t)(close + 1 - t), m);
	if (i == m->n)
		return value_join(w->a, head, tail);
	return value_join(w->a, value_join(w->a, head, value_const(w->a,
	    m->at[i].text, m->at[i].ntext)), tail);
}

static void
same_as(struct walk *w, const struct effect *e, const char *command,
    const struct matching *m)
{
	struct fields f = { NULL, 0, 0 };
	struct call c = { .span = e->span };
	enum where where = w->where;
	size_t n;

	for (; *(command += strspn(command, " ")) != '\0'; command += n) {
		n = strcspn(command, " ");
		fields_add(w, &f, filled(w, command, n, m));
	}
	c.argv = f.v;
	c.argc = f.n;
	/* It is the server that acts. */
	if (where == WHERE_LOCAL)
		w->where = WHERE_SERVER;
	walk_run(w, &c);
	w->where = where;
}

static bool
is_method(const char *t)
{
	const char *c;

	for (c = t; *c != '\0'; c++)
		if (!isalpha((unsigned char)*c))
			return false;
	return c != t;
}

static const char *
upper(struct walk *w, const char *s)
{
	char *out = arena_strdup(w->a, s), *c;

	for (c = out; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	return out;
}

/* The method: by option or operand, else what the sub-command is called. */
static const char *
method_of(struct walk *w, const struct norm *n)
{
	const char *t = NULL, *v;
	unsigned i;

	for (i = 0; i < n->noption; i++)
		if (n->option[i].kind == OPERAND_METHOD &&
		    n->option[i].value != NULL &&
		    (v = value_text(n->option[i].value)) != NULL)
			t = v;
	for (i = 0; i < n->noperand; i++)
		if (n->operand[i].kind == OPERAND_METHOD &&
		    (v = value_text(n->operand[i].value)) != NULL &&
		    is_method(v))
			t = v;
	if (t == NULL && n->nsub > 0)
		t = n->sub[n->nsub - 1];
	return t == NULL ? "GET" : upper(w, t);
}

static void
request(struct walk *w, const struct effect *e, const char *method,
    const char *url)
{
	const char *text = arena_printf(w->a, "%s %s", method, url);
	struct matching m;
	unsigned i;

	for (i = 0; i < tool_request_n; i++) {
		m.n = 0;
		if (like(tool_request_index[i].request, text, &m))
			same_as(w, e, tool_request_index[i].command, &m);
	}
}

/* A socket in front of the URL says whose API it is. */
static const char *
socket_of(const struct norm *n)
{
	unsigned i;

	for (i = 0; i < n->noption; i++)
		if (strstr(n->option[i].name, "socket") != NULL &&
		    n->option[i].value != NULL &&
		    value_text(n->option[i].value) != NULL)
			return value_text(n->option[i].value);
	return "";
}

void
walk_requests(struct walk *w, const struct effect *e)
{
	const struct norm *n = e->norm;
	const char *method = NULL, *socket, *t;
	const struct value *v;
	enum operand_kind kind;
	unsigned i;

	for (i = 0; i < n->noption + n->noperand; i++) {
		v = i < n->noption ? n->option[i].value :
		    n->operand[i - n->noption].value;
		kind = i < n->noption ? n->option[i].kind :
		    n->operand[i - n->noption].kind;
		if ((kind != OPERAND_URL && kind != OPERAND_METHOD) ||
		    v == NULL || (t = value_text(v)) == NULL ||
		    is_method(t))
			continue;
		if (method == NULL) {
			method = method_of(w, n);
			socket = socket_of(n);
		}
		request(w, e, method, arena_printf(w->a, "%s%s%s", socket,
		    *socket == '\0' ? "" : ":", t));
	}
}

/* The words of `is`, then all that stands behind the sub-command but the
 * option itself, argv[at..end). */
static void
same_with(struct walk *w, const struct effect *e, const struct call *c,
    const char *is, unsigned at, unsigned end, bool sure)
{
	const char *s = is;
	struct call same = { .span = c->span, .env = c->env, .more = c->more };
	struct fields f = { NULL, 0, 0 };
	unsigned i, sub = e->norm->sub_at > 0 ? (unsigned)e->norm->sub_at : 0;
	size_t n;

	for (; *(s += strspn(s, " ")) != '\0'; s += n) {
		n = strcspn(s, " ");
		fields_add(w, &f, value_const(w->a, s, n));
	}
	/* The sub-command may be this one. */
	if (!sure && f.n > 1)
		f.v[f.n - 1] = value_join(w->a, f.v[f.n - 1],
		    value_unknown(w->a));
	for (i = 1; i < c->argc; i++)
		if (i != sub && (i < at || i >= end))
			fields_add(w, &f, c->argv[i]);
	same.argv = f.v;
	same.argc = f.n;
	walk_run(w, &same);
}

/* A word that is an option, nobody knows which. */
static void
same_perhaps(struct walk *w, const struct effect *e, const struct call *c,
    unsigned at)
{
	const struct tool_command *cmd = e->norm->command;
	const struct value *v = c->argv[at];
	size_t n;
	const char *head = value_prefix(v, &n);
	unsigned i;

	if (n == 0 || *head != '-')
		return;
	for (i = 0; i < cmd->noption; i++)
		if (cmd->option[i].info->is != NULL &&
		    value_may_be(v, cmd->option[i].spelling))
			same_with(w, e, c, cmd->option[i].info->is, at,
			    at + 1, false);
}

/* An option can make a command another one as well. */
void
walk_same(struct walk *w, const struct effect *e, const struct call *c)
{
	const struct norm *n = e->norm;
	unsigned i;

	for (i = 0; i < n->noption; i++)
		if (n->option[i].info != NULL &&
		    n->option[i].info->is != NULL)
			same_with(w, e, c, n->option[i].info->is,
			    n->option[i].at, n->option[i].end, true);
	for (i = 1; i < c->argc; i++)
		if (value_text(c->argv[i]) == NULL)
			same_perhaps(w, e, c, i);
}
