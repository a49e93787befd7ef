#!/usr/bin/env bats
# One story in the words of every server: the figures are the same.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	footfall=${FOOTFALL:-./footfall}
	servers="sample-logs/servers"
	real=../shared/cases/real-logs
}

weeks() { # FILE...: the report in UTC, for some servers know no other time
	"$footfall" weekly --tz UTC --json "$@" 2>>"$BATS_TEST_TMPDIR/messages"
}

@test "formats: the samples are what their generator writes" {
	python3 sample-logs/servers.py "$BATS_TEST_TMPDIR/servers"
	diff -r "$BATS_TEST_TMPDIR/servers" "$servers"
}

@test "formats: eight months in every format give the same weeks" {
	zcat sample-logs/story/access-2013-0[2-9].log.gz >"$BATS_TEST_TMPDIR/combined.log"
	python3 sample-logs/servers.py --from "$BATS_TEST_TMPDIR/combined.log" "$BATS_TEST_TMPDIR/corpus"
	weeks "$BATS_TEST_TMPDIR/combined.log" >"$BATS_TEST_TMPDIR/combined.json"
	for log in "$BATS_TEST_TMPDIR"/corpus/*.log; do
		weeks "$log" >"$log.json"
	done
	for name in alb elb; do
		python3 tests/formats_truth.py split "$BATS_TEST_TMPDIR/combined.json" "$BATS_TEST_TMPDIR/corpus/$name.log.json"
		rm "$BATS_TEST_TMPDIR/corpus/$name.log.json"
	done
	reports=("$BATS_TEST_TMPDIR"/corpus/*.json)
	[ "${#reports[@]}" -eq 24 ]
	python3 tests/formats_truth.py weeks "$BATS_TEST_TMPDIR/combined.json" "$BATS_TEST_TMPDIR"/corpus/*.json
}

@test "formats: JSON with a method of its own may call the path its request; without agents that is said" {
	log=$BATS_TEST_TMPDIR/log
	echo '{"time":"2023-11-14T22:13:21Z","remote_addr":"203.0.113.5","request":"/p","method":"GET","status":200,"referer":"https://t.co/a"}' >"$log"
	"$footfall" tweets --csv "$log" >"$log.out" 2>"$log.err"
	grep -q '^t.co/a,a,1,1,.*,/p,' "$log.out"
	grep -q 'log: has no User-Agent, so robots cannot be told from people' "$log.err"
	sed -i 's/GET/POST/' "$log"
	"$footfall" --json "$log" 2>/dev/null | grep -q '"not_pages":1,'
}

@test "formats: logs of different servers in one run, and in one file, count once" {
	weeks sample-logs/formats/combined.log >"$BATS_TEST_TMPDIR/one.json"
	# Their agents are written alike, so these are the same visitors.
	weeks "$servers"/{json,caddy,traefik,s3,haproxy,cloudfront,w3c-quoted,nginx-proxy-manager,gandi}.log \
		>"$BATS_TEST_TMPDIR/many.json"
	cat "$servers"/{w3c-quoted,caddy,json,s3,litespeed,haproxy-syslog,compose}.log | weeks - >"$BATS_TEST_TMPDIR/mixed.json"
	python3 tests/formats_truth.py weeks "$BATS_TEST_TMPDIR"/{one,many,mixed}.json
}

@test "formats: a log without Referer is named" {
	for name in alb elb; do
		run "$footfall" weekly "$servers/$name.log"
		[ "$status" -eq 0 ]
		[[ $output == *Referer* ]]
	done
}

@test "formats: a log without status or method is named, once a file" {
	log="$BATS_TEST_TMPDIR/log"
	json='{"time_iso8601":"2013-05-06T08:00:00+02:00","remote_addr":"203.0.113.7","http_referer":"http://t.co/a","http_user_agent":"Mozilla/5.0 (X11; Linux x86_64; rv:20.0) Gecko/20100101 Firefox/20.0"'
	for words in 's-ip c-ip cs-uri-stem cs(Referer) cs(User-Agent)' 's-ip c-ip cs-uri-stem cs(Referer) cs(User-Agent) sc-status' \
		'cs-method c-ip cs-uri-stem cs(Referer) cs(User-Agent) sc-status'; do
		printf '#Fields: date time %s\n' "$words" >"$log"
		for i in 1 2 3; do
			echo "2013-05-06 08:00:0$i GET 203.0.113.$i /a http://t.co/a Mozilla/5.0+(X11;+Linux+x86_64;+rv:20.0)+Gecko/20100101+Firefox/20.0$([[ $words == *status ]] && echo ' 200')" >>"$log"
		done
		"$footfall" weekly --json "$log" >"$BATS_TEST_TMPDIR/out" 2>"$log.said"
		grep -q '"visitors":3' "$BATS_TEST_TMPDIR/out"
		[ "$(grep -c 'log: has no status' "$log.said")" = "$([[ $words == *status ]] && echo 0 || echo 1)" ]
		[ "$(grep -c 'log: has no method' "$log.said")" = "$([[ $words == *method* ]] && echo 0 || echo 1)" ]
	done
	for values in '"uri":"/a"' '"uri":"/a","status":null,"method":null'; do
		echo "$json,$values}" >"$log"
		run "$footfall" weekly "$log" "$log"
		[ "$status" -eq 0 ]
		[ "$(grep -c 'has no status' <<<"$output")" = 2 ]
		[ "$(grep -c 'has no method' <<<"$output")" = 2 ]
		# One record that has them is enough.
		echo "$json,\"request\":\"GET /a HTTP/1.1\",\"status\":200}" >>"$log"
		run "$footfall" weekly "$log"
		[[ $output != *"has no"* ]]
	done
	run "$footfall" weekly --log-format '%h %l %u %t "%r"' sample-logs/formats/combined.log
	[[ $output == *"has no status"* && $output != *"has no method"* ]]
	run "$footfall" weekly "$servers"/{w3c-iis,cloudfront,caddy,traefik,haproxy,s3,gandi,nginx-proxy-manager}.log
	[[ $output != *"has no"* ]]
}

@test "formats: a log of another format than the one asked for, or kept, is told so" {
	run "$footfall" weekly --log-format json sample-logs/formats/combined.log
	[[ $output == *":1: not counted: the line does not have the form of the log format asked for"* ]]
	[[ $output == *"no line of it has the form that --log-format"*"'footfall formats FILE'"* ]]
	db=$BATS_TEST_TMPDIR/kept.db
	run "$footfall" ingest --db "$db" --log-format json "$servers/json.log"
	[ "$status" -eq 0 ]
	run "$footfall" ingest --db "$db" sample-logs/formats/combined.log
	[[ $output == *"the settings kept in the database"* && $output != *"log format that footfall knows"* ]]
}

@test "formats: an unterminated last line counts where it is surely whole, and waits where it is not" {
	for name in caddy s3 haproxy cloudfront alb litespeed; do
		head -c -1 "$servers/$name.log" >"$BATS_TEST_TMPDIR/$name"
		weeks "$BATS_TEST_TMPDIR/$name" | grep -q '"records":14'
		head -c -60 "$servers/$name.log" | head -c -1 >"$BATS_TEST_TMPDIR/$name.cut"
		weeks "$BATS_TEST_TMPDIR/$name.cut" | grep -qE '"records":1[34]'
	done
	head -c -1 "$servers/w3c-iis.log" >"$BATS_TEST_TMPDIR/w3c"
	weeks "$BATS_TEST_TMPDIR/w3c" | grep -q '"records":13'
}

@test "formats: CR LF, a byte order mark and a hole of NULs change nothing" {
	for name in caddy w3c-iis cloudfront haproxy s3; do
		weeks "$servers/$name.log" >"$BATS_TEST_TMPDIR/plain.json"
		sed 's/$/\r/' "$servers/$name.log" | weeks - >"$BATS_TEST_TMPDIR/crlf.json"
		{ printf '\357\273\277' && cat "$servers/$name.log"; } | weeks - >"$BATS_TEST_TMPDIR/bom.json"
		{ head -c 65536 /dev/zero && cat "$servers/$name.log"; } | weeks - >"$BATS_TEST_TMPDIR/hole.json"
		python3 tests/formats_truth.py weeks "$BATS_TEST_TMPDIR"/{plain,crlf,bom,hole}.json
	done
}

@test "formats: fields in front of combined change no visitor, and hide no host" {
	weeks --site example.org sample-logs/formats/combined.log >"$BATS_TEST_TMPDIR/want.json"
	for front in 10.0.0.1 10:00:00 10:00:00.123 00:00:5e:00:53:01 550e8400-e29b-41d4-a716-446655440000 a1b2c3d4 req-17 INFO '"-"' \
		'"198.51.100.1"' '"198.51.100.1, 10.0.0.2"' '"" 10.0.0.1'; do
		sed "s/^/$front /" sample-logs/formats/combined.log | weeks --site example.org - >"$BATS_TEST_TMPDIR/got.json"
		cmp "$BATS_TEST_TMPDIR/want.json" "$BATS_TEST_TMPDIR/got.json"
	done
	sed 's/^/blog.example.net 10.0.0.1 /' sample-logs/formats/combined.log | weeks --site example.org - >"$BATS_TEST_TMPDIR/other.json"
	grep -q '"counted":0' "$BATS_TEST_TMPDIR/other.json"
}

@test "formats: JSON: what was not sent is empty, and a status of 0 is one" {
	nginx='{"time_iso8601":"2013-05-06T08:00:00+02:00","remote_addr":"203.0.113.7","request":"GET /a HTTP/1.1",'
	caddy='{"ts":1367820000,"request":{"client_ip":"203.0.113.7","method":"GET","uri":"/a","host":"blog.example.org",'
	agent='"http_user_agent":"Mozilla/5.0 (X11; Linux x86_64; rv:20.0) Gecko/20100101 Firefox/20.0"}'
	{
		echo "$nginx\"status\":200,\"http_referer\":\"http://t.co/a\",\"http_user_agent\":null}"
		echo "$nginx\"status\":200,\"http_user_agent\":null,\"http_referer\":\"http://t.co/a\",$agent"
		echo "$nginx\"status\":0,\"http_referer\":\"http://t.co/a\",$agent"
		echo "$caddy\"headers\":{}},\"status\":200}"
		echo "$caddy\"headers\":{ } },\"status\":0}"
	} >"$BATS_TEST_TMPDIR/log"
	"$footfall" explain --json "$BATS_TEST_TMPDIR/log" | grep -o '"verdict":"[a-z-]*"' >"$BATS_TEST_TMPDIR/got"
	printf '"verdict":"%s"\n' robot counted not-a-page robot robot | diff - "$BATS_TEST_TMPDIR/got"
}

@test "formats: JSON: what is decoded on one line does not show on another" {
	local cut='Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0'
	for i in {1000..1999}; do
		referer="https://t.co/Abcde$i"
		json=$referer
		# Slashes as PHP writes them, other letters as some loggers do; every ninth line is of another format.
		((i % 3 == 0)) && json="https:\\/\\/t.co\\/Abcde$i"
		((i % 5 == 0)) && json="https:\\u002f\\u002ft.co\\u002fAbcde$i"
		plain="203.0.113.$((i % 250)) - - [06/May/2013:08:15:00 +0000] \"GET /page-$i/ HTTP/1.1\" 200 5120 \"$referer\" \"$cut\""
		echo "$plain" >&3
		if ((i % 9 == 0)); then
			echo "$plain"
		else
			echo "{\"time_iso8601\":\"2013-05-06T08:15:00+00:00\",\"remote_addr\":\"203.0.113.$((i % 250))\",\"request\":\"GET /page-$i/ HTTP/1.1\",\"status\":200,\"http_referer\":\"$json\",\"http_user_agent\":\"$cut\"}"
		fi
	done 3>"$BATS_TEST_TMPDIR/plain.log" >"$BATS_TEST_TMPDIR/mixed.log"
	for report in "weekly --json --source all" "tweets --json"; do
		# shellcheck disable=SC2086 # words
		for log in plain mixed; do
			"$footfall" $report "$BATS_TEST_TMPDIR/$log.log" >"$BATS_TEST_TMPDIR/$log.json"
		done
		cmp "$BATS_TEST_TMPDIR/plain.json" "$BATS_TEST_TMPDIR/mixed.json"
	done
	[ "$(grep -o 't.co/Abcde' "$BATS_TEST_TMPDIR/mixed.json" | wc -l)" -ge 1000 ]
}

@test "formats: logs that were put together, each with its own byte order mark" {
	head -n 7 sample-logs/formats/combined.log >"$BATS_TEST_TMPDIR/one"
	tail -n +8 sample-logs/formats/combined.log >"$BATS_TEST_TMPDIR/two"
	weeks sample-logs/formats/combined.log >"$BATS_TEST_TMPDIR/want.json"
	for file in one two; do printf '\357\273\277' && cat "$BATS_TEST_TMPDIR/$file"; done | weeks - >"$BATS_TEST_TMPDIR/got.json"
	python3 tests/formats_truth.py weeks "$BATS_TEST_TMPDIR"/{want,got}.json
}

@test "formats: real logs of many servers give as many records as a pattern counts" {
	[ -d "$real" ] || skip "no $real here"
	for log in "$real"/crowdsec-hub/{aws-cloudfront,haproxy,litespeed,nginx-proxy-manager,traefik_clf,traefik_json}.log \
		"$real"/lnav/{access_log.0,access_log.1,bad_access_log.0,caddy_log.0,w3c.0,w3c.1,w3c.2,w3c.6} \
		"$real"/mtail/*.log "$real"/jwodder-apachelogs/*.log "$real"/request-log-analyzer/*.log "$real"/webreadr/c* \
		"$real"/yahi/*.log "$real"/usagov-bitly-2012/derived-combined.log "$real"/plaso/apache_access.log; do
		# A newline at the end: whether a last line is whole is another test's business.
		{ cat "$log" && echo; } | weeks - >"$BATS_TEST_TMPDIR/real.json"
		records=$(grep -o '"records":[0-9]*' "$BATS_TEST_TMPDIR/real.json" | head -n 1 | cut -d : -f 2)
		truth=$(python3 tests/formats_truth.py count "$log")
		echo "$log: $records records, $truth by the pattern"
		[ "$records" -eq "$truth" ]
	done
}

@test "formats: the README has the table of the program" {
	"$footfall" formats --format markdown >"$BATS_TEST_TMPDIR/table"
	sed -n '/^<!-- formats/,/^<!-- end of formats/p' README.md | grep '^|' | diff - "$BATS_TEST_TMPDIR/table"
}

@test "formats: each row of the table is recognised in its own sample, by itself and by name" {
	"$footfall" formats --json >"$BATS_TEST_TMPDIR/rows"
	rows=0
	while read -r name sample referer; do
		"$footfall" formats --json "$sample" >"$BATS_TEST_TMPDIR/said"
		grep -q "\"format\":\"$name\"" "$BATS_TEST_TMPDIR/said"
		grep -q "\"lines_tried\":14," "$BATS_TEST_TMPDIR/said"
		grep -q "\"has_referer\":$referer," "$BATS_TEST_TMPDIR/said"
		grep -q '"confidence":1,' "$BATS_TEST_TMPDIR/said"
		weeks "$sample" >"$BATS_TEST_TMPDIR/itself"
		weeks --log-format "$name" "$sample" >"$BATS_TEST_TMPDIR/named"
		grep -q '"records":14' "$BATS_TEST_TMPDIR/named"
		diff "$BATS_TEST_TMPDIR/itself" "$BATS_TEST_TMPDIR/named"
		rows=$((rows + 1))
	done < <(python3 -c '
import json, sys
for line in sys.stdin:
    row = json.loads(line)
    print(row["format"], row["sample"], str(row["has_referer"]).lower())' <"$BATS_TEST_TMPDIR/rows")
	[ "$rows" -eq "$(grep -c . "$BATS_TEST_TMPDIR/rows")" ]
}

@test "formats: what a file is, in one sentence, and what its first bad line lacks" {
	{ cat sample-logs/formats/combined.log && echo '203.0.113.1 - - [06/May/2013] "GET / HTTP/1.1" 200 5 "-" "-"'; } \
		>"$BATS_TEST_TMPDIR/log"
	run "$footfall" formats "$BATS_TEST_TMPDIR/log"
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "$BATS_TEST_TMPDIR/log: combined: 93.3 % of 15 lines fit" ]]
	[[ $output == *"line 15: it has a date or time that does not exist"* ]]
	[[ $output != *" 0.0 %"* ]]
	run "$footfall" formats README.md
	[ "$status" -eq 3 ]
	[[ $output == *--log-format* ]]
}

@test "formats: of a pipe no more is waited for than its first block" {
	mkfifo "$BATS_TEST_TMPDIR/pipe"
	{ cat sample-logs/formats/combined.log && sleep 5; } 3>&- >"$BATS_TEST_TMPDIR/pipe" &
	SECONDS=0
	"$footfall" formats - <"$BATS_TEST_TMPDIR/pipe" >"$BATS_TEST_TMPDIR/said"
	[ "$SECONDS" -lt 4 ]
	grep -q 'combined: 100.0 % of 14 lines fit' "$BATS_TEST_TMPDIR/said"
	kill $! 2>/dev/null || true
}
