/* SPDX-License-Identifier: ISC */
#include "base/jsonraw.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static int
hex4(const char *s)
{
	char digits[5];
	int i;

	for (i = 0; i < 4; i++)
		if (!isxdigit((unsigned char)s[i]))
			return -1;
	memcpy(digits, s, 4);
	digits[4] = '\0';
	return (int)strtol(digits, NULL, 16);
}

/* Returns the new length. */
static size_t
unescape_bytes(char *s, size_t n)
{
	size_t i = 0, o = 0, k;
	int c;

	while (i < n) {
		if (s[i] != '\\' || i + 1 >= n) {
			s[o++] = s[i++];
			continue;
		}
		c = s[i + 1] == 'u' && n - i >= 6 ? hex4(s + i + 2) : -1;
		if (c >= 0xdc80 && c <= 0xdcff) {
			s[o++] = (char)(c & 0xff);
			i += 6;
			continue;
		}
		k = c < 0 ? 2 : c >= 0xd800 && c <= 0xdbff ? 12 : 6;
		if (k > n - i)
			k = n - i;
		memmove(s + o, s + i, k);
		o += k;
		i += k;
	}
	return o;
}

cJSON *
jsonraw_parse(char *s, size_t n)
{
	const char *end = NULL;
	cJSON *v;

	if (memchr(s, '\0', n) != NULL)
		return NULL;
	n = unescape_bytes(s, n);
	v = cJSON_ParseWithLengthOpts(s, n, &end, 0);
	if (v == NULL)
		return NULL;
	while (end < s + n && strchr(" \t\r\n", *end) != NULL)
		end++;
	if (end != s + n) {
		cJSON_Delete(v);
		return NULL;
	}
	return v;
}

cJSON *
jsonraw_parse_copy(const char *line, size_t n)
{
	struct buf copy = { 0 };
	cJSON *j;

	buf_add(&copy, line, n);
	j = copy.failed ? NULL : jsonraw_parse(copy.data, copy.len);
	buf_free(&copy);
	return j;
}

const char *
jsonraw_string(const cJSON *object, const char *key)
{
	return cJSON_GetStringValue(
	    cJSON_GetObjectItemCaseSensitive(object, key));
}

int
jsonraw_int64(const cJSON *object, const char *key, long long *out)
{
	const char *s = jsonraw_string(object, key);
	char *end;

	if (s == NULL || (*s != '-' && !isdigit((unsigned char)*s)))
		return -1;
	errno = 0;
	*out = strtoll(s, &end, 10);
	return *end != '\0' || errno != 0 ? -1 : 0;
}

int
jsonraw_word(const cJSON *j, const char *key, const char *const *names, int n)
{
	const char *s = jsonraw_string(j, key);
	int i;

	for (i = 0; s != NULL && i < n; i++)
		if (strcmp(names[i], s) == 0)
			return i;
	return -1;
}

int
jsonraw_copy(char *out, size_t size, const cJSON *j, const char *key)
{
	const char *s = jsonraw_string(j, key);

	if (s == NULL || strlen(s) >= size)
		return -1;
	memcpy(out, s, strlen(s) + 1);
	return 0;
}
