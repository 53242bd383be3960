/* SPDX-License-Identifier: ISC */
#include "policy/verdict.h"

struct layer_text {
	const char *name;	/* in JSON */
	const char *title;	/* "refused by ..." */
};

static const struct layer_text layers[] = {
	[LAYER_NONE] = { "none", "nothing" },
	[LAYER_FLOOR] = { "floor", "the floor" },
	[LAYER_SELF] = { "self", "the guard's own protection" },
	[LAYER_BLOCK] = { "block", "the block set" },
	[LAYER_UNKNOWN] = { "unknown", "the unknown rules" },
	[LAYER_UNPARSED] = { "unparsed", "the parser" },
	[LAYER_LIMIT] = { "limit", "a limit" },
	[LAYER_LOG] = { "log", "the log" },
	[LAYER_POLICY] = { "policy", "the policy" },
	[LAYER_REQUEST] = { "request", "nothing" },
};

const char *
layer_name(enum layer l)
{
	return layers[l].name;
}

const char *
layer_title(enum layer l)
{
	return layers[l].title;
}

const char *
verdict_name(enum verdict_kind k)
{
	switch (k) {
	case VERDICT_ALLOW:
		return "allow";
	case VERDICT_DEFER:
		return "defer";
	case VERDICT_REFUSE:
		break;
	}
	return "refuse";
}
