/* Connections: set up as the plan says, then sending and receiving without waiting. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "generator.h"

#define SETUP_TIMEOUT_S 15
#define READ_BYTES 262144
#define LINE_BYTES 128
#define STAMP_DIGITS 13

static void *room(void *block, size_t bytes) {
	void *grown = realloc(block, bytes);
	if (grown == NULL) fail("no memory");
	return grown;
}

static void reserve(unsigned char **bytes, size_t *capacity, size_t wanted) {
	if (wanted <= *capacity) return;
	*capacity = wanted * 2;
	*bytes = room(*bytes, *capacity);
}

static int open_socket(int port) {
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	struct timeval patience = {SETUP_TIMEOUT_S, 0};
	int on = 1;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0) fail("cannot connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	return fd;
}

static void send_all(int fd, const unsigned char *bytes, size_t length) {
	while (length > 0) {
		ssize_t taken = send(fd, bytes, length, MSG_NOSIGNAL);
		if (taken < 0) fail("cannot send while setting up");
		bytes += taken;
		length -= (size_t)taken;
	}
}

/* Reads on until the text has come, behind the one that was waited for before. */
static void wait_for(struct connection *c, const unsigned char *text, size_t length) {
	for (;;) {
		unsigned char *from = c->in + c->waited;
		unsigned char *found = c->in_length ? memmem(from, c->in_length - c->waited, text, length) : NULL;
		if (found != NULL) {
			c->waited = (size_t)(found - c->in) + length;
			return;
		}
		reserve(&c->in, &c->in_capacity, c->in_length + 65536);
		ssize_t got = recv(c->fd, c->in + c->in_length, c->in_capacity - c->in_length, 0);
		if (got <= 0) {
			fprintf(stderr, "waited for %.*s, got %.*s\n", (int)length, text, (int)c->in_length, c->in);
			fail("an answer did not come while setting up");
		}
		c->in_length += (size_t)got;
	}
}

/* Forgets everything up to the end of what was waited for: what follows is to be counted. */
static void drop_waited(struct connection *c) {
	memmove(c->in, c->in + c->waited, c->in_length - c->waited);
	c->in_length -= c->waited;
	c->waited = 0;
}

static void add_frame(struct connection *c, unsigned char *bytes, size_t length, long stamp_at, long mask_at) {
	c->frames = room(c->frames, sizeof(struct frame) * (size_t)(c->frame_count + 1));
	struct frame *frame = &c->frames[c->frame_count++];
	*frame = (struct frame){.bytes = bytes, .length = length, .stamp_at = stamp_at};
	/* The mask stands before the body, which begins at mask_at + 4. */
	for (long k = 0; mask_at >= 0 && k < STAMP_DIGITS; k++)
		frame->mask[k] = bytes[mask_at + (stamp_at - mask_at - 4 + k) % 4];
}

static unsigned char *read_bytes(FILE *file, size_t length) {
	unsigned char *bytes = room(NULL, length + 1);
	if (fread(bytes, 1, length, file) != length) fail("the plan ends too soon");
	bytes[length] = 0;
	return bytes;
}

/*
 * Reads the plan and does what it says, line by line. Each line may be followed by as many bytes as it announces:
 *   connect COUNTING           opens the next connection; COUNTING is one of `enum counting`
 *   send LENGTH                sends the bytes
 *   wait LENGTH                waits until the bytes have come
 *   drop                       forgets what came up to the end of what was waited for last
 *   sign LENGTH                bytes the connection sends from time to time as a sign of life
 *   frame LENGTH STAMP MASK    a message to publish, with the offsets of its time and of its WebSocket mask, or -1
 */
struct connection *read_plan(const char *path, int port, int *count) {
	FILE *file = fopen(path, "rb");
	struct connection *all = NULL, *c = NULL;
	char line[LINE_BYTES];
	size_t length;
	long stamp_at, mask_at;
	int counting;
	if (file == NULL) fail("cannot open the plan");
	*count = 0;
	while (fgets(line, sizeof line, file) != NULL) {
		if (sscanf(line, "connect %d", &counting) == 1) {
			all = room(all, sizeof *all * (size_t)(*count + 1));
			c = &all[(*count)++];
			*c = (struct connection){.fd = open_socket(port), .counting = (enum counting)counting};
		} else if (c == NULL) fail("the plan does not begin with a connection");
		else if (sscanf(line, "send %zu", &length) == 1) {
			unsigned char *bytes = read_bytes(file, length);
			send_all(c->fd, bytes, length);
			free(bytes);
		} else if (sscanf(line, "wait %zu", &length) == 1) {
			unsigned char *bytes = read_bytes(file, length);
			wait_for(c, bytes, length);
			free(bytes);
		} else if (sscanf(line, "sign %zu", &length) == 1) {
			c->sign = read_bytes(file, length);
			c->sign_length = length;
		} else if (strcmp(line, "drop\n") == 0) drop_waited(c);
		else if (sscanf(line, "frame %zu %ld %ld", &length, &stamp_at, &mask_at) == 3)
			add_frame(c, read_bytes(file, length), length, stamp_at, mask_at);
		else fail("a line of the plan cannot be read");
	}
	fclose(file);
	for (int k = 0; k < *count; k++) fcntl(all[k].fd, F_SETFL, O_NONBLOCK);
	return all;
}

/* Puts the connection's next message, stamped with the present, behind what waits to be sent. */
size_t publish(struct connection *c) {
	struct frame *frame = &c->frames[c->next_frame];
	c->next_frame = c->next_frame + 1 < c->frame_count ? c->next_frame + 1 : 0;
	reserve(&c->out, &c->out_capacity, c->out_length + frame->length);
	unsigned char *to = c->out + c->out_length;
	memcpy(to, frame->bytes, frame->length);
	uint64_t time = now_ms();
	for (int k = STAMP_DIGITS - 1; frame->stamp_at >= 0 && k >= 0; k--, time /= 10)
		to[frame->stamp_at + k] = (unsigned char)('0' + time % 10) ^ frame->mask[k];
	c->out_length += frame->length;
	tally.sent++;
	return frame->length;
}

/* Puts the connection's sign of life, if it has one, behind what waits to be sent. */
void give_sign(struct connection *c) {
	if (c->sign == NULL) return;
	reserve(&c->out, &c->out_capacity, c->out_length + c->sign_length);
	memcpy(c->out + c->out_length, c->sign, c->sign_length);
	c->out_length += c->sign_length;
}

/* Sends what waits; 0 when the socket takes no more for now. */
int flush_out(struct connection *c) {
	size_t done = 0;
	while (done < c->out_length) {
		ssize_t taken = send(c->fd, c->out + done, c->out_length - done, MSG_NOSIGNAL);
		if (taken < 0 && errno == EAGAIN) break;
		if (taken < 0) fail("cannot send");
		done += (size_t)taken;
	}
	memmove(c->out, c->out + done, c->out_length - done);
	c->out_length -= done;
	return c->out_length == 0;
}

/* Takes in what has come and counts it; 0 when there may be more. */
int receive(struct connection *c) {
	reserve(&c->in, &c->in_capacity, c->in_length + READ_BYTES);
	ssize_t got = recv(c->fd, c->in + c->in_length, READ_BYTES, 0);
	if (got < 0 && errno == EAGAIN) return 1;
	if (got == 0) errno = 0;
	if (got <= 0) fail("the server ended a connection");
	c->in_length += (size_t)got;
	count_deliveries(c);
	return got < READ_BYTES;
}
