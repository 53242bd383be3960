/* SPDX-License-Identifier: ISC */
/* Folding of examples, for counting; see fold.h. */
#include "fold.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/glob.h"
#include "policy/match_cache.h"

/* Does the literal word stand in a signature or a pattern of the rule? */
static bool
in_text(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *s = text; (s = strstr(s, word)) != NULL; s++)
		if ((s == text || strchr(" =*", s[-1]) != NULL) &&
		    strchr(" =*", s[n]) != NULL)
			return true;
	return false;
}

static bool
like_any(const char *const *list, const char *word)
{
	for (; list != NULL && *list != NULL; list++)
		if (glob_match(*list, word, strlen(word), GLOB_FOLD))
			return true;
	return false;
}

static bool
in_predicate(const struct predicate *p, const char *word)
{
	if (strlen(word) < 2)
		return false;
	for (const char *const *s = p->sig; s != NULL && *s != NULL; s++)
		if (in_text(*s, word))
			return true;
	return like_any(p->operand_like, word) || like_any(p->sub, word) ||
	    like_any(p->argv_like, word) ||
	    (p->regex != NULL && strlen(word) > 2 &&
	    strstr(p->regex, word) != NULL);
}

static bool
names_word(const struct rule *r, const char *word)
{
	for (const struct predicate *const *p = r->match; *p != NULL; p++)
		if (in_predicate(*p, word))
			return true;
	for (const struct predicate *const *p = r->unless; *p != NULL; p++)
		if (in_predicate(*p, word))
			return true;
	return false;
}

static void
fold_value(const struct rule *r, enum operand_kind kind,
    const struct value *v, const char *canon, struct buf *b)
{
	const char *text = canon != NULL ? canon :
	    v != NULL ? value_text(v) : NULL;

	if (text != NULL && names_word(r, text))
		buf_str(b, text);
	else if (kind == OPERAND_RESOURCE && canon != NULL)
		buf_str(b, canon);
	else
		buf_printf(b, text == NULL ? "<?>" : "<%d>", (int)kind);
}

static int
by_name(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

static void
fold_options(struct arena *a, const struct rule *r, const struct norm *n,
    struct buf *b)
{
	const char **list = arena_array(a, n->noption + 1, sizeof *list);

	for (unsigned i = 0; i < n->noption; i++) {
		struct buf one = { 0 };

		buf_str(&one, n->option[i].name);
		if (n->option[i].value != NULL) {
			buf_char(&one, '=');
			fold_value(r, n->option[i].kind, n->option[i].value,
			    NULL, &one);
		}
		list[i] = arena_strdup(a, one.data);
		buf_free(&one);
	}
	qsort(list, n->noption, sizeof *list, by_name);
	for (unsigned i = 0; i < n->noption; i++)
		buf_printf(b, " %s", list[i]);
}

/* How many words behind the tool's name does one signature have? */
static unsigned
sig_words(const char *sig, const char *tool)
{
	size_t n = strlen(tool);
	unsigned words = 0;

	if (strncmp(sig, tool, n) != 0 || sig[n] != ' ')
		return 0;
	for (sig += n; *sig == ' ' && sig[1] != '-' && sig[1] != '\0';
	    sig += strcspn(sig, " ")) {
		words++;
		sig++;
	}
	return words;
}

/* In a grammar without sub-commands the words that stand where those of a
 * signature stand are sub-commands all the same: unison, juju, qm. */
static unsigned
verbs(const struct rule *r, const struct norm *n)
{
	unsigned most = 0;

	if (n->nsub > 0)
		return 0;
	for (const struct predicate *const *p = r->match; *p != NULL; p++) {
		const char *const *s = (*p)->sig;

		for (; s != NULL && *s != NULL; s++) {
			unsigned k = sig_words(*s, n->name);

			most = k > most ? k : most;
		}
	}
	return most;
}

static bool
is_verb(const char *s)
{
	return s != NULL && strspn(s, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_:") == strlen(s);
}

static void
fold_command(struct arena *a, const struct rule *r, const struct effect *e,
    struct buf *b)
{
	const struct norm *n = e->norm;
	unsigned nverb;

	for (struct value **v = e->env; v != NULL && *v != NULL; v++) {
		const char *t = value_text(*v);

		buf_printf(b, "%.*s= ", t != NULL ? (int)strcspn(t, "=") : 1,
		    t != NULL ? t : "?");
	}
	if (n == NULL || n->tool == NULL) {
		for (unsigned i = 0; i < e->argc; i++) {
			const char *t = value_text(e->argv[i]);

			if (i > 0)
				buf_char(b, ' ');
			if (t != NULL && (i == 0 || *t == '-' ||
			    names_word(r, t)))
				buf_str(b, t);
			else
				buf_str(b, "<word>");
		}
		return;
	}
	buf_str(b, n->name);
	for (unsigned i = 0; i < n->nsub; i++)
		buf_printf(b, " %s", n->sub[i]);
	if (n->unknown_sub && n->sub_at > 0)
		fold_value(r, OPERAND_NAME, e->argv[n->sub_at], NULL, b);
	fold_options(a, r, n, b);
	nverb = verbs(r, n);
	for (unsigned i = 0; i < n->noperand; i++) {
		buf_char(b, ' ');
		if (i < nverb && is_verb(n->operand[i].canon))
			buf_str(b, n->operand[i].canon);
		else
			fold_value(r, n->operand[i].kind,
			    n->operand[i].value, n->operand[i].canon, b);
	}
}

static const struct context world = { .project = "/home/user/project",
    .home = "/home/user",
    .scratch = (const char *const []){ "/tmp", "/var/tmp", NULL },
    .guard = (const char *const []){ "/etc/bashplate",
	"/home/user/.config/bashplate", NULL } };

/* The first place of the rule the path is in, else the first of those that
 * every rule knows. */
static const char *
place(struct arena *a, const struct rule *r, const struct effect *e,
    const char *path)
{
	static const char *const common[] = { "project-root", "project",
	    "scratch", "guard", "root", "system", "home", "device", "~/**",
	    NULL };
	struct question q = { .a = a, .e = e, .ctx = &world,
	    .cache = match_cache_new(a) };
	const struct predicate *const *p;
	const char *const *s;

	for (p = r->match; *p != NULL; p++)
		for (s = (*p)->path; s != NULL && *s != NULL; s++)
			if (place_has(&q, *s, path, false))
				return *s;
	for (s = common; *s != NULL; s++)
		if (place_has(&q, *s, path, false))
			return *s;
	return "elsewhere";
}

static void
fold_effect(struct arena *a, const struct rule *r, const struct effect *e,
    struct buf *b)
{
	static const char *const name[] = { "command", "read", "write",
	    "delete", "meta", "sql", "signal", "assign", "netshell",
	    "unknown" };

	buf_str(b, b->len > 0 ? "; " : "");
	if (e->kind == EFFECT_COMMAND) {
		fold_command(a, r, e, b);
		return;
	}
	buf_str(b, name[e->kind]);
	if (e->kind >= EFFECT_READ && e->kind <= EFFECT_META)
		buf_printf(b, " %s", e->abs != NULL && e->abs[0] != NULL ?
		    place(a, r, e, e->abs[0]) : "?");
	else if (e->kind == EFFECT_SQL)
		buf_printf(b, " %s %s %s %d", sql_verb_str(e->sql->verb),
		    e->sql->object != NULL ? e->sql->object : "",
		    e->sql->part != NULL ? e->sql->part : "",
		    e->sql->bounded);
	else if (e->kind == EFFECT_SIGNAL)
		buf_printf(b, " %d", e->whose);
	else if (e->kind == EFFECT_ASSIGN)
		buf_printf(b, " %s", e->name);
	else if (e->kind == EFFECT_UNKNOWN)
		buf_printf(b, " %d", e->unknown);
}

const char *
fold_example(struct arena *a, const struct rule *r, const struct effects *fx)
{
	struct buf b = { 0 };
	const char *out;

	for (const struct effect *e = fx->head; e != NULL; e = e->next)
		fold_effect(a, r, e, &b);
	out = arena_strdup(a, b.data != NULL ? b.data : "");
	buf_free(&b);
	return out;
}

static void
list(struct buf *b, char mark, const char *const *s)
{
	for (; s != NULL && *s != NULL; s++)
		buf_printf(b, "%c%s\n", mark, *s);
}

static void
fold_predicate(const struct predicate *p, struct buf *b)
{
	buf_printf(b, "(%x %d %d %llx %d %d %d %x %x %x %d %d %d\n",
	    p->kinds, p->unknown_path, p->recursive, p->operand,
	    p->operand_unknown, p->operand_none, p->operand_min, p->signals,
	    p->unknown, p->where, p->production, p->protected_ref,
	    p->regex_argv);
	list(b, 's', p->sig);
	list(b, 'p', p->path);
	list(b, 'o', p->outside);
	list(b, 'l', p->operand_like);
	list(b, '-', p->option);
	list(b, 'c', p->sub);
	list(b, 'a', p->argv_like);
	list(b, 'q', p->sql);
	list(b, 'e', p->env);
	list(b, 'i', p->idiom);
	buf_printf(b, "%s)", p->regex != NULL ? p->regex : "");
}

const char *
fold_rule(struct arena *a, const struct rule *r)
{
	struct buf b = { 0 };
	const char *out;

	for (const struct predicate *const *p = r->match; *p != NULL; p++)
		fold_predicate(*p, &b);
	buf_char(&b, '!');
	for (const struct predicate *const *p = r->unless; *p != NULL; p++)
		fold_predicate(*p, &b);
	out = arena_strdup(a, b.data);
	buf_free(&b);
	return out;
}

enum { WORDS_MAX = 256 };

struct words {
	const char *at[WORDS_MAX];
	size_t len[WORDS_MAX];
	unsigned n;
};

/* At blanks outside quotes and substitutions; enough for the lines here. */
static void
split(const char *s, struct words *w)
{
	w->n = 0;
	while (*s != '\0' && w->n < WORDS_MAX) {
		char quote = '\0';
		int depth = 0;

		s += strspn(s, " \n");
		w->at[w->n] = s;
		for (; *s != '\0' && (quote != '\0' || depth > 0 ||
		    (*s != ' ' && *s != '\n')); s++) {
			if (quote == '\0' && strchr("'\"`", *s) != NULL)
				quote = *s;
			else if (*s == quote)
				quote = '\0';
			else if (quote == '\0' && *s == '(')
				depth++;
			else if (quote == '\0' && *s == ')' && depth > 0)
				depth--;
		}
		w->len[w->n] = (size_t)(s - w->at[w->n]);
		if (w->len[w->n] > 0)
			w->n++;
	}
}

/* The first word that is no assignment: the program. */
static unsigned
program(const struct words *w)
{
	unsigned i = 0;

	while (i + 1 < w->n && memchr(w->at[i], '=', w->len[i]) != NULL &&
	    strchr("'\"-", w->at[i][0]) == NULL)
		i++;
	return i;
}

static bool
same(const struct words *x, unsigned i, const struct words *y, unsigned k)
{
	return x->len[i] == y->len[k] &&
	    memcmp(x->at[i], y->at[k], x->len[i]) == 0;
}

/* One element at most: a word, or an option and its value. */
static bool
element(const struct words *w, unsigned from, unsigned n)
{
	return n <= 1 || (n == 2 && w->at[from][0] == '-');
}

bool
fold_near(const char *x, const char *y)
{
	struct words a, b;
	unsigned head = 0, tail = 0;

	split(x, &a);
	split(y, &b);
	while (head < a.n && head < b.n && same(&a, head, &b, head))
		head++;
	while (tail < a.n - head && tail < b.n - head &&
	    same(&a, a.n - 1 - tail, &b, b.n - 1 - tail))
		tail++;
	return a.n > 0 && b.n > 0 && same(&a, program(&a), &b, program(&b)) &&
	    element(&a, head, a.n - head - tail) &&
	    element(&b, head, b.n - head - tail) &&
	    (a.n != b.n || a.n > head + tail);
}
