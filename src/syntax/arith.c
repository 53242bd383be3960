/* SPDX-License-Identifier: ISC */
#include "syntax/lex.h"
#include "syntax/reprint.h"

#include <string.h>

/* The counters of struct lex_shared by that name. */
struct arith_seen {
	unsigned blind, hashes;
};

enum { HASH_LINE = 32 };	/* a longer line may hide anything */

/* Does a # behind a blank hide a parenthesis when bash runs `$((`? */
static bool
hash_hides(const struct parser *p)
{
	size_t i, end = p->n - p->pos > HASH_LINE ? p->pos + HASH_LINE : p->n;

	for (i = p->pos; i < end && p->s[i] != '\n'; i++)
		if (strchr("()'\"`$\\", p->s[i]) != NULL)
			break;
	if (i < end && p->s[i] == '\n')
		return false;
	i = p->pos;
	while (i > 1 && p->s[i - 1] == '\n' && p->s[i - 2] == '\\')
		i -= 2;
	return i > 0 && (p->s[i - 1] == ' ' || p->s[i - 1] == '\t' ||
	    p->s[i - 1] == '\n');
}

struct word *
subst_arith(struct parser *p, int close, const char *stops, unsigned *nest)
{
	int open = close == ')' ? '(' : '[';
	struct dquotes dquotes = p->dquotes;
	size_t from;
	struct lex_word w;
	int c;

	wb_init(&w);
	lex_cur(p);
	p->sh->subs++;
	p->dquotes.pair = true;
	for (from = p->pos;; ) {
		c = lex_cur(p);
		if (c == LEX_EOF)
			lex_fail(p, PARSE_INCOMPLETE, from,
			    "arithmetic or a subscript is not closed");
		if (strchr(stops, c) != NULL && c != '\0')
			break;
		if (c == close && *nest == 0)
			break;
		if (c == '\'') {
			word_single_live(p, &w);
			continue;
		}
		if (p->subscript && close == ']' && subst_hides(p)) {
			subst_subscript(p, &w, false);
			continue;
		}
		if (c == '$' && lex_look(p, 1) == '\'' &&
		    !p->sh->opts.posix_sh && pairs_ansi(p, close)) {
			word_ansi_live(p, &w);
			continue;
		}
		/* It has made ".." of $".." by then. */
		if (c == '$' && lex_look(p, 1) == '"' && !p->raw &&
		    !p->sh->opts.posix_sh)
			lex_skip(p, 1);
		if (word_quoted(p, &w, CTX_ARITH))
			continue;
		if (c == '#' && close == ')' && hash_hides(p)) {
			p->sh->blind++;
			p->sh->hashes++;
		}
		if (c == open)
			++*nest;
		else if (c == close)
			--*nest;
		wb_char(p, &w);
	}
	p->sh->subs--;
	p->dquotes = dquotes;
	return wb_done(p, &w, from);
}

/*
 * When it runs `$((`, bash 5.2 counts the parentheses of the text it has kept
 * (chk_arithsub() in its subst.c), those of case patterns and of heredocs, too:
 * unpaired ones make a subshell in $( ) of it, whose output is a command. Where
 * the count may be another than that of the grammar both readings are set.
 */
static void
arith_commands(struct parser *p, struct part *part, size_t start,
    const struct word *word, const struct arith_seen *before)
{
	static const char message[] =
	    "bash may take this arithmetic for commands";
	const char *s = p->s + start, *outer;
	size_t n = p->pos - start;
	struct buf text = { 0 };
	bool odd = p->sh->blind != before->blind, failed;
	bool printed = !p->raw && !p->pattern && p->map == NULL &&
	    memchr(s, '(', n) != NULL;

	buf_char(&text, '(');
	if (printed)
		reprint_word(&text, p->s, word);
	else
		buf_add(&text, s, n);
	buf_char(&text, ')');
	buf_str(&text, "");
	failed = text.failed;
	part->commands = !failed && !pairs_paired(text.data + 1, text.len - 2);
	if (!failed && (odd || part->commands)) {
		part->sourcelen = text.len;
		part->source = arena_take(p->sh->a, &text);
	}
	buf_free(&text);
	if (failed)
		lex_fail(p, PARSE_LIMIT, start, "out of memory");
	if (part->source == NULL)
		return;
	/* Such a # ends it elsewhere; the others print more than once. */
	if (p->map != NULL || p->sh->hashes != before->hashes ||
	    p->sh->pushed + p->sh->twice > 0)
		lex_fail(p, PARSE_SYNTAX, start, message);
	outer = p->sh->instead;
	p->sh->instead = message;
	part->body = nested_text(p, part->source, part->sourcelen, start);
	p->sh->instead = outer;
}

/*
 * At `$((`: arithmetic, unless the parentheses do not end together; then
 * bash takes it as a command substitution that starts with a subshell.
 */
bool
arith_dollar(struct parser *p, struct lex_word *w)
{
	size_t from = p->pos, start;
	unsigned nest = 0, parts = p->sh->parts, words = p->sh->words;
	struct arith_seen before = { p->sh->blind, p->sh->hashes };
	struct word *word;
	struct part *part, **tail;

	if (lex_failed(p, from))
		return false;
	wb_flush(p, w);
	tail = w->tail;
	part = wb_part(p, w, PART_ARITH, STYLE_PLAIN, from);
	lex_enter(p);
	lex_skip(p, 3);
	lex_cur(p);
	start = p->pos;
	word = subst_arith(p, ')', "", &nest);
	lex_leave(p);
	part->text = arena_strndup(p->sh->a, p->s + start, p->pos - start);
	part->len = p->pos - start;
	if (lex_look(p, 1) != ')') {
		lex_set_failed(p, from);
		p->pos = from;
		p->sh->parts = parts;
		p->sh->words = words;
		w->tail = tail;
		*tail = NULL;
		return false;
	}
	arith_commands(p, part, start, word, &before);
	pairs_check(p, start, ')');
	lex_skip(p, 2);
	part->parts = word->parts;
	part->span = lex_span(p, from, p->pos);
	return true;
}

void
arith_bracket(struct parser *p, struct lex_word *w)
{
	size_t from = p->pos, start;
	struct part *part = wb_part(p, w, PART_ARITH, STYLE_BRACKET, from);
	bool outer = p->subscript;
	unsigned nest = 0;

	p->subscript = false;
	lex_enter(p);
	lex_skip(p, 2);
	lex_cur(p);
	start = p->pos;
	part->parts = subst_arith(p, ']', "", &nest)->parts;
	if (!p->raw)
		pairs_check(p, start, ']');
	p->subscript = outer;
	part->text = arena_strndup(p->sh->a, p->s + start, p->pos - start);
	part->len = p->pos - start;
	p->pos++;
	lex_leave(p);
	part->span = lex_span(p, from, p->pos);
}
