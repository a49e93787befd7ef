#include "analyzer/outputs/output.h"

#include <string.h>

const struct output *const outputs[] = {&output_text, &output_json, &output_csv, &output_markdown, NULL};

const struct output *
output_named(const char *name)
{
	for (size_t i = 0; outputs[i]; i++)
		if (strcmp(outputs[i]->name, name) == 0)
			return outputs[i];
	return NULL;
}
