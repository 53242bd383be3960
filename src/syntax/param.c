/* SPDX-License-Identifier: ISC */
#include "syntax/lex.h"

#include <string.h>

struct word *
param_subscript(struct parser *p, const char *stops)
{
	bool outer = p->subscript;
	unsigned nest = 0;
	struct word *word;

	p->subscript = true;
	lex_enter(p);
	p->pos++;
	word = subst_arith(p, ']', stops, &nest);
	lex_leave(p);
	p->subscript = outer;
	if (lex_cur(p) != ']')
		return NULL;
	p->pos++;
	return word;
}

/*
 * A ' in the operand of "${x-..}": it hides a } up to the next one, but is an
 * ordinary byte, and what stands between is expanded. Each becomes a literal
 * of its own, so that the printer can tell it from an escaped one.
 */
static void
single_kept(struct parser *p, struct lex_word *w)
{
	size_t from = p->pos, end, n = p->n;
	bool cut = p->cut;
	const char *q = memchr(p->s + from + 1, '\'', p->n - from - 1);

	if (q == NULL)
		lex_fail(p, PARSE_INCOMPLETE, from, "the quote ' is not closed");
	end = (size_t)(q - p->s);
	wb_flush(p, w);
	wb_char(p, w);
	wb_flush(p, w);
	p->n = end;
	p->cut = true;
	while (lex_cur(p) != LEX_EOF)
		if (!word_quoted(p, w, CTX_HERE))
			wb_char(p, w);
	p->n = n;
	p->cut = cut;
	p->pos = end;
	wb_flush(p, w);
	wb_char(p, w);
	wb_flush(p, w);
}

/*
 * An operand up to } or a byte of `stops`; patterns are never quoted. `word`:
 * it is no pattern.
 */
static struct word *
operand(struct parser *p, enum lex_ctx ctx, const char *stops, bool word)
{
	struct dquotes dquotes = p->dquotes;
	size_t from = p->pos;
	struct lex_word w;
	int c;

	wb_init(&w);
	/* The third slash of ${x///b} belongs to the pattern. */
	if (stops[0] == '/' && lex_cur(p) == '/' && p->s[from - 1] == '/')
		wb_char(p, &w);
	p->dquotes.bare = word && (dquotes.around || dquotes.here ||
	    ctx == CTX_DQPARAM);
	for (;;) {
		c = lex_cur(p);
		if (c == LEX_EOF)
			lex_fail(p, PARSE_INCOMPLETE, from,
			    "a ${ is not closed");
		if (c == '}' || (c != '\0' && strchr(stops, c) != NULL))
			break;
		if (ctx == CTX_WORD) {
			if (!word_unquoted(p, &w))
				wb_char(p, &w);
		} else if (c == '\'' && ctx == CTX_DQPARAM) {
			single_kept(p, &w);
		} else if (c == '$' && lex_look(p, 1) == '\'' &&
		    ctx == CTX_DQPARAM && !p->raw &&
		    !p->sh->opts.posix_sh) {
			word_ansi(p, &w);
		} else if (!word_quoted(p, &w, ctx)) {
			wb_char(p, &w);
		}
	}
	p->dquotes = dquotes;
	return wb_done(p, &w, from);
}

static bool
special(int c)
{
	return c != LEX_EOF && c != '\0' && strchr("@*#?-$!", c) != NULL;
}

/* A name, number or special parameter with its subscript. */
static bool
name_read(struct parser *p, struct param *param)
{
	int c = lex_cur(p);
	size_t from = p->pos;

	if (lex_name_start(c)) {
		while (lex_name_char(lex_cur(p)))
			p->pos++;
	} else if (c >= '0' && c <= '9') {
		while ((c = lex_cur(p)) >= '0' && c <= '9')
			p->pos++;
	} else if (special(c)) {
		p->pos++;
	} else {
		return false;
	}
	param->name = word_raw(p, from, p->pos, &param->namelen);
	if (!lex_name_start((unsigned char)param->name[0]) ||
	    lex_cur(p) != '[' || p->sh->opts.posix_sh)
		return true;
	param->subscript = param_subscript(p, "}");
	return param->subscript != NULL;
}

/* Is ${! an indirection, and not the parameter $! with an operator? */
static bool
is_indirect(struct parser *p)
{
	int c = lex_look(p, 1), d;

	if (lex_name_char(c))
		return true;
	if (c == '#' || c == '?' || c == '@' || c == '*') {
		d = lex_look(p, 2);
		return d == '}' || c == '@' || c == '*';
	}
	return false;
}

static bool
is_length(struct parser *p)
{
	int c = lex_look(p, 1);

	return lex_name_char(c) || (special(c) && lex_look(p, 2) == '}');
}

/* One of a family of doubled operators: `c` or `cc`. */
static enum param_op
doubled(struct parser *p, int c, enum param_op one, enum param_op two)
{
	lex_skip(p, 1);
	if (lex_cur(p) != c)
		return one;
	lex_skip(p, 1);
	return two;
}

static void
op_replace(struct parser *p, struct param *param)
{
	int c;

	param->op = PARAM_REPL;
	lex_skip(p, 1);
	c = lex_cur(p);
	if (c == '/')
		param->op = PARAM_REPL_ALL;
	else if (c == '#')
		param->op = PARAM_REPL_PRE;
	else if (c == '%')
		param->op = PARAM_REPL_SUF;
	if (param->op != PARAM_REPL)
		lex_skip(p, 1);
	param->arg = operand(p, CTX_WORD, "/", false);
	if (lex_cur(p) == '/') {
		lex_skip(p, 1);
		param->arg2 = operand(p, CTX_WORD, "", false);
	}
}

static void
op_substr(struct parser *p, struct param *param)
{
	unsigned depth = 0;
	struct lex_word w;
	struct word **at = &param->arg;
	size_t from;
	int c;

	param->op = PARAM_SUBSTR;
	wb_init(&w);
	lex_cur(p);
	from = p->pos;
	while ((c = lex_cur(p)) != '}') {
		if (c == LEX_EOF)
			lex_fail(p, PARSE_INCOMPLETE, from,
			    "a ${ is not closed");
		if (c == '(' || c == '?')
			depth++;
		else if ((c == ')' || c == ':') && depth > 0)
			depth--;
		else if (c == ':' && at == &param->arg) {
			*at = wb_done(p, &w, from);
			at = &param->arg2;
			wb_init(&w);
			p->pos++;
			from = p->pos;
			continue;
		}
		if (subst_hides(p)) {
			subst_subscript(p, &w, true);
			continue;
		}
		if (c == '\'')
			word_single_live(p, &w);
		else if (!word_quoted(p, &w, CTX_ARITH))
			wb_char(p, &w);
	}
	*at = wb_done(p, &w, from);
}

static bool
op_value(struct parser *p, struct param *param, enum lex_ctx ctx)
{
	switch (lex_cur(p)) {
	case '-':
		param->op = PARAM_DEFAULT;
		break;
	case '=':
		param->op = PARAM_ASSIGN;
		break;
	case '?':
		param->op = PARAM_ERROR;
		break;
	case '+':
		param->op = PARAM_ALT;
		break;
	default:
		return false;
	}
	lex_skip(p, 1);
	lex_cur(p);
	param->arg = operand(p, ctx == CTX_WORD ? CTX_WORD : CTX_DQPARAM, "",
	    true);
	return true;
}

static bool
op_transform(struct parser *p, struct param *param)
{
	int c = lex_look(p, 1);

	if (lex_look(p, 2) != '}' || c == '}')
		return false;
	param->op = PARAM_TRANSFORM;
	param->transform = (char)c;
	lex_skip(p, 2);
	return true;
}

/* The operator and its operands; false when there is none that we know. */
static bool
op_read(struct parser *p, struct param *param, enum lex_ctx ctx)
{
	int c = lex_cur(p);

	switch (c) {
	case ':':
		lex_skip(p, 1);
		param->colon = true;
		if (op_value(p, param, ctx))
			return true;
		param->colon = false;
		op_substr(p, param);
		return true;
	case '/':
		op_replace(p, param);
		return true;
	case '@':
		return op_transform(p, param);
	case '#':
		param->op = doubled(p, c, PARAM_TRIM_PRE,
		    PARAM_TRIM_PRE_LONG);
		break;
	case '%':
		param->op = doubled(p, c, PARAM_TRIM_SUF,
		    PARAM_TRIM_SUF_LONG);
		break;
	case '^':
		param->op = doubled(p, c, PARAM_UPPER, PARAM_UPPER_ALL);
		break;
	case ',':
		param->op = doubled(p, c, PARAM_LOWER, PARAM_LOWER_ALL);
		break;
	case '~':
		param->op = doubled(p, c, PARAM_TOGGLE, PARAM_TOGGLE_ALL);
		break;
	default:
		return op_value(p, param, ctx);
	}
	lex_cur(p);
	param->arg = operand(p, CTX_WORD, "", false);
	return true;
}

static bool
all_subscript(const struct param *param)
{
	const char *t;

	if (param->subscript == NULL)
		return false;
	t = word_literal(param->subscript);
	return t != NULL && (strcmp(t, "@") == 0 || strcmp(t, "*") == 0);
}

/* Behind `${`: fill `param`; false when bash would call it bad. */
static bool
braces_read(struct parser *p, struct param *param, enum lex_ctx ctx)
{
	int c = lex_cur(p);

	if (c == '#' && is_length(p)) {
		param->length = true;
		lex_skip(p, 1);
		return name_read(p, param) && lex_cur(p) == '}';
	}
	if (c == '!' && is_indirect(p)) {
		param->indirect = true;
		lex_skip(p, 1);
	}
	if (!name_read(p, param))
		return false;
	c = lex_cur(p);
	if (c == '}') {
		if (param->indirect && all_subscript(param))
			param->op = PARAM_KEYS;
		return true;
	}
	if (param->indirect && (c == '@' || c == '*') &&
	    lex_look(p, 1) == '}' && param->subscript == NULL) {
		param->op = PARAM_PREFIX;
		param->transform = (char)c;
		lex_skip(p, 1);
		return lex_cur(p) == '}';
	}
	return op_read(p, param, ctx) && lex_cur(p) == '}';
}

void
param_braced(struct parser *p, struct lex_word *w, enum lex_ctx ctx)
{
	struct dquotes dquotes = p->dquotes;
	size_t from = p->pos, start;
	struct part *part = wb_part(p, w, PART_PARAM, STYLE_PLAIN, from);
	struct param *param = lex_alloc(p, sizeof *param);

	part->param = param;
	param->braced = true;
	lex_enter(p);
	p->dquotes.pair = true;
	lex_skip(p, 2);
	lex_cur(p);
	start = p->pos;
	if (lex_failed(p, from) || !braces_read(p, param, ctx)) {
		lex_set_failed(p, from);
		memset(param, 0, sizeof *param);
		param->braced = true;
		param->op = PARAM_BAD;
		param->name = "";
		p->pos = start;
		param->arg = operand(p, ctx == CTX_WORD ? CTX_WORD :
		    CTX_DQPARAM, "", true);
		if (memchr(p->s + start, '[', p->pos - start) != NULL &&
		    memchr(p->s + start, '\'', p->pos - start) != NULL)
			lex_fail(p, PARSE_SYNTAX, from,
			    "a bad ${ } with a quoted subscript");
	}
	p->pos++;
	lex_leave(p);
	p->dquotes = dquotes;
	part->span = lex_span(p, from, p->pos);
}
