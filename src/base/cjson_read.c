/* SPDX-License-Identifier: ISC */
/*
 * The reading half of cJSON, under cJSON's own names, so that callers include
 * <cjson/cJSON.h> and know no other. Every command starts by reading the
 * policy: loading the library cost a quarter of a millisecond each time, and
 * a program that loads one cannot be linked statically. platectl links the
 * library for what it writes and edits; a tree is the same in both.
 *
 * Stricter than the library: RFC 8259 to the letter but for a byte order mark
 * at the head. A policy that another reader could take otherwise is a broken
 * one. Of \u0000 in a text nothing after it would be seen: a mistake.
 */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 200 };

struct reader {
	const char *p, *end;
	unsigned depth;
};

static bool value(struct reader *r, cJSON *out);

static bool
peek(const struct reader *r, char c)
{
	return r->p < r->end && *r->p == c;
}

static bool
take(struct reader *r, char c)
{
	if (!peek(r, c))
		return false;
	r->p++;
	return true;
}

static void
blanks(struct reader *r)
{
	while (peek(r, ' ') || peek(r, '\t') || peek(r, '\r') ||
	    peek(r, '\n'))
		r->p++;
}

static bool
word(struct reader *r, const char *w)
{
	size_t n = strlen(w);

	if ((size_t)(r->end - r->p) < n || memcmp(r->p, w, n) != 0)
		return false;
	r->p += n;
	return true;
}

static bool
digits(struct reader *r)
{
	const char *start = r->p;

	while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
		r->p++;
	return r->p > start;
}

static bool
number(struct reader *r, cJSON *out)
{
	const char *start = r->p;
	char copy[64];
	size_t n;

	(void)take(r, '-');
	if (take(r, '0') == digits(r))	/* no digit, or 0 before another */
		return false;
	if (take(r, '.') && !digits(r))
		return false;
	if (take(r, 'e') || take(r, 'E')) {
		if (!take(r, '+'))
			(void)take(r, '-');
		if (!digits(r))
			return false;
	}
	n = (size_t)(r->p - start);
	if (n >= sizeof copy)
		return false;
	memcpy(copy, start, n);
	copy[n] = '\0';
	out->type = cJSON_Number;
	out->valuedouble = strtod(copy, NULL);
	if (!isfinite(out->valuedouble))
		return false;
	out->valueint = out->valuedouble >= INT32_MAX ? INT32_MAX :
	    out->valuedouble <= INT32_MIN ? INT32_MIN :
	    (int)out->valuedouble;
	return true;
}

/* Four hexadecimal digits, or -1. */
static int
hex4(struct reader *r)
{
	int v = 0, i, c;

	if (r->end - r->p < 4)
		return -1;
	for (i = 0; i < 4; i++, r->p++) {
		c = *r->p | 0x20;
		if (*r->p >= '0' && *r->p <= '9')
			v = v << 4 | (*r->p - '0');
		else if (c >= 'a' && c <= 'f')
			v = v << 4 | (c - 'a' + 10);
		else
			return -1;
	}
	return v;
}

static char *
put_utf8(char *o, unsigned c)
{
	if (c < 0x80) {
		*o++ = (char)c;
		return o;
	}
	if (c < 0x800)
		*o++ = (char)(0xc0 | c >> 6);
	else {
		if (c < 0x10000)
			*o++ = (char)(0xe0 | c >> 12);
		else {
			*o++ = (char)(0xf0 | c >> 18);
			*o++ = (char)(0x80 | (c >> 12 & 0x3f));
		}
		*o++ = (char)(0x80 | (c >> 6 & 0x3f));
	}
	*o++ = (char)(0x80 | (c & 0x3f));
	return o;
}

/* What follows \u; two escapes make one character outside the first plane. */
static char *
escape_u(struct reader *r, char *o)
{
	int c = hex4(r), low;

	if (c <= 0 || (c >= 0xdc00 && c < 0xe000))
		return NULL;
	if (c < 0xd800 || c >= 0xe000)
		return put_utf8(o, (unsigned)c);
	if (!take(r, '\\') || !take(r, 'u'))
		return NULL;
	low = hex4(r);
	if (low < 0xdc00 || low >= 0xe000)
		return NULL;
	return put_utf8(o, 0x10000u + ((unsigned)(c - 0xd800) << 10) +
	    (unsigned)(low - 0xdc00));
}

static char *
escape(struct reader *r, char *o)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at;
	char c;

	if (r->p == r->end)
		return NULL;
	c = *r->p++;
	if (c == 'u')
		return escape_u(r, o);
	at = c != '\0' ? strchr(from, c) : NULL;
	if (at == NULL)
		return NULL;
	*o++ = to[at - from];
	return o;
}

/* NULL at a mistake, where r->p then stands. The text with its escapes is
 * never shorter than without. */
static char *
string(struct reader *r)
{
	const char *q = r->p;
	char *text, *o;

	if (!take(r, '"'))
		return NULL;
	for (q++; q < r->end && *q != '"'; q++)
		if (*q == '\\')
			q++;
	if (q >= r->end)
		return NULL;
	o = text = malloc((size_t)(q - r->p) + 1);
	while (o != NULL && r->p < q && (unsigned char)*r->p >= 0x20) {
		if (*r->p != '\\')
			*o++ = *r->p++;
		else {
			r->p++;
			o = escape(r, o);
		}
	}
	if (o == NULL || !take(r, '"')) {
		free(text);
		return NULL;
	}
	*o = '\0';
	return text;
}

/* One member or element, appended: head->prev is the last one. */
static bool
child(struct reader *r, cJSON *parent)
{
	cJSON *item = calloc(1, sizeof *item), *head = parent->child;

	if (item == NULL)
		return false;
	if (head == NULL) {
		parent->child = head = item;
		item->prev = item;
	} else {
		item->prev = head->prev;
		head->prev->next = item;
		head->prev = item;
	}
	blanks(r);
	if (parent->type == cJSON_Object) {
		item->string = string(r);
		if (item->string == NULL)
			return false;
		blanks(r);
		if (!take(r, ':'))
			return false;
		blanks(r);
	}
	return value(r, item);
}

static bool
container(struct reader *r, cJSON *out, char close)
{
	bool ok;

	if (++r->depth > DEPTH_MAX)
		return false;
	r->p++;
	blanks(r);
	if (!take(r, close)) {
		do {
			ok = child(r, out);
			blanks(r);
		} while (ok && take(r, ','));
		if (!ok || !take(r, close))
			return false;
	}
	r->depth--;
	return true;
}

static bool
value(struct reader *r, cJSON *out)
{
	if (r->p == r->end)
		return false;
	switch (*r->p) {
	case '{':
		out->type = cJSON_Object;
		return container(r, out, '}');
	case '[':
		out->type = cJSON_Array;
		return container(r, out, ']');
	case '"':
		out->type = cJSON_String;
		out->valuestring = string(r);
		return out->valuestring != NULL;
	case 't':
		out->type = cJSON_True;
		out->valueint = 1;
		return word(r, "true");
	case 'f':
		out->type = cJSON_False;
		return word(r, "false");
	case 'n':
		out->type = cJSON_NULL;
		return word(r, "null");
	default:
		return number(r, out);
	}
}

cJSON *
cJSON_ParseWithLengthOpts(const char *text, size_t len, const char **end,
    cJSON_bool to_the_end)
{
	struct reader r = { text, text + len, 0 };
	cJSON *root = calloc(1, sizeof *root);
	bool ok;

	(void)word(&r, "\xef\xbb\xbf");
	blanks(&r);
	ok = root != NULL && value(&r, root);
	if (ok && to_the_end) {
		blanks(&r);
		ok = r.p == r.end || *r.p == '\0';
	}
	if (end != NULL)
		*end = r.p;
	if (ok)
		return root;
	cJSON_Delete(root);
	return NULL;
}

void
cJSON_Delete(cJSON *item)
{
	cJSON *next;

	for (; item != NULL; item = next) {
		next = item->next;
		if (!(item->type & cJSON_IsReference)) {
			cJSON_Delete(item->child);
			free(item->valuestring);
		}
		if (!(item->type & cJSON_StringIsConst))
			free(item->string);
		free(item);
	}
}

int
cJSON_GetArraySize(const cJSON *array)
{
	const cJSON *item = array != NULL ? array->child : NULL;
	int n = 0;

	for (; item != NULL; item = item->next)
		n++;
	return n;
}

cJSON *
cJSON_GetObjectItemCaseSensitive(const cJSON *object, const char *name)
{
	cJSON *item = object != NULL ? object->child : NULL;

	while (item != NULL && (name == NULL || item->string == NULL ||
	    strcmp(item->string, name) != 0))
		item = item->next;
	return item;
}

char *
cJSON_GetStringValue(const cJSON *item)
{
	return cJSON_IsString(item) ? item->valuestring : NULL;
}

#define IS(name, bits) \
cJSON_bool \
cJSON_##name(const cJSON *item) \
{ \
	return item != NULL && (item->type & 0xff & (bits)) != 0; \
}

IS(IsArray, cJSON_Array)
IS(IsBool, cJSON_True | cJSON_False)
IS(IsNumber, cJSON_Number)
IS(IsObject, cJSON_Object)
IS(IsString, cJSON_String)
IS(IsTrue, cJSON_True)
