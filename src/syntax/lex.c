/* SPDX-License-Identifier: ISC */
#include "syntax/lex.h"

#include <string.h>

static const char *const kw_text[] = {
	[KW_NONE] = "", [KW_BANG] = "!", [KW_CASE] = "case",
	[KW_COND] = "[[", [KW_COPROC] = "coproc", [KW_DO] = "do",
	[KW_DONE] = "done", [KW_ELIF] = "elif", [KW_ELSE] = "else",
	[KW_ESAC] = "esac", [KW_FI] = "fi", [KW_FOR] = "for",
	[KW_FUNCTION] = "function", [KW_IF] = "if", [KW_IN] = "in",
	[KW_LBRACE] = "{", [KW_RBRACE] = "}", [KW_SELECT] = "select",
	[KW_THEN] = "then", [KW_TIME] = "time", [KW_UNTIL] = "until",
	[KW_WHILE] = "while"
};

int
lex_look(struct parser *p, unsigned k)
{
	size_t i = p->pos;

	for (;;) {
		while (i + 1 < p->n && p->s[i] == '\\' && p->s[i + 1] == '\n')
			i += 2;
		if (i >= p->n)
			return LEX_EOF;
		if (k-- == 0)
			return (unsigned char)p->s[i];
		i++;
	}
}

void
lex_skip(struct parser *p, unsigned k)
{
	while (k-- > 0 && lex_cur(p) != LEX_EOF)
		p->pos++;
}

bool
lex_at(struct parser *p, const char *lit)
{
	unsigned k;

	for (k = 0; lit[k] != '\0'; k++)
		if (lex_look(p, k) != (unsigned char)lit[k])
			return false;
	return true;
}

bool
lex_meta(int c)
{
	switch (c) {
	case LEX_EOF: case ' ': case '\t': case '\n': case ';': case '&':
	case '|': case '(': case ')': case '<': case '>':
		return true;
	default:
		return false;
	}
}

bool
lex_name_start(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool
lex_name_char(int c)
{
	return lex_name_start(c) || (c >= '0' && c <= '9');
}

void
lex_blanks(struct parser *p)
{
	const char *nl;
	int c;

	while ((c = lex_cur(p)) == ' ' || c == '\t')
		p->pos++;
	if (c != '#' || p->sh->opts.no_comments)
		return;
	/* bash prints no comment. */
	p->sh->blind += !p->reprint.on;
	nl = memchr(p->s + p->pos, '\n', p->n - p->pos);
	p->pos = nl == NULL ? p->n : (size_t)(nl - p->s);
}

void
lex_newlines(struct parser *p)
{
	for (;;) {
		lex_blanks(p);
		if (lex_cur(p) != '\n')
			return;
		p->pos++;
		p->kw_ok = true;
		heredoc_read(p);
	}
}

/* Does a process substitution at s[i] go on with the word before it? */
static bool
word_goes_on(const struct parser *p, size_t i)
{
	if (i >= p->n || (p->s[i] != '<' && p->s[i] != '>') ||
	    p->sh->opts.posix_sh)
		return false;
	for (i++; i + 1 < p->n && p->s[i] == '\\' && p->s[i + 1] == '\n';)
		i += 2;
	return i < p->n && p->s[i] == '(';
}

/* The next word if it is shorter than `size` and plain; false otherwise. */
static bool
peek_plain(struct parser *p, char *out, size_t size)
{
	size_t i = p->pos, k = 0;

	for (;; i++) {
		while (i + 1 < p->n && p->s[i] == '\\' && p->s[i + 1] == '\n')
			i += 2;
		if (i >= p->n || lex_meta((unsigned char)p->s[i]))
			break;
		if (k + 1 >= size)
			return false;
		out[k++] = p->s[i];
	}
	out[k] = '\0';
	return k > 0 && !word_goes_on(p, i);
}

bool
lex_word_is(struct parser *p, const char *lit)
{
	char word[16];

	return peek_plain(p, word, sizeof word) && strcmp(word, lit) == 0;
}

static bool
posix_lacks(enum lex_kw kw)
{
	return kw == KW_COND || kw == KW_COPROC || kw == KW_FUNCTION ||
	    kw == KW_SELECT || kw == KW_TIME;
}

enum lex_kw
lex_keyword(struct parser *p)
{
	char word[10];
	int c = lex_cur(p);
	int kw;

	if (!((c >= 'c' && c <= 'w') || c == '!' || c == '[' || c == '{' ||
	    c == '}'))
		return KW_NONE;
	if (c == '}' && p->funsub)
		return KW_RBRACE;
	if (c == '!' && p->extglob && lex_look(p, 1) == '(')
		return KW_NONE;
	if (!peek_plain(p, word, sizeof word))
		return KW_NONE;
	for (kw = KW_BANG; kw <= KW_WHILE; kw++) {
		if (strcmp(word, kw_text[kw]) != 0)
			continue;
		if (p->sh->opts.posix_sh && posix_lacks((enum lex_kw)kw))
			return KW_NONE;
		return (enum lex_kw)kw;
	}
	return KW_NONE;
}

bool
lex_accept(struct parser *p, enum lex_kw kw)
{
	lex_blanks(p);
	if (!p->kw_ok || lex_keyword(p) != kw)
		return false;
	lex_skip(p, (unsigned)strlen(kw_text[kw]));
	p->kw_ok = true;
	return true;
}

void
lex_expect(struct parser *p, enum lex_kw kw)
{
	if (!lex_accept(p, kw))
		lex_unexpected(p, true);
}

const char *
lex_kw_text(enum lex_kw kw)
{
	return kw_text[kw];
}

struct span
lex_span(const struct parser *p, size_t from, size_t to)
{
	struct span sp;

	if (p->map != NULL) {
		from = p->map[from];
		to = p->map[to];
	}
	sp.off = (uint32_t)from;
	sp.len = (uint32_t)(to - from);
	return sp;
}

void
lex_fail(struct parser *p, enum parse_status st, size_t pos,
    const char *message)
{
	struct parse_result *out = p->sh->out;

	if (p->sh->instead != NULL && st != PARSE_LIMIT) {
		message = p->sh->instead;
		st = PARSE_SYNTAX;
	}
	/* More input cannot end what a quote or a heredoc has closed. */
	if ((p->outer != NULL || p->cut) && st == PARSE_INCOMPLETE)
		st = PARSE_SYNTAX;
	if (p->map != NULL)
		pos = p->map[pos];
	while (p->outer != NULL) {
		pos = p->outer_at;
		p = p->outer;
		if (p->map != NULL)
			pos = p->map[pos];
	}
	out->status = st;
	out->at.off = (uint32_t)pos;
	out->at.len = 0;
	out->message = message;
	longjmp(p->sh->jump, 1);
}

void
lex_unexpected(struct parser *p, bool newline_ok)
{
	int c = lex_cur(p);
	size_t from = p->pos, to = from;

	if (c == LEX_EOF)
		lex_fail(p, newline_ok ? PARSE_INCOMPLETE : PARSE_SYNTAX, from,
		    "unexpected end of the command");
	if (c == '\n')
		lex_fail(p, PARSE_SYNTAX, from, "unexpected end of line");
	while (to < p->n && to - from < 40 &&
	    (to == from || !lex_meta((unsigned char)p->s[to])))
		to++;
	lex_fail(p, PARSE_SYNTAX, from, arena_printf(p->sh->a,
	    "unexpected `%.*s'", (int)(to - from), p->s + from));
}

void
lex_again(struct parser *p, size_t pos, const char *message)
{
	if (!p->reprint.on || p->sh->opts.posix_sh)
		return;
	if (p->map != NULL || p->funsub)
		lex_fail(p, PARSE_SYNTAX, pos, message);
	p->reprint.again = true;
}

void
lex_enter(struct parser *p)
{
	if (++p->sh->depth > PARSE_MAX_DEPTH)
		lex_fail(p, PARSE_LIMIT, p->pos, "nested too deeply");
}

void
lex_leave(struct parser *p)
{
	p->sh->depth--;
}

void
lex_brace_end(struct parser *p, size_t from)
{
	p->sh->ends += (from + 1) * 0x9e3779b97f4a7c15u ^
	    (p->pos + 1) * 0xc2b2ae3d27d4eb4fu;
}

bool
lex_failed(const struct parser *p, size_t pos)
{
	return p->failed != NULL && (p->failed[pos / 8] >> pos % 8 & 1) != 0;
}

void
lex_set_failed(struct parser *p, size_t pos)
{
	if (p->failed == NULL)
		p->failed = arena_alloc(p->sh->a, p->size / 8 + 1);
	p->failed[pos / 8] |= (unsigned char)(1u << pos % 8);
}

void *
lex_alloc(struct parser *p, size_t n)
{
	return arena_alloc(p->sh->a, n);
}
