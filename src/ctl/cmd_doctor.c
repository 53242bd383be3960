/* SPDX-License-Identifier: ISC */
/*
 * Would the real client start us now, and are policy, log and windows
 * healthy? One line for each finding, with its fix.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/exitcode.h"
#include "ctl/claude.h"
#include "ctl/command.h"
#include "ctl/common.h"

struct doctor {
	struct ctl c;
	const char *shell;	/* our own bashplate */
	unsigned findings;
};

static void finding(struct doctor *, const char *, ...)
    __attribute__((format(printf, 2, 3)));
static void fine(const char *, ...) __attribute__((format(printf, 1, 2)));

static void
say(const char *mark, const char *fmt, va_list ap)
{
	char text[2048];
	struct buf b = { 0 };
	int n = vsnprintf(text, sizeof text, fmt, ap);

	if (n >= (int)sizeof text)
		n = sizeof text - 1;
	buf_str(&b, mark);
	buf_visible(&b, text, n > 0 ? (size_t)n : 0, sizeof text);
	buf_char(&b, '\n');
	ctl_flush(&b, stdout);
	buf_free(&b);
}

static void
finding(struct doctor *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("PROBLEM  ", fmt, ap);
	va_end(ap);
	d->findings++;
}

static void
fine(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("ok       ", fmt, ap);
	va_end(ap);
}

/* --- would the client start us? ------------------------------------------*/

/* Highest first: managed settings, project, user, the environment. */
static const char *
setting(struct doctor *d, const char *name, const char **from)
{
	static const enum claude_file order[] = { CLAUDE_MANAGED,
	    CLAUDE_LOCAL, CLAUDE_PROJECT, CLAUDE_USER };
	const char *s;
	bool broken;
	size_t i;

	for (i = 0; i < sizeof order / sizeof *order; i++) {
		s = claude_env(d->c.arena, order[i], name, &broken);
		if (s != NULL) {
			*from = claude_path(d->c.arena, order[i]);
			return s;
		}
	}
	*from = "the environment";
	return getenv(name);
}

static bool
is_bashplate(const struct doctor *d, const char *path)
{
	struct stat a, b;

	return stat(path, &a) == 0 && stat(d->shell, &b) == 0 &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static void
check_settings(struct doctor *d)
{
	enum claude_file f;
	bool broken;

	for (f = CLAUDE_MANAGED; f < CLAUDE_FILES; f++) {
		claude_env(d->c.arena, f, "SHELL", &broken);
		if (broken)
			finding(d, "%s is not a JSON object, so the client "
			    "ignores it: mend it",
			    claude_path(d->c.arena, f));
	}
}

/* The candidate that wins, as the client picks it. NULL: it falls back. */
static const char *
picked(struct doctor *d, const char **from)
{
	static const char *const name[] = { "CLAUDE_CODE_SHELL", "SHELL" };
	const char *value, *why;
	int i;

	for (i = 0; i < 2; i++) {
		value = setting(d, name[i], from);
		if (value == NULL || value[0] == '\0')
			continue;
		why = claude_rejects(value);
		if (why == NULL)
			return value;
		finding(d, "%s=%s (from %s) is passed over by Claude Code "
		    "without a word: %s; the next candidate or /bin/bash "
		    "runs instead. Fix: set it to %s", name[i], value, *from,
		    why, d->shell);
	}
	return NULL;
}

static void
check_client(struct doctor *d)
{
	const char *from = NULL, *shell = picked(d, &from);

	check_settings(d);
	if (shell == NULL)
		finding(d, "Claude Code would start a plain shell: no setting "
		    "names one that it takes. Fix: platectl setup "
		    "claude-code");
	else if (!is_bashplate(d, shell))
		finding(d, "Claude Code would start %s (from %s), which is "
		    "not bashplate. Fix: platectl setup claude-code%s", shell,
		    from, strncmp(from, ".claude", 7) == 0 ?
		    ", and take SHELL and CLAUDE_CODE_SHELL out of the "
		    "project's settings, which overrule the user's" : "");
	else
		fine("Claude Code would start %s (from %s)", shell, from);
}

static void
check_reach(struct doctor *d)
{
	struct arena *a = d->c.arena;
	bool broken;
	const char *s = claude_env(a, CLAUDE_MANAGED, "CLAUDE_CODE_SHELL",
	    &broken);

	if (s != NULL && !claude_writable(a, CLAUDE_MANAGED)) {
		fine("the setting is managed: an agent of this user cannot "
		    "change it");
		return;
	}
	if (claude_writable(a, CLAUDE_PROJECT))
		fine("note: %s can be written by an agent and overrules the "
		    "user's settings from its next start on; root pins it: "
		    "sudo platectl setup claude-code",
		    claude_path(a, CLAUDE_PROJECT));
}

/* --- the installation ----------------------------------------------------*/

static void
check_program(struct doctor *d)
{
	const char *shell = d->shell;
	const char *alias = PKGLIBEXECDIR "/bash";
	const char *why = claude_rejects(shell);

	if (why != NULL)
		finding(d, "%s: %s. Fix: make install (mode 755)", shell,
		    why);
	else
		fine("%s is there and executable", shell);
	if (!is_bashplate(d, alias))
		finding(d, "%s is not a link to %s, which agents that accept "
		    "only the name bash need. Fix: ln -sf %s %s", alias,
		    shell, shell, alias);
	else
		fine("%s leads to bashplate", alias);
}

static void
check_real_shell(struct doctor *d)
{
	const char *shell = d->c.policy->shell;

	if (access(shell, X_OK) != 0)
		finding(d, "the real shell %s cannot be run, so no command "
		    "can. Fix: install bash or set \"shell\" in the policy",
		    shell);
	else if (is_bashplate(d, shell))
		finding(d, "the policy's \"shell\" is bashplate itself. Fix: "
		    "name the real bash");
	else
		fine("the real shell is %s", shell);
}

static void
check_policy(struct doctor *d)
{
	const struct policy *p = d->c.policy;
	size_t i;

	for (i = 0; i < p->nproblem; i++)
		finding(d, "policy %s:%u:%u: %s. Fix: edit it, then platectl "
		    "policy check", p->problem[i].file != NULL ?
		    p->problem[i].file : "", p->problem[i].line,
		    p->problem[i].column, p->problem[i].message);
	if (!p->broken)
		fine("the policy is sound: %zu entries on the floor",
		    p->nfloor);
	if (p->mode == MODE_OBSERVE)
		finding(d, "mode is observe: only the floor is refused. Fix: "
		    "set \"mode\": \"enforce\" when you have seen enough");
}

static void
check_log(struct doctor *d)
{
	struct record r = { .kind = RECORD_POLICY, .event = "doctor",
	    .cwd = d->c.world.cwd };
	struct err e = { 0 };

	if (d->c.policy->state_dir == NULL)
		finding(d, "there is no place for the log, so every command "
		    "is refused. Fix: set HOME or XDG_STATE_HOME");
	else if (record_write(d->c.policy->state_dir, &r, &e) != 0)
		finding(d, "the log cannot be written, so every command is "
		    "refused: %s. Fix: give %s to yourself, folder 700 and "
		    "log.jsonl 600, with free space", e.msg,
		    d->c.policy->state_dir);
	else
		fine("the log %s/log.jsonl takes records",
		    d->c.policy->state_dir);
}

static void
check_windows(struct doctor *d)
{
	struct grant_now now;
	struct grants g;
	struct err e = { 0 };
	size_t i, n = 0;

	if (d->c.policy->state_dir == NULL)
		return;
	grant_now(&now);
	if (grant_load(d->c.arena, d->c.policy->state_dir, NULL, &now, &g,
	    &e) != 0) {
		finding(d, "windows cannot be read, so all are shut: %s. "
		    "Fix: give the folder to yourself, mode 700", e.msg);
		return;
	}
	for (i = 0; i < g.nwindow; i++) {
		n += g.window[i].shut == NULL;
		if (g.window[i].shut != NULL &&
		    (strstr(g.window[i].shut, "trusted") != NULL ||
		    strstr(g.window[i].shut, "damaged") != NULL))
			finding(d, "window %s is shut: %s. Fix: remove "
			    "%s/windows/%s", g.window[i].id, g.window[i].shut,
			    d->c.policy->state_dir, g.window[i].id);
	}
	if (n == 0)
		fine("no window is open: the whole block set is in force");
	else
		fine("%zu window%s open; platectl window list", n,
		    n == 1 ? " is" : "s are");
}

static void
say_layout(const struct doctor *d)
{
	if (d->c.policy->managed)
		fine("layout: managed; the policy is root's. State and log of "
		    "this user are still his own: tamper-evident, not "
		    "tamper-proof");
	else
		fine("layout: personal; everything has your own uid: "
		    "tamper-evident, not tamper-proof");
}

static int
run(int argc, char **argv)
{
	struct doctor d = { 0 };
	int r;

	(void)argv;
	if (argc > 1)
		return ctl_usage(&cmd_doctor, "no word was expected");
	if ((r = ctl_open(&d.c, NULL)) != 0)
		return r;
	d.shell = ctl_shell(d.c.arena);
	check_program(&d);
	check_real_shell(&d);
	check_client(&d);
	check_reach(&d);
	check_policy(&d);
	check_log(&d);
	check_windows(&d);
	say_layout(&d);
	ctl_close(&d.c);
	if (d.findings > 0)
		printf("%u finding%s\n", d.findings, d.findings == 1 ? "" :
		    "s");
	return d.findings > 0 ? 1 : 0;
}

const struct ctl_command cmd_doctor = {
	.name = "doctor",
	.usage = "",
	.help = "Say whether the guard really guards, and the fix where not",
	.options =
	    "Exit status: 0 healthy, 1 findings. Run it where and as whom the "
	    "client runs:\nthe answer depends on the folder (project "
	    "settings) and the environment.\n",
	.run = run
};
