#!/usr/bin/env bats
# What docs/database.md says of the tables is so, and its queries for the sqlite3 shell give what the reports say.

# shellcheck disable=SC2154 # the helpers set variables
load common

setup() {
	common_setup
	docs=$(realpath "$BATS_TEST_DIRNAME/../../docs")
	story=$(realpath "$BATS_TEST_DIRNAME/../../sample-logs/story")
	small_log >log
	printf 'nothing that is a record\n' >>log
}

# query N: the answer to the N-th example, by the shell where there is one
query() {
	python3 - "$docs/database.md" "$1" >query.sql <<'END'
import re, sys
text = open(sys.argv[1], encoding="utf-8").read()
print(re.search(r"```sql\n(.*?)```", text, re.S).group(1).strip().split("\n\n")[int(sys.argv[2]) - 1])
END
	if command -v sqlite3 >/dev/null; then
		sqlite3 -readonly a.db <query.sql
	else
		python3 -c 'import sqlite3
for row in sqlite3.connect("a.db").execute(open("query.sql").read()):
    print(*row, sep="|")'
	fi
}

@test "queries: the examples answer as the reports do" {
	"$footfall" ingest -q --db a.db "$story"/access* log || [ $? -eq 3 ]
	"$footfall" weekly --json --db a.db >weekly.json
	"$footfall" tweets --json --db a.db >tweets.json
	for i in 1 2 3 4 5; do query $i >answer.$i; done
	python3 - <<'END'
import datetime, json
weekly, tweets = json.load(open("weekly.json")), json.load(open("tweets.json"))
rows = [[line.rstrip("\n").split("|") for line in open(f"answer.{i}")] for i in range(1, 6)]
days, pages, links, missing, files = rows
for week in weekly["weeks"]:
    # A visitor of several days of a week counts on each.
    mine = [int(n) for day, n in days if week["from"] <= day <= week["to"]]
    assert max(mine, default=0) <= (week["visitors"] or 0) <= sum(mine), week
views = {page["path"]: page["page_views"] for page in tweets["landing_pages"]}
assert len(pages) == 10 and all(views[path] == int(n) for path, n in pages), pages
assert sum(int(link[1]) for link in links) + tweets["without_code"]["page_views"] >= sum(views.values()) > 0
want = []
for gap in weekly["coverage"]["gaps"]:
    day, last = (datetime.date.fromisoformat(gap[name]) for name in ("from", "to"))
    want += [str(day + datetime.timedelta(days=n)) for n in range((last - day).days + 1)]
assert [row[0] for row in missing] == want and want, (missing[:3], want[:3])
assert any(row[:3] == ["log", "10", "2"] for row in files), files
END
}

@test "queries: the tables and columns are those of the page" {
	"$footfall" ingest -q --db a.db log
	python3 - "$docs/database.md" <<'END'
import re, sqlite3, sys
text = open(sys.argv[1], encoding="utf-8").read()
told = {m[0]: set(re.findall(r"`([a-z_]+)`", m[1])) for m in re.findall(r"^\| `(\w+)` \|[^|]*\|(.*)\|$", text, re.M)}
db = sqlite3.connect("a.db")
tables = [name for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
for table in tables:
    columns = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
    assert table in told, table
    # Some rows of the page speak of several columns in words.
    if table in ("pageview", "counter", "day", "site", "text", "run", "packed"):
        assert columns - {"id"} <= told[table], (table, columns - told[table])
    assert not (told[table] & {"address", "agent"}), table
assert db.execute("PRAGMA user_version").fetchone()[0] == 1 and "now 1" in text
END
}
