/* SPDX-License-Identifier: ISC */
#include "kernel/filter.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kernel/filter_program.h"
#include "kernel/uapi.h"

static int
load_program(struct filter_program *p, unsigned long flags)
{
	struct sock_fprog prog = { p->n, p->code };
	long fd;

	fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
	    flags | UAPI_SECCOMP_WAIT_KILLABLE, &prog);
	/* Before 5.19: a signal may then deliver a request twice. */
	if (fd < 0 && errno == EINVAL)
		fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags,
		    &prog);
	return (int)fd;
}

int
filter_install(const struct filter_opts *o, struct err *e)
{
	struct filter_program p = { .n = 0 };
	int fd;

	if (!filter_possible())
		return err_set(e, ENOSYS, "no filter for this processor");
	filter_build(&p, o);
	if (p.full)
		return err_set(e, E2BIG, "the filter program is too long");
	fd = load_program(&p, SECCOMP_FILTER_FLAG_NEW_LISTENER);
	if (fd < 0)
		return err_sys(e, "seccomp filter");
	/* Before 6.6 it is not known: slower, nothing else. */
	(void)ioctl(fd, UAPI_SECCOMP_SET_FLAGS, UAPI_SECCOMP_SYNC_WAKE_UP);
	return fd;
}

bool
filter_watched(void)
{
	struct filter_program p = { .n = 0 };
	int fd;

	if (!filter_possible())
		return false;
	filter_build_open(&p);
	fd = load_program(&p, SECCOMP_FILTER_FLAG_NEW_LISTENER);
	if (fd < 0)
		return errno == EBUSY;
	close(fd);
	return false;
}
