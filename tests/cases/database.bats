#!/usr/bin/env bats
# The database: equal reports, keys, settings, merging, forgetting, locks, and what is refused.

# shellcheck disable=SC2154,SC2238,SC2030,SC2031 # the helpers set variables; "more" and "hash" are files here
load common

setup() {
	common_setup
	small_log >log
	year_lines >more
}

# Visitors around New Year, when week-years and calendar years differ.
year_lines() {
	local i
	for i in 1 2 3; do
		line "203.0.113.$i" "31/Dec/2012:08:0$i:00 +0000" /a 200 http://t.co/abc "$firefox"
		line "203.0.113.$i" "01/Jan/2013:08:0$i:00 +0000" /a 200 http://t.co/def "$firefox"
	done
	line 203.0.113.9 '30/Dec/2012:08:00:00 +0000' /b 200 http://twitter.com/x/status/17 "$firefox"
	line 203.0.113.9 '30/Dec/2012:09:00:00 +0000' /b 200 http://host.example.net/ "$firefox"
	line 203.0.113.8 '15/Jun/2012:09:00:00 +0000' /b 200 http://t.co/ghi "$firefox"
	line 203.0.113.7 '15/Jun/2014:09:00:00 +0000' /b 200 http://t.co/ghi "$firefox"
}

# same FILE FILE: the same JSON but for what this run read
same() {
	python3 -c '
import json, sys
a, b = (json.load(open(name)) for name in sys.argv[1:])
del a["input"], b["input"]
sys.exit(a != b)' "$1" "$2"
}

# until_inputs N: waits until a.db holds what was in N inputs
until_inputs() {
	for i in $(seq 1 100); do
		"$footfall" status --json --db a.db >shown 2>/dev/null && [ "$(json_value inputs <shown)" = "$1" ] && break
		sleep 0.05
	done
}

refused() { # STATUS TEXT ARGUMENT...
	local want=$1 text=$2
	shift 2
	run "$footfall" "$@" </dev/null
	echo "$output"
	[ "$status" -eq "$want" ]
	[[ $output == "footfall: "*"$text"* ]]
}

@test "database: reports from it are those from the logs with its key" {
	"$footfall" ingest --db a.db log more
	for command in weekly yearly; do
		for source in twitter all google other direct; do
			"$footfall" $command --json --source $source --key a.db.key log more >logs 2>/dev/null
			"$footfall" $command --json --source $source --db a.db >base
			same logs base
			"$footfall" $command --json --source $source --db a.db log more >both 2>/dev/null
			same logs both
		done
	done
	[ "$("$footfall" --json --db a.db | json_value input.lines)" = 0 ]
}

# told COMMAND...: what one command says of the logs with the key, of the database, and of both; and that
# none of them writes anything but its answer
told() {
	local before
	before=$(sha256sum ./*.db ./*.key)
	"$footfall" "$@" -q --key a.db.key log more >../logs
	"$footfall" "$@" -q --db a.db >../base
	"$footfall" "$@" -q --db a.db log more >../both
	[ "$(sha256sum ./*.db ./*.key)" = "$before" ]
	[ "$(find . -newer ../began -type f | wc -l)" -eq 0 ]
	# Only what this run has read is said of logs.
	for one in logs base both; do
		grep -v 'Left out of .* lines' ../$one >../$one.told || [ ! -s ../$one ]
	done
	cmp ../logs.told ../base.told
	cmp ../logs.told ../both.told
	[ -s ../logs ]
}

@test "database: an instant that was logged with two offsets counts alike in any order and from any pieces" {
	line 203.0.113.4 '31/Dec/2020:20:00:00 +0000' /a 200 http://t.co/abc "$firefox" >one
	line 203.0.113.4 '01/Jan/2021:10:00:00 +1400' /a 200 http://t.co/abc "$firefox" >other
	cat one other >both
	cat other one >turned
	"$footfall" key new k >/dev/null
	"$footfall" yearly --csv --key k both >want
	grep -q '^2020,.*,1,1,0,0,1,1,1,1,0,' want
	grep -q '^2021,.*,0,0,0,0,0,0,0,1,0,' want
	"$footfall" yearly --csv --key k turned | cmp - want
	"$footfall" yearly --csv --key k other one | cmp - want
	"$footfall" ingest --quiet --db a.db --key k one other
	"$footfall" yearly --csv --db a.db | cmp - want
	"$footfall" ingest --quiet --db b.db --key k other
	"$footfall" yearly --csv --db b.db --key k one | cmp - want
	"$footfall" ingest --quiet --db c.db --key k turned
	"$footfall" yearly --csv --db c.db | cmp - want
	"$footfall" ingest --quiet --db d.db --key k one
	"$footfall" merge --quiet --db d.db b.db
	"$footfall" yearly --csv --db d.db | cmp - want
}

@test "database: compare, tweets and report say what they say of the logs, and write nothing" {
	mkdir state
	cp log more state
	cd state
	line 203.0.113.7 '20/Jun/2014:09:00:00 +0000' /b 200 https://t.co/AbCdEf1234 "$firefox" >>more
	"$footfall" ingest -q --db a.db log more
	for day in 2012-06-01,100 2012-12-01,200 2013-05-01,400 2014-06-01,900; do echo $day; done >followers
	cp "$BATS_TEST_DIRNAME/../data/archives/tweets.js" .
	touch -d '1 second ago' ../began
	touch -d '1 minute ago' ./*
	for format in text json csv markdown; do
		told compare --format $format --followers followers --event 2013-01-05 --claim 2/week
		told tweets --format $format
		told tweets --format $format --archive tweets.js --since 2013
	done
	told report --followers followers --event 2013-01-05 --archive tweets.js
	told report --source all --last 20
	grep -q 't.co/AbCdEf1234' ../base
}

@test "database: readings fall on the days of its time zone" {
	"$footfall" ingest -q --db a.db --tz America/New_York more
	printf 'date,followers\n2012-06-18T02:00:00Z,100\n2013-01-06T12:00:00Z,300\n' >followers
	"$footfall" compare -q --json --followers followers --db a.db >base
	"$footfall" compare -q --json --followers followers --tz America/New_York --key a.db.key more >logs
	cmp logs base
	[ "$(json_value followers.first <base)" = '"2012-06-17"' ]
	"$footfall" digest -q --json --week 2012-W24 --followers followers --db a.db | json_value followers.followers |
		grep -qx 100
}

@test "database: with weeks of a table there is none" {
	printf 'week_start,visitors\n2013-05-06,4\n' >weeks.csv
	refused 2 "not both" compare --visitors weeks.csv --db a.db
	FOOTFALL_DB=missing.db "$footfall" compare --visitors weeks.csv >/dev/null
	for command in compare report; do
		refused 1 "there is no such database" $command --event 2013-05-06 --db missing.db -o out
		[ ! -e out ] && [ ! -e missing.db ]
	done
	refused 1 "there is no such database" tweets --db missing.db
}

@test "database: links of closed years are gone, and that is said" {
	"$footfall" ingest -q --db a.db more
	"$footfall" forget -q --db a.db --before 2013
	"$footfall" tweets --db a.db >out
	tr -s '\n ' ' ' <out | grep -q 'The years before 2013 are closed: of these the database keeps numbers, but no link and no landing page.'
	"$footfall" tweets --json --db a.db >out.json
	[ "$(json_value closed_before <out.json)" = '"2013-01-01"' ]
	[ "$(json_value links.0.first <out.json)" \> '"2013"' ]
	"$footfall" report -q --db a.db | grep -q '<li>The years before 2013 are closed'
	"$footfall" forget -q --db a.db --before 2016
	"$footfall" tweets --db a.db | grep -qx 'No visitor from Twitter since the beginning of 2016, so no link is known.'
	"$footfall" report -q --db a.db | grep -q 'so no link is known'
}

@test "database: FOOTFALL_DB stands for --db where no log is given" {
	export FOOTFALL_DB=a.db
	"$footfall" ingest log
	"$footfall" --json >base </dev/null
	[ "$(json_value weeks.0.visitors <base)" = 2 ]
	[ "$("$footfall" --json more | json_value weeks.0.week)" = '"2012-W24"' ]
	run "$footfall" status
	[ "$status" -eq 0 ]
}

@test "database: reading again changes nothing, and nothing is read again" {
	"$footfall" ingest --db a.db log more
	"$footfall" export --db a.db >before
	run "$footfall" ingest --db a.db log more log
	[[ $output == "0 inputs read, 3 known already"* ]]
	cp log other
	gzip -k log
	run "$footfall" ingest --db a.db other log.gz
	[[ $output == "0 inputs read, 2 known already"* ]]
	"$footfall" export --db a.db | cmp - before
	[ "$(wc -l <before)" -eq 14 ]
}

@test "database: quiet when all is well" {
	run "$footfall" ingest --quiet --db a.db more
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "database: a dry run changes nothing" {
	run "$footfall" ingest -n --db a.db more
	[ "$status" -eq 0 ]
	[[ $output == "nothing was changed: 1 input read"*"10 lines, 9 new"* ]]
	[ ! -e a.db ] && [ ! -e a.db.key ] && [ ! -e a.db.lock ]
	"$footfall" ingest --db a.db log
	before=$(sha256sum a.db)
	run "$footfall" ingest --dry-run --db a.db more
	[[ $output == *"9 new"* ]]
	run "$footfall" forget --dry-run --db a.db --before 2014
	[ "$status" -eq 0 ]
	[ "$(sha256sum a.db)" = "$before" ]
}

@test "database: keys are made once, kept apart, and never replaced" {
	"$footfall" ingest --db a.db log
	[ "$(stat -c %a a.db.key)" = 600 ]
	[ "$(stat -c %a a.db)" = 600 ]
	id=$("$footfall" key show a.db.key | sed -n 's/^id //p')
	[ "${#id}" -eq 32 ]
	run "$footfall" status --db a.db
	[[ $output == *"Key: $id"* ]]
	refused 1 "exists already" key new a.db.key
	chmod 640 a.db.key
	refused 1 "chmod 600" ingest --db a.db more
	chmod 600 a.db.key
	"$footfall" key new other.key
	refused 1 "$id" ingest --db a.db --key other.key more
	refused 1 "$id" weekly --db a.db --key other.key more
	mv a.db.key away
	refused 1 "no other can take its place" ingest --db a.db more
	[ ! -e a.db.key ]
	"$footfall" weekly --db a.db >/dev/null
	"$footfall" ingest --db a.db --key away more
	ln -s away a.db.key
	refused 1 "symbolic link" ingest --db a.db more
}

@test "database: a key made first is the one that is used" {
	"$footfall" key new a.db.key
	"$footfall" ingest --db a.db log
	"$footfall" key show a.db.key >shown
	grep -q "$("$footfall" status --json --db a.db | json_value key | tr -d '"')" shown
	refused 1 "cannot open the key" ingest --db b.db --key missing.key log
	[ ! -e b.db ]
}

@test "database: a mistyped log makes no database" {
	run "$footfall" ingest --db a.db missing.log
	[ "$status" -eq 1 ]
	[ ! -e a.db ] && [ ! -e a.db.key ]
	refused 1 "no such folder; make it first" ingest --db nowhere/a.db log
	"$footfall" ingest -q --db there.db log
	refused 3 "is a database and no log; name it with --db" weekly there.db
	run "$footfall" ingest log
	[ "$status" -eq 2 ]
	run "$footfall" ingest --db a.db </dev/null
	[ "$status" -eq 2 ]
}

@test "database: settings are kept, another time zone is refused" {
	"$footfall" ingest --db a.db --tz Europe/Berlin --exclude 203.0.113.1 log
	[ "$("$footfall" --json --db a.db | json_value weeks.0.visitors)" = 1 ]
	[ "$("$footfall" --json --db a.db | json_value time_zone)" = '"Europe/Berlin"' ]
	"$footfall" ingest --db a.db more
	"$footfall" export --db a.db >rows
	[ "$(wc -l <rows)" -eq 10 ]
	refused 1 "Europe/Berlin" ingest --db a.db --tz UTC log
	refused 1 "UTC" weekly --db a.db --tz UTC
	"$footfall" ingest --db a.db --exclude 203.0.113.2 log
	"$footfall" status --db a.db >shown
	[ "$(grep -c '^  exclude' shown)" -eq 2 ]
}

@test "database: merge is union" {
	"$footfall" key new k
	"$footfall" ingest --db a.db --key k log
	"$footfall" ingest --db b.db --key k more
	"$footfall" ingest --db all.db --key k log more
	"$footfall" merge --db ab.db a.db b.db
	"$footfall" merge --db ba.db b.db a.db b.db ba.db
	"$footfall" export --db all.db >want
	"$footfall" export --db ab.db | cmp - want
	"$footfall" export --db ba.db | cmp - want
	"$footfall" yearly --json --source all --db all.db >want
	"$footfall" yearly --json --source all --db ba.db | cmp - want
	refused 1 "is not there" ingest --db ab.db log
	run "$footfall" ingest --db ab.db --key k log more
	[[ $output == "0 inputs read, 2 known already"* ]]
	"$footfall" ingest --db c.db log
	refused 1 "one key" merge --db ab.db c.db
	"$footfall" ingest --db d.db --key k --tz UTC log
	refused 1 "--tz UTC" merge --db ab.db d.db
	refused 2 "name the databases" merge --db ab.db
	python3 -c '
import sqlite3, sys
sys.exit(sqlite3.connect("ab.db").execute("SELECT page_views FROM run ORDER BY id LIMIT 1").fetchone()[0] == 0)'
}

@test "database: a part that cannot be merged is named, and the others are merged" {
	"$footfall" key new k
	"$footfall" ingest -q --db a.db --key k log
	"$footfall" ingest -q --db b.db --key k more
	"$footfall" ingest -q --db c.db log
	"$footfall" merge -q --db want.db a.db b.db
	"$footfall" export --db want.db >want
	for parts in "a.db missing.db b.db" "c.db a.db b.db" "a.db b.db log"; do
		rm -f ab.db
		# shellcheck disable=SC2086 # several names
		refused 3 "2 of 3 databases are merged" merge --db ab.db --key k $parts
		"$footfall" export --db ab.db | cmp - want
	done
	refused 1 "no such database" merge --db none.db --key k missing.db
	[ ! -e none.db ]
	# A key that lies there, or is named, is the one.
	cp k new.db.key
	refused 1 "'new.db.key' is the key" merge --db new.db c.db
	[ ! -e new.db ]
	refused 1 "name the right one with --key" merge --db ab.db --key c.db.key a.db
	refused 1 "name the right one with --key" export --db ab.db --key c.db.key
	refused 1 "name the right one with --key" status --db ab.db --key c.db.key
	"$footfall" status -q --db ab.db --key k
}

@test "database: settings go along in a merge" {
	echo 'robot foo' >rules
	"$footfall" ingest -q --db a.db --exclude 192.0.2.1 --trusted-proxy 192.0.2.2 --rules rules log
	"$footfall" merge -q --db b.db a.db
	"$footfall" status --json --db b.db >shown
	for value in 192.0.2.1 192.0.2.2 "$PWD/rules"; do
		grep -q "\"value\":\"$value\"" shown
	done
}

@test "database: rules of an earlier run are needed to read logs alone, and their change is listed" {
	echo 'robot foo' >rules
	"$footfall" ingest -q --db a.db --rules rules log
	"$footfall" ingest -q --db a.db log
	[ "$("$footfall" status --db a.db | grep -c '^  rules content')" -eq 1 ]
	echo 'robot bar' >>rules
	"$footfall" ingest -q --db a.db log
	[ "$("$footfall" status --db a.db | grep -c '^  rules content')" -eq 2 ]
	"$footfall" weekly --db a.db >want
	rm rules
	"$footfall" weekly --db a.db | cmp - want
	refused 1 "give another --rules" weekly --db a.db log
	refused 1 "give another --rules" ingest --db a.db log
	run "$footfall" weekly --csv --db a.db --exclude 192.0.2.1
	[[ $output == *"--exclude changes nothing of it"* ]]
}

@test "database: options for reading logs change nothing of it, which is said, with logs beside it too" {
	echo 'robot foo' >rules
	"$footfall" ingest -q --db a.db --exclude 203.0.113.1 --rules rules --log-format combined --trusted-proxy 192.0.2.1 log
	cp rules same
	for log in '' more; do
		# Nothing is said of what it was read with.
		# shellcheck disable=SC2086 # a log or none
		run "$footfall" yearly --db a.db --rules rules --exclude 203.0.113.1 $log
		[[ $output != *"changes nothing"* ]]
		# shellcheck disable=SC2086
		run "$footfall" yearly --db a.db $log
		[[ $output != *"changes nothing"* ]]
		for option in '--rules same' '--exclude 203.0.113.2' '--log-format vhost-combined' '--trusted-proxy 192.0.2.2'; do
			# shellcheck disable=SC2086
			run "$footfall" yearly --db a.db $option $log
			[ "$(grep -c 'changes nothing of it' <<<"$output")" -eq 1 ]
			[[ $output == *"a.db: ${option% *} changes nothing of it: its lines were judged when they were read"* ]]
			# shellcheck disable=SC2086
			run "$footfall" yearly -q --db a.db $option $log
			[[ $output != *"changes nothing"* ]]
		done
	done
	echo 'robot bar' >>rules
	run "$footfall" yearly --db a.db --rules rules
	[[ $output == *"--rules changes nothing of it"* ]]
}

@test "database: forgotten years keep their numbers" {
	"$footfall" ingest --db a.db --quiet more
	cp a.db open.db
	cp a.db.key open.key
	for command in weekly yearly; do
		for source in twitter all other; do
			"$footfall" $command --json --source $source --db a.db >$command.$source
		done
	done
	run "$footfall" forget --db a.db --before 2013
	[ "$status" -eq 0 ]
	[[ $output == "1 year and "* ]]
	for command in weekly yearly; do
		for source in twitter all other; do
			"$footfall" $command --json --source $source --db a.db | cmp - $command.$source
		done
	done
	# December 31 lies in the first week of 2013: its visitors are known for the week, not for the year.
	"$footfall" export --db a.db >rows
	[ "$(wc -l <rows)" -eq 8 ]
	[ "$(grep -c '2012-12-31,[0-9a-f]*,,,' rows)" -eq 3 ]
	[ "$(grep -c '2012-12-30' rows)" -eq 0 ]
	[ "$("$footfall" key show a.db.key | sed -n 's/^oldest year //p')" = 2013 ]
	[ "$(stat -c %a a.db.key)" = 600 ]
	# Later lines are sealed.
	line 203.0.113.77 '20/Jun/2012:09:00:00 +0000' /b 200 http://t.co/ghi "$firefox" >late
	run "$footfall" ingest --db a.db late more
	[[ $output == *"periods that were closed"* ]]
	# Each has its verdict and is in the counters, and in no number.
	"$footfall" weekly --json --db a.db late 2>/dev/null >joined
	[ "$(json_value input.counted <joined)" -eq "$("$footfall" --json late | json_value input.counted)" ]
	[ "$(json_value input.sealed <joined)" -eq "$(wc -l <late)" ]
	[ "$("$footfall" status --json --db a.db | json_value sealed)" -gt 0 ]
	for command in weekly yearly; do
		"$footfall" $command --json --db a.db | cmp - $command.twitter
		"$footfall" $command --json --db a.db late 2>/dev/null >joined
		same joined $command.twitter
	done
	# A line of December 31 counts in the open week and is sealed for the closed year; that is said.
	cp a.db half.db
	line 203.0.113.78 '31/Dec/2012:09:00:00 +0000' /b 200 http://t.co/ghi "$firefox" >half
	run "$footfall" ingest --db half.db --key a.db.key half
	[[ $output == *"half: 1 line in periods that were closed: not counted there"* ]]
	[ "$("$footfall" yearly --csv --db half.db | grep ^2012)" = "$("$footfall" yearly --csv --db a.db | grep ^2012)" ]
	[ "$("$footfall" weekly --csv --db half.db | sed -n 's/^2013-W01,\([^,]*,\)\{4\}\([0-9]*\),.*/\2/p')" -eq \
		$(($("$footfall" weekly --csv --db a.db | sed -n 's/^2013-W01,\([^,]*,\)\{4\}\([0-9]*\),.*/\2/p') + 1)) ]
	# Again: nothing more to close, and the same numbers.
	run "$footfall" forget --db a.db --before 2013
	[[ $output == "0 years and 0 weeks closed"* ]]
	"$footfall" yearly --json --db a.db | cmp - yearly.twitter
	# A database that still knows them is merged: closed wins.
	"$footfall" ingest --db open.db --key open.key --quiet late
	run "$footfall" merge --db a.db open.db
	[ "$status" -eq 0 ]
	[[ $output == *"left out"* ]]
	"$footfall" yearly --json --db a.db | cmp - yearly.twitter
	# The other way round, the open side is closed.
	"$footfall" merge --quiet --db open.db a.db
	"$footfall" yearly --json --db open.db | cmp - yearly.twitter
	[ "$(grep -c 2012-12-30 <("$footfall" export --db open.db))" -eq 0 ]
	# And into a new one, whose covered days are those of the closed one too.
	"$footfall" merge --quiet --db fresh.db a.db
	"$footfall" yearly --json --db fresh.db | cmp - yearly.twitter
	"$footfall" weekly --json --db fresh.db | cmp - weekly.twitter

	refused 2 "--before D" forget --db a.db
}

@test "database: what is forgotten is in no file" {
	"$footfall" ingest --db a.db --quiet more
	"$footfall" export --db a.db | sed -n 's/^[^,]*,[^,]*,2012-06-15[^,]*,[^,]*,\([0-9a-f]*\),.*/\1/p' >hash
	[ -s hash ]
	python3 -c '
import sys
sys.exit(bytes.fromhex(open("hash").read().strip()) not in open("a.db", "rb").read())'
	"$footfall" forget --db a.db --before 2013 --quiet
	python3 -c '
import sys
data = open("a.db", "rb").read()
wanted = open("hash").read().strip()
sys.exit(bytes.fromhex(wanted) in data or wanted.encode() in data)'
	[ "$(find . -name 'a.db*' | wc -l)" -eq 3 ]
}

@test "database: no address, agent or query string is kept or shown" {
	line 198.51.100.77 '06/May/2013:08:00:00 +0200' '/a?secret=QUERYMARK' 200 'http://t.co/abc?r=REFMARK' \
		'Mozilla/5.0 AGENTMARK Gecko/20100101 Firefox/20.0' >marked
	line 198.51.100.77 '06/May/2013:08:00:00 +0200' '/a?secret=QUERYMARK' 200 'http://www.google.com/?q=REFMARK' \
		'Mozilla/5.0 AGENTMARK Gecko/20100101 Firefox/20.0' >>marked
	printf '198.51.100.77 AGENTMARK QUERYMARK broken\n' >>marked
	mkdir state
	{
		"$footfall" ingest --db state/a.db marked
		"$footfall" status --db state/a.db
		"$footfall" status --db state/a.db --json
		"$footfall" export --db state/a.db
		"$footfall" weekly --db state/a.db
		"$footfall" merge --db state/b.db state/a.db
		"$footfall" forget --db state/a.db --before 2014
	} >state/out 2>&1
	python3 - <<'END'
import glob
marks = [b"198.51.100.77", b"AGENTMARK", b"QUERYMARK", b"REFMARK", bytes([198, 51, 100, 77]), bytes([77, 100, 51, 198])]
marks += [m.hex().encode() for m in marks]
for name in glob.glob("state/*"):
    data = open(name, "rb").read()
    for mark in marks:
        assert mark not in data, (name, mark)
END
	[ -z "$(find . -name 'core*')" ]
}

@test "database: status tells when nothing came lately" {
	"$footfall" ingest --db a.db log
	refused 1 "the newest record is of 2013-05-07" status --quiet --db a.db --max-age 2
	line 203.0.113.1 "$(LC_ALL=C date -u +%d/%b/%Y:%H:%M:%S) +0000" /a 200 http://t.co/abc "$firefox" >today
	"$footfall" ingest --db a.db today
	run "$footfall" status --quiet --db a.db --max-age 2
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	# A line whose clock goes wrong does not hide that nothing comes; one of tomorrow is new, in some zone.
	line 203.0.113.1 '06/May/2190:08:00:00 +0000' /a 200 http://t.co/abc "$firefox" >ahead
	"$footfall" ingest -q --db c.db log ahead
	refused 1 "the newest record is of 2013-05-07" status --quiet --db c.db --max-age 2
	"$footfall" ingest -q --db d.db ahead
	refused 1 "the oldest record is of 2190-05-06, a day to come" status --quiet --db d.db --max-age 2
	line 203.0.113.1 "$(LC_ALL=C date -u -d tomorrow +%d/%b/%Y:%H:%M:%S) +0000" /a 200 - "$firefox" >tomorrow
	"$footfall" ingest -q --db c.db tomorrow
	"$footfall" status --quiet --db c.db --max-age 2
	# The missing days are named.
	"$footfall" ingest -q --db b.db log more
	"$footfall" status --json --db b.db | json_value gaps.2 | grep -Fx '{"from": "2013-05-08", "to": "2014-06-14"}'
	"$footfall" status --db b.db | grep -Fx \
		'Missing: 2012-06-16 to 2012-12-29, 2013-01-02 to 2013-05-05, 2013-05-08 to 2014-06-14'
}

@test "database: one writer at a time" {
	"$footfall" ingest --db a.db log
	exec 9>>a.db.lock
	flock 9
	refused 75 "another run holds" ingest --db a.db more
	refused 75 "another run holds" merge --db a.db a.db
	refused 75 "another run holds" forget --db a.db --before 2014
	run "$footfall" weekly --db a.db
	[ "$status" -eq 0 ]
	(
		sleep 0.5
		flock -u 9
	) &
	exec 9>&-
	run "$footfall" ingest --wait 20 --db a.db more
	[ "$status" -eq 0 ]
	wait
}

@test "lock: a run that waits for its turn stops when it is told to" {
	"$footfall" ingest --quiet --db a.db log
	exec 8<>a.db.lock
	flock -x 8
	"$footfall" ingest --wait 60 --db a.db more 8<&- &
	pid=$!
	sleep 0.3
	kill $pid
	status=0
	wait $pid || status=$?
	exec 8<&-
	[ "$status" -eq 143 ]
}

@test "key: the administrator may do what the owner's next night takes for its own" {
	local own
	[ "$(id -u)" -eq 0 ] || skip "needs the rights of root"
	own=$(mktemp -d)
	cp "$footfall" log more "$own"
	chown -R nobody "$own"
	cd "$own"
	setpriv --reuid=nobody --clear-groups ./footfall ingest --quiet --db a.db log
	rm -f a.db.lock
	./footfall ingest --quiet --db a.db more
	./footfall forget --db a.db --before 2013
	[ "$(stat -c %U:%a a.db.key a.db.lock a.db | sort -u)" = nobody:600 ]
	setpriv --reuid=nobody --clear-groups ./footfall ingest --quiet --db a.db log more
	rm -rf "$own"
}

@test "forget: who votes again for the own host is not counted twice" {
	local i
	for i in $(seq 1 20); do
		line "198.51.100.$i" '06/May/2012:08:00:00 +0000' /s.css 200 http://blog.example.org/a "$firefox"
	done >l12
	for i in $(seq 101 108); do
		line "198.51.100.$i" '06/May/2013:08:00:00 +0000' /s.css 200 http://partner.example/ "$firefox"
		line "198.51.100.$i" '06/May/2013:08:01:00 +0000' /a 200 http://partner.example/ "$firefox"
	done >l13
	"$footfall" ingest --quiet --db a.db l12 l13
	"$footfall" forget --db a.db --before 2013
	"$footfall" weekly --source internal --csv --db a.db >before
	# A pipe is read again.
	cat l13 | "$footfall" ingest --quiet --db a.db -
	"$footfall" weekly --source internal --csv --db a.db >after
	cmp before after
}

@test "database: two runs at once lose and double nothing" {
	"$footfall" key new k
	"$footfall" ingest --db want.db --key k --quiet log more
	"$footfall" export --db want.db >want
	for _ in 1 2 3 4 5; do
		rm -f a.db
		for i in 1 2 3 4; do
			"$footfall" ingest --db a.db --key k --quiet --wait 60 log more &
		done
		wait
		"$footfall" export --db a.db | cmp - want
	done
}

@test "database: a signal leaves whole inputs, and tells" {
	for i in $(seq 1 30); do cat log more; done >long
	mkfifo pipe
	"$footfall" ingest --db a.db log long - <pipe >out 2>err &
	pid=$!
	exec 9>pipe
	until_inputs 2
	head -n 3 more >&9
	kill -TERM $pid
	exec 9>&-
	status=0
	wait $pid || status=$?
	cat err
	[ "$status" -eq 143 ]
	grep -q interrupted err
	"$footfall" export --db a.db >got
	"$footfall" ingest --db b.db --key a.db.key log long --quiet
	"$footfall" export --db b.db | cmp - got
}

@test "database: --strict keeps nothing of a damaged log" {
	gzip -c more | head -c -20 >cut.gz
	run "$footfall" ingest --strict --db a.db log cut.gz
	[ "$status" -eq 3 ]
	[[ $output == *"nothing of it was kept"* ]]
	[ "$("$footfall" export --db a.db | wc -l)" -eq 5 ]
	run "$footfall" ingest --db a.db cut.gz
	[ "$status" -eq 3 ]
	[ "$("$footfall" export --db a.db | wc -l)" -gt 5 ]
	gzip -c more >whole.gz
	"$footfall" ingest --db a.db whole.gz
	[ "$("$footfall" export --db a.db | wc -l)" -eq 14 ]
}

@test "database: status shows the inputs of which something was lost" {
	"$footfall" ingest -q --db a.db log
	run "$footfall" status --db a.db
	[[ $output != *Lost* ]]
	gzip -c more | head -c 200 >cut.gz
	printf 'no line\nof any log\n' >none
	for lost in cut.gz none; do
		run "$footfall" ingest -q --db a.db $lost
		[ "$status" -eq 3 ]
	done
	"$footfall" status --db a.db | grep 'Lost in part or whole.*: 2 inputs over all runs, 1 in the last run$'
	"$footfall" ingest -q --db a.db more
	"$footfall" status --db a.db | grep 'Lost in part or whole.*: 2 inputs over all runs$'
	"$footfall" ingest -q --strict --db a.db cut.gz || true
	"$footfall" status --json --db a.db >shown
	[ "$(json_value inputs_lost <shown)" = 3 ]
	[ "$(json_value inputs_lost_last_run <shown)" = 1 ]
}

@test "database: a run is one row, however each of its inputs ends" {
	gzip -c more | head -c -20 >cut.gz
	"$footfall" ingest --quiet --db a.db log more
	"$footfall" ingest --quiet --db a.db log more
	line 203.0.113.5 '08/May/2013:08:00:00 +0200' /a 200 http://t.co/abc "$firefox" >third
	run "$footfall" ingest --quiet --strict --db a.db third log cut.gz
	[ "$status" -eq 3 ]
	run "$footfall" ingest --quiet --strict --db a.db cut.gz
	[ "$status" -eq 3 ]
	python3 -c '
import sqlite3
rows = sqlite3.connect("a.db").execute("SELECT command, inputs, skipped, lost, page_views FROM run ORDER BY id").fetchall()
print(rows)
assert rows == [("ingest", 2, 0, 0, 13), ("ingest", 1, 1, 1, 1), ("ingest", 0, 0, 1, 0)]'
}

@test "database: a run that was interrupted is noted with what it kept" {
	mkfifo pipe
	"$footfall" ingest --db a.db log more - <pipe >out 2>err &
	pid=$!
	exec 9>pipe
	until_inputs 2
	kill -KILL $pid
	exec 9>&-
	wait $pid || true
	[ "$("$footfall" status --json --db a.db | json_value runs)" = 1 ]
}

@test "database: a read-only one can be reported from" {
	"$footfall" ingest --db a.db log
	[ "$(id -u)" -ne 0 ] || skip "root may write anyway"
	chmod 400 a.db
	"$footfall" --json --db a.db | json_value weeks.0.visitors
	refused 1 "cannot be written" ingest --db a.db more
}

# Every command with a database that is none: refused, and left as it is.
refuses_all() {
	local before after
	before=$(sha256sum "$1")
	for command in "weekly --db $1" "yearly --db $1" "export --db $1" "status --db $1" "forget --db $1 --before 2014" \
		"ingest --key k --db $1 log" "merge --db $1 good.db" "merge --db new.db $1"; do
		# shellcheck disable=SC2086
		run "$footfall" $command
		echo "$command: $status $output"
		[ "$status" -eq 1 ]
		[[ $output == *"$1"* ]]
		after=$(sha256sum "$1")
		[ "$before" = "$after" ]
		rm -f new.db
	done
}

@test "database: what is none is refused and left alone" {
	"$footfall" key new k
	"$footfall" ingest --quiet --db good.db --key k log more
	python3 - <<'END'
import sqlite3, struct
good = open("good.db", "rb").read()
def put(name, data):
    open(name, "wb").write(data)
put("text.db", b"this is no database\n" * 100)
put("cut.db", good[:60])
put("half.db", good[:len(good) // 2])
put("longer.db", good + b"x" * 4096)
page = bytearray(good); page[4096:8192] = b"\xa5" * 4096
put("page.db", bytes(page))
newer = bytearray(good); newer[60:64] = struct.pack(">I", 999999)
put("newer.db", bytes(newer))
other = bytearray(good); other[68:72] = struct.pack(">I", 1)
put("other.db", bytes(other))
c = sqlite3.connect("foreign.db"); c.execute("create table places(x)"); c.commit(); c.close()
put("hostile.db", good)
c = sqlite3.connect("hostile.db")
c.execute("create trigger evil after insert on day begin delete from pageview; end"); c.commit(); c.close()
put("view.db", good)
c = sqlite3.connect("view.db")
c.execute("drop table site"); c.execute("create view site as select 1 as id, load_extension('x') as name"); c.commit(); c.close()
END
	for bad in text cut half longer page newer other foreign hostile view; do
		refuses_all $bad.db
	done
	# What to do depends on what it was to be.
	refused 1 "text.db: is no database of footfall; name one that footfall ingest has made" weekly --db text.db
	refused 1 "text.db: is no database of footfall; name one that footfall ingest has made" merge --db new.db text.db
	refused 1 "text.db: is no database of footfall; name another file: one that is not there is made" ingest --db text.db log
	mkdir folder.db
	refused 1 "is no file" weekly --db folder.db
	refused 1 "there is no such database" weekly --db missing.db
	refused 1 "there is no such database" forget --db missing.db --before 2014
	[ ! -e missing.db ]
	ln -s good.db link.db
	refused 1 "symbolic link" weekly --db link.db
}

@test "database: an empty file becomes one" {
	: >a.db
	refused 1 "is empty" weekly --db a.db
	"$footfall" ingest --db a.db log
	[ "$("$footfall" --json --db a.db | json_value weeks.0.visitors)" = 2 ]
}

@test "database: a full disk is said, and the database stays" {
	mkdir disk
	mount -t tmpfs -o size=256k tmpfs disk 2>/dev/null || skip "no right to mount"
	"$footfall" ingest --db disk/a.db log
	"$footfall" export --db disk/a.db >before
	python3 -c '
import random
for i in range(20000):
    print(f"203.0.{i % 250}.{i // 250} - - [06/May/2013:08:00:{i % 60:02d} +0000] \"GET /p{i} HTTP/1.1\" 200 5 \"http://t.co/a{i}\" \"Mozilla/5.0 (X11; Linux x86_64; rv:20.0) Gecko/20100101 Firefox/20.0\"")' >big
	run "$footfall" ingest --db disk/a.db big
	umount disk || true
	echo "$output"
	[ "$status" -eq 75 ]
	[[ $output == *"disk is full"* ]]
}

@test "database: a full disk is said with status 75 before there is a database, too" {
	local size
	mkdir disk
	for size in 4 8 12; do
		mount -t tmpfs -o size=${size}k tmpfs disk 2>/dev/null || skip "no right to mount"
		run "$footfall" ingest --db disk/a.db log
		# What the first try needed besides is not in the way of the next.
		[ "$status" -ne 75 ] || mount -o remount,size=1m disk
		"$footfall" ingest -q --db disk/a.db log || status=$?
		umount disk || true
		echo "$size: $status, $output"
		[ "$status" -eq 75 ]
	done
}

@test "database: a key that a full disk has no room for is said with status 75" {
	mkdir disk
	"$footfall" key new key
	"$footfall" ingest -q --db a.db --key key more
	mount -t tmpfs -o size=4k tmpfs disk 2>/dev/null || skip "no right to mount"
	cp -p key disk/key
	run "$footfall" key new disk/b.key
	made=$status
	run "$footfall" forget --db a.db --key disk/key --before 2013
	moved=$status
	cmp key disk/key
	umount disk || true
	[ "$made" -eq 75 ]
	[ "$moved" -eq 75 ]
	[[ $output == *"disk/key: cannot write the key: No space left on device"* ]]
	# The next run moves it.
	"$footfall" forget -q --db a.db --key key --before 2013
	[ "$("$footfall" key show key | tail -1)" = 'oldest year 2013' ]
}

@test "database: whichever page is overwritten, no number is wrong, and status finds it" {
	"$footfall" ingest --db good.db --quiet log more
	"$footfall" export --db good.db >rows
	"$footfall" weekly --json --source all --db good.db >weeks
	cp good.db.key a.db.key
	"$footfall" ingest -n --db good.db --key a.db.key log >/dev/null
	for page in $(seq 1 $(($(stat -c %s good.db) / 4096 - 1))); do
		cp good.db a.db
		head -c 4096 /dev/zero | tr '\0' '\245' | dd of=a.db bs=4096 seek="$page" conv=notrunc status=none
		before=$(sha256sum a.db)
		run "$footfall" status --db a.db
		[ "$status" -eq 1 ]
		[[ $output == *"a.db: the database is damaged"* ]]
		for words in "export" "weekly --json --source all"; do
			# shellcheck disable=SC2086 # several words
			if "$footfall" $words --db a.db >out 2>err; then
				cmp out "$([ "$words" = export ] && echo rows || echo weeks)"
			else
				grep -q damaged err
				[ ! -s out ]
			fi
		done
		[ "$(sha256sum a.db)" = "$before" ]
	done
}

@test "database: a source of another machine's --rules stays one in a merge, a report and a closed year" {
	for i in 1 2 3; do
		line "203.0.113.$i" '15/Jun/2012:09:00:00 +0000' /a 200 https://pod.example.org/1 "$firefox"
		line "203.0.113.$i" '03/Jun/2013:09:00:00 +0000' /a 200 https://pod.example.org/1 "$firefox"
	done >pod
	printf 'source podcast pod.example.org\n' >mine
	"$footfall" key new k
	"$footfall" ingest -q --db a.db --key k --rules mine pod
	"$footfall" ingest -q --db b.db --key k log
	"$footfall" merge -q --db ab.db a.db b.db
	"$footfall" merge -q --db ba.db b.db a.db
	"$footfall" merge -q --db b.db a.db
	for db in ab.db ba.db b.db; do
		[ "$("$footfall" weekly --json --source all --since 2013-W23 --db $db | json_value weeks.0.sources.podcast.visitors)" = 3 ]
		cp -p k $db.key
		"$footfall" forget -q --db $db --before 2013
		[ "$("$footfall" yearly --json --source all --db $db | json_value years.0.sources.podcast.visitors)" = 3 ]
	done
}

@test "database: --source and --control take the names that it has counted, or that its rules say" {
	local day
	for day in 03 10 17 24; do
		line 203.0.113.1 "$day/Jun/2013:09:00:00 +0000" /a 200 https://news.example.org/1 "$firefox"
		line 203.0.113.2 "$day/Jun/2013:09:00:00 +0000" /a 200 https://pod.example.org/1 "$firefox"
		line 203.0.113.3 "$day/Jun/2013:09:00:00 +0000" /a 200 http://t.co/abc "$firefox"
	done >named
	printf 'source mynews news.example.org\nsource mypod pod.example.org\nsource mine my.example.org\n' >mine
	"$footfall" ingest -q --db a.db --rules mine named
	[ "$("$footfall" weekly --json --source MyNews --db a.db | json_value weeks.0.visitors)" = 1 ]
	# On a machine without the file of rules.
	cp -p a.db.key b.db.key
	"$footfall" merge -q --db b.db a.db
	for rules in mine gone; do
		"$footfall" yearly --csv --source mynews --db b.db >"years.$rules"
		"$footfall" compare --json --source mynews --control mypod --event 2013-06-12 --db b.db >"compare.$rules"
		"$footfall" report --source mypod --control mynews --event 2013-06-12 --db b.db >"report.$rules"
		mv mine gone || true
	done
	for command in years compare report; do
		cmp $command.mine $command.gone
	done
	mv gone mine
	# Of logs read beside it, by the rules that are kept; nobody came from there yet.
	[ "$("$footfall" yearly --json --source mine --db a.db log | json_value years.0.visitors)" = 0 ]
	refused 2 "--source 'mynew' is not known, did you mean 'mynews'?" weekly --source mynew --db a.db
	refused 2 "--control 'nosuch' is not known" compare --event 2013-06-12 --control nosuch --db a.db
	refused 2 "--control is the source itself" compare --event 2013-06-12 --source mypod --control mypod --db a.db
	refused 2 "--archive goes with --source twitter or all" report --archive no.js --source mypod --db a.db
	refused 2 "--source 'mynews' is not known" weekly --source mynews log
}

@test "database: of several rules files a change of any is noticed, and their order is kept" {
	: >r1
	echo 'robot Examplebot' >r2
	"$footfall" ingest -q --db a.db --rules r1 --rules r2 log
	[[ $("$footfall" ingest --db a.db log) == "0 inputs read, 1 known already"* ]]
	echo 'exclude 203.0.113.2' >r1
	[[ $("$footfall" ingest --db a.db log) == "1 input read, 0 known already"* ]]
	# The first rule that fits holds, whatever the names of the files.
	echo 'person Firefox/20' >z-first
	echo 'robot Firefox/20' >a-second
	"$footfall" ingest -q --db b.db --rules z-first --rules a-second log
	"$footfall" ingest -q --db b.db more
	"$footfall" yearly --csv --db b.db >kept
	"$footfall" yearly -q --csv --key b.db.key log more | cmp - kept
}

@test "database: a log format of several lines, and one of a file elsewhere, hold for the next run" {
	layout='log_format mine '"'"'$remote_addr|$time_local|'"'"'
		'"'"'$request|$status|$http_referer|$http_user_agent'"'"';'
	printf '%s\nlog_format other "$status";\n' "$layout" >nginx.conf
	for i in 1 2; do
		printf '203.0.113.%d|06/May/2013:08:15:00 +0200|GET /a HTTP/1.1|200|http://t.co/abc|%s\n' $i "$firefox" >own$i
	done
	mkdir elsewhere
	for format in "$layout" nginx.conf:mine; do
		rm -f a.db a.db.key
		"$footfall" ingest -q --db a.db --log-format "$format" own1
		(cd elsewhere && "$footfall" ingest -q --db ../a.db ../own2)
		[ "$("$footfall" weekly --json --db a.db | json_value weeks.0.visitors)" = 2 ]
	done
}

@test "database: parts made with different rules give the same in any order" {
	echo 'robot Firefox/20' >rules
	"$footfall" key new k
	"$footfall" ingest -q --db a.db --key k --rules rules log
	"$footfall" ingest -q --db b.db --key k log
	"$footfall" merge -q --db ab.db a.db b.db
	"$footfall" merge -q --db ba.db b.db a.db
	for source in twitter all; do
		"$footfall" weekly --csv --source $source --db ab.db >want
		"$footfall" weekly --csv --source $source --db ba.db | cmp - want
	done
}
