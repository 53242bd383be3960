/* SPDX-License-Identifier: ISC */
#ifndef KERNEL_UAPI_H
#define KERNEL_UAPI_H

/*
 * Kernel interfaces newer than the headers we may be built with (Debian 12
 * has those of Linux 6.1). Values and layouts are the kernel's ABI and never
 * change; what a kernel does not know is refused by it with an errno.
 */
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

/* seccomp(2): wait killable once the supervisor has the request, 5.19; wake
 * the other side on this processor, 6.6 (linux/seccomp.h). */
#define UAPI_SECCOMP_WAIT_KILLABLE	(1ul << 5)
#define UAPI_SECCOMP_SET_FLAGS		_IOW('!', 4, uint64_t)
#define UAPI_SECCOMP_SYNC_WAKE_UP	1ul

/* landlock(7): ABI 6 (Linux 6.12) scopes signals (linux/landlock.h). */
struct uapi_landlock_ruleset {
	uint64_t handled_access_fs, handled_access_net, scoped;
};
#define UAPI_LANDLOCK_VERSION		1u
#define UAPI_LANDLOCK_SCOPE_SIGNAL	2ull
#define UAPI_LANDLOCK_ABI_SCOPE		6

/* ioctl_pidfd: PIDFD_GET_INFO 6.13, the exit status 6.15 (linux/pidfd.h). */
struct uapi_pidfd_info {
	uint64_t mask, cgroupid;
	uint32_t pid, tgid, ppid, ruid, rgid, euid, egid, suid, sgid, fsuid,
	    fsgid;
	int32_t exit_code;
	uint32_t coredump_mask, spare;
};
#define UAPI_PIDFD_GET_INFO	_IOWR(0xff, 11, struct uapi_pidfd_info)
#define UAPI_PIDFD_INFO_EXIT	(1ull << 3)

/* pidfd_send_signal(2): to the group that it leads, 6.9 (linux/pidfd.h). */
#define UAPI_PIDFD_SIGNAL_PROCESS_GROUP	(1u << 2)

/* One number on every architecture since 2018. */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset	444
#define SYS_landlock_restrict_self	446
#endif
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal	424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open	434
#endif
#ifndef SYS_close_range
#define SYS_close_range	436
#endif
#ifndef SYS_openat2
#define SYS_openat2	437
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd	438
#endif

/* Thread variants of fcntl(2) and ioctl(2) that send signals later. */
#define UAPI_F_SETOWN		8
#define UAPI_F_SETOWN_EX	15
#define UAPI_FIOSETOWN		0x8901u
#define UAPI_SIOCSPGRP		0x8902u

#endif
