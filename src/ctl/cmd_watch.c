/* SPDX-License-Identifier: ISC */
/*
 * Requests as they come, for the person beside the agent: on a terminal each
 * can be answered at once; on a desktop without one a pinentry asks for the
 * windows.
 */
#include <getopt.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <editline/readline.h>

#include "base/exitcode.h"
#include "ctl/ask.h"

enum { SEEN_MAX = 4096, EVERY_MS = 400 };

struct watch {
	struct passphrase_source source;
	bool once;		/* --once: what is asked for now, then leave */
	char (*seen)[REQUEST_ID + 24];
	size_t nseen;
	int answered;
};

/* A request that comes again after its answer is a new one. */
static bool
is_new(struct watch *w, const struct request *r)
{
	char key[REQUEST_ID + 24];
	size_t i;

	snprintf(key, sizeof key, "%s.%u", r->id, r->count);
	for (i = 0; i < w->nseen; i++)
		if (strcmp(w->seen[i], key) == 0)
			return false;
	if (w->nseen < SEEN_MAX)
		memcpy(w->seen[w->nseen++], key, sizeof key);
	return true;
}

/* 'a', 'd', 'q', or 'l' for later. */
static char
choose(void)
{
	char *line, c = 'l';

	fflush(stdout);
	line = readline("a approve, d deny, l later, q quit [l]: ");
	if (line == NULL)
		c = 'q';
	else if (line[0] != '\0' && strchr("adq", line[0]) != NULL)
		c = line[0];
	free(line);
	return c;
}

/* Returns false when the person has enough. */
static bool
handle(const struct ctl *c, struct watch *w, const struct request *r)
{
	bool terminal = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
	char *note, what;

	if (!terminal) {
		/* A pinentry shows what a window is; a command needs room. */
		ask_show(c, r);
		if (r->kind == REQUEST_WINDOW)
			w->answered += ask_approve(c, r->id, &w->source) == 0;
		return true;
	}
	fputc('\a', stderr);
	ask_show(c, r);
	what = choose();
	if (what == 'a')
		w->answered += ask_approve(c, r->id, &w->source) == 0;
	else if (what == 'd') {
		note = readline("Note for the session: ");
		w->answered += ask_deny(c, r->id, note != NULL &&
		    note[0] != '\0' ? note : NULL) == 0;
		free(note);
	}
	return what != 'q';
}

/* One look. Returns false to leave. */
static bool
look(struct watch *w, int *status)
{
	struct request *list;
	struct ctl c;
	bool go = true;
	int i, n;

	if ((*status = ctl_open(&c, NULL)) != 0)
		return false;
	list = arena_array(c.arena, ASK_MAX, sizeof *list);
	n = ask_list(&c, list, NULL);
	for (i = 0; i < n && go; i++)
		if (list[i].state == REQUEST_OPEN && is_new(w, &list[i]))
			go = handle(&c, w, &list[i]);
	ctl_close(&c);
	return go && !w->once;
}

static int
begin(struct watch *w)
{
	struct signer who;
	struct ctl c;
	int r;

	if ((r = ctl_open(&c, NULL)) != 0)
		return r;
	r = ctl_state(&c) == NULL ? EXITCODE_FAULT :
	    signer_may(&c, &cmd_watch, &w->source, &who);
	ctl_close(&c);
	w->seen = calloc(SEEN_MAX, sizeof *w->seen);
	return r != 0 ? r : w->seen == NULL ? EXITCODE_FAULT : 0;
}

static int
run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "once", no_argument, NULL, 'o' },
		{ "pinentry", required_argument, NULL, 'y' },
		{ NULL, 0, NULL, 0 }
	};
	struct watch w = { .source = { .fd = -1 } };
	int k, r;

	while ((k = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (k == 'o')
			w.once = true;
		else if (k == 'y')
			w.source.pinentry = optarg;
		else
			return ctl_usage(&cmd_watch, "bad option");
	if (optind < argc)
		return ctl_usage(&cmd_watch, "no word was expected");
	if ((r = begin(&w)) == 0) {
		if (!w.once)
			fputs("Waiting for what guarded sessions ask for; ^C "
			    "ends this.\n", stderr);
		while (look(&w, &r))
			(void)poll(NULL, 0, EVERY_MS);
	}
	free(w.seen);
	return r;
}

const struct ctl_command cmd_watch = {
	.name = "watch",
	.usage = "[--once] [--pinentry FILE]",
	.help = "Requests as they come, each answered on the spot",
	.options =
	    "On a terminal: approve, deny or later, one after the other. "
	    "Without one, on a\ndesktop or with --pinentry, windows that are "
	    "asked for are opened with the\npassphrase that pinentry takes. "
	    "--once looks a single time.\n",
	.granting = true,
	.run = run
};
