/* SPDX-License-Identifier: ISC */
/*
 * The bytes of a grant: one JSON line whose members stand in this order, then
 * the signature over everything before it:
 *	{"ver":2,"kind":"window",...,"sig":"128 hex digits"}
 * Version 1 was not signed and is not read.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hex.h"
#include "base/jsonraw.h"
#include "policy/grant.h"

enum { SCOPE_MAX = 64, VERSION = 2 };

static const char sig_key[] = ",\"sig\":\"";
static const char *const kind_name[] = { "window", "approval" };
static const char *const place_name[] = { "any", "only", "no" };

bool
grant_is_id(const char *name)
{
	return name != NULL && strlen(name) == 16 &&
	    strspn(name, "0123456789abcdef") == 16;
}

static void
member(struct buf *b, const char *key, const char *s)
{
	buf_printf(b, ",\"%s\":", key);
	buf_json(b, s, strlen(s));
}

static void
number(struct buf *b, const char *key, long long n)
{
	buf_printf(b, ",\"%s\":\"%lld\"", key, n);
}

void
grant_format(const struct window *w, struct buf *b)
{
	const char *const *s;

	buf_printf(b, "{\"ver\":%d,\"kind\":\"%s\"", VERSION,
	    kind_name[w->kind]);
	member(b, "id", w->id);
	member(b, "session", w->session);
	number(b, "user", w->user == (uid_t)-1 ? -1 : (long long)w->user);
	number(b, "uid", w->uid);
	member(b, "operator", w->operator_name);
	number(b, "opened_wall", w->opened_wall);
	number(b, "until_wall", w->until_wall);
	number(b, "opened_boot", w->opened_boot);
	number(b, "until_boot", w->until_boot);
	member(b, "boot", w->boot);
	member(b, "reason", w->reason != NULL ? w->reason : "");
	member(b, "ticket", w->ticket != NULL ? w->ticket : "");
	if (w->kind == GRANT_APPROVAL) {
		member(b, "digest", w->digest);
		member(b, "request", w->request);
		number(b, "times", w->times);
		return;
	}
	number(b, "radius", w->radius);
	member(b, "place", place_name[w->place]);
	buf_str(b, ",\"scope\":[");
	for (s = w->scope; *s != NULL; s++) {
		buf_str(b, s == w->scope ? "" : ",");
		buf_json(b, *s, strlen(*s));
	}
	buf_char(b, ']');
}

int
grant_split(const char *text, size_t len, size_t *signed_len,
    unsigned char sig[SEAL_SIGNATURE])
{
	const size_t key = sizeof sig_key - 1, hex = 2 * SEAL_SIGNATURE;
	const size_t tail = key + hex + 3;	/* "}\n */

	if (len <= tail || memcmp(text + len - 3, "\"}\n", 3) != 0 ||
	    memcmp(text + len - tail, sig_key, key) != 0)
		return -1;
	*signed_len = len - tail;
	return hex_bytes(text + *signed_len + key, hex, sig, SEAL_SIGNATURE);
}

static int
read_number(const cJSON *j, const char *key, int64_t least, int64_t *out)
{
	long long n;

	if (jsonraw_int64(j, key, &n) != 0 || n < least)
		return -1;
	*out = n;
	return 0;
}

static int
read_scope(struct arena *a, const cJSON *j, struct window *w)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(j, "scope"), *v;
	const char **out;
	size_t n = 0;

	if (!cJSON_IsArray(list) || cJSON_GetArraySize(list) > SCOPE_MAX)
		return -1;
	out = arena_array(a, SCOPE_MAX + 1, sizeof *out);
	cJSON_ArrayForEach(v, list) {
		if (!cJSON_IsString(v))
			return -1;
		out[n++] = arena_strdup(a, v->valuestring);
	}
	w->scope = out;
	return n > 0 ? 0 : -1;
}

static int
fill_window(struct arena *a, const cJSON *j, struct window *w)
{
	int place = jsonraw_word(j, "place", place_name, 3);
	int64_t radius;

	if (place < 0 || read_number(j, "radius", 0, &radius) != 0 ||
	    radius > GRANT_RADIUS_MAX || read_scope(a, j, w) != 0)
		return -1;
	w->place = (enum grant_place)place;
	w->radius = (int)radius;
	return 0;
}

static int
fill_approval(const cJSON *j, struct window *w)
{
	int64_t times;

	if (jsonraw_copy(w->digest, sizeof w->digest, j, "digest") != 0 ||
	    strlen(w->digest) != 64 ||
	    jsonraw_copy(w->request, sizeof w->request, j, "request") != 0 ||
	    read_number(j, "times", 1, &times) != 0 ||
	    times > GRANT_TIMES_MAX)
		return -1;
	w->times = (int)times;
	return 0;
}

static int
fill_times(const cJSON *j, struct window *w)
{
	if (read_number(j, "opened_wall", 0, &w->opened_wall) != 0 ||
	    read_number(j, "until_wall", 0, &w->until_wall) != 0 ||
	    read_number(j, "opened_boot", 0, &w->opened_boot) != 0 ||
	    read_number(j, "until_boot", 0, &w->until_boot) != 0)
		return -1;
	/* Both clocks must tell of the same length. */
	return w->until_wall - w->opened_wall ==
	    w->until_boot - w->opened_boot &&
	    w->until_wall > w->opened_wall ? 0 : -1;
}

static int
fill(struct arena *a, const cJSON *j, const char *id, struct window *w)
{
	const cJSON *ver = cJSON_GetObjectItemCaseSensitive(j, "ver");
	const char *reason = jsonraw_string(j, "reason");
	const char *ticket = jsonraw_string(j, "ticket");
	int kind = jsonraw_word(j, "kind", kind_name, 2);
	int64_t uid, user;
	char stored[17];

	if (!cJSON_IsNumber(ver) || ver->valueint != VERSION || kind < 0 ||
	    reason == NULL || ticket == NULL ||
	    jsonraw_copy(stored, sizeof stored, j, "id") != 0 ||
	    strcmp(stored, id) != 0 ||
	    jsonraw_copy(w->session, sizeof w->session, j, "session") != 0 ||
	    jsonraw_copy(w->operator_name, sizeof w->operator_name, j,
	    "operator") != 0 ||
	    jsonraw_copy(w->boot, sizeof w->boot, j, "boot") != 0 ||
	    read_number(j, "uid", 0, &uid) != 0 ||
	    read_number(j, "user", -1, &user) != 0 || fill_times(j, w) != 0)
		return -1;
	w->kind = (enum grant_kind)kind;
	w->uid = (uid_t)uid;
	w->user = user < 0 ? (uid_t)-1 : (uid_t)user;
	w->reason = arena_strdup(a, reason);
	w->ticket = arena_strdup(a, ticket);
	/* For a session or for a user, and an approval for a session. */
	if (w->session[0] == '\0' ? user < 0 || kind != GRANT_WINDOW :
	    user >= 0 || !grant_is_id(w->session))
		return -1;
	return kind == GRANT_WINDOW ? fill_window(a, j, w) :
	    fill_approval(j, w);
}

int
grant_parse(struct arena *a, const char *id, char *text, size_t len,
    struct window *w)
{
	cJSON *j = jsonraw_parse(text, len);
	int r = j != NULL ? fill(a, j, id, w) : -1;

	cJSON_Delete(j);
	return r;
}
