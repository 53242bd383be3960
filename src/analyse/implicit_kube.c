/* SPDX-License-Identifier: ISC */
/* Context and namespace that kubectl and helm take from a kubeconfig, and the
 * objects that a manifest names. */
#include <string.h>

#include "analyse/implicit.h"
#include "analyse/kubeconfig.h"
#include "analyse/manifest.h"

enum { OBJECTS_MAX = 64 };

/* Nothing but `config` and its like changes where the next one goes. */
static bool
keeps_context(const struct norm *n)
{
	static const char *const tools[] = { "kubectl", "helm", "git", NULL };
	static const char *const changes[] = { "config", "project", "login",
	    "logout", "new-project", NULL };

	return implicit_listed(n->name, tools) && n->nsub > 0 &&
	    !implicit_listed(n->sub[0], changes);
}

static const struct norm_option *
used(const struct norm *n, const char *name)
{
	for (unsigned i = 0; i < n->noption; i++)
		if (strcmp(n->option[i].name, name) == 0)
			return &n->option[i];
	return NULL;
}

/* The files of a list a:b:c: the first to say a thing has it. */
static void
read_files(struct walk *w, const char *list, struct kubeconfig *out)
{
	const char *text, *path;
	size_t len, n;

	memset(out, 0, sizeof *out);
	for (; *list != '\0'; list += n + (list[n] == ':')) {
		struct kubecontext **end = &out->contexts;
		struct kubeconfig one;
		enum implicit_read r;

		n = strcspn(list, ":");
		path = arena_strndup(w->a, list, n);
		if (n == 0)
			continue;
		r = *path == '/' ? implicit_file(w, path, &text, &len) :
		    IMPLICIT_UNKNOWN;
		out->unknown = out->unknown || r == IMPLICIT_UNKNOWN;
		if (r != IMPLICIT_READ)
			continue;
		kubeconfig_parse(w->a, text, len, &one);
		out->unknown = out->unknown || one.unknown;
		if (out->current == NULL || *out->current == '\0')
			out->current = one.current;
		while (*end != NULL)
			end = &(*end)->next;
		*end = one.contexts;
	}
}

static void
load(struct walk *w, const struct effect *e, struct kubeconfig *k)
{
	const struct norm_option *o = used(e->norm, "--kubeconfig");
	const char *list = NULL, *home = NULL;
	struct kubeconfig *seen;
	bool known = implicit_settled(w, e, keeps_context);

	memset(k, 0, sizeof *k);
	if (o != NULL) {
		const char *const *abs = o->value != NULL ?
		    walk_abs(w, o->value, true) : NULL;

		list = abs != NULL && abs[0] != NULL && abs[1] == NULL ?
		    abs[0] : NULL;
		known = known && list != NULL;
	} else
		known = known && implicit_variable(w, e, "KUBECONFIG", &list);
	if (known && (list == NULL || *list == '\0')) {
		known = implicit_variable(w, e, "HOME", &home);
		list = home != NULL ? arena_printf(w->a, "%s/.kube/config",
		    home) : "";
	}
	if (!known) {
		k->unknown = true;
		return;
	}
	if ((seen = implicit_known(w, list)) == NULL) {
		seen = arena_alloc(w->a, sizeof *seen);
		read_files(w, list, seen);
		implicit_keep(w, list, seen);
	}
	*k = *seen;
}

static const struct value *
named(struct walk *w, const struct kubeconfig *k, const char *s)
{
	return k->unknown ? value_unknown(w->a) :
	    value_const(w->a, s, strlen(s));
}

/* The spelling of the option that names a context: helm has its own. */
static const char *
context_option(const struct tool *t)
{
	for (unsigned i = 0; i < t->top.noption; i++)
		if (strcmp(t->top.option[i].name, "--kube-context") == 0)
			return "--kube-context";
	return "--context";
}

static void
place(struct walk *w, struct effect *e, struct norm *n)
{
	const char *option = context_option(n->tool), *name = NULL;
	const struct norm_option *o = used(n, option);
	const struct kubecontext *c;
	struct kubeconfig k;

	load(w, e, &k);
	if (o != NULL)
		name = o->value != NULL ? value_text(o->value) : NULL;
	else
		name = k.current;
	if (o != NULL && name == NULL)
		k.unknown = true;
	if (o == NULL && (k.unknown || (name != NULL && *name != '\0')))
		implicit_option(n, option, OPERAND_CONTEXT,
		    named(w, &k, name != NULL ? name : ""), e->argc);
	if (used(n, "--all-namespaces") != NULL) {
		implicit_option(n, "--namespace", OPERAND_CONTEXT, NULL,
		    e->argc);
		return;
	}
	if (used(n, "--namespace") != NULL)
		return;
	c = name != NULL ? kubeconfig_context(&k, name) : NULL;
	implicit_option(n, "--namespace", OPERAND_CONTEXT, named(w, &k,
	    c != NULL && c->namespace != NULL ? c->namespace : "default"),
	    e->argc);
}

/* The text of --filename's value: a file, or what is fed to "-". */
static const struct value *
manifest_text(struct walk *w, const struct value *path)
{
	const char *s = value_text(path), *text;
	const struct input *in = input_get(w);
	const char *const *abs;
	struct slot *slot;
	size_t len;

	if (s != NULL && strcmp(s, "-") == 0)
		return in != NULL && in->kind == INPUT_TEXT ? in->text : NULL;
	abs = s != NULL && strstr(s, "://") == NULL ?
	    walk_abs(w, path, true) : NULL;
	if (abs == NULL || abs[0] == NULL || abs[1] != NULL)
		return NULL;
	slot = state_slot(&w->st, SLOT_FILE, abs[0], strlen(abs[0]), false);
	if (slot != NULL && slot->obj != NULL)
		return slot->obj;
	if (implicit_file(w, abs[0], &text, &len) != IMPLICIT_READ)
		return NULL;
	return value_const(w->a, text, len);
}

static void
object(struct walk *w, struct norm *n, const char *kind, const char *name,
    unsigned argc)
{
	const struct value *k = kind != NULL ? value_const(w->a, kind,
	    strlen(kind)) : value_unknown(w->a);
	const struct value *v = name != NULL ? value_const(w->a, name,
	    strlen(name)) : value_unknown(w->a);

	implicit_operand(n, OPERAND_RESOURCE, k, kind != NULL ?
	    tool_canon(w->a, n->tool, OPERAND_RESOURCE, kind) : NULL, argc);
	implicit_operand(n, OPERAND_NAME, v, name, argc);
}

static void
manifests(struct walk *w, struct effect *e, struct norm *n)
{
	unsigned left = OBJECTS_MAX, nold = n->noption;

	for (unsigned i = 0; i < nold && left > 0; i++) {
		const struct norm_option *o = &n->option[i];
		struct manifest m = { 0 };
		const struct value *text = NULL;

		if (o->value == NULL || (strcmp(o->name, "--filename") != 0 &&
		    strcmp(o->name, "--kustomize") != 0))
			continue;
		if (strcmp(o->name, "--filename") == 0)
			text = manifest_text(w, o->value);
		if (text != NULL && value_text(text) != NULL)
			manifest_parse(w->a, value_text(text),
			    text->alt[0].prelen, &m);
		else
			m.unknown = true;
		for (const struct manifest_object *x = m.head; x != NULL &&
		    left > 1; x = x->next, left--)
			object(w, n, x->kind, x->name, e->argc);
		if (m.unknown || left == 1) {
			object(w, n, NULL, NULL, e->argc);
			left--;
		}
	}
}

void
implicit_kube(struct walk *w, struct effect *e)
{
	struct norm *n;

	if (e->norm->nsub == 0 || strcmp(e->norm->sub[0], "config") == 0)
		return;
	n = implicit_edit(w, e, used(e->norm, "--filename") != NULL ||
	    used(e->norm, "--kustomize") != NULL ? 2 * OBJECTS_MAX + 4 : 4);
	place(w, e, n);
	/* What a dry run names stays as it is. */
	if (e->more_args || !norm_is_dry(e->norm, e->argv, e->argc))
		manifests(w, e, n);
}
