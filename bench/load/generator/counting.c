/* Finds deliveries in what a connection has received. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "generator.h"

#define MARKER "\"timestamp\":"
#define MARKER_LENGTH (sizeof MARKER - 1)
#define DIGITS 13
#define EPOCH_KEY "\"epoch\":"

static uint64_t digits(const unsigned char *at) {
	uint64_t value = 0;
	for (int k = 0; k < DIGITS; k++) {
		if (at[k] < '0' || at[k] > '9') return 0;
		value = value * 10 + (uint64_t)(at[k] - '0');
	}
	return value;
}

static void keep_from(struct connection *c, size_t from) {
	if (from == 0) return;
	memmove(c->in, c->in + from, c->in_length - from);
	c->in_length -= from;
}

static void count_markers(struct connection *c, uint64_t now) {
	const size_t whole = MARKER_LENGTH + DIGITS;
	size_t from = 0;
	for (;;) {
		unsigned char *found = memmem(c->in + from, c->in_length - from, MARKER, MARKER_LENGTH);
		if (found == NULL) break;
		size_t at = (size_t)(found - c->in);
		if (at + whole > c->in_length) {
			keep_from(c, at);
			return;
		}
		uint64_t sent = digits(found + MARKER_LENGTH);
		if (sent != 0) {
			tally.received++;
			if (tally.measuring) note_latency(sent, now, 1);
		}
		from = at + whole;
	}
	size_t rest = c->in_length - from;
	keep_from(c, rest < MARKER_LENGTH ? from : c->in_length - (MARKER_LENGTH - 1));
}

/* A text frame tells the reference of all times once; other texts mean nothing here. */
static void read_text(struct connection *c, const unsigned char *body, size_t length) {
	const unsigned char *found = memmem(body, length, EPOCH_KEY, sizeof EPOCH_KEY - 1);
	size_t key = sizeof EPOCH_KEY - 1;
	if (found == NULL || (size_t)(body + length - found) < key + DIGITS) return;
	c->epoch = digits(found + key);
}

static void read_binary(struct connection *c, const unsigned char *body, size_t length, uint64_t now) {
	/* A channel broadcast: 2, the lengths of topic and event, both names, the payload. */
	if (length < 3 || body[0] != 2) return;
	size_t head = 3u + body[1] + body[2];
	errno = 0;
	if (head > length || !read_stream_frame(body + head, length - head, c->epoch, now))
		fail("a stream frame that cannot be read");
}

static void count_streams(struct connection *c, uint64_t now) {
	size_t from = 0;
	for (;;) {
		const unsigned char *at = c->in + from;
		size_t left = c->in_length - from;
		if (left < 2) break;
		size_t length = at[1] & 0x7f, head = 2;
		if (length == 126) head = 4;
		else if (length == 127) head = 10;
		if (left < head) break;
		if (head > 2) {
			length = 0;
			for (size_t k = 2; k < head; k++) length = length << 8 | at[k];
		}
		if (left < head + length) break;
		unsigned opcode = at[0] & 0x0f;
		errno = 0;
		if (opcode == 8) fail("the server closed a WebSocket");
		if (opcode == 1) read_text(c, at + head, length);
		else if (opcode == 2) read_binary(c, at + head, length, now);
		from += head + length;
	}
	keep_from(c, from);
}

void count_deliveries(struct connection *c) {
	uint64_t now = now_ms();
	switch (c->counting) {
	case COUNT_NOTHING:
		c->in_length = 0;
		break;
	case COUNT_MARKER:
		count_markers(c, now);
		break;
	case COUNT_STREAMS:
		count_streams(c, now);
		break;
	}
}
