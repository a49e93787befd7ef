#!/usr/bin/env bats
# make install and uninstall, and what is installed.
# shellcheck disable=SC2030,SC2031 # each test is a shell of its own

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	root=$BATS_TEST_TMPDIR/root
	# The program that is under test, wherever it was built; make is not to build another.
	footfall=$(realpath "${FOOTFALL:-./footfall}")
}

# install_to GOAL VARIABLE...
install_to() {
	MAKEFLAGS='' make -s -o "$footfall" program="$footfall" "$@"
}

modes() {
	(cd "$root" && find . -type f -printf '%m %P\n' | LC_ALL=C sort -k 2)
}

@test "install: every file where it belongs, with its mode, and uninstall leaves none" {
	install_to install DESTDIR="$root" PREFIX=/usr
	modes >"$BATS_TEST_TMPDIR/modes"
	grep -qx '755 usr/bin/footfall' "$BATS_TEST_TMPDIR/modes"
	for file in share/man/man1/footfall.1 share/bash-completion/completions/footfall \
		share/zsh/site-functions/_footfall share/fish/vendor_completions.d/footfall.fish \
		lib/systemd/system/footfall.service lib/systemd/system/footfall.timer \
		lib/systemd/system/footfall-digest.service lib/systemd/system/footfall-digest.timer \
		share/doc/footfall/README.md share/doc/footfall/counting.md share/doc/footfall/nightly.md \
		share/doc/footfall/footfall.cron; do
		grep -qx "644 usr/$file" "$BATS_TEST_TMPDIR/modes"
	done
	[ "$(grep -cv '^644 ' "$BATS_TEST_TMPDIR/modes")" -eq 1 ]
	"$root/usr/bin/footfall" --version
	grep -q 'exec /usr/bin/footfall ingest' "$root/usr/lib/systemd/system/footfall.service"
	grep -q '^ExecStart=/usr/bin/footfall digest' "$root/usr/lib/systemd/system/footfall-digest.service"
	! grep -rq /usr/local "$root/usr/lib/systemd" || return 1
	install_to uninstall DESTDIR="$root" PREFIX=/usr
	[ -z "$(find "$root" -not -type d -o -name '*footfall*')" ]
}

@test "install: the folder of units can be chosen, and a second install changes nothing" {
	install_to install DESTDIR="$root" PREFIX=/opt/footfall unitdir=/etc/systemd/system
	modes >"$BATS_TEST_TMPDIR/once"
	grep -qx '644 etc/systemd/system/footfall.timer' "$BATS_TEST_TMPDIR/once"
	grep -q 'exec /opt/footfall/bin/footfall ingest' "$root/etc/systemd/system/footfall.service"
	install_to install DESTDIR="$root" PREFIX=/opt/footfall unitdir=/etc/systemd/system
	modes | diff "$BATS_TEST_TMPDIR/once" -
	install_to uninstall DESTDIR="$root" PREFIX=/opt/footfall unitdir=/etc/systemd/system
	[ -z "$(find "$root" -not -type d)" ]
}

@test "install: systemd knows every line of the units, and exposes next to nothing" {
	command -v systemd-analyze >/dev/null || skip "no systemd-analyze here"
	install_to install PREFIX="$root"
	cp "$root"/lib/systemd/system/footfall* "$BATS_TEST_TMPDIR"
	for unit in footfall footfall-digest; do
		# Without a running systemd it may not know the units that ours stand among; of ours it must know all.
		run systemd-analyze verify --man=no "$BATS_TEST_TMPDIR/$unit.service" "$BATS_TEST_TMPDIR/$unit.timer"
		[[ $output != *$unit.service:* && $output != *$unit.timer:* && $output != *"not executable"* ]]
		# 10 of 100: an exposure of 1.0.
		systemd-analyze security --offline=true --no-pager --threshold=10 "$BATS_TEST_TMPDIR/$unit.service" \
			>"$BATS_TEST_TMPDIR/exposure"
	done
	systemd-analyze calendar 'Mon *-*-* 07:00' >"$BATS_TEST_TMPDIR/calendar"
	grep -qx 'OnCalendar=Mon \*-\*-\* 07:00' "$BATS_TEST_TMPDIR/footfall-digest.timer"
}

@test "install: the Monday mail goes to sendmail, and without a week none does" {
	mkdir -p "$BATS_TEST_TMPDIR/run"
	export RUNTIME_DIRECTORY=$BATS_TEST_TMPDIR/run FOOTFALL_DB=$BATS_TEST_TMPDIR/blog.db MAIL_TO=me@example.org
	printf '#!/bin/sh\ncat >"%s"\n' "$BATS_TEST_TMPDIR/sent" >"$BATS_TEST_TMPDIR/sendmail"
	chmod +x "$BATS_TEST_TMPDIR/sendmail"
	# What systemd would run: its variables and doubled dollars are the shell's.
	make_mail=$(sed -n 's/^ExecStart=[^ ]*footfall //p' dist/footfall-digest.service)
	send=$(sed -n "s/^ExecStartPost=+.bin.sh -c '\(.*\)'$/\1/p" dist/footfall-digest.service | sed 's/\$\$/$/g' |
		sed "s|/usr/sbin/sendmail|$BATS_TEST_TMPDIR/sendmail|")
	[ -n "$make_mail" ] && [ -n "$send" ]
	printf '203.0.113.1 - - [06/May/2013:08:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"\n' >"$BATS_TEST_TMPDIR/log"
	"$footfall" ingest -q --db "$FOOTFALL_DB" "$BATS_TEST_TMPDIR/log"
	eval "\"$footfall\" $make_mail" 2>/dev/null
	sh -c "$send"
	[ ! -e "$BATS_TEST_TMPDIR/sent" ]
	"$footfall" ingest -q --db "$FOOTFALL_DB" sample-logs/story/access*
	eval "\"$footfall\" $make_mail"
	sh -c "$send"
	grep -qx 'To: me@example.org' "$BATS_TEST_TMPDIR/sent"
	# cron's line does the same.
	line=$(sed -n 's/^0 7 \* \* 1 footfall //p' dist/footfall.cron | sed 's/\\%/%/g' |
		sed "s|/usr/sbin/sendmail|$BATS_TEST_TMPDIR/sendmail|; s|(footfall |(\"$footfall\" |")
	rm "$BATS_TEST_TMPDIR/sent"
	sh -c "$line"
	grep -qx 'To: root' "$BATS_TEST_TMPDIR/sent"
	grep -q '^Subject: 57 visitors' "$BATS_TEST_TMPDIR/sent"
}

@test "install: the service takes the logs that are there, and says when there are none" {
	mkdir -p "$BATS_TEST_TMPDIR/logs" "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\nprintf "%%s\\n" "$@"\n' >"$BATS_TEST_TMPDIR/bin/footfall"
	chmod +x "$BATS_TEST_TMPDIR/bin/footfall"
	# The line as the shell gets it: without systemd's continuations and doubled dollars.
	line=$(sed -n "/^ExecStart=/,/footfall-nightly$/p" dist/footfall.service | sed 's/\\$//' | tr -d '\n' |
		sed "s/^ExecStart=.bin.sh -c '//; s/' footfall-nightly$//; s/\\$\\$/\$/g; s|/usr/local/bin|$BATS_TEST_TMPDIR/bin|")
	export LOGS="$BATS_TEST_TMPDIR/logs/*access.log* $BATS_TEST_TMPDIR/none/*" FOOTFALL_DB=some.db
	run sh -c "$line" footfall-nightly
	[ "$status" -eq 1 ]
	[[ $output == *"no log matches"* ]]
	touch "$BATS_TEST_TMPDIR/logs/access.log" "$BATS_TEST_TMPDIR/logs/access.log.1" "$BATS_TEST_TMPDIR/logs/error.log"
	run sh -c "$line" footfall-nightly
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = ingest ]
	[ "${#lines[@]}" -eq 8 ]
	[[ $output == *logs/access.log$'\n'*logs/access.log.1 ]]
}

@test "install: where memory cannot be made executable, as in the unit, the figures are the same" {
	# PR_SET_MDWE is 65; kernels before 6.3 do not know it.
	without_jit() {
		python3 -c '
import ctypes, os, sys
if ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) != 0:
    sys.exit(99)
os.execv(sys.argv[1], sys.argv[1:])' "$footfall" "$@"
	}
	run without_jit --version
	[ "$status" -ne 99 ] || skip "this kernel has no PR_SET_MDWE"
	[ "${SAN:-0}" != 1 ] || skip "not under sanitizers"
	without_jit weekly --json sample-logs/formats/*.log >"$BATS_TEST_TMPDIR/without"
	"$footfall" weekly --json sample-logs/formats/*.log | diff - "$BATS_TEST_TMPDIR/without"
}
