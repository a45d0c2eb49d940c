import { screenColumn, typeOfAttribute } from "@sensocto/protocol";
import { SeededRng } from "@sensocto/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Attribute } from "../sensors/attribute.ts";
import { Reduction, reductionPays } from "./reduction.ts";
import { DeliveryBench } from "./testing/delivery-bench.ts";
import { Viewer } from "./viewer.ts";

const META = {
	...{ unit: null, displayName: null, samplingRateHz: 250, provenance: "real" as const, derivedFrom: null },
};

function attribute(type = "ecg", samplingRateHz: number | null = 250): Attribute {
	return new Attribute(type, typeOfAttribute({ attribute_id: type, attribute_type: type }), {
		...META,
		samplingRateHz,
	});
}

const contents = ({ ring }: Reduction) =>
	Array.from({ length: ring.length }, (_, k) => [ring.timeAt(k), ring.valueAt(k) as number]);

describe("a reduction", () => {
	it("is for fast waveforms, where a column takes the place of more than four samples", () => {
		expect([16, 32].map((columnMs) => reductionPays(attribute(), columnMs))).toEqual([false, true]);
		expect(reductionPays(attribute("ecg", 25), 128)).toBe(false);
		expect(reductionPays(attribute("heartrate", 250), 1_024)).toBe(false);
		expect(reductionPays(attribute("accelerometer", 250), 1_024)).toBe(false);
	});

	it("keeps an unknown value as the end of a line, once", () => {
		const source = attribute();
		const reduction = new Reduction(source, 32);
		for (const [time, value] of [
			[0, 5],
			[4, 7],
			[8, Number.NaN],
			[12, Number.NaN],
			[40, 1],
			[80, 2],
		] as const)
			reduction.push(source.append(time, value, 0));
		expect(contents(reduction)).toEqual([
			[0, 5],
			[4, 7],
			[8, Number.NaN],
			[32, 1],
		]);
	});

	it("emits what it holds back once nothing has come for a while", () => {
		const source = attribute();
		const reduction = new Reduction(source, 32);
		for (const value of [3, 1, 2]) reduction.push(source.append(100 + value, value, 1_000));
		reduction.settle(1_500);
		expect(reduction.ring.length).toBe(0);
		reduction.settle(1_532);
		expect(contents(reduction)).toEqual([
			[96, 1],
			[103, 3],
		]);
	});

	it("begins with the past in memory, also with what is there in summary only", () => {
		const source = attribute();
		for (let k = 0; k < 25_000; k++) source.append(k * 4, Math.sin(k / 40), 0);
		expect(source.ring.tail).toBeGreaterThan(0);
		const { ring } = new Reduction(source, 512);
		expect(ring.timeAt(0)).toBeLessThan(1_000);
		for (let p = 1; p < ring.head; p++) {
			expect(ring.timeAt(p)).toBeGreaterThan(ring.timeAt(p - 1));
			expect(ring.timeAt(p) - ring.timeAt(p - 1)).toBeLessThan(1_200);
		}
	});

	it("holds the least and the greatest sample of each complete column, in their order (property)", () => {
		const sample = fc.record({
			step: fc.integer({ min: 1, max: 40 }),
			value: fc.integer({ min: -9, max: 9 }),
		});
		fc.assert(
			fc.property(fc.array(sample, { maxLength: 200 }), fc.nat({ max: 199 }), (samples, begin) => {
				const source = attribute();
				let reduction: Reduction | null = null;
				let time = 1_700_000_000_000;
				const columns = new Map<number, [number, number][]>();
				samples.forEach(({ step, value }, k) => {
					time += step;
					if (k === begin) reduction = new Reduction(source, 32);
					const position = source.append(time, value, 0);
					reduction?.push(position);
					const column = Math.floor(time / 32);
					columns.set(column, [...(columns.get(column) ?? []), [time, value]]);
				});
				const expected = [...columns.values()].slice(0, -1).flatMap((column) => {
					const least = column.reduce((a, b) => (b[1] < a[1] ? b : a));
					const greatest = column.reduce((a, b) => (b[1] > a[1] ? b : a));
					const begin = Math.floor(least[0] / 32) * 32;
					if (least === greatest) return [[begin, least[1]]];
					const [first, second] = [least, greatest].sort((a, b) => a[0] - b[0]);
					const middle = Math.min(begin + 16, column.at(-1)![0]);
					return [
						[begin, first![1]],
						[middle > begin ? middle : begin + 1, second![1]],
					];
				});
				reduction ??= new Reduction(source, 32);
				expect(contents(reduction)).toEqual(expected);
			}),
		);
	});
});

describe("a viewer of columns", () => {
	const COLUMN_MS = 64;

	it("shares its reduced stream, and leaves nothing behind", async () => {
		const bench = new DeliveryBench(1);
		const full = bench.topic(0);
		const ends = [bench.viewer("binary"), bench.viewer("binary")];
		for (const { viewer } of ends) {
			viewer.columns.set(full, COLUMN_MS);
			bench.router.watch(viewer, [full], 1);
		}
		expect([bench.topics.size, bench.groups.size]).toEqual([2, 1]);
		for (let k = 0; k < 640; k++) bench.attributes[0]!.append(1_000 + k * 10, k, 0);
		expect(bench.ledger.total).toBeGreaterThan(0);
		await bench.pass(1_000);
		expect(ends[0]!.sink.times("s0/ecg").length).toBeLessThan(220);
		expect(ends[0]!.sink.times("s0/ecg")).toEqual(ends[1]!.sink.times("s0/ecg"));
		for (const { viewer } of ends) bench.router.remove(viewer);
		expect([bench.topics.size, bench.groups.size, bench.ledger.total]).toEqual([0, 0, 0]);
	});

	it.each([
		[10_000, 0.8],
		[60_000, 0.5],
	])("of %i ms on 350 pixels one ECG at 250 Hz takes at most %f of its bytes", async (spanMs, share) => {
		const bench = new DeliveryBench(1);
		const rng = new SeededRng(7);
		bench.attributes[0]!.meta = META;
		const full = bench.topic(0);
		const [all, shown] = [bench.viewer("binary"), bench.viewer("binary")];
		shown.viewer.columns.set(full, screenColumn(spanMs, 350));
		for (const { viewer } of [all, shown]) bench.router.watch(viewer, [full], 1);
		for (let k = 0; k < 250 * 20; k++) {
			// A beat a second over noise of 10 µV, to the microvolt.
			const beat = Math.exp(-(((k % 250) - 125) ** 2) / 8);
			const value = Math.round((beat + 0.02 * (rng.next() - 0.5)) * 1_000) / 1_000;
			bench.attributes[0]!.append(1_000 + k * 4, value, 0);
			if (k % 125 === 124) await bench.pass(500);
		}
		expect(shown.sink.bytes / all.sink.bytes).toBeLessThan(share);
		expect(shown.sink.bytes).toBeGreaterThan(0);
	});

	it("gets every sample in rows, which cannot tell streams apart", () => {
		const bench = new DeliveryBench(1);
		const { viewer } = bench.viewer("rows");
		viewer.columns.set(bench.topic(0), COLUMN_MS);
		bench.router.watch(viewer, [bench.topic(0)], 1);
		expect(bench.topics.size).toBe(1);
	});

	it("is told in JSON which stream a part is of", async () => {
		const bench = new DeliveryBench(1);
		const full = bench.topic(0);
		const parts: Record<string, unknown>[] = [];
		const sendBatch = (_head: string, body: Buffer) => parts.push(JSON.parse(String(body)).s0.ecg);
		const viewer = new Viewer({ sendBatch, bufferedBytes: 0 }, "columns");
		viewer.columns.set(full, COLUMN_MS);
		bench.router.watch(viewer, [full], 1);
		const reduced = bench.topics.reduced(full, COLUMN_MS);
		for (let k = 0; k < 100; k++) bench.attributes[0]!.append(1_000 + k * 10, k, 0);
		bench.router.flush(2);
		bench.router.watch(viewer, [full], 0);
		expect(parts.map(({ column_ms, numbering }) => [column_ms, numbering])).toEqual([
			[COLUMN_MS, reduced.serial],
			[undefined, undefined],
		]);
	});

	it.each(["binary", "columns"] as const)(
		"misses no time and sees none twice in %s, however its attention changes (property)",
		async (encoding) => {
			const action = fc.record({
				what: fc.constantFrom(
					"append",
					"append",
					"append",
					"focus",
					"view",
					"column",
					"pause",
					"resume",
					"pass",
				),
				count: fc.integer({ min: 1, max: 30 }),
			});
			await fc.assert(
				fc.asyncProperty(fc.array(action, { maxLength: 100 }), async (actions) => {
					const bench = new DeliveryBench(1);
					const full = bench.topic(0);
					const { sink, viewer } = bench.viewer(encoding);
					viewer.columns.set(full, COLUMN_MS);
					bench.router.watch(viewer, [full], 1);
					let level: 0 | 1 = 1;
					let time = 1_000;
					for (const { count, what } of actions) {
						if (what === "append")
							for (let k = 0; k < count; k++) {
								time += 10;
								bench.attributes[0]!.append(time, (time * 7) % 13, 0);
							}
						else if (what === "pass") await bench.pass(count * 25);
						else if (what === "pause") bench.router.pause(viewer);
						else if (what === "resume") bench.router.resume(viewer);
						else {
							if (what === "column") viewer.columns.set(full, 64 << (count % 3));
							else level = what === "focus" ? 0 : 1;
							bench.router.watch(viewer, [full], level);
						}
					}
					bench.router.resume(viewer);
					await bench.pass(1_000);
					const times = sink.times("s0/ecg");
					times.forEach((each, k) => {
						if (k > 0) expect(each).toBeGreaterThan(times[k - 1]!);
						if (k > 0) expect(each - times[k - 1]!).toBeLessThan(2 * 256);
					});
					if (time > 1_000) expect(time - (times.at(-1) ?? 0)).toBeLessThan(2 * 256);
					if (time > 1_000 && level === 0) expect(times.at(-1)).toBe(time);
				}),
				{ numRuns: 250 },
			);
		},
	);
});
