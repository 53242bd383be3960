/* SPDX-License-Identifier: ISC */
#include "audit/record.h"

#include <errno.h>

#include "audit/sink_file.h"

static const char *const kind_name[RECORD_KINDS] = {
	[RECORD_LINE] = "line",
	[RECORD_EXEC] = "exec",
	[RECORD_SIGNAL] = "signal",
	[RECORD_SQL] = "sql",
	[RECORD_WINDOW] = "window",
	[RECORD_APPROVAL] = "approval",
	[RECORD_REQUEST] = "request",
	[RECORD_OPERATOR] = "operator",
	[RECORD_POLICY] = "policy",
	[RECORD_SESSION] = "session",
	[RECORD_EXIT] = "exit",
	[RECORD_LEFT_GUARD] = "left-guard",
	[RECORD_TIER] = "tier",
	[RECORD_LOG] = "log"
};

const char *
record_kind_name(enum record_kind k)
{
	return kind_name[k];
}

int
record_write(const char *state, struct record *r, struct err *e)
{
	struct buf b = { 0 };
	int ret;

	buf_str(&b, "{\"ver\":1");
	record_format(r, &b);
	buf_str(&b, "}\n");
	if (b.failed)
		ret = err_set(e, ENOMEM, "out of memory for the log record");
	else
		ret = sink_file_append(state, b.data, b.len, e);
	buf_free(&b);
	return ret;
}
