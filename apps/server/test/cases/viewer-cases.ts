import { type ColumnsBatch, type DirectoryUpdate, LIMITS, type RowsBatch } from "@sensocto/protocol";
import { expect } from "vitest";
import { type ConformanceCase, measurement } from "../harness/conformance-case.ts";

const T0 = 1_700_000_000_000;

/** Viewers: what they subscribe to and what they are sent. */
export const VIEWER_CASES: readonly ConformanceCase[] = [
	{
		id: 60,
		title: "a viewer join is answered with its view_id, the server's time and the lobby",
		async run(t) {
			const viewId = t.id("view");
			expect(await t.client.channel(`viewer:${viewId}`).join()).toMatchObject({
				view_id: viewId,
				server_time: expect.any(Number),
				lobby: {},
			});
			const room = LIMITS.topicBytes - "viewer:".length;
			for (const id of ["", "v".repeat(room + 1), "é".repeat(room / 2 + 1)]) {
				const channel = t.client.channel(`viewer:${id}`, { encoding: "binary" });
				await expect(channel.join()).rejects.toMatchObject({ reason: "invalid_topic" });
			}
		},
	},
	{
		id: 61,
		title: "rows carry every sample of ecg, respiration and buttons as arrays, and the newest of all others",
		async run(t) {
			const id = t.id();
			const viewer = await t.viewer();
			const batches = viewer.on("sensor_batch");
			await viewer.push("subscribe", { subscriptions: [{ sensor_id: id }] });
			const device = await t.device(id);
			device.send("measurements_batch", [
				measurement("ecg", 0.1, T0),
				measurement("ecg", 0.2, T0 + 10),
				measurement("temperature", 20, T0),
				measurement("temperature", 21, T0 + 10),
				measurement("respiration", 0.5, T0),
				{ ...measurement("button", 3, T0), event: "press" },
				measurement("geolocation", { latitude: 47.05, longitude: 8.31 }, T0),
			]);
			const { batch } = (await batches.next()) as RowsBatch;
			const row = (attribute_id: string, payload: unknown, timestamp = T0) => ({
				sensor_id: id,
				attribute_id,
				payload,
				timestamp,
			});
			expect(batch[id]).toEqual({
				ecg: [row("ecg", 0.1), row("ecg", 0.2, T0 + 10)],
				temperature: row("temperature", 21, T0 + 10),
				respiration: [row("respiration", 0.5)],
				button: [{ ...row("button", 3), event: "press" }],
				geolocation: row("geolocation", { latitude: 47.05, longitude: 8.31 }),
			});
			expect(Object.keys(batch)).toEqual([id]);
		},
	},
	{
		id: 62,
		title: "columns carry running sample numbers, times from t0, values by stride, and the arrival",
		async run(t) {
			const id = t.id();
			const viewer = await t.viewer({ encoding: "columns", subscriptions: [{ sensor_id: id }] });
			const batches = viewer.on("sensor_batch");
			const device = await t.device(id);
			const before = Date.now();
			device.send("measurements_batch", [
				measurement("ecg", 0.1, T0),
				measurement("ecg", null, T0 + 10),
				measurement("accelerometer", { x: 1, y: 2, z: 3 }, T0),
				measurement("accelerometer", { x: 4, z: 6 }, T0 + 20),
			]);
			const frame = (await batches.next()) as ColumnsBatch;
			const arrived = expect.any(Number);
			expect(frame).toEqual({
				seq: 1,
				server_time: expect.any(Number),
				columns: {
					[id]: {
						ecg: { seq: 0, t0: T0, dt: [0, 10], v: [0.1, null], arrived },
						accelerometer: { seq: 0, t0: T0, dt: [0, 20], v: [1, 2, 3, 4, null, 6], arrived },
					},
				},
			});
			expect(frame.columns[id]!.ecg!.arrived).toBeGreaterThanOrEqual(before);
			device.send("measurement", measurement("ecg", 0.3, T0 + 20));
			const next = (await batches.next()) as ColumnsBatch;
			expect(next).toMatchObject({ seq: 2, columns: { [id]: { ecg: { seq: 2, dt: [0], v: [0.3] } } } });
		},
	},
	{
		id: 63,
		title: "a subscription of one attribute gets only that one; without an attribute, later ones too",
		async run(t) {
			const id = t.id();
			const device = await t.device(id);
			device.send("measurement", measurement("hr", 70));
			const one = await t.viewer();
			const oneBatches = one.on("sensor_batch");
			expect(
				await one.push("subscribe", { subscriptions: [{ sensor_id: id, attribute_id: "late" }] }),
			).toEqual({ count: 1 });
			const observer = await t.observe([id]);
			device.send("measurements_batch", [measurement("hr", 71), measurement("late", 1)]);
			const { batch } = (await oneBatches.next()) as RowsBatch;
			expect(Object.keys(batch[id]!)).toEqual(["late"]);
			await observer.until(id, "late", 1);
			await observer.until(id, "hr", 2);
		},
	},
	{
		id: 64,
		title: "after unsubscribe nothing comes of it, and the rest goes on",
		async run(t) {
			const [gone, kept] = [t.id(), t.id()];
			const viewer = await t.viewer({ subscriptions: [{ sensor_id: gone }, { sensor_id: kept }] });
			const batches = viewer.on("sensor_batch");
			const [first, second] = [await t.device(gone), await t.device(kept)];
			first.send("measurement", measurement("hr", 70));
			await batches.next((batch) => gone in (batch as RowsBatch).batch);
			expect(await viewer.push("unsubscribe", { subscriptions: [{ sensor_id: gone }] })).toEqual({
				count: 0,
			});
			const before = batches.all.length;
			first.send("measurement", measurement("hr", 71));
			await first.push("ping", {});
			second.send("measurement", measurement("hr", 72));
			await batches.next((batch) => kept in (batch as RowsBatch).batch);
			expect(batches.all.slice(before).flatMap((batch) => Object.keys((batch as RowsBatch).batch))).toEqual([
				kept,
			]);
		},
	},
	{
		id: 65,
		title: "the directory comes whole at the join and then as changes",
		async run(t) {
			const [old, fresh] = [t.id(), t.id()];
			await t.device(old);
			const viewer = t.client.channel(`viewer:${t.id("view")}`, { directory: true });
			const updates = viewer.on("directory");
			await viewer.join();
			const full = (await updates.next()) as DirectoryUpdate;
			expect(full).toMatchObject({ full: true, removed: [] });
			expect(full.sensors.map(({ sensor_id }) => sensor_id)).toContain(old);
			const device = await t.device(fresh);
			device.send("measurement", measurement("hr", 70));
			const holds = (update: unknown) =>
				(update as DirectoryUpdate).sensors.find(
					({ sensor_id, attributes }) => sensor_id === fresh && attributes.length > 0,
				);
			const change = (await updates.next((update) => holds(update) !== undefined)) as DirectoryUpdate;
			expect(change.full).toBeUndefined();
			expect(holds(change)).toMatchObject({
				status: "online",
				attention_level: "low",
				attributes: [{ attribute_id: "hr" }],
			});
		},
	},
	{
		id: 66,
		title: "malformed requests of a viewer are refused by name and change nothing",
		async run(t) {
			const viewer = await t.viewer();
			const subscribe = (subscriptions: unknown) => viewer.push("subscribe", { subscriptions });
			for (const bad of [
				undefined,
				"all",
				[{}],
				[{ sensor_id: "" }],
				[{ sensor_id: "a", attribute_id: "bad id!" }],
			]) {
				await expect(subscribe(bad)).rejects.toMatchObject({ facts: { reason: "invalid_subscription" } });
			}
			const lease = { sensor_id: "a", kind: "stare" };
			for (const bad of [{}, { epoch: 1, add: [lease], remove: [] }, { epoch: -1 }]) {
				await expect(viewer.push("attention", bad)).rejects.toMatchObject({
					facts: { reason: "invalid_attention" },
				});
			}
			expect(await viewer.push("subscribe", { subscriptions: [] })).toEqual({ count: 0 });
			const refused = t.client.channel(`viewer:${t.id("view")}`, { subscriptions: [{}] });
			await expect(refused.join()).rejects.toMatchObject({ reason: "invalid_subscription" });
		},
	},
	{
		id: 67,
		title: "attention is answered ok {}; ack, client_health and unknown events are not answered",
		async run(t) {
			const viewer = await t.viewer();
			expect(await viewer.push("attention", { epoch: 1, add: [], remove: [] })).toEqual({});
			viewer.send("ack", { seq: 1, paint_lag_ms: 12.5 });
			viewer.send("client_health", { fps: 60, batteryCharging: true });
			viewer.send("dance", {});
			expect(await viewer.push("ping", { n: 64 })).toEqual({ n: 64 });
			expect(t.client.wire.all.filter(({ event }) => event === "phx_reply")).toHaveLength(3);
		},
	},
];
