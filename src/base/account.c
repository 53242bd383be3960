/* SPDX-License-Identifier: ISC */
#include "base/account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/io.h"

enum { PASSWD_LIMIT = 1024 * 1024 };

/* name:password:uid:gid:gecos:home:shell */
static int
line_is(const char *line, uid_t uid, struct account *out)
{
	const char *field[6];
	size_t i, len[6];

	for (i = 0; i < 6; i++) {
		field[i] = line;
		len[i] = strcspn(line, ":\n");
		line += len[i];
		if (*line != ':')
			return 0;
		line++;
	}
	if (len[2] == 0 || strtoul(field[2], NULL, 10) != uid ||
	    len[0] >= sizeof out->name || len[5] >= sizeof out->home)
		return 0;
	memcpy(out->name, field[0], len[0]);
	out->name[len[0]] = '\0';
	memcpy(out->home, field[5], len[5]);
	out->home[len[5]] = '\0';
	return 1;
}

void
account_find(uid_t uid, struct account *out)
{
	/* Asked for the policy's places and again for the log. */
	static struct account known;
	static uid_t known_uid = (uid_t)-1;
	struct buf text = { 0 };
	const char *s;

	if (uid == known_uid) {
		*out = known;
		return;
	}
	snprintf(out->name, sizeof out->name, "%lu", (unsigned long)uid);
	out->home[0] = '\0';
	if (io_read_file("/etc/passwd", PASSWD_LIMIT, 0, &text, NULL) == 0 &&
	    text.data != NULL)
		for (s = text.data; s != NULL && *s != '\0';
		    s = (s = strchr(s, '\n')) != NULL ? s + 1 : NULL)
			if (line_is(s, uid, out)) {
				known = *out;
				known_uid = uid;
				break;
			}
	buf_free(&text);
}
