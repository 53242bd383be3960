/* SPDX-License-Identifier: ISC */
/* Where git push goes when its words do not say: HEAD and the configuration
 * of the repository, as git-push(1) and git-config(1) tell. */
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "analyse/implicit_git.h"

enum { REFSPECS_MAX = 32, UP_MAX = 64, BARE_MAX = 8 };

/* Sub-commands that leave HEAD's branch and the configuration alone. */
static bool
keeps_head(const struct norm *n)
{
	static const char *const subs[] = { "add", "commit", "status", "diff",
	    "log", "show", "fetch", "rev-parse", "ls-files", "ls-remote",
	    "describe", "tag", "push", "blame", "grep", NULL };

	return strcmp(n->name, "git") == 0 && n->nsub > 0 &&
	    implicit_listed(n->sub[0], subs);
}

/* Options and variables that move the repository or its configuration. */
static bool
elsewhere(struct walk *w, const struct effect *e)
{
	static const char *const vars[] = { "GIT_DIR", "GIT_COMMON_DIR",
	    "GIT_WORK_TREE", "GIT_NAMESPACE", "GIT_CONFIG",
	    "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_GLOBAL",
	    "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM",
	    "GIT_CEILING_DIRECTORIES", NULL };
	static const char *const options[] = { "--git-dir", "--work-tree",
	    "--namespace", "--bare", "--config-env", "-c", "--repo", NULL };
	const char *v;

	for (const char *const *s = vars; *s != NULL; s++)
		if (!implicit_variable(w, e, *s, &v) || v != NULL)
			return true;
	for (unsigned i = 0; i < e->norm->noption; i++)
		if (implicit_listed(e->norm->option[i].name, options))
			return true;
	return e->norm->unknown_option;
}

static const char *
first_line(struct walk *w, const char *path, const char *prefix)
{
	const char *text;
	size_t len, n = strlen(prefix);

	if (implicit_file(w, path, &text, &len) != IMPLICIT_READ ||
	    len < n || memcmp(text, prefix, n) != 0)
		return NULL;
	return arena_strndup(w->a, text + n, strcspn(text + n, "\r\n"));
}

/* The git folder of the work tree that `cwd` lies in, or NULL. */
static const char *
git_folder(struct walk *w, const char *cwd, const char **top)
{
	char *dir = arena_strdup(w->a, cwd), *slash;
	const char *git, *link;
	struct stat st;

	for (unsigned up = 0; up < UP_MAX; up++) {
		*top = dir;
		git = arena_printf(w->a, "%s/.git", strcmp(dir, "/") == 0 ?
		    "" : dir);
		if (lstat(git, &st) == 0 && S_ISDIR(st.st_mode))
			return git;
		if (lstat(git, &st) == 0) {
			link = first_line(w, git, "gitdir: ");
			return link == NULL ? NULL : walk_join(w, dir, link);
		}
		slash = strrchr(dir, '/');
		if (slash == NULL || strcmp(dir, "/") == 0)
			return NULL;
		slash[slash == dir ? 1 : 0] = '\0';
	}
	return NULL;
}

static bool
add_file(struct walk *w, struct gitconfig *c, const char *path)
{
	const char *text;
	size_t len;
	enum implicit_read r = implicit_file(w, path, &text, &len);

	if (r == IMPLICIT_READ)
		gitconfig_parse(w->a, c, text, len);
	return r != IMPLICIT_UNKNOWN;
}

static bool
read_config(struct walk *w, const struct effect *e, const char *git,
    struct repo *r)
{
	const char *common = first_line(w, arena_printf(w->a, "%s/commondir",
	    git), ""), *home, *xdg;

	if (!implicit_variable(w, e, "HOME", &home) ||
	    !implicit_variable(w, e, "XDG_CONFIG_HOME", &xdg))
		return false;
	common = common != NULL ? walk_join(w, git, common) : git;
	gitconfig_init(&r->conf);
	if (!add_file(w, &r->conf, "/etc/gitconfig"))
		return false;
	if (xdg != NULL && *xdg == '/' && !add_file(w, &r->conf,
	    arena_printf(w->a, "%s/git/config", xdg)))
		return false;
	if (home != NULL && *home == '/' && (((xdg == NULL || *xdg == '\0') &&
	    !add_file(w, &r->conf, arena_printf(w->a, "%s/.config/git/config",
	    home))) || !add_file(w, &r->conf, arena_printf(w->a,
	    "%s/.gitconfig", home))))
		return false;
	return add_file(w, &r->conf, arena_printf(w->a, "%s/config",
	    common)) && add_file(w, &r->conf, arena_printf(w->a,
	    "%s/config.worktree", git)) && !r->conf.includes &&
	    !r->conf.broken;
}

/* The remote that a push without one goes to. */
static const char *
default_remote(struct walk *w, const struct repo *r)
{
	const char *name = NULL, *only = NULL;

	if (r->branch != NULL)
		name = git_get(w, r, "branch", r->branch, "pushremote");
	if (name == NULL)
		name = gitconfig_get(&r->conf, "remote.pushdefault");
	if (name == NULL && r->branch != NULL)
		name = git_get(w, r, "branch", r->branch, "remote");
	if (name != NULL)
		return name;
	for (const struct gitvar *v = r->conf.head; v != NULL; v = v->next) {
		size_t n = strlen(v->key);

		if (strncmp(v->key, "remote.", 7) != 0 || n < 12 ||
		    strcmp(v->key + n - 4, ".url") != 0)
			continue;
		if (only != NULL)
			return "origin";
		only = arena_strndup(w->a, v->key + 7, n - 11);
	}
	return only != NULL ? only : "origin";
}

static bool
is_true(const char *s)
{
	return s != NULL && (*s == '\0' || strcasecmp(s, "true") == 0 ||
	    strcasecmp(s, "yes") == 0 || strcasecmp(s, "on") == 0 ||
	    strcmp(s, "1") == 0);
}

static void
add_force(struct norm *n, unsigned argc)
{
	implicit_option(n, "--force", OPERAND_FLAG, NULL, argc);
}

/* remote.NAME.push, remote.NAME.mirror; false when there is neither. */
static bool
configured(struct walk *w, const struct repo *r, const char *remote,
    struct norm *n, struct norm_operand *first, unsigned argc)
{
	const char *key = arena_printf(w->a, "remote.%s.push", remote);
	unsigned found = 0;

	if (is_true(git_get(w, r, "remote", remote, "mirror"))) {
		add_force(n, argc);
		first->canon = "*";
		return true;
	}
	for (const struct gitvar *v = r->conf.head; v != NULL; v = v->next) {
		const char *canon;

		if (strcmp(v->key, key) != 0 || found == REFSPECS_MAX)
			continue;
		if (*v->value == '+')
			add_force(n, argc);
		canon = tool_canon(w->a, n->tool, OPERAND_REFSPEC, v->value);
		canon = canon != NULL ? canon : r->branch;
		if (found++ == 0)
			first->canon = canon;
		else
			implicit_operand(n, OPERAND_REFSPEC, NULL, canon,
			    argc);
	}
	return found > 0;
}

/* push.default; "simple" refuses to push where the names differ. */
static const char *
by_default(struct walk *w, const struct repo *r)
{
	const char *how = gitconfig_get(&r->conf, "push.default"), *to;

	if (how != NULL && strcasecmp(how, "matching") == 0)
		return "*";
	if (how != NULL && (strcasecmp(how, "upstream") == 0 ||
	    strcasecmp(how, "tracking") == 0) && r->branch != NULL) {
		to = git_get(w, r, "branch", r->branch, "merge");
		return to != NULL ? tool_canon(w->a, NULL, OPERAND_REFSPEC,
		    to) : r->branch;
	}
	return r->branch;
}

/*
 * A bare SRC goes where remote.NAME.push or, with push.default=upstream, the
 * branch's upstream says.
 */
static void
mapped(struct walk *w, const struct repo *r, const char *remote,
    const char *src, struct norm *n, unsigned argc)
{
	const char *key = arena_printf(w->a, "remote.%s.push", remote);
	const char *how = gitconfig_get(&r->conf, "push.default"), *to;
	unsigned found = 0;

	for (const struct gitvar *v = r->conf.head; v != NULL; v = v->next) {
		const char *s = v->value + (*v->value == '+');
		const char *colon = strchr(s, ':'), *from;

		if (strcmp(v->key, key) != 0 || colon == NULL ||
		    found == REFSPECS_MAX)
			continue;
		from = tool_canon(w->a, NULL, OPERAND_REFSPEC,
		    arena_strndup(w->a, s, (size_t)(colon - s)));
		if (from == NULL || (strcmp(from, src) != 0 &&
		    strchr(from, '*') == NULL))
			continue;
		implicit_operand(n, OPERAND_REFSPEC, NULL, tool_canon(w->a,
		    NULL, OPERAND_REFSPEC, colon + 1), argc);
		found++;
	}
	if (found == 0 && how != NULL && (strcasecmp(how, "upstream") == 0 ||
	    strcasecmp(how, "tracking") == 0) &&
	    (to = git_get(w, r, "branch", src, "merge")) != NULL)
		implicit_operand(n, OPERAND_REFSPEC, NULL, tool_canon(w->a,
		    NULL, OPERAND_REFSPEC, to), argc);
}

static void
fill(struct walk *w, const struct repo *r, struct norm *n, unsigned argc)
{
	const char *remote = NULL, *text;
	unsigned nold = n->noperand, bare = 0;

	for (unsigned i = 0; i < nold; i++) {
		struct norm_operand *o = &n->operand[i];

		if (o->kind != OPERAND_REMOTE)
			continue;
		if (o->implicit && o->canon == NULL)
			o->canon = default_remote(w, r);
		remote = o->canon;
	}
	if (remote == NULL)
		return;
	for (unsigned i = 0; i < nold; i++) {
		struct norm_operand *o = &n->operand[i];

		if (o->kind != OPERAND_REFSPEC)
			continue;
		text = o->value != NULL ? value_text(o->value) : NULL;
		if (o->canon != NULL && text != NULL &&
		    strchr(text, ':') == NULL && bare++ < BARE_MAX)
			mapped(w, r, remote, o->canon, n, argc);
		if (o->canon != NULL)
			continue;
		if (text != NULL && (*text == '+' ? text[1] != '\0' : true))
			o->canon = r->branch;	/* HEAD */
		else if (o->implicit && !configured(w, r, remote, n, o, argc))
			o->canon = by_default(w, r);
	}
	git_same_place(w, r, remote, n, argc);
}

/* Nothing earlier on the line changed it, so it is the same for all. */
static const struct repo *
repository(struct walk *w, const struct effect *e)
{
	const char *home, *key, *git;
	struct repo *r;

	if (!implicit_variable(w, e, "HOME", &home))
		return NULL;
	key = arena_printf(w->a, "git %s %s", home != NULL ? home : "",
	    e->cwd);
	if ((r = implicit_known(w, key)) == NULL) {
		r = arena_alloc(w->a, sizeof *r);
		git = git_folder(w, e->cwd, &r->top);
		if (git == NULL || !read_config(w, e, git, r))
			r->top = NULL;
		else
			r->branch = first_line(w, arena_printf(w->a,
			    "%s/HEAD", git), "ref: refs/heads/");
		implicit_keep(w, key, r);
	}
	return r->top != NULL ? r : NULL;
}

void
implicit_git(struct walk *w, struct effect *e)
{
	const struct repo *r;

	/* A remote may have been given another place on this line. */
	if (elsewhere(w, e) || !implicit_settled(w, e, keeps_head)) {
		implicit_operand(implicit_edit(w, e, 1), OPERAND_REMOTE, NULL,
		    NULL, e->argc);
		return;
	}
	if (e->cwd == NULL || (r = repository(w, e)) == NULL)
		return;
	fill(w, r, implicit_edit(w, e,
	    REFSPECS_MAX * (2 + BARE_MAX) + GIT_REMOTES_MAX),
	    e->argc);
}
