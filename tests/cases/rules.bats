#!/usr/bin/env bats
# What the user says of his own logs: --log-format, --trusted-proxy, --rules, --exclude.

load common

setup() {
	common_setup
	samples=$(realpath "$BATS_TEST_DIRNAME/../../sample-logs")
}

# FIELD ARGUMENT...: a field of the first week
week() {
	local field=$1
	shift
	"$footfall" weekly -q --json "$@" | json_value "weeks.0.$field"
}

# ADDRESS LISTS...: a record for each list of hops, from Twitter, all connected from ADDRESS
hops() {
	local address=$1 i=0
	shift
	for list in "$@"; do
		i=$((i + 1))
		printf '%s - - [06/May/2013:08:00:%02d +0000] "GET /a HTTP/1.1" 200 5 "http://t.co/abc" "%s" "%s"\n' \
			"$address" "$i" "$firefox" "$list"
	done
}

@test "log-format: a LogFormat, a log_format, a directive and a configuration file" {
	printf '203.0.113.7|06/May/2013:08:15:00 +0200|GET /a HTTP/1.1|200|http://t.co/abc|%s\n' "$firefox" >log
	printf 'events {}\nhttp {\n\tlog_format mine "$remote_addr|$time_local|$request|$status|$http_referer|$http_user_agent";\n\tlog_format other "$status";\n\taccess_log /var/log/x mine;\n}\n' >nginx.conf
	layout='$remote_addr|$time_local|$request|$status|$http_referer|$http_user_agent'
	[ "$(week visitors --log-format "$layout" log)" = 1 ]
	[ "$(week visitors --log-format "log_format x '$layout';" log)" = 1 ]
	[ "$(week visitors --log-format '%h|%{%d/%b/%Y:%H:%M:%S %z}t|%r|%>s|%{Referer}i|%{User-agent}i' log)" = 1 ]
	[ "$(week visitors --log-format nginx.conf log)" = 1 ]
	[ "$(week visitors --log-format nginx.conf:mine log)" = 1 ]
	[ "$(week visitors --log-format combined "$samples/formats/combined.log")" = 4 ]
}

@test "log-format: a string that cannot be used is refused with a caret under the place" {
	small_log >log
	run "$footfall" weekly --log-format '%h %t "%r" %{Referer' log
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 3 ]
	[[ ${lines[1]} == 'footfall:   %h %t "%r" %{Referer' ]]
	[[ ${lines[2]} == 'footfall:               ^' ]]
	for broken in '' '%h %l %u %t %>s' '%h "%r" %>s' '%t "%r" %>s' '$remote_addr $request' '$remote_addr$request [$time_local]' \
		'%h%r%t' 'no such file' /proc/self/mem "log_format x" '%Q' '#Fields: date'; do
		run "$footfall" weekly --log-format "$broken" log
		[ "$status" -eq 2 ]
		[[ $output == footfall:* ]]
	done
	run "$footfall" weekly --log-format nginx-prox-manager log
	[[ $output == *"did you mean 'nginx-proxy-manager'"* ]]
}

@test "log-format: one without Referer or agent is used, and the user is told" {
	small_log >log
	run "$footfall" weekly --log-format '%h %l %u %t "%r" %>s %b' log
	[ "$status" -eq 0 ]
	[[ $output == *"no Referer"* && $output == *"no User-Agent"* ]]
}

@test "trusted-proxy: the right-most hop that is not trusted is the visitor" {
	hops 10.0.0.1 '203.0.113.1' '198.51.100.9, 203.0.113.2' '203.0.113.2, 10.0.0.7' '203.0.113.1, 192.0.2.5, 10.0.0.7' '-' >log
	[ "$(week visitors log)" = 1 ]
	# .1, .2, .2, 192.0.2.5, and the proxy itself
	[ "$(week visitors --trusted-proxy 10.0.0.0/8 log)" = 4 ]
	[ "$(week visitors --trusted-proxy 10.0.0.0/8,192.0.2.0/24 log)" = 3 ]
	[ "$(week visitors --trusted-proxy 10.0.0.0/8 --trusted-proxy 192.0.2.0/24 log)" = 3 ]
	# Who is not behind the proxy may claim what he likes.
	hops 203.0.113.66 '198.51.100.1' '198.51.100.2' >forged
	[ "$(week visitors --trusted-proxy 10.0.0.0/8 forged)" = 1 ]
	# What is excluded is the visitor, not the proxy.
	[ "$(week visitors --trusted-proxy 10.0.0.0/8 --exclude 203.0.113.1,192.0.2.0/24 log)" = 2 ]
	# What the client says itself stands before what the proxy adds, and may be anything.
	hops 10.0.0.1 'unknown, 203.0.113.1' 'a\x22b, 203.0.113.2' ', 203.0.113.3' >nonsense
	[ "$(week visitors --trusted-proxy 10.0.0.0/8 nonsense)" = 3 ]
	[ "$(week visitors --trusted-proxy 10.0.0.0/8 --exclude 203.0.113.0/24 nonsense)" = 0 ]
	run "$footfall" weekly --trusted-proxy 10.0.0.0/8,proxy log
	[ "$status" -eq 2 ]
	[[ $output == *"'proxy'"* ]]
}

@test "trusted-proxy: in the place of the address, in JSON and in a format of one's own" {
	{
		line '203.0.113.1, 10.0.0.7' '06/May/2013:08:00:00 +0000' /a 200 http://t.co/a "$firefox"
		line '198.51.100.9, 203.0.113.2, 10.0.0.8' '06/May/2013:08:00:00 +0000' /a 200 http://t.co/a "$firefox"
		line '198.51.100.9, 203.0.113.1, 10.0.0.8' '06/May/2013:08:00:00 +0000' /a 200 http://t.co/a "$firefox"
	} >list
	[ "$(week visitors --trusted-proxy 10.0.0.0/8 list)" = 2 ]
	for i in 1 2 3; do
		printf '{"time_iso8601":"2013-05-06T08:00:0%d+00:00","remote_addr":"10.0.0.1","http_x_forwarded_for":"198.51.100.7, 203.0.113.%d","request":"GET /a HTTP/1.1","status":200,"http_referer":"http://t.co/a","http_user_agent":"%s"}\n' \
			$i $i "$firefox"
	done >json
	[ "$(week visitors json)" = 1 ]
	[ "$(week visitors --trusted-proxy 10.0.0.0/8 json)" = 3 ]
	printf '[06/May/2013:08:00:00 +0000] 203.0.113.%d unix: "GET /a HTTP/1.1" 200 "http://t.co/a" "%s"\n' 1 "$firefox" 2 "$firefox" >own
	layout='[$time_local] $http_cf_connecting_ip $remote_addr "$request" $status "$http_referer" "$http_user_agent"'
	[ "$(week visitors --log-format "$layout" own)" = 1 ]
	[ "$(week visitors --trusted-proxy 10.0.0.0/8 --log-format "$layout" own)" = 2 ]
	layout=${layout/http_cf_connecting_ip/proxy_protocol_addr}
	[ "$(week visitors --trusted-proxy 10.0.0.0/8 --log-format "$layout" own)" = 2 ]
}

@test "trusted-proxy: a list without quotes, with nothing of who connected" {
	for list in '198.51.100.9, 203.0.113.1, 10.0.0.7' '203.0.113.2' '203.0.113.1,10.0.0.7' unknown 'unknown, 10.0.0.7, nonsense' -; do
		line "$list" '06/May/2013:08:00:00 +0000' /a 200 http://t.co/a "$firefox"
	done >log
	layout='%{X-Forwarded-For}i %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"'
	# .1, .2, "unknown" twice, "-"
	[ "$(week visitors --trusted-proxy 10.0.0.0/8 --log-format "$layout" log)" = 4 ]
	[ "$(week page_views --trusted-proxy 10.0.0.0/8 --log-format "$layout" log)" = 4 ]
	[ "$("$footfall" weekly -q --json --trusted-proxy 10.0.0.0/8 --log-format "$layout" log | json_value input.unparsable)" = 0 ]
}

@test "trusted-proxy: a list before the address, in quotes or not" {
	for i in 1 2 3; do
		line "\"198.51.100.9, 203.0.113.$i\" 10.0.0.1" '06/May/2013:08:00:00 +0000' /a 200 http://t.co/a "$firefox"
		line "\"203.0.113.$i\" 10.0.0.2" '06/May/2013:08:00:00 +0000' /a 200 http://t.co/a "$firefox"
		line "198.51.100.9,203.0.113.$i 10.0.0.1" '06/May/2013:08:00:00 +0000' /a 200 http://t.co/a "$firefox"
	done >log
	[ "$(week visitors log)" = 2 ]
	[ "$(week visitors --trusted-proxy 10.0.0.0/8 log)" = 3 ]
}

@test "trusted-proxy: nobody makes himself many with a header of his own" {
	for i in 1 2 3; do
		line "203.0.113.$i,192.0.2.7" '06/May/2013:08:00:00 +0000' /a 200 http://t.co/a "$firefox"
		line "203.0.113.$i, 192.0.2.7" '06/May/2013:08:00:00 +0000' /a 200 http://t.co/a "$firefox"
	done >log
	printf '{"time_iso8601":"2013-05-06T08:00:00+00:00","remote_addr":"203.0.113.%d, 192.0.2.7","request":"GET /a HTTP/1.1","status":200,"http_referer":"http://t.co/a","http_user_agent":"%s"}\n' \
		1 "$firefox" 2 "$firefox" 3 "$firefox" >json
	for log in log json; do
		[ "$(week visitors $log)" = 1 ]
		[ "$(week visitors --trusted-proxy 10.0.0.0/8 $log)" = 1 ]
		[ "$(week visitors --trusted-proxy 192.0.2.7 $log)" = 3 ]
	done
}

@test "trusted-proxy: lists in W3C logs and of CloudFront, where blanks are escaped" {
	{
		echo '#Fields: date time c-ip cs-method cs-uri-stem sc-status cs(User-Agent) cs(Referer) X-Forwarded-For'
		for i in 1 2 3; do
			echo "2013-05-06 08:00:00 10.0.0.1 GET /a 200 ${firefox// /+} http://t.co/a 198.51.100.9,+203.0.113.$i,+10.0.0.2"
		done
	} >iis
	for blank in %20 %2520; do
		printf '#Fields:\tdate\ttime\tx-edge-location\tc-ip\tcs-method\tcs-uri-stem\tsc-status\tcs(Referer)\tcs(User-Agent)\tx-forwarded-for\n'
		for i in 1 2 3; do
			printf '2013-05-06\t08:00:00\tFRA2\t10.0.0.1\tGET\t/a\t200\thttp://t.co/a\t%s\t%s\n' "${firefox// /$blank}" \
				"198.51.100.9,${blank}203.0.113.$i,${blank}10.0.0.2"
		done
	done >cloudfront
	for i in 1 2 3; do
		printf '{"date":"2013-05-06","time":"08:00:00","c-ip":"10.0.0.1","cs-method":"GET","cs-uri-stem":"/a","sc-status":"200","cs(Referer)":"http://t.co/a","cs(User-Agent)":"%s","x-forwarded-for":"%s"}\n' \
			"${firefox// /%20}" "198.51.100.9,%20203.0.113.$i,%2010.0.0.2"
	done >cloudfront-json
	for log in iis cloudfront cloudfront-json; do
		[ "$(week visitors $log)" = 1 ]
		[ "$(week visitors --trusted-proxy 10.0.0.0/8 $log)" = 3 ]
	done
}

@test "trusted-proxy: one private address for most is worth one remark, without the address" {
	for i in $(seq 10 39); do
		line 10.1.2.3 "06/May/2013:08:00:$i +0000" /a 200 http://t.co/a "$firefox"
	done >log
	cp log other
	run "$footfall" weekly log other
	[ "$status" -eq 0 ]
	[ "$(grep -c 'one private address' <<<"$output")" = 1 ]
	[[ $output == *X-Forwarded-For* && $output != *10.1.2.3* ]]
	# shellcheck disable=SC2046 # thirty words
	hops 10.1.2.3 $(for i in $(seq 1 30); do echo "203.0.113.$i"; done) >listed
	run "$footfall" weekly listed
	[[ $output == *--trusted-proxy* && $output != *10.1.2.3* ]]
	run "$footfall" weekly --trusted-proxy 10.0.0.0/8 listed
	[[ $output != *"private address"* ]]
	run "$footfall" weekly -q log
	[[ $output != *"private address"* ]]
	sed 's/10.1.2.3/203.0.113.3/' log >public
	run "$footfall" weekly public
	[[ $output != *"private address"* ]]
}

@test "exclude: several with commas between" {
	small_log >log
	[ "$(week visitors --exclude 203.0.113.1,203.0.113.9 log)" = 1 ]
	[ "$(week visitors --exclude 203.0.113.0/30 --exclude 2001:db8::/32,192.0.2.1 log)" = 0 ]
	run "$footfall" weekly --exclude 203.0.113.1,,203.0.113.2 log
	[ "$status" -eq 2 ]
}

@test "exclude: a range of IPv6 holds no IPv4 address" {
	small_log >log
	line ::1 '06/May/2013:08:00:00 +0200' /a 200 http://t.co/abc "$firefox" >>log
	printf 'exclude ::/8\n' >mine
	for range in "--exclude ::1/64" "--exclude ::/0" "--rules mine"; do
		# shellcheck disable=SC2086 # two words
		[ "$(week visitors $range log)" = 2 ]
	done
	hops 10.0.0.1 203.0.113.1 203.0.113.2 >behind
	[ "$(week visitors --trusted-proxy ::1/64 behind)" = 1 ]
}

@test "rules: robots, people, sources and exclusions of one's own" {
	{
		small_log
		line 203.0.113.8 '07/May/2013:09:00:00 +0200' /a 200 https://pod.example.org/1 "$firefox"
		line 203.0.113.9 '07/May/2013:09:00:00 +0200' /a 200 https://www.pod.example.org:444/1 "$firefox"
	} >log
	printf '# mine\r\n\r\nperson ^Examplebot/1\r\nrobot Firefox/19\r\nsource Podcast pod.example.org # the show\r\nexclude 203.0.113.2/32\r\n' >mine
	[ "$(week visitors --rules mine log)" = 2 ]
	[ "$(week visitors --source podcast --rules mine log)" = 2 ]
	run "$footfall" weekly -q --rules mine --source all log
	[[ $output == *podcast* ]]
	run "$footfall" explain --rules mine --only counted log
	[ "${#lines[@]}" -eq 3 ]
	printf 'robot rv:20\n' >more.rules
	run "$footfall" explain --rules mine --rules more.rules --only robot log
	[[ $output == *"a robot by your --rules"* ]]
	[ "$(week visitors --rules mine --rules more.rules log)" = 1 ]
	run "$footfall" weekly --source podcast log
	[ "$status" -eq 2 ]
}

@test "rules: the first that fits decides, and comes before the built-in ones" {
	line 203.0.113.1 '06/May/2013:08:00:00 +0200' /a 200 http://t.co/abc '' >log
	printf 'source mirror t.co\nperson ^$\nrobot ^\n' >mine
	[ "$(week visitors --source mirror --rules mine log)" = 1 ]
	[ "$(week visitors --rules mine log)" = 0 ]
	line 203.0.113.1 '06/May/2013:08:00:00 +0200' /a 200 http://blog.example.org/ "$firefox" >log
	printf 'source mirror example.org\n' >mine
	[ "$(week visitors --source mirror --rules mine --site blog.example.org log)" = 1 ]
}

@test "rules: a bad line is refused with file, line and reason" {
	small_log >log
	printf 'robot a\nrobots b\nperson\nrobot (\nsource a\nsource twitter a.example\nsource b https://a.example/\nexclude 1.2.3\n' >bad
	run "$footfall" weekly --rules bad log
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 7 ]
	for i in 0 1 2 3 4 5 6; do
		[[ ${lines[i]} == "footfall: bad:$((i + 2)): the line "* ]]
	done
	[[ ${lines[2]} == *parenthesis* ]]
	run "$footfall" weekly --rules missing log
	[ "$status" -eq 2 ]
	[[ $output == *"'missing'"* ]]
	run "$footfall" weekly --rules . log
	[ "$status" -eq 2 ]
	: >empty
	[ "$(week visitors --rules empty log)" = 2 ]
}

@test "rules: a pattern that runs away ends" {
	line 203.0.113.1 '06/May/2013:08:00:00 +0200' /a 200 http://t.co/abc "$(head -c 2000 /dev/zero | tr '\0' a)" >log
	printf 'robot ^(a+)+$b\nrobot (a|aa)+c\n' >mine
	timeout 10 "$footfall" weekly -q --rules mine log
}

@test "rules: wherever they stand, other options mean what they mean without them" {
	small_log >log
	printf 'source podcast pod.example.org\n' >mine
	[ "$(week visitors log --source podcast --rules mine)" = 0 ]
	[ "$(week visitors --rules=mine -- log)" = 2 ]
	run "$footfall" weekly log --since
	[[ $output == *"needs a value"* ]]
	run "$footfall" formats --rules mine log
	[ "$status" -eq 2 ]
	[[ $output == *"has no option --rules"* ]]
}

@test "rules: explain sees a source that is the own host, as weekly does" {
	echo 'source podcast pod.example.org' >rules
	line 203.0.113.1 '06/May/2013:08:00:00 +0000' /a 200 http://pod.example.org/x "$firefox" >log
	[ "$(week visitors --rules rules --site pod.example.org --source podcast log)" = 1 ]
	run "$footfall" explain --rules rules --site pod.example.org log
	[[ $output == *" podcast "* && $output != *internal* ]]
}

@test "rules: what they call a robot counts as one in Twitter's app, too" {
	echo 'robot Chrome/103' >rules
	line 203.0.113.1 '06/May/2013:08:00:00 +0000' /a 200 - 'Mozilla/5.0 (Linux; Android 12; Pixel 6) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/103.0.0.0 Mobile Safari/537.36 TwitterAndroid' >log
	line 203.0.113.2 '06/May/2013:08:00:00 +0000' /a 200 http://t.co/abc "$firefox" >>log
	[ "$(week visitors log)" = 2 ]
	[ "$(week visitors --rules rules log)" = 1 ]
	"$footfall" weekly --csv --rules rules log >weeks
	grep -q '^week,.*,robots$' weeks
	grep -q '^2013-W19,.*,1$' weeks
}

@test "log-format: a host that is logged twice, the second time before the path" {
	printf '203.0.113.1 [06/May/2013:08:00:00 +0000] blog.example.org "GET http://blog.example.org/a HTTP/1.1" 200 "http://t.co/abc" "%s"\n' "$firefox" >log
	layout='$remote_addr [$time_local] $host "$request_method $scheme://$host$request_uri $server_protocol" $status "$http_referer" "$http_user_agent"'
	[ "$(week visitors --log-format "$layout" log)" = 1 ]
	[ "$(week visitors --log-format "$layout" --site blog.example.org log)" = 1 ]
	"$footfall" weekly -q --json --log-format "$layout" --site host.example.net log >said
	[ "$(json_value input.excluded <said)" = 1 ]
}
