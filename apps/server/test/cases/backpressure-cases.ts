import type { BackpressureConfig, Message } from "@sensocto/protocol";
import { expect } from "vitest";
import { type CaseContext, type ConformanceCase, measurement } from "../harness/conformance-case.ts";
import type { ConformanceChannel } from "../harness/conformance-client.ts";
import type { Inbox } from "../harness/inbox.ts";
import type { Observer } from "../harness/observer.ts";

/** Least time between a join's reply and the first push, in ms. */
const FIRST_PUSH_MS = 20;

/** A busy machine may read two frames at once that left apart: then another try tells more. */
const TRIES = 20;

/** How the server tells devices to pace themselves, and what client families need. */
export const BACKPRESSURE_CASES: readonly ConformanceCase[] = [
	{
		id: 48,
		title:
			"backpressure_config follows the join reply after at least 20 ms, with its eight fields and what holds besides",
		async run(t) {
			const channel = t.client.channel(`sensocto:sensor:${t.id()}`, {});
			await channel.join();
			const config = (await channel.on("backpressure_config").next()) as BackpressureConfig;
			expect(await longestSilence(t, {})).toBeGreaterThanOrEqual(FIRST_PUSH_MS);
			expect(config).toEqual({
				attention_level: "none",
				system_load: "normal",
				memory_protection_active: false,
				paused: false,
				recommended_batch_window: 5_000,
				recommended_batch_size: 20,
				load_multiplier: 1,
				timestamp: expect.any(Number),
				epoch: expect.any(Number),
				ttl_ms: 600_000,
				reason: ["nobody looks at it"],
			});
			expect(Number.isSafeInteger(config.timestamp)).toBe(true);
			expect(Math.abs(config.timestamp - Date.now())).toBeLessThan(60_000);
			const push = await t.client.wire.find(({ event }) => event === "backpressure_config");
			expect(push.ref).toBeNull();
		},
	},
	{
		id: 49,
		title: "a viewer's subscription makes the device's level medium, its focus, hover or pin high",
		async run(t) {
			for (const kind of ["focus", "hover", "pin"] as const) {
				const id = t.id();
				const configs = await pacing(await t.feed(id));
				const viewer = await plainViewer(t, id);
				await expectLevel(configs, "medium", 500, 5);
				viewer.session.attention({ add: [{ sensor_id: id, attribute_id: "hr", kind }] });
				await expectLevel(configs, "high", 100, 1);
			}
		},
	},
	{
		id: 50,
		title: "the level falls when the viewer leaves or its page is hidden, and only a pin outlasts that",
		async run(t) {
			const [left, hidden, pinned] = [t.id(), t.id(), t.id()];
			const whenLeft = await pacing(await t.feed(left));
			const whenHidden = await pacing(await t.feed(hidden));
			await t.feed(pinned);
			const leaving = await plainViewer(t, left);
			const hiding = await plainViewer(t, hidden, pinned);
			hiding.session.attention({
				add: [
					{ sensor_id: hidden, kind: "hover" },
					{ sensor_id: pinned, kind: "pin" },
				],
			});
			await expectLevel(whenLeft, "medium", 500, 5);
			await expectLevel(whenHidden, "high", 100, 1);
			hiding.session.attention({ hidden: true });
			await leaving.close();
			await expectLevel(whenHidden, "none", 5_000, 20);
			await expectLevel(whenLeft, "none", 5_000, 20);
			expect(await t.server.sensor(pinned)).toMatchObject({ attention_level: "high", window_ms: 100 });
			hiding.session.attention({ hidden: false });
			await expectLevel(whenHidden, "high", 100, 1);
		},
	},
	{
		id: 51,
		title: "a device that joins while it is looked at learns that with its first configuration",
		async run(t) {
			const id = t.id();
			await plainViewer(t, id);
			const channel = t.client.channel(`sensocto:sensor:${id}`, {});
			await channel.join();
			await expectLevel(channel.on("backpressure_config"), "medium", 500, 5);
		},
	},
	{
		id: 52,
		title: "attention that changes right after a join does not make the first configuration come earlier",
		async run(t) {
			const viewer = await t.observe([]);
			const look = (sensor_id: string) => viewer.session.subscribe([{ sensor_id }]);
			expect(await longestSilence(t, { meanwhile: look })).toBeGreaterThanOrEqual(FIRST_PUSH_MS);
		},
	},
	{
		id: 53,
		title:
			"the configuration is repeated with the device's first event, for handlers that were attached late",
		async run(t) {
			const channel = await t.feed(t.id());
			await t.client.wire.find(({ event }) => event === "backpressure_config");
			const late = channel.on("backpressure_config");
			channel.send("measurement", measurement("hr", 70));
			expect(await late.next()).toMatchObject({ attention_level: "none", recommended_batch_window: 5_000 });
			channel.send("measurement", measurement("hr", 71));
			await channel.push("ping", {});
			expect(late.all).toHaveLength(1);
		},
	},
	{
		id: 54,
		title: "only the plain fields, without system_load, go to connectors of type python and unity (D2)",
		async run(t) {
			for (const type of ["python", "Unity"]) {
				const client = await t.connect();
				await client.channel(`sensocto:connector:${t.id()}`, { connector_type: type }).join();
				const channel = client.channel(`sensocto:sensor:${t.id()}`, {});
				await channel.join();
				const config = (await channel.on("backpressure_config").next()) as BackpressureConfig;
				expect(Object.keys(config).sort()).toEqual([
					"attention_level",
					"load_multiplier",
					"memory_protection_active",
					"paused",
					"recommended_batch_size",
					"recommended_batch_window",
					"timestamp",
				]);
			}
		},
	},
	{
		id: 55,
		title: "system_load is a word for every other connector type",
		async run(t) {
			await t.client.channel(`sensocto:connector:${t.id()}`, { connector_type: "rust" }).join();
			const channel = await t.feed(t.id());
			expect(await channel.on("backpressure_config").next()).toMatchObject({ system_load: "normal" });
		},
	},
	{
		id: 56,
		title: "a unity connector gets ok {} for measurement, measurements_batch and update_attributes (D3)",
		async run(t) {
			await t.client.channel(`sensocto:connector:${t.id()}`, { connector_type: "unity" }).join();
			const channel = await t.feed(t.id());
			const update = { action: "register", attribute_id: "temp", metadata: {} };
			expect(await channel.push("measurement", measurement("hr", 70))).toEqual({});
			expect(await channel.push("measurements_batch", [measurement("hr", 71)])).toEqual({});
			expect(await channel.push("update_attributes", update)).toEqual({});
		},
	},
	{
		id: 57,
		title: "a receiver makes no sensor and gets measurements of {attribute_id, payload, timestamp} (D4)",
		async run(t) {
			const id = t.id();
			const params = {
				connector_id: "unity",
				connector_name: "U",
				sensor_id: id,
				sensor_type: "receiver",
				bearer_token: "",
			};
			const receiver = t.client.channel(`sensocto:sensor:${id}`, params);
			expect(await receiver.join()).toEqual({});
			const heard = receiver.on("measurement");
			expect(await t.server.sensor(id)).toBeUndefined();
			const device = (await t.connect()).channel(`sensocto:sensor:${id}`, { sensor_name: "Real one" });
			await device.join();
			await expectLevel(device.on("backpressure_config"), "medium", 500, 5);
			device.send("measurement", measurement("hr", 70, 1_700_000_000_000));
			expect(await heard.next()).toEqual({ attribute_id: "hr", payload: 70, timestamp: 1_700_000_000_000 });
			expect(await t.server.sensor(id)).toMatchObject({ sensor_name: "Real one", sensor_type: "generic" });
		},
	},
	{
		id: 58,
		title: "a receiver that joins a live sensor changes nothing of it and may not feed it",
		async run(t) {
			const id = t.id();
			const device = (await t.connect()).channel(`sensocto:sensor:${id}`, { sensor_name: "Real one" });
			await device.join();
			device.send("measurement", measurement("hr", 70));
			await device.push("ping", {});
			const before = await t.server.sensor(id);
			const receiver = t.client.channel(`sensocto:sensor:${id}`, {
				sensor_type: "receiver",
				sensor_name: "Fake",
			});
			await receiver.join();
			await expect(receiver.push("measurement", measurement("hr", 1))).rejects.toMatchObject({
				reason: "read_only",
			});
			expect(await receiver.push("ping", { n: 55 })).toEqual({ n: 55 });
			const { sensor_name, attributes } = (await t.server.sensor(id))!;
			expect({ sensor_name, attributes }).toEqual({
				sensor_name: before!.sensor_name,
				attributes: before!.attributes,
			});
		},
	},
	{
		id: 59,
		title: "a receiver's first measurement follows its join reply after at least 20 ms",
		async run(t) {
			const before = async (id: string) => {
				const device = await t.device(id);
				device.send("measurement", measurement("hr", 70));
				await device.push("ping", {});
			};
			const silence = await longestSilence(t, {
				event: "measurement",
				params: { sensor_type: "receiver" },
				before,
			});
			expect(silence).toBeGreaterThanOrEqual(FIRST_PUSH_MS);
		},
	},
];

/** What happens around a join whose first push is awaited. */
interface JoinScene {
	readonly event?: string;
	readonly params?: Readonly<Record<string, unknown>>;
	before?(sensorId: string): Promise<unknown>;
	/** Between the reply and the push. */
	meanwhile?(sensorId: string): Promise<void>;
}

/** The longest time seen between a join's reply and the first push, in ms. */
async function longestSilence(t: CaseContext, scene: JoinScene): Promise<number> {
	const { event = "backpressure_config", params = {} } = scene;
	let longest = 0;
	for (let i = 0; i < TRIES && longest < FIRST_PUSH_MS; i++) {
		const id = t.id();
		const topic = `sensocto:sensor:${id}`;
		await scene.before?.(id);
		const isFirst = (message: Message) => message.topic === topic && message.event === event;
		const first = t.client.wire.find(isFirst).then(() => performance.now());
		await t.client.channel(topic, params).join();
		const repliedAt = performance.now();
		await scene.meanwhile?.(id);
		longest = Math.max(longest, (await first) - repliedAt);
	}
	return longest;
}

/** The configurations of a channel after its first, which has come. */
async function pacing(channel: ConformanceChannel): Promise<Inbox<unknown>> {
	const configs = channel.on("backpressure_config");
	await expectLevel(configs, "none", 5_000, 20);
	return configs;
}

async function expectLevel(
	configs: Inbox<unknown>,
	level: string,
	windowMs: number,
	size: number,
): Promise<void> {
	const isLevel = (config: unknown) => (config as BackpressureConfig).attention_level === level;
	expect(await configs.next(isLevel, `level ${level}`)).toMatchObject({
		recommended_batch_window: windowMs,
		recommended_batch_size: size,
	});
}

/** A viewer that only subscribes. */
async function plainViewer(t: CaseContext, ...sensorIds: string[]): Promise<Observer> {
	const viewer = await t.observe([]);
	await viewer.session.subscribe(sensorIds.map((sensor_id) => ({ sensor_id })));
	return viewer;
}
