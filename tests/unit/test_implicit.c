/* SPDX-License-Identifier: ISC */
/* Targets that no word names: HEAD, push.default, the kubeconfig, manifests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyse/gitconfig.h"
#include "analyse/kubeconfig.h"
#include "analyse/manifest.h"
#include "analyse/walk.h"
#include "policy/signature.h"

static char home[64], work[96];

static void
put(const char *path, const char *text)
{
	char file[256];
	FILE *f;

	snprintf(file, sizeof file, "%s/%s", home, path);
	assert_non_null(f = fopen(file, "w"));
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void
folder(const char *path)
{
	char file[256];

	snprintf(file, sizeof file, "%s/%s", home, path);
	assert_int_equal(mkdir(file, 0755), 0);
}

static int
set_up(void **state)
{
	char *real;

	(void)state;
	strcpy(home, "/tmp/bp-implicit-XXXXXX");
	if (mkdtemp(home) == NULL || (real = realpath(home, NULL)) == NULL)
		return 1;
	snprintf(home, sizeof home, "%s", real);
	free(real);
	snprintf(work, sizeof work, "%s/work", home);
	folder("work");
	folder("work/prod");
	folder("work/.git");
	folder("work/.git/refs");
	folder(".kube");
	return 0;
}

static int
tear_down(void **state)
{
	char line[128];
	static const char *const files[] = { "work/.git/HEAD",
	    "work/.git/config", "work/pvc.yaml", "work/pod.yaml",
	    "work/list.yaml", ".kube/config", ".gitconfig", NULL };
	static const char *const folders[] = { "work/.git/refs", "work/.git",
	    "work/prod", "work", ".kube", "", NULL };

	(void)state;
	for (size_t i = 0; files[i] != NULL; i++) {
		snprintf(line, sizeof line, "%s/%s", home, files[i]);
		unlink(line);
	}
	for (size_t i = 0; folders[i] != NULL; i++) {
		snprintf(line, sizeof line, "%s/%s", home, folders[i]);
		rmdir(line);
	}
	return 0;
}

/* The highest answer of `sig` to what the line does. */
static enum match
ask(const char *sig, const char *line)
{
	struct arena *a = arena_new(64 << 20);
	char var[96];
	char *env[] = { var, NULL };
	struct walk_world w = { .environ = env, .cwd = work, .home = home,
	    .uid = 1000, .pid = 2, .ppid = 1, .read_files = true,
	    .file_limit = 65536, .file_count = 64 };
	enum match best = MATCH_NO;
	const char *why;
	const struct signature *s = signature_parse(a, sig, &why);

	snprintf(var, sizeof var, "HOME=%s", home);
	for (const struct effect *e = walk_text(a, line, strlen(line), NULL,
	    &w)->head; e != NULL; e = e->next) {
		enum match m = signature_match(s, e);

		if (m > best)
			best = m;
	}
	arena_free(a);
	return best;
}

struct row {
	const char *line;
	enum match want;
};

static void
check(const char *sig, const struct row *r, size_t n)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < n; i++) {
		enum match got = ask(sig, r[i].line);

		if (got == r[i].want)
			continue;
		print_error("\"%s\" on \"%s\": %d, not %d\n", sig, r[i].line,
		    (int)got, (int)r[i].want);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

#define CHECK(sig, ...) do { \
	static const struct row rows[] = { __VA_ARGS__ }; \
	check(sig, rows, sizeof rows / sizeof rows[0]); \
} while (0)

static const char push[] = "git push --force origin main";
static const char origin[] = "[remote \"origin\"]\n"
    "\turl = git@example.org:team/app.git\n";

static void
config(const char *branch, const char *more)
{
	char text[1024];

	snprintf(text, sizeof text, "ref: refs/heads/%s\n", branch);
	put("work/.git/HEAD", text);
	snprintf(text, sizeof text, "[core]\n\tbare = false\n%s%s", origin,
	    more);
	put("work/.git/config", text);
}

static void
current_branch(void **state)
{
	(void)state;
	config("main", "[branch \"main\"]\n\tremote = origin\n"
	    "\tmerge = refs/heads/main\n");
	CHECK(push, { "git push -f", MATCH_YES },
	    { "git push --force origin", MATCH_YES },
	    { "git push -f origin HEAD", MATCH_YES },
	    { "git push origin +@", MATCH_YES },
	    { "git push", MATCH_NO }, { "git push origin HEAD", MATCH_NO },
	    { "git push -f other", MATCH_NO },
	    { "cd prod && git push -f", MATCH_YES },
	    { "timeout 60 git push -f", MATCH_YES },
	    { "git -C .. push -f", MATCH_MAYBE });
	config("topic", "[branch \"topic\"]\n\tremote = origin\n"
	    "\tmerge = refs/heads/topic\n");
	CHECK(push, { "git push -f", MATCH_NO },
	    { "git push -f origin HEAD", MATCH_NO },
	    { "git push -f origin HEAD:main", MATCH_YES },
	    { "git add -A && git commit -m x && git push -f", MATCH_NO },
	    /* What may change HEAD leaves it open. */
	    { "git checkout main && git push -f", MATCH_MAYBE },
	    { "./switch.sh; git push -f", MATCH_MAYBE },
	    { "git config push.default matching; git push -f", MATCH_MAYBE },
	    { "echo ref: refs/heads/main > .git/HEAD; git push -f",
	    MATCH_MAYBE },
	    { "git -c push.default=matching push -f", MATCH_MAYBE },
	    { "GIT_DIR=/x git push -f", MATCH_MAYBE },
	    { "export GIT_DIR=/x; git push -f", MATCH_MAYBE },
	    { "sudo git push -f", MATCH_MAYBE },
	    { "cd / && git push -f", MATCH_MAYBE });
}

static void
configured(void **state)
{
	(void)state;
	config("topic", "[branch \"topic\"]\n\tremote = origin\n"
	    "\tmerge = refs/heads/main\n[push]\n\tdefault = upstream\n");
	CHECK(push, { "git push -f", MATCH_YES }, { "git push", MATCH_NO });
	config("topic", "[push]\n\tdefault = matching\n");
	CHECK(push, { "git push -f", MATCH_YES });
	config("topic", "[remote \"origin\"]\n\tpush = +refs/heads/*\n");
	CHECK(push, { "git push", MATCH_YES },
	    { "git push origin", MATCH_YES },
	    { "git push origin topic", MATCH_NO });
	config("topic", "[remote \"origin\"]\n\tmirror = true\n");
	CHECK(push, { "git push", MATCH_YES });
	config("topic", "[remote]\n\tpushDefault = fork\n");
	CHECK(push, { "git push -f", MATCH_NO },
	    { "git push -f origin main", MATCH_YES });
	config("topic", "[include]\n\tpath = other\n");
	CHECK(push, { "git push -f", MATCH_MAYBE });
	config("topic", "");
	put(".gitconfig", "[push]\n\tdefault = matching\n");
	CHECK(push, { "git push -f", MATCH_YES });
	put(".gitconfig", "");
	/* Another name of the same place. */
	config("topic", "[remote \"up\"]\n\turl = "
	    "https://example.org/team/app\n");
	CHECK(push, { "git push -f up main", MATCH_YES },
	    { "git push -f ssh://git@example.org/team/app.git main",
	    MATCH_YES },
	    { "git push -f https://example.org/team/other main", MATCH_NO });
	config("topic", "[url \"git@example.org:\"]\n\tinsteadOf = ex:\n");
	CHECK(push, { "git push -f ex:team/app main", MATCH_YES },
	    { "git push -f ex:team/other main", MATCH_NO },
	    { "git send-pack --force git@example.org:team/app main",
	    MATCH_YES },
	    { "git send-pack git@example.org:team/app main", MATCH_NO },
	    { "git remote add x $u; git push -f x main", MATCH_MAYBE },
	    { "git remote add x $u; git push -f x topic", MATCH_NO },
	    { "git -c remote.x.url=$u push -f x main", MATCH_MAYBE },
	    { "git push -f x main", MATCH_NO });
	put("work/.git/HEAD", "0123456789abcdef\n");
	CHECK(push, { "git push -f origin", MATCH_MAYBE });
}

static const char two[] = "apiVersion: v1\nclusters: []\ncontexts:\n"
    "- context:\n    cluster: a\n    namespace: prod\n    user: u\n"
    "  name: blue\n- context:\n    cluster: b\n    user: u\n  name: dev\n"
    "current-context: blue\nkind: Config\n";

static void
kube(void **state)
{
	(void)state;
	put(".kube/config", two);
	CHECK("kubectl -n prod delete",
	    { "kubectl delete pod x", MATCH_YES },
	    { "kubectl delete pod x -n dev", MATCH_NO },
	    { "kubectl --context dev delete pod x", MATCH_NO },
	    { "kubectl delete pods --all -A", MATCH_YES },
	    { "kubectl get pod x", MATCH_NO },
	    { "kubectl config use-context dev; kubectl delete pod x",
	    MATCH_MAYBE },
	    { "kubectl get pods; kubectl delete pod x", MATCH_YES },
	    { "KUBECONFIG=/nonexistent kubectl delete pod x", MATCH_NO },
	    { "KUBECONFIG=$(f) kubectl delete pod x", MATCH_MAYBE });
	CHECK("kubectl --context blue delete",
	    { "kubectl delete pod x", MATCH_YES },
	    { "kubectl delete pod x --context dev", MATCH_NO });
	CHECK("helm -n prod uninstall", { "helm uninstall web", MATCH_YES },
	    { "helm uninstall web -n dev", MATCH_NO });
	put(".kube/config", "{\"current-context\": \"blue\"}\n");
	CHECK("kubectl -n prod delete",
	    { "kubectl delete pod x", MATCH_MAYBE },
	    { "kubectl delete pod x -n dev", MATCH_NO });
}

static void
manifests(void **state)
{
	(void)state;
	put("work/pvc.yaml", "# data\nkind: Service\nmetadata:\n  name: s\n"
	    "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n"
	    "  labels:\n    name: no\n  name: data-1\nspec: {}\n");
	put("work/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n"
	    "  name: web\nspec:\n  kind: PersistentVolumeClaim\n");
	put("work/list.yaml", "kind: List\nitems:\n- kind: Pod\n");
	CHECK("kubectl delete pvc", { "kubectl delete -f pvc.yaml", MATCH_YES },
	    { "kubectl delete -f pod.yaml", MATCH_NO },
	    { "kubectl delete -f pod.yaml -f pvc.yaml", MATCH_YES },
	    { "kubectl delete -f list.yaml", MATCH_MAYBE },
	    { "kubectl delete -f https://example.org/x.yaml", MATCH_MAYBE },
	    { "kubectl delete -k overlays/dev", MATCH_MAYBE },
	    { "kubectl apply -f pvc.yaml", MATCH_NO },
	    { "kubectl delete -f pvc.yaml --dry-run=client", MATCH_NO },
	    { "kubectl delete -f gone.yaml --dry-run=client", MATCH_NO },
	    { "kubectl delete -f gone.yaml --dry-run=none", MATCH_MAYBE },
	    { "kubectl delete -f - <<E\nkind: PersistentVolumeClaim\nE",
	    MATCH_YES },
	    { "kubectl delete -f - <<E\nkind: Pod\nE", MATCH_NO },
	    { "cat f | kubectl delete -f -", MATCH_MAYBE });
	CHECK("kubectl delete pvc data-1",
	    { "kubectl delete -f pvc.yaml", MATCH_YES });
	CHECK("kubectl delete pvc data-2",
	    { "kubectl delete -f pvc.yaml", MATCH_NO });
}

static void
folders(void **state)
{
	(void)state;
	CHECK("terraform -chdir=prod destroy",
	    { "terraform -chdir=prod destroy", MATCH_YES },
	    { "cd prod && terraform destroy", MATCH_YES },
	    { "terraform destroy", MATCH_NO },
	    { "terraform -chdir=../work/prod destroy", MATCH_YES },
	    { "cd $(f) && terraform destroy", MATCH_MAYBE });
}

/* Any bytes are read without harm. */
static void
odd_texts(void **state)
{
	static const char *const texts[] = { "", "[", "[a", "[a \"", "[a]\nb",
	    "[a]\nb = \"x\n", "[a]\nb = x\\\ny # z\n", "= x", ":", "- ",
	    "contexts:\n  - ", "- context: {a: b}\n", "kind: {{x}}\n", "\t:",
	    "metadata: {name: x}\n", "contexts:\nname: x\n- name: 'y'\n",
	    "current-context: \"a\\\"b\"\n", "\n\n\n---\n---\n" };
	struct arena *a = arena_new(16 << 20);

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		for (size_t n = 0; n <= strlen(texts[i]); n++) {
			struct gitconfig g;
			struct kubeconfig k;
			struct manifest m;
			char *copy = malloc(n + 1);

			memcpy(copy, texts[i], n);
			gitconfig_init(&g);
			gitconfig_parse(a, &g, copy, n);
			kubeconfig_parse(a, copy, n, &k);
			manifest_parse(a, copy, n, &m);
			free(copy);
		}
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(current_branch),
		cmocka_unit_test(configured),
		cmocka_unit_test(kube),
		cmocka_unit_test(manifests),
		cmocka_unit_test(folders),
		cmocka_unit_test(odd_texts),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
