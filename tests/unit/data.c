#include "tests/unit/data.h"
#include <stdio.h>
#include <stdlib.h>

static void
data_fail(const char *path)
{
	fprintf(stderr, "cannot read '%s'; run the tests from the project's root\n", path);
	exit(1);
}

void
data_open(struct data *data, const char *name)
{
	char path[256];
	snprintf(path, sizeof(path), "tests/data/%s.test", name);
	FILE *file = fopen(path, "rb");
	if (!file || fseek(file, 0, SEEK_END) != 0)
		data_fail(path);
	long size = ftell(file);
	rewind(file);
	data->text = size > 0 ? malloc((size_t)size) : NULL;
	if (!data->text || fread(data->text, 1, (size_t)size, file) != (size_t)size)
		data_fail(path);
	fclose(file);
	data->rest = span_make(data->text, (size_t)size);
	data->number = 0;
}

bool
data_next(struct data *data, bool single, struct data_case *out)
{
	out->nlines = 0;
	while (data->rest.n && out->nlines < (single ? 1 : DATA_LINES)) {
		struct span line = span_cut(&data->rest, '\n');
		data->number++;
		if (span_starts(line, SPAN("# ")) || span_eq(line, SPAN("#")))
			continue;
		if (line.n == 0 && out->nlines)
			break;
		if (line.n == 0)
			continue;
		if (out->nlines == 0)
			out->number = data->number;
		out->lines[out->nlines++] = line;
	}
	return out->nlines > 0;
}

void
data_close(struct data *data)
{
	free(data->text);
}

struct span
data_word(struct span *rest)
{
	return span_cut(rest, ' ');
}
