/* SPDX-License-Identifier: ISC */
/*
 * One pass. Where two neighbours do not fit, which of them is wrong shows only
 * in the line after: that one was written by whoever saw the right one. So a
 * doubt is kept until the next record, or at the end until the head.
 */
#include "audit/verify.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "audit/logfile.h"
#include "audit/logread.h"
#include "base/stategroup.h"

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

struct seen {
	struct chain chain;
	char file[100];
	uint64_t line;
	char time[28];
};

struct scan {
	struct verify *v;
	const char *state;
	verify_key *known;
	void *arg;
	struct seen here;	/* where we read */
	struct seen last, before;	/* the last two that count */
	bool any;
	bool loose;		/* last.chain.hash is not what was written */
	enum { CALM, UNFIT, TWICE } doubt;
	struct seen suspect;
	uint64_t gap, gap_end;	/* the latest missing records; 0: none */
	struct chain_digest region;	/* bytes that are no record */
	int64_t region_bytes;
	struct seen region_at;
};

const char *
verify_fault_name(enum verify_fault f)
{
	return fault_name[f];
}

static void
problem(struct scan *s, enum verify_fault fault, uint64_t seq, uint64_t last,
    const struct seen *at)
{
	struct verify_problem *p = &s->v->first;
	const struct seen *good = &s->last;

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
accept(struct scan *s, const struct seen *r)
{
	s->before = s->last;
	s->last = *r;
	s->loose = false;
}

/* --- doubts --------------------------------------------------------------*/

/* `hash` is what the next record, or the head, says about the one before. */
static void
settle(struct scan *s, const char *hash)
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
backwards(struct scan *s, const struct seen *r)
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
place(struct scan *s, const struct seen *r, const char *prev)
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

/* --- what a record says about others -------------------------------------*/

/* Quotes inside of JSON strings are escaped, so this finds a member. */
static const char *
member(const struct chain_line *l, const char *text)
{
	return memmem(l->members, l->nmembers, text, strlen(text));
}

static bool
seals(const struct scan *s, const struct chain_line *l, const char *hash)
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
end_region(struct scan *s, const struct chain_line *next)
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
garbage(struct scan *s, const char *p, size_t n, bool newline)
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
check_signature(struct scan *s, const struct chain_line *l)
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

/* --- records -------------------------------------------------------------*/

static void
first_record(struct scan *s, const struct chain_line *l)
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
on_record(struct scan *s, const struct chain_line *l)
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

static void
on_line(struct scan *s, const char *p, size_t n, enum logread_result kind)
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

static int
drain(struct scan *s, struct logread *r, struct err *e)
{
	enum logread_result k;
	const char *p;
	size_t n;

	while ((k = logread_next(r, &p, &n)) != LOGREAD_END) {
		if (k == LOGREAD_FAILED)
			return err_set(e, 0, "%s cannot be read",
			    s->here.file);
		on_line(s, p, n, k);
	}
	return 0;
}

/* --- files ---------------------------------------------------------------*/

static struct logread *
begin_file(struct scan *s, const char *name, bool compressed, struct err *e)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/%s", s->state, name);
	snprintf(s->here.file, sizeof s->here.file, "%s", name);
	s->here.line = 0;
	return logread_open(path, compressed, e);
}

static int
whole_file(struct scan *s, const struct logset_file *f, struct err *e)
{
	struct logread *r = begin_file(s, f->name, f->compressed, e);
	enum logread_result k;
	const char *p;
	size_t n;
	int ret;

	if (r == NULL)
		return -1;
	ret = drain(s, r, e);
	while (ret == 0 && (k = logread_rest(r, &p, &n)) == LOGREAD_PART)
		on_line(s, p, n, k);
	logread_close(r);
	return ret;
}

static void
judge_end(struct scan *s, const struct head *h)
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

/*
 * log.jsonl to its end, then once more with the writers' lock, so that the
 * head and the last record belong together. Returns 1 when the file was
 * rotated meanwhile, so that there is more to read.
 */
static int
live_file(struct scan *s, uint64_t *inode, struct err *e)
{
	char path[PATH_MAX];
	struct logread *r;
	struct head h = { 0 };
	struct stat st;
	int lock, ret = 0;

	r = begin_file(s, "log.jsonl", false, NULL);
	if (r != NULL)
		ret = drain(s, r, e);
	snprintf(path, sizeof path, "%s/log.head", s->state);
	lock = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (lock >= 0)
		flock(lock, LOCK_SH);
	snprintf(path, sizeof path, "%s/log.jsonl", s->state);
	if (ret == 0 && r != NULL) {
		ret = drain(s, r, e);
		*inode = logread_inode(r);
		if (ret == 0 && (stat(path, &st) != 0 ||
		    st.st_ino != *inode))
			ret = 1;
	} else if (r == NULL && stat(path, &st) == 0)
		ret = err_set(e, 0, "%s cannot be read", path);
	if (ret == 0) {
		const char *p;
		size_t n;

		while (r != NULL && logread_rest(r, &p, &n) == LOGREAD_PART)
			on_line(s, p, n, LOGREAD_PART);
		if (lock >= 0)
			head_read(lock, &h);
		judge_end(s, &h);
	}
	if (lock >= 0)
		close(lock);
	logread_close(r);
	return ret;
}

static bool
is_inode(const char *state, const char *name, uint64_t inode)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof path, "%s/%s", state, name);
	return inode != 0 && stat(path, &st) == 0 && st.st_ino == inode;
}

static int
verify_files(const char *state, verify_key *known, void *arg,
    struct verify *out, struct err *e)
{
	struct scan s = { .v = out, .state = state, .known = known,
	    .arg = arg };
	uint64_t done = 0, inode = 0;
	struct logset set;
	size_t i;
	int r;

	memset(out, 0, sizeof *out);
	if (sodium_init() < 0)
		return err_set(e, 0, "libsodium cannot be used here");
	do {
		if (logset_list(state, &set, e) != 0)
			return -1;
		r = 0;
		for (i = 0; r == 0 && i < set.n; i++) {
			if (done != 0 && set.file[i].first <= done)
				continue;
			if (!is_inode(state, set.file[i].name, inode))
				r = whole_file(&s, &set.file[i], e);
			done = set.file[i].first;
		}
		logset_free(&set);
		if (r == 0)
			r = live_file(&s, &inode, e);
	} while (r == 1);
	return r;
}

int
verify_log(const char *state, verify_key *known, void *arg,
    struct verify *out, struct err *e)
{
	int r;

	stategroup_raise();
	r = verify_files(state, known, arg, out, e);
	stategroup_lower();
	return r;
}
