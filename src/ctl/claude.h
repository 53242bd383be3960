/* SPDX-License-Identifier: ISC */
#ifndef CTL_CLAUDE_H
#define CTL_CLAUDE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"

/*
 * Claude Code's settings and how it picks its shell, as measured: settings'
 * env beats the process environment, a project's settings beat the user's,
 * managed settings beat both; CLAUDE_CODE_SHELL comes before SHELL; a
 * candidate counts only if its whole path holds "bash" or "zsh" and it is
 * executable, else the client falls back to a plain shell in silence.
 */
enum claude_file { CLAUDE_MANAGED, CLAUDE_USER, CLAUDE_PROJECT,
    CLAUDE_LOCAL, CLAUDE_FILES };

/* "managed settings", ... and its path (NULL when HOME is unset). */
const char *claude_title(enum claude_file f);
const char *claude_path(struct arena *a, enum claude_file f);

/* Can the guarded user (this user) write the file or make it? */
bool claude_writable(struct arena *a, enum claude_file f);

/* env.NAME of the file, or NULL. *broken is set when it is no JSON object. */
const char *claude_env(struct arena *a, enum claude_file f, const char *name,
    bool *broken);

/* Would the client take this value as its shell? NULL when it would, else
 * why not (static text). */
const char *claude_rejects(const char *value);

/*
 * The file's text with env.CLAUDE_CODE_SHELL and env.SHELL set to `shell`,
 * everything else kept. `old` may be empty (no file). Returns 0, or -1 when
 * it is not a JSON object.
 */
int claude_with_shell(const struct buf *old, const char *shell,
    struct buf *out);

#endif
