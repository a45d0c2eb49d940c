import { LIMITS, type RowMeasurement, type RowsBatch } from "@sensocto/protocol";
import { expect } from "vitest";
import { type ConformanceCase, measurement } from "../harness/conformance-case.ts";

/** That a stream reaches its viewers whole: seeds, pauses and changes of what it carries. */
export const VIEWER_STREAM_CASES: readonly ConformanceCase[] = [
	{
		id: 68,
		title: "a subscription with seed begins with the past, and goes on live without gap or overlap",
		async run(t) {
			const id = t.id();
			const device = await t.feed(id);
			let sent = 0;
			const send = (count: number) => {
				const batch = Array.from({ length: count }, () =>
					measurement("ecg", sent / 100, Date.now() + 4 * sent++),
				);
				device.send("measurements_batch", batch);
			};
			for (let i = 0; i < 10; i++) send(20);
			await device.push("ping", {});
			const opening = t.observe([id], 60_000);
			for (let i = 0; i < 20; i++) {
				send(5);
				await device.push("ping", {});
			}
			const observer = await opening;
			send(5);
			const samples = await observer.until(id, "ecg", sent);
			expect(samples.map(({ seq }) => seq)).toEqual(Array.from({ length: sent }, (_, i) => i));
			expect(samples.map(({ value }) => value)).toEqual(Array.from({ length: sent }, (_, i) => i / 100));
			const firstLive = samples.findIndex(({ seed }) => !seed);
			expect(samples.slice(0, 200).every(({ seed }) => seed)).toBe(true);
			expect(samples.slice(firstLive).some(({ seed }) => seed)).toBe(false);
		},
	},
	{
		id: 69,
		title: "subscribe is answered before its seed, which leaves in frames of less than 900 kB without gap",
		async run(t) {
			const id = t.id();
			const device = await t.device(id);
			const total = 20_000;
			const start = Date.now();
			for (const offset of [0, total / 2]) {
				const batch = Array.from({ length: total / 2 }, (_, i) =>
					measurement("ecg", 0.123, start + 2 * (offset + i)),
				);
				device.send("measurements_batch", batch);
			}
			device.send(
				"measurements_batch",
				[1, 2, 3].map((n) => measurement("note", "ü".repeat(100_000 + n), start + n)),
			);
			await device.push("ping", {});
			const viewer = await t.viewer();
			const batches = viewer.on("sensor_batch");
			await viewer.push("subscribe", { subscriptions: [{ sensor_id: id }], seed_ms: 60_000 });
			expect(batches.all).toEqual([]);
			await viewer.push("ping", {});
			const rows = (attribute: string) =>
				batches.all.flatMap((batch) => (batch as RowsBatch).batch[id]?.[attribute] ?? []) as RowMeasurement[];
			expect(rows("ecg").map(({ timestamp }) => (timestamp - start) / 2)).toEqual(
				Array.from({ length: total }, (_, i) => i),
			);
			expect(rows("note").map(({ timestamp }) => timestamp - start)).toEqual([3]);
			const sizes = batches.all.map((batch) => Buffer.byteLength(JSON.stringify(batch)));
			expect(Math.max(...sizes)).toBeLessThan(LIMITS.v1FrameBytes);
		},
	},
	{
		id: 70,
		title: "a hidden viewer gets nothing, and what it missed first when it is shown again",
		async run(t) {
			const id = t.id();
			const observer = await t.observe([id]);
			const device = await t.device(id);
			device.send("measurement", measurement("steps", 0));
			await observer.until(id, "steps", 1);
			observer.session.attention({ hidden: true });
			await observer.session.channel.push("ping", {});
			const before = observer.batches.all.length;
			device.send("measurements_batch", [measurement("steps", 1), measurement("steps", 2)]);
			await device.push("ping", {});
			await observer.session.channel.push("ping", {});
			expect(observer.batches.all.length).toBe(before);
			observer.session.attention({ hidden: false });
			device.send("measurement", measurement("steps", 3));
			const samples = await observer.until(id, "steps", 4);
			expect(samples.map(({ seq, value }) => [seq, value])).toEqual([0, 1, 2, 3].map((n) => [n, n]));
		},
	},
	{
		id: 71,
		title:
			"an attribute that changes its type, or comes back after it was unregistered, goes on for its viewers",
		async run(t) {
			const id = t.id();
			const observer = await t.observe([id]);
			const device = await t.device(id);
			device.send("measurement", measurement("thing", 1));
			await observer.until(id, "thing", 1);
			device.send("measurement", measurement("thing", { a: 1 }));
			device.send("measurement", measurement("thing", 2));
			await observer.until(id, "thing", 3);
			device.send("update_attributes", { action: "unregister", attribute_id: "thing" });
			device.send("measurement", measurement("thing", 3));
			const samples = await observer.until(id, "thing", 4);
			expect(samples.map(({ value }) => value)).toEqual([1, { a: 1 }, 2, 3]);
		},
	},
];
