/* SPDX-License-Identifier: ISC */
/*
 * One pass. Where two neighbours do not fit, which of them is wrong shows only
 * in the line after: that one was written by whoever saw the right one. So a
 * doubt is kept until the next record, or at the end until the head.
 */
#include "audit/verify_scan.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const char *const fault_name[] = {
	[VERIFY_SOUND] = "sound",
	[VERIFY_DELETED] = "deleted",
	[VERIFY_EDITED] = "edited",
	[VERIFY_MOVED] = "moved",
	[VERIFY_FORGED] = "forged",
	[VERIFY_CUT] = "cut",
	[VERIFY_GARBAGE] = "garbage",
	[VERIFY_REPLACED] = "replaced",
	[VERIFY_UNSIGNED] = "unsigned"
};

const char *
verify_fault_name(enum verify_fault f)
{
	return fault_name[f];
}

static void
problem(struct verify_scan *s, enum verify_fault fault, uint64_t seq,
    uint64_t last, const struct verify_seen *at)
{
	struct verify_problem *p = &s->v->first;
	const struct verify_seen *good = &s->last;

	if (s->v->problems++ > 0)
		return;
	p->fault = fault;
	p->seq = seq;
	p->last = last;
	p->line = at->line;
	memcpy(p->file, at->file, sizeof p->file);
	/* Everything may have been written anew up to there. */
	if (fault == VERIFY_REPLACED) {
		s->v->good_to = s->v->signed_to;
		return;
	}
	if (at == &s->last)
		good = &s->before;
	s->v->good_to = good->chain.seq;
	memcpy(s->v->good_time, good->time, sizeof s->v->good_time);
}

static void
accept(struct verify_scan *s, const struct verify_seen *r)
{
	s->before = s->last;
	s->last = *r;
	s->loose = false;
}

/* `hash` is what the next record, or the head, says about the one before. */
static void
settle(struct verify_scan *s, const char *hash)
{
	bool suspect_is_right = hash != NULL &&
	    memcmp(hash, s->suspect.chain.hash, CHAIN_HEX) == 0;
	bool last_is_right = hash != NULL &&
	    memcmp(hash, s->last.chain.hash, CHAIN_HEX) == 0;

	if (s->doubt == UNFIT && suspect_is_right) {
		problem(s, VERIFY_EDITED, s->last.chain.seq,
		    s->last.chain.seq, &s->last);
		accept(s, &s->suspect);
	} else if (s->doubt == UNFIT) {
		problem(s, VERIFY_FORGED, s->suspect.chain.seq,
		    s->suspect.chain.seq, &s->suspect);
		if (!last_is_right) {
			accept(s, &s->suspect);
			s->loose = true;
		}
	} else if (s->doubt == TWICE && suspect_is_right) {
		problem(s, VERIFY_FORGED, s->last.chain.seq,
		    s->last.chain.seq, &s->last);
		s->last = s->suspect;
	} else if (s->doubt == TWICE)
		problem(s, VERIFY_FORGED, s->suspect.chain.seq,
		    s->suspect.chain.seq, &s->suspect);
	s->doubt = CALM;
}

static void
backwards(struct verify_scan *s, const struct verify_seen *r)
{
	struct verify_problem *p = &s->v->first;
	uint64_t seq = r->chain.seq;

	if (p->fault == VERIFY_DELETED && seq >= p->seq && seq <= p->last) {
		p->fault = VERIFY_MOVED;
		p->seq = p->last = seq;
		p->line = r->line;
		memcpy(p->file, r->file, sizeof p->file);
	} else if (s->gap != 0 && seq >= s->gap && seq <= s->gap_end)
		return;
	else if (seq == s->last.chain.seq) {
		s->doubt = TWICE;
		s->suspect = *r;
	} else
		problem(s, VERIFY_FORGED, seq, seq, r);
}

static void
place(struct verify_scan *s, const struct verify_seen *r, const char *prev)
{
	uint64_t expected = s->last.chain.seq + 1, seq = r->chain.seq;

	if (seq < expected)
		backwards(s, r);
	else if (seq > expected) {
		problem(s, VERIFY_DELETED, expected, seq - 1, r);
		s->gap = expected;
		s->gap_end = seq - 1;
		accept(s, r);
	} else if (s->loose ||
	    memcmp(prev, s->last.chain.hash, CHAIN_HEX) == 0)
		accept(s, r);
	else {
		s->doubt = UNFIT;
		s->suspect = *r;
	}
}

/* Quotes inside of JSON strings are escaped, so this finds a member. */
static const char *
member(const struct chain_line *l, const char *text)
{
	return memmem(l->members, l->nmembers, text, strlen(text));
}

static bool
seals(const struct verify_scan *s, const struct chain_line *l, const char *hash)
{
	const char *at = member(l, ",\"log\":{\"bytes\":");
	const char *stop = l->members + l->nmembers;
	char expected[120];
	int n;

	n = snprintf(expected, sizeof expected, ",\"log\":{\"bytes\":%" PRId64
	    ",\"hash\":\"%s\"}", s->region_bytes, hash);
	return at != NULL && member(l, "\"kind\":\"log\"") != NULL &&
	    stop - at >= n && memcmp(at, expected, (size_t)n) == 0;
}

static void
end_region(struct verify_scan *s, const struct chain_line *next)
{
	char hash[CHAIN_HEX + 1];

	if (s->region_bytes == 0)
		return;
	chain_digest_end(&s->region, hash);
	if (next == NULL || (next->whole && seals(s, next, hash)))
		s->v->torn++;
	else
		problem(s, VERIFY_GARBAGE, s->last.chain.seq,
		    s->last.chain.seq, &s->region_at);
	s->region_bytes = 0;
}

static void
garbage(struct verify_scan *s, const char *p, size_t n, bool newline)
{
	if (s->region_bytes == 0) {
		chain_digest_start(&s->region);
		s->region_at = s->here;
	}
	chain_digest_add(&s->region, p, n);
	if (newline)
		chain_digest_add(&s->region, "\n", 1);
	s->region_bytes += (int64_t)n + newline;
}

static void
check_signature(struct verify_scan *s, const struct chain_line *l)
{
	static const char intro[] = ",\"anchor\":{\"key\":\"";
	const char *at = member(l, intro);
	unsigned char key[32], sig[64];
	char text[128], hex[65];
	int n;

	if (at == NULL)
		return;
	at += sizeof intro - 1;
	if (l->members + l->nmembers - at < 64 + 9 + 128 ||
	    sodium_hex2bin(key, sizeof key, at, 64, NULL, NULL, NULL) != 0 ||
	    sodium_hex2bin(sig, sizeof sig, at + 64 + 9, 128, NULL, NULL,
	    NULL) != 0) {
		problem(s, VERIFY_UNSIGNED, l->seq, l->seq, &s->here);
		return;
	}
	memcpy(hex, at, 64);
	hex[64] = '\0';
	if (s->known == NULL || !s->known(s->arg, hex))
		return;
	n = snprintf(text, sizeof text, "bashplate-anchor 1 %" PRIu64
	    " %.64s", l->seq - 1, l->prev);
	if (crypto_sign_verify_detached(sig, (unsigned char *)text,
	    (unsigned long long)n, key) != 0) {
		problem(s, VERIFY_UNSIGNED, l->seq, l->seq, &s->here);
		return;
	}
	s->v->signed_to = l->seq - 1;
	memcpy(s->v->signed_key, hex, sizeof hex);
}

static void
find_time(const struct chain_line *l, char out[28])
{
	static const char key[] = ",\"ts\":\"";
	size_t n = l->nmembers < 120 ? l->nmembers : 120;
	const char *at = memmem(l->members, n, key, sizeof key - 1);

	out[0] = '\0';
	if (at == NULL || at + sizeof key - 1 + 27 > l->members + l->nmembers)
		return;
	memcpy(out, at + sizeof key - 1, 27);
	out[27] = '\0';
}

static void
first_record(struct verify_scan *s, const struct chain_line *l)
{
	struct verify *v = s->v;

	v->from = l->seq;
	memcpy(v->from_time, s->here.time, sizeof v->from_time);
	v->whole_start = l->seq == 1;
	s->any = true;
	/* A file begins with a record about the file. */
	if (member(l, "\"kind\":\"log\"") == NULL)
		problem(s, VERIFY_DELETED, l->seq - 1, l->seq - 1, &s->here);
	accept(s, &s->here);
}

static void
on_record(struct verify_scan *s, const struct chain_line *l)
{
	s->here.chain.seq = l->seq;
	memcpy(s->here.chain.hash, l->hash, sizeof l->hash);
	find_time(l, s->here.time);
	if (s->doubt != CALM)
		settle(s, l->prev);
	end_region(s, l);
	if (!l->whole) {
		problem(s, VERIFY_EDITED, l->seq, l->seq, &s->here);
		if (!s->any || l->seq == s->last.chain.seq + 1) {
			s->any = true;
			accept(s, &s->here);
			s->loose = true;
		}
	} else if (!s->any)
		first_record(s, l);
	else
		place(s, &s->here, l->prev);
	check_signature(s, l);
	s->v->records++;
}

void
verify_scan_line(struct verify_scan *s, const char *p, size_t n,
    enum logread_result kind)
{
	struct chain_line l;

	if (kind == LOGREAD_LINE)
		s->here.line++;
	s->v->bytes += n + (kind == LOGREAD_LINE);
	if (kind == LOGREAD_LINE && chain_parse(p, n, &l))
		on_record(s, &l);
	else
		garbage(s, p, n, kind == LOGREAD_LINE);
}

void
verify_scan_end(struct verify_scan *s, const struct head *h)
{
	struct verify *v = s->v;
	uint64_t last = s->last.chain.seq;

	if (s->doubt != CALM)
		settle(s, h->valid ? h->last.hash : NULL);
	last = s->last.chain.seq;
	end_region(s, NULL);
	v->head = h->valid;
	v->to = last;
	memcpy(v->to_time, s->last.time, sizeof v->to_time);
	if (h->valid && h->last.seq > last)
		problem(s, VERIFY_CUT, last + 1, h->last.seq, &s->here);
	else if (h->valid && last > h->last.seq + 1)
		problem(s, VERIFY_FORGED, h->last.seq + 1, last, &s->here);
	else if (h->valid && !(s->loose && h->last.seq == last) &&
	    strcmp(h->last.hash, h->last.seq == last ? s->last.chain.hash :
	    s->before.chain.hash) != 0)
		problem(s, VERIFY_REPLACED, h->last.seq, h->last.seq,
		    h->last.seq == last ? &s->last : &s->before);
	v->ahead = h->valid && last == h->last.seq + 1;
	if (v->problems == 0) {
		v->good_to = v->to;
		memcpy(v->good_time, v->to_time, sizeof v->good_time);
	}
}
