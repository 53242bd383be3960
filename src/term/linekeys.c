/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "term/inner.h"
#include "term/lineedit_impl.h"

enum { NAMES_SHOWN = 200, SETTINGS_MAX = 64 * 1024, WORDS_MAX = 8 };

/* --- pastes ------------------------------------------------------------- */

/* An end mark, or a control character, inside a paste is not its author's. */
static bool
is_text(int c)
{
	return c == '\n' || c == '\t' || (c >= ' ' && c != 0x7f);
}

/* Length of the UTF-8 prefix of `s` that is whole and valid. */
static size_t
valid(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t i, k, more;

	for (i = 0; i < n; i += more + 1) {
		more = p[i] < 0x80 ? 0 : p[i] >= 0xc2 && p[i] < 0xe0 ? 1 :
		    p[i] >= 0xe0 && p[i] < 0xf0 ? 2 :
		    p[i] >= 0xf0 && p[i] < 0xf5 ? 3 : n;
		if (more >= n - i)
			return i;
		for (k = 1; k <= more; k++)
			if ((p[i + k] & 0xc0) != 0x80)
				return i;
		if ((p[i] == 0xe0 && p[i + 1] < 0xa0) ||
		    (p[i] == 0xed && p[i + 1] >= 0xa0) ||
		    (p[i] == 0xf0 && p[i + 1] < 0x90) ||
		    (p[i] == 0xf4 && p[i + 1] >= 0x90))
			return i;
	}
	return n;
}

void
lineedit_paste(struct lineedit *l, size_t room, struct buf *out)
{
	static const char mark[] = "\033[201~";
	struct buf raw = { 0 };
	size_t matched = 0, n, i;
	int c;

	while (mark[matched] != '\0' && (c = lineedit_byte(l)) >= 0) {
		if (c == mark[matched]) {
			matched++;
			continue;
		}
		for (i = 0; i < matched && raw.len < room; i++)
			if (is_text(mark[i]))
				buf_char(&raw, mark[i]);
		matched = c == mark[0] ? 1 : 0;
		/* Terminals send the end of a line as Enter would be. */
		if (c == '\r')
			c = '\n';
		if (matched == 0 && is_text(c) && raw.len < room)
			buf_char(&raw, (char)c);
	}
	for (i = 0; !raw.failed && i < raw.len; i += n + 1) {
		n = valid(raw.data + i, raw.len - i);
		buf_add(out, raw.data + i, n);
	}
	buf_free(&raw);
}

/* --- what can be chosen from -------------------------------------------- */

void
lineedit_columns(struct lineedit *l, const char *names)
{
	size_t widest = 0, len, per_line, n = 0;
	unsigned cols, rows;
	struct buf out = { 0 };
	const char *s;

	for (s = names; *s != '\0'; s += len + (s[len] == '\n')) {
		len = strcspn(s, "\n");
		widest = len > widest ? len : widest;
	}
	inner_size(l->decoy, &cols, &rows);
	per_line = cols > widest + 2 ? cols / (widest + 2) : 1;
	for (s = names; *s != '\0'; s += len + (s[len] == '\n'), n++) {
		len = strcspn(s, "\n");
		if (n == NAMES_SHOWN) {
			buf_str(&out, "...\n");
			break;
		}
		buf_visible(&out, s, len, cols > 4 ? cols - 4 : 1);
		if ((n + 1) % per_line == 0 || s[len] == '\0' ||
		    s[len + 1] == '\0')
			buf_char(&out, '\n');
		else
			buf_printf(&out, "%*s", (int)(widest + 2 - len), "");
	}
	if (!out.failed && out.len > 0)
		l->ops->draw(l->ctx, out.data, out.len);
	buf_free(&out);
}

/* --- ~/.editrc ---------------------------------------------------------- */

/* Words of a line as editrc(5) has them: blanks part, quotes and backslashes
 * hold together. Returns how many, 0 where there are too many. */
static int
split(char *s, const char **word)
{
	char quote, *out;
	int n = 0;

	for (;;) {
		s += strspn(s, " \t");
		if (*s == '\0' || *s == '#')
			return n;
		if (n == WORDS_MAX)
			return 0;
		word[n++] = out = s;
		for (quote = '\0'; *s != '\0'; s++) {
			if (*s == quote)
				quote = '\0';
			else if (quote == '\0' && (*s == '"' || *s == '\''))
				quote = *s;
			else if (quote == '\0' && (*s == ' ' || *s == '\t'))
				break;
			else
				*out++ = *s;
		}
		if (*s != '\0')
			s++;
		*out = '\0';
	}
}

/* `bind` and `edit` change nothing but the editor. A macro (-s) is typed, so
 * what it types is judged as any line. */
static bool
is_safe(const char *const *word, int n)
{
	int i;

	if (n < 2 || strcmp(word[0], "bind") != 0)
		return n == 2 && strcmp(word[0], "edit") == 0 &&
		    strcmp(word[1], "on") == 0;
	for (i = 1; i < n; i++)
		if (strcasecmp(word[i], "vi-histedit") == 0 ||
		    strncmp(word[i], "bashplate-", 10) == 0)
			return false;
	return true;
}

/* One line, in the pass that chooses the editor or the one for the rest. */
static bool
setting(struct lineedit *l, char *line, bool chooses)
{
	const char *word[WORDS_MAX + 1];
	const char *colon;
	bool choice;
	int n;

	n = split(line, word);
	if (n == 0)
		return true;
	/* PROGRAM:command counts for that program alone. */
	colon = strchr(word[0], ':');
	if (colon != NULL) {
		if (strncmp(word[0], "bashplate:", 10) != 0)
			return true;
		word[0] = colon + 1;
	}
	choice = n == 2 && (strcmp(word[1], "-e") == 0 ||
	    strcmp(word[1], "-v") == 0);
	if (choice != chooses)
		return true;
	if (!is_safe(word, n))
		return false;
	word[n] = NULL;
	return l->lib->parse(l->el, n, word) == 0;
}

static unsigned
pass(struct lineedit *l, const char *text, size_t len, bool chooses)
{
	const char *end;
	char line[512];
	unsigned left_out = 0;
	size_t n;

	for (; len > 0; text += n, len -= n) {
		end = memchr(text, '\n', len);
		n = end != NULL ? (size_t)(end - text) : len;
		if (n < sizeof line && memchr(text, '\0', n) == NULL) {
			memcpy(line, text, n);
			line[n] = '\0';
			left_out += !setting(l, line, chooses);
		} else {
			left_out += chooses;
		}
		if (end != NULL)
			n++;
	}
	return left_out;
}

unsigned
lineedit_settings(struct lineedit *l, const char *text, size_t len)
{
	unsigned left_out;

	if (len > SETTINGS_MAX)
		return 1;
	/* Choosing an editor resets its keys. */
	left_out = pass(l, text, len, true);
	lineedit_keys(l);
	left_out += pass(l, text, len, false);
	lineedit_fixed_keys(l);
	return left_out;
}

/* --- keys --------------------------------------------------------------- */

static void
bind(struct lineedit *l, bool vi, const char *key, const char *function)
{
	/* In vi mode ESC is a key; the rest of a sequence is then one of the
	 * map for commands, as libedit's own arrow keys are. */
	if (vi)
		l->lib->set(l->el, EL_BIND, "-a", key + 1, function, NULL);
	else
		l->lib->set(l->el, EL_BIND, key, function, NULL);
}

void
lineedit_keys(struct lineedit *l)
{
	static const char *const keys[][2] = {
		{ "\033[3~", "ed-delete-next-char" },
		{ "\033[1~", "ed-move-to-beg" },
		{ "\033[4~", "ed-move-to-end" },
		{ "\033[1;5C", "em-next-word" },
		{ "\033[1;5D", "ed-prev-word" }
	};
	const char *editor = "";
	bool vi;
	size_t i;

	vi = l->lib->get(l->el, EL_EDITOR, &editor) == 0 &&
	    strcmp(editor, "vi") == 0;
	for (i = 0; i < sizeof keys / sizeof keys[0]; i++)
		bind(l, vi, keys[i][0], keys[i][1]);
	l->lib->set(l->el, EL_BIND, "^I", "bashplate-complete", NULL);
	l->lib->set(l->el, EL_BIND, "^R", "em-inc-search-prev", NULL);
	/* It would start an editor outside of what is guarded. */
	l->lib->set(l->el, EL_BIND, "-a", "v", "bashplate-nothing", NULL);
}

void
lineedit_fixed_keys(struct lineedit *l)
{
	l->lib->set(l->el, EL_BIND, "^^", "bashplate-insert", NULL);
	l->lib->set(l->el, EL_BIND, "-a", "^^", "bashplate-insert", NULL);
	l->lib->set(l->el, EL_BIND, "^M", "ed-newline", NULL);
	l->lib->set(l->el, EL_BIND, "^J", "ed-newline", NULL);
}
