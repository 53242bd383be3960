/* SPDX-License-Identifier: ISC */
#include "audit/agent.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Variables that hold the client's session id. */
static const char *const session_variables[] = { "CLAUDE_CODE_SESSION_ID",
    "CODEX_THREAD_ID", "GEMINI_SESSION_ID", "QWEN_SESSION_ID",
    "OPENCODE_SESSION_ID", NULL };

/*
 * AI_AGENT is "NAME_VERSION_agent" with the dots of the version as hyphens,
 * so that the whole is one word: claude-code_2-1-329_agent. Others put
 * NAME/VERSION or the name alone there.
 */
static void
read_ai_agent(const char *v, struct agent *out)
{
	size_t name = strcspn(v, "_/"), n;
	char *s;

	if (out->name[0] == '\0' && name > 0 && name < sizeof out->name)
		snprintf(out->name, sizeof out->name, "%.*s", (int)name, v);
	if (v[name] == '\0')
		return;
	v += name + 1;
	n = strcspn(v, "_/ ");
	if (n == 0 || n >= sizeof out->version || *v < '0' || *v > '9')
		return;
	memcpy(out->version, v, n);
	out->version[n] = '\0';
	for (s = out->version; (s = strchr(s, '-')) != NULL;)
		*s = '.';
}

/* One walk over the environment: six getenv() are six. */
static void
take(const char *e, struct agent *out, size_t *rank)
{
	size_t i, n;

	if (e[0] == 'A' && strncmp(e, "AI_AGENT=", 9) == 0) {
		read_ai_agent(e + 9, out);
		return;
	}
	for (i = 0; i < *rank && session_variables[i] != NULL; i++) {
		if (e[0] != session_variables[i][0] ||
		    e[1] != session_variables[i][1])
			continue;
		n = strlen(session_variables[i]);
		if (strncmp(e, session_variables[i], n) != 0 || e[n] != '=' ||
		    e[n + 1] == '\0')
			continue;
		snprintf(out->session, sizeof out->session, "%s", e + n + 1);
		*rank = i;
	}
}

void
agent_read(const char *name, struct agent *out)
{
	size_t rank = SIZE_MAX, n = strlen(name);
	char **e;

	memset(out, 0, sizeof *out);
	memcpy(out->name, name, n < sizeof out->name ? n :
	    sizeof out->name - 1);
	/* First letters of the names above: most variables are others. */
	for (e = environ; e != NULL && *e != NULL; e++)
		if (**e == 'A' || **e == 'C' || **e == 'G' || **e == 'O' ||
		    **e == 'Q')
			take(*e, out, &rank);
}
