import { LIMITS } from "@sensocto/protocol";
import { expect } from "vitest";
import {
	type CaseContext,
	type ConformanceCase,
	measurement,
	sensorParams,
} from "../harness/conformance-case.ts";

const RATE_1 = { sampling_rate: 1 };

/** What sensors declare: attributes, connectors, and the smaller events. */
export const ATTRIBUTE_CASES: readonly ConformanceCase[] = [
	{
		id: 36,
		title:
			"attributes of a join may be an object, an array of ids, an array of objects, null, or absent (D1)",
		async run(t) {
			const entry = { attribute_id: "hr", attribute_type: "heartrate", sampling_rate: 1 };
			const forms: [attributes: unknown, ids: string[]][] = [
				[{ hr: entry, "bad id!": entry }, ["hr"]],
				[{ hr: {} }, ["hr"]],
				[
					["hr", "battery", 7],
					["hr", "battery"],
				],
				[
					[entry, { ...entry, attribute_id: "pulse" }],
					["hr", "pulse"],
				],
				[null, []],
				[undefined, []],
				["hr", []],
			];
			for (const [attributes, ids] of forms) {
				const id = t.id();
				const channel = await t.feed(id, { attributes });
				expect(await attributeIds(t, id)).toEqual(ids);
				channel.send("measurement", measurement("hr", 71));
				await channel.push("ping", {});
				expect((await t.server.sensor(id))!.attributes[0]).toMatchObject({
					attribute_id: "hr",
					attribute_type: "heartrate",
					last_value: { payload: 71 },
				});
			}
		},
	},
	{
		id: 37,
		title: "update_attributes registers and unregisters, under its documented aliases too (D5)",
		async run(t) {
			const id = t.id();
			const channel = await t.feed(id);
			const update = (action: string, attribute_id: string, metadata: unknown = RATE_1) =>
				channel.send("update_attributes", { action, attribute_id, metadata });
			update("register", "hr");
			update("add", "temp");
			update("update", "temp", { attribute_type: "temperature", sampling_rate: 2 });
			await channel.push("ping", {});
			const { attributes } = (await t.server.sensor(id))!;
			expect(attributes.map((each) => [each.attribute_id, each.attribute_type, each.sampling_rate])).toEqual([
				["hr", "heartrate", 1],
				["temp", "temperature", 2],
			]);
			update("unregister", "hr");
			update("remove", "temp");
			await channel.push("ping", {});
			expect(await attributeIds(t, id)).toEqual([]);
		},
	},
	{
		id: 38,
		title:
			"update_attributes checks the action before the attribute_id, and refuses metadata that is no object",
		async run(t) {
			const channel = await t.feed(t.id());
			const update = (payload: unknown) => channel.push("update_attributes", payload);
			await expect(
				update({ action: "explode", attribute_id: "bad id!", metadata: {} }),
			).rejects.toMatchObject({
				facts: { reason: "invalid_action" },
			});
			await expect(
				update({ action: "register", attribute_id: "bad id!", metadata: {} }),
			).rejects.toMatchObject({
				facts: { reason: "invalid_attribute_id" },
			});
			await expect(update({ action: "register", attribute_id: "hr", metadata: 7 })).rejects.toMatchObject({
				facts: { reason: "invalid_metadata" },
			});
			expect(await channel.push("ping", { n: 38 })).toEqual({ n: 38 });
		},
	},
	{
		id: 39,
		title: "a sensor has at most 256 attributes, whether joined, registered or measured",
		async run(t) {
			const ids = Array.from({ length: 257 }, (_, i) => `a${i}`);
			const full = t.id();
			const refused = t.client.channel(`sensocto:sensor:${full}`, sensorParams(full, { attributes: ids }));
			await expect(refused.join()).rejects.toMatchObject({ reason: "too_many_attributes" });
			expect(await t.server.sensor(full)).toBeUndefined();

			const id = t.id();
			const channel = await t.feed(id, { attributes: ids.slice(1) });
			const register = { action: "register", attribute_id: "a0", metadata: RATE_1 };
			await expect(channel.push("update_attributes", register)).rejects.toMatchObject({
				reason: "too_many_attributes",
			});
			const batch = [measurement("a1", 1), measurement("a0", 1)];
			await expect(channel.push("measurements_batch", batch)).rejects.toMatchObject({
				reason: "too_many_attributes",
			});
			const { attributes } = (await t.server.sensor(id))!;
			expect(attributes).toHaveLength(256);
			expect(attributes.every(({ last_value }) => last_value === null)).toBe(true);
		},
	},
	{
		id: 40,
		title: "update_connector renames the connector and answers with the name",
		async run(t) {
			const id = t.id();
			const channel = await t.feed(id);
			const rename = (payload: unknown) => channel.push("update_connector", payload);
			expect(await rename({ connector_name: "Bike" })).toEqual({ connector_name: "Bike" });
			expect(await t.server.sensor(id)).toMatchObject({ connector_name: "Bike" });
			for (const bad of ["", "é".repeat(51), 7, null]) {
				await expect(rename({ connector_name: bad })).rejects.toMatchObject({
					facts: { reason: "invalid_connector_name" },
				});
			}
			expect(await t.server.sensor(id)).toMatchObject({ connector_name: "Bike" });
		},
	},
	{
		id: 41,
		title: "ping is answered ok with the same payload on a sensor and on a connector channel",
		async run(t) {
			const sensor = await t.feed(t.id());
			const connector = t.client.channel(`sensocto:connector:${t.id()}`);
			await connector.join();
			const payload = { n: 1, nested: { a: [1, null, "ü"] } };
			expect(await sensor.push("ping", payload)).toEqual(payload);
			expect(await connector.push("ping", payload)).toEqual(payload);
		},
	},
	{
		id: 42,
		title: "shout reaches every channel on the topic, the sender included, as a broadcast without reply",
		async run(t) {
			const id = t.id();
			const sender = await t.feed(id);
			const other = (await t.connect()).channel(`sensocto:sensor:${id}`, sensorParams(id));
			await other.join();
			const heard = [sender.on("shout"), other.on("shout")];
			sender.send("shout", { hello: "all" });
			for (const inbox of heard) expect(await inbox.next()).toEqual({ hello: "all" });
			await sender.push("ping", {});
			const shout = await t.client.wire.find(({ event }) => event === "shout");
			expect(shout.ref).toBeNull();
			if (t.client.name !== "v1") expect(shout.joinRef).toBeNull();
			expect(t.client.wire.all.filter(({ event }) => event === "phx_reply")).toHaveLength(2);
		},
	},
	{
		id: 43,
		title:
			"ping and shout above 256 KiB are refused as payload_too_large: no device is sent a frame it closes at",
		async run(t) {
			const channel = await t.feed(t.id());
			const connector = t.client.channel(`sensocto:connector:${t.id()}`);
			await connector.join();
			const large = { text: "x".repeat(LIMITS.payloadBytes) };
			for (const [each, event] of [
				[channel, "ping"],
				[channel, "shout"],
				[connector, "ping"],
				[connector, "shout"],
			] as const) {
				await expect(each.push(event, large)).rejects.toMatchObject({
					facts: { reason: "payload_too_large" },
				});
			}
			await channel.push("ping", {});
			expect(t.client.wire.all.some(({ event }) => event === "shout")).toBe(false);
		},
	},
	{
		id: 44,
		title: "an event no connector channel knows is refused as unknown_event and the channel stays",
		async run(t) {
			const channel = t.client.channel(`sensocto:connector:${t.id()}`);
			await channel.join();
			await expect(channel.push("dance", {})).rejects.toMatchObject({ reason: "unknown_event" });
			expect(await channel.push("ping", { n: 43 })).toEqual({ n: 43 });
		},
	},
	{
		id: 45,
		title: "disconnect and events no sensor channel knows are ignored without a reply",
		async run(t) {
			const channel = await t.feed(t.id());
			channel.send("disconnect", {});
			channel.send("dance", { n: 1 });
			channel.send("dance", "text");
			await channel.push("ping", {});
			expect(t.client.wire.all.filter(({ event }) => event === "phx_reply")).toHaveLength(2);
		},
	},
	{
		id: 46,
		title: "a connection joins at most 100 channels; the next is refused and the others stay",
		async run(t) {
			const base = t.id();
			const channels = Array.from({ length: 100 }, (_, i) =>
				t.client.channel(`sensocto:lvntest:${base}${i}`),
			);
			await Promise.all(channels.map((channel) => channel.join()));
			const tooMany = t.client.channel(`sensocto:lvntest:${base}x`);
			await expect(tooMany.join()).rejects.toMatchObject({ reason: "too many channels joined" });
			expect(await channels[99]!.push("ping", { n: 45 })).toEqual({ n: 45 });
			await channels[0]!.leave();
			expect(await t.client.channel(`sensocto:lvntest:${base}y`).join()).toEqual({});
		},
	},
	{
		id: 47,
		title: "a join may declare its provenance and source; a connector type simulator means simulated",
		async run(t) {
			const declared: [overrides: Record<string, unknown>, expected: Record<string, unknown>][] = [
				[
					{ provenance: "replayed", source: "PhysioNet" },
					{ provenance: "replayed", source: "PhysioNet" },
				],
				[{ connector_type: "simulator" }, { provenance: "simulated", source: null }],
				[{ provenance: "invented" }, { provenance: "real", source: null }],
			];
			for (const [overrides, expected] of declared) {
				const id = t.id();
				await t.feed(id, overrides);
				expect(await t.server.sensor(id)).toMatchObject(expected);
			}
		},
	},
];

async function attributeIds(t: CaseContext, sensorId: string): Promise<string[]> {
	return (await t.server.sensor(sensorId))!.attributes.map(({ attribute_id }) => attribute_id);
}
