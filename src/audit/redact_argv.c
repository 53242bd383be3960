/* SPDX-License-Identifier: ISC */
/* A word of an argv: no quotes, and its neighbours say what it is. */
#include <stdbool.h>
#include <string.h>

#include "audit/redact.h"
#include "audit/redact_int.h"
#include "audit/redact_scan.h"

enum { ARGV_BEFORE = 12 };	/* words; the program and its sub-command */

/* One word whose secret begins behind `sign`, or is all of it from `at`. */
static bool
word_behind(const char *word, size_t at, enum redact_how how,
    struct buf *out)
{
	static const char *const signs[] = { [REDACT_NEXT_COLON] = ":",
	    [REDACT_REST_COLON] = ":", [REDACT_NEXT_PERCENT] = "%",
	    [REDACT_NEXT_COMMA] = ",", [REDACT_NEXT_PASS] = "pass:" };
	const char *found = word + at;

	if (how != REDACT_NEXT && how != REDACT_REST) {
		found = strstr(found, signs[how]);
		if (found == NULL)
			return false;
		found += strlen(signs[how]);
	}
	if (*found == '\0' || redact_harmless(found, strlen(found)))
		return false;
	buf_add(out, word, (size_t)(found - word));
	buf_str(out, REDACT_MARK);
	return true;
}

static bool
try_word(const char *before, size_t nbefore, const char *last,
    const char *word, struct buf *out)
{
	enum redact_how how;
	size_t n = strlen(last), skip = 0, budget = REDACT_BUDGET;

	how = redact_tool_option(before, nbefore, word, strlen(word), &skip,
	    &budget);
	if (how == REDACT_REST || how == REDACT_REST_COLON)
		return word_behind(word, skip, how, out);
	if (word[0] == '-')
		return false;
	how = redact_tool_option(before, nbefore, last, n, &skip, &budget);
	if (how != REDACT_NOT && skip == n)
		return word_behind(word, 0, how, out);
	if (last[0] == '-' && strchr(last, '=') == NULL &&
	    redact_secret_name(last, n) && !redact_asks(before, nbefore))
		return word_behind(word, 0, REDACT_NEXT, out);
	return false;
}

unsigned
redact_argv(const char *const *argv, size_t i, struct buf *out)
{
	struct buf before = { 0 };
	size_t k;
	bool hit = false;

	/* The program and its sub-command stand early. */
	for (k = 0; k < i && k < ARGV_BEFORE; k++) {
		buf_str(&before, argv[k]);
		buf_char(&before, ' ');
	}
	if (i > 0 && before.data != NULL)
		hit = try_word(before.data, before.len, argv[i - 1],
		    argv[i], out);
	buf_free(&before);
	return hit ? 1 : redact(argv[i], strlen(argv[i]), out);
}
