/* SPDX-License-Identifier: ISC */
/* `platectl test FILE` for a file of tool grammars: every mistake with its
 * place, as the build reports it. */
#include <string.h>

#include <cjson/cJSON.h>

#include "analyse/tool_load.h"
#include "base/io.h"
#include "ctl/command.h"
#include "ctl/common.h"
#include "ctl/test_grammar.h"

enum { GRAMMAR_MAX = 4 * 1024 * 1024 };

/* Is it an object, or an array of them, that names a tool? */
static bool
is_grammar(const cJSON *root)
{
	if (cJSON_IsArray(root))
		root = root->child;
	return cJSON_GetObjectItemCaseSensitive(root, "tool") != NULL;
}

static void
show(const struct jsonproblem *p)
{
	struct buf b = { 0 };

	buf_printf(&b, "%s:%u:%u: ", p->file, p->line, p->column);
	buf_visible(&b, p->message, strlen(p->message), 400);
	buf_char(&b, '\n');
	ctl_flush(&b, stdout);
	buf_free(&b);
}

bool
test_grammar(const struct ctl *c, const char *path, unsigned long *good,
    unsigned long *bad)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	struct jsondoc d = { 0 };
	unsigned n;
	bool is = false;

	if (io_read_file(path, GRAMMAR_MAX, 0, &b, &e) == 0 && !b.failed &&
	    b.data != NULL) {
		jsondoc_open(&d, c->arena, path, b.data, b.len);
		/* What is no JSON at all is meant as some. */
		is = d.root != NULL ? is_grammar(d.root) :
		    strlen(path) > 5 && strcmp(path + strlen(path) - 5,
		    ".json") == 0;
	}
	if (is) {
		tool_load(&d, &n);
		*bad += d.nproblem;
		*good += d.nproblem == 0 ? n : 0;
	}
	for (const struct jsonproblem *p = d.head; is && p != NULL;
	    p = p->next)
		show(p);
	jsondoc_close(&d);
	buf_free(&b);
	return is;
}
