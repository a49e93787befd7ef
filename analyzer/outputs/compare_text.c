#include "analyzer/outputs/comparison.h"
void
compare_text(FILE *to, const struct comparison *comparison, const struct style *style)
{
	(void)comparison, (void)style;
	putc('\n', to);
}
