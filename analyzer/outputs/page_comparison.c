#include "analyzer/outputs/page.h"
static bool
has_none(const struct page *page)
{
	(void)page;
	return false;
}
static void
write_none(FILE *to, const struct page *page)
{
	(void)page;
	(void)to;
}
const struct page_part page_comparison = {"comparison", "Did it change?", has_none, write_none};
