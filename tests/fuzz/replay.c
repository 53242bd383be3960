/* SPDX-License-Identifier: ISC */
/* Without libFuzzer: the target that this is linked with over given files. */
#include <stdint.h>
#include <stdio.h>

#include "base/io.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
main(int argc, char **argv)
{
	struct buf text = { 0 };
	struct err e;
	int i;

	for (i = 1; i < argc; i++) {
		buf_reset(&text);
		if (io_read_file(argv[i], 1 << 21, 0, &text, &e) < 0) {
			fprintf(stderr, "%s\n", e.msg);
			return 1;
		}
		LLVMFuzzerTestOneInput((const uint8_t *)text.data, text.len);
	}
	buf_free(&text);
	printf("%d files\n", argc - 1);
	return 0;
}
