/* SPDX-License-Identifier: ISC */
#include "term/editlib.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>

static const struct {
	const char *name;
	size_t at;
} functions[] = {
#define F(symbol, member) { symbol, offsetof(struct editlib, member) }
	F("el_init_fd", init_fd),
	F("el_end", end),
	F("el_gets", gets),
	F("el_set", set),
	F("el_wset", wset),
	F("el_get", get),
	F("el_push", push),
	F("el_parse", parse),
	F("el_line", line),
	F("el_insertstr", insertstr),
	F("el_deletestr", deletestr),
	F("el_resize", resize),
	F("history_init", history_init),
	F("history_end", history_end),
	F("history", history),
#undef F
};

const struct editlib *
editlib_load(void)
{
	static struct editlib lib;
	static bool tried, loaded;
	void *handle;
	size_t i;

	if (tried)
		return loaded ? &lib : NULL;
	tried = true;
	handle = dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);
	if (handle == NULL)
		handle = dlopen("libedit.so", RTLD_NOW | RTLD_LOCAL);
	loaded = handle != NULL;
	for (i = 0; loaded && i < sizeof functions / sizeof functions[0]; i++) {
		void **to = (void **)((char *)&lib + functions[i].at);

		*to = dlsym(handle, functions[i].name);
		loaded = *to != NULL;
	}
	return loaded ? &lib : NULL;
}
