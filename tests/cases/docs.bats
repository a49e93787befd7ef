#!/usr/bin/env bats
# The manual page and the completions: as the program's tables have them, and clean.

load common

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	makedocs=${BUILD:-build}/makedocs
}

# fresh FILE MAKEDOCS-ARGUMENT...
fresh() {
	local file=$1
	shift
	"$makedocs" "$@" >"$BATS_TEST_TMPDIR/fresh"
	diff "$file" "$BATS_TEST_TMPDIR/fresh" >"$BATS_TEST_TMPDIR/diff" || {
		head -n 20 "$BATS_TEST_TMPDIR/diff"
		echo "$file is stale: run 'make docs' and commit what it changes"
		return 1
	}
}

@test "docs: the committed manual page and completions are what the tables give" {
	[ -x "$makedocs" ] || skip "no makedocs: run through make check"
	fresh docs/footfall.1 man dist/makedocs/footfall.1.in
	fresh dist/completions/footfall.bash bash
	fresh dist/completions/_footfall zsh
	fresh dist/completions/footfall.fish fish
}

@test "docs: every option and command of the help stands in the manual page" {
	command -v man >/dev/null || skip "no man here"
	man -l docs/footfall.1 2>/dev/null | sed 's/.\x08//g' >"$BATS_TEST_TMPDIR/page"
	[ -s "$BATS_TEST_TMPDIR/page" ] || skip "man shows nothing here"
	for command in $("${FOOTFALL:-./footfall}" help | sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p'); do
		grep -q "footfall $command" "$BATS_TEST_TMPDIR/page"
		for option in $("${FOOTFALL:-./footfall}" help "$command" | grep -oE '^  (-., |    )--[a-z0-9-]+' | grep -oE -- '--.*'); do
			grep -qe "$option" "$BATS_TEST_TMPDIR/page"
		done
	done
}

@test "docs: groff, man and mandoc find nothing to warn of" {
	command -v groff >/dev/null || skip "no groff here"
	run groff -man -ww -Tutf8 -z docs/footfall.1
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	if command -v mandoc >/dev/null; then
		# Long lines of the source are no fault.
		run bash -c 'mandoc -T lint docs/footfall.1 | grep -v "STYLE: input text line longer"'
		[ -z "$output" ]
	fi
}

# complete_bash WORD...: what bash offers for the last word
complete_bash() {
	bash --norc -c '
		source dist/completions/footfall.bash
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_footfall
		printf "%s\n" "${COMPREPLY[@]}"' bash "$@" 2>&1
}

@test "docs: completion of bash" {
	[ "$(complete_bash footfall yea)" = yearly ]
	[ "$(complete_bash footfall help form)" = formats ]
	[ "$(complete_bash footfall weekly --format j)" = json ]
	[ "$(complete_bash footfall --format = ma)" = markdown ]
	[ "$(complete_bash footfall yearly --fo)" = --format ]
	[ "$(complete_bash footfall yearly NO-SUCH)" = "" ]
	[ "$(complete_bash footfall yearly Makef)" = Makefile ]
	[ "$(complete_bash footfall explain --only rob)" = robot ]
	[ "$(complete_bash footfall yearly -o Makef)" = Makefile ]
	complete_bash footfall followers --da | grep -qx -e --dates
	run complete_bash footfall followers --
	[[ $output == *--anchor* && $output != *--since* ]]
}

@test "docs: completion of fish" {
	command -v fish >/dev/null || skip "no fish here"
	export HOME=$BATS_TEST_TMPDIR
	fish --no-execute dist/completions/footfall.fish
	complete_fish() { fish -c 'source dist/completions/footfall.fish; complete -C "$argv[1]"' "$1" | cut -f 1; }
	complete_fish 'footfall yea' | grep -qx yearly
	complete_fish 'footfall weekly --format j' | grep -qx json
	complete_fish 'footfall followers --da' | grep -qx -e --dates
	[ -z "$(complete_fish 'footfall followers --sinc')" ]
	[ -z "$(complete_fish 'footfall --onl')" ]
	complete_fish 'footfall explain --only rob' | grep -qx robot
}

@test "docs: completion of zsh" {
	command -v zsh >/dev/null || skip "no zsh here"
	zsh -n dist/completions/_footfall
	run python3 tests/zsh_complete.py dist/completions 'footfall yea' yearly 'footfall weekly --format j' json \
		'footfall followers --da' --dates= 'footfall explain --only rob' robot 'footfall help form' formats
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}
