/* SPDX-License-Identifier: ISC */
/*
 * Records of operators. It MUST hold:
 *  1. A record is used only from a folder and a file that pass statefile.h,
 *     of root where the install is managed, of this account else.
 *  2. It must name the file that it lies in.
 *  3. Revoked, expired, made in the future, of another checklist, or not
 *     allowed by the owner's policy: its signatures count for nothing.
 */
#include "policy/operator.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/account.h"
#include "base/clock.h"
#include "base/hex.h"
#include "base/jsonraw.h"
#include "policy/statefile.h"

static const char folder_name[] = "operators";

bool
operator_name_ok(const char *name)
{
	size_t n = strlen(name);

	return n > 0 && n < 64 && name[0] != '.' && name[0] != '-' &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789._-") == n;
}

static int
read_hex(const cJSON *j, const char *key, unsigned char *out, size_t n)
{
	const char *s = jsonraw_string(j, key);

	return s == NULL ? -1 : hex_bytes(s, strlen(s), out, n);
}

static int
read_number(const cJSON *j, const char *key, int64_t *out)
{
	long long n;

	if (jsonraw_int64(j, key, &n) != 0)
		return -1;
	*out = n;
	return 0;
}

static int
fill_sealed(const cJSON *j, struct sealed *s)
{
	int64_t ops, memory;

	if (read_number(j, "ops", &ops) != 0 || ops < 1 ||
	    read_number(j, "memory", &memory) != 0 || memory < 1 ||
	    read_hex(j, "salt", s->salt, sizeof s->salt) != 0 ||
	    read_hex(j, "nonce", s->nonce, sizeof s->nonce) != 0 ||
	    read_hex(j, "box", s->box, sizeof s->box) != 0)
		return -1;
	s->ops = (unsigned long long)ops;
	s->memory = (size_t)memory;
	return 0;
}

static int
fill(const cJSON *j, const char *name, struct operator *o, struct sealed *s)
{
	const char *stored = jsonraw_string(j, "name");
	int64_t ver, uid, checklist;

	memset(o, 0, sizeof *o);
	if (read_number(j, "ver", &ver) != 0 || ver != 1 || stored == NULL ||
	    strcmp(stored, name) != 0 || strlen(name) >= sizeof o->name ||
	    read_number(j, "uid", &uid) != 0 || uid < 0 ||
	    read_number(j, "created", &o->created) != 0 ||
	    read_number(j, "expires", &o->expires) != 0 ||
	    read_number(j, "revoked", &o->revoked) != 0 ||
	    read_number(j, "checklist", &checklist) != 0 ||
	    read_hex(j, "key", o->key, sizeof o->key) != 0)
		return -1;
	memcpy(o->name, name, strlen(name) + 1);
	o->uid = (uid_t)uid;
	o->checklist = (int)checklist;
	return s == NULL ? 0 : fill_sealed(
	    cJSON_GetObjectItemCaseSensitive(j, "sealed"), s);
}

static int
read_record(int folder, uid_t owner, const char *name, struct operator *o,
    struct sealed *s, struct err *e)
{
	struct buf b = { 0 };
	char file[80];
	cJSON *j = NULL;
	int r;

	snprintf(file, sizeof file, "%s.json", name);
	r = statefile_read_of(folder, file, owner, &b, e);
	if (r == 0 && (b.data == NULL || b.failed ||
	    (j = jsonraw_parse(b.data, b.len)) == NULL ||
	    fill(j, name, o, s) != 0))
		r = err_set(e, EINVAL, "the operator's record %s is damaged",
		    file);
	cJSON_Delete(j);
	buf_free(&b);
	return r;
}

int
operator_own(const char *state, const char *name, struct operator *out,
    struct sealed *seal, struct err *e)
{
	int folder, r;

	if (!operator_name_ok(name))
		return err_set(e, EINVAL, "\"%s\" is no account name", name);
	folder = statefile_folder(state, folder_name, e);
	if (folder < 0)
		return -1;
	r = read_record(folder, STATEFILE_OWN, name, out, seal, e);
	close(folder);
	return r;
}

int
operator_of(const char *state, const char *name, uid_t owner,
    struct operator *out, struct err *e)
{
	int folder = statefile_folder_of(state, folder_name, owner, e), r;

	if (folder < 0)
		return -1;
	r = read_record(folder, owner, name, out, NULL, e);
	close(folder);
	return r;
}

/* MUST 1. */
static int
counting_folder(const struct policy *p, uid_t *owner, struct err *e)
{
	*owner = p->managed ? 0 : geteuid();
	if (p->managed)
		return statefile_folder_of(p->config_dir, folder_name, 0, e);
	if (p->state_dir == NULL)
		return err_set(e, ENOENT, "there is no place for state");
	return statefile_folder(p->state_dir, folder_name, e);
}

int
operator_find(const struct policy *p, const char *name, struct operator *out,
    struct err *e)
{
	uid_t owner;
	int folder, r;

	if (!operator_name_ok(name))
		return err_set(e, EINVAL, "\"%s\" is no account name", name);
	folder = counting_folder(p, &owner, e);
	if (folder < 0)
		return -1;
	r = read_record(folder, owner, name, out, NULL, e);
	close(folder);
	return r;
}

bool
operator_allowed(const struct policy *p, const char *name, uid_t uid)
{
	const char *const *s = p->operators;

	if (s == NULL)
		return true;
	for (; *s != NULL; s++)
		if (**s == '%' ? account_in_group(name, uid, *s + 1) :
		    strcmp(*s, name) == 0)
			return true;
	return false;
}

/* MUST 3. */
const char *
operator_invalid(const struct policy *p, const struct operator *o,
    int64_t now)
{
	if (o->revoked != 0)
		return "the owner revoked it";
	if (now >= o->expires)
		return "the qualification expired";
	if (now < o->created)
		return "it was made in the future: a clock was set back";
	if (o->checklist != OPERATOR_CHECKLIST)
		return "it is of another version of the checklist";
	if (!operator_allowed(p, o->name, o->uid))
		return "the policy's operators do not hold that account";
	return NULL;
}

int
operator_list(const struct policy *p, struct operator *out, size_t max,
    struct err *e)
{
	struct err local = { 0 };
	struct dirent *d;
	char name[64];
	size_t n = 0, len;
	uid_t owner;
	int folder;
	DIR *dir;

	folder = counting_folder(p, &owner, &local);
	if (folder < 0 && local.code == ENOENT)
		return 0;
	if (folder < 0)
		return err_set(e, local.code, "%s", local.msg);
	if ((dir = fdopendir(folder)) == NULL) {
		close(folder);
		return err_sys(e, "cannot list the operators");
	}
	while (n < max && (d = readdir(dir)) != NULL) {
		len = strlen(d->d_name);
		if (len < 6 || len - 5 >= sizeof name ||
		    strcmp(d->d_name + len - 5, ".json") != 0)
			continue;
		memcpy(name, d->d_name, len - 5);
		name[len - 5] = '\0';
		if (operator_name_ok(name) && read_record(folder, owner, name,
		    &out[n], NULL, NULL) == 0)
			n++;
	}
	closedir(dir);
	return (int)n;
}

bool
operator_anyone(const struct policy *p, int64_t now)
{
	struct operator *list = calloc(OPERATORS_MAX, sizeof *list);
	int i, n;
	bool found = false;

	if (list == NULL)
		return false;
	n = operator_list(p, list, OPERATORS_MAX, NULL);
	for (i = 0; i < n && !found; i++)
		found = operator_invalid(p, &list[i], now) == NULL;
	free(list);
	return found;
}

static void
member_hex(struct buf *b, const char *key, const unsigned char *p, size_t n)
{
	char hex[2 * 64 + 1];

	hex_digits(p, n, hex);
	buf_printf(b, ",\"%s\":\"%s\"", key, hex);
}

int
operator_write(const char *folder, const struct operator *o,
    const struct sealed *seal, struct err *e)
{
	struct buf b = { 0 };
	char file[80];
	int r;

	if (!operator_name_ok(o->name))
		return err_set(e, EINVAL, "\"%s\" is no account name",
		    o->name);
	buf_printf(&b, "{\"ver\":\"1\",\"name\":\"%s\",\"uid\":\"%lu\","
	    "\"created\":\"%lld\",\"expires\":\"%lld\",\"revoked\":\"%lld\","
	    "\"checklist\":\"%d\"", o->name, (unsigned long)o->uid,
	    (long long)o->created, (long long)o->expires,
	    (long long)o->revoked, o->checklist);
	member_hex(&b, "key", o->key, sizeof o->key);
	if (seal != NULL) {
		buf_printf(&b, ",\"sealed\":{\"ops\":\"%llu\",\"memory\":"
		    "\"%zu\"", seal->ops, seal->memory);
		member_hex(&b, "salt", seal->salt, sizeof seal->salt);
		member_hex(&b, "nonce", seal->nonce, sizeof seal->nonce);
		member_hex(&b, "box", seal->box, sizeof seal->box);
		buf_char(&b, '}');
	}
	buf_str(&b, "}\n");
	snprintf(file, sizeof file, "%s.json", o->name);
	r = statefile_write_mode(folder, folder_name, file, &b,
	    seal != NULL ? 0600 : 0644, e);
	buf_free(&b);
	return r;
}
