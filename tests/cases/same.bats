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

@test "same: a large log goes into a database the same way with one job and with helpers, and is known after it" {
	build=${BUILD:-build} footfall=${FOOTFALL:-./footfall} dir=$BATS_TEST_TMPDIR
	[ -x "$build/corpus" ] || skip "no corpus: run through make check"
	"$build/corpus" 150000 "$dir/whole.log" "$dir/truth.json"
	# A first night meets two thirds and half a line; what follows is large enough to be shared again.
	head -c 12345678 "$dir/whole.log" >"$dir/access.log"
	"$footfall" key new "$dir/one.db.key"
	cp "$dir/one.db.key" "$dir/two.db.key"
	for night in 1 2; do
		for jobs in one two; do
			"$footfall" ingest -q --jobs "$([ $jobs = one ] && echo 1 || echo 2)" --db "$dir/$jobs.db" "$dir/access.log" \
				2>"$dir/said"
		done
		"$footfall" export --db "$dir/one.db" >"$dir/one.csv"
		"$footfall" export --db "$dir/two.db" | cmp - "$dir/one.csv"
		run "$footfall" ingest --db "$dir/two.db" "$dir/access.log"
		echo "$output"
		[[ $output == *"0 inputs read, 1 known already"* || $night = 1 ]]
		cp "$dir/whole.log" "$dir/access.log"
	done
	gzip -1 "$dir/access.log"
	run "$footfall" ingest --db "$dir/two.db" "$dir/access.log.gz"
	echo "$output"
	[[ $output == *"0 inputs read, 1 known already"* ]]
	for name in weekly yearly; do
		"$footfall" $name --csv -q --db "$dir/one.db" >"$dir/one.csv"
		"$footfall" $name --csv -q --jobs 2 --key "$dir/one.db.key" "$dir/whole.log" 2>/dev/null | cmp - "$dir/one.csv"
	done
}
