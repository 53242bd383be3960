/* SPDX-License-Identifier: ISC */
#include "audit/agent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

void
agent_read(const char *name, struct agent *out)
{
	const char *const *v, *s;

	memset(out, 0, sizeof *out);
	snprintf(out->name, sizeof out->name, "%s", name);
	s = getenv("AI_AGENT");
	if (s != NULL)
		read_ai_agent(s, out);
	for (v = session_variables; *v != NULL; v++)
		if ((s = getenv(*v)) != NULL && *s != '\0') {
			snprintf(out->session, sizeof out->session, "%s", s);
			break;
		}
}
