/* SPDX-License-Identifier: ISC */
/* Say what the chain of the log shows, and what it cannot show. */
#include "ctl/log_verify.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "audit/verify.h"
#include "base/buf.h"
#include "base/exitcode.h"
#include "ctl/common.h"
#include "policy/operator.h"

static void
records(struct buf *b, uint64_t first, uint64_t last)
{
	if (first == last)
		buf_printf(b, "record %" PRIu64, first);
	else
		buf_printf(b, "records %" PRIu64 " to %" PRIu64, first, last);
}

static void
first_problem(const struct verify_problem *p, struct buf *b)
{
	switch (p->fault) {
	case VERIFY_SOUND:
		return;
	case VERIFY_DELETED:
		records(b, p->seq, p->last);
		buf_str(b, p->seq == p->last ? " was deleted" :
		    " were deleted");
		break;
	case VERIFY_EDITED:
		records(b, p->seq, p->last);
		buf_str(b, " was edited after it was written");
		break;
	case VERIFY_MOVED:
		records(b, p->seq, p->last);
		buf_str(b, " was moved to another place");
		break;
	case VERIFY_FORGED:
		records(b, p->seq, p->last);
		buf_str(b, p->seq == p->last ? " is forged: it does not "
		    "belong here" : " are forged: the head does not know "
		    "them");
		break;
	case VERIFY_CUT:
		records(b, p->seq, p->last);
		buf_str(b, " at the end: cut off, or lost when the power "
		    "failed");
		break;
	case VERIFY_GARBAGE:
		buf_printf(b, "behind record %" PRIu64 " stands something "
		    "that is no record and that no writer sealed", p->seq);
		break;
	case VERIFY_REPLACED:
		records(b, p->seq, p->last);
		buf_str(b, " is not the one that was written last: it, and "
		    "maybe any before it, was written anew");
		break;
	case VERIFY_UNSIGNED:
		buf_printf(b, "the signature in record %" PRIu64 " is wrong: "
		    "something before it was changed", p->seq);
		break;
	}
	buf_printf(b, " (%s, line %" PRIu64 ")", p->file, p->line);
}

static void
trust(const struct verify *v, struct buf *b)
{
	if (v->problems == 0)
		buf_printf(b, "The chain holds from record %" PRIu64 " (%s) "
		    "to %" PRIu64 " (%s).\n", v->from, v->from_time, v->to,
		    v->to_time);
	else if (v->good_to >= v->from && v->good_to > 0)
		buf_printf(b, "The chain holds from record %" PRIu64 " to %"
		    PRIu64 "%s%s%s; what comes later is only as good as the "
		    "records around it.\n", v->from, v->good_to,
		    v->good_time[0] != '\0' ? " (" : "", v->good_time,
		    v->good_time[0] != '\0' ? ")" : "");
	else
		buf_str(b, "No record before it can be relied on.\n");
	if (v->signed_to > 0)
		buf_printf(b, "Signed by operator key %.16s up to record %"
		    PRIu64 ".\n", v->signed_key, v->signed_to);
	if (!v->whole_start && v->records > 0)
		buf_printf(b, "The log begins with record %" PRIu64 ": older "
		    "files are not here.\n", v->from);
	if (!v->head)
		buf_str(b, "There is no log.head: records cut off at the end "
		    "would not be noticed.\n");
	if (v->ahead)
		buf_str(b, "The last record is not in log.head: its writer "
		    "was killed just then, or it was added by hand.\n");
	if (v->torn > 0)
		buf_printf(b, "%" PRIu64 " piece%s of a record from killed "
		    "writers; those commands did not run.\n", v->torn,
		    v->torn == 1 ? "" : "s");
}

static void
text(const struct verify *v, struct buf *b)
{
	if (v->problems > 0) {
		buf_str(b, "BROKEN: ");
		first_problem(&v->first, b);
		if (v->problems > 1)
			buf_printf(b, "; %" PRIu64 " more",
			    v->problems - 1);
		buf_char(b, '\n');
	} else
		buf_printf(b, "sound: %" PRIu64 " records, %" PRIu64
		    " bytes\n", v->records, v->bytes);
	trust(v, b);
}

static void
as_json(const struct verify *v, struct buf *b)
{
	const struct verify_problem *p = &v->first;

	buf_printf(b, "{\"result\":\"%s\",\"records\":%" PRIu64
	    ",\"bytes\":%" PRIu64 ",\"from\":%" PRIu64 ",\"to\":%" PRIu64
	    ",\"goodTo\":%" PRIu64 ",\"problems\":%" PRIu64,
	    v->problems == 0 ? "sound" : "broken", v->records, v->bytes,
	    v->from, v->to, v->good_to, v->problems);
	if (v->problems > 0) {
		buf_printf(b, ",\"first\":{\"fault\":\"%s\",\"seq\":%" PRIu64
		    ",\"last\":%" PRIu64 ",\"file\":",
		    verify_fault_name(p->fault), p->seq, p->last);
		buf_json(b, p->file, strlen(p->file));
		buf_printf(b, ",\"line\":%" PRIu64 "}", p->line);
	}
	buf_printf(b, ",\"signedTo\":%" PRIu64 ",\"torn\":%" PRIu64
	    ",\"head\":%s,\"ahead\":%s,\"wholeStart\":%s}\n", v->signed_to,
	    v->torn, v->head ? "true" : "false", v->ahead ? "true" : "false",
	    v->whole_start ? "true" : "false");
}

/* The keys of all operators that count, also of expired ones: a signature
 * made in time stays one. */
struct keys {
	struct operator list[OPERATORS_MAX];
	int n;
};

static bool
is_operator(void *arg, const char *key)
{
	const struct keys *k = arg;
	char hex[2 * SEAL_PUBLIC + 1];
	int i;

	for (i = 0; i < k->n; i++) {
		sodium_bin2hex(hex, sizeof hex, k->list[i].key,
		    sizeof k->list[i].key);
		if (strcmp(hex, key) == 0)
			return true;
	}
	return false;
}

int
log_verify(const struct policy *p, bool json)
{
	static struct keys keys;
	struct buf b = { 0 };
	struct verify v;
	struct err e = { 0 };

	keys.n = operator_list(p, keys.list, OPERATORS_MAX, NULL);
	if (verify_log(p->state_dir, is_operator, &keys, &v, &e) != 0) {
		fprintf(stderr, "platectl: log: %s\n", e.msg);
		return EXITCODE_FAULT;
	}
	if (json)
		as_json(&v, &b);
	else
		text(&v, &b);
	ctl_flush(&b, stdout);
	buf_free(&b);
	return v.problems == 0 ? 0 : EXITCODE_REFUSED;
}
