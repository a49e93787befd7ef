#!/usr/bin/env bats
# The page: that it says what --json says, that no log can put anything into it, that it asks for nothing.

load common
setup() {
	common_setup
	root=$BATS_TEST_DIRNAME/../..
	story=$root/sample-logs/story
	followers=$root/sample-logs/followers.csv
}

truth() {
	python3 "$root/tests/page_truth.py" "$@"
}

# page NAME: one of tests/browser/pages.py
page() {
	python3 "$root/tests/browser/pages.py" "$footfall" . "$@"
}

@test "report: the story's page is strict, and its tables are those of --json" {
	"$footfall" report -q -o page.html --followers "$followers" --event 2013-05-06='followed back' "$story"/*
	truth strict page.html
	"$footfall" weekly -q --json "$story"/* >weekly.json
	"$footfall" yearly -q --json "$story"/* >yearly.json
	"$footfall" yearly -q --json --source all "$story"/* >sources.json
	truth tables page.html weekly.json yearly.json sources.json
	"$footfall" tweets -q --json "$story"/* >tweets.json
	truth links page.html tweets.json
	grep -q 'followed back' page.html
	[ -z "$(find . -name "*.footfall-*")" ]
}

@test "report: few weeks, many, gaps, a week above all others, nothing: all strict and true" {
	page >pages
	while read -r one; do
		truth strict "$one"
		log=${one%.html}.log
		[ -s "$log" ] || continue
		"$footfall" weekly -q --json "$log" >weekly.json
		"$footfall" yearly -q --json "$log" >yearly.json
		truth tables "$one" weekly.json yearly.json
		archive=()
		[ ! -e "${one%.html}.js" ] || archive=(--archive "${one%.html}.js")
		"$footfall" tweets -q --json "${archive[@]}" "$log" >tweets.json
		[ "$(json_value totals.all.visitors <tweets.json)" = 0 ] || truth links "$one" tweets.json
	done <pages
	[ "$(wc -l <pages)" -ge 7 ]
	# Five years with all parts: followers, dates, claims, an archive.
	[ "$(stat -c %s five-years.html)" -lt 150000 ]
	[ "$(grep -c '<section ' five-years.html)" = 8 ]
}

@test "report: what HTML Tidy says of it" {
	command -v tidy >/dev/null || skip "tidy is not installed"
	page five-years empty one-week
	for one in *.html; do
		tidy -q -e "$one" 2>said
		[ ! -s said ]
	done
}

# hostile REPLACEMENT: a log with the text in every place that a visitor fills, and an archive with it in its tweets
hostile() {
	for i in 1 2 3; do
		line "203.0.113.$i" "0$i/May/2013:08:00:00 +0200" "/$1?utm_source=$1" 200 "http://t.co/Code$i?$1" "$firefox $1"
		line "203.0.113.$i" "0$i/May/2013:08:00:01 +0200" /a 200 "http://$1.example.com/$1" "$firefox $1"
		line "203.0.113.$i" "0$i/May/2013:08:00:02 +0200" /style.css 200 "http://$1.example.org/$1" "$firefox $1"
		line "203.0.113.$i" "0$i/May/2013:08:00:03 +0200" /b 200 "http://twitter.com/a/status/1$i?$1#$1" "$firefox $1"
	done
}

hostile_tweets() {
	printf '%s' "$1" | python3 -c '
import json, sys
text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape").encode("utf-8", "replace").decode()
print("window.YTD.tweets.part0 =", json.dumps([{"tweet": {"id_str": "1%d" % i, "full_text": text + " https://t.co/Code%d " % i
    + text, "created_at": "Mon Apr 01 08:00:00 +0000 2013"}} for i in (1, 2)]))'
}

@test "report: hostile logs, labels and tweets add no element and no attribute" {
	hostile word >harmless.log
	hostile_tweets word >harmless.js
	"$footfall" report -q -o harmless.html --archive harmless.js --event 2013-05-02=word harmless.log
	grep -q 'id="links"' harmless.html
	local n=0 text
	for text in '<script>alert(1)</script>' '"><img src=x onerror=alert(1)>' "' onclick='x" '&lt;b&gt;' ']]>' '<!--' \
		$'\xff\xfe' $'\xe2\x80\xae' '%3Cscript%3E' '\x3cscript\x3e' '</style></title>' $'\x01\x1b[31m' '&#60;b&#62;' \
		'%253Cb%253E' '<svg onload=x>' '</small></div></li></ol></section>'; do
		n=$((n + 1))
		hostile "$text" >hostile.log
		hostile_tweets "$text" >hostile.js
		"$footfall" report -q -o "hostile$n.html" --archive hostile.js --event "2013-05-02=$text" hostile.log 2>/dev/null
		truth strict "hostile$n.html"
		truth census harmless.html "hostile$n.html"
	done
}

@test "report: an archive is text for its links, and of other sources there is no link" {
	small_log | sed 's|t.co/abc|t.co/AbCdEf1234|' >log
	"$footfall" report -q -o page.html --archive "$root/tests/data/archives/tweets.js" log
	"$footfall" tweets -q --json --archive "$root/tests/data/archives/tweets.js" log >tweets.json
	truth strict page.html
	truth links page.html tweets.json
	grep -q 'though visits came before it' page.html
	"$footfall" report -q -o page.html --last 1 log
	grep -q 'used in the weeks of this page' page.html
	"$footfall" report -q -o page.html --source google log
	run grep -c 'id="links"' page.html
	[ "$output" = 0 ]
	run "$footfall" report --source google --archive tweets.js -o page.html log
	[ "$status" = 2 ]
	[[ $output == *"--archive goes with"* ]]
	run "$footfall" report -o page.html --archive missing.js log
	[ "$status" = 3 ]
	truth strict page.html
}

@test "report: own host of the log is text" {
	for i in $(seq 1 70); do
		line "203.0.113.$i" '06/May/2013:08:00:00 +0200' /style.css 200 'http://blog.example.org/a' "$firefox"
		line "203.0.113.$i" '06/May/2013:08:00:01 +0200' /a 200 'http://t.co/a' "$firefox"
	done >log
	"$footfall" report -q -o page.html log
	truth strict page.html
	grep -q 'blog.example.org' page.html
	run grep -c '203.0.113' page.html
	[ "$output" = 0 ]
}

@test "report: the same bytes whatever the jobs, the order, the place and the language" {
	"$footfall" report -q -o one.html -j 1 "$story"/*2012*
	mapfile -t files < <(printf '%s\n' "$story"/*2012* | sort -r)
	TZ=Asia/Tokyo LC_ALL=tr_TR.UTF-8 "$footfall" report -q -o two.html -j 2 "${files[@]}"
	cmp one.html two.html
	"$footfall" report -q "$story"/*2012* >three.html
	cmp one.html three.html
}

@test "report: an old page stays when the new one cannot be written" {
	small_log >log
	echo old >page.html
	run "$footfall" report -q -o page.html missing.log
	[ "$status" = 1 ]
	[ "$(cat page.html)" = old ]
	run "$footfall" report -q -o /dev/full log
	[ "$status" = 1 ]
	run "$footfall" report -q -o no/such/folder.html log
	[ "$status" = 1 ]
	"$footfall" report -q -o page.html log
	truth strict page.html
}

@test "report: another source, and all of them" {
	small_log >log
	for source in google all direct; do
		"$footfall" report -q --source $source -o page.html log
		truth strict page.html
	done
}

@test "report: usage" {
	run "$footfall" report --control twitter -o page.html /dev/null
	[ "$status" = 2 ]
	[[ $output == *"--control is the source itself"* ]]
	run "$footfall" report --json -o page.html /dev/null
	[ "$status" = 2 ]
	run "$footfall" report -o page.html --followers - -
	[ "$status" = 2 ]
}

@test "report: Chromium has nothing to say, and all can be read and reached" {
	python3 -c "import sys; sys.path.insert(0, '$root/tests/browser'); import chromium; sys.exit(not chromium.program())" ||
		skip "Chromium is not installed: make deps shots"
	page five-years one-week outlier
	timeout 300 python3 "$root/tests/browser/check.py" five-years.html one-week.html outlier.html
}

@test "report: weeks added up are spoken of only where they give more than the year" {
	line 203.0.113.1 '31/Dec/2012:08:00:00 +0000' /a 200 http://t.co/abc "$firefox" >edge
	line 203.0.113.1 '06/May/2013:08:00:00 +0000' /a 200 http://t.co/abc "$firefox" >twice
	line 203.0.113.1 '16/May/2013:08:00:00 +0000' /a 200 http://t.co/abc "$firefox" >>twice
	"$footfall" report -q -o edge.html edge
	"$footfall" report -q -o twice.html twice
	run grep -c 'its weeks added up' edge.html twice.html
	[ "$output" = $'edge.html:0\ntwice.html:1' ]
	[[ $("$footfall" yearly -q edge) != *"added up"* ]]
	[[ $("$footfall" yearly -q twice) == *"Its weeks added up give 2,"* ]]
}
