/* SPDX-License-Identifier: ISC */
/* Write a first policy, check one, and say what each entry matches. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/exitcode.h"
#include "base/io.h"
#include "ctl/command.h"
#include "ctl/common.h"
#include "policy/floor_example.h"

static const char starter[] =
    "{\n"
    "  \"//\": \"The policy of bashplate; see bashplate-policy(5).\",\n"
    "  \"permissions\": {\n"
    "    \"//\": \"neverAllow is the floor: no window lifts it.\",\n"
    "    \"neverAllow\": [\n"
    "      \"DROP DATABASE\",\n"
    "      \"DROP SCHEMA\",\n"
    "      \"DROP TABLE\",\n"
    "      \"TRUNCATE\",\n"
    "      \"DELETE FROM (unbounded)\",\n"
    "      \"kubectl delete ns nexlayer-services\",\n"
    "      \"kubectl delete pvc\",\n"
    "      \"git push --force origin main\"\n"
    "    ],\n"
    "    \"releaseWindow\": { \"duration\": \"2h\", \"max\": \"8h\" }\n"
    "  },\n"
    "  \"//blockSet\": \"Rules or packs to switch off; platectl rules.\",\n"
    "  \"blockSet\": { \"off\": [], \"floor\": [] },\n"
    "  \"context\": {\n"
    "    \"production\": [ \"prod\", \"*-prod-*\" ],\n"
    "    \"protectedBranches\": [ \"main\", \"master\", \"release/*\" ],\n"
    "    \"scratch\": [ \"/tmp\", \"$TMPDIR\" ]\n"
    "  },\n"
    "  \"mode\": \"enforce\"\n"
    "}\n";

/* Root writes the managed policy, everybody else his own. */
static const char *
default_path(const struct ctl *c)
{
	const char *xdg = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");

	if (geteuid() == 0)
		return PKGSYSCONFDIR "/policy.json";
	if (xdg != NULL && xdg[0] == '/')
		return arena_printf(c->arena, "%s/bashplate/policy.json",
		    xdg);
	if (home != NULL && home[0] == '/')
		return arena_printf(c->arena,
		    "%s/.config/bashplate/policy.json", home);
	return NULL;
}

static int
fault(const char *path, const char *text)
{
	fprintf(stderr, "platectl: policy: %s: %s\n", path, text);
	return EXITCODE_FAULT;
}

static int
init(const struct ctl *c, const char *path)
{
	struct err e = { 0 };
	char dir[PATH_MAX];
	char *slash;
	int fd, r;

	if (path == NULL && (path = default_path(c)) == NULL)
		return fault("HOME", "is unset; name a FILE");
	snprintf(dir, sizeof dir, "%s", path);
	slash = strrchr(dir, '/');
	if (slash != NULL && slash != dir) {
		*slash = '\0';
		if (io_mkdirs(dir, 0755, &e) != 0)
			return fault(path, e.msg);
	}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0 && errno == EEXIST)
		return fault(path, "is there already and was left alone");
	if (fd < 0)
		return fault(path, strerror(errno));
	r = io_write(fd, starter, sizeof starter - 1);
	if (close(fd) != 0 || r != 0) {
		unlink(path);
		return fault(path, strerror(errno));
	}
	printf("wrote %s\n", path);
	return 0;
}

static int
check(const struct ctl *c)
{
	const struct policy *p = c->policy;
	size_t i, errors = 0;

	ctl_problems(p, true, stderr);
	for (i = 0; i < p->nproblem; i++)
		errors += !p->problem[i].warning;
	if (p->broken) {
		fprintf(stderr, "%zu mistake%s: nothing runs by this "
		    "policy\n", errors, errors == 1 ? "" : "s");
		return EXITCODE_FAULT;
	}
	printf("the policy is sound: %zu floor entries, hash %.16s\n",
	    p->nfloor, p->hash);
	return 0;
}

static void
explain_list(struct buf *b, const char *label, const char *const *list)
{
	buf_printf(b, "  %-20s", label);
	for (; list != NULL && *list != NULL; list++)
		buf_printf(b, " %s", *list);
	buf_char(b, '\n');
}

/* On one line: a heredoc is shown as bash would read it in one word. */
static void
show_line(struct buf *b, const char *label, const char *line)
{
	buf_printf(b, "      %-12s ", label);
	buf_visible(b, line, strlen(line), 300);
	buf_char(b, '\n');
}

static void
explain_examples(const struct ctl *c, const struct floor_entry *f,
    struct buf *b)
{
	struct floor_examples x;

	floor_examples(c->arena, f, &x);
	for (unsigned i = 0; i < x.nrefused; i++)
		show_line(b, "refuses", x.refused[i]);
	for (unsigned i = 0; i < x.npassed; i++)
		show_line(b, "lets through", x.passed[i]);
	if (x.nrefused == 0)
		buf_str(b, "      warning: no command was found that it "
		    "matches; platectl check -- 'COMMAND' tries yours\n");
}

static void
explain_entry(const struct ctl *c, const struct floor_entry *f, size_t n,
    struct buf *b)
{
	buf_printf(b, "  %2zu  ", n);
	buf_visible(b, f->text, strlen(f->text), 200);
	buf_printf(b, "\n      from %s line %u\n      ",
	    f->file != NULL ? f->file : "the starter policy", f->line);
	if (f->regex != NULL)
		buf_printf(b, "matches a PCRE2 pattern in %s\n",
		    f->in == FLOOR_IN_ARGV ? "the words joined by blanks" :
		    "each word");
	else
		buf_printf(b, "matches %s\n",
		    signature_print(c->arena, f->sig));
	if (f->why != NULL) {
		buf_str(b, "      because ");
		buf_visible(b, f->why, strlen(f->why), 200);
		buf_char(b, '\n');
	}
	explain_examples(c, f, b);
}

static int
explain(const struct ctl *c)
{
	const struct policy *p = c->policy;
	struct buf b = { 0 };
	size_t i;

	ctl_problems(p, true, stderr);
	buf_printf(&b, "layout: %s\nstate:  %s\nhash:   %s\n",
	    p->managed ? "managed: the policy is root's" :
	    "personal: tamper-evident, not tamper-proof",
	    p->state_dir != NULL ? p->state_dir : "none", p->hash);
	buf_printf(&b, "floor (no window lifts it):\n");
	for (i = 0; i < p->nfloor; i++)
		explain_entry(c, &p->floor[i], i + 1, &b);
	if (p->nfloor == 0)
		buf_str(&b, "  empty: the owner says []\n");
	buf_printf(&b, "window: default %s, at most %s, grace %s\n",
	    ctl_duration(c->arena, p->window_default),
	    ctl_duration(c->arena, p->window_max),
	    ctl_duration(c->arena, p->window_grace));
	explain_list(&b, "scope", p->window_scope);
	buf_printf(&b, "block set: see platectl rules\n");
	explain_list(&b, "off", p->off);
	buf_printf(&b, "  %-20s %zu rules\n", "raised to the floor",
	    p->nraised);
	buf_str(&b, "context:\n");
	buf_printf(&b, "  %-20s %s\n", "project", p->project != NULL ?
	    p->project : "the git top level, else the folder");
	explain_list(&b, "production", p->production);
	explain_list(&b, "protectedBranches", p->protected_branches);
	explain_list(&b, "scratch", p->scratch);
	buf_printf(&b, "mode: %s\nunknown: %s\nfloorUnseen: %s\nshell: %s\n",
	    p->mode == MODE_OBSERVE ? "observe" : "enforce",
	    p->unknown == UNKNOWN_REFUSE ? "refuse" : "defer",
	    p->floor_unseen_refuse ? "refuse" : "log", p->shell);
	ctl_flush(&b, stdout);
	buf_free(&b);
	return p->broken ? EXITCODE_FAULT : 0;
}

static int
run(int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "", *file = NULL;
	struct ctl c;
	int r;

	if (argc > 3)
		return ctl_usage(&cmd_policy, "at most one FILE was expected");
	if (argc == 3)
		file = argv[2];
	if (strcmp(verb, "init") != 0 && strcmp(verb, "check") != 0 &&
	    strcmp(verb, "explain") != 0)
		return ctl_usage(&cmd_policy, "one of init, check, explain "
		    "was expected");
	if ((r = ctl_open(&c, strcmp(verb, "init") == 0 ? NULL : file)) != 0)
		return r;
	if (strcmp(verb, "init") == 0)
		r = init(&c, file);
	else
		r = strcmp(verb, "check") == 0 ? check(&c) : explain(&c);
	ctl_close(&c);
	return r;
}

const struct ctl_command cmd_policy = {
	.name = "policy",
	.usage = "init [FILE] | check [FILE] | explain [FILE]",
	.help = "Write, check or explain the policy",
	.options =
	    "  init     write the starter policy; never over a file that is "
	    "there\n"
	    "  check    name every mistake with file, line and column\n"
	    "  explain  the policy in force: each floor entry and what it "
	    "matches\n\n"
	    "Without FILE the policy in force is meant: managed, personal, "
	    "and the\nneverAllow of Claude Code's settings.\n",
	.run = run
};
