/* The parts of the load generator; see main.c for what it does. */
#ifndef GENERATOR_H
#define GENERATOR_H

#include <stddef.h>
#include <stdint.h>

/* How the deliveries that reach a connection are counted. */
enum counting {
	COUNT_NOTHING, /* a publisher: whatever comes is thrown away */
	COUNT_MARKER,  /* every `"timestamp":` with 13 digits is one delivery */
	COUNT_STREAMS, /* samples in binary stream frames over WebSocket, of streams with one number per sample */
};

/* A message ready to be sent; its 13 digits of time are written just before. */
struct frame {
	unsigned char *bytes;
	size_t length;
	long stamp_at;          /* offset of the digits, -1 for none */
	unsigned char mask[13]; /* what each digit is combined with: the WebSocket mask, or zeros */
};

struct connection {
	int fd;
	enum counting counting;
	struct frame *frames;
	int frame_count, next_frame;
	/* Bytes sent from time to time so that the server does not take it for dead; NULL for none. */
	unsigned char *sign;
	size_t sign_length;
	/* Bytes to be sent that the socket did not take yet. */
	unsigned char *out;
	size_t out_length, out_capacity;
	int waits_for_room;
	/* Bytes received and not read yet. */
	unsigned char *in;
	size_t in_length, in_capacity;
	/* End of what was waited for last, while setting up. */
	size_t waited;
	/* Reference of the times in stream frames, ms since 1970. */
	uint64_t epoch;
};

/* Deliveries counted by everything. */
struct tally {
	uint64_t sent, received;
	int measuring;
};
extern struct tally tally;

/* connection.c */
struct connection *read_plan(const char *path, int port, int *count);
size_t publish(struct connection *c);
void give_sign(struct connection *c);
int flush_out(struct connection *c);
int receive(struct connection *c);

/* counting.c */
void count_deliveries(struct connection *c);

/* streams.c */
int read_stream_frame(const unsigned char *bytes, size_t length, uint64_t epoch, uint64_t now);

/* report.c */
uint64_t now_us(void);
uint64_t now_ms(void);
double own_cpu_s(void);
void note_latency(uint64_t sent_ms, uint64_t received_ms, uint64_t count);
void forget_latencies(void);
double latency_quantile(double share);
void fail(const char *what);

#endif
