/* SPDX-License-Identifier: ISC */
#ifndef BASE_ACCOUNT_H
#define BASE_ACCOUNT_H

#include <stdbool.h>
#include <sys/types.h>

struct account {
	char name[64];		/* the number in decimal when not known */
	char home[1024];	/* "" when not known */
};

/*
 * Look `uid` up in /etc/passwd itself. No name service is asked: that would
 * load libraries and open sockets before every command. Accounts that live
 * elsewhere are simply not known. Never fails.
 */
void account_find(uid_t uid, struct account *out);

/* As account_find() by name. Returns 0, or -1 when /etc/passwd has none. */
int account_named(const char *name, struct account *out, uid_t *uid);

/* The id of a group by /etc/group. Returns 0 or -1. */
int account_group(const char *name, gid_t *gid);

/* Is the account a member of that group, by /etc/group or as its primary
 * group? */
bool account_in_group(const char *name, uid_t uid, const char *group);

#endif
