#!/usr/bin/env bats
# The sample logs: what footfall finds in them equals what their generator knows.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	footfall=${FOOTFALL:-./footfall}
	logs=sample-logs
	truth=$logs/truth
}

json() { # COMMAND FILE...: its JSON, messages kept apart
	local command=$1
	shift
	"$footfall" "$command" --json "$@" 2>>"$BATS_TEST_TMPDIR/messages"
}

is_true() { python3 tests/story_truth.py "$@"; }

@test "story: every week equals the truth" {
	json weekly "$logs"/story/* | is_true weeks "$truth/weeks.csv"
}

@test "story: every year equals the truth" {
	json yearly "$logs"/story/* | is_true years "$truth/years.csv"
}

@test "story: weekly is the default command" {
	"$footfall" --json "$logs"/story/* 2>/dev/null | is_true weeks "$truth/weeks.csv"
}

@test "story: one missing day, named in the coverage" {
	json weekly "$logs"/story/* | is_true coverage
}

@test "story: the input counters add up and equal the truth, in all and file by file" {
	json weekly "$logs"/story/* | is_true input "$truth/input.csv" story
	for file in "$logs"/story/*; do
		json weekly "$file" | is_true input "$truth/input.csv" "${file##*/}"
	done
}

@test "story: the line cut short is named with its file, and leaves the status 0" {
	run "$footfall" weekly "$logs/story/access-2012-03.log.gz"
	[ "$status" -eq 0 ]
	[[ $output == *access-2012-03.log.gz:* ]]
}

@test "story: neither the order of the files nor doubled files change a figure" {
	mapfile -t files < <(printf '%s\n' "$logs"/story/* | sort -r)
	json weekly "${files[@]}" | is_true weeks "$truth/weeks.csv"
	json yearly "${files[@]}" | is_true years "$truth/years.csv"
	mapfile -t files < <(printf '%s\n' "$logs"/story/* | sort -t- -k3)
	json weekly "${files[@]}" "${files[@]}" | is_true weeks "$truth/weeks.csv"
}

@test "story: neither do jobs, nor a pipe with all logs in one" {
	json weekly --jobs 1 "$logs"/story/* >"$BATS_TEST_TMPDIR/one"
	json weekly --jobs 2 "$logs"/story/* >"$BATS_TEST_TMPDIR/two"
	cmp "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/two"
	zcat -f "$logs"/story/* | json weekly | is_true weeks "$truth/weeks.csv"
}

@test "formats: each small log gives its stated counts" {
	for file in "$logs"/formats/*; do
		json weekly "$file" | is_true row "$truth/formats.csv" "${file##*/}"
	done
}

@test "formats: a log without Referer is accepted with a warning" {
	run "$footfall" weekly "$logs/formats/common.log"
	[ "$status" -eq 0 ]
	[[ $output == *Referer* ]]
}

@test "sample logs: the generator writes what is committed, and the same bytes every time" {
	python3 "$logs/make.py" "$BATS_TEST_TMPDIR/one"
	TZ=Asia/Tokyo LC_ALL=C python3 "$logs/make.py" "$BATS_TEST_TMPDIR/two"
	diff -r "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/two"
	# Another zlib may pack differently, so what is committed is compared unpacked.
	is_true same-logs "$BATS_TEST_TMPDIR/one" "$logs"
}

@test "sample logs: every address is one of the documentation ranges" {
	zcat -f "$logs"/story/* | tr -d '\0' | cut -d ' ' -f 1 | sort -u >"$BATS_TEST_TMPDIR/addresses"
	run grep -vE '^((192\.0\.2|198\.51\.100|203\.0\.113)\.[0-9]+|2001:db8:[0-9a-f:]+|)$' "$BATS_TEST_TMPDIR/addresses"
	[ "$status" -eq 1 ]
	[ -z "$output" ]
}

@test "sample logs: codes of his own tweets and of others' come in the logs" {
	zcat -f "$logs"/story/* | grep -aoE '"http://t\.co/[A-Za-z0-9]+"' | cut -d / -f 4 | tr -d '"' | sort -u >"$BATS_TEST_TMPDIR/seen"
	grep -oE '"https://t\.co/[A-Za-z0-9]+"' "$logs/tweets.js" | cut -d / -f 4 | tr -d '"' | sort -u >"$BATS_TEST_TMPDIR/own"
	[ "$(comm -12 "$BATS_TEST_TMPDIR/seen" "$BATS_TEST_TMPDIR/own" | wc -l)" -gt 200 ]
	[ "$(comm -23 "$BATS_TEST_TMPDIR/seen" "$BATS_TEST_TMPDIR/own" | wc -l)" -gt 50 ]
}
