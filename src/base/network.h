/* SPDX-License-Identifier: ISC */
#ifndef BASE_NETWORK_H
#define BASE_NETWORK_H

#include <stdbool.h>

/* Is no interface but the loopback up, as in a network namespace of a sandbox?
 * False where that cannot be told. */
bool network_isolated(void);

#endif
