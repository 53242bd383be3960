/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_EXPAND_H
#define ANALYSE_EXPAND_H

#include "analyse/expand_text.h"
#include "analyse/walk_state.h"

/*
 * Symbolic word expansion in bash's order: braces, tilde, parameters and
 * substitutions, splitting, patterns. Substitutions are walked on the way, so
 * expanding a word adds the effects of what stands in it; a word must
 * therefore be expanded once.
 */
struct fields {
	struct value **v;
	unsigned n, cap;
};

void fields_add(struct walk *w, struct fields *f, struct value *v);

/* All expansions: the words of a command. */
void expand_words(struct walk *w, const struct word *list, struct fields *out);
void expand_word(struct walk *w, const struct word *word, struct fields *out);

/* name=value given to declare and its kin: braces, but no splitting. */
void expand_declared(struct walk *w, const struct word *word,
    struct fields *out);

/*
 * The names that pattern v stands for in the file system now, added to `out`;
 * returns how many. 0 when there is none, too many, or nobody may look.
 */
unsigned expand_glob(struct walk *w, const struct value *v,
    struct fields *out);

/* One value without splitting: an assignment, a case word, a redirection. */
struct value *expand_value(struct walk *w, const struct word *word);

/* As a pattern: quoted bytes have a backslash, see pattern.h. */
struct value *expand_pattern(struct walk *w, const struct word *word);

/* Parts as inside double quotes. */
struct value *expand_parts(struct walk *w, const struct part *parts);

/* Text that bash expands as in double quotes (${x@P}, PS4, subscripts). */
struct value *expand_text(struct walk *w, const char *s, size_t n);

/*
 * The character set in which bash reads the text: that of LC_ALL, LC_CTYPE or
 * LANG in the environment. OTHER when the line may have changed one of them,
 * or when it is neither ASCII nor UTF-8.
 */
enum text_locale expand_locale(struct walk *w);

/* The same for escapes in s: asked only where one of them is \u. */
enum text_locale expand_locale_of(struct walk *w, const char *s, size_t n);

/* "$x" or ${..}: what it stands for. */
struct param_result {
	struct value *v;	/* scalar; NULL for a list */
	struct value **list;	/* "$@" "${a[@]}" */
	unsigned n;
	bool open;		/* the list has more that is not known */
	bool maybe;		/* or the list is empty */
	bool star;		/* $* ${a[*]}: joined when quoted */
};
void expand_param(struct walk *w, const struct param *p, bool quoted,
    struct param_result *out);

/* Is v, of parameter p, unset or, where p has a colon, empty? */
enum expand_null { NULL_NOT, NULL_MAYBE, NULL_SURE };
enum expand_null expand_null(struct walk *w, const struct param *p,
    const struct value *v);

/* Is there a quoted part in it? Something that may be several words, "$@"? */
bool expand_has_quotes(const struct word *word);
bool expand_has_list(const struct word *word);

/* What p stands for without its operator. */
void expand_plain(struct walk *w, const struct param *p,
    struct param_result *out);

/* The result of applying p's operator to v. */
struct value *expand_operator(struct walk *w, const struct param *p,
    struct value *v, bool quoted);

/* The operators with a pattern: # ## % %% / // /# /%. */
struct value *expand_edit(struct walk *w, const struct param *p,
    struct value *v);

/* Words of a brace expansion, each a list of parts; at least one. */
struct brace_word {
	struct brace_word *next;
	struct part *parts;
};
struct brace_word *expand_braces(struct walk *w, struct part *parts);

/*
 * Braces are expanded before variables: $x{1,2} is $x1 $x2. Letters that came
 * to stand behind a name belong to it.
 */
const struct part *expand_longer_names(struct walk *w,
    const struct part *parts);

/* $(..) and friends: the output. <(..): a path. */
struct value *expand_command(struct walk *w, const struct part *p);
struct value *expand_procsub(struct walk *w, const struct part *p);
struct value *expand_arith_part(struct walk *w, const struct part *p);

/*
 * Evaluate arithmetic text. Assignments in it take effect, substitutions in
 * subscripts are walked. Returns true and the number when it is known.
 */
bool expand_arith(struct walk *w, const char *s, size_t n, long long *out);

/* Arithmetic as a value: the digits, or an unknown number. */
struct value *expand_arith_value(struct walk *w, const struct value *text);

/* v split at IFS into out, as an unquoted expansion would be. */
void expand_split(struct walk *w, const struct value *v, struct fields *out);

/* The tilde at the start of `s`: what it becomes, or NULL; *used is how long it
 * was. */
struct value *expand_tilde(struct walk *w, const char *s, size_t n,
    size_t *used);

/* The home of `user` from /etc/passwd, or NULL. */
char *expand_home(struct walk *w, const char *user, size_t n);

/* Constants by alternative: what `fn` makes of each exact text of v. */
struct value *expand_map(struct walk *w, const struct value *v,
    struct value *(*fn)(struct walk *w, const char *s, size_t n, void *ctx),
    void *ctx);

#endif
