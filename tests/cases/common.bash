# Helpers for the tests of commands. FOOTFALL names the program; each test has a scratch folder.
# shellcheck shell=bash disable=SC2034 # the tests use the variables

common_setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	footfall=$(realpath "${FOOTFALL:-./footfall}")
	cd "$BATS_TEST_TMPDIR" || return 1
}

# ADDRESS DATE TARGET STATUS REFERER AGENT: one line of combined log; DATE as 06/May/2013:08:00:00 +0200
line() {
	printf '%s - - [%s] "GET %s HTTP/1.1" %s 512 "%s" "%s"\n' "$@"
}

firefox='Mozilla/5.0 (X11; Linux x86_64; rv:20.0) Gecko/20100101 Firefox/20.0'

# A small log: three views from Twitter by two visitors, one from a search engine, a robot, an
# asset, a missing page, an empty line and a line that is none.
small_log() {
	line 203.0.113.1 '06/May/2013:08:00:00 +0200' /a 200 http://t.co/abc "$firefox"
	line 203.0.113.1 '06/May/2013:09:00:00 +0200' '/b?token=secret' 200 http://t.co/abc "$firefox"
	line 203.0.113.2 '07/May/2013:08:00:00 +0200' /a 200 http://twitter.com/ "$firefox"
	line 203.0.113.3 '07/May/2013:08:00:01 +0200' /a 200 'http://www.google.com/search?q=x' "$firefox"
	line 203.0.113.4 '07/May/2013:08:00:02 +0200' /a 200 http://t.co/abc 'Examplebot/1.0 (+http://bot.example.com)'
	line 203.0.113.1 '07/May/2013:08:00:03 +0200' /style.css 200 http://blog.example.org/a "$firefox"
	line 203.0.113.1 '07/May/2013:08:00:04 +0200' /gone 404 http://t.co/abc "$firefox"
	printf '\nthis is no log line\n'
}

# The value of a JSON path such as weeks.0.visitors, read from standard input.
json_value() {
	python3 -c '
import json, sys
value = json.load(sys.stdin)
for key in sys.argv[1].split("."):
    value = value[int(key)] if isinstance(value, list) else value[key]
print(json.dumps(value))' "$1"
}
