/* SPDX-License-Identifier: ISC */
#ifndef CTL_LOG_VERIFY_H
#define CTL_LOG_VERIFY_H

#include <stdbool.h>

/* `platectl log verify`: returns the exit status. */
int log_verify(const char *state, bool json);

#endif
