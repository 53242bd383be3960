/* SPDX-License-Identifier: ISC */
#ifndef CTL_LOG_VERIFY_H
#define CTL_LOG_VERIFY_H

#include <stdbool.h>

#include "policy/policy.h"

/* `platectl log verify`: returns the exit status. */
int log_verify(const struct policy *p, bool json);

#endif
