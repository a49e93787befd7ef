#!/usr/bin/env bats
# Own hosts: a report from the database with --site is the report from the logs with it, whatever ingest was told.

# shellcheck disable=SC2154 # the helpers set variables
load common

setup() {
	common_setup
	"$footfall" key new key
}

# ingest DATABASE ARGUMENT...
ingest() {
	local db=$1
	shift
	"$footfall" ingest -q --key key --db "$db" "$@"
}

# plain YEAR: no host is logged; most come from b.example, whose pages load the style sheets
plain() {
	local i
	for i in 1 2 3 4 5; do
		line "203.0.113.$i" "06/May/$1:08:00:00 +0000" /s.css 200 http://b.example/p "$firefox"
		line "203.0.113.$i" "06/May/$1:08:00:01 +0000" / 200 http://b.example/p "$firefox"
	done
	for i in 6 7 8; do
		line "203.0.113.$i" "06/May/$1:08:00:01 +0000" / 200 http://www.a.example/p "$firefox"
	done
}

# hosts YEAR: three hosts are logged; from each the others are reached
hosts() {
	local to from i=0
	for to in a b c; do
		for from in a b c x; do
			i=$((i + 1))
			printf '%s.example ' $to
			line "203.0.113.$i" "06/May/$1:08:00:00 +0000" "/$to" 200 "http://$from.example/p" "$firefox"
		done
		printf '%s.example ' $to
		line "198.51.100.$i" "06/May/$1:08:00:00 +0000" "/$to" 200 http://t.co/abc "$firefox"
	done
}

# figures DATABASE|LOG ARGUMENT...: all that is counted, as rows
figures() {
	local of=$1
	shift
	if [[ $of == *.db ]]; then set -- --db "$of" "$@"; else set -- --key key "$of" "$@"; fi
	"$footfall" yearly --csv --source all -q "$@"
	"$footfall" weekly --csv --source all -q "$@"
	"$footfall" weekly --csv --source internal -q "$@"
}

@test "sites: what --site names is internal in a report from the database, too" {
	plain 2013 >plain
	hosts 2013 >hosts
	for log in plain hosts; do
		ingest $log.db $log
		for sites in '' '--site a.example' '--site b.example' '--site a.example --site b.example'; do
			# shellcheck disable=SC2086 # options and their values
			cmp <(figures $log $sites) <(figures $log.db $sites)
		done
	done
	"$footfall" weekly --source all --json --site a.example --db plain.db >one
	[ "$(json_value weeks.0.sources.internal.visitors <one)" = 3 ]
	[ "$(json_value weeks.0.sources.other.visitors <one)" = 5 ]
	[ "$(json_value own_host <one)" = null ]
	[ "$("$footfall" weekly --source all --json --db plain.db | json_value own_host)" = '"b.example"' ]
	run "$footfall" weekly --source all --site a.example --db plain.db
	[[ $output != *inferred* ]]
	# The control of a comparison is all other sites, of which none is one's own.
	for of in '--key key plain' '--db plain.db'; do
		# shellcheck disable=SC2086
		"$footfall" compare -q --json --event 2013-05-06 --site a.example $of >"compared ${of##* }"
	done
	cmp compared*
}

@test "sites: one that ingest was told later is internal in all that was read before" {
	plain 2013 >plain
	ingest a.db plain
	ingest a.db --site a.example plain
	cmp <(figures plain --site a.example) <(figures a.db)
}

@test "sites: one that ingest was told, and a report is not, stays internal, which is said" {
	plain 2013 >plain
	ingest a.db --site a.example --site c.example plain
	run "$footfall" weekly --source all --site b.example --site www.c.example --db a.db
	[ "$status" -eq 0 ]
	[[ $output == *"a.db: was read with --site a.example: who came from there stays 'internal'"* ]]
	[[ $output != *"--site c.example"* ]]
	run "$footfall" weekly --source all --db a.db
	[[ $output != *"stays 'internal'"* ]]
}

@test "sites: closed years show what the report showed before, of the settings' own hosts too" {
	{ plain 2012 && plain 2013; } >plain
	{ hosts 2012 && hosts 2013; } >hosts
	for log in plain hosts; do
		ingest $log.db $log
		ingest $log.db --site a.example --site b.example $log
		cp -p key $log.db.key
		figures $log.db >before
		"$footfall" forget -q --db $log.db --before 2013
		cmp before <(figures $log.db)
	done
	cmp <(figures hosts --site a.example --site b.example --until 2012) <(figures hosts.db --until 2012)
	cmp <(figures hosts --site c.example --until 2012) <(figures hosts.db --site c.example --until 2012)
}

@test "sites: a merge closes the sites of the settings" {
	hosts 2012 >hosts
	hosts 2013 >later
	ingest a.db hosts
	ingest a.db --site a.example --site b.example hosts
	ingest b.db --site a.example --site b.example later
	for db in a b; do cp -p key $db.db.key; done
	"$footfall" forget -q --db b.db --before 2013
	"$footfall" merge -q --db ab.db a.db b.db
	cat hosts later >both
	cmp <(figures both --site a.example --site b.example) <(figures ab.db)
}

@test "sites: a closed year whose number of some sites together was not kept says so" {
	{ hosts 2012 && hosts 2013; } >hosts
	ingest a.db hosts
	cp -p key a.db.key
	"$footfall" forget -q --db a.db --before 2013
	words="2012: closed, and the number of these sites (--site) together was not kept then: unknown, not zero"
	sites='--site a.example --site b.example'
	for format in text markdown; do
		# shellcheck disable=SC2086 # options and their values
		"$footfall" yearly $sites --format $format --db a.db 2>said | tr -s '\n ' ' ' >shown
		grep -F "· $words" shown
		run grep 'no record in this year' shown
		[ "$status" -eq 1 ]
		[ ! -s said ]
	done
	for format in json csv; do
		# shellcheck disable=SC2086
		"$footfall" yearly $sites --format $format --db a.db 2>said >shown
		grep -Fx "footfall: $words" said
	done
	# shellcheck disable=SC2086
	run "$footfall" yearly $sites --until 2012 --db a.db
	[[ ${lines[0]} == 'No number of these sites (--site) together was kept of the years shown here.' ]]
	# shellcheck disable=SC2086
	run "$footfall" weekly $sites --until 2012 --db a.db
	[[ $output == *'· 2012-W18: closed, and'*'· no record in this week'* || $output == *'· no record in this week'*'· 2012-W18: closed, and'* ]]
	# shellcheck disable=SC2086
	run "$footfall" compare $sites --event 2013-05-08 --db a.db
	[[ $output == *"footfall: 2012-W18: closed, and"* ]]
	# What was kept needs no such words.
	for site in '' '--site a.example'; do
		# shellcheck disable=SC2086
		run "$footfall" yearly $site --db a.db
		[[ $output != *closed,* ]]
	done
}

@test "sites: more hosts than have a place: one that has it is counted alone, one that has not says so" {
	local i
	for ((i = 0; i < 1100; i++)); do
		printf 'v%d.example ' $i
		line "2001:db8:$i::1" '06/May/2013:08:00:00 +0000' /a 200 http://t.co/abc "$firefox"
	done >many
	line 192.0.2.1 '06/May/2013:09:00:00 +0000' /a 200 http://t.co/abc "$firefox" >hostless
	split -n l/3 many part.
	ingest one.db many hostless
	for name in part.aa part.ac part.ab hostless; do ingest two.db $name; done
	for name in part.ac hostless; do ingest three.db $name; done
	for name in part.ab part.aa; do ingest four.db $name; done
	"$footfall" merge -q --db merged.db four.db three.db two.db
	for db in two merged; do
		cmp <("$footfall" export --db one.db) <("$footfall" export --db $db.db)
		cmp <(figures one.db) <(figures $db.db)
	done
	"$footfall" weekly --json --site v0.example --db one.db >shown 2>said
	[ ! -s said ]
	[ "$(json_value weeks.0.visitors <shown)" = 2 ]
	cat many hostless >all
	cmp <(figures all --site v0.example) <(figures one.db --site v0.example)
	cmp <(figures all) <(figures one.db)
	"$footfall" weekly --json --site v5.example --key key --db one.db many >shown 2>said
	grep -F 'one.db: --site v5.example is counted together with others: only 1024 of the logged hosts have figures of their own' said
	[ "$(json_value weeks.0.visitors <shown)" = 77 ]
	"$footfall" status --db one.db | grep -E '^  \(Other hosts\) +2013-05-06 to 2013-05-06, 1 days, 76 page views'
}

@test "sites: of a page view that several hosts without a place have the better form stays, in any order" {
	local i referer
	for i in $(seq 0 1599); do
		referer=-
		[ "$i" -ge 1024 ] || [ $((i % 10)) -ne 0 ] || referer=http://t.co/abc
		printf 'v%d.example ' "$i"
		line 203.0.113.1 '06/May/2013:08:00:00 +0000' '/a?utm_source=twitter' 200 "$referer" "$firefox"
	done >log
	# The first ones have their places until the others come.
	head -n 1024 log >first
	tail -n 576 log >second
	ingest straight.db log
	ingest a.db first second
	ingest b.db second first
	ingest c.db first
	ingest d.db second
	cp -p key c.db.key
	"$footfall" merge -q --db c.db d.db
	"$footfall" export --db straight.db >want
	[ "$(grep -c 'Other hosts' want)" -eq 1 ]
	grep 'Other hosts' want | grep -q referer
	for db in a b c; do
		"$footfall" export --db $db.db | cmp - want
	done
}

@test "sites: a Referer in capitals is the own host on its site and another elsewhere, in any order" {
	line 203.0.113.1 '06/May/2013:08:00:00 +0200' /a 200 https://BLOG.example.org/ "$firefox" >one
	sed 's/^/shop.example.com /; s/203.0.113.1/203.0.113.2/' one >elsewhere
	sed 's/^/blog.example.org /' one >own
	for order in 'elsewhere own' 'own elsewhere' 'elsewhere elsewhere own own'; do
		# shellcheck disable=SC2086 # names of files
		cat $order >log
		"$footfall" explain --json log | grep -oE '"source":"[a-z]+"' | sort -u >sources
		[ "$(paste -sd, sources)" = '"source":"internal","source":"other"' ]
		cp log "$(tr -d ' ' <<<"$order")"
	done
	"$footfall" weekly --source all --csv elsewhereown >want
	"$footfall" weekly --source all --csv ownelsewhere | cmp - want
	"$footfall" weekly --source all --csv elsewhereelsewhereownown | cmp - want
}

@test "site: a host in the request counts as logged where the load balancer wrote it, nowhere else" {
	line 203.0.113.1 '06/May/2013:08:00:00 +0000' http://host.example.net/a 200 http://t.co/abc "$firefox" >combined
	printf '{"time_iso8601":"2013-05-06T08:00:00+00:00","remote_addr":"203.0.113.1","request":"GET http://host.example.net/a HTTP/1.1","status":200,"http_referer":"http://t.co/abc","http_user_agent":"%s"}\n' \
		"$firefox" >json
	layout='%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"'
	for log in combined json; do
		"$footfall" weekly -q --json --site blog.example.org $log >said
		[ "$(json_value weeks.0.visitors <said)" = 1 ]
		"$footfall" explain $log | grep -q ' /a$'
	done
	"$footfall" weekly -q --json --site blog.example.org --log-format "$layout" combined >said
	[ "$(json_value weeks.0.visitors <said)" = 1 ]
	for format in alb elb; do
		"$footfall" weekly -q --json --site blog.example.org "$BATS_TEST_DIRNAME/../../sample-logs/servers/$format.log" >said
		[ "$(json_value input.excluded <said)" = 0 ]
		"$footfall" weekly -q --json --site host.example.net "$BATS_TEST_DIRNAME/../../sample-logs/servers/$format.log" >said
		[ "$(json_value input.excluded <said)" = 14 ]
	done
}

@test "sites: thousands of referring hosts leave the own one known, told apart or not" {
	python3 - "$firefox" >many <<'PYTHON'
import sys
for i in range(9000):
    host = "blog.example.org" if i % 3 == 2 else "site%d.example" % (i // 3)
    path = "/style.css" if i % 6 == 5 else "/a%d" % i
    print('198.51.%d.%d - - [06/May/2013:08:00:00 +0000] "GET %s HTTP/1.1" 200 9 "https://%s/x" "%s"'
          % (i // 600, i // 3 % 200, path, host, sys.argv[1]))
PYTHON
	"$footfall" weekly --json -q many >alone
	"$footfall" weekly --json -q --source all many >all
	"$footfall" ingest -q --db many.db many
	"$footfall" weekly --json -q --db many.db >stored
	[ "$(json_value own_host <alone)" = '"blog.example.org"' ]
	[ "$(json_value weeks <alone)" = "$(json_value weeks <stored)" ]
	[ "$(json_value own_host <stored)" = '"blog.example.org"' ]
	[ "$(json_value weeks.0.all_visitors <alone)" = 3000 ]
	[ "$(json_value weeks.0.sources.internal.visitors <all)" = 1500 ]
}
