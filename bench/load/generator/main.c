/*
 * Load generator: opens connections as a plan says, publishes prepared messages, counts what viewers get.
 *
 * usage: generator PLAN PORT (window N | rate N) WARM_MS MEASURE_MS MOST
 *   window N   keeps N messages under way: sent and not yet delivered to every viewer
 *   rate N     publishes N messages a second over all publishers in turn, each in a write of its own
 *   MOST       ends when it has sent this many, whatever the time
 *
 * Prints the line `measure` when warming up ends, then one line of JSON when the measurement ends and, after waiting
 * for what is still under way, another. It knows no protocol beyond what counting deliveries takes.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "generator.h"

#define EVENTS 1024
/* How long deliveries under way are waited for at the end. */
#define DRAIN_US 1000000
/* Messages published at once, so that receiving is never put off for long. */
#define AT_ONCE 4096
/* Time between two signs of life of a connection. */
#define SIGN_US 25000000

struct tally tally;

static int poller;
static struct connection *all;
static int all_count;
static struct connection **publishers;
static int publisher_count, viewer_count, turn;

static void watch(struct connection *c, int operation) {
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
	if (c->waits_for_room) event.events |= EPOLLOUT;
	epoll_ctl(poller, operation, c->fd, &event);
}

static void push_out(struct connection *c) {
	int waits = !flush_out(c);
	if (waits == c->waits_for_room) return;
	c->waits_for_room = waits;
	watch(c, EPOLL_CTL_MOD);
}

/* Publishes up to so many messages in turn; a publisher whose socket is full passes. */
static void publish_some(uint64_t wanted, int in_own_write) {
	int passes = 0;
	if (wanted > AT_ONCE) wanted = AT_ONCE;
	while (wanted > 0 && passes < publisher_count) {
		struct connection *c = publishers[turn];
		turn = turn + 1 < publisher_count ? turn + 1 : 0;
		if (c->waits_for_room) {
			passes++;
			continue;
		}
		passes = 0;
		publish(c);
		if (in_own_write) push_out(c);
		wanted--;
	}
	for (int k = 0; !in_own_write && k < publisher_count; k++)
		if (publishers[k]->out_length > 0 && !publishers[k]->waits_for_room) push_out(publishers[k]);
}

static void serve(int timeout_ms) {
	struct epoll_event events[EVENTS];
	int count = epoll_wait(poller, events, EVENTS, timeout_ms);
	for (int k = 0; k < count; k++) {
		struct connection *c = events[k].data.ptr;
		if (events[k].events & EPOLLOUT) push_out(c);
		if (events[k].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
			while (!receive(c)) {
			}
	}
}

static void give_signs(uint64_t now) {
	static uint64_t last;
	if (last == 0) last = now;
	if (now - last < SIGN_US) return;
	last = now;
	for (int k = 0; k < all_count; k++) {
		give_sign(&all[k]);
		push_out(&all[k]);
	}
}

static void sort_roles(void) {
	publishers = calloc((size_t)all_count, sizeof *publishers);
	for (int k = 0; k < all_count; k++) {
		if (all[k].frame_count > 0) publishers[publisher_count++] = &all[k];
		if (all[k].counting != COUNT_NOTHING) viewer_count++;
		watch(&all[k], EPOLL_CTL_ADD);
	}
	errno = 0;
	if (publisher_count == 0 || viewer_count == 0) fail("the plan has no publisher or no viewer");
}

int main(int argc, char **argv) {
	errno = 0;
	if (argc != 8) fail("usage: generator PLAN PORT (window N | rate N) WARM_MS MEASURE_MS MOST");
	int by_rate = strcmp(argv[3], "rate") == 0;
	uint64_t amount = strtoull(argv[4], NULL, 10), most = strtoull(argv[7], NULL, 10);
	uint64_t warm_us = 1000 * strtoull(argv[5], NULL, 10), measure_us = 1000 * strtoull(argv[6], NULL, 10);
	poller = epoll_create1(0);
	all = read_plan(argv[1], atoi(argv[2]), &all_count);
	sort_roles();
	uint64_t fan = (uint64_t)viewer_count, began = now_us(), measure_from = 0;
	struct tally before = {0};
	double cpu_before = 0;
	for (uint64_t now = began; now < began + warm_us + measure_us && tally.sent < most; now = now_us()) {
		if (!tally.measuring && now >= began + warm_us) {
			printf("measure\n");
			fflush(stdout);
			forget_latencies();
			before = tally;
			cpu_before = own_cpu_s();
			measure_from = now;
			tally.measuring = 1;
		}
		uint64_t due = by_rate ? (now - began) * amount / 1000000 : tally.received / fan + amount;
		if (due > tally.sent) publish_some(due - tally.sent, by_rate || publisher_count > 1);
		give_signs(now);
		serve(1);
	}
	double seconds = (double)(now_us() - measure_from) / 1e6;
	printf("{\"seconds\":%.4f,\"sent\":%lu,\"received\":%lu,\"cpu\":%.4f,\"p50\":%.0f,\"p99\":%.0f}\n",
	       seconds, tally.sent - before.sent, tally.received - before.received,
	       (own_cpu_s() - cpu_before) / seconds, latency_quantile(.5), latency_quantile(.99));
	fflush(stdout);
	tally.measuring = 0;
	for (uint64_t until = now_us() + DRAIN_US; now_us() < until && tally.received < tally.sent * fan;) serve(10);
	printf("{\"allSent\":%lu,\"allReceived\":%lu}\n", tally.sent, tally.received);
	return 0;
}
