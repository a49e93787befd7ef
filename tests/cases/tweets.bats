#!/usr/bin/env bats
# Which links and tweets brought the visitors.

load common

setup() {
	common_setup
	root=$BATS_TEST_DIRNAME/../..
	archives=$root/tests/data/archives
	story=$root/sample-logs
	small_log >log
	sed -i 's|t.co/abc|t.co/AbCdEf1234|; s|http://twitter.com/|https://t.co/abcdef1234|' log
}

tweets() { "$footfall" tweets "$@" 2>/dev/null; }

@test "tweets: without an archive the codes alone" {
	tweets --json log >out
	[ "$(json_value links.0.code <out)" = '"AbCdEf1234"' ]
	[ "$(json_value links.0.visitors <out)" = 1 ]
	[ "$(json_value links.0.page_views <out)" = 2 ]
	[ "$(json_value links.0.first <out)" = '"2013-05-06T06:00:00Z"' ]
	[ "$(json_value links.0.tweet <out)" = null ]
	[ "$(json_value without_code.visitors <out)" = 0 ]
	[ "$(json_value landing_pages.0 <out)" = '{"path": "/a", "visitors": 2, "page_views": 2}' ]
	[[ $(cat out) != *secret* ]]
}

@test "tweets: a code is joined case by case" {
	tweets --json --archive "$archives/tweets.js" log >out
	[ "$(json_value links.0.tweet.id <out)" = '"331400000000000001"' ]
	[ "$(json_value links.0.tweet.time <out)" = '"2013-05-06T08:15:00Z"' ]
	[ "$(json_value links.0.tweet.relation <out)" = '"before-tweet"' ]
	[ "$(json_value links.1.code <out)" = '"abcdef1234"' ]
	[ "$(json_value links.1.tweet.relation <out)" = '"own"' ]
}

@test "tweets: a code is one, however the host before it is written" {
	for referer in http://T.CO/Ab1 HTTPS://t.co:443/Ab1 http://t.co./Ab1 https://user@T.co.:80/Ab1?amp=1; do
		line 203.0.113.1 '06/May/2013:08:00:00 +0200' /a 200 "$referer" "$firefox" >one
		[ "$(tweets --csv one | tail -n 1 | cut -d , -f 1-3)" = t.co/Ab1,Ab1,1 ]
	done
}

@test "tweets: what came before the tweet is not its, what came after it is" {
	line 203.0.113.1 '06/May/2013:08:05:00 +0000' /a 200 http://t.co/AbCdEf1234 "$firefox" >early
	for i in 2 3 4; do
		line 203.0.113.$i "06/May/2013:08:2$i:00 +0000" /a 200 http://t.co/AbCdEf1234 "$firefox" >>early
	done
	tweets --json --archive "$archives/tweets.js" early >out
	[ "$(json_value links.0.tweet.relation <out)" = '"before-tweet"' ]
	[ "$(json_value totals.own_tweets.visitors <out)" = 3 ]
	[ "$(json_value totals.own_tweets.page_views <out)" = 3 ]
	[[ $(tweets --archive "$archives/tweets.js" early) == "Your own tweets brought 3 visitors by 1 link,"* ]]
}

@test "tweets: every layout of an archive gives its codes" {
	while IFS=$'\t' read -r file code tweet created owner; do
		[ "$file" != file ] || continue
		line 203.0.113.9 '07/Jun/2022:08:00:00 +0000' /x 200 "https://t.co/$code" "$firefox" >one
		tweets --json --archive "$archives/$file" one >out
		[ "$(json_value links.0.tweet.id <out)" = "\"$tweet\"" ]
		[ "$(json_value links.0.tweet.time <out)" = "\"$created\"" ]
		[ "$(json_value links.0.tweet.relation <out)" = "\"${owner/self/own}\"" ]
	done <"$archives/codes.tsv"
}

@test "tweets: the story's archive holds the codes of its own tweets" {
	tweets --json --archive "$story/tweets.js" "$story"/story/access* >out
	python3 - out "$story/tweets.js" <<'PYTHON'
import json, re, sys
found = json.load(open(sys.argv[1]))
text = open(sys.argv[2]).read()
archive = {}
for element in json.loads(text[text.index("["):]):
    for url in element["tweet"]["entities"]["urls"]:
        archive.setdefault(url["url"].rsplit("/", 1)[1], []).append(element["tweet"])
assert len(found["links"]) > 400
for link in found["links"]:
    tweets = archive.get(link["code"], [])
    assert (link["tweet"] is None) == (not tweets), link
    if tweets:
        assert link["tweet"]["id"] in [t["id_str"] for t in tweets]
        assert (link["tweet"]["relation"] == "shared-code") == (len(tweets) > 1), link
views = sum(link["page_views"] for link in found["links"]) + found["without_code"]["page_views"]
assert views == found["totals"]["all"]["page_views"] == sum(p["page_views"] for p in found["landing_pages"])
PYTHON
	# Visitors are visitor-years.
	years=$("$footfall" yearly --json "$story"/story/access* 2>/dev/null |
		python3 -c 'import json, sys; print(sum(y["visitors"] for y in json.load(sys.stdin)["years"]))')
	[ "$(json_value totals.all.visitors <out)" = "$years" ]
}

@test "tweets: the screen keeps within 80 columns, and CSV and Markdown have all links" {
	LC_ALL=C.UTF-8 tweets --archive "$story/tweets.js" "$story"/story/access* >out
	tail -n +2 out | LC_ALL=C.UTF-8 awk 'length > 80 { print; bad = 1 } END { exit bad }'
	grep -q '^Your own tweets brought' out
	tweets --archive "$story/tweets.js" --csv "$story"/story/access* >out.csv
	[ "$(python3 -c 'import csv; print(len(list(csv.DictReader(open("out.csv")))))')" = \
		"$(tweets --json "$story"/story/access* | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["links"]))')" ]
	[ "$(tweets --format markdown "$story"/story/access* | grep -c '| t.co/')" = "$(($(wc -l <out.csv) - 1))" ]
}

@test "tweets: what a tweet or a path holds is text and nothing else" {
	cat >evil.js <<-'END'
		window.YTD.tweets.part0 = [{"tweet":{"id_str":"1","created_at":"Mon May 06 05:00:00 +0000 2013","full_text":
		"=cmd|' /C calc'!A0 \u001b[31m\u0007\u202e <script>alert(1)</script> | `x` \n\n https://t.co/AbCdEf1234"}}]
	END
	line 203.0.113.9 '07/May/2013:08:00:00 +0000' '/<b>|%1b[2J' 200 http://t.co/AbCdEf1234 "$firefox" >>log
	for format in text json csv markdown; do
		tweets --archive evil.js --format "$format" log >"out.$format"
		[ "$(LC_ALL=C grep -cP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae' "out.$format")" = 0 ]
	done
	[ "$(grep -c '<script\|<b>' out.markdown)" = 0 ]
	python3 -c '
import csv
for row in csv.DictReader(open("out.csv")):
    assert all(v[:1] not in tuple("=+-@\t\r") for v in row.values()), row'
	json_value links.0.tweet.text <out.json
}

@test "tweets: an archive that is none is named, and the rest is printed" {
	printf 'PK\003\004' >archive.zip
	run "$footfall" tweets --archive archive.zip log
	[ "$status" = 3 ]
	[[ $output == *archive.zip*unpack* ]]
	[[ $output == *AbCdEf1234* ]]
	run "$footfall" tweets --archive missing.js log
	[ "$status" = 3 ]
	mkdir folder
	run "$footfall" tweets --archive folder log
	[ "$status" = 3 ]
	[[ $output == *"folder: is a directory: give"*data/tweets.js* ]]
	[[ $output == *AbCdEf1234* ]]
	run "$footfall" tweets --archive - - <log
	[ "$status" = 2 ]
	run "$footfall" tweets missing.log
	[ "$status" = 1 ]
	echo 'window.YTD.like.part0 = []' >like.js
	run "$footfall" tweets -q --archive like.js --archive "$archives/tweets.js" log
	[ "$status" = 0 ]
	[[ $output != *like.js* ]]
}

@test "tweets: with no archive that could be read the report is one without an archive" {
	: >empty.js
	echo 'window.YTD.tweets.part0 = [ { "tweet" : {} } ]' >bad.js
	echo 'window.YTD.tweets.part0 = [' >cut.js
	echo 'window.YTD.like.part0 = [ ]' >like.js
	for format in text json csv markdown; do
		tweets --format $format log >without
		for archive in missing.js empty.js bad.js cut.js like.js; do
			run tweets --archive $archive --format $format log
			[ "$status" -eq "$([ $archive = like.js ] && echo 0 || echo 3)" ]
			diff without - <<<"$output"
			# What could be read of several is joined.
			tweets --format $format --archive "$archives/tweets.js" log >with
			run tweets --archive $archive --archive "$archives/tweets.js" --format $format log
			diff with - <<<"$output"
		done
		run cmp -s with without
	[ "$status" -eq 1 ]
	done
	# A page, too.
	"$footfall" report -o without.html log
	run "$footfall" report -o with.html --archive missing.js log
	[ "$status" -eq 3 ]
	cmp without.html with.html
	# An account may have no tweet.
	echo 'window.YTD.tweets.part0 = [ ]' >none.js
	run tweets --archive none.js log
	[ "$status" -eq 0 ]
	[[ $output == "Your own tweets brought 0 visitors"* ]]
}

@test "tweets: an archive of 200 MB streams in little memory, and so does a tweet of 200 MB" {
	python3 - "$footfall" <<'PYTHON'
import json, os, resource, subprocess, sys
head = '{"tweet":{"id_str":"%d","created_at":"Mon May 06 05:00:00 +0000 2013","full_text":"'
tweets = "".join(head % (100 + i) + "x" * 1900 + ' https://t.co/x%d"}},\n' % i for i in range(2000)).encode()
mine = (head % 7 + 'https://t.co/AbCdEf1234"}}]').encode()
shapes = {
    "many tweets": (b"window.YTD.tweets.part0 = [\n", tweets, 50, mine, 0),
    "one tweet": (b"window.YTD.tweets.part0 = [" + (head % 5).encode(), b"y" * (1 << 20), 200, b'"}},\n' + mine, 3),
}
for name, (begin, block, times, end, want) in shapes.items():
    child = subprocess.Popen([sys.argv[1], "tweets", "-j", "1", "--json", "--archive", "-", "log"],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    size = child.stdin.write(begin)
    for _ in range(times):
        size += child.stdin.write(block)
    child.stdin.write(end)
    child.stdin.close()
    found = json.load(child.stdout)
    assert child.wait() == want, (name, child.returncode)
    assert size > 190000000 and found["links"][0]["tweet"]["id"] == "7", (name, size, found["links"][0])
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
assert peak < 32 or os.environ.get("SAN", "0") != "0", "%d MiB" % peak
PYTHON
}

@test "tweets: only views without any link are said to name nothing, and the rest of a list is what is left" {
	for i in $(seq 10 30); do
		line 203.0.113.1 "06/May/2013:08:00:$i +0000" /a 200 "http://t.co/Code$i" "$firefox"
		[ "$i" = 30 ] || line 203.0.113.2 "06/May/2013:08:00:$i +0000" /a 200 "http://twitter.com/u$i" "$firefox"
	done >long
	tweets long >out
	grep -q ' 1 more link: --json or --csv has them all' out
	[ "$(grep -c ' more ' out)" = 1 ]
	[[ $(tail -n 3 out | tr -s ' \n' ' ') == *"Without a code: 20 page views, from the pages of Twitter"* ]]
	line 203.0.113.3 '06/May/2013:08:00:00 +0000' /a 200 http://twitter.com/ "$firefox" >>long
	tweets long >out
	[ "$(grep -c ' more ' out)" = 1 ]
	[[ $(tr -s ' \n' ' ' <out) == *"Without a code: 21 page views, 1 of them of browsers"* ]]
}

@test "tweets: a narrow screen leaves columns out, and keeps the landing page" {
	for columns in 40 50 60 80; do
		for archive in "" "--archive=$story/tweets.js"; do
			COLUMNS=$columns LC_ALL=C tweets $archive "$story"/story/access-2013* | tail -n +3 >screen
			[ "$(awk -v most="$columns" 'length > most' screen)" = "" ]
			grep -q '^Visitors .*Link  *.*Landing page$' screen
		done
	done
	head -n 1 screen | grep -q '^Visitors   Views  First visit Link  .* Whose  *Landing page$'
}
