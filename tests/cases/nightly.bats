#!/usr/bin/env bats
# What a timer does night after night: rotated, renamed, compressed, copied and cut logs count once.

# shellcheck disable=SC2154 # the helpers set variables
load common

setup() {
	common_setup
	root=$(realpath "$BATS_TEST_DIRNAME/../..")
}

# night FIRST LAST: lines of visitors FIRST to LAST, one a minute
night() {
	local i
	for i in $(seq "$1" "$2"); do
		printf '203.0.%d.%d - - [06/May/2013:%02d:%02d:00 +0000] "GET /page%d HTTP/1.1" 200 99 "http://t.co/abc" "%s"\n' \
			$((i / 250)) $((i % 250)) $((i / 60 % 24)) $((i % 60)) "$i" "$firefox"
	done
}

ingest() {
	run "$footfall" ingest --db a.db "$@"
	echo "$output"
	[ "$status" -eq 0 ]
}

holds() { # NUMBER: page views in the database
	[ "$("$footfall" export --db a.db | tail -n +2 | wc -l)" -eq "$1" ]
}

@test "nightly: rotated, renamed and compressed" {
	night 1 100 >access.log
	ingest access.log
	night 101 130 >>access.log
	ingest access.log
	[[ $output == "1 input read, 0 known already; 30 lines, 30 new"* ]]
	night 131 150 >>access.log
	mv access.log access.log.1
	night 151 160 >access.log
	ingest access.log*
	[[ $output == "2 inputs read, 0 known already; 30 lines, 30 new"* ]]
	gzip -c access.log.1 >access.log.2.gz
	mv access.log access.log.1
	ingest access.log*
	[[ $output == "0 inputs read, 2 known already"* ]]
	ingest access.log.2.gz
	[[ $output == "0 inputs read, 1 known already"* ]]
	holds 160
	[ "$("$footfall" status --json --db a.db | json_value lines)" = 160 ]
}

@test "nightly: a known gzip is not inflated, and one of several members is" {
	night 1 2000 >log
	ingest log
	gzip -c log >whole.gz
	# Not even a fault in the middle is met: only head, trailer and size are asked for.
	python3 -c '
data = bytearray(open("whole.gz", "rb").read())
middle = len(data) * 3 // 8
data[middle:middle + 8] = bytes(8)
open("hurt.gz", "wb").write(data)'
	ingest hurt.gz
	[[ $output == "0 inputs read, 1 known already"* ]]
	# The same head, another middle, and the known content as its last member.
	{
		head -n 1000 log
		night 3000 3100
	} >other
	gzip -c other >several.gz
	gzip -c log >>several.gz
	ingest several.gz
	[[ $output == "1 input read"*"101 new"* ]]
	holds 2101
}

@test "nightly: copytruncate, and a copy beside the log" {
	night 1 100 >access.log
	ingest access.log
	cp access.log access.log.1
	: >access.log
	night 101 120 >>access.log
	ingest access.log access.log.1
	holds 120
}

@test "nightly: two logs that share their first megabyte" {
	night 1 8000 >first
	[ "$(stat -c %s first)" -gt 1048576 ]
	cp first second
	night 8001 8100 >>first
	night 8101 8300 >>second
	ingest first
	ingest second
	[[ $output == "1 input read"*"200 new"* ]]
	holds 8300
	# As long as the first, and its last lines are others.
	sed 's/page8100 /page9999 /' first >third
	[ "$(stat -c %s first)" = "$(stat -c %s third)" ]
	ingest third
	[[ $output == "1 input read"*"1 new"* ]]
	holds 8301
}

@test "nightly: a file whose first reading failed is read again" {
	printf 'nothing that is a log\n' >access.log
	run "$footfall" ingest --db a.db access.log
	[ "$status" -eq 3 ]
	run "$footfall" ingest --db a.db access.log
	[ "$status" -eq 3 ]
	night 1 10 >>access.log
	ingest access.log
	[[ $output == *"1 input read"*"10 new"* ]]
	night 20 80 | gzip >cut.gz
	truncate -s -9 cut.gz
	run "$footfall" ingest --db a.db cut.gz
	[ "$status" -eq 3 ]
	run "$footfall" ingest --db a.db cut.gz
	[ "$status" -eq 3 ]
}

@test "nightly: a last line that is being written is left for the next run" {
	night 1 10 >access.log
	night 11 11 | head -c 60 >>access.log
	ingest access.log
	holds 10
	night 11 11 | tail -c +61 >>access.log
	ingest access.log
	holds 11
	# Cut where it looks like another format, as the first line of a log.
	night 12 12 | head -c 70 >new.log
	run "$footfall" ingest --db a.db new.log
	holds 11
	night 12 12 >new.log
	ingest new.log
	holds 12
}

@test "nightly: what is added to a good log may be rubbish, and the log is still one" {
	small_log >access.log
	"$footfall" ingest --quiet --db a.db access.log
	echo 'this is no log line either' >>access.log
	run "$footfall" ingest --quiet --db a.db access.log
	[ "$status" -eq 0 ]
	[ "$output" = "" ]
	[ "$("$footfall" status --json --db a.db | json_value inputs_lost)" = 0 ]
	run "$footfall" ingest --db a.db access.log
	[[ $output == "0 inputs read, 1 known already"* ]]
}

@test "nightly: a log of another format is read on too" {
	printf '#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status cs(User-Agent) cs(Referer)\n' >ex.log
	printf '2013-05-06 08:00:0%d 203.0.113.%d GET /a - 200 Mozilla/5.0+(X11)+Firefox/20.0 http://t.co/abc\n' 1 1 2 2 >>ex.log
	ingest ex.log
	holds 2
	printf '2013-05-06 08:00:0%d 203.0.113.%d GET /a - 200 Mozilla/5.0+(X11)+Firefox/20.0 http://t.co/abc\n' 3 3 >>ex.log
	ingest ex.log
	holds 3
	ingest ex.log
	[[ $output == "0 inputs read, 1 known already"* ]]
}

@test "nightly: other settings read everything again" {
	night 1 10 >access.log
	ingest access.log
	ingest --exclude 203.0.0.1 access.log
	[[ $output == "1 input read, 0 known already; 10 lines, 0 new"* ]]
	ingest access.log
	[[ $output == "0 inputs read, 1 known already"* ]]
}

@test "nightly: any pieces, in any order, are the same as one straight run" {
	run python3 "$root/tests/properties/nightly.py" --rounds "$([ "${SAN:-0}" = 1 ] && echo 15 || echo 100)" "$footfall"
	echo "$output"
	[ "$status" -eq 0 ]
}
