/* SPDX-License-Identifier: ISC */
#include "policy/ancestry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"

struct agent_name {
	const char *key;
	const char *agent;
};

static const struct agent_name programs[] = {
	{ "claude", "claude-code" },
	{ "codex", "codex" },
	{ "gemini", "gemini" },
	{ "opencode", "opencode" },
	{ "qwen", "qwen" },
	{ "pi", "pi" },
	{ "aider", "aider" },
	{ "goose", "goose" },
	{ "amp", "amp" },
	{ "copilot", "copilot" },
	{ "cursor-agent", "cursor" },
	{ NULL, NULL }
};

static const struct agent_name variables[] = {
	{ "CLAUDECODE", "claude-code" },
	{ "CLAUDE_CODE_SESSION_ID", "claude-code" },
	{ "CODEX_THREAD_ID", "codex" },
	{ "CODEX_SANDBOX", "codex" },
	{ "GEMINI_CLI", "gemini" },
	{ "QWEN_CODE", "qwen" },
	{ "OPENCODE", "opencode" },
	{ "CURSOR_AGENT", "cursor" },
	{ "AI_AGENT", "agent" },
	{ NULL, NULL }
};

const char *
agent_by_name(const char *comm)
{
	const struct agent_name *n;

	for (n = programs; n->key != NULL; n++)
		if (strcmp(n->key, comm) == 0)
			return n->agent;
	return NULL;
}

const char *
agent_by_environment(void)
{
	const struct agent_name *n;
	const char *v;

	for (n = variables; n->key != NULL; n++)
		if ((v = getenv(n->key)) != NULL && *v != '\0')
			return n->agent;
	return NULL;
}

/* pid (comm) state ppid pgrp session tty ... start is the 22nd field. comm
 * may hold spaces and brackets: the last ')' ends it. */
static int
parse(char *text, struct process *out)
{
	char *open = strchr(text, '('), *close = strrchr(text, ')');
	long long number = 0;
	char *end;
	int field;
	size_t n;

	if (open == NULL || close == NULL || close < open)
		return -1;
	n = (size_t)(close - open - 1);
	if (n >= sizeof out->name)
		n = sizeof out->name - 1;
	memcpy(out->name, open + 1, n);
	out->name[n] = '\0';
	/* Behind the ')' come the state, which is the third field, and then
	 * numbers: ppid is the fourth, tty the seventh. */
	if (close[1] != ' ' || close[2] == '\0')
		return -1;
	out->state = close[2];
	for (text = close + 3, field = 4; field <= 22; field++) {
		number = strtoll(text, &end, 10);
		if (end == text)
			return -1;
		if (field == 4)
			out->ppid = (pid_t)number;
		else if (field == 7)
			out->terminal = number != 0;
		text = end;
	}
	out->start = (uint64_t)number;
	return 0;
}

int
process_read(pid_t pid, struct process *out)
{
	char path[32], text[1024];

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	if (io_read_head(path, text, sizeof text) <= 0)
		return -1;
	out->pid = pid;
	return parse(text, out);
}

int
process_self(struct process *out)
{
	char text[1024];

	if (io_read_head("/proc/self/stat", text, sizeof text) <= 0)
		return -1;
	out->pid = (pid_t)strtol(text, NULL, 10);
	return parse(text, out);
}
