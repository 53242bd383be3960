/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_TOOL_FIXTURE_H
#define TESTS_UNIT_TOOL_FIXTURE_H

/* Normal forms as text, by grammars of the tests' own and the shipped ones. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "analyse/tool.h"
#include "analyse/tool_load.h"
#include "words.h"

/* Grammars of the test's own: the mechanism, not the shipped data. */
static const char fixture[] =
"[{\"tool\":\"git\",\"abbrev\":true,\"negate\":true,"
" \"options\":{\"-C\":\"dir\",\"-c\":\"value\",\"--git-dir\":\"path\","
"  \"-p|--paginate\":\"\",\"--no-pager\":\"\"},"
" \"commands\":{\"push\":{\"options\":{\"-f|--force\":\"\","
"   \"--force-with-lease\":\"?value\",\"-n|--dry-run\":\"\","
"   \"-u|--set-upstream\":\"\",\"-d|--delete\":\"\",\"--all|--branches\":\"\","
"   \"-o|--push-option\":\"value\",\"-v|--verbose\":\"\","
"   \"--mirror\":{\"kind\":\"\",\"sets\":[\"--force\"]}},"
"  \"operands\":[\"?remote\",\"refspec...\"],\"implicit\":\"git-upstream\"},"
"  \"stash\":{\"operands\":[],\"commands\":{\"drop|rm\":{\"operands\":[\"?ref\"]},"
"    \"push\":{\"operands\":[\"path...\"]}}}}},"
"{\"tool\":\"kubectl\",\"names\":[\"k\"],"
" \"options\":{\"-n|--namespace\":\"context\",\"--context\":\"context\","
"  \"-v|--v\":\"value\",\"-h|--help\":\"\"},"
" \"resources\":{\"persistentvolumeclaims\":\"pvc persistentvolumeclaim\","
"  \"namespaces\":\"ns namespace\",\"pods\":\"po pod\","
"  \"deployments\":\"deploy deployment\"},"
" \"commands\":{\"delete\":{\"options\":{\"-f|--filename\":\"path:read\","
"   \"-l|--selector\":\"value\",\"--all\":\"\",\"--dry-run\":\"?value\","
"   \"--force\":\"\",\"-i|--interactive\":\"\"},"
"  \"operands\":[\"resource\",\"name...\"]},"
"  \"exec\":{\"options\":{\"-i|--stdin\":\"\",\"-t|--tty\":\"\","
"   \"-c|--container\":\"value\"},"
"  \"operands\":[\"container\",\"argv...\"],\"where\":\"container\"}}},"
"{\"tool\":\"terraform\",\"style\":\"go\",\"options\":{\"-chdir\":\"dir\"},"
" \"commands\":{\"destroy\":{\"options\":{\"-auto-approve\":\"\","
"  \"-var\":\"value\",\"-target\":\"value\"},\"operands\":[]}}},"
"{\"tool\":\"sed9\",\"options\":{"
"  \"-e|--expression\":{\"kind\":\"code\",\"fills\":\"code\"},"
"  \"-i|--in-place\":{\"kind\":\"?value\",\"turns\":{\"path:read\":\"path:write\"}},"
"  \"-n|--quiet\":\"\",\"-9\":\"value value\"},"
" \"operands\":[\"code\",\"path:read...\"]},"
"{\"tool\":\"cp9\",\"options\":{\"-t\":{\"kind\":\"path:write\","
"  \"operands\":[\"path:read...\"]},\"-r\":\"\"},"
" \"operands\":[\"path:read...\",\"path:write\"]},"
"{\"tool\":\"tar9\",\"bundle\":true,\"options\":{\"-x\":\"\",\"-z\":\"\","
"  \"-f|--file\":\"path\",\"-C\":\"dir\"},\"operands\":[\"path...\"]},"
"{\"tool\":\"kill9\",\"options\":{\"-s|-n|-SIGNAL|--signal\":\"signal\","
"  \"-l\":\"\"},\"operands\":[\"pid...\"]},"
"{\"tool\":\"head9\",\"options\":{\"-n|-NUM|--lines\":\"value\",\"-q\":\"\"},"
" \"operands\":[\"path:read...\"]},"
"{\"tool\":\"echo9\",\"style\":\"plain\",\"operands\":[\"value...\"]},"
"{\"tool\":\"find9\",\"style\":\"find\",\"options\":{\"-name\":\"value\","
"  \"-delete\":\"\",\"-exec\":\"argv-until\",\"-type\":\"value\",\"(\":\"\","
"  \")\":\"\",\"!\":\"\",\"-fprintf\":\"path:write value\"},"
" \"operands\":[\"path...\"]},"
"{\"tool\":\"sudo9\",\"posix\":true,\"options\":{\"-u|--user\":\"value\","
"  \"-E\":\"\",\"-i\":{\"kind\":\"\",\"stdin\":\"shell\"}},"
" \"operands\":[\"assign\",\"argv...\"]},"
"{\"tool\":\"timeout9\",\"posix\":true,\"abbrev\":true,"
" \"options\":{\"-s|--signal\":\"signal\",\"-k|--kill-after\":\"value\","
"  \"--foreground\":\"\"},\"operands\":[\"value\",\"argv...\"]},"
"{\"tool\":\"bash9\",\"posix\":true,\"stdin\":\"shell\",\"language\":\"bash\","
" \"options\":{\"-c\":{\"kind\":\"\",\"operands\":[\"shell\",\"value...\"]},"
"  \"-o|+o\":{\"kind\":\"value\",\"detached\":true},\"-e|+e\":\"\",\"-x\":\"\","
"  \"-l\":\"\",\"-norc|--norc\":\"\","
"  \"-s\":{\"kind\":\"\",\"operands\":[\"value...\"]}},"
" \"operands\":[\"script\",\"value...\"]},"
"{\"tool\":\"ssh9\",\"posix\":true,\"stdin\":\"shell\",\"where\":\"host\","
" \"options\":{\"-p\":\"value\",\"-o\":\"value\",\"-4\":\"\"},"
" \"operands\":[\"host\",\"shell-join...\"]}]";

struct env {
	struct arena *a;
	struct jsondoc d;
	const struct tool *const *tool;
	unsigned n;
};

static inline int
set_up(void **state)
{
	static struct env e;

	e.a = arena_new(64 << 20);
	jsondoc_open(&e.d, e.a, "fixture", fixture, strlen(fixture));
	e.tool = tool_load(&e.d, &e.n);
	for (const struct jsonproblem *p = e.d.head; p != NULL; p = p->next)
		print_error("%u:%u %s\n", p->line, p->column, p->message);
	*state = &e;
	return e.d.nproblem == 0 ? 0 : -1;
}

static inline int
tear_down(void **state)
{
	struct env *e = *state;

	jsondoc_close(&e->d);
	arena_free(e->a);
	return 0;
}

static inline const struct norm *
norm_of(struct env *e, const char *line)
{
	const struct tool *t = NULL;
	unsigned argc;
	struct value **argv = words_of(e->a, line, &argc);

	for (unsigned i = 0; i < e->n; i++) {
		const char *const *s = e->tool[i]->names;

		for (; *s != NULL; s++) {
			if (value_may_be(argv[0], *s))
				t = e->tool[i];
		}
	}
	if (t == NULL)
		t = tool_find(value_text(argv[0]));
	assert_non_null(t);
	return tool_normalise(e->a, t, argv, argc);
}

/* The normal form, then the kinds of the operands and what is marked. */
static inline const char *
show(struct env *e, const char *line)
{
	const struct norm *n = norm_of(e, line);
	const char *s = norm_print(e->a, n);

	if (n->rest >= 0)
		s = arena_printf(e->a, "%s @%d-%d", s, n->rest, n->rest_end);
	if (n->unknown_option)
		s = arena_printf(e->a, "%s !option", s);
	if (n->unknown_sub)
		s = arena_printf(e->a, "%s !sub", s);
	return s;
}

#endif
