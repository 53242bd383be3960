/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/walk_int.h"

/*
 * Inline code of other languages: only the string literals that are given to
 * calls known to start a process are followed. What a program does inside
 * itself is not for the line gate to say.
 */
enum calls { CALL_SHELL, CALL_ARGV,
	CALL_EXEC,		/* the program, then its argv */
	CALL_OPEN		/* perl: "cmd |", or a mode "-|" and a command */
};

static const struct {
	const char *name;
	enum calls how;
	const char *langs;
} calls[] = {
	{ "os.system", CALL_SHELL, "python" },
	{ "os.popen", CALL_SHELL, "python" },
	{ "subprocess.run", CALL_ARGV, "python" },
	{ "subprocess.call", CALL_ARGV, "python" },
	{ "subprocess.check_call", CALL_ARGV, "python" },
	{ "subprocess.check_output", CALL_ARGV, "python" },
	{ "subprocess.Popen", CALL_ARGV, "python" },
	{ "subprocess.getoutput", CALL_SHELL, "python" },
	{ "subprocess.getstatusoutput", CALL_SHELL, "python" },
	{ "check_call", CALL_ARGV, "python" },
	{ "check_output", CALL_ARGV, "python" },
	{ "Popen", CALL_ARGV, "python" },
	{ "pty.spawn", CALL_ARGV, "python" },
	{ "os.execvp", CALL_EXEC, "python" },
	{ "os.execlp", CALL_EXEC, "python" },
	{ "os.execv", CALL_EXEC, "python" },
	{ "os.execl", CALL_EXEC, "python" },
	{ "os.execve", CALL_EXEC, "python" },
	{ "os.spawnlp", CALL_EXEC, "python" },
	{ "os.spawnvp", CALL_EXEC, "python" },
	{ "os.posix_spawnp", CALL_EXEC, "python" },
	{ "create_subprocess_exec", CALL_ARGV, "python" },
	{ "create_subprocess_shell", CALL_SHELL, "python" },
	{ "system", CALL_SHELL, "python perl ruby php awk lua R" },
	{ "exec", CALL_SHELL, "perl ruby php" },
	{ "popen", CALL_SHELL, "perl ruby php lua python" },
	{ "shell_exec", CALL_SHELL, "php" },
	{ "passthru", CALL_SHELL, "php" },
	{ "proc_open", CALL_SHELL, "php" },
	{ "qx", CALL_SHELL, "perl" },
	{ "os.execute", CALL_SHELL, "lua" },
	{ "io.popen", CALL_SHELL, "lua" },
	{ "spawn", CALL_ARGV, "ruby node" },
	{ "IO.popen", CALL_ARGV, "ruby" },
	{ "Open3.capture2", CALL_ARGV, "ruby" },
	{ "Open3.capture3", CALL_ARGV, "ruby" },
	{ "execSync", CALL_SHELL, "node" },
	{ "exec", CALL_SHELL, "node" },
	{ "execFile", CALL_ARGV, "node" },
	{ "execFileSync", CALL_ARGV, "node" },
	{ "spawnSync", CALL_ARGV, "node" },
	{ "Command", CALL_ARGV, "node" },
	{ "system2", CALL_ARGV, "R" },
	{ "open", CALL_OPEN, "perl" },
};

struct scan {
	struct walk *w;
	const char *text, *p, *e;
	const char *lang;
	struct span span;
	bool open[128];		/* this quote is not closed any more */
};

static bool
word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

static void
skip_space(struct scan *s)
{
	while (s->p < s->e && isspace((unsigned char)*s->p))
		s->p++;
}

/* Where the literal whose inside starts at s->p ends, or NULL. */
static const char *
closing(const struct scan *s, char q, size_t n)
{
	const char *p;

	for (p = s->p; p < s->e; p++) {
		if (*p == '\\')
			p++;
		else if (*p == q && (n == 1 || (s->e - p >= 3 &&
		    p[1] == q && p[2] == q)))
			return p;
	}
	return NULL;
}

/* A string literal at s->p, with simple escapes; NULL when there is none. */
static struct value *
literal(struct scan *s)
{
	const char *end;
	char q, *out;
	size_t k = 0, n = 1;

	while (s->p < s->e && strchr("rbfuRBFU", *s->p) != NULL &&
	    s->p + 1 < s->e && (s->p[1] == '"' || s->p[1] == '\''))
		s->p++;
	if (s->p >= s->e || strchr("'\"`", *s->p) == NULL)
		return NULL;
	q = *s->p;
	if (s->open[(unsigned char)q & 127])
		return NULL;
	if (s->e - s->p > 5 && s->p[1] == q && s->p[2] == q)
		n = 3;
	s->p += n;
	if ((end = closing(s, q, n)) == NULL) {
		s->open[(unsigned char)q & 127] = true;
		return NULL;
	}
	out = arena_alloc(s->w->a, (size_t)(end - s->p) + 1);
	while (s->p < s->e) {
		if (*s->p == q && (n == 1 || (s->e - s->p >= 3 &&
		    s->p[1] == q && s->p[2] == q))) {
			s->p += n;
			return value_const(s->w->a, out, k);
		}
		if (*s->p == '\\' && s->p + 1 < s->e) {
			s->p++;
			out[k++] = *s->p == 'n' ? '\n' : *s->p == 't' ?
			    '\t' : *s->p;
			s->p++;
			continue;
		}
		out[k++] = *s->p++;
	}
	return NULL;
}

static bool
speaks(const char *langs, const char *lang)
{
	const char *p = strstr(langs, lang);
	size_t n = strlen(lang);

	return p != NULL && (p == langs || p[-1] == ' ') &&
	    (p[n] == '\0' || p[n] == ' ');
}

static char
closer(char open)
{
	return open == '(' ? ')' : open == '{' ? '}' : open == '[' ? ']' :
	    open == '<' ? '>' : open;
}

/* The inside of (...), {...}, /.../ at s->p, or NULL. */
static struct value *
bracketed(struct scan *s)
{
	const char *end;
	struct value *v;
	char close;

	if (s->p >= s->e || *s->p == '\0' || strchr("({[</|!", *s->p) == NULL)
		return NULL;
	close = closer(*s->p);
	if (s->open[(unsigned char)close & 127])
		return NULL;
	end = memchr(s->p + 1, close, (size_t)(s->e - s->p - 1));
	if (end == NULL) {
		s->open[(unsigned char)close & 127] = true;
		return NULL;
	}
	v = value_const(s->w->a, s->p + 1, (size_t)(end - s->p - 1));
	v->span = s->span;
	s->p = end + 1;
	return v;
}

/* perl: q(text), qq(text), qw(some words). */
static bool
perl_quoted(struct scan *s, struct fields *f)
{
	const char *from = s->p, *t;
	struct value *v;
	bool words;
	size_t n;

	if (strcmp(s->lang, "perl") != 0 || s->e - s->p < 3 || *s->p != 'q')
		return false;
	words = s->p[1] == 'w';
	s->p += s->p[1] == 'q' || s->p[1] == 'w' ? 2 : 1;
	if ((v = bracketed(s)) == NULL) {
		s->p = from;
		return false;
	}
	if (!words) {
		fields_add(s->w, f, v);
		return true;
	}
	for (t = v->alt[0].pre; f->n < 256; t += n) {
		t += strspn(t, " \t\n");
		if ((n = strcspn(t, " \t\n")) == 0)
			break;
		v = value_const(s->w->a, t, n);
		v->span = s->span;
		fields_add(s->w, f, v);
	}
	return true;
}

/* open(F, "cmd |"), open(F, "-|", "cmd", ...). */
static void
run_opened(struct scan *s, const struct fields *f)
{
	struct call c = { .span = s->span };
	struct value *v;
	const char *t;
	size_t n;

	for (unsigned i = 0; i < f->n; i++) {
		if ((t = value_text(f->v[i])) == NULL)
			continue;
		t += strspn(t, " ");
		for (n = strlen(t); n > 0 && t[n - 1] == ' '; n--)
			;
		if (n == 2 && (memcmp(t, "-|", 2) == 0 ||
		    memcmp(t, "|-", 2) == 0)) {
			c.argv = f->v + i + 1;
			c.argc = f->n - i - 1;
			if (c.argc == 1)
				walk_text_value(s->w, c.argv[0], SHELL_QUIET);
			else if (c.argc > 1)
				walk_run(s->w, &c);
			return;
		}
		if (n < 2 || (*t != '|' && t[n - 1] != '|'))
			continue;
		v = *t == '|' ? value_const(s->w->a, t + 1, n - 1) :
		    value_const(s->w->a, t, n - 1);
		v->span = s->span;
		walk_text_value(s->w, v, SHELL_QUIET);
	}
}

/* What the collected literals start. */
static void
run_collected(struct scan *s, enum calls how, const struct fields *f)
{
	struct call c = { .span = s->span };
	unsigned skip = how == CALL_EXEC && f->n > 1 ? 1 : 0;

	if (f->n == 0)
		return;
	if (how == CALL_OPEN) {
		run_opened(s, f);
		return;
	}
	if (how == CALL_SHELL || f->n == 1) {
		walk_text_value(s->w, f->v[0], SHELL_QUIET);
		if (f->n == 1)
			return;
	}
	c.argv = f->v + skip;
	c.argc = f->n - skip;
	walk_run(s->w, &c);
}

/* The literals of a call's arguments, up to its closing bracket. */
static void
arguments(struct scan *s, enum calls how)
{
	struct fields f = { NULL, 0, 0 };
	struct value *v;
	const char *from;
	int depth = 0;
	bool list = false;

	for (; s->p < s->e && f.n < 256;) {
		from = s->p;
		if ((v = literal(s)) != NULL) {
			v->span = s->span;
			fields_add(s->w, &f, v);
			continue;
		}
		s->p = from;
		if ((from == s->text || !word_char(from[-1])) &&
		    perl_quoted(s, &f))
			continue;
		if (*s->p == '[' || *s->p == ',')
			list = list || f.n <= 1;
		if (*s->p == '(' || *s->p == '[')
			depth++;
		else if ((*s->p == ')' || *s->p == ']') && --depth <= 0)
			break;
		else if (*s->p == ';' || (*s->p == '\n' && depth == 0))
			break;
		else if (list && isalpha((unsigned char)*s->p) &&
		    depth > 0 && *from != ',') {
			const char *id = s->p;
			while (s->p < s->e && word_char(*s->p))
				s->p++;
			/* A keyword argument ends the words. */
			skip_space(s);
			if (s->p < s->e && *s->p == '=')
				break;
			if (s->p > id && depth > 1)
				fields_add(s->w, &f,
				    value_unknown(s->w->a));
			continue;
		}
		s->p++;
	}
	run_collected(s, how, &f);
}

/* Is this the call that the table names? Objects have any name (`s.run`). */
static bool
called(const struct scan *s, const char *name, const char *from, size_t n)
{
	const char *dot = strrchr(name, '.'), *base = memrchr(from, '.', n);
	size_t len = strlen(name);

	if (len == n && memcmp(name, from, n) == 0)
		return true;
	if (base == NULL)
		return false;
	n -= (size_t)(++base - from);
	if (s->lang[0] == 'n')
		return dot == NULL && len == n && memcmp(name, base, n) == 0;
	name = dot == NULL ? name : dot + 1;
	return strcmp(s->lang, "python") == 0 && strlen(name) == n &&
	    memcmp(name, base, n) == 0;
}

static void
identifier(struct scan *s)
{
	const char *from = s->p;
	struct value *v;
	size_t n, i;

	while (s->p < s->e && word_char(*s->p))
		s->p++;
	n = (size_t)(s->p - from);
	for (i = 0; i < sizeof calls / sizeof calls[0]; i++) {
		if (!called(s, calls[i].name, from, n) ||
		    !speaks(calls[i].langs, s->lang))
			continue;
		skip_space(s);
		if (strcmp(calls[i].name, "qx") != 0) {
			arguments(s, calls[i].how);
			return;
		}
		if ((v = bracketed(s)) != NULL)
			walk_text_value(s->w, v, SHELL_QUIET);
		return;
	}
}

/* awk: `print | "cmd"`, `"cmd" | getline`. */
static void
awk_pipe(struct scan *s, const char *from, struct value *v)
{
	const char *p = from;

	while (p > s->text && isspace((unsigned char)p[-1]))
		p--;
	if (p > s->text && p[-1] == '&' && p - 1 > s->text)
		p--;
	if (p <= s->text || p[-1] != '|' ||
	    (p - 1 > s->text && p[-2] == '|')) {
		for (p = s->p; p < s->e && (isspace((unsigned char)*p) ||
		    *p == '|' || *p == '&'); p++)
			;
		if (s->e - p < 7 || memcmp(p, "getline", 7) != 0)
			return;
	}
	v->span = s->span;
	walk_text_value(s->w, v, SHELL_QUIET);
}

static void
scan(struct scan *s)
{
	const char *from;
	struct value *v;
	bool ticks = strcmp(s->lang, "perl") == 0 ||
	    strcmp(s->lang, "ruby") == 0 || strcmp(s->lang, "php") == 0;

	while (s->p < s->e) {
		from = s->p;
		if (isalpha((unsigned char)*s->p) || *s->p == '_')
			identifier(s);
		else if (*s->p == '`' && ticks) {
			if ((v = literal(s)) != NULL) {
				v->span = s->span;
				walk_text_value(s->w, v, SHELL_QUIET);
			}
		} else if (*s->p == '%' && s->e - s->p > 3 &&
		    s->p[1] == 'x' && strcmp(s->lang, "ruby") == 0) {
			s->p += 2;
			if ((v = bracketed(s)) != NULL)
				walk_text_value(s->w, v, SHELL_QUIET);
		} else if (strchr("'\"", *s->p) != NULL) {
			if ((v = literal(s)) == NULL)
				s->p = from + 1;
			else if (strcmp(s->lang, "awk") == 0)
				awk_pipe(s, from, v);
		}
		if (s->p <= from)
			s->p = from + 1;
	}
}

void
walk_code(struct walk *w, const struct value *v, const char *lang)
{
	static const char *const known[] = { "python", "perl", "ruby",
	    "node", "php", "awk", "lua", "R", NULL };
	struct scan s = { .w = w, .lang = lang, .span = v->span };
	size_t mark = state_mark(&w->st);
	unsigned i, k;

	for (k = 0; lang != NULL && known[k] != NULL; k++)
		if (strcmp(known[k], lang) == 0)
			break;
	if (lang == NULL || known[k] == NULL)
		return;
	for (i = 0; i < v->nalt; i++) {
		if (v->alt[i].hole && v->alt[i].prelen +
		    v->alt[i].suflen == 0) {
			walk_unknown(w, UNKNOWN_CODE, v, v->span);
			continue;
		}
		s.text = s.p = v->alt[i].pre;
		s.e = s.p + v->alt[i].prelen;
		scan(&s);
	}
	(void)state_pop(&w->st, mark);
}
