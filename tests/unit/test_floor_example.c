/* SPDX-License-Identifier: ISC */
/* What `policy explain` says of an entry is what decide() does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "policy/floor_example.h"
#include "policy/judge.h"

/* The starter's own and what an owner might add. */
static const char *const entries[] = { "DROP DATABASE", "DROP SCHEMA",
    "DROP TABLE", "TRUNCATE", "DELETE FROM (unbounded)",
    "kubectl delete ns nexlayer-services", "kubectl delete pvc",
    "git push --force origin main",
    /* SQL */
    "DROP", "DROP TABLE users", "DROP VIEW", "DELETE FROM orders",
    "DELETE FROM orders (unbounded)", "UPDATE (unbounded)",
    "UPDATE users", "ALTER TABLE (drop)", "ALTER TABLE users",
    "TRUNCATE TABLE audit_*", "FLUSHALL", "FLUSHDB", "GRANT", "REVOKE",
    "REPLACE INTO users",
    /* both readings */
    "truncate",
    /* tools */
    "kubectl delete", "kubectl -n prod delete", "kubectl delete ns prod-*",
    "kubectl drain", "kubectl scale --replicas=0", "kubectl delete deploy web",
    "helm uninstall", "helm -n prod uninstall api", "terraform destroy",
    "terraform -chdir=prod apply", "terraform state rm", "tofu destroy",
    "git push --mirror", "git push --delete origin main",
    "git push --force origin release/*", "git reset --hard", "git clean -f",
    "git branch -D main", "git stash drop", "git filter-repo",
    "docker system prune", "docker volume rm pgdata", "docker rm -f",
    "docker compose down -v", "aws s3 rb --force", "aws s3 rm --recursive",
    "gcloud projects delete", "gh repo delete", "systemctl stop postgresql",
    "rm -r /srv", "rm -rf /srv/data", "dd of=/dev/sda", "mkfs", "kill -9",
    "pkill", "shutdown", "npm publish", "redis-cli FLUSHALL", "dropdb shop",
    "vault kv delete", "virsh destroy", "rsync --delete", "chmod -R 777",
    "crontab -r", "tmux kill-server", "sudo rm -rf /srv",
    "ssh db1 reboot", "psql -h prod-db",
    /* words */
    "frob wipe", "frob 'two words'", "/opt/deploy.sh production" };

static const char *const regexes[] = { "\\bprod-ledger\\b",
    "^prod-db[0-9]+$", "(master|main)-secret" };

/* Not a single file is read: a policy as the owner would write it. */
static const struct policy *
load(struct arena *a, const char *text)
{
	static const char *const none[] = { NULL };
	struct policy_sources src = { .managed = "/nonexistent/m",
	    .personal = "/nonexistent/p", .claude = none };
	char path[] = "/tmp/bp-example-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	src.only = path;
	const struct policy *p = policy_load(a, &src);
	unlink(path);
	assert_false(p->broken);
	assert_int_equal(p->nfloor, 1);
	return p;
}

static void
judge(struct arena *a, const struct policy *p, const char *line,
    struct judgement *out)
{
	static char *const environ_[] = { NULL };
	static const struct grants none;
	struct walk_world world = { .environ = environ_, .cwd = "/srv",
	    .home = "/home/user", .uid = 1000, .pid = 2, .ppid = 1 };
	struct context ctx;

	judge_context(a, p, &world, NULL, &ctx);
	judge_text(a, line, strlen(line), NULL, &world, p, &none, &ctx, out);
}

static unsigned
one(const char *entry, const char *text)
{
	struct arena *a = arena_new((size_t)256 << 20);
	const struct policy *p = load(a, text);
	struct floor_examples x;
	struct judgement j;
	unsigned wrong = 0;

	floor_examples(a, &p->floor[0], &x);
	if (x.nrefused < FLOOR_EXAMPLES || x.npassed < FLOOR_EXAMPLES) {
		print_error("\"%s\": %u refused, %u passed\n", entry,
		    x.nrefused, x.npassed);
		wrong++;
	}
	for (unsigned i = 0; i < x.nrefused; i++) {
		judge(a, p, x.refused[i], &j);
		if (j.verdict.kind == VERDICT_REFUSE &&
		    j.verdict.layer == LAYER_FLOOR &&
		    strcmp(j.verdict.rule, p->floor[0].text) == 0)
			continue;
		print_error("\"%s\" does not refuse: %s\n", entry,
		    x.refused[i]);
		wrong++;
	}
	for (unsigned i = 0; i < x.npassed; i++) {
		judge(a, p, x.passed[i], &j);
		if (j.verdict.layer != LAYER_FLOOR)
			continue;
		print_error("\"%s\" refuses: %s\n", entry, x.passed[i]);
		wrong++;
	}
	policy_close(p);
	arena_free(a);
	return wrong;
}

static void
all_entries(void **state)
{
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
		struct buf b = { 0 };

		buf_str(&b, "{\"permissions\":{\"neverAllow\":[");
		buf_json(&b, entries[i], strlen(entries[i]));
		buf_str(&b, "]}}");
		wrong += one(entries[i], b.data);
		buf_free(&b);
	}
	for (size_t i = 0; i < sizeof regexes / sizeof regexes[0]; i++) {
		struct buf b = { 0 };

		buf_str(&b, "{\"permissions\":{\"neverAllow\":[{\"regex\":");
		buf_json(&b, regexes[i], strlen(regexes[i]));
		buf_str(&b, "}]}}");
		wrong += one(regexes[i], b.data);
		buf_free(&b);
	}
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
