/* SPDX-License-Identifier: ISC */
#include "ctl/log_scan.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "audit/logread.h"
#include "base/clock.h"
#include "ctl/log_filter.h"

enum { STEP_MS = 200 };

static void
drain(struct logread *r, struct log_scan *s)
{
	const char *line;
	size_t n;
	enum logread_result k;

	while ((k = logread_next(r, &line, &n)) == LOGREAD_LINE ||
	    k == LOGREAD_PART)
		if (n > 8 && memcmp(line, "{\"ver\":1", 8) == 0 &&
		    line[n - 1] == '}')
			s->each(s->arg, line, n);
		else
			s->other++;
}

/* Was it written to before `since`? Its last change is its last record. */
static bool
too_old(const char *path, const char *since)
{
	char when[32];
	struct stat st;

	if (since == NULL || *since == '\0' || stat(path, &st) != 0)
		return false;
	clock_format((int64_t)st.st_mtime * 1000000000, when, sizeof when);
	return strncmp(when, since, strlen(since)) < 0;
}

static int
rotated(const char *state, struct log_scan *s, uint64_t above,
    uint64_t *last, struct err *e)
{
	struct logset set;
	struct logread *r;
	char path[PATH_MAX];
	size_t i;

	if (logset_list(state, &set, e) != 0)
		return -1;
	for (i = 0; i < set.n; i++) {
		snprintf(path, sizeof path, "%s/%s", state,
		    set.file[i].name);
		if (set.file[i].first <= above && above != 0)
			continue;
		*last = set.file[i].first;
		if (too_old(path, s->since))
			continue;
		r = logread_open(path, set.file[i].compressed, NULL);
		if (r == NULL)	/* compressed just now */
			continue;
		drain(r, s);
		logread_close(r);
	}
	logset_free(&set);
	return 0;
}

int
log_scan(const char *state, struct log_scan *s, struct err *e)
{
	char path[PATH_MAX];
	uint64_t last = 0;
	struct logread *r;

	if (rotated(state, s, 0, &last, e) != 0)
		return -1;
	snprintf(path, sizeof path, "%s/log.jsonl", state);
	r = logread_open(path, false, e);
	if (r == NULL)
		return last > 0 ? 0 : -1;
	drain(r, s);
	logread_close(r);
	return 0;
}

/* Returns the open file when it is still the log, NULL when it was rotated
 * away and read to its end. */
static struct logread *
still(struct logread *r, const char *path, struct log_scan *s)
{
	struct stat st;

	if (stat(path, &st) == 0 && st.st_ino == logread_inode(r))
		return r;
	drain(r, s);
	logread_close(r);
	return NULL;
}

int
log_follow(const char *state, struct log_scan *s, struct err *e)
{
	const struct timespec step = { .tv_nsec = STEP_MS * 1000000L };
	char path[PATH_MAX];
	uint64_t last = 0;
	struct logread *r = NULL;

	if (rotated(state, s, 0, &last, e) != 0)
		return -1;
	snprintf(path, sizeof path, "%s/log.jsonl", state);
	for (;;) {
		if (r == NULL)
			r = logread_open(path, false, NULL);
		if (r != NULL) {
			drain(r, s);
			r = still(r, path, s);
		}
		if (r != NULL && fflush(stdout) != 0)
			return err_sys(e, "cannot write");
		if (r != NULL || errno == ENOENT)
			nanosleep(&step, NULL);
	}
}

static void
keep_window(void *arg, const char *line, size_t n)
{
	char *id = arg;
	const char *at;
	size_t len;

	if (memmem(line, n, ",\"kind\":\"window\"", 16) == NULL ||
	    memmem(line, n, ",\"event\":\"open\"", 15) == NULL)
		return;
	at = memmem(line, n, ",\"grant\":{\"id\":\"", 16);
	if (at != NULL && line + n - at > 16 + 16)
		memcpy(id, at + 16, 16);
	else if ((at = log_member(line, n, "window", &len)) != NULL &&
	    len == 16)
		memcpy(id, at, 16);
	id[16] = '\0';
}

int
log_last_window(const char *state, char *id, struct err *e)
{
	struct log_scan s = { .each = keep_window, .arg = id };

	id[0] = '\0';
	if (log_scan(state, &s, e) != 0)
		return -1;
	return id[0] != '\0' ? 0 : err_set(e, ENOENT, "no window was opened "
	    "yet");
}
