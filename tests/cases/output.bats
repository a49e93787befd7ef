#!/usr/bin/env bats
# What comes out, where it goes, and what happens when it cannot.

bats_require_minimum_version 1.5.0
load common

setup() {
	common_setup
	small_log >log
}

explain() { "$footfall" explain "$@" log; }

@test "output: the input counters add up in every command" {
	for command in weekly yearly; do
		"$footfall" "$command" --json -q log 2>/dev/null | python3 -c '
import json, sys
n = json.load(sys.stdin)["input"]
assert n["lines"] == n["blank"] + n["records"] + n["unparsable"] == 9, n
assert n["records"] == n["excluded"] + n["robots"] + n["not_pages"] + n["other_sources"] + n["counted"] == 7, n'
	done
}

@test "output: weekly as text answers first" {
	run "$footfall" -q log 2>/dev/null
	[[ $output == *"2 visitors from Twitter in 2013-W19"* ]]
	[[ $output == *"2/7*"* ]]
	[[ $output != *$'\033'* ]]
}

@test "output: -o is never a file that the run reads" {
	small_log >one
	cp one two
	ln -s one link
	"$footfall" ingest --quiet --db blog.db one
	kept() { # NAME ARGUMENT...
		local name=$1 sum
		shift
		sum=$(md5sum "$name")
		run "$footfall" "$@"
		echo "$output"
		[ "$status" -eq 2 ]
		[[ $output == *"which this run reads"* ]]
		[ "$(md5sum "$name")" = "$sum" ]
	}
	kept one weekly -o one one two
	kept one weekly -o one two link
	kept one weekly --json -o link one
	kept blog.db weekly --db blog.db -o blog.db
	kept blog.db.key weekly --db blog.db -o ./blog.db.key
	FOOTFALL_DB=blog.db kept blog.db export -o blog.db
	run "$footfall" weekly -o one <one
	[ "$status" -eq 2 ]
	run "$footfall" weekly -o one - <one
	[ "$status" -eq 2 ]
	cmp one two
	echo 'robot curl' >rules
	"$footfall" ingest --quiet --db ruled.db --rules rules one
	run "$footfall" weekly --db ruled.db -o rules two
	[ "$status" -ne 0 ]
	[[ $output == *"which this run reads"* ]]
	[ "$(cat rules)" = 'robot curl' ]
	printf 'two\0one\0' >names
	kept one weekly --files0-from names -o one
	kept names weekly --files0-from names -o names
	run -0 "$footfall" weekly -o new --csv one
	run -0 "$footfall" weekly -o new --csv two
}

@test "output: a cell of CSV has no carriage return and begins no formula" {
	line 203.0.113.1 '06/May/2013:08:00:00 +0200' '/a\x0db' 200 http://t.co/abc "$firefox" >one
	"$footfall" tweets --csv one 2>/dev/null >out.csv
	[ "$(tr -cd '\r' <out.csv | wc -c)" -eq 0 ]
}

@test "output: CSV has the columns of JSON" {
	header=$("$footfall" --csv log 2>/dev/null | head -n 1)
	keys=$("$footfall" --json log 2>/dev/null | python3 -c 'import json, sys; print(",".join(json.load(sys.stdin)["weeks"][0]))')
	[ "$header" = "$keys" ]
	header=$("$footfall" yearly --csv log 2>/dev/null | head -n 1)
	keys=$("$footfall" yearly --json log 2>/dev/null | python3 -c 'import json, sys; print(",".join(json.load(sys.stdin)["years"][0]))')
	[ "$header" = "$keys" ]
}

@test "output: all sources side by side" {
	"$footfall" --source all --json log 2>/dev/null >all
	[ "$(json_value weeks.0.sources.twitter.visitors <all)" = 2 ]
	[ "$(json_value weeks.0.sources.google.visitors <all)" = 1 ]
	[ "$(json_value weeks.0.visits <all)" = null ]
	run "$footfall" yearly --source all log
	[[ $output == *Google* ]]
}

@test "output: colour only when asked for or on a terminal" {
	[[ $("$footfall" --color always log 2>/dev/null) == *$'\033['* ]]
	[[ $("$footfall" --color auto log 2>/dev/null) != *$'\033'* ]]
}

@test "output: ASCII where the locale is not UTF-8, and the same figures" {
	LC_ALL=C "$footfall" log >ascii 2>/dev/null
	[ "$(LC_ALL=C tr -d '\n -~' <ascii | wc -c)" -eq 0 ]
	LC_ALL=C "$footfall" --json log >one 2>/dev/null
	LC_ALL=C.UTF-8 "$footfall" --json log >two 2>/dev/null
	cmp one two
}

@test "output: COLUMNS sets the width of a screen" {
	for columns in 40 60 100; do
		COLUMNS=$columns LC_ALL=C "$footfall" log 2>/dev/null | tail -n +3 >screen
		[ "$(awk -v most="$columns" 'length > most' screen)" = "" ]
	done
}

@test "output: -o writes the whole file or leaves the old one" {
	"$footfall" --json log >want 2>/dev/null
	echo old >out
	chmod 600 out
	ln -s out link
	run "$footfall" --json -o link log
	[ "$status" -eq 0 ]
	cmp want out
	[ -L link ]
	[ "$(stat -c %a out)" = 600 ]
	run "$footfall" --json -o out missing.log
	[ "$status" -eq 1 ]
	cmp want out
	[ -z "$(find . -name '.footfall-*')" ]
	run "$footfall" -o missing/out log
	[ "$status" -eq 1 ]
	[[ $output == *missing/out* ]]
	run "$footfall" -o . log
	[ "$status" -eq 1 ]
	run "$footfall" -o /dev/null log
	[ "$status" -eq 0 ]
	[ -c /dev/null ]
	# A run that is told to end takes its half of a file along.
	for signal in INT TERM HUP; do
		python3 - "$footfall" "$signal" <<'END'
import glob, signal, subprocess, sys, time
end = getattr(signal, "SIG" + sys.argv[2])
run = subprocess.Popen([sys.argv[1], "explain", "-o", "out", "-"], stdin=subprocess.PIPE,
                       preexec_fn=lambda: signal.signal(end, signal.SIG_DFL))
run.stdin.write(open("log", "rb").read())
run.stdin.flush()
for _ in range(500):
    if glob.glob(".footfall-*"):
        break
    time.sleep(0.01)
time.sleep(0.05)
run.send_signal(end)
assert run.wait() == -end, run.returncode
assert not glob.glob(".footfall-*")
END
		cmp want out
	done
}

@test "output: a full disk is a failure" {
	[ -w /dev/full ] || skip "no /dev/full"
	for command in weekly yearly explain formats; do
		run bash -c '"$0" "$1" log >/dev/full' "$footfall" "$command"
		[ "$status" -eq 1 ]
		[[ $output == *"No space left"* ]]
	done
	run bash -c '"$0" help >/dev/full' "$footfall"
	[ "$status" -eq 1 ]
}

@test "output: closed standard output is a failure, a closed pipe is none" {
	run bash -c '"$0" --json log >&-' "$footfall"
	[ "$status" -eq 1 ]
	for i in $(seq 3000); do small_log; done >long
	run bash -c 'timeout 20 "$0" explain long 2>err | head -n 1 >/dev/null; echo "${PIPESTATUS[0]}"' "$footfall"
	[ "$output" = 0 ]
	[ ! -s err ]
}

@test "explain: a verdict and a reason a line, blank lines left out" {
	explain --json >out
	[ "$(python3 -c '
import json
for l in open("out"):
    e = json.loads(l)
    assert list(e) == ["file", "line", "verdict", "source", "evidence", "visitor", "time", "why"], e
    print(e["line"], e["verdict"], e["source"], e["evidence"], e["visitor"], e["time"])')" = \
		"1 counted twitter referer 1 2013-05-06T08:00:00+02:00
2 counted twitter referer 1 2013-05-06T09:00:00+02:00
3 counted twitter referer 2 2013-05-07T08:00:00+02:00
4 other-source google None 3 2013-05-07T08:00:01+02:00
5 robot twitter referer 4 2013-05-07T08:00:02+02:00
6 not-a-page None None 1 2013-05-07T08:00:03+02:00
7 not-a-page None None 1 2013-05-07T08:00:04+02:00
9 unparsable None None None None" ]
}

@test "explain: no Referer, one that names no site, and a log without any" {
	line 203.0.113.1 '06/May/2013:08:00:00 +0200' /a 200 - "$firefox" >log
	[[ $(explain --json) == *'"why":"no Referer"'* ]]
	line 203.0.113.1 '06/May/2013:08:00:00 +0200' /a 200 about:blank "$firefox" >log
	[[ $(explain --json) == *'"why":"the Referer names no site"'* ]]
	echo '203.0.113.1 - - [06/May/2013:08:00:00 +0200] "GET /a HTTP/1.1" 200 5' >log
	[[ $(explain --json) == *'"why":"the log does not carry the Referer"'* ]]
}

@test "explain: by verdict, and for another source" {
	[ "$(explain --only counted | wc -l)" -eq 3 ]
	[ "$(explain --only unparsable | wc -l)" -eq 1 ]
	[ "$(explain --only counted --source google | wc -l)" -eq 1 ]
	[ "$(explain --only counted --source all | wc -l)" -eq 4 ]
	[ "$(explain --only excluded --exclude 203.0.113.1 | wc -l)" -eq 4 ]
}

@test "explain: the days asked for, and a line without a time goes with the one before it" {
	line 203.0.113.1 '05/May/2013:23:30:00 +0200' /a 200 - "$firefox" >log
	echo none >>log
	line 203.0.113.1 '06/May/2013:00:30:00 +0200' /b 200 - "$firefox" >>log
	echo nor this >>log
	[ "$(explain --since 2013-05-06 --csv | cut -d , -f 2 | tr '\n' ' ')" = "line 3 4 " ]
	[ "$(explain --until 2013-W18 --csv | cut -d , -f 2 | tr '\n' ' ')" = "line 1 2 " ]
	[ "$(explain --since 2013-05-06 --tz UTC | wc -l)" -eq 0 ]
	[ "$(explain --until 2013-05-05 --tz UTC --csv | sed -n 4p)" = \
		'log,3,other-source,direct,,1,2013-05-05T22:30:00+00:00,no Referer' ]
	[ "$(explain --tz Europe/Berlin --csv | sed -n 2p | cut -d , -f 7)" = 2013-05-05T23:30:00+02:00 ]
}

@test "explain: the same rows in every form" {
	explain --json >json
	explain --csv >csv
	explain --format markdown >markdown
	python3 - <<'END'
import csv, json
rows = [json.loads(line) for line in open("json")]
cells = [{k: "" if v is None else str(v) for k, v in row.items()} for row in rows]
assert len(rows) == 8 and list(csv.DictReader(open("csv"))) == cells
table = [[cell.strip().replace("\\", "") for cell in line.split(" |")] for line in open("markdown")]
assert [[c.lstrip("| ") for c in line[:-1]] for line in table[2:]] == [list(row.values()) for row in cells], table
END
	[ "$(explain --color always | grep -c $'^\033')" -eq 5 ]
}

@test "explain: gives no address, agent or query away" {
	for option in --format=text --json --csv --format=markdown; do
		run explain "$option"
		[[ $output != *203.0.113* ]]
		[[ $output != *Firefox* ]]
		[[ $output != *secret* ]]
	done
}

@test "explain: what a log holds cannot drive a terminal" {
	line 203.0.113.1 '06/May/2013:08:00:00 +0200' $'/\033[2J\xff' 200 $'http://evil\033]0;x\007.example/' "$firefox" >log
	LC_ALL=C
	[ "$(explain | tr -d '\n -~' | wc -c)" -eq 0 ]
	explain --json | json_value why
}

@test "explain: the unfinished last line is no line yet" {
	printf '203.0.113.9 - - [06/May/2013:08:0' >>log
	run explain
	[ "$status" -eq 0 ]
	[[ $output == *"has no end yet"* ]]
	[ "$("$footfall" explain -q log 2>&1 | wc -l)" -eq 8 ]
}

@test "explain: exit status as of weekly" {
	run "$footfall" explain missing.log
	[ "$status" -eq 1 ]
	run "$footfall" explain log missing.log
	[ "$status" -eq 3 ]
	echo 'no log at all' >none
	run "$footfall" explain none
	[ "$status" -eq 3 ]
	: >empty
	run "$footfall" explain empty
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "formats: the table, with an example that is what it says" {
	run "$footfall" formats
	[ "$status" -eq 0 ]
	"$footfall" formats --json >table
	python3 -c '
import json
for l in open("table"):
    f = json.loads(l)
    open(f["format"] + ".example", "w").write(f["example"] + "\n")'
	for name in combined vhost-combined common; do
		[ "$("$footfall" formats --json "$name.example" | json_value format)" = "\"$name\"" ]
	done
}

@test "formats: which one a file has, and what its first other line lacks" {
	run "$footfall" formats log
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "log: combined: "* ]]
	[[ $output == *"first that fits none line 9: "* ]]
	[ "$("$footfall" formats --json log | json_value lines_tried)" = 8 ]
	echo 'no log at all' >none
	run "$footfall" formats none
	[ "$status" -eq 3 ]
	run "$footfall" formats missing.log
	[ "$status" -eq 1 ]
}

@test "weekly: a long run of weeks without any record is left out at the end, too" {
	line 203.0.113.1 '06/May/1995:08:00:00 +0000' /a 200 http://t.co/abc "$firefox" >log
	line 203.0.113.1 '06/May/2020:08:00:00 +0000' /a 200 http://t.co/abc "$firefox" >>log
	run --separate-stderr "$footfall" weekly --csv --until 2015 log
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 2 ]
	[[ ${lines[1]} == 1995-W18,* ]]
	[[ $stderr == *"weeks without any record are left out"* ]]
}

@test "input: a last line over 1 MiB that has no end yet is left for the next run" {
	head -c 1100000 /dev/zero | tr '\0' x >long
	head -n 6 log >begun
	cat begun long >torn
	run "$footfall" weekly --json -q torn
	[ "$status" -eq 0 ]
	[ "$(json_value input.unparsable <<<"$output")" = 0 ]
	[ "$(json_value input.lines <<<"$output")" = 6 ]
	run "$footfall" explain torn
	[[ $output == *"torn:7: the last line has no end yet"* ]]
	"$footfall" formats --json torn | grep -q '"lines_tried":6,'
	"$footfall" ingest --db a.db torn
	{ echo && line 203.0.113.9 '07/May/2013:08:00:00 +0200' /a 200 http://t.co/abc "$firefox"; } >>torn
	"$footfall" ingest --db a.db torn
	[ "$("$footfall" weekly --json --db a.db | json_value weeks.0.visitors)" = 3 ]
	run "$footfall" weekly --json -q torn
	[ "$(json_value input.unparsable <<<"$output")" = 1 ]
	run "$footfall" weekly long
	[ "$status" -eq 3 ]
}

@test "input: the command that a message gives for a folder works, whatever its name" {
	mkdir -- logs -logs "it's"
	for name in logs -logs "it's"; do
		head -n 6 log >"./$name/access.log"
		run "$footfall" weekly -- "$name"
		[ "$status" -ne 0 ]
		[[ $output == *"is a directory; to read the logs in it: find "* ]]
		read -r command <<<"${output#*in it: }"
		[ "$(bash -c "${command/footfall/\"$footfall\" weekly -q --json}" | json_value weeks.0.visitors)" = 2 ]
	done
}
