/* SPDX-License-Identifier: ISC */
/* The policy's say about the log: what is masked, where records go as well,
 * and when the file is rotated. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "policy/load.h"

enum { LIST_MAX = 64 };

static pcre2_code *
compile(struct load *l, const char *pattern)
{
	PCRE2_UCHAR text[120] = "";
	PCRE2_SIZE at = 0;
	pcre2_code *code;
	int error = 0;

	code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
	    PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C, &error, &at, NULL);
	if (code != NULL)
		return code;
	pcre2_get_error_message(error, text, sizeof text);
	load_error(l, "bad regular expression: %s at character %zu; expected "
	    "PCRE2 syntax", (const char *)text, at + 1);
	return NULL;
}

/* Each file adds to the list: more of it is tighter. */
void
load_mask(struct load *l, const cJSON *array)
{
	size_t n = l->p->nmask;
	const cJSON *v;
	pcre2_code *code;
	unsigned i = 0;
	void **list;

	list = arena_array(l->a, n + (size_t)cJSON_GetArraySize(array) + 1,
	    sizeof *list);
	if (n > 0)
		memcpy(list, l->p->mask, n * sizeof *list);
	cJSON_ArrayForEach(v, array) {
		load_push_index(l, i++);
		if (!cJSON_IsString(v) || v->valuestring[0] == '\0')
			load_error(l, "expected a regular expression");
		else if (n >= LIST_MAX)
			load_error(l, "expected at most %d patterns in all",
			    LIST_MAX);
		else if ((code = compile(l, v->valuestring)) != NULL)
			list[n++] = code;
		load_pop(l);
	}
	l->p->mask = list;
	l->p->nmask = n;
}

/* A host's name would have to be looked up before each command. */
static bool
is_address(const char *s)
{
	struct in6_addr six;
	struct in_addr four;
	const char *port = strrchr(s, ':');
	char host[64];
	size_t n;
	long p;
	char *end;

	if (port == NULL || port == s)
		return false;
	p = strtol(port + 1, &end, 10);
	if (*end != '\0' || p < 1 || p > 65535 || port[1] == '+' ||
	    port[1] == ' ')
		return false;
	n = (size_t)(port - s);
	if (s[0] == '[' && s[n - 1] == ']') {
		s++;
		n -= 2;
	}
	if (n == 0 || n >= sizeof host)
		return false;
	memcpy(host, s, n);
	host[n] = '\0';
	return inet_pton(AF_INET, host, &four) == 1 ||
	    inet_pton(AF_INET6, host, &six) == 1;
}

static bool
is_sink(const char *s)
{
	if (strcmp(s, "journald") == 0 || strcmp(s, "syslog") == 0)
		return true;
	if (strncmp(s, "journald:/", 10) == 0 ||
	    strncmp(s, "syslog:/", 8) == 0)
		return strlen(s) < 100;
	return (strncmp(s, "syslog+udp:", 11) == 0 ||
	    strncmp(s, "syslog+tcp:", 11) == 0) && is_address(s + 11);
}

void
load_sinks(struct load *l, const cJSON *array)
{
	const char *const *old = l->p->sinks;
	const cJSON *v;
	const char **list;
	size_t n = 0, k;
	unsigned i = 0;

	while (old != NULL && old[n] != NULL)
		n++;
	list = arena_array(l->a, n + (size_t)cJSON_GetArraySize(array) + 1,
	    sizeof *list);
	for (k = 0; k < n; k++)
		list[k] = old[k];
	cJSON_ArrayForEach(v, array) {
		load_push_index(l, i++);
		if (!cJSON_IsString(v) || !is_sink(v->valuestring))
			load_error(l, "expected \"journald\", \"syslog\", "
			    "\"syslog:/SOCKET\", \"syslog+udp:ADDRESS:PORT\" "
			    "or \"syslog+tcp:ADDRESS:PORT\" (an address, no "
			    "host name)");
		else if (n >= LIST_MAX)
			load_error(l, "expected at most %d sinks", LIST_MAX);
		else
			list[n++] = arena_strdup(l->a, v->valuestring);
		load_pop(l);
	}
	l->p->sinks = list;
}

void
load_rotate_size(struct load *l, const cJSON *string)
{
	static const char units[] = "KMG";
	const char *s = string->valuestring, *unit;
	long long n;
	char *end;

	n = strtoll(s, &end, 10);
	unit = *end != '\0' ? strchr(units, *end) : NULL;
	if (*s < '0' || *s > '9' || n < 0 || n > 1 << 20 ||
	    (*end != '\0' && (unit == NULL || end[1] != '\0')))
		load_error(l, "\"%.40s\" is not a size; expected one like "
		    "\"64M\" or \"1G\", or \"0\" for no limit", s);
	else if (l->tighten)
		load_warn(l, "ignored: an earlier policy file has the last "
		    "word");
	else
		l->p->rotate_size = unit == NULL ? n :
		    n << (10 * (unit - units + 1));
}
