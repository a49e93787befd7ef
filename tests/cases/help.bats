#!/usr/bin/env bats
# What footfall says of itself, and that help and parser agree.

load common

setup() { common_setup; }

@test "help: an overview that names every command" {
	run "$footfall" help
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == Examples:* ]]
	for command in weekly yearly explain formats help; do
		[[ $output == *"  $command "* ]]
	done
	overview=$output
	run "$footfall" --help
	[ "$status" -eq 0 ]
	[ "$output" = "$overview" ]
}

@test "help: of every command, an example first, the same by --help and -h" {
	for command in weekly yearly explain formats help; do
		run "$footfall" help "$command"
		[ "$status" -eq 0 ]
		[[ ${lines[0]} == Examples:* ]]
		[[ $output == *"Usage: footfall $command"* ]]
		help=$output
		run "$footfall" "$command" --help
		[ "$output" = "$help" ]
		run "$footfall" "$command" -h
		[ "$output" = "$help" ]
	done
}

@test "help: every option shown is understood, and none needs more than 80 columns" {
	for command in weekly yearly explain formats; do
		"$footfall" help "$command" >help
		[ "$(awk 'length > 80' help)" = "" ]
		for option in $(grep -o -E '^ +(-[a-zA-Z], )?--[a-z0-9-]+' help | grep -o -E -- '--[a-z0-9-]+'); do
			run "$footfall" "$command" "$option=?"
			[[ $output != *"unknown option"* ]]
			[[ $output != *"has no option"* ]]
		done
	done
}

@test "help: sources, formats and outputs come out of their tables" {
	run "$footfall" help weekly
	for word in twitter google reddit mastodon all combined vhost-combined markdown; do
		[[ $output == *"$word"* ]]
	done
}

@test "help: an unknown command gets a suggestion" {
	run "$footfall" help weeky
	[ "$status" -eq 2 ]
	[[ $output == *"did you mean 'weekly'?"* ]]
}

@test "version" {
	run "$footfall" --version
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "footfall "[0-9]*.[0-9]*.[0-9]* ]]
	[[ ${lines[1]} == "gzip is read by "* ]]
	run "$footfall" yearly -V
	[ "$status" -eq 0 ]
}
