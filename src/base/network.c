/* SPDX-License-Identifier: ISC */
#include "base/network.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <stddef.h>

bool
network_isolated(void)
{
	struct ifaddrs *all, *i;
	bool other = false;

	if (getifaddrs(&all) != 0)
		return false;
	/* One that is down and has no address is listed by itself. */
	for (i = all; i != NULL && !other; i = i->ifa_next)
		other = (i->ifa_flags & IFF_UP) != 0 &&
		    (i->ifa_flags & IFF_LOOPBACK) == 0;
	freeifaddrs(all);
	return !other;
}
