/* SPDX-License-Identifier: ISC */
/* Options of tools that take a password without saying so by their name. */
#include <string.h>

#include "audit/redact_int.h"

struct row {
	const char *tools;	/* " a b c " */
	const char *option;
	enum redact_how next;	/* the option stands alone */
	enum redact_how rest;	/* more stands in the same word */
	const char *with;	/* " a " must have come before; NULL: nothing */
};

static const struct row rows[] = {
	{ " mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlsh mariadb "
	    "mariadb-dump mariadb-admin ", "-p", REDACT_NOT, REDACT_REST,
	    NULL },
	{ " sshpass sqlcmd bcp zip unzip ipmitool mosquitto_pub "
	    "mosquitto_sub ", "-P", REDACT_NEXT, REDACT_REST, NULL },
	{ " sshpass ", "-p", REDACT_NEXT, REDACT_REST, NULL },
	{ " curl ", "-u", REDACT_NEXT_COLON, REDACT_REST_COLON, NULL },
	{ " curl ", "-U", REDACT_NEXT_COLON, REDACT_REST_COLON, NULL },
	{ " curl ", "--user", REDACT_NEXT_COLON, REDACT_REST_COLON, NULL },
	{ " curl ", "--proxy-user", REDACT_NEXT_COLON, REDACT_REST_COLON,
	    NULL },
	{ " curl ", "--cert", REDACT_NEXT_COLON, REDACT_REST_COLON, NULL },
	{ " curl ", "-E", REDACT_NEXT_COLON, REDACT_NOT, NULL },
	{ " netlify ", "--auth", REDACT_NEXT, REDACT_REST, NULL },
	{ " ssh-keygen ", "-N", REDACT_NEXT, REDACT_NOT, NULL },
	{ " redis-cli valkey-cli ", "requirepass", REDACT_NEXT, REDACT_NOT,
	    NULL },
	{ " http https xh ", "-a", REDACT_NEXT_COLON, REDACT_NOT, NULL },
	{ " docker podman nerdctl helm az oc buildah skopeo crane ", "-p",
	    REDACT_NEXT, REDACT_NOT, " login " },
	{ " redis-cli valkey-cli ", "-a", REDACT_NEXT, REDACT_NOT, NULL },
	{ " mongo mongosh mongodump mongorestore mongoexport cqlsh rdesktop "
	    "mongoimport ", "-p", REDACT_NEXT, REDACT_NOT, NULL },
	{ " openssl ", "-passin", REDACT_NEXT_PASS, REDACT_NOT, NULL },
	{ " openssl ", "-passout", REDACT_NEXT_PASS, REDACT_NOT, NULL },
	{ " openssl ", "-pass", REDACT_NEXT_PASS, REDACT_NOT, NULL },
	{ " openssl ", "-k", REDACT_NEXT, REDACT_NOT, " enc " },
	{ " openssl ", "-K", REDACT_NEXT, REDACT_NOT, " enc " },
	{ " ldapsearch ldapmodify ldapadd ldapwhoami ldappasswd ldapdelete ",
	    "-w", REDACT_NEXT, REDACT_REST, NULL },
	{ " 7z 7za 7zr rar unrar ", "-p", REDACT_NOT, REDACT_REST, NULL },
	{ " smbclient rpcclient net smbget ", "-U", REDACT_NEXT_PERCENT,
	    REDACT_NOT, NULL },
	{ " lftp ", "-u", REDACT_NEXT_COMMA, REDACT_NOT, NULL },
	{ " snmpwalk snmpget snmpset ", "-A", REDACT_NEXT, REDACT_NOT, NULL },
	{ " snmpwalk snmpget snmpset ", "-X", REDACT_NEXT, REDACT_NOT, NULL },
	{ " xfreerdp xfreerdp3 ", "/p:", REDACT_NOT, REDACT_REST, NULL },
	{ " gh ", "--body", REDACT_NEXT, REDACT_NOT, " secret " },
	{ " gh ", "-b", REDACT_NEXT, REDACT_NOT, " secret " },
	{ " nmcli ", "password", REDACT_NEXT, REDACT_NOT, NULL },
	{ " vault ", "login", REDACT_NEXT, REDACT_NOT, NULL },
	{ " keytool ", "-storepass", REDACT_NEXT, REDACT_NOT, NULL },
	{ " keytool jarsigner ", "-keypass", REDACT_NEXT, REDACT_NOT, NULL },
	{ " jarsigner ", "-storepass", REDACT_NEXT, REDACT_NOT, NULL },
	{ " wpa_cli ", "psk", REDACT_NEXT, REDACT_NOT, NULL },
	{ NULL, NULL, REDACT_NOT, REDACT_NOT, NULL }
};

/*
 * Programs whose --password takes no value: they ask. mysql asks as well, but
 * people forget that, and the word behind it is their password.
 */
static const char askers[] = " psql pg_dump pg_dumpall pg_restore createdb "
    "dropdb vacuumdb reindexdb ";

/* Is the word one of " a b c "? */
static bool
listed(const char *list, const char *s, size_t n)
{
	const char *at = list;

	while ((at = strchr(at, ' ')) != NULL && at[1] != '\0') {
		at++;
		if (strncmp(at, s, n) == 0 && at[n] == ' ')
			return true;
	}
	return false;
}

/* Is one of `list` a word of `text`, with or without a folder before it? */
static bool
mentions(const char *text, size_t n, const char *list)
{
	size_t i = 0, k;

	while (i < n) {
		while (i < n && strchr(" \t'\"/=", text[i]) != NULL)
			i++;
		for (k = i; k < n && strchr(" \t'\"/=", text[k]) == NULL; k++)
			;
		if (k > i && listed(list, text + i, k - i))
			return true;
		i = k;
	}
	return false;
}

bool
redact_asks(const char *before, size_t n)
{
	return mentions(before, n, askers);
}

enum redact_how
redact_tool_option(const char *before, size_t nbefore, const char *option,
    size_t n, size_t *skip, size_t *budget)
{
	const struct row *r;
	size_t k;

	for (r = rows; r->tools != NULL; r++) {
		/* Most are told apart by two bytes, without a call. */
		if (n < 2 || option[0] != r->option[0] ||
		    option[1] != r->option[1])
			continue;
		k = strlen(r->option);
		if (n < k || memcmp(option, r->option, k) != 0)
			continue;
		if (*budget < nbefore) {
			*skip = k;
			return n == k ? REDACT_NEXT : REDACT_REST;
		}
		*budget -= nbefore;
		if (!mentions(before, nbefore, r->tools))
			continue;
		if (r->with != NULL && !mentions(before, nbefore, r->with))
			continue;
		*skip = k;
		if (n == k && r->next != REDACT_NOT)
			return r->next;
		/* --user=a:b; but --user-agent is another option. */
		if (n > k && r->rest != REDACT_NOT &&
		    (k == 2 || option[0] == '/' || option[k] == '=')) {
			*skip += option[k] == '=';
			return r->rest;
		}
	}
	return REDACT_NOT;
}
