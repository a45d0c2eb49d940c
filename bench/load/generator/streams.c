/* Counts the samples in a binary stream frame: packages/protocol/src/stream describes the format. */
#include "generator.h"

#define FLAG_SEED 1
#define FORMAT 1

enum values { DECIMAL, PACKED, FLOAT, JSON };
enum steps { EVEN, BITS, BYTES, VARINTS };

struct reader {
	const unsigned char *at, *end;
	int failed;
};

static void skip(struct reader *r, uint64_t count) {
	if (count > (uint64_t)(r->end - r->at)) r->failed = 1;
	else r->at += count;
}

static uint64_t varint(struct reader *r) {
	uint64_t value = 0;
	for (int shift = 0; shift < 64; shift += 7) {
		if (r->at >= r->end) break;
		unsigned char byte = *r->at++;
		value |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80) return value;
	}
	r->failed = 1;
	return 0;
}

static int64_t signed_varint(struct reader *r) {
	uint64_t value = varint(r);
	return (value & 1) ? -(int64_t)(value >> 1) - 1 : (int64_t)(value >> 1);
}

static unsigned byte(struct reader *r) {
	if (r->at >= r->end) {
		r->failed = 1;
		return 0;
	}
	return *r->at++;
}

static void skip_varints(struct reader *r, uint64_t count) {
	while (count > 0 && r->at < r->end) count -= *r->at++ < 0x80;
	if (count > 0) r->failed = 1;
}

static uint64_t known_values(struct reader *r, uint64_t count) {
	uint64_t known = 0;
	for (uint64_t k = 0; k < (count + 7) / 8; k++) known += (uint64_t)__builtin_popcount(byte(r));
	return known;
}

#define ESCAPE 16
#define WHOLE_BITS 31

/* Skips Rice codes: see differences.ts in the same folder. */
static void skip_packed(struct reader *r, uint64_t count) {
	unsigned parameter = byte(r);
	uint64_t bit = 0, end = 8 * (uint64_t)(r->end - r->at);
	for (; count > 0 && bit < end; count--) {
		unsigned quotient = 0;
		while (quotient < ESCAPE && bit < end && (r->at[bit / 8] >> (bit % 8) & 1)) quotient++, bit++;
		bit += quotient < ESCAPE ? 1 + parameter : WHOLE_BITS;
	}
	if (count > 0) r->failed = 1;
	skip(r, (bit + 7) / 8);
}

static void skip_values(struct reader *r, unsigned kind, uint64_t count) {
	switch ((enum values)((kind >> 3) & 3)) {
	case DECIMAL:
		skip_varints(r, (kind & 0x20) ? known_values(r, count) : count);
		break;
	case PACKED:
		skip_packed(r, (kind & 0x20) ? known_values(r, count) : count);
		break;
	case FLOAT:
		skip(r, ((kind & 7) ? 8 : 4) * count);
		break;
	case JSON:
		skip(r, varint(r));
		break;
	}
}

/* Notes the latency of each sample by its own time. */
static uint64_t read_times(struct reader *r, unsigned kind, uint64_t first, uint64_t count, uint64_t now) {
	uint64_t time = first;
	if (tally.measuring) note_latency(time, now, 1);
	if (count == 1) return count;
	uint64_t least = varint(r);
	enum steps steps = (enum steps)(kind >> 6);
	const unsigned char *bits = r->at;
	if (steps == BITS) skip(r, (count - 1 + 7) / 8);
	if (r->failed) return 0;
	if (steps == EVEN && least == 0) {
		if (tally.measuring) note_latency(time, now, count - 1);
		return count;
	}
	for (uint64_t k = 1; k < count && !r->failed; k++) {
		uint64_t more = 0;
		if (steps == BITS) more = (bits[(k - 1) / 8] >> ((k - 1) % 8)) & 1;
		else if (steps == BYTES) more = byte(r);
		else if (steps == VARINTS) more = varint(r);
		time += least + more;
		if (tally.measuring) note_latency(time, now, 1);
	}
	return count;
}

/* Adds the samples of a frame to the tally, except past ones; 0 when it is no such frame. */
int read_stream_frame(const unsigned char *bytes, size_t length, uint64_t epoch, uint64_t now) {
	struct reader r = {bytes, bytes + length, 0};
	if (byte(&r) != FORMAT) return 0;
	int seed = (byte(&r) & FLAG_SEED) != 0;
	varint(&r);
	signed_varint(&r);
	while (r.at < r.end && !r.failed) {
		skip(&r, 2);
		unsigned kind = byte(&r);
		varint(&r);
		uint64_t count = varint(&r);
		uint64_t first = epoch + (uint64_t)signed_varint(&r);
		signed_varint(&r);
		if (count == 0) r.failed = 1;
		if (r.failed) break;
		if (seed) {
			int measuring = tally.measuring;
			tally.measuring = 0;
			read_times(&r, kind, first, count, now);
			tally.measuring = measuring;
		} else tally.received += read_times(&r, kind, first, count, now);
		skip_values(&r, kind, count);
	}
	return !r.failed;
}
