/* SPDX-License-Identifier: ISC */
/*
 * The starter policy with its comments. JSON has none, so they are members
 * whose name begins with two slashes: the loader skips those.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/exitcode.h"
#include "base/io.h"
#include "ctl/policy.h"
#include "policy/load.h"

static const char head[] =
    "{\n"
    "  \"//\": \"The policy of bashplate; bashplate-policy(5). Members that "
    "begin with // are comments. Change it with: platectl policy edit\",\n"
    "  \"permissions\": {\n"
    "    \"//\": \"neverAllow is the floor: no window and no approval lifts "
    "it. A command in any spelling, a kind of SQL statement, or words side "
    "by side; what each entry means: platectl policy explain\",\n"
    "    \"neverAllow\": [\n";

static const char tail[] =
    "    ],\n"
    "    \"//releaseWindow\": \"How long a window is unless its opener says, "
    "how long it may be at most, and how long a running line keeps its "
    "verdict after it ended. hours: spans such as Mon-Fri 09:00-18:00\",\n"
    "    \"releaseWindow\": { \"duration\": \"2h\", \"max\": \"8h\", "
    "\"grace\": \"10m\", \"scope\": [ \"*\" ], \"hours\": [] }\n"
    "  },\n"
    "  \"//operators\": \"Who may qualify to open windows: accounts and "
    "%groups. Left out: every account. Example: [ \\\"alice\\\", "
    "\\\"%sre\\\" ]\",\n"
    "  \"qualification\": { \"valid\": \"180d\" },\n"
    "  \"//blockSet\": \"Rules or packs to switch off, rules to raise to "
    "the floor, and the least radius that is refused; platectl rules lists "
    "them, rules of your own go to rules.d beside this file\",\n"
    "  \"blockSet\": { \"off\": [], \"floor\": [], \"radius\": 1 },\n"
    "  \"//context\": \"Names that mean production, branches that are "
    "protected, folders that anybody may clean\",\n"
    "  \"context\": {\n"
    "    \"production\": [ \"prod\", \"*-prod-*\", \"prod-*\", \"*-prod\", "
    "\"production\" ],\n"
    "    \"protectedBranches\": [ \"main\", \"master\", \"release/*\" ],\n"
    "    \"scratch\": [ \"/tmp\", \"/var/tmp\", \"$TMPDIR\" ]\n"
    "  },\n"
    "  \"//mode\": \"enforce, or observe: block-set refusals are only "
    "logged, the floor holds. platectl policy try FILE shows what a policy "
    "would cost\",\n"
    "  \"mode\": \"enforce\",\n"
    "  \"//unknown\": \"defer: what a line does not show is judged by the "
    "kernel gates where they are live; refuse: never\",\n"
    "  \"unknown\": \"defer\",\n"
    "  \"//tier\": \"any, line-only, unverified or full: the least this "
    "machine must enforce, else nothing runs\",\n"
    "  \"tier\": \"any\",\n"
    "  \"shell\": \"/bin/bash\"\n"
    "}\n";

/* Root writes the managed policy, everybody else his own. */
const char *
policy_own_path(const struct ctl *c)
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
	policy_fault("HOME", "is unset; name a FILE");
	return NULL;
}

int
policy_fault(const char *path, const char *text)
{
	fprintf(stderr, "platectl: policy: %s: %s\n", path, text);
	return EXITCODE_FAULT;
}

void
policy_starter(struct buf *b)
{
	buf_str(b, head);
	for (const char *const *s = starter_entry; *s != NULL; s++) {
		buf_str(b, "      ");
		buf_json(b, *s, strlen(*s));
		buf_str(b, s[1] != NULL ? ",\n" : "\n");
	}
	buf_str(b, tail);
}

int
policy_init(const struct ctl *c, const char *path)
{
	struct err e = { 0 };
	struct buf b = { 0 };
	char dir[PATH_MAX];
	char *slash;
	int fd, r;

	if (path == NULL && (path = policy_own_path(c)) == NULL)
		return EXITCODE_FAULT;
	snprintf(dir, sizeof dir, "%s", path);
	slash = strrchr(dir, '/');
	if (slash != NULL && slash != dir) {
		*slash = '\0';
		if (io_mkdirs(dir, 0755, &e) != 0)
			return policy_fault(path, e.msg);
	}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0 && errno == EEXIST)
		return policy_fault(path, "is there already and was left "
		    "alone");
	if (fd < 0)
		return policy_fault(path, strerror(errno));
	policy_starter(&b);
	r = b.failed ? -1 : io_write(fd, b.data, b.len);
	buf_free(&b);
	if (close(fd) != 0 || r != 0) {
		unlink(path);
		return policy_fault(path, strerror(errno));
	}
	printf("wrote %s\n", path);
	return 0;
}
