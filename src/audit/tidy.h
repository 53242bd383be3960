/* SPDX-License-Identifier: ISC */
#ifndef AUDIT_TIDY_H
#define AUDIT_TIDY_H

/*
 * After a rotation: compress the rotated files (gzip) and delete the oldest
 * beyond `keep` (0: none). A file is there under its old name until the
 * compressed one is whole and on the disk. One tidier at a time; what fails
 * is left for the next.
 */
void tidy(const char *state, unsigned keep);

/* The same in a process of its own. */
void tidy_later(const char *state, unsigned keep);

#endif
