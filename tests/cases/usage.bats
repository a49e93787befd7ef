#!/usr/bin/env bats
# Command lines, right and wrong: messages, and exit status 2 for wrong usage.

load common

setup() {
	common_setup
	small_log >log
}

refused() { # TEXT ARGUMENT...: status 2, one line that holds TEXT
	local text=$1
	shift
	run "$footfall" "$@" </dev/null
	echo "$output"
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == "footfall: "*"$text"* ]]
}

@test "usage: weekly is the default, before or behind options" {
	"$footfall" weekly --json log >one
	"$footfall" --json log >two
	"$footfall" --json weekly log >three
	cmp one two
	cmp one three
	[[ $("$footfall" --last 1 --json yearly log) == *footfall.yearly/1* ]]
}

@test "usage: a command's name wins over a file's" {
	cp log yearly
	[[ $("$footfall" yearly --json log) == *footfall.yearly/1* ]]
	[[ $("$footfall" --json ./yearly) == *footfall.weekly/1* ]]
	[[ $("$footfall" --json -- yearly) == *footfall.weekly/1* ]]
}

@test "usage: a mistyped command" {
	refused "did you mean 'weekly'?" weeky
	refused "did you mean 'yearly'?" year
	refused "did you mean 'yearly'?" yaerly log
	refused "neither a command nor a file" nonsense
}

@test "usage: a word that looks like a file and is none" {
	run "$footfall" access.log
	[ "$status" -eq 1 ]
	[[ $output == *access.log* ]]
}

@test "usage: nothing to read gives short help, never a wait" {
	run timeout 10 "$footfall" </dev/null
	[ "$status" -eq 2 ]
	[[ $output == *"footfall weekly access.log"* ]]
	[ "$(grep -c '^  ' <<<"$output")" -eq 3 ]
	run timeout 10 bash -c '"$0" weekly <&-' "$footfall"
	[ "$status" -eq 2 ]
	run timeout 10 "$footfall" explain </dev/null
	[ "$status" -eq 2 ]
}

@test "usage: standard input that cannot be read was not opened" {
	run timeout 10 bash -c '"$0" weekly - <&-' "$footfall"
	[ "$status" -eq 1 ]
	[ "$output" = "footfall: standard input: cannot be read: it is closed, or open for writing alone" ]
	small_log >log
	run timeout 10 bash -c '"$0" weekly --json - log 0>written' "$footfall"
	[ "$status" -eq 3 ]
	[[ $output == *'"lines":9,'* ]]
}

@test "usage: nothing to read on a terminal" {
	run timeout 10 python3 -c '
import pty, sys
sys.exit(pty.spawn(sys.argv[1:]) >> 8)' "$footfall"
	[ "$status" -eq 2 ]
	[[ $output == *Examples* || $output == *"footfall weekly"* ]]
}

@test "usage: standard input, as a pipe, a file and by its name" {
	"$footfall" --json log >want
	cat log | "$footfall" --json >pipe
	"$footfall" --json <log >file
	cat log | "$footfall" --json - >dash
	cmp want pipe
	cmp want file
	cmp want dash
	refused "only once" - -
}

@test "usage: names from a list" {
	cp log 'a name
with a newline'
	printf '%s\0' log 'a name
with a newline' >list
	[ "$("$footfall" --json --files0-from list | json_value input.files)" = 2 ]
	[ "$("$footfall" --json --files0-from - <list | json_value input.files)" = 2 ]
	printf 'log' | "$footfall" --json --files0-from - | json_value weeks.0.visitors
	run "$footfall" --files0-from list log
	[ "$status" -eq 2 ]
	printf 'log\0\0' >list
	refused "name 2 is empty" --files0-from list
	head -c 9000 /dev/zero | tr '\0' x >list
	refused "name 1 is longer" --files0-from list
	run bash -c 'printf -- "-\0" | "$0" --files0-from -' "$footfall"
	[ "$status" -eq 2 ]
	run "$footfall" --files0-from missing
	[ "$status" -eq 1 ]
	# names by the line, and a log: neither is a name, and nothing of it is shown
	printf 'log\nlog\n' >list
	refused "print0" --files0-from list
	refused "print0" --files0-from log
	[[ $output != *203.0.113* ]]
}

@test "usage: options that do not exist" {
	refused "did you mean --since?" --sinse 2013 log
	refused "unknown option --frobnicate" --frobnicate log
	refused "unknown option -Z" -Z log
	refused "takes no value" --json=yes log
	refused "needs a value" log --since
	refused "'weekly' has no option --only; these have: explain" weekly --only robot log
	refused "'status' has no option --csv" status --csv --db a.db
	refused "there are text, json" status --format markdown --db a.db
}

@test "usage: values that cannot be" {
	refused "2013-02-30" --since 2013-02-30 log
	refused "2013-W53" --until 2013-W53 log
	refused "--since lies after --until" --since 2014 --until 2013 log
	refused "whole number" --last 0 log
	refused "whole number" --last -3 log
	refused "whole number" -j many log
	refused "did you mean 'google'?" --source gogle log
	refused "twitter, direct" --source zzzzzzzz log
	refused "did you mean 'combined'?" --log-format combind log
	refused "did you mean 'json'?" --format jsn log
	refused "auto, always, never" --color sometimes log
	refused "no time zone" --tz Europe/Nowhere log
	refused "203.0.113.0/24" --exclude 203.0.113 log
	refused "--site blog.example.org" --site https://blog.example.org/ log
	refused "is no host" --site 'a b' log
	refused "did you mean 'unparsable'?" explain --only unparseable log
}

@test "usage: x is twitter, and so is its case" {
	"$footfall" --json --source twitter log >one
	"$footfall" --json --source x log >two
	"$footfall" --json --source Twitter log >three
	cmp one two
	cmp one three
}

@test "usage: own clicks are left out" {
	[ "$("$footfall" --json --exclude 203.0.113.1 log | json_value weeks.0.visitors)" = 1 ]
	[ "$("$footfall" --json --exclude 203.0.113.0/24 log | json_value input.excluded)" = 7 ]
}

@test "usage: periods choose rows" {
	[ "$("$footfall" --json --since 2014 log | json_value weeks)" = "[]" ]
	[ "$("$footfall" --json --since 2013-05 --until 2013-W19 log | json_value weeks.0.week)" = '"2013-W19"' ]
	run "$footfall" --since 2014 log
	[[ ${lines[0]} == "No week was chosen"* || ${lines[1]} == "No week was chosen"* ]]
}
