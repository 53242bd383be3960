/* SPDX-License-Identifier: ISC */
/* The forms in which a rule is shown: line, page, JSON, documentation. */
#include "ctl/rules_print.h"

#include <string.h>

static const char *const radius_text[] = {
	"logged only",
	"discloses or publishes",
	"disturbs running work or weakens a control",
	"cannot be undone, local or one service",
	"cannot be undone and reaches other people"
};

const char *
rules_radius(int radius)
{
	return radius_text[radius];
}

static bool
is_raised(const struct policy *p, const struct rule *r)
{
	for (size_t i = 0; i < p->nraised; i++)
		if (p->raised[i] == r)
			return true;
	return false;
}

const char *
rules_state(const struct policy *p, const struct rule *r)
{
	if (is_raised(p, r) || strcmp(r->pack, "self") == 0)
		return "floor";
	return policy_rule_off(p, r) ? "off" : "on";
}

static void
json_list(struct buf *b, const char *key, const char *const *list)
{
	size_t i;

	buf_printf(b, ",\"%s\":[", key);
	for (i = 0; list != NULL && list[i] != NULL; i++) {
		buf_str(b, i > 0 ? "," : "");
		buf_json(b, list[i], strlen(list[i]));
	}
	buf_char(b, ']');
}

static void
json_member(struct buf *b, const char *key, const char *s)
{
	buf_printf(b, ",\"%s\":", key);
	if (s != NULL)
		buf_json(b, s, strlen(s));
	else
		buf_str(b, "null");
}

void
rules_json(const struct policy *p, const struct rule *r, struct buf *b)
{
	const char *state = rules_state(p, r);

	buf_printf(b, "{\"id\":\"%s\",\"pack\":\"%s\",\"radius\":%d,"
	    "\"unseen\":%s,\"on\":%s,\"state\":\"%s\"", r->id, r->pack,
	    r->radius, r->defer ? "\"defer\"" : "null",
	    strcmp(state, "off") == 0 ? "false" : "true", state);
	json_member(b, "title", r->title);
	json_member(b, "why", r->why);
	json_member(b, "instead", r->instead);
	json_list(b, "refuse", r->refuse);
	json_list(b, "allow", r->allow);
	buf_char(b, '}');
}

void
rules_line(const struct policy *p, const struct rule *r, struct buf *b)
{
	const char *state = rules_state(p, r);

	buf_printf(b, "%-34s %d  %s%s\n", r->id, r->radius, r->title,
	    strcmp(state, "off") == 0 ? "  (off)" :
	    strcmp(state, "floor") == 0 ? "  (floor)" : "");
}

static void
text_list(struct buf *b, const char *label, const char *const *list)
{
	for (; list != NULL && *list != NULL; list++) {
		buf_printf(b, "  %-8s ", label);
		buf_visible(b, *list, strlen(*list), 400);
		buf_char(b, '\n');
	}
}

static void
text_ways(struct buf *b, const struct rule *r, const char *state)
{
	if (strcmp(r->pack, "self") == 0) {
		buf_str(b, "  floor    the guard's own protection: no window "
		    "lifts it and no policy turns it off\n");
		return;
	}
	if (strcmp(state, "floor") == 0) {
		buf_printf(b, "  floor    raised by the policy: no window "
		    "lifts it. To lower it, take \"%s\" out of "
		    "blockSet.floor\n", r->id);
		return;
	}
	if (strcmp(state, "off") == 0)
		buf_str(b, "  turn on  take it out of blockSet.off, or lower "
		    "blockSet.radius\n");
	buf_printf(b, "  unblock  platectl window open 30m --scope %s "
	    "--reason TEXT\n", r->id);
	if (r->defer)
		buf_str(b, "           where kernel gates are live, what the "
		    "line does not show is judged there\n");
	if (strcmp(state, "off") != 0)
		buf_printf(b, "  turn off \"blockSet\": { \"off\": [ \"%s\" ] "
		    "} in the policy\n", r->id);
	buf_printf(b, "  raise    \"blockSet\": { \"floor\": [ \"%s\" ] } in "
	    "the policy: then no window lifts it\n", r->id);
}

void
rules_whole(const struct policy *p, const struct rule *r, struct buf *b)
{
	const char *state = rules_state(p, r);

	rules_line(p, r, b);
	buf_printf(b, "  radius   %d, %s\n", r->radius,
	    rules_radius(r->radius));
	buf_printf(b, "  why      %s\n", r->why);
	if (r->instead != NULL)
		buf_printf(b, "  instead  %s\n", r->instead);
	text_ways(b, r, state);
	text_list(b, "refuse", r->refuse);
	text_list(b, "allow", r->allow);
}

static void
markdown_list(struct buf *b, const char *const *list)
{
	for (; list != NULL && *list != NULL; list++) {
		buf_str(b, "    ");
		for (const char *s = *list; *s != '\0'; s++) {
			buf_char(b, *s);
			if (*s == '\n')
				buf_str(b, "    ");
		}
		buf_char(b, '\n');
	}
}

void
rules_markdown(const struct rule *r, struct buf *b)
{
	buf_printf(b, "### %s\n\n%s. Radius %d: %s.%s\n\n%s\n", r->id,
	    r->title, r->radius, rules_radius(r->radius), r->defer ?
	    " Under live kernel gates an unknown target is judged there." :
	    "", r->why);
	if (r->instead != NULL)
		buf_printf(b, "\nInstead: `%s`\n", r->instead);
	buf_str(b, "\nRefused:\n\n");
	markdown_list(b, r->refuse);
	buf_str(b, "\nAllowed:\n\n");
	markdown_list(b, r->allow);
	buf_char(b, '\n');
}

void
rules_markdown_head(const struct rule *const *r, size_t n, struct buf *b)
{
	buf_printf(b, "# The block set\n\n"
	    "Generated from `rules/` by `make update-doc`; do not edit. "
	    "%zu rules are on unless the policy turns them off\n"
	    "or an open window covers them. The radius orders them:\n\n"
	    "| radius | meaning |\n|---|---|\n", n);
	for (int i = 4; i >= 0; i--)
		buf_printf(b, "| %d | %s |\n", i, rules_radius(i));
	buf_str(b, "\nRefused lines and allowed lines are examples; each "
	    "runs as a test. What a rule means for one line:\n"
	    "`platectl explain -- 'LINE'`. All about one rule: `platectl "
	    "rules show ID`.\n\n| pack | rules |\n|---|---|\n");
	for (size_t i = 0, k; i < n; i = k) {
		for (k = i; k < n && strcmp(r[k]->pack, r[i]->pack) == 0; )
			k++;
		buf_printf(b, "| [%s](#%s) | %zu |\n", r[i]->pack,
		    r[i]->pack, k - i);
	}
	buf_char(b, '\n');
}
