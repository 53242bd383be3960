/* SPDX-License-Identifier: ISC */
#include "kernel/gates.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/door.h"
#include "kernel/filter.h"
#include "kernel/member.h"
#include "kernel/scope.h"
#include "kernel/supervisor.h"
#include "kernel/uapi.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif

/* As much as the main thread's stack has by default: deep lines nest. Pages
 * that are never touched cost nothing. */
enum { STACK = 8 * 1024 * 1024 };

struct birth {
	const struct gates_config *config;
	int sock;
	pid_t shell;
	char *stack;
};

/* The sanitizer takes the stack it knows for the one in use: what a longjmp()
 * leaves on ours would stay poisoned. */
static void
tell_stack(char *stack)
{
#ifdef __SANITIZE_ADDRESS__
	void *fake = NULL;

	__sanitizer_start_switch_fiber(&fake, stack, STACK);
	__sanitizer_finish_switch_fiber(fake, NULL, NULL);
#else
	(void)stack;
#endif
}

/*
 * In a first child that shares our memory, so that only one copy of it is
 * made: the supervisor is its child, and an orphan at once. No child of ours
 * ever ends with a SIGCHLD that bash could find pending.
 */
static int
give_birth(void *arg)
{
	struct birth *b = arg;
	long pid = syscall(SYS_clone, 0ul, NULL, NULL, NULL, 0ul);

	if (pid == 0) {
		tell_stack(b->stack);
		_exit(supervisor_run(b->config, b->sock, b->shell));
	}
	return pid < 0 ? 1 : 0;
}

static int
fork_supervisor(const struct gates_config *c, int sock, struct err *e)
{
	struct birth b = { .config = c, .sock = sock, .shell = getpid() };
	char *stack;
	int status = 1;
	pid_t pid;

	stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE |
	    MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	if (stack == MAP_FAILED)
		return err_sys(e, "no memory for the supervisor");
	b.stack = stack;
	pid = clone(give_birth, stack + STACK, CLONE_VM | CLONE_VFORK, &b);
	if (pid >= 0)
		while (waitpid(pid, &status, __WALL) < 0 && errno == EINTR)
			;
	munmap(stack, STACK);
	if (pid < 0 || status != 0)
		return err_set(e, EAGAIN, "cannot start the supervisor");
	return 0;
}

static int
hand_over(int sock, int listener)
{
	char room[CMSG_SPACE(sizeof listener)] = { 0 }, byte = 0;
	struct iovec io = { &byte, 1 };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1,
	    .msg_control = room, .msg_controllen = sizeof room };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof listener);
	memcpy(CMSG_DATA(c), &listener, sizeof listener);
	/* The supervisor may have died: no SIGPIPE for that. */
	return sendmsg(sock, &m, MSG_NOSIGNAL) == 1 ? 0 : -1;
}

/* From here on a failure leaves the filter: every gated call of this process
 * then fails, which is closed. */
static int
take_filter(const struct gates_config *c, int sock, bool door, struct err *e)
{
	struct filter_opts o = { .gate_trace = !c->scope,
	    .gate_open = c->lines == NULL };
	int listener;

	listener = filter_install(&o, e);
	if (listener < 0 && e->code == EACCES && c->lines == NULL) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
			return err_sys(e, "NO_NEW_PRIVS");
		listener = filter_install(&o, e);
	}
	if (listener < 0)
		return -1;
	if (c->scope)
		(void)scope_enter();
	if ((door ? door_order(sock, c, listener) :
	    hand_over(sock, listener)) != 0) {
		err_sys(e, "the supervisor has gone");
		e->code = EPIPE;
		close(listener);
		return -1;
	}
	close(listener);
	return 0;
}

int
gates_start(const struct gates_config *c, struct err *why)
{
	struct err local = { 0 };
	int pair[2], r, door = -1;

	if (why == NULL)
		why = &local;
	/* What an approval lifted, and the lines of a person's session, lie
	 * in our memory alone. */
	if (c->approved == NULL && c->lines == NULL)
		door = door_connect(c);
	if (door >= 0) {
		r = take_filter(c, door, true, why);
		close(door);
		goto joined;
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return err_sys(why, "no socket for the supervisor");
	r = fork_supervisor(c, pair[1], why);
	close(pair[1]);
	if (r == 0)
		r = take_filter(c, pair[0], false, why);
	close(pair[0]);
joined:
	if (r == 0 && c->session != NULL)
		member_join(c->session->id, true);
	return r;
}
