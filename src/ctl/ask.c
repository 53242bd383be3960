/* SPDX-License-Identifier: ISC */
#include "ctl/ask.h"

#include <string.h>

#include "base/exitcode.h"
#include "base/io.h"
#include "policy/grant.h"
#include "syntax/parse.h"

/* Nothing is cut: more than any request holds, escaped. */
enum { VISIBLE_MAX = 1 << 20 };

const char *
ask_state(const struct request *r)
{
	switch (r->state) {
	case REQUEST_APPROVED:
		return "approved";
	case REQUEST_DENIED:
		return "denied";
	case REQUEST_OPEN:
		break;
	}
	return "open";
}

const char *
ask_what(const struct request *r)
{
	if (r->kind == REQUEST_WINDOW)
		return "window";
	return r->what == JUDGED_EXEC ? "program" :
	    r->what == JUDGED_SIGNAL ? "signal" : "command";
}

int
ask_list(const struct ctl *c, struct request *list, struct err *e)
{
	int n = request_list(c->arena, c->policy->state_dir, list, ASK_MAX,
	    e), i, k = 0;
	uid_t uid = ctl_sees(c);

	for (i = 0; i < n; i++)
		if (uid == (uid_t)-1 || list[i].uid == uid)
			list[k++] = list[i];
	return n < 0 ? n : k;
}

int
ask_find(const struct ctl *c, const struct ctl_command *cmd, const char *id,
    struct request *out)
{
	struct request *list = arena_array(c->arena, ASK_MAX, sizeof *list);
	struct err e = { 0 };
	int i, n, hits = 0;

	n = ask_list(c, list, &e);
	if (n < 0)
		return signer_sorry(cmd, e.msg, "");
	for (i = 0; i < n; i++)
		if (strcmp(list[i].id, id) == 0) {
			*out = list[i];
			hits++;
		}
	if (hits == 1)
		return 0;
	fprintf(stderr, "platectl: %s: no living session asks for \"%s\"; "
	    "platectl requests\n", cmd->name, id);
	return EXITCODE_USAGE;
}

/* Lines of a command as lines, all else that is no text as \x.. */
static void
add_lines(struct buf *b, const char *s, const char *indent)
{
	size_t n;

	while (*s != '\0') {
		n = strcspn(s, "\n");
		buf_str(b, indent);
		buf_visible(b, s, n, VISIBLE_MAX);
		buf_char(b, '\n');
		s += n + (s[n] == '\n');
	}
}

static void
add(struct buf *b, const char *label, const char *s)
{
	if (s == NULL || *s == '\0')
		return;
	buf_printf(b, "  %-9s", label);
	buf_visible(b, s, strlen(s), VISIBLE_MAX);
	buf_char(b, '\n');
}

static const char *const what_label[] = {
	[JUDGED_LINE] = "  command:\n",
	[JUDGED_EXEC] = "  program, refused when it was to start:\n",
	[JUDGED_SIGNAL] = "  signal, refused when it was to be sent:\n",
};

void
ask_show(const struct ctl *c, const struct request *r)
{
	const char *const *s;
	struct account who;
	struct session session;
	struct buf b = { 0 };

	account_find(r->uid, &who);
	buf_printf(&b, "Request %s, a %s, of session %s\n", r->id,
	    r->kind == REQUEST_WINDOW ? "window" : "command", r->session);
	if (session_find(c->policy->state_dir, r->session, &session) == 0) {
		add(&b, "agent:", session.agent[0] != '\0' ? session.agent :
		    "none, a terminal");
		add(&b, "project:", session.project);
	}
	add(&b, "user:", who.name);
	add(&b, "folder:", r->cwd);
	buf_str(&b, r->kind == REQUEST_WINDOW ? "  it typed:\n" :
	    what_label[r->what]);
	add_lines(&b, r->text, "    | ");
	add(&b, r->what == JUDGED_EXEC ? "file:" : "reaches:", r->part);
	if (r->from != NULL) {
		buf_str(&b, "  in the line:\n");
		add_lines(&b, r->from, "    : ");
	}
	for (s = r->hit; *s != NULL; s++)
		add(&b, s == r->hit ? "refused:" : "", *s);
	for (s = r->file; *s != NULL; s++)
		add(&b, s == r->file ? "reads:" : "", strlen(*s) > 65 ?
		    *s + 65 : *s);
	if (r->state == REQUEST_DENIED)
		add(&b, "denied:", r->note != NULL ? r->note : "yes");
	if (b.data != NULL)
		fwrite(b.data, 1, b.len, stderr);
	buf_free(&b);
}

/* Is the file still the one of the request? */
static bool
unchanged(const struct ctl *c, const char *entry, struct err *e)
{
	struct buf b = { 0 };
	bool same = false;

	if (strlen(entry) < 66)
		return false;
	if (io_read_file(entry + 65, PARSE_MAX_TEXT, 0, &b, e) == 0)
		same = strcmp(entry, grant_file(c->arena, entry + 65,
		    b.data != NULL ? b.data : "", b.len)) == 0;
	buf_free(&b);
	return same;
}

int
ask_digest(const struct ctl *c, const struct ctl_command *cmd,
    struct request *r)
{
	const char *const *s;
	struct err e;

	for (s = r->file; *s != NULL; s++) {
		e.msg[0] = '\0';
		if (!unchanged(c, *s, &e))
			return signer_sorry(cmd, e.msg[0] != '\0' ? e.msg :
			    "a file that it reads changed since, or the "
			    "request is damaged; let the session run it again",
			    "");
	}
	grant_digest(&(struct grant_subject){ .uid = r->uid, .cwd = r->cwd,
	    .line = r->text, .len = strlen(r->text), .part = r->part,
	    .file = r->file, .hit = r->hit }, r->digest);
	return 0;
}
