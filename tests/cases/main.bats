#!/usr/bin/env bats
# The promises of the main job: the same figures however the log comes, exact edges of weeks and
# years, counters that add up, and real logs against an independent count.

bats_require_minimum_version 1.5.0
load common
setup() {
	common_setup
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	story=("$root"/sample-logs/story/access*)
}

# Everything of a report but `input`, which says what this run met.
figures() {
	"$footfall" "$@" 2>/dev/null | python3 -c '
import json, sys
report = json.load(sys.stdin)
read = report.pop("input")
assert read["lines"] == read["blank"] + read["records"] + read["unparsable"], read
assert read["records"] == sum(read[k] for k in ("excluded", "robots", "not_pages", "other_sources", "counted")), read
json.dump(report, sys.stdout, sort_keys=True)'
}

# One plain log of the whole story.
whole_story() {
	for file in "${story[@]}"; do
		case $file in *.gz) zcat "$file" ;; *) cat "$file" ;; esac
	done >whole.log
}

@test "main: the same figures from gzip, pipe, plain file, pieces, names from a file, and any number of jobs" {
	whole_story
	for command in weekly yearly; do
		figures "$command" --json whole.log >want
		figures "$command" --json "${story[@]}" >got
		cmp want got
		gzip -kf whole.log
		figures "$command" --json whole.log.gz >got
		cmp want got
		zcat whole.log.gz | figures "$command" --json >got
		cmp want got
		zstd -qf whole.log -o whole.zst
		xz -kf whole.log
		bzip2 -kf whole.log
		for packed in whole.zst whole.log.xz whole.log.bz2; do
			figures "$command" --json "$packed" >got
			cmp want got
		done
		for jobs in 1 2 7; do
			figures "$command" --json --jobs "$jobs" "${story[@]}" >got
			cmp want got
		done
	done
}

@test "main: one large file is the same with any number of jobs, messages and all" {
	awk -v agent="$firefox" 'BEGIN {
		for (i = 1; i <= 130000; i++) {
			if (i % 9973 == 0)
				print "this is no log line"
			printf "%s.%d.%d.7 - - [%02d/May/2013:%02d:%02d:%02d +0200] \"GET /page-%d HTTP/1.1\" 200 51 \"%s\" \"%s %d\"\n",
				i % 3 ? "10" : "203", i % 7, i % 251, 1 + i / 5000, i / 3600 % 24, i / 60 % 60, i % 60, i % 4001,
				i % 11 ? "-" : "https://t.co/abc" i % 31, agent, i % 307
		}
		printf "203.0.113.7 - - [06/May/2013:08:00"
	}' >large.log
	gzip -1 -k large.log
	for file in large.log large.log.gz; do
		"$footfall" weekly --json --jobs 1 "$file" >want 2>want.said
		for jobs in 2 7; do
			"$footfall" weekly --json --jobs "$jobs" "$file" >got 2>got.said
			cmp want got
			cmp want.said got.said
		done
		grep -q 'large.log.*:9973: not counted' want.said
		grep -q 'last line is incomplete' want.said
	done
}

@test "main: lines behind a compressed member are a loss, rubbish and padding are not" {
	line 203.0.113.1 '04/Mar/2024:08:00:00 +0000' /a 200 https://t.co/abc "$firefox" >log
	gzip -c log >log.gz
	cat log.gz log log.gz >text.gz
	{ cat log.gz && bzip2 -c log; } >both.gz
	{ xz -c log && cat log; } >text.xz
	for name in text.gz both.gz text.xz; do
		run -3 "$footfall" weekly --csv $name
		[[ $output == *"footfall: $name: at byte "*" look like another log; they are not counted"* ]]
		[[ $output == *$'\n2024-W10,2024-03-04,2024-03-10,1,false,1,'* ]]
	done
	{ cat log.gz && printf '\r\n#Software: any\n' && cat log; } >later.gz
	run -3 "$footfall" weekly --csv later.gz
	[[ $output == *"look like another log"* ]]
	{ cat log.gz && printf '\001\002rubbish\n' && cat log.gz; } >rubbish.gz
	run -0 "$footfall" weekly --csv rubbish.gz
	[[ $output == *"ignored, and the next one read"* ]]
	{ cat log.gz && head -c 4000 /dev/zero; } >padded.gz
	[ "$("$footfall" weekly --csv padded.gz 2>&1 | wc -l)" -eq 2 ]
}

@test "main: twenty shuffled pieces, each given twice, change nothing" {
	whole_story
	figures weekly --json whole.log >want
	split -n l/20 whole.log piece-
	shuf --random-source=<(yes) -e piece-* piece-* >names
	mapfile -t pieces <names
	for jobs in 1 2; do
		figures weekly --json --jobs "$jobs" "${pieces[@]}" >got
		cmp want got
	done
	printf '%s\0' "${pieces[@]}" | figures weekly --json --files0-from - >got
	cmp want got
}

@test "main: one visitor on New Year's Eve and New Year's Day: one in the week, one in each year" {
	{
		line 203.0.113.9 '31/Dec/2026:12:00:00 +0000' /a 200 https://t.co/abc "$firefox"
		line 203.0.113.9 '01/Jan/2027:12:00:00 +0000' /a 200 https://t.co/abc "$firefox"
	} >log
	run -0 bash -c "'$footfall' weekly --csv log | cut -d, -f1,6"
	[ "${lines[1]}" = 2026-W53,1 ]
	[ "${#lines[@]}" -eq 2 ]
	run -0 bash -c "'$footfall' yearly --csv log | cut -d, -f1,6"
	[ "${lines[1]}" = 2026,1 ]
	[ "${lines[2]}" = 2027,1 ]
}

@test "main: the change to summer time falls into the right week with --tz" {
	{
		line 203.0.113.1 '29/Mar/2026:00:30:00 +0100' /a 200 https://t.co/abc "$firefox"
		line 203.0.113.2 '29/Mar/2026:23:30:00 +0200' /a 200 https://t.co/abc "$firefox"
		line 203.0.113.3 '30/Mar/2026:00:30:00 +0200' /a 200 https://t.co/abc "$firefox"
		line 203.0.113.4 '29/Mar/2026:22:30:00 +0000' /a 200 https://t.co/abc "$firefox"
	} >log
	run -0 bash -c "'$footfall' weekly --csv --tz Europe/Berlin log | cut -d, -f1,6"
	[ "${lines[1]}" = 2026-W13,2 ]
	[ "${lines[2]}" = 2026-W14,2 ]
	run -0 bash -c "'$footfall' weekly --csv --tz UTC log | cut -d, -f1,6"
	[ "${lines[1]}" = 2026-W13,4 ]
}

@test "main: the environment's zone, locale and date do not matter" {
	figures weekly --json "${story[@]}" >want
	TZ=Asia/Tokyo LC_ALL=C figures weekly --json "${story[@]}" >got
	cmp want got
}

@test "main: a week without any record is unknown, not zero; a long run of them is left out" {
	{
		line 203.0.113.1 '04/Mar/2024:08:00:00 +0000' /a 200 https://t.co/abc "$firefox"
		line 203.0.113.1 '18/Mar/2024:08:00:00 +0000' /a 200 https://t.co/abc "$firefox"
	} >log
	run -0 "$footfall" weekly --csv log
	[ "${lines[2]}" = "2024-W11,2024-03-11,2024-03-17,0,false,,,,,,,,," ]
	line 203.0.113.1 '18/Mar/2014:08:00:00 +0000' /a 200 https://t.co/abc "$firefox" >>log
	run -0 --separate-stderr "$footfall" weekly --json log
	[ "$(json_value weeks.1.week <<<"$output")" = '"2024-W10"' ]
	[ "$(json_value coverage.gaps.0.from <<<"$output")" = '"2014-03-19"' ]
	[ "$stderr" = "footfall: 519 weeks without any record are left out of the rows: 2014-W13 to 2024-W09" ]
	run -0 "$footfall" weekly log
	[[ $output == *"519 weeks without any record are left out of the rows: 2014-W13 to 2024-W09."* ]]
}

@test "main: a visit ends after thirty minutes, and at the edge of the week" {
	{
		line 203.0.113.1 '03/Mar/2024:23:50:00 +0000' /a 200 https://t.co/abc "$firefox"
		line 203.0.113.1 '04/Mar/2024:00:10:00 +0000' /b 200 https://t.co/abc "$firefox"
		line 203.0.113.1 '04/Mar/2024:00:40:00 +0000' /c 200 https://t.co/abc "$firefox"
		line 203.0.113.1 '04/Mar/2024:01:10:01 +0000' /d 200 https://t.co/abc "$firefox"
	} >log
	run -0 bash -c "'$footfall' weekly --csv log | cut -d, -f1,10,11"
	[ "${lines[1]}" = 2024-W09,1,1 ]
	[ "${lines[2]}" = 2024-W10,2,3 ]
}

@test "main: an IPv6 visitor is a /64, a mapped address is its IPv4 one, spelling does not matter" {
	{
		line 2001:db8:1:2::1 '04/Mar/2024:08:00:00 +0000' /a 200 https://t.co/abc "$firefox"
		line 2001:DB8:1:2:ffff::9 '04/Mar/2024:09:00:00 +0000' /a 200 https://t.co/abc "$firefox"
		line 192.0.2.7 '04/Mar/2024:08:00:00 +0000' /a 200 https://t.co/abc "$firefox"
		line ::ffff:192.0.2.7 '04/Mar/2024:09:00:00 +0000' /a 200 https://t.co/abc "$firefox"
		line Client.example.net '04/Mar/2024:08:00:00 +0000' /a 200 https://t.co/abc "$firefox"
		line client.EXAMPLE.net '04/Mar/2024:09:00:00 +0000' /a 200 https://t.co/abc "$firefox"
	} >log
	run -0 bash -c "'$footfall' weekly --csv log | cut -d, -f6,11"
	[ "${lines[1]}" = 3,6 ]
}

@test "main: without its version a robot's agent may be a person's; the person counts, whoever came first" {
	robot=${firefox/Firefox\/20.0/Firefox\/bot}
	for first in 0 5; do
		{
			line 203.0.113.9 "31/Dec/2026:12:00:0$first +0000" /a 200 https://t.co/abc "$robot"
			line 203.0.113.9 '31/Dec/2026:12:00:03 +0000' /a 200 https://t.co/abc "$firefox"
			line 203.0.113.9 '31/Dec/2026:12:00:05 +0000' /a 200 https://t.co/abc "${firefox/Firefox\/20/Firefox\/21}"
		} >log
		run -0 bash -c "'$footfall' yearly --json log"
		[ "$(json_value years.0.visitors <<<"$output")" = 2 ]
		[ "$(json_value years.0.visitors_any_version <<<"$output")" = 1 ]
		[ "$(json_value input.robots <<<"$output")" = 1 ]
	done
}

@test "main: of a page view met twice the stronger evidence counts, whatever the order" {
	line 203.0.113.1 '04/Mar/2024:08:00:00 +0000' '/a?utm_source=twitter' 200 - "$firefox" >tag
	line 203.0.113.1 '04/Mar/2024:09:00:00 +0100' '/a?utm_source=twitter' 200 https://t.co/abc "$firefox" >referer
	for order in 'tag referer' 'referer tag'; do
		# shellcheck disable=SC2086 # two names
		run -0 bash -c "cat $order | '$footfall' weekly --csv - | cut -d, -f6-9,11"
		[ "${lines[1]}" = 1,1,0,0,1 ]
	done
}

@test "main: other hosts of a log are left out with --site; without it all count together" {
	{
		line 'a.example.org:443 203.0.113.1' '04/Mar/2024:08:00:00 +0000' /a 200 https://t.co/abc "$firefox"
		line 'b.example.org:443 203.0.113.1' '04/Mar/2024:09:00:00 +0000' /b 200 https://t.co/abc "$firefox"
		line 'b.example.org:443 203.0.113.2' '04/Mar/2024:09:00:00 +0000' /b 200 https://t.co/abc "$firefox"
	} >log
	run -0 bash -c "'$footfall' weekly --csv log | cut -d, -f6,11"
	[ "${lines[1]}" = 2,3 ]
	run -0 bash -c "'$footfall' weekly --csv --site A.example.org log | cut -d, -f6,11"
	[ "${lines[1]}" = 1,1 ]
	run -0 bash -c "'$footfall' weekly --json --site a.example.org log 2>/dev/null"
	[ "$(json_value input.excluded <<<"$output")" = 2 ]
	# A record of another host covers no day: what was counted apart and what is chosen afterwards agree.
	line 'b.example.org:443 203.0.113.1' '06/Mar/2024:09:00:00 +0000' /b 200 https://t.co/abc "$firefox" >>log
	"$footfall" ingest -q --db a.db log
	for command in weekly yearly "weekly --source all"; do
		# shellcheck disable=SC2086 # a command and its option
		"$footfall" $command --csv --db a.db --site a.example.org >out
		# shellcheck disable=SC2086
		"$footfall" $command --csv --site a.example.org log | cmp - out
		# shellcheck disable=SC2086
		grep a.example.org log | "$footfall" $command --csv | cmp - out
	done
	run -0 "$footfall" --site c.example.org log
	[ "${lines[0]}" = "No record is of a host that --site names, so nothing was counted." ]
}

@test "main: thousands of visitors are estimated, and the report says so" {
	python3 -c '
for i in range(6000):
    print("10.%d.%d.1 - - [04/Mar/2024:08:00:00 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"Mozilla/5.0 (X11; Linux x86_64; "
          "rv:20.0) Gecko/20100101 Firefox/20.0\"" % (i // 250, i % 250))' >log
	run -0 "$footfall" weekly --json log
	[ "$(json_value weeks.0.all_visitors_error <<<"$output")" = 0.0081 ]
	python3 -c "import sys; sys.exit(not abs(int(sys.argv[1]) / 6000 - 1) < 0.035)" \
		"$(json_value weeks.0.all_visitors <<<"$output")"
	run -0 "$footfall" weekly log
	[[ $output == *HyperLogLog* ]]
}

# The real logs lie beside the project where it is developed, and are no part of it.
@test "main: real logs give what an independent count gives" {
	logs="$root/../shared/cases/real-logs"
	[ -d "$logs" ] || skip "the real logs are not here ($logs)"
	for log in jwodder-apachelogs/vhost_combined.log lnav/access_log.0 lnav/access_log.1 lnav/bad_access_log.0 \
		mtail/apache-combined.log mtail/apache-common.log mtail/lighttpd_access.log \
		request-log-analyzer/apache_combined.log request-log-analyzer/apache_common.log \
		usagov-bitly-2012/derived-combined.log webreadr/combined_log.clf webreadr/common.clf \
		yahi/biggersample.log yahi/varnish.sample.log crowdsec-hub/traefik_clf.log crowdsec-hub/litespeed.log; do
		python3 "$root/tests/count.py" "$logs/$log" >want
		"$footfall" weekly --json "$logs/$log" >got 2>messages
		python3 - "$log" want got messages <<-'END'
			import json, sys
			want, got = (json.load(open(f)) for f in sys.argv[2:4])
			keys = ("visitors", "page_views", "by_referer", "by_app", "by_tag")
			ours = {w["week"]: {k: w[k] for k in keys} for w in got["weeks"] if w["visitors"]}
			assert ours == want["weeks"], (sys.argv[1], ours, want["weeks"])
			assert got["input"]["records"] == want["records"], (sys.argv[1], got["input"], want["records"])
			assert got["input"]["unparsable"] == want["unparsable"], sys.argv[1]
			assert not want["unparsable"] or "not counted" in open(sys.argv[4]).read(), sys.argv[1]
		END
	done
}

@test "main: more hosts than have a place change nothing either, in any order and any pieces" {
	python3 - <<-'END'
		import random
		r = random.Random(7)
		agents = ["Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/20100101 Firefox/%d.0" % (v, v) for v in range(90, 130)]
		lines = []
		for _ in range(20000):
		    host = "h%d.example.org:443 " % r.randrange(3000) if r.random() < .7 else ""
		    referer = r.choice(["https://t.co/A%d" % r.randrange(9), "https://s%d.example/" % r.randrange(4000), "-",
		                        "https://h%d.example.org/x" % r.randrange(3000)])
		    lines.append('%s10.%d.%d.1 - - [%02d/%s/%d:%02d:00:00 %s] "GET %s HTTP/1.1" 200 5 "%s" "%s"\n' % (
		        host, r.randrange(20), r.randrange(200), r.randrange(1, 29), r.choice(["Jan", "Dec"]), r.choice([2024, 2025]),
		        r.randrange(24), r.choice(["+0000", "+0200", "-0700"]), r.choice(["/a", "/b?utm_source=twitter", "/s.css"]),
		        referer, r.choice(agents)))
		open("whole", "w").writelines(lines)
		for k in range(5):
		    r.shuffle(lines)
		    open("piece%d" % k, "w").writelines(lines[:r.randrange(20000)])
		r.shuffle(lines)
		open("piece5", "w").writelines(lines)
	END
	for command in "weekly --source all" "yearly --source all" "weekly --source internal" "yearly"; do
		# shellcheck disable=SC2086 # a command and its options
		figures $command --json whole >want
		for jobs in 1 2; do
			# shellcheck disable=SC2086
			figures $command --json --jobs "$jobs" piece* >got
			cmp want got
			# shellcheck disable=SC2086
			figures $command --json --jobs "$jobs" piece5 piece4 piece0 piece3 >got
			cmp want got
		done
	done
}
