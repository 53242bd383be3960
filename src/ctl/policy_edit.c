/* SPDX-License-Identifier: ISC */
/*
 * Change the policy and find the way back. What is in force is only ever
 * replaced as a whole, by a text that was read without a mistake, and the one
 * before lies beside it as FILE.last.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/exitcode.h"
#include "base/io.h"
#include "ctl/policy.h"

enum { POLICY_MAX = 1024 * 1024, CHECK_MEMORY = 64 << 20 };

static const char *
beside(const struct ctl *c, const char *path, const char *suffix)
{
	return arena_printf(c->arena, "%s%s", path, suffix);
}

static int
refuse_inside(const struct ctl *c)
{
	const char *why = "";

	if (!ctl_inside(c->policy->state_dir, &why))
		return 0;
	fprintf(stderr, "platectl: policy: refused inside a guarded session: "
	    "%s\n", why);
	return EXITCODE_REFUSED;
}

/* Start `argv` on our terminal and wait. Returns its status, or -1. */
static int
run(char *const argv[])
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execvp(argv[0], argv);
		fprintf(stderr, "platectl: policy: %s: %s\n", argv[0],
		    strerror(errno));
		_exit(127);
	}
	if (pid < 0)
		return -1;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* $VISUAL and $EDITOR may hold words of their own, as everywhere. */
static int
run_editor(const struct ctl *c, const char *file)
{
	const char *editor = getenv("VISUAL");
	char sh[] = "/bin/sh", dash_c[] = "-c", name[] = "sh";
	char *text, *copy = arena_strdup(c->arena, file);

	if (editor == NULL || *editor == '\0')
		editor = getenv("EDITOR");
	if (editor == NULL || *editor == '\0')
		editor = "vi";
	text = arena_printf(c->arena, "exec %s \"$1\"", editor);
	return run((char *[]){ sh, dash_c, text, name, copy, NULL });
}

/* Is the text a policy? Its mistakes are told, under the name `shown`. */
static bool
sound(const char *file, const char *shown, size_t *floor)
{
	const struct policy_sources src = { .only = file };
	struct arena *a = arena_new(CHECK_MEMORY);
	struct buf b = { 0 };
	const struct policy *p;
	bool ok;

	if (a == NULL)
		return false;
	p = policy_load(a, &src);
	for (size_t i = 0; i < p->nproblem; i++) {
		buf_printf(&b, "%s:%u:%u: %s", shown, p->problem[i].line,
		    p->problem[i].column,
		    p->problem[i].warning ? "warning: " : "");
		buf_visible(&b, p->problem[i].message,
		    strlen(p->problem[i].message), 1000);
		buf_char(&b, '\n');
	}
	ctl_flush(&b, stderr);
	buf_free(&b);
	ok = !p->broken;
	*floor = p->nfloor;
	policy_close(p);
	arena_free(a);
	return ok;
}

static int
read_policy(const char *path, struct buf *out)
{
	struct err e = { 0 };

	if (io_read_file(path, POLICY_MAX, 0, out, &e) == 0)
		return 0;
	return policy_fault(path, e.msg);
}

/* `text` becomes the policy; the one before stays as FILE.last. */
static int
swap_in(const struct ctl *c, const char *path, const struct buf *before,
    const struct buf *text, const char *event)
{
	struct err e = { 0 };
	struct stat st;

	if (stat(path, &st) != 0)
		return policy_fault(path, strerror(errno));
	if (io_replace(beside(c, path, ".last"), before->data, before->len,
	    st.st_mode & 0755, &e) != 0 ||
	    io_replace(path, text->data, text->len, st.st_mode & 0755,
	    &e) != 0)
		return policy_fault(path, e.msg);
	ctl_record(c, RECORD_POLICY, NULL, event, NULL, path);
	return 0;
}

/* Asks on the terminal; without one the answer is no. */
static bool
again(void)
{
	char answer[16];

	if (!isatty(STDIN_FILENO))
		return false;
	fputs("edit again? [Y/n] ", stderr);
	return fgets(answer, sizeof answer, stdin) != NULL &&
	    answer[0] != 'n' && answer[0] != 'N';
}

static int
finish(const struct ctl *c, const char *path, const char *draft,
    const struct buf *before, size_t old_floor)
{
	struct buf after = { 0 };
	size_t floor = 0;
	int r;

	if (read_policy(draft, &after) != 0)
		return EXITCODE_FAULT;
	if (after.len == before->len &&
	    memcmp(after.data, before->data, after.len) == 0) {
		unlink(draft);
		puts("not changed");
		buf_free(&after);
		return 0;
	}
	(void)sound(draft, path, &floor);
	r = swap_in(c, path, before, &after, "edit");
	buf_free(&after);
	if (r != 0)
		return r;
	unlink(draft);
	printf("changed %s; floor entries: %zu before, %zu now. Back: "
	    "platectl policy rollback\n", path, old_floor, floor);
	return 0;
}

int
policy_edit(const struct ctl *c, const char *path)
{
	struct buf before = { 0 };
	const char *draft;
	struct err e = { 0 };
	size_t floor = 0, ignored;
	int r;

	if ((r = refuse_inside(c)) != 0)
		return r;
	if (path == NULL && (path = policy_own_path(c)) == NULL)
		return EXITCODE_FAULT;
	if (access(path, F_OK) != 0 && (r = policy_init(c, path)) != 0)
		return r;
	if (read_policy(path, &before) != 0)
		return EXITCODE_FAULT;
	draft = beside(c, path, ".draft");
	if (io_replace(draft, before.data, before.len, 0600, &e) != 0)
		return policy_fault(draft, e.msg);
	(void)sound(path, path, &floor);
	do {
		if ((r = run_editor(c, draft)) != 0) {
			unlink(draft);
			buf_free(&before);
			return policy_fault(path, "the editor failed; the "
			    "policy is as it was");
		}
		r = sound(draft, draft, &ignored) ? 0 : EXITCODE_FAULT;
	} while (r != 0 && again());
	if (r == 0)
		r = finish(c, path, draft, &before, floor);
	else
		fprintf(stderr, "platectl: policy: %s is as it was; your text "
		    "is in %s\n", path, draft);
	buf_free(&before);
	return r;
}

int
policy_diff(const struct ctl *c, const char *path)
{
	char diff[] = "diff", dash_u[] = "-u", *last, *now;
	int r;

	if (path == NULL && (path = policy_own_path(c)) == NULL)
		return EXITCODE_FAULT;
	now = arena_strdup(c->arena, path);
	last = arena_strdup(c->arena, beside(c, path, ".last"));
	if (access(last, F_OK) != 0) {
		printf("no earlier version of %s\n", path);
		return 0;
	}
	fflush(stdout);
	r = run((char *[]){ diff, dash_u, last, now, NULL });
	return r == 0 || r == 1 ? 0 : EXITCODE_FAULT;
}

int
policy_rollback(const struct ctl *c, const char *path)
{
	struct buf now = { 0 }, last = { 0 };
	const char *from;
	size_t floor = 0;
	int r;

	if ((r = refuse_inside(c)) != 0)
		return r;
	if (path == NULL && (path = policy_own_path(c)) == NULL)
		return EXITCODE_FAULT;
	from = beside(c, path, ".last");
	if (access(from, F_OK) != 0)
		return policy_fault(path, "there is no earlier version");
	if (!sound(from, from, &floor))
		return policy_fault(from, "has mistakes; the policy is as it "
		    "was");
	r = read_policy(path, &now) != 0 || read_policy(from, &last) != 0 ?
	    EXITCODE_FAULT : swap_in(c, path, &now, &last, "rollback");
	buf_free(&now);
	buf_free(&last);
	if (r == 0)
		printf("%s is the version before; floor entries: %zu. The "
		    "same command brings the other one back\n", path, floor);
	return r;
}
