/* SPDX-License-Identifier: ISC */
#include "policy/request.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/jsonraw.h"
#include "policy/grant.h"
#include "policy/statefile.h"

enum { LIST_MAX = 64 };

/* A gate's request is written again so often and no more, ns. */
#define GATE_PAUSE (INT64_C(2) * 1000000000)

static const char folder_name[] = "requests";
static const char *const kind_name[] = { "command", "window" };
static const char *const what_name[] = { "line", "program", "signal" };
static const char *const state_name[] = { "open", "approved", "denied" };

/* No letter that is read as another. */
static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

void
request_name(struct request *r)
{
	struct hash h;
	char hex[65];
	unsigned long long n = 0;
	int i;

	hash_init(&h);
	hash_add(&h, r->session, strlen(r->session) + 1);
	hash_add(&h, kind_name[r->kind], 1);
	if (r->kind == REQUEST_COMMAND)
		hash_add(&h, r->digest, strlen(r->digest));
	else
		hash_add(&h, r->text, strlen(r->text));
	hash_hex(&h, hex);
	for (i = 0; i < 12; i++)
		n = n << 4 | (unsigned)(hex[i] <= '9' ? hex[i] - '0' :
		    hex[i] - 'a' + 10);
	for (i = 0; i < REQUEST_ID; i++, n >>= 5)
		r->id[i] = alphabet[n & 31];
	r->id[REQUEST_ID] = '\0';
}

static void
file_name(const struct request *r, char out[32])
{
	snprintf(out, 32, "%s.%s", r->id, r->session);
}

static void
member(struct buf *b, const char *key, const char *s)
{
	buf_printf(b, ",\"%s\":", key);
	if (s == NULL)
		buf_str(b, "null");
	else
		buf_json(b, s, strlen(s));
}

static int
write_request(const char *state, const struct request *r, struct err *e)
{
	struct buf b = { 0 };
	char file[32];
	int ret;

	buf_printf(&b, "{\"ver\":1,\"id\":\"%s\",\"kind\":\"%s\","
	    "\"state\":\"%s\",\"session\":\"%s\",\"uid\":\"%lu\","
	    "\"wall\":\"%lld\",\"boot\":\"%lld\",\"boot_id\":\"%s\","
	    "\"count\":\"%u\",\"digest\":\"%s\"", r->id, kind_name[r->kind],
	    state_name[r->state], r->session, (unsigned long)r->uid,
	    (long long)r->wall, (long long)r->boot, r->boot_id, r->count,
	    r->digest);
	member(&b, "text", r->text);
	member(&b, "cwd", r->cwd);
	member(&b, "agent", r->agent);
	buf_json_list(&b, "hit", r->hit);
	buf_json_list(&b, "file", r->file);
	member(&b, "what", what_name[r->what]);
	member(&b, "part", r->part);
	member(&b, "from", r->from);
	member(&b, "length", r->length);
	member(&b, "until", r->until);
	member(&b, "reason", r->reason);
	member(&b, "scope", r->scope);
	member(&b, "note", r->note);
	buf_str(&b, "}\n");
	file_name(r, file);
	if (b.len >= STATEFILE_MAX)
		ret = err_set(e, EFBIG, "the command is too long to be "
		    "asked for by itself");
	else
		ret = statefile_write(state, folder_name, file, &b, e);
	buf_free(&b);
	return ret;
}

static const char *
text(struct arena *a, const cJSON *j, const char *key)
{
	const char *s = jsonraw_string(j, key);

	return s != NULL ? arena_strdup(a, s) : NULL;
}

static const char *const *
list(struct arena *a, const cJSON *j, const char *key)
{
	const cJSON *v, *l = cJSON_GetObjectItemCaseSensitive(j, key);
	const char **out = arena_array(a, LIST_MAX + 1, sizeof *out);
	size_t n = 0;

	cJSON_ArrayForEach(v, l)
		if (cJSON_IsString(v) && n < LIST_MAX)
			out[n++] = arena_strdup(a, v->valuestring);
	return out;
}

static int
fill(struct arena *a, const cJSON *j, struct request *r)
{
	int kind = jsonraw_word(j, "kind", kind_name, 2);
	int state = jsonraw_word(j, "state", state_name, 3);
	int what = jsonraw_word(j, "what", what_name, 3);
	long long uid, wall, boot, count;

	if (kind < 0 || state < 0 ||
	    jsonraw_copy(r->id, sizeof r->id, j, "id") != 0 ||
	    jsonraw_copy(r->session, sizeof r->session, j, "session") != 0 ||
	    jsonraw_copy(r->boot_id, sizeof r->boot_id, j, "boot_id") != 0 ||
	    jsonraw_copy(r->digest, sizeof r->digest, j, "digest") != 0 ||
	    jsonraw_int64(j, "uid", &uid) != 0 ||
	    jsonraw_int64(j, "wall", &wall) != 0 ||
	    jsonraw_int64(j, "boot", &boot) != 0 ||
	    jsonraw_int64(j, "count", &count) != 0 ||
	    (r->text = text(a, j, "text")) == NULL)
		return -1;
	r->kind = (enum request_kind)kind;
	r->state = (enum request_state)state;
	r->uid = (uid_t)uid;
	r->wall = wall;
	r->boot = boot;
	r->count = (unsigned)count;
	r->what = what < 0 ? JUDGED_LINE : (enum judged_what)what;
	r->part = text(a, j, "part");
	r->from = text(a, j, "from");
	r->cwd = text(a, j, "cwd");
	r->agent = text(a, j, "agent");
	r->hit = list(a, j, "hit");
	r->file = list(a, j, "file");
	r->length = text(a, j, "length");
	r->until = text(a, j, "until");
	r->reason = text(a, j, "reason");
	r->scope = text(a, j, "scope");
	r->note = text(a, j, "note");
	return 0;
}

static int
read_request(struct arena *a, int folder, const char *file,
    struct request *r)
{
	struct buf b = { 0 };
	char expected[32];
	cJSON *j = NULL;
	int ret = -1;

	memset(r, 0, sizeof *r);
	if (statefile_read(folder, file, &b, NULL) == 0 && b.data != NULL &&
	    !b.failed && (j = jsonraw_parse(b.data, b.len)) != NULL &&
	    fill(a, j, r) == 0) {
		file_name(r, expected);
		ret = strcmp(expected, file) == 0 ? 0 : -1;
	}
	cJSON_Delete(j);
	buf_free(&b);
	return ret;
}

static bool
is_file(const char *name)
{
	return strlen(name) == REQUEST_ID + 17 && name[REQUEST_ID] == '.' &&
	    strspn(name, alphabet) == REQUEST_ID &&
	    grant_is_id(name + REQUEST_ID + 1);
}

static bool
too_old(const struct request *r)
{
	char boot[37];
	int64_t age = clock_boot() - r->boot;

	return clock_boot_id(boot, sizeof boot) != 0 ||
	    strcmp(boot, r->boot_id) != 0 || age < 0 ||
	    age > REQUEST_LIFE * INT64_C(1000000000);
}

/* How many of the session lie there that are no leftovers. */
static size_t
count_of(struct arena *a, const char *state, const char *session)
{
	int folder = statefile_folder(state, folder_name, NULL);
	struct request r;
	struct dirent *d;
	size_t n = 0;
	DIR *dir;

	if (folder < 0)
		return 0;
	if ((dir = fdopendir(folder)) == NULL) {
		close(folder);
		return 0;
	}
	while ((d = readdir(dir)) != NULL) {
		if (!is_file(d->d_name) ||
		    strcmp(d->d_name + REQUEST_ID + 1, session) != 0)
			continue;
		if (read_request(a, folder, d->d_name, &r) != 0 ||
		    too_old(&r))
			statefile_unlink(folder, d->d_name);
		else
			n++;
	}
	closedir(dir);
	return n;
}

int
request_file(struct arena *a, const char *state, struct request *r,
    struct err *e)
{
	int folder = statefile_folder(state, folder_name, NULL);
	struct request old;
	char file[32];
	bool known = false;

	file_name(r, file);
	r->wall = clock_wall();
	r->boot = clock_boot();
	r->count = 1;
	if (clock_boot_id(r->boot_id, sizeof r->boot_id) != 0)
		return err_set(e, ENOSYS, "no boot id");
	if (strlen(r->text) > REQUEST_TEXT_MAX)
		return err_set(e, EFBIG, "the command is too long to be asked "
		    "for by itself");
	if (folder >= 0) {
		known = read_request(a, folder, file, &old) == 0 &&
		    !too_old(&old);
		close(folder);
	}
	if (known) {
		r->count = old.count + 1;
		r->note = old.note;
		/* One that was answered is asked for anew. */
		r->state = old.state == REQUEST_DENIED ? REQUEST_DENIED :
		    REQUEST_OPEN;
		/* A loop in a build must not hold up its whole tree with
		 * writes to the disk. */
		if (r->what != JUDGED_LINE && r->state == old.state &&
		    r->boot - old.boot < GATE_PAUSE) {
			r->count = old.count;
			return 0;
		}
	} else if (count_of(a, state, r->session) >= REQUESTS_MAX)
		return err_set(e, EDQUOT, "this session has asked for %d "
		    "things already", REQUESTS_MAX);
	if (write_request(state, r, e) != 0)
		return -1;
	return !known;
}

int
request_answer(const char *state, const struct request *r, struct err *e)
{
	return write_request(state, r, e);
}

int
request_list(struct arena *a, const char *state, struct request *out,
    size_t max, struct err *e)
{
	struct err local = { 0 };
	struct session s;
	struct dirent *d;
	size_t n = 0;
	int folder = statefile_folder(state, folder_name, &local);
	DIR *dir;

	if (folder < 0 && local.code == ENOENT)
		return 0;
	if (folder < 0)
		return err_set(e, local.code, "%s", local.msg);
	if ((dir = fdopendir(folder)) == NULL) {
		close(folder);
		return err_sys(e, "cannot list the requests");
	}
	while (n < max && (d = readdir(dir)) != NULL) {
		if (!is_file(d->d_name))
			continue;
		if (read_request(a, folder, d->d_name, &out[n]) == 0 &&
		    !too_old(&out[n]) && session_find(state, out[n].session,
		    &s) == 0 && session_alive(&s))
			n++;
		else
			statefile_unlink(folder, d->d_name);
	}
	closedir(dir);
	return (int)n;
}
