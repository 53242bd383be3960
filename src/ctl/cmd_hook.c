/* SPDX-License-Identifier: ISC */
/*
 * A PreToolUse hook of Claude Code: the client's own file tools never pass
 * through $SHELL, so it asks here. A file tool is judged as the line of shell
 * that does the same, through the same functions as every other line, with
 * the session's windows and the log.
 *
 * The client goes on after a hook that fails with any status but 2, so every
 * way out that is not an allow is 2.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "audit/guard.h"
#include "audit/refusal.h"
#include "base/io.h"
#include "base/jsonraw.h"
#include "ctl/command.h"
#include "ctl/common.h"

enum { HOOK_REFUSED = 2, INPUT_MAX = 16 * 1024 * 1024 };

/* What a tool does, as shell text: `before` its path `after`. */
static const struct file_tool {
	const char *name, *key, *before, *after;
} file_tools[] = {
	{ "Write", "file_path", ": > ", "" },
	{ "Edit", "file_path", ": >> ", "" },
	{ "MultiEdit", "file_path", ": >> ", "" },
	{ "NotebookEdit", "notebook_path", ": >> ", "" },
	{ "Read", "file_path", "cat ", "" },
};

static const char settings[] =
    "{\n"
    "  \"hooks\": {\n"
    "    \"PreToolUse\": [\n"
    "      { \"matcher\": \"Write|Edit|MultiEdit|NotebookEdit|Read\",\n"
    "        \"hooks\": [\n"
    "          { \"type\": \"command\", \"command\": \"" BINDIR
    "/platectl hook\" }\n"
    "        ] }\n"
    "    ]\n"
    "  }\n"
    "}\n";

static int
blocked(const char *what, const char *why)
{
	fprintf(stderr, "platectl: hook: %s%s%s; the tool call is refused\n",
	    what, why[0] != '\0' ? ": " : "", why);
	return HOOK_REFUSED;
}

static void
add_quoted(struct buf *b, const char *s)
{
	buf_char(b, '\'');
	for (; *s != '\0'; s++)
		if (*s == '\'')
			buf_str(b, "'\\''");
		else
			buf_char(b, *s);
	buf_char(b, '\'');
}

/* 1: *line is what the call does. 0: no business of ours. -1: unreadable. */
static int
as_line(const cJSON *call, struct buf *line, bool *again)
{
	const cJSON *input = cJSON_GetObjectItemCaseSensitive(call,
	    "tool_input");
	const char *tool = jsonraw_string(call, "tool_name"), *text;
	size_t i;

	if (tool == NULL || !cJSON_IsObject(input))
		return -1;
	*again = strcmp(tool, "Bash") == 0;
	if (*again) {
		text = jsonraw_string(input, "command");
		if (text != NULL)
			buf_str(line, text);
		return text != NULL ? 1 : -1;
	}
	for (i = 0; i < sizeof file_tools / sizeof *file_tools; i++) {
		if (strcmp(tool, file_tools[i].name) != 0)
			continue;
		text = jsonraw_string(input, file_tools[i].key);
		if (text == NULL)
			return -1;
		buf_str(line, file_tools[i].before);
		add_quoted(line, text);
		buf_str(line, file_tools[i].after);
		return 1;
	}
	return 0;
}

/* `again`: the shell judges the line as well, when it runs it. */
static int
judge_line(const struct buf *line, bool again)
{
	struct buf out = { 0 };
	struct judgement j;
	struct arena *a;
	struct guard g;
	struct err e = { 0 };
	char id[17];
	int r = HOOK_REFUSED;

	if (guard_open(&g, &e) != 0)
		return blocked("the guard cannot work", e.msg);
	g.peek = again;
	guard_policy_problems(&g, &out);
	a = arena_new(GUARD_LINE_MEMORY);
	if (a == NULL || out.len > 0) {
		ctl_flush(&out, stderr);
		r = blocked(a == NULL ? "out of memory" : "the policy is "
		    "broken", "");
	} else {
		guard_line(&g, a, line->data, line->len, NULL, &j, id);
		if (ctl_allowed(&j))
			r = 0;
		else
			refusal_format(&j, g.have_session ? &g.session : NULL,
			    id[0] != '\0' ? id : NULL, false, &out);
		ctl_flush(&out, stderr);
	}
	arena_free(a);
	buf_free(&out);
	guard_close(&g);
	return r;
}

static int
answer(char *text, size_t len)
{
	cJSON *call = jsonraw_parse(text, len);
	const char *cwd = call != NULL ? jsonraw_string(call, "cwd") : NULL;
	struct buf line = { 0 };
	bool again = false;
	int r;

	if (call == NULL)
		return blocked("standard input is not one JSON value", "");
	if (cwd != NULL && chdir(cwd) != 0)
		r = blocked(cwd, strerror(errno));
	else {
		r = as_line(call, &line, &again);
		if (r < 0)
			r = blocked("tool_name and tool_input are not those "
			    "of a PreToolUse event", "");
		else if (r > 0)
			r = line.failed ? blocked("out of memory", "") :
			    judge_line(&line, again);
	}
	buf_free(&line);
	cJSON_Delete(call);
	return r;
}

static int
run(int argc, char **argv)
{
	struct buf in = { 0 };
	struct err e = { 0 };
	int r;

	if (argc == 2 && strcmp(argv[1], "--settings") == 0) {
		fputs(settings, stdout);
		return 0;
	}
	if (argc != 1) {
		(void)ctl_usage(&cmd_hook, "unexpected \"%s\"", argv[1]);
		return HOOK_REFUSED;
	}
	if (isatty(STDIN_FILENO))
		return ctl_usage(&cmd_hook, "this is for an agent, which "
		    "sends JSON; --settings prints how");
	if (io_read_fd(STDIN_FILENO, INPUT_MAX, &in, &e) != 0)
		r = blocked("standard input", e.msg);
	else
		r = answer(in.data != NULL ? in.data : (char[1]){ 0 },
		    in.len);
	buf_free(&in);
	return r;
}

const struct ctl_command cmd_hook = {
	.name = "hook",
	.usage = "[--settings]",
	.help = "Judge an agent's file tools (a PreToolUse hook)",
	.options =
	    "Reads one PreToolUse event of Claude Code and judges Write, Edit, "
	    "NotebookEdit\nand Read as the shell would judge a write or a cat "
	    "of that file; Bash as the\ncommand it is. Other tools pass.\n\n"
	    "  --settings  print the settings that install it\n\n"
	    "Exit status: 0 allow (the client's own permissions still hold), 2 "
	    "refuse, also\nwhen anything is wrong: the client goes on after "
	    "every other one.\n",
	.stateless = true,
	.run = run
};
