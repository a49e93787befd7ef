#!/usr/bin/env bats
# The same bytes whatever the number of jobs, and from the portable program. `make same` takes far more lines.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
}

@test "same: one job, two jobs and plain C give the same bytes on the corpus and on damaged lines" {
	build=${BUILD:-build}
	[ -x "$build/fuzzlines" ] && [ -n "${PORTABLE_FOOTFALL-}" ] || skip "no portable program: run through make check"
	run python3 tests/properties/same.py --footfall "${FOOTFALL:-./footfall}" --portable "$PORTABLE_FOOTFALL" \
		--lines "$([ "${SAN:-0}" = 1 ] && echo 40000 || echo 200000)" "$build"
	echo "$output"
	[ "$status" -eq 0 ]
}
