/* SPDX-License-Identifier: ISC */
/*
 * What is found was written by whoever could write there, and the importer may
 * be root. It MUST hold:
 *  1. Nothing is opened through a link, and only regular files of the folder's
 *     own account are read.
 *  2. What a file says is only ever the content of a "spill" record.
 *  3. Nothing is removed that was not moved to the log.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/chain.h"
#include "audit/logread.h"
#include "audit/record.h"
#include "audit/spill.h"
#include "base/jsonraw.h"

enum { ENTRIES_MAX = 100000, LOCK_TRIES = 500, RECORD_BYTES = 1024 * 1024,
	/* As many as a folder that is full can have; each becomes a record. */
	LINES_MAX = 20000 };

struct import {
	const struct policy *policy;	/* NULL: only count */
	struct arena *a;
	uid_t uid;		/* whose, or (uid_t)-1 */
	unsigned left;		/* entries that may still be looked at */
	struct spill_count *count;
	struct err *e;
	int result;
};

/* A regular file of `uid` in that folder, or -1. */
static int
open_own(int dir, const char *name, int flags, uid_t uid, struct stat *st)
{
	int fd = openat(dir, name, flags | O_NOFOLLOW | O_NONBLOCK |
	    O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	if (fstat(fd, st) == 0 && S_ISREG(st->st_mode) && st->st_uid == uid &&
	    st->st_nlink == 1)
		return fd;
	close(fd);
	return -1;
}

/* The writers' turn (logfile.h), for as long as we read. */
static int
take_turn(int dir, uid_t uid)
{
	struct stat st;
	int fd = open_own(dir, "log.head", O_RDWR, uid, &st), i;

	for (i = 0; fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0; i++) {
		if (i == LOCK_TRIES || errno != EWOULDBLOCK) {
			close(fd);
			return -1;
		}
		usleep(10000);
	}
	return fd;
}

/* For who reads the log: what the record says, in a line. */
static const char *
summary(struct arena *a, const char *line, size_t n, const char **kind)
{
	cJSON *j = jsonraw_parse(arena_strndup(a, line, n), n);
	const char *said = jsonraw_string(j, "command"), *verdict, *rule;
	const char *out = NULL;

	*kind = jsonraw_string(j, "kind");
	*kind = arena_strdup(a, *kind != NULL && **kind != '\0' ? *kind :
	    "unreadable");
	if (said == NULL)
		said = jsonraw_string(j, "detail");
	verdict = jsonraw_string(j, "verdict");
	rule = jsonraw_string(j, "rule");
	if (said != NULL)
		out = arena_printf(a, "%s%s%s%s%s", verdict != NULL ? verdict :
		    "", rule != NULL ? " by " : "", rule != NULL ? rule : "",
		    verdict != NULL ? ": " : "", said);
	cJSON_Delete(j);
	return out;
}

/* MUST 2. */
static int
move_line(struct import *m, const char *folder, uid_t owner,
    struct chain *before, const char *line, size_t n)
{
	struct arena *a = arena_new((size_t)64 * RECORD_BYTES);
	struct record_spill spill = { .folder = folder, .text = line,
	    .len = n < RECORD_BYTES ? n : RECORD_BYTES };
	struct record_actor actor = { owner, getpid(), getppid() };
	struct record r = { .kind = RECORD_SPILL, .spill = &spill,
	    .actor = &actor };
	volatile int ret = -1;
	struct chain_line c;

	if (a == NULL)
		return err_set(m->e, ENOMEM, "out of memory");
	if (n < RECORD_BYTES && chain_parse(line, n, &c) && c.whole) {
		spill.sound = c.seq == before->seq + 1 &&
		    memcmp(c.prev, before->hash, CHAIN_HEX) == 0;
		before->seq = c.seq;
		memcpy(before->hash, c.hash, sizeof before->hash);
	}
	m->count->unsound += !spill.sound;
	if (setjmp(*arena_catch(a)) == 0) {
		r.detail = summary(a, line, spill.len, &r.event);
		ret = record_write(m->policy->state_dir, &r, m->e);
	} else
		err_set(m->e, ENOMEM, "a record of %s is too large", folder);
	arena_free(a);
	m->count->records += ret == 0;
	return ret;
}

/* Takes the descriptor. */
static int
move_lines(struct import *m, const char *folder, uid_t owner, int fd)
{
	struct chain before;
	struct logread *r = logread_take(fd, m->e);
	uint64_t bytes = 0, lines = 0;
	enum logread_result got;
	const char *line;
	size_t n;

	chain_start(&before);
	if (r == NULL)
		return -1;
	for (;;) {
		got = logread_next(r, &line, &n);
		if (got == LOGREAD_END)
			got = logread_rest(r, &line, &n);
		if (got == LOGREAD_END || got == LOGREAD_FAILED)
			break;
		bytes += n + 1;
		/* The guard's own writers stop there. */
		if (bytes > 2 * (uint64_t)SPILL_BYTES || ++lines > LINES_MAX)
			m->count->dropped += n + 1;
		else if (n > 0 && move_line(m, folder, owner, &before, line,
		    n) != 0)
			break;
	}
	logread_close(r);
	if (got == LOGREAD_FAILED)
		return err_set(m->e, EIO, "cannot read %s/log.jsonl", folder);
	return got == LOGREAD_END ? 0 : -1;
}

/* MUST 1 and 3. */
static void
move_folder(struct import *m, int parent, const char *where, const char *name)
{
	int dir = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC), head, log;
	struct stat st, file;

	if (dir < 0)
		return;
	if (fstat(dir, &st) != 0 || (m->uid != (uid_t)-1 &&
	    st.st_uid != m->uid) || (head = take_turn(dir, st.st_uid)) < 0) {
		close(dir);
		return;
	}
	m->count->folders++;
	log = m->policy == NULL ? -1 : open_own(dir, "log.jsonl", O_RDONLY,
	    st.st_uid, &file);
	if (log >= 0) {
		if (move_lines(m, arena_printf(m->a, "%s/%s", where, name),
		    st.st_uid, log) != 0)
			m->result = -1;
		else if (unlinkat(dir, "log.jsonl", 0) == 0 &&
		    unlinkat(dir, "log.head", 0) == 0)
			(void)unlinkat(parent, name, AT_REMOVEDIR);
	}
	close(head);
	close(dir);
}

/* The folders in `where`; those of accounts are looked into as well. */
static void
scan(struct import *m, const char *where, bool deeper)
{
	int fd = open(where, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;
	struct stat st;

	if (d == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while (m->result == 0 && m->left > 0 && (e = readdir(d)) != NULL) {
		m->left--;
		if (strncmp(e->d_name, SPILL_PREFIX,
		    sizeof SPILL_PREFIX - 1) == 0)
			move_folder(m, fd, where, e->d_name);
		else if (deeper && e->d_name[0] != '.' &&
		    fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISDIR(st.st_mode) && (m->uid == (uid_t)-1 ||
		    st.st_uid == m->uid))
			scan(m, arena_printf(m->a, "%s/%s", where, e->d_name),
			    false);
	}
	closedir(d);
}

static void
everywhere(struct import *m)
{
	const char *dir = getenv("TMPDIR");

	scan(m, "/tmp", true);
	scan(m, "/var/tmp", true);
	if (m->uid != (uid_t)-1)
		scan(m, arena_printf(m->a, "/run/user/%lu",
		    (unsigned long)m->uid), true);
	if (dir != NULL && dir[0] == '/' && strcmp(dir, "/tmp") != 0)
		scan(m, dir, true);
}

int
spill_import(struct arena *a, const struct policy *p, uid_t uid,
    const char *folder, struct spill_count *out, struct err *e)
{
	struct import m = { .policy = p, .a = a, .uid = uid,
	    .left = ENTRIES_MAX, .count = out, .e = e };

	memset(out, 0, sizeof *out);
	if (folder != NULL)
		scan(&m, folder, true);
	else
		everywhere(&m);
	return m.result;
}

unsigned
spill_waiting(struct arena *a, uid_t uid)
{
	struct spill_count n = { 0 };
	struct import m = { .a = a, .uid = uid, .left = ENTRIES_MAX,
	    .count = &n };

	everywhere(&m);
	return n.folders;
}
