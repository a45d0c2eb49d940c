import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RingQueue } from "./ring-queue.ts";

describe("RingQueue", () => {
	it("gives nothing when it is empty", () => {
		expect(new RingQueue<number>().shift()).toBeUndefined();
	});

	it("equals an array used as a queue, over any pushes, shifts and clears", () => {
		const operation = fc.oneof(
			{ weight: 30, arbitrary: fc.record({ push: fc.integer({ min: 1, max: 40 }) }) },
			{ weight: 30, arbitrary: fc.record({ shift: fc.integer({ min: 1, max: 40 }) }) },
			{ weight: 1, arbitrary: fc.constant("clear" as const) },
		);
		fc.assert(
			fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
				const queue = new RingQueue<number>();
				let model: number[] = [];
				let next = 0;
				for (const step of operations) {
					if (step === "clear") {
						queue.clear();
						model = [];
					} else if ("push" in step) {
						for (let i = 0; i < step.push; i++) {
							queue.push(next);
							model.push(next++);
						}
					} else {
						for (let i = 0; i < step.shift; i++) expect(queue.shift()).toBe(model.shift());
					}
					expect([queue.length, queue.peek()]).toEqual([model.length, model[0]]);
				}
			}),
		);
	});

	it("keeps its order through a backlog that made it grow and was then dropped", () => {
		const queue = new RingQueue<number>();
		for (let round = 0; round < 2; round++) {
			for (let i = 0; i < 5_000; i++) queue.push(i);
			for (let i = 0; i < 5_000; i++) expect(queue.shift()).toBe(i);
		}
	});
});
