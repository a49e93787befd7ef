#!/usr/bin/env bats
# The week's digest, as a mail and as text.

load common

setup() {
	common_setup
	story=$BATS_TEST_DIRNAME/../../sample-logs
	# Three weeks, the second complete, with visitors whose paths are hostile.
	for day in 06 07 08 09 10 11 12; do
		line "203.0.113.$day" "$day/May/2013:08:00:00 +0200" "/a/<b>&\"$day" 200 http://t.co/abc "$firefox"
	done >log
	line 203.0.113.1 '13/May/2013:08:00:00 +0200' /b 200 http://t.co/abc "$firefox" >>log
}

digest() { "$footfall" digest "$@" 2>/dev/null; }

@test "digest: a mail that a library reads, with both parts and the same figures" {
	digest --to me@example.org --from 'Footfall <footfall@example.org>' --followers "$story/followers.csv" \
		"$story"/story/access* >mail
	"$footfall" weekly --json "$story"/story/access* >weekly 2>/dev/null
	python3 - <<'PYTHON'
import email, email.policy, email.utils, json, re
raw = open("mail", "rb").read()
assert all(len(line) < 998 for line in raw.split(b"\n"))
raw.decode("ascii")
mail = email.message_from_bytes(raw, policy=email.policy.default)
assert not mail.defects
assert mail["To"] == "me@example.org" and mail["From"] == "Footfall <footfall@example.org>"
assert mail["Auto-Submitted"] == "auto-generated"
assert re.fullmatch(r"<footfall\.2014-W18\.[0-9a-f]{32}@[A-Za-z0-9.-]+>", mail["Message-ID"])
assert email.utils.parsedate_to_datetime(mail["Date"])
weeks = {w["week"]: w for w in json.load(open("weekly"))["weeks"]}
visitors = weeks["2014-W18"]["visitors"]
assert mail["Subject"] == "%d visitors from Twitter in 2014-W18, 2 fewer than the week before" % visitors, mail["Subject"]
assert mail.get_content_type() == "multipart/alternative"
text, html = mail.iter_parts()
assert [p.get_content_type() for p in (text, html)] == ["text/plain", "text/html"]
assert not text.defects and not html.defects
words = text.get_content()
assert all(len(line) < 78 for line in words.split("\n"))
assert re.search(r"The week before +%d " % weeks["2014-W17"]["visitors"], words)
assert re.search(r"Same week last year +%d " % weeks["2013-W18"]["visitors"], words)
mean = sum(weeks["2014-W%d" % w]["visitors"] for w in (14, 15, 16, 17)) / 4
assert re.search(r"Mean of the 4 weeks before +%d " % int(mean + 0.5), words)
assert "Followers" in words and "each of its days has records" in words and "t.co/" in words
page = html.get_content()
assert not re.search(r"<(svg|script|img|link|style|a)\b|https?://", page)
assert page.count("<table") == page.count("</table>") and page.count("<tr") == page.count("</tr>")
PYTHON
	# The same content, the same Message-ID.
	digest --to me@example.org --followers "$story/followers.csv" -j 1 "$story"/story/access* >again
	[ "$(grep Message-ID mail)" = "$(grep Message-ID again)" ]
}

@test "digest: a chosen week, incomplete ones too" {
	digest --format text --week 2013-W20 log >out
	grep -q '^At least 1 visitor from Twitter in 2013-W20 (incomplete)' out
	tr '\n' ' ' <out | grep -q 'no record on 2013-05-14, 2013-05-15, 2013-05-16, 2013-05-17'
	digest --json --week 2013-W19 log >out
	[ "$(json_value week.visitors <out)" = 7 ]
	[ "$(json_value week_before <out)" = null ]
	[ "$(json_value year_ago <out)" = null ]
	[ "$(json_value mean_before.visitors <out)" = null ]
	[ "$(json_value followers <out)" = null ]
	[ "$(json_value links.0 <out)" = '{"link": "t.co/abc", "code": "abc", "visitors": 7, "page_views": 7}' ]
	[ "$(json_value missing_days <out)" = '[]' ]
	digest --json "$story"/story/access* | json_value year_ago.week | grep -qx '"2013-W18"'
}

@test "digest: hostile paths make no markup" {
	digest --to me@example.org log >mail
	python3 - <<'PYTHON'
import email, email.policy
mail = email.message_from_bytes(open("mail", "rb").read(), policy=email.policy.default)
text, html = mail.iter_parts()
assert "<b>&" in text.get_content()
assert "/a/&lt;b&gt;&amp;" in html.get_content() and "/a/<b>" not in html.get_content()
PYTHON
	[ "$(digest --format markdown log | grep -c '<b>')" = 0 ]
	# The mail is UTF-8: what is no markup stays what it is.
	sed 's|/a/<b>&"|/gr\\xc3\\xbc\\xc3\\x9fe|' log >words
	digest --to me@example.org words | python3 -c '
import email, email.policy, sys
mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
assert "/gr\u00fc\u00dfe06" in list(mail.iter_parts())[1].get_content()'
}

@test "digest: nothing to tell is no fault" {
	line 203.0.113.1 '13/May/2013:08:00:00 +0200' /b 200 http://t.co/abc "$firefox" >short
	run "$footfall" digest --to me@example.org short
	[ "$status" = 0 ]
	[ "$output" = "footfall: no week is complete yet, so there is nothing to tell" ]
	: >empty
	run "$footfall" digest --week 2013-W19 --format text empty
	[ "$status" = 0 ]
	[ "${#lines[@]}" = 1 ]
	run "$footfall" digest --quiet --to me@example.org short
	[ "$status" = 0 ]
	[ "$output" = "" ]
	[ "$("$footfall" digest --json empty 2>/dev/null | json_value week)" = null ]
	run "$footfall" digest missing
	[ "$status" = 1 ]
}

@test "digest: addresses and weeks that cannot be are refused" {
	for bad in $'a@example.org\nBcc: b@example.org' $'a@example.org\r' '' $'a\tb'; do
		run "$footfall" digest --to "$bad" log
		[ "$status" = 2 ]
		run "$footfall" digest --from "$bad" log
		[ "$status" = 2 ]
	done
	for bad in 2013 2013-05-06 2014-W53 W18 x; do
		run "$footfall" digest --week "$bad" log
		[ "$status" = 2 ]
	done
	run "$footfall" digest log
	[ "$status" = 0 ]
	[[ $output == *"--to ADDRESS"* ]]
	run "$footfall" digest --to me@example.org log
	[[ $output != *"--to ADDRESS"* ]]
}

@test "digest: many visitors widen no line" {
	python3 - "$firefox" >many <<'PYTHON'
import sys
for day in range(6, 13):
    for i in range(1500):
        print('198.51.%d.%d - - [%02d/May/2013:08:00:00 +0000] "GET /%d HTTP/1.1" 200 9 "http://t.co/%s" "%s"'
              % (100 + day, i % 250, day, i, "x" * 99, sys.argv[1] + " v%d" % (i // 250)))
PYTHON
	digest --format text many >out
	grep -q '^  Visitors this week  10,500   10,500 visits, 10,500 page views$' out
	awk 'length > 77 || / $/ { print; bad = 1 } END { exit bad }' out
}

@test "digest: of fewer than four whole weeks before, the mean says so; a week without visitors has no bar" {
	for week in 06 13 20; do
		for ((day = 10#$week; day < 10#$week + 7; day++)); do
			line 192.0.2.1 "$(printf %02d $day)/May/2013:08:00:00 +0000" /a 200 - "$firefox"
		done
	done >few
	digest --format text few >out
	grep -q '^  Mean of 2 of 4 weeks before  0$' out
	grep -q '^  2013-W21         0$' out
}

@test "digest: from a database, and written to a file" {
	"$footfall" ingest -q --db blog.db log
	digest --db blog.db --format text >one
	digest --format text log >two
	cmp one two
	digest --db blog.db --to me@example.org -o mail
	grep -q '^Subject: 7 visitors from Twitter in 2013-W19$' mail
}

@test "anchor: alone it is one reading, and not passed over" {
	for week in 1 2 3; do
		line "203.0.113.$week" "$((week * 7))/May/2013:08:00:00 +0000" /a 200 http://t.co/abc "$firefox"
	done | sed 's/\[7/[07/' >log
	"$footfall" compare --json --event 2013-05-13 --anchor 2013-05-12=777 log >out
	python3 -c '
import json
out = json.load(open("out"))
assert out["followers"]["readings"] == 1 and [w["followers"] for w in out["weeks"]].count(777) == 1'
	"$footfall" digest --format text --anchor 2013-05-12=777 --week 2013-W19 log | grep -q 'Followers *777'
}

@test "digest: followers of a day between two readings are not shown as read" {
	printf 'date,followers\n2013-05-01,1000\n2013-05-05,1010\n2013-05-14,1100\n' >between.csv
	printf 'date,followers\n2013-05-05,1000\n2013-05-12,1100\n' >read.csv
	printf 'date,followers\n2013-05-08,1000\n' >alone.csv
	digest --format text --followers between.csv log >out
	grep -q '1,080   about +70 in the week (between two readings)$' out
	digest --format json --followers between.csv log | json_value followers.followers_interpolated | grep -qx true
	digest --format text --followers read.csv log | grep -q '1,100   +100 in the week$'
	digest --format json --followers read.csv log | json_value followers.followers_interpolated | grep -qx false
	digest --format text --followers alone.csv log | grep -q 'Followers .* 1,000$'
}

@test "digest: a share is not rounded to all or nothing" {
	for day in 06 07 08 09 10 11 12; do
		for i in $(seq 1 250); do
			line "203.0.113.$i" "$day/May/2013:08:00:00 +0200" /a 200 http://t.co/abc "$firefox"
		done
		line 198.51.100.1 "$day/May/2013:08:00:00 +0200" /a 200 - "$firefox"
	done >most
	[[ $(digest --format text most) == *"They are over 99 % of all visitors."* ]]
	[[ $("$footfall" weekly -q most) == *", over 99 % of all."* ]]
}

@test "digest: a hundred times fewer are not none" {
	python3 - "$firefox" >fell <<'PYTHON'
import sys
for day in range(6, 20):
    for i in range(150 if day == 6 else day == 13):
        print('198.51.100.%d - - [%02d/May/2013:08:00:00 +0000] "GET / HTTP/1.1" 200 9 "http://t.co/x" "%s"'
              % (i, day, sys.argv[1]))
    print('203.0.113.1 - - [%02d/May/2013:08:00:00 +0000] "GET / HTTP/1.1" 200 9 "-" "%s"' % (day, sys.argv[1]))
PYTHON
	digest --format text fell >out
	grep -q 'below -99 %' out
	! grep -q -- '-100 %' out
}
