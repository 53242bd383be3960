/* SPDX-License-Identifier: ISC */
/* What an exec asks for: read from the caller, and found as the kernel would
 * find it. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kernel/execask.h"

int
request_read(struct request *q, const struct seccomp_notif *n, bool at)
{
	const __u64 *arg = n->data.args, *from = &arg[at ? 1 : 0];
	uint64_t addr[3] = { from[0], from[1], from[2] };

	q->dirfd = at ? (int)arg[0] : AT_FDCWD;
	q->flags = at ? (int)arg[4] : 0;
	q->envp_at = addr[2];
	if (!q->compat && target_view(q->a, q->tid, addr, &q->path, &q->argv,
	    &q->envp)) {
		q->envp_at = 0;
		return 0;
	}
	q->path = target_string(q->a, q->tid, addr[0], TARGET_PATH_MAX);
	if (q->path == NULL)
		return -1;
	return target_words(q->a, q->tid, addr[1], q->compat, &q->argv);
}

int
request_resolve(struct request *q)
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

void
request_release(struct request *q)
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

void
request_argv(struct request *q, unsigned levels, struct target_words *out)
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

const char *
request_environ(const struct request *q, const char *name)
{
	size_t n = strlen(name);
	unsigned i;

	for (i = 0; i < q->envp.count; i++)
		if (strncmp(q->envp.word[i], name, n) == 0 &&
		    q->envp.word[i][n] == '=')
			return q->envp.word[i] + n + 1;
	return NULL;
}

int
request_world(struct request *q)
{
	static char *const none[] = { NULL };

	q->world = *q->s->cfg->world;
	if (q->envp_at != 0 && target_words(q->a, q->tid, q->envp_at,
	    q->compat, &q->envp) != 0)
		return -1;
	q->world.environ = q->envp.word != NULL ? q->envp.word : none;
	q->world.cwd = target_cwd(q->a, q->tid);
	q->world.home = request_environ(q, "HOME");
	q->world.pid = q->tid;
	q->world.ppid = 0;
	q->world.past = NULL;
	return 0;
}
