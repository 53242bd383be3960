/* SPDX-License-Identifier: ISC */
/*
 * libcjson, loaded when the first JSON text is read. A command judged without
 * JSON does not pay for it (a quarter of a millisecond), and a login shell
 * starts when the library is missing: then cJSON_ParseWithLengthOpts() reads
 * nothing, as from a broken file, and cjson_late_missing() tells why.
 *
 * The functions here are cJSON's own by name and meaning, so callers include
 * <cjson/cJSON.h> and need no other. One more is one more line in each table.
 */
#include "base/cjson_late.h"

#include <cjson/cJSON.h>
#include <dlfcn.h>
#include <stddef.h>

#define FUNCTIONS(F) \
	F(ParseWithLengthOpts) \
	F(Delete) \
	F(GetArraySize) \
	F(GetObjectItemCaseSensitive) \
	F(GetStringValue) \
	F(IsArray) \
	F(IsBool) \
	F(IsNumber) \
	F(IsObject) \
	F(IsString) \
	F(IsTrue)

struct library {
#define F(name) __typeof__(cJSON_##name) *name;
	FUNCTIONS(F)
#undef F
	bool loaded;
};

/* Written once, before any of the others can have an object to ask about. */
static struct library cjson;

static bool
load(void)
{
	void *handle;

	if (cjson.loaded)
		return true;
	handle = dlopen("libcjson.so.1", RTLD_NOW | RTLD_LOCAL);
	if (handle == NULL)
		handle = dlopen("libcjson.so", RTLD_NOW | RTLD_LOCAL);
	if (handle == NULL)
		return false;
	cjson.loaded = true;
#define F(name) \
	*(void **)&cjson.name = dlsym(handle, "cJSON_" #name); \
	if (cjson.name == NULL) \
		cjson.loaded = false;
	FUNCTIONS(F)
#undef F
	return cjson.loaded;
}

bool
cjson_late_missing(void)
{
	return !load();
}

cJSON *
cJSON_ParseWithLengthOpts(const char *text, size_t len, const char **end,
    cJSON_bool to_the_end)
{
	if (load())
		return cjson.ParseWithLengthOpts(text, len, end, to_the_end);
	if (end != NULL)
		*end = text;
	return NULL;
}

void
cJSON_Delete(cJSON *item)
{
	if (cjson.loaded)
		cjson.Delete(item);
}

int
cJSON_GetArraySize(const cJSON *array)
{
	return cjson.loaded ? cjson.GetArraySize(array) : 0;
}

cJSON *
cJSON_GetObjectItemCaseSensitive(const cJSON *object, const char *name)
{
	return cjson.loaded ?
	    cjson.GetObjectItemCaseSensitive(object, name) : NULL;
}

char *
cJSON_GetStringValue(const cJSON *item)
{
	return cjson.loaded ? cjson.GetStringValue(item) : NULL;
}

#define IS(name) \
cJSON_bool \
cJSON_##name(const cJSON *item) \
{ \
	return cjson.loaded ? cjson.name(item) : 0; \
}

IS(IsArray)
IS(IsBool)
IS(IsNumber)
IS(IsObject)
IS(IsString)
IS(IsTrue)
