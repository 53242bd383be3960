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

/*
 * The next place in [*at, n) that `code` asks to be masked. Returns 1, 0 when
 * there is none, -1 past the limits.
 */
static int
next_place(const pcre2_code *code, pcre2_match_data *md,
    pcre2_match_context *mc, const char *text, size_t n, size_t *at,
    size_t place[2])
{
	PCRE2_SIZE *v = pcre2_get_ovector_pointer(md);
	int r;

	while (*at <= n) {
		r = pcre2_match(code, (PCRE2_SPTR)text, n, *at, 0, md, mc);
		if (r < 0)
			return r == PCRE2_ERROR_NOMATCH ? 0 : -1;
		place[0] = v[0];
		place[1] = v[1];
		if (pcre2_get_ovector_count(md) > 1 && r > 1 &&
		    v[2] != PCRE2_UNSET) {
			place[0] = v[2];
			place[1] = v[3];
		}
		*at = v[1] > *at ? v[1] : *at + 1;
		if (place[0] < place[1])
			return 1;
	}
	return 0;
}

/* One pattern over `text`; what it leaves is appended to *out. */
static unsigned
apply(const pcre2_code *code, pcre2_match_data *md, pcre2_match_context *mc,
    const char *text, size_t n, struct buf *out)
{
	size_t at = 0, copied = 0, place[2];
	unsigned masked = 0;
	int r;

	while ((r = next_place(code, md, mc, text, n, &at, place)) == 1) {
		if (place[0] < copied)
			continue;
		buf_add(out, text + copied, place[0] - copied);
		buf_str(out, REDACT_MARK);
		copied = place[1];
		masked++;
	}
	if (r < 0) {
		buf_reset(out);
		buf_str(out, REDACT_MARK);
		return 1;
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

unsigned
redact_owner_places(const char *text, size_t n, redact_hit *hit, void *arg)
{
	pcre2_match_context *mc;
	pcre2_match_data *md;
	unsigned masked = 0;
	size_t i, at, place[2];
	int r = 0;

	if (owner.n == 0 || n == 0)
		return 0;
	mc = pcre2_match_context_create(NULL);
	md = pcre2_match_data_create(2, NULL);
	for (i = 0; mc != NULL && md != NULL && i < owner.n && r >= 0; i++) {
		pcre2_set_match_limit(mc, STEPS);
		pcre2_set_heap_limit(mc, HEAP_KIB);
		for (at = 0; (r = next_place(owner.code[i], md, mc, text, n,
		    &at, place)) == 1; masked++)
			hit(arg, place[0], place[1]);
	}
	if (mc == NULL || md == NULL || r < 0) {
		hit(arg, 0, n);
		masked++;
	}
	pcre2_match_data_free(md);
	pcre2_match_context_free(mc);
	return masked;
}
