/* SPDX-License-Identifier: ISC */
#include "ctl/setup_backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/io.h"
#include "base/jsonraw.h"
#include "ctl/setup_place.h"
#include "policy/statefile.h"

static const char folder[] = "setup";

void
setup_hash(const struct buf *text, char out[65])
{
	struct hash h;

	hash_init(&h);
	if (text->len > 0)
		hash_add(&h, text->data, text->len);
	hash_hex(&h, out);
}

/* NAME.SUFFIX; names are ours and short. */
static const char *
name_file(char out[64], const char *name, const char *suffix)
{
	snprintf(out, 64, "%s.%s", name, suffix);
	return out;
}

int
setup_backup_write(const char *state, const char *name,
    const struct setup_backup *b, const struct buf *before, struct err *e)
{
	char file[64], nothing[] = "";
	struct buf record = { 0 }, empty = { .data = nothing };
	int r;

	buf_str(&record, "{\"ver\":1,\"file\":");
	buf_json(&record, b->file, strlen(b->file));
	buf_printf(&record, ",\"existed\":\"%d\",\"mode\":\"%u\","
	    "\"before\":\"%s\",\"after\":\"%s\"}\n", b->existed,
	    (unsigned)b->mode, b->before, b->after);
	r = statefile_write(state, folder, name_file(file, name, "before"),
	    before->data != NULL ? before : &empty, e);
	if (r == 0)
		r = statefile_write(state, folder, name_file(file, name,
		    "json"), &record, e);
	buf_free(&record);
	return r;
}

static int
parse(struct buf *text, struct setup_backup *out)
{
	cJSON *j = text->data != NULL ? jsonraw_parse(text->data, text->len) :
	    NULL;
	long long existed = 0, mode = 0;
	int r = -1;

	if (jsonraw_copy(out->file, sizeof out->file, j, "file") == 0 &&
	    out->file[0] == '/' &&
	    jsonraw_copy(out->before, sizeof out->before, j, "before") == 0 &&
	    jsonraw_copy(out->after, sizeof out->after, j, "after") == 0 &&
	    jsonraw_int64(j, "existed", &existed) == 0 &&
	    jsonraw_int64(j, "mode", &mode) == 0) {
		out->existed = existed != 0;
		out->mode = (mode_t)mode & 0777;
		r = 0;
	}
	cJSON_Delete(j);
	return r;
}

/* Larger than statefile_read() takes, with its checks. */
static int
read_bytes(int dir, const char *file, struct buf *out, struct err *e)
{
	struct stat st;
	int fd = openat(dir, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
	    O_NOCTTY | O_CLOEXEC), r;

	if (fd < 0)
		return err_sys(e, "cannot open the backup %s", file);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
	    st.st_uid != geteuid() || (st.st_mode & 022) != 0 ||
	    st.st_nlink != 1)
		r = err_set(e, EPERM, "the backup %s is not a file of yours "
		    "that only you can write", file);
	else
		r = io_read_fd(fd, SETUP_FILE_MAX, out, e);
	close(fd);
	return r;
}

static int
read_pair(int dir, const char *name, struct setup_backup *out,
    struct buf *before, struct err *e)
{
	char file[64], hash[65];
	struct buf record = { 0 };
	struct err local = { 0 };
	int r;

	if (statefile_read(dir, name_file(file, name, "json"), &record,
	    &local) != 0) {
		buf_free(&record);
		return local.code == ENOENT ? 0 : err_set(e, local.code,
		    "the backup's record %s %s", file, local.msg);
	}
	r = parse(&record, out);
	buf_free(&record);
	if (r != 0)
		return err_set(e, EINVAL, "the backup's record %s is damaged",
		    file);
	if (read_bytes(dir, name_file(file, name, "before"), before, e) != 0)
		return -1;
	setup_hash(before, hash);
	return strcmp(hash, out->before) == 0 ? 1 : err_set(e, EINVAL,
	    "the backup %s is not what was saved", file);
}

int
setup_backup_read(const char *state, const char *name,
    struct setup_backup *out, struct buf *before, struct err *e)
{
	struct err local = { 0 };
	int dir = statefile_folder(state, folder, &local), r;

	if (dir < 0)
		return local.code == ENOENT ? 0 : err_set(e, local.code, "%s",
		    local.msg);
	r = read_pair(dir, name, out, before, e);
	close(dir);
	return r;
}

int
setup_backup_remove(const char *state, const char *name, struct err *e)
{
	/* The record first: bytes without one are believed by nobody. */
	static const char *const suffix[] = { "json", "before" };
	char file[64];
	int dir = statefile_folder(state, folder, e), r = 0;
	size_t i;

	if (dir < 0)
		return -1;
	for (i = 0; r == 0 && i < 2; i++)
		if (unlinkat(dir, name_file(file, name, suffix[i]), 0) != 0 &&
		    errno != ENOENT)
			r = err_sys(e, "cannot remove the backup %s", file);
	close(dir);
	return r;
}
