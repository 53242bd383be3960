/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <strings.h>

#include "analyse/tool_data.h"

static const char *const kinds[] = {
	[OPERAND_FLAG] = "",
	[OPERAND_VALUE] = "value",
	[OPERAND_PATH_READ] = "path:read",
	[OPERAND_PATH_WRITE] = "path:write",
	[OPERAND_PATH_DELETE] = "path:delete",
	[OPERAND_PATH_META] = "path:meta",
	[OPERAND_PATH] = "path",
	[OPERAND_DIR] = "dir",
	[OPERAND_HOST] = "host",
	[OPERAND_PID] = "pid",
	[OPERAND_SIGNAL] = "signal",
	[OPERAND_PROCESS] = "process",
	[OPERAND_SQL] = "sql",
	[OPERAND_SQL_FILE] = "sqlfile",
	[OPERAND_SHELL] = "shell",
	[OPERAND_SHELL_JOIN] = "shell-join",
	[OPERAND_SCRIPT] = "script",
	[OPERAND_ARGV] = "argv",
	[OPERAND_ARGV_UNTIL] = "argv-until",
	[OPERAND_ASSIGN] = "assign",
	[OPERAND_CODE] = "code",
	[OPERAND_CODE_FILE] = "codefile",
	[OPERAND_REMOTE] = "remote",
	[OPERAND_REF] = "ref",
	[OPERAND_REFSPEC] = "refspec",
	[OPERAND_RESOURCE] = "resource",
	[OPERAND_NAME] = "name",
	[OPERAND_CONTAINER] = "container",
	[OPERAND_URL] = "url",
	[OPERAND_CONTEXT] = "context",
	[OPERAND_DATABASE] = "database",
	[OPERAND_COMMAND_LINE] = "keys",
	[OPERAND_CARRIER] = "carrier",
	[OPERAND_PLACEHOLDER] = "placeholder",
	[OPERAND_IMAGE] = "image",
	[OPERAND_ENTRY] = "entry",
	[OPERAND_METHOD] = "method",
};

static const char *const wheres[] = {
	[WHERE_LOCAL] = "local",
	[WHERE_HOST] = "host",
	[WHERE_CONTAINER] = "container",
	[WHERE_DEFERRED] = "deferred",
	[WHERE_SERVER] = "server",
};

static const char *const stdins[] = {
	[STDIN_DATA] = "data",
	[STDIN_SHELL] = "shell",
	[STDIN_SQL] = "sql",
	[STDIN_ARGV] = "argv",
	[STDIN_CODE] = "code",
};

static const char *const styles[] = {
	[TOOL_GNU] = "gnu",
	[TOOL_GO] = "go",
	[TOOL_FIND] = "find",
	[TOOL_PLAIN] = "plain",
};

static const char *const uses[] = { "shell", "argv", "exec", "open", "code",
    "sql", "sqlfile", "codefile", "script", "path:delete", "path:tree",
    "path:write", "path:read", "pid",
    "encoded", "any" };

static const char *const prints[] = { "other", "words", "format", "files",
    "input", "base64", "hex", "cwd", "temporary", "dirname", "basename",
    "program", "translated", "reversed", "first", "last", "fields",
    "number", "numbers", "jobs", "nothing", "network" };

static const char *const literals[] = { "ticks", "q", "%", "pipes",
    "adjacent", "bare" };

static const char *const signals[] = { "HUP", "INT", "QUIT", "ILL", "TRAP",
    "ABRT", "IOT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
    "ALRM", "TERM", "STKFLT", "CHLD", "CLD", "CONT", "STOP", "TSTP", "TTIN",
    "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "POLL",
    "PWR", "SYS", "RTMIN", "RTMAX", "EXIT" };

static int
lookup(const char *const *table, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(table[i], name) == 0)
			return (int)i;
	}
	return -1;
}

#define LOOKUP(table, name) \
	lookup(table, sizeof table / sizeof table[0], name)

int
operand_kind_of(const char *name)
{
	return LOOKUP(kinds, name);
}

const char *
operand_kind_name(enum operand_kind k)
{
	return kinds[k];
}

int
where_of(const char *name)
{
	return LOOKUP(wheres, name);
}

const char *
where_name(enum where w)
{
	return wheres[w];
}

int
tool_stdin_of(const char *name)
{
	return LOOKUP(stdins, name);
}

int
tool_style_of(const char *name)
{
	return LOOKUP(styles, name);
}

int
text_use_of(const char *name)
{
	return LOOKUP(uses, name);
}

int
tool_prints_of(const char *name)
{
	return LOOKUP(prints, name);
}

/* Its bit, -1 when there is none. */
int
tool_literal_of(const char *name)
{
	int i = LOOKUP(literals, name);

	return i < 0 ? -1 : 1 << i;
}

bool
operand_takes_rest(enum operand_kind k)
{
	return k == OPERAND_ARGV || k == OPERAND_SHELL_JOIN ||
	    k == OPERAND_ARGV_UNTIL;
}

bool
tool_is_signal(const char *s)
{
	size_t n = strspn(s, "0123456789");

	if (n > 0)
		return s[n] == '\0' && n <= 3;
	if (strncasecmp(s, "SIG", 3) == 0)
		s += 3;
	if (strncasecmp(s, "RTM", 3) == 0)
		return true;
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
		if (strcasecmp(signals[i], s) == 0)
			return true;
	}
	return false;
}
