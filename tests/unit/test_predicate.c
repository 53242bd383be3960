/* SPDX-License-Identifier: ISC */
/* policy/predicate: each holds where it should and has a twin where not. */
#include "rule_world.h"

static const struct {
	const char *match, *unless, *what;
	int want;
} table[] = {
	{ "\"rm -r\"", "", "rm -rf x", YES },
	{ "\"rm -r\"", "", "rm -f x", NO },
	{ "\"rm -r\"", "\"rm -i\"", "rm -ri x", NO },
	{ "\"rm -r\"", "\"rm -i\"", "rm -r|-i x", YES },
	{ "\"DROP TABLE\"", "", "sql drop table x", YES },
	{ "\"DROP TABLE\"", "", "sql select 1", NO },
	/* places */
	{ P("\"access\":\"delete\",\"path\":[\"project\"]"), "",
	    "delete /w/p/a", YES },
	{ P("\"access\":\"delete\",\"path\":[\"project\"]"), "",
	    "delete /w/pa", NO },
	{ P("\"access\":\"delete\",\"path\":[\"project\"]"), "",
	    "write /w/p/a", NO },
	{ P("\"access\":[\"delete\",\"write\"],\"path\":[\"project\"]"), "",
	    "write /w/p/a", YES },
	{ P("\"outside\":[\"project\",\"scratch\"]"), "", "delete /etc/x",
	    YES },
	{ P("\"outside\":[\"project\",\"scratch\"]"), "", "delete /tmp/x",
	    NO },
	{ P("\"outside\":[\"project\",\"scratch\"]"), "", "delete? x",
	    MAYBE },
	{ P("\"outside\":[\"project\"],\"unknown-path\":true"), "",
	    "delete? x", YES },
	{ P("\"outside\":[\"project\"],\"unknown-path\":true"), "",
	    "delete /w/p/x", NO },
	{ P("\"access\":\"delete\",\"unknown-path\":true"), "", "delete? x",
	    YES },
	{ P("\"access\":\"delete\",\"unknown-path\":true"), "", "delete /x",
	    NO },
	{ P("\"path\":[\"project-root\"]"), "", "delete+ /w/p", YES },
	{ P("\"path\":[\"project-root\"]"), "", "delete+ /w", YES },
	{ P("\"path\":[\"project-root\"]"), "", "delete* /w/p/*", YES },
	{ P("\"path\":[\"project-root\"]"), "", "delete* /w/p/.*", YES },
	{ P("\"path\":[\"project-root\"]"), "", "delete /w/p/.git", YES },
	{ P("\"path\":[\"project-root\"]"), "", "delete* /w/p/*.o", NO },
	{ P("\"path\":[\"project-root\"]"), "", "delete+ /w/p/src", NO },
	{ P("\"path\":[\"home\"]"), "", "delete+ /home/u", YES },
	{ P("\"path\":[\"home\"]"), "", "delete* /home/u/*", YES },
	{ P("\"path\":[\"home\"]"), "", "delete+ /home/bob", YES },
	{ P("\"path\":[\"home\"]"), "", "delete /home/u/x", NO },
	{ P("\"path\":[\"root\"]"), "", "delete+ /", YES },
	{ P("\"path\":[\"root\"]"), "", "delete* /*", YES },
	{ P("\"path\":[\"root\"]"), "", "delete+ /usr", YES },
	{ P("\"path\":[\"root\"]"), "", "delete* /usr/*", YES },
	{ P("\"path\":[\"root\"]"), "", "delete* /tmp/*", NO },
	{ P("\"path\":[\"root\"]"), "", "delete+ /usr/x", NO },
	{ P("\"path\":[\"system\"]"), "", "write /etc/passwd", YES },
	{ P("\"path\":[\"system\"]"), "", "write /lib64/x", YES },
	{ P("\"path\":[\"system\"]"), "", "write /home/u/etc", NO },
	{ P("\"path\":[\"device\"]"), "", "write /dev/sda", YES },
	{ P("\"path\":[\"device\"]"), "", "write /dev/nvme0n1", YES },
	{ P("\"path\":[\"device\"]"), "", "write /dev/disk/by-id/x", YES },
	{ P("\"path\":[\"device\"]"), "", "write /dev/null", NO },
	{ P("\"path\":[\"device\"]"), "", "write /dev/stderr", NO },
	{ P("\"path\":[\"device\"]"), "", "write /dev/fd/3", NO },
	{ P("\"path\":[\"device\"]"), "", "write /dev/shm/x", NO },
	{ P("\"path\":[\"guard\"]"), "", "write /etc/bashplate/policy.json",
	    YES },
	{ P("\"path\":[\"guard\"]"), "", "delete+ /etc", YES },
	{ P("\"path\":[\"guard\"]"), "", "write /etc/hosts", NO },
	{ P("\"outside\":[\"project\",\"created\"]"), "", "delete /opt/made",
	    NO },
	{ P("\"outside\":[\"project\",\"created\"]"), "", "delete /opt/old",
	    YES },
	{ P("\"access\":\"read\",\"path\":[\".env\",\".env.*\"]"), "",
	    "read /w/p/.env", YES },
	{ P("\"access\":\"read\",\"path\":[\".env\",\".env.*\"]"), "",
	    "read /w/p/env", NO },
	{ P("\"access\":\"read\",\"path\":[\".env\"]"), "",
	    "read* /w/p/.en?", YES },
	{ P("\"access\":\"read\",\"path\":[\".env\"]"), "", "read* /w/p/*",
	    NO },
	{ P("\"access\":\"read\",\"path\":[\"~/.ssh/id_*\"]"), "",
	    "read /home/u/.ssh/id_rsa", YES },
	{ P("\"access\":\"read\",\"path\":[\"~/.ssh/id_*\"]"), "",
	    "read /home/u/.ssh/config", NO },
	{ P("\"access\":\"read\",\"path\":[\"~/.aws/**\"]"), "",
	    "read /home/u/.aws/sso/cache/x", YES },
	{ P("\"access\":\"delete\",\"path\":[\"~/.aws/**\"]"), "",
	    "delete+ /home/u/.aws", YES },
	{ P("\"access\":\"delete\",\"path\":[\"~/.aws/**\"]"), "",
	    "delete+ /home/u/.awsome", NO },
	{ P("\"access\":\"read\",\"path\":[\"/**/.git/config\"]"), "",
	    "read /a/b/.git/config", YES },
	{ P("\"access\":\"delete\",\"recursive\":true"), "", "delete+ /a",
	    YES },
	{ P("\"access\":\"delete\",\"recursive\":true"), "", "delete /a",
	    NO },
	{ P("\"sig\":\"rm -r\",\"access\":\"delete\""), "", "delete /a",
	    YES },
	{ P("\"sig\":\"mv\",\"access\":\"delete\""), "", "delete /a", NO },
	/* words */
	{ P("\"sig\":\"kubectl\",\"operand\":{\"kind\":\"resource\","
	    "\"like\":[\"pods\",\"secrets\"]}"), "", "kubectl delete po x",
	    YES },
	{ P("\"sig\":\"kubectl\",\"operand\":{\"kind\":\"resource\","
	    "\"like\":[\"pods\",\"secrets\"]}"), "", "kubectl delete pvc x",
	    NO },
	{ P("\"sig\":\"kubectl\",\"operand\":{\"kind\":\"resource\","
	    "\"like\":[\"pods\"]}"), "", "kubectl delete ? x", MAYBE },
	{ P("\"sig\":\"rm\",\"operand\":{\"kind\":\"path:delete\","
	    "\"unknown\":true}"), "", "rm a ?", YES },
	{ P("\"sig\":\"rm\",\"operand\":{\"kind\":\"path:delete\","
	    "\"unknown\":true}"), "", "rm a b", NO },
	{ P("\"sig\":\"rm\",\"operand\":{\"kind\":\"path:delete\","
	    "\"none\":true}"), "", "rm -f", YES },
	{ P("\"sig\":\"rm\",\"operand\":{\"kind\":\"path:delete\","
	    "\"none\":true}"), "", "rm -f a", NO },
	{ P("\"sig\":\"rm\",\"operand\":{\"kind\":\"path:delete\","
	    "\"min\":2}"), "", "rm a b", YES },
	{ P("\"sig\":\"rm\",\"operand\":{\"kind\":\"path:delete\","
	    "\"min\":2}"), "", "rm a", NO },
	{ P("\"option\":[\"--force\",\"--recursive\"]"), "", "rm -rf x",
	    YES },
	{ P("\"option\":[\"--force\",\"--recursive\"]"), "", "rm -r x", NO },
	{ P("\"sig\":\"kubectl\",\"sub\":[\"del*\"]"), "",
	    "kubectl delete x", YES },
	{ P("\"sig\":\"kubectl\",\"sub\":[\"del*\"]"), "", "kubectl get x",
	    NO },
	{ P("\"argv-like\":[\"*DROP*\"]"), "", "frob --drop-all", YES },
	{ P("\"argv-like\":[\"*DROP*\"]"), "", "frob x", NO },
	{ P("\"env\":[\"A=b*\"]"), "", "assign A=bc", YES },
	{ P("\"env\":[\"A=b*\"]"), "", "assign A=c", NO },
	{ P("\"env\":[\"A=b*\"]"), "", "assign B=b", NO },
	{ P("\"env\":[\"A\"]"), "", "assign A=?", YES },
	{ P("\"regex\":\"^wipe-[0-9]+$\""), "", "frob wipe-12", YES },
	{ P("\"regex\":\"^wipe-[0-9]+$\""), "", "frob wipe-x", NO },
	{ P("\"regex\":\"frob +wipe\",\"in\":\"argv\""), "", "frob wipe",
	    YES },
	{ P("\"regex\":\"frob +wipe\""), "", "frob wipe", NO },
	{ P("\"regex\":\"^(a+)+$\""), "",
	    "frob aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", YES },
	/* other effects */
	{ P("\"sql\":[\"DROP TABLE\",\"TRUNCATE\"]"), "", "sql truncate t",
	    YES },
	{ P("\"sql\":[\"DROP TABLE\"]"), "", "sql select 1", NO },
	{ P("\"sql\":[\"DROP TABLE\"],\"production\":true"), "",
	    "sql drop table x", YES },
	{ P("\"signals\":\"other\""), "", "signal other", YES },
	{ P("\"signals\":\"other\""), "", "signal own", NO },
	{ P("\"unknown\":[\"shell\"]"), "", "unknown shell", YES },
	{ P("\"unknown\":[\"shell\"]"), "", "unknown command", NO },
	{ P("\"net-shell\":true"), "", "netshell -", YES },
	{ P("\"net-shell\":true"), "", "frob x", NO },
	{ P("\"sig\":\"kubectl\",\"production\":true"), "",
	    "kubectl -n prod get x", YES },
	{ P("\"sig\":\"kubectl\",\"production\":true"), "",
	    "kubectl -n dev get x", NO },
	{ P("\"sig\":\"git push\",\"protected\":true"), "",
	    "git push origin HEAD:main", YES },
	{ P("\"sig\":\"git push\",\"protected\":true"), "",
	    "git push origin release/1", YES },
	{ P("\"sig\":\"git push\",\"protected\":true"), "",
	    "git push origin dev", NO },
	{ P("\"sig\":\"git push\",\"protected\":true"), "", "git push", YES },
	{ P("\"sig\":\"rm\",\"where\":[\"host\"]"), "", "rm x", NO },
	{ P("\"sig\":\"rm\",\"where\":[\"local\"]"), "", "rm x", YES },
};

static void
predicates(void **state)
{
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct arena *a = arena_new(64 << 20);
		int got = rule_match(a, rule_of(a, table[i].match,
		    table[i].unless), effect(a, table[i].what), &ctx);

		if (got != table[i].want) {
			print_error("%s on \"%s\": %d, not %d\n",
			    table[i].match, table[i].what, got,
			    table[i].want);
			wrong++;
		}
		arena_free(a);
	}
	assert_int_equal(wrong, 0);
}

/* Inside a file only what is definite counts. */
static void
files_match_when_definite(void **state)
{
	struct arena *a = arena_new(64 << 20);
	const struct rule *r = rule_of(a, "{\"access\":\"delete\","
	    "\"outside\":[\"project\"],\"unknown-path\":true}", "");
	struct effect *e = effect(a, "delete? x");

	(void)state;
	assert_int_equal(rule_match(a, r, e, &ctx), YES);
	e->origin = ORIGIN_FILE;
	assert_int_equal(rule_match(a, r, e, &ctx), NO);
	e = effect(a, "delete /etc/x");
	e->origin = ORIGIN_FILE;
	assert_int_equal(rule_match(a, r, e, &ctx), YES);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(predicates),
		cmocka_unit_test(files_match_when_definite)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
