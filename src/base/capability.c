/* SPDX-License-Identifier: ISC */
#include "base/capability.h"

#include <linux/capability.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int
get(struct __user_cap_data_struct data[2])
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3,
	    0 };

	memset(data, 0, 2 * sizeof *data);
	return (int)syscall(SYS_capget, &head, data);
}

bool
capability_has(int cap)
{
	struct __user_cap_data_struct data[2];

	return get(data) == 0 &&
	    (data[cap / 32].effective & 1u << cap % 32) != 0;
}

int
capability_keep(uint32_t keep)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3,
	    0 };
	struct __user_cap_data_struct data[2];

	if (get(data) != 0)
		return -1;
	data[0].effective &= keep;
	data[0].permitted &= keep;
	data[0].inheritable &= keep;
	memset(&data[1], 0, sizeof data[1]);
	return (int)syscall(SYS_capset, &head, data);
}

static int
enforce(bool all)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3,
	    0 };
	struct __user_cap_data_struct data[2];
	int i;

	if (geteuid() == 0)
		return 0;
	if (get(data) != 0)
		return -1;
	for (i = 0; i < 2; i++)
		data[i].effective = all ? data[i].permitted : 0;
	return (int)syscall(SYS_capset, &head, data);
}

int
capability_rest(void)
{
	return enforce(false);
}

int
capability_wake(void)
{
	return enforce(true);
}
