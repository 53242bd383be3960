/* SPDX-License-Identifier: ISC */
#include "rewrite_line.h"

#include <string.h>

#include "analyse/tool_data.h"
#include "base/buf.h"

static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+:,./-";

/* Words that are syntax, or mean something only as they stand. */
static const char *const special[] = { "if", "for", "while", "until", "case",
    "select", "function", "time", "coproc", "then", "do", "if", "export",
    "declare", "local", "readonly", "typeset", "alias", "unalias", "eval",
    "set", "unset", "source", ".", "exec", "cd", "fc", "enable", "hash",
    "umask", "trap", "ulimit", "command", "builtin", "history", "shopt",
    "bind", "pushd", "popd", "test", "true", "false", "kill", "wait",
    "jobs", "exit", "return", "read", "mapfile", "printf", "let", NULL };

/* Length of the first word when it is a program's plain name, else 0. */
static size_t
name_length(const char *text)
{
	size_t n = strspn(text, plain);

	if (n == 0 || strchr(" \n", text[n]) == NULL || *text == '-')
		return 0;
	for (const char *const *s = special; *s != NULL; s++)
		if (strlen(*s) == n && memcmp(text, *s, n) == 0)
			return 0;
	return n;
}

static const char *
finish(struct arena *a, struct buf *b)
{
	const char *s = arena_strdup(a, b->data);

	buf_free(b);
	return s;
}

/* In single quotes. */
static void
quote(struct buf *b, const char *s)
{
	buf_char(b, '\'');
	for (; *s != '\0'; s++)
		buf_str(b, *s == '\'' ? "'\\''" : (char[2]){ *s, '\0' });
	buf_char(b, '\'');
}

static const char *
split_quotes(struct arena *a, const char *t)
{
	size_t n = name_length(t);

	return n < 2 ? NULL : arena_printf(a, "%.*s''%s", 1, t, t + 1);
}

static const char *
split_line(struct arena *a, const char *t)
{
	size_t n = name_length(t);

	return n < 2 ? NULL : arena_printf(a, "%.*s\\\n%s", 1, t, t + 1);
}

static const char *
path_prefix(struct arena *a, const char *t)
{
	size_t n = name_length(t);

	return n == 0 || memchr(t, '/', n) != NULL ? NULL :
	    arena_printf(a, "/usr/bin/%s", t);
}

bool
rewrite_line(struct arena *a, const char *t, struct rewrite_line *l)
{
	const struct tool *tool;

	memset(l, 0, sizeof *l);
	if (name_length(t) == 0)
		return false;
	while (*t != '\0') {
		size_t n = strcspn(t, " ");

		if (n == 0 || l->n == REWRITE_WORDS)
			return false;
		for (size_t i = 0; i < n; i++)
			if (strchr(plain, t[i]) == NULL && t[i] != '=')
				return false;
		l->word[l->n++] = value_const(a, t, n);
		t += n + strspn(t + n, " ");
	}
	tool = tool_find(value_text(l->word[0]));
	if (tool == NULL)
		return false;
	l->norm = tool_normalise(a, tool, l->word, l->n);
	return !l->norm->unknown_option && !l->norm->unknown_sub &&
	    l->norm->rest < 0;
}

const char *
rewrite_join(struct arena *a, const char *const *word, unsigned n)
{
	struct buf b = { 0 };

	for (unsigned i = 0; i < n; i++)
		buf_printf(&b, "%s%s", i > 0 ? " " : "", word[i]);
	return finish(a, &b);
}

/*
 * find reads its words in order; and where the grammar has no sub-commands
 * the first operand may be one all the same.
 */
bool
rewrite_any_order(const struct rewrite_line *l)
{
	const struct norm *n = l->norm;

	if (n->tool->style == TOOL_FIND || n->tool->style == TOOL_PLAIN)
		return false;
	return n->nsub > 0 || (n->noperand > 0 &&
	    n->operand[0].kind >= OPERAND_PATH_READ &&
	    n->operand[0].kind <= OPERAND_PATH);
}

/* The last option, with its value, goes to right behind the sub-command. */
static const char *
reorder(struct arena *a, const char *t)
{
	const char *out[REWRITE_WORDS];
	struct rewrite_line l;
	unsigned from, end, to, k = 0;

	if (!rewrite_line(a, t, &l) || l.norm->noption == 0 || !rewrite_any_order(&l))
		return NULL;
	from = l.norm->option[l.norm->noption - 1].at;
	end = l.norm->option[l.norm->noption - 1].end;
	to = l.norm->sub_at > 0 ? (unsigned)l.norm->sub_at + 1 : 1;
	for (unsigned i = 0; i < l.n; i++)
		if (strcmp(value_text(l.word[i]), "--") == 0)
			return NULL;
	/* A refspec such as +main is an option too, and stays where it is. */
	if (from <= to || end <= from || end > l.n || to > l.n ||
	    value_text(l.word[from])[0] != '-')
		return NULL;
	for (unsigned i = 0; i < to; i++)
		out[k++] = value_text(l.word[i]);
	for (unsigned i = from; i < end; i++)
		out[k++] = value_text(l.word[i]);
	for (unsigned i = to; i < l.n; i++)
		if (i < from || i >= end)
			out[k++] = value_text(l.word[i]);
	return rewrite_join(a, out, k);
}

/* Each short option that stands alone gets its long name. */
static const char *
long_options(struct arena *a, const char *t)
{
	const char *out[REWRITE_WORDS];
	bool changed = false;
	struct rewrite_line l;

	if (!rewrite_line(a, t, &l))
		return NULL;
	for (unsigned i = 0; i < l.n; i++)
		out[i] = value_text(l.word[i]);
	for (unsigned i = 0; i < l.norm->noption; i++) {
		const struct norm_option *o = &l.norm->option[i];

		if (o->at >= l.n || strlen(out[o->at]) != 2 ||
		    strncmp(o->name, "--", 2) != 0)
			continue;
		/* git branch -D is two options at once. */
		if (i + 1 < l.norm->noption && o[1].at == o->at)
			return NULL;
		out[o->at] = o->name;
		changed = true;
	}
	return changed ? rewrite_join(a, out, l.n) : NULL;
}

static const char *
behind(struct arena *a, const char *wrapper, const char *t)
{
	return name_length(t) == 0 ? NULL :
	    arena_printf(a, "%s %s", wrapper, t);
}

static const char *
with_sudo(struct arena *a, const char *t)
{
	return behind(a, "sudo", t);
}

static const char *
with_env(struct arena *a, const char *t)
{
	return behind(a, "env", t);
}

static const char *
with_nohup(struct arena *a, const char *t)
{
	return behind(a, "nohup", t);
}

static const char *
with_timeout(struct arena *a, const char *t)
{
	return behind(a, "timeout -k 5 10s", t);
}

static const char *
bash_c(struct arena *a, const char *t)
{
	struct buf b = { 0 };

	buf_str(&b, "bash -c ");
	quote(&b, t);
	return finish(a, &b);
}

/* `CMD > FILE` is `> FILE CMD`. */
static const char *
redirect_first(struct arena *a, const char *t)
{
	const char *gt = strchr(t, '>'), *file;
	size_t n;

	if (gt == NULL || gt == t || gt[-1] != ' ' ||
	    strpbrk(t, "|&;<()\n") != NULL || name_length(t) == 0 ||
	    memchr(t, '\'', (size_t)(gt - t)) != NULL ||
	    memchr(t, '"', (size_t)(gt - t)) != NULL)
		return NULL;
	file = gt + strspn(gt, "> ");
	n = strcspn(file, " ");
	if (file[n] != '\0')
		return NULL;
	return arena_printf(a, "%s %.*s", gt, (int)(gt - t - 1), t);
}

static const char *
and_context(struct arena *a, const char *t)
{
	return arena_printf(a, "true && %s", t);
}

static const char *
variable(struct arena *a, const char *t)
{
	size_t n = name_length(t);

	return n == 0 ? NULL : arena_printf(a, "cmd=%.*s; $cmd%s", (int)n, t,
	    t + n);
}

static const char *
subshell(struct arena *a, const char *t)
{
	return arena_printf(a, "(%s\n)", t);
}

static const char *
heredoc(struct arena *a, const char *t)
{
	return arena_printf(a, "bash <<'END_OF_LINE'\n%s\nEND_OF_LINE\n", t);
}

static const char *
with_xargs(struct arena *a, const char *t)
{
	struct rewrite_line l;
	struct buf b = { 0 };

	if (!rewrite_line(a, t, &l) || l.n < 2)
		return NULL;
	buf_str(&b, "printf '%s\\n'");
	for (unsigned i = 1; i < l.n; i++)
		buf_printf(&b, " '%s'", value_text(l.word[i]));
	buf_printf(&b, " | xargs %s", value_text(l.word[0]));
	return finish(a, &b);
}

const struct rewrite same_meaning[] = {
	{ "quotes inside the name", split_quotes },
	{ "backslash and newline inside the name", split_line },
	{ "the program by its path", path_prefix },
	{ "options in another order", reorder },
	{ "long options for short ones", long_options },
	{ "behind sudo", with_sudo },
	{ "behind env", with_env },
	{ "behind nohup", with_nohup },
	{ "behind timeout", with_timeout },
	{ "in bash -c", bash_c },
	{ "redirection in front", redirect_first },
	{ "behind &&", and_context },
	{ "a variable for the name", variable },
	{ "in a subshell", subshell },
	{ "in a here-document for a shell", heredoc },
	{ "arguments by xargs", with_xargs },
	{ "options in a variable that the tool reads", rewrite_variable },
	{ NULL, NULL }
};

static const char *
quoted_for(struct arena *a, const char *head, const char *t, const char *tail)
{
	struct buf b = { 0 };

	buf_str(&b, head);
	quote(&b, t);
	buf_str(&b, tail);
	return finish(a, &b);
}

static const char *
in_echo(struct arena *a, const char *t)
{
	return quoted_for(a, "echo ", t, "");
}

static const char *
in_message(struct arena *a, const char *t)
{
	return quoted_for(a, "git commit -m ", t, "");
}

static const char *
in_grep(struct arena *a, const char *t)
{
	return quoted_for(a, "grep -rn -- ", t, " src");
}

static const char *
in_comment(struct arena *a, const char *t)
{
	return strchr(t, '\n') != NULL ? NULL :
	    arena_printf(a, "true # %s", t);
}

static const char *
in_file(struct arena *a, const char *t)
{
	return arena_printf(a, "cat > notes.md <<'END_OF_NOTE'\n%s\n"
	    "END_OF_NOTE\n", t);
}

const struct rewrite mention[] = {
	{ "quoted for echo", in_echo },
	{ "in the message of a commit", in_message },
	{ "as a pattern of grep", in_grep },
	{ "in a comment", in_comment },
	{ "in a here-document for a file", in_file },
	{ NULL, NULL }
};
