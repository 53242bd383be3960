/* SPDX-License-Identifier: ISC */
#include "base/confined.h"

#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"

/* PROC_USER_INIT_INO of the kernel: the machine's user namespace. */
#define MACHINE_USERS	0xEFFFFFFDu

bool
confined(void)
{
	struct stat st;

	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 &&
	    stat("/proc/self/ns/user", &st) == 0 &&
	    st.st_ino != MACHINE_USERS;
}

/* /proc/sys/kernel/overflowuid, which nobody changes. */
enum { OVERFLOW_UID = 65534, FIELDS = 3 };

/* Has this namespace a user of that number? Unreadable: yes. */
static bool
mapped(unsigned long uid)
{
	char text[4096], *at = text, *end;
	unsigned long v[FIELDS];
	int i;

	if (io_read_head("/proc/self/uid_map", text, sizeof text) <= 0)
		return true;
	for (;;) {
		for (i = 0; i < FIELDS; i++, at = end) {
			v[i] = strtoul(at, &end, 10);
			if (end == at)
				return false;
		}
		if (uid >= v[0] && uid - v[0] < v[2])
			return true;
	}
}

bool
confined_root(uid_t owner)
{
	return owner == 0 || (owner == OVERFLOW_UID && geteuid() != owner &&
	    !mapped(owner));
}
