/* analyse/tool: every spelling of a command has one normal form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "analyse/tool.h"
#include "analyse/tool_load.h"
#include "words.h"

/* Grammars of the test's own: the mechanism, not the shipped data. */
static const char fixture[] =
"[{\"tool\":\"git\",\"abbrev\":true,\"negate\":true,"
" \"options\":{\"-C\":\"dir\",\"-c\":\"value\",\"--git-dir\":\"path\","
"  \"-p|--paginate\":\"\",\"--no-pager\":\"\"},"
" \"commands\":{\"push\":{\"options\":{\"-f|--force\":\"\","
"   \"--force-with-lease\":\"?value\",\"-n|--dry-run\":\"\","
"   \"-u|--set-upstream\":\"\",\"-d|--delete\":\"\",\"--all|--branches\":\"\","
"   \"-o|--push-option\":\"value\",\"-v|--verbose\":\"\","
"   \"--mirror\":{\"kind\":\"\",\"sets\":[\"--force\"]}},"
"  \"operands\":[\"?remote\",\"refspec...\"],\"implicit\":\"git-upstream\"},"
"  \"stash\":{\"operands\":[],\"commands\":{\"drop|rm\":{\"operands\":[\"?ref\"]},"
"    \"push\":{\"operands\":[\"path...\"]}}}}},"
"{\"tool\":\"kubectl\",\"names\":[\"k\"],"
" \"options\":{\"-n|--namespace\":\"context\",\"--context\":\"context\","
"  \"-v|--v\":\"value\",\"-h|--help\":\"\"},"
" \"resources\":{\"persistentvolumeclaims\":\"pvc persistentvolumeclaim\","
"  \"namespaces\":\"ns namespace\",\"pods\":\"po pod\","
"  \"deployments\":\"deploy deployment\"},"
" \"commands\":{\"delete\":{\"options\":{\"-f|--filename\":\"path:read\","
"   \"-l|--selector\":\"value\",\"--all\":\"\",\"--dry-run\":\"?value\","
"   \"--force\":\"\",\"-i|--interactive\":\"\"},"
"  \"operands\":[\"resource\",\"name...\"]},"
"  \"exec\":{\"options\":{\"-i|--stdin\":\"\",\"-t|--tty\":\"\","
"   \"-c|--container\":\"value\"},"
"  \"operands\":[\"container\",\"argv...\"],\"where\":\"container\"}}},"
"{\"tool\":\"terraform\",\"style\":\"go\",\"options\":{\"-chdir\":\"dir\"},"
" \"commands\":{\"destroy\":{\"options\":{\"-auto-approve\":\"\","
"  \"-var\":\"value\",\"-target\":\"value\"},\"operands\":[]}}},"
"{\"tool\":\"sed9\",\"options\":{"
"  \"-e|--expression\":{\"kind\":\"code\",\"fills\":\"code\"},"
"  \"-i|--in-place\":{\"kind\":\"?value\",\"turns\":{\"path:read\":\"path:write\"}},"
"  \"-n|--quiet\":\"\",\"-9\":\"value value\"},"
" \"operands\":[\"code\",\"path:read...\"]},"
"{\"tool\":\"cp9\",\"options\":{\"-t\":{\"kind\":\"path:write\","
"  \"operands\":[\"path:read...\"]},\"-r\":\"\"},"
" \"operands\":[\"path:read...\",\"path:write\"]},"
"{\"tool\":\"tar9\",\"bundle\":true,\"options\":{\"-x\":\"\",\"-z\":\"\","
"  \"-f|--file\":\"path\",\"-C\":\"dir\"},\"operands\":[\"path...\"]},"
"{\"tool\":\"kill9\",\"options\":{\"-s|-n|-SIGNAL|--signal\":\"signal\","
"  \"-l\":\"\"},\"operands\":[\"pid...\"]},"
"{\"tool\":\"head9\",\"options\":{\"-n|-NUM|--lines\":\"value\",\"-q\":\"\"},"
" \"operands\":[\"path:read...\"]},"
"{\"tool\":\"echo9\",\"style\":\"plain\",\"operands\":[\"value...\"]},"
"{\"tool\":\"find9\",\"style\":\"find\",\"options\":{\"-name\":\"value\","
"  \"-delete\":\"\",\"-exec\":\"argv-until\",\"-type\":\"value\",\"(\":\"\","
"  \")\":\"\",\"!\":\"\",\"-fprintf\":\"path:write value\"},"
" \"operands\":[\"path...\"]},"
"{\"tool\":\"sudo9\",\"posix\":true,\"options\":{\"-u|--user\":\"value\","
"  \"-E\":\"\",\"-i\":{\"kind\":\"\",\"stdin\":\"shell\"}},"
" \"operands\":[\"assign\",\"argv...\"]},"
"{\"tool\":\"timeout9\",\"posix\":true,\"abbrev\":true,"
" \"options\":{\"-s|--signal\":\"signal\",\"-k|--kill-after\":\"value\","
"  \"--foreground\":\"\"},\"operands\":[\"value\",\"argv...\"]},"
"{\"tool\":\"bash9\",\"posix\":true,\"stdin\":\"shell\",\"language\":\"bash\","
" \"options\":{\"-c\":{\"kind\":\"\",\"operands\":[\"shell\",\"value...\"]},"
"  \"-o|+o\":{\"kind\":\"value\",\"detached\":true},\"-e|+e\":\"\",\"-x\":\"\","
"  \"-l\":\"\",\"-norc|--norc\":\"\","
"  \"-s\":{\"kind\":\"\",\"operands\":[\"value...\"]}},"
" \"operands\":[\"script\",\"value...\"]},"
"{\"tool\":\"ssh9\",\"posix\":true,\"stdin\":\"shell\",\"where\":\"host\","
" \"options\":{\"-p\":\"value\",\"-o\":\"value\",\"-4\":\"\"},"
" \"operands\":[\"host\",\"shell-join...\"]}]";

struct env {
	struct arena *a;
	struct jsondoc d;
	const struct tool *const *tool;
	unsigned n;
};

static int
set_up(void **state)
{
	static struct env e;

	e.a = arena_new(64 << 20);
	jsondoc_open(&e.d, e.a, "fixture", fixture, strlen(fixture));
	e.tool = tool_load(&e.d, &e.n);
	for (const struct jsonproblem *p = e.d.head; p != NULL; p = p->next)
		print_error("%u:%u %s\n", p->line, p->column, p->message);
	*state = &e;
	return e.d.nproblem == 0 ? 0 : -1;
}

static int
tear_down(void **state)
{
	struct env *e = *state;

	jsondoc_close(&e->d);
	arena_free(e->a);
	return 0;
}

static const struct norm *
norm_of(struct env *e, const char *line)
{
	const struct tool *t = NULL;
	unsigned argc;
	struct value **argv = words_of(e->a, line, &argc);

	for (unsigned i = 0; i < e->n; i++) {
		const char *const *s = e->tool[i]->names;

		for (; *s != NULL; s++) {
			if (value_may_be(argv[0], *s))
				t = e->tool[i];
		}
	}
	if (t == NULL)
		t = tool_find(value_text(argv[0]));
	assert_non_null(t);
	return tool_normalise(e->a, t, argv, argc);
}

/* The normal form, then the kinds of the operands and what is marked. */
static const char *
show(struct env *e, const char *line)
{
	const struct norm *n = norm_of(e, line);
	const char *s = norm_print(e->a, n);

	if (n->rest >= 0)
		s = arena_printf(e->a, "%s @%d-%d", s, n->rest, n->rest_end);
	if (n->unknown_option)
		s = arena_printf(e->a, "%s !option", s);
	if (n->unknown_sub)
		s = arena_printf(e->a, "%s !sub", s);
	return s;
}

static const char *const table[][2] = {
	{ "git push origin main", "git push origin main" },
	{ "git push -f origin main", "git push --force origin main" },
	{ "git push origin main -f", "git push --force origin main" },
	{ "git push origin -f main", "git push --force origin main" },
	{ "git push --forc origin main", "git push --forc origin main !option" },
	{ "git push --force-w origin main",
	    "git push --force-with-lease origin main" },
	{ "git push --del origin x", "git push --delete origin x" },
	{ "git -C d push -f origin HEAD:main",
	    "git push -C=d --force origin main" },
	{ "git -Cd push origin +main", "git push -C=d --force origin main" },
	{ "git -c a=b --no-pager push origin +HEAD:refs/heads/main",
	    "git push -c=a=b --no-pager --force origin main" },
	{ "git push origin :main", "git push --delete origin main" },
	{ "git push -d origin main", "git push --delete origin main" },
	{ "git push origin :", "git push origin ?" },
	{ "git push -uf origin main",
	    "git push --set-upstream --force origin main" },
	{ "git push -fn origin main", "git push --force --dry-run origin main" },
	{ "git push -f --no-force origin main", "git push origin main" },
	{ "git push --dry-run --no-dry-run origin main",
	    "git push origin main" },
	{ "git push --mirror", "git push --force --mirror ? *" },
	{ "git push -f", "git push --force ? ?" },
	{ "git push -f --all", "git push --force --branches ? *" },
	{ "git push -f --all origin", "git push --force --branches origin *" },
	{ "git push -f origin", "git push --force origin ?" },
	{ "git push -f origin HEAD", "git push --force origin ?" },
	{ "git push -f origin @", "git push --force origin ?" },
	{ "git push origin +refs/heads/*:refs/heads/*",
	    "git push --force origin *" },
	{ "git push origin v1 refs/tags/v2", "git push origin v1 refs/tags/v2" },
	{ "git push -o x origin", "git push --push-option=x origin ?" },
	{ "git push -ox origin", "git push --push-option=x origin ?" },
	{ "git push --push-option=x origin",
	    "git push --push-option=x origin ?" },
	{ "git push -- origin main", "git push origin main" },
	{ "git push origin -- -f", "git push origin -f" },
	{ "git push origin ?", "git push origin ?" },
	{ "git push ? +main", "git push --force ? main" },
	{ "git push origin +?", "git push --force origin ?" },
	{ "git push origin HEAD:?", "git push origin ?" },
	{ "git push origin :?", "git push --delete origin ?" },
	{ "git push --force=? origin", "git push --force=? origin ?" },
	{ "git push --for?", "git push --for ? ? !option" },
	{ "git push ?", "git push ? ?" },
	{ "git push -? origin main", "git push ? origin main" },
	{ "git ? origin main", "git ? origin main !sub" },
	{ "git push|push origin main", "git push origin main" },
	{ "git push|stash origin main", "git ? origin main !sub" },
	{ "git stash", "git stash" },
	{ "git stash rm x", "git stash drop x" },
	{ "git stash push a b", "git stash push a b" },
	{ "git stash frob", "git stash frob" },
	{ "git frob -x y", "git frob -x y !option !sub" },
	{ "git --frob push -f origin main",
	    "git push --frob --force origin main !option" },
	{ "git", "git" },
	{ "git -C", "git -C" },
	{ "git push -o", "git push --push-option ? ?" },
	{ "git push a|b c|d", "git push ? ?" },
	{ "kubectl delete pvc x", "kubectl delete persistentvolumeclaims x" },
	{ "k delete pvc x", "kubectl delete persistentvolumeclaims x" },
	{ "kubectl -n p delete persistentvolumeclaims/x",
	    "kubectl delete --namespace=p persistentvolumeclaims x" },
	{ "kubectl delete persistentvolumeclaims/x,y",
	    "kubectl delete persistentvolumeclaims x,y" },
	{ "kubectl delete pvc,pod --all",
	    "kubectl delete --all persistentvolumeclaims pods" },
	{ "kubectl delete PVC x", "kubectl delete persistentvolumeclaims x" },
	{ "kubectl delete deploy.v1.apps x", "kubectl delete deployments x" },
	{ "kubectl delete deployments.apps/x", "kubectl delete deployments x" },
	{ "kubectl delete pod/a pvc/b",
	    "kubectl delete pods a persistentvolumeclaims b" },
	{ "kubectl delete foos.example.com x",
	    "kubectl delete foos.example.com x" },
	{ "kubectl delete ? x", "kubectl delete ? x" },
	{ "kubectl delete pvc/?", "kubectl delete persistentvolumeclaims ?" },
	{ "kubectl delete pvc,? x", "kubectl delete ? x" },
	{ "kubectl delete --all=false pvc",
	    "kubectl delete persistentvolumeclaims" },
	{ "kubectl delete --all --all=false pvc",
	    "kubectl delete persistentvolumeclaims" },
	{ "kubectl delete --all=true pvc",
	    "kubectl delete --all=true persistentvolumeclaims" },
	{ "kubectl delete --dry-run pvc x",
	    "kubectl delete --dry-run persistentvolumeclaims x" },
	{ "kubectl delete --dry-run=client pvc x",
	    "kubectl delete --dry-run=client persistentvolumeclaims x" },
	{ "kubectl delete --dry-run=none pvc x",
	    "kubectl delete --dry-run=none persistentvolumeclaims x" },
	{ "kubectl delete -np pvc x",
	    "kubectl delete --namespace=p persistentvolumeclaims x" },
	{ "kubectl delete -n=p pvc x",
	    "kubectl delete --namespace=p persistentvolumeclaims x" },
	{ "kubectl delete -n p? pvc x",
	    "kubectl delete --namespace=? persistentvolumeclaims x" },
	{ "kubectl delete --namespace=? pvc x",
	    "kubectl delete --namespace=? persistentvolumeclaims x" },
	{ "kubectl delete -f - -n x",
	    "kubectl delete --filename=- --namespace=x" },
	{ "kubectl delete -fx.yaml", "kubectl delete --filename=x.yaml" },
	{ "kubectl --context c delete ns a b c",
	    "kubectl delete --context=c namespaces a b c" },
	{ "kubectl delete ns a -- -b", "kubectl delete namespaces a -b" },
	{ "kubectl exec -it p -- rm -rf /",
	    "kubectl exec --stdin --tty p ... @5-8" },
	{ "kubectl exec p -c c -- sh -c x",
	    "kubectl exec --container=c p ... @6-9" },
	{ "kubectl exec -n p p2 rm -rf",
	    "kubectl exec --namespace=p p2 ... @5-7" },
	{ "kubectl exec p -itc c -- rm",
	    "kubectl exec --stdin --tty --container=c p ... @6-7" },
	{ "kubectl exec -q p -- rm", "kubectl exec -q p ... @5-6 !option" },
	{ "kubectl frobnicate pvc x", "kubectl frobnicate pvc x !sub" },
	{ "terraform destroy -auto-approve", "terraform destroy -auto-approve" },
	{ "terraform destroy --auto-approve",
	    "terraform destroy -auto-approve" },
	{ "terraform -chdir=x destroy -auto-approve=true",
	    "terraform destroy -chdir=x -auto-approve=true" },
	{ "terraform -chdir=x destroy -auto-approve=false",
	    "terraform destroy -chdir=x" },
	{ "terraform destroy -var a=b -target=c",
	    "terraform destroy -var=a=b -target=c" },
	{ "terraform destroy --var=a=b", "terraform destroy -var=a=b" },
	{ "terraform destroy -frob x", "terraform destroy -frob x !option" },
	{ "sed9 s/a/b/ f", "sed9 s/a/b/ f" },
	{ "sed9 -i s/a/b/ f", "sed9 --in-place s/a/b/ f" },
	{ "sed9 -i.bak -e s/a/b/ f g",
	    "sed9 --in-place=.bak --expression=s/a/b/ f g" },
	{ "sed9 -e s/a/b/ f -i", "sed9 --expression=s/a/b/ --in-place f" },
	{ "sed9 -ne p f", "sed9 --quiet --expression=p f" },
	{ "sed9 -n p f", "sed9 --quiet p f" },
	{ "sed9 -9 a b c d", "sed9 -9=a b c d" },
	{ "sed9 --in-place=.b p f", "sed9 --in-place=.b p f" },
	{ "cp9 a b", "cp9 a b" },
	{ "cp9 a b c", "cp9 a b c" },
	{ "cp9 -t d a b", "cp9 -t=d a b" },
	{ "cp9 a -t d b", "cp9 -t=d a b" },
	{ "cp9 a", "cp9 a" },
	{ "cp9 -rt d a", "cp9 -r -t=d a" },
	{ "tar9 xzf a.tgz", "tar9 -x -z --file=a.tgz" },
	{ "tar9 xzf a.tgz b -C d", "tar9 -x -z --file=a.tgz -C=d b" },
	{ "tar9 -xzf a.tgz", "tar9 -x -z --file=a.tgz" },
	{ "tar9 xfz a.tgz", "tar9 -x --file=a.tgz -z" },
	{ "tar9 xCf d a.tgz", "tar9 -x -C=d --file=a.tgz" },
	{ "tar9 a.tgz", "tar9 a.tgz" },
	{ "kill9 -9 1", "kill9 --signal=9 1" },
	{ "kill9 -KILL 1 2", "kill9 --signal=KILL 1 2" },
	{ "kill9 -sigkill 1", "kill9 --signal=sigkill 1" },
	{ "kill9 -s 9 1", "kill9 --signal=9 1" },
	{ "kill9 -s KILL -1", "kill9 --signal=KILL -1" },
	{ "kill9 -n 9 1", "kill9 --signal=9 1" },
	{ "kill9 -9 -1", "kill9 --signal=9 -1" },
	{ "kill9 -- -5", "kill9 -5" },
	{ "kill9 1", "kill9 1" },
	{ "kill9 -1", "kill9 --signal=1" },
	{ "kill9 -l", "kill9 -l" },
	{ "kill9 -RTMIN+1 5", "kill9 --signal=RTMIN+1 5" },
	{ "head9 -5 f", "head9 --lines=5 f" },
	{ "head9 -n5 f", "head9 --lines=5 f" },
	{ "head9 -n 5 f", "head9 --lines=5 f" },
	{ "head9 -q5 f", "head9 -q -5 f !option" },
	{ "echo9 -n -- x", "echo9 -n -- x" },
	{ "find9 . -name x -delete", "find9 -name=x -delete ." },
	{ "find9 . -name x -exec rm {} +", "find9 -name=x -exec . ... @5-7" },
	{ "find9 . -exec rm {} ; -exec cat {} ; -delete",
	    "find9 -exec -exec -delete . ... @3-5" },
	{ "find9 . ( -name a ) -fprintf f x",
	    "find9 ( -name=a ) -fprintf=f x ." },
	{ "find9 a b ! -name c", "find9 ! -name=c a b" },
	{ "find9 -frob x", "find9 -frob x !option" },
	{ "find9 . -exec a + b {} + -delete", "find9 -exec -delete . ... @3-7" },
	{ "find9 . -exec rm", "find9 -exec . ... @3-4" },
	{ "sudo9 -u root -- rm -rf /", "sudo9 --user=root ... @4-7" },
	{ "sudo9 -uroot rm", "sudo9 --user=root ... @2-3" },
	{ "sudo9 A=1 rm -rf", "sudo9 A=1 ... @2-4" },
	{ "sudo9 A=1 -u x B=2 rm -E", "sudo9 --user=x A=1 B=2 ... @5-7" },
	{ "sudo9 -Eu x rm", "sudo9 -E --user=x ... @3-4" },
	{ "sudo9 -i", "sudo9 -i" },
	{ "sudo9 -frob rm", "sudo9 -frob ... @2-3 !option" },
	{ "sudo9 ? rm", "sudo9 ... @1-3" },
	{ "timeout9 -s KILL 5 rm x", "timeout9 --signal=KILL 5 ... @4-6" },
	{ "timeout9 --sig=KILL 5 rm -s x", "timeout9 --signal=KILL 5 ... @3-6" },
	{ "timeout9 -k5 5 rm", "timeout9 --kill-after=5 5 ... @3-4" },
	{ "timeout9 5 -- rm", "timeout9 5 ... @2-4" },
	{ "timeout9 -- 5 rm", "timeout9 5 ... @3-4" },
	{ "timeout9 --foreground -k 1m 5s bash -c x",
	    "timeout9 --foreground --kill-after=1m 5s ... @5-8" },
	{ "timeout9 --f 5 rm", "timeout9 --foreground 5 ... @3-4" },
	{ "bash9 -c x a b", "bash9 -c x a b" },
	{ "bash9 -ec x", "bash9 +e -c x" },
	{ "bash9 -o pipefail -c x -e", "bash9 +o=pipefail -c x -e" },
	{ "bash9 -eo pipefail -c x", "bash9 +e +o=pipefail -c x" },
	{ "bash9 -co pipefail x", "bash9 -c +o=pipefail x" },
	{ "bash9 --norc -norc f -c", "bash9 --norc --norc f -c" },
	{ "bash9 +e +o x f", "bash9 +e +o=x f" },
	{ "bash9 -s a", "bash9 -s a" },
	{ "bash9", "bash9" },
	{ "bash9 -Z f", "bash9 -Z f !option" },
	{ "ssh9 -p2222 -o A=b h cmd -x", "ssh9 -p=2222 -o=A=b h ... @5-7" },
	{ "ssh9 -p 22 h", "ssh9 -p=22 h" },
	{ "ssh9 -4p22 u@h rm -rf /", "ssh9 -4 -p=22 u@h ... @3-6" },
	{ "ssh9 h -- rm", "ssh9 h ... @2-4" },
	{ "ssh9 -- h rm", "ssh9 h ... @3-4" },
	{ "ssh9 h ls;_rm", "ssh9 h ... @2-3" },
	{ NULL, NULL }
};

static void
normal_forms(void **state)
{
	struct env *e = *state;

	for (size_t i = 0; table[i][0] != NULL; i++)
		assert_string_equal(show(e, table[i][0]), table[i][1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(normal_forms),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
