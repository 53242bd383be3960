/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "syntax/printer.h"

static void
ansi_print(struct buf *out, const char *text, size_t len)
{
	size_t i;

	buf_str(out, "$'");
	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '\'' || c == '\\')
			buf_printf(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			buf_printf(out, "\\x%02x", c);
		else
			buf_char(out, (char)c);
	}
	buf_char(out, '\'');
}

static void
quoted_print(struct buf *out, const struct part *p)
{
	if (p->style == STYLE_ANSI) {
		ansi_print(out, p->text, p->len);
	} else if (p->style == STYLE_ESCAPE) {
		buf_char(out, '\\');
		buf_add(out, p->text, p->len);
	} else {
		buf_char(out, '\'');
		buf_add(out, p->text, p->len);
		buf_char(out, '\'');
	}
}

/* Bytes a backslash can quote in `ctx`. */
static const char *
escapable(enum lex_ctx ctx)
{
	if (ctx == CTX_HERE)
		return "$`\\";
	return ctx == CTX_DQPARAM ? "$`\\\"}" : "$`\\\"";
}

static bool
in_set(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/*
 * A literal inside quotes. A backslash that quotes nothing stays alone, as it
 * was read. `kept` is inside the kept '..' of "${x-'..'}", where only the
 * bytes of a heredoc are special.
 */
static void
lit_print(struct buf *out, const struct part *p, enum lex_ctx ctx, bool *kept)
{
	const char *set = escapable(*kept ? CTX_HERE : ctx);
	size_t i;

	if (ctx == CTX_DQPARAM && p->len == 1 && p->text[0] == '\'')
		*kept = !*kept;
	for (i = 0; i < p->len; i++) {
		char c = p->text[i];

		if (c == '\\' && i + 1 < p->len &&
		    p->text[i + 1] != '\n' &&
		    !in_set(p->text[i + 1], set)) {
			buf_char(out, c);
			c = p->text[++i];
		} else if (in_set(c, set)) {
			buf_char(out, '\\');
		}
		buf_char(out, c);
	}
}

/* Outside quotes only a last backslash needs care. */
static void
plain_print(struct buf *out, const struct part *p)
{
	buf_add(out, p->text, p->len);
	if (p->len > 0 && p->text[p->len - 1] == '\\')
		buf_char(out, '\\');
}

static void
backtick_print(struct buf *out, const struct part *p)
{
	size_t i;

	buf_char(out, '`');
	for (i = 0; i < p->len; i++) {
		if (p->text[i] == '\\' || p->text[i] == '`')
			buf_char(out, '\\');
		buf_char(out, p->text[i]);
	}
	buf_char(out, '`');
}

/* A nested text; its heredocs end with it. */
static void
body_print(struct printer *pr, const char *open, const struct node *body,
    const char *close)
{
	size_t base = pr->base;
	bool hold = pr->hold;

	pr->base = pr->ndue;
	pr->hold = false;
	buf_str(pr->out, open);
	if (body != NULL) {
		buf_char(pr->out, '\n');
		printer_block(pr, body);
	}
	buf_str(pr->out, close);
	pr->base = base;
	pr->hold = hold;
}

/*
 * bash 5.2 ends ${ a; } at the first }, it must stay where it was; so must
 * what bash prints otherwise, and `((` where it prints nothing.
 */
static bool
as_written(const struct printer *pr, const struct part *p)
{
	return p->style == STYLE_FUNSUB || p->style == STYLE_VALSUB ||
	    pr->source || p->source != NULL ||
	    (p->len > 0 && p->text[0] == '(');
}

static const char *
opening(const struct part *p)
{
	switch (p->style) {
	case STYLE_FUNSUB:
		return "${";
	case STYLE_VALSUB:
		return "${|";
	case STYLE_READ:
		return "<(";
	case STYLE_WRITE:
		return ">(";
	default:
		return "$(";
	}
}

static void
cmdsub_print(struct printer *pr, const struct part *p)
{
	bool brace = p->style == STYLE_FUNSUB || p->style == STYLE_VALSUB;

	if (p->style == STYLE_BACKTICK) {
		backtick_print(pr->out, p);
	} else if (as_written(pr, p)) {
		buf_str(pr->out, opening(p));
		if (p->source != NULL)
			buf_add(pr->out, p->source, p->sourcelen);
		else
			buf_add(pr->out, p->text, p->len);
		buf_char(pr->out, brace ? '}' : ')');
	} else {
		body_print(pr, opening(p), p->body, ")");
	}
}

static const char *
op_text(const struct param *p)
{
	static const char *const text[] = {
		[PARAM_PLAIN] = "", [PARAM_DEFAULT] = "-",
		[PARAM_ASSIGN] = "=", [PARAM_ERROR] = "?", [PARAM_ALT] = "+",
		[PARAM_SUBSTR] = ":", [PARAM_TRIM_PRE] = "#",
		[PARAM_TRIM_PRE_LONG] = "##", [PARAM_TRIM_SUF] = "%",
		[PARAM_TRIM_SUF_LONG] = "%%", [PARAM_REPL] = "/",
		[PARAM_REPL_ALL] = "//", [PARAM_REPL_PRE] = "/#",
		[PARAM_REPL_SUF] = "/%", [PARAM_UPPER] = "^",
		[PARAM_UPPER_ALL] = "^^", [PARAM_LOWER] = ",",
		[PARAM_LOWER_ALL] = ",,", [PARAM_TOGGLE] = "~",
		[PARAM_TOGGLE_ALL] = "~~", [PARAM_TRANSFORM] = "@",
		[PARAM_PREFIX] = "", [PARAM_KEYS] = "", [PARAM_BAD] = ""
	};

	return text[p->op];
}

static enum lex_ctx
arg_ctx(const struct param *p, enum lex_ctx ctx)
{
	switch (p->op) {
	case PARAM_DEFAULT:
	case PARAM_ASSIGN:
	case PARAM_ERROR:
	case PARAM_ALT:
	case PARAM_BAD:
		return ctx == CTX_WORD ? CTX_WORD : CTX_DQPARAM;
	case PARAM_SUBSTR:
		return CTX_ARITH;
	default:
		return CTX_WORD;
	}
}

static void
param_print(struct printer *pr, const struct param *p, enum lex_ctx ctx)
{
	struct buf *out = pr->out;
	bool source = pr->source;

	/* What made it a bad one may be a comment in a nested text. */
	pr->source |= p->op == PARAM_BAD;
	buf_str(out, p->braced ? "${" : "$");
	if (p->length)
		buf_char(out, '#');
	if (p->indirect)
		buf_char(out, '!');
	buf_add(out, p->name, p->namelen);
	if (p->subscript != NULL) {
		buf_char(out, '[');
		printer_word(pr, p->subscript, CTX_ARITH);
		buf_char(out, ']');
	}
	if (p->colon)
		buf_char(out, ':');
	buf_str(out, op_text(p));
	if (p->transform != '\0')
		buf_char(out, p->transform);
	if (p->arg != NULL)
		printer_word(pr, p->arg, arg_ctx(p, ctx));
	if (p->arg2 != NULL) {
		buf_char(out, p->op == PARAM_SUBSTR ? ':' : '/');
		printer_word(pr, p->arg2, arg_ctx(p, ctx));
	}
	if (p->braced)
		buf_char(out, '}');
	pr->source = source;
}

static void part_print(struct printer *pr, const struct part *p,
    enum lex_ctx ctx);

/*
 * '..' whose expansions are live. With a ' in it, which can only have come
 * from a $'..', it must be one again.
 */
static void
single_print(struct printer *pr, const struct part *p)
{
	struct buf inner = { 0 }, *out = pr->out;
	const struct part *in;

	pr->out = &inner;
	for (in = p->parts; in != NULL; in = in->next) {
		if (in->kind == PART_LIT)
			buf_add(&inner, in->text, in->len);
		else
			part_print(pr, in, CTX_HERE);
	}
	pr->out = out;
	out->failed |= inner.failed;
	if (inner.len > 0 && memchr(inner.data, '\'', inner.len) != NULL) {
		ansi_print(out, inner.data, inner.len);
	} else {
		buf_char(out, '\'');
		buf_add(out, inner.data, inner.len);
		buf_char(out, '\'');
	}
	buf_free(&inner);
}

static void
dq_print(struct printer *pr, const struct part *p)
{
	if (p->style == STYLE_SINGLE) {
		single_print(pr, p);
		return;
	}
	buf_str(pr->out, p->style == STYLE_LOCALE ? "$\"" : "\"");
	printer_parts(pr, p->parts, CTX_DQ);
	buf_char(pr->out, '"');
}

static void
arith_print(struct buf *out, const struct part *p)
{
	buf_str(out, p->style == STYLE_BRACKET ? "$[" : "$((");
	buf_add(out, p->text, p->len);
	buf_str(out, p->style == STYLE_BRACKET ? "]" : "))");
}

static void
part_print(struct printer *pr, const struct part *p, enum lex_ctx ctx)
{
	switch (p->kind) {
	case PART_LIT:
		plain_print(pr->out, p);
		break;
	case PART_QUOTED:
		quoted_print(pr->out, p);
		break;
	case PART_DQ:
		dq_print(pr, p);
		break;
	case PART_PARAM:
		param_print(pr, p->param, ctx);
		break;
	case PART_ARITH:
		arith_print(pr->out, p);
		break;
	case PART_CMDSUB:
	case PART_PROCSUB:
		cmdsub_print(pr, p);
		break;
	}
}

void
printer_parts(struct printer *pr, const struct part *p, enum lex_ctx ctx)
{
	bool kept = false;

	for (; p != NULL; p = p->next)
		if (p->kind == PART_LIT && ctx != CTX_WORD)
			lit_print(pr->out, p, ctx, &kept);
		else
			part_print(pr, p, ctx);
}

void
printer_word(struct printer *pr, const struct word *w, enum lex_ctx ctx)
{
	printer_parts(pr, w->parts, ctx);
}

void
printer_words(struct printer *pr, const struct word *w, const char *sep)
{
	for (; w != NULL; w = w->next) {
		printer_word(pr, w, CTX_WORD);
		if (w->next != NULL)
			buf_str(pr->out, sep);
	}
}
