#include "dist/makedocs/makedocs.h"

#include <string.h>

static const struct generator *const generators[] = {
    &generator_man,
    &generator_bash,
    &generator_zsh,
    &generator_fish,
    NULL,
};

void
makedocs_values(FILE *to, const struct option_row *row)
{
	for (size_t i = 0; row->value && row->value(i); i++)
		fprintf(to, "%s%s", i > 0 ? " " : "", row->value(i));
}

void
makedocs_quoted(FILE *to, const char *text, const char *quote, const char *escaped)
{
	for (const char *c = text; *c; c++) {
		if (*c == '\'') {
			fputs(quote, to);
			continue;
		}
		if (strchr(escaped, *c))
			putc('\\', to);
		putc(*c, to);
	}
}

bool
makedocs_takes_file(const struct option_row *row)
{
	return row->argument && strstr(row->argument, "FILE");
}

bool
makedocs_takes_files(const struct command *command)
{
	return strstr(command->usage, "LOG") || strstr(command->usage, "FILE") || strstr(command->usage, "PART");
}

static int
makedocs_usage(void)
{
	fputs("usage: makedocs", stderr);
	for (size_t i = 0; generators[i]; i++)
		fprintf(stderr, "%s%s%s", i > 0 ? "|" : " ", generators[i]->name, generators[i]->operands);
	putc('\n', stderr);
	return 2;
}

int
main(int argc, char **argv)
{
	if (argc < 2)
		return makedocs_usage();
	for (size_t i = 0; generators[i]; i++)
		if (strcmp(generators[i]->name, argv[1]) == 0) {
			if ((generators[i]->operands[0] != '\0') != (argc == 3))
				return makedocs_usage();
			if (generators[i]->print(stdout, argv[2]) != 0)
				return 1;
			return fclose(stdout) == 0 ? 0 : 1;
		}
	return makedocs_usage();
}
