#!/usr/bin/env bats
# A database that several versions of the built-in rules have filled. What another version of the program leaves
# behind is put in by hand: the numbers of its rules.

# shellcheck disable=SC2154 # the helpers set variables
load common

setup() {
	common_setup
	for day in 02 09 16 23; do
		line 203.0.113.1 "$day/Jul/2012:08:00:00 +0000" /a 200 http://t.co/abc "$firefox"
		line 203.0.113.2 "$day/Jul/2013:08:00:00 +0000" /a 200 http://t.co/abc "$firefox"
	done >log
	"$footfall" ingest -q --db a.db log
}

# judged_by RULES SINCE [DATABASE]: everything of the periods from SINCE on was judged by other rules
judged_by() {
	python3 - "$1" "$2" "${3:-a.db}" <<'END'
import sqlite3, sys, datetime
rules, since, name = sys.argv[1:]
day = (datetime.date.fromisocalendar(int(since[:4]), int(since[6:]), 1) - datetime.date(1970, 1, 1)).days
with sqlite3.connect(name) as db:
    db.execute("UPDATE counter SET rules = ? WHERE period >= ? AND length(period) > 4", (rules, since))
    db.execute("UPDATE counter SET rules = ? WHERE period >= ? AND length(period) = 4", (rules, since[:4]))
    db.execute("UPDATE pageview SET rules = ? WHERE day >= ?", (rules, day))
db.close()
END
}

changes() {
	"$footfall" "$@" --json | json_value rules_changes
}

@test "versions: one version of the rules is no change" {
	[ "$(changes weekly --db a.db)" = "[]" ]
	[ "$(changes yearly log)" = "[]" ]
	run "$footfall" weekly --db a.db
	[[ $output != *"built-in rules"* ]]
}

@test "versions: the week and the year in which the rules change are marked" {
	judged_by 2 2013-W28
	[ "$(changes weekly --db a.db)" = '[{"week": "2013-W28", "rules_before": 1, "rules": 2}]' ]
	[ "$(changes yearly --db a.db)" = '[{"year": 2013, "rules_before": 1, "rules": 2}]' ]
	[ "$(changes weekly --db a.db --until 2013-W27)" = "[]" ]
	[ "$(changes weekly --db a.db --since 2013-W28 --source all)" = '[{"week": "2013-W28", "rules_before": 1, "rules": 2}]' ]
	run "$footfall" weekly --db a.db
	output=$(tr -s '\n ' ' ' <<<"$output")
	[[ $output == *"2013-W28 †"* || $output == *"2013-W28 #"* ]]
	[[ $output == *"from 2013-W28 on version 2 of the built-in rules has judged, before it version 1"* ]]
	[ "$("$footfall" weekly --format markdown --db a.db | grep -c '^| 2013-W[0-9]* †')" = 1 ]
	[ "$("$footfall" yearly --format markdown --db a.db | grep -c '^| 2013 †')" = 1 ]
	"$footfall" yearly --format markdown --source all --db a.db | grep -qF '| 2012\* | 2013\* † |'
	# CSV has the rows as they were.
	"$footfall" weekly --csv --db a.db | grep -q '^2013-W28,'
	run "$footfall" status --db a.db
	[[ $output == *"Rules: version 2 (oldest rows: 1)"* ]]
}

@test "versions: a year that is forgotten keeps its version" {
	judged_by 2 2013-W01
	"$footfall" weekly --json --db a.db >before
	"$footfall" forget -q --db a.db --before 2013
	"$footfall" weekly --json --db a.db | cmp - before
	[ "$(changes yearly --db a.db)" = '[{"year": 2013, "rules_before": 1, "rules": 2}]' ]
	"$footfall" merge -q --db b.db a.db
	"$footfall" weekly --json --db b.db | cmp - before
}

@test "versions: of what two versions have judged the newer stays, whichever comes first" {
	cp a.db old.db
	judged_by 2 2012-W01
	"$footfall" merge -q --db ab.db old.db a.db
	"$footfall" merge -q --db ba.db a.db old.db ba.db
	for db in ab.db ba.db; do
		"$footfall" export --json --db $db | cmp - <("$footfall" export --json --db a.db)
		"$footfall" weekly --json --db $db | cmp - <("$footfall" weekly --json --db a.db)
		[ "$("$footfall" status --json --db $db | json_value rules_oldest)" = 2 ]
	done
	# What the older program adds later does not take it back.
	"$footfall" ingest -q --db a.db --exclude 192.0.2.1 log
	[ "$("$footfall" status --json --db a.db | json_value rules_oldest)" = 2 ]
}

@test "versions: what other rules have read is read again" {
	python3 -c 'import sqlite3; d = sqlite3.connect("a.db"); d.execute("UPDATE input SET rules = 0"); d.commit()'
	run "$footfall" ingest --db a.db log
	[[ $output == "1 input read, 0 known already"* ]]
	run "$footfall" ingest --db a.db log
	[[ $output == "0 inputs read, 1 known already"* ]]
}
