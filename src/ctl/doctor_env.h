/* SPDX-License-Identifier: ISC */
#ifndef CTL_DOCTOR_ENV_H
#define CTL_DOCTOR_ENV_H

#include <stddef.h>

#include "ctl/doctor.h"
#include "ctl/setup_place.h"

/*
 * The environment that Claude Code works with: its process environment, and
 * over it the "env" of each settings file in rising rank.
 */
enum { DOCTOR_FILES_MAX = 64 };

struct doctor_file {
	const struct setup_place *place;
	const char *text;	/* NULL: not there, or the client ignores it */
	size_t len;
};

struct doctor_env {
	struct doctor_file file[DOCTOR_FILES_MAX];
	size_t n;
};

/* One variable and where its value comes from. */
struct doctor_setting {
	const char *name;
	const char *value;		/* NULL: not set */
	const struct setup_place *place;	/* NULL: process environment */
};

/* Read all files; one that the client cannot use is a finding. */
void doctor_env_load(struct doctor *d, struct doctor_env *out);

/* The value that wins. One that is not text is a finding; the client takes
 * it as it is written (null becomes "null"). */
void doctor_env_get(struct doctor *d, const struct doctor_env *env,
    const char *name, struct doctor_setting *out);

/* "user settings FILE", "the environment". */
const char *doctor_setting_source(struct arena *a,
    const struct doctor_setting *s);

/* Is the client's own sandbox on, and can bashplate work in it? */
void doctor_sandbox(struct doctor *d, const struct doctor_env *env);

#endif
