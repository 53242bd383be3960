/* SPDX-License-Identifier: ISC */
/*
 * journald's native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL): one
 * datagram of FIELD=value lines; what does not fit into a datagram goes as a
 * sealed memfd. Members of a record are JSON-escaped, so no value holds a
 * newline and the form for binary values is not needed.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "audit/sinks.h"
#include "base/io.h"

static const struct {
	const char *key, *field;
} fields[] = {
	{ "id", "BASHPLATE_ID" },
	{ "kind", "BASHPLATE_KIND" },
	{ "session", "BASHPLATE_SESSION" },
	{ "user", "BASHPLATE_USER" },
	{ "agent", "BASHPLATE_AGENT" },
	{ "agentSession", "BASHPLATE_AGENT_SESSION" },
	{ "cwd", "BASHPLATE_CWD" },
	{ "command", "BASHPLATE_COMMAND" },
	{ "verdict", "BASHPLATE_VERDICT" },
	{ "layer", "BASHPLATE_LAYER" },
	{ "rule", "BASHPLATE_RULE" },
	{ "matched", "BASHPLATE_MATCHED" },
	{ "window", "BASHPLATE_WINDOW" },
	{ "event", "BASHPLATE_EVENT" },
	{ "detail", "BASHPLATE_DETAIL" },
};

static void
field(struct buf *b, const char *name, const char *s, size_t n)
{
	buf_str(b, name);
	buf_char(b, '=');
	buf_add(b, s, n);
	buf_char(b, '\n');
}

/* What `journalctl` shows: "refuse git/push-force: git push -f". */
static void
message(const struct sink_line *l, struct buf *b)
{
	static const char *const parts[] = { "kind", "verdict", "event",
	    "rule", "command", "detail" };
	const char *s;
	size_t i, n;

	buf_str(b, "MESSAGE=bashplate");
	for (i = 0; i < sizeof parts / sizeof *parts; i++)
		if ((s = sink_member(l, parts[i], &n)) != NULL) {
			buf_str(b, " ");
			buf_add(b, s, n < 2000 ? n : 2000);
		}
	buf_char(b, '\n');
}

static void
format(const struct sink_line *l, struct buf *b)
{
	const char *s;
	size_t i, n;

	message(l, b);
	buf_printf(b, "PRIORITY=%d\nSYSLOG_IDENTIFIER=bashplate\n"
	    "SYSLOG_FACILITY=10\nBASHPLATE_SEQ=%llu\nBASHPLATE_HASH=%s\n",
	    l->refused ? 4 : 6, (unsigned long long)l->seq, l->hash);
	for (i = 0; i < sizeof fields / sizeof *fields; i++)
		if ((s = sink_member(l, fields[i].key, &n)) != NULL)
			field(b, fields[i].field, s, n);
	field(b, "BASHPLATE_RECORD", l->text, l->len);
}

static int
send_memfd(int sock, const struct sockaddr_un *to, const struct buf *b)
{
	union {
		char space[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = { { 0 } };
	struct msghdr m = { .msg_name = (void *)(uintptr_t)to,
	    .msg_namelen = sizeof *to, .msg_control = control.space,
	    .msg_controllen = sizeof control.space };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	int fd = memfd_create("bashplate", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int r = -1, saved;

	if (fd < 0)
		return -1;
	if (io_write(fd, b->data, b->len) == 0 && fcntl(fd, F_ADD_SEALS,
	    F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == 0) {
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof fd);
		memcpy(CMSG_DATA(c), &fd, sizeof fd);
		r = sendmsg(sock, &m, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -1 :
		    0;
	}
	saved = errno;
	close(fd);
	errno = saved;
	return r;
}

int
sink_journald(const char *path, const struct sink_line *l, struct err *e)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct buf b = { 0 };
	int sock, r = -1, saved;

	if (strlen(path) >= sizeof to.sun_path)
		return err_set(e, ENAMETOOLONG, "journald: %s: name too long",
		    path);
	memcpy(to.sun_path, path, strlen(path) + 1);
	sock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	format(l, &b);
	if (sock >= 0 && !b.failed) {
		r = sendto(sock, b.data, b.len, MSG_DONTWAIT | MSG_NOSIGNAL,
		    (struct sockaddr *)&to, sizeof to) < 0 ? -1 : 0;
		if (r != 0 && (errno == EMSGSIZE || errno == ENOBUFS))
			r = send_memfd(sock, &to, &b);
	}
	saved = errno;
	if (sock >= 0)
		close(sock);
	buf_free(&b);
	errno = saved;
	return r == 0 ? 0 : err_sys(e, "journald at %s does not take the "
	    "record", path);
}
