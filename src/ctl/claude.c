/* SPDX-License-Identifier: ISC */
#include "ctl/claude.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "base/io.h"

enum { SETTINGS_MAX = 4 * 1024 * 1024 };

const char *
claude_title(enum claude_file f)
{
	static const char *const title[] = { "managed settings",
	    "user settings", "project settings", "local project settings" };

	return title[f];
}

const char *
claude_path(struct arena *a, enum claude_file f)
{
	const char *dir = getenv("CLAUDE_CONFIG_DIR");
	const char *home = getenv("HOME");

	switch (f) {
	case CLAUDE_MANAGED:
		return "/etc/claude-code/managed-settings.json";
	case CLAUDE_USER:
		if (dir != NULL && dir[0] == '/')
			return arena_printf(a, "%s/settings.json", dir);
		if (home != NULL && home[0] == '/')
			return arena_printf(a, "%s/.claude/settings.json",
			    home);
		return NULL;
	case CLAUDE_PROJECT:
		return ".claude/settings.json";
	default:
		return ".claude/settings.local.json";
	}
}

bool
claude_writable(struct arena *a, enum claude_file f)
{
	const char *path = claude_path(a, f);
	char *dir, *slash;

	if (path == NULL)
		return false;
	if (access(path, F_OK) == 0)
		return access(path, W_OK) == 0;
	dir = arena_strdup(a, path);
	while ((slash = strrchr(dir, '/')) != NULL && slash != dir) {
		*slash = '\0';
		if (access(dir, F_OK) == 0)
			return access(dir, W_OK) == 0;
	}
	return access(slash == dir ? "/" : ".", W_OK) == 0;
}

const char *
claude_env(struct arena *a, enum claude_file f, const char *name,
    bool *broken)
{
	const char *path = claude_path(a, f), *s = NULL;
	struct buf text = { 0 };
	cJSON *j;

	*broken = false;
	if (path == NULL ||
	    io_read_file(path, SETTINGS_MAX, 0, &text, NULL) != 0) {
		buf_free(&text);
		return NULL;
	}
	j = cJSON_ParseWithLength(text.data != NULL ? text.data : "",
	    text.len);
	*broken = !cJSON_IsObject(j);
	if (!*broken)
		s = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(
		    cJSON_GetObjectItemCaseSensitive(j, "env"), name));
	if (s != NULL)
		s = arena_strdup(a, s);
	cJSON_Delete(j);
	buf_free(&text);
	return s;
}

const char *
claude_rejects(const char *value)
{
	struct stat st;

	if (strstr(value, "bash") == NULL && strstr(value, "zsh") == NULL)
		return "its path holds neither \"bash\" nor \"zsh\"";
	if (value[0] != '/')
		return "it is not an absolute path";
	if (stat(value, &st) != 0)
		return "there is no such file";
	if (!S_ISREG(st.st_mode))
		return "it is not a file";
	if (access(value, X_OK) != 0)
		return "it is not executable";
	return NULL;
}

static void
set(cJSON *env, const char *name, const char *value)
{
	cJSON_DeleteItemFromObjectCaseSensitive(env, name);
	cJSON_AddStringToObject(env, name, value);
}

int
claude_with_shell(const struct buf *old, const char *shell, struct buf *out)
{
	cJSON *j, *env;
	char *text;

	j = cJSON_ParseWithLength(old->len == 0 ? "{}" : old->data,
	    old->len == 0 ? 2 : old->len);
	if (!cJSON_IsObject(j)) {
		cJSON_Delete(j);
		return -1;
	}
	env = cJSON_GetObjectItemCaseSensitive(j, "env");
	if (env == NULL)
		env = cJSON_AddObjectToObject(j, "env");
	if (!cJSON_IsObject(env)) {
		cJSON_Delete(j);
		return -1;
	}
	set(env, "CLAUDE_CODE_SHELL", shell);
	set(env, "SHELL", shell);
	text = cJSON_Print(j);
	cJSON_Delete(j);
	if (text == NULL)
		return -1;
	buf_str(out, text);
	buf_char(out, '\n');
	cJSON_free(text);
	return out->failed ? -1 : 0;
}
