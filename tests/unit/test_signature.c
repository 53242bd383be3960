/* policy/signature: what an owner's neverAllow entry matches and what not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "policy/signature.h"
#include "policy/signature_data.h"
#include "policy/signature_doubt.h"
#include "words.h"

static struct effect *
command(struct arena *a, const char *line)
{
	struct effect *e = arena_alloc(a, sizeof *e);
	const char *name;
	const struct tool *t;

	e->kind = EFFECT_COMMAND;
	if (strncmp(line, "xargs: ", 7) == 0) {
		e->more_args = true;
		line += 7;
	}
	e->argv = words_of(a, line, &e->argc);
	name = value_text(e->argv[0]);
	if (name != NULL && strrchr(name, '/') != NULL)
		name = strrchr(name, '/') + 1;
	t = name != NULL ? tool_find(name) : NULL;
	if (t != NULL)
		e->norm = tool_normalise(a, t, e->argv, e->argc);
	return e;
}

enum { NO = MATCH_NO, MAYBE = MATCH_MAYBE, YES = MATCH_YES };

static const struct {
	const char *sig, *line;
	int want;
} table[] = {
	{ "kubectl delete pvc", "kubectl delete pvc x", YES },
	{ "kubectl delete pvc", "k delete persistentvolumeclaims/x", YES },
	{ "kubectl delete pvc", "kubectl -n p delete PVC,pod x", YES },
	{ "kubectl delete pvc", "kubectl delete --all pvc", YES },
	{ "kubectl delete pvc", "kubectl delete pod x", NO },
	{ "kubectl delete pvc", "kubectl delete pod pvc", NO },
	{ "kubectl delete pvc", "kubectl get pvc x", NO },
	{ "kubectl delete pvc", "kubectl delete ? x", MAYBE },
	{ "kubectl delete pvc", "kubectl delete pvc ?", YES },
	{ "kubectl delete pvc", "kubectl delete pod|pvc x", YES },
	{ "kubectl delete pvc", "kubectl ? pvc x", MAYBE },
	{ "kubectl delete pvc", "kubectl get|delete pvc x", YES },
	{ "kubectl delete pvc", "kubectl get|describe pvc x", NO },
	{ "kubectl delete pvc", "kubectl get ?", NO },
	{ "kubectl delete pvc", "xargs: kubectl delete", MAYBE },
	{ "kubectl delete pvc", "xargs: kubectl", MAYBE },
	{ "kubectl delete pvc", "xargs: kubectl get", NO },
	{ "kubectl delete pvc", "kubectl --no-such v delete pvc x", YES },
	{ "kubectl delete pvc", "kubectl --no-such v get pvc x", NO },
	{ "kubectl delete pvc", "/usr/local/bin/kubectl delete pvc x", YES },
	{ "kubectl delete pvc", "echo kubectl delete pvc", NO },
	{ "kubectl delete ns nexlayer-services",
	    "kubectl delete namespaces nexlayer-services", YES },
	{ "kubectl delete ns nexlayer-services",
	    "kubectl delete ns a nexlayer-services", YES },
	{ "kubectl delete ns nexlayer-services",
	    "kubectl delete ns/nexlayer-services", YES },
	{ "kubectl delete ns nexlayer-services", "kubectl delete ns a", NO },
	{ "kubectl delete ns nexlayer-services", "kubectl delete ns ?",
	    MAYBE },
	{ "kubectl delete ns nexlayer-services", "kubectl delete ns nex?",
	    MAYBE },
	{ "kubectl delete ns nexlayer-services", "kubectl delete ns dev-?",
	    NO },
	{ "kubectl delete ns prod-*", "kubectl delete ns prod-eu", YES },
	{ "kubectl delete ns prod-*", "kubectl delete ns prod-?", MAYBE },
	{ "kubectl delete ns prod-*", "kubectl delete ns dev", NO },
	{ "kubectl -n prod delete", "kubectl delete pod x -nprod", YES },
	{ "kubectl -n prod delete", "kubectl delete pod x -n dev", NO },
	{ "kubectl -n prod delete", "kubectl delete pod x", NO },
	{ "kubectl -n prod delete", "kubectl delete pod x -n ?", MAYBE },
	{ "git push --force origin main", "git push -f origin main", YES },
	{ "git push --force origin main", "git push origin +main", YES },
	{ "git push --force origin main",
	    "git -C d push -f origin HEAD:main", YES },
	{ "git push --force origin main",
	    "git push origin main -uf", YES },
	{ "git push --force origin main",
	    "git push -f origin dev main", YES },
	{ "git push --force origin main",
	    "git push -f origin HEAD:refs/heads/main", YES },
	{ "git push --force origin main",
	    "git push origin +refs/heads/*:refs/heads/*", YES },
	{ "git push --force origin main", "git push --mirror origin", YES },
	{ "git push --force origin main", "git push origin main", NO },
	{ "git push --force origin main", "git push -f origin dev", NO },
	{ "git push --force origin main", "git push -f up main", NO },
	{ "git push --force origin main",
	    "git push --force-with-lease origin main", NO },
	{ "git push --force origin main", "git push -f", MAYBE },
	{ "git push --force origin main", "git push -f origin", MAYBE },
	{ "git push --force origin main", "git push -f origin HEAD", MAYBE },
	{ "git push --force origin main", "git push -f origin ?", MAYBE },
	{ "git push --force origin main", "git push origin ?", NO },
	{ "git push --force origin main", "git push -? origin main", MAYBE },
	{ "git push --force origin main", "git push -f|-v origin main", YES },
	{ "git push --force origin main", "git push --force=? origin main",
	    MAYBE },
	{ "git push --force origin main",
	    "git push -f --no-force origin main", NO },
	{ "git push --force origin main",
	    "git commit -m git_push_--force_origin_main", NO },
	/* A dry run counts only when it is one for sure. */
	{ "kubectl delete pvc", "kubectl delete pvc x --dry-run=client", NO },
	{ "kubectl delete pvc", "kubectl delete pvc x --dry-run=server", NO },
	{ "kubectl delete pvc", "kubectl delete pvc x --dry-run", NO },
	{ "kubectl delete pvc", "kubectl delete pvc x --dry-run=none", YES },
	{ "kubectl delete pvc", "kubectl delete pvc x --dry-run=", YES },
	{ "kubectl delete pvc", "kubectl delete pvc x --dry-run=?", YES },
	{ "kubectl delete pvc", "kubectl delete pvc x --dry-run=client?",
	    YES },
	{ "kubectl delete pvc",
	    "kubectl delete pvc x --dry-run=client --dry-run=none", YES },
	{ "kubectl delete pvc", "kubectl delete pvc --dry-run=client ?",
	    YES },
	{ "kubectl delete pvc", "kubectl delete pvc ? --dry-run=client", NO },
	{ "kubectl delete pvc", "kubectl delete pvc --dry-run=client x?",
	    NO },
	{ "kubectl delete pvc",
	    "xargs: kubectl delete pvc --dry-run=client", YES },
	{ "kubectl delete pvc", "kubectl delete pvc --help", NO },
	{ "kubectl delete pvc", "kubectl delete pvc x -h", NO },
	{ "kubectl delete pvc", "kubectl delete pvc x --help=false", YES },
	{ "kubectl delete pvc", "kubectl delete pvc -l --help", YES },
	{ "kubectl delete pvc", "kubectl delete pvc x -- --help", YES },
	{ "kubectl delete pvc", "kubectl delete pvc x --odd --help", YES },
	{ "kubectl delete pvc --dry-run=client",
	    "kubectl delete pvc x --dry-run=client", YES },
	{ "git push --force origin main", "git push -fn origin main", NO },
	{ "git push --force origin main",
	    "git push -fn --no-dry-run origin main", YES },
	{ "git -c x=* push", "git -c x=y push --dry-run", YES },
	{ "systemctl stop", "systemctl stop --dry-run postgresql", YES },
	{ "npm dist-tag rm", "npm dist-tag rm --dry-run a b", YES },
	{ "rsync --delete", "rsync -n --delete a b", NO },
	{ "rm -r /srv", "rm -r --help /srv", NO },
	{ "rm -r /srv", "rm -r -- /srv --help", YES },
	{ "rm -r /srv", "rm -r /srv --help", YES },
	/* What reaches all reaches the one. */
	{ "kubectl delete ns prod", "kubectl delete ns --all", YES },
	{ "kubectl delete ns prod", "kubectl delete ns -l a=b", YES },
	{ "kubectl delete ns prod", "kubectl delete pods --all", NO },
	{ "kubectl delete ns prod", "kubectl get ns -l a=b", NO },
	{ "git push --force origin main", "git push origin :main", YES },
	{ "git push --force origin main", "git push -d origin main", YES },
	{ "git push --force origin main", "git push -d origin dev", NO },
	{ "git push --force origin main", "git push -f origin :", YES },
	{ "git push --force origin main", "git push --all -f origin", YES },
	{ "git push --force origin main", "git push --tags -f origin", NO },
	{ "terraform destroy", "terraform destroy", YES },
	{ "terraform destroy", "terraform -chdir=x destroy -auto-approve",
	    YES },
	{ "terraform destroy", "terraform plan -destroy", NO },
	{ "terraform destroy", "tofu destroy", YES },
	{ "frob wipe", "frob wipe", YES },
	{ "frob wipe", "/opt/bin/frob wipe --all", YES },
	{ "frob wipe", "frob --x wipe", NO },
	{ "frob wipe", "frob ?", MAYBE },
	{ "frob wipe", "frob keep", NO },
	{ "frob wipe", "run frob wipe", YES },
	{ "frob wipe", "run ? wipe", NO },
	{ "frob 'two words'", "frob two_words", YES },
	{ "frob 'two words'", "frob two words", NO },
	{ "frob pr*", "frob prod", YES },
	{ "rm -r /srv", "rm -rf /srv", YES },
	{ "rm -r /srv", "rm --recurs -- /srv", YES },
	{ "rm -r /srv", "rm -f /srv", NO },
	{ "rm -r /srv", "rm -rf /opt", NO },
	{ "rm -r /srv", "rm -rf ?", MAYBE },
	{ "git checkout --", "git checkout -- a", YES },
	{ "git config remote.*.url *", "git config remote.o.url x", YES },
	{ "git config remote.*.url *", "git config remote.o.url", NO },
	{ "git checkout --", "git checkout a", NO },
	{ "TRUNCATE", "truncate -s 0 f", NO },
	{ "truncate", "truncate -s 0 f", YES },
	{ "curl -o --insecure", "curl -k -o f http://x", YES },
	{ "curl -o --insecure", "curl -k http://x", NO },
};

static void
commands(void **state)
{
	struct arena *a = arena_new(64 << 20);
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		const char *why;
		const struct signature *s = signature_parse(a, table[i].sig,
		    &why);
		int got;

		assert_non_null(s);
		got = signature_match(s, command(a, table[i].line));
		if (got == table[i].want)
			continue;
		print_error("\"%s\" on \"%s\": %d, not %d\n",
		    table[i].sig, table[i].line, got, table[i].want);
		wrong++;
	}
	assert_int_equal(wrong, 0);
	arena_free(a);
}

/* An exemption holds only when no turn of the unknowns ends it. */
static void
exemptions_are_sure(void **state)
{
	static const struct {
		const char *sig, *line;
		int want;
	} t[] = {
		{ "kubectl delete --dry-run=client",
		    "kubectl delete pod x --dry-run=client", YES },
		{ "kubectl delete --dry-run=client",
		    "kubectl delete pod --dry-run=client --dry-run=none x",
		    NO },
		{ "kubectl delete --dry-run=client",
		    "kubectl delete pod x --dry-run=?", MAYBE },
		{ "git push --dry-run", "git push -n", YES },
		{ "git push --dry-run", "git push -n --no-dry-run", NO },
		{ "git push --dry-run", "git push -n|-f", NO },
		{ "git push --dry-run", "git push -?", NO },
		{ "git push origin feature", "git push origin feature|main",
		    MAYBE },
	};
	struct arena *a = arena_new(64 << 20);
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
		const char *why;
		const struct signature *s = signature_parse(a, t[i].sig, &why);
		int got = signature_holds(a, s, command(a, t[i].line),
		    SURE_EXEMPT);

		if (got == t[i].want)
			continue;
		print_error("\"%s\" on \"%s\": %d, not %d\n", t[i].sig,
		    t[i].line, got, t[i].want);
		wrong++;
	}
	assert_int_equal(wrong, 0);
	arena_free(a);
}

static enum match
on_sql(struct arena *a, const char *sig, const char *text)
{
	struct effect e = { .kind = EFFECT_SQL };
	struct sql_stmt *s;
	const char *why;

	assert_int_equal(sql_analyse(a, text, strlen(text), SQL_POSTGRES,
	    &s), 0);
	e.sql = s;
	return signature_match(signature_parse(a, sig, &why), &e);
}

static void
sql_statements(void **state)
{
	struct arena *a = arena_new(64 << 20);
	const char *why;
	const struct signature *s;

	(void)state;
	assert_int_equal(on_sql(a, "DROP TABLE", "drop /**/ table x"), YES);
	assert_int_equal(on_sql(a, "DROP TABLE", "select 'drop table x'"),
	    NO);
	assert_int_equal(on_sql(a, "DELETE FROM (unbounded)",
	    "delete from t"), YES);
	assert_int_equal(on_sql(a, "DELETE FROM (unbounded)",
	    "delete from t where id = 5"), NO);
	/* A statement and a program of one name. */
	s = signature_parse(a, "TRUNCATE", &why);
	assert_non_null(s);
	assert_int_equal(on_sql(a, "TRUNCATE", "truncate t"), YES);
	assert_null(signature_tool(signature_parse(a, "DROP TABLE", &why)));
	/* Words of a statement are not words of a command. */
	assert_int_equal(signature_match(signature_parse(a, "DROP TABLE",
	    &why), command(a, "echo DROP TABLE")), NO);
	arena_free(a);
}

static void
bad_and_printed(void **state)
{
	struct arena *a = arena_new(64 << 20);
	const char *why;

	(void)state;
	assert_null(signature_parse(a, "", &why));
	assert_non_null(why);
	assert_null(signature_parse(a, "  ", &why));
	assert_null(signature_parse(a, "git 'push", &why));
	assert_non_null(why);
	assert_string_equal(signature_print(a, signature_parse(a,
	    "git push -f origin HEAD:main", &why)),
	    "git push --force origin main");
	assert_string_equal(signature_tool(signature_parse(a, "k delete pvc",
	    &why)), "kubectl");
	assert_string_equal(signature_print(a, signature_parse(a,
	    "frob wipe", &why)), "words: frob wipe");
	arena_free(a);
}

/* A mistake gets a word with the nearest spelling; what is right, none. */
static void
doubts(void **state)
{
	static const struct {
		const char *sig, *says;
	} t[] = {
		{ "kubectl delte pvc", "did you mean \"delete\"?" },
		{ "kubctl delete pvc", "did you mean \"kubectl\"?" },
		{ "kubectl delete pvcs", "did you mean \"pvc\"?" },
		{ "kubectl delete pvc --alll", "did you mean \"--all\"?" },
		{ "terraform destory", "did you mean \"destroy\"?" },
		{ "git push --forse", "did you mean \"--force\"?" },
		{ "git puhs --force", "did you mean \"push\"?" },
		{ "git stash drpo", "did you mean \"drop\"?" },
		{ "DORP TABLE", "did you mean \"DROP\"?" },
		{ "DROP TABEL users", "did you mean \"TABLE\"?" },
		{ "DELETE FROM (unbonded)", "did you mean \"(unbounded)\"?" },
		{ "TRUNCAT", "did you mean \"TRUNCATE\"?" },
		{ "DELETE EVERYTHING NOW", "this is no statement" },
		{ "kubectl delete pvc", NULL },
		{ "kubectl delete widgets.example.com", NULL },
		{ "kubectl delete ns nexlayer-services", NULL },
		{ "git push --force origin main", NULL },
		{ "git push --mirror", NULL },
		{ "git push origin +main", NULL },
		{ "DROP TABLE", NULL },
		{ "DELETE FROM orders (unbounded)", NULL },
		{ "FLUSHALL", NULL },
		{ "frobnicate --hard", NULL },
		{ "/opt/bin/kubctl", NULL },
		{ "rm -rf /srv", NULL },
	};
	struct arena *a = arena_new(64 << 20);
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof t[0]; i++) {
		const char *why, *got;

		got = signature_doubt(a, signature_parse(a, t[i].sig, &why));
		if (t[i].says == NULL ? got == NULL : got != NULL &&
		    strstr(got, t[i].says) != NULL)
			continue;
		print_error("\"%s\": %s\n", t[i].sig, got != NULL ? got :
		    "no doubt");
		wrong++;
	}
	assert_int_equal(wrong, 0);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands),
		cmocka_unit_test(exemptions_are_sure),
		cmocka_unit_test(sql_statements),
		cmocka_unit_test(bad_and_printed),
		cmocka_unit_test(doubts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
