#!/usr/bin/env bats
# Rows beside those of the year before.

load common

setup() {
	common_setup
	story=$BATS_TEST_DIRNAME/../../sample-logs/story
}

@test "year ago: each row has the visitors of the row a year before it, or null" {
	for command in weekly yearly; do
		"$footfall" "$command" --year-ago --json "$story"/access* 2>/dev/null >out
		python3 - <<'PYTHON'
import json
out = json.load(open("out"))
rows = {str(r.get("week") or r["year"]): r for r in out.get("weeks") or out["years"]}
for name, row in rows.items():
    ago = rows.get(str(int(name[:4]) - 1) + name[4:])
    assert row["year_ago_visitors"] == (ago["visitors"] if ago else None), row
assert any(r["year_ago_visitors"] for r in rows.values())
PYTHON
	done
	[ "$("$footfall" --year-ago --last 1 --csv "$story"/access* 2>/dev/null | sed -n 's/.*,//p')" = $'year_ago_visitors\n52' ]
	"$footfall" yearly --year-ago --format markdown "$story"/access* 2>/dev/null | grep -q '| Year ago |'
	[ "$("$footfall" --json "$story"/access* 2>/dev/null | grep -c year_ago_visitors)" = 0 ]
}

@test "year ago: what the answer says of it is the same week, too, behind a year of 53" {
	for day in 2020-03-0{2..9} 2020-03-1{0..5} 2021-03-0{8..9} 2021-03-1{0..4}; do
		line 203.0.113.1 "$(LC_ALL=C date -d "$day" '+%d/%b/%Y'):12:00:00 +0000" /a 200 - "$firefox"
	done >log
	for address in 1 2 3; do
		line 203.0.113.$address '02/Mar/2020:12:00:00 +0000' /a 200 https://t.co/abc "$firefox"
	done >>log
	line 203.0.113.1 '08/Mar/2021:12:00:00 +0000' /a 200 https://t.co/abc "$firefox" >>log
	run "$footfall" --year-ago --since 2021-W10 log
	[[ $output == *"a year earlier 3."* ]]
	[ "$("$footfall" --year-ago --last 1 --csv log | sed -n 's/.*,//p')" = $'year_ago_visitors\n3' ]
}
