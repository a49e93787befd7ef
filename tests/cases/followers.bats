#!/usr/bin/env bats
# footfall followers: what is read of a follower history, what is said, and how it ends.
# shellcheck disable=SC2154 # bats sets stderr

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	footfall=${FOOTFALL:-./footfall}
	data=tests/data/followers
	scratch=$BATS_TEST_TMPDIR
}

# days FILE OPTION...: the days and counts as the expected files have them
days() {
	local file=$1
	shift
	"$footfall" followers --csv -q "$@" "$file" | awk -F, -v OFS='\t' '
		NR == 1 { print "date", "followers", "following"; next }
		{ print $1, $2 == "" ? "-" : $2, $3 == "" ? "-" : $3 }'
}

@test "followers: every case gives the days it must" {
	for wanted in "$data"/*.expected.tsv; do
		file=${wanted%.expected.tsv}
		case $file in
		*anchor-1200) days "$data/account_overview_analytics.csv" --anchor 2024-05-07=1200 ;;
		*overview*) continue ;;
		*) days "$file" ;;
		esac >"$scratch/days"
		diff "$wanted" "$scratch/days"
	done
}

@test "followers: an overview without an anchor has days, and says that it needs one" {
	run --separate-stderr "$footfall" followers --csv "$data/account_overview_analytics.csv"
	[ "$status" -eq 0 ]
	[ "${lines[1]}" = '2024-05-05,,,"2 new and 1 gone; level unknown"' ]
	[[ $stderr == *"--anchor DATE=N"* ]]
}

@test "followers: rejected rows are named with their lines, and the status is 3" {
	run --separate-stderr "$footfall" followers --csv "$data/bad-cells.csv"
	[ "$status" -eq 3 ]
	[ "${#lines[@]}" -eq 3 ]
	for line in 3 4 5 6; do
		[[ $stderr == *"bad-cells.csv:$line: "* ]]
	done
	[[ $stderr != *"bad-cells.csv:2: "* && $stderr != *"bad-cells.csv:7: "* ]]
}

@test "followers: dates that can be read two ways are asked about, status 2, and told with --dates" {
	run --separate-stderr "$footfall" followers --csv "$data/bad-ambiguous-dates.csv"
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	[[ $stderr == *"--dates dmy"*"--dates mdy"* ]]
	run "$footfall" followers --csv --dates dmy "$data/bad-ambiguous-dates.csv"
	[ "$status" -eq 0 ]
	[ "${lines[3]}" = "2013-05-06,552,," ]
	run "$footfall" followers --csv --dates mdy "$data/bad-ambiguous-dates.csv"
	[ "${lines[3]}" = "2013-06-05,552,," ]
}

@test "followers: what is no history is refused with its reason, status 1" {
	while read -r file reason; do
		run --separate-stderr "$footfall" followers --csv "$data/$file"
		[ "$status" -eq 1 ]
		[ -z "$output" ]
		[[ $stderr == *"$file: "*"$reason"* ]]
	done <<-END
		bad-html.csv web page
		bad-empty.csv empty
		bad-header-only.csv no rows
		follower.js 2 of them
		tweets.js archive
		tweets-2013.csv archive
		daily_tweet_activity_metrics_exampleblog_20130501_20130601_en.csv follows made from a tweet
	END
}

@test "followers: suspects, conflicts and joined digits are said, and leave the status 0" {
	run "$footfall" followers --csv "$data/bad-jump.csv"
	[ "$status" -eq 0 ]
	[[ $output == *"bad-jump.csv:3: "*"2014-01-12,48000,,suspect"* ]]
	run "$footfall" followers --csv "$data/bad-conflict.csv"
	[ "$status" -eq 0 ]
	[[ $output == *"bad-conflict.csv:4: "*"2013-05-06,498,,"* ]]
	run "$footfall" followers --csv "$data/bad-unquoted-thousands.csv"
	[ "$status" -eq 0 ]
	[[ $output == *joined*"2009-07-05,4920,,"*"2009-08-01,5918,,"*"2009-09-18,7689,,"* ]]
}

@test "followers: an open quote is named at its line, not at the end of the file" {
	printf 'date,followers\n2026-03-02,1000\n2026-03-23,"1030\n2026-03-30,1040\n' >"$scratch/quote.csv"
	run "$footfall" followers --csv "$scratch/quote.csv"
	[ "$status" -eq 3 ]
	[[ $output == *"quote.csv:3: "*"2026-03-30,1040,,"* ]]
}

@test "followers: a compressed file, a pipe and UTF-16 give the same" {
	days "$data/plain.csv" >"$scratch/plain"
	gzip -c "$data/plain.csv" >"$scratch/plain.gz"
	days "$scratch/plain.gz" | diff "$scratch/plain" -
	days - <"$data/plain.csv" | diff "$scratch/plain" -
	python3 -c 'import sys; sys.stdout.buffer.write(open(sys.argv[1], encoding="ascii").read().encode("utf-16"))' \
		"$data/plain.csv" >"$scratch/utf16.csv"
	days "$scratch/utf16.csv" | diff "$scratch/plain" -
}

@test "followers: the order of rows does not matter" {
	{ head -n 1 "$data/plain.csv" && tail -n +2 "$data/plain.csv" | sort -r; } >"$scratch/turned.csv"
	days "$scratch/turned.csv" | diff <(days "$data/plain.csv") -
}

@test "followers: over 64 MiB is refused" {
	# packed, so that it costs nothing to keep
	python3 -c 'import sys
sys.stdout.write("date,followers\n" + "2013-05-06,1\n" * 5300000)' | gzip -1 >"$scratch/large.csv.gz"
	run "$footfall" followers --csv "$scratch/large.csv.gz"
	[ "$status" -eq 1 ]
	[[ $output == *"64 MiB"* ]]
}

@test "followers: text, markdown and JSON say the same" {
	run "$footfall" followers "$data/plain.csv"
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "plain table: 5 days, 2013-05-01 to 2013-05-07; 512 followers, then 552"* ]]
	printf 'date,followers\n2013-05-07,5\n' >"$scratch/one.csv"
	run "$footfall" followers "$scratch/one.csv"
	[ "${lines[0]}" = "plain table: 1 day, 2013-05-07; 5 followers." ]
	run "$footfall" followers --format markdown "$data/plain.csv"
	[[ $output == *"| 2013-05-07 | 552 | 790 |  |"* ]]
	"$footfall" followers --json "$data/plain.csv" | python3 -c 'import json, sys
history = json.load(sys.stdin)
assert history["schema"] == "footfall.followers/1"
assert history["readings"][4] == {"date": "2013-05-07", "followers": 552, "following": 790, "note": ""}'
}

@test "followers: no file, a bad anchor and a bad order are wrong usage" {
	run "$footfall" followers
	[ "$status" -eq 2 ]
	for anchor in 2024-05=1200 2024-05-07 2024-05-07= 2024-02-30=5 2024-05-07=-1; do
		run "$footfall" followers --anchor "$anchor" "$data/plain.csv"
		[ "$status" -eq 2 ]
		[[ $output == *"--anchor"* ]]
	done
	run "$footfall" followers --dates ydm "$data/plain.csv"
	[ "$status" -eq 2 ]
}

@test "followers: a row left out still tells in which order dates are written" {
	printf 'date,followers\n13/05/2013,x\n05/06/2013,100\n06/06/2013,101\n' >"$scratch/a.csv"
	run --separate-stderr "$footfall" followers --csv "$scratch/a.csv"
	[ "$status" -eq 3 ]
	[ "${lines[1]}" = 2013-06-05,100,, ]
	# Rows that count go before it.
	printf '06/13/2013,102\n' >>"$scratch/a.csv"
	run --separate-stderr "$footfall" followers --csv "$scratch/a.csv"
	[ "${lines[1]}" = 2013-05-06,100,, ]
}

@test "followers: a kind is that of the file that gave rows, and a count without a time is not called later" {
	printf 'date,followers\n2013-05-01,10\n2013-05-02,98\n2013-05-02T23:00:00Z,50\n' >"$scratch/table.csv"
	printf '[{"date":"2013-05-01"}]' >"$scratch/none.json"
	for files in table.csv\ none.json none.json\ table.csv; do
		run --separate-stderr bash -c "cd '$scratch' && '$(realpath "$footfall")' followers $files"
		[[ $output == "plain table: 2 days"* ]]
		[[ $stderr == *"table.csv:3: a second count for 2013-05-02: 98 is kept, the one without a time; 50 in line 4"* ]]
	done
}
