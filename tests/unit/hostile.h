/* SPDX-License-Identifier: ISC */
/*
 * Texts of a given size that are cheap to write and dear to read: what is in
 * `head` once, then `body` as often as it fits, then `tail`.
 */
#include "base/buf.h"

static const struct hostile {
	const char *name, *head, *body, *tail;
} hostile[] = {
	{ "nested $(", "", "$(", "" },
	{ "nested ((", "", "(", "" },
	{ "nested $((", "", "$((", "" },
	{ "open braces", "", "{ ", "" },
	{ "brace products", "a ", "{1..9}", "" },
	{ "nested braces", "a ", "{a,", "" },
	{ "backticks", "a ", "`a`", "" },
	{ "heredocs", "a ", "<<A ", "\n" },
	{ "almost delimiters", "a <<AAAA\n", "AAA\n", "" },
	{ "double quotes", "a ", "\"a\"", "" },
	{ "an open quote", "a '", "a", "" },
	{ "nested ${", "a ", "${a-", "" },
	{ "subscripts", "", "a[", "" },
	{ "subshells that look like arithmetic", "", "((a);", "" },
	{ "extended patterns", "shopt -s extglob\na ", "@(", "" },
	{ "words", "a", " a", "" },
	{ "commands", "", "a;", "" },
	{ "assignments", "", "a=$a;", "" },
	{ "pipes", "a", "|a", "" },
	{ "array elements", "a=(", "[1]=a ", ")" },
	{ "growing values", "a=aaaaaaaa;", "a=$a$a;", "" },
	{ "functions", "", "f(){ f;};f;", "" },
	{ "loops", "", "for a in 1 2;do a;", "" },
	{ "arithmetic", "((", "a+=1,", "1))" },
	{ "escapes", "a $'", "\\x41", "'" },
	{ "line continuations", "a", "\\\n", "" },
	{ "globs", "a ", "*?", "" },
	{ "eval", "", "eval ", "a" },
	{ "hashes in arithmetic", "a $((", "# ", "))" },
	{ "hashes on lines in arithmetic", "a $((", "# (\n", "))" },
	{ "substitutions that are printed", "", "a $(b <<A\nA\n)\n", "" },
	{ "nested ones", "", "a $(b <<A;", "" },
	{ "quotes in a heredoc in arithmetic", "a $((1+$(b <<'A'\n", "\"$(",
	    "\nA\n)))" },
	{ "arithmetic that is commands", "", "a $(($(case a in a) b;;esac)));",
	    "" },
};

enum { HOSTILE = sizeof hostile / sizeof hostile[0] };

/* Into `b`, about `size` bytes long. */
static inline void
hostile_text(const struct hostile *h, size_t size, struct buf *b)
{
	buf_reset(b);
	buf_str(b, h->head);
	while (b->len + strlen(h->body) + strlen(h->tail) < size)
		buf_str(b, h->body);
	buf_str(b, h->tail);
}
