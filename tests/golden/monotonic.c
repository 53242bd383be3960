/* SPDX-License-Identifier: ISC */
/*
 * What was refused once stays refused: refused.txt holds every line that was
 * ever an example (`make update-doc` adds new ones), released.txt what became
 * an allow on purpose, each "LINE -- reason". With -l the examples of today
 * are printed, one a line, backslash and newline as \\ and \n.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "policy/examples.h"

static unsigned number, wrong;

static void
ok(bool good, const char *what)
{
	printf("%sok %u - %s\n", good ? "" : "not ", ++number, what);
	wrong += !good;
}

static void
escape(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '\n')
			buf_str(b, "\\n");
		else if (*s == '\\')
			buf_str(b, "\\\\");
		else
			buf_char(b, *s);
	}
}

static void
unescape(char *s)
{
	char *out = s;

	for (; *s != '\0'; s++) {
		if (*s == '\\' && s[1] != '\0')
			*out++ = *++s == 'n' ? '\n' : *s;
		else
			*out++ = *s;
	}
	*out = '\0';
}

struct list {
	char **line;
	size_t n;
};

static void
read_list(const char *dir, const char *name, struct list *l)
{
	struct buf path = { 0 };
	char *line = NULL;
	size_t size = 0, cap = 0;
	ssize_t n;
	FILE *f;

	buf_printf(&path, "%s/tests/golden/%s", dir, name);
	f = fopen(path.data, "re");
	if (f == NULL) {
		perror(path.data);
		exit(99);
	}
	while ((n = getline(&line, &size, f)) > 0) {
		line[n - 1] = '\0';
		if (line[0] == '#' && line[1] == ' ')
			continue;
		if (l->n == cap) {
			cap = cap == 0 ? 1024 : 2 * cap;
			l->line = realloc(l->line, cap * sizeof *l->line);
		}
		if (l->line == NULL || (l->line[l->n++] = strdup(line)) ==
		    NULL)
			exit(99);
	}
	free(line);
	fclose(f);
	buf_free(&path);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
has(const struct list *l, const char *s)
{
	return l->n > 0 && bsearch(&s, l->line, l->n, sizeof *l->line,
	    by_text) != NULL;
}

/* Lines of today: each is given to `each`, escaped. */
static void
examples(void (*each)(void *, const char *), void *arg)
{
	size_t n;
	const struct rule *const *r = rule_builtin(&n);

	for (size_t i = 0; i < n; i++)
		for (const char *const *s = r[i]->refuse; *s != NULL; s++) {
			struct buf b = { 0 };

			escape(&b, *s);
			each(arg, b.data);
			buf_free(&b);
		}
}

static void
print(void *arg, const char *s)
{
	(void)arg;
	puts(s);
}

struct missing {
	const struct list *list;
	unsigned n;
};

static void
look(void *arg, const char *s)
{
	struct missing *m = arg;

	if (!has(m->list, s)) {
		m->n++;
		printf("# not recorded: %s\n", s);
	}
}

static void
note(void *arg, const struct example *x)
{
	*(bool *)arg = x->ok;
}

static bool
refused(const struct policy *p, const char *escaped)
{
	static const char *const none[] = { NULL };
	static const struct predicate *const nothing[] = { NULL };
	char *text = strdup(escaped);
	const char *one[] = { text, NULL };
	const struct rule fake = { .id = "monotonic/line", .pack = "x",
	    .radius = 4, .match = nothing, .unless = nothing, .refuse = one,
	    .allow = none };
	bool yes = false;

	if (text == NULL)
		exit(99);
	unescape(text);
	examples_run(&fake, p, note, &yes);
	free(text);
	return yes;
}

static bool
released(const struct list *l, const char *line)
{
	size_t n = strlen(line);

	for (size_t i = 0; i < l->n; i++)
		if (strncmp(l->line[i], line, n) == 0 &&
		    strncmp(l->line[i] + n, " -- ", 4) == 0 &&
		    l->line[i][n + 4] != '\0')
			return true;
	return false;
}

static void
check(const struct policy *p, const char *dir)
{
	struct list was = { 0 }, free_ = { 0 };
	struct missing m = { &was, 0 };
	unsigned gone = 0;
	char line[200];

	read_list(dir, "refused.txt", &was);
	read_list(dir, "released.txt", &free_);
	qsort(was.line, was.n, sizeof *was.line, by_text);
	for (size_t i = 0; i < was.n; i++) {
		if (!refused(p, was.line[i]) &&
		    !released(&free_, was.line[i])) {
			printf("# allowed now: %s\n", was.line[i]);
			gone++;
		}
	}
	snprintf(line, sizeof line, "what was refused is refused, or "
	    "released.txt says why not: %zu lines, %u not", was.n, gone);
	ok(gone == 0 && was.n > 0, line);
	examples(look, &m);
	snprintf(line, sizeof line, "every refused example is recorded "
	    "(make update-doc), %u are not", m.n);
	ok(m.n == 0, line);
	ok(!refused(p, "ls -la"), "a line that runs is told from one that "
	    "does not");
}

int
main(int argc, char **argv)
{
	static const char *const none[] = { NULL };
	const struct policy_sources src = { .managed = "/nonexistent/policy",
	    .personal = "/nonexistent/policy", .claude = none };
	struct arena *a = arena_new((size_t)64 << 20);
	const char *dir = getenv("top_srcdir");
	const struct policy *p;

	if (a == NULL)
		return 99;
	if (argc > 1 && strcmp(argv[1], "-l") == 0) {
		examples(print, NULL);
		return 0;
	}
	p = policy_load(a, &src);
	check(p, dir != NULL ? dir : ".");
	printf("1..%u\n", number);
	policy_close(p);
	arena_free(a);
	return wrong != 0;
}
