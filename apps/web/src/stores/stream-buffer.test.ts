import { attributeType } from "@sensocto/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StreamBuffer } from "./stream-buffer.ts";

function buffer(type = "ecg"): StreamBuffer {
	return new StreamBuffer("s", type, attributeType(type));
}

/** Samples with their number as value, one a millisecond. */
function frame(seq: number, count: number, t0 = seq) {
	const numbers = Array.from({ length: count }, (_, i) => i);
	return { seq, t0, dt: numbers, v: numbers.map((i) => seq + i) };
}

function values(stream: StreamBuffer): number[] {
	return Array.from({ length: stream.length }, (_, i) => stream.ring.value(i));
}

describe("StreamBuffer", () => {
	it("drops samples that are already here", () => {
		const stream = buffer();
		stream.append(frame(0, 4), true);
		stream.append(frame(2, 4), false);
		stream.append(frame(1, 2), false);
		expect(values(stream)).toEqual([0, 1, 2, 3, 4, 5]);
		expect(stream.gaps).toEqual([]);
	});

	it("notes a jump in the numbers as a gap with a reason", () => {
		const stream = buffer();
		stream.append(frame(0, 2), true);
		stream.append(frame(10, 2), false);
		stream.append({ ...frame(12, 2, 400), gap: { reason: "device slept" } }, false);
		expect(stream.gaps).toEqual([
			{ from: 1, to: 10, reason: "samples lost on the way" },
			{ from: 11, to: 400, reason: "device slept" },
		]);
	});

	it("is replaced by a seed that starts earlier, even when that comes in several frames", () => {
		const stream = buffer();
		stream.append(frame(80, 20), true);
		stream.append(frame(0, 50), true);
		stream.append(frame(50, 50), true);
		stream.append(frame(100, 5), false);
		expect(values(stream)).toEqual(Array.from({ length: 105 }, (_, i) => i));
		expect(stream.epoch).toBe(1);
		expect(stream.gaps).toEqual([]);
	});

	it("goes on after a server that numbers anew", () => {
		const stream = buffer();
		stream.append(frame(1000, 10), true);
		stream.append(frame(0, 5, 5000), false);
		stream.append(frame(5, 5, 5005), false);
		expect(stream.length).toBe(20);
		expect(stream.lastTime).toBe(5009);
		expect(stream.gaps).toEqual([{ from: 1009, to: 5000, reason: "server restarted" }]);
	});

	it("joins seed and live frames without gap or overlap, however they are cut", () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 }),
				fc.nat(8),
				(cuts, back) => {
					const stream = buffer();
					let seq = 0;
					for (const [index, count] of cuts.entries()) {
						const from = Math.max(0, seq - back);
						stream.append(frame(from, seq - from + count), index === 0);
						seq += count;
					}
					expect(values(stream)).toEqual(Array.from({ length: seq }, (_, i) => i));
					expect(stream.gaps).toEqual([]);
				},
			),
		);
	});

	it("tells the value and time at an instant, and none before the first", () => {
		const stream = buffer();
		stream.append({ seq: 0, t0: 100, dt: [0, 10, 20], v: [1, 2, 3] }, true);
		expect([99, 100, 115, 500].map((t) => stream.valueAt(t))).toEqual([Number.NaN, 1, 2, 3]);
		expect(stream.timeAt(115)).toBe(110);
		expect(stream.timeAt(99)).toBeNaN();
	});

	it("keeps the newest 64 structured values", () => {
		const stream = buffer("rich_presence");
		for (let i = 0; i < 70; i++) stream.append({ seq: i, t0: i, dt: [0], v: [{ title: `${i}` }] }, false);
		expect(stream.length).toBe(64);
		expect(stream.structured[0]).toEqual({ t: 6, value: { title: "6" } });
		expect(stream.timeAt(30)).toBe(30);
	});

	it("keeps 64 gaps at most", () => {
		const stream = buffer();
		for (let i = 0; i < 80; i++) stream.append(frame(i * 10, 1), false);
		expect(stream.gaps).toHaveLength(64);
		expect(stream.gaps.at(-1)?.to).toBe(790);
	});

	it("calls back after changes only", () => {
		const stream = buffer();
		let calls = 0;
		const stop = stream.onChange(() => calls++);
		stream.append(frame(0, 2), false);
		stream.append(frame(0, 2), false);
		stop();
		stream.append(frame(2, 2), false);
		expect(calls).toBe(1);
		expect(stream.version).toBe(2);
	});

	describe("of which another stream in columns comes", () => {
		/** Samples of a stream of its own numbering, `step` ms apart. */
		function columns(numbering: number, seq: number, times: number[], columnMs = 32) {
			return { seq, t0: 0, dt: times, v: times, numbering, columnMs };
		}

		it("goes on after the last time, without a gap and without doubles", () => {
			const stream = buffer();
			stream.append(frame(0, 100), false);
			stream.append(columns(7, 40, [95, 101, 130]), true);
			stream.append(columns(7, 43, [150]), false);
			stream.append({ ...frame(151, 3), numbering: 0 }, true);
			expect(values(stream).slice(98)).toEqual([98, 99, 101, 130, 150, 151, 152, 153]);
			expect(stream.gaps).toEqual([]);
			expect([stream.columnMs, stream.columnMsSince(100), stream.columnMsSince(152)]).toEqual([0, 32, 0]);
		});

		it("leaves out all of a frame that is not later", () => {
			const stream = buffer();
			stream.append(frame(0, 100), false);
			stream.append(columns(7, 0, [50, 99]), false);
			stream.append(columns(7, 2, [98, 120]), false);
			expect(values(stream).slice(99)).toEqual([99, 120]);
		});

		it("marks what is missing in between", () => {
			const stream = buffer();
			stream.append(frame(0, 100), false);
			stream.append(columns(7, 40, [900, 932]), true);
			expect(stream.gaps).toEqual([{ from: 99, to: 900, reason: "samples lost on the way" }]);
		});

		it("is replaced by a seed that is finer or begins earlier", () => {
			const stream = buffer();
			stream.append(columns(7, 0, [0, 128, 256, 384], 128), true);
			stream.append(columns(8, 50, [200, 232, 264], 32), true);
			expect(values(stream)).toEqual([200, 232, 264]);
			stream.append(columns(9, 0, [0, 128, 256, 384], 128), true);
			expect(values(stream)).toEqual([0, 128, 256, 384]);
		});

		it("is not replaced by a coarser seed of what is here", () => {
			const stream = buffer();
			stream.append(columns(7, 0, [0, 32, 64, 96], 32), true);
			stream.append(columns(8, 0, [64, 192], 128), true);
			expect(values(stream)).toEqual([0, 32, 64, 96, 192]);
		});
	});
});
