/* SPDX-License-Identifier: ISC */
#include "shell/person_judge.h"

#include <string.h>

#include "audit/refusal.h"
#include "syntax/complete.h"
#include "syntax/parse.h"

/* What is kept of the session's past; older lines are forgotten. */
enum { PAST_MAX = 128 * 1024 };

int
person_judge_open(struct person_judge *p, struct guard *g,
    const struct invoke *inv)
{
	p->guard = g;
	p->inv = inv;
	p->tables = tables_new();
	return p->tables == NULL ? -1 : 0;
}

void
person_judge_close(struct person_judge *p)
{
	buf_free(&p->past);
	buf_free(&p->refusal);
	buf_free(&p->chosen);
	tables_free(p->tables);
}

static bool
holds_one_of(const char *text, size_t len, const char *const *words)
{
	for (; *words != NULL; words++)
		if (memmem(text, len, *words, strlen(*words)) != NULL)
			return true;
	return false;
}

/* "()", perhaps with blanks between. */
static bool
defines_function(const char *text, size_t len)
{
	const char *p = text, *end = text + len;

	while ((p = memchr(p, '(', (size_t)(end - p))) != NULL) {
		for (p++; p < end && (*p == ' ' || *p == '\t'); p++)
			;
		if (p < end && *p == ')')
			return true;
	}
	return false;
}

/* What could this line leave behind that changes a later one? */
static enum bashlink_changed
left_by(const char *text, size_t len)
{
	static const char *const anything[] = { "alias", "source", ". ",
	    ".\t", "mapfile", "readarray", "set", "eval", "shopt", "hash",
	    "enable", "trap", "bind", "complete", "function", "fc",
	    /* zsh */ "autoload", NULL };
	static const char *const variables[] = { "=", "(", "read", "printf",
	    "declare", "export", "getopts", "let", "for", "cd", "pushd",
	    "popd", /* zsh */ "vared", "integer", "float", NULL };

	if (holds_one_of(text, len, anything) || defines_function(text, len))
		return BASHLINK_ANYTHING;
	return holds_one_of(text, len, variables) ? BASHLINK_VARIABLES :
	    BASHLINK_NOTHING;
}

static void
remember(struct person_judge *p, const char *text, size_t len)
{
	enum bashlink_changed left = left_by(text, len);
	struct buf *b = &p->past;
	char *end;
	size_t cut;

	p->changes = tables_named(p->tables, text, len) ? BASHLINK_ANYTHING :
	    left;
	if (left == BASHLINK_NOTHING || len > PAST_MAX)
		return;
	buf_add(b, text, len);
	buf_char(b, '\0');
	while (b->len > PAST_MAX) {
		end = memchr(b->data, '\0', b->len);
		cut = end != NULL ? (size_t)(end - b->data) + 1 : b->len;
		memmove(b->data, b->data + cut, b->len - cut + 1);
		b->len -= cut;
	}
}

static bool
runs(const struct judgement *j)
{
	return j->verdict.kind == VERDICT_ALLOW ||
	    j->verdict.kind == VERDICT_DEFER;
}

/* What of the live shell this line, or the past it may call on, can use. */
static void
choose(struct person_judge *p, const char *text, size_t len)
{
	struct walk_world *world = &p->guard->world;

	world->tables = NULL;
	buf_reset(&p->chosen);
	if (!tables_known(p->tables))
		return;
	tables_select(p->tables, text, len, &p->chosen);
	if (p->past.len > 0)
		tables_select(p->tables, p->past.data, p->past.len,
		    &p->chosen);
	if (p->chosen.failed)
		return;
	world->tables = p->chosen.data != NULL ? p->chosen.data : "";
	world->tables_len = p->chosen.len;
}

/* Could a shell that knows some of bash's words read this otherwise than a
 * POSIX sh does? Then it must be fit to run both ways. */
static bool
reads_two_ways(const char *text, size_t len)
{
	static const char *const marks[] = { "[[", "$'", "$\"", "{", "<(",
	    ">(", "&>", "((", "function", "=(", "+=", "|&", "<<<", ";&",
	    NULL };
	size_t i;

	for (i = 0; marks[i] != NULL; i++)
		if (memmem(text, len, marks[i], strlen(marks[i])) != NULL)
			return true;
	return false;
}

/* What begins a comment, unless the option interactivecomments of zsh is off,
 * as it is from the start: then what stands behind it runs. */
static bool
has_comment(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (text[i] == '#' && (i == 0 ||
		    strchr(" \t\n;&|()", text[i - 1]) != NULL))
			return true;
	return false;
}

static int
judge_line(struct person_judge *p, struct arena *a, const char *text, size_t len,
    unsigned *ncommands)
{
	struct guard *g = p->guard;
	struct parse_opts opts = { .extglob = !p->posix, .prompt = true,
	    .posix_sh = p->posix };
	struct parse_result parsed;
	struct invoke inv = *p->inv;
	struct judgement j;
	char id[17];

	parse_text(a, text, len, &opts, &parsed);
	if (parsed.status == PARSE_INCOMPLETE)
		return 2;
	*ncommands = parsed.status == PARSE_OK ?
	    complete_count(text, parsed.program) : 0;
	choose(p, text, len);
	g->world.past = p->past.data != NULL ? p->past.data : "";
	g->world.past_len = p->past.len;
	/* A session may have extglob on or off: "!(a)" is a pattern or a
	 * negated subshell, and both must be fit to run. */
	inv.extglob = !p->posix;
	inv.sh = p->posix;
	inv.zsh = p->zsh;
	guard_line(g, a, text, len, &inv, &j, id);
	if (runs(&j) && p->posix && reads_two_ways(text, len)) {
		inv.bashisms = true;
		guard_line(g, a, text, len, &inv, &j, id);
	}
	if (runs(&j) && !p->posix && memmem(text, len, "!(", 2) != NULL) {
		opts.extglob = inv.extglob = false;
		parse_text(a, text, len, &opts, &parsed);
		if (parsed.status == PARSE_OK)
			guard_line(g, a, text, len, &inv, &j, id);
	}
	if (runs(&j) && p->zsh && has_comment(text, len)) {
		opts.no_comments = inv.no_comments = true;
		parse_text(a, text, len, &opts, &parsed);
		if (parsed.status == PARSE_OK)
			guard_line(g, a, text, len, &inv, &j, id);
	}
	if (runs(&j)) {
		memcpy(p->line, id, sizeof p->line);
		remember(p, text, len);
		return 0;
	}
	buf_reset(&p->refusal);
	/* A prompt within a guarded session opens nothing by itself. */
	j.at_prompt = !g->inside;
	refusal_format(&j, g->have_session ? &g->session : NULL,
	    id[0] != '\0' ? id : NULL, false, &p->refusal);
	if (p->zsh && j.effects->status == EFFECTS_UNPARSED)
		buf_str(&p->refusal, "  note:    lines for zsh are read as "
		    "bash's; what only zsh knows is understood in part\n");
	if (p->posix && j.effects->status == EFFECTS_UNPARSED)
		buf_printf(&p->refusal, "  note:    lines for %s are read as "
		    "POSIX sh; what only bash knows is not understood\n",
		    g->policy->shell);
	return 1;
}

int
person_judge(struct person_judge *p, const char *text, size_t len,
    const char *cwd, unsigned *ncommands, const char **refusal)
{
	struct arena *a = arena_new(GUARD_LINE_MEMORY);
	int r = 1;

	*ncommands = 0;
	*refusal = "bashplate: refused by a limit: out of memory\n";
	if (a == NULL)
		return 1;
	p->guard->world.cwd = cwd[0] == '/' ? cwd : NULL;
	if (setjmp(*arena_catch(a)) == 0) {
		r = judge_line(p, a, text, len, ncommands);
		if (r == 1)
			*refusal = p->refusal.data;
	}
	p->guard->world.cwd = NULL;
	arena_free(a);
	return r;
}

void
person_judge_table(struct person_judge *p, char kind, const char *text,
    size_t len)
{
	tables_take(p->tables, kind == 'A' ? TABLES_ALIAS : kind == 'F' ?
	    TABLES_FUNCTION : TABLES_VARIABLE, text, len);
	if (kind == 'V')
		buf_reset(&p->past);
}
