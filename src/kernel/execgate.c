/* SPDX-License-Identifier: ISC */
/*
 * An exec of the tree. It MUST hold:
 *  1. What cannot be read is refused, never let through.
 *  2. What would fail is answered with the errno it would fail with: a path
 *     that is not there when we look must not be there when the kernel does.
 *  3. Judged is the file that the kernel would run, under each name by which
 *     it may know what to be, with its whole argv; for #! the interpreter as
 *     well.
 *  4. What runs afterwards is compared with what was judged (verify.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyse/tool_data.h"
#include "audit/record.h"
#include "kernel/supervisor.h"
#include "kernel/target.h"

enum { MEMORY = 192 * 1024 * 1024 };

struct request {
	struct supervisor *s;
	uint64_t id;
	pid_t tid;
	bool compat;
	struct arena *a;
	int dirfd, flags;
	uint64_t argv_at, envp_at;
	char *path;
	struct target_words argv, envp;
	struct target_file file;	/* as named */
	struct target_file run;		/* what the kernel loads: file, or the
					   last interpreter */
	bool tool;			/* found in a folder of PATH */
	bool hidden;			/* run cannot be read by us */
	const char **chain;		/* [interpreter, argument]..., innermost
					   last; NULL ended */
	unsigned nchain;
	struct walk_world world;
	struct judgement j;
};

/* --- reading --- */

static int
read_request(struct request *q, const struct seccomp_notif *n, bool at)
{
	const __u64 *arg = n->data.args;

	q->dirfd = at ? (int)arg[0] : AT_FDCWD;
	q->flags = at ? (int)arg[4] : 0;
	q->path = target_string(q->a, q->tid, arg[at ? 1 : 0],
	    TARGET_PATH_MAX);
	if (q->path == NULL)
		return -1;
	q->argv_at = arg[at ? 2 : 1];
	q->envp_at = arg[at ? 3 : 2];
	return target_words(q->a, q->tid, q->argv_at, q->compat, &q->argv);
}

/* The shell itself, whose line was judged before: the first exec of its own
 * process, and nothing of the tree can have run before it. */
static bool
is_first(const struct request *q)
{
	return !q->s->started && q->tid == q->s->shell &&
	    strcmp(q->path, q->s->cfg->policy->shell) == 0;
}

/* --- resolving --- */

static int
resolve(struct request *q)
{
	const char *interp, *arg;
	struct target_file next;
	int r;

	if (target_open(q->a, q->tid, q->dirfd, q->path, q->flags,
	    &q->file) != 0)
		return -1;
	q->run = q->file;
	q->chain = arena_array(q->a, 2 * TARGET_SCRIPTS_MAX + 2,
	    sizeof *q->chain);
	while ((r = target_interpreter(q->a, &q->run, &interp, &arg)) == 1) {
		if (q->nchain == TARGET_SCRIPTS_MAX) {
			errno = ELOOP;
			return -1;
		}
		q->chain[2 * q->nchain] = interp;
		q->chain[2 * q->nchain + 1] = arg;
		q->nchain++;
		if (target_open(q->a, q->tid, AT_FDCWD, interp, 0,
		    &next) != 0)
			return -1;
		if (q->run.fd != q->file.fd)
			close(q->run.fd);
		q->run = next;
	}
	q->hidden = r < 0 && errno != ENOEXEC;
	return 0;
}

static void
release(struct request *q)
{
	if (q->run.fd >= 0 && q->run.fd != q->file.fd)
		close(q->run.fd);
	if (q->file.fd >= 0)
		close(q->file.fd);
	arena_free(q->a);
}

/* The path by which the kernel names the script to its interpreter. */
static const char *
script_name(const struct request *q)
{
	if (q->dirfd == AT_FDCWD || q->path[0] == '/')
		return q->path;
	if (q->path[0] == '\0')
		return arena_printf(q->a, "/dev/fd/%d", q->dirfd);
	return arena_printf(q->a, "/dev/fd/%d/%s", q->dirfd, q->path);
}

/*
 * argv as an interpreter gets it: with `levels` of #! argv[0] gives way to
 * interpreter, argument and script of each (execve(2)); without, it is the
 * caller's.
 */
static void
argv_at(struct request *q, unsigned levels, struct target_words *out)
{
	unsigned max = q->argv.count + 2 * levels + 3u, i, n = 0;

	*out = q->argv;
	if (levels == 0 && q->argv.count > 0)
		return;
	out->word = arena_array(q->a, max, sizeof *out->word);
	out->len = arena_array(q->a, max, sizeof *out->len);
	for (i = levels; i-- > 0;) {
		out->word[n++] = arena_strdup(q->a, q->chain[2 * i]);
		if (q->chain[2 * i + 1] != NULL)
			out->word[n++] = arena_strdup(q->a,
			    q->chain[2 * i + 1]);
	}
	/* Since 5.18 an empty argv becomes one empty word. */
	out->word[n++] = arena_strdup(q->a, levels > 0 ? script_name(q) : "");
	for (i = 1; i < q->argv.count; i++)
		out->word[n++] = q->argv.word[i];
	out->count = n;
	out->bytes = 0;
	for (i = 0; i < n; i++) {
		out->len[i] = strlen(out->word[i]);
		out->bytes += out->len[i] + 1;
	}
}

/* --- judging --- */

static const char *
base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static const char *
from_environ(const struct request *q, const char *name)
{
	size_t n = strlen(name);
	unsigned i;

	for (i = 0; i < q->envp.count; i++)
		if (strncmp(q->envp.word[i], name, n) == 0 &&
		    q->envp.word[i][n] == '=')
			return q->envp.word[i] + n + 1;
	return NULL;
}

/* The world of the new program: its own folder and environment. */
static int
make_world(struct request *q)
{
	static char *const none[] = { NULL };

	q->world = *q->s->cfg->world;
	if (target_words(q->a, q->tid, q->envp_at, q->compat, &q->envp) != 0)
		return -1;
	q->world.environ = q->envp.word != NULL ? q->envp.word : none;
	q->world.cwd = target_cwd(q->a, q->tid);
	q->world.home = from_environ(q, "HOME");
	q->world.pid = q->tid;
	q->world.ppid = 0;
	q->world.past = NULL;
	return 0;
}

static bool
system_file(const struct target_file *f)
{
	static const char *const roots[] = { "/bin/", "/sbin/", "/usr/",
	    "/lib/", "/etc/", "/var/lib/dpkg/", NULL };
	int i;

	if (f->st.st_uid != 0 || (f->st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return false;
	for (i = 0; roots[i] != NULL; i++)
		if (strncmp(f->path, roots[i], strlen(roots[i])) == 0)
			return true;
	return false;
}

/* Does `path` lie in a folder of the caller's PATH? What is installed there is
 * a tool, as the line gate sees it: by its name, not by its text. */
static bool
from_path(const struct request *q, const char *path)
{
	const char *p = from_environ(q, "PATH"), *slash;
	size_t n, dir;

	slash = strrchr(path, '/');
	if (p == NULL || slash == NULL || slash == path)
		return false;
	dir = (size_t)(slash - path);
	for (; *p != '\0'; p += n + (p[n] == ':')) {
		n = strcspn(p, ":");
		if (n == dir && strncmp(p, path, n) == 0)
			return true;
	}
	return false;
}

/* `sh /usr/bin/tool`: `env sh` in a first line comes here like that. */
static bool
runs_tool(const struct request *q)
{
	struct target_file f;
	unsigned i;
	bool is = false;

	for (i = 1; i < q->argv.count && q->argv.word[i][0] == '-'; i++)
		if (strcmp(q->argv.word[i], "-c") == 0)
			return false;
	if (i >= q->argv.count || q->argv.word[i][0] != '/')
		return false;
	if (from_path(q, q->argv.word[i]))
		return true;
	if (target_open(q->a, q->tid, AT_FDCWD, q->argv.word[i], 0, &f) == 0) {
		is = system_file(&f);
		close(f.fd);
	}
	return is;
}

/* make: what its file says comes by here when it is done, and the line that
 * named it was judged by that file. */
static bool
reads_rules(const struct request *q)
{
	const struct tool *t = tool_find(base(q->file.path));

	return t != NULL && t->top.language != NULL &&
	    strcmp(t->top.language, "make") == 0;
}

static bool
runs(const struct verdict *v)
{
	return v->kind == VERDICT_ALLOW || v->kind == VERDICT_DEFER;
}

/* Judge argv under the name `name`. Returns whether it may run. */
static bool
judge_as(struct request *q, const struct target_words *w, const char *name)
{
	char **argv = arena_array(q->a, w->count + 2u, sizeof *argv);
	size_t *len = arena_array(q->a, w->count + 2u, sizeof *len);
	unsigned n = w->count > 0 ? w->count : 1;

	if (w->count > 0) {
		memcpy(argv, w->word, w->count * sizeof *argv);
		memcpy(len, w->len, w->count * sizeof *len);
	}
	argv[0] = arena_strdup(q->a, name);
	len[0] = strlen(name);
	supervisor_judge(q->s, q->a, argv, len, n, &q->world,
	    q->s->cfg->tier, q->tid, &q->j);
	return runs(&q->j.verdict);
}

/*
 * A program may go by the name it is called by, by its file's name (links,
 * renamed copies in other folders) or by argv[0] (busybox, clients that hold
 * several tools). Each that names another tool is judged.
 */
static bool
judge_names(struct request *q, const struct target_words *w,
    const char *called, const struct target_file *f)
{
	const char *names[3] = { called, f->path,
	    w->count > 0 ? w->word[0] : "" };
	const struct tool *seen[3] = { NULL }, *t;
	bool system = system_file(f) || (f == &q->file && q->tool);
	int i, k, n = 0;

	for (i = 0; i < 3; i++) {
		t = tool_find(base(names[i]));
		for (k = 0; t != NULL && k < n; k++)
			if (seen[k] == t)
				t = NULL;
		if (t == NULL)
			continue;
		seen[n++] = t;
		/* A system program by its short name, as on a line. */
		if (!judge_as(q, w, system || i == 2 ? base(names[i]) :
		    names[i]))
			return false;
	}
	return n > 0 || judge_as(q, w, system ? base(f->path) : f->path);
}

/* MUST 3. */
static bool
judge(struct request *q, const struct target_words *final)
{
	struct target_words w;
	unsigned i;

	q->tool = from_path(q, q->path);
	if (runs_tool(q) || reads_rules(q))
		q->world.read_files = false;
	if (!judge_names(q, &q->argv, q->path, &q->file))
		return false;
	/* Scripts of the system are programs like any other; what they start
	 * comes by here. Others are read by what their interpreter is. */
	if (q->nchain == 0 || q->tool || system_file(&q->file))
		return true;
	for (i = 1; i < q->nchain; i++) {
		argv_at(q, i, &w);
		if (!judge_as(q, &w, w.word[0]))
			return false;
	}
	return judge_names(q, final, final->word[0], &q->run);
}

/* --- answering --- */

static void
print_argv(struct arena *a, const struct target_words *w, struct judgement *j)
{
	struct buf b = { 0 };
	unsigned i;
	size_t k;

	for (i = 0; i < w->count && b.len < 65536; i++) {
		const char *s = w->word[i];

		if (i > 0)
			buf_char(&b, ' ');
		if (*s != '\0' && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		    "abcdefghijklmnopqrstuvwxyz0123456789_./:=@+,-") ==
		    w->len[i]) {
			buf_add(&b, s, w->len[i]);
			continue;
		}
		buf_char(&b, '\'');
		for (k = 0; k < w->len[i]; k++)
			if (s[k] == '\'')
				buf_str(&b, "'\\''");
			else
				buf_char(&b, s[k]);
		buf_char(&b, '\'');
	}
	j->text = arena_strndup(a, b.data != NULL ? b.data : "", b.len);
	j->len = b.len;
	j->envelope.text = j->text;
	j->envelope.len = j->len;
	buf_free(&b);
}

static void
log_exec(struct request *q, const char *event)
{
	const struct supervisor *s = q->s;
	struct record_actor actor = { getuid(), q->tid, 0 };
	struct record_exec exec = {
		.argv = (const char *const *)q->argv.word,
		.argc = q->argv.count, .normal = q->j.verdict.matched,
		.file = q->file.path };
	struct record r = { .kind = RECORD_EXEC, .session = s->cfg->session,
	    .actor = &actor, .cwd = q->world.cwd, .line = s->cfg->line,
	    .verdict = &q->j.verdict, .exec = &exec, .event = event,
	    .window = q->j.verdict.window };

	if (s->cfg->state != NULL)
		(void)record_write(s->cfg->state, &r, NULL);
}

static void
refuse(struct request *q)
{
	struct supervisor *s = q->s;

	s->tally.refused++;
	print_argv(q->a, &q->argv, &q->j);
	if (!supervisor_again(s, q->tid, q->j.text, q->j.len)) {
		log_exec(q, NULL);
		supervisor_explain(s, q->tid, &q->j, JUDGED_EXEC);
	}
	supervisor_answer(s, q->id, EACCES);
}

/* sudo and the like under NO_NEW_PRIVS: they start, and then complain in
 * words that name no cure. */
static void
warn_set_id(struct request *q)
{
	static const char text[] = "bashplate: set-user-id programs such as "
	    "sudo have no effect in a guarded session (NO_NEW_PRIVS): run it "
	    "outside, or the owner installs the helper: platectl doctor\n";
	const mode_t m = q->run.st.st_mode;
	bool set_id = (m & S_ISUID) != 0 || (m & (S_ISGID | S_IXGRP)) ==
	    (S_ISGID | S_IXGRP);

	if (!set_id || !q->s->nnp || q->s->warned == q->tid)
		return;
	q->s->warned = q->tid;
	target_say(q->tid, text, sizeof text - 1);
}

static int
expectation(const struct request *q, const struct target_words *final,
    struct verify_expect *e)
{
	size_t at = 0;
	unsigned i;

	e->dev = q->run.st.st_dev;
	e->ino = q->run.st.st_ino;
	e->hidden = q->hidden;
	e->len = final->bytes;
	e->cmdline = malloc(final->bytes + 1);
	if (e->cmdline == NULL)
		return -1;
	for (i = 0; i < final->count; i++) {
		memcpy(e->cmdline + at, final->word[i], final->len[i] + 1);
		at += final->len[i] + 1;
	}
	return 0;
}

/* Does its words' text tell all that it starts? See lineage.h. */
static bool
is_opaque(const struct request *q)
{
	const struct effect *e = q->j.effects->head;

	for (; e != NULL; e = e->next)
		if (e->kind == EFFECT_COMMAND && e->via != NULL &&
		    e->file == NULL)
			return false;
	return true;
}

/* MUST 4. */
static void
let_run(struct request *q, const struct target_words *final)
{
	struct supervisor *s = q->s;
	struct verify_expect e;
	pid_t tgid;

	tally_add(&s->tally, q->file.path);
	if (s->cfg->policy->record_exec || q->j.verdict.window != NULL ||
	    q->j.verdict.observed || q->j.verdict.own_work)
		log_exec(q, q->j.verdict.own_work ? "own-work" : NULL);
	warn_set_id(q);
	tgid = target_tgid(q->tid);
	lineage_note(&s->lineage, tgid, is_opaque(q));
	if (s->cfg->tier == TIER_FULL) {
		if (tgid < 0 || expectation(q, final, &e) != 0) {
			supervisor_answer(s, q->id, ENOMEM);
			return;
		}
		if (verify_begin(&s->verify, q->tid, tgid, &e) != 0 &&
		    s->cfg->policy->tier == TIER_FULL) {
			supervisor_answer(s, q->id, EPERM);
			return;
		}
		/* A reused pid would be somebody else's. */
		if (!supervisor_waits(s, q->id)) {
			verify_cancel(&s->verify, q->tid);
			return;
		}
	}
	supervisor_answer(s, q->id, 0);
}

static void
handle(struct request *q, const struct seccomp_notif *n, bool at)
{
	struct target_words final;

	if (read_request(q, n, at) != 0) {
		supervisor_answer(q->s, q->id, errno == E2BIG ||
		    errno == ENAMETOOLONG || errno == EFAULT ? errno : EACCES);
		return;
	}
	if (is_first(q)) {
		q->s->started = true;
		supervisor_answer(q->s, q->id, 0);
		return;
	}
	if (resolve(q) != 0) {
		supervisor_answer(q->s, q->id, errno != 0 ? errno : EACCES);
		return;
	}
	if (make_world(q) != 0) {
		supervisor_answer(q->s, q->id, errno == E2BIG ? E2BIG :
		    EACCES);
		return;
	}
	argv_at(q, q->nchain, &final);
	if (!supervisor_waits(q->s, q->id))
		return;
	if (judge(q, &final))
		let_run(q, &final);
	else
		refuse(q);
}

/* Its own frame: after the jump *q still is what it was. */
static void
handle_within(struct request *q, const struct seccomp_notif *n, bool at)
{
	if (setjmp(*arena_catch(q->a)) == 0)
		handle(q, n, at);
	else
		supervisor_answer(q->s, q->id, ENOMEM);
}

void
execgate(struct supervisor *s, const struct seccomp_notif *n, bool at)
{
	struct request q = { .s = s, .id = n->id, .tid = (pid_t)n->pid,
	    .compat = filter_compat(n->data.arch), .file = { .fd = -1 },
	    .run = { .fd = -1 } };

	q.a = arena_new(MEMORY);
	if (q.a == NULL) {
		supervisor_answer(s, n->id, ENOMEM);
		return;
	}
	handle_within(&q, n, at);
	release(&q);
}
