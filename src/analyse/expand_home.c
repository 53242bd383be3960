/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "analyse/expand.h"
#include "base/io.h"

enum { PASSWD_MAX = 1024 * 1024 };

/* /etc/passwd is read as a file: NSS may load code and ask the network. */
char *
expand_home(struct walk *w, const char *user, size_t n)
{
	struct buf b = { 0 };
	struct err e;
	const char *p, *end, *line;
	char *home = NULL;
	int field;

	if (!w->world->read_files || n == 0 ||
	    io_read_file("/etc/passwd", PASSWD_MAX, 0, &b, &e) != 0)
		return NULL;
	for (line = b.data; line != NULL && *line != '\0';
	    line = end + (*end == '\n')) {
		end = line + strcspn(line, "\n");
		if ((size_t)(end - line) <= n || memcmp(line, user, n) != 0 ||
		    line[n] != ':')
			continue;
		p = line;
		for (field = 0; p < end && field < 5; p++)
			field += *p == ':';
		home = arena_strndup(w->a, p, strcspn(p, ":\n"));
		break;
	}
	buf_free(&b);
	return home;
}

struct value *
expand_tilde(struct walk *w, const char *s, size_t n, size_t *used)
{
	const struct var *x;
	size_t len = 1, at;
	struct value *v;
	char *home;

	while (len < n && s[len] != '/' && s[len] != ':')
		len++;
	*used = len;
	if (len == 1) {
		v = var_value(w, "HOME", 4);
		x = var_get(w, "HOME", 4);
		/* Then it is what the password file says. */
		if (v != NULL && x->maybe_unset)
			return value_either(w->a, v, value_unknown(w->a));
		if (v == NULL && w->world->home != NULL)
			v = value_const(w->a, w->world->home,
			    strlen(w->world->home));
		return v;
	}
	if (len == 2 && s[1] == '+')
		return var_value(w, "PWD", 3);
	if (len == 2 && s[1] == '-')
		return var_value(w, "OLDPWD", 6);
	/* ~1, ~+2: from the stack of pushd, or no tilde at all. */
	at = 1 + (s[1] == '+' || s[1] == '-');
	while (at < len && s[at] >= '0' && s[at] <= '9')
		at++;
	if (at == len)
		return value_unknown(w->a);
	home = expand_home(w, s + 1, len - 1);
	return home == NULL ? NULL : value_const(w->a, home, strlen(home));
}
