import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { LONGEST_INTERVAL_MS, PACE_STEP_MS, SHORTEST_INTERVAL_MS, ViewerPace } from "./viewer-pace.ts";

/** A viewer behind a line: frames leave at the pace's interval and are acknowledged every 250 ms. */
class Line {
	readonly pace = new ViewerPace();
	at = 1_000;
	acknowledges = true;
	#delayMs = 20;
	#seq = 0;
	#nextFrame = 0;
	readonly #arriving: { seq: number; at: number }[] = [];

	/** Lets time pass; frames take so long from now on. */
	pass(ms: number, delayMs = this.#delayMs): void {
		this.#delayMs = delayMs;
		for (const end = this.at + ms; this.at < end; this.at += 5) {
			if (this.at >= this.#nextFrame) {
				this.pace.sent(++this.#seq, this.at);
				this.#arriving.push({ seq: this.#seq, at: this.at + this.#delayMs });
				this.#nextFrame = this.at + this.pace.intervalMs;
			}
			if (this.at % 250 === 0) this.#acknowledge();
			if (this.at % PACE_STEP_MS === 0) this.pace.step(this.at);
		}
	}

	#acknowledge(): void {
		if (!this.acknowledges) return;
		const arrived = this.#arriving.filter(({ at }) => at <= this.at);
		const last = arrived.at(-1);
		if (last === undefined) return;
		this.#arriving.splice(0, arrived.length);
		this.pace.acked(last.seq, this.#seq, this.at, this.at - last.at);
	}
}

describe("ViewerPace", () => {
	let line: Line;

	beforeEach(() => {
		line = new Line();
	});

	it("believes no acknowledgement of a frame that was never sent, or twice of the same", () => {
		const pace = new ViewerPace();
		expect(pace.acked(7, 0, 0, 0)).toBeNull();
		pace.sent(1, 0);
		pace.acked(1, 1, 10, 0);
		pace.sent(2, 100);
		const acks = [pace.acked(2, 2, 130, 10), pace.acked(2, 2, 140, 10), pace.acked(1, 2, 150, 0)];
		expect(acks).toEqual([20, null, null]);
	});

	it("never slows a viewer that acknowledges nothing, nor calls it silent", () => {
		line.acknowledges = false;
		line.pass(60_000, 5_000);
		expect([line.pace.intervalMs, line.pace.isSilent(line.at)]).toEqual([SHORTEST_INTERVAL_MS, false]);
	});

	it("leaves a long but steady way alone", () => {
		line.pass(60_000, 400);
		expect(line.pace.intervalMs).toBe(SHORTEST_INTERVAL_MS);
	});

	it("does not mind a single late acknowledgement", () => {
		line.pass(5_000);
		line.pass(250, 120);
		line.pass(250, 20);
		expect(line.pace.intervalMs).toBe(SHORTEST_INTERVAL_MS);
	});

	it("takes 45 ms more than usual for no queue, and 55 ms for one", () => {
		line.pass(5_000, 20);
		line.pass(5_000, 65);
		expect(line.pace.intervalMs).toBe(SHORTEST_INTERVAL_MS);
		line.pass(5_000, 75);
		expect(line.pace.intervalMs).toBeGreaterThan(SHORTEST_INTERVAL_MS);
	});

	it("slows down while a queue stands, to the longest interval at most", () => {
		line.pass(5_000);
		line.pass(1_000, 300);
		const soon = line.pace.intervalMs;
		expect(soon).toBeGreaterThan(SHORTEST_INTERVAL_MS * 1.3);
		line.pass(8_000);
		expect(line.pace.intervalMs).toBe(LONGEST_INTERVAL_MS);
	});

	it("is at its full rate again 5 s after the queue has gone", () => {
		line.pass(5_000);
		line.pass(10_000, 300);
		line.pass(400, 20);
		line.pass(5_000);
		expect(line.pace.intervalMs).toBe(SHORTEST_INTERVAL_MS);
	});

	it("takes a way that became longer for usual after half a minute", () => {
		line.pass(5_000);
		line.pass(45_000, 200);
		expect(line.pace.intervalMs).toBe(SHORTEST_INTERVAL_MS);
	});

	it("calls a viewer silent 3 s after its last acknowledgement, and forgets the past when it comes back", () => {
		line.pass(2_000);
		line.acknowledges = false;
		line.pass(2_500);
		expect(line.pace.isSilent(line.at)).toBe(false);
		line.pass(400);
		expect(line.pace.isSilent(line.at)).toBe(true);
		line.pace.restart(line.at);
		expect(line.pace.isSilent(line.at)).toBe(false);
		line.acknowledges = true;
		line.pass(5_000);
		expect(line.pace.intervalMs).toBe(SHORTEST_INTERVAL_MS);
	});

	it("is not silent while there is nothing to acknowledge", () => {
		const pace = new ViewerPace();
		pace.sent(1, 0);
		pace.acked(1, 1, 10, 0);
		expect(pace.isSilent(100_000)).toBe(false);
	});

	it("keeps its interval in bounds whatever it is told (property)", () => {
		const event = fc.record({
			what: fc.constantFrom("sent", "acked", "step", "restart"),
			wait: fc.integer({ min: 0, max: 4_000 }),
			seq: fc.integer({ min: -5, max: 1_000 }),
			held: fc.integer({ min: 0, max: 10_000 }),
		});
		fc.assert(
			fc.property(fc.array(event, { maxLength: 200 }), (events) => {
				const pace = new ViewerPace();
				let at = 0;
				let sent = 0;
				for (const { held, seq, wait, what } of events) {
					at += wait;
					if (what === "sent") pace.sent(++sent, at);
					else if (what === "acked") pace.acked(seq, sent, at, held);
					else pace[what](at);
					expect(pace.intervalMs).toBeGreaterThanOrEqual(SHORTEST_INTERVAL_MS);
					expect(pace.intervalMs).toBeLessThanOrEqual(LONGEST_INTERVAL_MS);
				}
			}),
		);
	});
});
