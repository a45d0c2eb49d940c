import { LIMITS } from "@sensocto/protocol";
import { expect } from "vitest";
import { type CaseContext, type ConformanceCase, measurement } from "../harness/conformance-case.ts";
import type { ConformanceChannel } from "../harness/conformance-client.ts";
import { history, onlyMarker } from "../harness/kept-samples.ts";

/** What devices send, and that a frame is stored whole or not at all. */
export const MEASUREMENT_CASES: readonly ConformanceCase[] = [
	{
		id: 21,
		title: "measurements with a number, an object and an array are taken without a reply",
		async run(t) {
			const id = t.id();
			const observer = await t.observe([id]);
			const channel = await t.feed(id);
			channel.send("measurement", measurement("heartrate", 71));
			channel.send(
				"measurement",
				measurement("geolocation", { latitude: 47.05, longitude: 8.31, accuracy: 6.5 }),
			);
			channel.send("measurement", measurement("spectrum", [1, 2, 3]));
			const [spectrum] = await observer.until(id, "spectrum", 1);
			expect(spectrum!.value).toEqual([1, 2, 3]);
			expect(observer.samples(id, "heartrate")[0]!.value).toBe(71);
			expect(await repliesAfterJoin(t, channel)).toEqual([]);
		},
	},
	{
		id: 22,
		title: "one attribute whose id says nothing takes a number, then an object, then an array",
		async run(t) {
			const id = t.id();
			const channel = await t.feed(id);
			const now = Date.now();
			for (const [i, payload] of [1.5, { a: 1 }, [1, "b"], 2.5].entries()) {
				channel.send("measurement", measurement("thing", payload, now + i));
			}
			expect(await repliesAfterJoin(t, channel)).toEqual([]);
			const sensor = await t.server.sensor(id);
			expect(sensor!.attributes[0]!.last_value!.payload).toBe(2.5);
			const stored = await history(t, id, "thing", 4);
			expect(stored.v).toEqual([1.5, { a: 1 }, [1, "b"], 2.5]);
		},
	},
	{
		id: 23,
		title: "a measurement with a malformed attribute_id is refused as invalid_attribute_id",
		async run(t) {
			const channel = await t.feed(t.id());
			for (const bad of ["bad id!", "", "_x", "x".repeat(65), 7, null, "é"]) {
				const push = channel.push("measurement", measurement(bad as string, 1));
				await expect(push).rejects.toMatchObject({ facts: { reason: "invalid_attribute_id" } });
			}
		},
	},
	{
		id: 24,
		title: "attribute ids may be GATT UUIDs and 64 characters long",
		async run(t) {
			const id = t.id();
			const channel = await t.feed(id);
			const ids = ["0000180d-0000-1000-8000-00805f9b34fb", "x".repeat(64), "9_lives"];
			for (const attribute of ids) channel.send("measurement", measurement(attribute, 1));
			await channel.push("ping", {});
			expect((await t.server.sensor(id))!.attributes.map(({ attribute_id }) => attribute_id)).toEqual(ids);
		},
	},
	{
		id: 25,
		title: "a measurement without one of its keys stores nothing and the channel stays",
		async run(t) {
			const id = t.id();
			const channel = await t.feed(id);
			channel.send("measurement", { payload: 1, timestamp: 1 });
			channel.send("measurement", { attribute_id: "hr", timestamp: 1 });
			channel.send("measurement", { attribute_id: "hr", payload: 1 });
			channel.send("measurement", null);
			channel.send("measurement", [measurement("hr", 1)]);
			await onlyMarker(t, id, channel);
		},
	},
	{
		id: 26,
		title: "a batch is stored whole and in order, and an empty one is accepted",
		async run(t) {
			const id = t.id();
			const observer = await t.observe([id]);
			const channel = await t.feed(id);
			channel.send("measurements_batch", []);
			const start = Date.now();
			channel.send(
				"measurements_batch",
				Array.from({ length: 50 }, (_, i) => measurement("ecg", i / 100, start + 10 * i)),
			);
			const samples = await observer.until(id, "ecg", 50);
			expect(samples.map(({ timestamp }) => timestamp - start)).toEqual(
				Array.from({ length: 50 }, (_, i) => 10 * i),
			);
			const stored = await history(t, id, "ecg", 50);
			expect(stored.dt).toHaveLength(50);
			expect(await repliesAfterJoin(t, channel)).toEqual([]);
		},
	},
	{
		id: 27,
		title:
			"a batch with bad elements is refused as invalid_batch with their number, and nothing of it is stored",
		async run(t) {
			const id = t.id();
			const observer = await t.observe([id]);
			const channel = await t.feed(id);
			const good = measurement("hr", 70);
			const push = (batch: unknown) => channel.push("measurements_batch", batch);
			await expect(push([good, measurement("bad id!", 1)])).rejects.toMatchObject({
				facts: { reason: "invalid_batch", failed_count: 1 },
			});
			await expect(push([{ payload: 1 }, good, 7, null, good])).rejects.toMatchObject({
				facts: { reason: "invalid_batch", failed_count: 3 },
			});
			await onlyMarker(t, id, channel);
			await observer.until(id, "marker", 1);
			expect(observer.attributes(id)).toEqual(["marker"]);
			await history(t, id, "marker", 1);
			expect(await t.server.history(id, "hr")).toBeUndefined();
		},
	},
	{
		id: 28,
		title: "the shorthand {data: {…}} on data or measurement is one measurement per key (A2)",
		async run(t) {
			const id = t.id();
			const observer = await t.observe([id]);
			const channel = await t.feed(id);
			channel.send("data", { data: { temp: 23.5, humidity: 65 }, timestamp: 1_700_000_000_000 });
			const [first] = await observer.until(id, "humidity", 1);
			expect(first).toMatchObject({ value: 65, timestamp: 1_700_000_000_000 });
			expect(observer.samples(id, "temp")[0]).toMatchObject({ value: 23.5, timestamp: 1_700_000_000_000 });
			const before = Date.now();
			channel.send("measurement", { data: { temp: 24 } });
			const [, second] = await observer.until(id, "temp", 2);
			expect(second!.timestamp).toBeGreaterThanOrEqual(before);
			expect(second!.timestamp).toBeLessThanOrEqual(Date.now());
		},
	},
	{
		id: 29,
		title: "a shorthand with a malformed key is refused whole",
		async run(t) {
			const id = t.id();
			const channel = await t.feed(id);
			const push = channel.push("data", { data: { temp: 1, "bad id!": 2 } });
			await expect(push).rejects.toMatchObject({ reason: "invalid_attribute_id" });
			await onlyMarker(t, id, channel);
		},
	},
	{
		id: 30,
		title: "a CSV text of an imu becomes accelerometer and gyroscope, unreadable fields 0, the rest dropped",
		async run(t) {
			const id = t.id();
			const channel = await t.feed(id);
			channel.send(
				"measurement",
				measurement("imu", "123,1.5,-2,3,0.25,oops,0.5,1,0,0,0", 1_700_000_000_000),
			);
			await channel.push("ping", {});
			const { attributes } = (await t.server.sensor(id))!;
			expect(attributes[0]).toMatchObject({
				attribute_id: "imu",
				attribute_type: "imu",
				last_value: {
					timestamp: 1_700_000_000_000,
					payload: { accelerometer: { x: 1.5, y: -2, z: 3 }, gyroscope: { x: 0.25, y: 0, z: 0.5 } },
				},
			});
		},
	},
	{
		id: 31,
		title: "an unknown attribute is registered with the inferred type",
		async run(t) {
			const id = t.id();
			const channel = await t.feed(id);
			const inferred: [id: string, payload: unknown, type: string][] = [
				["hr", 70, "heartrate"],
				["temp", 21, "temperature"],
				["breath", 0.1, "respiration"],
				["barometer", 1013, "pressure"],
				["zone", { latitude: 1, longitude: 2 }, "geolocation"],
				["cell", { level: 80, charging: "yes" }, "battery"],
				["whatever", 1, "numeric"],
			];
			for (const [attribute, payload] of inferred)
				channel.send("measurement", measurement(attribute, payload));
			await channel.push("ping", {});
			const { attributes } = (await t.server.sensor(id))!;
			expect(attributes.map((each) => [each.attribute_id, each.attribute_type])).toEqual(
				inferred.map(([attribute, , type]) => [attribute, type]),
			);
		},
	},
	{
		id: 32,
		title: "an ecg chunk {values, sample_rate} becomes one sample per value at the chunk's rate",
		async run(t) {
			const id = t.id();
			const observer = await t.observe([id]);
			const channel = await t.feed(id);
			const payload = { values: [0.1, 0.2, 0.3, 0.4], sample_rate: 250 };
			channel.send("measurement", measurement("ecg", payload, 1_700_000_000_000));
			const samples = await observer.until(id, "ecg", 4);
			expect(samples.map(({ timestamp, value }) => [timestamp - 1_700_000_000_000, value])).toEqual([
				[0, 0.1],
				[4, 0.2],
				[8, 0.3],
				[12, 0.4],
			]);
		},
	},
	{
		id: 33,
		title: "a device clock that is off by 14 hours is no reason to refuse",
		async run(t) {
			const id = t.id();
			const channel = await t.feed(id);
			const now = Date.now();
			channel.send("measurement", measurement("ahead", 1, now + 14 * 3_600_000));
			channel.send("measurement", measurement("behind", 1, now - 14 * 3_600_000));
			channel.send("measurement", { attribute_id: "float", payload: 1, timestamp: now + 0.75 });
			expect(await repliesAfterJoin(t, channel)).toEqual([]);
			const { attributes } = (await t.server.sensor(id))!;
			expect(attributes.map(({ last_value }) => last_value!.timestamp - now)).toEqual([
				50_400_000, -50_400_000, 0,
			]);
		},
	},
	{
		id: 34,
		title: "a payload above 256 KiB is refused as payload_too_large and one just below is taken",
		async run(t) {
			const id = t.id();
			const channel = await t.feed(id);
			const text = "x".repeat(LIMITS.payloadBytes - 2);
			const push = (payload: unknown) => channel.push("measurement", measurement("note", payload));
			await expect(push(`${text}y`)).rejects.toMatchObject({ facts: { reason: "payload_too_large" } });
			channel.send("measurement", measurement("note", text));
			await channel.push("ping", {});
			const { attributes } = (await t.server.sensor(id))!;
			expect((attributes[0]!.last_value!.payload as string).length).toBe(text.length);
		},
	},
	{
		id: 35,
		title: "a batch of 10 001 is refused as batch_too_large, one of 10 000 is taken",
		async run(t) {
			const id = t.id();
			const channel = await t.feed(id);
			const batch = Array.from({ length: 10_001 }, (_, i) => ({
				attribute_id: "ecg",
				payload: 0,
				timestamp: 1 + i,
			}));
			await expect(channel.push("measurements_batch", batch)).rejects.toMatchObject({
				reason: "batch_too_large",
			});
			expect((await t.server.sensor(id))!.attributes).toEqual([]);
			channel.send("measurements_batch", batch.slice(1));
			await channel.push("ping", {});
			expect((await t.server.sensor(id))!.attributes[0]!.last_value!.timestamp).toBe(10_001);
		},
	},
];

/** Replies, other than to the join, until a ping comes back. */
async function repliesAfterJoin(t: CaseContext, channel: ConformanceChannel): Promise<unknown[]> {
	await channel.push("ping", {});
	return t.client.wire.all.filter(({ event }) => event === "phx_reply").slice(1, -1);
}
