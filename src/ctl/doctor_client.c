/* SPDX-License-Identifier: ISC */
/*
 * Which shell would Claude Code start? Its own choice is repeated here, from
 * the same settings and environment; measured with 2.1.329:
 *  1. CLAUDE_CODE_SHELL, then SHELL: each only if its whole text contains
 *     "bash" or "zsh". Then bash and zsh on PATH and in four folders, bash
 *     first if SHELL's name says bash, else zsh first.
 *  2. The first that may be executed wins: access(X_OK), or else
 *     `NAME --version` exits 0, which lets a bare name on PATH through.
 *  3. A value that does not qualify is passed over without a word.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/doctor.h"
#include "ctl/doctor_env.h"
#include "ctl/setup_place.h"

enum { CANDIDATES_MAX = 16 };

static const char area[] = "client";
static const char set_up[] = "platectl setup claude-code";

struct candidate {
	const char *value;
	const struct doctor_setting *from;	/* NULL: the client's own idea */
};

struct choice {
	struct candidate list[CANDIDATES_MAX];
	size_t n;
};

/* The client looks at the file name first, then at the whole path. */
static const char *
kind(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *look[] = { slash != NULL ? slash + 1 : path, path };
	size_t i;

	for (i = 0; i < 2; i++) {
		if (strstr(look[i], "zsh") != NULL)
			return "zsh";
		if (strstr(look[i], "bash") != NULL)
			return "bash";
	}
	return NULL;
}

/* `name` on `path`, as execvp() would find it, or NULL. */
static const char *
on_path(struct arena *a, const char *path, const char *name)
{
	const char *s, *end, *file;
	struct stat st;

	for (s = path; s != NULL; s = *end != '\0' ? end + 1 : NULL) {
		end = strchrnul(s, ':');
		file = arena_printf(a, "%.*s/%s", end > s ? (int)(end - s) : 1,
		    end > s ? s : ".", name);
		if (access(file, X_OK) == 0 && stat(file, &st) == 0 &&
		    S_ISREG(st.st_mode))
			return file;
	}
	return NULL;
}

static void
consider(struct choice *c, const char *value,
    const struct doctor_setting *from)
{
	if (value != NULL && c->n < CANDIDATES_MAX)
		c->list[c->n++] = (struct candidate){ value, from };
}

static void
candidates(struct arena *a, const struct doctor_setting *own,
    const struct doctor_setting *shell, const char *path, struct choice *c)
{
	static const char *const folder[] = { "/bin", "/usr/bin",
	    "/usr/local/bin", "/opt/homebrew/bin" };
	const char *k = kind(shell->value != NULL ? shell->value : "");
	bool bash = k != NULL && strcmp(k, "bash") == 0;
	const char *name[] = { bash ? "bash" : "zsh", bash ? "zsh" : "bash" };
	size_t i, j;

	consider(c, own->value, own);
	consider(c, shell->value, shell);
	consider(c, on_path(a, path, name[0]), NULL);
	for (i = 0; i < 2; i++)
		for (j = 0; j < 4; j++)
			consider(c, arena_printf(a, "%s/%s", folder[j],
			    name[i]), NULL);
	consider(c, on_path(a, path, name[1]), NULL);
}

/* Why the client passes it over, or NULL. */
static const char *
passed_over(struct arena *a, const char *value, const char *path)
{
	struct stat st;

	if (value[0] == '\0')
		return "it is empty";
	if (kind(value) == NULL)
		return "its path contains neither \"bash\" nor \"zsh\"";
	if (access(value, X_OK) == 0)
		return NULL;
	if (strchr(value, '/') == NULL)
		return on_path(a, path, value) != NULL ? NULL :
		    "it is not on PATH";
	if (stat(value, &st) != 0)
		return "there is no such file";
	return "it is not executable";
}

static const char *
source(struct arena *a, const struct candidate *c)
{
	if (c->from == NULL)
		return "found by itself";
	return arena_printf(a, "%s from %s", c->from->name,
	    doctor_setting_source(a, c->from));
}

/* What to do about a value that names the wrong thing. */
static const char *
remedy(struct arena *a, const struct candidate *c)
{
	const char *user = setup_user(a);

	if (c->from == NULL || c->from->place == NULL || (user != NULL &&
	    strcmp(c->from->place->path, user) == 0))
		return set_up;
	if (c->from->place->managed)
		return arena_printf(a, "as root, set \"env\".%s in %s to "
		    BINDIR "/bashplate", c->from->name, c->from->place->path);
	return arena_printf(a, "take %s out of \"env\" in %s, or pin yours "
	    "above it: sudo %s", c->from->name, c->from->place->path, set_up);
}

static bool
is_script(const char *path)
{
	char start[2];
	struct buf b = { 0 };
	struct setup_place p = { .path = path };
	bool yes = setup_read(&p, &b, NULL) == 1 && b.len >= sizeof start &&
	    memcmp(b.data, "#!", 2) == 0;

	buf_free(&b);
	return yes;
}

static void
say_other(struct doctor *d, const struct candidate *c, const char *file)
{
	struct stat st;

	if (c->from == NULL)
		doctor_say(d, DOCTOR_FINDING, area, set_up, "Claude Code "
		    "would start %s, silently and unguarded: neither "
		    "CLAUDE_CODE_SHELL nor SHELL names a shell that it takes",
		    c->value);
	else if (stat(file, &st) == 0 && S_ISDIR(st.st_mode))
		doctor_say(d, DOCTOR_FINDING, area, remedy(d->a, c),
		    "Claude Code would try to start %s (%s), which is a "
		    "folder", c->value, source(d->a, c));
	else if (is_script(file))
		doctor_say(d, DOCTOR_FINDING, area, remedy(d->a, c),
		    "Claude Code would start %s (%s), which is a script and "
		    "not bashplate: nothing is judged before it runs",
		    c->value, source(d->a, c));
	else
		doctor_say(d, DOCTOR_FINDING, area, remedy(d->a, c),
		    "Claude Code would start %s (%s), which is not bashplate",
		    c->value, source(d->a, c));
}

static void
say_ours(struct doctor *d, const struct candidate *c)
{
	const char *base = strrchr(c->value, '/');

	if (strcmp(kind(c->value), "zsh") == 0)
		doctor_say(d, DOCTOR_FINDING, area, remedy(d->a, c),
		    "Claude Code takes %s (%s) for a zsh and would send it "
		    "what only zsh understands", c->value, source(d->a, c));
	else if (c->value[0] != '/')
		doctor_say(d, DOCTOR_FINDING, area, remedy(d->a, c),
		    "Claude Code would start %s (%s), which is no absolute "
		    "path: another PATH or folder means another program",
		    c->value, source(d->a, c));
	else
		doctor_say(d, DOCTOR_OK, area, NULL, "Claude Code starts %s "
		    "(%s), and that is bashplate", c->value,
		    source(d->a, c));
	if (base != NULL && strcmp(base, "/bash") == 0)
		doctor_say(d, DOCTOR_NOTE, area, NULL, "a shell named exactly "
		    "bash may get commands in its environment instead of its "
		    "arguments; " BINDIR "/bashplate does not");
}

/* What can take the setting away again. */
static void
say_reach(struct doctor *d, const struct doctor_env *env,
    const struct candidate *c)
{
	const struct setup_place *p = c->from != NULL ? c->from->place : NULL;
	const char *list = "";
	size_t i;

	if (p != NULL && p->managed) {
		doctor_say(d, DOCTOR_OK, area, NULL, "pinned by managed "
		    "settings, which %s", geteuid() == 0 ? "only root can "
		    "write; you are root" : "an agent cannot write");
		return;
	}
	for (i = 0; i < env->n; i++)
		if (!env->file[i].place->managed &&
		    env->file[i].place->path != d->flag &&
		    (p == NULL || env->file[i].place >= p))
			list = arena_printf(d->a, "%s%s%s", list,
			    list[0] != '\0' ? ", " : "",
			    env->file[i].place->path);
	if (p != NULL && p->path == d->flag)
		doctor_say(d, DOCTOR_OK, area, NULL, "pinned by --settings as "
		    "long as the client is started with it");
	else
		doctor_say(d, DOCTOR_NOTE, area, NULL, "not pinned: an agent "
		    "can write %s and so turn the guard off for its next "
		    "start; sudo %s pins it", list, set_up);
}

static void
say_prefix(struct doctor *d, const struct doctor_env *env)
{
	struct doctor_setting s;

	doctor_env_get(d, env, "CLAUDE_CODE_SHELL_PREFIX", &s);
	if (s.value == NULL || s.value[0] == '\0')
		return;
	doctor_say(d, DOCTOR_FINDING, area, s.place == NULL ? "unset "
	    "CLAUDE_CODE_SHELL_PREFIX where the client is started" :
	    arena_printf(d->a, "take it out of \"env\" in %s", s.place->path),
	    "CLAUDE_CODE_SHELL_PREFIX is \"%s\" (%s): each command is handed "
	    "to that program as text, and what it does with it is not seen",
	    s.value, doctor_setting_source(d->a, &s));
}

static void
say_choice(struct doctor *d, const struct doctor_env *env,
    const struct choice *c, const char *path)
{
	const char *why = NULL, *file;
	size_t i, won;

	for (won = 0; won < c->n; won++)
		if (passed_over(d->a, c->list[won].value, path) == NULL)
			break;
	if (won == c->n) {
		doctor_say(d, DOCTOR_FINDING, area, "install bash", "Claude "
		    "Code would find no shell at all");
		return;
	}
	d->picked = c->list[won].value;
	file = strchr(d->picked, '/') != NULL ? d->picked :
	    on_path(d->a, path, d->picked);
	d->ours = file != NULL && setup_is_ours(d->a, d->root, file);
	for (i = 0; i < won; i++) {
		if (c->list[i].from == NULL)
			continue;
		why = passed_over(d->a, c->list[i].value, path);
		doctor_say(d, d->ours ? DOCTOR_NOTE : DOCTOR_FINDING, area,
		    remedy(d->a, &c->list[i]), "%s is \"%s\" (%s), which "
		    "Claude Code passes over: %s", c->list[i].from->name,
		    c->list[i].value, doctor_setting_source(d->a,
		    c->list[i].from), why);
	}
	if (!d->ours)
		say_other(d, &c->list[won], file != NULL ? file : d->picked);
	else {
		say_ours(d, &c->list[won]);
		say_reach(d, env, &c->list[won]);
	}
}

void
doctor_client(struct doctor *d)
{
	struct doctor_env env;
	struct doctor_setting own, shell;
	/* The client looks for programs on the PATH it was started with; one
	 * in the settings comes too late for that. */
	const char *path = getenv("PATH");
	struct choice c = { .n = 0 };

	doctor_env_load(d, &env);
	doctor_env_get(d, &env, "CLAUDE_CODE_SHELL", &own);
	doctor_env_get(d, &env, "SHELL", &shell);
	candidates(d->a, &own, &shell, path, &c);
	say_choice(d, &env, &c, path);
	say_prefix(d, &env);
	doctor_sandbox(d, &env);
	if (getenv("CLAUDECODE") != NULL)
		doctor_say(d, DOCTOR_NOTE, area, NULL, "this is inside a "
		    "session of Claude Code, so SHELL is what that client "
		    "set; ask again where the client is started");
}
