/* SPDX-License-Identifier: ISC */
#include "shell/ownprompt.h"

#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/account.h"

static void
add_cwd(struct buf *out, const char *cwd, const char *home)
{
	size_t n = strlen(home);

	if (cwd == NULL)
		return;
	if (n > 1 && strncmp(cwd, home, n) == 0 &&
	    (cwd[n] == '\0' || cwd[n] == '/')) {
		buf_char(out, '~');
		cwd += n;
	}
	buf_str(out, cwd);
}

static void
add_base(struct buf *out, const char *cwd)
{
	const char *slash = cwd != NULL ? strrchr(cwd, '/') : NULL;

	if (slash != NULL)
		buf_str(out, slash[1] != '\0' ? slash + 1 : slash);
}

static void
add_host(struct buf *out, char c)
{
	struct utsname u;

	if (uname(&u) == 0)
		buf_add(out, u.nodename, c == 'h' ?
		    strcspn(u.nodename, ".") : strlen(u.nodename));
}

/* `s` is behind a backslash. Returns how much of it was used. */
static size_t
escape(const char *s, size_t n, const char *cwd, const struct account *me,
    struct buf *out)
{
	unsigned value = 0;
	size_t k = 0;

	while (k < n && k < 3 && s[k] >= '0' && s[k] <= '7')
		value = value * 8 + (unsigned)(s[k++] - '0');
	if (k > 0) {
		buf_char(out, (char)value);
		return k;
	}
	switch (*s) {
	case 'w':
		add_cwd(out, cwd, me->home);
		break;
	case 'W':
		add_base(out, cwd);
		break;
	case 'u':
		buf_str(out, me->name);
		break;
	case 'h':
	case 'H':
		add_host(out, *s);
		break;
	case '$':
		buf_char(out, geteuid() == 0 ? '#' : '$');
		break;
	case 'n':
		buf_char(out, '\n');
		break;
	case 'e':
	case 'E':
		buf_char(out, '\033');
		break;
	case '[':
	case ']':
		break;
	default:
		buf_char(out, *s);
		break;
	}
	return 1;
}

static size_t
variable(const char *s, size_t n, const char *cwd, const struct account *me,
    struct buf *out)
{
	static const char *const names[] = { "PWD", "USER", "HOME" };
	const char *values[] = { cwd != NULL ? cwd : "", me->name, me->home };
	size_t i, len;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		len = strlen(names[i]);
		if (n >= len && memcmp(s, names[i], len) == 0) {
			buf_str(out, values[i]);
			return len;
		}
		if (n >= len + 2 && s[0] == '{' && s[len + 1] == '}' &&
		    memcmp(s + 1, names[i], len) == 0) {
			buf_str(out, values[i]);
			return len + 2;
		}
	}
	buf_char(out, '$');
	return 0;
}

void
ownprompt_expand(const char *ps1, size_t n, const char *cwd, struct buf *out)
{
	struct account me;
	size_t i = 0;

	account_find(getuid(), &me);
	while (i < n) {
		if (ps1[i] == '\\' && i + 1 < n)
			i += 1 + escape(ps1 + i + 1, n - i - 1, cwd, &me, out);
		else if (ps1[i] == '$')
			i += 1 + variable(ps1 + i + 1, n - i - 1, cwd, &me,
			    out);
		else if (ps1[i] == '\r')
			i++;
		else
			buf_char(out, ps1[i++]);
	}
}
