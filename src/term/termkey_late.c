/* SPDX-License-Identifier: ISC */
/*
 * libtermkey, loaded when a terminal's keys are first decoded. Commands that
 * need no terminal do not pay for it and for the terminal database it brings,
 * and a login shell starts without it: termkey_new_abstract() then returns
 * NULL, as for a terminal it does not know.
 */
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <termkey.h>

#define FUNCTIONS(F) \
	F(new_abstract) \
	F(destroy) \
	F(getkey) \
	F(getkey_force) \
	F(push_bytes)

struct library {
#define F(name) __typeof__(termkey_##name) *name;
	FUNCTIONS(F)
#undef F
	bool loaded;
};

/* Written once, before any of the others can have an object to work on. */
static struct library termkey;

static bool
load(void)
{
	void *handle;

	if (termkey.loaded)
		return true;
	handle = dlopen("libtermkey.so.1", RTLD_NOW | RTLD_LOCAL);
	if (handle == NULL)
		handle = dlopen("libtermkey.so", RTLD_NOW | RTLD_LOCAL);
	if (handle == NULL)
		return false;
	termkey.loaded = true;
#define F(name) \
	*(void **)&termkey.name = dlsym(handle, "termkey_" #name); \
	if (termkey.name == NULL) \
		termkey.loaded = false;
	FUNCTIONS(F)
#undef F
	return termkey.loaded;
}

TermKey *
termkey_new_abstract(const char *term, int flags)
{
	return load() ? termkey.new_abstract(term, flags) : NULL;
}

void
termkey_destroy(TermKey *tk)
{
	if (termkey.loaded)
		termkey.destroy(tk);
}

TermKeyResult
termkey_getkey(TermKey *tk, TermKeyKey *key)
{
	return termkey.loaded ? termkey.getkey(tk, key) : TERMKEY_RES_ERROR;
}

TermKeyResult
termkey_getkey_force(TermKey *tk, TermKeyKey *key)
{
	return termkey.loaded ? termkey.getkey_force(tk, key) :
	    TERMKEY_RES_ERROR;
}

size_t
termkey_push_bytes(TermKey *tk, const char *bytes, size_t len)
{
	return termkey.loaded ? termkey.push_bytes(tk, bytes, len) :
	    (size_t)-1;
}
