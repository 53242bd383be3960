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
	{ "git push origin :main",
	    "git push --delete --force origin main" },
	{ "git push -d origin main",
	    "git push --delete origin main" },
	{ "git push origin :", "git push origin *" },
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
	{ "git push origin :?", "git push --delete --force origin ?" },
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

/* The shipped grammars: normal form, kinds of the operands, what is read
 * from standard input, kind of the rest. */
static const char *const shipped[][2] = {
	{ "sudo -u root -- rm -rf /", "sudo --user=root ... @4-7  [ ] data argv" },
	{ "sudo -E env A=1 rm x", "sudo -E ... @2-6  [ ] data argv" },
	{ "sudo -iu app psql", "sudo --login --user=app ... @3-4  [ ] data argv" },
	{ "sudo -s", "sudo --shell  [ ] shell" },
	{ "sudo -e /etc/hosts", "sudo --edit /etc/hosts  [ path:write ] data" },
	{ "sudo A=1 -n rm x",
	    "sudo --non-interactive A=1 ... @3-5  [ assign ] data argv" },
	{ "doas -u x rm y", "doas -u=x ... @3-5  [ ] data argv" },
	{ "su - root -c 'x'", "su --command=\"'x'\" - root  [ value value ] data" },
	{ "su root -c ls", "su --command=ls root  [ value ] data" },
	{ "runuser -u app -- rm x", "runuser --user=app ... @4-6  [ ] data argv" },
	{ "runuser -l app -c ls",
	    "runuser --login --command=ls app  [ value ] data" },
	{ "env -S rm_-rf /",
	    "env --split-string=\"rm -rf\" ... @2-4  [ ] data shell-join" },
	{ "env -i -u N A=1 B=2 -C d rm x",
	    "env --ignore-environment --unset=N --chdir=d A=1 B=2 ... @8-10  [ assign assign ] data argv" },
	{ "env --split-string=rm_x", "env --split-string=\"rm x\"  [ ] data" },
	{ "env", "env  [ ] data" },
	{ "nohup rm x", "nohup ... @1-3  [ ] data argv" },
	{ "nice -n 5 rm x", "nice --adjustment=5 ... @3-5  [ ] data argv" },
	{ "nice -10 rm x", "nice --adjustment=10 ... @2-4  [ ] data argv" },
	{ "nice rm -n x", "nice ... @1-4  [ ] data argv" },
	{ "ionice -c3 -p 12", "ionice --class=3 --pid 12  [ pid ] data" },
	{ "ionice -c 2 -n 7 rm x",
	    "ionice --class=2 --classdata=7 ... @5-7  [ ] data argv" },
	{ "chrt -f 10 rm x", "chrt --fifo 10 ... @3-5  [ value ] data argv" },
	{ "chrt -p 5", "chrt --pid 5  [ pid ] data" },
	{ "taskset -c 0-3 rm x",
	    "taskset --cpu-list 0-3 ... @3-5  [ value ] data argv" },
	{ "taskset -p 0x1 12", "taskset --pid 0x1 12  [ value pid ] data" },
	{ "stdbuf -oL rm x", "stdbuf --output=L ... @2-4  [ ] data argv" },
	{ "timeout -s KILL 5 rm x",
	    "timeout --signal=KILL 5 ... @4-6  [ value ] data argv" },
	{ "timeout --signal=KILL -k 3 5 rm x",
	    "timeout --signal=KILL --kill-after=3 5 ... @5-7  [ value ] data argv" },
	{ "timeout 5 bash -c x", "timeout 5 ... @2-5  [ value ] data argv" },
	{ "time -p rm x", "time --portability ... @2-4  [ ] data argv" },
	{ "command -v rm", "command -v rm  [ value ] data" },
	{ "command -p rm x", "command -p ... @2-4  [ ] data argv" },
	{ "exec -a name rm x", "exec -a=name ... @3-5  [ ] data argv" },
	{ "builtin kill 5", "builtin ... @1-3  [ ] data argv" },
	{ "eval rm -rf /", "eval ... @1-4  [ ] data shell-join" },
	{ "source f a", "source f a  [ script value ] data" },
	{ ". f", "source f  [ script ] data" },
	{ "trap rm_x EXIT", "trap \"rm x\" EXIT  [ shell signal ] data" },
	{ "xargs -I{} rm {}", "xargs -I={} ... @2-4  [ ] argv argv" },
	{ "xargs -0 -n1 -P4 rm -rf",
	    "xargs --null --max-args=1 --max-procs=4 ... @4-6  [ ] argv argv" },
	{ "xargs -a f -d , kubectl delete",
	    "xargs --arg-file=f --delimiter=, ... @5-7  [ ] argv argv" },
	{ "xargs -i rm {}", "xargs --replace ... @2-4  [ ] argv argv" },
	{ "xargs", "xargs  [ ] argv" },
	{ "xargs --max-args 3 rm", "xargs --max-args=3 ... @3-4  [ ] argv argv" },
	{ "parallel -j4 rm ::: a b",
	    "parallel --jobs=4 ... @2-6  [ ] argv shell-join" },
	{ "watch -n5 -d rm x",
	    "watch --interval=5 --differences ... @3-5  [ ] data shell-join" },
	{ "watch -x rm y", "watch --exec ... @2-4  [ ] data argv" },
	{ "script -qc rm_x /dev/null",
	    "script --quiet --command=\"rm x\" /dev/null  [ path:write ] data" },
	{ "flock /tmp/l rm x", "flock /tmp/l ... @2-4  [ path ] data argv" },
	{ "flock -n /tmp/l -c rm_x",
	    "flock --nonblock --command=\"rm x\" /tmp/l  [ path ] data" },
	{ "chroot /mnt rm x", "chroot /mnt ... @2-4  [ dir ] data argv" },
	{ "unshare -r -m rm x",
	    "unshare --map-root-user --mount ... @3-5  [ ] data argv" },
	{ "nsenter -t 1 -m -u rm x",
	    "nsenter --target=1 --mount --uts ... @5-7  [ ] data argv" },
	{ "nsenter --target=1 --mount rm x",
	    "nsenter --target=1 --mount ... @3-5  [ ] data argv" },
	{ "systemd-run --user -p A=b rm x",
	    "systemd-run --user --property=A=b ... @4-6  [ ] data argv" },
	{ "at -f f now", "at -f=f now  [ value ] data" },
	{ "at -q b now", "at -q=b now  [ value ] shell" },
	{ "busybox rm -rf x", "busybox ... @1-4  [ ] data argv" },
	{ "setpriv --reuid 5 rm x", "setpriv --reuid=5 ... @3-5  [ ] data argv" },
	{ "strace -f -o t -e trace=file rm x",
	    "strace --follow-forks --output=t --expr=trace=file ... @6-8  [ ] data argv" },
	{ "ssh -p2222 -o A=b h cmd",
	    "ssh -p=2222 -o=A=b h ... @5-6  [ host ] data shell-join" },
	{ "ssh h -l u ls -la", "ssh -l=u h ... @4-6  [ host ] data shell-join" },
	{ "ssh -J j -i k u@h", "ssh -J=j -i=k u@h  [ host ] shell" },
	{ "scp -r a b h:/x",
	    "scp --recursive a b h:/x  [ path:read path:read path:write ] data" },
	{ "rsync -a --delete -e ssh a/ h:b/",
	    "rsync --recursive --archive --delete --rsh=ssh a/ h:b/  [ path:read path:write ] data" },
	{ "rsync -avz a b c",
	    "rsync --recursive --archive --verbose --compress a b c  [ path:read path:read path:write ] data" },
	{ "find . -name x -exec rm {} +",
	    "find -name=x -exec . ... @5-7  [ path ] data argv-until" },
	{ "find . -name x -delete",
	    "find -name=x --recursive -delete .  [ path:delete ] data" },
	{ "find /tmp -mtime +7 -type f -exec rm -f {} ; -print",
	    "find -mtime=+7 -type=f -exec -print /tmp ... @7-10  [ path ] data argv-until" },
	{ "find a b ( -name x -o -name y ) -print0",
	    "find ( -name=x -o -name=y ) -print0 a b  [ path path ] data" },
	{ "find . -execdir sh -c x {} ; -ok rm {} ;",
	    "find -execdir -ok . ... @3-7  [ path ] data argv-until" },
	{ "fd -e log -x rm {}",
	    "fd --extension=log --exec ... @4-6  [ ] data argv-until" },
	{ "bash -c x a b", "bash -c x a b  [ shell value value ] data" },
	{ "bash -euo pipefail -c x",
	    "bash -e -u -o=pipefail -c x  [ shell ] data" },
	{ "bash -lc x", "bash -l -c x  [ shell ] data" },
	{ "bash --norc -c x", "bash --norc -c x  [ shell ] data" },
	{ "bash -c -x y", "bash -c -x y  [ shell ] data" },
	{ "bash -o pipefail f a", "bash -o=pipefail f a  [ script value ] data" },
	{ "bash -s a b", "bash -s a b  [ value value ] shell" },
	{ "bash -x f -c", "bash -x f -c  [ script value ] data" },
	{ "sh -ec x", "sh -e -c x  [ shell ] data" },
	{ "zsh -c x", "bash -c x  [ shell ] data" },
	{ "dash -c x", "sh -c x  [ shell ] data" },
	{ "python3 -c x a -b", "python -c=x a -b  [ value value ] data" },
	{ "python3 -m http.server 80", "python -m=http.server 80  [ value ] data" },
	{ "python3 -u f.py -c", "python -u f.py -c  [ codefile value ] data" },
	{ "python3 -Ic x", "python -I -c=x  [ ] data" },
	{ "python3 -", "python -  [ codefile ] code" },
	{ "perl -e x", "perl -e=x  [ ] data" },
	{ "perl -lane x f", "perl -l -a -n -e=x f  [ path:read ] data" },
	{ "perl -pi -e x f g",
	    "perl -p -i -e=x f g  [ path:write path:write ] data" },
	{ "perl -0777 -ne x f", "perl -0=777 -n -e=x f  [ path:read ] data" },
	{ "perl -Mstrict f a", "perl -M=strict f a  [ codefile path:read ] data" },
	{ "ruby -e x", "ruby -e=x  [ ] data" },
	{ "node -e x", "node --eval=x  [ ] data" },
	{ "node -pe x", "node -pe=x  [ ] data" },
	{ "node f.js -e y", "node f.js -e y  [ codefile value value ] data" },
	{ "awk -F: {print} f",
	    "awk --field-separator=: {print} f  [ code path:read ] data" },
	{ "awk -f p f", "awk --file=p f  [ path:read ] data" },
	{ "awk -v a=b x f", "awk --assign=a=b x f  [ code path:read ] data" },
	{ "sed -i s/a/b/ f", "sed --in-place s/a/b/ f  [ code path:write ] data" },
	{ "sed -i.bak -e x -e y f g",
	    "sed --in-place=.bak --expression=x --expression=y f g  [ path:write path:write ] data" },
	{ "sed -n -e p f", "sed --quiet --expression=p f  [ path:read ] data" },
	{ "sed -E s/a/b/", "sed --regexp-extended s/a/b/  [ code ] data" },
	{ "make -j4 -C d all", "make --jobs=4 --directory=d all  [ value ] data" },
	{ "make -f x clean SHELL=/bin/x",
	    "make --makefile=x SHELL=/bin/x clean  [ value ] data" },
	{ "rm -rf -- -x", "rm --recursive --force -x  [ path:delete ] data" },
	{ "rm --recurs --forc a",
	    "rm --recursive --force a  [ path:delete ] data" },
	{ "cp -a a b",
	    "cp --recursive --archive a b  [ path:read path:write ] data" },
	{ "cp -t d a b",
	    "cp --target-directory=d a b  [ path:read path:read ] data" },
	{ "mv a b c", "mv a b c  [ path:delete path:delete path:write ] data" },
	{ "ln -s a b", "ln --symbolic a b  [ path path:write ] data" },
	{ "dd if=/dev/zero of=/dev/sda bs=1M",
	    "dd if=/dev/zero of=/dev/sda bs=1M  [ value ] data" },
	{ "tee -a f g", "tee --append f g  [ path:write path:write ] data" },
	{ "truncate -s 0 f", "truncate --size=0 f  [ path:write ] data" },
	{ "chmod -R 777 a b",
	    "chmod --recursive 777 a b  [ value path:meta path:meta ] data" },
	{ "chmod -x f", "chmod -x f  [ path:meta ] data" },
	{ "chmod u+x f", "chmod u+x f  [ value path:meta ] data" },
	{ "chmod --reference=r f", "chmod --reference=r f  [ path:meta ] data" },
	{ "chown -R u:g a", "chown --recursive u:g a  [ value path:meta ] data" },
	{ "install -m 755 a b",
	    "install --mode=755 a b  [ path:read path:write ] data" },
	{ "install -d a b",
	    "install --directory a b  [ path:write path:write ] data" },
	{ "touch a b", "touch a b  [ path:write path:write ] data" },
	{ "cat a b", "cat a b  [ path:read path:read ] data" },
	{ "head -5 f", "head --lines=5 f  [ path:read ] data" },
	{ "tail -n 5 -f f", "tail --lines=5 --follow f  [ path:read ] data" },
	{ "tail -fn5 f", "tail --follow --lines=5 f  [ path:read ] data" },
	{ "grep -rn x a b",
	    "grep --recursive --line-number x a b  [ value path:read path:read ] data" },
	{ "grep -e x -e y a", "grep --regexp=x --regexp=y a  [ path:read ] data" },
	{ "grep -f p a", "grep --file=p a  [ path:read ] data" },
	{ "sort -u -o out a", "sort --unique --output=out a  [ path:read ] data" },
	{ "tar xzf a.tgz -C d",
	    "tar --extract --gzip --file=a.tgz --directory=d  [ ] data" },
	{ "tar -cf a.tar b c",
	    "tar --create --file=a.tar b c  [ path:read path:read ] data" },
	{ "tar --remove-files -cf a b",
	    "tar --remove-files --create --file=a b  [ path:delete ] data" },
	{ "unzip -o a.zip -d d", "unzip -o -d=d a.zip  [ path:read ] data" },
	{ "zip -r a.zip d",
	    "zip --recurse-paths a.zip d  [ path:write path:read ] data" },
	{ "gzip -dc a", "gzip --decompress --stdout a  [ path:read ] data" },
	{ "curl -fsSL -o f http://x",
	    "curl --fail --silent --show-error --location --output=f http://x  [ url ] data" },
	{ "curl -k -X POST -d @f http://x",
	    "curl --insecure --request=POST --data=@f http://x  [ url ] data" },
	{ "wget -qO- http://x",
	    "wget --quiet --output-document=- http://x  [ url ] data" },
	{ "wget -O f http://x", "wget --output-document=f http://x  [ url ] data" },
	{ "kill -9 -1", "kill --signal=9 -1  [ pid ] data" },
	{ "kill -- -5", "kill -5  [ pid ] data" },
	{ "kill -s KILL 5", "kill --signal=KILL 5  [ pid ] data" },
	{ "kill %1", "kill %1  [ pid ] data" },
	{ "pkill -9 -f node", "pkill --signal=9 --full node  [ process ] data" },
	{ "pkill -HUP x", "pkill --signal=HUP x  [ process ] data" },
	{ "killall -9 x", "killall --signal=9 x  [ process ] data" },
	{ "diff -u a b", "diff --unified a b  [ path:read path:read ] data" },
	{ "jq -r .a f", "jq --raw-output .a f  [ value path:read ] data" },
	{ NULL, NULL }
};

static const char *
show_kinds(struct env *e, const char *line)
{
	static const char *const in[] = { "data", "shell", "sql", "argv",
	    "code" };
	const struct norm *n = norm_of(e, line);
	const char *s = arena_printf(e->a, "%s  [", show(e, line));

	for (unsigned i = 0; i < n->noperand; i++)
		s = arena_printf(e->a, "%s %s", s,
		    operand_kind_name(n->operand[i].kind));
	return arena_printf(e->a, "%s ] %s%s%s", s, in[norm_stdin(n)],
	    n->rest >= 0 ? " " : "", n->rest >= 0 ?
	    operand_kind_name(n->rest_kind) : "");
}

static void
shipped_grammars(void **state)
{
	struct env *e = *state;
	unsigned wrong = 0;

	for (size_t i = 0; shipped[i][0] != NULL; i++) {
		const char *got = show_kinds(e, shipped[i][0]);

		if (strcmp(got, shipped[i][1]) == 0)
			continue;
		print_error("%s\n got %s\nwant %s\n", shipped[i][0], got,
		    shipped[i][1]);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(normal_forms),
		cmocka_unit_test(shipped_grammars),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
