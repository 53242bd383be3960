/* SPDX-License-Identifier: ISC */
#ifndef CTL_LOG_IMPORT_H
#define CTL_LOG_IMPORT_H

#include "ctl/common.h"

/* platectl log import [FOLDER]: audit/spill.h. Returns the exit status. */
int log_import(struct ctl *c, const char *folder);

#endif
