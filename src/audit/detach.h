/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_DETACH_H
#define AUDIT_DETACH_H

/*
 * Run `work` in a process of its own that nobody waits for: no terminal, no
 * inherited descriptor but `keep` (-1: none), cwd /, lowest priority, default
 * signals. The caller goes on at once and gets no SIGCHLD later; it may
 * become the command's shell right after. Returns 0, or -1 when no process
 * could be made (errno).
 */
int detach(void (*work)(void *arg), void *arg, int keep);

#endif
