/* SPDX-License-Identifier: ISC */
/* Which names hold secrets. Compared without case and without - _ . */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "audit/redact_int.h"

/* Anywhere in the name. */
static const char *const parts[] = { "password", "passwd", "passphrase",
    "secret", "token", "apikey", "accesskey", "secretkey", "privatekey",
    "encryptionkey", "encryptkey", "signingkey", "accountkey", "masterkey",
    "authkey", "appkey", "sharedkey", "licensekey", "presharedkey",
    "credential", "passcode", "bearer", NULL };

/* The whole name or one of its words. */
static const char *const words[] = { "pass", "pwd", "pw", "passw", "psk",
    NULL };

/* The whole name. */
static const char *const whole[] = { "dbpass", "userpass", "sshpass",
    "rootpass", "adminpass", "mypass", "mysqlpwd", "rediscliauth",
    "restauth", "sig", "dbpwd", NULL };

/* ... unless the name ends so: it names where the secret is, or what sort. */
static const char *const no_secret[] = { "file", "path", "name", "id",
    "type", "ttl", "length", "len", "count", "limit", "size", "url", "uri",
    "dir", "hint", "policy", "expiry", "expires", "age", "ref", "version",
    "format", "field", "min", "max", "stdin", "env", "prompt", "manager",
    "required", "enabled", "command", "cmd", "timeout", "header", "store",
    "class", "prefix", "provider", "rotation", "strength", "arn",
    "budget", "izer", "endpoint", "helper", "days", "fd", "regex", "owner",
    NULL };

enum { NAME_MAX_LEN = 80 };

static size_t
squeeze(const char *s, size_t n, char *out)
{
	size_t i, k = 0;

	for (i = 0; i < n; i++)
		if (isalnum((unsigned char)s[i]))
			out[k++] = (char)tolower((unsigned char)s[i]);
	out[k] = '\0';
	return k;
}

static bool
ends_with(const char *s, size_t n, const char *end)
{
	size_t k = strlen(end);

	return n > k && strcmp(s + n - k, end) == 0;
}

static bool
has_word(const char *s, size_t n)
{
	const char *const *w;
	size_t i = 0, k;

	while (i < n) {
		while (i < n && !isalnum((unsigned char)s[i]))
			i++;
		for (k = i; k < n && isalnum((unsigned char)s[k]); k++)
			;
		for (w = words; *w != NULL; w++)
			if (strlen(*w) == k - i &&
			    strncasecmp(*w, s + i, k - i) == 0)
				return true;
		i = k;
	}
	return false;
}

bool
redact_secret_name(const char *s, size_t n)
{
	char name[NAME_MAX_LEN + 1];
	const char *const *p;
	size_t k;

	/* -p and --pw name no secret by themselves. */
	if (n > NAME_MAX_LEN || n < 2)
		return false;
	k = squeeze(s, n, name);
	if (k < 2 || (k == 2 && s[0] == '-'))
		return false;
	if (strncmp(name, "no", 2) == 0 && (s[0] == '-' || s[2] == '_'))
		return false;
	for (p = no_secret; *p != NULL; p++)
		if (ends_with(name, k, *p))
			return false;
	for (p = parts; *p != NULL; p++)
		if (strstr(name, *p) != NULL)
			return true;
	for (p = whole; *p != NULL; p++)
		if (strcmp(name, *p) == 0)
			return true;
	return has_word(s, n) && strcmp(name, "oldpwd") != 0;
}

bool
redact_secret_header(const char *s, size_t n)
{
	static const char *const headers[] = { "authorization",
	    "proxy-authorization", "cookie", "set-cookie", "x-auth",
	    NULL };
	const char *const *h;

	for (h = headers; *h != NULL; h++)
		if (strlen(*h) == n && strncasecmp(*h, s, n) == 0)
			return true;
	return false;
}
