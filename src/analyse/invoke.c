/* SPDX-License-Identifier: ISC */
#include "analyse/invoke.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What an unset PATH means to bash as distributions build it. */
#define DEFAULT_PATH \
	"/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin:."

/* Letters that take no argument and change nothing we keep. */
#define PLAIN_LETTERS "abefhkmtuvxBCEHPT"

struct parse {
	int argc;
	char **argv;
	int next;		/* first argument not yet looked at */
	struct invoke *out;
	bool command;		/* -c was seen */
	bool from_stdin;	/* -s was seen */
	bool info;
	bool strings;		/* -D and its long forms */
	bool pretty;
	bool fatal;		/* no build of bash could run anything */
};

enum long_id {
	LONG_NOTHING,
	LONG_INFO,
	LONG_LOGIN,
	LONG_NOPROFILE,
	LONG_NORC,
	LONG_POSIX,
	LONG_PRETTY,
	LONG_RCFILE,
	LONG_RESTRICTED,
	LONG_STRINGS
};

static const struct {
	const char *name;
	enum long_id id;
} long_options[] = {
	{ "debug", LONG_NOTHING },
	{ "debugger", LONG_NOTHING },
	{ "dump-po-strings", LONG_STRINGS },
	{ "dump-strings", LONG_STRINGS },
	{ "help", LONG_INFO },
	{ "init-file", LONG_RCFILE },
	{ "login", LONG_LOGIN },
	{ "noediting", LONG_NOTHING },
	{ "noprofile", LONG_NOPROFILE },
	{ "norc", LONG_NORC },
	{ "posix", LONG_POSIX },
	{ "pretty-print", LONG_PRETTY },
	{ "rcfile", LONG_RCFILE },
	{ "restricted", LONG_RESTRICTED },
	{ "verbose", LONG_NOTHING },
	{ "version", LONG_INFO },
};

static const char *const set_names[] = {
	"allexport", "braceexpand", "emacs", "errexit", "errtrace",
	"functrace", "hashall", "histexpand", "history", "ignoreeof",
	"interactive-comments", "keyword", "monitor", "noclobber", "noexec",
	"noglob", "nolog", "notify", "nounset", "onecmd", "physical",
	"pipefail", "posix", "privileged", "verbose", "vi", "xtrace", NULL
};

static const char *const shopt_names[] = {
	"assoc_expand_once", "autocd", "cdable_vars", "cdspell", "checkhash",
	"checkjobs", "checkwinsize", "cmdhist", "compat31", "compat32",
	"compat40", "compat41", "compat42", "compat43", "compat44",
	"complete_fullquote", "direxpand", "dirspell", "dotglob", "execfail",
	"expand_aliases", "extdebug", "extglob", "extquote", "failglob",
	"force_fignore", "globasciiranges", "globskipdots", "globstar",
	"gnu_errfmt", "histappend", "histreedit", "histverify",
	"hostcomplete", "huponexit", "inherit_errexit",
	"interactive_comments", "lastpipe", "lithist", "localvar_inherit",
	"localvar_unset", "login_shell", "mailwarn",
	"no_empty_cmd_completion", "nocaseglob", "nocasematch",
	"noexpand_translation", "nullglob", "patsub_replacement",
	"progcomp", "progcomp_alias", "promptvars", "restricted_shell",
	"shift_verbose", "sourcepath", "varredir_close", "xpg_echo", NULL
};

static bool
is_one_of(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

static void
bad(struct parse *p, const char *arg)
{
	if (p->out->bad == NULL)
		p->out->bad = arg;
}

static void
take_argv0(struct invoke *out, const char *name)
{
	const char *slash;

	out->arg0 = name;
	if (name == NULL)
		return;
	if (*name == '-') {
		out->login = true;
		name++;
	}
	slash = strrchr(name, '/');
	if (slash != NULL)
		name = slash + 1;
	out->posix = strcmp(name, "sh") == 0;
	out->restricted = strcmp(name, "rbash") == 0;
}

static void
apply_long(struct parse *p, enum long_id id, const char *arg)
{
	struct invoke *out = p->out;

	switch (id) {
	case LONG_NOTHING:
		break;
	case LONG_INFO:
		p->info = true;
		break;
	case LONG_LOGIN:
		out->login = true;
		break;
	case LONG_NOPROFILE:
		out->noprofile = true;
		break;
	case LONG_NORC:
		out->norc = true;
		break;
	case LONG_POSIX:
		out->posix = true;
		break;
	case LONG_PRETTY:
		p->pretty = true;
		break;
	case LONG_RESTRICTED:
		out->restricted = true;
		break;
	case LONG_STRINGS:
		p->strings = true;
		break;
	case LONG_RCFILE:
		if (p->next >= p->argc) {
			bad(p, arg);
			p->fatal = true;
			break;
		}
		out->rcfile = p->argv[p->next++];
		break;
	}
}

/*
 * Long options come first and may have one dash or two. The first argument
 * that is none of them ends this part, unless it has two dashes: then bash
 * does not know it.
 */
static void
parse_long(struct parse *p)
{
	const size_t n = sizeof(long_options) / sizeof(long_options[0]);
	const char *arg, *name;
	size_t i;

	while (p->next < p->argc) {
		arg = p->argv[p->next];
		if (arg[0] != '-' || arg[1] == '\0' || strcmp(arg, "--") == 0)
			return;
		name = arg[1] == '-' ? arg + 2 : arg + 1;
		for (i = 0; i < n; i++)
			if (strcmp(name, long_options[i].name) == 0)
				break;
		if (i == n && arg[1] != '-')
			return;
		p->next++;
		if (i == n)
			bad(p, arg);
		else
			apply_long(p, long_options[i].id, arg);
	}
}

/* -o NAME and +o NAME; without a name bash lists and goes on. */
static void
take_set(struct parse *p, bool on)
{
	const char *name;

	if (p->next >= p->argc)
		return;
	name = p->argv[p->next++];
	if (!is_one_of(name, set_names))
		bad(p, name);
	else if (strcmp(name, "noexec") == 0)
		p->out->noexec = on;
	else if (strcmp(name, "posix") == 0)
		p->out->posix = on;
	else if (strcmp(name, "privileged") == 0)
		p->out->privileged = on;
}

/* -O NAME and +O NAME, the same for shopt. */
static void
take_shopt(struct parse *p, bool on)
{
	const char *name;

	if (p->next >= p->argc)
		return;
	name = p->argv[p->next++];
	if (!is_one_of(name, shopt_names))
		bad(p, name);
	else if (strcmp(name, "extglob") == 0)
		p->out->extglob = on;
	else if (strcmp(name, "expand_aliases") == 0)
		p->out->aliases = on;
}

/* A letter counts the same after + as after - where it names no flag. */
static void
take_letter(struct parse *p, const char *arg, char letter, bool on)
{
	struct invoke *out = p->out;

	switch (letter) {
	case 'c':
		p->command = true;
		break;
	case 's':
		p->from_stdin = true;
		break;
	case 'l':
		out->login = true;
		break;
	case 'D':
		p->strings = true;
		break;
	case 'o':
		take_set(p, on);
		break;
	case 'O':
		take_shopt(p, on);
		break;
	case 'i':
		out->interactive = on;
		break;
	case 'n':
		out->noexec = on;
		break;
	case 'p':
		out->privileged = on;
		break;
	case 'r':
		if (out->restricted && !on)
			bad(p, arg);
		out->restricted = on;
		break;
	default:
		if (letter == '\0' || strchr(PLAIN_LETTERS, letter) == NULL)
			bad(p, arg);
		break;
	}
}

static void
parse_short(struct parse *p)
{
	const char *arg, *c;

	while (p->next < p->argc) {
		arg = p->argv[p->next];
		if (arg[0] != '-' && arg[0] != '+')
			return;
		p->next++;
		if (strcmp(arg, "-") == 0 || strcmp(arg, "--") == 0)
			return;
		for (c = arg + 1; *c != '\0'; c++)
			take_letter(p, arg, *c, arg[0] == '-');
	}
}

/* The operands: which of them is the text, and which are its arguments. */
static enum invoke_kind
take_operands(struct parse *p, bool stdin_tty, bool stderr_tty)
{
	struct invoke *out = p->out;
	enum invoke_kind kind;

	if (p->command) {
		if (p->next >= p->argc) {
			bad(p, "-c");
			return INVOKE_BAD;
		}
		out->text = p->argv[p->next++];
		if (p->next < p->argc)
			out->arg0 = p->argv[p->next++];
		kind = INVOKE_COMMAND;
	} else if (p->next < p->argc && !p->from_stdin) {
		out->file = out->arg0 = p->argv[p->next++];
		kind = INVOKE_FILE;
	} else {
		if (stdin_tty && stderr_tty)
			out->interactive = true;
		kind = stdin_tty && out->interactive ?
		    INVOKE_INTERACTIVE : INVOKE_STDIN;
	}
	out->args = p->argv + p->next;
	out->nargs = p->argc - p->next;
	return kind;
}

void
invoke_parse(int argc, char **argv, bool stdin_tty, bool stderr_tty,
    struct invoke *out)
{
	struct parse p = { .argc = argc, .argv = argv, .out = out };

	memset(out, 0, sizeof(*out));
	take_argv0(out, argc > 0 ? argv[0] : NULL);
	p.next = argc > 0 ? 1 : 0;
	parse_long(&p);
	if (p.info && out->bad == NULL) {
		out->kind = out->would = INVOKE_INFO;
		return;
	}
	parse_short(&p);
	out->would = take_operands(&p, stdin_tty, stderr_tty);
	if (p.fatal)
		out->would = INVOKE_BAD;
	out->kind = out->bad != NULL ? INVOKE_BAD : out->would;
	if (p.strings || (p.pretty && out->would != INVOKE_COMMAND))
		out->noexec = true;
	if (out->interactive || out->posix)
		out->aliases = true;
}

static bool
is_readable_file(const char *name)
{
	struct stat st;

	return stat(name, &st) == 0 && !S_ISDIR(st.st_mode) &&
	    faccessat(AT_FDCWD, name, R_OK, AT_EACCESS) == 0;
}

int
invoke_script_path(const char *file, const char *path, char *out, size_t size)
{
	const char *dir, *end;
	struct stat st;
	int n;

	if (stat(file, &st) == 0 || errno != ENOENT ||
	    strchr(file, '/') != NULL) {
		n = snprintf(out, size, "%s", file);
		if (n < 0 || (size_t)n >= size) {
			errno = ENAMETOOLONG;
			return -1;
		}
		if (stat(file, &st) == -1)
			return -1;
		if (S_ISDIR(st.st_mode)) {
			errno = EISDIR;
			return -1;
		}
		return faccessat(AT_FDCWD, file, R_OK, AT_EACCESS);
	}
	for (dir = path != NULL ? path : DEFAULT_PATH; *file != '\0';
	    dir = end + 1) {
		end = strchrnul(dir, ':');
		n = snprintf(out, size, "%.*s%s%s", (int)(end - dir), dir,
		    end > dir ? "/" : "", file);
		if (n > 0 && (size_t)n < size && is_readable_file(out))
			return 0;
		if (*end == '\0')
			break;
	}
	errno = ENOENT;
	return -1;
}
