/* SPDX-License-Identifier: ISC */
/*
 * Which files make the policy, in which order, and what is left when one of
 * them is missing or wrong. This runs before every command: no name service,
 * no locale, and a file that is not there costs one open().
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/account.h"
#include "base/confined.h"
#include "base/stategroup.h"
#include "policy/load.h"

struct places {
	const char *personal[3];	/* the account's own first */
	const char *claude[4];
	struct account account;
};

static const char *
env_folder(const char *name)
{
	const char *s = getenv(name);

	return s != NULL && s[0] == '/' ? s : NULL;
}

static void
add_unique(const char **list, size_t max, const char *path)
{
	size_t i;

	for (i = 0; i + 1 < max && list[i] != NULL; i++)
		if (strcmp(list[i], path) == 0)
			return;
	if (i + 1 < max)
		list[i] = path;
}

/*
 * The environment belongs to the guarded user, so the folder that it names
 * is looked at after the account's own, and can then only tighten. Where the
 * account has no file of its own the environment's is the first.
 */
static void
find_places(struct load *l, struct places *out)
{
	const char *home = env_folder("HOME");
	const char *xdg = env_folder("XDG_CONFIG_HOME");
	const char *claude = env_folder("CLAUDE_CONFIG_DIR");

	memset(out, 0, sizeof *out);
	account_find(geteuid(), &out->account);
	if (out->account.home[0] == '/')
		add_unique(out->personal, 3, arena_printf(l->a,
		    "%s/.config/bashplate/policy.json", out->account.home));
	if (xdg != NULL)
		add_unique(out->personal, 3, arena_printf(l->a,
		    "%s/bashplate/policy.json", xdg));
	else if (home != NULL)
		add_unique(out->personal, 3, arena_printf(l->a,
		    "%s/.config/bashplate/policy.json", home));
	add_unique(out->claude, 4, "/etc/claude-code/managed-settings.json");
	if (claude != NULL)
		add_unique(out->claude, 4,
		    arena_printf(l->a, "%s/settings.json", claude));
	if (home != NULL)
		add_unique(out->claude, 4,
		    arena_printf(l->a, "%s/.claude/settings.json", home));
}

static const char *
scratch_tmpdir(void)
{
	static const char *const under[] = { "/tmp", "/var/tmp", "/run/user" };
	const char *dir = env_folder("TMPDIR");
	size_t i, n;

	/* Otherwise TMPDIR=$HOME would make everything scratch. */
	for (i = 0; dir != NULL && i < sizeof under / sizeof *under; i++) {
		n = strlen(under[i]);
		if (strncmp(dir, under[i], n) == 0 && dir[n] == '/' &&
		    strstr(dir, "/../") == NULL)
			return dir;
	}
	return "/tmp";
}

static void
fill_scratch(struct load *l)
{
	const char *const *in = l->p->scratch;
	const char **out;
	size_t n = 0;

	if (in == NULL) {
		out = arena_array(l->a, 4, sizeof *out);
		out[0] = "/tmp";
		out[1] = "/var/tmp";
		out[2] = scratch_tmpdir();
		l->p->scratch = out;
		return;
	}
	while (in[n] != NULL)
		n++;
	out = arena_array(l->a, n + 1, sizeof *out);
	for (n = 0; in[n] != NULL; n++)
		out[n] = strcmp(in[n], "$TMPDIR") == 0 ? scratch_tmpdir() :
		    in[n];
	l->p->scratch = out;
}

static void
load_layers(struct load *l, const struct policy_sources *src)
{
	struct places places;
	const char *managed = PKGSYSCONFDIR "/policy.json";
	const char *const *claude;
	size_t i;

	find_places(l, &places);
	if (src != NULL && src->managed != NULL)
		managed = src->managed;
	if (src != NULL && src->personal != NULL) {
		places.personal[0] = src->personal;
		places.personal[1] = NULL;
	}
	claude = src != NULL && src->claude != NULL ? src->claude :
	    places.claude;
	/* The packs first: blockSet may name their rules. */
	load_rules_d(l, managed, LOAD_MANAGED);
	for (i = 0; i < 3 && places.personal[i] != NULL; i++)
		load_rules_d(l, places.personal[i], LOAD_OWN);
	load_file(l, managed, LOAD_MANAGED);
	for (i = 0; i < 3 && places.personal[i] != NULL; i++)
		load_file(l, places.personal[i], LOAD_OWN);
	for (; *claude != NULL; claude++)
		load_file(l, *claude, LOAD_CLAUDE);
}

bool
policy_spills(const struct policy *p)
{
	return p->unreachable == UNREACHABLE_SPILL ||
	    (p->unreachable == UNREACHABLE_UNSAID && !p->managed);
}

/* A folder in which this user can keep state that others cannot change. */
static bool
usable(const struct stat *st)
{
	return S_ISDIR(st->st_mode) && st->st_uid == geteuid() &&
	    (st->st_mode & 002) == 0;
}

static const char *
personal_state_dir(struct arena *a)
{
	const char *xdg = env_folder("XDG_STATE_HOME");
	const char *home = env_folder("HOME");

	if (xdg != NULL)
		return arena_printf(a, "%s/bashplate", xdg);
	if (home != NULL)
		return arena_printf(a, "%s/.local/state/bashplate", home);
	return NULL;
}

const char *
policy_state_dir(struct arena *a)
{
	struct stat st;

	return stat(PKGSTATEDIR, &st) == 0 && usable(&st) ? PKGSTATEDIR :
	    personal_state_dir(a);
}

/* Asked for before a policy is loaded, and then once more: one call for both. */
static struct {
	bool fresh, there;
	struct stat st;
} state_dir;

static const struct stat *
look_at_state(void)
{
	if (!state_dir.fresh)
		state_dir.there = lstat(PKGSTATEDIR, &state_dir.st) == 0;
	state_dir.fresh = false;
	return state_dir.there ? &state_dir.st : NULL;
}

/* As `platectl setup managed` makes it; nobody but root could. */
static bool
is_shared(const struct stat *st)
{
	return st != NULL && S_ISDIR(st->st_mode) &&
	    confined_root(st->st_uid) && (st->st_mode & 07777) == 02770;
}

bool
policy_elsewhere(void)
{
	struct stat st;
	bool shared = is_shared(look_at_state());

	state_dir.fresh = true;
	return shared && geteuid() != 0 &&
	    lstat(PKGSYSCONFDIR "/policy.json", &st) == 0 &&
	    confined_root(st.st_uid);
}

static void
find_state(struct load *l)
{
	struct policy *p = l->p;
	const struct stat *st = look_at_state();

	p->shared = p->managed && is_shared(st);
	if (p->shared) {
		p->out_of_reach = !stategroup_use(st->st_gid);
		p->state_dir = PKGSTATEDIR;
	} else if (st != NULL && S_ISLNK(st->st_mode))
		p->state_dir = policy_state_dir(l->a);
	else
		p->state_dir = st != NULL && usable(st) ? PKGSTATEDIR :
		    personal_state_dir(l->a);
}

const struct policy *
policy_load(struct arena *a, const struct policy_sources *src)
{
	struct load *l = arena_alloc(a, sizeof *l);
	size_t i;

	l->a = a;
	l->p = arena_alloc(a, sizeof *l->p);
	l->advice = src == NULL || !src->no_advice;
	hash_init(&l->hash);
	starter_defaults(l->p);
	if (src != NULL && src->only != NULL)
		load_file(l, arena_strdup(a, src->only), LOAD_ONLY);
	else
		load_layers(l, src);
	/* An explicit [] is the owner's word; silence and a file that cannot
	 * be trusted are not. */
	if (!l->floor_stated || l->p->broken)
		starter_floor(l);
	for (i = 0; i < l->nfloor; i++)
		hash_add(&l->hash, l->floor[i].text,
		    strlen(l->floor[i].text) + 1);
	hash_hex(&l->hash, l->p->hash);
	fill_scratch(l);
	if (l->p->nextra > 0)
		l->p->own = rule_index_new(a, l->p->extra, l->p->nextra);
	l->p->floor = l->floor;
	l->p->nfloor = l->nfloor;
	l->p->problem = l->problem;
	l->p->nproblem = l->nproblem;
	find_state(l);
	return l->p;
}
