/* SPDX-License-Identifier: ISC */
/* Options that a tool takes from its environment: what a floor entry sees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "analyse/walk.h"
#include "policy/signature.h"

enum { NO = MATCH_NO, MAYBE = MATCH_MAYBE, YES = MATCH_YES };

/* The shell starts with these. */
static char *const environment[] = { (char[]){ "HOME=/home/u" },
    (char[]){ "HELM_KUBECONTEXT=live" }, (char[]){ "TAR_OPTIONS=-z" },
    (char[]){ "MAKEFLAGS= -j4 --jobserver-auth=3,4 -- X=1" }, NULL };

static const struct walk_world world = { .environ = environment, .cwd = "/w",
    .home = "/home/u", .uid = 1000, .pid = 4711, .ppid = 4000,
    .file_limit = 256 * 1024, .file_count = 64 };

static const struct {
	const char *sig, *line;
	int want;
} table[] = {
	/* Behind the sub-command, by its name or for all of them. */
	{ "terraform destroy", "TF_CLI_ARGS=-destroy terraform apply", YES },
	{ "terraform destroy", "TF_CLI_ARGS_apply=-destroy tofu apply", YES },
	{ "terraform destroy", "TF_CLI_ARGS_plan=-destroy terraform apply",
	    NO },
	{ "terraform destroy", "TF_CLI_ARGS_apply=-destroy terraform plan",
	    NO },
	{ "terraform destroy", "TF_CLI_ARGS=-destroy terraform", NO },
	{ "terraform destroy", "TF_CLI_ARGS=-no-color terraform apply", NO },
	{ "terraform destroy", "TF_CLI_ARGS= terraform apply", NO },
	{ "terraform destroy", "TF_CLI_ARGS=-destroy terraform -help", NO },
	{ "terraform state rm -lock=false",
	    "TF_CLI_ARGS_state_rm=-lock=false terraform state rm a", YES },
	{ "terraform apply -destroy -auto-approve", "TF_CLI_ARGS=-destroy "
	    "TF_CLI_ARGS_apply=-auto-approve terraform apply", YES },
	{ "go build -toolexec", "GOFLAGS=-toolexec=x go build .", YES },
	{ "go build -toolexec", "GOFLAGS=-mod=mod go build .", NO },
	/* However it gets into the environment, and only then. */
	{ "terraform destroy", "export TF_CLI_ARGS=-destroy; terraform apply",
	    YES },
	{ "terraform destroy", "TF_CLI_ARGS=-destroy; terraform apply", NO },
	{ "terraform destroy", "TF_CLI_ARGS=-destroy true; terraform apply",
	    NO },
	{ "terraform destroy", "declare -x TF_CLI_ARGS=-destroy; "
	    "terraform apply", YES },
	{ "terraform destroy", "set -a; TF_CLI_ARGS=-destroy; "
	    "terraform apply", YES },
	{ "terraform destroy", "export TF_CLI_ARGS=-destroy; unset "
	    "TF_CLI_ARGS; terraform apply", NO },
	{ "terraform destroy", "env TF_CLI_ARGS=-destroy terraform apply",
	    YES },
	{ "terraform destroy", "sudo TF_CLI_ARGS=-destroy terraform apply",
	    YES },
	{ "terraform destroy", "if a; then export TF_CLI_ARGS=-destroy; fi; "
	    "terraform apply", YES },
	{ "terraform destroy", "x=-des; TF_CLI_ARGS=${x}troy terraform apply",
	    YES },
	{ "terraform destroy", "ssh h 'TF_CLI_ARGS=-destroy terraform apply'",
	    YES },
	{ "terraform destroy", "bash -c 'TF_CLI_ARGS=-destroy terraform "
	    "apply'", YES },
	{ "terraform destroy", "env - TF_CLI_ARGS=-destroy terraform apply",
	    YES },
	{ "terraform destroy", "ssh h env TF_CLI_ARGS=-destroy terraform "
	    "apply", YES },
	{ "terraform destroy", "docker exec -e TF_CLI_ARGS=-destroy c "
	    "terraform apply", YES },
	{ "terraform destroy", "docker exec -e TF_LOG=x c terraform apply",
	    NO },
	{ "terraform destroy", "docker exec -e TF_CLI_ARGS=-destroy c true; "
	    "terraform apply", NO },
	{ "terraform destroy", "tmux new-window -e TF_CLI_ARGS=-destroy "
	    "'terraform apply'", YES },
	{ "helm uninstall --kube-context=live", "helm uninstall x", YES },
	{ "helm uninstall --kube-context=live", "ssh h helm uninstall x",
	    NO },
	/* Words that nobody knows. */
	{ "terraform destroy", "TF_CLI_ARGS=$(cat f) terraform apply", MAYBE },
	{ "terraform destroy", "TF_CLI_ARGS=\"-no-color $(cat f)\" terraform "
	    "apply", MAYBE },
	{ "terraform destroy", "TF_CLI_ARGS=\"$(cat f) -destroy\" terraform "
	    "apply", YES },
	{ "terraform destroy", "TF_CLI_ARGS=$(cat f) terraform plan", NO },
	{ "terraform destroy", "TF_CLI_ARGS=$(cat f) terraform state rm a",
	    NO },
	{ "terraform destroy", "export $(cat .env); terraform plan", NO },
	{ "terraform destroy", "for x in -no-color -destroy; do "
	    "TF_CLI_ARGS=$x terraform apply; done", YES },
	{ "tar --remove-files", "TAR_OPTIONS=$(cat f) tar cf a b", MAYBE },
	{ "helm uninstall --namespace=prod", "HELM_NAMESPACE=$(cat f) helm "
	    "uninstall x", MAYBE },
	{ "mvn deploy", "MAVEN_ARGS=$(cat f) mvn test", MAYBE },
	{ "git -c core.pager=*", "GIT_CONFIG_COUNT=$(cat f) git log", MAYBE },
	{ "git -c core.pager=*", "GIT_CONFIG_PARAMETERS=$(cat f) git log",
	    MAYBE },
	{ "make -k", "MAKEFLAGS=-j$(nproc) make", NO },
	/* In front of the words. */
	{ "tar --remove-files", "TAR_OPTIONS=--remove-files tar cf a b",
	    YES },
	{ "tar --remove-files", "TAR_OPTIONS='-v --remove' tar cf a b", YES },
	{ "tar --remove-files", "tar cf a b", NO },
	{ "tar --gzip", "tar cf a b", YES },
	{ "zip --move", "ZIPOPT=-m zip a b", YES },
	{ "zip --move", "ZIPOPT=-q zip a b", NO },
	{ "mvn deploy", "MAVEN_ARGS='-q deploy' mvn test", YES },
	{ "make -k", "MAKEFLAGS=ks make", YES },
	{ "make -k", "MAKEFLAGS=s make", NO },
	{ "make --keep-going", "GNUMAKEFLAGS=-k make all", YES },
	{ "make wipe", "make all", NO },
	{ "perl -M*", "PERL5OPT=-Mevil perl x.pl", YES },
	/* Quotes: as a shell reads them, and as letters. */
	{ "tar --remove-files", "TAR_OPTIONS=\"'--remove-files'\" tar cf a b",
	    YES },
	{ "tar --remove-files", "TAR_OPTIONS=\"--label='a --remove-files'\" "
	    "tar cf a b", NO },
	{ "tar --remove-files", "TAR_OPTIONS=\"--label='a --remove-files b'\" "
	    "tar cf a b", YES },
	/* The value of one option, unless the line gives it. */
	{ "helm uninstall --namespace=prod", "HELM_NAMESPACE=prod helm "
	    "uninstall x", YES },
	{ "helm uninstall --namespace=prod", "HELM_NAMESPACE=dev helm "
	    "uninstall x", NO },
	{ "helm uninstall --namespace=prod", "HELM_NAMESPACE=prod helm "
	    "uninstall -n dev x", NO },
	{ "helm uninstall --namespace=prod", "HELM_NAMESPACE=prod helm list",
	    NO },
	{ "gcloud projects delete --quiet", "CLOUDSDK_CORE_DISABLE_PROMPTS=1 "
	    "gcloud projects delete p", YES },
	{ "gcloud projects delete --quiet", "CLOUDSDK_CORE_DISABLE_PROMPTS=0 "
	    "gcloud projects delete p", NO },
	/* Its name says which option. */
	{ "npm publish --tag=latest", "npm_config_tag=latest npm publish",
	    YES },
	{ "npm publish --tag=latest", "NPM_CONFIG_TAG=latest npm publish",
	    YES },
	{ "npm publish --tag=latest", "npm_config_tag=next npm publish", NO },
	{ "pulumi up --stack=prod", "PULUMI_OPTION_STACK=prod pulumi up",
	    YES },
	{ "pulumi up --stack=prod", "PULUMI_STACK=prod pulumi up", YES },
	/* Git's configuration, both ways. */
	{ "git -c core.pager=*", "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="
	    "core.pager GIT_CONFIG_VALUE_0=x git log", YES },
	{ "git -c core.pager=*", "GIT_CONFIG_COUNT=0 GIT_CONFIG_KEY_0="
	    "core.pager GIT_CONFIG_VALUE_0=x git log", NO },
	{ "git -c core.pager=*", "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="
	    "user.name GIT_CONFIG_VALUE_0=x git log", NO },
	{ "git -c core.pager=*", "GIT_CONFIG_PARAMETERS=\"'core.pager=x'\" "
	    "git log", YES },
	{ "git -c core.pager=*", "GIT_CONFIG_PARAMETERS=\"'core.pager'='x y'"
	    "\" git log", YES },
	{ "git push --force origin main", "GIT_CONFIG_PARAMETERS="
	    "\"'alias.p'='push --force'\" git p origin main", YES },
	{ "git push --force origin main", "GIT_CONFIG_COUNT=1 "
	    "GIT_CONFIG_KEY_0=alias.p GIT_CONFIG_VALUE_0='push --force' "
	    "git p origin main", YES },
	{ "git push --force origin main", "GIT_CONFIG_PARAMETERS="
	    "\"'alias.p'='push'\" git p origin main", NO },
	/* A text of the tool's own: its command runs. */
	{ "rm -r /srv", "LESS='+!rm -r /srv' less f", YES },
	{ "rm -r /srv", "LESS='-R +!rm -r /srv' less f", YES },
	{ "rm -r /srv", "LESS=FRX less f", NO },
	{ "rm -r /srv", "TAR_OPTIONS='--checkpoint=1 "
	    "--checkpoint-action=exec=\"rm -r /srv\"' tar cf a b", YES },
	/* It takes nothing back that the line says. */
	{ "terraform apply -auto-approve", "TF_CLI_ARGS=-out terraform apply "
	    "-auto-approve", YES },
	{ "tar --remove-files", "TAR_OPTIONS=--label tar --remove-files -cf a "
	    "b", YES },
	{ "tar --remove-files", "TAR_OPTIONS=-- tar --remove-files -cf a b",
	    YES }
};

static int
best(struct arena *a, const char *sig, const char *line)
{
	const struct signature *s;
	const struct effects *all;
	const char *why;
	int m = NO, one;

	s = signature_parse(a, sig, &why);
	assert_non_null(s);
	all = walk_text(a, line, strlen(line), NULL, &world);
	assert_int_equal(all->status, EFFECTS_OK);
	for (const struct effect *e = all->head; e != NULL; e = e->next)
		if ((one = (int)signature_match(s, e)) > m)
			m = one;
	return m;
}

static void
test_table(void **state)
{
	int bad = 0, got;
	(void)state;

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct arena *a = arena_new(64 << 20);

		assert_non_null(a);
		got = best(a, table[i].sig, table[i].line);
		if (got != table[i].want) {
			print_error("%s | %s: %d, expected %d\n",
			    table[i].sig, table[i].line, got, table[i].want);
			bad++;
		}
		arena_free(a);
	}
	assert_int_equal(bad, 0);
}

/* What a variable adds is said with its name; what was set on the line is
 * told from what the shell started with. */
static void
test_marks(void **state)
{
	static const struct {
		const char *line, *added;
		bool ambient;
	} marks[] = {
		{ "TF_CLI_ARGS=-no-color terraform plan", "TF_CLI_ARGS",
		    false },
		{ "tar cf a b", "TAR_OPTIONS", true },
		{ "TAR_OPTIONS=-v tar cf a b", "TAR_OPTIONS", false },
		{ "HELM_NAMESPACE=x helm list", "HELM_NAMESPACE, "
		    "HELM_KUBECONTEXT", false }
	};
	(void)state;

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		struct arena *a = arena_new(64 << 20);
		const struct effect *e, *found = NULL;

		assert_non_null(a);
		e = walk_text(a, marks[i].line, strlen(marks[i].line), NULL,
		    &world)->head;
		for (; e != NULL; e = e->next)
			if (e->added != NULL)
				found = e;
		assert_non_null(found);
		assert_string_equal(found->added, marks[i].added);
		assert_int_equal(found->ambient, marks[i].ambient);
		arena_free(a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_marks)
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
