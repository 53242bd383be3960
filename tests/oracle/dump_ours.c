/* SPDX-License-Identifier: ISC */
/*
 * Prints every simple command our parser sees in FILE, one line each, in the
 * format of bashast.c: CMD, then the raw words without backslash-newline.
 * NO_EXTGLOB=1 parses as a shell without that option.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/io.h"
#include "syntax/parse.h"
#include "syntax/print.h"
#include "tree_dump.h"

static void node_dump(const char *s, const struct node *n);
static void word_dump(const char *s, const struct word *w);

static void
raw(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] == '\0')
			continue;
		if (s[i] == '\\' && i + 1 < n && s[i + 1] == '\n')
			i++;
		else if (s[i] == '\\' && i + 1 < n && s[i + 1] == '\\')
			i++, fputs("\\\\\\\\", stdout);
		else if (s[i] == '\n')
			fputs("\\n", stdout);
		else if (s[i] == '\t')
			fputs("\\t", stdout);
		else if (s[i] == '\\')
			fputs("\\\\", stdout);
		else
			putchar(s[i]);
	}
}

/* As bash's sh_single_quote(), which is how it stores a $'..' it has read. */
static void
single_quoted(const struct part *p)
{
	size_t i;

	if (p->len == 1 && p->text[0] == '\'') {
		fputs("\\\\'", stdout);
		return;
	}
	putchar('\'');
	for (i = 0; i < p->len; i++) {
		if (p->text[i] == '\'')
			fputs("'\\\\''", stdout);
		else if (p->text[i] == '\\')
			fputs("\\\\", stdout);
		else
			raw(p->text + i, 1);
	}
	putchar('\'');
}

/* $'..' in a subscript, which bash stores as '..' and expands. */
static void
ansi_live(const struct part *p)
{
	const struct part *in = p->parts;
	struct word one = { 0 };
	struct buf out = { 0 };
	struct part copy;

	if (in != NULL && in->next == NULL && in->kind == PART_LIT &&
	    in->len == 1 && in->text[0] == '\'') {
		fputs("\\\\'", stdout);
		return;
	}
	putchar('\'');
	for (in = p->parts; in != NULL; in = in->next)
		if (in->kind == PART_LIT) {
			raw(in->text, in->len);
		} else if (in->kind == PART_PARAM) {
			copy = *in;
			copy.next = NULL;
			one.parts = &copy;
			out.len = 0;
			print_word(&out, &one);
			raw(out.data, out.len);
		} else {
			fputs("$(", stdout);
		}
	buf_free(&out);
	putchar('\'');
}

static size_t part_raw(const char *s, size_t at, const struct part *p);

static size_t
parts_raw(const char *s, size_t at, const struct part *p)
{
	for (; p != NULL; p = p->next)
		at = part_raw(s, at, p);
	return at;
}

/* The source of `p` from byte `at` on, quotes rewritten as bash does. */
static size_t
part_raw(const char *s, size_t at, const struct part *p)
{
	const struct word *w[3] = { NULL, NULL, NULL };
	size_t end = p->span.off + p->span.len;
	int i;

	if (p->span.off > at)
		raw(s + at, p->span.off - at);
	if (p->kind == PART_QUOTED && p->style == STYLE_ANSI) {
		if (p->bare)
			raw(p->text, p->len);
		else
			single_quoted(p);
		return end;
	}
	if (p->kind == PART_DQ && p->style == STYLE_SINGLE &&
	    s[p->span.off] == '$') {
		ansi_live(p);
		return end;
	}
	if (p->style == STYLE_ESCAPE && p->span.len == 1) {
		fputs("\\\\\\\\", stdout);	/* the text ends in it */
		return end;
	}
	if (p->kind == PART_QUOTED && p->style == STYLE_SINGLE) {
		for (at = p->span.off; at < end; at++)
			raw(s + at, 1);
		return end;
	}
	at = p->span.off + (p->kind == PART_DQ && p->style == STYLE_LOCALE);
	if (p->kind == PART_DQ || p->kind == PART_ARITH)
		at = parts_raw(s, at, p->parts);
	if (p->param != NULL) {
		w[0] = p->param->subscript;
		w[1] = p->param->arg;
		w[2] = p->param->arg2;
	}
	for (i = 0; i < 3; i++)
		if (w[i] != NULL)
			at = parts_raw(s, at, w[i]->parts);
	if (end > at)
		raw(s + at, end - at);
	return end;
}

static void
word_raw(const char *s, const struct word *w)
{
	size_t at = parts_raw(s, w->span.off, w->parts);
	struct buf out = { 0 };

	/* Out of a $'..', where its source lies is not known. */
	if (w->span.len == 0 && w->parts != NULL) {
		print_word(&out, w);
		raw(out.data, out.len);
		buf_free(&out);
		return;
	}
	if (w->span.off + w->span.len > at)
		raw(s + at, w->span.off + w->span.len - at);
}

static void
assign_line(const char *s, const struct assign *a)
{
	size_t at = a->span.off, end = at + a->span.len;

	fputs("ASSIGN\t", stdout);
	if (a->subscript != NULL)
		at = parts_raw(s, at, a->subscript->parts);
	if (a->array)
		end = at + (size_t)((const char *)memchr(s + at, '(',
		    a->span.len) - (s + at)) + 1;
	else if (a->value != NULL)
		at = parts_raw(s, at, a->value->parts);
	if (end > at)
		raw(s + at, end - at);
	putchar('\n');
}

static void
assigns_dump(const char *s, const struct assign *a, int lines)
{
	for (; a != NULL; a = a->next) {
		if (lines)
			assign_line(s, a);
		word_dump(s, a->subscript);
		word_dump(s, a->value);
		assigns_dump(s, a->elems, 0);
	}
}

/* Behind each backslash-newline at `s`. */
static const char *
joined(const char *s)
{
	while (s[0] == '\\' && s[1] == '\n')
		s += 2;
	return s;
}

/* `${ a; }` and `${| a; }`, of which bash 5.2 runs nothing. */
static bool
for_53(const char *s, const struct part *p)
{
	if (p->style == STYLE_FUNSUB || p->style == STYLE_VALSUB)
		return true;
	if (p->param == NULL || p->param->op != PARAM_BAD)
		return false;
	s = joined(joined(s + p->span.off + 1) + 1);
	return *s != '\0' && strchr(" \t\n|", *s) != NULL;
}

static void
parts_dump(const char *s, const struct part *p)
{
	for (; p != NULL; p = p->next) {
		if (for_53(s, p))
			continue;
		if (p->kind == PART_ARITH && p->body != NULL) {
			if (p->commands) {
				puts("TEXT");
				node_dump(p->source, p->body);
			} else {
				parts_dump(s, p->parts);
			}
			continue;
		}
		parts_dump(s, p->parts);
		if (p->param != NULL) {
			word_dump(s, p->param->subscript);
			word_dump(s, p->param->arg);
			word_dump(s, p->param->arg2);
		}
		if (p->kind == PART_CMDSUB || p->kind == PART_PROCSUB)
			puts("TEXT");
		node_dump(p->style == STYLE_BACKTICK || p->other != NULL ?
		    p->text : s, p->body);
	}
}

static void
word_dump(const char *s, const struct word *w)
{
	if (w != NULL)
		parts_dump(s, w->parts);
}

static void
words_dump(const char *s, const char *kind, const struct word *w)
{
	const struct word *x;

	fputs(kind, stdout);
	for (x = w; x != NULL; x = x->next) {
		putchar('\t');
		word_raw(s, x);
	}
	putchar('\n');
	for (x = w; x != NULL; x = x->next)
		word_dump(s, x);
}

static const char *const ops[] = { "<", ">", ">|", ">>", "<>", "<&", ">&",
    "&>", "&>>", "<<", "<<-", "<<<" };

static void
delim(const char *s, const struct part *p)
{
	for (; p != NULL; p = p->next) {
		if (p->kind == PART_DQ)
			delim(s, p->parts);
		else if (p->kind == PART_LIT || p->kind == PART_QUOTED)
			raw(p->text, p->len);
		else
			raw(s + p->span.off, p->span.len);
	}
}

static void
redirs_dump(const char *s, const struct redir *r)
{
	for (; r != NULL; r = r->next) {
		bool in = r->op == REDIR_IN || r->op == REDIR_RDWR ||
		    r->op == REDIR_DUP_IN || r->op >= REDIR_HEREDOC;
		bool close = (r->op == REDIR_DUP_IN ||
		    r->op == REDIR_DUP_OUT) && r->target->span.len == 1 &&
		    s[r->target->span.off] == '-';

		printf("REDIR\t%s\t", close ? "&-" : ops[r->op]);
		if (r->fdvar != NULL)
			printf("{%s}", r->fdvar);
		else
			printf("%d", r->fd >= 0 ? r->fd : in ? 0 : 1);
		putchar('\t');
		if (r->body != NULL)
			delim(s, r->target->parts);
		else if (!close)
			word_raw(s, r->target);
		putchar('\n');
		word_dump(s, r->body == NULL ? r->target : r->body);
	}
}

static void
cond_dump(const char *s, const struct cond *c)
{
	if (c == NULL)
		return;
	cond_dump(s, c->left);
	cond_dump(s, c->right);
	word_dump(s, c->a);
	word_dump(s, c->b);
}

/* What stands around and between the commands. */
static void
ops_dump(const char *s, const struct node *n, const struct node *parent)
{
	static const char *const after[] = { NULL, "&", "&&", "||" };

	if (n->after != LIST_END)
		printf("OP\t%s\n", after[n->after]);
	if (parent != NULL && parent->kind == NODE_PIPELINE &&
	    n->next != NULL)
		puts("OP\t|");
	if (n->pipe_both)
		puts("REDIR\t>&\t2\t1");
	if (n->bang)
		puts("OP\t!");
	if (n->timed)
		puts("OP\ttime");
	switch (n->kind) {
	case NODE_SUBSHELL:
		puts("OP\t(");
		break;
	case NODE_COPROC:
		puts("OP\tcoproc");
		break;
	case NODE_ARITH:
		puts("OP\t((");
		break;
	case NODE_COND:
		puts("OP\t[[");
		break;
	case NODE_FUNCTION:
		fputs("FUNC\t", stdout);
		raw(n->name, strlen(n->name));
		putchar('\n');
		break;
	case NODE_FOR:
	case NODE_SELECT:
		fputs("FOR\t", stdout);
		raw(n->name, strlen(n->name));
		if (n->has_in)
			words_dump(s, "", n->words);
		else
			puts("\t\"$@\"");
		break;
	default:
		break;
	}
}

static void
one_dump(const char *s, const struct node *n, const struct node *parent)
{
	const struct case_item *it;
	const struct node *c;
	int i;

	ops_dump(s, n, parent);
	assigns_dump(s, n->assigns, 1);
	if (n->kind == NODE_SIMPLE && n->words != NULL)
		words_dump(s, "CMD", n->words);
	assigns_dump(s, n->decl, 0);
	redirs_dump(s, n->redirs);
	node_dump(s, n->cond);
	for (c = n->body; c != NULL; c = c->next)
		one_dump(s, c, n);
	node_dump(s, n->orelse);
	for (i = 0; i < 3; i++)
		word_dump(s, n->arith[i]);
	if (n->kind == NODE_CASE) {
		fputs("CASE\t", stdout);
		word_raw(s, n->subject);
		putchar('\n');
		word_dump(s, n->subject);
	}
	for (it = n->items; it != NULL; it = it->next) {
		words_dump(s, "PAT", it->patterns);
		node_dump(s, it->body);
	}
	cond_dump(s, n->test);
}

static void
node_dump(const char *s, const struct node *n)
{
	if (n != NULL)
		one_dump(s, n, NULL);
}

/* Does the printed program parse to the same tree? */
static bool
round_trip(struct arena *a, const struct parse_opts *opts,
    const struct node *n)
{
	struct buf printed = { 0 }, first = { 0 }, second = { 0 };
	struct parse_result res;
	bool same;

	print_program(&printed, n);
	tree_dump(&first, n);
	parse_text(a, printed.data == NULL ? "" : printed.data, printed.len,
	    opts, &res);
	tree_dump(&second, res.program);
	same = res.status == PARSE_OK && first.len == second.len &&
	    (first.len == 0 || memcmp(first.data, second.data, first.len) == 0);
	if (!same && getenv("DUMP_DEBUG") != NULL)
		fprintf(stderr, "%s\n%u:%u %s\n%s\n%s\n", printed.data,
		    res.line, res.column, res.message, first.data,
		    second.data);
	buf_free(&printed);
	buf_free(&first);
	buf_free(&second);
	return same;
}

static int
file_dump(const char *path)
{
	static const char *const names[] = { "ok", "syntax", "incomplete",
	    "limit" };
	struct parse_opts opts = { .extglob = getenv("NO_EXTGLOB") == NULL };
	struct parse_result res;
	struct buf text = { 0 };
	struct arena *a;
	struct err e;

	if (io_read_file(path, PARSE_MAX_TEXT, 0, &text, &e) < 0) {
		fprintf(stderr, "%s\n", e.msg);
		return -1;
	}
	a = arena_new((size_t)512 << 20);
	if (a == NULL || setjmp(*arena_catch(a)) != 0) {
		printf("F %s\nE limit memory\n", path);
		buf_free(&text);
		arena_free(a);
		return 0;
	}
	parse_text(a, text.data == NULL ? "" : text.data, text.len, &opts,
	    &res);
	printf("F %s\n", path);
	puts("TEXT");
	node_dump(text.data, res.program);
	printf("E %s", names[res.status]);
	if (res.status != PARSE_OK)
		printf(" %u:%u %s", res.line, res.column, res.message);
	else if (!round_trip(a, &opts, res.program))
		fputs(" but printed differently", stdout);
	putchar('\n');
	arena_free(a);
	buf_free(&text);
	return 0;
}

int
main(int argc, char **argv)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int i, rc = 0;

	for (i = 1; i < argc; i++)
		rc |= file_dump(argv[i]);
	if (argc > 1)
		return rc == 0 ? 0 : 1;
	while ((n = getdelim(&line, &cap, '\0', stdin)) > 0)
		rc |= file_dump(line);
	free(line);
	return rc == 0 ? 0 : 1;
}
