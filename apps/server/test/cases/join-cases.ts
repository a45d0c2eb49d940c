import { expect } from "vitest";
import { type ConformanceCase, measurement, sensorParams } from "../harness/conformance-case.ts";
import { Refusal } from "../harness/conformance-client.ts";

const crashed = { reason: "join crashed" };
const NO_LEAVE = "the library sends nothing for a topic it has not joined";

/** Joining and leaving topics. */
export const JOIN_CASES: readonly ConformanceCase[] = [
	{
		id: 1,
		title: "a connector joins with its five keys and is answered ok {}",
		async run(t) {
			const id = t.id("connector");
			const params = {
				connector_id: id,
				connector_name: "Pi",
				connector_type: "rust",
				features: ["a"],
				bearer_token: "",
			};
			expect(await t.client.channel(`sensocto:connector:${id}`, params).join()).toEqual({});
		},
	},
	{
		id: 2,
		title: "a connector join whose id is not the topic's is refused as join crashed",
		async run(t) {
			const channel = t.client.channel(`sensocto:connector:${t.id()}`, { connector_id: "another" });
			await expect(channel.join()).rejects.toMatchObject({ facts: crashed });
		},
	},
	{
		id: 3,
		title: "a connector join without any key gets the defaults",
		async run(t) {
			expect(await t.client.channel(`sensocto:connector:${t.id()}`).join()).toEqual({});
		},
	},
	{
		id: 4,
		title: "a complete sensor join is answered ok {} and introduces the sensor",
		async run(t) {
			const id = t.id();
			const channel = t.client.channel(`sensocto:sensor:${id}`, sensorParams(id));
			expect(await channel.join()).toEqual({});
			expect(await t.server.sensor(id)).toMatchObject({
				sensor_name: "Chest strap",
				sensor_type: "generic",
				connector_name: "Bench connector",
				provenance: "real",
				status: "online",
			});
		},
	},
	{
		id: 5,
		title: "a sensor join without any key gets the defaults: name = id, type generic, connector Unknown",
		async run(t) {
			const id = t.id();
			expect(await t.client.channel(`sensocto:sensor:${id}`).join()).toEqual({});
			expect(await t.server.sensor(id)).toMatchObject({
				sensor_name: id,
				sensor_type: "generic",
				connector_name: "Unknown",
				attributes: [],
			});
		},
	},
	{
		id: 6,
		title: "a sensor join whose sensor_id is not the topic's is refused as join crashed and makes no sensor",
		async run(t) {
			const id = t.id();
			const channel = t.client.channel(`sensocto:sensor:${id}`, sensorParams("another"));
			await expect(channel.join()).rejects.toMatchObject({ facts: crashed });
			expect(await t.server.sensor(id)).toBeUndefined();
			expect(await t.server.sensor("another")).toBeUndefined();
		},
	},
	{
		id: 7,
		title: "a sensor id may hold colons, dots, spaces and 255 bytes",
		async run(t) {
			const base = `${t.id()}:0:Big Pod v1.2 é `;
			for (const id of [base, base.padEnd(254, "x")]) {
				await t.feed(id);
				expect(await t.server.sensor(id)).toMatchObject({ sensor_id: id });
			}
			const tooLong = t.client.channel(`sensocto:sensor:${base.padEnd(256, "x")}`);
			await expect(tooLong.join()).rejects.toBeInstanceOf(Refusal);
		},
	},
	{
		id: 8,
		title: "sensor:<id> is the same sensor as sensocto:sensor:<id> (A1)",
		async run(t) {
			const id = t.id();
			const channel = t.client.channel(`sensor:${id}`, sensorParams(id));
			const configs = channel.on("backpressure_config");
			await channel.join();
			channel.on("backpressure_config");
			await channel.push("ping", {});
			expect(await t.server.sensor(id)).toMatchObject({ status: "online" });
			if (t.client.name !== "v1") await configs.next();
		},
	},
	{
		id: 9,
		title: "connector:<id> is the same channel as sensocto:connector:<id> (A1)",
		async run(t) {
			const id = t.id();
			const short = t.client.channel(`connector:${id}`, { connector_id: id });
			const other = (await t.connect()).channel(`sensocto:connector:${id}`, { connector_id: id });
			await short.join();
			await other.join();
			const heard = short.on("shout");
			other.send("shout", { n: 9 });
			expect(await heard.next()).toEqual({ n: 9 });
		},
	},
	{
		id: 10,
		title: "both spellings joined on one connection feed one sensor, and leaving one leaves it online",
		async run(t) {
			const id = t.id();
			const observer = await t.observe([id]);
			const long = await t.feed(id);
			const short = t.client.channel(`sensor:${id}`, sensorParams(id));
			await short.join();
			long.send("measurement", measurement("steps", 1));
			short.send("measurement", measurement("steps", 2));
			expect((await observer.until(id, "steps", 2)).map(({ value }) => value)).toEqual([1, 2]);
			await long.leave();
			short.send("measurement", measurement("steps", 3));
			await observer.until(id, "steps", 3);
			expect(await t.server.sensor(id)).toMatchObject({ status: "online" });
		},
	},
	{
		id: 11,
		title: "a join of a topic no channel matches is refused as unmatched topic",
		async run(t) {
			for (const topic of ["weather:today", "sensocto", "presence:all", "phoenix2"]) {
				await expect(t.client.channel(topic).join()).rejects.toMatchObject({ reason: "unmatched topic" });
			}
		},
	},
	{
		id: 12,
		title: "a join of an unknown sensocto: topic is refused as join crashed",
		async run(t) {
			await expect(t.client.channel("sensocto:actuator:1").join()).rejects.toMatchObject({ facts: crashed });
		},
	},
	{
		id: 13,
		title: "a second join of a topic replaces the first, and the new channel works",
		async run(t) {
			const id = t.id();
			const observer = await t.observe([id]);
			const first = await t.feed(id);
			const second = await t.feed(id);
			if (t.client.name !== "v1") await first.closed;
			expect(await second.push("ping", { n: 13 })).toEqual({ n: 13 });
			second.send("measurement", measurement("steps", 13));
			await observer.until(id, "steps", 1);
			expect(await t.server.sensor(id)).toMatchObject({ status: "online" });
		},
	},
	{
		id: 14,
		title: "joins and leaves of one topic within milliseconds end with a live sensor",
		async run(t) {
			const id = t.id();
			const observer = await t.observe([id]);
			const topic = `sensocto:sensor:${id}`;
			const channels = Array.from({ length: 5 }, () => t.client.channel(topic, sensorParams(id)));
			const joins = channels.map((channel) => channel.join().catch((error: unknown) => error));
			await joins.at(-1);
			const last = channels.at(-1)!;
			expect(await last.push("ping", { n: 14 })).toEqual({ n: 14 });
			last.send("measurement", measurement("steps", 14));
			await observer.until(id, "steps", 1);
			expect(await t.server.sensor(id)).toMatchObject({ status: "online" });
		},
	},
	{
		id: 15,
		title: "phx_leave is answered ok {}, then phx_close follows",
		async run(t) {
			const topic = `sensocto:connector:${t.id()}`;
			const channel = t.client.channel(topic);
			await channel.join();
			const before = t.client.wire.all.length;
			await channel.leave();
			await t.client.wire.find(({ event }) => event === "phx_close");
			const events = t.client.wire.all.slice(before).map(({ event, payload }) => [event, payload]);
			expect(events).toEqual([
				["phx_reply", { status: "ok", response: {} }],
				["phx_close", {}],
			]);
		},
	},
	{
		id: 16,
		title: "phx_leave of a topic that is not joined is answered ok {} and nothing else",
		skip: { phoenix: NO_LEAVE, sensocto: NO_LEAVE },
		async run(t) {
			await t.client.channel(`sensocto:sensor:${t.id()}`).leave();
			await t.client.heartbeat!();
			expect(t.client.wire.all.map(({ event }) => event)).toEqual(["phx_reply", "phx_reply"]);
		},
	},
	{
		id: 17,
		title: "an event for a topic that is not joined is refused as unmatched topic",
		skip: { phoenix: NO_LEAVE, sensocto: NO_LEAVE },
		async run(t) {
			const channel = t.client.channel(`sensocto:sensor:${t.id()}`);
			await expect(channel.push("measurement", measurement("hr", 70))).rejects.toMatchObject({
				reason: "unmatched topic",
			});
		},
	},
	{
		id: 18,
		title: "sensocto:lvntest:<anything> joins with any params and answers ping",
		async run(t) {
			const channel = t.client.channel(`sensocto:lvntest:${t.id()}`, { whatever: [1] });
			expect(await channel.join()).toEqual({});
			expect(await channel.push("ping", { n: 18 })).toEqual({ n: 18 });
		},
	},
	{
		id: 19,
		title: "a heartbeat is answered whatever channels are joined",
		skip: { sensocto: "the library sends heartbeats by itself, every 30 s" },
		async run(t) {
			await t.client.heartbeat!();
			await t.feed(t.id());
			await t.client.heartbeat!();
			const replies = t.client.wire.all.filter(({ topic }) => topic === "phoenix");
			expect(replies.map(({ payload }) => payload)).toEqual(Array(2).fill({ status: "ok", response: {} }));
		},
	},
	{
		id: 20,
		title: "a second device that joins a live sensor does not change what is known of it",
		async run(t) {
			const id = t.id();
			await t.feed(id);
			const other = await t.connect();
			const renamed = sensorParams(id, { sensor_name: "Imposter", connector_name: "Other" });
			await other.channel(`sensocto:sensor:${id}`, renamed).join();
			expect(await t.server.sensor(id)).toMatchObject({
				sensor_name: "Chest strap",
				connector_name: "Bench connector",
			});
		},
	},
];
