import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Fifo } from "./fifo.ts";
import { SampleBacklog } from "./sample-backlog.ts";

describe("SampleBacklog", () => {
	it("SB1 gives out each sample once, in turn over attributes, in their order, and knows its size", () => {
		const operation = fc.oneof(
			fc.constantFrom("a", "b", "c"),
			fc.record({ count: fc.integer({ min: 1, max: 9 }), bytes: fc.integer({ min: 1, max: 900 }) }),
			fc.constant("sacrifice" as const),
		);
		fc.assert(
			fc.property(fc.array(operation, { maxLength: 80 }), (operations) => {
				const backlog = new SampleBacklog((id) => id === "a");
				const model = new Map<string, number[]>();
				let next = 0;
				for (const one of operations) {
					if (one === "sacrifice") {
						const heads = [...model].filter(([, queue]) => queue.length > 0);
						const victim = heads.find(([id]) => id === "a") ?? heads.sort((x, y) => x[1][0]! - y[1][0]!)[0];
						expect(backlog.sacrifice()?.measurement.payload).toBe(victim?.[1].shift());
					} else if (typeof one === "string") {
						backlog.add({ attribute_id: one, payload: next, timestamp: 0 });
						model.set(one, [...(model.get(one) ?? []), next++]);
					} else {
						const waiting = backlog.size;
						const taken = backlog.take(one.count, one.bytes);
						expect(taken.length).toBe(Math.min(one.count, waiting, Math.max(1, Math.floor(one.bytes / 101))));
						expect(taken.map((sample) => sample.order)).toEqual(
							taken.map((sample) => sample.order).sort((x, y) => x - y),
						);
						for (const { measurement } of taken) {
							expect(measurement.payload).toBe(model.get(measurement.attribute_id)?.shift());
						}
					}
					const left = [...model.values()].flat().sort((x, y) => x - y);
					expect(backlog.toArray().map((measurement) => measurement.payload)).toEqual(left);
					expect([backlog.size, backlog.bytes]).toEqual([left.length, left.length * 101]);
				}
			}),
		);
	});
});

describe("SampleBacklog: events", () => {
	it("SB2 gives out each event with what came before it of its attribute, and nothing else", () => {
		const recorded = fc.record({ id: fc.constantFrom("a", "b", "alarm"), isEvent: fc.boolean() });
		fc.assert(
			fc.property(fc.array(recorded, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (samples, count) => {
				const backlog = new SampleBacklog(() => false);
				samples.forEach(({ id, isEvent }, k) => {
					backlog.add({ attribute_id: id, payload: k, timestamp: 0, ...(isEvent && { event: "press" }) });
				});
				const taken: unknown[] = [];
				const take = () => backlog.take(count, 9_999, (id) => id === "alarm");
				for (let part = take(); part.length > 0; part = take()) {
					taken.push(...part.map(({ measurement }) => measurement.payload));
				}
				const lastOf = (of: string) =>
					samples.findLastIndex(({ id, isEvent }) => id === of && (isEvent || id === "alarm"));
				const expected = samples.flatMap(({ id }, k) => (k <= lastOf(id) ? [k] : []));
				expect(taken.sort((x, y) => Number(x) - Number(y))).toEqual(expected);
				expect(backlog.size).toBe(samples.length - expected.length);
			}),
		);
	});
});

describe("Fifo", () => {
	it("FI1 is a queue, also after thousands of entries", () => {
		const queue = new Fifo<number>();
		let [put, got] = [0, 0];
		for (let round = 0; round < 3_000; round++) {
			queue.push(put++);
			queue.push(put++);
			expect([queue.peek(), queue.shift()]).toEqual([got, got++]);
			expect(queue.size).toBe(put - got);
		}
		while (queue.size > 0) expect(queue.shift()).toBe(got++);
		expect([got, queue.shift(), queue.toArray()]).toEqual([6_000, undefined, []]);
	});
});
