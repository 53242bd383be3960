/* SPDX-License-Identifier: ISC */
#include "base/account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/io.h"

enum { PASSWD_LIMIT = 1024 * 1024 };

/* The `n` fields at the head of a line. Returns 0 or -1. */
static int
split(const char *line, const char **field, size_t *len, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		field[i] = line;
		len[i] = strcspn(line, ":\n");
		line += len[i];
		if (*line != ':' && i + 1 < n)
			return -1;
		line++;
	}
	return 0;
}

static const char *
next_line(const char *s)
{
	s = strchr(s, '\n');
	return s != NULL && s[1] != '\0' ? s + 1 : NULL;
}

static bool
is(const char *field, size_t len, const char *s)
{
	return strlen(s) == len && strncmp(field, s, len) == 0;
}

/* name:password:uid:gid:gecos:home:shell; by name when it is not NULL. */
static int
line_is(const char *line, const char *name, uid_t uid, struct account *out,
    uid_t *found, gid_t *gid)
{
	const char *field[6];
	size_t len[6];

	if (split(line, field, len, 6) != 0 || len[2] == 0 ||
	    len[0] >= sizeof out->name || len[5] >= sizeof out->home)
		return 0;
	if (name != NULL ? !is(field[0], len[0], name) :
	    strtoul(field[2], NULL, 10) != uid)
		return 0;
	memcpy(out->name, field[0], len[0]);
	out->name[len[0]] = '\0';
	memcpy(out->home, field[5], len[5]);
	out->home[len[5]] = '\0';
	*found = (uid_t)strtoul(field[2], NULL, 10);
	*gid = (gid_t)strtoul(field[3], NULL, 10);
	return 1;
}

static int
look(const char *name, uid_t uid, struct account *out, uid_t *found,
    gid_t *gid)
{
	struct buf text = { 0 };
	const char *s;
	int r = -1;

	if (io_read_file("/etc/passwd", PASSWD_LIMIT, 0, &text, NULL) == 0)
		for (s = text.data; s != NULL && r != 0; s = next_line(s))
			if (line_is(s, name, uid, out, found, gid))
				r = 0;
	buf_free(&text);
	return r;
}

void
account_find(uid_t uid, struct account *out)
{
	/* Asked for the policy's places and again for the log. */
	static struct account known;
	static uid_t known_uid = (uid_t)-1;
	uid_t found;
	gid_t gid;

	if (uid == known_uid) {
		*out = known;
		return;
	}
	if (look(NULL, uid, out, &found, &gid) == 0) {
		known = *out;
		known_uid = uid;
		return;
	}
	snprintf(out->name, sizeof out->name, "%lu", (unsigned long)uid);
	out->home[0] = '\0';
}

int
account_named(const char *name, struct account *out, uid_t *uid)
{
	gid_t gid;

	return look(name, 0, out, uid, &gid);
}

/* name:password:gid:member,member */
static bool
group_has(const char *line, const char *group, gid_t gid, bool have_gid,
    const char *name)
{
	const char *field[4], *s, *end;
	size_t len[4], n;

	if (split(line, field, len, 4) != 0 || !is(field[0], len[0], group))
		return false;
	if (have_gid && len[2] > 0 && strtoul(field[2], NULL, 10) == gid)
		return true;
	end = field[3] + len[3];
	for (s = field[3]; s < end; s += n + 1) {
		n = strcspn(s, ",\n");
		if (is(s, n, name))
			return true;
	}
	return false;
}

bool
account_in_group(const char *name, uid_t uid, const char *group)
{
	struct buf text = { 0 };
	struct account who;
	const char *s;
	gid_t gid = 0;
	uid_t found = 0;
	bool known, in = false;

	known = look(name, 0, &who, &found, &gid) == 0 && found == uid;
	if (io_read_file("/etc/group", PASSWD_LIMIT, 0, &text, NULL) == 0)
		for (s = text.data; s != NULL && !in; s = next_line(s))
			in = group_has(s, group, gid, known, name);
	buf_free(&text);
	return in && known;
}

int
account_group(const char *name, gid_t *gid)
{
	struct buf text = { 0 };
	const char *s, *field[3];
	size_t len[3];
	int r = -1;

	if (io_read_file("/etc/group", PASSWD_LIMIT, 0, &text, NULL) == 0)
		for (s = text.data; s != NULL && r != 0; s = next_line(s))
			if (split(s, field, len, 3) == 0 &&
			    is(field[0], len[0], name) && len[2] > 0) {
				*gid = (gid_t)strtoul(field[2], NULL, 10);
				r = 0;
			}
	buf_free(&text);
	return r;
}
