/* Clocks, the histogram of latencies, and the end after an error. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "generator.h"

#define LONGEST_MS 60000

static uint64_t histogram[LONGEST_MS + 1];
static uint64_t noted;

static uint64_t read_clock(clockid_t id, uint64_t per_second) {
	struct timespec t;
	clock_gettime(id, &t);
	return (uint64_t)t.tv_sec * per_second + (uint64_t)t.tv_nsec / (1000000000ull / per_second);
}

uint64_t now_us(void) { return read_clock(CLOCK_MONOTONIC, 1000000); }

uint64_t now_ms(void) { return read_clock(CLOCK_REALTIME, 1000); }

double own_cpu_s(void) {
	struct rusage use;
	getrusage(RUSAGE_SELF, &use);
	return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
	       (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

void note_latency(uint64_t sent_ms, uint64_t received_ms, uint64_t count) {
	uint64_t ms = received_ms > sent_ms ? received_ms - sent_ms : 0;
	histogram[ms > LONGEST_MS ? LONGEST_MS : ms] += count;
	noted += count;
}

void forget_latencies(void) {
	memset(histogram, 0, sizeof histogram);
	noted = 0;
}

double latency_quantile(double share) {
	uint64_t below = 0;
	if (noted == 0) return -1;
	for (int ms = 0; ms <= LONGEST_MS; ms++) {
		below += histogram[ms];
		if ((double)below >= share * (double)noted) return ms;
	}
	return LONGEST_MS;
}

void fail(const char *what) {
	fprintf(stderr, "load generator: %s", what);
	if (errno != 0) fprintf(stderr, " (%s)", strerror(errno));
	fputc('\n', stderr);
	exit(1);
}
