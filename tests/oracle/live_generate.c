/* SPDX-License-Identifier: ISC */
/*
 * Seeded programs that call `hit` from inside quotes inside substitutions:
 * whether bash runs it hangs on how it reads all that is around it.
 * usage: live_generate SEED COUNT DIR
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum { DEPTH = 4 };

static uint64_t seed;

static unsigned
pick(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed >> 11) % n;
}

/* Words that hold the call: to most readers it is quoted. */
static const char *const words[] = {
	"'$(hit)'", "$'$(hit)'", "$'\\x24(hit)'", "\"\\$(hit)\"", "\\`hit\\`",
	"'`hit`'", "'\"$(hit)\"'", "\"'$(hit)'\"", "\\'$(hit)\\'",
	"\\\"'$(hit)'\\\"", "$(hit)", "\\\\'$(hit)'", "$\"'$(hit)'\"",
	"'<(hit)'", "<(hit)", "$'\\'' '$(hit)' $'\\''",
	"\\' ' # '\n '$(hit)' \\' \\'", "a\\ #'\n$(hit) '", "'}$(hit)'",
	"'$(: # '\n) $(hit) '", "$'}$(hit)'", "\"}\"'$(hit)'", "')$(hit)'",
	"$')$(hit)'", "\\)'$(hit)'", "']$(hit)'", "$'\\n$(hit)'",
	"'\\'\"$(hit)\"'\\'", "\\\n'$(hit)'", "a#'$(hit)'", "$'`hit`'",
	"'$((\x60hit\x60))'", "$(: '$(hit)')", "`: '$(hit)'`", "`: \\$(hit)`",
	"`: \\\\$(hit)`", "\"`: '\\$(hit)'`\"", "$(: \"'$(hit)'\")",
	"${z:-'$(hit)'}", "${z#'$(hit)'}", "\"${z:-'$(hit)'}\"",
	"\"${z#'$(hit)'}\"", "$((1+'$(hit)'))", "${z:$'$(hit)'}"
};

/* %s is a word. */
static const char *const to_word[] = {
	"\"%s\"", "${x:-%s}", "${x-%s}", "${w+%s}", "${x#%s}", "${x##a%s}",
	"${x%%%s}", "${x/%s/a}", "${x/a/%s}", "${x//%s}", "${x^^%s}",
	"@(a|%s)", "!(%s)", "${y[%s]}", "${x:%s}", "${x:0:%s}", "$((1+%s))",
	"$[1+%s]", "a%s", "%sa", "{a,%s}", "\"${x:-%s}\"", "\"${x#%s}\"",
	"\"a${x:-\"%s\"}\"", "$\"%s\"", "${!x:-%s}", "${x:=%s}", "~%s",
	"a=%s", "\\\n%s", "\"${x//%s/a}\"", "\"$((%s))\"", "${x:-a %s}",
	"${#y[%s]}"
};

/* %s is a word. */
static const char *const to_command[] = {
	": %s", "v=%s", "v=%s :", "v=(%s)", "v=(a %s b)", "v=([0]=%s)",
	"v=([%s]=a)", "v[%s]=a", "v+=(%s)", "declare v=(%s)", "declare v=%s",
	": <<< %s", ": <<E\n%s\nE\n", ": <<'E'\n%s\nE\n", ": <<-E\n\t%s\n\tE\n",
	": $(: <<E\n%s\nE\n)", "case %s in a) ;; esac", "case a in %s) ;; esac",
	"case a in (b|%s) ;; esac", "[[ %s ]]", "[[ a == %s ]]",
	"[[ a =~ %s ]]", "[[ a =~ (%s) ]]", "[[ -n %s && a ]]", "((1+%s))",
	"for i in %s; do :; done", "for ((i=0; %s; )); do break; done",
	": a # %s", ": %s # a", ": a\\\n%s", ": a; : %s", "a%s() { :; }",
	"let %s", ": \\%s", "time : %s", "v=a >&2 declare w=%s"
};

/* %s is a command. */
static const char *const from_command[] = {
	"$(%s)", "`%s`", "<(%s)", "$( (%s) )", "$({ %s; })", "$(f() { %s; }; f)",
	"$(%s\n)", "$(\n%s)", "$(:;%s)", "\"$(%s)\"", "${x:-$(%s)}",
	"\"`%s`\"", "\"${x:-$(%s)}\"", "$((1+$(%s)))", "\"$(:;%s)\"",
	"\"$(: $(%s))\"", "$(: \"$(%s)\")", "$(if :; then %s; fi)",
	"$(! %s)", "$(: | %s)", "$(: && %s # a\n)", "$(case a in a) %s ;; esac)",
	"$(time %s)", "<(: \"$(%s)\")", "${x/$(%s)/a}", "\"${x#$(%s)}\"",
	"${y[$(%s)]}", "$(v=(\"$(%s)\"))", "$(: <<E\n$(%s)\nE\n)"
};

#define COUNT(a) (unsigned)(sizeof (a) / sizeof (a)[0])

/* `shape` with `inner` for its %s; %% is %. */
static void
put(struct buf *out, const char *shape, const struct buf *inner)
{
	for (; *shape != '\0'; shape++) {
		if (shape[0] == '%' && shape[1] == 's') {
			buf_add(out, inner->data, inner->len);
			shape++;
		} else {
			shape += shape[0] == '%' && shape[1] == '%';
			buf_char(out, *shape);
		}
	}
}

static void
wrap(struct buf *b, const char *const *shapes, unsigned n)
{
	struct buf out = { 0 };

	put(&out, shapes[pick(n)], b);
	buf_free(b);
	*b = out;
}

static void
program(struct buf *b)
{
	unsigned depth = pick(DEPTH), i;

	buf_str(b, words[pick(COUNT(words))]);
	for (i = 0;; i++) {
		while (pick(2) == 0)
			wrap(b, to_word, COUNT(to_word));
		wrap(b, to_command, COUNT(to_command));
		if (i == depth)
			break;
		wrap(b, from_command, COUNT(from_command));
	}
	buf_char(b, '\n');
}

int
main(int argc, char **argv)
{
	unsigned long i, n;

	if (argc != 4) {
		fprintf(stderr, "usage: live_generate SEED COUNT DIR\n");
		return 2;
	}
	seed = strtoull(argv[1], NULL, 10) * 0x9e3779b97f4a7c15u + 1;
	n = strtoul(argv[2], NULL, 10);
	for (i = 0; i < n; i++) {
		struct buf b = { 0 };
		char path[4096];
		FILE *f;

		program(&b);
		snprintf(path, sizeof path, "%s/%06lu", argv[3], i);
		f = fopen(path, "w");
		if (f == NULL || b.failed ||
		    fwrite(b.data, 1, b.len, f) != b.len || fclose(f) != 0) {
			perror(path);
			return 1;
		}
		buf_free(&b);
	}
	return 0;
}
