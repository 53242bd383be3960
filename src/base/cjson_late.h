/* SPDX-License-Identifier: ISC */
#ifndef BASE_CJSON_LATE_H
#define BASE_CJSON_LATE_H

#include <stdbool.h>

/* True when libcjson is not installed: no JSON can be read. */
bool cjson_late_missing(void);

#endif
