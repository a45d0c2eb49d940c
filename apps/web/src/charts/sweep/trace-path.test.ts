import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SampleRing } from "../../stores/sample-ring.ts";
import { type PathTarget, tracePath } from "./trace-path.ts";

function recorder(): PathTarget & { lines: [number, number, number, number][] } {
	let at: [number, number] = [0, 0];
	const lines: [number, number, number, number][] = [];
	return {
		lines,
		moveTo: (x, y) => {
			at = [x, y];
		},
		lineTo: (x, y) => {
			lines.push([...at, x, y]);
			at = [x, y];
		},
	};
}

function ring(times: number[], values: (number | null)[], stride = 1): SampleRing {
	const samples = new SampleRing(stride, true);
	samples.append(0, times, values, 0);
	return samples;
}

const map = { originMs: 0, pxPerMs: 0.1, low: 0, scale: 1, bottom: 100 };
const all = (samples: SampleRing) => ({ first: 0, last: samples.length - 1 });

describe("tracePath", () => {
	it("draws no line across more than the gap, whatever the times", () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 2, maxLength: 60 }), (steps) => {
				let time = 0;
				const times = steps.map((step) => (time += step));
				const samples = ring(
					times,
					times.map(() => 1),
				);
				const path = recorder();
				const { gaps } = tracePath(path, samples, 0, all(samples), map, 90);
				for (const [x0, , x1] of path.lines) expect(x1 - x0).toBeLessThanOrEqual(9.5 + 1e-9);
				expect(gaps.length).toBe(steps.slice(1).filter((step) => step > 90).length);
			}),
		);
	});

	it("leaves missing values out and breaks where they last too long", () => {
		const samples = ring([0, 10, 20, 30], [1, null, null, 2]);
		expect(tracePath(recorder(), samples, 0, all(samples), map, 25).gaps).toEqual([{ from: 0, to: 30 }]);
		expect(tracePath(recorder(), samples, 0, all(samples), map, 30).gaps).toEqual([]);
	});

	it("draws a lone sample as a dot", () => {
		const samples = ring([50], [3]);
		const path = recorder();
		expect(tracePath(path, samples, 0, all(samples), map, 30).points).toBe(1);
		expect(path.lines).toEqual([[5, 97, 5, 97]]);
	});

	it("keeps the greatest and least value of every column of a dense range", () => {
		const times = Array.from({ length: 1000 }, (_, i) => i);
		const values = times.map((i) => (i === 501 ? 40 : i === 702 ? -7 : 0));
		const samples = ring(times, values);
		const path = recorder();
		const { points } = tracePath(path, samples, 0, all(samples), map, 3);
		const ys = path.lines.map((line) => line[3]);
		expect(points).toBe(1000);
		expect(path.lines.length).toBeLessThan(500);
		expect(Math.min(...ys)).toBe(60);
		expect(Math.max(...ys)).toBe(107);
	});

	it("reads the named field of a vector", () => {
		const samples = ring([0, 10], [1, 2, 3, 4], 2);
		const path = recorder();
		tracePath(path, samples, 1, all(samples), map, 30);
		expect(path.lines.at(-1)).toEqual([0, 98, 1, 96]);
	});
});
