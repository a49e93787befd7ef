#!/usr/bin/env bats
# Closed periods in a merge: closed wins over open, of two closed the larger number stays, and each is named. Which
# database comes first, and how often, must not show.

# shellcheck disable=SC2154 # the helpers set variables
load common

setup() {
	common_setup
	"$footfall" key new key
}

# year NAME FROM TO: visitors FROM to TO of each of four weeks of 2012, and one of 2013, in a database of its own
year() {
	local day i
	for day in 02 09 16 23; do
		for ((i = $2; i <= $3; i++)); do
			line "203.0.113.$i" "$day/Jul/2012:08:00:00 +0000" "/a$i" 200 http://t.co/abc "$firefox"
			line "203.0.113.$i" "$day/Jul/2012:09:00:00 +0000" "/a$i" 200 http://www.google.com/ "$firefox"
		done
	done >"$1.log"
	line 203.0.113.9 '03/Jun/2013:08:00:00 +0000' "/$1" 200 http://t.co/abc "$firefox" >>"$1.log"
	cp -p key "$1.db.key"
	"$footfall" ingest -q --db "$1.db" "$1.log"
}

visitors() {
	"$footfall" yearly --json --db "$1" | json_value years.0.visitors
}

# merged NAME PART...: a new database out of the parts
merged() {
	local name=$1
	shift
	rm -f "$name"
	"$footfall" merge -q --db "$name" "$@"
}

# alike DATABASE DATABASE: the same in every report
alike() {
	local command source
	for command in weekly yearly; do
		for source in twitter google all; do
			cmp <("$footfall" $command --json --source $source --db "$1") \
				<("$footfall" $command --json --source $source --db "$2")
		done
	done
	cmp <("$footfall" export --db "$1") <("$footfall" export --db "$2")
}

@test "closed: of two closed years the larger number stays, whichever comes first, and is named" {
	year a 1 5
	year b 4 6
	"$footfall" forget -q --db a.db --before 2013
	"$footfall" forget -q --db b.db --before 2013
	run "$footfall" merge --db ab.db a.db b.db
	[ "$status" -eq 0 ]
	[[ $output == *" numbers of closed periods differ between 'ab.db' and 'b.db'; the larger stay: 2012, 2012-W27 to 2012-W30"* ]]
	merged ba.db b.db a.db
	[ "$(visitors ab.db)" = 5 ]
	alike ab.db ba.db
	# Once more changes nothing, and there is nothing to be named.
	cp ab.db before.db
	run "$footfall" merge --db ab.db ab.db
	[[ $output != *"the larger stay"* ]]
	alike ab.db before.db
	merged aba.db a.db b.db a.db
	alike ab.db aba.db
}

@test "closed: closed wins over open, whichever comes first, and is named" {
	year a 1 3
	year b 1 6
	"$footfall" forget -q --db a.db --before 2013
	run "$footfall" merge --db ab.db a.db b.db
	[[ $output == *"what 'b.db' holds of them is left out: 2012, 2012-W27 to 2012-W30"* ]]
	run "$footfall" merge --db ba.db b.db a.db
	[[ $output == *"what 'ba.db' holds of them is left out: 2012, 2012-W27 to 2012-W30"* ]]
	[ "$(visitors ab.db)" = 3 ]
	alike ab.db ba.db
	# The week of 2013 is open in both, and joined.
	[ "$("$footfall" yearly --json --db ab.db | json_value years.1.page_views)" = 2 ]
}

@test "closed: three parts in any order and grouping are one" {
	year a 1 5
	year b 3 9
	year c 2 4
	"$footfall" forget -q --db a.db --before 2013
	"$footfall" forget -q --db c.db --before 2013
	merged want.db a.db b.db c.db
	[ "$(visitors want.db)" = 5 ]
	for order in "a b c" "a c b" "b a c" "b c a" "c a b" "c b a"; do
		# shellcheck disable=SC2086 # three words
		set -- $order
		merged one.db "$1.db" "$2.db" "$3.db"
		alike want.db one.db
		merged part.db "$2.db" "$3.db"
		merged two.db "$1.db" part.db
		alike want.db two.db
	done
}

@test "closed: of more sites than keep numbers of their own those with the most page views do, and that is said" {
	for i in $(seq 100 165); do
		printf 'c%d.example ' "$i"
		line 203.0.113.1 '14/Nov/2012:08:00:00 +0000' "/$i" 200 http://t.co/abc "$firefox"
	done >log
	printf 'c165.example ' >>log
	line 203.0.113.2 '14/Nov/2012:08:00:00 +0000' / 200 http://t.co/abc "$firefox" >>log
	"$footfall" ingest --quiet --db many.db log
	run "$footfall" forget -n --db many.db --before 2013
	[[ $output == *"of 66 logged hosts the 64 with the most page views"* ]]
	"$footfall" forget --quiet --db many.db --before 2013 2>/dev/null
	[ "$("$footfall" yearly --csv --db many.db --site c165.example | tail -n 1 | cut -d , -f 6)" = 2 ]
	kept=0
	for i in $(seq 100 165); do
		[ -z "$("$footfall" yearly --csv --db many.db --site "c$i.example" 2>/dev/null | tail -n 1 | cut -d , -f 6)" ] ||
			kept=$((kept + 1))
	done
	[ "$kept" -eq 64 ]
}
