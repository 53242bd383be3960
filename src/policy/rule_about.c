/* SPDX-License-Identifier: ISC */
#include "policy/rule_data.h"

bool
rule_about(const struct rule *r, unsigned k, bool any_tool)
{
	for (const struct predicate *const *p = r->match; *p != NULL; p++) {
		if (((*p)->kinds & 1U << k) != 0 &&
		    (!any_tool || (*p)->tools == NULL))
			return true;
	}
	return false;
}
