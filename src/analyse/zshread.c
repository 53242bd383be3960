/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "analyse/zshread.h"

static const char flag_e[] =
    "zsh runs substitutions that stand in a value: ${(e)..}";
static const char qualifier[] =
    "zsh runs code for each name: the glob qualifiers e and +";
static const char functions[] =
    "zsh makes functions of what is put into the parameter functions";
static const char prompt[] =
    "zsh may run substitutions that stand in a prompt: print -P";
static const char path[] = "zsh runs another program under that name: hash";

struct look {
	const char *found;
	struct span at;
};

static void look_node(struct look *l, struct node *n);
static void look_parts(struct look *l, struct part *p);

static void
found(struct look *l, const char *what, struct span at)
{
	if (l->found != NULL)
		return;
	l->found = what;
	l->at = at;
}

/* Behind the arguments of a flag, `:string:`, several for l and r. */
static const char *
skip_arguments(const char *s, const char *end)
{
	const char *close;
	char delim;

	if (s == end)
		return s;
	delim = *s == '(' ? ')' : *s == '[' ? ']' : *s == '{' ? '}' :
	    *s == '<' ? '>' : *s;
	do {
		close = memchr(s + 1, delim, (size_t)(end - s - 1));
		if (close == NULL)
			return end;
		s = close + 1;
	} while (s < end && *s == delim);
	return s;
}

/* The flags of "(flags)name": does e stand among them, or % twice? */
static bool
flags_run(const char *s, size_t len)
{
	const char *end = s + len;
	bool percent = false;

	if (len == 0 || *s != '(')
		return false;
	for (s++; s < end && *s != ')';) {
		if (*s == 'e' || (*s == '%' && percent))
			return true;
		percent |= *s == '%';
		if (strchr("gIjlrsZ_", *s) != NULL)
			s = skip_arguments(s + 1, end);
		else
			s++;
	}
	return false;
}

static bool
begins(const char *s, size_t len, const char *with)
{
	size_t n = strlen(with);

	return len >= n && memcmp(s, with, n) == 0;
}

static bool
is_functions(const char *s, size_t len)
{
	return begins(s, len, "functions[") || begins(s, len, "functions=") ||
	    begins(s, len, "functions:") ||
	    begins(s, len, "dis_functions[");
}

static void
look_word(struct look *l, struct word *w)
{
	for (; w != NULL; w = w->next)
		look_parts(l, w->parts);
}

static void
look_param(struct look *l, struct part *p)
{
	struct param *q = p->param;
	const struct part *raw = q->arg != NULL ? q->arg->parts : NULL;

	if (q->op == PARAM_BAD && raw != NULL && raw->kind == PART_LIT) {
		if (flags_run(raw->text, raw->len))
			found(l, flag_e, p->span);
		if (is_functions(raw->text, raw->len))
			found(l, functions, p->span);
	}
	if (q->op == PARAM_ASSIGN && q->namelen == 9 &&
	    memcmp(q->name, "functions", 9) == 0)
		found(l, functions, p->span);
	/* An element; `$a` with a pattern behind it to bash. */
	if (!q->braced && p->next != NULL && p->next->kind == PART_LIT &&
	    p->next->text[0] == '[') {
		q->op = PARAM_BAD;
		q->name = "";
		q->namelen = 0;
	}
	look_word(l, q->subscript);
	look_word(l, q->arg);
	look_word(l, q->arg2);
}

/* One group in parentheses at the end of a pattern, across its parts. */
struct group {
	bool open, bar, marked, calls;
	char last;
};

/* `+name` and `e` with a delimiter, which is no letter or digit. */
static void
group_char(struct group *g, char c)
{
	if (g->last == 'e' && !isalnum((unsigned char)c) && c != ')' &&
	    c != '|')
		g->calls = true;
	if (g->last == '+' && (isalpha((unsigned char)c) || c == '_'))
		g->calls = true;
	if (c == '|' || c == '(')
		g->bar = true;
	g->last = c;
}

static void
look_literal(struct look *l, struct group *g, const struct part *p)
{
	size_t i;

	for (i = 0; i < p->len; i++) {
		if (p->text[i] == '(' && !g->open) {
			memset(g, 0, sizeof *g);
			g->open = true;
			g->marked = begins(p->text + i, p->len - i, "(#q");
			g->last = '(';
			continue;
		}
		if (!g->open)
			continue;
		if (p->text[i] == ')') {
			/* With a bar it is a choice of patterns. */
			if (g->calls && (g->marked || !g->bar))
				found(l, qualifier, p->span);
			g->open = false;
		} else
			group_char(g, p->text[i]);
	}
}

static void
look_parts(struct look *l, struct part *p)
{
	struct group g = { 0 };

	for (; p != NULL; p = p->next) {
		switch (p->kind) {
		case PART_LIT:
			look_literal(l, &g, p);
			continue;
		case PART_PARAM:
			look_param(l, p);
			break;
		case PART_CMDSUB:
		case PART_PROCSUB:
			look_node(l, p->body);
			break;
		default:
			look_parts(l, p->parts);
			break;
		}
		/* Quoted or not known: a delimiter as well as any. */
		if (g.open)
			group_char(&g, '\1');
	}
}

static void
look_assigns(struct look *l, struct assign *as)
{
	for (; as != NULL; as = as->next) {
		if (as->name != NULL && (strcmp(as->name, "functions") == 0 ||
		    strcmp(as->name, "dis_functions") == 0))
			found(l, functions, as->span);
		look_word(l, as->subscript);
		look_word(l, as->value);
		look_assigns(l, as->elems);
	}
}

static void
look_cond(struct look *l, struct cond *c)
{
	if (c == NULL)
		return;
	look_cond(l, c->left);
	look_cond(l, c->right);
	look_word(l, c->a);
	look_word(l, c->b);
}

/* The text that a word begins with, unquoted or quoted. */
static const struct part *
head(const struct word *w)
{
	const struct part *p = w->parts;

	if (p != NULL && p->kind == PART_DQ)
		p = p->parts;
	return p != NULL && (p->kind == PART_LIT || p->kind == PART_QUOTED) ?
	    p : NULL;
}

static bool
holds_code(const struct part *p)
{
	for (; p != NULL; p = p->next)
		if (((p->kind == PART_QUOTED || p->kind == PART_LIT) &&
		    (memchr(p->text, '`', p->len) != NULL ||
		    memmem(p->text, p->len, "$(", 2) != NULL)) ||
		    holds_code(p->parts))
			return true;
	return false;
}

/* Of a simple command: what its words mean to zsh's own commands. */
static void
look_command(struct look *l, const struct word *w)
{
	const struct part *name = w != NULL ? head(w) : NULL, *p;
	bool print, hash, prompts = false;

	if (name == NULL)
		return;
	print = name->len == 5 && memcmp(name->text, "print", 5) == 0;
	hash = name->len == 4 && memcmp(name->text, "hash", 4) == 0;
	for (w = w->next; w != NULL; w = w->next) {
		if ((p = head(w)) == NULL)
			continue;
		if (is_functions(p->text, p->len))
			found(l, functions, w->span);
		/* -d names a folder. */
		if (hash && p->len == 2 && memcmp(p->text, "-d", 2) == 0)
			hash = false;
		if (hash && memchr(p->text, '=', p->len) != NULL)
			found(l, path, w->span);
		if (print && p->text[0] == '-' &&
		    memchr(p->text, 'P', p->len) != NULL)
			prompts = true;
		if (prompts && holds_code(w->parts))
			found(l, prompt, w->span);
	}
}

static void
look_redirs(struct look *l, struct redir *r)
{
	for (; r != NULL; r = r->next) {
		look_word(l, r->target);
		look_word(l, r->body);
	}
}

static void
look_one(struct look *l, struct node *n)
{
	struct case_item *item;
	size_t i;

	look_redirs(l, n->redirs);
	look_assigns(l, n->assigns);
	look_assigns(l, n->decl);
	look_word(l, n->words);
	if (n->kind == NODE_SIMPLE)
		look_command(l, n->words);
	look_word(l, n->subject);
	for (item = n->items; item != NULL; item = item->next) {
		look_word(l, item->patterns);
		look_node(l, item->body);
	}
	for (i = 0; i < 3; i++)
		look_word(l, n->arith[i]);
	look_cond(l, n->test);
	look_node(l, n->cond);
	look_node(l, n->body);
	look_node(l, n->orelse);
}

static void
look_node(struct look *l, struct node *n)
{
	for (; n != NULL; n = n->next)
		look_one(l, n);
}

const char *
zsh_unread(struct node *program, struct span *at)
{
	struct look l = { 0 };

	look_node(&l, program);
	*at = l.at;
	return l.found;
}

bool
zsh_calls(const char *function)
{
	static const char *const names[] = { "chpwd", "precmd", "preexec",
	    "periodic", "zshaddhistory", "zshexit",
	    "command_not_found_handler", NULL };
	size_t i;

	for (i = 0; names[i] != NULL; i++)
		if (strcmp(function, names[i]) == 0)
			return true;
	return strncmp(function, "TRAP", 4) == 0;
}
