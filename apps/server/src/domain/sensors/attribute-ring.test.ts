import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AttributeRing, REORDER_WINDOW_MS } from "./attribute-ring.ts";
import { ByteLedger } from "./byte-ledger.ts";

const limits = { keepMs: 1_000, maxSamples: 64 };

function contents(ring: AttributeRing): [number, number][] {
	return Array.from({ length: ring.length }, (_, i) => [
		ring.timeAt(ring.tail + i),
		ring.valueAt(ring.tail + i) as number,
	]);
}

describe("AttributeRing", () => {
	it("refuses a sample that is later than the reorder window", () => {
		const ring = new AttributeRing(64, 1, limits);
		ring.append(10_000, 1);
		expect(ring.append(7_999, 2)).toBe(-1);
		expect(contents(ring)).toEqual([[10_000, 1]]);
		expect(ring.append(8_000, 2)).toBe(0);
	});

	it("sorts a late sample in and tells where", () => {
		const ring = new AttributeRing(64, 1, limits);
		for (const time of [10, 20, 40]) ring.append(time, time);
		expect(ring.append(30, 30)).toBe(2);
		expect(contents(ring).map(([time]) => time)).toEqual([10, 20, 30, 40]);
		expect(ring.head).toBe(4);
	});

	it("keeps vectors by stride and structured values by reference", () => {
		const vectors = new AttributeRing(32, 3, limits);
		vectors.append(1, Float64Array.of(1, 2, Number.NaN));
		expect([vectors.valueAt(0, 0), vectors.valueAt(0, 1), vectors.valueAt(0, 2)]).toEqual([1, 2, Number.NaN]);
		const value = { title: "song" };
		const structured = new AttributeRing<object>("json", 1, limits);
		structured.append(1, value);
		expect(structured.valueAt(0)).toBe(value);
	});

	it("allocates little while it holds little", () => {
		const ring = new AttributeRing(32, 1, { keepMs: 60_000, maxSamples: 65_536 });
		ring.append(1, 1);
		expect(ring.byteLength).toBeLessThan(300);
	});

	it("finds the first sample at or after a time", () => {
		const ring = new AttributeRing(64, 1, limits);
		for (const time of [10, 20, 20, 40]) ring.append(time, time);
		expect([5, 10, 15, 20, 40, 41].map((time) => ring.positionAt(time))).toEqual([0, 0, 1, 1, 3, 4]);
	});

	it("holds what a sorted list with the same bounds holds (property)", () => {
		const step = fc.integer({ min: -2_500, max: 400 });
		fc.assert(
			fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
				const ring = new AttributeRing(64, 1, limits);
				let model: [number, number][] = [];
				let newest = 100_000;
				let held = 0;
				steps.forEach((delta, value) => {
					const time = newest + delta;
					const accepted = ring.append(time, value) >= 0;
					// Only a sample beyond the window, or older than all that is kept, may be refused.
					if (model.length === 0 || time >= newest) expect(accepted).toBe(true);
					else if (newest - time > REORDER_WINDOW_MS) expect(accepted).toBe(false);
					else if (!accepted) expect(time).toBeLessThan(model[0]![0]);
					if (!accepted) return;
					const at = model.findLastIndex(([known]) => known <= time) + 1;
					model.splice(at, 0, [time, value]);
					newest = model.at(-1)![0];
					held = ring.length;
					model = model.slice(-held);
					expect(held).toBeLessThanOrEqual(limits.maxSamples);
				});
				expect(contents(ring)).toEqual(model);
				// Nothing younger than `keepMs` was given up unless the ring is full.
				if (model.length > 0 && held < limits.maxSamples) expect(ring.head - ring.tail).toBe(held);
			}),
		);
	});

	it("never drops a sample younger than its time limit before it is full", () => {
		const ring = new AttributeRing(64, 1, { keepMs: 1_000, maxSamples: 1_024 });
		for (let time = 0; time < 5_000; time += 4) ring.append(time, time);
		expect(ring.timeAt(ring.tail)).toBeLessThanOrEqual(ring.lastTime - 1_000);
		expect(ring.length).toBeLessThanOrEqual(512);
	});

	it("keeps exact times of a device whose clock is set by decades", () => {
		const ring = new AttributeRing(32, 1, { keepMs: 60_000, maxSamples: 65_536 });
		const times = [5, 10, 1_700_000_000_000, 1_700_000_000_004.25, 1_700_000_000_008];
		for (const time of times) ring.append(time, time);
		expect(contents(ring).map(([time]) => time)).toEqual(times);
	});

	it("costs about 8 bytes a sample, and gives up its oldest samples when asked", () => {
		const ledger = new ByteLedger();
		const ring = new AttributeRing(32, 1, { keepMs: 60_000, maxSamples: 65_536 }, ledger);
		for (let k = 0; k < 15_000; k++) ring.append(k * 4, k);
		expect(ledger.total).toBe(ring.byteLength);
		expect(ring.byteLength / ring.length).toBeLessThan(8.8);
		const [freed, next] = [ring.byteLength, ring.secondOldestTime];
		ring.giveUpOldest();
		expect(ring.timeAt(ring.tail)).toBe(next);
		expect(ledger.total).toBe(ring.byteLength);
		expect(ring.byteLength).toBeLessThan(freed);
		while (ring.giveUpOldest() > 0);
		expect(ring.valueAt(ring.head - 1)).toBe(14_999);
		ring.release();
		expect(ledger.total).toBe(0);
	});

	it("copies the stretches that reading one by one gives (property)", () => {
		const ring = new AttributeRing(32, 2, { keepMs: 1e9, maxSamples: 65_536 });
		for (let k = 0; k < 1_500; k++) ring.append(k * 3, Float64Array.of(k, -k));
		const position = fc.integer({ min: 0, max: 1_500 });
		fc.assert(
			fc.property(position, position, (a, b) => {
				const [from, to] = [Math.min(a, b), Math.max(a, b)];
				const [times, values] = [new Float64Array(1_501), new Float64Array(3_002)];
				ring.copy(from, to, times, values, 1);
				for (let p = from; p < to; p++) {
					expect(times[1 + p - from]).toBe(p * 3);
					expect([values[2 * (1 + p - from)], values[2 * (1 + p - from) + 1]]).toEqual([p, -p]);
				}
			}),
		);
	});
});
