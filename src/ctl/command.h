/* SPDX-License-Identifier: ISC */
#ifndef CTL_COMMAND_H
#define CTL_COMMAND_H

/* One command of platectl: a file of its own with one const entry. */
struct ctl_command {
	const char *name;
	const char *usage;	/* after "platectl NAME" */
	const char *help;	/* one line */
	const char *options;	/* what --help adds, may be NULL */
	/* argv[0] is the command's name. Returns the exit status. */
	int (*run)(int argc, char **argv);
};

extern const struct ctl_command cmd_check, cmd_doctor, cmd_explain, cmd_hook, cmd_log,
    cmd_policy, cmd_rules, cmd_sessions, cmd_setup, cmd_test, cmd_window;

/* "platectl: NAME: message" and the usage on stderr; returns the status for
 * bad arguments. */
int ctl_usage(const struct ctl_command *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
