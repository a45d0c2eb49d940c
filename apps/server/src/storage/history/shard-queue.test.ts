import { describe, expect, it, vi } from "vitest";
import type { SeriesDescriptor } from "./descriptors.ts";
import { HISTORY } from "./history-limits.ts";
import { SensorHandle } from "./sensor-handle.ts";
import { ShardQueue } from "./shard-queue.ts";

const waveform: SeriesDescriptor = {
	attributeId: "ecg",
	attributeType: "ecg",
	unit: "mV",
	samplingRateHz: 250,
	provenance: "real",
	precision: 32,
	stride: 1,
};
const slow: SeriesDescriptor = {
	...waveform,
	attributeId: "battery",
	attributeType: "battery",
	samplingRateHz: null,
};
const structured: SeriesDescriptor = { ...slow, attributeId: "skeleton", precision: "json" };

function sensorOn(queue: ShardQueue, sensorId = "s1"): SensorHandle {
	return new SensorHandle(
		{ sensorId, name: sensorId, type: "ecg", connectorId: "c1", connectorName: "c1", provenance: "real" },
		queue,
	);
}

/** Appends `chunks` full chunks of waveform samples. */
function fill(sensor: SensorHandle, chunks: number): void {
	const series = sensor.series(waveform);
	for (let index = 0; index <= chunks * HISTORY.chunkSamples; index += 1) series.append(index, index);
}

/** Nothing here may throw from a callback unless a test says so. */
const report = (error: unknown): never => {
	throw error;
};

describe("ShardQueue", () => {
	it("gives up the oldest waveforms first when it is full, and counts them", () => {
		const queue = new ShardQueue(report, 60_000);
		const sensor = sensorOn(queue);
		sensor.series(slow).append(5, 80);
		sensor.series(slow).append(4, 79); // Earlier: seals the first sample as a row.
		fill(sensor, 10);
		expect(queue.dropped).toBeGreaterThan(0);
		expect(queue.dropped % HISTORY.chunkSamples).toBe(0);
		const rows = queue.take()!.rows;
		expect(rows.filter(({ series }) => series.descriptor === slow)).toHaveLength(2);
		const kept = rows.filter(({ series }) => series.descriptor.attributeId === "ecg");
		expect(kept[0]!.t0).toBe(queue.dropped);
		expect(queue.depth).toBe(10 * HISTORY.chunkSamples + 1 + 2 - queue.dropped);
	});

	it("gives up other rows once no waveform is left", () => {
		const queue = new ShardQueue(report, 1_000);
		const series = sensorOn(queue).series(slow);
		for (let t = 100; t > 0; t -= 1) series.append(t, t);
		expect(queue.dropped).toBeGreaterThan(80);
		expect(queue.take()!.rows.at(-1)!.t0).toBe(1);
	});

	it("fails the barrier of a sensor that lost samples and no other's", () => {
		const queue = new ShardQueue(report, 60_000);
		const [loser, other] = [sensorOn(queue), sensorOn(queue, "s2")];
		const [lost, kept] = [vi.fn(), vi.fn()];
		fill(loser, 10);
		other.series(slow).append(1, 1);
		queue.addBarrier({ sensor: loser, session: "a", seq: 1, done: lost });
		queue.addBarrier({ sensor: other, session: "a", seq: 1, done: kept });
		queue.settle(queue.take()!);
		expect(lost.mock.calls[0]![0]).toBeInstanceOf(Error);
		expect(kept).toHaveBeenCalledExactlyOnceWith(undefined);
	});

	it("fails every waiting barrier of a sensor that lost samples: each vouches for all before it", () => {
		const queue = new ShardQueue(report, 60_000);
		const loser = sensorOn(queue);
		const done = vi.fn();
		queue.addBarrier({ sensor: loser, session: "a", seq: 1, done });
		fill(loser, 10);
		queue.addBarrier({ sensor: loser, session: "a", seq: 2, done });
		expect(queue.take()!.barriers).toEqual([]);
		expect(done.mock.calls.map(([error]) => error instanceof Error)).toEqual([true, true]);
		const later = vi.fn();
		queue.settle(queue.take()!);
		queue.addBarrier({ sensor: loser, session: "a", seq: 3, done: later });
		queue.settle(queue.take()!);
		expect(later).toHaveBeenCalledExactlyOnceWith(undefined);
	});

	it("lets a barrier leave only with the last row sealed before it", () => {
		const queue = new ShardQueue(report, Number.POSITIVE_INFINITY);
		const sensor = sensorOn(queue);
		const done = vi.fn();
		fill(sensor, Math.ceil((2 * HISTORY.flushBytes) / (HISTORY.chunkSamples * 16)));
		queue.addBarrier({ sensor, session: "a", seq: 1, done });
		const first = queue.take()!;
		expect(first.barriers).toHaveLength(0);
		queue.settle(first);
		let next = queue.take();
		while (next && next.barriers.length === 0) {
			queue.settle(next);
			next = queue.take();
		}
		expect(done).not.toHaveBeenCalled();
		queue.settle(next!);
		expect(done).toHaveBeenCalledExactlyOnceWith(undefined);
		expect(queue.depth).toBe(0);
	});

	it("tells the others although one callback throws", () => {
		const reported = vi.fn();
		const queue = new ShardQueue(reported);
		const done = vi.fn();
		queue.addBarrier({
			done: () => {
				throw new Error("of its owner");
			},
		});
		queue.addBarrier({ done });
		queue.settle(queue.take()!);
		expect(reported.mock.calls[0]![0]).toMatchObject({ message: "of its owner" });
		expect(done).toHaveBeenCalledExactlyOnceWith(undefined);
	});

	it("repeats the same flush until it is settled", () => {
		const queue = new ShardQueue(report);
		const series = sensorOn(queue).series(slow);
		series.append(1, 1);
		const flush = queue.take()!;
		series.append(2, 2);
		expect(queue.take()).toBe(flush);
		queue.settle(flush);
		expect(queue.take()!.id).toBe(flush.id + 1);
	});

	it("drops and counts samples of impossible times and bottomless values without throwing", () => {
		const queue = new ShardQueue(report);
		const sensor = sensorOn(queue);
		for (const t of [Number.NaN, Number.POSITIVE_INFINITY, HISTORY.time.max + 1, HISTORY.time.min - 1])
			sensor.series(slow).append(t, 1);
		let deep: never[] = [];
		for (let level = 0; level < 100_000; level += 1) deep = [deep] as never[];
		sensor.series(structured).append(1, deep);
		expect(queue.dropped).toBe(5);
		expect(queue.depth).toBe(0);
	});

	it("refuses barriers beyond its limit and forgets the oldest presence events", () => {
		const queue = new ShardQueue(report);
		const sensor = sensorOn(queue).keep();
		const refused = vi.fn();
		for (let seq = 0; seq < HISTORY.barriers; seq += 1)
			queue.addBarrier({ sensor, session: "a", seq, done: () => {} });
		queue.addBarrier({ sensor, session: "a", seq: HISTORY.barriers, done: refused });
		expect(refused.mock.calls[0]![0]).toBeInstanceOf(Error);
		for (let at = 0; at <= HISTORY.presenceEvents; at += 1) sensor.online(at);
		const { presence } = queue.take()!;
		expect(presence).toHaveLength(HISTORY.presenceEvents);
		expect(queue.lostEvents).toBeGreaterThan(0);
		expect(presence[0]!.atMs).toBe(1);
	});

	it("keeps a chunk within one UTC day and its time span", () => {
		const queue = new ShardQueue(report);
		const series = sensorOn(queue).series(slow);
		const midnight = Date.UTC(2026, 0, 2);
		for (const t of [
			midnight - 2,
			midnight - 1,
			midnight,
			midnight + HISTORY.chunkSpanMs,
			midnight + HISTORY.chunkSpanMs + 1,
		])
			series.append(t, 1);
		const rows = queue.take()!.rows;
		expect(rows.map(({ t0, samples }) => [t0 - midnight, samples])).toEqual([
			[-2, 2],
			[0, 2],
			[HISTORY.chunkSpanMs + 1, 1],
		]);
	});

	it("hands everything over for the spill file, with the batches that vouch for it, and keeps the barriers", () => {
		const queue = new ShardQueue(report, 1_000, Number.POSITIVE_INFINITY);
		const sensor = sensorOn(queue);
		const done = vi.fn();
		for (let t = 100; t > 0; t -= 1) sensor.series(slow).append(t, t);
		queue.addBarrier({ sensor, session: "a", seq: 7, done });
		expect(queue.isPressed).toBe(true);
		const group = queue.takeForSpill()!;
		expect(group.rows).toHaveLength(100);
		expect(group.sessions).toEqual([{ sensor, session: "a", seq: 7 }]);
		expect([queue.isPressed, queue.isSpilling, queue.depth]).toEqual([false, true, 100]);
		expect(queue.takeForSpill()).toBeUndefined();
		queue.spilled(group);
		expect([queue.isSpilling, queue.depth, queue.dropped]).toEqual([false, 0, 0]);
		expect(done).not.toHaveBeenCalled();
		queue.settle(queue.take()!);
		expect(done).toHaveBeenCalledExactlyOnceWith(undefined);
	});

	it("counts what the spill file did not take and fails the barriers that vouch for it", () => {
		const queue = new ShardQueue(report, 1_000, Number.POSITIVE_INFINITY);
		const sensor = sensorOn(queue);
		const done = vi.fn();
		sensor.series(slow).append(1, 1);
		queue.addBarrier({ sensor, session: "a", seq: 7, done });
		queue.spilled(queue.takeForSpill()!, new Error("full"));
		expect([queue.dropped, queue.depth]).toEqual([1, 0]);
		expect(queue.take()?.barriers).toEqual([]);
		expect(done.mock.calls[0]![0]).toBeInstanceOf(Error);
	});
});
