/* SPDX-License-Identifier: ISC */
/* What the owner calls a secret: policy record.mask. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#include "audit/redact.h"
#include "audit/redact_int.h"

/*
 * Steps and memory that one text may cost. A pattern that needs more fails
 * closed: the whole text is masked.
 */
enum { STEPS = 200000, HEAP_KIB = 2048 };

/* Set once, when the policy is known; read by every redact(). */
static struct {
	void *const *code;
	size_t n;
} owner;

void
redact_use(void *const *code, size_t n)
{
	owner.code = code;
	owner.n = n;
}

static unsigned
all_of_it(struct buf *out)
{
	buf_reset(out);
	buf_str(out, REDACT_MARK);
	return 1;
}

/* One pattern over `text`; what it leaves is appended to *out. */
static unsigned
apply(const pcre2_code *code, pcre2_match_data *md, pcre2_match_context *mc,
    const char *text, size_t n, struct buf *out)
{
	size_t at = 0, copied = 0, from, to;
	PCRE2_SIZE *v;
	unsigned masked = 0;
	int r;

	while (at <= n) {
		r = pcre2_match(code, (PCRE2_SPTR)text, n, at, 0, md, mc);
		if (r == PCRE2_ERROR_NOMATCH)
			break;
		if (r < 0)
			return all_of_it(out);
		v = pcre2_get_ovector_pointer(md);
		from = v[0];
		to = v[1];
		if (pcre2_get_ovector_count(md) > 1 && r > 1 &&
		    v[2] != PCRE2_UNSET) {
			from = v[2];
			to = v[3];
		}
		at = v[1] > at ? v[1] : at + 1;
		if (from >= to || from < copied)
			continue;
		buf_add(out, text + copied, from - copied);
		buf_str(out, REDACT_MARK);
		copied = to;
		masked++;
	}
	buf_add(out, text + copied, n - copied);
	return masked;
}

unsigned
redact_owner(struct buf *b, size_t from)
{
	pcre2_match_context *mc;
	pcre2_match_data *md;
	struct buf next = { 0 };
	unsigned masked = 0;
	size_t i;

	if (owner.n == 0 || b->failed || b->len == from)
		return 0;
	mc = pcre2_match_context_create(NULL);
	md = pcre2_match_data_create(2, NULL);
	if (mc == NULL || md == NULL)
		b->failed = true;
	for (i = 0; i < owner.n && !b->failed; i++) {
		pcre2_set_match_limit(mc, STEPS);
		pcre2_set_heap_limit(mc, HEAP_KIB);
		buf_reset(&next);
		masked += apply(owner.code[i], md, mc, b->data + from,
		    b->len - from, &next);
		b->failed = b->failed || next.failed;
		b->len = from;
		buf_add(b, next.data != NULL ? next.data : "", next.len);
	}
	buf_free(&next);
	pcre2_match_data_free(md);
	pcre2_match_context_free(mc);
	return masked;
}
