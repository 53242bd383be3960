/* SPDX-License-Identifier: ISC */
/*
 * Answering a request. The record of it was written by the guarded account, so
 * what is signed is computed here, from what is shown: a record that shows one
 * command and means another approves the one that it shows.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/exitcode.h"
#include "ctl/ask.h"
#include "ctl/window.h"

#define MINUTE (INT64_C(60) * 1000000000)

struct answer_options {
	const char *id, *length, *note, *reason;
	int times;
	struct passphrase_source source;
};

static const struct option options[] = {
	{ "times", required_argument, NULL, 't' },
	{ "for", required_argument, NULL, 'f' },
	{ "reason", required_argument, NULL, 'r' },
	{ "note", required_argument, NULL, 'n' },
	{ "passphrase-fd", required_argument, NULL, 'P' },
	{ "pinentry", required_argument, NULL, 'y' },
	{ NULL, 0, NULL, 0 }
};

static int
take(const struct ctl_command *cmd, int key, const char *v,
    struct answer_options *o)
{
	switch (key) {
	case 't':
		o->times = atoi(v);
		if (o->times < 1 || o->times > GRANT_TIMES_MAX)
			return ctl_usage(cmd, "--times is 1 to %d",
			    GRANT_TIMES_MAX);
		return 0;
	case 'f':
		o->length = v;
		return 0;
	case 'r':
		o->reason = v;
		return 0;
	case 'n':
		o->note = v;
		return 0;
	case 'y':
		o->source.pinentry = v;
		return 0;
	case 'P':
		if (passphrase_fd(v, &o->source.fd) == 0)
			return 0;
		/* FALLTHROUGH */
	default:
		return ctl_usage(cmd, "bad option");
	}
}

static int
parse(const struct ctl_command *cmd, int argc, char **argv,
    struct answer_options *o)
{
	int k, r;

	memset(o, 0, sizeof *o);
	o->times = 1;
	o->source.fd = -1;
	while ((k = getopt_long(argc, argv, "", options, NULL)) != -1)
		if ((r = take(cmd, k, optarg, o)) != 0)
			return r;
	if (argc - optind != 1)
		return ctl_usage(cmd, "the id of one request was expected");
	o->id = argv[optind];
	return 0;
}

static const char *
one_line(const struct ctl *c, const char *s)
{
	struct buf b = { 0 };
	const char *out;

	buf_visible(&b, s, strlen(s), 400);
	out = arena_strdup(c->arena, b.data != NULL ? b.data : "");
	buf_free(&b);
	return out;
}

/* --- a command --------------------------------------------------------------*/

static void
log_answer(const struct ctl *c, const struct request *r, const char *event,
    const struct window *w, const char *why)
{
	struct record_grant rec = { .id = r->id, .why = why };
	struct account who;
	struct session s;
	bool known = session_find(c->policy->state_dir, r->session, &s) == 0;

	signer_account(&who);
	if (w != NULL) {
		ctl_record_window(w, &rec);
		rec.scope = NULL;
	} else
		rec.who = who.name;
	rec.command = r->text;
	ctl_record_grant(c, w != NULL ? RECORD_APPROVAL : RECORD_REQUEST,
	    known ? &s : NULL, event, &rec);
}

static int
sign(const struct ctl *c, const struct signer *who, struct request *r,
    const struct answer_options *o, int64_t ns)
{
	struct window w = { .kind = GRANT_APPROVAL, .user = (uid_t)-1,
	    .times = o->times, .uid = who->op.uid, .reason = o->reason };
	struct err e = { 0 };

	memcpy(w.session, r->session, sizeof w.session);
	memcpy(w.digest, r->digest, sizeof w.digest);
	memcpy(w.request, r->id, sizeof r->id);
	memcpy(w.operator_name, who->op.name, sizeof w.operator_name);
	if (grant_prepare(&w, ns, &e) != 0) {
		fprintf(stderr, "platectl: approve: %s\n", e.msg);
		return EXITCODE_FAULT;
	}
	log_answer(c, r, "approve", &w, NULL);
	if (grant_publish(c->policy->state_dir, &w, who->secret, &e) != 0) {
		fprintf(stderr, "platectl: approve: %s\n", e.msg);
		return EXITCODE_FAULT;
	}
	r->state = REQUEST_APPROVED;
	if (request_answer(c->policy->state_dir, r, &e) != 0)
		fprintf(stderr, "platectl: approve: %s\n", e.msg);
	printf("approved %s, %d time%s, for %s: the session runs the same "
	    "command again\n", r->id, w.times, w.times == 1 ? "" : "s",
	    ctl_duration(c->arena, ns));
	return 0;
}

static int
approve_command(const struct ctl *c, struct signer *who, struct request *r,
    const struct answer_options *o)
{
	int64_t ns = 10 * MINUTE;
	int ret;

	if (o->length != NULL && clock_duration(o->length, &ns) != 0)
		return ctl_usage(&cmd_approve, "\"%s\" is not a duration",
		    o->length);
	if (ns > 60 * MINUTE || ns > c->policy->window_max)
		return signer_sorry(&cmd_approve, "an approval is for at most "
		    "an hour, and not longer than releaseWindow.max", "");
	if ((ret = ask_digest(c, &cmd_approve, r)) != 0)
		return ret;
	ret = signer_open(c, &cmd_approve, &o->source,
	    arena_printf(c->arena, "Approve %s: %s", r->id,
	    one_line(c, r->text)), who);
	if (ret != 0)
		return ret;
	ret = sign(c, who, r, o, ns);
	signer_close(who);
	return ret;
}

/* --- a window ---------------------------------------------------------------*/

/* --reason, else what the session gave, else the person is asked. */
static const char *
reason(const struct ctl *c, const struct request *r,
    const struct answer_options *o)
{
	if (o->reason != NULL)
		return o->reason;
	if (r->reason != NULL && r->reason[0] != '\0')
		return r->reason;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return "asked for by the session";
	return window_reason(c);
}

static int
open_window(const struct ctl *c, struct signer *who, struct request *r,
    const struct answer_options *o)
{
	struct window_options w = { .length = r->length, .until = r->until };
	struct window win = { .user = (uid_t)-1, .radius = GRANT_RADIUS_MAX };
	struct session s;
	struct err e = { 0 };
	int64_t ns;
	int ret;

	if (o->length != NULL) {
		w.length = o->length;
		w.until = NULL;
	}
	if ((ret = window_length(c, &cmd_approve, &w, &ns)) != 0 ||
	    (ret = window_scope(c, &cmd_approve, r->scope, &win)) != 0 ||
	    (ret = window_session(c, &cmd_approve, r->session, &s)) != 0)
		return ret;
	memcpy(win.session, s.id, sizeof win.session);
	win.reason = reason(c, r, o);
	if (win.reason == NULL)
		return ctl_usage(&cmd_approve, "a window needs a reason");
	ret = window_grant(c, &cmd_approve, who, &o->source, &s, &win, ns);
	if (ret != 0)
		return ret;
	r->state = REQUEST_APPROVED;
	log_answer(c, r, "answer", NULL, win.reason);
	if (request_answer(c->policy->state_dir, r, &e) != 0)
		fprintf(stderr, "platectl: approve: %s\n", e.msg);
	return 0;
}

static int
approve(const struct ctl *c, const struct answer_options *o)
{
	struct signer who;
	struct request r;
	int ret;

	if ((ret = signer_may(c, &cmd_approve, &o->source, &who)) != 0 ||
	    (ret = ask_find(c, &cmd_approve, o->id, &r)) != 0)
		return ret;
	ask_show(c, &r);
	return r.kind == REQUEST_WINDOW ? open_window(c, &who, &r, o) :
	    approve_command(c, &who, &r, o);
}

int
ask_approve(const struct ctl *c, const char *id,
    const struct passphrase_source *source)
{
	const struct answer_options o = { .id = id, .times = 1,
	    .source = *source };

	return approve(c, &o);
}

static int
run_approve(int argc, char **argv)
{
	struct answer_options o;
	struct ctl c;
	int r = parse(&cmd_approve, argc, argv, &o);

	if (r != 0 || (r = ctl_open(&c, NULL)) != 0)
		return r;
	r = ctl_state(&c) == NULL ? EXITCODE_FAULT : approve(&c, &o);
	ctl_close(&c);
	return r;
}

/* --- deny -------------------------------------------------------------------*/

static int
deny(const struct ctl *c, const struct answer_options *o)
{
	struct request r;
	struct err e = { 0 };
	const char *why;
	int ret;

	if (ctl_inside(c->policy->state_dir, &why))
		return signer_sorry(&cmd_deny, "refused inside a guarded "
		    "session: ", why);
	if ((ret = ask_find(c, &cmd_deny, o->id, &r)) != 0)
		return ret;
	r.state = REQUEST_DENIED;
	r.note = o->note;
	log_answer(c, &r, "deny", NULL, o->note);
	if (request_answer(c->policy->state_dir, &r, &e) != 0) {
		fprintf(stderr, "platectl: deny: %s\n", e.msg);
		return EXITCODE_FAULT;
	}
	printf("denied %s%s\n", r.id, o->note != NULL ? "; the note is in its "
	    "next refusal" : "");
	return 0;
}

int
ask_deny(const struct ctl *c, const char *id, const char *note)
{
	const struct answer_options o = { .id = id, .note = note };

	return deny(c, &o);
}

static int
run_deny(int argc, char **argv)
{
	struct answer_options o;
	struct ctl c;
	int r = parse(&cmd_deny, argc, argv, &o);

	if (r != 0 || (r = ctl_open(&c, NULL)) != 0)
		return r;
	r = ctl_state(&c) == NULL ? EXITCODE_FAULT : deny(&c, &o);
	ctl_close(&c);
	return r;
}

const struct ctl_command cmd_approve = {
	.name = "approve",
	.usage = "ID [--times N] [--for 10m] [--reason TEXT] "
	    "[--passphrase-fd N] [--pinentry FILE]",
	.help = "Let one exact command run, or open the window asked for",
	.options =
	    "Shows what is asked and by whom, then asks for the passphrase. "
	    "The session runs\nthe same command again and it passes, --times "
	    "times (1 to 5) within --for. A\nchange of the text, the folder, "
	    "the user, or a script or SQL file that it names\nvoids it. The "
	    "floor has no requests.\n",
	.granting = true,
	.run = run_approve
};

const struct ctl_command cmd_deny = {
	.name = "deny",
	.usage = "ID [--note TEXT]",
	.help = "Say no to a request; the note is in its next refusal",
	.granting = true,
	.run = run_deny
};
