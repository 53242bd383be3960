/* SPDX-License-Identifier: ISC */
#ifndef CTL_RULES_PRINT_H
#define CTL_RULES_PRINT_H

#include "base/buf.h"
#include "policy/policy.h"

/* What the policy in force makes of the rule: "on", "off", "floor". */
const char *rules_state(const struct policy *p, const struct rule *r);

/* One rule as a line; as all that is known about it, with how to unblock it,
 * turn it off or raise it; as JSON; as a section of the documentation. */
void rules_line(const struct policy *p, const struct rule *r, struct buf *b);
void rules_whole(const struct policy *p, const struct rule *r,
    struct buf *b);
void rules_json(const struct policy *p, const struct rule *r, struct buf *b);
void rules_markdown(const struct rule *r, struct buf *b);

/* The head of the documentation page: what it is, and a table of packs. */
void rules_markdown_head(const struct rule *const *r, size_t n,
    struct buf *b);

/* What a radius means, in a few words. */
const char *rules_radius(int radius);

#endif
