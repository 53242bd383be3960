/* SPDX-License-Identifier: ISC */
#ifndef POLICY_BASHCHECK_H
#define POLICY_BASHCHECK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Asked only about text that our parser rejects: would `shell` (the real
 * bash) run any part of text[from..len) before it reports an error? bash runs
 * a text one complete command at a time, and a complete command ends at a
 * newline or at the end; so `bash -n` is asked about the text up to each of
 * them. Returns true only when it rejects every one. Anything that goes
 * wrong, and a text of more than 64 lines, is false: the line stays refused.
 *
 * bash -n reads and runs nothing (no startup file, empty environment).
 */
bool bashcheck_rejects(const char *shell, const char *text, size_t len,
    size_t from, bool extglob);

#endif
