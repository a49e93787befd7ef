#!/usr/bin/env bats
# The drills in short; `make check-long` runs them in full.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	[ -e "${BUILD:-build}/fault.so" ] && [ -e "${BUILD:-build}/record.so" ] || skip "no shims: run through make check"
}

# A sanitizer's runtime makes system calls of its own, among which most drills would hit.
unsanitized() {
	[ "${SAN:-0}" != 1 ] || skip "counts the program's own calls, without sanitizers"
}

drill() {
	run python3 "tests/drills/$1.py"
	echo "$output"
	[ "$status" -ne 77 ] || skip "$output"
	[ "$status" -eq 0 ]
}

@test "drill: a fault in any call gives the right figures or a message, never a crash, a wrong number or a leak" {
	drill faults
}

@test "drill: fourteen nights of rotated logs, every report the truth" {
	unsanitized
	drill rotation
}

@test "drill: killed at any call, one more run makes all good" {
	unsanitized
	drill crash
}

@test "drill: power lost at any moment, one more run makes all good" {
	unsanitized
	drill powerloss
}

@test "drill: several runs at once lose and double nothing" {
	unsanitized
	drill together
}

@test "drill: no address, agent, name or query string is left anywhere" {
	unsanitized
	drill markers
}
