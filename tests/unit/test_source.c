/* clang-format off: cmocka wants its headers in this order */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "base/message.h"
#include "parsers/source.h"
#include <bzlib.h>
#include <fcntl.h>
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define ROOM ((size_t)1 << 20)

/* Bytes of a file that a test makes up. */
struct bytes {
	size_t n;
	unsigned char p[ROOM];
};

/* What came out of it. */
struct result {
	bool opened, lost;
	size_t n;
	char p[ROOM];
	struct messages messages;
};

static struct bytes file, part;
static struct result result;
static char folder[] = "/tmp/footfall-source-XXXXXX";
static char path[64];

/* ---- making files ---- */

static void
add(struct bytes *to, struct span s)
{
	assert_true(to->n + s.n <= ROOM);
	memcpy(to->p + to->n, s.p, s.n);
	to->n += s.n;
}

static void
pack_gzip(struct bytes *to, struct span s)
{
	z_stream z = {0};
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)s.p;
	z.avail_in = (uInt)s.n;
	z.next_out = to->p + to->n;
	z.avail_out = (uInt)(ROOM - to->n);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	to->n += z.total_out;
	deflateEnd(&z);
}

static void
pack_zstd(struct bytes *to, struct span s)
{
	ZSTD_CCtx *context = ZSTD_createCCtx();
	ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
	size_t n = ZSTD_compress2(context, to->p + to->n, ROOM - to->n, s.p, s.n);
	ZSTD_freeCCtx(context);
	assert_false(ZSTD_isError(n));
	to->n += n;
}

static void
pack_xz(struct bytes *to, struct span s)
{
	assert_int_equal(
	    lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, NULL, (const uint8_t *)s.p, s.n, to->p, &to->n, ROOM),
	    LZMA_OK);
}

static void
pack_bzip2(struct bytes *to, struct span s)
{
	unsigned n = (unsigned)(ROOM - to->n);
	assert_int_equal(
	    BZ2_bzBuffToBuffCompress((char *)to->p + to->n, &n, (char *)(uintptr_t)s.p, (unsigned)s.n, 1, 0, 0), BZ_OK);
	to->n += n;
}

static const struct packer {
	const char *name;
	void (*pack)(struct bytes *to, struct span s);
	size_t mark; /* bytes from which on a cut file is told as this compression */
} packers[] = {
    {"gzip", pack_gzip, 2},
    {"zstd", pack_zstd, 2},
    {"xz", pack_xz, 2},
    {"bzip2", pack_bzip2, 3},
};
/* NOLINTNEXTLINE(bugprone-macro-parentheses): a declaration cannot stand in parentheses */
#define EACH_PACKER(p) (const struct packer *p = packers; p < packers + sizeof(packers) / sizeof(*packers); p++)

/* ---- reading them ---- */

static void
read_all(const char *name, size_t piece)
{
	ssize_t n;
	messages_release(&result.messages);
	result.n = 0;
	struct source *source = source_open(name, &result.messages);
	result.opened = source != NULL;
	result.lost = false;
	if (!source)
		return;
	while ((n = source_read(source, result.p + result.n, piece < ROOM - result.n ? piece : ROOM - result.n)) > 0)
		result.n += (size_t)n;
	result.lost = n == SOURCE_LOST;
	assert_int_equal(source_read(source, result.p, 1), 0);
	source_close(source);
}

static void
read_bytes(const struct bytes *bytes, size_t n, size_t piece)
{
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes->p, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	read_all(path, piece);
}

static void
assert_text(struct span expected, bool lost)
{
	assert_true(result.opened);
	assert_int_equal(result.n, expected.n);
	assert_memory_equal(result.p, expected.p, expected.n);
	assert_int_equal(result.lost, lost);
	assert_true(lost == (result.messages.count > 0));
}

/* One message was said, and it has the words. */
static void
assert_said(const char *words)
{
	assert_int_equal(result.messages.count, 1);
	if (!strstr(result.messages.text[0], words))
		fail_msg("\"%s\" is not in: %s", words, result.messages.text[0]);
}

/* Lines that pack badly, so that cuts and flips fall into data. */
static struct span
some_text(size_t n)
{
	static char text[ROOM];
	uint32_t seed = 1;
	for (size_t i = 0; i < n; i++) {
		seed = seed * 1664525 + 1013904223;
		text[i] = i % 60 == 59 ? '\n' : "0123456789abcdef"[seed >> 28];
	}
	return span_make(text, n);
}

/* ---- tests ---- */

static void
test_tiny_inputs(void **state)
{
	(void)state;
	static const struct span texts[] = {SPAN_INIT(""), SPAN_INIT("a"), SPAN_INIT("\n"), SPAN_INIT("ab"),
	    SPAN_INIT("abc"), SPAN_INIT("BZ"), SPAN_INIT("\0\0\0"), SPAN_INIT("\x1f"), SPAN_INIT("BZh0abc")};
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		file.n = 0;
		add(&file, texts[i]);
		read_bytes(&file, file.n, 4096);
		assert_text(texts[i], false);
	}
}

static void
test_every_size_of_buffer(void **state)
{
	(void)state;
	struct span text = some_text(70000);
	file.n = 0;
	add(&file, text);
	read_bytes(&file, file.n, 1);
	assert_text(text, false);
	for
		EACH_PACKER(p)
		{
			static const size_t pieces[] = {1, 7, 511, 4096, ROOM};
			file.n = 0;
			p->pack(&file, text);
			for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
				read_bytes(&file, file.n, pieces[i]);
				assert_text(text, false);
			}
		}
}

static void
test_members_join_in_the_middle_of_a_line(void **state)
{
	(void)state;
	struct span text = some_text(400000);
	for
		EACH_PACKER(p)
		{
			file.n = 0;
			p->pack(&file, SPAN(""));
			p->pack(&file, span_first(text, 200010));
			p->pack(&file, SPAN(""));
			p->pack(&file, span_from(text, 200010));
			p->pack(&file, SPAN(""));
			read_bytes(&file, file.n, 65536);
			assert_text(text, false);
			read_bytes(&file, file.n, 3);
			assert_text(text, false);
		}
}

static void
test_cut_at_every_byte(void **state)
{
	(void)state;
	struct span text = some_text(700);
	for
		EACH_PACKER(p)
		{
			file.n = 0;
			p->pack(&file, text);
			for (size_t cut = p->mark; cut < file.n; cut++) {
				read_bytes(&file, cut, cut % 2 ? 1 : 4096);
				assert_true(result.lost);
				assert_true(result.n <= text.n);
				assert_memory_equal(result.p, text.p, result.n);
				assert_said("ends early");
			}
		}
}

/* All that can be had of a cut gzip file is had: without its trailer, everything. */
static void
test_cut_trailer(void **state)
{
	(void)state;
	struct span text = some_text(300000);
	file.n = 0;
	pack_gzip(&file, text);
	for (size_t left = 1; left <= 8; left++) {
		read_bytes(&file, file.n - left, 65536);
		assert_text(text, true);
		assert_said("ends early");
	}
}

static void
test_flipped_bits(void **state)
{
	(void)state;
	struct span text = some_text(900);
	for
		EACH_PACKER(p)
		{
			file.n = 0;
			p->pack(&file, text);
			for (size_t bit = 0; bit < 8 * file.n; bit += 3) {
				file.p[bit / 8] ^= (unsigned char)(1 << bit % 8);
				read_bytes(&file, file.n, bit % 2 ? 100 : 65536);
				assert_true(result.opened);
				file.p[bit / 8] ^= (unsigned char)(1 << bit % 8);
			}
		}
}

static void
test_padding_is_no_news(void **state)
{
	(void)state;
	static const char zeros[10240];
	struct span text = some_text(5000);
	for
		EACH_PACKER(p)
		{
			file.n = 0;
			p->pack(&file, text);
			add(&file, span_make(zeros, sizeof(zeros)));
			read_bytes(&file, file.n, 4096);
			assert_text(text, false);
		}
}

static void
test_garbage_behind_a_member(void **state)
{
	(void)state;
	struct span text = some_text(5000);
	char words[64];
	for
		EACH_PACKER(p)
		{
			file.n = 0;
			p->pack(&file, text);
			size_t end = file.n;
			add(&file, SPAN("\0\0garbage after the end\n"));
			read_bytes(&file, file.n, 4096);
			assert_int_equal(result.n, text.n);
			assert_false(result.lost);
			snprintf(words, sizeof(words), "at byte %zu: 22 bytes are no %s", end + 2, p->name);
			assert_said(words);
		}
}

static void
test_member_behind_padding_and_garbage(void **state)
{
	(void)state;
	static const struct span between[] = {SPAN_INIT("\0\0\0\0"), SPAN_INIT("garbage\x1f\x8b\n")};
	struct span text = some_text(6000);
	for
		EACH_PACKER(p)
		{
			for (size_t i = 0; i < 2; i++) {
				file.n = 0;
				p->pack(&file, span_first(text, 2000));
				add(&file, between[i]);
				p->pack(&file, span_from(text, 2000));
				read_bytes(&file, file.n, 777);
				assert_int_equal(result.n, text.n);
				assert_memory_equal(result.p, text.p, text.n);
				assert_false(result.lost);
				assert_said(i ? "and the next one read" : "4 zero bytes");
			}
		}
}

/* All bytes of a member whose trailer is wrong, and of the member behind it, are given. */
static void
test_wrong_trailers(void **state)
{
	(void)state;
	static const struct {
		void (*pack)(struct bytes *to, struct span s);
		size_t from_end;
		const char *words;
	} cases[] = {
	    {pack_gzip, 8, "wrong checksum"},
	    {pack_gzip, 1, "wrong length"},
	    {pack_zstd, 4, "wrong checksum"},
	};
	struct span text = some_text(500000);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		for (size_t piece = 1000; piece <= ROOM; piece += ROOM - 1000) {
			file.n = 0;
			cases[i].pack(&file, span_first(text, 300001));
			file.p[file.n - cases[i].from_end] ^= 1;
			cases[i].pack(&file, span_from(text, 300001));
			read_bytes(&file, file.n, piece);
			assert_text(text, true);
			assert_said(cases[i].words);
		}
	}
}

static void
test_gzip_header_fields(void **state)
{
	(void)state;
	struct span text = some_text(3000);
	file.n = part.n = 0;
	pack_gzip(&part, text);
	add(&file, SPAN("\x1f\x8b\x08\x1e\0\0\0\0\0\xff\x04\0AB\0\0../../name\0\x1b[31mcomment\0"));
	uLong crc = crc32(0, file.p, (uInt)file.n);
	char sum[2] = {(char)(crc & 0xff), (char)(crc >> 8 & 0xff)};
	add(&file, span_make(sum, 2));
	size_t header = file.n;
	add(&file, span_make((char *)part.p + 10, part.n - 10));
	read_bytes(&file, file.n, 4096);
	assert_text(text, false);
	for (size_t cut = 2; cut < header; cut++) {
		read_bytes(&file, cut, 4096);
		assert_text(SPAN(""), true);
		assert_said("ends early");
	}
	file.p[header - 1] ^= 1;
	read_bytes(&file, file.n, 4096);
	assert_text(SPAN(""), true);
	assert_said("damaged header");
}

static void
test_zstd_skips_frames_and_limits_windows(void **state)
{
	(void)state;
	struct span text = some_text(9000);
	file.n = 0;
	add(&file, SPAN("\x50\x2a\x4d\x18\x03\0\0\0abc"));
	pack_zstd(&file, span_first(text, 4000));
	add(&file, SPAN("\x5f\x2a\x4d\x18\0\0\0\0"));
	pack_zstd(&file, span_from(text, 4000));
	read_bytes(&file, file.n, 4096);
	assert_text(text, false);
	file.n = 0;
	add(&file, SPAN("\x28\xb5\x2f\xfd\0\xa8\x01\0\0"));
	read_bytes(&file, file.n, 4096);
	assert_text(SPAN(""), true);
	assert_said("128 MiB");
}

static void
test_what_is_no_log(void **state)
{
	(void)state;
	for
		EACH_PACKER(p)
		{
			file.n = part.n = 0;
			p->pack(&part, some_text(100));
			p->pack(&file, span_make((char *)part.p, part.n));
			read_bytes(&file, file.n, 4096);
			assert_text(SPAN(""), true);
			assert_said("compressed twice");
		}
	file.n = 0;
	add(&file, SPAN("PK\003\004rest"));
	read_bytes(&file, file.n, 4096);
	assert_text(SPAN(""), true);
	assert_said("unzip -p '");
}

static void
test_refused_by_name(void **state)
{
	(void)state;
	char fifo[80];
	read_all(folder, 100);
	assert_false(result.opened);
	assert_said("-type f -print0 | footfall --files0-from -");
	read_all("/dev/null", 100);
	assert_false(result.opened);
	assert_said("device");
	snprintf(fifo, sizeof(fifo), "%s/it's", folder);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	read_all(fifo, 100);
	assert_false(result.opened);
	assert_said("it'\\''s'");
	unlink(fifo);
	read_all(fifo, 100);
	assert_false(result.opened);
	assert_said("no such file");
}

static void
test_open_pipe(void **state)
{
	(void)state;
	int fds[2];
	char name[32];
	file.n = 0;
	pack_gzip(&file, SPAN("a line\n"));
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], file.p, file.n), (ssize_t)file.n);
	close(fds[1]);
	snprintf(name, sizeof(name), "/dev/fd/%d", fds[0]);
	read_all(name, 100);
	assert_text(SPAN("a line\n"), false);
	close(fds[0]);
	read_all(name, 100);
	assert_false(result.opened);
}

/* The first byte of a process' memory is never mapped, so reading it is an error. */
static void
test_read_error(void **state)
{
	(void)state;
	read_all("/proc/self/mem", 100);
	if (!result.opened)
		skip();
	assert_text(SPAN(""), true);
	assert_said("at byte 0: cannot be read");
}

static void
test_counts_what_it_reads(void **state)
{
	(void)state;
	_Atomic uint64_t counter = 5;
	char out[4096];
	file.n = 0;
	pack_xz(&file, some_text(200000));
	read_bytes(&file, file.n, 4096);
	struct source *source = source_open(path, NULL);
	assert_non_null(source);
	assert_string_equal(source_compression(source), "xz");
	assert_int_equal(source_size(source), file.n);
	source_count(source, &counter);
	while (source_read(source, out, sizeof(out)) > 0)
		;
	assert_int_equal(counter, file.n + 5);
	source_close(source);
	source_close(NULL);
}

static int
make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/log", folder);
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	messages_release(&result.messages);
	unlink(path);
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_tiny_inputs),
	    cmocka_unit_test(test_every_size_of_buffer),
	    cmocka_unit_test(test_members_join_in_the_middle_of_a_line),
	    cmocka_unit_test(test_cut_at_every_byte),
	    cmocka_unit_test(test_cut_trailer),
	    cmocka_unit_test(test_flipped_bits),
	    cmocka_unit_test(test_padding_is_no_news),
	    cmocka_unit_test(test_garbage_behind_a_member),
	    cmocka_unit_test(test_member_behind_padding_and_garbage),
	    cmocka_unit_test(test_wrong_trailers),
	    cmocka_unit_test(test_gzip_header_fields),
	    cmocka_unit_test(test_zstd_skips_frames_and_limits_windows),
	    cmocka_unit_test(test_what_is_no_log),
	    cmocka_unit_test(test_refused_by_name),
	    cmocka_unit_test(test_open_pipe),
	    cmocka_unit_test(test_read_error),
	    cmocka_unit_test(test_counts_what_it_reads),
	};
	return cmocka_run_group_tests_name("source", tests, make_folder, remove_folder);
}
