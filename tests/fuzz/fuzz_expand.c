/* SPDX-License-Identifier: ISC */
/*
 * Any bytes through the symbolic expansion: as words, as the value of a
 * variable that each operator then takes, as arithmetic, and as a pattern.
 */
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/pattern.h"
#include "analyse/walk.h"
#include "base/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char use[] = ": $x \"$x\" ${x#*a} ${x%%b*} ${x//c/d} ${x^^} "
    "${x:1:2} ${#x} ${x@E} ${x@Q} ${x@P} ${!x} $(($x)) {$x,a} ~$x; "
    "printf -v y '%b' \"$x\"; a=($x); : \"${a[@]}\" ${a[-1]} ${x:-$y}; "
    "IFS=$x; : $x $*; set -- $x; shift; : \"$@\"; read -r z <<< \"$x\"";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char *const none[] = { NULL };
	char *environ_x[2] = { NULL, NULL };
	struct walk_world world = { .environ = none, .cwd = "/nowhere",
	    .home = "/home/nobody", .pid = 42 };
	struct arena *a = arena_new((size_t)64 << 20);
	const char *text = (const char *)data;
	char *line;

	if (a == NULL)
		return 0;
	if (setjmp(*arena_catch(a)) != 0) {
		arena_free(a);
		return 0;
	}
	line = arena_alloc(a, 2 * size + 64);
	memcpy(line, ": ", 2);
	if (size > 0)
		memcpy(line + 2, data, size);
	(void)walk_text(a, line, size + 2, NULL, &world);
	memcpy(line, "((", 2);
	memcpy(line + size + 2, "))", 3);
	(void)walk_text(a, line, size + 4, NULL, &world);
	/* The bytes before the first NUL as a variable. */
	memcpy(line, "x=", 2);
	line[size + 2] = '\0';
	environ_x[0] = line;
	world.environ = environ_x;
	(void)walk_text(a, use, sizeof use - 1, NULL, &world);
	if (size > 0)
		(void)pattern_match(text, size / 2, text + size / 2,
		    size - size / 2);
	arena_free(a);
	return 0;
}
