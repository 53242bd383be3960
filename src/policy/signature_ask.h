/* SPDX-License-Identifier: ISC */
#ifndef POLICY_SIGNATURE_ASK_H
#define POLICY_SIGNATURE_ASK_H

/* Shared by signature_match.c and signature_operand.c, and by nothing
 * else. */

#include "policy/signature_data.h"

/* The question at hand. */
struct signature_ask {
	struct arena *a;
	const struct signature *s;
	const struct effect *cmd;
	const struct norm *n;	/* of cmd, or of a second reading */
	enum sureness sure;
};

enum match signature_operands(const struct signature_ask *q);

#endif
