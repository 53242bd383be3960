/* SPDX-License-Identifier: ISC */
#ifndef CTL_COMMAND_H
#define CTL_COMMAND_H

#include <stdbool.h>

/* One command of platectl: a file of its own with one const entry. */
struct ctl_command {
	const char *name;
	const char *usage;	/* after "platectl NAME" */
	const char *help;	/* one line */
	const char *options;	/* what --help adds, may be NULL */
	bool granting;		/* not shown until somebody is qualified */
	bool stateless;		/* has no business with the state: gives up the
				   group of a managed install first */
	/* argv[0] is the command's name. Returns the exit status. */
	int (*run)(int argc, char **argv);
};

/* One a line, sorted. */
extern const struct ctl_command cmd_approve;
extern const struct ctl_command cmd_check;
extern const struct ctl_command cmd_deny;
extern const struct ctl_command cmd_disable;
extern const struct ctl_command cmd_doctor;
extern const struct ctl_command cmd_explain;
extern const struct ctl_command cmd_hook;
extern const struct ctl_command cmd_log;
extern const struct ctl_command cmd_operators;
extern const struct ctl_command cmd_policy;
extern const struct ctl_command cmd_qualify;
extern const struct ctl_command cmd_report;
extern const struct ctl_command cmd_requests;
extern const struct ctl_command cmd_rules;
extern const struct ctl_command cmd_sessions;
extern const struct ctl_command cmd_setup;
extern const struct ctl_command cmd_test;
extern const struct ctl_command cmd_watch;
extern const struct ctl_command cmd_window;

/* "platectl: NAME: message" and the usage on stderr; returns the status for
 * bad arguments. */
int ctl_usage(const struct ctl_command *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
