# Minimal build while the house is being raised.
CC ?= gcc
B ?= build
CFLAGS ?= -O2 -g
WARN = -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes
CPPFLAGS += -D_GNU_SOURCE -I.
LIBS = -lpcre2-8 -lz -lisal -lzstd -llzma -lbz2 -lsodium -lm -lpthread
SRC := $(filter-out parsers/decoders/gzip_zlib.c,$(wildcard base/*.c parsers/*.c parsers/*/*.c analyzer/*.c analyzer/*/*.c))
OBJ := $(SRC:%.c=$(B)/%.o)
footfall: $(OBJ)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)
$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(WARN) $(CFLAGS) -MMD -c -o $@ $<
-include $(OBJ:.o=.d)
