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
