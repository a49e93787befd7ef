#include "analyzer/figures.h"
#include "base/alloc.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static struct figure *
add(struct figures *figures, const char *key, va_list arguments)
{
	struct figure *figure;

	figures->list = alloc_grow(figures->list, &figures->room, figures->count + 1, sizeof *figures->list);
	figure = &figures->list[figures->count++];
	vsnprintf(figure->key, sizeof figure->key, key, arguments);
	figure->value = NAN;
	figure->text = NULL;
	return figure;
}

void
figures_put(struct figures *figures, double value, const char *key, ...)
{
	va_list arguments;

	va_start(arguments, key);
	add(figures, key, arguments)->value = value;
	va_end(arguments);
}

void
figures_text(struct figures *figures, const char *text, const char *key, ...)
{
	va_list arguments;

	va_start(arguments, key);
	add(figures, key, arguments)->text = alloc_copy(span_str(*text ? text : "-"));
	va_end(arguments);
}

void
figures_append(struct figures *figures, const struct figures *more)
{
	for (size_t i = 0; i < more->count; i++) {
		if (more->list[i].text)
			figures_text(figures, more->list[i].text, "%s", more->list[i].key);
		else
			figures_put(figures, more->list[i].value, "%s", more->list[i].key);
	}
}

const struct figure *
figures_find(const struct figures *figures, const char *key)
{
	for (size_t i = 0; i < figures->count; i++)
		if (strcmp(figures->list[i].key, key) == 0)
			return &figures->list[i];
	return NULL;
}

double
figures_value(const struct figures *figures, const char *key)
{
	const struct figure *figure = figures_find(figures, key);

	return figure ? figure->value : NAN;
}

void
figures_release(struct figures *figures)
{
	for (size_t i = 0; i < figures->count; i++)
		free(figures->list[i].text);
	free(figures->list);
	*figures = (struct figures){NULL, 0, 0};
}
