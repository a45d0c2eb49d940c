import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MeasurementBuffer } from "./measurement-buffer.ts";

describe("MeasurementBuffer", () => {
	it("B1 is a queue that loses its oldest above the limit", () => {
		const operation = fc.oneof(fc.constant("add" as const), fc.integer({ min: 1, max: 60 }));
		fc.assert(
			fc.property(
				fc.array(operation, { maxLength: 300 }),
				fc.integer({ min: 1, max: 40 }),
				(operations, limit) => {
					const buffer = new MeasurementBuffer(limit);
					let model: number[] = [];
					let next = 0;
					for (const step of operations) {
						if (step === "add") {
							const full = model.length === limit;
							model = [...model, next].slice(-limit);
							expect(buffer.add({ attribute_id: "a", payload: next++, timestamp: 0 })).toBe(full);
						} else {
							expect(buffer.take(step).map((one) => one.payload)).toEqual(model.slice(0, step));
							model = model.slice(step);
						}
						expect(buffer.size).toBe(model.length);
					}
				},
			),
		);
	});
});
