/* SPDX-License-Identifier: ISC */
#ifndef BASE_ACCOUNT_H
#define BASE_ACCOUNT_H

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

#endif
