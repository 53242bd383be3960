/* SPDX-License-Identifier: ISC */
/* Claude Code's own sandbox: can bashplate work in it? doc/sandbox.md. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/spill.h"
#include "ctl/doctor.h"
#include "ctl/doctor_env.h"

static const char area[] = "sandbox";

struct sandbox {
	bool enabled, writable;
	const struct setup_place *place;	/* that switches it on */
};

/* Is `dir` the folder that a "allowWrite" entry names, or below it? */
static bool
covers(struct arena *a, const char *entry, const char *dir)
{
	const char *home = getenv("HOME");
	size_t n;

	while (entry[0] == '/' && entry[1] == '/')
		entry++;
	if (strncmp(entry, "~/", 2) == 0 && home != NULL)
		entry = arena_printf(a, "%s/%s", home, entry + 2);
	n = strlen(entry);
	while (n > 1 && entry[n - 1] == '/')
		n--;
	return entry[0] == '/' && strncmp(dir, entry, n) == 0 &&
	    (dir[n] == '\0' || dir[n] == '/' || n == 1);
}

/* What one file says; lists of several files are put together, a switch is
 * the one of the highest rank. */
static void
look(struct doctor *d, const struct doctor_file *f, struct sandbox *out)
{
	cJSON *all = cJSON_ParseWithLength(f->text, f->len), *e;
	const cJSON *s = cJSON_GetObjectItemCaseSensitive(all, "sandbox");
	const cJSON *on = cJSON_GetObjectItemCaseSensitive(s, "enabled");
	const cJSON *fs = cJSON_GetObjectItemCaseSensitive(s, "filesystem");

	if (cJSON_IsBool(on)) {
		out->enabled = cJSON_IsTrue(on);
		out->place = f->place;
	}
	cJSON_ArrayForEach(e, cJSON_GetObjectItemCaseSensitive(fs,
	    "allowWrite"))
		if (cJSON_IsString(e) && d->policy->state_dir != NULL &&
		    covers(d->a, e->valuestring, d->policy->state_dir))
			out->writable = true;
	cJSON_Delete(all);
}

/* What sandboxes left, whichever client's. */
static void
waiting(struct doctor *d)
{
	unsigned n = spill_waiting(d->a, geteuid() == 0 ? (uid_t)-1 :
	    geteuid());

	if (n > 0)
		doctor_say(d, DOCTOR_NOTE, "log", "platectl log import",
		    "%u folder%s with records of confined commands wait to be "
		    "moved to the log", n, n == 1 ? "" : "s");
}

void
doctor_sandbox(struct doctor *d, const struct doctor_env *env)
{
	struct sandbox s = { .enabled = false };
	size_t i;

	waiting(d);
	if (!d->ours)
		return;
	for (i = 0; i < env->n; i++)
		if (env->file[i].text != NULL)
			look(d, &env->file[i], &s);
	if (!s.enabled)
		return;
	if (s.writable)
		doctor_say(d, DOCTOR_OK, area, NULL, "Claude Code's sandbox is "
		    "on and lets the log be written; commands in it are "
		    "judged in tier line-only");
	else if (policy_spills(d->policy))
		doctor_say(d, DOCTOR_OK, area, NULL, "Claude Code's sandbox is "
		    "on; what runs in it is judged in tier line-only and "
		    "recorded in a folder of its own until platectl log "
		    "import");
	else
		doctor_say(d, DOCTOR_FINDING, area, arena_printf(d->a, "in %s: "
		    "\"sandbox\": {\"filesystem\": {\"allowWrite\": "
		    "[\"%s\"]}}", s.place->path, d->policy->state_dir != NULL ?
		    d->policy->state_dir : "?"), "Claude Code's sandbox is on "
		    "(%s), and in it the log is read-only: each command is "
		    "refused", s.place->title);
}
