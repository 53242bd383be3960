/* SPDX-License-Identifier: ISC */
#include "policy/judge.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/bashcheck.h"
#include "policy/created.h"
#include "policy/match_cache.h"
#include "policy/request.h"

static const char *
real(struct arena *a, const char *path)
{
	char out[PATH_MAX];

	if (path == NULL || path[0] != '/')
		return NULL;
	return arena_strdup(a, realpath(path, out) != NULL ? out : path);
}

/* Is `dir` equal to `path` or a folder above it? */
static bool
contains(const char *dir, const char *path)
{
	size_t n = strlen(dir);

	if (strcmp(dir, "/") == 0)
		return true;
	return strncmp(dir, path, n) == 0 &&
	    (path[n] == '\0' || path[n] == '/');
}

static bool
has_git(const char *dir)
{
	char path[PATH_MAX];
	struct stat st;

	if (snprintf(path, sizeof path, "%s/.git", dir) >= (int)sizeof path)
		return false;
	return lstat(path, &st) == 0;
}

/*
 * The git top level above `cwd`, else `cwd`; never the root, the home folder
 * or anything above it, since then everything would be "the project".
 */
const char *
judge_project(struct arena *a, const char *cwd, const char *home)
{
	const char *start = real(a, cwd);
	char *dir, *slash;

	if (start == NULL)
		return NULL;
	dir = arena_strdup(a, start);
	while (strcmp(dir, "/") != 0) {
		if (home != NULL && contains(dir, home))
			break;
		if (has_git(dir))
			return dir;
		slash = strrchr(dir, '/');
		slash[slash == dir ? 1 : 0] = '\0';
	}
	if (strcmp(start, "/") == 0 || (home != NULL && contains(start, home)))
		return NULL;
	return start;
}

static const char *const *
real_list(struct arena *a, const char *const *list)
{
	const char **out;
	size_t n = 0, i;

	while (list != NULL && list[n] != NULL)
		n++;
	out = arena_array(a, n + 1, sizeof *out);
	for (i = 0, n = 0; list != NULL && list[i] != NULL; i++)
		if ((out[n] = real(a, list[i])) != NULL)
			n++;
	out[n] = NULL;
	return out;
}

static const char *
env_get(char *const *environ_, const char *name)
{
	size_t n = strlen(name);

	for (; environ_ != NULL && *environ_ != NULL; environ_++)
		if (strncmp(*environ_, name, n) == 0 && (*environ_)[n] == '=')
			return *environ_ + n + 1;
	return NULL;
}

static const char *const *
guard_files(struct arena *a, const struct policy *policy,
    const struct walk_world *world)
{
	const char **out = arena_array(a, 10, sizeof *out);
	const char *config = env_get(world->environ, "XDG_CONFIG_HOME");
	size_t n = 0;

	out[n++] = PKGSYSCONFDIR;
	out[n++] = BINDIR "/bashplate";
	out[n++] = BINDIR "/platectl";
	out[n++] = PKGLIBEXECDIR;
	out[n++] = PKGDATADIR;
	out[n++] = PKGSTATEDIR;
	if (policy->state_dir != NULL)
		out[n++] = policy->state_dir;
	if (config != NULL && config[0] == '/')
		out[n++] = arena_printf(a, "%s/bashplate", config);
	else if (world->home != NULL && world->home[0] == '/')
		out[n++] = arena_printf(a, "%s/.config/bashplate",
		    world->home);
	out[n] = NULL;
	return out;
}

void
judge_context(struct arena *a, const struct policy *policy,
    const struct walk_world *world, const struct session *session,
    struct context *ctx)
{
	struct created *created;

	memset(ctx, 0, sizeof *ctx);
	ctx->uid = world->uid;
	ctx->tier = TIER_LINE_ONLY;
	ctx->cache = match_cache_new(a);
	ctx->home = real(a, world->home);
	if (policy->project != NULL)
		ctx->project = real(a, policy->project);
	else if (session != NULL && session->project[0] == '/')
		ctx->project = judge_project(a, session->project, ctx->home);
	else if (world->cwd != NULL)
		ctx->project = judge_project(a, world->cwd, ctx->home);
	ctx->scratch = real_list(a, policy->scratch);
	ctx->production = policy->production;
	ctx->protected_branches = policy->protected_branches;
	ctx->guard = guard_files(a, policy, world);
	ctx->guard_real = real_list;
	if (session != NULL) {
		created = arena_alloc(a, sizeof *created);
		created_init(created, session->start, world->uid);
		ctx->created_here = created_here;
		ctx->created_arg = created;
	}
}

/*
 * What we cannot parse is refused, unless bash would reject it just the same:
 * then bash reports it, in its own words.
 */
static bool
bash_says_so(const struct effects *fx, const struct policy *policy)
{
	const char *base = strrchr(policy->shell, '/');

	/* Another shell has another grammar: what is no bash may run there. */
	if (strcmp(base != NULL ? base + 1 : policy->shell, "bash") != 0)
		return false;
	/* extglob may be on for reasons that the text does not show
	 * (BASHOPTS, a startup file): bash must reject it either way. */
	return fx->status == EFFECTS_UNPARSED && fx->bad_text != NULL &&
	    bashcheck_rejects(policy->shell, fx->bad_text, fx->bad_len,
	    fx->bad_from, false) &&
	    bashcheck_rejects(policy->shell, fx->bad_text, fx->bad_len,
	    fx->bad_from, true);
}

/*
 * A line that asks the guard itself for something is never run. What the floor
 * refuses stays refused by the floor.
 */
static void
asks_guard(struct arena *a, struct judgement *out)
{
	struct verdict *v = &out->verdict;
	enum request_verb verb;

	if (v->kind == VERDICT_REFUSE || out->envelope.text == NULL)
		return;
	verb = request_line(a, out->envelope.text, out->envelope.len, NULL);
	if (verb == REQUEST_NONE)
		return;
	memset(v, 0, sizeof *v);
	v->kind = VERDICT_REFUSE;
	v->layer = LAYER_REQUEST;
	v->span = out->envelope.span;
	v->matched = arena_strndup(a, out->envelope.text,
	    out->envelope.len);
	v->rule = verb == REQUEST_RELEASE ? "release-window" :
	    "qualify-senior";
	v->title = verb == REQUEST_RELEASE ? "A window is asked for" :
	    "Qualifying is for a person, outside this session";
	v->why = "nobody grants himself anything from inside a guarded "
	    "session";
}

static void
judge_in(struct arena *a, const struct invoke *inv,
    const struct walk_world *world, const struct policy *policy,
    const struct grants *grants, const struct context *ctx,
    struct judgement *out)
{
	struct effects *fx = walk_text(a, out->text, out->len, inv, world);
	struct context with = *ctx;

	if (bash_says_so(fx, policy))
		fx->status = EFFECTS_OK;
	out->effects = fx;
	envelope_find(a, out->text, out->len, fx->status == EFFECTS_OK ?
	    fx->program : NULL, &out->envelope);
	with.line = out->envelope.text;
	with.line_len = out->envelope.len;
	with.cwd = world->cwd;
	decide(a, out->effects, policy, grants, &with, &out->verdict);
	asks_guard(a, out);
}

void
judge_text(struct arena *a, const char *text, size_t len,
    const struct invoke *inv, const struct walk_world *world,
    const struct policy *policy, const struct grants *grants,
    const struct context *ctx, struct judgement *out)
{
	static const struct effects none = { .status = EFFECTS_LIMIT };
	struct arena_catcher outer;
	struct verdict *v = &out->verdict;

	memset(out, 0, sizeof *out);
	out->text = out->envelope.text = text;
	out->len = out->envelope.len = len;
	arena_save(a, &outer);
	if (setjmp(*arena_catch(a)) == 0)
		judge_in(a, inv, world, policy, grants, ctx, out);
	else {
		out->effects = &none;
		memset(v, 0, sizeof *v);
		v->kind = VERDICT_REFUSE;
		v->layer = LAYER_LIMIT;
		v->rule = "limit";
		v->title = "Larger or deeper than the guard judges";
		v->why = "it takes more memory than the guard gives to one "
		    "line";
		v->instead = "split it into smaller commands";
	}
	arena_restore(a, &outer);
}
