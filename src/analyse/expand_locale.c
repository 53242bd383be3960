/* SPDX-License-Identifier: ISC */
#include <langinfo.h>
#include <locale.h>
#include <string.h>

#include "analyse/expand.h"
#include "analyse/walk_int.h"

/* The value in the environment that bash starts with; NULL when none. */
static const char *
at_start(const struct walk *w, const char *name)
{
	size_t n = strlen(name);
	char *const *e;

	for (e = w->world->environ; e != NULL && *e != NULL; e++)
		if (strncmp(*e, name, n) == 0 && (*e)[n] == '=')
			return *e + n + 1;
	return NULL;
}

/* Is the variable still what the environment says? */
static bool
unchanged(struct walk *w, const char *name, const char *text)
{
	const struct var *x = var_get(w, name, strlen(name));
	const char *now;

	if (x == NULL || (x->v == NULL && !x->maybe_unset))
		return text == NULL;
	if (x->maybe_unset || x->array || text == NULL)
		return false;
	now = value_text(x->v);
	return now != NULL && strcmp(now, text) == 0;
}

static enum text_locale
of_name(const char *name)
{
	enum text_locale found;
	locale_t l;

	if (strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0)
		return TEXT_ASCII;
	l = newlocale(LC_CTYPE_MASK, name, (locale_t)0);
	if (l == (locale_t)0)
		return TEXT_OTHER;	/* bash may know it, or stay in C */
	found = strcmp(nl_langinfo_l(CODESET, l), "UTF-8") == 0 ?
	    TEXT_UTF8 : TEXT_OTHER;
	freelocale(l);
	return found;
}

enum text_locale
expand_locale(struct walk *w)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *text, *name = "C";
	unsigned i = sizeof names / sizeof names[0];

	if (w->shells > 0)
		return TEXT_OTHER;	/* env -i, sudo, su may change it */
	while (i-- > 0) {
		text = at_start(w, names[i]);
		if (!unchanged(w, names[i], text))
			return TEXT_OTHER;
		if (text != NULL && *text != '\0')
			name = text;
	}
	return of_name(name);
}

enum text_locale
expand_locale_of(struct walk *w, const char *s, size_t n)
{
	if (memmem(s, n, "\\u", 2) == NULL && memmem(s, n, "\\U", 2) == NULL)
		return TEXT_UTF8;
	return expand_locale(w);
}
