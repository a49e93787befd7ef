#!/usr/bin/env bats
# footfall compare: visitors beside followers, verdicts, claims, and how it ends.
# shellcheck disable=SC2154 # bats sets stderr

bats_require_minimum_version 1.5.0

setup() {
	load common
	common_setup
	root=$BATS_TEST_DIRNAME/../..
	data=$root/tests/data/compare
	logs=$root/sample-logs
}

# weeks FIRST COUNT...: a table of weekly visitors
weeks() {
	python3 -c '
import datetime, sys
print("week_start,visitors")
for i, count in enumerate(sys.argv[2:]):
    print(datetime.date.fromisoformat(sys.argv[1]) + datetime.timedelta(7 * i), count, sep=",")' "$@"
}

# is_true EXPRESSION: of the JSON on standard input, as `r`
is_true() {
	python3 -c '
import json, sys
def refuse(word): raise ValueError(word)
r = json.load(sys.stdin, parse_constant=refuse)
sys.exit(0 if eval(sys.argv[1]) else "not true: " + sys.argv[1])' "$1"
}

# story OPTION...: the sample story compared
story() {
	"$footfall" compare -q --followers "$logs/followers.csv" --event 2012-11-05 "$@" "$logs"/story/*
}

@test "compare: figures and verdicts are those of R" {
	python3 "$root/tests/compare_truth.py" "$footfall" "$data"
}

@test "compare: the story changed at its date, and the other sites did not" {
	story --json 2>messages >out.json
	is_true 'r["schema"] == "footfall.compare/1" and r["source"] == "twitter" and r["time_zone"] == "log"' <out.json
	is_true 'r["events"][0]["verdict"] == "changed-at-date"' <out.json
	is_true 'r["events"][0]["control"]["verdict"] == "not-distinguishable"' <out.json
	is_true 'not r["events"][0]["control"]["moved_too"]' <out.json
}

@test "compare: the true figures of the story lie inside the intervals" {
	story --json --claim 50/week --claim 2400/year --claim '20 followers/day' 2>messages >out.json
	is_true 'r["events"][0]["before"]["visitors"] == 106 and r["events"][0]["before"]["weeks"] == 78' <out.json
	is_true '(lambda c: c[0] <= 1.4 <= c[1])(r["events"][0]["before"]["ci95"])' <out.json
	is_true '(lambda c: c[0] <= 50 <= c[1])(r["claims"][0]["ci95"])' <out.json
	is_true '[c["answer"] for c in r["claims"]] == ["consistent"] * 3' <out.json
	is_true 'r["claims"][1]["years"] == [{"year": 2012, "weeks": 51, "days_missing": 1, "visitors": 144, "visitor_weeks": 158},
		{"year": 2013, "weeks": 52, "days_missing": 0, "visitors": 2487, "visitor_weeks": 2685}]' <out.json
	is_true 'r["claims"][1]["projected"] and not r["claims"][0]["projected"]' <out.json
	is_true '{m["count"]: m["reached"] for m in r["followers"]["milestones"]}[2000] == "2012-11-16"' <out.json
	is_true 'any(c[0] <= 20 <= c[1] for c in [s["ci95"] for s in r["followers"]["segments"]])' <out.json
}

@test "compare: weeks are those of weekly, and a table of them gives the same as the logs" {
	"$footfall" weekly -q --csv "$logs"/story/* >weeks.csv 2>messages
	"$footfall" compare --json --visitors weeks.csv --followers "$logs/followers.csv" --event 2012-11-05 >table.json
	story --json >logs.json 2>messages
	python3 - <<-'END'
		import json
		a, b = (json.load(open(name)) for name in ("table.json", "logs.json"))
		assert [w["visitors"] for w in a["weeks"]] == [w["visitors"] for w in b["weeks"]]
		assert [w["complete"] for w in a["weeks"]] == [w["complete"] for w in b["weeks"]]
		assert a["events"][0]["models"] == b["events"][0]["models"]
		assert a["events"][0]["control"] is None and a["time_zone"] is None
	END
}

@test "compare: the text begins with the verdict and fits its width" {
	for width in 80 100 40; do
		COLUMNS=$width story --claim 50/week --claim 2400/year >text 2>messages
		[[ $(head -n 1 text) == "The number of visitors from Twitter changed at this date, 2012-11-05: "* ]]
		[ "$(tail -n +2 text | LC_ALL=C.UTF-8 wc -L)" -le "$width" ]
		run ! grep -q ' $' text
	done
	COLUMNS=80 story --claim 50/week --claim 2400/year >text 2>messages
	[ "$(wc -l <text)" -le 52 ]
	grep -q '▁' text
	grep -qE '^  counted in 2013 +2,487 +distinct visitors$' text
	run ! grep -iE 'people|because|nan' text
}

@test "compare: ASCII where the place has no more, colour only where it is wanted" {
	LC_ALL=C story >text 2>messages
	LC_ALL=C run ! grep -q '[^ -~]' text
	run ! grep -q $'\033' text
	story --color always | grep -q $'\033'
}

@test "compare: Markdown has the verdict first and its figures as tables" {
	story --format markdown >text 2>messages
	[[ $(head -n 1 text) == "The number of visitors from Twitter changed"* ]]
	grep -q '^| --- | ---: | --- | --- |$' text
}

@test "compare: CSV has a row a week with the columns of JSON" {
	story --csv >weeks.csv 2>messages
	[ "$(head -n 1 weeks.csv)" = "week,complete,visitors,followers,following,followers_interpolated,followers_per_day,visitors_per_1000_followers,control" ]
	[ "$(wc -l <weeks.csv)" -eq 159 ]
}

@test "compare: following beside the visitors takes no followers away" {
	printf 'week_start,visitors,following\n2010-01-04,5,7\n2010-01-11,6,8\n' >weeks.csv
	printf 'date,followers\n2010-01-10,150\n2010-01-17,160\n' >followers.csv
	"$footfall" compare --json --visitors weeks.csv --followers followers.csv >out.json
	is_true '[(w["followers"], w["following"]) for w in r["weeks"]] == [(150, 7), (160, 8)]' <out.json
}

@test "compare: weeks without a row are unknown, and a longer run of them is left out" {
	printf 'week_start,visitors\n2010-01-04,5\n2010-01-25,7\n2020-01-06,7\n' >weeks.csv
	"$footfall" compare --json --visitors weeks.csv >out.json
	is_true '[w["visitors"] for w in r["weeks"]] == [5, None, None, 7, 7]' <out.json
	"$footfall" compare --json --visitors weeks.csv --until 2010 --last 2 >out.json
	is_true '[w["visitors"] for w in r["weeks"]] == [None, 7]' <out.json
}

@test "compare: where no other date can be tried, nothing ties a change to its own" {
	# shellcheck disable=SC2046 # words are wanted
	weeks 2012-10-08 $(printf '0 %.0s' {1..20}) 1 $(printf '0 %.0s' {1..9}) \
		$(printf '5 4 6 3 5 7 4 5 6 4 %.0s' {1..3}) >weeks.csv
	"$footfall" compare --json --visitors weeks.csv --event 2013-05-06 >out.json
	is_true 'r["events"][0]["verdict"] == "differs-but-not-tied-to-date"' <out.json
	is_true '[r["events"][0]["models"][k] for k in ("placebo_n", "placebo_ge", "placebo_p")] == [0, 0, 1]' <out.json
	is_true 'abs(r["events"][0]["models"]["M1_abs_t"] - 5.12595) < 1e-4' <out.json
	is_true 'r["events"][0]["models"]["placebo_max_t"] == "-inf"' <out.json
	run "$footfall" compare --visitors weeks.csv --event 2013-05-06
	[[ $output == *"so none can be tried beside it"* ]]
	[[ ! $output =~ too\ few\ weeks ]]
}

@test "compare: weeks that are all alike are no surer than chance has them" {
	# shellcheck disable=SC2046 # words are wanted
	weeks 2012-07-30 $(printf '4 %.0s' {1..40}) $(printf '50 %.0s' {1..40}) >weeks.csv
	"$footfall" compare --json --visitors weeks.csv --event 2013-05-06 \
		--claim '46 extra a week' --claim '2,400 extra people a year' >out.json
	is_true '[c["answer"] for c in r["claims"]] == ["consistent", "consistent"]' <out.json
	is_true 'r["events"][0]["ci95_extra"][1] - r["events"][0]["ci95_extra"][0] > 100' <out.json
}

@test "compare: claims about followers, before and since" {
	answer() { # CLAIM
		"$footfall" compare --json --visitors "$data/step.csv" --followers "$data/step.csv" --event 2013-05-06 \
			--claim "$1" | json_value claims.0.answer
	}
	[ "$(answer 'passed 2,000')" = '"consistent"' ]
	[ "$(answer 'reached 500,000 followers')" = '"too-high"' ]
	[ "$(answer '1-5 followers a day before')" = '"consistent"' ]
	[ "$(answer '20 followers a day since 2013-05-06')" = '"too-low"' ]
	[ "$(answer 'less than 60 visitors a week')" = '"consistent"' ]
	[ "$(answer 'no fewer than 90 visitors a week')" = '"too-high"' ]
	[ "$(answer 'under 4 visitors a week before')" = '"consistent"' ]
	[ "$(answer 'over 30 a week since 2013-09')" = '"consistent"' ]
	"$footfall" compare --json --visitors "$data/step.csv" --followers "$data/step.csv" --claim 'passed 5,000.' >out.json
	is_true 'r["claims"][0]["sentence"].startswith("5,000 followers were first read on 2013-11-17")' <out.json
	is_true 'r["claims"][0]["per"] is None and r["claims"][0]["measured"] == 21712' <out.json
}

@test "compare: a year with a missing day is counted, and that is said" {
	for day in 2013-03-04/2013-09-01 2013-09-03/2014-02-02; do
		python3 -c '
import datetime, sys
first, last = map(datetime.date.fromisoformat, sys.argv[1].split("/"))
for i in range((last - first).days + 1):
    print((first + datetime.timedelta(i)).strftime("%d/%b/%Y:08:00:00 +0000"))' "$day"
	done >days
	while read -r at; do
		line 203.0.113.1 "$at" /a 200 http://t.co/abc "$firefox"
	done <days >log
	"$footfall" compare --json --event 2013-06-03 --claim '10/year' log >out.json
	is_true '[(y["year"], y["visitors"], y["days_missing"]) for y in r["claims"][0]["years"]] == [(2013, 1, 63)]' <out.json
	is_true '"63 days missing)" in r["claims"][0]["sentence"]' <out.json
}

@test "compare: one wrong clock does not stretch the chart" {
	weeks 2013-01-07 5 4 6 5 9 8 9 7 8 9 >weeks.csv
	"$footfall" compare --visitors weeks.csv --event 2013-02-04 >want
	echo 2098-01-06,1 >>weeks.csv
	"$footfall" compare --visitors weeks.csv --event 2013-02-04 >got
	grep '^Visitors' got >line
	grep '^Visitors' want | cmp - line
	grep -q '2013-W02 *2013-W11' got
}

@test "compare: zero before is a lower bound, exit 0" {
	weeks 2013-01-07 0 0 0 0 0 0 0 0 0 0 3 4 5 6 3 4 5 6 3 >zero.csv
	run "$footfall" compare --visitors zero.csv --event 2013-03-18
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "No visitors in 10 whole weeks before 2013-03-18, then 4.3 a week"*"lower bound"* ]]
	"$footfall" compare --json --visitors zero.csv --event 2013-03-18 >out.json
	is_true 'r["events"][0]["verdict"] == "no-model" and r["events"][0]["ratio"] == "inf"' <out.json
	weeks 2013-01-07 3 4 5 6 3 4 5 6 3 0 0 0 0 0 0 0 0 0 0 >gone.csv
	run "$footfall" compare --visitors gone.csv --event 2013-03-11
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == *"then none in 10 whole weeks"* ]]
}

@test "compare: one week of logs, a date beyond all weeks, nothing at all: each its sentence, exit 0" {
	small_log >log
	run "$footfall" compare -q --event 2013-05-07 log
	[ "$status" -eq 0 ]
	[[ $output == *"No whole week of visitors was read"* ]]
	weeks 2013-01-07 5 >one.csv
	run "$footfall" compare --visitors one.csv --event 2013-01-09 --claim 50/week
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "There is only one whole week, and 2013-01-09 lies inside it"* ]]
	[[ $(tr -s " \n" "  " <<<"$output") == *", measured in 1 whole week. "* ]]
	run "$footfall" compare --visitors one.csv --event 2013-01-07
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "There is only one whole week (5.0 visitors), which lies after 2013-01-07"* ]]
	weeks 2013-01-07 5 4 3 >three.csv
	run "$footfall" compare --visitors three.csv --event 2015-01-05
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "All 3 whole weeks with a count (4.0 visitors a week) lie before 2015-01-05"* ]]
	: >empty
	run "$footfall" compare --event 2013-05-06 --claim 50/week empty
	[ "$status" -eq 0 ]
	[[ $output == *"cannot be measured"* ]]
	"$footfall" compare --json --event 2013-05-06 --claim 50/week --claim 9/year empty >out.json
	is_true 'r["weeks"] == [] and r["events"][0]["verdict"] == "no-visitors"' <out.json
	is_true 'r["claims"][0]["measured"] is None and r["claims"][0]["answer"] == "not-measurable"' <out.json
}

@test "compare: a year without data is unknown, not zero" {
	{
		weeks 2011-01-03 5 4 5 6 4 3 4 5 6 7
		weeks 2013-01-07 5 4 5 6 4 3 14 15 16 17 13 15 15 13 | tail -n +2
	} >gap.csv
	run "$footfall" compare --visitors gap.csv --event 2013-02-18
	[ "$status" -eq 0 ]
	[[ $output == *"No data for 95 weeks in between: unknown, not zero."* ]]
	run "$footfall" compare --visitors gap.csv --event 2012-02-20
	[ "$status" -eq 0 ]
}

@test "compare: no visitor in any week is said, and no figure is made of it" {
	weeks 2013-01-07 0 0 0 0 0 0 0 0 0 0 0 0 >none.csv
	run "$footfall" compare --visitors none.csv --event 2013-02-18
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "No visitors in 12 whole weeks"* ]]
	"$footfall" compare --json --visitors none.csv --event 2013-02-18 | is_true 'r["events"][0]["verdict"] == "no-visitors"'
}

@test "compare: followers of another time are said to have no week in common" {
	weeks 2013-01-07 5 4 3 4 5 6 7 8 9 4 3 >weeks.csv
	printf 'date,followers\n2015-01-04,100\n2015-02-01,200\n' >late.csv
	run "$footfall" compare --visitors weeks.csv --followers late.csv --event 2013-02-18
	[ "$status" -eq 0 ]
	[[ $output == *"no week in common"* ]]
	"$footfall" compare --json --visitors weeks.csv --followers late.csv | is_true 'not r["followers"]["overlap"]'
}

@test "compare: readings too rare to stand beside a week are said to be so" {
	weeks 2013-01-07 5 4 3 4 5 6 7 8 9 4 3 >weeks.csv
	printf 'date,followers\n2013-01,100\n2013-02,200\n2013-03,300\n' >months.csv
	run "$footfall" compare --visitors weeks.csv --followers months.csv
	[ "$status" -eq 0 ]
	[[ $output == *"The readings of followers (2013-01-01 to 2013-03-01) are too"* ]]
	[[ $output != *"no week in common"* ]]
}

@test "compare: what ties a difference to no date is said as it is" {
	# 30 weeks before have 15 other dates, of which none can show one in twenty.
	mapfile -t counts < <(yes 5 | head -n 30 && yes 15 | head -n 30)
	weeks 2012-01-02 "${counts[@]}" >few.csv
	run "$footfall" compare --visitors few.csv --event 2012-07-30
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == *"no date before it looks as striking, but only 15 can be tried, too few to tell." ]]
	[[ $output != *"autocorrelation"* ]]
	# Weeks before that leapt once as high.
	mapfile -t counts < <(printf '%s\n' 5 6 4 5 7 5 6 4 5 6 15 17 14 16 15 17 14 16 15 17 14 5 6 4 5 7 5 6 4 5 6 5 4 6 5 7 5 4 6 5 &&
		printf '%s\n' 13 12 14 15 12 13 14 12 13 15 14 12 13 14 12 13 15 14 12 13)
	weeks 2012-01-02 "${counts[@]}" >leapt.csv
	run "$footfall" compare --visitors leapt.csv --event 2012-10-08
	[[ $output == *"of 25 dates before it, when nothing is said to have happened, look as striking."* ]]
}

@test "compare: an upheaval within four weeks of a date is named" {
	mapfile -t counts < <(yes 5 | head -n 55 && yes 15 | head -n 40)
	weeks 2010-09-06 "${counts[@]}" >weeks.csv
	run "$footfall" compare --visitors weeks.csv --event 2011-09-26
	[ "$status" -eq 0 ]
	[[ $output == *"Within four weeks of 2011-09-26: "*"t.co"*"everyone"* ]]
}

@test "compare: a date inside a week, and several dates" {
	run "$footfall" compare --visitors "$data/step.csv" --event 2013-05-08='wrote about radios' --event 2013-10-07
	[ "$status" -eq 0 ]
	[[ $output == *"2013-05-08 (wrote about radios)"* ]]
	[[ $output == *"2013-05-08 lies inside 2013-W19, which is on neither side"* ]]
	[[ $output == *"Several dates lie inside these weeks"* ]]
	run "$footfall" compare --visitors "$data/step.csv" --event 2013-05-06 --event 2030-01-07
	[[ $output != *"Several dates"* ]]
}

@test "compare: what is said of days and weeks is so" {
	weeks 2013-01-07 5 5 5 5 5 5 5 5 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 >weeks.csv
	printf 'date,followers\n' >f.csv
	for day in $(seq 0 7 168); do
		echo "$(date -d "2013-01-06 $day days" +%F),10000" >>f.csv
	done
	"$footfall" compare --visitors weeks.csv --followers f.csv --event 2013-03-04 --claim '50/week since 2014' >out
	grep -q 'per 1,000 followers now.*(8 weeks, now 13)' out
	[[ $(tr -s ' \n' ' ' <out) == *"10,000: by 2013-01-06"* ]]
	[[ $(tr -s ' \n' ' ' <out) == *"no whole week with visitors counted since 2014-01-01"* ]]
}

@test "compare: labels and claims cannot drive a terminal, a page or a spreadsheet" {
	run "$footfall" compare --visitors "$data/step.csv" --event $'2013-05-06=\033[31m<b>|x'
	[ "$status" -eq 0 ]
	[[ $output != *$'\033'* ]]
	run "$footfall" compare --format markdown --visitors "$data/step.csv" --event $'2013-05-06=\033[31m<b>|x'
	[[ $output != *$'\033'* && $output != *"<b>"* ]]
	"$footfall" compare --json --visitors "$data/step.csv" --event $'2013-05-06=\033[31m"<b>' |
		is_true 'r["events"][0]["label"] == "\x1b[31m\"<b>"'
}

@test "compare: --since, --until and --last choose weeks" {
	"$footfall" compare --json --visitors "$data/step.csv" --since 2013 --until 2013-W30 >out.json
	is_true 'r["weeks"][0]["week"] == "2013-W01" and r["weeks"][-1]["week"] == "2013-W30"' <out.json
	"$footfall" compare --json --visitors "$data/step.csv" --last 20 | is_true 'len(r["weeks"]) == 20'
	story --json --last 20 2>messages | is_true 'len(r["weeks"]) == 20'
}

@test "compare: --control names another source, and --jobs changes nothing" {
	story --json --control google 2>messages | is_true 'r["events"][0]["control"]["source"] == "google"'
	story --json --jobs 1 >one.json 2>messages
	story --json --jobs 2 >two.json 2>messages
	cmp one.json two.json
}

@test "compare: rejected rows of followers or weeks are named, and the status is 3" {
	printf 'date,followers\n2013-01-13,100\n2013-01-20,many\n2013-01-27,120\n' >followers.csv
	weeks 2013-01-07 5 4 3 4 5 >weeks.csv
	run --separate-stderr "$footfall" compare --json --visitors weeks.csv --followers followers.csv
	[ "$status" -eq 3 ]
	[[ $stderr == *"followers.csv:3: "* ]]
	printf 'week_start,visitors\n2013-01-07,5\n2013-01-15,6\n2013-01-21,x\n2013-01-28,\n' >weeks.csv
	run --separate-stderr "$footfall" compare --json --visitors weeks.csv --event 2013-01-28
	[ "$status" -eq 3 ]
	[[ $stderr == *"weeks.csv:3: '2013-01-15' is no Monday"* && $stderr == *"weeks.csv:4: 'x' "* ]]
	is_true '[w["visitors"] for w in r["weeks"]] == [5, None, None, None]' <<<"$output"
	# A bad count beside the visitors takes no week away.
	printf 'week_start,visitors,followers,following\n2013-01-07,5,100,x\n2013-01-14,6,many,20\n' >weeks.csv
	run --separate-stderr "$footfall" compare --json --visitors weeks.csv --event 2013-01-14
	[ "$status" -eq 3 ]
	[[ $stderr == *"weeks.csv:2: 'x' "*"left unknown"* && $stderr == *"weeks.csv:3: 'many' "*"left unknown"* ]]
	is_true '[(w["visitors"], w["followers"], w["following"]) for w in r["weeks"]] == [(5, 100, None), (6, None, 20)]' \
		<<<"$output"
	# Of two rows of a week the later counts, which is no loss but is said.
	printf 'week_start,visitors\n2013-01-07,5\n2013-01-14,6\n2013-01-07,7\n2013-01-14,6\n' >weeks.csv
	run --separate-stderr "$footfall" compare --json --visitors weeks.csv --event 2013-01-14
	[ "$status" -eq 0 ]
	[ "$stderr" = "footfall: weeks.csv:4: a second count for the week of 2013-01-07 is kept; that of line 2 is not" ]
	is_true '[w["visitors"] for w in r["weeks"]] == [7, 6]' <<<"$output"
}

@test "compare: what cannot be read ends with 1, an undecidable date with 2" {
	weeks 2013-01-07 5 4 3 >weeks.csv
	run "$footfall" compare --visitors missing.csv --event 2013-01-14
	[ "$status" -eq 1 ]
	run "$footfall" compare --visitors weeks.csv --followers missing.csv
	[ "$status" -eq 1 ]
	run "$footfall" compare --event 2013-01-14 missing.log
	[ "$status" -eq 1 ]
	printf 'a,b\n1,2\n' >strange.csv
	run "$footfall" compare --visitors strange.csv --event 2013-01-14
	[ "$status" -eq 1 ]
	printf 'date,followers\n04/05/2013,100\n06/05/2013,110\n' >asks.csv
	run "$footfall" compare --visitors weeks.csv --followers asks.csv
	[ "$status" -eq 2 ]
	[[ $output == *"--dates dmy"* ]]
	run "$footfall" compare -q --visitors weeks.csv --followers asks.csv --dates dmy
	[ "$status" -eq 0 ]
}

@test "compare: Mondays decide the order of day and month" {
	printf 'week_start;visitors\n07/01/2013;5\n14/01/2013;6\n' >dmy.csv
	"$footfall" compare --json --visitors dmy.csv --claim 5/week | is_true 'r["weeks"][0]["week"] == "2013-W02"'
	printf 'week_start,visitors\n01/07/2013,5\n' >mdy.csv
	run "$footfall" compare --json --visitors mdy.csv --claim 5/week
	[ "$status" -eq 2 ]
	"$footfall" compare --json --dates mdy --visitors mdy.csv --claim 5/week | is_true 'r["weeks"][0]["week"] == "2013-W02"'
}

@test "compare: wrong usage ends with 2 and says what to do" {
	weeks 2013-01-07 5 4 3 >weeks.csv
	run "$footfall" compare log </dev/null
	[ "$status" -eq 2 ]
	[[ $output == *"--followers FILE, --event DATE or --claim TEXT"* ]]
	for wrong in '--event 2013-05' '--event 2013-02-30' '--event soon' '--claim often' '--claim 50' \
		'--control all' '--control twitter' '--visitors weeks.csv --followers - --visitors -' 'log'; do
		# shellcheck disable=SC2086 # options with their values
		run "$footfall" compare --visitors weeks.csv $wrong </dev/null
		[ "$status" -eq 2 ]
	done
}

@test "compare: standard input gives the logs, the weeks or the followers, once" {
	weeks 2013-01-07 5 4 3 >weeks.csv
	"$footfall" compare --json --visitors - --event 2013-01-14 <weeks.csv | is_true 'len(r["weeks"]) == 3'
	zcat -f "$logs"/story/* | "$footfall" compare -q --json --followers "$logs/followers.csv" 2>messages |
		is_true 'len(r["weeks"]) == 158'
	run "$footfall" compare --followers - </dev/null
	[ "$status" -eq 2 ]
}

@test "compare: without a date the screen tells what there is" {
	run "$footfall" compare --visitors "$data/step.csv" --followers "$data/step.csv"
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "29.0 visitors a week in 104 whole weeks"* ]]
	[[ $output == *"Breaks found without naming a date: 2013-W19"* ]]
}
