/* SPDX-License-Identifier: ISC */
/*
 * semantic_driver HOOK BIN DIR BASH < LINES: runs each NUL-ended line under
 * the real bash with sem_hook.c preloaded and compares what bash would have
 * executed, written or signalled with what the walk saw. For each record: some
 * effect says exactly that, or an effect leaves it open (counted), or the test
 * fails: a definite, different answer. The last line of the output counts.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "analyse/pattern.h"
#include "analyse/walk.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/io.h"

enum { OUT = 210, STRANGER = 64123, SECONDS = 3, MAX_WORDS = 512 };
enum { MOST = 50 };	/* records of one line in the shares: it may be endless */

static const char *hook, *bin, *dir, *bash;
static char home[] = "HOME=/home/person", kube[] = "K=kubectl",
    both[] = "WORDS=get pods", locale[] = "LC_ALL=C.UTF-8", path[4096];
static char *const environment[] = { home, kube, both, locale, path, NULL };

struct record {
	const char *kind;
	const char *words[MAX_WORDS];
	unsigned n;
};

static struct counts {
	unsigned long lines, refused, argvs, exact, open, wrong;
} total;

/* --- running bash -------------------------------------------------------- */
static void
child(const char *line, int out, const char *rc)
{
	static char missing[] = "BASH_FUNC_command_not_found_handle%%=() { "
	    "printf '%s\\0' found \"$#\" \"$@\" >&210; return $SEM_RC; }";
	char preload[4096], code[16];
	char *env[] = { home, kube, both, locale, path, missing, preload, code,
	    NULL };
	struct rlimit cpu = { 2, 2 }, files = { 1 << 20, 1 << 20 },
	    procs = { 400, 400 };
	int null = open("/dev/null", O_RDWR);

	snprintf(preload, sizeof preload, "LD_PRELOAD=%s", hook);
	snprintf(code, sizeof code, "SEM_RC=%s", rc);
	setsid();
	if (dup2(out, OUT) < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
	    dup2(null, 2) < 0 || chdir(dir) < 0)
		_exit(99);
	setrlimit(RLIMIT_CPU, &cpu);
	setrlimit(RLIMIT_FSIZE, &files);
	setrlimit(RLIMIT_NPROC, &procs);
	if (geteuid() == 0 && (setgroups(0, NULL) < 0 ||
	    setresgid(STRANGER, STRANGER, STRANGER) < 0 ||
	    setresuid(STRANGER, STRANGER, STRANGER) < 0))
		_exit(99);
	execle(bash, "bash", "-c", line, (char *)NULL, env);
	_exit(99);
}

static volatile sig_atomic_t late;

static void
on_alarm(int sig)
{
	(void)sig;
	late = 1;
}

/* Records of one run, appended to `b`. */
static void
run_bash(const char *line, const char *rc, struct buf *b)
{
	char name[] = "/tmp/sem.XXXXXX", chunk[4096];
	int fd = mkstemp(name), status;
	ssize_t n;
	pid_t pid;

	if (fd < 0)
		exit(99);
	unlink(name);
	if (fcntl(fd, F_SETFL, O_APPEND) < 0)
		exit(99);
	fflush(stdout);
	pid = fork();
	if (pid < 0)
		exit(99);
	if (pid == 0)
		child(line, fd, rc);
	late = 0;
	alarm(SECONDS);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR && !late)
		continue;
	alarm(0);
	kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) > 0 || errno == EINTR)
		continue;
	if (lseek(fd, 0, SEEK_SET) < 0)
		exit(99);
	while ((n = read(fd, chunk, sizeof chunk)) > 0)
		buf_add(b, chunk, (size_t)n);
	close(fd);
}

/* --- comparing ----------------------------------------------------------- */
static bool
text_may_be(const struct valtext *t, const char *s)
{
	size_t n = strlen(s);

	if (!t->hole)
		return strcmp(t->pre, s) == 0;
	return n >= t->prelen + t->suflen &&
	    memcmp(s, t->pre, t->prelen) == 0 &&
	    memcmp(s + n - t->suflen, t->suf, t->suflen) == 0;
}

static bool
is_exactly(struct arena *a, const struct value *v, const char *s)
{
	const char *t;
	size_t n;
	unsigned i;

	/* Which number a <( ) gets says nothing. */
	t = value_text(v);
	if (t != NULL && strncmp(t, "/dev/fd/", 8) == 0 &&
	    strncmp(s, "/dev/fd/", 8) == 0)
		return true;
	if ((v->flags & VALUE_GLOB) != 0) {
		t = value_text(v);
		return t != NULL && strcmp(pattern_decode(a, t, strlen(t), &n),
		    s) == 0;
	}
	if ((v->flags & VALUE_MANY) != 0 || !value_exact(v))
		return false;
	for (i = 0; i < v->nalt; i++)
		if (strcmp(v->alt[i].pre, s) == 0)
			return true;
	return false;
}

static bool
may_be(const struct value *v, const char *s)
{
	unsigned i;

	for (i = 0; i < v->nalt; i++)
		if (text_may_be(&v->alt[i], s))
			return true;
	return false;
}

static bool
words_exact(struct arena *a, const struct effect *e, const struct record *r)
{
	unsigned i;

	if (e->argc != r->n)
		return false;
	for (i = 0; i < r->n; i++)
		if (!is_exactly(a, e->argv[i], r->words[i]))
			return false;
	return true;
}

/* Could argv[i..] be words[k..]? Patterns and lists are any words. */
static bool
words_open(const struct effect *e, unsigned i, const struct record *r,
    unsigned k)
{
	const struct value *v;

	for (; i < e->argc; i++, k++) {
		v = e->argv[i];
		if ((v->flags & (VALUE_GLOB | VALUE_MANY)) != 0) {
			for (; k <= r->n; k++)
				if (words_open(e, i + 1, r, k))
					return true;
			return false;
		}
		if (k >= r->n || !may_be(v, r->words[k]))
			return false;
	}
	return k == r->n || e->more_args;
}

static bool
has_path(const struct effect *e, const char *s)
{
	const char *const *p;

	for (p = e->abs; p != NULL && *p != NULL; p++)
		if (strcmp(*p, s) == 0)
			return true;
	return false;
}

enum answer { WRONG, OPEN, EXACT };

static enum answer
by_effect(struct arena *a, const struct effect *e, const struct record *r)
{
	if (e->kind == EFFECT_UNKNOWN) {
		if (strcmp(r->kind, "write") == 0)
			return e->unknown == UNKNOWN_TARGET ||
			    e->unknown == UNKNOWN_SHELL ? OPEN : WRONG;
		return e->unknown == UNKNOWN_TARGET ? WRONG : OPEN;
	}
	if (strcmp(r->kind, "write") == 0) {
		if (e->kind != EFFECT_WRITE)
			return WRONG;
		if (has_path(e, r->words[0]))
			return EXACT;
		return e->path == NULL || !value_exact(e->path) ||
		    e->cwd == NULL ? OPEN : WRONG;
	}
	if (strcmp(r->kind, "kill") == 0)
		return e->kind == EFFECT_SIGNAL ? EXACT : WRONG;
	if (e->kind != EFFECT_COMMAND)
		return WRONG;
	if (words_exact(a, e, r))
		return EXACT;
	return words_open(e, 0, r, 0) ? OPEN : WRONG;
}

static void
compare(struct arena *a, const char *line, const struct effects *list,
    const struct record *r, bool counts)
{
	enum answer best = WRONG, one;
	const struct effect *e;
	unsigned i;

	for (e = list->head; e != NULL && best != EXACT; e = e->next) {
		one = by_effect(a, e, r);
		if (one > best)
			best = one;
	}
	total.argvs += counts;
	total.exact += counts && best == EXACT;
	total.open += counts && best == OPEN;
	total.wrong += best == WRONG;
	if (best == EXACT || (best == OPEN && getenv("SEM_OPEN") == NULL))
		return;
	printf("# %s: %s\n#   bash: %s", best == OPEN ? "open" : "WRONG", line,
	    r->kind);
	for (i = 0; i < r->n; i++)
		printf(" [%s]", r->words[i]);
	putchar('\n');
}

static bool
next_record(const struct buf *b, size_t *at, struct record *r)
{
	const char *end = b->data + b->len;
	const char *p = b->data + *at;
	unsigned long n;

	r->kind = p;
	r->n = 0;
	p += strlen(p) + 1;
	if (p >= end)
		return false;
	n = strtoul(p, NULL, 10);
	p += strlen(p) + 1;
	while (n-- > 0 && p < end && r->n < MAX_WORDS) {
		r->words[r->n++] = p;
		p += strlen(p) + 1;
	}
	*at = (size_t)(p - b->data);
	return true;
}

static void
one_line(const char *line)
{
	struct walk_world world = { .environ = environment, .cwd = dir,
	    .home = "/home/person", .uid = STRANGER, .read_files = true,
	    .file_limit = 256 * 1024, .file_count = 64 };
	struct arena *a = arena_new((size_t)256 << 20);
	const struct effects *list;
	struct record r;
	struct buf b = { 0 };
	size_t at = 0;
	unsigned n = 0;

	if (a == NULL || setjmp(*arena_catch(a)) != 0)
		exit(99);
	total.lines++;
	list = walk_text(a, line, strlen(line), NULL, &world);
	if (list->status != EFFECTS_OK) {
		total.refused++;
		if (getenv("SEM_OPEN") != NULL)
			printf("# refused: %s\n", line);
		arena_free(a);
		return;
	}
	run_bash(line, "0", &b);
	run_bash(line, "1", &b);
	buf_char(&b, '\0');
	b.len--;
	while (at < b.len && next_record(&b, &at, &r))
		compare(a, line, list, &r, n++ < MOST);
	buf_free(&b);
	arena_free(a);
}

int
main(int argc, char **argv)
{
	struct sigaction act = { .sa_handler = on_alarm };
	char *line = NULL;
	size_t cap = 0;

	if (argc != 5)
		return 2;
	hook = argv[1];
	bin = argv[2];
	dir = argv[3];
	bash = argv[4];
	snprintf(path, sizeof path, "PATH=%s", bin);
	sigaction(SIGALRM, &act, NULL);
	while (getdelim(&line, &cap, '\0', stdin) > 0)
		if (line[0] != '\0')
			one_line(line);
	free(line);
	printf("lines %lu refused %lu argvs %lu exact %lu open %lu wrong %lu\n",
	    total.lines, total.refused, total.argvs, total.exact, total.open,
	    total.wrong);
	return total.wrong == 0 ? 0 : 1;
}
