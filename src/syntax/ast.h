/* SPDX-License-Identifier: ISC */
#ifndef SYNTAX_AST_H
#define SYNTAX_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The tree of a bash program. Everything lives in the arena given to the
 * parser; spans are byte offsets into the text that was parsed. A word stays
 * a list of parts until it is matched, so that a later stage can say
 * "literal", "one of these" or "unknown" for each of them.
 */
struct span {
	uint32_t off;
	uint32_t len;
};

struct node;
struct param;
struct word;

enum part_kind {
	PART_LIT,	/* unquoted: brace, tilde, glob, extglob live in it */
	PART_QUOTED,	/* '..', $'..' or \x: text is decoded and inert */
	PART_DQ,	/* "..", $"..": parts */
	PART_PARAM,	/* $x ${..}: param */
	PART_CMDSUB,	/* $(..) `..` ${ ..;} ${|..;}: body */
	PART_ARITH,	/* $((..)) $[..]: parts, as inside double quotes */
	PART_PROCSUB	/* <(..) >(..): body */
};

enum part_style {
	STYLE_PLAIN,
	STYLE_SINGLE,	/* '..'; also of a DQ in arithmetic and subscripts,
			   where bash performs the expansions inside single
			   quotes; no backslash is special in it */
	STYLE_ANSI,	/* $'..' */
	STYLE_ESCAPE,	/* \x */
	STYLE_LOCALE,	/* $".." */
	STYLE_BACKTICK,	/* `..`; body spans are relative to `text` */
	STYLE_FUNSUB,	/* ${ ..; } of bash 5.3 */
	STYLE_VALSUB,	/* ${| ..; } of bash 5.3 */
	STYLE_READ,	/* <(..) */
	STYLE_WRITE,	/* >(..) */
	STYLE_BRACKET	/* $[..] */
};

struct part {
	struct part *next;
	enum part_kind kind;
	enum part_style style;
	struct span span;	/* with the quotes or the $( ) */
	const char *text;	/* LIT, QUOTED: decoded bytes; ARITH: the raw
				   expression; CMDSUB, PROCSUB: the text of the
				   body (un-backslashed for backticks), which
				   is not NUL terminated. Never NULL. */
	size_t len;
	bool locale;		/* from a \u above 0x7f in $'..', which another
				   locale reads in another way */
	bool bare;		/* QUOTED: a $'..' whose quotes bash 5.2 leaves
				   off, so that it is split and matched, as in
				   "$(a ${x-$' '})" */
	struct part *parts;	/* DQ, ARITH */
	struct param *param;	/* PARAM */
	struct node *body;	/* CMDSUB, PROCSUB; NULL when empty. ARITH: the
				   commands that another count of parentheses
				   makes of it (arith.c), else NULL */
	struct node *other;	/* $( ) and <( ) that bash 5.2 runs otherwise
				   than it stands there (reprint.h): what was
				   read, while `text` is what bash prints and
				   `body`, with spans into it, what it runs.
				   Another bash may run this, the output is
				   not known. Else NULL. */
	const char *source;	/* $( ) and <( ) that bash 5.2 may print
				   otherwise: the text as read. ARITH that has
				   a body: what its spans refer to. Else NULL */
	size_t sourcelen;
	bool commands;		/* ARITH: bash 5.2 runs the body, not this */
};

struct word {
	struct word *next;
	struct span span;
	struct part *parts;	/* NULL only for an empty heredoc body */
};

enum param_op {
	PARAM_PLAIN,
	PARAM_DEFAULT,		/* - and :- (colon is a flag below) */
	PARAM_ASSIGN,		/* = */
	PARAM_ERROR,		/* ? */
	PARAM_ALT,		/* + */
	PARAM_SUBSTR,		/* ${x:off:len}: arg, arg2 are arithmetic */
	PARAM_TRIM_PRE,		/* # */
	PARAM_TRIM_PRE_LONG,	/* ## */
	PARAM_TRIM_SUF,		/* % */
	PARAM_TRIM_SUF_LONG,	/* %% */
	PARAM_REPL,		/* / : arg pattern, arg2 replacement or NULL */
	PARAM_REPL_ALL,		/* // */
	PARAM_REPL_PRE,		/* /# */
	PARAM_REPL_SUF,		/* /% */
	PARAM_UPPER,		/* ^ */
	PARAM_UPPER_ALL,	/* ^^ */
	PARAM_LOWER,		/* , */
	PARAM_LOWER_ALL,	/* ,, */
	PARAM_TOGGLE,		/* ~ */
	PARAM_TOGGLE_ALL,	/* ~~ */
	PARAM_TRANSFORM,	/* @X: the letter in `transform` */
	PARAM_PREFIX,		/* ${!x*} ${!x@}: names, style in transform */
	PARAM_KEYS,		/* ${!x[@]} ${!x[*]} */
	PARAM_BAD		/* bash fails when it gets there; arg holds what
				   stands between the braces */
};

struct param {
	const char *name;	/* "x", "1", "@", "*", "#", "?", "-", "$", "!" */
	size_t namelen;
	bool braced;
	bool length;		/* ${#x} */
	bool indirect;		/* ${!x} */
	bool colon;		/* :- := :? :+ */
	char transform;
	enum param_op op;
	struct word *subscript;	/* NULL when none; parts as in quotes */
	struct word *arg;
	struct word *arg2;
};

enum redir_op {
	REDIR_IN,		/* < */
	REDIR_OUT,		/* > */
	REDIR_CLOBBER,		/* >| */
	REDIR_APPEND,		/* >> */
	REDIR_RDWR,		/* <> */
	REDIR_DUP_IN,		/* <& */
	REDIR_DUP_OUT,		/* >& with a number or -; also >&word */
	REDIR_BOTH,		/* &> */
	REDIR_BOTH_APPEND,	/* &>> */
	REDIR_HEREDOC,		/* << */
	REDIR_HEREDOC_TAB,	/* <<- */
	REDIR_HERESTR		/* <<< */
};

struct redir {
	struct redir *next;
	enum redir_op op;
	struct span span;	/* operator and word, without a heredoc body */
	int fd;			/* given number, else -1 */
	const char *fdvar;	/* name in {name}>, else NULL */
	struct word *target;	/* heredoc: the delimiter word */
	const char *delim;	/* heredoc: the line that ends it, else NULL */
	struct word *body;	/* heredoc: parts as in double quotes, or one
				   PART_QUOTED when the delimiter was quoted */
	bool quoted;		/* heredoc delimiter had quoting */
	bool open;		/* heredoc: the text ended before its body; a
				   line behind it must not become one of it */
	struct span body_span;
};

struct assign {
	struct assign *next;
	struct span span;
	const char *name;	/* NUL terminated */
	bool append;		/* += */
	bool array;		/* x=( .. ): elems */
	struct word *subscript;	/* x[..]=, else NULL */
	struct word *value;	/* NULL for x= and for arrays */
	struct assign *elems;	/* array elements: name NULL, subscript for
				   [k]=v, value */
};

enum node_kind {
	NODE_SIMPLE,
	NODE_PIPELINE,		/* ! time a | b */
	NODE_LIST,		/* items joined by ; & && || newline */
	NODE_SUBSHELL,
	NODE_GROUP,
	NODE_IF,
	NODE_WHILE,
	NODE_UNTIL,
	NODE_FOR,
	NODE_SELECT,
	NODE_ARITH_FOR,
	NODE_CASE,
	NODE_FUNCTION,
	NODE_COND,		/* [[ ]] */
	NODE_ARITH,		/* (( )) */
	NODE_COPROC
};

enum list_op {
	LIST_END,		/* last item, or ; or newline after it */
	LIST_BG,		/* & */
	LIST_AND,		/* && */
	LIST_OR			/* || */
};

enum case_end { CASE_BREAK, CASE_FALL, CASE_TEST };	/* ;; ;& ;;& */

struct case_item {
	struct case_item *next;
	struct word *patterns;
	struct node *body;	/* NULL when empty */
	enum case_end end;
};

/* Node of [[ ]]: an operator with one or two words, or and/or/not. */
struct cond {
	const char *op;		/* "-f", "==", "=~", "&&", "||", "!", "" (a
				   lone word), "(" (group) */
	struct cond *left, *right;	/* && || ! ( */
	struct word *a, *b;	/* unary: b; binary: a, b; lone word: a */
};

struct node {
	enum node_kind kind;
	struct span span;
	struct node *next;	/* sibling in a pipeline or a list */
	struct redir *redirs;	/* in order; of simple and compound commands */
	enum list_op after;	/* in a list: the operator that follows */
	bool newline;		/* in a list: a newline, no ; ends it */
	bool pipe_both;		/* in a pipeline: |& follows */

	struct assign *assigns;	/* SIMPLE: prefix assignments. The arguments of
				   declare, export, local, readonly, typeset
				   stay words; `x=(..)` there too: see decl */
	struct word *words;	/* SIMPLE; FOR, SELECT: the list */
	struct assign *decl;	/* SIMPLE: array assignments among the words
				   (declare -a x=(..)), in order. At the place
				   of each, `words` has a word `x=` or `x+=`
				   with the same span */
	struct node *body;	/* PIPELINE, LIST: first child; SUBSHELL,
				   GROUP, loops, FUNCTION, COPROC: the body; IF:
				   the then part */
	struct node *cond;	/* IF, WHILE, UNTIL: the condition list */
	struct node *orelse;	/* IF: else part; an elif is a nested IF */
	const char *name;	/* FOR, SELECT, FUNCTION, COPROC (or NULL) */
	bool has_in;		/* FOR, SELECT: `in` was given */
	bool bang, timed, time_posix;	/* PIPELINE */
	struct word *arith[3];	/* ARITH_FOR; [0] for ARITH. Parts as in
				   double quotes, NULL when empty */
	struct word *subject;	/* CASE */
	struct case_item *items;
	struct cond *test;	/* COND */
};

#endif
