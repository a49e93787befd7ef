# footfall: GNU make. `make help` lists what it can do.
#
# What the compiler and the system offer is found when something is built (dist/config writes
# $(B)/config.mk), and with `deps` among the goals only after it. So one call does: make deps check.

PREFIX ?= /usr/local
PKG_CONFIG ?= pkg-config
AR ?= ar
INSTALL ?= install
PORTABLE ?= 0
ISAL ?= $(if $(filter 1,$(PORTABLE)),0,1)
SAN ?= 0
WERROR ?= 0
bindir = $(PREFIX)/bin
datadir = $(PREFIX)/share
mandir = $(datadir)/man
docdir = $(datadir)/doc/footfall
unitdir = $(PREFIX)/lib/systemd/system

ifeq ($(SAN),1)
B ?= build-san
CFLAGS ?= -O1 -g
else ifeq ($(PORTABLE),1)
B ?= build-portable
else
B ?= build
CFLAGS ?= -O3 -g
endif
ifeq ($(PORTABLE),1)
override CPPFLAGS += -DFOOTFALL_PORTABLE
endif
# The sanitized program and those of other build folders stay in their folder.
program := $(if $(filter build,$(B)),footfall,$(B)/footfall)

goals := $(or $(MAKECMDGOALS),all)
deps_first := $(if $(filter deps,$(goals)),deps-now)
dry := $(findstring n,$(firstword -$(filter-out --%,$(MAKEFLAGS))))

all: $(program)

help:
	@echo 'make                build ./footfall'
	@echo 'make deps GOAL...   install what building needs, and what GOAL needs (Debian; root or sudo)'
	@echo 'make demo           a blog of three years, week by week, year by year, and beside its followers'
	@echo 'make simulate       how often the verdict of compare is wrong, on 600 series of each kind; SERIES=600'
	@echo 'make check          all tests; T=word: only those with the word in their name'
	@echo 'make check-long     the drills of tests/drills/ in full: kills, faults, rotations, several runs at once; any pieces'
	@echo 'make same           the same bytes with one job, two, and plain C, on FUZZ=10000000 damaged lines'
	@echo 'make shots          pictures of report pages in build/shots, taken by Chromium'
	@echo 'make layers         each floor includes only what lies below it'
	@echo 'make lint           clang-format, clang-tidy, cppcheck, shellcheck'
	@echo 'make bench          footfall beside its peers; LINES=5000000 ROUNDS=5'
	@echo 'make bench-nightly  the nightly run and the database beside what they could cost at least; LINES=5000000'
	@echo 'make bench-memory   the most memory held, and what makes it more; GB=1 through a pipe'
	@echo 'make bench-growth   lines, visitors, files and weeks, each up to a hundred times more'
	@echo 'make bench-page     what these found, into docs/performance.md'
	@echo 'make bench-regress  instructions a line against tests/bench/instructions.txt; -update keeps the new ones'
	@echo 'make docs           the manual page and the completions, after a change of options'
	@echo 'make install        to DESTDIR and PREFIX (/usr/local); also: uninstall'
	@echo 'make clean'
	@echo
	@echo 'SAN=1 address and undefined behaviour sanitizers; WERROR=1 warnings are errors; ISAL=0 gzip by zlib alone;'
	@echo 'PORTABLE=1 plain C in place of vectors, and zlib; B=dir another build folder; V=1 whole commands; CC, CPPFLAGS, CFLAGS, LDFLAGS, LDLIBS, PKG_CONFIG as usual'

deps: deps-now
	@:
deps-now:
	@CC='$(CC)' PKG_CONFIG='$(PKG_CONFIG)' ISAL='$(ISAL)' SAN='$(SAN)' DEPS_SAY=$(if $(MAKE_RESTARTS),0,1) \
		dist/deps $(filter-out deps,$(goals))

# Goals that compile nothing need not know the compiler.
ifneq ($(filter-out deps help layers clean uninstall bench-page,$(goals)),)
$(B)/config.mk: FORCE $(if $(dry),,$(deps_first))
	@mkdir -p $(@D)
	@CC='$(CC)' CPPFLAGS='$(CPPFLAGS)' CFLAGS='$(CFLAGS)' LDFLAGS='$(LDFLAGS)' PKG_CONFIG='$(PKG_CONFIG)' \
		ISAL='$(ISAL)' SAN='$(SAN)' dist/config >$@.new || { rm -f $@.new; exit 1; }
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
include $(B)/config.mk
endif

warnings := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wvla $(if $(filter 1,$(WERROR)),-Werror)
own_cppflags = -D_GNU_SOURCE -I. $(LIB_CFLAGS)
# Asked for when a test is compiled: its coming must not make everything anew.
CMOCKA_CFLAGS = $(shell $(PKG_CONFIG) --cflags cmocka)
CMOCKA_LIBS = $(shell $(PKG_CONFIG) --libs cmocka)
own_cflags = -std=c11 -pthread $(warnings) $(HARD_CFLAGS)
# One short line a step; V=1 shows the commands whole.
say = $(if $(filter 1,$(V)),,@echo '  $(1)	$@' &&)
compile = $(CC) $(own_cppflags) $(own_cflags) $(CPPFLAGS) $(CFLAGS)
link = $(CC) -pthread $(HARD_CFLAGS) $(HARD_LDFLAGS) $(CFLAGS) $(LDFLAGS)

sources := $(wildcard base/*.c parsers/*.c parsers/*/*.c analyzer/*.c analyzer/*/*.c)
used = $(filter-out $(filter-out $(GZIP),parsers/decoders/gzip_zlib.c parsers/decoders/gzip_isal.c),$(sources))
objects = $(used:%.c=$(B)/%.o)
library := $(B)/libfootfall.a
test_helpers := $(filter-out $(wildcard tests/unit/test_*.c),$(wildcard tests/unit/*.c))
test_sources := $(wildcard tests/unit/test_*.c)
tests := $(test_sources:%.c=$(B)/%)

$(program): $(B)/analyzer/main.o $(library)
	$(call say,link)$(link) -o $@ $^ $(LIBS) $(LDLIBS)

# Made anew, so that a source that is gone leaves nothing behind.
$(library): $(filter-out $(B)/analyzer/main.o,$(objects))
	@rm -f $@
	$(call say,ar)$(AR) rcs $@ $^

$(B)/%.o: %.c $(B)/config.mk
	@mkdir -p $(@D)
	$(call say,cc)$(compile) $(if $(filter tests/unit/%,$<),$(CMOCKA_CFLAGS)) -MMD -MP -c -o $@ $<

$(tests): %: %.o $(test_helpers:%.c=$(B)/%.o) $(library)
	$(call say,link)$(link) -o $@ $^ $(CMOCKA_LIBS) $(LIBS) $(LDLIBS)

# The manual page and the completions come from the same tables as the help; tests/cases/docs.bats compares them.
makedocs_objects := $(patsubst %.c,$(B)/%.o,$(wildcard dist/makedocs/*.c))
$(B)/makedocs: $(makedocs_objects) $(library)
	$(call say,link)$(link) -o $@ $^ $(LIBS) $(LDLIBS)

docs: $(B)/makedocs
	$(B)/makedocs man dist/makedocs/footfall.1.in >docs/footfall.1
	$(B)/makedocs bash >dist/completions/footfall.bash
	$(B)/makedocs zsh >dist/completions/_footfall
	$(B)/makedocs fish >dist/completions/footfall.fish

-include $(objects:.o=.d) $(test_sources:%.c=$(B)/%.d) $(test_helpers:%.c=$(B)/%.d) $(makedocs_objects:.o=.d)

layers: $(deps_first)
	@tests/layers

# Put before the program by the drills; without sanitizers, which it goes in front of.
shims := $(B)/fault.so $(B)/record.so
$(shims): $(B)/%.so: tests/fault/%.c
	$(call say,link)$(CC) -D_GNU_SOURCE -std=c11 $(warnings) -O2 -fPIC -shared -o $@ $<

# What the program is compared with: plain C, zlib, without sanitizers.
ifeq ($(PORTABLE),1)
portable := $(program)
else
portable := $(B)/portable/footfall
$(portable): FORCE
	@$(MAKE) --no-print-directory PORTABLE=1 ISAL=0 SAN=0 B='$(B)/portable'
endif
fuzz := $(portable) $(B)/corpus $(B)/fuzzlines

check: layers $(program) $(tests) $(B)/makedocs $(shims) $(fuzz)
	@FOOTFALL='$(abspath $(program))' PORTABLE_FOOTFALL='$(abspath $(portable))' BUILD='$(abspath $(B))' SAN='$(SAN)' tests/run $(if $(T),-t '$(T)') $(tests)

# Every call and every moment that the short drills of `check` take samples of; some minutes to an hour.
drills := $(wildcard tests/drills/*.py)
check-long: $(program) $(shims)
	@for one in $(filter-out tests/drills/drill.py,$(drills)); do \
		echo "$$one"; FOOTFALL='$(abspath $(program))' BUILD='$(abspath $(B))' python3 $$one --long || failed=1; \
	done; \
	echo tests/properties/nightly.py; \
	python3 tests/properties/nightly.py --rounds 2000 '$(abspath $(program))' || failed=1; [ -z "$$failed" ]

# The bytes of every report, however it is computed; in short a part of `check`.
FUZZ ?= 10000000
same: $(program) $(fuzz)
	@python3 tests/properties/same.py --footfall '$(program)' --portable '$(portable)' --lines $(FUZZ) \
		--corpus-lines $(LINES) '$(B)'

story := sample-logs/story/access*
demo_compare := --followers sample-logs/followers.csv --event 2012-11-05 --claim 50/week --claim 2400/year
demo_page := $(demo_compare) --archive sample-logs/tweets.js
demo: $(program)
	@for command in weekly yearly; do \
		printf '\n$$ %s %s %s\n\n' './$(program)' "$$command" '$(story)'; \
		./$(program) $$command $(story) || exit; \
	done
	@printf '\n$$ %s compare %s \\\n      %s\n\n' './$(program)' "$(demo_compare)" '$(story)'
	@./$(program) compare $(demo_compare) $(story)
	@./$(program) report -q -o demo.html $(demo_page) $(story)
	@printf '\nAll of it as one page with charts: %s/demo.html\n' "$$PWD"

# The pages that the tests look at, in the widths and colours that people use, and as printed.
shots: $(deps_first) $(program)
	@mkdir -p $(B)/shots
	@python3 tests/browser/pages.py ./$(program) $(B)/shots >/dev/null
	@./$(program) report -q -o $(B)/shots/story.html $(demo_page) $(story)
	@python3 tests/browser/shots.py $(B)/shots $(B)/shots/*.html

lint: $(deps_first)
	@CPPFLAGS='$(own_cppflags) $(CMOCKA_CFLAGS) $(CPPFLAGS)' tests/lint

LINES ?= 5000000
ROUNDS ?= 5
$(B)/corpus $(B)/measure $(B)/fuzzlines: $(B)/%: $(B)/tests/bench/%.o
	$(call say,link)$(link) -o $@ $^
# zlib alone, and the program with it, where the program itself has a faster one.
$(B)/inflate: $(B)/tests/bench/inflate.o
	$(call say,link)$(link) -o $@ $^ -lz
with_zlib := $(if $(filter 1,$(ISAL)),$(B)/zlib/footfall,$(program))
ifeq ($(ISAL),1)
$(with_zlib): FORCE
	@$(MAKE) --no-print-directory ISAL=0 B='$(B)/zlib'
endif
bench: $(program) $(with_zlib) $(B)/corpus $(B)/measure $(B)/inflate
	@mkdir -p $(B)/bench
	@python3 tests/bench/bench.py --footfall '$(abspath $(program))' --zlib '$(abspath $(with_zlib))' --inflate $(B)/inflate \
		--corpus $(B)/corpus --measure $(B)/measure --dir $(B)/bench --lines $(LINES) --rounds $(ROUNDS)
bench-nightly: $(program) $(B)/corpus $(B)/measure
	@mkdir -p $(B)/bench
	@python3 tests/bench/nightly.py --footfall '$(abspath $(program))' --corpus $(B)/corpus --measure $(B)/measure \
		--dir $(B)/bench/nightly --lines $(LINES)
GB ?= 1
bench-memory: $(program) $(B)/corpus $(B)/measure
	@mkdir -p $(B)/bench
	@python3 tests/bench/memory.py --footfall '$(program)' --corpus $(B)/corpus --measure $(B)/measure --dir $(B)/bench \
		--lines $(LINES) --gigabytes $(GB)
bench-growth: $(program) $(B)/corpus $(B)/measure
	@mkdir -p $(B)/bench
	@python3 tests/bench/growth.py --footfall '$(abspath $(program))' --corpus $(B)/corpus --measure $(B)/measure \
		--dir $(B)/bench --lines $(LINES) --rounds $(ROUNDS)
# What these found, into docs/performance.md and its plots.
bench-page:
	@python3 tests/bench/page.py --dir $(B)/bench
# Instructions, counted: a slow-down shows whatever else the machine does. -update keeps the new figures.
bench-regress bench-regress-update: $(deps_first) $(program) $(B)/corpus
	@mkdir -p $(B)/bench
	@python3 tests/bench/instructions.py $(if $(filter %-update,$@),--update) --footfall '$(program)' --corpus $(B)/corpus \
		--dir $(B)/bench --cc '$(CC)' --cflags '$(CFLAGS)' --libraries 'libpcre2-8 $(if $(filter %_isal.c,$(GZIP)),libisal,zlib)'

# Where each file goes and its mode; the units name the program where it is.
installed = 755:$(program):$(bindir)/footfall \
	644:docs/footfall.1:$(mandir)/man1/footfall.1 \
	644:dist/completions/footfall.bash:$(datadir)/bash-completion/completions/footfall \
	644:dist/completions/_footfall:$(datadir)/zsh/site-functions/_footfall \
	644:dist/completions/footfall.fish:$(datadir)/fish/vendor_completions.d/footfall.fish \
	644:dist/footfall.service:$(unitdir)/footfall.service \
	644:dist/footfall.timer:$(unitdir)/footfall.timer \
	644:dist/footfall-digest.service:$(unitdir)/footfall-digest.service \
	644:dist/footfall-digest.timer:$(unitdir)/footfall-digest.timer \
	$(foreach doc,README.md CHANGELOG.md LICENSE dist/footfall.cron $(sort $(wildcard docs/*.md docs/*.svg)),644:$(doc):$(docdir)/$(notdir $(doc)))

SERIES ?= 600
$(B)/simulate: $(B)/tests/bench/simulate.o $(library)
	$(call say,link)$(link) -o $@ $^ $(LIBS) $(LDLIBS)
simulate: $(B)/simulate
	@$(B)/simulate $(SERIES)

install: $(program)
	@for one in $(installed); do \
		mode=$${one%%:*} from=$${one#*:}; to='$(DESTDIR)'$${from#*:} from=$${from%%:*}; \
		$(INSTALL) -D -m "$$mode" "$$from" "$$to" || exit; \
		case $$to in *.service) sed -i 's|/usr/local/bin/|$(bindir)/|g' "$$to" || exit ;; esac; \
		echo "  install	$$to"; \
	done

uninstall:
	@for one in $(installed); do \
		rm -f '$(DESTDIR)'"$${one##*:}" || exit; \
	done
	@[ ! -d '$(DESTDIR)$(docdir)' ] || rmdir '$(DESTDIR)$(docdir)'

clean:
	rm -rf build build-* footfall demo.html

FORCE:
.PHONY: all help deps deps-now layers check check-long same docs demo shots lint bench bench-nightly bench-memory bench-growth bench-page bench-regress bench-regress-update simulate install uninstall clean FORCE
.DELETE_ON_ERROR:
# Objects of the tests are kept like all others.
.SECONDARY:
