/* SPDX-License-Identifier: ISC */
#ifndef SYNTAX_LEX_H
#define SYNTAX_LEX_H

#include <setjmp.h>

#include "syntax/parse.h"

/*
 * Private to src/syntax: the reader under the grammar. There is no token
 * stream: bash decides what a byte means by where it stands, so each grammar
 * rule looks at the next bytes itself. A rule that fails leaves through one
 * longjmp to parse_text(); nothing here owns heap memory.
 */

enum { LEX_EOF = -1 };

enum {
	LEX_MAX_PARTS = 4 * PARSE_MAX_WORDS,
	LEX_MAX_ELIF = 1024,
	LEX_MAX_REPRINT = PARSE_MAX_TEXT	/* bytes, in all */
};

/* A heredoc whose body follows the next newline. */
struct heredoc {
	struct heredoc *next;
	struct redir *redir;
	const char *delim;
	size_t len;
};

/* What the whole parse shares, nested texts included. */
struct lex_shared {
	struct arena *a;
	struct parse_opts opts;
	struct parse_result *out;
	jmp_buf jump;
	unsigned depth, words, parts;
	unsigned blind;		/* case commands, heredocs and comments so far
				   that a count of brackets stumbles over */
	unsigned hashes;	/* of these each # in arithmetic */
	bool locale;		/* the $'..' at hand has a \u above 0x7f */
	unsigned flat;		/* readings of pairs_check() around here */
	unsigned pushed;	/* inside `((` that was no arithmetic */
	unsigned twice;		/* inside `$((` that was no arithmetic */
	size_t reprinted;	/* bytes read again as bash prints them */
	unsigned subscripts;	/* readings of <( ) in one around here */
	unsigned subs;		/* substitutions and arithmetic around here */
	unsigned groups;	/* a pattern's ( ) around here */
	bool plain_braces;	/* `${ a; }` is a bad parameter: bash 5.2 */
	bool funsubs;		/* there was one */
	uint64_t ends;		/* sums up where each of them ended */
	const char *instead;	/* for now any failure says this, or NULL */
	char *lit;		/* bytes of the literal being collected */
	size_t litlen, litroom;
	struct node *first, **tail;	/* the complete commands so far */
};

struct parser {
	struct lex_shared *sh;
	const char *s;		/* the text, without NUL bytes */
	size_t n, pos;		/* n: where reading ends for now */
	size_t size;		/* of all of s */
	const uint32_t *map;	/* offset of s[i] in what spans refer to; NULL
				   when it is i */
	struct parser *outer;	/* where a backtick text was cut from */
	size_t outer_at;
	unsigned char *failed;	/* bitmap of positions where the first reading
				   (arithmetic, assignment) did not fit */
	unsigned char *paired;	/* bitmap of what pairs_check() has passed */
	struct heredoc *pending, **pending_tail;	/* still without body */
	struct reprint {
		bool on;	/* in the text of $( ) that bash 5.2 prints
				   again from its tree, and runs that */
		bool lines;	/* in a function: a newline for each ; */
		bool due;	/* a heredoc has its body yet to come */
		bool again;	/* bash runs other commands than these */
		unsigned lists;	/* around here */
		unsigned lost;	/* so many of the next ; may be lost */
	} reprint;
	bool cut;		/* n is not the end of the text */
	bool kw_ok;		/* a reserved word may stand here */
	bool coproc;		/* `coproc' stands before this command */
	bool plain_words;	/* `$(time' does, see time_word() */
	bool in_sub;		/* inside $( ): ends a heredoc early */
	bool subscript;		/* directly in name[..] or ${x:..} */
	bool raw;		/* in a heredoc body or a string at run time,
				   which bash does not print again before it
				   runs what is in it */
	bool extglob;
	bool regex;		/* the right side of =~ */
	bool pattern;		/* in a pattern's ( ), of which bash counts the
				   parentheses and prints nothing again */
	size_t word_at;		/* behind this byte `time' is a word: right
				   behind $( bash reads it so; 0 for none */
	bool funsub;		/* inside ${ ..; }: a } ends it, glued or not */
	struct dquotes {
		bool here;	/* in "..", and in no $( ) in it */
		bool around;	/* in a $( ) that stands so, or in one there
				   that bash has not read as commands yet */
		bool pair;	/* in ${ }, arithmetic or a pattern's ( ), of
				   which bash first finds the end */
		bool group;	/* in a pattern's ( ) */
		bool bare;	/* there it leaves off the quotes of $'..' */
	} dquotes;
};

enum lex_ctx {
	CTX_WORD,		/* unquoted */
	CTX_DQ,			/* directly inside "..": \" is an escape */
	CTX_DQPARAM,		/* operand of "${x-..}" */
	CTX_HERE,		/* heredoc body, prompt string */
	CTX_ARITH		/* arithmetic and subscripts */
};

/* A word under construction. */
struct lex_word {
	struct part *first, **tail;
	bool open;		/* a literal is being collected */
	size_t from, to;
};

enum lex_kw {
	KW_NONE, KW_BANG, KW_CASE, KW_COND, KW_COPROC, KW_DO, KW_DONE,
	KW_ELIF, KW_ELSE, KW_ESAC, KW_FI, KW_FOR, KW_FUNCTION, KW_IF, KW_IN,
	KW_LBRACE, KW_RBRACE, KW_SELECT, KW_THEN, KW_TIME, KW_UNTIL, KW_WHILE
};

/* --- lex.c: bytes, blanks, reserved words, failures ---------------------- */

/* The next byte, or LEX_EOF; steps over backslash-newline first. */
static inline int
lex_cur(struct parser *p)
{
	while (p->pos + 1 < p->n && p->s[p->pos] == '\\' &&
	    p->s[p->pos + 1] == '\n')
		p->pos += 2;
	return p->pos < p->n ? (unsigned char)p->s[p->pos] : LEX_EOF;
}

/* The byte `k` after the next one, without moving. */
int lex_look(struct parser *p, unsigned k);

/* Step over `k` bytes (and backslash-newlines among them). */
void lex_skip(struct parser *p, unsigned k);

/* Does the text go on with the bytes of `lit`? Does not move. */
bool lex_at(struct parser *p, const char *lit);

/* Is `c` a byte that ends an unquoted word? EOF is. */
bool lex_meta(int c);
bool lex_name_start(int c);
bool lex_name_char(int c);

/* Blanks and a comment before a token. */
void lex_blanks(struct parser *p);

/* Blanks, comments and newlines; reads the heredocs each newline starts. */
void lex_newlines(struct parser *p);

/* The reserved word at the position, without moving. */
enum lex_kw lex_keyword(struct parser *p);

/* Is the whole next word `lit`? Does not move. */
bool lex_word_is(struct parser *p, const char *lit);

/* Step over the reserved word `kw` if it stands next and may stand here. */
bool lex_accept(struct parser *p, enum lex_kw kw);
void lex_expect(struct parser *p, enum lex_kw kw);
const char *lex_kw_text(enum lex_kw kw);

struct span lex_span(const struct parser *p, size_t from, size_t to);

_Noreturn void lex_fail(struct parser *p, enum parse_status st, size_t pos,
    const char *message);

/*
 * The next token cannot stand here. At the end of the text this is
 * PARSE_INCOMPLETE when a newline could have stood here, too.
 */
_Noreturn void lex_unexpected(struct parser *p, bool newline_ok);

/*
 * In $( ): bash 5.2 prints what is at `pos` so that it reads otherwise; note
 * it, or fail with `message` where the text at hand cannot be printed.
 */
void lex_again(struct parser *p, size_t pos, const char *message);

/* Count one level of nesting; lex_leave() undoes it. */
void lex_enter(struct parser *p);
void lex_leave(struct parser *p);

/* Note that the `${ ` at `from` ended here; see parse.c. */
void lex_brace_end(struct parser *p, size_t from);

bool lex_failed(const struct parser *p, size_t pos);
void lex_set_failed(struct parser *p, size_t pos);

void *lex_alloc(struct parser *p, size_t n);

/* --- heredoc.c ----------------------------------------------------------- */
/* Queue the heredoc `r` whose delimiter word is the source from..to. */
void heredoc_push(struct parser *p, struct redir *r, size_t from, size_t to);

/* Behind a newline: read the bodies of all that are queued. */
void heredoc_read(struct parser *p);

/* --- nested.c: texts inside a text --------------------------------------- */
/* What a nested text must find fresh and leave as it was. */
struct saved {
	struct heredoc *pending, **pending_tail;
	struct reprint reprint;
	struct dquotes dquotes;
	bool kw_ok, in_sub, subscript, raw, extglob, regex, funsub, pattern;
};
struct saved nested_save(struct parser *p);
void nested_restore(struct parser *p, struct saved s);

/* Behind `$(` or `<(`: commands and their `)`. */
void nested_paren(struct parser *p, struct part *part, size_t from);

/*
 * The commands of a text that bash has made of what starts at `from`, with
 * spans into it. It must live as long as they.
 */
struct node *nested_text(struct parser *p, const char *text, size_t len,
    size_t from);

/* Fail when a heredoc of the nested text has no body in it. */
void nested_heredocs(struct parser *p);

/* --- wordbuild.c: parts of a word from bytes -------------------------- */
void wb_init(struct lex_word *w);
void wb_lit(struct parser *p, struct lex_word *w, const char *s, size_t n,
    size_t from, size_t to);
/* Take the byte at the position as literal. */
void wb_char(struct parser *p, struct lex_word *w);
void wb_flush(struct parser *p, struct lex_word *w);
struct part *wb_part(struct parser *p, struct lex_word *w,
    enum part_kind kind, enum part_style style, size_t from);
/* Make the bytes collected since the last flush a QUOTED part. */
struct part *wb_quoted(struct parser *p, struct lex_word *w,
    enum part_style style, size_t from);
struct word *wb_done(struct parser *p, struct lex_word *w, size_t from);

/* --- word.c -------------------------------------------------------------- */
/* One unquoted word, NULL when none starts here. */
struct word *word_read(struct parser *p);

/*
 * As word_read(), but what follows `name[`, or `[` in an element of an array,
 * belongs to the word up to the matching `]`, blanks and all: so bash reads
 * the first word of a command and the elements of an array.
 */
struct word *word_bracket(struct parser *p, bool elem);

/* At `open`: literal bytes and expansions up to the matching `close`. */
void word_group(struct parser *p, struct lex_word *w, int open, int close);

/* A quote, escape, expansion or <( at the position; false when none is. */
bool word_unquoted(struct parser *p, struct lex_word *w);

/* The same inside double quotes of kind `ctx`. */
bool word_quoted(struct parser *p, struct lex_word *w, enum lex_ctx ctx);

/* '..' whose expansions bash performs all the same, see STYLE_SINGLE. */
void word_single_live(struct parser *p, struct lex_word *w);

/* $'..' in a subscript: bash makes '..' of it before it looks inside. */
void word_ansi_live(struct parser *p, struct lex_word *w);

/* At $': decoded; in p->dquotes.bare it must hold no code. */
void word_ansi(struct parser *p, struct lex_word *w);

/* The text of `w` when it is one unquoted literal, else NULL. */
const char *word_literal(const struct word *w);

/* The text of source bytes from..to without backslash-newlines. */
const char *word_raw(struct parser *p, size_t from, size_t to, size_t *len);

/* All of the text as the inside of a heredoc. */
struct word *word_heredoc(struct parser *p);

/* --- ansi.c: the inside of $'..' at the position, up to its quote -------- */
void ansi_read(struct parser *p, struct lex_word *w, size_t from);

/* --- param.c, subst.c ---------------------------------------------------- */
/* At `$`: the expansion, or a literal dollar. */
void subst_dollar(struct parser *p, struct lex_word *w, enum lex_ctx ctx);
void subst_backtick(struct parser *p, struct lex_word *w, enum lex_ctx ctx);
void subst_process(struct parser *p, struct lex_word *w);

/*
 * In a subscript or an offset: is <( or >( next, which hides brackets from
 * bash? Each second < or > in a row, as that of a shift, does not count.
 */
bool subst_hides(struct parser *p);

/* At <( or >( in a subscript or an offset: it is no such thing there. */
void subst_subscript(struct parser *p, struct lex_word *w, bool offset);

void param_braced(struct parser *p, struct lex_word *w, enum lex_ctx ctx);

/*
 * At `[`: a subscript with its brackets; the word holds the inside. NULL when
 * a byte of `stops` comes first: inside ${ } bash looks for the } alone.
 */
struct word *param_subscript(struct parser *p, const char *stops);

/* --- arith.c ------------------------------------------------------------- */
/*
 * Arithmetic up to the byte that closes it at nesting 0: an unmatched `)` or
 * `]`, or a byte of `stops` at any nesting. Stands at that byte afterwards.
 * `nest` counts open parentheses and lives through several calls.
 */
struct word *subst_arith(struct parser *p, int close, const char *stops,
    unsigned *nest);

/* At `$((`; false (and not moved) when it is no arithmetic. */
bool arith_dollar(struct parser *p, struct lex_word *w);
/* At `$[`. */
void arith_bracket(struct parser *p, struct lex_word *w);

/* --- pairs.c: where bash ends arithmetic by counting --------------------- */
/*
 * Arithmetic from `from` to the `close` at p->pos: fails unless bash ends it
 * there, too, when it reads the line.
 */
void pairs_check(struct parser *p, size_t from, int close);

/*
 * Behind the (( of a command, with p->pos at the `)` that closes one of them:
 * is it arithmetic? Fails unless bash says the same.
 */
bool pairs_dparen(struct parser *p, size_t from);

/* Are the parentheses of this text paired, other than in quotes? */
bool pairs_paired(const char *s, size_t n);

/* Where bash finds the ) for what starts at `from`; p->n when nowhere. */
size_t pairs_end(struct parser *p, size_t from);

/* The same for the ( ) of a pattern that starts at `from`. */
void pairs_pattern(struct parser *p, size_t from);

/* The same for $( ) or <( ) with the commands from `start` to p->pos. */
void pairs_sub_check(struct parser *p, size_t start);

/*
 * At $' in arithmetic: true when word_ansi_live() reads it as bash does,
 * false when it is a dollar and a quote, for us and for bash.
 */
bool pairs_ansi(struct parser *p, int close);

/* --- assign.c ------------------------------------------------------------ */
/* name=.., name+=.., name[..]=..; NULL (and not moved) when none is here. */
struct assign *assign_read(struct parser *p);

/* name=( .. ) among the arguments of declare; NULL when none is here. */
struct assign *assign_array_arg(struct parser *p);

/* --- redir.c, cond.c, simple.c, compound.c, list.c ----------------------- */
struct redir *redir_read(struct parser *p);	/* NULL when none is here */
struct redir **redir_all(struct parser *p, struct redir **tail);
struct cond *cond_read(struct parser *p);
struct node *node_new(struct parser *p, enum node_kind kind);
struct node *simple_read(struct parser *p);
struct node *compound_read(struct parser *p);	/* NULL when none is here */
struct node *compound_body(struct parser *p);	/* the same, no function */
struct node *function_read(struct parser *p, const char *name, size_t from,
    bool keyword);
struct node *command_read(struct parser *p);
/* Commands up to a closing token; NULL only when `empty_ok`. */
struct node *list_read(struct parser *p, bool empty_ok);
/* One complete command and its newline. */
void list_unit(struct parser *p);

#endif
