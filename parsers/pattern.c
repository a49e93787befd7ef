#define PCRE2_CODE_UNIT_WIDTH 8
#include "parsers/pattern.h"
#include "base/alloc.h"
#include "base/message.h"
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

/* A rule on one field of a log line needs far less; what needs more is an attack on the rule. */
#define PATTERN_MATCH_LIMIT 200000
#define PATTERN_DEPTH_LIMIT 2000
#define PATTERN_HEAP_LIMIT 2048 /* KiB */
#define PATTERN_JIT_STACK ((size_t)256 << 10)
#define PATTERN_GROUPS 8

struct pattern {
	pcre2_code *code;
	bool jit;
};

struct matcher {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
	const char *subject;
	int groups; /* captured by the last match, 0 when it failed */
	uint64_t limits_hit;
};

struct pattern *
pattern_open(struct span text, bool fold, char *error, size_t size, size_t *at)
{
	/* "$" means the very end, and no pattern may switch the bytes to UTF-8 by itself. */
	uint32_t options = PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_UTF | PCRE2_NEVER_UCP | (fold ? PCRE2_CASELESS : 0);
	int code = 0;
	PCRE2_SIZE offset = 0;
	pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)text.p, text.n, options, &code, &offset, NULL);
	if (!compiled) {
		if (size > 0 && pcre2_get_error_message(code, (PCRE2_UCHAR *)error, size) < 0 && error[0] == '\0')
			snprintf(error, size, "not a valid pattern");
		*at = offset;
		return NULL;
	}
	struct pattern *pattern = alloc_zero(1, sizeof(*pattern));
	pattern->code = compiled;
	pattern->jit = pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE) == 0;
	return pattern;
}

struct pattern *
pattern_builtin(const char *text)
{
	char error[256] = "";
	size_t at = 0;
	struct pattern *pattern = pattern_open(span_str(text), true, error, sizeof(error), &at);
	if (!pattern) {
		message_say(NULL, "a rule of footfall itself does not compile: %s at %zu of %s", error, at, text);
		exit(1);
	}
	return pattern;
}

void
pattern_close(struct pattern *pattern)
{
	if (!pattern)
		return;
	pcre2_code_free(pattern->code);
	free(pattern);
}

static void
pattern_no_memory(void)
{
	message_say(NULL, "out of memory");
	exit(1);
}

struct matcher *
matcher_open(void)
{
	struct matcher *matcher = alloc_zero(1, sizeof(*matcher));
	matcher->data = pcre2_match_data_create(PATTERN_GROUPS, NULL);
	matcher->context = pcre2_match_context_create(NULL);
	if (!matcher->data || !matcher->context)
		pattern_no_memory();
	pcre2_set_match_limit(matcher->context, PATTERN_MATCH_LIMIT);
	pcre2_set_depth_limit(matcher->context, PATTERN_DEPTH_LIMIT);
	pcre2_set_heap_limit(matcher->context, PATTERN_HEAP_LIMIT);
	/* Without a stack of its own (no JIT, or no memory for it) JIT code uses 32 KiB of ours. */
	matcher->stack = pcre2_jit_stack_create((size_t)32 << 10, PATTERN_JIT_STACK, NULL);
	if (matcher->stack)
		pcre2_jit_stack_assign(matcher->context, NULL, matcher->stack);
	return matcher;
}

void
matcher_close(struct matcher *matcher)
{
	if (!matcher)
		return;
	pcre2_jit_stack_free(matcher->stack);
	pcre2_match_context_free(matcher->context);
	pcre2_match_data_free(matcher->data);
	free(matcher);
}

static bool
pattern_hit_limit(int result)
{
	return result == PCRE2_ERROR_MATCHLIMIT || result == PCRE2_ERROR_DEPTHLIMIT ||
	       result == PCRE2_ERROR_HEAPLIMIT || result == PCRE2_ERROR_JIT_STACKLIMIT;
}

bool
pattern_match(const struct pattern *pattern, struct matcher *matcher, struct span subject)
{
	PCRE2_SPTR text = (PCRE2_SPTR)(subject.p ? subject.p : "");
	int result;
	if (pattern->jit)
		result = pcre2_jit_match(pattern->code, text, subject.n, 0, 0, matcher->data, matcher->context);
	else
		result = pcre2_match(pattern->code, text, subject.n, 0, 0, matcher->data, matcher->context);
	if (result < 0 && pattern_hit_limit(result))
		matcher->limits_hit++;
	matcher->subject = (const char *)text;
	/* 0 says that there were more groups than places for them: those that fit are set. */
	matcher->groups = result < 0 ? 0 : result == 0 ? PATTERN_GROUPS : result;
	return result >= 0;
}

struct span
pattern_group(const struct matcher *matcher, unsigned group)
{
	if (group >= (unsigned)matcher->groups)
		return span_make("", 0);
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(matcher->data);
	PCRE2_SIZE from = ends[2 * group], to = ends[2 * group + 1];
	if (from == PCRE2_UNSET || to < from)
		return span_make("", 0);
	return span_make(matcher->subject + from, to - from);
}

uint64_t
matcher_limits_hit(const struct matcher *matcher)
{
	return matcher->limits_hit;
}
